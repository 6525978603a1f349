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
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import quote_plus, urljoin, urlsplit, urlunsplit

import aiohttp
import attrs
import tenacity

from harmony_core.domain.errors import (
    AccessDeniedError,
    ConnectionFailedError,
    HarmonyError,
    HttpStatusError,
    MissingSettingsError,
    NoSnapshotError,
    NotFoundError,
    PayloadError,
    ProviderError,
    RateLimitedError,
    TimedOutError,
)
from harmony_core.edges.addresses import PublicResolver, is_literal, may_connect
from harmony_core.edges.config import ProviderSettings, Settings
from harmony_core.edges.limiter import Limiter
from harmony_core.edges.requests import Request, redacted_url
from harmony_core.plugin.auth import HeaderKey, QueryKey
from harmony_core.plugin.endpoints import Endpoint
from harmony_core.plugin.events import AnswerReceived, Event, RequestFailed, RequestSent
from harmony_core.plugin.logger import logger
from harmony_core.plugin.providers import Provider
from harmony_core.plugin.snapshot import Snapshot, SnapshotStore

T = TypeVar("T")

log = logger("harmony.http")

RETRIED_STATUSES = frozenset({408, 500, 502, 503, 504})
KEPT_HEADERS = frozenset({"content-type", "date", "etag", "last-modified", "retry-after", "location", "link"})
MAX_REDIRECTS = 5
MAX_RETRY_SECONDS = 10.0


class Mode(StrEnum):
    """Where answers may come from."""

    NORMAL = "normal"
    OFFLINE = "offline"
    FROZEN = "frozen"
    REFRESH = "refresh"


