"""Qobuz's API: links, GTINs, ISRCs and search, with the id of an app and the token of a subscriber."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from harmony_core import provider as hc
from harmony_qobuz import normalize
from harmony_qobuz.payloads import Album, Artist, Label, Problem, Release, Track
from harmony_qobuz.tables import REGIONS, URLS

P = TypeVar("P")

USUAL_PAGE = 50
LARGEST_PAGE = 500

# How much of what an answer lists is told; others ask for more or less of it.
EXTENT = ("limit", "offset", "extra")

ALBUM = hc.Endpoint(
    "album/get?album_id={id}", into=Album, also=("album/get?album_id={id}&offset=0&limit=20",), extent=EXTENT
)
ALBUM_TRACKS = hc.Endpoint(
    "album/get?album_id={id}&limit={limit}&offset={offset}",
    into=Track,
    items="tracks.items",
    next=hc.Offset(total="tracks.total"),
)
TRACK = hc.Endpoint("track/get?track_id={id}", into=Track)
ARTIST = hc.Endpoint(
    "artist/get?artist_id={id}", into=Artist, also=("artist/get?artist_id={id}&extra=albums",), extent=EXTENT
)
LABEL = hc.Endpoint(
    "label/get?label_id={id}", into=Label, also=("label/get?label_id={id}&extra=albums",), extent=EXTENT
)


def found(resource: str, into: type[P]) -> hc.Endpoint[P]:
    """Return a search, in pages of `limit`."""
    return hc.Endpoint(
        f"{resource}/search?query={{text}}&limit={{limit}}",
        into=into,
        items=f"{resource}s.items",
        next=hc.Offset(total=f"{resource}s.total"),
    )


SEARCH_ALBUMS = found("album", Album)
SEARCH_TRACKS = found("track", Track)
SEARCH_ARTISTS = found("artist", Artist)
SEARCH_LABELS = found("label", Label)


@hc.settings
class Settings:
    """Who asks: Qobuz gives app ids to partners, and since April 2026 answers only to subscribers."""

    app_id: str | None = hc.setting(
        "the id of an app that Qobuz has registered", secret=True, where="https://www.qobuz.com/gb-en/page/api"
    )
    user_auth_token: str | None = hc.setting(
        "the token of a subscriber who has signed in with that app",
        env=("QOBUZ_USER_AUTH_TOKEN", "QOBUZ_AUTH_TOKEN"),
        secret=True,
        where="the app's own sign-in",
    )


def user_token(settings: Settings) -> Mapping[str, str]:
    """Return the header that names the subscriber."""
    return {"X-User-Auth-Token": settings.user_auth_token} if settings.user_auth_token else {}


def error_of(body: Problem) -> hc.ProviderError:
    """Say what an error means; its code is that of HTTP, which may not be the answer's own."""
    if body.code == 404:
        return hc.NotFoundError("Qobuz says that there is no such thing where it takes this machine to be")
    return hc.refusal("Qobuz", body.code, body.message)


async def fetch_release(api: hc.Api, target: hc.EntityRef | hc.Gtin, options: hc.LookupOptions) -> Release:
    """Ask for an album, and for the tracks that its own answer does not list."""
    album = await fetch_album(api, target)
    listed = album.tracks
    if listed is None or len(listed.items) >= (listed.total or 0):
        return Release(album)
    start = len(listed.items)
    more = await api.try_pages(ALBUM_TRACKS, "further tracks", id=album.id, limit=LARGEST_PAGE, offset=start)
    return Release(album, more)


async def fetch_album(api: hc.Api, target: hc.EntityRef | hc.Gtin) -> Album:
    """Return the album that was asked for, which may be the one that a track is on."""
    if isinstance(target, hc.Gtin):
        return await fetch_by_gtin(api, target)
    album_id: str | int = target.id
    if target.type == "track":
        track = await api.get(TRACK, id=target.id)
        if track.album is None:
            raise hc.NotFoundError(f"Qobuz names no release of track {target.id}")
        album_id = track.album.id
    return await api.get(ALBUM, id=album_id)


async def fetch_by_gtin(api: hc.Api, gtin: hc.Gtin) -> Album:
    """Search for a barcode as Qobuz writes it, with 13 digits; a search may find other things, too."""
    listed = await api.pages(SEARCH_ALBUMS, at_most=USUAL_PAGE, text=gtin.padded(13))
    same = (album for album in listed if normalize.gtin(album.upc, hc.Reader(), "") == gtin)
    best, _ = hc.best_of(same, "Qobuz", f"release with the barcode {gtin} where it takes this machine to be")
    return await api.try_get(ALBUM, "tracks, credits and copyright", id=best.id) or best


async def fetch_track(api: hc.Api, target: hc.EntityRef | hc.Isrc, options: hc.LookupOptions) -> Track:
    if not isinstance(target, hc.Isrc):
        return await api.get(TRACK, id=target.id)
    listed = await api.pages(SEARCH_TRACKS, at_most=USUAL_PAGE, text=target)
    same = (track for track in listed if (track.isrc or "").upper() == target.text)
    return hc.best_of(same, "Qobuz", f"track with the ISRC {target} where it takes this machine to be")[0]


qobuz = hc.Provider(
    name="qobuz",
    title="Qobuz",
    base="https://www.qobuz.com/api.json/0.2/",
    category="digital",
    priority=60,
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
        hc.Lookup("artist", by=("id",), main=ARTIST, normalize=normalize.artist),
        hc.Lookup("label", by=("id",), main=LABEL, normalize=normalize.label),
        hc.Search("release", main=SEARCH_ALBUMS, largest=LARGEST_PAGE, normalize=hc.each(normalize.release, Release)),
        hc.Search("recording", main=SEARCH_TRACKS, largest=LARGEST_PAGE, normalize=hc.each(normalize.recording)),
        hc.Search("artist", main=SEARCH_ARTISTS, largest=LARGEST_PAGE, normalize=hc.each(normalize.artist)),
        hc.Search("label", main=SEARCH_LABELS, largest=LARGEST_PAGE, normalize=hc.each(normalize.label)),
    ),
    rate=hc.Rate(2),  # no rate is told
    error_body=hc.ErrorBody(into=Problem, error=error_of, says_absent=True),
    settings=Settings,
    auth=hc.HeaderKey(header="X-App-Id", prefix="", setting="app_id"),
    headers=user_token,
    traits=hc.Traits(
        feed="distributors",
        length=hc.Precision.SECONDS,
        cover_px=3000,
        regions=REGIONS,
        launched=hc.PartialDate(2007, 9, 18),
        gtins=hc.Quality.GOOD,
        labels=hc.Quality.PRESENT,
        dates=hc.Quality.PRESENT,
        credits=hc.Quality.GOOD,
    ),
)


@hc.hookimpl
def harmony_providers() -> list[hc.Provider]:
    return [qobuz]
