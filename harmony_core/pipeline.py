"""Read this first: how a text becomes a result.

    text ─parse→ Query ─plan→ Plan ─fetch→ raw answers ─normalize→ entities
         ─match, compat→ one edition ─merge→ one entity + decisions

Each arrow is one function with one input and one output, all frozen values. Nothing here touches the world:
`fetch` is given its way out (`open_api`) as an argument.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import attrs

from harmony_core.domain.answers import Absent, Answer, Found, Message, Unknown
from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.errors import RequestError
from harmony_core.domain.permalink import Permalink
from harmony_core.domain.refs import Kind, with_article
from harmony_core.domain.result import Parsed, Query, Result, SearchResult
from harmony_core.plugin.api import LookupOptions
from harmony_core.plugin.catalog import Catalog, Providers
from harmony_core.stages.compat import Edition, one_edition, unlike_fillers
from harmony_core.stages.confidence import mean_confidence, shared_feeds
from harmony_core.stages.fetch import OpenApi, Wave, fetch, fetch_search, newest_of
from harmony_core.stages.merge import Merged, merge
from harmony_core.stages.normalize import Normalized, normalize, normalize_search
from harmony_core.stages.parse import parse
from harmony_core.stages.plan import LookupMode, Plan, first_wave, next_wave
from harmony_core.stages.policy import Policy
from harmony_core.stages.rank import rank
from harmony_core.stages.resemble import resembling, words_for

V = TypeVar("V")

NEAR_ENOUGH = 0.6
"""How alike the best candidate must be for a lookup by words to take it."""


CANDIDATES = 10
"""How many candidates each source is asked for, where what was found has no identifier that leads to it."""


@attrs.frozen(kw_only=True)
@by_fields
class Setting:
    """What a pipeline runs in: the parts, who may be asked, how, and the way out.

    `together` with other lookups requests are shared; `base` are the providers whose edition is kept where
    answers describe several.
    """

    catalog: Catalog
    providers: Providers
    options: LookupOptions
    policy: Policy
    open_api: OpenApi
    mode: LookupMode = LookupMode.PARALLEL
    together: bool = False
    base: tuple[str, ...] = ()


async def look_up(texts: Sequence[str], kind: Kind | None, setting: Setting) -> Result:
    """text → result, through every stage. Raises `RequestError` where the text cannot be taken."""
    parsed: list[Parsed] = [parse(text, setting.catalog, kind, setting.providers) for text in texts]
    if any(each.is_text for each in parsed):
        return await _look_up_words(parsed, setting)
    query: Query = query_of(parsed)
    return await look_up_query(query, setting)


async def look_up_query(query: Query, setting: Setting) -> Result:
    """query → result: plan, fetch and normalize in waves, then compare, merge and tell why."""
    plan: Plan = first_wave(query, setting.providers, setting.options, setting.mode, together=setting.together)
    waves: list[Wave] = []
    answers: list[Answer] = []
    messages: list[Message] = []
    while plan.targets:
        waves.append(await fetch(plan, setting.open_api))
        done: Normalized = normalize(waves[-1].answers, setting.catalog.normalizers)
        answers += done.answers
        messages += [*waves[-1].messages, *done.messages]
        plan = next_wave(plan, answers)
        messages += plan.messages
        if not plan.targets:
            plan, searched = await _search_others(plan, answers, setting)
            waves += searched
            messages += plan.messages if searched else ()
    found = [answer for answer in answers if isinstance(answer, Found)]
    fillers = [answer for answer in found if answer.provider in setting.policy.fill_from]
    judged = [answer for answer in found if answer not in fillers]
    named = setting.base or [ref.provider for ref in query.refs]
    feeds = {each.name: each.traits.feed for each in setting.providers if each.traits.feed}
    edition: Edition = one_edition(judged, setting.catalog.compat_checks, setting.policy.order, named, feeds)
    messages += unlike_fillers(edition.found, fillers)
    messages += [_without_base(name) for name in setting.base if name not in {each.provider for each in found}]
    used = (*edition.found, *fillers)
    merged: Merged | None = merge(used, setting.policy) if used else None
    return Result(
        query=query,
        kind=query.kind,
        data=merged.entity if merged else None,
        documents={answer.provider: answer.entity for answer in found},
        providers=tuple(each.provider for each in sorted(used, key=lambda each: setting.policy.place(each.provider))),
        decisions=merged.decisions if merged else {},
        conflicts=edition.conflicts,
        confidence=mean_confidence(merged.decisions.values()) if merged else None,
        matches=merged.matches if merged else (),
        feeds=shared_feeds([each.provider for each in used], setting.policy.feeds),
        answers={answer.provider: answer for answer in answers},
        messages=tuple(messages),
        at=newest_of(wave.newest for wave in waves),
    )


def _without_base(name: str) -> Message:
    text = f"{name} was to settle conflicts, but has nothing here: others settle them"
    return Message(level="warning", provider=name, text=text)


async def _search_others(plan: Plan, answers: Sequence[Answer], setting: Setting) -> tuple[Plan, list[Wave]]:
    """Search the others for what no identifier leads to, and plan to look up what is alike."""
    words = words_for(plan, answers)
    if words is None:
        return plan, []
    options = attrs.evolve(plan.options, limit=CANDIDATES)
    wave: Wave = await fetch_search(words.searches, words.text, options, setting.open_api)
    found = normalize_search(wave.answers, setting.catalog.normalizers)
    return resembling(plan, words, found.answers), [attrs.evolve(wave, answers=())]


async def search(text: str, kind: Kind, setting: Setting) -> SearchResult:
    """words → candidates of all providers, ranked."""
    searches = [(provider, found) for provider in setting.providers for found in provider.searches(kind)]
    if not searches:
        raise RequestError(f"no installed provider searches for {with_article(kind)}", field="kind", code="NO_PROVIDER")
    wave: Wave = await fetch_search(searches, text, setting.options, setting.open_api)
    found = normalize_search(wave.answers, setting.catalog.normalizers)
    return SearchResult(
        query=Query(kind=kind, text=text),
        kind=kind,
        candidates=rank(text, found.answers, setting.providers, setting.options.limit),
        answers={answer.provider: answer for answer in found.answers},
        messages=(*wave.messages, *found.messages),
        at=wave.newest,
    )


def query_of(parsed: Sequence[Parsed]) -> Query:
    """Return what several texts ask for together. Raises `RequestError` where they cannot mean one thing."""
    first = parsed[0]
    for each in parsed[1:]:
        if each.kind != first.kind:
            raise RequestError(
                f"{first.text} is {with_article(first.kind)} and {each.text} {with_article(each.kind)}: "
                "they cannot be one thing",
                field="query",
            )
    asked = [each.ref.provider for each in parsed if each.ref]
    if len(asked) > len(set(asked)):
        raise RequestError("each provider can be asked for one thing at once: look them up one by one", field="query")
    return Query(
        kind=first.kind,
        refs=tuple(each.ref for each in parsed if each.ref),
        gtin=_only("GTIN", [each.gtin for each in parsed if each.gtin]),
        isrc=_only("ISRC", [each.isrc for each in parsed if each.isrc]),
        mbid=_only("MBID", [each.mbid for each in parsed if each.mbid]),
    )


def _only(what: str, values: Sequence[V]) -> V | None:
    """Return the one value that was given, however often. Raises `RequestError` where there are two."""
    if any(value != values[0] for value in values):
        raise RequestError(f"two different {what}s cannot be one thing: look them up one by one", field="query")
    return values[0] if values else None


async def _look_up_words(parsed: Sequence[Parsed], setting: Setting) -> Result:
    """Search for words and look up the best candidate, if it is near enough; say what was taken."""
    if len(parsed) > 1:
        raise RequestError("words to search for must be the only query: put them in quotes", field="query")
    words = parsed[0]
    found = await search(words.text, words.kind, setting)
    best = next(iter(found.candidates), None)
    if best is None or best.ref is None or best.score < NEAR_ENOUGH:
        return _nothing(found, Message(level="info", text=_nothing_like(words.text, found)))
    taken = parse(best.ref, setting.catalog, words.kind, setting.providers)
    query = Query(kind=words.kind, text=words.text, refs=(taken.ref,) if taken.ref else ())
    result = await look_up_query(query, setting)
    text = f"{best.url} was taken for {words.text!r} ({best.score:.0%} alike); `harmony search` shows all candidates"
    return attrs.evolve(
        result,
        messages=(Message(level="info", text=text), *found.messages, *result.messages),
        at=newest_of((found.at, result.at)),
    )


def _nothing_like(words: str, found: SearchResult) -> str:
    """Say why nothing was taken for words: nobody answered, nobody has a candidate, or none is near enough."""
    if found.candidates:
        best = found.candidates[0]
        nearest = f"the nearest is {best.url} ({best.score:.0%} alike)"
        return f"nothing is near enough to {words!r}; {nearest}; `harmony search` shows all candidates"
    if all(isinstance(answer, Unknown) for answer in found.answers.values()):
        return f"nobody answered the search for {words!r}, so what there is of it is not known"
    return f"nobody who answered has a candidate for {words!r}"


def _nothing(found: SearchResult, message: Message) -> Result:
    """Return the result of a search that found nothing fitting: absent where a provider answered."""
    answers: dict[str, Answer] = {
        name: answer
        if isinstance(answer, (Absent, Unknown))
        else Absent(provider=name, asked=answer.asked, fetched_at=answer.fetched_at)
        for name, answer in found.answers.items()
    }
    messages = (message, *found.messages)
    return Result(query=found.query, kind=found.kind, answers=answers, messages=messages, at=found.at)


def permalink_of(result: Result, setting: Setting, want: Sequence[str], prefer: Sequence[str]) -> str | None:
    """Return what opens a result again, where anything was answered at all."""
    if result.at is None:
        return None
    query = result.query
    asked = [f"{name}:{value}" for name in ("gtin", "isrc", "mbid") if (value := getattr(query, name))]
    regional = any(answer.asked.region for answer in result.answers.values())
    link = Permalink(
        texts=(f"text:{query.text}",) if query.text else (*map(str, query.refs), *asked),
        kind=result.kind,
        providers={name: getattr(answer, "id", None) or "" for name, answer in result.answers.items()},
        at=result.at,
        regions=setting.options.regions if regional else (),
        want=tuple(want),
        prefer=tuple(prefer),
        mode=None if setting.mode is LookupMode.PARALLEL else setting.mode.value,
        base=setting.base,
        fill_from=tuple(sorted(setting.policy.fill_from)),
        together=setting.together
        and any(_is_shared(answer, result.kind, setting) for answer in result.answers.values()),
    )
    return str(link)


def _is_shared(answer: Answer, kind: Kind, setting: Setting) -> bool:
    """Whether an answer came with those of other lookups: it is then read another way than one asked for alone."""
    lookup = setting.providers[answer.provider].lookup(kind)
    batch = lookup.batch if setting.together and lookup is not None else None
    return batch is not None and batch.by == answer.asked.by
