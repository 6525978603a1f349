"""Results that a session holds ready: before the answers, which are before the store."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import UTC, datetime

from cachetools import TTLCache

from harmony_core.domain.result import Result


class HeldResults:
    """Results by what was asked and how, each as long as none of the answers in it need be asked for again."""

    def __init__(self, count: int, seconds: float) -> None:
        self._results: TTLCache[Hashable, tuple[Result, datetime]] = TTLCache(count, seconds)

    def get(self, name: Hashable) -> Result | None:
        """Return what is held under a name."""
        result, until = self._results.get(name, (None, None))
        return result if until is not None and datetime.now(UTC) < until else None

    def put(self, name: Hashable, result: Result, until: datetime) -> None:
        """Hold a result until then; not one in which something could not be had, which is in the past."""
        if self._results.maxsize and datetime.now(UTC) < until:
            self._results[name] = (result, until)
