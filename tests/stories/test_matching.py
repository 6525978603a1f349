"""Sources that describe one thing in their own ways, and things that only look like one."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import msgspec
import pytest
from msgspec.structs import replace

from harmony_core import Mode, Result, Session
from harmony_core import provider as hc
from harmony_core.alike.comparable import comparable_of
from harmony_core.alike.judge import compare
from harmony_core.edges.config import load_config
from harmony_core.edges.convert import result_document
from harmony_core.edges.explain import explained_text
from harmony_core.edges.requests import request_key
from harmony_core.edges.schema import problems
from harmony_core.plugin.snapshot import Snapshot

AT = datetime(2026, 11, 1, tzinfo=UTC)
GTIN = "2000000090016"
ANOTHER = "2000000090023"


# --- Two made-up sources --------------------------------------------------------------------------------------


@hc.payload
class Song:
    title: str
    seconds: int | None = None
    isrc: str | None = None


def song(title: str, seconds: int, isrc: str | None = None) -> Song:
    """Return a song as a source sends it."""
    return Song(title=title, seconds=seconds, isrc=isrc)


@hc.payload
class Disc:
    songs: tuple[Song, ...]
    format: str | None = None


def disc(songs: Sequence[Song], of: str | None = None) -> Disc:
    """Return a disc as a source sends it."""
    return Disc(songs=tuple(songs), format=of)


@hc.payload
class Album:
    id: int
    title: str
    artist: str
    discs: tuple[Disc, ...] = ()
    gtin: str | None = None
    date: str | None = None
    remark: str | None = None


BY_ID = hc.Endpoint("album/{id}", into=Album)
BY_GTIN = hc.Endpoint("album?gtin={gtin}", into=Album)
SEARCH = hc.Endpoint("search?q={text}&limit={limit}", into=Album, items="albums")


async def fetch(api: hc.Api, target: hc.EntityRef | hc.Gtin, options: hc.LookupOptions) -> Album:
    """Ask for an album."""
    return await (api.get(BY_GTIN, gtin=target) if isinstance(target, hc.Gtin) else api.get(BY_ID, id=target.id))


def source(name: str, priority: int) -> hc.Provider:
    """Return a source of releases."""

    def release(album: Album, read: hc.Reader) -> hc.Release:
        return hc.Release(
            title=album.title,
            disambiguation=album.remark,
            artists=(hc.ArtistCredit(name=album.artist),),
            gtin=read.gtin(album.gtin, "gtin"),
            date=read.date(album.date, "date"),
            media=tuple(
                hc.Medium(position=at, format=disc.format, tracks=tuple(tracks(disc, read)))
                for at, disc in enumerate(album.discs, 1)
            ),
            external_ids=(made.external_id("release", album.id),),
        )

    def tracks(disc: Disc, read: hc.Reader):
        for place, song in enumerate(disc.songs, 1):
            length = None if song.seconds is None else song.seconds * 1000
            yield hc.Track(position=place, title=song.title, length_ms=length, isrc=read.isrc(song.isrc, "isrc"))

    made = hc.Provider(
        name=name,
        title=name.title(),
        base=f"https://api.{name}.example/",
        priority=priority,
        urls=(hc.Url("release", f"https://{name}.example/album/{{id:digits}}"),),
        lookups=(
            hc.Lookup("release", by=("id", "gtin"), main=BY_ID, fetch=fetch, normalize=release),
            hc.Search(
                "release",
                main=SEARCH,
                largest=50,
                normalize=lambda albums, read: [release(album, read) for album in albums],
            ),
        ),
    )
    return made


ARCHIVE, SHOP = source("archive", 90), source("shop", 60)

SONGS = tuple(
    song(title, seconds, f"ZZAAA26000{number:02}")
    for number, (title, seconds) in enumerate(
        (
            ("Lantern", 201), ("Salt and Snow", 245), ("Paper Boats", 183), ("The Ninth Wave", 312),
            ("Hollow Tree", 222), ("Interlude", 61), ("Glass Harbor", 198), ("Slow River", 274),
            ("Tin Soldier", 231), ("Ash", 176), ("Winter Light", 259), ("Home Again", 340),
        ),
        1,
    )
)  # fmt: skip
HARBOR = Album(id=1, title="Glass Harbor", artist="Ada Moth", discs=(disc(SONGS, "CD"),), gtin=GTIN, date="2004-03-01")


def kept(provider: hc.Provider, endpoint: hc.Endpoint[object], body: object, **fields: object) -> Snapshot:
    """Return an answer as it was kept."""
    url, made = endpoint.url(provider.base, fields), endpoint.filled(fields)
    return Snapshot(
        key=request_key(endpoint.method, url, made.body),
        provider=provider.name,
        method=endpoint.method,
        url=url,
        status=200,
        body=json.dumps(body).encode(),
        fetched_at=AT,
    )


def page(provider: hc.Provider, album: Album) -> Snapshot:
    """Return a source's page of an album."""
    return kept(provider, BY_ID, as_document(album), id=album.id)


