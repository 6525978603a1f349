"""Budgets: whatever is taken, given back and moved, no window holds more than the rate, and no time is wasted."""

from __future__ import annotations

import heapq

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core.edges import budget as budgets
from harmony_core.plugin.limits import Budget
from harmony_core.plugin.providers import Rate

RATES = st.builds(
    lambda requests, per: Rate(requests, per=per), st.integers(1, 12), st.floats(0.01, 100, allow_nan=False)
)
EXACT = 1e-5
NOW = 1_700_000_000.0


def fits(taken, rate):
    """Whether no window of the rate holds more than its requests."""
    pairs = zip(taken, taken[rate.requests :], strict=False)
    return all(later - earlier >= rate.per - EXACT for earlier, later in pairs)


@given(
    RATES,
    st.lists(st.tuples(st.floats(0, 3), st.sampled_from((0.0, 0.0, 0.01, 0.3, 1.7)), st.booleans()), max_size=40),
)
def test_whoever_is_late_the_rate_is_kept(rate, asked):
    """Those who sleep for a place wake late, now and then very late, or give up; what goes out keeps the rate.

    `asked` are when each asks (after the one before), how late it wakes, in units of the rate's time, and whether
    it gives up.
    """
    unit, now, budget, gone = rate.per / rate.requests, NOW, Budget(), []
    events = []
    for number, (after, late, gives_up) in enumerate(asked):
        now += after * unit
        heapq.heappush(events, (now, number, None, late * rate.per, gives_up))
    while events:
        now, number, at, late, gives_up = heapq.heappop(events)
        if at is None:
            budget, at = budgets.reserved(budget, rate, now)
        elif gives_up:
            budget = budgets.given_back(budget, at)
            continue
        elif not budgets.fits(budget, rate, at, now):
            budget, at = budgets.again(budget, rate, at, now)
        if at <= now:
            gone.append(at)
        else:
            heapq.heappush(events, (at + late, number, at, 0.0, gives_up))
        assert list(budget.taken) == sorted(budget.taken)
    assert fits(sorted(gone), rate)
    assert len(gone) >= sum(not gives_up for *_, gives_up in asked)


def test_who_is_a_little_late_keeps_its_turn():
    """It goes at once, though all places after it are taken; those after it go as much later as they must."""
    budget, rate = Budget(), Rate(1, per=1.0)
    for _ in range(5):
        budget, _ = budgets.reserved(budget, rate, NOW)
    second, third = budget.taken[1:3]
    budget, at = budgets.again(budget, rate, second, second + 0.3)
    assert at == second + 0.3
    assert not budgets.fits(budget, rate, third, third)
    budget, at = budgets.again(budget, rate, third, third)
    assert at == pytest.approx(second + 1.32)


def test_who_is_very_late_disturbs_nobody_who_is_about_to_go():
    """A place that is less than a moment away is left alone."""
    budget, rate = Budget(), Rate(1, per=1.0)
    for _ in range(3):
        budget, _ = budgets.reserved(budget, rate, NOW)
    _, second, third = budget.taken
    budget, at = budgets.again(budget, rate, second, third - 0.01)
    assert at == pytest.approx(third + 1.02)
    assert budgets.fits(budget, rate, third, third)


@given(RATES, st.integers(1, 60))
def test_who_waits_waits_no_longer_than_needed(rate, count):
    """Taken one after the other, as many go at once as may, and all of the rate is used but for the margin."""
    budget, taken = Budget(), []
    for _ in range(count):
        budget, at = budgets.reserved(budget, rate, NOW)
        taken.append(at)
    waves = (count - 1) // rate.requests
    assert taken == sorted(taken)
    assert taken[-1] - NOW == pytest.approx(waves * (rate.per + budgets.margin(rate)), abs=1e-3)
    assert budgets.margin(rate) <= 0.02 * rate.per + 1e-9