@attrs.frozen(kw_only=True)
class Answered:
    """An answer, read, with the snapshot that it is; `stale` tells why an old one had to do."""

    payload: object
    snapshot: Snapshot
    stale: HarmonyError | None = None


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

    def may_ask(self, host: str) -> bool:
        """Whether requests may go to a host: one that the provider declares, or the one that the user set."""
        return host in self.provider.allowed_hosts or host == self.own_host

    @property
    def own_host(self) -> str | None:
        """The host of the address that the user set, which may be private."""
        return urlsplit(self.settings.base).hostname if self.settings.base else None

    def secrets(self) -> tuple[str, ...]:
        """Return the values that must appear nowhere."""
        auth = self.provider.auth
        value = getattr(self.settings.own, auth.setting, None) if auth else None
        return (str(value),) if value else ()

    def key(self, url: str) -> str | None:
        """Return the key to send with a request to this address: to the source's own host and no other."""
        at_home = urlsplit(url).hostname == urlsplit(self.base).hostname
        return next(iter(self.secrets()), None) if at_home else None


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
    ) -> tuple[T, Answered]:
        """Return an answer, kept or fetched. Raises the `ProviderError` that it amounts to.

        `read` decodes an answer or raises what it amounts to; an answer that says neither yes nor no is never
        served in place of one that does.
        """
        request = Request(provider=line.provider.name, method=endpoint.method, url=url)
        kept = self._kept(request, read)
        if kept is not None and self._usable_now(kept, line, endpoint):
            self._notify(_received(request, kept.snapshot, lookup_id, from_snapshot=True, seconds=0.0))
            return _value(kept)
        if self.mode is Mode.OFFLINE:
            raise NoSnapshotError(
                f"{request.provider}: no answer to {redacted_url(url)} is kept here, and --offline asks nobody",
                provider=request.provider,
            )
        try:
            snapshot = await self._fetched_once(line, request, endpoint, read, lookup_id)
            payload = read(snapshot)
        except NotFoundError:
            raise
        except (ProviderError, MissingSettingsError) as error:
            self._notify(
                RequestFailed(lookup_id=lookup_id, provider=request.provider, url=redacted_url(url), code=error.code)
            )
            if kept is not None and self._serves_in_outage(kept, line, endpoint):
                log.warning("used_kept_answer", provider=request.provider, url=redacted_url(url), error=error.code)
                return _value(attrs.evolve(kept, stale=error))
            raise
        return payload, Answered(payload=payload, snapshot=snapshot)

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

    def _kept(self, request: Request, read: Callable[[Snapshot], object]) -> Answered | None:
        """Return the newest kept answer that says yes or no; offline also one that says neither."""
        undecided: Answered | None = None
        for snapshot in self._store().history(request.key):
            try:
                return Answered(payload=read(snapshot), snapshot=snapshot)
            except NotFoundError as error:
                return Answered(payload=error, snapshot=snapshot)
            except ProviderError as error:
                undecided = undecided or Answered(payload=error, snapshot=snapshot)
        return undecided if self.mode is Mode.OFFLINE else None

    def _usable_now(self, kept: Answered, line: Line, endpoint: Endpoint[Any]) -> bool:
        match self.mode:
            case Mode.OFFLINE | Mode.FROZEN:
                return True
            case Mode.REFRESH:
                return False
            case _:
                fresh = _fresh(line, endpoint)
                if isinstance(kept.payload, NotFoundError):
                    fresh = min(fresh, endpoint.absent)
                return _age(kept.snapshot) < fresh

    def _serves_in_outage(self, kept: Answered, line: Line, endpoint: Endpoint[Any]) -> bool:
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
            await line.limiter.wait()
            url = redacted_url(request.url)
            self._notify(RequestSent(lookup_id=lookup_id, provider=request.provider, url=url, attempt=attempt))
            started = time.perf_counter()
            last = await self._sent(line, request, endpoint)
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

    def _is_retried(self, error: BaseException, line: Line) -> bool:
        """Whether a failure may pass by itself; a wait that the source asks for holds for all its requests."""
        match error:
            case ConnectionFailedError() | TimedOutError():
                return True
            case HttpStatusError(status=status) if status not in RETRIED_STATUSES:
                return False
            case RateLimitedError(retry_at=until) | HttpStatusError(retry_at=until):
                seconds = _seconds_until(until)
                line.limiter.pause(seconds)
                return seconds <= self._settings.patience_seconds
            case _:
                return False

    def _retry_wait(self, state: tenacity.RetryCallState) -> float:
        """Return the seconds before the next try: as many as the source asks for, else 1, 2, 4 … with jitter."""
        first = self._settings.retry_seconds
        backoff = tenacity.wait_exponential_jitter(initial=first, max=max(first, MAX_RETRY_SECONDS), jitter=first)
        error = state.outcome.exception() if state.outcome else None
        asked = _seconds_until(getattr(error, "retry_at", None))
        return asked or backoff(state)

    async def _sent(self, line: Line, request: Request, endpoint: Endpoint[Any]) -> Snapshot:
        """Send once, follow redirects, and return the answer as it is to be kept."""
        url, name = _with_key(line.outgoing(request.url), line), request.provider
        try:
            for _ in range(MAX_REDIRECTS + 1):
                self._refuse_foreign(line, url)
                headers = {**endpoint.headers, **_key_header(line, url)}
                async with self._opened().request(
                    request.method, url, headers=headers, allow_redirects=False
                ) as response:
                    location = response.headers.get("location")
                    if response.status in (301, 302, 303, 307, 308) and location:
                        url = urljoin(url, location)
                        continue
                    body = await self._read_body(response, line)
                    return Snapshot(
                        key=request.key,
                        provider=name,
                        method=request.method,
                        url=redacted_url(request.url),
                        status=response.status,
                        headers=_kept_headers(response.headers),
                        body=_without(body, line.secrets()),
                        fetched_at=datetime.now(UTC),
                    )
        except TimeoutError as error:
            raise TimedOutError(
                f"{name}: {redacted_url(url)} took more than {self._settings.timeout_seconds:g} s", provider=name
            ) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise ConnectionFailedError(
                f"{name}: {_without(_told(error).encode(), line.secrets()).decode()}", provider=name
            ) from error
        raise ConnectionFailedError(
            f"{name}: {redacted_url(url)} leads through more than {MAX_REDIRECTS} redirects", provider=name
        )

    def _refuse_foreign(self, line: Line, url: str) -> None:
        """Raise where a request, or a redirect, would leave the hosts that the provider declares."""
        parts = urlsplit(url)
        host, name = parts.hostname or "", line.provider.name
        if line.own_host:
            self._own_hosts.add(line.own_host)
        if parts.scheme not in ("http", "https") or not line.may_ask(host):
            raise AccessDeniedError(
                f"{name}: a request to {host or parts.scheme} was not sent: it is not one of the provider's hosts "
                f"({', '.join(sorted(line.provider.allowed_hosts))})",
                code="FOREIGN_HOST",
                provider=name,
            )
        if parts.scheme == "http" and host != line.own_host:
            raise AccessDeniedError(
                f"{name}: a request to http://{host} was not sent: only https is used",
                code="FOREIGN_HOST",
                provider=name,
            )
        private = is_literal(host) and not may_connect(host, self._settings.trusted_networks)
        if private and host != line.own_host:
            raise AccessDeniedError(
                f"{name}: a request to the private address {host} was not sent", code="FOREIGN_HOST", provider=name
            )

    async def _read_body(self, response: aiohttp.ClientResponse, line: Line) -> bytes:
        """Read a body, unpacked, as far as it may go."""
        limit = int(self._settings.max_body_mb * 1_000_000)
        parts, size = [], 0
        async for chunk in response.content.iter_chunked(65_536):
            size += len(chunk)
            if size > limit:
                response.close()
                raise PayloadError(
                    f"{line.provider.name}: {redacted_url(str(response.url))} is larger than "
                    f"{self._settings.max_body_mb:g} MB (setting max_body_mb)",
                    code="TOO_LARGE",
                    provider=line.provider.name,
                    status=response.status,
                )
            parts.append(chunk)
        return b"".join(parts)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            settings = self._settings
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=settings.connections,
                    resolver=PublicResolver(settings.trusted_networks, self._own_hosts),
                ),
                timeout=aiohttp.ClientTimeout(total=settings.timeout_seconds, sock_connect=settings.connect_seconds),
                headers={"User-Agent": self._user_agent, "Accept": "application/json, text/html;q=0.9, */*;q=0.5"},
                cookie_jar=aiohttp.DummyCookieJar(),
                max_line_size=16_384,
                max_field_size=16_384,
            )
        return self._session


