"""Sending: connections, redirects, sizes, and what of an answer is kept. Loaded when something is really sent."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from contextlib import aclosing, contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
import attrs

from harmony_core.domain.errors import (
    AccessDeniedError,
    ConnectionFailedError,
    PayloadError,
    TimedOutError,
)
from harmony_core.edges.addresses import is_literal, may_connect
from harmony_core.edges.config import Settings
from harmony_core.edges.limiter import Place
from harmony_core.edges.line import Line
from harmony_core.edges.requests import Request
from harmony_core.edges.resolver import PrivateAddressError, PublicResolver
from harmony_core.edges.secrets import (
    auth_of,
    basic,
    key_header,
    token_form,
    with_key,
    without_text,
    without_values,
)
from harmony_core.edges.tokens import Token, read_token
from harmony_core.edges.unpack import ACCEPTED, PIECE_BYTES, UnpackError, unpacking
from harmony_core.plugin.auth import ClientCredentials
from harmony_core.plugin.endpoints import Endpoint
from harmony_core.plugin.logger import logger
from harmony_core.plugin.settings import variables_of
from harmony_core.plugin.snapshot import Snapshot

log = logger("harmony.http")

KEPT_HEADERS = frozenset({"content-type", "date", "etag", "last-modified", "retry-after", "location", "link"})
MAX_REDIRECTS = 5
MAX_HEADERS = 128
UNAUTHORIZED = 401
LONGEST_TOLD = 120


class Transport:
    """The connections of one session."""

    def __init__(self, settings: Settings, user_agent: str) -> None:
        self._settings = settings
        self._user_agent = user_agent
        self._session: aiohttp.ClientSession | None = None
        self._own_hosts: set[str] = set()

    async def send(
        self, line: Line, request: Request, endpoint: Endpoint[Any], place: Place, turn: Callable[[], Awaitable[Place]]
    ) -> Snapshot:
        """Send once, follow redirects, and return the answer as it is to be kept.

        `place` is the request's among those to the source; `turn` gets one for each redirect. Raises
        `ProviderError` where there is no answer.
        """
        answer, again = await self._sent_with_token(line, request, endpoint, place, turn)
        if again:
            log.info("token_refused", provider=request.provider)
            answer, _ = await self._sent_with_token(line, request, endpoint, await turn(), turn)
        return answer

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _sent_with_token(
        self, line: Line, request: Request, endpoint: Endpoint[Any], place: Place, turn: Callable[[], Awaitable[Place]]
    ) -> tuple[Snapshot, bool]:
        """Send, with a token where one is needed; return also whether to send again with another one."""
        token = await self._token(line, request)
        answer = await self._sent(line, request, endpoint, place, turn, token)
        refused = answer.status == UNAUTHORIZED
        return answer, token is not None and line.tokens.useless(token, refused=refused)

    async def _sent(
        self,
        line: Line,
        request: Request,
        endpoint: Endpoint[Any],
        place: Place,
        turn: Callable[[], Awaitable[Place]],
        token: str | None,
    ) -> Snapshot:
        """Send with this token, where one is needed, and follow redirects."""
        url, secrets = line.outgoing(request.url), (*([token] if token else []), *line.secrets())
        method, body = request.method, request.body
        with self._told(line, request, secrets):
            for hop in range(MAX_REDIRECTS + 1):
                self._refuse_foreign(line, url)
                if hop:
                    place = await turn()
                at_home = line.is_home(url)
                async with self._opened().request(
                    method,
                    with_key(url, line.provider, line.settings.own, at_home=at_home),
                    headers={
                        **_own_headers(line, secrets, at_home=at_home),
                        **({"Content-Type": endpoint.content_type} if body else {}),
                        **endpoint.headers,
                        **key_header(line.provider, line.settings.own, token, at_home=at_home),
                    },
                    data=body or None,
                    allow_redirects=False,
                    timeout=self._timeout(line),
                    trace_request_ctx=_Sending(place, turn),
                ) as response:
                    if at_home:
                        await line.follow(response.headers)
                    location = response.headers.get("location")
                    if response.status in (301, 302, 303, 307, 308) and location:
                        url = urljoin(url, location)
                        if response.status < 307 and method != "HEAD":
                            method, body = "GET", b""  # as browsers do: only 307 and 308 send the same again
                        continue
                    return await self._answer(response, request, secrets)
        raise ConnectionFailedError(
            f"{request.provider}: {request.shown_url} leads through more than {MAX_REDIRECTS} redirects",
            code="TOO_MANY_REDIRECTS",
            provider=request.provider,
        )

    async def _token(self, line: Line, request: Request) -> str | None:
        """Return the token that a request needs, None where it needs none."""
        auth = auth_of(line.provider, line.settings.own)
        if not isinstance(auth, ClientCredentials) or not line.is_home(line.outgoing(request.url)):
            return None
        return await line.tokens.get(lambda: self._new_token(line, auth))

    async def _new_token(self, line: Line, auth: ClientCredentials) -> Token:
        """Ask the token server, which gets no other request, and is not followed elsewhere."""
        own, secrets, url = line.settings.own, line.secrets(), line.outgoing(auth.url)
        request = Request(provider=line.provider.name, method="POST", url=auth.url)
        self._refuse_foreign(line, url, token_url=url)
        host = urlsplit(url).hostname or ""
        headers = {} if auth.in_body else {"Authorization": f"Basic {basic(auth, own)}"}
        log.info("token_asked", provider=request.provider, host=host)
        with self._told(line, request, secrets):
            async with self._opened().post(
                url, data=token_form(auth, own), headers=headers, allow_redirects=False, timeout=self._timeout(line)
            ) as response:
                answer = await self._answer(response, request, ())
        assert line.provider.settings is not None  # auth is declared over settings
        needs = " and ".join(variables_of(line.provider.name, line.provider.settings, auth.settings))
        return read_token(answer, host, needs, secrets)

    async def _answer(self, response: aiohttp.ClientResponse, request: Request, secrets: tuple[str, ...]) -> Snapshot:
        """Return an answer as it is to be kept."""
        body = await self._read_body(response, request)
        return Snapshot(
            key=request.key,
            provider=request.provider,
            method=request.method,
            url=request.shown_url,
            status=response.status,
            headers=_kept_headers(response.headers, secrets),
            body=without_values(body, secrets),
            fetched_at=datetime.now(UTC),
        )

    @contextmanager
    def _told(self, line: Line, request: Request, secrets: tuple[str, ...]) -> Iterator[None]:
        """Turn what goes wrong on the way into our errors, without secrets."""
        name = request.provider
        try:
            yield
        except TimeoutError as error:
            raise TimedOutError(
                f"{name}: {request.shown_url} took more than {self._timeout(line).total:g} s", provider=name
            ) from _clean(error, secrets)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            told = without_text(_told(error), secrets)
            inner = getattr(error, "os_error", None)
            if isinstance(inner, PrivateAddressError):
                raise AccessDeniedError(
                    f"{name}: a request was not sent: {inner}", code="FOREIGN_HOST", provider=name
                ) from _clean(error, secrets)
            raise ConnectionFailedError(f"{name}: {told}", provider=name) from _clean(error, secrets)

    def _refuse_foreign(self, line: Line, url: str, token_url: str | None = None) -> None:
        """Raise where a request, or a redirect, would leave the hosts that the provider declares.

        `token_url` is allowed besides: where tokens are asked for.
        """
        parts = urlsplit(url)
        host, name = parts.hostname or "", line.provider.name
        if line.is_own(url):
            self._own_hosts.add(host)
            return
        problem = None
        if parts.scheme not in ("http", "https") or not (url == token_url or line.may_ask(url)):
            hosts = ", ".join(sorted(line.provider.allowed_hosts))
            problem = f"{_shown_server(url)} was not sent: it is not one of the provider's hosts ({hosts})"
            problem += f"; it would be with --provider {name}" if line.provider.any_host and not line.anywhere else ""
        elif parts.scheme == "http":
            problem = f"http://{host} was not sent: only https is used"
        elif is_literal(host) and not may_connect(host, self._settings.trusted_networks):
            problem = f"the private address {host} was not sent"
        if problem:
            raise AccessDeniedError(f"{name}: a request to {problem}", code="FOREIGN_HOST", provider=name)

    async def _read_body(self, response: aiohttp.ClientResponse, request: Request) -> bytes:
        """Read a body, unpacked, as far as it may go; that one which is packed ends too soon is noticed here."""
        limit = int(self._settings.max_body_mb * 1_000_000)
        parts, size = [], response.content_length or 0
        if size <= limit:
            size = 0
            async with aclosing(_unpacked(response, limit)) as pieces:
                async for piece in pieces:
                    size += len(piece)
                    if size > limit:
                        break
                    parts.append(piece)
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

    def _timeout(self, line: Line) -> aiohttp.ClientTimeout:
        total = line.settings.timeout_seconds or self._settings.timeout_seconds
        return aiohttp.ClientTimeout(total=total, sock_connect=self._settings.connect_seconds)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            settings = self._settings
            if not settings.contact:
                log.info("no_contact", hint="sources like to know whom to write to: harmony config set contact ADDRESS")
            tracing = aiohttp.TraceConfig()
            tracing.on_connection_create_start.append(_on_new_connection)
            tracing.on_connection_reuseconn.append(_on_old_connection)
            tracing.on_request_headers_sent.append(_on_headers_sent)
            resolver = PublicResolver(settings.trusted_networks, self._own_hosts)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=settings.connections, resolver=resolver, socket_factory=resolver.open_socket
                ),
                headers={
                    "User-Agent": self._user_agent,
                    "Accept": "application/json, text/html;q=0.9, */*;q=0.5",
                    "Accept-Encoding": ACCEPTED,
                },
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                trace_configs=[tracing],
                max_line_size=16_384,
                max_field_size=16_384,
                max_headers=MAX_HEADERS,
            )
        return self._session


@attrs.define
class _Sending:
    """A request on its way.

    aiohttp sends one again where the connection ended without an answer. That is right where it was an old one, which
    the server had closed by then, and takes a place of its own; any other is a failure.
    """

    place: Place
    turn: Callable[[], Awaitable[Place]]
    is_sent: bool = False
    is_old: bool = False

    async def connecting(self, *, is_old: bool) -> None:
        """Note which connection it goes by. Raises where it has gone by a new one before."""
        if self.is_sent:
            if not self.is_old:
                raise aiohttp.ServerDisconnectedError
            self.place = await self.turn()
        self.is_old = is_old

    async def sent(self) -> None:
        """Count it from now on: connecting takes a while, and the source's clock starts after that."""
        self.is_sent = True
        await self.place.sent()


