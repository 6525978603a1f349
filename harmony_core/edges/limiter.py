"""Rates: when the next request to a source may go out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import attrs

from harmony_core.plugin.providers import Rate

SHARE = 0.9
"""How much of what a source allows is used: it counts in windows of its own, and others here may ask it too."""

FARTHEST = 10
"""How many times the rate that is declared for a source its answers may raise it to: more is a mistake."""

LONGEST_SLEEP_SECONDS = 1.0
"""How soon who waits notices that the rate has changed."""

MARGIN_SECONDS = 0.02
"""The way to a source takes now longer, now shorter: what is sent a second apart arrives less than that apart."""


class PausedError(Exception):
    """The source asked for a longer pause than anybody is willing to wait for."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"paused for {seconds:g} s")
        self.seconds = seconds


@attrs.define(eq=False)
class Place:
    """One request's place in the rate: it counts from when the request is really sent, which connecting delays."""

    at: float
    _clock: Callable[[], float]

    def sent(self) -> None:
        """Count from now on."""
        self.at = self._clock()


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
    """Lets at most `rate.requests` go out in any `rate.per` seconds, in the order in which they came.

    `window_seconds` is for how long the source counts a request, where it says how many are left.
    """

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._taken: list[Place] = []
        self._paused_until = 0.0
        self.window_seconds = 0.0
        self._used_up_until = 0.0
        self._turn = asyncio.Lock()

    def pause(self, seconds: float) -> None:
        """Let nothing out for a while: the source asked for it. Who waits already waits on."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    @property
    def rate(self) -> Rate:
        """The rate at which requests go out now."""
        return self._rate

    def follow(self, rate: Rate) -> None:
        """Go on at another rate."""
        self._rate = rate

    def used_up(self) -> None:
        """Let nothing out until the earliest of the requests that the source counts has left its window."""
        now = self._clock()
        counted = [place.at for place in self._taken if place.at > now - self.window_seconds]
        self._used_up_until = min(counted, default=now) + self.window_seconds + MARGIN_SECONDS

    async def wait(self, patience: float = float("inf")) -> Place:
        """Wait for the next place and take it. Raises `PausedError` where a pause is longer than `patience` seconds.

        Places are given in the order of asking; who is cancelled gives its own up.
        """
        async with self._turn:
            while True:
                now = self._clock()
                if self._paused_until - now > patience:
                    raise PausedError(self._paused_until - now)
                seconds = max(self._paused_until, self._used_up_until, self._next()) - now
                if seconds <= 0:
                    break
                await asyncio.sleep(min(seconds, LONGEST_SLEEP_SECONDS))
            return self._take(now)

    def _take(self, now: float) -> Place:
        place = Place(now, self._clock)
        since = now - max(self.window_seconds, self._rate.per)
        self._taken = [*(each for each in self._taken if each.at > since), place]
        return place

    def _next(self) -> float:
        """Return the moment from which the rate allows another request."""
        if len(self._taken) < self._rate.requests:
            return 0.0
        return sorted(place.at for place in self._taken)[-self._rate.requests] + self._rate.per + MARGIN_SECONDS