def by_gtin(provider: hc.Provider, album: Album, gtin: str = GTIN) -> Snapshot:
    """Return what a source says of a barcode."""
    return kept(provider, BY_GTIN, as_document(album), gtin=gtin)


def found_for(provider: hc.Provider, text: str, *albums: Album) -> Snapshot:
    """Return what a source finds for words."""
    return kept(provider, SEARCH, {"albums": [as_document(album) for album in albums]}, text=text, limit=10)


def as_document(album: Album) -> dict[str, object]:
    """Return an album as its source sends it."""
    named: dict[str, object] = msgspec.to_builtins(album)
    return {name: value for name, value in named.items() if value is not None}


@pytest.fixture
def look_up(tmp_path) -> Callable[..., Result]:
    """Looks something up in what was kept."""

    async def look_up(texts: str | Sequence[str], *snapshots: Snapshot) -> Result:
        config = load_config({"HARMONY_HOME": str(tmp_path), "HARMONY_STORE": "memory:"})
        async with Session(providers=(ARCHIVE, SHOP), installed=False, config=config, mode=Mode.OFFLINE) as session:
            session.snapshots().put(snapshots)
            result = await session.lookup(*([texts] if isinstance(texts, str) else texts))
        assert problems("result", result_document(result)) == ()
        return result

    return look_up


def explained(result: Result) -> str:
    """Return what `lookup --explain` prints."""
    return explained_text(result_document(result))


# --- The stories ----------------------------------------------------------------------------------------------


async def test_twelve_tracks_are_the_same_as_six_and_six(look_up):
    """A double vinyl's sides and a CD are lined up track by track, and the result says why."""
    parted = replace(HARBOR, id=2, discs=(disc(SONGS[:6]), disc(SONGS[6:])))
    result = await look_up(GTIN, by_gtin(ARCHIVE, HARBOR), by_gtin(SHOP, parted))
    assert [len(medium.tracks) for medium in result.data.media] == [12]
    assert not result.conflicts
    joined = [match.path for match in result.matches]
    assert joined == [f"media[0].tracks[{place}]" for place in range(12)]
    assert all(match.probability > 0.9 and "isrc" in match.method.split("+") for match in result.matches)
    assert result.confidence > 0.9
    assert "media[0].tracks[6]: shop has the same as archive, more than 99.9% sure by isrc, artist_title" in (
        explained(result)
    )


async def test_a_reused_isrc_joins_nothing(look_up):
    """A code that a source gave to two songs does not make them one where title and length differ."""
    wrong = replace(SONGS[1], title="Remembering Tomorrow's Rain", seconds=411)
    other = replace(HARBOR, id=2, discs=(disc((SONGS[0], wrong, *SONGS[2:])),))
    result = await look_up(GTIN, by_gtin(ARCHIVE, HARBOR), by_gtin(SHOP, other))
    assert [match.path for match in result.matches if match.path.endswith("[1]")] == []
    assert len(result.matches) == 11
    title = result.decisions["media[0].tracks[1].title"]
    assert (title.value, title.candidates) == ("Salt and Snow", ())


async def test_a_reused_barcode_is_held_apart(look_up):
    """A barcode on two releases does not make them one where title, artist and tracks differ."""
    songs = tuple(song(f"{color} Sky", 150 + at * 9) for at, color in enumerate(("Red", "Blue", "Black", "Pale") * 3))
    other = Album(id=7, title="Marching Band Favorites", artist="Town Band", discs=(disc(songs),), gtin=f"0{GTIN}")
    result = await look_up(GTIN, by_gtin(ARCHIVE, HARBOR), by_gtin(SHOP, other))
    assert result.providers == ("archive",)
    (conflict,) = result.conflicts
    (apart,) = conflict.set_apart
    assert (conflict.check, apart.providers, apart.query) == ("likeness", ("shop",), "https://shop.example/album/7")
    assert apart.probability < 0.5
    told = explained(result)
    assert "set apart: shop, by likeness: Marching Band Favorites by Town Band" in told
    assert "gtin shared (+" in told
    assert "title different (-" in told


async def test_a_deluxe_edition_stands_beside_the_standard_one(look_up):
    """More tracks and another name make another edition: it is set apart, named, and can be looked up."""
    extra = tuple(song(f"{title} (demo)", 190 + at) for at, title in enumerate(("Lantern", "Ash", "Slow River")))
    deluxe = replace(HARBOR, id=3, title="Glass Harbor (Deluxe Edition)", discs=(disc((*SONGS, *extra)),), gtin=None)
    standard = replace(HARBOR, gtin=None)
    result = await look_up(["archive:1", "shop:3"], page(ARCHIVE, standard), page(SHOP, deluxe))
    assert result.providers == ("archive",)
    (apart,) = result.conflicts[0].set_apart
    assert (apart.value, apart.edition, apart.query) == ("15 tracks", "deluxe edition", "https://shop.example/album/3")
    assert apart.probability < 0.05
    assert "15 tracks (deluxe edition)" in explained(result)
    assert "edition named by one only (-" in explained(result)


