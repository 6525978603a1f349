"""Rates: never more requests in any window than a source allows, in a fair order."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from harmony_core.edges.limiter import Limiter, PausedError
from harmony_core.plugin.providers import Rate


def most_in_a_window(times, seconds):
    """Return the largest number of times in a window of so many seconds.

    Half of it is looked at: a busy machine sees one request late and the next in time, which brings them together.
    """
    window = seconds * 0.5
    return max(sum(start <= time < start + window for time in times) for start in times)


@pytest.mark.parametrize(("requests", "per", "count"), [(1, 0.1, 9), (5, 0.3, 22), (10, 0.5, 30)])
async def test_the_source_never_sees_more_than_the_rate(bench, source, shelf_parts, requests, per, count):
    """As the source's log shows it, no window holds more than the rate, also with 30 lookups at once."""
    source.on("*", {"id": 1, "title": "One"})
    api = bench.api(SHELF_RATE=f"{requests}/{per}")
    await asyncio.gather(*(api.get(shelf_parts.RECORD, id=number) for number in range(count)))
    times = [seen.time for seen in source.seen]
    assert len(times) == count
    assert most_in_a_window(times, per) <= requests


async def test_tries_and_redirects_count(bench, source, shelf_parts):
    """Every request that goes out takes a place, also one that is tried again or sent on."""
    source.on("record/1", source.reply(500), source.redirect("/record/2"), source.reply(500))
    source.on("record/2", {"id": 1, "title": "One"})
    api = bench.api(SHELF_RATE="1/0.15")
    assert (await api.get(shelf_parts.RECORD, id=1)).title == "One"
    times = [seen.time for seen in source.seen]
    assert len(times) == 3
    assert all(later - earlier >= 0.07 for earlier, later in pairwise(times))


async def test_two_sessions_of_lookups_share_one_rate(bench, source, shelf_parts):
    """A provider has one budget per session, whoever asks."""
    source.on("*", {"id": 1, "title": "One", "songs": {"data": []}})
    session = bench.session(SHELF_RATE="2/0.2")
    await asyncio.gather(*(session.lookup(f"shelf:{number}") for number in range(1, 5)))
    assert most_in_a_window([seen.time for seen in source.seen], 0.2) <= 2


async def test_the_order_is_fair():
    """Who came first goes first, also where a pause comes between."""
    limiter = Limiter(Rate(2, per=0.02))
    order = []

    async def one(number):
        await limiter.wait()
        order.append(number)

    tasks = [asyncio.create_task(one(number)) for number in range(10)]
    await asyncio.sleep(0.01)
    limiter.pause(0.05)
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
    limiter.pause(100)
    limiter.pause(1)
    with pytest.raises(PausedError) as raised:
        await limiter.wait(30)
    assert 99 < raised.value.seconds <= 100
