"""Whether the probabilities of releases and artists are right, on recorded answers of several sources.

    HARMONY_RECORDINGS=… python tests/benchmarks/editions.py [--list]

No table of labelled releases is known. Recorded answers have labels of their own: two sources that give one barcode
mean the same release, and two that give others mean different ones; an artist's page at one source may name the
artist's id at another. Barcodes and ids are withheld from what is compared, so the rest must tell. Different releases
are compared only where an artist is shared, also of one source: what nothing connects is easy. `--list` names what
comes out wrong.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

import attrs

sys.path.insert(0, str(Path(__file__).parent))
from quality import measure
from rules_report import entries

from harmony_core.alike.comparable import Comparable, comparable_of
from harmony_core.alike.evidence import Likeness
from harmony_core.alike.judge import compare
from harmony_core.domain.model import Artist, Release
from harmony_core.edges.config import load_config
from harmony_core.session import Session
from harmony_core.testing.recordings import recordings_folder


@attrs.frozen
class Pair:
    """Two things from two sources, whether they are the same, and how alike they are found to be."""

    one: str
    other: str
    same: bool
    likeness: Likeness


def releases(told: Sequence[tuple[str, object]]) -> Iterator[Pair]:
    """Yield the pairs of releases of one barcode or id at two sources, and those of two barcodes by a shared artist."""
    found = {
        (source, entity.gtin, _ids(entity, source)): (source, entity, _bare(comparable_of(entity)))
        for source, entity in told
        if isinstance(entity, Release) and entity.title
    }
    for (source, one, mine), (other_source, other, theirs) in combinations(found.values(), 2):
        same = _is_same(one, other)
        if (same and source != other_source) or (same is False and mine.forms.people & theirs.forms.people):
            names = (f"{source} {one.title} {one.gtin}", f"{other_source} {other.title} {other.gtin}")
            yield Pair(*names, same, compare(mine, theirs))


def _is_same(one: Release, other: Release) -> bool | None:
    """Whether two releases are the same by their codes; None where these do not say."""
    if one.gtin and other.gtin:
        return one.gtin.as_14 == other.gtin.as_14
    return (
        True
        if {(each.provider, each.id) for each in one.external_ids if each.kind == "release"}
        & {(each.provider, each.id) for each in other.external_ids if each.kind == "release"}
        else None
    )


def artists(told: Sequence[tuple[str, object]]) -> Iterator[Pair]:
    """Yield the pairs of artists of two sources of which one names its id at the other, the same or another."""
    found = {
        (source, _ids(entity, source)): (source, entity)
        for source, entity in told
        if isinstance(entity, Artist) and entity.name and _ids(entity, source)
    }
    for (source, one), (other_source, other) in combinations(found.values(), 2):
        if source == other_source:
            continue
        named = _ids(one, other_source) or _ids(other, source)
        own = _ids(other, other_source) if _ids(one, other_source) else _ids(one, source)
        if named:
            likeness = compare(_bare(comparable_of(one)), _bare(comparable_of(other)))
            yield Pair(f"{source} {one.name}", f"{other_source} {other.name}", bool(named & own), likeness)


def _bare(comparable: Comparable) -> Comparable:
    """Return what is compared without what the label is known by."""
    return attrs.evolve(comparable, gtin=None, mbids=(), external_ids=())


def _ids(entity: Artist | Release, source: str) -> frozenset[str]:
    kind = "artist" if isinstance(entity, Artist) else "release"
    return frozenset(each.id for each in entity.external_ids if each.provider == source and each.kind == kind)


def main(arguments: Sequence[str]) -> int:
    """Print what was measured."""
    with_all = Session(config=load_config({"HARMONY_STORE": "memory:"}))
    told = [
        (each.found.provider, each.found.entity) for each in entries(tuple(with_all.providers), recordings_folder())
    ]
    for name, pairs in (("releases", list(releases(told))), ("artists", list(artists(told)))):
        got = measure([pair.likeness.probability for pair in pairs], [pair.same for pair in pairs])
        print(
            f"{name}: {len(pairs)} pairs, {sum(pair.same for pair in pairs)} the same: precision {got.precision:.3f}, "
            f"recall {got.recall:.3f}, F1 {got.f1:.3f}, calibration error {got.calibration_error:.3f}, "
            f"right where p ≥ 0.95: {got.sure_and_right} of {got.sure}"
        )
        bins = Counter((min(9, int(pair.likeness.probability * 10)), pair.same) for pair in pairs)
        for at in range(10):
            if bins[at, True] + bins[at, False]:
                print(f"  {at / 10:.1f} to {at / 10 + 0.1:.1f}: {bins[at, True]:4} same, {bins[at, False]:4} not")
        for pair in pairs if "--list" in arguments else ():
            if (pair.likeness.probability >= 0.5) is not pair.same:
                print(f"  {'same' if pair.same else 'not the same'}: {pair.one} ~ {pair.other}: {pair.likeness}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
