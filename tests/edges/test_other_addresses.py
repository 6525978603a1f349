"""Answers that others got at another address, and lists that come bare."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from harmony_core import provider as hc
from harmony_core.domain.errors import NoSnapshotError
from harmony_core.edges.requests import request_key
from harmony_core.plugin.snapshot import Mode, Snapshot

ELSEWHERE = "https://other.example.test/v2/records/1?format=json"


def keep(bench, url: str, body: object, status: int = 200) -> None:
    """Keep an answer, as an imported bundle does."""
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    bench.store.put(
        [
            Snapshot(
                key=request_key("GET", url),
                provider="shelf",
                method="GET",
                url=url,
                status=status,
                body=json.dumps(body).encode(),
                fetched_at=moment,
            )
        ]
    )


@pytest.fixture
def record(shelf_parts):
    """A request that others make at another host."""
    other = "https://other.example.test/v2/records/{id}?format=json"
    return hc.Endpoint("record/{id}", into=shelf_parts.Record, also=("record/{id}?format=json", other))


@pytest.fixture
def songs(shelf_parts):
    """A paged request that others make at another address."""
    return shelf_parts.new(shelf_parts.SONGS, also=("other/{id}/songs",))


async def test_offline_an_answer_kept_under_another_address_serves(bench, record):
    """It says the same, so there is nothing to tell about it."""
    keep(bench, ELSEWHERE, {"id": 1, "title": "One"})
    api = bench.api(Mode.OFFLINE)
    assert (await api.get(record, id=1)).title == "One"
    assert not api.trace().messages
    with pytest.raises(NoSnapshotError, match=r"record/2 is kept"):
        await api.get(record, id=2)


async def test_an_own_answer_goes_first(bench, record):
    """What was answered to the very request is not passed over."""
    keep(bench, ELSEWHERE, {"id": 1, "title": "Other"})
    keep(bench, "https://api.example.test/record/1", {"id": 1, "title": "Own"})
    assert (await bench.api(Mode.OFFLINE).get(record, id=1)).title == "Own"


async def test_no_such_thing_elsewhere_is_an_answer(bench, record):
    """An address that says that there is nothing has said it."""
    keep(bench, ELSEWHERE, {}, status=404)
    with pytest.raises(hc.NotFoundError):
        await bench.api(Mode.OFFLINE).get(record, id=1)


async def test_nobody_is_asked_at_another_address(bench, source, record):
    """A live request goes to the provider's own, whatever is kept elsewhere."""
    keep(bench, ELSEWHERE, {"id": 1, "title": "Other"})
    source.on("record/1", {"id": 1, "title": "Live"})
    assert (await bench.api().get(record, id=1)).title == "Live"
    assert [seen.path for seen in source.seen] == ["/record/1"]


async def test_pages_go_on_from_the_other_address(bench, songs):
    """The next page is the one that the kept page names, and no first page is read twice."""
    following = "https://other.example.test/page/2"
    first = {"songs": {"data": [{"id": 1, "title": "A"}], "next": following}}
    keep(bench, "https://api.example.test/other/1/songs", first)
    api = bench.api(Mode.OFFLINE)
    assert [song.title for song in await api.pages(songs, id=1)] == ["A"]
    assert "further pages" in api.trace().messages[0].text
    keep(bench, following, {"songs": {"data": [{"id": 2, "title": "B"}]}})
    assert [song.title for song in await bench.api(Mode.OFFLINE).pages(songs, id=1)] == ["A", "B"]


async def test_a_bare_list_is_a_page_without_another(bench, source, shelf_parts):
    """Some sources leave the frame out where there is nothing to page."""
    source.on("record/1/songs", [{"id": 1, "title": "A"}])
    assert [song.title for song in await bench.api().pages(shelf_parts.SONGS, id=1)] == ["A"]
