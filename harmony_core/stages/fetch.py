"""plan → raw answers: every provider is asked at once, and what goes wrong with one is a value."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeAlias, TypeVar

import attrs

from harmony_core.domain.answers import Absent, Asked, Failure, Message, Unknown
from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.codes import Country
from harmony_core.domain.errors import (
    HarmonyError,
    MissingSettingsError,
    NoSnapshotError,
    NotFoundError,
    PluginError,
    ProviderError,
    SetupError,
)
from harmony_core.domain.refs import EntityRef
from harmony_core.plugin.api import Api, LookupOptions, Trace
from harmony_core.plugin.definitions import raised_by, short_file
from harmony_core.plugin.logger import logger
from harmony_core.plugin.providers import AnyLookup, AnySearch, Batch, Provider, Search, Target
from harmony_core.stages.plan import Plan, PlannedTarget

M = TypeVar("M")
A = TypeVar("A")

log = logger("harmony.fetch")


class TracedApi(Api, Protocol):
    """An `Api` that remembers what it was used for, and may ask together with others."""

    async def shared(self, batch: Batch[M, A], target: Target) -> Sequence[M]:
        """Return all items of the request that asks for a target, and perhaps for others with it."""

    def trace(self) -> Trace:
        """Return what was used so far."""


class OpenApi(Protocol):
    """Opens a provider's way out, for one attempt."""

    def __call__(self, provider: Provider, /, region: Country | None = None) -> TracedApi:
        """Return the way out."""


@attrs.frozen(kw_only=True)
@by_fields
class Fetched:
    """What a provider's `fetch` returned, not normalized yet."""

    provider: Provider
    lookup: AnyLookup | AnySearch
    asked: Asked
    answer: object
    trace: Trace


RawAnswer: TypeAlias = Fetched | Absent | Unknown


@attrs.frozen(kw_only=True)
@by_fields
class Wave:
    """The answers of one wave, in the plan's order, with what there is to say about them, and the time
    of the newest answer that was used or that failed to come."""

    answers: tuple[RawAnswer, ...]
    messages: tuple[Message, ...] = ()
    newest: datetime | None = None


async def fetch(plan: Plan, open_api: OpenApi) -> Wave:
    """Ask every target of a plan at once; where many are looked up, together with what others ask."""
    return _wave(await asyncio.gather(*(_ask_regions(target, plan, open_api) for target in plan.targets)))


async def fetch_search(
    searches: Sequence[tuple[Provider, AnySearch]], text: str, options: LookupOptions, open_api: OpenApi
) -> Wave:
    """Search every provider at once for a text."""

    async def search(provider: Provider, search: AnySearch) -> tuple[RawAnswer, Trace]:
        tried: list[tuple[RawAnswer, Trace]] = []
        for region in _search_regions(provider, search, options):
            tried.append(await _search(provider, search, text, options, open_api(provider, region), region))
            if isinstance(answer := tried[-1][0], Fetched) and answer.answer:
                break
        return _outcome(tried)

    return _wave(await asyncio.gather(*(search(*each) for each in searches)))


def _search_regions(provider: Provider, search: AnySearch, options: LookupOptions) -> Sequence[Country | None]:
    """Return the regions in which to search, one after the other; None is for a source without."""
    if search.home is None:
        return (None,)
    return [region for region in options.regions if region in provider.traits.regions] or [search.home]


async def _search(
    provider: Provider, search: AnySearch, text: str, options: LookupOptions, api: TracedApi, region: Country | None
) -> tuple[RawAnswer, Trace]:
    asked = Asked(by="text", value=text, region=region)
    return await _guarded(provider, search, asked, api, lambda: _candidates(search, text, options, api))


async def _candidates(search: AnySearch, text: str, options: LookupOptions, api: TracedApi) -> object:
    if search.fetch is not None:
        return await search.fetch(api, text, options)
    limit = {} if search.largest is None else {"limit": min(options.limit, search.largest)}
    return await api.pages(search.main, at_most=options.limit, text=text, **limit)


async def _ask_regions(target: PlannedTarget, plan: Plan, open_api: OpenApi) -> tuple[RawAnswer, Trace]:
    """Ask in one region after the other; a miss goes on to the next, a source that fails does too."""
    if target.lookup.regional and not target.regions:
        return _no_region(target, plan), Trace()
    tried: list[tuple[RawAnswer, Trace]] = []
    for region in target.regions or (None,):
        tried.append(await _ask(target, plan, open_api(target.provider, region), region))
        if isinstance(tried[-1][0], Fetched):
            break
    return _outcome(tried)


def _outcome(tried: Sequence[tuple[RawAnswer, Trace]]) -> tuple[RawAnswer, Trace]:
    """Return what attempts in several regions come to: the last one's answer, else the first that failed."""
    unknown = next((outcome for outcome in tried if isinstance(outcome[0], Unknown)), tried[-1])
    last = tried[-1][0]
    found = isinstance(last, Fetched) and (bool(last.answer) or not isinstance(last.lookup, Search))
    answer, trace = tried[-1] if found else unknown
    return answer, attrs.evolve(trace, newest=newest_of(each.newest for _, each in tried))


