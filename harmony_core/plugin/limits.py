"""How often sources may be asked, as all programs that share a place know it, and what such a place must offer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import attrs

from harmony_core.domain.by_fields import by_fields
from harmony_core.plugin.providers import Rate


@attrs.frozen(kw_only=True)
@by_fields
class Budget:
    """What is used of a source's rate. All times are seconds since 1970, 0 where there is none.

    `taken` are the moments, also those to come, at which requests go out, in order. Nothing goes out before
    `paused_until` (the source asked for it) and `used_up_until` (it said that none is left). `told` is the
    rate that its answers told, and `told_at` when. `changed_at` shows when the clock was set back.
    """

    taken: tuple[float, ...] = ()
    paused_until: float = 0.0
    used_up_until: float = 0.0
    told: Rate | None = None
    told_at: float = 0.0
    changed_at: float = 0.0


@attrs.frozen(kw_only=True)
@by_fields
class Breaker:
    """Whether a source is asked at all. All times are seconds since 1970, 0 where there is none.

    `failures` are those in a row while it is asked; from `open_until` on one request at a time probes it,
    which has until `probe_until`; `successes` are those of probes in a row.
    """

    failures: int = 0
    open_until: float = 0.0
    probe_until: float = 0.0
    successes: int = 0


@attrs.frozen(kw_only=True)
@by_fields
class SourceLimits:
    """How often a source may be asked now: `left` requests at once, of `limit` in any `window_seconds`.

    `paused_until` is there where it asked for a pause. `breaker` is closed (it is asked as usual), open (it failed
    again and again and is left alone, until `open_until`) or half-open (one request at a time tries it).
    """

    provider: str
    left: int
    limit: int
    window_seconds: float
    paused_until: datetime | None = None
    breaker: str = "closed"
    open_until: datetime | None = None


class LimitStore(Protocol):
    """A place that all who ask the same sources share: tasks, processes or machines.

    A change is atomic: it gets what is kept (`Budget()` or `Breaker()` where nothing is) and returns what is to
    be kept; nothing needs writing where that is the same. It may be called again where somebody else was quicker.
    """

    async def budget(self, name: str) -> Budget:
        """Return what is used of a source's rate."""

    async def change_budget(self, name: str, change: Callable[[Budget], Budget]) -> Budget:
        """Change what is used of a source's rate, and return it."""

    async def breaker(self, name: str) -> Breaker:
        """Return whether a source is asked."""

    async def change_breaker(self, name: str, change: Callable[[Breaker], Breaker]) -> Breaker:
        """Change whether a source is asked, and return it."""

    def close(self) -> None:
        """Let go of files and connections."""
