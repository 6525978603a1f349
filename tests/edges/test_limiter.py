"""Rates: never more requests in any window than a source allows, in a fair order."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import attrs
import pytest

from harmony_core import provider as hc
from harmony_core.edges.limiter import Limiter, PausedError, told_rate
from harmony_core.plugin.providers import Rate

EXACT = 1e-5
"""Times since 1970 are no more exact than this."""


def most_in_a_window(times, seconds):
    """Return the largest number of times in a window of so many seconds."""
    return max(sum(start <= time < start + seconds - EXACT for time in times) for start in times)


@pytest.fixture
def places(monkeypatch):
    """The moments at which the limiter lets requests out, by its own clock: what a busy machine sees is late."""
    given = []
    wait = Limiter.wait

    async def waited(self, patience=float("inf")):
        place = await wait(self, patience)
        given.append(place.at)
        return place

    monkeypatch.setattr(Limiter, "wait", waited)
    return given


@pytest.mark.parametrize(("requests", "per", "count"), [(1, 0.1, 9), (5, 0.3, 22), (10, 0.5, 30)])
async def test_no_more_than_the_rate_goes_out(bench, source, shelf_parts, places, requests, per, count):
    """No window holds more than the rate, also with 30 lookups at once; and each goes out when it may."""
    source.on("*", {"id": 1, "title": "One"})
    api = bench.api(SHELF_RATE=f"{requests}/{per}")
    await asyncio.gather(*(api.get(shelf_parts.RECORD, id=number) for number in range(count)))
    assert len(places) == len(source.seen) == count
    assert most_in_a_window(places, per) == requests
    assert all(seen.wall >= at - EXACT for seen, at in zip(source.seen, places, strict=True))


async def test_tries_and_redirects_count(bench, source, shelf_parts, places):
    """Every request that goes out takes a place, also one that is tried again or sent on."""
    source.on("record/1", source.reply(500), source.redirect("/record/2"), source.reply(500))
    source.on("record/2", {"id": 1, "title": "One"})
    api = bench.api(SHELF_RATE="1/0.15")
    assert (await api.get(shelf_parts.RECORD, id=1)).title == "One"
    assert len(places) == source.asked() == 3
    assert all(later - earlier >= 0.15 - EXACT for earlier, later in pairwise(places))


async def test_lookups_of_a_session_share_one_rate(bench, source, shelf_parts, places):
    """A provider has one budget per session, whoever asks."""
    source.on("*", {"id": 1, "title": "One", "songs": {"data": []}})
    session = bench.session(SHELF_RATE="2/0.2")
    await asyncio.gather(*(session.lookup(f"shelf:{number}") for number in range(1, 5)))
    assert len(places) == 5, "the songs are those of one record"
    assert most_in_a_window(places, 0.2) == 2


async def test_sessions_that_share_a_store_share_one_rate(bench, source, shelf_parts, places, tmp_path):
    """What one knows of a source's rate and of its pauses, the other does."""
    source.on("*", {"id": 1, "title": "One", "songs": {"data": []}})
    env = {"HARMONY_STORE": f"sqlite:{tmp_path / 'shared.db'}", "SHELF_RATE": "2/0.2"}
    sessions = [bench.session(**env) for _ in range(3)]
    await asyncio.gather(*(session.lookup(f"shelf:{at}") for at, session in enumerate(sessions)))
    assert len(places) == source.asked() > 3
    assert most_in_a_window(places, 0.2) == 2
    source.on("record/9", source.reply(429, Retry_After="86400"))
    await sessions[0].lookup("shelf:9")
    asked = source.asked()
    late = bench.session(**env)
    result = await late.lookup("shelf:10")
    assert result.answers["shelf"].error.code == "RATE_LIMITED"
    assert timedelta(hours=23) < result.answers["shelf"].error.retry_at - datetime.now(UTC) <= timedelta(hours=24)
    assert source.asked() == asked


async def test_what_connecting_delays_counts_from_then(places):
    """A request that was sent later than it might have been makes the next one wait for it."""
    limiter = Limiter(Rate(1, per=0.2))
    first = await limiter.wait()
    second = asyncio.create_task(limiter.wait())
    await asyncio.sleep(0.1)
    await first.sent()
    assert (await second).at - first.at >= 0.2
    assert first.at - places[0] >= 0.1


async def test_the_order_is_fair():
    """Who came first goes first, also where a pause comes between."""
    limiter = Limiter(Rate(2, per=0.02))
    order = []

    async def one(number):
        await limiter.wait()
        order.append(number)

    tasks = [asyncio.create_task(one(number)) for number in range(10)]
    await asyncio.sleep(0.01)
    await limiter.pause(0.05)
    await asyncio.gather(*tasks)
    assert order == list(range(10))


async def test_who_gives_up_leaves_the_place_to_others():
    """A waiter that is cancelled takes no place."""
    limiter = Limiter(Rate(1, per=1.0))
    await limiter.wait()
    gone = [asyncio.create_task(limiter.wait()) for _ in range(20)]
    stays = asyncio.create_task(limiter.wait())
    await asyncio.sleep(0)
    for task in gone:
        task.cancel()
    await asyncio.wait_for(stays, 15)


async def test_a_pause_can_be_too_long():
    """Who has less patience than the pause is told how long it is."""
    limiter = Limiter(Rate(1, per=0.01))
    await limiter.pause(100)
    await limiter.pause(1)
    with pytest.raises(PausedError) as raised:
        await limiter.wait(30)
    assert 99 < raised.value.seconds <= 100


