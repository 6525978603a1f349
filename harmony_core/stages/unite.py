"""Lists of several sources → one list, in which what says the same stands once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

import attrs

from harmony_core.domain.codes import Country
from harmony_core.domain.evolved import evolved
from harmony_core.domain.frozen import field_names
from harmony_core.domain.model import (
    PRIMARY_TYPES,
    Alias,
    ExternalId,
    Genre,
    Link,
    Popularity,
    Release,
    ReleaseEvent,
    ReleaseType,
    Work,
)
from harmony_core.domain.partial_date import PartialDate
from harmony_core.domain.result import Candidate

T = TypeVar("T")


def united(lists: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return each item of some lists once, with all who gave it, in the order of the first of them.

    What one giver of an item says more than another (a link's kinds, an id's link, an event's day) is put
    together. Countries are sorted, primary types go first.
    """
    places: dict[Hashable, list[int]] = {}
    items: list[Candidate] = []
    for each in lists:
        for item in each.value if isinstance(each.value, tuple) else (each.value,):
            same_key = places.setdefault(_key(item), [])
            for place in same_key:
                joined = join(items[place].value, item)
                if joined is not None:
                    providers = tuple(dict.fromkeys((*items[place].providers, *each.providers)))
                    items[place] = Candidate(value=joined, providers=providers)
                    break
            else:
                same_key.append(len(items))
                items.append(Candidate(value=item, providers=each.providers))
    kind = type(items[0].value) if items else None
    if kind is Country:
        items.sort(key=lambda item: str(item.value))
    elif kind is ReleaseType:
        items.sort(key=lambda item: item.value not in PRIMARY_TYPES)
    return tuple(items)


def join(one: object, other: object) -> object | None:
    """Return what two items say together, or None where they are not of the same thing."""
    match one, other:
        case _ if one == other:
            return one
        case (Link(), Link()) | (Popularity(), Popularity()) | (Release(), Release()):
            return _filled(one, other)
        case ExternalId(), ExternalId() if _agree(one.type, other.type):
            return _filled(one, other)
        case Genre(), Genre():
            weights = [each for each in (one.weight, other.weight) if each is not None]
            return attrs.evolve(_filled(one, other), weight=max(weights, default=None))
        case Alias(), Alias() if _agree(one.locale, other.locale) and _agree(one.kind, other.kind):
            return _filled(one, other)
        case ReleaseEvent(), ReleaseEvent() if one.date is None or other.date is None:
            return _filled(one, other)
        case ReleaseEvent(date=PartialDate() as day), ReleaseEvent(date=PartialDate() as other_day):
            if not day.agrees_with(other_day):
                return None
            return one if day.precision >= other_day.precision else other
        case Work(), Work() if _agree(one.iswc, other.iswc):
            return _filled(one, other)
        case _:
            return None


def _key(item: object) -> Hashable:
    """Return by what an item is found again; only items of one key can be of the same thing."""
    match item:
        case Link():
            return Link, item.url
        case ExternalId():
            return ExternalId, item.provider, item.kind, item.id
        case Genre() | Alias():
            return type(item), item.name.casefold() if isinstance(item, Genre) else item.name
        case Popularity():
            return Popularity, item.provider
        case ReleaseEvent():
            return ReleaseEvent, item.country
        case Work():
            return Work, (item.title or str(item.iswc)).casefold()
        case Release(external_ids=(first, *_)):
            return Release, _key(first)
        case _:
            return item


def _agree(one: object, other: object) -> bool:
    return one is None or other is None or one == other


def _filled(one: T, other: T) -> T:
    """Return the first of two things with what only the second has; their lists are put together."""
    changes: dict[str, object] = {}
    for name in field_names(type(one)):  # type: ignore[arg-type]  # classes are hashable
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine is None:
            changes[name] = theirs
        elif isinstance(mine, tuple):
            lists = (Candidate(value=mine, providers=()), Candidate(value=theirs, providers=()))
            changes[name] = tuple([item.value for item in united(lists)])
    return evolved(one, changes)
