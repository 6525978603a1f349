"""The public lookup of iTunes and Apple Music: no key; links, GTINs and search.

Its reference is at performance-partners.apple.com/search-api.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from harmony_core import provider as hc
from harmony_itunes import choose, links, normalize
from harmony_itunes.payloads import Artist, Collection, ErrorBody, Release, Results, Row, Track
from harmony_itunes.tables import HOME, REGIONS

R = TypeVar("R", bound=Row)

MOST_RESULTS = 200

ALBUM = hc.Endpoint("lookup?entity=song&limit=200&id={id}&country={store}", into=Results)
ALBUM_BY_GTIN = hc.Endpoint("lookup?entity=song&limit=200&upc={gtin}&country={store}", into=Results)
TRACK = hc.Endpoint("lookup?id={id}&country={store}", into=Results)
ARTIST = hc.Endpoint("lookup?id={id}&country={store}", into=Results)
SEARCH = "search?media=music&entity={}&term={{text}}&country={{store}}&limit={{limit}}"
SEARCH_ALBUMS = hc.Endpoint(SEARCH.format("album"), into=Collection, items="results")
SEARCH_TRACKS = hc.Endpoint(SEARCH.format("song"), into=Track, items="results")
SEARCH_ARTISTS = hc.Endpoint(SEARCH.format("musicArtist"), into=Artist, items="results")


def error_of(body: ErrorBody) -> hc.ProviderError | None:
    """Say what a body without results means; that the request itself is wrong says nothing of what it asks for."""
    if body.errorMessage is not None:
        return hc.ProviderError(f"iTunes refuses the request: {body.errorMessage}")
    if body.resultCount == 0:
        return hc.NotFoundError("iTunes says that there is no such thing")
    return None


async def fetch_release(api: hc.Api, target: hc.EntityRef | hc.Gtin, options: hc.LookupOptions) -> Release:
    """Ask for a collection with its tracks, which may be the one that a song is on."""
    if isinstance(target, hc.Gtin):
        found = await api.get(ALBUM_BY_GTIN, gtin=target.padded(12), store=store(api.region))
        return choose.release_by_gtin(found, target)
    album_id = target.id
    if target.type in ("song", "music-video"):
        track = await fetch_track(api, target, options)
        if track.collectionId is None:
            raise hc.NotFoundError(f"iTunes names no release of {target.type} {target.id}")
        album_id = str(track.collectionId)
    return choose.release_by_id(await api.get(ALBUM, id=album_id, store=store(api.region)), album_id)


async def fetch_track(api: hc.Api, target: hc.EntityRef, options: hc.LookupOptions) -> Row:
    return choose.track_by_id(await api.get(TRACK, id=target.id, store=store(api.region)), target.id)


async def fetch_artist(api: hc.Api, target: hc.EntityRef, options: hc.LookupOptions) -> Row:
    return choose.artist_by_id(await api.get(ARTIST, id=target.id, store=store(api.region)), target.id)


def store(region: hc.Country | None) -> str:
    """Return a store as requests name it."""
    return (region or HOME).lower()


def search(
    kind: str, main: hc.Endpoint[R], normalized: Callable[[Sequence[R], hc.Reader], Sequence[hc.Entity]]
) -> hc.Search[R]:
    """Return how one kind of thing is searched in a store."""

    async def fetch(api: hc.Api, text: str, options: hc.LookupOptions) -> tuple[R, ...]:
        limit = min(options.limit, MOST_RESULTS)
        return await api.pages(main, at_most=limit, text=text, store=store(api.region), limit=limit)

    return hc.Search(kind, main=main, fetch=fetch, home=HOME, normalize=normalized)


itunes = hc.Provider(
    name="itunes",
    title="iTunes",
    base="https://itunes.apple.com/",
    category="digital",
    priority=60,
    urls=links.URLS,
    lookups=(
        hc.Lookup(
            "release",
            by=("id", "gtin"),
            types=("album", "song", "music-video"),
            main=ALBUM,
            fetch=fetch_release,
            alone=choose.release,
            normalize=normalize.release,
            regional=True,
        ),
        hc.Lookup(
            "recording",
            by=("id",),
            main=TRACK,
            fetch=fetch_track,
            alone=choose.track,
            normalize=normalize.recording,
            regional=True,
        ),
        hc.Lookup(
            "artist",
            by=("id",),
            main=ARTIST,
            fetch=fetch_artist,
            alone=choose.artist,
            normalize=normalize.artist,
            regional=True,
        ),
        search("release", SEARCH_ALBUMS, normalize.releases),
        search("recording", SEARCH_TRACKS, normalize.recordings),
        search("artist", SEARCH_ARTISTS, hc.each(normalize.artist)),
    ),
    rate=hc.Rate(20, per=60.0),
    error_body=hc.ErrorBody(into=ErrorBody, error=error_of),
    statuses={403: hc.RateLimitedError},  # with an empty body
    traits=hc.Traits(
        feed="distributors",
        length=hc.Precision.MILLISECONDS,
        cover_px=3000,
        regions=REGIONS,
        launched=hc.PartialDate(2003, 4, 28),
        gtins=hc.Quality.PRESENT,
        labels=hc.Quality.MISSING,
        dates=hc.Quality.BAD,  # of old recordings it is often the day of the first edition
        credits=hc.Quality.BAD,  # one name for all artists of a credit
    ),
)


@hc.hookimpl
def harmony_url_parsers() -> list[hc.UrlParser]:
    return [links.reader(links.URLS)]


@hc.hookimpl
def harmony_providers() -> list[hc.Provider]:
    return [itunes]
