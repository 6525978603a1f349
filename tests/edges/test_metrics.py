"""What a session counts, and what it shows of its limits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core import provider as hc
from harmony_core.edges.metrics import Metrics, quantile
from harmony_core.plugin.events import LookupEnded

ONE = {"id": 1, "title": "One", "songs": {"data": []}}


async def test_a_session_counts_what_it_does(bench, source):
    """Lookups, kept answers and results that served, requests that went out, and what was given up, by provider."""
    source.on("record/1", ONE)
    source.on("record/1/songs", ONE)
    source.on("record/2", source.reply(418))
    session = bench.session(HARMONY_RETRIES="0")
    found = session.metrics
    assert (found.lookups, found.hit_rate, found.average_seconds, found.p99_seconds) == (0, None, None, None)
    await session.lookup("shelf:1")
    assert (found.lookups, found.hits, found.misses) == (1, 0, 2)
    await session.lookup("shelf:1", want=["credits"])
    assert (found.lookups, found.hits, found.misses) == (2, 2, 2), "two kept answers"
    await session.lookup("shelf:1")
    assert (found.lookups, found.hits, found.misses) == (3, 3, 2), "a result that was held ready"
    await session.lookup("shelf:2")
    assert found.errors == {"shelf": 1}
    assert found.hit_rate == 0.5
    assert 0 < found.p50_seconds <= found.p99_seconds
    assert found.average_seconds > 0
    found.reset()
    assert (found.lookups, found.hits, found.misses, found.errors, found.p50_seconds) == (0, 0, 0, {}, None)


async def test_a_request_that_is_tried_again_is_one_miss(bench, source):
    """However often it was sent."""
    source.on("*", source.reply(500), source.reply(500), ONE)
    session = bench.session()
    await session.lookup("shelf:1")
    assert (source.asked(), session.metrics.misses, session.metrics.errors) == (4, 2, {})


def test_times_are_those_of_the_last_thousand():
    """A service that runs for long tells how it is now."""
    metrics = Metrics()
    for number in range(3000):
        metrics.notice(LookupEnded(lookup_id="x", seconds=float(number)))
    assert metrics.lookups == 3000
    assert metrics.average_seconds == pytest.approx(2499.5)
    assert (metrics.p50_seconds, metrics.p99_seconds) == (2499.0, 2989.0)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1))
def test_a_quantile_is_one_of_the_numbers(numbers, share):
    """As many of them as the share says are no larger, and without it they would be fewer."""
    found = quantile(sorted(numbers), share)
    assert sum(number <= found for number in numbers) >= share * len(numbers) - 1e-9
    assert sum(number < found for number in numbers) < share * len(numbers)


# --- Limits -------------------------------------------------------------------------------------------------


async def test_limits_tell_what_is_left(bench, source, shelf_parts):
    """Of a source that was asked, that asked for a pause, that is left alone, and that nobody asked yet."""
    names = ("shelf", "paused", "broken", "idle")
    providers = [
        attrs.evolve(shelf_parts.shelf, name=name, title=name, base=f"https://{name}.example.test/") for name in names
    ]
    source.on("record/1", ONE)
    source.on("record/1/songs", ONE)
    source.on("record/2", source.reply(429, Retry_After="86400"))
    source.on("record/3", source.reply(500))
    env = {f"{name.upper()}_BASE": source.url for name in names}
    env |= {f"{name.upper()}_RATE": "5/60" for name in names}
    session = bench.session(*providers, **env, HARMONY_RETRIES="0", HARMONY_BREAKER_FAILURES="1")
    for number, name in enumerate(names[:3], 1):
        await session.lookup(f"{name}:{number}", provider=[name])
    limits = {each.provider: each for each in await session.limits()}
    assert {name: (each.left, each.limit, each.window_seconds) for name, each in limits.items()} == {
        "shelf": (3, 5, 60.0),
        "paused": (0, 5, 60.0),
        "broken": (0, 5, 60.0),
        "idle": (5, 5, 60.0),
    }
    assert [name for name in names if limits[name].paused_until] == ["paused"]
    assert timedelta(hours=23) < limits["paused"].paused_until - datetime.now(UTC) <= timedelta(hours=24)
    assert {name: each.breaker for name, each in limits.items() if each.breaker != "closed"} == {"broken": "open"}
    assert limits["broken"].open_until > datetime.now(UTC)
    await session.reset_limits(["paused", "broken"])
    assert [(each.left, each.paused_until, each.breaker) for each in await session.limits(["broken", "paused"])] == [
        (4, None, "closed"),
        (4, None, "closed"),
    ]


async def test_limits_follow_what_the_source_tells(bench, source, shelf_parts):
    """The rate that is shown is the one that is kept now."""
    told = hc.RateHeaders(limit="x-limit", per=60.0)
    provider = attrs.evolve(shelf_parts.shelf, rate=hc.Rate(1, per=2.0), rate_headers=told)
    source.on("*", source.json(ONE, X_Limit="100"))
    session = bench.session(provider)
    await session.lookup("shelf:1", want=["credits"])
    (found,) = await session.limits()
    assert (found.limit, found.window_seconds) == (1, pytest.approx(60 / 90))
