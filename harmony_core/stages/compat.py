"""releases → one edition, and those that describe another: set apart with the reason, never dropped."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from harmony_core.domain.answers import Found
from harmony_core.domain.model import Release, TrackKind
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


@attrs.frozen(kw_only=True)
class Edition:
    """The answers that describe one edition, and what was set apart."""

    found: tuple[Found, ...]
    conflicts: tuple[Conflict, ...] = ()


def one_edition(
    found: Sequence[Found], checks: Sequence[CompatCheck], order: Sequence[str], named: Sequence[str] = ()
) -> Edition:
    """Return the answers that can be of one edition.

    For each check the answers are grouped by its value; one that has none is alike to all. The group is kept that
    has a provider which the query named, else the one that most say, else the one of the provider that comes
    first in `order`. An answer without a title only adds to others: it goes where the one goes whose id it has.
    """
    kept = list(found)
    conflicts = []
    for check in checks:
        groups = _groups(kept, check)
        if len(groups) < 2:
            continue
        best = max(groups, key=lambda value: _weight(groups[value], order, named))
        groups = _with_additions(groups, best, kept)
        conflicts.append(_conflict(check, groups, best))
        apart = {each.provider for value, group in groups.items() if value != best for each in group}
        kept = [each for each in kept if each.provider not in apart]
    return Edition(found=tuple(kept), conflicts=tuple(conflicts))


def _groups(found: Sequence[Found], check: CompatCheck) -> dict[str, list[Found]]:
    groups: dict[str, list[Found]] = {}
    for each in found:
        value = check.value(each.entity) if isinstance(each.entity, Release) else None
        if value is not None:
            groups.setdefault(value, []).append(each)
    return groups


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


def _weight(group: Sequence[Found], order: Sequence[str], named: Sequence[str]) -> tuple[bool, int, int]:
    ranks = [order.index(each.provider) if each.provider in order else len(order) for each in group]
    return any(each.provider in named for each in group), len(group), -min(ranks)


def _conflict(check: CompatCheck, groups: dict[str, list[Found]], best: str) -> Conflict:
    return Conflict(
        check=check.property,
        kept=tuple(each.provider for each in groups[best]),
        set_apart=tuple(
            SetApart(value=value, providers=tuple(each.provider for each in group), query=_query(group))
            for value, group in groups.items()
            if value != best
        ),
    )


def _query(group: Sequence[Found]) -> str:
    """Return what to look up to get the edition that was set apart."""
    for each in group:
        if query := each.url or (each.id and f"{each.provider}:{each.id}"):
            return query
    gtin = getattr(group[0].entity, "gtin", None)
    return str(gtin or group[0].asked.value)
