"""Rates: when the next request to a source may go out."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable

from harmony_core.plugin.providers import Rate


class Limiter:
    """Lets at most `rate.requests` go out in any `rate.per` seconds, in the order in which they came."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._sent: deque[float] = deque(maxlen=rate.requests)
        self._paused_until = 0.0

    def reserve(self) -> float:
        """Take the next place and return how many seconds to wait for it."""
        now = self._clock()
        moment = max(now, self._paused_until)
        if len(self._sent) == self._rate.requests:
            moment = max(moment, self._sent[0] + self._rate.per)
        self._sent.append(moment)
        return moment - now

    def pause(self, seconds: float) -> None:
        """Let nothing out for a while: the source asked for it."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    async def wait(self) -> None:
        """Wait for the next place."""
        seconds = self.reserve()
        if seconds > 0:
            await asyncio.sleep(seconds)
