"""Many lookups at once: requests that are shared, outcomes as they come, and nothing lost."""

from __future__ import annotations

import asyncio

import attrs
import pytest

from harmony_core import Session
from harmony_core import provider as hc
from harmony_core.domain.answers import Absent, Found, Unknown
from harmony_core.domain.errors import RequestError
from harmony_core.domain.gtin import Gtin
from harmony_core.edges.convert import result_document
from harmony_core.edges.present import json_text
from harmony_core.many import run_many
from harmony_core.plugin.snapshot import Mode

SIZE = 20


def gtin_of(number: int) -> str:
    """Return a made-up barcode."""
    digits = f"2{number:011d}"
    check = -sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits)) % 10
    return f"{digits}{check}"


@pytest.fixture
def shelf(shelf_parts):
    """A source that has records by number, and can be asked for many barcodes at once."""
    records = hc.Endpoint("records?upcs={gtins}", into=shelf_parts.Record, items="data", next="next")

    def share(gtin: Gtin, found):
        having = [record for record in found if record.upc == gtin.text]
        return shelf_parts.Shelved(having[0]) if having else None

    batch = hc.Batch(
        SIZE,
        by="gtin",
        main=records,
        fields=lambda gtins: {"gtins": ",".join(gtin.text for gtin in gtins)},
        share=share,
    )
    release, *others = shelf_parts.shelf.lookups
    return attrs.evolve(shelf_parts.shelf, lookups=(attrs.evolve(release, batch=batch), *others))


def scripted(source, known: int, page: int = 1000, wait: float = 0.0) -> None:
    """Let the source have records for the first barcodes, and send so many of them in a page."""

    async def answer(request):
        await asyncio.sleep(wait)
        wished = request.query["upcs"].split(",")
        start = int(request.query.get("offset", 0))
        data = [
            {"id": number, "title": f"Record {number}", "upc": gtin_of(number)}
            for number in range(1, known + 1)
            if gtin_of(number) in wished
        ]
        body: dict[str, object] = {"data": data[start : start + page]}
        if start + page < len(data):
            body["next"] = str(request.rel_url.update_query(offset=start + page))
        return await source.json(body)(request)

    source.on("records", answer)


async def looked_up(session: Session, queries, **how):
    """Return all outcomes."""
    return [outcome async for outcome in session.lookup_many(queries, **how)]


def text_of(result) -> str:
    """Return a result as it is printed."""
    return json_text(result_document(result))


async def test_many_share_requests(bench, source, shelf):
    """A hundred barcodes are a handful of requests, and each lookup has its own answer."""
    scripted(source, known=100)
    async with bench.session(shelf) as session:
        outcomes = await looked_up(session, map(gtin_of, range(1, 101)), ordered=True)
    assert [outcome.result.data.title for outcome in outcomes] == [f"Record {number}" for number in range(1, 101)]
    assert [outcome.position for outcome in outcomes] == list(range(100))
    assert source.asked("records") == 100 / SIZE


async def test_one_that_is_not_there_is_absent(bench, source, shelf):
    """The source answered for all: those that it did not name it has not."""
    scripted(source, known=2)
    async with bench.session(shelf) as session:
        outcomes = await looked_up(session, [gtin_of(2), gtin_of(3)], ordered=True)
    found, absent = (outcome.result.answers["shelf"] for outcome in outcomes)
    assert isinstance(found, Found)
    assert isinstance(absent, Absent)
    assert absent.fetched_at == found.fetched_at
    assert source.asked() == 1


async def test_a_result_of_many_is_replayed_to_the_byte(bench, source, shelf):
    """Its permalink opens each result again, alone, without a request, as does the same batch again."""
    scripted(source, known=SIZE, page=3)
    async with bench.session(shelf) as session:
        outcomes = await looked_up(session, map(gtin_of, range(1, SIZE + 2)), ordered=True)
    asked = source.asked()
    async with bench.session(shelf) as session:
        for outcome in outcomes:
            assert outcome.result.permalink
            assert "together=yes" in outcome.result.permalink
            assert text_of(await session.lookup(outcome.result.permalink)) == text_of(outcome.result)
        again = await looked_up(session, map(gtin_of, range(SIZE + 1, 0, -1)), ordered=True)
    assert [text_of(each.result) for each in reversed(again)] == [text_of(each.result) for each in outcomes]
    assert source.asked() == asked