async def _on_new_connection(session: object, context: SimpleNamespace, params: object) -> None:
    if isinstance(context.trace_request_ctx, _Sending):
        await context.trace_request_ctx.connecting(is_old=False)


async def _on_old_connection(session: object, context: SimpleNamespace, params: object) -> None:
    if isinstance(context.trace_request_ctx, _Sending):
        await context.trace_request_ctx.connecting(is_old=True)


async def _on_headers_sent(session: object, context: SimpleNamespace, params: object) -> None:
    if isinstance(context.trace_request_ctx, _Sending):
        await context.trace_request_ctx.sent()


async def _unpacked(response: aiohttp.ClientResponse, limit: int) -> AsyncGenerator[bytes]:
    """Yield a body piece by piece, unpacked. Raises `UnpackError` where it cannot be, or is more than `limit` bytes."""
    packing = unpacking(response.headers.get("Content-Encoding", ""))
    size = 0
    async for chunk in response.content.iter_chunked(PIECE_BYTES):
        if packing is None:
            yield chunk
            continue
        size += len(chunk)
        if size > limit:  # what unpacks to nothing, without end
            raise UnpackError(f"more than {limit:,} packed bytes")
        for piece in packing.feed(chunk):
            yield piece
    if packing is not None:
        packing.close()


