"""query → who is asked for what, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

import attrs

from harmony_core.domain.answers import Answer, Found, Message
from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.codes import Country
from harmony_core.domain.errors import RequestError, SetupError
from harmony_core.domain.identifiers import Mbid
from harmony_core.domain.model import Entity, Release
from harmony_core.domain.refs import EntityRef, PageUrl, with_article
from harmony_core.domain.result import Query
from harmony_core.plugin.api import LookupOptions
from harmony_core.plugin.catalog import Providers
from harmony_core.plugin.providers import AnyLookup, Batch, Provider, Target


@attrs.frozen(kw_only=True)
@by_fields
class PlannedTarget:
    """One provider that is to be asked for one thing; `reason` says what led to it.

    `together`: others are looked up at the same time, with which it may share a request.
    """

    provider: Provider
    lookup: AnyLookup
    target: Target
    by: str
    reason: str
    regions: tuple[Country, ...] = ()
    together: bool = False

    @property
    def batch(self) -> Batch[Any, Any] | None:
        """How it is asked for with others, if it is one of many and the provider can do so."""
        batch = self.lookup.batch
        return batch if self.together and batch is not None and batch.by == self.by else None


class LookupMode(StrEnum):
    """Whether providers are asked all at once, or one after the other until the wanted fields are filled."""

    PARALLEL = "parallel"
    WATERFALL = "waterfall"


@attrs.frozen(kw_only=True)
@by_fields
class Plan:
    """What is to be asked next, what later (`pending`, in a waterfall), and who has been asked already."""

    query: Query
    providers: Providers
    options: LookupOptions
    mode: LookupMode = LookupMode.PARALLEL
    together: bool = False
    targets: tuple[PlannedTarget, ...] = ()
    pending: tuple[PlannedTarget, ...] = ()
    asked: frozenset[str] = frozenset()
    messages: tuple[Message, ...] = ()


def first_wave(
    query: Query,
    providers: Providers,
    options: LookupOptions,
    mode: LookupMode = LookupMode.PARALLEL,
    *,
    together: bool = False,
) -> Plan:
    """Return the first targets: the providers that references name, and all others that can look the identifier up.

    Raises `RequestError` where no provider can, `SetupError` where none is installed.
    """
    plan = Plan(query=query, providers=providers, options=options, mode=mode, together=together)
    named = tuple(_named(plan))
    plan = attrs.evolve(plan, asked=_names(named))
    targets = (*named, *_able(plan, *_identifier(query), "can look up by"))
    if not targets:
        _refuse(query, providers)
    return _with(plan, targets)


def next_wave(plan: Plan, answers: Sequence[Answer]) -> Plan:
    """Return what was learnt to ask next: pages that an answer links to, then the identifiers that it gave.

    Nobody is asked twice. A waterfall stops when what was found fills the wanted fields. Why others are not asked
    is told by the last wave.
    """
    found = [answer for answer in answers if isinstance(answer, Found)]
    if plan.mode is LookupMode.WATERFALL and is_filled([each.entity for each in found], plan.options):
        return attrs.evolve(plan, targets=(), pending=())
    plan = attrs.evolve(plan, targets=(), messages=())
    learnt = tuple(_linked(plan, found))
    plan = attrs.evolve(plan, asked=plan.asked | _names(learnt))
    by_identifier, messages = _identified(plan, found)
    plan = attrs.evolve(plan, asked=plan.asked | _names(by_identifier))
    by_mbid = _by_mbid(plan, found)
    plan = attrs.evolve(plan, asked=plan.asked | _names(by_mbid))
    following = _with(plan, (*learnt, *by_identifier, *by_mbid, *_by_page(plan, found)))
    return following if following.targets else attrs.evolve(following, messages=messages)


def is_filled(entities: Sequence[Entity], options: LookupOptions) -> bool:
    """Whether all that is wanted of a thing is there, from one source or another."""
    if not entities:
        return False
    releases = [entity for entity in entities if isinstance(entity, Release)]
    if releases and not all(any(getattr(each, name) for each in releases) for name in ("media", "date", "artists")):
        return False
    wanted = [test for name, test in _FILLED.items() if releases and name in options.want]
    return all(any(test(entity) for entity in entities) for test in wanted)


def _has_isrcs(entity: Entity) -> bool:
    tracks = [track for medium in getattr(entity, "media", ()) for track in medium.tracks]
    return bool(tracks) and all(track.isrc or track.isrcs for track in tracks)


_FILLED: Mapping[str, Callable[[Entity], bool]] = {
    "artwork": lambda entity: bool(getattr(entity, "artwork", ())),
    "isrcs": _has_isrcs,
    "availability": lambda entity: bool(getattr(entity, "available_in", ())),
    "credits": lambda entity: bool(getattr(entity, "credits", ())),
}
"""What makes each of the extras that one may want filled."""


def _with(plan: Plan, new: Sequence[PlannedTarget]) -> Plan:
    """Add targets: all to be asked now, or in a waterfall one now and the others later."""
    waiting = (*plan.pending, *new)
    now = waiting[:1] if plan.mode is LookupMode.WATERFALL else waiting
    return attrs.evolve(plan, targets=now, pending=waiting[len(now) :], asked=plan.asked | _names(waiting))


def _linked(plan: Plan, found: Sequence[Found]) -> Iterator[PlannedTarget]:
    """Yield targets at providers whose pages an answer links to."""
    asked = set(plan.asked)
    for answer in found:
        for link in answer.entity.links:
            for ref in plan.providers.for_link(link.url):
                lookup = plan.providers[ref.provider].lookup(plan.query.kind)
                if ref.provider in asked or ref.kind != plan.query.kind or lookup is None or "id" not in lookup.by:
                    continue
                asked.add(ref.provider)
                reason = f"{answer.provider} links to it"
                provider = plan.providers[ref.provider]
                yield _target(plan, provider, lookup, ref, "id", reason, ref.region, _answered_regions(found))


def _identified(plan: Plan, found: Sequence[Found]) -> tuple[tuple[PlannedTarget, ...], tuple[Message, ...]]:
    """Return targets for the identifier that was learnt, if it is one and the query had none."""
    if _identifier(plan.query)[1] is not None and plan.query.mbid is None:
        return (), ()
    gtins = list(dict.fromkeys(gtin for each in found if (gtin := getattr(each.entity, "gtin", None))))
    isrcs = list(dict.fromkeys(isrc for each in found for isrc in getattr(each.entity, "isrcs", ())))
    learnt: list[tuple[str, Target]] = [("gtin", gtin) for gtin in gtins] or [("isrc", isrc) for isrc in isrcs]
    if len(learnt) > 1 and _able(plan, *learnt[0], ""):
        values = ", ".join(str(value) for _, value in learnt)
        text = f"no other provider was asked: several {learnt[0][0].upper()}s were given ({values})"
        return (), (Message(level="info", text=text, path=learnt[0][0]),)
    if not learnt:
        return (), ()
    by, value = learnt[0]
    who = next(each.provider for each in found if value in (getattr(each.entity, "gtin", None), *_isrcs(each)))
    return tuple(_able(plan, by, value, f"{who} gave the", _answered_regions(found))), ()


def _by_mbid(plan: Plan, found: Sequence[Found]) -> list[PlannedTarget]:
    """Return targets for the MBID that the answers name, if they name just one.

    An id is an MBID where the provider that it is of can be asked by MBID.
    """
    named: dict[Mbid, str] = {}
    for each in found:
        for one in each.entity.external_ids:
            provider = next((each for each in plan.providers if each.name == one.provider), None)
            lookup = provider.lookup(plan.query.kind) if provider and one.kind == plan.query.kind else None
            if lookup is not None and "mbid" in lookup.by and Mbid.is_one(one.id):
                named.setdefault(Mbid.parse(one.id), each.provider)
    if len(named) != 1:
        return []
    ((mbid, who),) = named.items()
    return _able(plan, "mbid", mbid, f"{who} gave the", _answered_regions(found))


def _by_page(plan: Plan, found: Sequence[Found]) -> list[PlannedTarget]:
    """Return targets at providers that keep links to other sources' pages, where no identifier leads to them."""
    page = next((each.url for each in found if each.url and each.provider in _named_providers(plan)), None)
    return _able(plan, "page", PageUrl(page) if page else None, "it may know the", _answered_regions(found))