@given(RATES, st.lists(st.floats(-3, 6), max_size=25), st.floats(0, 2))
def test_the_earliest_place_is_the_earliest(rate, offsets, after):
    """No moment before it fits beside those that are taken; it does, where those keep the rate among themselves."""
    unit, taken = rate.per / rate.requests, []
    for offset in sorted(offsets):
        at = NOW + offset * rate.per
        if fits([*taken, at], rate):
            taken.append(at)
    lower = NOW + after * unit
    found = budgets.earliest(taken, rate, lower)
    assert found >= lower
    assert fits(sorted([*taken, found]), rate)
    moments = [lower, *(at + rate.per for at in taken), *(at + rate.per / 2 for at in taken)]
    for moment in moments:
        if lower <= moment < found - EXACT:
            assert not strictly_fits(sorted([*taken, moment]), rate)


def strictly_fits(taken, rate):
    """Whether no window holds more than the rate, with some time to spare."""
    pairs = zip(taken, taken[rate.requests :], strict=False)
    return all(later - earlier > rate.per + EXACT for earlier, later in pairs)


def test_a_place_that_was_given_back_is_used():
    """Who comes next gets it, though others wait already for later ones."""
    budget, rate = Budget(), Rate(1, per=10.0)
    for _ in range(4):
        budget, _ = budgets.reserved(budget, rate, NOW)
    second = budget.taken[1]
    budget = budgets.given_back(budget, second)
    assert budgets.reserved(budget, rate, NOW)[1] == pytest.approx(second)


def test_large_rates_are_kept_in_shorter_times():
    """Ten thousand a second are a hundred in a hundredth of one: no more need be remembered."""
    budget, rate = Budget(), Rate(10_000, per=1.0)
    for _ in range(300):
        budget, at = budgets.reserved(budget, rate, NOW)
    assert at - NOW == pytest.approx(0.0204, abs=1e-4)


def test_a_place_is_no_longer_good_where_something_came_between():
    """A pause, a request before it that was late, or being late oneself."""
    rate = Rate(1, per=1.0)
    budget, first = budgets.reserved(Budget(), rate, NOW)
    budget, second = budgets.reserved(budget, rate, NOW)
    assert budgets.fits(budget, rate, second, second)
    assert budgets.fits(budget, rate, second, second + 0.01)
    assert not budgets.fits(budget, rate, second, second + 0.1)
    assert not budgets.fits(budgets.moved(budget, first, first + 0.5), rate, second, second)
    assert not budgets.fits(budgets.paused(budget, 5, NOW), rate, second, second)
    assert not budgets.fits(budgets.given_back(budget, second), rate, second, second)


def test_pauses_are_never_shortened_and_have_an_end():
    """The longest counts; one of ten years is a mistake that the next answer may repeat."""
    budget = budgets.paused(budgets.paused(Budget(), 86_400, NOW), 1, NOW)
    assert budget.paused_until == NOW + 86_400
    assert budgets.paused(budget, 1e9, NOW).paused_until == NOW + budgets.LONGEST_PAUSE_SECONDS
    assert budgets.reserved(budget, Rate(1), NOW)[1] == NOW + 86_400


def test_a_clock_that_was_set_back_makes_nobody_wait():
    """An hour back, all that is remembered goes an hour back with it."""
    rate = Rate(1, per=1.0)
    budget, _ = budgets.reserved(budgets.paused(Budget(), 60, NOW), rate, NOW)
    earlier = NOW - 3600
    found, at = budgets.reserved(budget, rate, earlier)
    assert found.paused_until == earlier + 60
    assert at == pytest.approx(earlier + 61.02)
    assert budgets.as_of(budget, NOW - 1).paused_until == NOW + 60, "clocks are not that exact"


def test_what_is_left_counts_all_that_went_out():
    """Places that are taken for later count too; a pause leaves none."""
    rate = Rate(5, per=10.0)
    budget = Budget(taken=(NOW - 11, NOW - 5, NOW, NOW + 3))
    assert budgets.left(budget, rate, NOW) == 2
    assert budgets.left(attrs.evolve(budget, taken=(NOW,) * 9), rate, NOW) == 0
    assert budgets.left(budgets.paused(budget, 5, NOW), rate, NOW) == 0


def test_what_answers_told_holds_for_an_hour():
    """A source that is asked often tells it each time; what it told yesterday may not hold."""
    budget = budgets.told(Budget(), Rate(3), NOW)
    assert budgets.told_rate_of(budget, NOW + 3000) == Rate(3)
    assert budgets.told_rate_of(budget, NOW + 4000) is None