def _shown_server(url: str) -> str:
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] or f"{parts.scheme}:"


def _own_headers(line: Line, secrets: tuple[str, ...], *, at_home: bool) -> Mapping[str, str]:
    """Return what every request of a provider carries, made of its settings; secrets only go to its own server."""
    headers = line.provider.headers(line.settings.own) if line.provider.headers else {}
    return {name: value for name, value in headers.items() if at_home or not any(secret in value for secret in secrets)}


def _kept_headers(headers: Mapping[str, str], secrets: tuple[str, ...]) -> dict[str, str]:
    return {
        name.lower(): without_text(value, secrets) for name, value in headers.items() if name.lower() in KEPT_HEADERS
    }


def _clean(error: Exception, secrets: tuple[str, ...]) -> Exception | None:
    """Return an error to be shown as a cause, unless its text holds a secret."""
    return error if without_text(str(error), secrets) == str(error) else None


def _told(error: Exception) -> str:
    """Return what went wrong, on one line."""
    match error:
        case aiohttp.ClientConnectorError():
            inner = error.os_error
            return f"no connection to {error.host} ({inner.strerror or inner})"
        case aiohttp.ServerDisconnectedError():
            return "the connection ended before there was an answer"
        case aiohttp.ClientPayloadError():
            return f"the answer broke off ({_short(error.__cause__ or error)})"
        case UnpackError():
            return f"the answer cannot be unpacked ({_short(error)})"
        case aiohttp.ClientResponseError():
            return f"the answer is no HTTP that can be read ({_short(error.message)})"
        case _:
            return _short(error) or type(error).__name__


def _short(told: object) -> str:
    """Return the first line of a text, which may be long and quote what was sent."""
    text = getattr(told, "message", None) or str(told)
    line = next((line.strip() for line in str(text).splitlines() if line.strip()), "")
    line = line.rstrip(":.")
    return line if len(line) <= LONGEST_TOLD else f"{line[:LONGEST_TOLD]}…"
