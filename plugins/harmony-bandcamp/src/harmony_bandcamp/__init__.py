"""Bandcamp: the pages of albums, tracks and accounts, its search, and by number its app's API. No key is needed."""

from __future__ import annotations

from functools import partial

from harmony_bandcamp import normalize, page
from harmony_bandcamp.links import URLS, place_asked
from harmony_bandcamp.payloads import Account, Player, Profile, Release, Result, Whole
from harmony_core import provider as hc


def whole(path: str, *also: str) -> hc.Endpoint[Whole]:
    """Return the request for an album or track: its page, or what the app shows."""
    return hc.Endpoint(path, into=Whole, reads=page.release, reads_json=True, also=also)


WHOLE = whole("https://{host}/{page}/{slug}", "https://{host}//{page}/{slug}")
TRACK = whole("https://{host}/track/{slug}", "https://{host}//track/{slug}")
ACCOUNT = hc.Endpoint("https://{host}/music", into=Account, reads=page.account, also=("https://{host}/",))
PLAYER = hc.Endpoint("EmbeddedPlayer/album={number}", into=Player, reads=page.player)

# The app's API, as version 22 of it was seen to answer.
DETAILS = whole("api/mobile/22/tralbum_details?band_id={band}&tralbum_id={number}&tralbum_type={type}")
BAND = hc.Endpoint(
    "api/mobile/22/band_details", method="POST", json={"band_id": "{number}"}, into=Account, reads=page.account
)


def results(item_type: str, path: str, *types: str) -> hc.Endpoint[Result]:
    """Return a search for what Bandcamp calls `a`, `t` or `b`; one for everything finds that, too."""
    return hc.Endpoint(
        f"search?q={{text}}&item_type={item_type}",
        into=Result,
        reads=partial(page.search, types=types, path=f"^https?://(?!bandcamp.com/)[^/]+{path}"),
        items="results",
        next=hc.PageNumber(last="pages"),
        also=("search?q={text}&page=1", "search?q={text}"),
    )


async def fetch_release(api: hc.Api, target: hc.EntityRef, options: hc.LookupOptions) -> Release:
    """Ask for a page, or by numbers for what the app shows; before the release the player knows the lengths."""
    place = place_asked(target)
    if place is None:
        band, number = target.id.split("/")
        return Release(await api.get(DETAILS, band=band, number=number, type=target.type), target)
    found = await api.get(WHOLE, host=place.host, page=place.page, slug=place.slug)
    if not found.tralbum.album_is_preorder or place.page == "track":
        return Release(found, target)
    player = await api.try_get(PLAYER, "the lengths of tracks that are not released", number=found.tralbum.id)
    return Release(found, target, player)


async def fetch_account(api: hc.Api, target: hc.EntityRef, options: hc.LookupOptions) -> Profile:
    place = place_asked(target)
    if place is None:
        return Profile(await api.get(BAND, number=target.id), target)
    return Profile(await api.get(ACCOUNT, host=place.host), target)


bandcamp = hc.Provider(
    name="bandcamp",
    title="Bandcamp",
    base="https://bandcamp.com/",
    hosts=("*.bandcamp.com",),
    category="digital",
    urls=URLS,
    lookups=(
        hc.Lookup(
            "release",
            by=("id",),
            types=("track", "t"),
            main=WHOLE,
            fetch=fetch_release,
            alone=Release,
            normalize=normalize.release,
        ),
        hc.Lookup(
            "recording", by=("id",), main=TRACK, fetch=fetch_release, alone=Release, normalize=normalize.recording
        ),
        hc.Lookup("artist", by=("id",), main=ACCOUNT, fetch=fetch_account, alone=Profile, normalize=normalize.artist),
        hc.Lookup(
            "label",
            by=("id",),
            types=("artist", "b"),
            main=ACCOUNT,
            fetch=fetch_account,
            alone=Profile,
            normalize=normalize.label,
        ),
        hc.Search("release", main=results("a", "/album/.", "ALBUM"), normalize=hc.each(normalize.found_release)),
        hc.Search("recording", main=results("t", "/track/.", "TRACK"), normalize=hc.each(normalize.found_recording)),
        hc.Search("artist", main=results("b", "/?$", "ARTIST", "LABEL"), normalize=hc.each(normalize.found_artist)),
    ),
    rate=hc.Rate(1, per=1.0),  # none is told; pages are dear, and who asks often is taken for a robot
    traits=hc.Traits(
        length=hc.Precision.MILLISECONDS,
        cover_px=3000,
        launched=hc.PartialDate(2008, 9),
        gtins=hc.Quality.MISSING,
        labels=hc.Quality.PRESENT,
        dates=hc.Quality.PRESENT,
        credits=hc.Quality.BAD,
    ),
)


@hc.hookimpl
def harmony_providers() -> list[hc.Provider]:
    return [bandcamp]
