"""Deezer's public API: no key; links, GTINs, ISRCs and search (developers.deezer.com/api)."""

from __future__ import annotations

from harmony_core import provider as hc
from harmony_deezer import normalize
from harmony_deezer.payloads import Album, Artist, ErrorBody, Problem, Release, Track
from harmony_deezer.tables import REGIONS, URLS

ALBUM = hc.Endpoint("album/{id}", into=Album)
ALBUM_BY_GTIN = hc.Endpoint("album/upc:{gtin}", into=Album)
ALBUM_TRACKS = hc.Endpoint("album/{id}/tracks", into=Track, items="data", next="next")
TRACK = hc.Endpoint("track/{id}", into=Track)
TRACK_BY_ISRC = hc.Endpoint("track/isrc:{isrc}", into=Track)
ARTIST = hc.Endpoint("artist/{id}", into=Artist)
SEARCH_ALBUMS = hc.Endpoint("search/album?q={text}", into=Album, items="data", next="next")
SEARCH_TRACKS = hc.Endpoint("search?q={text}", into=Track, items="data", next="next")
SEARCH_ARTISTS = hc.Endpoint("search/artist?q={text}", into=Artist, items="data", next="next")


def error_of(body: ErrorBody) -> hc.ProviderError | None:
    """Say what an error means; Deezer sends most with HTTP 200 (developers.deezer.com/api/errors)."""
    match body.error:
        case "Not Found":
            return hc.NotFoundError("Deezer says that there is no such thing")
        case Problem(code=code, message=text):
            return hc.refusal("Deezer", code, text, absent=(800,), slow=(4, 700), denied=(200, 300))
        case _:
            return None


async def fetch_release(api: hc.Api, target: hc.EntityRef | hc.Gtin, options: hc.LookupOptions) -> Release:
    """Ask for the album, then for what only its tracks' own answers hold: all artists, and countries."""
    album = await fetch_album(api, target)
    tracks = album.listed
    complete = len(tracks) >= (album.nb_tracks or 0)
    if not complete:
        tracks = await api.try_pages(ALBUM_TRACKS, "further tracks", id=album.id) or tracks
    details: dict[int, Track] = {}
    if options.wants("credits", "availability"):
        answers = await api.try_many(TRACK, "credits and availability", [{"id": track.id} for track in tracks])
        details = {track.id: track for track in answers if track is not None}
    asked = {track.id for track in tracks}
    if complete and asked - details.keys():
        tracks = await api.try_pages(ALBUM_TRACKS, "ISRCs and discs", id=album.id) or tracks
    return Release(album, tuple(details.get(track.id, track) for track in tracks), len(details.keys() - asked))


async def fetch_album(api: hc.Api, target: hc.EntityRef | hc.Gtin) -> Album:
    """Return the album that was asked for, which may be the one that a track is on."""
    if isinstance(target, hc.Gtin):
        album = await api.get(ALBUM_BY_GTIN, gtin=target.padded(12))  # shorter ones find nothing
        hc.refuse_substitute("Deezer", "GTIN", target.text, album.upc)
        return album
    album_id = target.id
    if target.type == "track":
        track = await fetch_track(api, target)
        if track.album is None:
            raise hc.NotFoundError(f"Deezer names no release of track {target.id}")
        album_id = str(track.album.id)
    album = await api.get(ALBUM, id=album_id)
    hc.refuse_substitute("Deezer", "release", album_id, album.id)
    return album


async def fetch_track(api: hc.Api, target: hc.EntityRef | hc.Isrc, options: hc.LookupOptions | None = None) -> Track:
    if isinstance(target, hc.Isrc):
        track = await api.get(TRACK_BY_ISRC, isrc=target)
        hc.refuse_substitute("Deezer", "ISRC", target.text, track.isrc)
    else:
        track = await api.get(TRACK, id=target.id)
        hc.refuse_substitute("Deezer", "track", target.id, track.id)
    return track


async def fetch_artist(api: hc.Api, target: hc.EntityRef, options: hc.LookupOptions) -> Artist:
    artist = await api.get(ARTIST, id=target.id)
    hc.refuse_substitute("Deezer", "artist", target.id, artist.id)
    return artist


deezer = hc.Provider(
    name="deezer",
    title="Deezer",
    base="https://api.deezer.com/",
    category="digital",
    priority=70,
    urls=URLS,
    lookups=(
        hc.Lookup(
            "release",
            by=("id", "gtin"),
            types=("album", "track"),
            main=ALBUM,
            fetch=fetch_release,
            alone=Release,
            normalize=normalize.release,
        ),
        hc.Lookup("recording", by=("id", "isrc"), main=TRACK, fetch=fetch_track, normalize=normalize.recording),
        hc.Lookup("artist", by=("id",), main=ARTIST, fetch=fetch_artist, normalize=normalize.artist),
        hc.Search("release", main=SEARCH_ALBUMS, normalize=hc.each(normalize.release, Release)),
        hc.Search("recording", main=SEARCH_TRACKS, normalize=hc.each(normalize.recording)),
        hc.Search("artist", main=SEARCH_ARTISTS, normalize=hc.each(normalize.artist)),
    ),
    rate=hc.Rate(50, per=5.0),
    error_body=hc.ErrorBody(into=ErrorBody, error=error_of, says_absent=True),
    traits=hc.Traits(
        feed="distributors",
        length=hc.Precision.SECONDS,
        cover_px=1400,
        regions=REGIONS,
        launched=hc.PartialDate(2007, 8, 22),
        gtins=hc.Quality.GOOD,
        labels=hc.Quality.PRESENT,
        dates=hc.Quality.PRESENT,
        credits=hc.Quality.PRESENT,
    ),
)


@hc.hookimpl
def harmony_providers() -> list[hc.Provider]:
    return [deezer]
