"""Spotify's Web API: links, GTINs, ISRCs and search, with a key of one's own.

Its reference is at developer.spotify.com/documentation/web-api.
"""

from __future__ import annotations

from harmony_core import provider as hc
from harmony_spotify import fetch, links, normalize
from harmony_spotify.payloads import ErrorBody, FoundRecording, FoundRelease, Problem
from harmony_spotify.tables import REGIONS

DASHBOARD = "https://developer.spotify.com/dashboard"


@hc.settings
class Settings:
    """An app of one's own at Spotify, whose owner needs a Premium account since February 2026."""

    client_id: str | None = hc.setting("the client id of your app", where=DASHBOARD)
    client_secret: str | None = hc.setting("the client secret of your app", secret=True, where=DASHBOARD)


def error_of(body: ErrorBody) -> hc.ProviderError:
    """Say what an error means; ids that have the form of one and are none are answered with 400."""
    match body.error:
        case Problem(status=400, message=str(text)) if "invalid" in text.lower() and "id" in text.lower().split():
            return hc.NotFoundError(f"Spotify says that there is no such thing: {text}")
        case Problem(status=status, message=text):
            return hc.refusal("Spotify", status, text)
        case text:
            return hc.AccessDeniedError(f"Spotify refuses: {text}")


spotify = hc.Provider(
    name="spotify",
    title="Spotify",
    base="https://api.spotify.com/v1/",
    category="digital",
    priority=70,
    urls=links.URLS,
    lookups=(
        hc.Lookup(
            "release",
            by=("id", "gtin"),
            types=("album", "track"),
            main=fetch.ALBUM,
            fetch=fetch.fetch_release,
            alone=FoundRelease,
            normalize=normalize.release,
        ),
        hc.Lookup(
            "recording",
            by=("id", "isrc"),
            main=fetch.TRACK,
            fetch=fetch.fetch_recording,
            alone=FoundRecording,
            normalize=normalize.recording,
        ),
        hc.Lookup("artist", by=("id",), main=fetch.ARTIST, normalize=normalize.artist),
        hc.Search("release", main=fetch.SEARCH_ALBUMS, normalize=hc.each(normalize.release, FoundRelease)),
        hc.Search("recording", main=fetch.SEARCH_TRACKS, normalize=hc.each(normalize.recording, FoundRecording)),
        hc.Search("artist", main=fetch.SEARCH_ARTISTS, normalize=hc.each(normalize.artist)),
    ),
    rate=hc.Rate(3),
    error_body=hc.ErrorBody(into=ErrorBody, error=error_of, says_absent=True),
    auth=hc.ClientCredentials(url="https://accounts.spotify.com/api/token"),
    settings=Settings,
    traits=hc.Traits(
        feed="distributors",
        length=hc.Precision.MILLISECONDS,
        cover_px=640,
        regions=REGIONS,
        launched=hc.PartialDate(2008, 10),
        gtins=hc.Quality.GOOD,
        labels=hc.Quality.PRESENT,
        dates=hc.Quality.PRESENT,
        credits=hc.Quality.PRESENT,
    ),
)


@hc.hookimpl
def harmony_url_parsers() -> list[hc.UrlParser]:
    return [links.reader(spotify)]


@hc.hookimpl
def harmony_providers() -> list[hc.Provider]:
    return [spotify]
