"""What is tried again, when, and how long a source that asks for patience gets it."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core.domain.errors import (
    ConnectionFailedError,
    HttpStatusError,
    PayloadError,
    ProviderError,
    RateLimitedError,
    TimedOutError,
)
from harmony_core.edges.retry_after import retry_at

ONE = {"id": 1, "title": "One"}
NOW = datetime(2024, 5, 17, 12, 0, tzinfo=UTC)

PATIENCE = 60
"""Seconds that the slowest machine takes for what needs none."""


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
async def test_passing_faults_are_tried_again(bench, source, shelf_parts, status):
    """These statuses may pass by themselves: three more tries are made."""
    source.on("record/1", source.reply(status), source.reply(status), source.reply(status), ONE)
    assert (await bench.api().get(shelf_parts.RECORD, id=1)).title == "One"
    assert source.asked() == 4


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 410, 418, 451, 501, 505])
async def test_lasting_faults_are_not(bench, source, shelf_parts, status):
    """Other statuses stay as they are."""
    source.on("record/1", source.reply(status), ONE)
    with pytest.raises(ProviderError):
        await bench.api().get(shelf_parts.RECORD, id=1)
    assert source.asked() == 1


@pytest.mark.parametrize(("retries", "tries"), [("0", 1), ("1", 2), (None, 4)])
async def test_tries_have_an_end(bench, source, shelf_parts, retries, tries):
    """The last failure is the one that is told; how many tries are made is a setting."""
    source.on("record/1", source.reply(502), source.reply(502), source.reply(502), source.reply(504))
    env = {} if retries is None else {"SHELF_RETRIES": retries}
    with pytest.raises(HttpStatusError) as raised:
        await bench.api(**env).get(shelf_parts.RECORD, id=1)
    assert raised.value.code == ("HTTP_504" if tries == 4 else "HTTP_502")
    assert source.asked() == tries


@pytest.mark.parametrize(
    "body", ["", "<html>", "[]", '{"id": 1}', '{"id": "1", "title": null}', '{"id": 1, "title": "O', "[" * 100_000]
)
async def test_unreadable_answers_are_not_tried_again(bench, source, shelf_parts, body):
    """An answer that cannot be read would not be the second time either."""
    source.on("record/1", source.reply(200, body), ONE)
    with pytest.raises(PayloadError):
        await bench.api().get(shelf_parts.RECORD, id=1)
    assert source.asked() == 1


async def test_a_refused_connection_is_tried_again(bench, source, shelf_parts):
    """A source that comes up in the meantime is reached."""
    source.on("record/1", ONE)
    api = bench.api(HARMONY_RETRY_SECONDS="0.2")
    await source.stop()
    asking = asyncio.create_task(api.get(shelf_parts.RECORD, id=1))
    await asyncio.sleep(0.1)
    await source.start()
    assert (await asking).title == "One"


async def test_a_source_that_is_down_is_told_of(bench, source, shelf_parts):
    """Where nobody listens the error says who and what."""
    await source.stop()
    with pytest.raises(ConnectionFailedError) as raised:
        await bench.api().get(shelf_parts.RECORD, id=1)
    assert raised.value.code == "CONNECTION"
    assert str(raised.value).startswith("shelf: ")
    assert sum(type(event).__name__ == "RequestSent" for event in bench.events) == 4


async def test_a_broken_answer_is_tried_again(bench, source, shelf_parts):
    """A connection that is reset in the middle of the body is no answer, and nothing of it is kept."""
    source.on("record/1", source.reset, source.reset, ONE)
    assert (await bench.api().get(shelf_parts.RECORD, id=1)).title == "One"
    assert source.asked() == 3
    assert len(list(bench.store.all())) == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"SSH-2.0-OpenSSH_9\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\nnot gzip",
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100_000 + b"\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_a_broken_connection(bench, source, shelf_parts, raw):
    """Whatever comes back, the error is one of ours."""
    source.on("record/1", source.raw(raw), source.raw(raw), ONE)
    assert (await bench.api().get(shelf_parts.RECORD, id=1)).title == "One"
    source.on("record/2", source.raw(raw))
    with pytest.raises(ConnectionFailedError):
        await bench.api(HARMONY_RETRIES="0").get(shelf_parts.RECORD, id=2)


async def test_a_slow_source_is_tried_again(bench, source, shelf_parts):
    """A request that takes longer than `timeout_seconds` is ended and made anew."""
    source.on("record/1", source.json(ONE, wait=5), ONE)
    assert (await bench.api(HARMONY_TIMEOUT_SECONDS="0.1").get(shelf_parts.RECORD, id=1)).title == "One"
    source.on("record/2", source.json(ONE, wait=5))
    with pytest.raises(TimedOutError, match=r"record/2 took more than 0\.1 s") as raised:
        await bench.api(HARMONY_TIMEOUT_SECONDS="0.1", HARMONY_RETRIES="1").get(shelf_parts.RECORD, id=2)
    assert raised.value.code == "TIMEOUT"
    assert source.asked("record/2") == 2


async def test_a_rate_limit_inside_http_200_is_tried_again(bench, source, shelf_parts):
    """What counts is what the answer means, not its status."""
    quota = source.json({"error": {"code": "quota", "message": "slow down"}})
    source.on("record/1", quota, quota, ONE)
    assert (await bench.api().get(shelf_parts.RECORD, id=1)).title == "One"
    assert source.asked() == 3


async def test_an_error_of_the_source_s_own_form_is_tried_again_by_its_status(bench, source, shelf_parts):
    """A body that explains HTTP 503 does not make it last."""
    source.on("record/1", source.json({"error": {"code": "odd", "message": "maintenance"}}, 503), ONE)
    assert (await bench.api().get(shelf_parts.RECORD, id=1)).title == "One"
    source.on("record/2", source.json({"error": {"code": "missing", "message": "none"}}, 503), ONE)
    with pytest.raises(ProviderError) as raised:
        await bench.api().get(shelf_parts.RECORD, id=2)
    assert raised.value.code == "NOT_FOUND"
    assert source.asked("record/2") == 1


async def test_waits_double_and_have_a_limit(bench, source, shelf_parts):
    """Each wait is twice the one before, with some chance in it."""
    source.on("record/1", source.reply(503), source.reply(503), source.reply(503), ONE)
    await bench.api(HARMONY_RETRY_SECONDS="0.1").get(shelf_parts.RECORD, id=1)
    times = [seen.time for seen in source.seen]
    waits = [later - earlier for earlier, later in pairwise(times)]
    for wait, least in zip(waits, (0.1, 0.2, 0.4), strict=True):
        assert least <= wait <= least + 0.1 + 0.4


# --- Retry-After --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["seconds", "date"])
async def test_retry_after_is_waited_for(bench, source, shelf_parts, form):
    """The source says when to come back, and nobody comes before."""

    async def limited(request):
        text = "1" if form == "seconds" else format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
        return await source.reply(429, Retry_After=text)(request)

    source.on("record/1", limited, ONE)
    started = time.monotonic()
    assert (await bench.api().get(shelf_parts.RECORD, id=1)).title == "One"
    assert time.monotonic() - started >= 0.9
    assert source.asked() == 2


async def test_retry_after_pauses_every_request_of_the_provider(bench, source, shelf_parts):
    """Who waits for a place already, and who comes later, waits with the one that was told to."""
    source.on("record/1", source.reply(503, Retry_After="1"), ONE)
    for number in range(2, 6):
        source.on(f"record/{number}", {"id": number, "title": str(number)})
    api = bench.api(SHELF_RATE="1/0.1")
    started = time.monotonic()
    await asyncio.gather(*(api.get(shelf_parts.RECORD, id=number) for number in range(1, 6)))
    before = [seen for seen in source.seen if seen.time - started < 0.9]
    assert [seen.path for seen in before] == ["/record/1"]
    assert source.asked() == 6


@pytest.mark.parametrize(("status", "code"), [(429, "RATE_LIMITED"), (503, "HTTP_503"), (200, "RATE_LIMITED")])
async def test_a_long_retry_after_ends_the_request(bench, source, shelf_parts, status, code):
    """Longer than `patience_seconds` nobody waits: the error says when to come back."""
    body = {"error": {"code": "quota", "message": "slow down"}} if status == 200 else {}
    source.on("record/1", source.json(body, status, Retry_After="86400"))
    api = bench.api()
    started = time.monotonic()
    with pytest.raises(ProviderError) as raised:
        await api.get(shelf_parts.RECORD, id=1)
    assert raised.value.code == code
    assert timedelta(hours=23) < raised.value.retry_at - datetime.now(UTC) <= timedelta(hours=24)
    assert source.asked() == 1
    with pytest.raises(RateLimitedError) as raised:
        await api.get(shelf_parts.RECORD, id=2)
    assert timedelta(hours=23) < raised.value.retry_at - datetime.now(UTC) <= timedelta(hours=24)
    assert source.asked() == 1, "the source asked not to be asked"
    assert time.monotonic() - started < PATIENCE, "nobody waited a day"


async def test_a_long_pause_ends_the_requests_that_wait_already(bench, source, shelf_parts):
    """Requests that wait for their turn do not wait a day."""
    source.on("*", source.reply(429, Retry_After="86400"))
    api = bench.api(SHELF_RATE="1/0.2")
    asked = [api.get(shelf_parts.RECORD, id=number) for number in range(10)]
    outcomes = await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), PATIENCE)
    assert {type(outcome) for outcome in outcomes} == {RateLimitedError}
    assert source.asked() <= 2


@pytest.mark.parametrize("header", ["0", "-5", "soon", "", "1e3", "Fri, 31 Dec 1999 23:59:59 GMT"])
async def test_an_odd_retry_after_does_no_harm(bench, source, shelf_parts, header):
    """What is no time, or none to come, is waited for no longer than without."""
    source.on("record/1", source.reply(429, Retry_After=header), ONE)
    started = time.monotonic()
    assert (await bench.api().get(shelf_parts.RECORD, id=1)).title == "One"
    assert time.monotonic() - started < PATIENCE, "nobody waited a day"


@pytest.mark.parametrize(
    ("header", "moment"),
    [
        (None, None),
        ("120", NOW + timedelta(seconds=120)),
        (" 120 ", NOW + timedelta(seconds=120)),
        ("1.5", NOW + timedelta(seconds=1.5)),
        ("0", NOW),
        ("-5", None),
        ("+5", None),
        ("²", None),
        ("nan", None),
        ("garbage", None),
        ("Fri, 17 May 2024 12:02:00 GMT", NOW + timedelta(seconds=120)),
        ("Fri, 17 May 2024 14:02:00 +0200", NOW + timedelta(seconds=120)),
        ("Fri, 17 May 2024 12:02:00 -0000", NOW + timedelta(seconds=120)),
        ("Fri, 99 May 2024 12:02:00 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header, moment):
    """Both forms of RFC 9110 are read; what is neither is as if it were not there."""
    assert retry_at(header, NOW) == moment


@given(st.one_of(st.text(), st.integers(min_value=0).map(str), st.floats(min_value=0).map(str)))
def test_no_retry_after_raises(header):
    """Whatever a source sends, it is a moment with a time zone or nothing; huge ones are far away."""
    moment = retry_at(header, NOW)
    assert moment is None or moment.tzinfo is not None
    if header.isascii() and header.isdigit():
        assert moment is not None
