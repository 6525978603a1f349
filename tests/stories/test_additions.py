"""A release of one source, and what two others add to it that know no titles: pictures, and how much it is heard."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from harmony_core import Mode, Result, Session
from harmony_core import provider as hc
from harmony_core.edges.config import load_config
from harmony_core.edges.convert import result_document
from harmony_core.edges.present import PRESENTERS
from harmony_core.edges.requests import request_key
from harmony_core.edges.schema import problems
from harmony_core.plugin.snapshot import Snapshot
from harmony_coverartarchive import RELEASE as PICTURES
from harmony_coverartarchive import coverartarchive
from harmony_listenbrainz import RELEASE_COUNTS, listenbrainz
from harmony_musicbrainz import RELEASE, musicbrainz

MBID = "0a0a5e00-0000-4000-8000-000000000001"
AT = datetime(2026, 11, 1, tzinfo=UTC)


@hc.payload
class Sheet:
    """What a shop sends."""

    title: str
    mbid: str
    songs: tuple[str, ...] = ()


SHEET = hc.Endpoint("sheet/{id}", into=Sheet)


async def fetch_sheet(api: hc.Api, target: hc.EntityRef, options: hc.LookupOptions) -> Sheet:
    """Ask for a sheet."""
    return await api.get(SHEET, id=target.id)


def sheet(found: Sheet, read: hc.Reader) -> hc.Release:
    """Return a sheet as a release, with the link to MusicBrainz that its shop gives."""
    tracks = tuple(hc.Track(position=place, title=song) for place, song in enumerate(found.songs, 1))
    return hc.Release(
        title=found.title,
        media=(hc.Medium(position=1, tracks=tracks),),
        links=(hc.Link(url=f"https://musicbrainz.org/release/{found.mbid}"),),
    )


shop = hc.Provider(
    name="shop",
    title="Shop",
    base="https://api.shop.example/",
    urls=(hc.Url("release", "https://shop.example/sheet/{id:digits}"),),
    lookups=(hc.Lookup("release", by=("id",), main=SHEET, fetch=fetch_sheet, normalize=sheet),),
)

THE_RELEASE = {
    "id": MBID,
    "title": "Two Rooms",
    "barcode": "2000000090016",
    "artist-credit": [{"name": "Ada Moth", "artist": {"id": MBID.replace("1", "2"), "name": "Ada Moth"}}],
    "media": [{"position": 1, "tracks": [{"position": n, "title": f"Room {n}"} for n in (1, 2)]}],
    "cover-art-archive": {"front": True, "back": False},
}
THE_PICTURES = {
    "images": [
        {"image": f"https://coverartarchive.org/release/{MBID}/{n}.jpg", "types": [kind], "front": kind == "Front"}
        for n, kind in enumerate(("Booklet", "Front"), 1)
    ]
}
THE_COUNTS = [{"release_mbid": MBID, "total_listen_count": 500, "total_user_count": 20}]


def kept(provider: hc.Provider, endpoint: hc.Endpoint[object], body: object, status: int = 200, **fields: object):
    """Return an answer as it was kept."""
    url, made = endpoint.url(provider.base, fields), endpoint.filled(fields)
    return Snapshot(
        key=request_key(endpoint.method, url, made.body),
        provider=provider.name,
        method=endpoint.method,
        url=url,
        status=status,
        body=json.dumps(body).encode(),
        fetched_at=AT,
    )


@pytest.fixture
def look_up(tmp_path) -> Callable[..., Result]:
    """Looks something up in what was kept."""

    async def look_up(text: str, *snapshots: Snapshot) -> Result:
        config = load_config({"HARMONY_HOME": str(tmp_path), "HARMONY_STORE": "memory:"})
        providers = (musicbrainz, coverartarchive, listenbrainz, shop)
        async with Session(providers=providers, installed=False, config=config, mode=Mode.OFFLINE) as session:
            session.snapshots().put(snapshots)
            result = await session.lookup(text)
        assert problems("result", result_document(result)) == ()
        return result

    return look_up


ALL = (
    kept(musicbrainz, RELEASE, THE_RELEASE, id=MBID),
    kept(coverartarchive, PICTURES, THE_PICTURES, id=MBID),
    kept(listenbrainz, RELEASE_COUNTS, THE_COUNTS, id=MBID),
)


async def test_pictures_and_listeners_come_to_the_release(look_up):
    """A link gives the MBID, and that asks who only adds: their fields come into the one description."""
    result = await look_up(f"https://musicbrainz.org/release/{MBID}", *ALL)
    asked = {name: (type(answer).__name__, answer.asked.by) for name, answer in result.answers.items()}
    assert asked == {
        "musicbrainz": ("Found", "id"),
        "coverartarchive": ("Found", "mbid"),
        "listenbrainz": ("Found", "mbid"),
    }
    data = result.data
    assert (data.title, data.artists[0].name, str(data.gtin)) == ("Two Rooms", "Ada Moth", "2000000090016")
    assert [picture.url.rpartition("/")[2] for picture in data.artwork] == ["2.jpg", "1.jpg"]
    assert data.popularity == (hc.Popularity(provider="listenbrainz", listeners=20, plays=500),)
    assert result.decisions["title"].providers == ("musicbrainz",)
    assert result.decisions["artwork"].providers == ("coverartarchive",)
    assert result.decisions["artwork"].candidates[0].providers == ("musicbrainz",)
    assert not result.conflicts


async def test_a_release_without_pictures_is_told_as_it_is(look_up):
    """That the archive has none is its own answer, and takes nothing from the others."""
    nothing = kept(coverartarchive, PICTURES, "No cover art found", status=404, id=MBID)
    result = await look_up(MBID, ALL[0], nothing, ALL[2])
    assert type(result.answers["coverartarchive"]).__name__ == "Absent"
    assert (result.data.title, [picture.provider for picture in result.data.artwork]) == ("Two Rooms", ["musicbrainz"])


async def test_pictures_of_another_edition_stay_away(look_up):
    """What MusicBrainz describes has other tracks than the release that is meant: its pictures go where it goes."""
    bonus = kept(shop, SHEET, {"title": "Two Rooms", "mbid": MBID, "songs": ["Room 1", "Room 2", "Bonus"]}, id=7)
    result = await look_up("https://shop.example/sheet/7", bonus, *ALL)
    assert (result.providers, result.data.artwork, result.data.popularity) == (("shop",), (), ())
    (conflict,) = result.conflicts
    assert conflict.set_apart[0].providers == ("musicbrainz", "coverartarchive", "listenbrainz")
    assert conflict.set_apart[0].query == f"https://musicbrainz.org/release/{MBID}"


async def test_who_only_adds_may_be_the_only_one(look_up):
    """Where nobody names the release, what there is is told, and every form of output can show it."""
    result = await look_up(f"coverartarchive:{MBID}", ALL[1])
    assert (result.data.title, len(result.data.artwork), result.providers) == (None, 2, ("coverartarchive",))
    assert result.data.external_ids[0].id == MBID
    shown = {presenter.name: presenter.present(result, hc.Look()) for presenter in PRESENTERS}
    assert f"https://coverartarchive.org/release/{MBID}" in shown["table"]
    assert "None" not in shown["table"]
    assert "title" not in json.loads(shown["json"])["data"]
