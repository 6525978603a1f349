"""The one HTTP door: whatever is asked of a source goes through here, and nothing else goes out.

It decides whether a kept answer serves, when a request goes out and how often it is tried; `transport` sends.
A provider says what to ask; the door says whether, when and how.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import attrs
from cachetools import TTLCache

from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.errors import (
    AccessDeniedError,
    CircuitOpenError,
    ConnectionFailedError,
    HarmonyError,
    MissingSettingsError,
    NoSnapshotError,
    NotFoundError,
    PayloadError,
    ProviderError,
    RateLimitedError,
    SetupError,
    TimedOutError,
)
from harmony_core.edges.breaker import OpenError
from harmony_core.edges.config import Settings
from harmony_core.edges.deadline import Deadline
from harmony_core.edges.failures import NO_ANSWER, failure_body
from harmony_core.edges.keeping import KeptAnswers, Writer
from harmony_core.edges.limiter import PausedError, Place
from harmony_core.edges.line import Line
from harmony_core.edges.requests import Request, base_of, overlap
from harmony_core.edges.retry_after import in_words
from harmony_core.edges.together import Arrived
from harmony_core.plugin.endpoints import Endpoint
from harmony_core.plugin.events import AnswerReceived, Event, RequestFailed, RequestSent
from harmony_core.plugin.logger import logger
from harmony_core.plugin.snapshot import Mode, Snapshot, SnapshotStore

if TYPE_CHECKING:
    import tenacity

    from harmony_core.edges.transport import Transport

T = TypeVar("T")

log = logger("harmony.http")

MAX_RETRY_SECONDS = 10.0

MOST_BEHIND = 100
"""How many answers are asked for anew behind at once: a long batch of old answers must not pile requests up."""


@attrs.frozen(kw_only=True)
@by_fields
class Answered(Generic[T]):
    """An answer, read, with the snapshot that it is; `stale` tells why an old one had to do.

    "No such thing" is an answer too: `payload` is then the error that says so. `other_extent`: it is the answer to
    a request that was to tell more or less.
    """

    payload: T | ProviderError
    snapshot: Snapshot
    stale: HarmonyError | None = None
    other_extent: bool = False

    def value(self) -> T:
        """Return the payload. Raises what the answer amounts to where it is none."""
        if isinstance(self.payload, ProviderError):
            raise self.payload
        return self.payload


@attrs.define(eq=False)
class _Flight:
    """A request that is under way, and how many wait for it; one that nobody waits for is ended."""

    task: asyncio.Future[Snapshot]
    waiting: int = 0


class Door:
    """Opens when it is first used; `close` it, or leave it to the session."""

    def __init__(
        self,
        settings: Settings,
        store: Callable[[], SnapshotStore],
        *,
        user_agent: str,
        notify: Callable[[Event], None],
        mode: Mode = Mode.NORMAL,
        before: datetime | None = None,
    ) -> None:
        self.mode = mode
        self._before = before
        self._settings = settings
        self._answers = KeptAnswers(store)
        self._user_agent = user_agent
        self._notify = notify
        self._transport: Transport | None = None
        self._memory: TTLCache[object, Answered[Any]] = TTLCache(settings.memory_answers, settings.memory_seconds)
        self._flights: dict[str, _Flight] = {}
        self._behind: set[asyncio.Future[Snapshot]] = set()
        self._writer = Writer(self._answers.put)

    async def ask(
        self,
        line: Line,
        endpoint: Endpoint[Any],
        url: str,
        read: Callable[[Snapshot], T],
        lookup_id: str,
        arrived: Arrived | None = None,
        deadline: Deadline | None = None,
    ) -> Answered[T]:
        """Return an answer, kept or fetched: a payload, or "no such thing". Raises every other `ProviderError`.

        `read` decodes an answer or raises what it amounts to; an answer that says neither yes nor no is never
        served in place of one that does. `arrived` is what a request for many has brought for this one: it is
        asked no more. A kept answer that is no longer fresh, but still usable, is returned at once and asked for
        anew behind. What has not come by the `deadline` is a timeout.
        """
        request = line.request(endpoint, url)
        name = _name(request, endpoint)
        landed = (arrived or {}).get(request.key)
        kept = None if landed else self._usable(name, request, line, endpoint, read)
        if kept is not None:
            self._notify(_received(request, kept.snapshot, lookup_id, from_snapshot=True, seconds=0.0))
            if not self._is_fresh(kept, line, endpoint):
                self._refresh(line, request, endpoint, read, lookup_id)
            return kept
        if self.mode is Mode.OFFLINE:
            elsewhere = self._kept_elsewhere(line, endpoint, read)
            if elsewhere is not None:
                self._notify(_received(request, elsewhere.snapshot, lookup_id, from_snapshot=True, seconds=0.0))
                return elsewhere
            error = self._nothing_kept(request, read)
            other = self._other_extent(request, endpoint, read)
            if other is None:
                raise error
            return attrs.evolve(other, stale=error, other_extent=True)
        try:
            if isinstance(landed, HarmonyError):
                raise landed
            if landed is None:
                landed = await self.in_time(
                    deadline, request, lambda: self._fetched_once(line, request, endpoint, read, lookup_id)
                )
            return _decided(landed, read)
        except (ProviderError, MissingSettingsError) as error:
            if error.at is None and isinstance(landed, Snapshot):
                error.at = landed.fetched_at  # an answer that cannot be read
            self._notify(
                RequestFailed(lookup_id=lookup_id, provider=request.provider, url=request.shown_url, code=error.code)
            )
            kept = self._kept(request, read)
            if kept is not None and _serves_in_outage(kept):
                log.info("used_kept_answer", provider=request.provider, url=request.shown_url, error=error.code)
                return attrs.evolve(kept, stale=error)
            other = self._other_extent(request, endpoint, read) if kept is None else None
            if other is not None and _serves_in_outage(other):
                return attrs.evolve(other, stale=error, other_extent=True)
            raise

    def answers(self, line: Line, endpoint: Endpoint[Any], url: str, read: Callable[[Snapshot], object]) -> bool:
        """Whether a request would not go out, not even behind: because a kept answer is fresh, or because none may."""
        request = line.request(endpoint, url)
        kept = self._usable(_name(request, endpoint), request, line, endpoint, read)
        return self.mode is Mode.OFFLINE or (kept is not None and self._is_fresh(kept, line, endpoint))

    async def keep(self, snapshots: Sequence[Snapshot]) -> None:
        """Keep answers, behind those that are being written; those that cannot be are held, and serve all the same."""
        if self._answers.is_stuck:
            self._answers.hold(snapshots)
            return
        await self._writer.keep(snapshots)

    @property
    def problem(self) -> SetupError | None:
        """Why answers cannot be kept at the moment, None where they can."""
        return self._answers.problem

    def holds(self, snapshot: Snapshot) -> bool:
        """Whether an answer could not be kept."""
        return self._answers.holds(snapshot)

    async def in_time(self, deadline: Deadline | None, request: Request, answer: Callable[[], Awaitable[T]]) -> T:
        """Wait for an answer until the deadline. Raises `TimedOutError`, which is kept, where it comes no sooner."""
        if deadline is None:
            return await answer()
        if not deadline.is_over:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(deadline.at):
                    return await answer()
        error = deadline.error(request)
        await self.keep([failure_to_keep(request, error)])
        raise error

    async def refreshed(self) -> None:
        """Wait until all that is asked for anew behind has come, or could not be had."""
        while self._behind:
            await asyncio.gather(*self._behind, return_exceptions=True)

    async def close(self) -> None:
        """Close connections; what is under way is cancelled, what was fetched is kept."""
        flights = [flight.task for flight in self._flights.values() if not flight.task.done()]
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)
        if self._transport is not None:
            await self._transport.close()
            self._transport = None
        await asyncio.get_running_loop().run_in_executor(None, self._writer.close)
        if self._answers.problem is not None:
            await asyncio.get_running_loop().run_in_executor(None, self._answers.try_again)

    # --- kept answers ---------------------------------------------------------------------------------------

    def _usable(
        self, name: object, request: Request, line: Line, endpoint: Endpoint[Any], read: Callable[[Snapshot], T]
    ) -> Answered[T] | None:
        """Return a kept answer that serves without asking, and hold it ready."""
        if self.mode is Mode.REFRESH:
            return None
        held: Answered[T] | None = self._memory.get(name)
        if held is not None:
            if self._is_fresh(held, line, endpoint):
                return held
            self._memory.pop(name, None)
        kept = self._kept(request, read)
        if kept is None:
            return None
        if self._is_fresh(kept, line, endpoint):
            self._hold(name, kept)
            return kept
        return kept if self._serves_at_once(kept, line, endpoint) else None

    def _kept(self, request: Request, read: Callable[[Snapshot], T]) -> Answered[T] | None:
        """Return the newest kept answer that says yes or no.

        As of a time, with the failure that came after it, if one did: a result is replayed with what it lacked.
        """
        failure: ProviderError | None = None
        for snapshot in self._answers.history(request.key, self._before):
            try:
                kept = _decided(snapshot, read)
            except ProviderError as error:
                error.at = snapshot.fetched_at
                failure = failure or error
                continue
            if failure is None or self._before is None:
                return kept
            if isinstance(kept.payload, NotFoundError):
                return None  # then, too, that it was absent before said nothing
            return attrs.evolve(kept, stale=failure)
        return None

    def _other_extent(
        self, request: Request, endpoint: Endpoint[Any], read: Callable[[Snapshot], T]
    ) -> Answered[T] | None:
        """Return the fullest kept answer to the same request that was to tell more or less."""
        if not endpoint.extent:
            return None
        base, method = base_of(request.url, endpoint.extent), f"{request.method.upper()} "
        keys = self._answers.keys(f"{method}{base.partition('?')[0]}")
        like = [key for key in keys if base_of(key.removeprefix(method), endpoint.extent) == base]
        for key in sorted(like, key=lambda key: -overlap(request.url, key, endpoint.extent)):
            kept = self._newest_decided(key, read)
            if kept is not None:
                return kept
        return None

    def _newest_decided(self, key: str, read: Callable[[Snapshot], T]) -> Answered[T] | None:
        """Return the newest kept answer that says yes or no."""
        for snapshot in self._answers.history(key, self._before):
            with contextlib.suppress(ProviderError):
                return _decided(snapshot, read)
        return None

    def _kept_elsewhere(self, line: Line, endpoint: Endpoint[Any], read: Callable[[Snapshot], T]) -> Answered[T] | None:
        """Return an answer that is kept under another address by which the same thing is asked for."""
        others = (self._kept(line.request(endpoint, url), read) for url in endpoint.also)
        return next((kept for kept in others if kept is not None), None)

    def _nothing_kept(self, request: Request, read: Callable[[Snapshot], object]) -> ProviderError:
        """Return why there is no answer offline: none is kept, or the newest says neither yes nor no."""
        for snapshot in self._answers.history(request.key, self._before):
            try:
                read(snapshot)
            except ProviderError as error:
                error.at = snapshot.fetched_at
                return error
        return NoSnapshotError(
            f"{request.provider}: no answer to {request.shown_url} is kept here, and offline nobody is asked",
            provider=request.provider,
        )

    def _is_fresh(self, kept: Answered[Any], line: Line, endpoint: Endpoint[Any]) -> bool:
        return self.mode in (Mode.OFFLINE, Mode.FROZEN) or _age(kept.snapshot) < _lifetime(kept, line, endpoint)

    def good_until(self, answered: Answered[Any], line: Line, endpoint: Endpoint[Any]) -> datetime:
        """Return until when an answer need not be asked for again; one that only stands in is asked for at once."""
        if self.mode in (Mode.OFFLINE, Mode.FROZEN):
            return datetime.max.replace(tzinfo=UTC)
        if answered.stale is not None:
            return datetime.min.replace(tzinfo=UTC)
        return answered.snapshot.fetched_at + _lifetime(answered, line, endpoint)

    def _serves_at_once(self, kept: Answered[Any], line: Line, endpoint: Endpoint[Any]) -> bool:
        """Whether an answer that is no longer fresh is still good enough while a new one is asked for."""
        return _serves_in_outage(kept) and _age(kept.snapshot) < line.fresh(endpoint) + line.stale(endpoint)

    def _hold(self, name: object, kept: Answered[Any]) -> None:
        if self._settings.memory_answers:
            self._memory[name] = kept

    # --- going out ------------------------------------------------------------------------------------------

    async def _fetched_once(
        self,
        line: Line,
        request: Request,
        endpoint: Endpoint[Any],
        read: Callable[[Snapshot], object],
        lookup_id: str,
    ) -> Snapshot:
        """Fetch, or wait for the same request that is under way; it ends with the last who waits for it."""
        flight = self._flights.get(request.key)
        if flight is None:
            flight = self._started(request.key, self._fetched(line, request, endpoint, read, lookup_id))
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done():
                self._flights.pop(request.key, None)  # who comes now asks anew
                flight.task.cancel()
                await asyncio.gather(flight.task, return_exceptions=True)

    def _refresh(
        self,
        line: Line,
        request: Request,
        endpoint: Endpoint[Any],
        read: Callable[[Snapshot], object],
        lookup_id: str,
    ) -> None:
        """Ask anew behind, unless that is under way or could not be done; it goes on when the lookup has ended.

        Where very many are, the answer is left as it is: the next who uses it asks.
        """
        if request.key in self._flights or line.settings.missing or len(self._behind) >= MOST_BEHIND:
            return
        line = attrs.evolve(line, patient=False)  # nobody needs it
        flight = self._started(request.key, self._fetched(line, request, endpoint, read, lookup_id, behind=True))
        flight.waiting += 1
        self._behind.add(flight.task)
        flight.task.add_done_callback(lambda done: self._refreshed(request, lookup_id, done))

    def _refreshed(self, request: Request, lookup_id: str, task: asyncio.Future[Snapshot]) -> None:
        self._behind.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, HarmonyError):
            self._notify(
                RequestFailed(lookup_id=lookup_id, provider=request.provider, url=request.shown_url, code=error.code)
            )

    def _started(self, key: str, fetched: Coroutine[Any, Any, Snapshot]) -> _Flight:
        task = asyncio.ensure_future(fetched)
        task.add_done_callback(lambda done: self._landed(key, done))
        flight = self._flights[key] = _Flight(task)
        return flight

    def _landed(self, key: str, task: asyncio.Future[Snapshot]) -> None:
        if key in self._flights and self._flights[key].task is task:
            del self._flights[key]
        if not task.cancelled():
            task.exception()  # seen, even where everybody who waited has gone

    async def _fetched(
        self,
        line: Line,
        request: Request,
        endpoint: Endpoint[Any],
        read: Callable[[Snapshot], object],
        lookup_id: str,
        *,
        behind: bool = False,
    ) -> Snapshot:
        """Send until there is an answer that need not be asked for again, and keep what was answered.

        `behind` a lookup that had an answer, a failure to get any is not kept: no result tells of it.
        """
        if line.settings.missing:
            names = ", ".join(line.settings.missing)
            missing = MissingSettingsError(
                f"{request.provider}: a live request needs settings that are missing: {names}",
                provider=request.provider,
            )
            await self.keep([failure_to_keep(request, missing)])
            raise missing
        retries = self._settings.retries if line.settings.retries is None else line.settings.retries
        last: Snapshot | None = None
        attempt = 0

        async def once() -> Snapshot:
            nonlocal last, attempt
            attempt += 1
            last = None
            transport = self._opened()
            async with self._allowed(line) as place:
                self._notify(
                    RequestSent(lookup_id=lookup_id, provider=request.provider, url=request.shown_url, attempt=attempt)
                )
                started = time.perf_counter()
                last = await transport.send(line, request, endpoint, place, lambda: self._turn(line))
                seconds = time.perf_counter() - started
                self._notify(_received(request, last, lookup_id, from_snapshot=False, seconds=seconds))
                with contextlib.suppress(NotFoundError, PayloadError, AccessDeniedError):
                    read(last)
            return last

        import tenacity  # for lookups that send something

        retrying = tenacity.AsyncRetrying(
            stop=tenacity.stop_after_attempt(retries + 1),
            retry=tenacity.retry_if_exception(lambda error: self._is_retried(error, line)),
            wait=lambda state: self._retry_wait(state, line),
            reraise=True,
        )
        began = time.monotonic()
        try:
            snapshot: Snapshot = await retrying(once)
        except ProviderError as error:
            if attempt > 1 and isinstance(error, (ConnectionFailedError, TimedOutError)):
                error.message += f" ({attempt} tries, {time.monotonic() - began:.0f} s)"
                error.args = (error.message,)
            kept = last or failure_to_keep(request, error)
            error.at = kept.fetched_at
            if last or not behind:
                await self.keep([kept])
            raise
        await self.keep([snapshot])
        return snapshot

    def _opened(self) -> Transport:
        if self._transport is None:
            from harmony_core.edges.transport import Transport  # aiohttp is dear, and kept answers need none

            self._transport = Transport(self._settings, self._user_agent)
        return self._transport

    @contextlib.asynccontextmanager
    async def _allowed(self, line: Line) -> AsyncIterator[Place]:
        """Let a request out as rate and circuit breaker allow, and note what came of it.

        Raises `RateLimitedError` or `CircuitOpenError` where it is not let out.
        """
        try:
            place, probe = await self._let_out(line)
        except OpenError as error:
            until = datetime.fromtimestamp(error.until, UTC)
            raise CircuitOpenError(
                f"{line.provider.name}: it failed {line.circuit.threshold.failures} times in a row and is left alone "
                f"until {in_words(until)}; ask again then, or at once after `harmony limits --reset`",
                provider=line.provider.name,
                retry_at=until,
            ) from error
        try:
            yield place
        except ProviderError as error:
            if _may_pass(error) and error.retry_at is not None:
                await line.limiter.pause(_seconds_until(error.retry_at))
            if _is_failure(error):
                await line.circuit.failed(probe=probe)
                if line.circuit.is_open:
                    log.info("left_alone", provider=line.provider.name, seconds=line.circuit.threshold.seconds)
            elif error.status is not None:
                await line.circuit.succeeded(probe=probe)
            else:
                await line.circuit.given_up(probe=probe)
            raise
        except BaseException:
            await line.circuit.given_up(probe=probe)
            raise
        await line.circuit.succeeded(probe=probe)

    async def _let_out(self, line: Line) -> tuple[Place, bool]:
        """Wait for a request's place; return also whether it is a probe. Raises `OpenError`.

        Who is patient waits once for a source that is left alone, and for others' probes.
        """
        patience = max(self._settings.patience_seconds, line.circuit.threshold.seconds) if line.patient else 0.0
        end = time.monotonic() + patience
        while True:
            await line.circuit.wait(max(0.0, end - time.monotonic()))
            place = await self._turn(line)
            try:
                return place, await line.circuit.enter()
            except OpenError:
                if time.monotonic() >= end:
                    raise

    async def _turn(self, line: Line) -> Place:
        """Wait for a place among the requests to a source. Raises where it asked for a longer pause than we wait."""
        try:
            return await line.limiter.wait(self._settings.patience_seconds)
        except PausedError as error:
            until = datetime.now(UTC) + timedelta(seconds=error.seconds)
            raise RateLimitedError(
                f"{line.provider.name}: it asked for a pause until {in_words(until)}; ask again then",
                provider=line.provider.name,
                retry_at=until,
            ) from error

    def _is_retried(self, error: BaseException, line: Line) -> bool:
        """Whether a failure may pass by itself soon: not where it made an end of asking, unless that is waited for."""
        if not isinstance(error, ProviderError) or not _may_pass(error):
            return False
        stopped = line.circuit.is_open and _is_failure(error) and not line.patient
        return not stopped and _seconds_until(error.retry_at) <= self._settings.patience_seconds

    def _retry_wait(self, state: tenacity.RetryCallState, line: Line) -> float:
        """Return the seconds before the next try: as many as the source asks for, else 1, 2, 4 … with jitter."""
        import tenacity

        own = line.settings.retry_seconds
        first = self._settings.retry_seconds if own is None else own
        longest = max(first, MAX_RETRY_SECONDS)
        backoff = tenacity.wait_exponential(multiplier=first, max=longest) + tenacity.wait_random(0, first)
        error = state.outcome.exception() if state.outcome else None
        asked = _seconds_until(getattr(error, "retry_at", None))
        return asked or min(backoff(state), longest)


def _may_pass(error: ProviderError) -> bool:
    """Whether a failure may pass by itself, so that the same request may be answered later."""
    match error:
        case NotFoundError() | AccessDeniedError() | PayloadError():
            return False
        case ConnectionFailedError(code=code):
            return code == ConnectionFailedError.code
        case TimedOutError() | RateLimitedError() | ProviderError(status=408 | 429 | 500 | 502 | 503 | 504):
            return True
        case _:
            return False


def _is_failure(error: ProviderError) -> bool:
    """Whether a source could not answer; one that says to come slower, or when, can."""
    limited = isinstance(error, RateLimitedError) or error.status == 429 or error.retry_at is not None
    return _may_pass(error) and not limited


def _serves_in_outage(kept: Answered[Any]) -> bool:
    """Whether an old answer may stand in for one that could not be had."""
    return not isinstance(kept.payload, NotFoundError)  # that it was absent long ago says nothing about now


def _name(request: Request, endpoint: Endpoint[Any]) -> object:
    """Return under what an answer is held ready: the request, and what it is read as."""
    return (request.key, endpoint.into, endpoint.items)


def failure_to_keep(request: Request, error: HarmonyError) -> Snapshot:
    """Return a failure as it is kept: what happened is known later, though there was no answer."""
    moment = datetime.now(UTC)
    error.at = moment
    return Snapshot(
        key=request.key,
        provider=request.provider,
        method=request.method,
        url=request.shown_url,
        status=NO_ANSWER,
        headers={},
        body=failure_body(error),
        fetched_at=moment,
    )


def _decided(snapshot: Snapshot, read: Callable[[Snapshot], T]) -> Answered[T]:
    """Return an answer that says yes or no. Raises the `ProviderError` that any other amounts to."""
    try:
        return Answered(payload=read(snapshot), snapshot=snapshot)
    except NotFoundError as error:
        return Answered(payload=error, snapshot=snapshot)


def _received(
    request: Request, snapshot: Snapshot, lookup_id: str, *, from_snapshot: bool, seconds: float
) -> AnswerReceived:
    return AnswerReceived(
        lookup_id=lookup_id,
        provider=request.provider,
        url=request.shown_url,
        status=snapshot.status,
        from_snapshot=from_snapshot,
        seconds=seconds,
    )


def _seconds_until(moment: datetime | None) -> float:
    """Return how long it is until a moment, at least a second (some sources say 0 and mean more)."""
    return max(1.0, (moment - datetime.now(UTC)).total_seconds()) if moment else 0.0


def _lifetime(kept: Answered[Any], line: Line, endpoint: Endpoint[Any]) -> timedelta:
    """Return how long an answer is used without asking again: "no such thing" not as long as what is there."""
    fresh = line.fresh(endpoint)
    return min(fresh, endpoint.absent) if isinstance(kept.payload, NotFoundError) else fresh


def _age(snapshot: Snapshot) -> timedelta:
    """Return how old an answer is; one from the future, of a clock that was wrong, is as old as it is far away."""
    return abs(datetime.now(UTC) - snapshot.fetched_at)
