"""A session: the catalog, the door and the kept answers of one program, and the lookups that run on them."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import AsyncGenerator, AsyncIterable, Iterable, Sequence
from contextlib import aclosing
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from types import TracebackType
from typing import Self, TypedDict, TypeVar, Unpack

import attrs

import harmony_core
from harmony_core.domain.codes import Country
from harmony_core.domain.errors import RequestError, SetupError
from harmony_core.domain.permalink import Permalink
from harmony_core.domain.refs import Kind
from harmony_core.domain.result import LookedUp, LookupQuery, Parsed, Query, Result, SearchCandidate, SearchResult
from harmony_core.edges.api import DoorApi
from harmony_core.edges.config import Config, ProviderSettings, load_config
from harmony_core.edges.deadline import Deadline
from harmony_core.edges.held import HeldResults
from harmony_core.edges.http import Door
from harmony_core.edges.installed import load_installed, with_settings
from harmony_core.edges.keeping import KeptEntities, not_kept
from harmony_core.edges.limits import MemoryLimits
from harmony_core.edges.line import Line, line_of
from harmony_core.edges.metrics import Metrics
from harmony_core.edges.own_limits import SteadyLimits
from harmony_core.edges.secrets import without_password
from harmony_core.edges.stored_names import stored_score
from harmony_core.edges.together import Together
from harmony_core.many import each_of, run_many
from harmony_core.pipeline import Setting, look_up, permalink_of, search
from harmony_core.plugin.api import WANTS, LookupOptions
from harmony_core.plugin.catalog import PluginRecord, Providers
from harmony_core.plugin.events import Event, FieldDecided, LookupAnswered, LookupEnded
from harmony_core.plugin.limits import LimitStore, SourceLimits
from harmony_core.plugin.loading import plugin_of
from harmony_core.plugin.logger import logged_with, logger
from harmony_core.plugin.parts import Backend, Observer
from harmony_core.plugin.providers import Provider
from harmony_core.plugin.snapshot import Mode, SnapshotStore
from harmony_core.plugin.store import EntityStore, Stored
from harmony_core.stages.parse import parse
from harmony_core.stages.plan import LookupMode
from harmony_core.stages.policy import Policy, policy_of

log = logger("harmony.session")

M = TypeVar("M", bound=StrEnum)


class LookupHow(TypedDict, total=False):
    """How many things are looked up: as `Session.lookup` takes it."""

    kind: str | None
    provider: Sequence[str]
    regions: Sequence[str]
    want: Sequence[str]
    prefer: Sequence[str]
    base: Sequence[str]
    fill_from: Sequence[str]
    lookup_mode: LookupMode
    policy: Policy | None
    merge: bool
    deadline: float | None


class Session:
    """Looks music up. Use it as an asynchronous context manager, or `close` it.

        async with Session() as session:
            result = await session.lookup("https://www.deezer.com/album/302127")

    `providers` are added to those that are installed, and go before one of the same name; with
    `installed=False` they are the only ones. `observers` are told of what happens. `mode` says where answers
    may come from: `Mode.OFFLINE` asks nobody. Nothing is opened before it is needed.
    """

    def __init__(
        self,
        *,
        providers: Iterable[Provider] = (),
        installed: bool = True,
        observers: Iterable[Observer] = (),
        config: Config | None = None,
        mode: Mode = Mode.NORMAL,
    ) -> None:
        self.config = config or load_config()
        given = [plugin_of(provider) for provider in providers]
        catalog = load_installed(self.config, given, installed)
        self._settings = {provider.name: self.config.provider(provider) for provider in catalog.providers}
        self.catalog = with_settings(catalog, self._settings)
        self.metrics = Metrics()
        self._observers = (self.metrics.observer, *self.catalog.observers, *observers)
        self._lines: dict[str, Line] = {}
        self._policies: dict[tuple[tuple[str, ...], ...], Policy] = {}
        self._selected = lru_cache(maxsize=64)(self._select)  # each names its providers anew
        self._store: SnapshotStore | None = None
        self._limits: SteadyLimits | None = None
        self._entities: EntityStore | None = None
        self._found = KeptEntities(self.entities)
        self._mode = _mode_of(Mode, mode)
        self._doors: dict[datetime | None, Door] = {}
        self._together = Together()
        size = 0 if self._mode is Mode.REFRESH else self.config.settings.memory_results
        self._held = HeldResults(size, self.config.settings.memory_seconds)

    @property
    def providers(self) -> Providers:
        """The providers that can be asked: by name, by priority (the order of iteration), by link."""
        return self.catalog.providers

    @property
    def plugins(self) -> tuple[PluginRecord, ...]:
        """What became of every plugin that was found."""
        return self.catalog.records

    def settings_of(self, provider: Provider) -> ProviderSettings:
        """Return how a provider is set up."""
        return self._settings[provider.name]

    def parse(self, text: str, kind: str | None = None, provider: Sequence[str] = ()) -> Parsed:
        """Return what a text is taken for. Raises `RequestError`."""
        return parse(text, self.catalog, kind_of(kind), self.selected(provider))

    async def lookup(
        self,
        *texts: object,
        kind: str | None = None,
        provider: Sequence[str] = (),
        regions: Sequence[str] = (),
        want: Sequence[str] = (),
        prefer: Sequence[str] = (),
        lookup_mode: LookupMode = LookupMode.PARALLEL,
        base: Sequence[str] = (),
        fill_from: Sequence[str] = (),
        policy: Policy | None = None,
        merge: bool = True,
        at: datetime | None = None,
        together: bool = False,
        deadline: float | None = None,
    ) -> Result:
        """Look one thing up: by link, GTIN, ISRC, MBID, `provider:id` or words; several texts mean the same thing.

        `provider` limits who is asked: names, or all, default, digital, database. `prefer` says whose word goes
        first; `base` names the source that settles conflicts, of fields and of editions, `fill_from` those that only
        fill gaps: each by name, or by a reference or link that is then looked up, too. `policy` settles the merge
        field by field. `at` asks what was known at that time, and nobody
        else; a permalink brings its own. `together` with other lookups that are under way, requests may be
        shared (`lookup_many`). Who has not answered by the `deadline`, in seconds from now, is unknown; where none
        is given the setting `deadline_seconds` counts. Raises `RequestError` where a text cannot be taken; what goes
        wrong with a source is in the result.
        """
        if not texts:
            raise RequestError("there is nothing to look up", field="query")
        started = time.perf_counter()
        asked: Sequence[str] = list(dict.fromkeys(map(str, texts)))
        regions, want, prefer = _names(regions), _names(want), _names(prefer)
        link = Permalink.read(asked[0]) if len(asked) == 1 else None
        if link is not None:
            asked, kind, provider, regions = link.texts, link.kind, tuple(link.providers), link.regions
            want, prefer, at, together = link.want, link.prefer, link.at, link.together
            base, fill_from = link.base, link.fill_from
        lookup_mode = _mode_of(LookupMode, lookup_mode if link is None else link.mode or LookupMode.PARALLEL)
        asked, base = self._sources(asked, base, kind)
        asked, fill_from = self._sources(asked, fill_from, kind)
        if twice := sorted(set(base) & set(fill_from)):
            raise RequestError(f"{twice[0]} can settle conflicts or only fill gaps, not both", field="fill_from")
        opened: list[DoorApi] = []
        setting, lookup_id = self._setting(
            provider, regions, want, limit=25, at=at, opened=opened, together=together, deadline=deadline
        )
        setting = attrs.evolve(
            setting,
            policy=policy or self.policy(setting.providers, (*base, *prefer), fill_from),
            mode=lookup_mode,
            base=base,
        )
        with logged_with(lookup=lookup_id, target=" ".join(asked)):
            log.info("lookup_started")
            names = tuple(each.name for each in setting.providers)
            who = (names, setting.providers.by_name)
            ways = (who, setting.options, tuple(want), tuple(prefer), base, fill_from, policy, lookup_mode, merge)
            name = (tuple(asked), kind, at, together, *ways)
            result = held = self._held.get(name)
            if result is None:
                result = await look_up(asked, kind_of(kind), setting)
                result = attrs.evolve(
                    result,
                    made_by=self._made_by(result.answers),
                    merged=merge,
                    permalink=permalink_of(result, setting, want, prefer or self.config.settings.prefer),
                )
                unkept = _unkept(opened)
                unstored = self._found.put(result) if at is None and merge else None
                if unkept or unstored:
                    result = attrs.evolve(
                        result,
                        messages=(*result.messages, *not_kept(unkept, unstored)),
                        permalink=None if unkept else result.permalink,
                    )
                elif opened:
                    self._held.put(name, result, min(api.good_until for api in opened))
            self._tell(result, lookup_id)
            seconds = time.perf_counter() - started
            self._notify(LookupEnded(lookup_id=lookup_id, seconds=seconds, held=held is not None))
            log.info("lookup_ended", providers=list(result.providers))
        return result

    async def lookup_many(
        self,
        queries: Iterable[object] | AsyncIterable[object],
        *,
        jobs: int = 300,
        ordered: bool = False,
        **how: Unpack[LookupHow],
    ) -> AsyncGenerator[LookedUp]:
        """Yield the outcome of many lookups, each as it is done, or `ordered` as the queries are.

        A query is a text, several that mean the same thing, or a `LookupQuery`. At most `jobs` are under way;
        requests that can be shared are (about a hundred ISRCs in one at MusicBrainz). A query that cannot be taken
        is an outcome too. `how` is as for `lookup`.
        """

        async def look(numbered: tuple[int, object]) -> LookedUp:
            position, query = numbered[0], _query(numbered[1])
            ways = how.copy()
            ways["kind"] = query.kind or how.get("kind")
            try:
                result = await self.lookup(*query.texts, together=True, **ways)
            except RequestError as error:
                return LookedUp(position=position, texts=query.texts, error=error)
            return LookedUp(position=position, texts=query.texts, result=result)

        if jobs < 1:
            raise RequestError("at least one lookup must be under way at once", field="jobs")
        async with (
            aclosing(_numbered(queries)) as numbered,
            aclosing(run_many(numbered, look, jobs=jobs, ordered=ordered)) as outcomes,
        ):
            async for outcome in outcomes:
                yield outcome

    async def search(
        self,
        text: str,
        *,
        kind: str | None = None,
        provider: Sequence[str] = (),
        limit: int = 25,
        deadline: float | None = None,
    ) -> SearchResult:
        """Return candidates for words, of all providers that search, the most alike first. Raises `RequestError`."""
        _refuse_no_words(text)
        if limit < 1:
            raise RequestError("the limit must be at least 1", field="limit")
        opened: list[DoorApi] = []
        setting, lookup_id = self._setting(provider, (), (), limit=limit, opened=opened, deadline=deadline)
        with logged_with(lookup=lookup_id, target=text):
            found = await search(text, kind_of(kind) or Kind.RELEASE, setting)
        unkept = _unkept(opened)
        return attrs.evolve(found, messages=(*found.messages, *not_kept(unkept))) if unkept else found

    def selected(self, names: Sequence[str]) -> Providers:
        """Return the providers that names and categories stand for. Raises `ProviderNotFoundError`."""
        return self._selected(_names(names))

    def _select(self, names: tuple[str, ...]) -> Providers:
        enabled = [provider for provider in self.providers if self._settings[provider.name].enabled]
        if not names:
            return Providers(tuple(enabled), off=self.providers.off)
        wanted: set[str] = set()
        named: set[str] = set()
        for name in names:
            match name:
                case "all" | "default":
                    wanted.update(provider.name for provider in enabled)
                case "digital" | "database":
                    wanted.update(provider.name for provider in enabled if provider.category == name)
                case _:
                    named.add(self.providers[name].name)
        chosen = tuple(provider for provider in self.providers if provider.name in wanted | named)
        return Providers(chosen, by_name=frozenset(named), off=self.providers.off)

    def _sources(
        self, asked: Sequence[str], given: Sequence[str], kind: str | None
    ) -> tuple[Sequence[str], tuple[str, ...]]:
        """Return what is asked and the providers that are named; one that is named by a reference is asked for it."""
        names = []
        for text in _names(given):
            if text in self.providers:
                names.append(text)
                continue
            ref = self.parse(text, kind).ref
            if ref is None:
                raise RequestError(f"{text!r} names no source: give a provider, provider:id or a link", field="base")
            names.append(ref.provider)
            asked = asked if text in asked else (*asked, text)
        return asked, tuple(names)

    def policy(
        self, providers: Providers | None = None, prefer: Sequence[str] = (), fill_from: Sequence[str] = ()
    ) -> Policy:
        """Return how answers are merged: by the configuration, traits and priorities, `prefer` before all.

        Raises `RequestError` where a provider or a strategy is named that is not there.
        """
        wished = [self.providers[name].name for name in prefer]
        of = self.providers if providers is None else providers
        name = (tuple(each.name for each in of), tuple(wished), tuple(fill_from))
        if name not in self._policies:
            self._policies[name] = self._policy(of, wished, fill_from)
        return self._policies[name]

    def _policy(self, providers: Providers, wished: Sequence[str], fill_from: Sequence[str]) -> Policy:
        return policy_of(
            providers,
            prefer=wished or self.config.settings.prefer,
            fill_from=fill_from,
            strategies=self.config.merge_strategies,
            orders=self.config.merge_orders,
            known=self.catalog.merge_strategies,
            rules=self.catalog.rules,
            rules_on=self.config.settings.rules_on,
            rules_off=self.config.settings.rules_off,
        )

    def snapshots(self) -> SnapshotStore:
        """Return the kept answers. Raises `SetupError` where they cannot be opened."""
        if self._store is None:
            url = self.config.store_url
            open_snapshots = self._backend("store", url).open_snapshots
            if open_snapshots is None:
                raise SetupError(f"store {url!r}: answers cannot be kept there; the setting limits can name it")
            self._store = open_snapshots(url, self.catalog.migrations)
        return self._store

    def entities(self) -> EntityStore | None:
        """Return what is known from all lookups, None where the store keeps answers only. Raises `SetupError`."""
        open_entities = self._backend("store", self.config.store_url).open_entities
        if self._entities is None and open_entities is not None:
            self._entities = open_entities(self.config.store_url, self.catalog.migrations)
        return self._entities

    @property
    def problem(self) -> SetupError | None:
        """Why answers cannot be kept at the moment, None where they can: lookups go on without that."""
        return next((door.problem for door in self._doors.values() if door.problem), self._found.problem)

    async def limits(self, provider: Sequence[str] = ()) -> tuple[SourceLimits, ...]:
        """Return how often sources may be asked now, by all who share the store. Raises `SetupError`."""
        lines = [self._line(each) for each in self.selected(provider)]
        return tuple([await line.limits(time.time()) for line in lines])

    async def reset_limits(self, provider: Sequence[str] = ()) -> None:
        """Forget the pauses that sources asked for, and ask those again that are left alone. Raises `SetupError`."""
        for line in [self._line(each) for each in self.selected(provider)]:
            await line.limiter.forget()
            await line.circuit.forget()
        if self._limits is not None and self._limits.problem is not None:
            raise self._limits.problem

    def _limit_store(self) -> LimitStore:
        """Return where rates and breakers are kept, this process's memory where the place keeps none."""
        if self._limits is None:
            url = self.config.limits_url
            open_limits = self._backend("limits", url).open_limits
            self._limits = SteadyLimits(open_limits(url, self.catalog.migrations) if open_limits else MemoryLimits())
        return self._limits

    def _backend(self, setting: str, url: str) -> Backend:
        scheme = url.partition(":")[0]
        for backend in self.catalog.backends:
            if backend.scheme == scheme:
                return backend
        schemes = ", ".join(f"{each.scheme}:" for each in self.catalog.backends)
        hint = f"; for a file write sqlite:{url}" if "/" in scheme or scheme == url else ""
        raise SetupError(f"{setting} {without_password(url)!r}: things can be kept at {schemes}{hint}")

    async def close(self) -> None:
        """Let go of connections and files."""
        await self._together.close()
        for door in self._doors.values():
            await door.close()
        self._doors.clear()
        self.close_snapshots()

    def close_snapshots(self) -> None:
        """Let go of the kept answers' file; where only they were used, that is enough."""
        self._found.try_again()
        if self._store is not None:
            self._store.close()
            self._store = None
        if self._entities is not None:
            self._entities.close()
            self._entities = None
        if self._limits is not None:
            self._limits.close()
            self._limits = None

    async def refreshed(self) -> None:
        """Wait until the answers that were served though no longer fresh have been asked for anew."""
        await asyncio.gather(*(door.refreshed() for door in self._doors.values()))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def stored(self, entity_id: str) -> Stored:
        """Return what is known of an entity (`release/12`), without asking anybody. Raises `RequestError`."""
        store = self.entities()
        found = store.get(entity_id) if store else None
        if found is None:
            raise RequestError(
                f"nothing is stored as {entity_id!r}; `harmony search --stored` finds what is", field="id"
            )
        return found

    def search_stored(self, text: str, *, kind: str | None = None, limit: int = 25) -> SearchResult:
        """Return what is stored and has all these words in its names, the most alike first; asks nobody.

        Words may be misspelt where nothing has them as they are.
        """
        _refuse_no_words(text)
        store, of_kind = self.entities(), kind_of(kind) or Kind.RELEASE
        found = [
            SearchCandidate(
                score=stored_score(text, each.entity),
                provider="stored",
                ref=each.id,
                id=each.id,
                document=each.entity,
            )
            for each in (store.named_like(text, of_kind) if store else ())
        ]
        ranked = sorted(found, key=lambda each: -each.score)[:limit]
        return SearchResult(query=Query(kind=of_kind, text=text), kind=of_kind, candidates=tuple(ranked))

    # --- what a lookup runs in ------------------------------------------------------------------------------

    def _setting(
        self,
        provider: Sequence[str],
        regions: Sequence[str],
        want: Sequence[str],
        *,
        limit: int,
        at: datetime | None = None,
        opened: list[DoorApi] | None = None,
        together: bool = False,
        deadline: float | None = None,
    ) -> tuple[Setting, str]:
        lookup_id = os.urandom(6).hex()
        providers = self.selected(provider)
        if unknown := set(want) - set(WANTS):
            raise RequestError(
                f"what can be wanted is {', '.join(WANTS)}; not {', '.join(sorted(unknown))}", field="want"
            )
        options = LookupOptions(
            regions=tuple(map(Country.parse, regions)) or self.config.settings.regions,
            want=frozenset(want or WANTS),
            limit=limit,
        )

        door = self._door(at)
        seconds = self.config.settings.deadline_seconds if deadline is None else deadline
        if seconds is not None and not seconds > 0:
            raise RequestError("a deadline must be more than 0 seconds away", field="deadline")
        until = None if door.mode is Mode.OFFLINE else Deadline.after(seconds)

        def open_api(of: Provider, region: Country | None = None) -> DoorApi:
            pool = self._together if together and door.mode is not Mode.OFFLINE else None
            line = attrs.evolve(self._line(of), anywhere=of.name in providers.by_name, patient=together)
            api = DoorApi(door, line, lookup_id=lookup_id, region=region, together=pool, deadline=until)
            if opened is not None:
                opened.append(api)
            return api

        setting = Setting(
            catalog=self.catalog,
            providers=providers,
            options=options,
            policy=self.policy(providers),
            open_api=open_api,
            together=together,
        )
        return setting, lookup_id

    def _door(self, at: datetime | None) -> Door:
        """Return the door for lookups as of a time: what was known then is kept, so nobody is asked."""
        if at not in self._doors:
            self._doors[at] = Door(
                self.config.settings,
                self.snapshots,
                user_agent=self.config.user_agent(harmony_core.__version__),
                notify=self._notify,
                mode=self._mode if at is None else Mode.OFFLINE,
                before=at,
            )
        return self._doors[at]

    def _line(self, provider: Provider) -> Line:
        line = self._lines.get(provider.name)
        if line is None:
            settings = self._settings[provider.name]
            line = line_of(provider, settings, self.config.settings, self._limit_store)
            self._lines[provider.name] = line
        return line

    def _made_by(self, names: Iterable[str]) -> dict[str, str]:
        versions = {"harmony-core": harmony_core.__version__}
        versions.update(self.catalog.versions[name] for name in names if name in self.catalog.versions)
        return versions

    def _tell(self, result: Result, lookup_id: str) -> None:
        for name, answer in result.answers.items():
            self._notify(LookupAnswered(lookup_id=lookup_id, provider=name, state=type(answer).__name__.lower()))
        if len(self._observers) == 1 and not log.is_enabled_for(logging.DEBUG):
            return  # the metrics do not count decisions, of which there are hundreds
        for path, decision in result.decisions.items():
            self._notify(
                FieldDecided(lookup_id=lookup_id, path=path, strategy=decision.strategy, providers=decision.providers)
            )

    def _notify(self, event: Event) -> None:
        if log.is_enabled_for(logging.DEBUG):
            log.debug(type(event).__name__, **attrs.asdict(event))
        for observer in self._observers:
            try:
                observer.notice(event)
            except Exception:
                log.exception("observer_raised", observer=observer.name)


