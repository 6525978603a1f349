"""Which answers are served: kept ones, fresh ones, old ones in an outage, and never one that says nothing."""

from __future__ import annotations

import asyncio
import gc
import json
from datetime import UTC, datetime, timedelta

import attrs
import pytest

from harmony_core import provider as hc
from harmony_core.domain.errors import (
    HttpStatusError,
    NoSnapshotError,
    NotFoundError,
    PayloadError,
    ProviderError,
    RateLimitedError,
    SetupError,
)
from harmony_core.edges.convert import result_document
from harmony_core.edges.requests import request_key
from harmony_core.plugin.events import AnswerReceived, RequestFailed, RequestSent
from harmony_core.plugin.snapshot import Mode, Snapshot

ONE = {"id": 1, "title": "One"}
UNO = {"id": 1, "title": "Uno"}
MISSING = {"error": {"code": "missing", "message": "no such record"}}


def undecided(source):
    """Return answers that say neither yes nor no."""
    return {
        "HTTP_500": source.reply(500),
        "HTTP_503": source.json({"message": "down"}, 503),
        "PROVIDER_ERROR": source.json({"error": {"code": "odd", "message": "odd"}}),
        "RATE_LIMITED": source.json({"error": {"code": "quota", "message": "slow down"}}),
        "ACCESS_DENIED": source.reply(403),
        "PAYLOAD": source.reply(200, "<html>maintenance</html>", Content_Type="text/html"),
    }


UNDECIDED = ("HTTP_500", "HTTP_503", "PROVIDER_ERROR", "RATE_LIMITED", "ACCESS_DENIED", "PAYLOAD")


@pytest.fixture
def record(shelf_parts):
    """The endpoint of one record: fresh for a day, absent for an hour."""
    return shelf_parts.RECORD


async def test_fresh_answers_are_not_asked_for_again(bench, source, record):
    """An answer younger than `fresh` is used without a request."""
    source.on("record/1", ONE, UNO)
    assert (await bench.api().get(record, id=1)).title == "One"
    bench.age(hours=23)
    assert (await bench.api().get(record, id=1)).title == "One"
    assert source.asked() == 1


async def test_stale_answers_are_asked_for_again(bench, source, record):
    """An answer older than `fresh` is asked for anew, and both are kept."""
    source.on("record/1", ONE, UNO)
    await bench.api().get(record, id=1)
    bench.age(hours=25)
    assert (await bench.api().get(record, id=1)).title == "Uno"
    key = next(iter(bench.store.all())).key
    assert [b'"One"' in each.body for each in bench.store.history(key)] == [False, True]


async def test_the_user_says_how_long_answers_are_fresh(bench, source, record):
    """The setting `fresh`, in hours, goes before the endpoint's."""
    source.on("record/1", ONE, UNO)
    await bench.api().get(record, id=1)
    bench.age(hours=2)
    assert (await bench.api(SHELF_FRESH="1").get(record, id=1)).title == "Uno"


@pytest.mark.parametrize("mode", [Mode.NORMAL, Mode.REFRESH])
async def test_an_outage_uses_a_kept_answer_and_says_so(bench, source, record, mode):
    """Where a source is down an old answer serves, with a message; also under --refresh."""
    source.on("record/1", ONE)
    await bench.api().get(record, id=1)
    bench.age(days=300)
    await source.stop()
    api = bench.api(mode)
    assert (await api.get(record, id=1)).title == "One"
    (message,) = api.trace().messages
    assert message.level == "warning"
    assert message.provider == "shelf"
    assert message.text.startswith("1 kept answer of ")


@pytest.mark.parametrize("code", UNDECIDED)
@pytest.mark.parametrize("mode", [Mode.NORMAL, Mode.REFRESH])
async def test_a_source_that_talks_nonsense_is_an_outage(bench, source, record, code, mode):
    """A kept answer serves in place of one that says neither yes nor no, whatever that is."""
    source.on("record/1", ONE, undecided(source)[code])
    await bench.api().get(record, id=1)
    bench.age(days=2)
    api = bench.api(mode, HARMONY_RETRIES="0")
    assert (await api.get(record, id=1)).title == "One"
    assert len(api.trace().messages) == 1
    assert len(list(bench.store.all())) == 2, "it is kept for the record"