def _named_providers(plan: Plan) -> frozenset[str]:
    return frozenset(ref.provider for ref in plan.query.refs)


def _isrcs(found: Found) -> tuple[object, ...]:
    return tuple(getattr(found.entity, "isrcs", ()))


def _answered_regions(found: Sequence[Found]) -> tuple[Country, ...]:
    """Return the regions that answered, which the next wave inherits."""
    return tuple(dict.fromkeys(each.asked.region for each in found if each.asked.region))


def _named(plan: Plan) -> list[PlannedTarget]:
    """Return a target for every reference of the query."""
    targets = []
    for ref in plan.query.refs:
        provider = plan.providers[ref.provider]
        lookup = provider.lookup(plan.query.kind)
        fits = lookup and "id" in lookup.by and (ref.kind == plan.query.kind or ref.type in lookup.types)
        if lookup is None or not fits:
            raise RequestError(
                f"{provider.title} cannot look up {with_article(plan.query.kind)} by {ref}{_kinds_of(provider)}",
                field="kind",
            )
        reason = "the query names it"
        targets.append(_target(plan, provider, lookup, ref, "id", reason, ref.region))
    return targets


def _able(
    plan: Plan, by: str, target: Target | None, reason: str, regions: Sequence[Country] = ()
) -> list[PlannedTarget]:
    """Return a target for every provider that was not asked yet and can look an identifier up."""
    if target is None:
        return []
    found = []
    for provider in plan.providers:
        lookup = provider.lookup(plan.query.kind)
        if lookup is not None and by in lookup.by and provider.name not in plan.asked:
            text = f"{reason} {by.upper()}"
            found.append(_target(plan, provider, lookup, target, by, text, None, tuple(regions)))
    return found