# --- What the source says of its rate -----------------------------------------------------------------------


def told(source, limit=None, remaining=None, status=200):
    """Return an answer with headers that say the rate."""
    named = {"X-Limit": limit, "X-Left": remaining}
    return source.json(
        {"id": 1, "title": "One"}, status, **{name: str(each) for name, each in named.items() if each is not None}
    )


def talkative(shelf_parts, rate, per):
    """Return a provider whose source says its rate."""
    headers = hc.RateHeaders(limit="x-limit", remaining="x-left", per=per)
    return attrs.evolve(shelf_parts.shelf, rate=rate, rate_headers=headers)


@pytest.mark.parametrize(
    ("limit", "requests", "per"),
    [(60, 1, 60 / 54), (25, 1, 60 / 22.5), (1, 1, 60 / 0.9), ("300", 1, 60 / 270), (" 60 ", 1, 60 / 54)],
)
async def test_the_source_s_own_limit_lowers_and_raises_the_rate(bench, source, shelf_parts, limit, requests, per):
    """It is followed, but for a tenth that is kept back."""
    source.on("record/1", told(source, limit))
    api = bench.api(provider=talkative(shelf_parts, Rate(1, per=1.2), 60.0))
    await api.get(shelf_parts.RECORD, id=1)
    found = api._line.limiter.rate
    assert (found.requests, round(found.per, 6)) == (requests, round(per, 6))


@pytest.mark.parametrize("limit", [0, -5, "many", "1e3", "6.5", 10**6, 10**30, "", "0x3c"])
async def test_absurd_limits_are_passed_over(bench, source, shelf_parts, limit):
    """What is no number, nothing, or far more than the source is known to allow changes nothing."""
    source.on("record/1", told(source, limit, 0))
    rate = Rate(1, per=1.2)
    api = bench.api(provider=talkative(shelf_parts, rate, 60.0))
    await api.get(shelf_parts.RECORD, id=1)
    assert api._line.limiter.rate == rate
    assert (await api._line.limiter.budget()).used_up_until == 0


def test_as_many_go_at_once_as_before():
    """A rate of many in a longer time keeps its form, and never lets more go at once than are allowed."""
    assert told_rate(Rate(25, per=60), 60, 60.0) == Rate(25, per=25 * 60 / 54)
    assert told_rate(Rate(25, per=60), 10, 60.0) == Rate(9, per=60.0)


async def test_the_user_s_rate_is_never_raised(bench, source, shelf_parts):
    """The source may want it slower than the user said, not quicker."""
    source.on("*", told(source, 600), told(source, 6))
    api = bench.api(provider=talkative(shelf_parts, Rate(1, per=1.0), 60.0), SHELF_RATE="2")
    await api.get(shelf_parts.RECORD, id=1)
    assert api._line.limiter.rate == Rate(2, per=1.0)
    await api.get(shelf_parts.RECORD, id=2)
    assert api._line.limiter.rate == Rate(1, per=60 / 5.4)


async def test_what_the_source_says_is_done(bench, source, shelf_parts, places):
    """Requests after it go out at its rate: slower first, then quicker again."""
    source.on("*", told(source, 9), told(source, 9), told(source, 90), told(source, 90), told(source, 90))
    api = bench.api(provider=talkative(shelf_parts, Rate(1, per=0.02), 1.62))
    for number in range(5):
        await api.get(shelf_parts.RECORD, id=number)
        if number == 1:
            assert api._line.limiter.rate.per == pytest.approx(0.2)
    first, second, third, *_ = places
    assert min(second - first, third - second) >= 0.2
    assert api._line.limiter.rate.per == pytest.approx(0.02)


@pytest.mark.parametrize(("status", "limit"), [(200, 50), (404, 50), (200, None)])
async def test_none_left_waits_until_the_window_has_moved_on(bench, source, shelf_parts, places, status, limit):
    """Where the source says that none is left, the next request goes when the first has left its window."""
    source.on("*", told(source, limit, 7), told(source, limit, 0, status), told(source, limit, 30))
    api = bench.api(provider=talkative(shelf_parts, Rate(50, per=0.5), 0.5), HARMONY_PATIENCE_SECONDS="0")
    for number in range(4):
        await api.try_get(shelf_parts.RECORD, "one", id=number)
    first, _, third, _ = places
    assert third - first >= 0.5


async def test_headers_mean_nothing_where_none_are_declared(bench, source, shelf_parts):
    """A source whose headers nobody knows keeps its rate."""
    source.on("record/1", told(source, 1, 0))
    api = bench.api(provider=attrs.evolve(shelf_parts.shelf, rate_headers=None))
    await api.get(shelf_parts.RECORD, id=1)
    assert api._line.limiter.rate == shelf_parts.shelf.rate
    with pytest.raises(ValueError, match="x-limit"):
        hc.RateHeaders(limit="x-limit", per=0)


async def test_the_wait_is_no_longer_than_the_source_still_counts():
    """Requests that went out long ago count no more; one of half a window ago is waited for half a window."""
    now = 100.0
    limiter = Limiter(Rate(5, per=1.0), window_seconds=10.0, clock=lambda: now)
    for now in (120.0, 124.0, 133.0):  # noqa: B007 - the clock reads it
        await limiter.wait()
    await limiter.used_up()
    assert (await limiter.budget()).used_up_until == pytest.approx(134.02)
