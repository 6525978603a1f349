"""Tidal's API v2 with a key: links, GTINs, ISRCs and search (tidal-music.github.io/tidal-api-reference)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from harmony_core import provider as hc
from harmony_tidal import choose, links, normalize
from harmony_tidal.choose import ARTISTS, RECORDINGS, RELEASES, Found
from harmony_tidal.jsonapi import Document, Links, listing_of, next_cursor
from harmony_tidal.payloads import ErrorBody
from harmony_tidal.tables import HOME, REGIONS

PAGE_SIZE = 20
MOST_PAGES = 100

EXTENT = ("include", "locale")

OF_ALBUM = "countryCode={region}&include=artists,items.artists,providers,coverArt"
PLAIN_TRACK = "albums.coverArt,artists,genres"
OF_TRACK = "include={include}&countryCode={region}"
OF_VIDEO = "countryCode={region}&include=artists,items.artists,providers,thumbnailArt"
PAGE = "countryCode={region}&page[cursor]={cursor}"

ALBUM = hc.Endpoint(
    f"albums?{OF_ALBUM}&filter[id]={{id}}",
    into=Document,
    extent=EXTENT,
    also=("albums/{id}?include=artists,coverArt,genres&countryCode={region}&locale=en-US",),
)
ALBUM_BY_GTIN = hc.Endpoint(f"albums?{OF_ALBUM}&filter[barcodeId]={{gtin}}", into=Document, extent=EXTENT)
ALBUM_ITEMS = hc.Endpoint(
    f"albums/{{id}}/relationships/items?{PAGE}&include=items.artists", into=Document, extent=EXTENT
)
TRACK = hc.Endpoint(f"tracks/{{id}}?{OF_TRACK}&locale=en-US", into=Document, extent=EXTENT)
TRACK_BY_ISRC = hc.Endpoint(f"tracks?{OF_TRACK}&filter[isrc]={{isrc}}", into=Document, extent=EXTENT)
TRACK_CREDITS = hc.Endpoint(f"tracks/{{id}}/relationships/credits?{PAGE}&include=credits", into=Document)
VIDEO = hc.Endpoint(f"videos?{OF_VIDEO}&filter[id]={{id}}", into=Document, extent=EXTENT)
ARTIST = hc.Endpoint(
    "artists/{id}?include=biography,profileArt&countryCode={region}&locale=en-US", into=Document, extent=EXTENT
)

# Some ask for all that a search finds at once.
WHOLE_SEARCH = (
    "searchResults/{text}?include=albums.coverArt,artists.profileArt,playlists.coverArt,"
    "tracks.albums.coverArt,tracks.artists&countryCode={region}"
)


def search_for(kind: str, include: str) -> hc.Endpoint[Document]:
    """Return what asks for candidates of one kind; a page is taken as a whole, as its rows tell only of names."""
    path = f"searchResults/{{text}}/relationships/{kind}?{PAGE}&include={include}"
    return hc.Endpoint(path, into=listing_of(kind), items=".", extent=EXTENT, also=(WHOLE_SEARCH,))


SEARCH_ALBUMS = search_for("albums", "albums.artists,albums.coverArt")
SEARCH_TRACKS = search_for("tracks", "tracks.artists,tracks.albums")
SEARCH_ARTISTS = search_for("artists", "artists.profileArt")


@hc.settings
class Settings:
    """The key of a registered application: Tidal answers nobody without one."""

    client_id: str | None = hc.setting("the client ID of an application", where="https://developer.tidal.com/dashboard")
    client_secret: str | None = hc.setting(
        "its client secret", secret=True, where="https://developer.tidal.com/dashboard"
    )


ABSENT = ("NOT_FOUND", "RESOURCE_NOT_FOUND", "404")
DENIED = ("UNAUTHORIZED", "FORBIDDEN", "401", "403")
SLOW = ("TOO_MANY_REQUESTS", "RATE_LIMIT_EXCEEDED", "429")


def error_of(body: ErrorBody) -> hc.ProviderError | None:
    """Say what an error means: the first of an errors document, or the gateway's status."""
    if not body.errors:
        return hc.NotFoundError("Tidal says that there is no such thing") if body.status == 404 else None
    error = body.errors[0]
    code, text = error.code or str(error.status or ""), error.detail or error.code or "no reason given"
    return hc.refusal("Tidal", code, text, absent=ABSENT, denied=DENIED, slow=SLOW)


async def fetch_release(api: hc.Api, target: hc.EntityRef | hc.Gtin, options: hc.LookupOptions) -> Found:
    """Ask for an album with all its tracks; it may be the one that a track is on, or a video by itself."""
    if isinstance(target, hc.Gtin):
        found = choose.by_gtin(await api.get(ALBUM_BY_GTIN, gtin=target.padded(12)), target)
    elif target.type == "video":
        return await fetch_video(api, target.id)
    elif target.type == "track":
        found = await fetch_album(api, choose.album_of(await fetch_track(api, target.id)))
    else:
        found = await fetch_album(api, target.id)
    items = found.main.relationship("items")
    return found.and_pages(
        await following(api, ALBUM_ITEMS, "further tracks", items.links, MOST_PAGES, id=found.main.id)
    )


