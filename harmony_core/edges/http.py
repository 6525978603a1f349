"""The one HTTP door: whatever is asked of a source goes through here, and nothing else goes out.

It owns the connections, the rates, the retries, the keys and the kept answers. A provider says what to ask;
the door says whether, when and how.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Generic, TypeVar
from urllib.parse import urljoin, urlsplit

import aiohttp
import attrs
import tenacity

from harmony_core.domain.errors import (
    AccessDeniedError,
    ConnectionFailedError,
    HarmonyError,
    MissingSettingsError,
    NoSnapshotError,
    NotFoundError,
    PayloadError,
    ProviderError,
    RateLimitedError,
    TimedOutError,
)
from harmony_core.edges.addresses import PrivateAddressError, PublicResolver, is_literal, may_connect
from harmony_core.edges.config import ProviderSettings, Settings
from harmony_core.edges.limiter import Limiter, PausedError, Place
from harmony_core.edges.requests import Request
from harmony_core.edges.secrets import key_header, key_parameters, secrets_of, with_key, without_text, without_values
from harmony_core.plugin.endpoints import Endpoint
from harmony_core.plugin.events import AnswerReceived, Event, RequestFailed, RequestSent
from harmony_core.plugin.logger import logger
from harmony_core.plugin.providers import Provider
from harmony_core.plugin.snapshot import Mode, Snapshot, SnapshotStore

T = TypeVar("T")

log = logger("harmony.http")

KEPT_HEADERS = frozenset({"content-type", "date", "etag", "last-modified", "retry-after", "location", "link"})
MAX_REDIRECTS = 5
MAX_RETRY_SECONDS = 10.0


@attrs.frozen(kw_only=True)
class Answered(Generic[T]):
    """An answer, read, with the snapshot that it is; `stale` tells why an old one had to do.

    "No such thing" is an answer too: `payload` is then the error that says so.
    """

    payload: T | ProviderError
    snapshot: Snapshot
    stale: HarmonyError | None = None

    def value(self) -> T:
        """Return the payload. Raises what the answer amounts to where it is none."""
        if isinstance(self.payload, ProviderError):
            raise self.payload
        return self.payload


@attrs.frozen(kw_only=True)
class Line:
    """A provider with the settings under which it is asked."""

    provider: Provider
    settings: ProviderSettings
    limiter: Limiter

    @property
    def base(self) -> str:
        """The address that requests are relative to."""
        return self.settings.base or self.provider.base

    def outgoing(self, url: str) -> str:
        """Return where a request really goes: to the address that the user set instead of the provider's own."""
        return self._moved(url, self.provider.base, self.base)

    def canonical(self, url: str) -> str:
        """Return a request's address as the provider writes it, so that kept answers serve any mirror."""
        return self._moved(url, self.base, self.provider.base)

    @staticmethod
    def _moved(url: str, old: str, new: str) -> str:
        return new + url.removeprefix(old) if url.startswith(old) else url

    def may_ask(self, url: str) -> bool:
        """Whether requests may go to an address: to a host that the provider declares, or where the user said."""
        return urlsplit(url).hostname in self.provider.allowed_hosts or self.is_own(url)

    def is_own(self, url: str) -> bool:
        """Whether an address is on the very server that the user set, which may be private and without TLS."""
        return self.settings.base is not None and _server(url) == _server(self.settings.base)

    def secrets(self) -> tuple[str, ...]:
        """Return the values that must appear nowhere."""
        return secrets_of(self.provider, self.settings.own, self.base)

    def is_home(self, url: str) -> bool:
        """Whether an address is on the source's own server, to which keys go, and to no other."""
        return _server(url) == _server(self.base)


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
    ) -> None:
        self.mode = mode
        self._settings = settings
        self._store = store
        self._user_agent = user_agent
        self._notify = notify
        self._session: aiohttp.ClientSession | None = None
        self._flights: dict[str, asyncio.Future[Snapshot]] = {}
        self._own_hosts: set[str] = set()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="harmony-snapshots")

    async def ask(
        self, line: Line, endpoint: Endpoint[Any], url: str, read: Callable[[Snapshot], T], lookup_id: str
    ) -> Answered[T]:
        """Return an answer, kept or fetched: a payload, or "no such thing". Raises every other `ProviderError`.

        `read` decodes an answer or raises what it amounts to; an answer that says neither yes nor no is never
        served in place of one that does.
        """
        request = Request(
            provider=line.provider.name, method=endpoint.method, url=url, secrets=key_parameters(line.provider)
        )
        kept = None if self.mode is Mode.REFRESH else self._kept(request, read)
        if kept is not None and self._usable_now(kept, line, endpoint):
            self._notify(_received(request, kept.snapshot, lookup_id, from_snapshot=True, seconds=0.0))
            return kept
        if self.mode is Mode.OFFLINE:
            raise self._nothing_kept(request, read)
        try:
            snapshot = await self._fetched_once(line, request, endpoint, read, lookup_id)
            return _decided(snapshot, read)
        except (ProviderError, MissingSettingsError) as error:
            self._notify(
                RequestFailed(lookup_id=lookup_id, provider=request.provider, url=request.shown_url, code=error.code)
            )
            kept = self._kept(request, read)
            if kept is not None and self._serves_in_outage(kept, line, endpoint):
                log.warning("used_kept_answer", provider=request.provider, url=request.shown_url, error=error.code)
                return attrs.evolve(kept, stale=error)
            raise

    async def close(self) -> None:
        """Close connections; what is under way is cancelled, what was fetched is kept."""
        flights = [flight for flight in self._flights.values() if not flight.done()]
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None
        await asyncio.get_running_loop().run_in_executor(None, self._writer.shutdown)

    # --- kept answers ---------------------------------------------------------------------------------------

    def _kept(self, request: Request, read: Callable[[Snapshot], T]) -> Answered[T] | None:
        """Return the newest kept answer that says yes or no."""
        for snapshot in self._store().history(request.key):
            with contextlib.suppress(ProviderError):
                return _decided(snapshot, read)
        return None

    def _nothing_kept(self, request: Request, read: Callable[[Snapshot], object]) -> ProviderError:
        """Return why there is no answer offline: none is kept, or the newest says neither yes nor no."""
        for snapshot in self._store().history(request.key):
            try:
                read(snapshot)
            except ProviderError as error:
                return error
        return NoSnapshotError(
            f"{request.provider}: no answer to {request.shown_url} is kept here, and --offline asks nobody",
            provider=request.provider,
        )

    def _usable_now(self, kept: Answered[Any], line: Line, endpoint: Endpoint[Any]) -> bool:
        match self.mode:
            case Mode.OFFLINE | Mode.FROZEN:
                return True
            case _:
                fresh = _fresh(line, endpoint)
                if isinstance(kept.payload, NotFoundError):
                    fresh = min(fresh, endpoint.absent)
                return _age(kept.snapshot) < fresh

    def _serves_in_outage(self, kept: Answered[Any], line: Line, endpoint: Endpoint[Any]) -> bool:
        """Whether an old answer may stand in for one that could not be had: always, if no limit is set."""
        if isinstance(kept.payload, NotFoundError):
            return False  # that it was absent long ago says nothing about now
        stale = timedelta(hours=line.settings.stale) if line.settings.stale is not None else endpoint.stale
        return stale is None or _age(kept.snapshot) < _fresh(line, endpoint) + stale

    async def _keep(self, snapshot: Snapshot) -> None:
        store = self._store()
        await asyncio.get_running_loop().run_in_executor(self._writer, store.put, [snapshot])

    # --- going out ------------------------------------------------------------------------------------------

    async def _fetched_once(
        self,
        line: Line,
        request: Request,
        endpoint: Endpoint[Any],
        read: Callable[[Snapshot], object],
        lookup_id: str,
    ) -> Snapshot:
        """Fetch, or wait for the same request that is under way."""
        flight = self._flights.get(request.key)
        if flight is None:
            flight = asyncio.ensure_future(self._fetched(line, request, endpoint, read, lookup_id))
            self._flights[request.key] = flight
            flight.add_done_callback(lambda done: self._landed(request.key, done))
        return await asyncio.shield(flight)

    def _landed(self, key: str, flight: asyncio.Future[Snapshot]) -> None:
        self._flights.pop(key, None)
        if not flight.cancelled():
            flight.exception()  # seen, even where everybody who waited has gone

    async def _fetched(
        self,
        line: Line,
        request: Request,
        endpoint: Endpoint[Any],
        read: Callable[[Snapshot], object],
        lookup_id: str,
    ) -> Snapshot:
        """Send until there is an answer that need not be asked for again, and keep what was answered."""
        if line.settings.missing:
            names = ", ".join(line.settings.missing)
            raise MissingSettingsError(
                f"{request.provider}: a live request needs settings that are missing: {names}",
                provider=request.provider,
            )
        retries = self._settings.retries if line.settings.retries is None else line.settings.retries
        last: Snapshot | None = None
        attempt = 0

        async def once() -> Snapshot:
            nonlocal last, attempt
            attempt += 1
            last = None
            place = await self._turn(line)
            self._notify(
                RequestSent(lookup_id=lookup_id, provider=request.provider, url=request.shown_url, attempt=attempt)
            )
            started = time.perf_counter()
            last = await self._sent(line, request, endpoint, place)
            seconds = time.perf_counter() - started
            self._notify(_received(request, last, lookup_id, from_snapshot=False, seconds=seconds))
            with contextlib.suppress(NotFoundError, PayloadError, AccessDeniedError):
                read(last)
            return last

        retrying = tenacity.AsyncRetrying(
            stop=tenacity.stop_after_attempt(retries + 1),
            retry=tenacity.retry_if_exception(lambda error: self._is_retried(error, line)),
            wait=self._retry_wait,
            reraise=True,
        )
        try:
            snapshot: Snapshot = await retrying(once)
        except ProviderError:
            if last is not None:
                await self._keep(last)
            raise
        await self._keep(snapshot)
        return snapshot

    async def _turn(self, line: Line) -> Place:
        """Wait for a place among the requests to a source. Raises where it asked for a longer pause than we wait."""
        try:
            return await line.limiter.wait(self._settings.patience_seconds)
        except PausedError as error:
            until = datetime.now(UTC) + timedelta(seconds=error.seconds)
            raise RateLimitedError(
                f"{line.provider.name}: it asked for a pause until {until:%Y-%m-%d %H:%M} UTC",
                provider=line.provider.name,
                retry_at=until,
            ) from error

    def _is_retried(self, error: BaseException, line: Line) -> bool:
        """Whether a failure may pass by itself; a wait that the source asks for holds for all its requests."""
        match error:
            case ConnectionFailedError(code=code):
                return code == ConnectionFailedError.code
            case TimedOutError():
                return True
            case NotFoundError() | AccessDeniedError() | PayloadError():
                return False
            case RateLimitedError() | ProviderError(status=408 | 429 | 500 | 502 | 503 | 504):
                seconds = _seconds_until(error.retry_at)
                line.limiter.pause(seconds)
                return seconds <= self._settings.patience_seconds
            case _:
                return False

    def _retry_wait(self, state: tenacity.RetryCallState) -> float:
        """Return the seconds before the next try: as many as the source asks for, else 1, 2, 4 … with jitter."""
        first = self._settings.retry_seconds
        longest = max(first, MAX_RETRY_SECONDS)
        backoff = tenacity.wait_exponential(multiplier=first, max=longest) + tenacity.wait_random(0, first)
        error = state.outcome.exception() if state.outcome else None
        asked = _seconds_until(getattr(error, "retry_at", None))
        return asked or min(backoff(state), longest)

    async def _sent(self, line: Line, request: Request, endpoint: Endpoint[Any], place: Place) -> Snapshot:
        """Send once, follow redirects, and return the answer as it is to be kept."""
        url, name, secrets = line.outgoing(request.url), request.provider, line.secrets()
        try:
            for hop in range(MAX_REDIRECTS + 1):
                self._refuse_foreign(line, url)
                if hop:
                    place = await self._turn(line)
                at_home = line.is_home(url)
                async with self._opened().request(
                    request.method,
                    with_key(url, line.provider, line.settings.own, at_home=at_home),
                    headers={
                        **_own_headers(line),
                        **endpoint.headers,
                        **key_header(line.provider, line.settings.own, at_home=at_home),
                    },
                    allow_redirects=False,
                    trace_request_ctx=place,
                ) as response:
                    location = response.headers.get("location")
                    if response.status in (301, 302, 303, 307, 308) and location:
                        url = urljoin(url, location)
                        continue
                    body = await self._read_body(response, request)
                    return Snapshot(
                        key=request.key,
                        provider=name,
                        method=request.method,
                        url=request.shown_url,
                        status=response.status,
                        headers=_kept_headers(response.headers, secrets),
                        body=without_values(body, secrets),
                        fetched_at=datetime.now(UTC),
                    )
        except TimeoutError as error:
            raise TimedOutError(
                f"{name}: {request.shown_url} took more than {self._settings.timeout_seconds:g} s", provider=name
            ) from _clean(error, secrets)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            told = without_text(_told(error), secrets)
            inner = getattr(error, "os_error", None)
            if isinstance(inner, PrivateAddressError):
                raise AccessDeniedError(
                    f"{name}: a request was not sent: {inner}", code="FOREIGN_HOST", provider=name
                ) from _clean(error, secrets)
            raise ConnectionFailedError(f"{name}: {told}", provider=name) from _clean(error, secrets)
        raise ConnectionFailedError(
            f"{name}: {request.shown_url} leads through more than {MAX_REDIRECTS} redirects",
            code="TOO_MANY_REDIRECTS",
            provider=name,
        )

    def _refuse_foreign(self, line: Line, url: str) -> None:
        """Raise where a request, or a redirect, would leave the hosts that the provider declares."""
        parts = urlsplit(url)
        host, name = parts.hostname or "", line.provider.name
        if line.is_own(url):
            self._own_hosts.add(host)
            return
        problem = None
        if parts.scheme not in ("http", "https") or not line.may_ask(url):
            hosts = ", ".join(sorted(line.provider.allowed_hosts))
            problem = f"{_shown_server(url)} was not sent: it is not one of the provider's hosts ({hosts})"
        elif parts.scheme == "http":
            problem = f"http://{host} was not sent: only https is used"
        elif is_literal(host) and not may_connect(host, self._settings.trusted_networks):
            problem = f"the private address {host} was not sent"
        if problem:
            raise AccessDeniedError(f"{name}: a request to {problem}", code="FOREIGN_HOST", provider=name)

    async def _read_body(self, response: aiohttp.ClientResponse, request: Request) -> bytes:
        """Read a body, unpacked, as far as it may go."""
        limit = int(self._settings.max_body_mb * 1_000_000)
        parts, size = [], response.content_length or 0
        if size <= limit:
            size = 0
            async for chunk in response.content.iter_chunked(65_536):
                size += len(chunk)
                if size > limit:
                    break
                parts.append(chunk)
        if size > limit:
            response.close()
            raise PayloadError(
                f"{request.provider}: {request.shown_url} is larger than "
                f"{self._settings.max_body_mb:g} MB (setting max_body_mb)",
                code="TOO_LARGE",
                provider=request.provider,
                status=response.status,
            )
        return b"".join(parts)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            settings = self._settings
            tracing = aiohttp.TraceConfig()
            tracing.on_request_headers_sent.append(_count_from_now)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=settings.connections,
                    resolver=PublicResolver(settings.trusted_networks, self._own_hosts),
                ),
                timeout=aiohttp.ClientTimeout(total=settings.timeout_seconds, sock_connect=settings.connect_seconds),
                headers={"User-Agent": self._user_agent, "Accept": "application/json, text/html;q=0.9, */*;q=0.5"},
                cookie_jar=aiohttp.DummyCookieJar(),
                trace_configs=[tracing],
                max_line_size=16_384,
                max_field_size=16_384,
            )
        return self._session


