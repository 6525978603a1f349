"""Circuit breakers: a source that fails again and again is left alone for a while, and then tried with care."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from enum import StrEnum

import attrs

from harmony_core.domain.by_fields import by_fields
from harmony_core.edges.limits import MemoryLimits
from harmony_core.plugin.limits import Breaker, LimitStore

RECENT_SECONDS = 1.0
"""For how long a source that was asked is taken for one that is, until a request really goes out."""

LOOK_SECONDS = 0.5
"""How often the one who waits looks whether another's probe has ended."""


class State(StrEnum):
    """Whether a source is asked: as always, not at all, or one request at a time to see."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


@attrs.frozen(kw_only=True)
@by_fields
class Threshold:
    """When a circuit opens and closes: after so many failures in a row, for so long, until so many successes.

    No failures open it where `failures` is 0. A probe that has not ended after `probe_seconds` is given up.
    """

    failures: int = 5
    seconds: float = 60.0
    successes: int = 2
    probe_seconds: float = 60.0


class OpenError(Exception):
    """The source is left alone until a moment, in seconds since 1970."""

    def __init__(self, until: float) -> None:
        super().__init__(f"open until {until:.0f}")
        self.until = until


def state_of(breaker: Breaker, threshold: Threshold, now: float) -> State:
    """Return what a breaker says now; one that is open for longer than can be was made by another clock."""
    if not breaker.open_until:
        return State.CLOSED
    return State.OPEN if now < breaker.open_until <= now + threshold.seconds + 1 else State.HALF_OPEN


def probed(breaker: Breaker, threshold: Threshold, now: float) -> Breaker:
    """Send a probe, unless one is under way; all that changes is `probe_until`."""
    if state_of(breaker, threshold, now) is not State.HALF_OPEN or _is_probed(breaker, threshold, now):
        return breaker
    return attrs.evolve(breaker, probe_until=now + threshold.probe_seconds)


def failed(breaker: Breaker, threshold: Threshold, now: float, *, probe: bool) -> Breaker:
    """Count a failure: enough of them in a row, or that of a probe, open the circuit."""
    if probe:
        return Breaker(failures=breaker.failures, open_until=now + threshold.seconds)
    if breaker.open_until:  # sent before it opened
        return breaker
    failures = breaker.failures + 1
    opens = 0 < threshold.failures <= failures
    return Breaker(failures=failures, open_until=now + threshold.seconds if opens else 0.0)


def succeeded(breaker: Breaker, threshold: Threshold, *, probe: bool) -> Breaker:
    """Count a success: failures are forgotten, and enough probes that succeed close the circuit."""
    if not probe:
        return breaker if breaker.open_until else Breaker()
    successes = breaker.successes + 1
    if successes >= threshold.successes:
        return Breaker()
    return attrs.evolve(breaker, successes=successes, probe_until=0.0)


def given_up(breaker: Breaker) -> Breaker:
    """Let another one probe."""
    return attrs.evolve(breaker, probe_until=0.0)


def _is_probed(breaker: Breaker, threshold: Threshold, now: float) -> bool:
    return now < breaker.probe_until <= now + threshold.probe_seconds + 1


class Circuit:
    """A provider's breaker, for all who share the store."""

    def __init__(
        self,
        threshold: Threshold | None = None,
        store: Callable[[], LimitStore] | None = None,
        *,
        name: str = "",
        clock: Callable[[], float] = time.time,
    ) -> None:
        memory = MemoryLimits()
        self.threshold = threshold or Threshold()
        self._store = store or (lambda: memory)
        self._name = name
        self._clock = clock
        self._last = Breaker()
        self._seen_at = float("-inf")
        self._turn = asyncio.Lock()

    @property
    def is_open(self) -> bool:
        """Whether it was open when it was last looked at."""
        return bool(self._last.open_until)

    @property
    def state(self) -> State:
        """What it said when it was last looked at."""
        return state_of(self._last, self.threshold, self._clock())

    async def breaker(self) -> Breaker:
        """Return the breaker as it is now."""
        return self._saw(await self._store().breaker(self._name))

    async def check(self) -> None:
        """Raise `OpenError` where a request could not go out now."""
        self._refuse(await self.breaker())

    async def wait(self, patience: float) -> None:
        """Wait until a request could go out. Raises `OpenError` where that takes more than `patience` seconds.

        Here one looks again, and the others wait for it, so that they go on in their order.
        """
        if not self._last.open_until and time.monotonic() - self._seen_at < RECENT_SECONDS:
            return  # `enter` looks again
        end = self._clock() + patience
        try:
            await self.check()
        except OpenError as error:
            if self._is_too_late(error, end):
                raise
        else:
            return
        async with self._turn:
            while True:
                try:
                    await self.check()
                except OpenError as error:
                    if self._is_too_late(error, end):
                        raise
                    await asyncio.sleep(min(error.until - self._clock(), LOOK_SECONDS))
                else:
                    return

    async def enter(self) -> bool:
        """Let a request out, and return whether it is a probe, of which there is one at a time. Raises `OpenError`."""
        breaker = await self.breaker()
        self._refuse(breaker)
        if not breaker.open_until:
            return False
        claimed = False

        def probe(current: Breaker) -> Breaker:
            nonlocal claimed
            found = probed(current, self.threshold, self._clock())
            claimed = found != current
            return found

        breaker = await self._change(probe)
        if not claimed:
            self._refuse(breaker)
        return claimed

    async def failed(self, *, probe: bool) -> None:
        """Count a failure of a request that was let out."""
        await self._change(lambda breaker: failed(breaker, self.threshold, self._clock(), probe=probe))

    async def succeeded(self, *, probe: bool) -> None:
        """Count a success of a request that was let out."""
        if probe or self._last.failures:
            await self._change(lambda breaker: succeeded(breaker, self.threshold, probe=probe))

    async def given_up(self, *, probe: bool) -> None:
        """Forget a request that was let out: it neither failed nor succeeded."""
        if probe:
            await self._change(given_up)

    async def forget(self) -> None:
        """Close the circuit, whatever happened."""
        await self._change(lambda _: Breaker())

    async def _change(self, change: Callable[[Breaker], Breaker]) -> Breaker:
        return self._saw(await self._store().change_breaker(self._name, change))

    def _saw(self, breaker: Breaker) -> Breaker:
        self._last, self._seen_at = breaker, time.monotonic()
        return breaker

    def _is_too_late(self, error: OpenError, end: float) -> bool:
        """Whether waiting until a moment is of no use; a probe may end sooner than it must."""
        return self._clock() >= end or (self.state is State.OPEN and error.until > end)

    def _refuse(self, breaker: Breaker) -> None:
        now = self._clock()
        match state_of(breaker, self.threshold, now):
            case State.OPEN:
                raise OpenError(breaker.open_until)
            case State.HALF_OPEN if _is_probed(breaker, self.threshold, now):
                raise OpenError(breaker.probe_until)
            case _:
                pass
