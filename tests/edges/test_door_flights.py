"""The same request is under way once, whoever waits for it; closing ends everything without a trace."""

from __future__ import annotations

import asyncio
import gc

import pytest

from harmony_core.domain.errors import HttpStatusError, NotFoundError

ONE = {"id": 1, "title": "One"}


async def test_equal_requests_at_once_are_made_once(bench, source, shelf_parts):
    """Twenty that ask the same at once make one request, and all get its answer."""
    source.on("record/1", source.json(ONE, wait=0.05))
    door = bench.door()
    apis = [bench.api(door) for _ in range(20)]
    records = await asyncio.gather(*(api.get(shelf_parts.RECORD, id=1) for api in apis))
    assert [record.title for record in records] == ["One"] * 20
    assert source.asked() == 1
    assert len(list(bench.store.all())) == 1


async def test_equal_requests_fail_together(bench, source, shelf_parts):
    """All that wait for a request are told the same of its failure, and the next one asks anew."""
    source.on("record/1", source.reply(418, wait=0.05), ONE)
    api = bench.api()
    outcomes = await asyncio.gather(*(api.get(shelf_parts.RECORD, id=1) for _ in range(20)), return_exceptions=True)
    assert {(type(outcome), outcome.code) for outcome in outcomes} == {(HttpStatusError, "HTTP_418")}
    assert source.asked() == 1
    assert (await api.get(shelf_parts.RECORD, id=1)).title == "One"


async def test_absent_is_told_to_all(bench, source, shelf_parts):
    """ "No such thing" is one answer for all who asked at once."""
    source.on("record/1", source.reply(404, wait=0.05))
    api = bench.api()
    outcomes = await asyncio.gather(*(api.get(shelf_parts.RECORD, id=1) for _ in range(20)), return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {NotFoundError}
    assert source.asked() == 1


async def test_who_gives_up_does_not_take_it_from_the_others(bench, source, shelf_parts):
    """Where one who waits is cancelled, the first one too, the others still get their answer."""
    source.on("record/1", source.json(ONE, wait=0.1))
    api = bench.api()
    waiting = [asyncio.create_task(api.get(shelf_parts.RECORD, id=1)) for _ in range(20)]
    await asyncio.sleep(0.05)
    for task in waiting[:10]:
        task.cancel()
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(outcome).__name__ for outcome in outcomes] == ["CancelledError"] * 10 + ["Record"] * 10
    assert source.asked() == 1


async def test_where_all_give_up_nothing_is_said(bench, source, shelf_parts, caplog):
    """A request that nobody waits for any more ends quietly, also where it fails."""
    source.on("record/1", source.reply(500, wait=0.05))
    waiting = asyncio.create_task(bench.api(HARMONY_RETRIES="0").get(shelf_parts.RECORD, id=1))
    await asyncio.sleep(0.02)
    waiting.cancel()
    await asyncio.sleep(0.1)
    gc.collect()
    assert not caplog.records


@pytest.mark.parametrize("wait", [0.0, 0.02, 0.2])
async def test_closing_ends_what_is_under_way(bench, source, shelf_parts, caplog, wait):
    """Closing while requests are under way leaves no task, no connection and no warning."""
    before = asyncio.all_tasks()
    source.on("*", source.json(ONE, wait=5))
    source.on("record/1", source.reply(503, Retry_After="5"))
    door = bench.door()
    api = bench.api(door, SHELF_RATE="5/1")
    waiting = [asyncio.create_task(api.get(shelf_parts.RECORD, id=number)) for number in range(12)]
    await asyncio.sleep(wait)
    await asyncio.wait_for(door.close(), 60)
    outcomes = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 60)
    if wait:
        assert {type(outcome) for outcome in outcomes} == {asyncio.CancelledError}
    for _ in range(3):
        await asyncio.sleep(0.01)
    left = {task for task in asyncio.all_tasks() - before if "web_protocol" not in repr(task)}
    assert not left
    gc.collect()
    assert not caplog.records


async def test_closing_twice_does_no_harm(bench, source, shelf_parts):
    """A door that is closed, or was never opened, can be closed."""
    source.on("record/1", ONE)
    door = bench.door()
    await door.close()
    await door.close()


async def test_what_nobody_waits_for_ends(bench, source, shelf_parts):
    """When the last who waits has gone the request is ended, what was to be sent is not, and the next asks anew."""
    arrived = asyncio.Event()

    async def hang(request):
        arrived.set()
        return await source.json(ONE, wait=5)(request)

    source.on("record/1", hang, ONE)
    api = bench.api(SHELF_RATE="1/0.3")
    before = asyncio.all_tasks()
    waiting = [asyncio.create_task(api.get(shelf_parts.RECORD, id=number)) for number in (1, 1, 2, 3, 4)]
    await asyncio.wait_for(arrived.wait(), 30)
    for task in waiting:
        task.cancel()
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {asyncio.CancelledError}
    assert not [task for task in asyncio.all_tasks() - before if "web_protocol" not in repr(task)]
    assert (await api.get(shelf_parts.RECORD, id=1)).title == "One"
    assert source.asked("record/1") == 2
    assert source.asked() == 2, "what waited for its turn was never sent"
