"""query → who is asked for what, and why."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from harmony_core.domain.answers import Answer
from harmony_core.domain.codes import Country
from harmony_core.domain.errors import RequestError, SetupError
from harmony_core.domain.result import Query
from harmony_core.plugin.api import LookupOptions
from harmony_core.plugin.catalog import Providers
from harmony_core.plugin.providers import AnyLookup, Provider, Target


@attrs.frozen(kw_only=True)
class PlannedTarget:
    """One provider that is to be asked for one thing; `reason` says what led to it."""

    provider: Provider
    lookup: AnyLookup
    target: Target
    by: str
    reason: str
    regions: tuple[Country, ...] = ()


@attrs.frozen(kw_only=True)
class Plan:
    """What is to be asked next, and who has been asked already."""

    query: Query
    providers: Providers
    options: LookupOptions
    targets: tuple[PlannedTarget, ...] = ()
    asked: frozenset[str] = frozenset()


def first_wave(query: Query, providers: Providers, options: LookupOptions) -> Plan:
    """Return the first targets: the provider that a reference names, or all that can look the identifier up.

    Raises `RequestError` where no provider can, `SetupError` where none is installed.
    """
    plan = Plan(query=query, providers=providers, options=options)
    targets = tuple(_named(plan)) or tuple(_able(plan))
    if not targets:
        _refuse(query, providers)
    return attrs.evolve(plan, targets=targets, asked=_names(targets))


def next_wave(plan: Plan, answers: Sequence[Answer]) -> Plan:
    """Return what was learnt to ask next; nothing is learnt from one answer's data yet."""
    return attrs.evolve(plan, targets=())


def _named(plan: Plan) -> list[PlannedTarget]:
    """Return a target for every reference of the query."""
    targets = []
    for ref in plan.query.refs:
        provider = plan.providers[ref.provider]
        lookup = provider.lookup(plan.query.kind)
        fits = lookup and "id" in lookup.by and (ref.kind == plan.query.kind or ref.type in lookup.types)
        if lookup is None or not fits:
            raise RequestError(
                f"{provider.title} cannot look up a {plan.query.kind} by {ref}{_kinds_of(provider)}",
                field="kind",
            )
        reason = "the query names it"
        targets.append(_target(plan, provider, lookup, ref, "id", reason, ref.region))
    return targets


def _able(plan: Plan) -> list[PlannedTarget]:
    """Return a target for every provider that can look the query's identifier up."""
    by, target = _identifier(plan.query)
    if target is None:
        return []
    found = []
    for provider in plan.providers:
        lookup = provider.lookup(plan.query.kind)
        if lookup is not None and by in lookup.by:
            found.append(_target(plan, provider, lookup, target, by, f"it can look up by {by.upper()}", None))
    return found


def _target(
    plan: Plan,
    provider: Provider,
    lookup: AnyLookup,
    target: Target,
    by: str,
    reason: str,
    region: Country | None,
) -> PlannedTarget:
    wished = (region,) if region else plan.query.regions or plan.options.regions
    own = provider.traits.regions
    regions = tuple(each for each in wished if not own or each in own) if lookup.regional else ()
    return PlannedTarget(provider=provider, lookup=lookup, target=target, by=by, reason=reason, regions=regions)


def _identifier(query: Query) -> tuple[str, Target | None]:
    if query.gtin:
        return "gtin", query.gtin
    if query.isrc:
        return "isrc", query.isrc
    return "mbid", query.mbid


def _refuse(query: Query, providers: Providers) -> None:
    if not len(providers):
        raise SetupError(
            "no provider is installed that could be asked; `harmony providers` lists those that can be installed",
            code="NO_PROVIDER",
        )
    by, target = _identifier(query)
    names = ", ".join(provider.name for provider in providers)
    raise RequestError(
        f"none of the providers that are asked ({names}) can look up a {query.kind} by {by.upper()} {target}",
        field="query",
        code="NO_PROVIDER",
    )


def _kinds_of(provider: Provider) -> str:
    kinds = [kind for look in provider.lookups if (kind := look.kind)]
    return f"; it looks up: {', '.join(dict.fromkeys(kinds))}"


def _names(targets: Sequence[PlannedTarget]) -> frozenset[str]:
    return frozenset(target.provider.name for target in targets)
