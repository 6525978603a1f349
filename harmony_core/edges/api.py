"""The `Api` that a provider's `fetch` is handed: endpoints in, payloads out, with a trace of what was used."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urljoin

import attrs

from harmony_core.domain.answers import Message
from harmony_core.domain.codes import Country
from harmony_core.domain.errors import (
    HarmonyError,
    MissingSettingsError,
    NoSnapshotError,
    NotFoundError,
    ProviderError,
    SetupError,
)
from harmony_core.edges.deadline import Deadline
from harmony_core.edges.http import Answered, Door, failure_to_keep
from harmony_core.edges.line import Line
from harmony_core.edges.payloads import Page, read_one, read_page
from harmony_core.edges.together import Arrived, Together, copies
from harmony_core.plugin.api import Trace
from harmony_core.plugin.endpoints import Endpoint, Offset, PageNumber
from harmony_core.plugin.providers import Batch, Target
from harmony_core.plugin.snapshot import Snapshot

P = TypeVar("P")
V = TypeVar("V")

MAX_PAGES = 200


class DoorApi:
    """One provider's door for one lookup, or for one attempt in one region."""

    def __init__(
        self,
        door: Door,
        line: Line,
        *,
        lookup_id: str,
        region: Country | None = None,
        together: Together | None = None,
        deadline: Deadline | None = None,
    ) -> None:
        self._door = door
        self._line = line
        self._lookup_id = lookup_id
        self._region = region
        self._together = together
        self._deadline = deadline
        self._arrived: Arrived = {}
        self._used: list[Snapshot] = []
        self._newest: datetime | None = None
        self._good_until = datetime.max.replace(tzinfo=UTC)
        self._messages: list[Message] = []
        self._stood_in: list[tuple[datetime, str]] = []
        self._held: list[Snapshot] = []

    @property
    def region(self) -> Country | None:
        """The region of this attempt."""
        return self._region

    @property
    def good_until(self) -> datetime:
        """Until when all that was used need not be asked for again; in the past where something could not be had."""
        return self._good_until

    @property
    def unkept(self) -> SetupError | None:
        """Why an answer that was used could not be kept, None where all were."""
        if not self._held:
            return None
        return self._door.problem if any(map(self._door.holds, self._held)) else None

    def trace(self) -> Trace:
        """Return what was used so far; the first answer is the main request's."""
        main = self._used[0] if self._used else None
        return Trace(
            fetched_at=main.fetched_at if main else None,
            snapshot=main.body_hash if main else None,
            newest=self._newest,
            messages=(*self._stale_message(), *self._messages),
        )

    async def get(self, endpoint: Endpoint[P], **fields: object) -> P:
        """Ask and wait. Raises `ProviderError`."""
        return await self._ask(*self._made(endpoint, fields))

    async def pages(self, endpoint: Endpoint[P], *, at_most: int | None = None, **fields: object) -> tuple[P, ...]:
        """Return the items of all pages, or the first `at_most`; a later page that fails is reported."""
        return await self._pages(*self._made(endpoint, fields), at_most)

    async def _pages(self, endpoint: Endpoint[P], first: str, at_most: int | None = None) -> tuple[P, ...]:
        url: str | None = first
        items: list[P] = []
        seen: set[str] = set()
        while url is not None and url not in seen and len(seen) < MAX_PAGES:
            seen.add(url)
            try:
                page = await self._ask_page(endpoint, url)
            except (ProviderError, MissingSettingsError) as error:
                if len(seen) == 1:
                    raise
                self._missing(f"further pages of {endpoint.path}", error)
                break
            if endpoint.also:
                endpoint = attrs.evolve(endpoint, also=())  # those are other addresses of the first page
            found, following = page
            items.extend(item for item in found if item is not None)
            if at_most is not None and len(items) >= at_most:
                return tuple(items[:at_most])
            try:
                url = self._next_url(endpoint, url, len(found), following)
            except ValueError as error:
                self._warn(f"without further pages of {endpoint.path}: the next one's address is none ({error})")
                break
            if len(seen) == MAX_PAGES and url is not None:
                self._warn(f"without further pages of {endpoint.path}: there are more than {MAX_PAGES}")
        return tuple(items)

    async def try_get(self, endpoint: Endpoint[P], missing: str, **fields: object) -> P | None:
        """Ask, or return None and report what is missing."""
        try:
            return await self.get(endpoint, **fields)
        except (ProviderError, MissingSettingsError) as error:
            self._missing(missing, error)
            return None

    async def try_pages(
        self, endpoint: Endpoint[P], missing: str, *, at_most: int | None = None, **fields: object
    ) -> tuple[P, ...]:
        """Return the items of all pages that could be had, and report what is missing."""
        try:
            return await self.pages(endpoint, at_most=at_most, **fields)
        except (ProviderError, MissingSettingsError) as error:
            self._missing(missing, error)
            return ()

    async def try_many(
        self, endpoint: Endpoint[P], missing: str, each: Sequence[Mapping[str, object]]
    ) -> tuple[P | None, ...]:
        """Ask many at once, None where one failed; one message tells how many did."""

        async def ask(fields: Mapping[str, object]) -> P | HarmonyError:
            try:
                return await self.get(endpoint, **fields)
            except (ProviderError, MissingSettingsError) as error:
                return error

        outcomes = await asyncio.gather(*map(ask, each))
        failures = [outcome for outcome in outcomes if isinstance(outcome, HarmonyError)]
        if failures:
            of_all = f"{len(failures)} of {len(each)}"
            offline = isinstance(failures[0], NoSnapshotError)
            how_many = f"{of_all} answers are not kept here" if offline else f"{of_all} requests failed"
            self._missing(f"{missing} ({how_many})", failures[0])
        return tuple(None if isinstance(outcome, HarmonyError) else outcome for outcome in outcomes)

    async def shared(self, batch: Batch[P, V], target: Target) -> tuple[P, ...]:
        """Return all items of the request that asks for this one, and perhaps for others with it."""
        main, url = self._made(batch.main, batch.fields((target,)))
        if self._together and not self._door.answers(self._line, main, url, self._page_reader(main)):
            name, together = f"{self._line.provider.name} {main.path}", self._together
            try:
                self._arrived = await self._door.in_time(
                    self._deadline,
                    self._line.request(main, url),
                    lambda: together.fetch(name, batch.size, target, lambda them: self._send(batch, them)),
                )
            except HarmonyError as error:
                self._failed(error)
                raise
        return await self._pages(main, url)

    async def _send(self, batch: Batch[P, V], targets: Sequence[Target]) -> Sequence[Arrived]:
        """Ask for several in one request, and keep and return what came for each."""
        main, fields = batch.main, [batch.fields((target,)) for target in targets]
        spared = [self._line.request(*self._made(main, each)) for each in fields]
        api = DoorApi(self._door, self._line, lookup_id=self._lookup_id)
        try:
            await api._pages(*self._made(main, batch.fields(targets)))
        except NotFoundError:
            return [{} for _ in targets]  # so the source will not be asked for several: each asks for itself
        except (ProviderError, MissingSettingsError) as error:
            failure = failure_to_keep(spared[0], error)
            await self._door.keep([attrs.evolve(failure, key=each.key, url=each.shown_url) for each in spared])
            return [{request.key: error} for request in spared]
        kept = [copies(api._used, request) for request in spared]
        await self._door.keep([each for copied in kept for each in copied])
        return [{each.key: each for each in copied} for copied in kept]

    async def _ask(self, endpoint: Endpoint[P], url: str) -> P:
        provider = self._line.provider
        return await self._value(endpoint, url, lambda snapshot: read_one(provider, endpoint, snapshot))

    async def _ask_page(self, endpoint: Endpoint[P], url: str) -> Page[P]:
        read = self._page_reader(endpoint)
        return await self._value(endpoint, url, read)

    def _next_url(self, endpoint: Endpoint[P], url: str, count: int, told: str | int | None) -> str | None:
        """Return where the next page is; after an empty one there is none."""
        match endpoint.next, told:
            case (Offset() | PageNumber() as paging, int()) if count:
                return paging.after(url, count, told)
            case (str(), str()) if count and told:
                return self._line.canonical(urljoin(url, told))
            case _:
                return None

    def _page_reader(self, endpoint: Endpoint[P]) -> Callable[[Snapshot], Page[P]]:
        provider, together = self._line.provider, self._together

        def read(snapshot: Snapshot) -> Page[P]:
            return read_page(provider, endpoint, snapshot)

        if together is None:
            return read
        return lambda snapshot: together.decoded(snapshot, endpoint, read)

    def _made(self, endpoint: Endpoint[P], fields: Mapping[str, object]) -> tuple[Endpoint[P], str]:
        """Return what is asked: the endpoint, with its body and its other addresses, and the address."""
        if self._region is not None:
            fields = {"region": self._region, **fields}
        base = self._line.provider.base
        made = endpoint.filled(fields)
        if endpoint.also:
            made = attrs.evolve(made, also=endpoint.other_urls(base, fields))
        return made, endpoint.url(base, fields)

    async def _value(self, endpoint: Endpoint[P], url: str, read: Callable[[Snapshot], V]) -> V:
        """Ask, remember the answer and return its payload. Raises `ProviderError`, also for "no such thing"."""
        try:
            answered: Answered[V] = await self._door.ask(
                self._line, endpoint, url, read, self._lookup_id, self._arrived, self._deadline
            )
        except HarmonyError as error:
            self._failed(error)
            raise
        self._good_until = min(self._good_until, self._door.good_until(answered, self._line, endpoint))
        if self._door.problem is not None:
            self._held.append(answered.snapshot)
        moment = answered.snapshot.fetched_at
        self._saw(moment)
        value = answered.value()
        self._used.append(answered.snapshot)
        if answered.stale is not None:
            self._saw(answered.stale.at)
            lack = "; it was asked for otherwise and may tell less" if answered.other_extent else ""
            self._stood_in.append((moment, f"{answered.stale.message}{lack}"))
        return value

    def _failed(self, error: HarmonyError) -> None:
        self._saw(error.at)
        self._good_until = datetime.min.replace(tzinfo=UTC)

    def _saw(self, moment: datetime | None) -> None:
        if moment is not None:
            self._newest = max(self._newest or moment, moment)

    def _stale_message(self) -> tuple[Message, ...]:
        """Return one message for all kept answers that stood in for what could not be had."""
        if not self._stood_in:
            return ()
        oldest, reason = min(moment for moment, _ in self._stood_in), min(reason for _, reason in self._stood_in)
        count = len(self._stood_in)
        text = f"{count} kept answer{'s' * (count > 1)} of {oldest:%Y-%m-%d %H:%M} UTC and later stood in: {reason}"
        return (Message(level="warning", provider=self._line.provider.name, text=text),)

    def _missing(self, what: str, error: HarmonyError) -> None:
        self._warn(f"without {what}: {error.message}")

    def _warn(self, text: str) -> None:
        self._messages.append(Message(level="warning", provider=self._line.provider.name, text=text))
