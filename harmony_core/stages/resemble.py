"""what was found without an identifier → who else may have it: searched for by words, joined where it is alike.

The last wave: where no answer knows a barcode or ISRC and no page leads on, the others are searched by artist and
title. What is alike enough is looked up there and compared again with all that its page says; what is not is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import attrs

from harmony_core.alike.comparable import comparable_of
from harmony_core.alike.evidence import Likeness
from harmony_core.alike.judge import compare
from harmony_core.domain.answers import Answer, Found, FoundMany, Message, SearchAnswer
from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.credit import credit_text
from harmony_core.domain.model import Entity, Recording, Release
from harmony_core.domain.refs import Kind
from harmony_core.plugin.providers import AnySearch, Provider
from harmony_core.stages.normalize import own_id
from harmony_core.stages.plan import LookupMode, Plan, PlannedTarget, is_filled, target_for

ALIKE = 0.8
"""How probable it must be that a candidate is the same for it to be looked up and joined."""

WORTH_NAMING = 0.1
"""How probable it must be for a candidate to be offered."""

Searches: TypeAlias = tuple[tuple[Provider, AnySearch], ...]


@attrs.frozen(kw_only=True)
@by_fields
class Words:
    """What to search for, of whom, and what is to be found there."""

    text: str
    wanted: Entity
    searches: Searches


def words_for(plan: Plan, answers: Sequence[Answer]) -> Words | None:
    """Return what to search the others for; None where an identifier led to them, or nobody else can be searched."""
    query = plan.query
    found = [answer.entity for answer in answers if isinstance(answer, Found)]
    titled = [each for each in found if isinstance(each, (Release, Recording)) and each.title and each.artists]
    if query.kind not in (Kind.RELEASE, Kind.RECORDING) or query.gtin or query.isrc or query.mbid or not titled:
        return None
    if any(getattr(each, "gtin", None) or getattr(each, "isrcs", ()) for each in found):
        return None
    if plan.mode is LookupMode.WATERFALL and is_filled(found, plan.options):
        return None
    first = titled[0]
    searches = tuple(
        (provider, search)
        for provider in plan.providers
        if provider.name not in plan.asked and _by_id(provider, query.kind)
        for search in provider.searches(query.kind)
    )
    if not searches:
        return None
    return Words(text=f"{credit_text(first.artists)} {first.title}", wanted=first, searches=searches)


def _by_id(provider: Provider, kind: Kind) -> bool:
    lookup = provider.lookup(kind)
    return lookup is not None and "id" in lookup.by


def resembling(plan: Plan, words: Words, answers: Sequence[SearchAnswer]) -> Plan:
    """Return the plan with what is alike as targets, and messages about what is not alike enough."""
    judged = list(_best(words, answers))
    targets = tuple(
        target
        for provider, entity, likeness in judged
        if likeness.probability >= ALIKE and (target := _target(plan, provider, entity, likeness))
    )
    messages = tuple(
        Message(level="info", provider=provider.name, text=_offered(provider, entity, likeness))
        for provider, entity, likeness in judged
        if WORTH_NAMING <= likeness.probability < ALIKE
    )
    asked = plan.asked | {provider.name for provider, _ in words.searches}
    return attrs.evolve(plan, targets=targets, asked=asked, messages=messages)


def _best(words: Words, answers: Sequence[SearchAnswer]) -> Iterator[tuple[Provider, Entity, Likeness]]:
    """Yield each provider's candidate that is most alike."""
    providers = {provider.name: provider for provider, _ in words.searches}
    wanted = comparable_of(words.wanted)
    for answer in answers:
        if isinstance(answer, FoundMany):
            own = [each for each in answer.entities if isinstance(each, type(words.wanted))]
            likenesses = [(each, compare(wanted, comparable_of(each))) for each in own]
            if likenesses:
                yield providers[answer.provider], *max(likenesses, key=lambda pair: pair[1].log_odds)


def _target(plan: Plan, provider: Provider, entity: Entity, likeness: Likeness) -> PlannedTarget | None:
    own = own_id(entity, provider.name)
    ref = provider.ref_of(own) if own else None
    lookup = provider.lookup(plan.query.kind)
    if ref is None or lookup is None:
        return None
    reason = f"its {_told(entity)} is {likeness.probability:.0%} sure to be the same ({likeness.method})"
    return target_for(plan, provider, lookup, ref, reason)


def _offered(provider: Provider, entity: Entity, likeness: Likeness) -> str:
    own = own_id(entity, provider.name)
    page = f": {own.url}" if own and own.url else ""
    return f"may have it as {_told(entity)}, {likeness.probability:.0%} sure, which is not enough to join it{page}"


def _told(entity: Entity) -> str:
    title = getattr(entity, "title", None) or getattr(entity, "name", "")
    return f"{title!r}"
