"""Fit the weights of recordings on the MusicBrainz set, and write the parameters that the package ships.

    HARMONY_BENCHMARKS=… python tests/benchmarks/fit.py

Needs harmony-tables and numpy (the extra `bench`). The model is a sum of log-odds, one weight for each level of each
field. The weights are those that are most likely given the labelled pairs, held to two things: a prior
(`priors.json`, what one knows of music without any data, with a spread of 1 log-odds), which decides where the set has
few pairs of a level, and the order of levels: what is less alike never speaks more for the same. So that the weights
carry over, the pairs are weighed as real tables have them, and fields are left out of them at random. The method
and its reasons are in `docs/explanation/matching.md`.
"""

from __future__ import annotations

import csv
import json
import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs
import numpy as np

from harmony_core.alike.comparable import Comparable
from harmony_core.alike.fields import RECORDING_FIELDS, Levels
from harmony_core.alike.judge import levels_of
from harmony_tables.records import comparables

HERE = Path(__file__).parent
SHIPPED = HERE.parents[1] / "harmony_core" / "alike" / "parameters.json"
SPREAD = 1.0
"""How far a weight may lie from its prior before the data must speak for it, in log-odds."""

SAME = 500
"""For how many pairs that are the same the set's pairs count together: their errors were made by one program, so that
what they say is not as sure as their number."""

OTHERS = 10
"""How many pairs that are not the same stand against one that is: an album's other tracks, mostly."""

SHARES = {"siblings": 0.5, "same artists": 0.3, "others": 0.2}
"""Of which kinds those are."""

KEPT = (1.0, 1.0, 1.0, 0.9, 0.8, 0.7, 0.7, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5)
"""How often each field is kept in a pair: other tables lack what this set always has (track numbers above all)."""

COPIES = 6
"""With how many choices of fields each pair is taken."""

LARGEST_BLOCK = 60


@attrs.frozen
class Labelled:
    """Pairs by how their fields compare, with the weight of those that are the same and of those that are not."""

    levels: tuple[Levels, ...]
    same: tuple[float, ...]
    others: tuple[float, ...]


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def musicbrainz(folder: Path) -> tuple[list[Comparable], list[str], list[str]]:
    """Return the MusicBrainz records, their clusters and their sources."""
    rows = read_rows(folder / "musicbrainz_20k" / "records_dev.csv")
    read = comparables(rows, FIELDS_OF_MUSICBRAINZ, source="source")
    return read, [row["cluster_id"] for row in rows], [row["source"] for row in rows]


FIELDS_OF_MUSICBRAINZ = {
    "title": "title", "length": "length", "artist": "artist", "album": "album", "date": "year", "number": "number",
    "language": "language",
}  # fmt: skip