@pytest.mark.parametrize("code", UNDECIDED)
@pytest.mark.parametrize("mode", [Mode.OFFLINE, Mode.FROZEN])
async def test_nonsense_does_not_shadow_an_older_good_answer(bench, source, record, code, mode):
    """Offline and frozen, the newest answer that says yes or no serves, not the newest of all."""
    source.on("record/1", ONE, undecided(source)[code])
    await bench.api().get(record, id=1)
    bench.age(days=2)
    await bench.api(Mode.REFRESH, HARMONY_RETRIES="0").get(record, id=1)
    bench.age(days=2)
    assert (await bench.api(mode).get(record, id=1)).title == "One"
    assert source.asked() == 2


@pytest.mark.parametrize("code", UNDECIDED)
async def test_nonsense_alone_is_never_served(bench, source, record, code):
    """An answer that says nothing is asked for anew at once, however young it is."""
    source.on("record/1", undecided(source)[code], ONE)
    with pytest.raises(ProviderError) as raised:
        await bench.api(HARMONY_RETRIES="0").get(record, id=1)
    assert raised.value.code == code
    for mode in (Mode.OFFLINE,):
        with pytest.raises(ProviderError):
            await bench.api(mode).get(record, id=1)
    assert (await bench.api(Mode.FROZEN).get(record, id=1)).title == "One"


@pytest.mark.parametrize("by", ["setting", "endpoint"])
async def test_a_stale_answer_serves_at_once_and_is_asked_for_anew_behind(bench, source, record, by):
    """For `stale` after `fresh` nobody waits: the old answer is used, once more asked for, and the next one is new."""
    source.on("record/1", ONE, source.json(UNO, wait=0.2))
    door = bench.door()
    if by == "endpoint":
        record = attrs.evolve(record, stale=timedelta(hours=10))
    api = bench.api(door, **({"SHELF_STALE": "10"} if by == "setting" else {}))
    await api.get(record, id=1)
    bench.age(hours=30)
    door._memory.clear()  # which was not aged
    first = [await api.get(record, id=1) for _ in range(3)]
    assert [each.title for each in first] == ["One"] * 3
    assert not api.trace().messages, "it says when the answer is of, as always"
    assert api.good_until < datetime.now(UTC), "the result is not held ready"
    await door.refreshed()
    assert (await api.get(record, id=1)).title == "Uno"
    assert source.asked() == 2


@pytest.mark.parametrize("mode", [Mode.OFFLINE, Mode.FROZEN, Mode.REFRESH])
async def test_only_where_age_counts_is_anything_asked_for_behind(bench, source, record, mode):
    """Offline and frozen no answer is too old; with --refresh none is young enough."""
    source.on("record/1", ONE, UNO)
    await bench.api().get(record, id=1)
    bench.age(hours=30)
    door = bench.door(mode)
    title = (await bench.api(door, SHELF_STALE="10").get(record, id=1)).title
    await door.refreshed()
    assert (title, source.asked()) == (("Uno", 2) if mode is Mode.REFRESH else ("One", 1))


async def test_older_than_stale_is_waited_for(bench, source, record):
    """An answer that is too old to be used at once still stands in for one that cannot be had, however old it is."""
    source.on("record/1", ONE, UNO, source.reply(403))
    await bench.api().get(record, id=1)
    bench.age(hours=35)
    assert (await bench.api(SHELF_STALE="10").get(record, id=1)).title == "Uno"
    bench.age(days=2000)
    api = bench.api(SHELF_STALE="10")
    assert (await api.get(record, id=1)).title == "Uno"
    assert len(api.trace().messages) == 1


async def test_absent_is_never_served_stale(bench, source, record):
    """That there was no such thing is not used any longer than it is believed."""
    source.on("record/1", source.json(MISSING, 404), ONE)
    api = bench.api(SHELF_STALE="10")
    with pytest.raises(NotFoundError):
        await api.get(record, id=1)
    bench.age(hours=2)
    assert (await bench.api(SHELF_STALE="10").get(record, id=1)).title == "One"


async def test_a_failure_behind_is_told_to_observers_only(bench, source, record):
    """The old answer serves as long as it may; what failed behind leaves no trace in later results."""
    source.on("record/1", ONE)
    await bench.api().get(record, id=1)
    bench.age(hours=30)
    await source.stop()
    door = bench.door()
    api = bench.api(door, SHELF_STALE="10", HARMONY_RETRIES="0", SHELF_RETRIES="0")
    for _ in range(2):
        assert (await api.get(record, id=1)).title == "One"
        await door.refreshed()
    assert [event.code for event in bench.events if isinstance(event, hc.RequestFailed)] == ["CONNECTION"] * 2
    assert len(list(bench.store.all())) == 1


