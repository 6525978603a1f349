"""A store that sells a release since before it existed gives the date of another edition, mostly the first."""

from __future__ import annotations

import attrs

from harmony_core.domain.answers import Found
from harmony_core.domain.model import Entity, Release
from harmony_core.domain.partial_date import PartialDate
from harmony_core.plugin.rules import Rule, Told
from harmony_core.rules.parts import RELEASES


def date_before_store(entity: Entity, told: Told) -> Entity:
    """Leave out a store's date from before it began, where another source has one that can be right.

    A recording's date is that of its first release, which may be older than any store.
    """
    if not isinstance(entity, Release) or entity.date is None or told.provider is None:
        return entity
    if _plausible(entity.date, told.provider, told):
        return entity
    others = [each for each in told.found if each.provider != told.provider]
    return attrs.evolve(entity, date=None) if any(_has_plausible(each, told) for each in others) else entity


def _has_plausible(answer: Found, told: Told) -> bool:
    entity = answer.entity
    date = entity.date if isinstance(entity, Release) else None
    return date is not None and _plausible(date, answer.provider, told)


def _plausible(date: PartialDate, provider: str, told: Told) -> bool:
    facts = told.facts(provider)
    launched = facts.traits.launched
    if launched is None or facts.category != "digital" or facts.preferred:
        return True
    return not earlier(date, launched)


def earlier(date: PartialDate, launched: PartialDate) -> bool:
    """Whether a date is before another in every part that both know.

    >>> earlier(PartialDate(2003), PartialDate(2003, 4, 28)), earlier(PartialDate(2003, 3), PartialDate(2003, 4, 28))
    (False, True)
    """
    known = min(date.precision, launched.precision)
    one, other = ((each.year, each.month or 0, each.day or 0)[:known] for each in (date, launched))
    return one < other


DATE_BEFORE_STORE = Rule(
    name="date_before_store",
    does="A store's date from before the store existed is no date of a digital release: one that can be right "
    "stands instead, where another source has one.",
    kinds=RELEASES,
    apply=date_before_store,
)