async def fetch_album(api: hc.Api, album_id: str) -> Found:
    return choose.by_id(await api.get(ALBUM, id=album_id), album_id, ("albums",))


async def fetch_recording(api: hc.Api, target: hc.EntityRef | hc.Isrc, options: hc.LookupOptions) -> Found:
    include = "albums.coverArt,artists,credits,genres" if options.wants("credits") else PLAIN_TRACK
    if isinstance(target, hc.Isrc):
        found = choose.by_isrc(await api.get(TRACK_BY_ISRC, isrc=target, include=include), target)
    elif target.type == "video":
        return await fetch_video(api, target.id)
    else:
        found = await fetch_track(api, target.id, include)
    more = found.main.relationship("credits").links
    return found.and_pages(await following(api, TRACK_CREDITS, "further credits", more, MOST_PAGES, id=found.main.id))


async def fetch_track(api: hc.Api, track_id: str, include: str = PLAIN_TRACK) -> Found:
    return choose.by_id(await api.get(TRACK, id=track_id, include=include), track_id, ("tracks",))


async def fetch_video(api: hc.Api, video_id: str) -> Found:
    return choose.by_id(await api.get(VIDEO, id=video_id), video_id, ("videos",))


async def fetch_artist(api: hc.Api, target: hc.EntityRef, options: hc.LookupOptions) -> Found:
    return choose.by_id(await api.get(ARTIST, id=target.id), target.id, ARTISTS)


async def following(
    api: hc.Api, endpoint: hc.Endpoint[Document], missing: str, links: Links | None, at_most: int, **fields: object
) -> tuple[Document, ...]:
    """Return the pages that come after one with these links, as far as they can be had."""
    found: dict[str, Document] = {}
    while (cursor := next_cursor(links)) and cursor not in found and len(found) < at_most:
        page = await api.try_get(endpoint, missing, cursor=cursor, **fields)
        if page is None:
            break
        found[cursor], links = page, page.links
    return tuple(found.values())


def search(
    kind: str, main: hc.Endpoint[Document], normalized: Callable[[Sequence[Document], hc.Reader], Sequence[hc.Entity]]
) -> hc.Search[Document]:
    """Return how one kind of thing is searched, as far as so many candidates are wanted."""

    async def fetch(api: hc.Api, text: str, options: hc.LookupOptions) -> tuple[Document, ...]:
        first = await api.get(main, text=text)
        more = (options.limit - 1) // PAGE_SIZE
        rest = await following(api, main, "further candidates", first.links, more, text=text)
        return (first, *rest) if first.listed else ()

    return hc.Search(kind, main=main, fetch=fetch, home=HOME, normalize=normalized)


tidal = hc.Provider(
    name="tidal",
    title="Tidal",
    base="https://openapi.tidal.com/v2/",
    category="digital",
    priority=60,
    urls=links.URLS,
    lookups=(
        hc.Lookup(
            "release",
            by=("id", "gtin"),
            types=("album", "track", "video"),
            main=ALBUM,
            fetch=fetch_release,
            alone=choose.first(RELEASES),
            normalize=normalize.release,
            regional=True,
        ),
        hc.Lookup(
            "recording",
            by=("id", "isrc"),
            main=TRACK,
            fetch=fetch_recording,
            alone=choose.first(RECORDINGS),
            normalize=normalize.recording,
            regional=True,
        ),
        hc.Lookup(
            "artist",
            by=("id",),
            main=ARTIST,
            fetch=fetch_artist,
            alone=choose.first(ARTISTS),
            normalize=normalize.artist,
            regional=True,
        ),
        search("release", SEARCH_ALBUMS, normalize.releases),
        search("recording", SEARCH_TRACKS, normalize.recordings),
        search("artist", SEARCH_ARTISTS, normalize.artists),
    ),
    rate=hc.Rate(2, per=10.0),  # large releases failed with more
    auth=hc.ClientCredentials(url="https://auth.tidal.com/v1/oauth2/token"),
    settings=Settings,
    error_body=hc.ErrorBody(into=ErrorBody, error=error_of, says_absent=True),
    traits=hc.Traits(
        feed="distributors",
        length=hc.Precision.SECONDS,
        cover_px=1280,
        regions=REGIONS,
        launched=hc.PartialDate(2014, 10, 28),
        gtins=hc.Quality.GOOD,
        labels=hc.Quality.BAD,  # they are distributors
        dates=hc.Quality.PRESENT,
        credits=hc.Quality.PRESENT,
    ),
)


@hc.hookimpl
def harmony_providers() -> list[hc.Provider]:
    return [tidal]