async def test_a_shared_request_that_fails_is_unknown_for_all(bench, source, shelf):
    """Each lookup says so, keeps it for its permalink, and the next try asks again."""
    source.on("records", source.reply(418))
    async with bench.session(shelf) as session:
        outcomes = await looked_up(session, [gtin_of(1), gtin_of(2)], ordered=True)
        assert source.asked() == 1
        for outcome in outcomes:
            assert isinstance(outcome.result.answers["shelf"], Unknown)
            assert text_of(await session.lookup(outcome.result.permalink)) == text_of(outcome.result)
        scripted(source, known=2)
        again = await looked_up(session, [gtin_of(1)])
    assert isinstance(again[0].result.answers["shelf"], Found)


async def test_what_is_kept_is_not_asked_for_again(bench, source, shelf):
    """Only those that no kept answer serves are asked for."""
    scripted(source, known=3)
    async with bench.session(shelf) as session:
        await looked_up(session, [gtin_of(1), gtin_of(2)])
        await looked_up(session, map(gtin_of, (1, 2, 3)))
    assert [seen.query["upcs"] for seen in source.seen] == [f"{gtin_of(1)},{gtin_of(2)}", gtin_of(3)]


async def test_offline_what_was_asked_for_alone_serves(bench, source, shelf, shelf_parts):
    """A lookup of one that is kept answers for it among many, too."""
    source.on("record", {"id": 1, "title": "Alone", "upc": gtin_of(1)})
    source.on("record/1/songs", {"songs": {"data": []}})
    async with bench.session(shelf) as session:
        await session.lookup(gtin_of(1))
    async with bench.session(shelf, mode=Mode.OFFLINE) as session:
        (outcome,) = await looked_up(session, [gtin_of(1)])
        assert outcome.result.data.title == "Alone"
        assert text_of(await session.lookup(outcome.result.permalink)) == text_of(outcome.result)


async def test_refresh_asks_anew_once(bench, source, shelf):
    """With --refresh kept answers do not serve, but what has just come does."""
    scripted(source, known=2)
    async with bench.session(shelf) as session:
        await looked_up(session, map(gtin_of, (1, 2)))
    async with bench.session(shelf, mode=Mode.REFRESH) as session:
        outcomes = await looked_up(session, map(gtin_of, (1, 2)))
    assert source.asked() == 2
    assert all(isinstance(outcome.result.answers["shelf"], Found) for outcome in outcomes)


async def test_equal_queries_are_asked_for_once(bench, source, shelf):
    """The same thing twice is one place in the request, and two outcomes."""
    scripted(source, known=1)
    async with bench.session(shelf) as session:
        outcomes = await looked_up(session, [gtin_of(1)] * 5)
    assert len(outcomes) == 5
    assert [seen.query["upcs"] for seen in source.seen] == [gtin_of(1)]


async def test_a_slow_source_gets_few_requests(bench, source, shelf):
    """While one request is under way, those who come wait for the next, however many others are done meanwhile."""
    scripted(source, known=60, wait=0.05)
    async with bench.session(shelf) as session:
        await looked_up(session, map(gtin_of, range(1, 61)), jobs=10)
    assert source.asked() <= 60 / 10 + 1


async def test_full_requests_do_not_wait_for_each_other(bench, source, shelf):
    """What a source's rate allows is used, also where it takes longer for an answer than until the next request."""
    scripted(source, known=60, wait=1.5)
    async with bench.session(shelf) as session:
        outcomes = await looked_up(session, map(gtin_of, range(1, 61)), jobs=60)
    assert all(isinstance(outcome.result.answers["shelf"], Found) for outcome in outcomes)
    assert source.asked() == 60 / SIZE
    assert source.seen[-1].time - source.seen[0].time < 1.5, "the first has not been answered when the last goes out"


async def test_a_query_that_cannot_be_taken_is_an_outcome(bench, source, shelf):
    """A wrong check digit ends neither the others nor the loop."""
    scripted(source, known=1)
    async with bench.session(shelf) as session:
        wrong, right = await looked_up(session, ["724384960651", gtin_of(1)], ordered=True)
    assert isinstance(wrong.error, RequestError)
    assert wrong.result is None
    assert "check digit" in wrong.error.message
    assert right.result.data.title == "Record 1"


async def test_texts_that_mean_one_thing_are_one_query(bench, source, shelf):
    """A query may be several texts, as on the command line."""
    scripted(source, known=1)
    source.on("record/1", {"id": 1, "title": "Record 1", "upc": gtin_of(1)})
    async with bench.session(shelf) as session:
        (outcome,) = await looked_up(session, [("shelf:1", gtin_of(1))])
    assert outcome.texts == ("shelf:1", gtin_of(1))
    assert outcome.result.query.refs


async def test_a_loop_that_is_left_leaves_nothing_running(bench, source, shelf):
    """Whoever has enough breaks off: what is under way is stopped."""
    scripted(source, known=100, wait=0.05)
    async with bench.session(shelf) as session:
        stream = session.lookup_many(map(gtin_of, range(1, 101)), jobs=10)
        async for outcome in stream:
            assert outcome.result is not None
            break
        await stream.aclose()
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []


