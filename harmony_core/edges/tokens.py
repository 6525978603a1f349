"""Tokens: asked for once for all who need one, renewed before they end, and kept nowhere but in memory."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from math import isfinite

import attrs
import msgspec

from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.errors import (
    AccessDeniedError,
    HttpStatusError,
    PayloadError,
    ProviderError,
    RateLimitedError,
)
from harmony_core.domain.patterns import pattern
from harmony_core.edges.retry_after import come_back, retry_at
from harmony_core.edges.secrets import without_text
from harmony_core.plugin.snapshot import Snapshot

EARLIER_SECONDS = 60.0
"""How long before its end a token is renewed: requests take a while, and clocks differ."""

USUAL_SECONDS = 3600.0
"""How long a token is used that does not say when it ends; one that is refused earlier is renewed then."""

LONGEST_SECONDS = 30 * 86_400.0

_TOKEN = pattern(r"[\x21-\x7e]+")


@attrs.frozen(kw_only=True)
@by_fields
class Token:
    """A token and for how many seconds it is good."""

    text: str = attrs.field(repr=False)
    seconds: float


class Tokens:
    """The token of one provider. It is never asked for twice at once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._token: str | None = None
        self._until = 0.0
        self._in_place_of_refused = False
        self._asked = 0
        self._failure: ProviderError | None = None
        self._turn = asyncio.Lock()

    async def get(self, ask: Callable[[], Awaitable[Token]]) -> str:
        """Return the token, asked for with `ask` where none is good. Raises `ProviderError`.

        Who waits while another asks gets what that one gets, also its failure.
        """
        asked_before = self._asked
        async with self._turn:
            if self._token is not None and self._clock() < self._until:
                return self._token
            if self._failure is not None and self._asked > asked_before:
                raise self._failure
            self._failure = None
            try:
                token = await ask()
            except ProviderError as error:
                self._failure = error
                raise
            finally:
                self._asked += 1
            self._token = token.text
            self._until = self._clock() + token.seconds - min(EARLIER_SECONDS, token.seconds / 2)
            return token.text

    def useless(self, token: str, *, refused: bool) -> bool:
        """Take note of whether the source took a token; return whether the request is to be sent with another one.

        It is not where the source has refused the one before as well: then it is not the token that it dislikes.
        """
        if token != self._token:
            return refused  # another request had it renewed already
        if refused and self._in_place_of_refused:
            return False
        self._in_place_of_refused = refused
        if refused:
            self._token = None
        return refused


@attrs.frozen(kw_only=True)
@by_fields
class _Given:
    """What is read of a server's answer (RFC 6749 section 5.1)."""

    access_token: str
    expires_in: float | str | None = None


@attrs.frozen(kw_only=True)
@by_fields
class _Refused:
    """What is read of a refusal (RFC 6749 section 5.2)."""

    error: str


def read_token(snapshot: Snapshot, host: str, needs: str, secrets: tuple[str, ...]) -> Token:
    """Return the token in the answer of a token server. Raises `ProviderError`.

    `needs` names the settings that the user would have to mend; `secrets` are taken out of what is told.
    """
    name, status = snapshot.provider, snapshot.status
    until = retry_at(snapshot.headers.get("retry-after"), snapshot.fetched_at)
    match status:
        case 200 | 201:
            return _token(snapshot, host)
        case 400 | 401 | 403:
            reason = f"HTTP {status}{_reason(snapshot.body, secrets)}"
            raise AccessDeniedError(
                f"{name}: {host} gives no token ({reason}); check {needs}", provider=name, status=status
            )
        case 429:
            raise RateLimitedError(
                f"{name}: {host} gives no token: too many requests{come_back(until)}",
                provider=name,
                status=status,
                retry_at=until,
            )
        case _:
            raise HttpStatusError(
                f"{name}: {host} gives no token: HTTP {status}{come_back(until)}",
                provider=name,
                status=status,
                retry_at=until,
            )


def _token(snapshot: Snapshot, host: str) -> Token:
    try:
        given = msgspec.json.decode(snapshot.body, type=_Given)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        given = None
    if given is None or not _TOKEN.fullmatch(given.access_token):
        # What it sent is not told: it may hold a token after all.
        raise PayloadError(
            f"{snapshot.provider}: {host} answered with something that holds no token (no text @ $.access_token)",
            provider=snapshot.provider,
            status=snapshot.status,
        )
    return Token(text=given.access_token, seconds=_seconds(given.expires_in))


def _seconds(expires_in: float | str | None) -> float:
    """Return for how long a token is good; what makes no sense says nothing."""
    try:
        seconds = float(expires_in or 0)
    except ValueError:
        return USUAL_SECONDS
    return min(seconds, LONGEST_SECONDS) if isfinite(seconds) and seconds > 0 else USUAL_SECONDS


def _reason(body: bytes, secrets: tuple[str, ...]) -> str:
    """Return the server's word for why it refuses, as in "invalid_client"."""
    try:
        word = without_text(msgspec.json.decode(body, type=_Refused).error, secrets)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    return f", {word}" if re.fullmatch(r"[\w .-]{1,60}", word) else ""