async def test_only_so_many_are_asked_for_behind_at_once(bench, source, record, monkeypatch):
    """A long batch of old answers piles no requests up: those beyond are asked for when they are used again."""
    monkeypatch.setattr("harmony_core.edges.http.MOST_BEHIND", 3)
    source.on("*", ONE)
    await asyncio.gather(*(bench.api().get(record, id=number) for number in range(8)))
    bench.age(hours=30)
    door = bench.door()
    api = bench.api(door, SHELF_STALE="10")
    for more in (3, 3, 2, 0):
        asked = source.asked()
        for number in range(8):
            await api.get(record, id=number)
        await door.refreshed()
        assert source.asked() == asked + more


async def test_closing_ends_what_is_asked_for_behind(bench, source, record):
    """Nothing is left running when the door is closed."""
    source.on("record/1", ONE, source.json(UNO, wait=5))
    await bench.api().get(record, id=1)
    bench.age(hours=30)
    door = bench.door()
    before = asyncio.all_tasks()
    await bench.api(door, SHELF_STALE="10").get(record, id=1)
    await asyncio.sleep(0.05)
    await asyncio.wait_for(door.close(), 5)
    assert not [task for task in asyncio.all_tasks() - before if "web_protocol" not in repr(task)]


async def test_absent_is_believed_for_a_while_only(bench, source, record):
    """ "No such thing" is believed for `absent`, which is shorter than `fresh`."""
    source.on("record/1", source.json(MISSING, 404), ONE)
    for _ in range(2):
        with pytest.raises(NotFoundError):
            await bench.api().get(record, id=1)
    assert source.asked() == 1
    bench.age(minutes=61)
    assert (await bench.api().get(record, id=1)).title == "One"


async def test_absent_never_stands_in_during_an_outage(bench, source, record):
    """What was absent long ago is unknown where the source does not answer."""
    source.on("record/1", source.json(MISSING, 404), source.reply(500))
    with pytest.raises(NotFoundError):
        await bench.api().get(record, id=1)
    bench.age(hours=2)
    with pytest.raises(HttpStatusError) as raised:
        await bench.api().get(record, id=1)
    assert raised.value.code == "HTTP_500"


async def test_absent_counts_as_an_answer_that_was_used(bench, source, record):
    """The time of "no such thing" is the time of what was used, though it is no main answer."""
    api = bench.api()
    with pytest.raises(NotFoundError):
        await api.get(record, id=1)
    (kept,) = bench.store.all()
    assert api.trace().newest == kept.fetched_at
    assert api.trace().snapshot is None


async def test_offline_asks_nobody(bench, source, record):
    """Offline only kept answers are used, of any age; else it is unknown."""
    source.on("record/1", ONE)
    source.on("record/2", source.json(MISSING))
    await bench.api().get(record, id=1)
    with pytest.raises(NotFoundError):
        await bench.api().get(record, id=2)
    bench.age(days=3000)
    api = bench.api(Mode.OFFLINE)
    assert (await api.get(record, id=1)).title == "One"
    assert not api.trace().messages, "an old answer is what was asked for"
    with pytest.raises(NotFoundError):
        await api.get(record, id=2)
    with pytest.raises(NoSnapshotError) as raised:
        await api.get(record, id=3)
    assert raised.value.code == "NO_SNAPSHOT"
    assert "shelf" in str(raised.value)
    assert "record/3" in str(raised.value)
    assert source.asked() == 2


async def test_frozen_prefers_kept_answers_whatever_their_age(bench, source, record):
    """Frozen uses what is kept, and asks for the rest."""
    source.on("record/1", ONE, UNO)
    source.on("record/2", {"id": 2, "title": "Two"})
    await bench.api().get(record, id=1)
    bench.age(days=3000)
    api = bench.api(Mode.FROZEN)
    assert (await api.get(record, id=1)).title == "One"
    assert (await api.get(record, id=2)).title == "Two"
    assert source.asked() == 2


async def test_refresh_asks_anew_and_keeps_the_history(bench, source, record):
    """Refresh asks however young an answer is; the older one stays kept."""
    source.on("record/1", ONE, UNO)
    await bench.api().get(record, id=1)
    assert (await bench.api(Mode.REFRESH).get(record, id=1)).title == "Uno"
    new, old = bench.store.history(next(iter(bench.store.all())).key)
    assert new.fetched_at > old.fetched_at
    assert (b'"Uno"' in new.body, b'"One"' in old.body) == (True, True)


