"""A provider as it is asked here: with the user's settings, its rate, and where its requests may go."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import attrs

from harmony_core.domain.by_fields import by_fields
from harmony_core.edges.addresses import is_literal
from harmony_core.edges.breaker import Circuit, State, Threshold
from harmony_core.edges.budget import left
from harmony_core.edges.config import ProviderSettings, Settings
from harmony_core.edges.limiter import Limiter, told_rate
from harmony_core.edges.requests import Request
from harmony_core.edges.secrets import key_parameters, secrets_of
from harmony_core.edges.tokens import Tokens
from harmony_core.plugin.endpoints import Endpoint
from harmony_core.plugin.limits import LimitStore, SourceLimits
from harmony_core.plugin.providers import Provider


@attrs.frozen(kw_only=True)
@by_fields
class Line:
    """A provider with the settings under which it is asked.

    `anywhere`: the user named the provider, so its pages at hosts of others may be asked for, too. `patient`: it is
    asked for many things, and a source that is left alone for a while is waited for.
    """

    provider: Provider
    settings: ProviderSettings
    limiter: Limiter
    circuit: Circuit = attrs.field(factory=Circuit)
    tokens: Tokens = attrs.field(factory=Tokens)
    anywhere: bool = False
    patient: bool = False

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

    def request(self, endpoint: Endpoint[Any], url: str) -> Request:
        """Return the request that asks an endpoint at an address."""
        return Request(
            provider=self.provider.name,
            method=endpoint.method,
            url=url,
            body=endpoint.body,
            secrets=key_parameters(self.provider),
        )

    @staticmethod
    def _moved(url: str, old: str, new: str) -> str:
        return new + url.removeprefix(old) if url.startswith(old) else url

    def may_ask(self, url: str) -> bool:
        """Whether requests may go to an address: to a host that the provider declares, or where the user said."""
        host = urlsplit(url).hostname or ""
        anywhere = self.anywhere and self.provider.any_host and not is_literal(host)
        return anywhere or self.provider.may_ask(host) or self.is_own(url)

    def is_own(self, url: str) -> bool:
        """Whether an address is on the very server that the user set, which may be private and without TLS."""
        return self.settings.base is not None and _server(url) == _server(self.settings.base)

    def secrets(self) -> tuple[str, ...]:
        """Return the values that must appear nowhere."""
        return secrets_of(self.provider, self.settings.own, self.base)

    def is_home(self, url: str) -> bool:
        """Whether an address is on the source's own server, to which keys go, and to no other."""
        return _server(url) == _server(self.base)

    async def follow(self, headers: Mapping[str, str]) -> None:
        """Go by what an answer says of the source's rate; never quicker than the user wants."""
        told = self.provider.rate_headers
        if told is None:
            return
        if told.limit in headers:
            rate = told_rate(self.provider.rate, _count(headers[told.limit]), told.per)
            if rate is None:
                return
            await self.limiter.follow(rate)
        if told.remaining in headers and _count(headers[told.remaining]) == 0:
            await self.limiter.used_up()

    async def limits(self, now: float) -> SourceLimits:
        """Return how often the source may be asked at a moment, in seconds since 1970."""
        budget, breaker = await self.limiter.budget(), await self.circuit.breaker()
        until, state = max(budget.paused_until, budget.used_up_until), self.circuit.state
        return SourceLimits(
            provider=self.provider.name,
            left=left(budget, self.limiter.rate, now) if state is not State.OPEN else 0,
            limit=self.limiter.rate.requests,
            window_seconds=self.limiter.rate.per,
            paused_until=datetime.fromtimestamp(until, UTC) if until > now else None,
            breaker=state.value,
            open_until=datetime.fromtimestamp(breaker.open_until, UTC) if state is State.OPEN else None,
        )

    def fresh(self, endpoint: Endpoint[Any]) -> timedelta:
        """Return how long an answer is used without asking again."""
        return timedelta(hours=self.settings.fresh) if self.settings.fresh is not None else endpoint.fresh

    def stale(self, endpoint: Endpoint[Any]) -> timedelta:
        """Return how long after that it is still used at once, while a new one is asked for behind."""
        return timedelta(hours=self.settings.stale) if self.settings.stale is not None else endpoint.stale


def line_of(
    provider: Provider, settings: ProviderSettings, core: Settings, limits: Callable[[], LimitStore] | None = None
) -> Line:
    """Return a provider's line, whose rate and breaker are shared with all who use the same place for `limits`."""
    server = urlsplit(settings.base or "").netloc.rpartition("@")[2]
    name = f"{provider.name} {server}" if server else provider.name  # a mirror has limits of its own
    limiter = Limiter(
        provider.rate,
        limits,
        name=name,
        wished=settings.rate,
        window_seconds=provider.rate_headers.per if provider.rate_headers else 0.0,
    )
    threshold = Threshold(
        failures=core.breaker_failures,
        seconds=core.breaker_seconds,
        successes=core.breaker_successes,
        probe_seconds=2 * (settings.timeout_seconds or core.timeout_seconds),
    )
    circuit = Circuit(threshold, limits, name=name)
    return Line(provider=provider, settings=settings, limiter=limiter, circuit=circuit)


def _count(header: str) -> int | None:
    """Return the number in a header, None where there is none that can be."""
    return int(header) if re.fullmatch(" *[0-9]{1,9} *", header) else None


def _server(url: str) -> tuple[str, str | None, int | None]:
    """Return which server an address is on: scheme, host and port."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
