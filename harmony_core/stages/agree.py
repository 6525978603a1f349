"""Whether two values of a field say the same, though they are not written the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from harmony_core.alike.texts import name_of
from harmony_core.domain.evolved import evolved
from harmony_core.domain.model import ArtistCredit, LabelCredit, TitleLanguage, TitleScript
from harmony_core.domain.partial_date import PartialDate
from harmony_core.domain.result import Candidate
from harmony_core.stages.unite import united

ROUNDING_MS = 1000
"""Sources give lengths in whole seconds, some rounded and some cut off."""


def agree(one: object, other: object) -> bool:
    """Whether two values say the same: dates of other precision, lengths but for rounding, credits by their names."""
    if one == other:
        return True
    match one, other:
        case int(), int() if bool not in (type(one), type(other)):
            return abs(one - other) <= (ROUNDING_MS if one % 1000 == 0 or other % 1000 == 0 else 0)
        case str(), str():
            return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)
        case PartialDate(), PartialDate():
            return one.agrees_with(other)
        case TitleLanguage(), TitleLanguage():
            return one.code == other.code
        case TitleScript(), TitleScript():
            return one.code == other.code
        case tuple(), tuple() if len(one) == len(other) and _is_credit(one) and _is_credit(other):
            return all(map(_same_credit, one, other))
        case _:
            return False


def with_ids(chosen: object, said: Iterable[object]) -> object:
    """Give the artists or labels of a chosen credit what others know of those of the same name.

    That is their ids, and a label's catalog number where the chosen one lacks it. A name that stands twice in one
    credit may be of two people, so nothing is added to it.
    """
    if not isinstance(chosen, tuple) or not _is_credit(chosen):
        return chosen
    others = (value for value in said if isinstance(value, tuple) and _is_credit(value))
    named = [_by_name(credit) for credit in (chosen, *others)]
    return tuple(_completed(each, named) for each in chosen)


def _completed(chosen: object, named: Sequence[dict[str, ArtistCredit | LabelCredit | None]]) -> object:
    if not isinstance(chosen, (ArtistCredit, LabelCredit)):
        return chosen
    name = name_of(chosen.name or "").key
    if named[0].get(name) is None:
        return chosen
    same = [each for credit in named if (each := credit.get(name)) is not None]
    if any(each.external_ids != chosen.external_ids for each in same):
        ids = united([Candidate(value=each.external_ids, providers=()) for each in same])
        chosen = evolved(chosen, {"external_ids": tuple([item.value for item in ids])})
    if isinstance(chosen, LabelCredit) and chosen.catalog_number is None:
        numbers = (each.catalog_number for each in same if isinstance(each, LabelCredit))
        return evolved(chosen, {"catalog_number": next((number for number in numbers if number), None)})
    return chosen


def _by_name(credit: Iterable[object]) -> dict[str, ArtistCredit | LabelCredit | None]:
    """Return the parts of a credit by their names; None for a name that stands there twice."""
    named: dict[str, ArtistCredit | LabelCredit | None] = {}
    for each in credit:
        if isinstance(each, (ArtistCredit, LabelCredit)) and each.name:
            name = name_of(each.name).key
            named[name] = None if name in named else each
    return named


def _is_credit(value: tuple[object, ...]) -> bool:
    return all(isinstance(each, (ArtistCredit, LabelCredit)) for each in value)


def _same_credit(one: object, other: object) -> bool:
    """Whether two names of a credit are the same, by name or as printed, and their catalog numbers do not differ."""
    match one, other:
        case ArtistCredit(), ArtistCredit():
            return not _printed(one).isdisjoint(_printed(other))
        case LabelCredit(), LabelCredit():
            numbers = {_bare(each.catalog_number) for each in (one, other) if each.catalog_number}
            return name_of(one.name or "").key == name_of(other.name or "").key and len(numbers) < 2
        case _:
            return False


def _printed(artist: ArtistCredit) -> set[str]:
    return {name_of(name).key for name in (artist.name, artist.credited_name) if name}


def _bare(catalog_number: str) -> str:
    """Return a catalog number without the blanks and hyphens in which prints differ."""
    return re.sub(r"[\s.-]", "", catalog_number).casefold()
