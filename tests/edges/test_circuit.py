"""A source that fails again and again is left alone for a while, and asked with care after that."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import attrs
import pytest

from harmony_core import provider as hc
from harmony_core.domain.answers import Unknown
from harmony_core.domain.errors import CircuitOpenError, ConnectionFailedError, ProviderError, TimedOutError

ONE = {"id": 1, "title": "One", "songs": {"data": []}}
ONCE = {"HARMONY_RETRIES": "0"}


async def errors(api, record, numbers):
    """Return the codes of what happens to requests, one after the other."""
    codes = []
    for number in numbers:
        try:
            await api.get(record, id=number)
        except hc.ProviderError as error:
            codes.append(error.code)
        else:
            codes.append("found")
    return codes


async def minute_later(bench):
    """Let the time for which sources are left alone be over."""
    for name, breaker in list(bench.limits._breakers.items()):
        bench.limits._breakers[name] = attrs.evolve(breaker, open_until=min(breaker.open_until, 1.0))


@pytest.mark.parametrize("fault", ["down", "hangs", "breaks", 500, 502, 503, 504, 408])
async def test_five_failures_in_a_row_end_the_asking(bench, source, shelf_parts, fault):
    """Whatever kind of failure it is: the sixth request does not go out, and says until when."""
    answers = {"hangs": source.json(ONE, wait=5), "breaks": source.reset, "down": ONE}
    source.on("*", answers.get(fault) or source.reply(fault))
    if fault == "down":
        await source.stop()
    api = bench.api(**ONCE, HARMONY_TIMEOUT_SECONDS="0.2")
    codes = await errors(api, shelf_parts.RECORD, range(5))
    assert "CIRCUIT_OPEN" not in codes
    sent = sum(isinstance(event, hc.RequestSent) for event in bench.events)
    with pytest.raises(CircuitOpenError) as raised:
        await api.get(shelf_parts.RECORD, id=9)
    assert raised.value.code == "CIRCUIT_OPEN"
    assert timedelta(seconds=50) < raised.value.retry_at - datetime.now(UTC) <= timedelta(seconds=60)
    assert str(raised.value).startswith("shelf: it failed 5 times in a row and is left alone until ")
    assert sum(isinstance(event, hc.RequestSent) for event in bench.events) == sent == 5


@pytest.mark.parametrize(
    "answer", [200, 404, 401, 403, 410, 418, 429, "html", "absent", "later"], ids=lambda answer: str(answer)
)
async def test_a_source_that_answers_is_asked_on(bench, source, shelf_parts, answer):
    """Who says no, something odd, or to come later, is not broken."""
    missing = source.json({"error": {"code": "missing"}})
    answers = {"html": source.reply(200, "<html>"), "absent": missing, "later": source.reply(503, Retry_After="0")}
    source.on("*", answers.get(answer) or source.reply(answer))
    codes = await errors(bench.api(**ONCE), shelf_parts.RECORD, range(4))
    bench.limits._budgets.clear()  # of the pause
    codes += await errors(bench.api(**ONCE), shelf_parts.RECORD, range(4, 9))
    assert "CIRCUIT_OPEN" not in codes


async def test_tries_count_and_end_with_the_last_real_failure(bench, source, shelf_parts):
    """A request that opens it is not tried on, and says what was wrong, not that nobody asks any more."""
    source.on("*", source.reply(502))
    codes = await errors(bench.api(), shelf_parts.RECORD, range(3))
    assert codes == ["HTTP_502", "HTTP_502", "CIRCUIT_OPEN"]
    assert source.asked() == 5


async def test_it_is_tried_with_one_request_and_closes_after_two(bench, source, shelf_parts):
    """Half-open: of ten at once one goes out; after two that were answered all do."""
    source.on("*", *[source.reply(500)] * 5, source.json(ONE, wait=0.2))
    api = bench.api(**ONCE)
    await errors(api, shelf_parts.RECORD, range(5))
    for first in (10, 20):
        await minute_later(bench)
        asked = source.asked()
        outcomes = await asyncio.gather(*(errors(api, shelf_parts.RECORD, [first + number]) for number in range(10)))
        assert sorted(code for (code,) in outcomes) == ["CIRCUIT_OPEN"] * 9 + ["found"]
        assert source.asked() == asked + 1
    assert await errors(api, shelf_parts.RECORD, range(30, 33)) == ["found"] * 3


async def test_a_try_that_fails_ends_the_asking_again(bench, source, shelf_parts):
    """It is made once, without further tries."""
    source.on("*", source.reply(500))
    api = bench.api()
    await errors(api, shelf_parts.RECORD, range(2))
    await minute_later(bench)
    assert await errors(api, shelf_parts.RECORD, [8, 9]) == ["HTTP_500", "CIRCUIT_OPEN"]
    assert source.asked() == 6


async def test_a_try_that_is_cancelled_leaves_it_to_the_next(bench, source, shelf_parts):
    """Nobody waits for one who has gone."""
    source.on("*", *[source.reply(500)] * 5, source.json(ONE, wait=5), ONE)
    api = bench.api(**ONCE)
    await errors(api, shelf_parts.RECORD, range(5))
    await minute_later(bench)
    trying = asyncio.create_task(api.get(shelf_parts.RECORD, id=7))
    while source.asked() < 6:  # noqa: ASYNC110 - the source tells nobody
        await asyncio.sleep(0.01)
    trying.cancel()
    await asyncio.gather(trying, return_exceptions=True)
    assert await errors(api, shelf_parts.RECORD, [8]) == ["found"]


async def test_the_others_answer_all_the_same(bench, source, other_source, shelf_parts):
    """One source's breaker is its own; what is kept stands in while it is left alone; and all of it replays."""
    source.on("record/1", ONE)
    source.on("record/2", source.reply(500))
    other_source.on("*", ONE)
    twin = attrs.evolve(shelf_parts.shelf, name="twin", title="Twin", base="https://twin.example.test/")
    session = bench.session(shelf_parts.shelf, twin, TWIN_BASE=other_source.url, SHELF_FRESH="0", **ONCE)
    await session.lookup("shelf:1")
    for _ in range(6):
        await session.lookup("shelf:2", provider=["shelf"])
    result = await session.lookup("shelf:1", "twin:1")
    assert set(result.providers) == {"shelf", "twin"}
    assert any("left alone until" in message.text for message in result.messages)
    result = await session.lookup("shelf:2")
    (answer,) = result.answers.values()
    assert isinstance(answer, Unknown)
    assert answer.error.code == "CIRCUIT_OPEN"
    assert answer.error.retry_at is not None
    again = await session.lookup(result.permalink)
    assert again.answers == result.answers


