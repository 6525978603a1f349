"""Rates and breakers where the place that all share cannot be written: this program goes on by its own count."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import attrs

from harmony_core.domain.errors import SetupError
from harmony_core.edges.keeping import AGAIN_SECONDS
from harmony_core.edges.limits import MemoryLimits
from harmony_core.plugin.limits import Breaker, Budget, LimitStore
from harmony_core.plugin.logger import logger

T = TypeVar("T")

log = logger("harmony.limits")


class SteadyLimits:
    """A place for rates and breakers that never fails: where the shared one does, what was known there counts on here.

    So this program asks a source no quicker than before; what others ask meanwhile it does not see. When the shared
    place can be written again, it is told of what went out. `problem` is why it cannot be.
    """

    def __init__(self, shared: LimitStore) -> None:
        self._shared = shared
        self._own = MemoryLimits()
        self._names: set[str] = set()
        self._again_at = 0.0
        self.problem: SetupError | None = None

    async def budget(self, name: str) -> Budget:
        """Return what is used of a source's rate."""
        return await (self._own if name in self._names else self._shared).budget(name)

    async def change_budget(self, name: str, change: Callable[[Budget], Budget]) -> Budget:
        """Change what is used of a source's rate, and return it."""
        own = await self._own.budget(name)
        joined = (lambda budget: change(_joined(budget, own))) if name in self._names else change
        return await self._tried(
            name,
            lambda: self._shared.change_budget(name, joined),
            lambda: self._own.change_budget(name, change),
        )

    async def breaker(self, name: str) -> Breaker:
        """Return whether a source is asked."""
        return await (self._own if name in self._names else self._shared).breaker(name)

    async def change_breaker(self, name: str, change: Callable[[Breaker], Breaker]) -> Breaker:
        """Change whether a source is asked, and return it."""
        own = await self._own.breaker(name)
        joined = (lambda breaker: change(_later(breaker, own))) if name in self._names else change
        return await self._tried(
            name,
            lambda: self._shared.change_breaker(name, joined),
            lambda: self._own.change_breaker(name, change),
        )

    def close(self) -> None:
        """Let go of the shared place."""
        self._shared.close()

    async def _tried(self, name: str, shared: Callable[[], Awaitable[T]], own: Callable[[], Awaitable[T]]) -> T:
        """Change what is shared, or else what is this program's own."""
        if self.problem is None or time.monotonic() >= self._again_at:
            try:
                found = await shared()
            except SetupError as error:
                if self.problem is None:
                    log.warning("rates_not_shared", error=error.message)
                self.problem, self._again_at = error, time.monotonic() + AGAIN_SECONDS
            else:
                if self.problem is not None:
                    await self._come_back()
                return found
        await self._take_over(name)
        return await own()

    async def _take_over(self, name: str) -> None:
        """Go on from what is known of a source in the shared place, which may be read still."""
        if name not in self._names:
            self._names.add(name)
            with contextlib.suppress(SetupError):
                budget, breaker = await self._shared.budget(name), await self._shared.breaker(name)
                await self._own.change_budget(name, lambda _: budget)
                await self._own.change_breaker(name, lambda _: breaker)

    async def _come_back(self) -> None:
        """Tell the shared place of what went out meanwhile."""
        self.problem = None
        for name in list(self._names):
            await self.change_budget(name, lambda budget: budget)
            await self.change_breaker(name, lambda breaker: breaker)
            if self.problem is not None:
                return
            self._names.discard(name)


def _joined(shared: Budget, own: Budget) -> Budget:
    """Return a budget with what went out, and was asked for, while it could not be written."""
    return attrs.evolve(
        shared,
        taken=tuple(sorted({*shared.taken, *own.taken})),
        paused_until=max(shared.paused_until, own.paused_until),
        used_up_until=max(shared.used_up_until, own.used_up_until),
    )


def _later(shared: Breaker, own: Breaker) -> Breaker:
    """Return what was noted last of a breaker: the one that leaves the source alone longer, or has more failures."""
    return max(shared, own, key=lambda breaker: (breaker.open_until, breaker.failures))
