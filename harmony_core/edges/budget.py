"""What may be done with a budget: places taken, moved and given back, pauses, and clocks that were set back.

All is pure, so that any store can do it atomically.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence

import attrs

from harmony_core.plugin.limits import Budget
from harmony_core.plugin.providers import Rate

MARGIN_SECONDS = 0.02
"""The way to a source takes now longer, now shorter: what is sent a second apart arrives less than that apart."""

MARGIN_SHARE = 0.02
"""But no more than this share of the rate's time is given away for that."""

MOST_AT_ONCE = 100
"""How many requests go out at once at most; a rate of more is kept in shorter times."""

LONGEST_PAUSE_SECONDS = 2 * 86_400.0
"""No source needs a longer pause: one that asks for ten years is mistaken, and will ask again."""

TOLD_SECONDS = 3_600.0
"""For how long it holds what an answer told of the rate: the next answer tells it again."""

BACK_SECONDS = 2.0
"""A clock that is so much behind the last change was set back."""

NEAR_SECONDS = 0.05
"""Who is late leaves those alone who go so soon: they may be on their way."""

_EXACT = 1e-6


def margin(rate: Rate) -> float:
    """Return the seconds by which requests may go out too late without going by another clock than the source's."""
    return min(MARGIN_SECONDS, MARGIN_SHARE * rate.per)


def at_once(rate: Rate, spare: float = 0.0) -> tuple[int, float]:
    """Return how many requests go out at most in how many seconds: of many, as many less in a shorter time."""
    count = min(rate.requests, MOST_AT_ONCE)
    return count, (rate.per + spare) * count / rate.requests


def earliest(taken: Sequence[float], rate: Rate, at_least: float, spare: float = 0.0) -> float:
    """Return the first moment from `at_least` on at which the rate allows one more request beside those `taken`.

    `taken` is in order. Also a place between two others is found, which somebody gave back. `spare` seconds
    more than the rate's are left.
    """
    count, seconds = at_once(rate, spare)
    seconds -= _EXACT
    moment = at_least
    while True:
        at = bisect_left(taken, moment)
        near = [*taken[max(0, at - count) : at], moment, *taken[at : at + count]]
        own = min(at, count)
        later = moment
        for first in range(max(0, own - count), min(own, len(near) - 1 - count) + 1):
            if near[first + count] - near[first] < seconds:
                oldest = near[first] if first < own else near[own + 1]
                later = max(later, oldest + seconds + _EXACT)
        if later == moment:
            return moment
        moment = later


def fits(budget: Budget, rate: Rate, at: float, now: float) -> bool:
    """Whether a place that was taken for now is still good: nobody was late before it, and no pause came."""
    if at not in budget.taken or max(budget.paused_until, budget.used_up_until) > now or now - at > margin(rate):
        return False
    return earliest(_until(_without(budget.taken, at), at), rate, at) == at


def reserved(budget: Budget, rate: Rate, now: float, window: float = 0.0) -> tuple[Budget, float]:
    """Take the next place, and return when it is. Requests are remembered for `window` seconds at least."""
    budget = as_of(budget, now)
    since = now - max(window, at_once(rate, margin(rate))[1])
    taken = [each for each in budget.taken if each > since]
    at = earliest(taken, rate, max(now, budget.paused_until, budget.used_up_until), margin(rate))
    insort(taken, at)
    return attrs.evolve(budget, taken=tuple(taken)), at


def again(budget: Budget, rate: Rate, at: float, now: float) -> tuple[Budget, float]:
    """Take another place for one that is no longer good, and return when it is: now, if the rate allows it.

    The order stays: who is late moves those after it, who see that when they wake, rather than to go behind them.
    """
    budget = as_of(given_back(budget, at), now)
    lower = max(now, budget.paused_until, budget.used_up_until)
    fixed = _until(budget.taken, lower + NEAR_SECONDS)
    found = earliest(fixed, rate, lower)
    if found > now:
        found = earliest(fixed, rate, lower, margin(rate))
    taken = list(budget.taken)
    insort(taken, found)
    return attrs.evolve(budget, taken=tuple(taken)), found


def given_back(budget: Budget, at: float) -> Budget:
    """Leave a place to others."""
    return attrs.evolve(budget, taken=_without(budget.taken, at))


def moved(budget: Budget, at: float, to: float) -> Budget:
    """Count a request from another moment: so it was, whether there was room for it or not."""
    taken = list(_without(budget.taken, at))
    insort(taken, to)
    return attrs.evolve(budget, taken=tuple(taken))


def paused(budget: Budget, seconds: float, now: float) -> Budget:
    """Let nothing out for a while; a pause that is longer already stays."""
    budget = as_of(budget, now)
    return attrs.evolve(budget, paused_until=max(budget.paused_until, now + min(seconds, LONGEST_PAUSE_SECONDS)))


def used_up(budget: Budget, window: float, now: float) -> Budget:
    """Let nothing out until the earliest of the requests that the source counts has left its window."""
    budget = as_of(budget, now)
    counted = [at for at in budget.taken if now - window < at <= now]
    return attrs.evolve(budget, used_up_until=min(counted, default=now) + window + MARGIN_SECONDS)


def told(budget: Budget, rate: Rate, now: float) -> Budget:
    """Note the rate that the source's answers tell."""
    return attrs.evolve(as_of(budget, now), told=rate, told_at=now)


def told_rate_of(budget: Budget, now: float) -> Rate | None:
    """Return the rate that the source's answers told, as long as that holds."""
    return budget.told if abs(now - budget.told_at) < TOLD_SECONDS else None


def left(budget: Budget, rate: Rate, now: float) -> int:
    """Return how many requests could go out now."""
    if max(budget.paused_until, budget.used_up_until) > now:
        return 0
    count, seconds = at_once(rate)
    return max(0, count - sum(at > now - seconds for at in budget.taken))


def as_of(budget: Budget, now: float) -> Budget:
    """Return a budget as it is now; where the clock was set back, all its times are."""
    back = budget.changed_at - now
    if back < BACK_SECONDS:
        return attrs.evolve(budget, changed_at=now)
    return attrs.evolve(
        budget,
        taken=tuple(at - back for at in budget.taken),
        paused_until=max(0.0, budget.paused_until - back),
        used_up_until=max(0.0, budget.used_up_until - back),
        told_at=budget.told_at - back,
        changed_at=now,
    )


def _until(taken: Sequence[float], moment: float) -> Sequence[float]:
    return taken[: bisect_right(taken, moment)]


def _without(taken: Sequence[float], at: float) -> tuple[float, ...]:
    where = bisect_left(taken, at)
    return (*taken[:where], *taken[where + 1 :]) if where < len(taken) and taken[where] == at else tuple(taken)