async def test_the_settings_say_when(bench, source, shelf_parts):
    """How many failures, for how long, how many successes; 0 failures are never enough."""
    source.on("*", source.reply(500))
    api = bench.api(**ONCE, HARMONY_BREAKER_FAILURES="2", HARMONY_BREAKER_SECONDS="600")
    assert await errors(api, shelf_parts.RECORD, range(3)) == ["HTTP_500", "HTTP_500", "CIRCUIT_OPEN"]
    with pytest.raises(CircuitOpenError) as raised:
        await api.get(shelf_parts.RECORD, id=9)
    assert raised.value.retry_at - datetime.now(UTC) > timedelta(seconds=500)
    bench.limits._breakers.clear()
    never = bench.api(**ONCE, HARMONY_BREAKER_FAILURES="0")
    assert await errors(never, shelf_parts.RECORD, range(10, 18)) == ["HTTP_500"] * 8


async def test_sessions_share_it_through_their_store(bench, source, shelf_parts, tmp_path):
    """What one learnt the hard way the other does not try."""
    source.on("*", source.reply(500))
    env = {"HARMONY_STORE": f"sqlite:{tmp_path / 'shared.db'}", **ONCE}
    for number in range(5):
        await bench.session(**env).lookup(f"shelf:{number}")
    result = await bench.session(**env).lookup("shelf:9")
    assert result.answers["shelf"].error.code == "CIRCUIT_OPEN"
    assert source.asked() == 5


# --- Deadlines, and settings of single providers ------------------------------------------------------------


async def test_what_has_not_answered_by_the_deadline_is_unknown(bench, source, other_source, shelf_parts):
    """The others' answers are there in time; what is late is a timeout, also when the result is made again."""
    source.on("*", source.json(ONE, wait=20))
    other_source.on("*", {**ONE, "upc": None})
    twin = attrs.evolve(shelf_parts.shelf, name="twin", title="Twin", base="https://twin.example.test/")
    session = bench.session(shelf_parts.shelf, twin, TWIN_BASE=other_source.url)
    started = asyncio.get_running_loop().time()
    result = await session.lookup("shelf:1", "twin:1", deadline=1.0)
    assert asyncio.get_running_loop().time() - started < 10
    assert result.providers == ("twin",)
    assert result.answers["shelf"].error.code == "TIMEOUT"
    assert "1 s were over" in result.answers["shelf"].error.message
    again = await session.lookup(result.permalink)
    assert again.answers == result.answers
    assert again.data == result.data
    assert (await session.lookup("twin:1", deadline=1.0)).answers.keys() == {"twin"}


async def test_what_is_only_an_addition_is_left_out_by_the_deadline(bench, source, shelf_parts):
    """The main request was answered: its songs are missing, with a message."""
    source.on("record/1", ONE)
    source.on("record/1/songs", source.json(ONE, wait=20))
    result = await bench.session(HARMONY_DEADLINE_SECONDS="1").lookup("shelf:1")
    assert result.data.title == "One"
    assert [message.text.partition(":")[0] for message in result.messages] == ["without media"]


