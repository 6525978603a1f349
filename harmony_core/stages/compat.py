"""releases → one edition, and those that describe another: set apart with the reason, never dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from harmony_core.alike.comparable import Comparable, comparable_of
from harmony_core.alike.evidence import Likeness
from harmony_core.alike.forms import EDITION, FORMATS, format_family
from harmony_core.alike.judge import compare, probability_of
from harmony_core.alike.titles import parse_title
from harmony_core.domain.answers import Found, Message
from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.credit import credit_text
from harmony_core.domain.model import Entity, Release, TrackKind
from harmony_core.domain.result import Conflict, SetApart
from harmony_core.plugin.parts import CompatCheck


def gtin_value(release: Release) -> str | None:
    """Return the barcode by which editions are told apart, in one form for all its prints."""
    return release.gtin.padded(12) if release.gtin else None


def track_count_value(release: Release) -> str | None:
    """Return how many tracks there are on all media together: 12 are the same as 6 + 6.

    Videos do not count: many sources leave them out.
    """
    count = sum(track.kind is not TrackKind.VIDEO for medium in release.media for track in medium.tracks)
    return f"{count} track{'s' if count > 1 else ''}" if count else None


GTIN = CompatCheck(property="gtin", message="the barcodes differ", value=gtin_value)
TRACK_COUNT = CompatCheck(property="track count", message="the numbers of tracks differ", value=track_count_value)


FOUND_TOGETHER = 3.0
"""What is added to the log-odds of two releases because one query found them both."""

LIKENESS = "likeness"
"""The check that compares releases as a whole: it tells apart what a shared barcode or link brought together."""


@attrs.frozen(kw_only=True)
@by_fields
class Edition:
    """The answers that describe one edition, and what was set apart."""

    found: tuple[Found, ...]
    conflicts: tuple[Conflict, ...] = ()


def one_edition(
    found: Sequence[Found],
    checks: Sequence[CompatCheck],
    order: Sequence[str],
    named: Sequence[str] = (),
    feeds: Mapping[str, str] | None = None,
) -> Edition:
    """Return the answers that can be of one edition.

    For each check the answers are grouped by its value; one that has none is alike to all. The group is kept that
    has a provider which the query named, else the one that most say (those of one feed count once: `feeds` names
    it), else the one of the provider that comes first in `order`. At last the releases that are left are compared as a
    whole: what a shared barcode or link brought together is not one edition where title, artists and tracks differ.
    An answer without a title only adds to others: it goes where the one goes whose id it has.
    """
    kept = list(found)
    conflicts = []
    for name, groups_of in (
        *((check.property, lambda those, check=check: _groups(those, check)) for check in checks),
        (LIKENESS, _groups_alike),
    ):
        groups: dict[str, list[Found]] = groups_of(kept)
        if len(groups) < 2:
            continue
        best = max(groups, key=lambda value: _weight(groups[value], order, named, feeds or {}))
        groups = _with_additions(groups, best, kept)
        conflicts.append(_conflict(name, groups, best))
        apart = {each.provider for value, group in groups.items() if value != best for each in group}
        kept = [each for each in kept if each.provider not in apart]
    return Edition(found=tuple(kept), conflicts=tuple(conflicts))


def likeness_of(one: Release, other: Release) -> Likeness:
    """Return how alike two releases are that one query found: that it found both speaks for them."""
    likeness = compare(comparable_of(one), comparable_of(other))
    log_odds = likeness.log_odds + FOUND_TOGETHER
    return attrs.evolve(likeness, log_odds=log_odds, probability=probability_of(log_odds))


def unlike_fillers(kept: Sequence[Found], fillers: Sequence[Found]) -> tuple[Message, ...]:
    """Return a warning for each source that fills gaps though what it has is probably another release.

    The user named it, so it is heeded; but a wrong link is easily given.
    """
    first = next((each.entity for each in kept if isinstance(each.entity, Release) and each.entity.title), None)
    if first is None:
        return ()
    compared = [(each, likeness_of(first, each.entity)) for each in fillers if isinstance(each.entity, Release)]
    return tuple(
        Message(
            level="warning",
            provider=each.provider,
            text=f"{_told(each)!r} fills gaps, though it is only {likeness.probability:.1%} sure to be this release",
        )
        for each, likeness in compared
        if likeness.log_odds < 0 and not _only_adds(each)
    )


def edition_name(release: Release) -> str | None:
    """Return what tells an edition from others: "deluxe edition, vinyl"; None where the source says nothing of it."""
    texts = [text for text in (release.title, release.disambiguation) if text]
    said = [version.text for text in texts for version in parse_title(text).versions if version.kinds & _NAMED]
    said += [release.disambiguation] if release.disambiguation and not said else []
    families = {format_family(medium.format) for medium in release.media if medium.format} & FORMATS.keys()
    return ", ".join(dict.fromkeys(each.lower() for each in (*said, *sorted(families)))) or None


_NAMED = EDITION | {"explicit", "clean", "live", "acoustic", "instrumental", "language"}


def _groups(found: Sequence[Found], check: CompatCheck) -> dict[str, list[Found]]:
    groups: dict[str, list[Found]] = {}
    for each in found:
        value = check.value(each.entity) if isinstance(each.entity, Release) else None
        if value is not None:
            groups.setdefault(value, []).append(each)
    return groups


def _groups_alike(found: Sequence[Found]) -> dict[str, list[Found]]:
    """Group releases that are more probably one edition than not, by the first of each group."""
    groups: dict[str, list[Found]] = {}
    firsts: dict[str, Comparable] = {}
    for each in found:
        if not isinstance(each.entity, Release) or _only_adds(each):
            continue
        compared = comparable_of(each.entity)
        alike = [
            (log_odds, value)
            for value, first in firsts.items()
            if (log_odds := compare(first, compared).log_odds + FOUND_TOGETHER) >= 0
        ]
        value = max(alike)[1] if alike else _told(each) + _MARK * len(groups)
        firsts.setdefault(value, compared)
        groups.setdefault(value, []).append(each)
    return groups


_MARK = "\u2060"
"""An invisible sign: it keeps groups apart whose releases are named alike."""


def _told(found: Found) -> str:
    """Return by what a release that is unlike the others is named."""
    entity = found.entity
    assert isinstance(entity, Release)
    words = [entity.title or found.provider, *([f"by {credit_text(entity.artists)}"] if entity.artists else [])]
    named = edition_name(entity)
    return " ".join(words) + (f" ({named})" if named else "")


def _with_additions(groups: dict[str, list[Found]], best: str, kept: Sequence[Found]) -> dict[str, list[Found]]:
    """Return the groups with the answers that only add to those set apart: they share an id with none that stays."""
    left = [each for value, group in groups.items() if value != best for each in group]
    staying = [each for each in kept if each not in left and not _only_adds(each)]
    adding = [each for each in kept if _only_adds(each) and not any(_same_id(each, other) for other in staying)]
    return {
        value: [*group, *(each for each in adding if any(_same_id(each, other) for other in group))]
        for value, group in groups.items()
    }


def _only_adds(found: Found) -> bool:
    return isinstance(found.entity, Release) and found.entity.title is None


def _same_id(one: Found, other: Found) -> bool:
    return not _ids(one).isdisjoint(_ids(other))


def _ids(found: Found) -> frozenset[tuple[str, str, str]]:
    return frozenset((each.provider, each.kind, each.id) for each in found.entity.external_ids)


def _weight(
    group: Sequence[Found], order: Sequence[str], named: Sequence[str], feeds: Mapping[str, str]
) -> tuple[bool, int, int]:
    ranks = [order.index(each.provider) if each.provider in order else len(order) for each in group]
    voices = {feeds.get(each.provider, each.provider) for each in group}
    return any(each.provider in named for each in group), len(voices), -min(ranks)


def _conflict(check: str, groups: dict[str, list[Found]], best: str) -> Conflict:
    return Conflict(
        check=check,
        kept=tuple(each.provider for each in groups[best]),
        set_apart=tuple(
            _set_apart(value, group, groups[best][0].entity) for value, group in groups.items() if value != best
        ),
    )


def _set_apart(value: str, group: Sequence[Found], kept: Entity) -> SetApart:
    """Return what is set apart, with how probable it is that it is the kept edition after all."""
    entity = group[0].entity
    likeness = likeness_of(kept, entity) if isinstance(kept, Release) and isinstance(entity, Release) else None
    return SetApart(
        value=value.rstrip(_MARK),
        providers=tuple(each.provider for each in group),
        query=_query(group),
        edition=edition_name(entity) if isinstance(entity, Release) else None,
        probability=likeness.probability if likeness else None,
        evidence=likeness.evidence if likeness else (),
    )


def _query(group: Sequence[Found]) -> str:
    """Return what to look up to get the edition that was set apart."""
    for each in group:
        if query := each.url or (each.id and f"{each.provider}:{each.id}"):
            return query
    gtin = getattr(group[0].entity, "gtin", None)
    return str(gtin or group[0].asked.value)