def lookup(
    *texts: str,
    kind: str | None = None,
    provider: Sequence[str] = (),
    regions: Sequence[str] = (),
    config: Config | None = None,
    mode: Mode = Mode.NORMAL,
) -> Result:
    """Look one thing up and wait for it; in a program with an event loop use `Session`."""

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        pass
    else:
        raise RequestError("an event loop runs here already: use `await Session().lookup(…)` instead")

    async def run() -> Result:
        async with Session(config=config, mode=mode) as session:
            return await session.lookup(*texts, kind=kind, provider=provider, regions=regions)

    return asyncio.run(run())


def _unkept(opened: Iterable[DoorApi]) -> SetupError | None:
    """Return why answers that a lookup used could not be kept, None where all were."""
    return next((error for error in (api.unkept for api in opened) if error), None)


def _query(given: object) -> LookupQuery:
    """Return one of many queries as a value: it may be a text, or several that mean the same thing."""
    if isinstance(given, LookupQuery):
        return given
    return LookupQuery(texts=tuple(map(str, given)) if isinstance(given, (list, tuple)) else (str(given),))


async def _numbered(queries: Iterable[object] | AsyncIterable[object]) -> AsyncGenerator[tuple[int, object]]:
    position = 0
    async with aclosing(each_of(queries)) as each:
        async for query in each:
            yield position, query
            position += 1


def _refuse_no_words(text: str) -> None:
    if not text.strip():
        raise RequestError("the query is empty: give words to search for", field="query")


def _mode_of(modes: type[M], text: str) -> M:
    """Read the name of a mode: a misspelt one must not do what was not meant. Raises `RequestError`."""
    try:
        return modes(text)
    except ValueError as error:
        raise RequestError(f"there is no mode {text!r}; there are {', '.join(modes)}", field="mode") from error


def _names(given: Sequence[str]) -> tuple[str, ...]:
    """Return names as they may be given: in a list, or in one text with commas."""
    return tuple(filter(None, map(str.strip, given.split(",")))) if isinstance(given, str) else tuple(given)


def kind_of(text: str | None) -> Kind | None:
    """Read the name of a kind; "track" is a recording. Raises `RequestError`."""
    if text is None:
        return None
    name = {"track": "recording", "master": "release_group", "release-group": "release_group"}.get(text, text)
    try:
        return Kind(name)
    except ValueError as error:
        raise RequestError(f"there is no kind {text!r}; there are {', '.join(Kind)}", field="kind") from error
