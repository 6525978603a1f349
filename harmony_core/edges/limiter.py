"""Rates: when the next request to a source may go out, for all who share a place to keep that."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable

import attrs

from harmony_core.edges import budget as budgets
from harmony_core.edges.limits import MemoryLimits
from harmony_core.plugin.limits import Budget, LimitStore
from harmony_core.plugin.providers import Rate

SHARE = 0.9
"""How much of what a source allows is used: it counts in windows of its own, and others here may ask it too."""

PLENTY = 5_000.0
"""From so many requests a second on, as one allows them to a mirror of one's own, a few places are nothing."""

LOT = 10
"""How many places are taken at once there; those that are not used at once are left."""

FARTHEST = 10
"""How many times the rate that is declared for a source its answers may raise it to: more is a mistake."""


class PausedError(Exception):
    """The source asked for a longer pause than anybody is willing to wait for."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"paused for {seconds:g} s")
        self.seconds = seconds


@attrs.define(eq=False)
class Place:
    """One request's place in the rate: it counts from when the request is really sent, which connecting delays."""

    at: float
    _limiter: Limiter

    async def sent(self) -> None:
        """Count from now on."""
        await self._limiter.sent(self)


def told_rate(own: Rate, limit: int | None, per: float) -> Rate | None:
    """Return the rate of a source that allows `limit` requests in `per` seconds, None where that makes no sense.

    At most as many go at once as its own rate lets.
    """
    allowed = (limit or 0) * SHARE
    if not allowed or allowed / per > FARTHEST * own.requests / own.per:
        return None
    requests = max(1, min(own.requests, int(allowed)))
    return Rate(requests, per=requests * per / allowed)


def slower(one: Rate, other: Rate) -> Rate:
    """Return the rate at which fewer requests go out."""
    return one if one.requests / one.per <= other.requests / other.per else other


class Limiter:
    """Lets at most `rate.requests` go out in any `rate.per` seconds, whoever shares the store.

    `rate` is the source's own, `wished` the user's, which no answer raises. A place is taken for a moment that is
    told at once, and slept for: nobody looks again and again. Here one place is waited for at a time, in the
    order of asking; so each process gets its share. `window_seconds` is for how long the source counts a
    request, where it says how many are left. `clock` tells seconds since 1970, which all processes share.
    """

    def __init__(
        self,
        rate: Rate,
        store: Callable[[], LimitStore] | None = None,
        *,
        name: str = "",
        wished: Rate | None = None,
        window_seconds: float = 0.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        memory = MemoryLimits()
        self._store = store or (lambda: memory)
        self._name = name
        self._own = rate
        self._wished = wished
        self._rate = wished or rate
        self.window_seconds = window_seconds
        self._clock = clock
        self._turn = asyncio.Lock()
        self._at_hand: list[float] = []
        self._look_again = asyncio.Event()

    @property
    def rate(self) -> Rate:
        """The rate at which requests go out now."""
        return self._rate

    async def pause(self, seconds: float) -> None:
        """Let nothing out for a while: the source asked for it. Who waits already waits on."""
        await self._change(lambda budget: budgets.paused(budget, seconds, self._clock()))

    async def follow(self, rate: Rate) -> None:
        """Go on at the rate that the source tells, never quicker than the user wants."""
        if self._heeded(rate) != self._rate:
            await self._change(lambda budget: budgets.told(budget, rate, self._clock()))
            self._look_again.set()

    async def used_up(self) -> None:
        """Let nothing out until the earliest of the requests that the source counts has left its window."""
        await self._change(lambda budget: budgets.used_up(budget, self.window_seconds, self._clock()))

    async def forget(self) -> None:
        """Forget pauses and what answers told, as `harmony limits --reset` wants."""
        await self._change(lambda budget: Budget(taken=budget.taken, changed_at=budget.changed_at))

    async def budget(self) -> Budget:
        """Return what is used of the rate now."""
        return budgets.as_of(self._seen(await self._store().budget(self._name)), self._clock())

    async def wait(self, patience: float = float("inf")) -> Place:
        """Wait for the next place and take it. Raises `PausedError` where a pause is longer than `patience` seconds.

        Places are given in the order of asking; who is cancelled gives its own up.
        """
        async with self._turn:
            at = await self._next_at_hand()
            if at is None:
                at = await self._taken(None, patience)
            while (seconds := at - self._clock()) > 0:
                try:
                    await self._sleep(seconds)
                    seen = self._seen(await self._store().budget(self._name))
                except BaseException:
                    await self._give_back(at)
                    raise
                if at > self._clock() or not budgets.fits(seen, self._rate, at, self._clock()):
                    at = await self._taken(at, patience)
            return Place(at, self)

    async def sent(self, place: Place) -> None:
        """Count a request from now on, if that is later than its place by more than is allowed for."""
        now = self._clock()
        if now - place.at > budgets.margin(self._rate):
            before, place.at = place.at, now
            await self._change(lambda budget: budgets.moved(budget, before, now))

    async def _next_at_hand(self) -> float | None:
        """Return a place that was taken with the last one, None where none is left, or a pause has come."""
        if not self._at_hand:
            return None
        seen, now = self._seen(await self._store().budget(self._name)), self._clock()
        while self._at_hand:
            at = self._at_hand.pop(0)
            if budgets.fits(seen, self._rate, at, now):
                return at
        return None

    async def _taken(self, at: float | None, patience: float) -> float:
        """Take the next place, instead of one that was taken before, and return when it is."""
        taking = asyncio.ensure_future(self._take(at, patience))
        try:
            return await asyncio.shield(taking)
        except asyncio.CancelledError:  # what is taken by now is given back
            with contextlib.suppress(PausedError):
                await self._give_back(await taking)
            raise

    async def _take(self, before: float | None, patience: float) -> float:
        taken: float | None = None
        at_hand: list[float] = []

        def take(budget: Budget) -> Budget:
            nonlocal taken, at_hand
            now = self._clock()
            current = self._seen(budgets.as_of(budget, now))
            taken, at_hand = None, []
            if current.paused_until - now > patience:
                return budget if before is None else budgets.given_back(budget, before)
            if before is not None and before <= now:
                found, taken = budgets.again(current, self._rate, before, now)
            else:
                rest = current if before is None else budgets.given_back(current, before)
                found, taken = budgets.reserved(rest, self._rate, now, self.window_seconds)
                while taken <= now and len(at_hand) < LOT - 1 and self._rate.requests >= PLENTY * self._rate.per:
                    found, more = budgets.reserved(found, self._rate, now, self.window_seconds)
                    at_hand.append(more)
            return found

        found = await self._change(take)
        if taken is None:
            raise PausedError(found.paused_until - self._clock())
        self._at_hand = at_hand
        return taken

    async def _sleep(self, seconds: float) -> None:
        """Sleep until a place has come, or the rate has changed."""
        self._look_again.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._look_again.wait(), seconds)

    async def _give_back(self, at: float) -> None:
        if at > self._clock() - budgets.margin(self._rate):
            await self._change(lambda budget: budgets.given_back(budget, at))

    async def _change(self, change: Callable[[Budget], Budget]) -> Budget:
        return self._seen(await self._store().change_budget(self._name, change))

    def _seen(self, budget: Budget) -> Budget:
        """Go by the rate that a budget tells."""
        told = budgets.told_rate_of(budget, self._clock())
        self._rate = self._heeded(told) if told else self._wished or self._own
        return budget

    def _heeded(self, told: Rate) -> Rate:
        return slower(told, self._wished) if self._wished else told
