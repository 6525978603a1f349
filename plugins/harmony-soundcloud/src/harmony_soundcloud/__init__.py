"""SoundCloud's public API: links, ids and search, with a client's credentials (developers.soundcloud.com/docs/api)."""

from __future__ import annotations

import re
from typing import TypeVar

from harmony_core import provider as hc
from harmony_soundcloud import normalize
from harmony_soundcloud.links import URLS, number_of, resource_of
from harmony_soundcloud.payloads import ErrorBody, ListedTrack, Release, Set, Track, User, Whole

P = TypeVar("P")

# The web player has an API of its own. It is never asked, as it is not for us; but what it answered to others, in a
# bundle that somebody imported, says the same and serves offline.
WEB = "https://api-v2.soundcloud.com/"
WIDGET = "https://api-widget.soundcloud.com/"

# Without this, tracks that may not be played where the machine is are left out of lists.
ANY_ACCESS = "&access=playable,preview,blocked"


def at_page(into: type[P]) -> hc.Endpoint[P]:
    """Return the request for what is at a page of the site."""
    web = (WEB + "resolve?url={page}", WIDGET + "resolve?url={page}&format=json")
    return hc.Endpoint("resolve?url={page}", into=into, also=web)


def by_number(into: type[P]) -> hc.Endpoint[P]:
    """Return the request for one of the API's resources (`tracks`, `playlists`, `users`)."""
    web = (WEB + "{resource}/{id}", WEB + "{resource}/{id}?representation=compact")
    return hc.Endpoint("{resource}/{id}", into=into, also=("{resource}/{id}.json", *web))


def found(resource: str, web: str, into: type[P], more: str = "") -> hc.Endpoint[P]:
    """Return a search, in pages of `limit`."""
    plain = "q={text}&limit={limit}"
    also = (f"{resource}?{plain}", f"{WEB}search/{web}?{plain}&offset=0")
    path = f"{resource}?{plain}&linked_partitioning=true{more}"
    return hc.Endpoint(path, into=into, items="collection", next="next_href", also=also)


RELEASE, RELEASE_BY_NUMBER = at_page(Whole), by_number(Whole)
TRACK, TRACK_BY_NUMBER = at_page(Track), by_number(Track)
USER, USER_BY_NUMBER = at_page(User), by_number(User)
LISTED = hc.Endpoint(
    f"tracks?ids={{ids}}{ANY_ACCESS}", into=ListedTrack, also=("tracks?ids={ids}", WEB + "tracks?ids={ids}")
)
SET_TRACKS = hc.Endpoint(
    f"playlists/{{id}}/tracks?limit=200&linked_partitioning=true{ANY_ACCESS}",
    into=ListedTrack,
    items="collection",
    next="next_href",
)
SEARCH_TRACKS = found("tracks", "tracks", Track, ANY_ACCESS)
SEARCH_SETS = found("playlists", "albums", Set)
SEARCH_USERS = found("users", "users", User)

MOVED = "MOVED"
RESOURCES = ("playlists", "tracks", "users")
LARGEST_PAGE = 200
MOST_IDS = 50


@hc.settings
class Settings:
    """An app's credentials: SoundCloud gives nothing without."""

    client_id: str | None = hc.setting(
        "the id of an app that is registered at SoundCloud", secret=True, where="https://soundcloud.com/you/apps"
    )
    client_secret: str | None = hc.setting("its secret", secret=True, where="https://soundcloud.com/you/apps")


def error_of(body: ErrorBody) -> hc.ProviderError | None:
    """Say what an error means; most have their HTTP status in a text ("404 - Not Found").

    Redirects are followed where requests go out: an answer that is one was kept by another program.
    """
    if body.location:
        return hc.ProviderError(f"SoundCloud says that this is at {body.location}", code=MOVED)
    first = body.errors[0] if body.errors else None
    text = (first if isinstance(first, str) else first and first.error_message) or body.message or body.status or ""
    number = re.match(r"\d{3}\b", body.status or text)
    code = body.code or (int(number.group()) if number else 0)
    return hc.refusal("SoundCloud", code, text) if code >= 400 else None


