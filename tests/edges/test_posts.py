"""POST: requests with a body are kept and found again by it, sent with its type, and imported from bundles."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import attrs
import pytest

from harmony_core import provider as hc
from harmony_core.domain.errors import NoSnapshotError
from harmony_core.edges.bundles import read_bundle, write_bundle
from harmony_core.plugin.snapshot import Mode


@hc.payload
class Counted:
    id: str
    plays: int | None = None


COUNTS = hc.Endpoint("popularity", method="POST", json={"ids": "{ids}", "limit": "{limit}"}, into=Counted, items="")
ONE = hc.Endpoint("find", method="POST", form={"q": "{text}"}, into=Counted)


async def test_json_is_sent_with_its_type(bench, source):
    """The source gets the fields' own values as JSON."""
    source.on("popularity", [{"id": "a", "plays": 3}, {"id": "b"}])
    found = await bench.api().pages(COUNTS, ids=["a", "b"], limit=2)
    assert [(each.id, each.plays) for each in found] == [("a", 3), ("b", None)]
    (seen,) = source.seen
    assert (seen.method, seen.headers["Content-Type"]) == ("POST", "application/json")
    assert json.loads(seen.body) == {"ids": ["a", "b"], "limit": 2}


async def test_a_form_is_sent_with_its_type(bench, source):
    """The source gets a form as a browser sends it."""
    source.on("find", {"id": "a"})
    assert (await bench.api().get(ONE, text="a & b")).id == "a"
    (seen,) = source.seen
    assert (seen.method, seen.headers["Content-Type"]) == ("POST", "application/x-www-form-urlencoded")
    assert seen.body == b"q=a+%26+b"


async def test_answers_are_kept_by_the_body(bench, source):
    """The same body is asked for once, another is another request; offline each finds its own answer."""
    source.on("popularity", [{"id": "a"}], [{"id": "b"}])
    api = bench.api()
    for ids in (["a"], ["b"], ["a"]):
        assert [each.id for each in await api.pages(COUNTS, ids=ids)] == ids
    assert source.asked() == 2
    await source.stop()
    api = bench.api(offline(bench))
    assert [each.id for each in await api.pages(COUNTS, ids=["b"])] == ["b"]
    assert [each.id for each in await api.pages(COUNTS, ids=("a",))] == ["a"]
    with pytest.raises(NoSnapshotError):
        await api.pages(COUNTS, ids=["c"])


def offline(bench):
    """Return a door that asks nobody."""
    return bench.door(Mode.OFFLINE)


async def test_a_post_that_fails_is_tried_again_with_its_body(bench, source):
    """Each try sends the whole body."""
    source.on("find", source.reply(503), source.reset, {"id": "a"})
    assert (await bench.api().get(ONE, text="x")).id == "a"
    assert [seen.body for seen in source.seen] == [b"q=x"] * 3


@pytest.mark.parametrize(("status", "method", "body"), [(303, "GET", b""), (302, "GET", b""), (307, "POST", b"q=x")])
async def test_a_redirect_is_followed_as_browsers_do(bench, source, status, method, body):
    """307 and 308 send the same again; the others ask for what is there."""
    source.on("find", source.redirect("/there", status))
    source.on("there", {"id": "a"})
    assert (await bench.api().get(ONE, text="x")).id == "a"
    assert (source.seen[1].method, source.seen[1].body) == (method, body)
    assert ("Content-Type" in source.seen[1].headers) == bool(body)


async def test_a_bundle_brings_a_post_s_answer(bench, source, tmp_path):
    """What was exported answers the same request after an import elsewhere."""
    source.on("popularity", [{"id": "a"}])
    await bench.api().pages(COUNTS, ids=["a"])
    write_bundle(tmp_path / "bundle", bench.store.all())
    kept = list(bench.store.all())
    bench.store.close()
    bench.store.put(read_bundle(tmp_path / "bundle", kept[0].fetched_at).snapshots)
    assert list(bench.store.all()) == kept
    assert [each.id for each in await bench.api(offline(bench)).pages(COUNTS, ids=["a"])] == ["a"]


@pytest.mark.parametrize(
    ("entry", "imported"),
    [({"request_body": '{ "ids" : ["a"] }'}, 1), ({"request_body": {"ids": ["a"]}}, 1), ({}, 0)],
)
async def test_a_recording_with_its_request_body_answers(bench, tmp_path, entry, imported):
    """However the body is written; a POST without it answers nobody."""
    folder = tmp_path / "recorded"
    folder.mkdir()
    (folder / "counts.json").write_text('[{"id": "a", "plays": 7}]')
    url = "https://api.example.test/popularity"
    index = [{"service": "shelf", "method": "POST", "url": url, "status": 200, "file": "counts.json", **entry}]
    (folder / "index.json").write_text(json.dumps(index))
    read = read_bundle(folder, datetime(2026, 1, 1, tzinfo=UTC))
    assert (len(read.snapshots), read.without_body) == (imported, 1 - imported)
    bench.store.put(read.snapshots)
    api = bench.api(offline(bench))
    if imported:
        assert [each.plays for each in await api.pages(COUNTS, ids=["a"])] == [7]
    else:
        with pytest.raises(NoSnapshotError):
            await api.pages(COUNTS, ids=["a"])


async def test_a_lookup_by_post_replays_offline(bench, source, shelf_parts):
    """A whole lookup whose main request and pages are POSTs gives the same document offline."""
    record = hc.Endpoint("get", method="POST", json={"id": "{id}"}, into=shelf_parts.Record)
    songs = hc.Endpoint("songs", method="POST", form={"of": "{id}"}, into=shelf_parts.Song, items="data", next="next")
    (release,) = (each for each in shelf_parts.shelf.lookups if isinstance(each, hc.Lookup))

    async def fetch(api, target, options):
        found = await api.get(record, id=int(target.id))
        return release.alone(found, await api.try_pages(songs, "media", id=found.id))

    provider = attrs.evolve(shelf_parts.shelf, lookups=(attrs.evolve(release, by=("id",), main=record, fetch=fetch),))
    source.on("get", {"id": 1, "title": "One"})
    source.on("songs", {"data": [{"id": 1, "title": "a"}], "next": "songs?page=2"}, {"data": [{"id": 2, "title": "b"}]})
    session = bench.session(provider)
    online = await session.lookup("shelf:1")
    await session.close()
    assert [track.title for track in online.data.media[0].tracks] == ["a", "b"]
    assert [seen.body for seen in source.seen] == [b'{"id":1}', b"of=1", b"of=1"]
    await source.stop()
    again = await bench.session(provider, mode=Mode.OFFLINE).lookup("shelf:1")
    assert again.data == online.data
    assert not again.messages