async def test_a_deadline_ends_waiting_for_a_turn_and_leaves_nothing_running(bench, source, shelf_parts):
    """Requests that had not gone out by then never do; what is kept is still used."""
    source.on("*", ONE)
    session = bench.session(SHELF_RATE="1/30")
    await session.lookup("shelf:1", want=["credits"], deadline=1.0)
    before = asyncio.all_tasks()
    asked = source.asked()
    results = await asyncio.gather(*(session.lookup(f"shelf:{number}", deadline=0.5) for number in range(2, 6)))
    assert {result.answers["shelf"].error.code for result in results} == {"TIMEOUT"}
    assert not [task for task in asyncio.all_tasks() - before if "web_protocol" not in repr(task)]
    assert source.asked() == asked
    assert (await session.lookup("shelf:1", deadline=0.01)).data is not None


async def test_a_late_answer_has_a_kept_one_in_its_place(bench, source, shelf_parts):
    """As in any outage."""
    source.on("record/1", ONE, source.json(ONE, wait=20))
    source.on("record/1/songs", ONE)
    session = bench.session(SHELF_FRESH="0")
    await session.lookup("shelf:1")
    result = await session.lookup("shelf:1", deadline=0.5)
    assert result.data.title == "One"
    assert any("had not answered" in message.text for message in result.messages)


async def test_a_cancelled_lookup_leaves_nothing_running(bench, source, shelf_parts):
    """No request is under way, none waits, none is tried again."""
    source.on("*", source.json(ONE, wait=20))
    source.on("record/1", source.reply(503))
    before = asyncio.all_tasks()
    session = bench.session(HARMONY_RETRY_SECONDS="5")
    lookups = [asyncio.create_task(session.lookup(f"shelf:{number}")) for number in range(1, 4)]
    while source.asked() < 3:  # noqa: ASYNC110 - the source tells nobody
        await asyncio.sleep(0.01)
    for task in lookups:
        task.cancel()
    await asyncio.gather(*lookups, return_exceptions=True)
    assert not [task for task in asyncio.all_tasks() - before if "web_protocol" not in repr(task)]
    assert source.asked() == 3


@pytest.mark.parametrize("deadline", [0, -1, float("nan")])
async def test_a_deadline_is_to_come(bench, source, deadline):
    """What makes no sense is refused."""
    with pytest.raises(hc.RequestError, match="deadline"):
        await bench.session().lookup("shelf:1", deadline=deadline)


async def test_tries_and_timeouts_are_settings_of_each_provider(bench, source, shelf_parts):
    """One source is slow, another in a hurry."""
    source.on("*", source.json(ONE, wait=0.5))
    quick = bench.api(SHELF_TIMEOUT_SECONDS="0.1", SHELF_RETRIES="1", SHELF_RETRY_SECONDS="0")
    with pytest.raises(TimedOutError, match=r"more than 0\.1 s"):
        await quick.get(shelf_parts.RECORD, id=1)
    assert source.asked() == 2
    slow = bench.api(HARMONY_TIMEOUT_SECONDS="0.1", SHELF_TIMEOUT_SECONDS="30")
    assert (await slow.get(shelf_parts.RECORD, id=2)).title == "One"


async def test_a_failure_that_is_ours_is_nobody_s(bench, source, shelf_parts):
    """A request that is refused here does not count against the source."""
    foreign = attrs.evolve(shelf_parts.RECORD, path="https://evil.example.com/{id}")
    api = bench.api()
    for number in range(7):
        with pytest.raises(ProviderError) as raised:
            await api.get(foreign, id=number)
        assert raised.value.code == "FOREIGN_HOST"
        assert not isinstance(raised.value, ConnectionFailedError)


async def test_a_batch_waits_for_a_source_that_is_left_alone(bench, source, shelf_parts):
    """Many lookups meet a source that breaks for a while: they wait for it, and nothing is put off."""
    source.on("*", *[source.reply(500)] * 7, ONE)
    async with bench.session(HARMONY_BREAKER_SECONDS="0.5", HARMONY_CONNECTIONS="5") as session:
        links = [f"https://www.example.test/record/{number}" for number in range(40)]
        outcomes = [each async for each in session.lookup_many(links, jobs=20)]
    assert {type(each.result.answers["shelf"]).__name__ for each in outcomes} == {"Found"}
    assert len(outcomes) == 40


async def test_a_batch_waits_once_for_each_row(bench, source, shelf_parts):
    """A source that is down for good holds nothing up for ever: who has waited for it once is put off."""
    source.on("*", source.reply(500))
    async with bench.session(HARMONY_BREAKER_SECONDS="0.3", HARMONY_PATIENCE_SECONDS="0") as session:
        links = [f"https://www.example.test/record/{number}" for number in range(8)]
        outcomes = [each async for each in session.lookup_many(links, jobs=8)]
    codes = {each.result.answers["shelf"].error.code for each in outcomes}
    assert codes <= {"CIRCUIT_OPEN", "HTTP_500"}
    assert "CIRCUIT_OPEN" in codes
    assert source.asked() < 20
