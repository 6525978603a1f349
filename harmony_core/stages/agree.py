"""Whether two values of a field say the same, though they are not written the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from harmony_core.domain.model import ArtistCredit, ExternalId, LabelCredit
from harmony_core.domain.partial_date import PartialDate
from harmony_core.stages.match import plain_title

ROUNDING_MS = 1000
"""Sources give lengths in whole seconds, some rounded and some cut off."""


def agree(one: object, other: object) -> bool:
    """Whether two values say the same: dates of other precision, lengths but for rounding, credits by their names."""
    match one, other:
        case PartialDate(), PartialDate():
            return one.agrees_with(other)
        case int(), int() if not isinstance(one, bool):
            whole = one % 1000 == 0 or other % 1000 == 0
            return abs(one - other) <= (ROUNDING_MS if whole and one != other else 0)
        case tuple(), tuple() if _names(one) is not None:
            return _names(one) == _names(other)
        case _:
            return one == other


def with_ids(chosen: object, said: Iterable[object]) -> object:
    """Give the artists or labels of a chosen credit the ids that others have for those of the same name."""
    if not isinstance(chosen, tuple):
        return chosen
    others = [each for value in said if isinstance(value, tuple) for each in value]
    return tuple(_with_ids(each, others) for each in chosen)


def _with_ids(chosen: object, others: Sequence[object]) -> object:
    if not isinstance(chosen, (ArtistCredit, LabelCredit)):
        return chosen
    ids: dict[ExternalId, None] = dict.fromkeys(chosen.external_ids)
    for each in others:
        if isinstance(each, (ArtistCredit, LabelCredit)) and _plain(each) == _plain(chosen):
            ids.update(dict.fromkeys(each.external_ids))
    return attrs.evolve(chosen, external_ids=tuple(ids))


def _plain(credit: ArtistCredit | LabelCredit) -> str:
    return plain_title(credit.name or "")


def _names(value: object) -> list[str] | None:
    """Return the names in a credit as printed, or None where it is none."""
    if not isinstance(value, tuple) or not all(isinstance(each, (ArtistCredit, LabelCredit)) for each in value):
        return None
    return [getattr(each, "credited_name", None) or each.name or "" for each in value]