async def _count_from_now(session: object, context: SimpleNamespace, params: object) -> None:
    """Count a request from when it is sent: connecting takes a while, and the source's clock starts after that."""
    if isinstance(context.trace_request_ctx, Place):
        context.trace_request_ctx.sent()


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


def _fresh(line: Line, endpoint: Endpoint[Any]) -> timedelta:
    return timedelta(hours=line.settings.fresh) if line.settings.fresh is not None else endpoint.fresh


def _seconds_until(moment: datetime | None) -> float:
    """Return how long it is until a moment, at least a second (some sources say 0 and mean more)."""
    return max(1.0, (moment - datetime.now(UTC)).total_seconds()) if moment else 0.0


def _age(snapshot: Snapshot) -> timedelta:
    """Return how old an answer is; one from the future, of a clock that was wrong, is as old as it is far away."""
    return abs(datetime.now(UTC) - snapshot.fetched_at)


def _server(url: str) -> tuple[str, str | None, int | None]:
    """Return which server an address is on: scheme, host and port."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _shown_server(url: str) -> str:
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] or f"{parts.scheme}:"


def _own_headers(line: Line) -> Mapping[str, str]:
    """Return what every request of a provider carries, made of its settings."""
    return line.provider.headers(line.settings.own) if line.provider.headers else {}


def _kept_headers(headers: Mapping[str, str], secrets: tuple[str, ...]) -> dict[str, str]:
    return {
        name.lower(): without_text(value, secrets) for name, value in headers.items() if name.lower() in KEPT_HEADERS
    }


def _clean(error: Exception, secrets: tuple[str, ...]) -> Exception | None:
    """Return an error to be shown as a cause, unless its text holds a secret."""
    return error if without_text(_told(error), secrets) == _told(error) else None


def _told(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorError):
        inner = error.os_error
        return f"no connection to {error.host} ({inner.strerror or inner})"
    return str(error) or type(error).__name__