async def test_items_are_read_no_quicker_than_outcomes_are_used():
    """An endless list is no trouble: only so many are taken ahead."""
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += 1
            yield taken

    async def run(item):
        return item

    outcomes = []
    async for outcome in run_many(endless(), run, jobs=4, ordered=True):
        outcomes.append(outcome)
        if len(outcomes) == 10:
            break
    assert outcomes == list(range(1, 11))
    assert taken <= 14


async def test_an_outcome_that_raises_ends_the_loop():
    """A bug is not hidden among the outcomes, and the others are stopped."""
    stopped = []

    async def run(item):
        if item == 1:
            raise ZeroDivisionError
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            stopped.append(item)
            raise

    with pytest.raises(ZeroDivisionError):
        async for _ in run_many(range(3), run, jobs=3):
            pass
    assert stopped == [0, 2]


async def test_at_least_one_lookup_must_be_under_way(bench, shelf):
    """Zero jobs would wait for ever."""
    async with bench.session(shelf) as session:
        with pytest.raises(RequestError, match="at least one"):
            await looked_up(session, ["x"], jobs=0)


async def test_a_shared_request_ends_with_the_last_who_waits_for_it(bench, source, shelf):
    """Where one stays it goes on; where all have gone it is ended, and what was to come next is never sent."""
    scripted(source, 30, wait=0.3)
    before = asyncio.all_tasks()
    session = bench.session(shelf)

    def begin(numbers):
        return [
            asyncio.create_task(session.lookup(gtin_of(number), together=True, want=["credits"])) for number in numbers
        ]

    lookups = begin(range(1, 6))
    await asyncio.wait_for(sent(source, 1), 30)
    for task in lookups[:4]:
        task.cancel()
    assert (await lookups[4]).data.title == "Record 5"
    lookups = begin(range(10, 15))
    await asyncio.wait_for(sent(source, 2), 30)
    lookups += begin(range(20, 25))
    await asyncio.sleep(0)
    for task in lookups:
        task.cancel()
    await asyncio.gather(*lookups, return_exceptions=True)
    await asyncio.sleep(0.1)
    assert not [task for task in asyncio.all_tasks() - before if "web_protocol" not in repr(task)]
    assert source.asked("records") == 2


async def test_answers_that_are_no_longer_fresh_are_asked_for_together(bench, source, shelf):
    """Not one by one behind: where many are looked up, who shares a request waits for it."""
    scripted(source, 10)
    session = bench.session(shelf, SHELF_FRESH="0", SHELF_STALE="10")
    for _ in range(2):
        outcomes = await looked_up(session, [gtin_of(number) for number in range(1, 11)], want=["credits"])
        assert all(isinstance(outcome.result.answers["shelf"], Found) for outcome in outcomes)
        await session.refreshed()
    assert source.asked("records") == 2


async def test_a_deadline_holds_for_each_of_many(bench, source, shelf):
    """What a shared request has not brought by then is a timeout, also when the result is made again."""
    scripted(source, 3, wait=5)
    session = bench.session(shelf)
    outcomes = await looked_up(session, [gtin_of(number) for number in range(1, 4)], deadline=0.3)
    assert {outcome.result.answers["shelf"].error.code for outcome in outcomes} == {"TIMEOUT"}
    again = await session.lookup(outcomes[0].result.permalink)
    assert text_of(again) == text_of(outcomes[0].result)


async def sent(source, count):
    """Wait until so many requests for records came."""
    while source.asked("records") < count:  # noqa: ASYNC110 - the source tells nobody
        await asyncio.sleep(0.005)


async def test_an_item_that_is_long_in_coming_holds_no_outcome_up():
    """What is done is handed out while the next item is waited for; who stops then leaves nothing running."""
    gate, closed = asyncio.Event(), []

    async def items():
        try:
            yield 1
            yield 2
            await gate.wait()
            yield 3
        finally:
            closed.append(True)

    async def double(item):
        await asyncio.sleep(0.01)
        return 2 * item

    for ordered in (False, True):
        gate.clear()
        found = run_many(items(), double, jobs=10, ordered=ordered)
        assert [await asyncio.wait_for(anext(found), 5) for _ in range(2)] == [2, 4]
        gate.set()
        assert [each async for each in found] == [6]
        gate.clear()
        before = asyncio.all_tasks()
        given = items()
        found = run_many(given, double, jobs=10, ordered=ordered)
        assert await asyncio.wait_for(anext(found), 5) == 2
        await found.aclose()
        await given.aclose()
        assert asyncio.all_tasks() == before
    assert closed == [True] * 4
