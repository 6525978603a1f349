"""What is asked of Spotify, in which order, and what stands in where it refuses."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TypeVar

from harmony_core import provider as hc
from harmony_spotify.payloads import Album, Artist, Features, FoundRecording, FoundRelease, Track, Tracks
from harmony_spotify.tables import REGIONS

P = TypeVar("P")

MOST_IDS = 50

# No market is named but where nothing else finds: only without one does Spotify tell where a thing is to be had.
# Where nobody can be asked, an answer for some market is better than none.
MARKET = ("market", "locale")
ALBUM = hc.Endpoint("albums/{id}", into=Album, extent=MARKET)
ALBUM_TRACKS = hc.Endpoint("albums/{id}/tracks?limit=50&offset={offset}", into=Track, items="items", next="next")
ALBUMS_BY_GTIN = hc.Endpoint(
    "search?type=album&q=upc:{text}&market={market}", into=Album, items="albums.items", fresh=hc.hours(12)
)
TRACK = hc.Endpoint("tracks/{id}", into=Track, extent=MARKET)
TRACKS = hc.Endpoint("tracks?ids={ids}", into=Tracks)
TRACKS_BY_ISRC = hc.Endpoint(
    "search?type=track&q=isrc:{text}&market={market}", into=Track, items="tracks.items", fresh=hc.hours(12)
)
FEATURES = hc.Endpoint("audio-features/{id}", into=Features, fresh=hc.days(30))
ARTIST = hc.Endpoint("artists/{id}", into=Artist)


def search_for(kind: str, into: type[P]) -> hc.Endpoint[P]:
    """Return a search; keys of 2026 get no more than 10 candidates at once."""
    path = f"search?type={kind}&q={{text}}&limit=10&offset=0"
    return hc.Endpoint(path, into=into, items=f"{kind}s.items", next=hc.Offset(total=f"{kind}s.total"))


SEARCH_ALBUMS = search_for("album", Album)
SEARCH_TRACKS = search_for("track", Track)
SEARCH_ARTISTS = search_for("artist", Artist)


async def fetch_release(api: hc.Api, target: hc.EntityRef | hc.Gtin, options: hc.LookupOptions) -> FoundRelease:
    """Ask for the album, for the tracks that it does not list, and for the ISRCs that only tracks' own answers hold."""
    found = await fetch_album(api, target, options)
    album, tracks = found.album, found.album.listed
    if album.tracks and album.id and len(album.tracks.items) < (album.tracks.total or 0):
        tracks += await api.try_pages(ALBUM_TRACKS, "further tracks", id=album.id, offset=len(album.tracks.items))
    details: dict[str | None, Track] = {}
    if options.wants("isrcs"):
        details = await details_of(api, [track.id for track in tracks if track.id and not track.isrc])
    of_tracks = tuple(details.get(track.id) for track in tracks)
    return FoundRelease(album, tracks, of_tracks, found.asked, found.others)


async def fetch_album(api: hc.Api, target: hc.EntityRef | hc.Gtin, options: hc.LookupOptions) -> FoundRelease:
    """Return the album that was asked for, which may be the one that a track is on."""
    if isinstance(target, hc.Gtin):
        return await album_by_gtin(api, target, options)
    if target.type != "track":
        return FoundRelease(await api.get(ALBUM, id=target.id))
    track = await api.get(TRACK, id=target.id)
    if track.album is None or track.album.id is None:
        raise hc.NotFoundError(f"Spotify names no release of track {target.id}")
    return FoundRelease(await api.get(ALBUM, id=track.album.id))


async def album_by_gtin(api: hc.Api, gtin: hc.Gtin, options: hc.LookupOptions) -> FoundRelease:
    """Search for a barcode; most are known by 14 digits, and the search minds the zeros."""
    found = await searched(api, ALBUMS_BY_GTIN, gtin.variants(), gtin.as_14, options)
    best, others = hc.best_of((album for album in found if album.id), "Spotify", f"release with the GTIN {gtin}")
    album = await api.try_get(ALBUM, "tracks, label and copyright", id=best.id) or best
    hc.refuse_substitute("Spotify", "GTIN", gtin, album.gtin or gtin)
    return FoundRelease(album, asked=gtin, others=tuple(other.id for other in others if other.id))


async def details_of(api: hc.Api, ids: Sequence[str]) -> dict[str | None, Track]:
    """Return tracks' own answers by id: many at once, and one by one what is left, as keys of 2026 are refused that."""
    found: dict[str | None, Track | None] = {}
    left = ids
    with suppress(hc.ProviderError, hc.MissingSettingsError):
        while len(left) > 1:
            found |= zip(left, (await api.get(TRACKS, ids=",".join(left[:MOST_IDS]))).tracks, strict=False)
            left = left[MOST_IDS:]
    single = await api.try_many(TRACK, "ISRCs", [{"id": track_id} for track_id in left])
    found |= zip(left, single, strict=True)
    return {track_id: track for track_id, track in found.items() if track}


async def fetch_recording(api: hc.Api, target: hc.EntityRef | hc.Isrc, options: hc.LookupOptions) -> FoundRecording:
    """Ask for a track, and for what was measured of it, which keys made since November 2024 do not get."""
    others: tuple[str, ...] = ()
    if isinstance(target, hc.Isrc):
        track, others = await tracks_by_isrc(api, target, options)
    else:
        track = await api.get(TRACK, id=target.id)
    measured, problem = None, None
    if options.wants("features") and track.id:
        try:
            measured = await api.get(FEATURES, id=track.id)
        except (hc.AccessDeniedError, hc.NotFoundError):
            pass
        except (hc.ProviderError, hc.MissingSettingsError) as error:
            problem = error.message
    return FoundRecording(track, measured, problem, asked=target, others=others)


async def tracks_by_isrc(api: hc.Api, isrc: hc.Isrc, options: hc.LookupOptions) -> tuple[Track, tuple[str, ...]]:
    """Search for an ISRC, and return the best of the tracks that have it with the ids of the others."""
    found = await searched(api, TRACKS_BY_ISRC, (isrc.text,), isrc.text, options)
    same = [track for track in found if track.id and (track.isrc or isrc.text).upper().replace("-", "") == isrc.text]
    best, others = hc.best_of(sorted(same, key=by_release), "Spotify", f"recording with the ISRC {isrc}")
    return best, tuple(other.id for other in others if other.id)


def by_release(track: Track) -> tuple[object, ...]:
    """Return how tracks are ranked: those of compilations last, then by the day on which their album came out."""
    album_type = (track.album.album_type if track.album else None) or ""
    return album_type.lower() == "compilation", (track.album.release_date if track.album else None) or "9999"


async def searched(
    api: hc.Api, endpoint: hc.Endpoint[P], texts: Sequence[str], longest: str, options: hc.LookupOptions
) -> tuple[P, ...]:
    """Search for each form of an identifier, then for the longest in each region: some are only found there.

    Where answers are kept and nobody is asked, a search that is not kept goes on to the next.
    """
    regions = (region for region in options.regions if region in REGIONS)
    unkept: hc.ProviderError | None = None
    for text, market in [*((text, None) for text in texts), *((longest, region) for region in regions)]:
        try:
            found = await api.pages(endpoint, text=text, market=market)
        except hc.ProviderError as error:
            if error.code != "NO_SNAPSHOT":
                raise
            unkept = error
            continue
        if found:
            return found
    if unkept is not None:
        raise unkept
    return ()
