"""What a session did: counts and times, for programs that show or export them."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Mapping, Sequence

from harmony_core.plugin.events import AnswerReceived, Event, LookupEnded, RequestFailed, RequestSent
from harmony_core.plugin.parts import Observer

REMEMBERED = 1000
"""How many lookups' times are remembered."""


class Metrics:
    """Counts since a session began, or since `reset`.

    `hits` are the kept answers and results that served, `misses` the requests that went out instead, each counted
    once however often it was tried. Times are those of the last 1,000 lookups, in seconds; None where there was none.
    """

    def __init__(self) -> None:
        self._seconds: deque[float] = deque(maxlen=REMEMBERED)
        self._errors: Counter[str] = Counter()
        self.reset()

    def reset(self) -> None:
        """Begin anew."""
        self.lookups = 0
        self.hits = 0
        self.misses = 0
        self._errors.clear()
        self._seconds.clear()

    @property
    def observer(self) -> Observer:
        """What feeds the counts; a session has it among its own."""
        return Observer(name="metrics", notice=self.notice)

    @property
    def hit_rate(self) -> float | None:
        """The share of hits among hits and misses, 0 to 1."""
        asked = self.hits + self.misses
        return self.hits / asked if asked else None

    @property
    def errors(self) -> Mapping[str, int]:
        """How many requests were given up, by provider."""
        return dict(self._errors)

    @property
    def average_seconds(self) -> float | None:
        """How long a lookup took on average."""
        return sum(self._seconds) / len(self._seconds) if self._seconds else None

    @property
    def p50_seconds(self) -> float | None:
        """How long a lookup took that is in the middle."""
        return quantile(sorted(self._seconds), 0.5)

    @property
    def p99_seconds(self) -> float | None:
        """How long 99 of 100 lookups took at most."""
        return quantile(sorted(self._seconds), 0.99)

    def notice(self, event: Event) -> None:
        """Count an event."""
        match event:
            case LookupEnded(seconds=seconds, held=held):
                self.lookups += 1
                self.hits += held
                self._seconds.append(seconds)
            case AnswerReceived(from_snapshot=True):
                self.hits += 1
            case RequestSent(attempt=1):
                self.misses += 1
            case RequestFailed(provider=name):
                self._errors[name] += 1
            case _:
                pass


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """Return the smallest of these numbers that a share of them does not exceed (the nearest rank)."""
    if not ordered:
        return None
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