def blocked(records: Sequence[Comparable]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that are worth comparing: of like titles, and of one artist or album (the hard ones)."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        forms = record.forms
        keys = {f"t {forms.base.key[:6]}", f"e {forms.base.key[-6:]}", f"r {forms.release.key}", f"a {forms.credit}"}
        if forms.number and forms.length_ms:
            keys.add(f"n {forms.number} {forms.length_ms // 2000}")
        keys |= {f"w {word}" for word in forms.full.tokens if len(word) > 4}
        for key in keys:
            if len(key) > 3:
                blocks[key].append(place)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        if len(block) <= LARGEST_BLOCK:
            for at, one in enumerate(block):
                for other in block[at + 1 :]:
                    if (one, other) not in seen:
                        seen.add((one, other))
                        yield one, other


def labelled(records: Sequence[Comparable], clusters: Sequence[str]) -> Labelled:
    """Return the pairs within blocks by their levels, weighed as real tables have them."""
    found: dict[str, Counter[Levels]] = {"same": Counter(), **{kind: Counter() for kind in SHARES}}
    for one, other in blocked(records):
        levels = levels_of(records[one], records[other])
        found["same" if clusters[one] == clusters[other] else kind_of(levels)][levels] += 1
    chance = random.Random(5)
    same = weighed(found["same"], SAME, chance)
    others: Counter[Levels] = Counter()
    for kind, share in SHARES.items():
        others.update(weighed(found[kind], SAME * OTHERS * share, chance))
    levels = tuple(sorted(same.keys() | others.keys()))
    return Labelled(levels, tuple(same[each] for each in levels), tuple(others[each] for each in levels))


PLACES = {field.name: place for place, field in enumerate(RECORDING_FIELDS)}


def kind_of(levels: Levels) -> str:
    """Return what kind of another a pair is: of one release, of the same artists only, or neither."""
    alike = {
        name: RECORDING_FIELDS[PLACES[name]]
        .names[levels[PLACES[name]]]
        .startswith(("the same", "all but", "one has", "some"))
        for name in ("artists", "release")
    }
    return "siblings" if all(alike.values()) else "same artists" if alike["artists"] else "others"


def weighed(found: Counter[Levels], weight: float, chance: random.Random) -> Counter[Levels]:
    """Return pairs of one weight together, each several times with some fields left out."""
    total = sum(found.values()) * COPIES
    masked: Counter[Levels] = Counter()
    for levels, count in sorted(found.items()):
        for _ in range(COPIES):
            kept = tuple(level if chance.random() < keep else 0 for level, keep in zip(levels, KEPT, strict=True))
            masked[kept] += count * weight / total  # type: ignore[assignment]
    return masked


def columns() -> list[tuple[int, int]]:
    """Return the field and level of every weight."""
    return [(at, level) for at, field in enumerate(RECORDING_FIELDS) for level in range(1, len(field.names))]


def fit(pairs: Labelled, priors: Mapping[str, object], spread: float = SPREAD) -> dict[str, object]:
    """Return the parameters that are most likely: penalized, monotone logistic regression by projected gradients."""
    places = columns()
    table = np.array([[float(levels[field] == level) for field, level in places] for levels in pairs.levels])
    same, others = np.array(pairs.same, dtype=float), np.array(pairs.others, dtype=float)
    weights = priors["weights"]
    assert isinstance(weights, dict)
    names = [(RECORDING_FIELDS[field].name, RECORDING_FIELDS[field].names[level]) for field, level in places]
    start = np.array([weights[field].get(level, 0.0) for field, level in names])
    now, bias = start.copy(), float(str(priors["prior"]))
    groups = [
        [place for place, (at, level) in enumerate(places) if at == field and level <= len(each.levels)]
        for field, each in enumerate(RECORDING_FIELDS)
    ]
    scale = np.maximum((table * (same + others)[:, None]).sum(axis=0) / 4, 1.0) * 3 + 1 / spread**2
    ahead, ahead_bias, momentum = now.copy(), bias, 1.0
    for _ in range(2500):
        error = _probability(table @ ahead + ahead_bias) * (same + others) - same
        gradient = table.T @ error + (ahead - start) / spread**2
        following = ahead - gradient / scale
        for group in groups:
            following[group] = _falling(following[group], scale[group])
            following[group[0]] = max(following[group[0]], 0.0)  # nothing is unlike itself
        bias_following = ahead_bias - error.sum() / ((same + others).sum() / 4 * 3)
        growing = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = following + (momentum - 1) / growing * (following - now)
        ahead_bias = bias_following + (momentum - 1) / growing * (bias_following - bias)
        now, bias, momentum = following, bias_following, growing
    fitted: dict[str, dict[str, float]] = {}
    for (field, level), weight in zip(names, now, strict=True):
        fitted.setdefault(field, {})[level] = round(float(weight), 3)
    return {"prior": round(float(bias), 3), "weights": fitted}


def _probability(log_odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))


def _falling(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the nearest values that never rise: pool adjacent violators (Barlow et al. 1972)."""
    pools: list[list[float]] = []
    for value, weight in zip(values, weights, strict=True):
        pools.append([float(value), float(weight), 1])
        while len(pools) > 1 and pools[-1][0] > pools[-2][0]:
            last, before = pools.pop(), pools.pop()
            total = last[1] + before[1]
            pools.append([(last[0] * last[1] + before[0] * before[1]) / total, total, last[2] + before[2]])
    return np.array([value for value, _, count in pools for _ in range(int(count))])


def main() -> None:
    """Fit on the MusicBrainz set and write the shipped parameters."""
    folder = Path(os.environ["HARMONY_BENCHMARKS"])
    priors = json.loads((HERE / "priors.json").read_text(encoding="utf-8"))
    records, clusters, _ = musicbrainz(folder)
    pairs = labelled(records, clusters)
    priors["recording"] = fit(pairs, priors["recording"])
    SHIPPED.write_text(json.dumps(priors, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"fitted on {len(pairs.levels)} ways for pairs to compare: {SHIPPED}")


if __name__ == "__main__":
    main()
