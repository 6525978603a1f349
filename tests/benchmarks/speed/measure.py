"""Works are measured in turn, round by round, so that what slows the machine slows them alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

import attrs

T = TypeVar("T")

ROUND_SECONDS = 0.02
"""How long one work runs in one round, about: long beside the clock's own cost, short beside a machine's moods."""

Clock = Callable[[], float]
CPU: Clock = time.process_time
WALL: Clock = time.perf_counter


@attrs.frozen
class Work(Generic[T]):
    """Something to be measured: `run` is called with each of the things that `prepare` makes, outside of the time."""

    run: Callable[[T], object]
    prepare: Callable[[int], Sequence[T]] = lambda count: [None] * count


@attrs.frozen
class Spread:
    """The middle of many values, and the quartiles."""

    low: float
    middle: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Return the spread of at least one value."""
        if len(values) == 1:
            return cls.exactly(values[0])
        low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(low, middle, high)

    @classmethod
    def exactly(cls, value: float) -> Spread:
        """Return the spread of what was measured once."""
        return cls(value, value, value)

    def times(self, factor: float) -> Spread:
        """Return it in another unit."""
        return Spread(self.low * factor, self.middle * factor, self.high * factor)


@attrs.frozen
class Taken:
    """The seconds that one run took, by the clock and of the processors."""

    wall: float
    cpu: float


@attrs.frozen
class Paired:
    """The seconds that each work took for one run, round by round."""

    seconds: Mapping[str, Sequence[float]]

    def spread(self, name: str) -> Spread:
        """Return how long one run took."""
        return Spread.of(self.seconds[name])

    def ratio(self, name: str, beside: str) -> Spread:
        """Return how much longer one took than another in the same round."""
        return Spread.of([one / other for one, other in zip(self.seconds[name], self.seconds[beside], strict=True)])


def paired(works: Mapping[str, Work], rounds: int, clock: Clock = CPU) -> Paired:
    """Measure works in turn, as many rounds, each after a warm-up; every other round in the opposite order."""
    counts = {name: _runs_in_a_round(work) for name, work in works.items()}
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for at in range(rounds):
        gc.collect()
        for name in list(works) if at % 2 == 0 else reversed(list(works)):
            seconds[name].append(_timed(works[name], counts[name], clock))
    return Paired(seconds)


def _runs_in_a_round(work: Work) -> int:
    """Warm a work up, and return how often it is run in a round."""
    count = 1
    while (taken := _timed(work, count, WALL) * count) < ROUND_SECONDS / 4:
        count *= 4
    return max(1, round(count * ROUND_SECONDS / taken))


def _timed(work: Work, count: int, clock: Clock) -> float:
    things, run = work.prepare(count), work.run
    start = clock()
    for thing in things:
        run(thing)
    return (clock() - start) / len(things)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