def _no_region(target: PlannedTarget, plan: Plan) -> Unknown:
    wished = ", ".join(plan.query.regions or plan.options.regions) or "none"
    error = ProviderError(
        f"{target.provider.title} has no store in the regions that are looked in ({wished}): name others with --region",
        code="NO_REGION",
        provider=target.provider.name,
    )
    return _unknown(target.provider, Asked(by=target.by, value=str(target.target)), error)


async def _ask(target: PlannedTarget, plan: Plan, api: TracedApi, region: Country | None) -> tuple[RawAnswer, Trace]:
    value = getattr(target.target, "id", None) or str(target.target)
    asked = Asked(by=target.by, value=str(value), region=region)
    lookup, batch = target.lookup, target.batch
    if batch is not None:
        return await _guarded(target.provider, lookup, asked, api, lambda: _share(batch, target, plan, api))
    return await _guarded(target.provider, lookup, asked, api, lambda: _alone(target, plan, api))


async def _alone(target: PlannedTarget, plan: Plan, api: TracedApi) -> object:
    """Ask for one target by itself."""
    lookup, wanted = target.lookup, target.target
    if lookup.fetch is not None:
        return await lookup.fetch(api, wanted, plan.options)
    found = await api.get(lookup.main, id=wanted.id if isinstance(wanted, EntityRef) else str(wanted))
    return lookup.alone(found) if lookup.alone else found


async def _share(batch: Batch[Any, A], target: PlannedTarget, plan: Plan, api: TracedApi) -> object:
    try:
        answer = batch.share(target.target, await api.shared(batch, target.target))
    except NoSnapshotError:  # offline, what was asked for alone serves as well
        return await _alone(target, plan, api)
    if answer is None:
        text = f"{target.provider.title} knows nothing with the {target.by.upper()} {target.target}"
        raise NotFoundError(text, provider=target.provider.name)
    return answer


async def _guarded(
    provider: Provider,
    lookup: AnyLookup | AnySearch,
    asked: Asked,
    api: TracedApi,
    call: Callable[[], Awaitable[object]],
) -> tuple[RawAnswer, Trace]:
    """Turn whatever a provider's code does into one of the three answers; what is wrong with this machine is raised."""
    try:
        answer = await call()
        if isinstance(answer, Coroutine):
            answer.close()
            return _unknown(provider, asked, _not_awaited(provider, lookup)), api.trace()
        trace = api.trace()
        return Fetched(provider=provider, lookup=lookup, asked=asked, answer=answer, trace=trace), trace
    except NotFoundError:
        trace = api.trace()
        return Absent(provider=provider.name, asked=asked, fetched_at=trace.newest), trace
    except HarmonyError as error:
        if isinstance(error, SetupError) and not isinstance(error, MissingSettingsError):
            raise
        return _unknown(provider, asked, error), api.trace()
    except Exception as error:
        log.exception("provider_raised", provider=provider.name)
        blame = PluginError(
            f"{provider.name}: its plugin raised {raised_by(error, _author(lookup), what_for(lookup))}",
            provider=provider.name,
        )
        return _unknown(provider, asked, blame), api.trace()


def what_for(lookup: AnyLookup | AnySearch) -> str:
    """Return what a provider was asked for, in messages: "the release lookup"."""
    return f"the {lookup.kind} {'search' if isinstance(lookup, Search) else 'lookup'}"


def _author(lookup: AnyLookup | AnySearch) -> Callable[..., object]:
    """Return a function of the author's, by whose module the lines of the plugin are known."""
    return lookup.fetch or lookup.normalize


def _not_awaited(provider: Provider, lookup: AnyLookup | AnySearch) -> PluginError:
    code = getattr(lookup.fetch, "__code__", None)
    at = f" ({short_file(code.co_filename, _author(lookup).__module__)}, line {code.co_firstlineno})" if code else ""
    return PluginError(
        f"{provider.name}: the fetch of {what_for(lookup)}{at} returned what it did not wait for; its author has to "
        "write `return await api.…`",
        provider=provider.name,
    )


def _unknown(provider: Provider, asked: Asked, error: HarmonyError) -> Unknown:
    return Unknown(provider=provider.name, asked=asked, error=Failure.of(error))


def _wave(outcomes: Sequence[tuple[RawAnswer, Trace]]) -> Wave:
    return Wave(
        answers=tuple(answer for answer, _ in outcomes),
        messages=tuple(message for _, trace in outcomes for message in trace.messages),
        newest=newest_of(trace.newest for _, trace in outcomes),
    )


def newest_of(times: Iterable[datetime | None]) -> datetime | None:
    """Return the latest of these times, None where there is none."""
    return max((time for time in times if time is not None), default=None)
