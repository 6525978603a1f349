"""YouTube Music without a key: albums, songs, films and artists, as its own page asks for them; nothing is written.

The API is not documented. Each answer says how a page is shown; `page` reads it, `normalize` tells what it means.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from harmony_core import provider as hc
from harmony_youtube_music import normalize, page
from harmony_youtube_music.links import URLS
from harmony_youtube_music.payloads import Album, Artist, Song

P = TypeVar("P")

TITLE = "YouTube Music"


def ask(
    path: str, into: type[P], reads: Callable[[bytes], object], items: str | None = None, **fields: str
) -> hc.Endpoint[P]:
    """Return a request as the page makes it; in other languages "Album", "Single" and "plays" have other words."""
    return hc.Endpoint(
        path,
        into=into,
        reads=reads,
        reads_json=True,
        items=items,
        next="next" if items else None,
        method="POST",
        json={
            "context": {"client": {"clientName": "WEB_REMIX", "clientVersion": "1.20260121.03.00", "hl": "en"}},
            **fields,
        },
        headers={"Origin": "https://music.youtube.com"},
    )


ALBUM = ask("browse", Album, page.album, browseId="{id}")
PLAYLIST = ask("browse", Album, page.album, browseId="VL{id}")
ARTIST = ask("browse", Artist, page.artist, browseId="{id}")
NEXT = ask("next?prettyPrint=false", Song, page.song, videoId="{id}")

# `params` are those of the page's own buttons for albums, songs and artists, which every search answers with.
SEARCH = "search?prettyPrint=false"
SEARCH_ALBUMS = ask(SEARCH, Album, page.albums, "items", query="{text}", params="EgWKAQIYAWoKEAQQBRADEAoQCQ%3D%3D")
SEARCH_SONGS = ask(SEARCH, Song, page.songs, "items", query="{text}", params="EgWKAQIIAWoKEAQQBRADEAoQCQ%3D%3D")
SEARCH_ARTISTS = ask(SEARCH, Artist, page.artists, "items", query="{text}", params="EgWKAQIgAWoKEAQQBRADEAoQCQ%3D%3D")


async def fetch_release(api: hc.Api, target: hc.EntityRef | hc.Gtin, options: hc.LookupOptions) -> Album:
    """Ask for an album's page, first for its id where another one is given."""
    if isinstance(target, hc.Gtin):
        return await api.get(ALBUM, id=await album_with(api, target))
    match target.type:
        case "watch":
            song = await fetch_song(api, target, options)
            if song.album is None:
                raise hc.NotFoundError(f"YouTube Music names no album of {target.id}")
            return await api.get(ALBUM, id=song.album.id)
        case "playlist":
            listed = await api.get(PLAYLIST, id=target.id)
            album = await api.try_get(ALBUM, "year, type and artists", id=listed.id) or listed
            hc.refuse_substitute(TITLE, "the album of playlist", target.id, album.playlist or target.id)
        case _:
            album = await api.get(ALBUM, id=target.id)
            hc.refuse_substitute(TITLE, "album", target.id, album.id or target.id)
    return album


async def album_with(api: hc.Api, gtin: hc.Gtin) -> str:
    """Return the id of the one album that is found by a GTIN; albums do not show theirs."""
    found = await api.pages(SEARCH_ALBUMS, at_most=2, text=f'"{gtin.text}"')
    if len(found) != 1 or found[0].id is None:
        raise hc.NotFoundError(f"YouTube Music finds no single album by {gtin.text}")
    return found[0].id


async def fetch_song(api: hc.Api, target: hc.EntityRef, options: hc.LookupOptions) -> Song:
    song = await api.get(NEXT, id=target.id)
    hc.refuse_substitute(TITLE, "song", target.id, song.id or target.id)
    return song


async def fetch_artist(api: hc.Api, target: hc.EntityRef, options: hc.LookupOptions) -> Artist:
    return await api.get(ARTIST, id=target.id)


youtube_music = hc.Provider(
    name="youtube_music",
    title=TITLE,
    base="https://music.youtube.com/youtubei/v1/",
    category="digital",
    priority=40,
    urls=URLS,
    lookups=(
        hc.Lookup(
            "release",
            by=("id", "gtin"),
            types=("playlist", "browse", "watch"),
            main=ALBUM,
            fetch=fetch_release,
            normalize=normalize.release,
        ),
        hc.Lookup("recording", by=("id",), main=NEXT, fetch=fetch_song, normalize=normalize.recording),
        hc.Lookup("artist", by=("id",), main=ARTIST, fetch=fetch_artist, normalize=normalize.artist),
        hc.Search("release", main=SEARCH_ALBUMS, normalize=hc.each(normalize.release)),
        hc.Search("recording", main=SEARCH_SONGS, normalize=hc.each(normalize.recording)),
        hc.Search("artist", main=SEARCH_ARTISTS, normalize=hc.each(normalize.artist)),
    ),
    rate=hc.Rate(2),  # no limit is named
    traits=hc.Traits(
        feed="distributors",
        length=hc.Precision.SECONDS,
        cover_px=544,
        launched=hc.PartialDate(2015, 11, 12),
        gtins=hc.Quality.MISSING,
        labels=hc.Quality.MISSING,
        dates=hc.Quality.PRESENT,
        credits=hc.Quality.PRESENT,
    ),
)


@hc.hookimpl
def harmony_providers() -> list[hc.Provider]:
    return [youtube_music]
