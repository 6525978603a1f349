"""Rates: when the next request to a source may go out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import attrs

from harmony_core.plugin.providers import Rate

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


class Limiter:
    """Lets at most `rate.requests` go out in any `rate.per` seconds, in the order in which they came."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._taken: list[Place] = []
        self._paused_until = 0.0
        self._turn = asyncio.Lock()

    def pause(self, seconds: float) -> None:
        """Let nothing out for a while: the source asked for it. Who waits already waits on."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    async def wait(self, patience: float = float("inf")) -> Place:
        """Wait for the next place and take it. Raises `PausedError` where a pause is longer than `patience` seconds.

        Places are given in the order of asking; who is cancelled gives its own up.
        """
        async with self._turn:
            while True:
                now = self._clock()
                if self._paused_until - now > patience:
                    raise PausedError(self._paused_until - now)
                seconds = max(self._paused_until, self._next()) - now
                if seconds <= 0:
                    break
                await asyncio.sleep(seconds)
            return self._take(now)

    def _take(self, now: float) -> Place:
        place = Place(now, self._clock)
        if len(self._taken) == self._rate.requests:
            self._taken.remove(min(self._taken, key=lambda each: each.at))
        self._taken.append(place)
        return place

    def _next(self) -> float:
        """Return the moment from which the rate allows another request."""
        if len(self._taken) < self._rate.requests:
            return 0.0
        return min(place.at for place in self._taken) + self._rate.per + MARGIN_SECONDS