async def test_a_mirror_s_answers_are_the_provider_s(bench, source, record):
    """Answers are kept under the provider's own address, so they serve wherever they came from."""
    source.on("record/1", ONE)
    await bench.api().get(record, id=1)
    (kept,) = bench.store.all()
    assert kept.url == "https://api.example.test/record/1"
    assert kept.key == "GET https://api.example.test/record/1"
    assert (await bench.api(Mode.OFFLINE, SHELF_BASE="").get(record, id=1)).title == "One"


async def test_observers_are_told(bench, source, record):
    """Requests, answers, kept answers and failures are told of, with the lookup's id."""
    source.on("record/1", source.reply(500), ONE)
    await bench.api().get(record, id=1)
    await bench.api().get(record, id=1)
    await source.stop()
    with pytest.raises(ProviderError):
        await bench.api(HARMONY_RETRIES="0").get(record, id=2)
    told = [(type(event).__name__, getattr(event, "attempt", None)) for event in bench.events]
    assert told == [
        ("RequestSent", 1),
        ("AnswerReceived", None),
        ("RequestSent", 2),
        ("AnswerReceived", None),
        ("AnswerReceived", None),
        ("RequestSent", 1),
        ("RequestFailed", None),
    ]
    assert {event.lookup_id for event in bench.events} == {"test"}
    received = [event for event in bench.events if isinstance(event, AnswerReceived)]
    assert [(each.status, each.from_snapshot) for each in received] == [(500, False), (200, False), (200, True)]
    assert [each.code for each in bench.events if isinstance(each, RequestFailed)] == ["CONNECTION"]
    assert all(
        each.url.startswith("https://api.example.test/") for each in bench.events if isinstance(each, RequestSent)
    )


async def test_an_error_in_a_body_has_the_status_and_the_wait_of_its_head(bench, source, record):
    """What a source says in the body does not hide the status and the Retry-After of the answer's head."""
    quota = source.json({"error": {"code": "quota", "message": "slow down"}}, 429, Retry_After="100")
    source.on("record/1", quota)
    with pytest.raises(RateLimitedError) as raised:
        await bench.api().get(record, id=1)
    assert raised.value.status == 429
    assert raised.value.retry_at is not None
    assert source.asked() == 1


async def test_an_error_form_that_says_nothing_leaves_the_status_to_speak(bench, source, record):
    """Where the body's form means nothing the status does."""
    source.on("record/1", source.json({"error": {"code": "fine"}}, 404))
    source.on("record/2", source.json({"error": {"code": "fine"}}))
    with pytest.raises(NotFoundError):
        await bench.api().get(record, id=1)
    with pytest.raises(PayloadError, match="a required field is missing: id"):
        await bench.api().get(record, id=2)


async def test_frozen_believes_absent_whatever_its_age(bench, source, record):
    """Frozen takes "no such thing" as kept too."""
    with pytest.raises(NotFoundError):
        await bench.api().get(record, id=1)
    bench.age(days=3000)
    with pytest.raises(NotFoundError):
        await bench.api(Mode.FROZEN).get(record, id=1)
    assert source.asked() == 1


async def test_a_store_that_fails_costs_no_answer_and_leaves_nothing_under_way(
    bench, source, record, monkeypatch, caplog
):
    """Where answers cannot be kept they are used all the same, that is told once, and no task is left behind."""

    def full(snapshots):
        raise SetupError("the disk is full", code="STORE")

    monkeypatch.setattr(bench.store, "put", full)
    source.on("*", source.json(ONE, wait=0.02))
    door = bench.door()
    api = bench.api(door)
    before = asyncio.all_tasks()
    found = await api.try_many(record, "details", [{"id": number} for number in range(20)])
    assert [each.title for each in found] == ["One"] * 20
    assert str(api.unkept) == str(door.problem) == "the disk is full"
    await door.close()
    await asyncio.sleep(0.05)
    gc.collect()
    assert not {task for task in asyncio.all_tasks() - before if "web_protocol" not in repr(task)}
    assert [each.getMessage() for each in caplog.records] == ["answers_not_kept"]


async def test_a_clock_that_was_wrong_makes_no_answer_young_for_ever(bench, source, record):
    """An answer from the future is as old as it is far away."""
    source.on("record/1", ONE, UNO)
    await bench.api().get(record, id=1)
    bench.age(days=-300)
    assert (await bench.api().get(record, id=1)).title == "Uno"