def _target(
    plan: Plan,
    provider: Provider,
    lookup: AnyLookup,
    target: Target,
    by: str,
    reason: str,
    region: Country | None,
    inherited: tuple[Country, ...] = (),
) -> PlannedTarget:
    wished = (region,) if region else inherited or plan.query.regions or plan.options.regions
    own = provider.traits.regions
    regions = tuple(each for each in wished if not own or each in own) if lookup.regional else ()
    return PlannedTarget(
        provider=provider,
        lookup=lookup,
        target=target,
        by=by,
        reason=reason,
        regions=regions,
        together=plan.together,
    )


def target_for(plan: Plan, provider: Provider, lookup: AnyLookup, ref: EntityRef, reason: str) -> PlannedTarget:
    """Return a target for a reference that something else than a link or an identifier led to."""
    return _target(plan, provider, lookup, ref, "id", reason, ref.region)


def _identifier(query: Query) -> tuple[str, Target | None]:
    if query.gtin:
        return "gtin", query.gtin
    if query.isrc:
        return "isrc", query.isrc
    return "mbid", query.mbid


def _refuse(query: Query, providers: Providers) -> None:
    if not len(providers):
        raise SetupError(
            "no provider can be asked: none is installed and switched on (see `harmony plugins`)",
            code="NO_PROVIDER",
        )
    by, target = _identifier(query)
    names = ", ".join(provider.name for provider in providers)
    raise RequestError(
        f"none of the providers that are asked ({names}) can look up {with_article(query.kind)} "
        f"by {by.upper()} {target}",
        field="query",
        code="NO_PROVIDER",
    )


def _kinds_of(provider: Provider) -> str:
    kinds = [kind for look in provider.lookups if (kind := look.kind)]
    return f"; it looks up: {', '.join(dict.fromkeys(kinds))}"


def _names(targets: Sequence[PlannedTarget]) -> frozenset[str]:
    return frozenset(target.provider.name for target in targets)