async def located(
    api: hc.Api, target: hc.EntityRef, page_endpoint: hc.Endpoint[P], number_endpoint: hc.Endpoint[P]
) -> P:
    """Ask for what is at a page, or has a number; a kept answer may be no more than where the page's data is."""
    if target.type in RESOURCES:
        return await api.get(number_endpoint, resource=target.type, id=target.id)
    try:
        return await api.get(page_endpoint, page=f"https://soundcloud.com/{target.id}")
    except hc.ProviderError as error:
        moved = resource_of(error.message) if error.code == MOVED else None
        if moved is None:
            raise
    return await api.get(number_endpoint, resource=moved[0], id=moved[1])


async def fetch_release(api: hc.Api, target: hc.EntityRef, options: hc.LookupOptions) -> Release:
    """Ask for a set, or a track that is a single, and for the tracks that a set leaves out or has only the ids of."""
    whole = await located(api, target, RELEASE, RELEASE_BY_NUMBER)
    tracks, number = whole.tracks or (), number_of(whole.id)
    if number and len(tracks) < (whole.track_count or 0):
        all_tracks = await api.try_pages(SET_TRACKS, "tracks that are left out", id=number)
        tracks = all_tracks if len(all_tracks) > len(tracks) else tracks
    stubs = [track for track in tracks if track is not None and track.title is None]
    ids = [each for track in stubs if (each := number_of(track.id))]
    details: list[ListedTrack] = []
    for start in range(0, len(ids), MOST_IDS):
        some = ",".join(ids[start : start + MOST_IDS])
        details += await api.try_pages(LISTED, "further tracks", ids=some)
    return Release(whole, tracks, tuple(details))


def alone(whole: Whole) -> Release:
    return Release(whole, whole.tracks or ())


async def fetch_track(api: hc.Api, target: hc.EntityRef, options: hc.LookupOptions) -> Track:
    return await located(api, target, TRACK, TRACK_BY_NUMBER)


async def fetch_user(api: hc.Api, target: hc.EntityRef, options: hc.LookupOptions) -> User:
    return await located(api, target, USER, USER_BY_NUMBER)


soundcloud = hc.Provider(
    name="soundcloud",
    title="SoundCloud",
    base="https://api.soundcloud.com/",
    category="digital",
    priority=40,
    urls=URLS,
    lookups=(
        hc.Lookup(
            "release",
            by=("id",),
            types=("set", "playlists", "track", "tracks"),
            main=RELEASE,
            fetch=fetch_release,
            alone=alone,
            normalize=normalize.release,
        ),
        hc.Lookup("recording", by=("id",), main=TRACK, fetch=fetch_track, normalize=normalize.recording),
        hc.Lookup("artist", by=("id",), main=USER, fetch=fetch_user, normalize=normalize.artist),
        hc.Search("recording", main=SEARCH_TRACKS, largest=LARGEST_PAGE, normalize=hc.each(normalize.recording)),
        hc.Search("release", main=SEARCH_SETS, largest=LARGEST_PAGE, normalize=normalize.releases),
        hc.Search("artist", main=SEARCH_USERS, largest=LARGEST_PAGE, normalize=hc.each(normalize.artist)),
    ),
    rate=hc.Rate(3),  # no rate is told; the number of tokens and of plays is limited
    error_body=hc.ErrorBody(into=ErrorBody, error=error_of, says_absent=True),
    settings=Settings,
    auth=hc.ClientCredentials(url="https://secure.soundcloud.com/oauth/token"),
    traits=hc.Traits(
        length=hc.Precision.MILLISECONDS,
        cover_px=500,
        launched=hc.PartialDate(2008, 10, 17),
        gtins=hc.Quality.MISSING,
        labels=hc.Quality.PRESENT,
        dates=hc.Quality.BAD,
        credits=hc.Quality.BAD,
    ),
)


@hc.hookimpl
def harmony_providers() -> list[hc.Provider]:
    return [soundcloud]