@pytest.mark.parametrize(("held", "reads"), [("2000", 1), ("0", 3)])
async def test_a_running_program_holds_answers_ready(bench, source, record, held, reads):
    """What was read once is not read from the store again, unless nothing is to be held."""
    source.on("record/1", ONE)
    await bench.api().get(record, id=1)
    api = bench.api(HARMONY_MEMORY_ANSWERS=held)
    asked = []
    history = bench.store.history
    bench.store.history = lambda key, before=None: asked.append(key) or history(key, before)
    for _ in range(3):
        assert (await api.get(record, id=1)).title == "One"
    assert len(asked) == reads
    assert source.asked("record/1") == 1


# --- Answers of another extent ------------------------------------------------------------------------------


def told(bench, inc: str, status: int = 200, path: str = "record/1", **fields: object) -> None:
    """Keep an answer to a request with another list of what is to be told."""
    list_of = f"inc={inc}&" if inc else ""
    url = f"https://api.example.test/{path}?{list_of}fmt=json"
    body = json.dumps({"id": 1, "title": inc or "plain", **fields}).encode()
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    key = request_key("GET", url)
    bench.store.put(
        [Snapshot(key=key, provider="shelf", method="GET", url=url, status=status, body=body, fetched_at=moment)]
    )


@pytest.fixture
def extended(shelf_parts):
    """A request that says how much is to be told."""
    return hc.Endpoint("record/{id}?inc=artists+labels+songs&fmt=json", into=shelf_parts.Record, extent=("inc",))


async def test_offline_the_fullest_answer_of_another_extent_stands_in(bench, extended):
    """What is kept outlives a change of the list; that it may lack something is said."""
    for inc in ("", "labels", "artists+songs+ratings", "ratings+tags+genres+aliases"):
        told(bench, inc)
    api = bench.api(Mode.OFFLINE)
    assert (await api.get(extended, id=1)).title == "artists+songs+ratings"
    (message,) = api.trace().messages
    assert message.text.startswith("1 kept answer of 2026-11-01")
    assert message.text.endswith("it was asked for otherwise and may tell less")


async def test_an_own_answer_goes_before_a_fuller_one(bench, extended):
    """The very request that is made is served first, without a word."""
    told(bench, "artists+labels+songs")
    told(bench, "artists+labels+songs+ratings")
    api = bench.api(Mode.OFFLINE)
    assert (await api.get(extended, id=1)).title == "artists+labels+songs"
    assert not api.trace().messages


async def test_another_extent_is_not_another_request(bench, extended, shelf_parts):
    """Other ids, other parameters and endpoints that do not say so have nothing to do with it."""
    told(bench, "labels")
    for endpoint, number in (
        (extended, 2),
        (shelf_parts.RECORD, 1),
        (attrs.evolve(extended, path="record/{id}?inc=a&fmt=xml"), 1),
    ):
        with pytest.raises(NoSnapshotError):
            await bench.api(Mode.OFFLINE).get(endpoint, id=number)


async def test_a_slash_at_the_end_is_no_other_request(bench, extended):
    """Some write one before the list; a longer path is another thing."""
    told(bench, "artists+labels+songs", path="record/1/songs")
    told(bench, "labels", path="record/1/")
    assert (await bench.api(Mode.OFFLINE).get(extended, id=1)).title == "labels"


async def test_in_an_outage_another_extent_stands_in(bench, source, extended):
    """So it is where the source fails; where it answers nothing is taken from others."""
    told(bench, "labels")
    source.on("record/1", source.reply(418), {"id": 1, "title": "new"})
    assert (await bench.api().get(extended, id=1)).title == "labels"
    assert (await bench.api().get(extended, id=1)).title == "new"


async def test_an_answer_of_another_extent_that_says_nothing_is_passed_over(bench, extended):
    """A failure under a fuller list does not hide what is known under a shorter one."""
    told(bench, "labels")
    told(bench, "labels+songs", status=500)
    assert (await bench.api(Mode.OFFLINE).get(extended, id=1)).title == "labels"


async def test_a_result_of_stale_answers_is_made_again_as_it_was(bench, source):
    """Its permalink gives the old answers, to the byte, also when those that were asked for behind have come."""
    source.on("record/1", ONE, UNO)
    source.on("record/1/songs", {"songs": {"data": []}})
    session = bench.session(SHELF_FRESH="0", SHELF_STALE="10")
    first = await session.lookup("shelf:1")
    second = await session.lookup("shelf:1")
    assert (second.data.title, second.messages) == ("One", ())
    assert result_document(second) == result_document(first), "it is the same knowledge, of the same time"
    await session.refreshed()
    assert result_document(await session.lookup(second.permalink)) == result_document(second)
    assert (await session.lookup("shelf:1")).data.title == "Uno"
    await session.refreshed()