def _value(kept: Answered) -> tuple[T, Answered]:
    if isinstance(kept.payload, ProviderError):
        raise kept.payload
    return kept.payload, kept  # type: ignore[return-value]  # `read` made it


def _received(
    request: Request, snapshot: Snapshot, lookup_id: str, *, from_snapshot: bool, seconds: float
) -> AnswerReceived:
    return AnswerReceived(
        lookup_id=lookup_id,
        provider=request.provider,
        url=redacted_url(request.url),
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
    return datetime.now(UTC) - snapshot.fetched_at


def _with_key(url: str, line: Line) -> str:
    """Add the key to an address, where the provider's keys go there."""
    auth = line.provider.auth
    value = line.key(url)
    if not isinstance(auth, QueryKey) or not value:
        return url
    parts = urlsplit(url)
    query = "&".join(filter(None, [parts.query, f"{auth.parameter}={quote_plus(value)}"]))
    return urlunsplit(parts._replace(query=query))


def _key_header(line: Line, url: str) -> Mapping[str, str]:
    """Return the header with the key, where the provider's keys go there."""
    auth = line.provider.auth
    value = line.key(url)
    return {auth.header: f"{auth.prefix}{value}"} if isinstance(auth, HeaderKey) and value else {}


def _kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items() if name.lower() in KEPT_HEADERS}


def _without(data: bytes, secrets: tuple[str, ...]) -> bytes:
    """Take secrets out of what a source sent back."""
    for secret in secrets:
        data = data.replace(secret.encode(), b"REDACTED")
    return data


def _told(error: Exception) -> str:
    return str(error) or type(error).__name__