async def test_a_vinyl_stands_beside_a_download(look_up):
    """The same songs on vinyl and as files are two editions, though nothing but the format tells them apart."""
    vinyl = replace(HARBOR, discs=(disc(SONGS[:6], "Vinyl"), disc(SONGS[6:], "Vinyl")), gtin=None)
    files = replace(HARBOR, id=4, discs=(disc(SONGS, "Digital Media"),), gtin=None)
    result = await look_up(["archive:1", "shop:4"], page(ARCHIVE, vinyl), page(SHOP, files))
    assert result.providers == ("archive",)
    (apart,) = result.conflicts[0].set_apart
    assert (apart.edition, apart.providers) == ("digital", ("shop",))
    assert "format different (-" in explained(result)


async def test_a_release_without_a_barcode_is_searched_for(look_up):
    """Nobody knows a barcode: the other source is searched by artist and title, and what is alike is joined."""
    mine, theirs = replace(HARBOR, gtin=None), replace(HARBOR, id=5, gtin=None, title="Glass harbor")
    words = "Ada Moth Glass Harbor"
    other = Album(id=6, title="Glass Houses", artist="Bea Moss")
    result = await look_up(
        "https://archive.example/album/1",
        page(ARCHIVE, mine),
        found_for(SHOP, words, other, replace(theirs, discs=())),
        page(SHOP, theirs),
    )
    assert result.providers == ("archive", "shop")
    assert result.answers["shop"].id == "5"
    assert len(result.matches) == 12


async def test_what_is_not_alike_enough_is_offered_and_not_joined(look_up):
    """A candidate below the threshold is named with its page and its probability, and nothing of it is taken."""
    mine = replace(HARBOR, gtin=None)
    live = Album(id=6, title="Glass Harbor (Live)", artist="Ada Moth")
    result = await look_up(
        "https://archive.example/album/1", page(ARCHIVE, mine), found_for(SHOP, "Ada Moth Glass Harbor", live)
    )
    assert result.providers == ("archive",)
    assert "shop" not in result.answers
    (message,) = result.messages
    assert message.provider == "shop"
    assert "may have it as 'Glass Harbor (Live)'" in message.text
    assert "https://shop.example/album/6" in message.text


async def test_other_records_of_one_title_are_not_joined(look_up):
    """An artist with two albums of one title: the tracks tell that a candidate is the other one."""
    songs = tuple(song(f"{color} Sky", 150 + at * 9) for at, color in enumerate(("Red", "Blue", "Black", "Pale") * 3))
    mine, theirs = replace(HARBOR, gtin=None), replace(HARBOR, id=5, gtin=None, discs=(disc(songs),))
    result = await look_up(
        "https://archive.example/album/1",
        page(ARCHIVE, mine),
        found_for(SHOP, "Ada Moth Glass Harbor", replace(theirs, discs=())),
        page(SHOP, theirs),
    )
    assert result.providers == ("archive",)
    assert "track titles hardly any the same (-" in explained(result)


async def test_a_japanese_release_has_latin_and_original_titles(look_up):
    """Titles in two scripts are joined by what else is known, and one source's title is not the other's mistake."""
    names = ("灯", "塩と雪", "紙の舟", "さくら")
    latin = ("Akari", "Shio to Yuki", "Kami no Fune", "Sakura")
    original = tuple(song(name, 200 + at * 23, f"ZZBBB26000{at:02}") for at, name in enumerate(names))
    spelt = tuple(song(name, 200 + at * 23) for at, name in enumerate(latin))
    one = Album(id=1, title="硝子の港", artist="蛾エイダ", discs=(disc(original, "CD"),), gtin=GTIN)
    other = Album(id=2, title="Garasu no Minato", artist="Ada Ga", discs=(disc(spelt, "CD"),), gtin=GTIN)
    result = await look_up(GTIN, by_gtin(ARCHIVE, one), by_gtin(SHOP, other))
    assert not result.conflicts
    assert [match.path for match in result.matches] == [f"media[0].tracks[{place}]" for place in range(4)]
    assert [candidate.value for candidate in result.decisions["media[0].tracks[3].title"].candidates] == ["Sakura"]
    assert "title in another script (-" in explained(result)


def test_two_artists_with_one_name_are_told_apart():
    """A name alone makes two artists probably one; where they come from and when tells them apart."""
    one = hc.Artist(name="The Moths", country=hc.Country.parse("GB"), begin=hc.PartialDate.parse("1968"))
    other = hc.Artist(name="Moths", country=hc.Country.parse("PL"), begin=hc.PartialDate.parse("2009"))
    same = hc.Artist(name="The Moths", country=hc.Country.parse("GB"), begin=hc.PartialDate.parse("1968-04"))
    nothing_known = hc.Artist(name="MOTHS")
    likeness = compare(comparable_of(one), comparable_of(other))
    assert likeness.probability < 0.5
    assert {each.name for each in likeness.evidence if each.weight < 0} == {"country", "begin"}
    assert compare(comparable_of(one), comparable_of(same)).probability > 0.95
    assert 0.5 < compare(comparable_of(one), comparable_of(nothing_known)).probability < 0.95
