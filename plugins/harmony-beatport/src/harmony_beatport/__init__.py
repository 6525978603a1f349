"""Beatport without a key: releases, tracks, artists and labels, out of its pages (www.beatport.com)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from harmony_beatport import normalize, page
from harmony_beatport.links import PAGES
from harmony_beatport.payloads import Named, Release, Sold, Track
from harmony_core import provider as hc

N = TypeVar("N", bound=Named)

SEARCH = "search?q={text}"
"""One page has hits of every kind, so that a search for all of them makes one request."""

# A page is asked for without its slug, so that a link and an id make one request.
RELEASE = hc.Endpoint("release/-/{id}", also=("release/{slug}/{id}",), into=Release, reads=page.release)
TRACK = hc.Endpoint("track/-/{id}", also=("track/{slug}/{id}",), into=Track, reads=page.about("track"))
ARTIST = hc.Endpoint("artist/-/{id}", also=("artist/{slug}/{id}",), into=Named, reads=page.about("artist"))
LABEL = hc.Endpoint("label/-/{id}", also=("label/{slug}/{id}",), into=Named, reads=page.about("label"))
RELEASES = hc.Endpoint(SEARCH, also=("search/releases?q={text}",), into=Release, reads=page.hits, items="releases")
TRACKS = hc.Endpoint(SEARCH, also=("search/tracks?q={text}",), into=Track, reads=page.hits, items="tracks")
ARTISTS = hc.Endpoint(SEARCH, also=("search/artists?q={text}",), into=Named, reads=page.hits, items="artists")
LABELS = hc.Endpoint(SEARCH, also=("search/labels?q={text}",), into=Named, reads=page.hits, items="labels")


async def fetch_release(api: hc.Api, target: hc.EntityRef | hc.Gtin, options: hc.LookupOptions) -> Release:
    """Ask for a release's page; a GTIN is searched for, and a track names its release."""
    found: Sold | None
    match target:
        case hc.Gtin():
            found = await find(api, target)
        case hc.EntityRef(type="track"):
            found = (await ask(api, TRACK, target.id, target.slug)).release
        case _:
            return await ask(api, RELEASE, target.id, target.slug)
    if found is None:
        raise hc.NotFoundError(f"Beatport names no release of {target}")
    return await ask(api, RELEASE, str(found.id), found.slug)


async def find(api: hc.Api, gtin: hc.Gtin) -> Release | None:
    """Search for a GTIN: as it was given, then with and without the zero that makes a UPC an EAN."""
    for text in dict.fromkeys((gtin.text, gtin.padded(13), gtin.padded(12))):
        for hit in await api.pages(RELEASES, text=text):
            if (hit.upc or "").zfill(14) == gtin.as_14:
                return hit
    return None


def asking(endpoint: hc.Endpoint[N]) -> Callable[[hc.Api, hc.EntityRef, hc.LookupOptions], Awaitable[N]]:
    """Return what asks for one page that says all."""
    return lambda api, target, options: ask(api, endpoint, target.id, target.slug)


async def ask(api: hc.Api, endpoint: hc.Endpoint[N], entity_id: str, slug: str | None) -> N:
    """Ask for a page, and refuse one that is about something else."""
    found = await api.get(endpoint, id=entity_id, slug=slug or "-")
    hc.refuse_substitute("Beatport", found.name, entity_id, found.id)
    return found


beatport = hc.Provider(
    name="beatport",
    title="Beatport",
    base="https://www.beatport.com/",
    category="digital",
    urls=PAGES.urls,
    lookups=(
        hc.Lookup(
            "release",
            by=("id", "gtin"),
            types=("release", "track"),
            main=RELEASE,
            fetch=fetch_release,
            normalize=normalize.release,
        ),
        hc.Lookup("recording", by=("id",), main=TRACK, fetch=asking(TRACK), normalize=normalize.recording),
        hc.Lookup("artist", by=("id",), main=ARTIST, fetch=asking(ARTIST), normalize=normalize.artist),
        hc.Lookup("label", by=("id",), main=LABEL, fetch=asking(LABEL), normalize=normalize.label),
        hc.Search("release", main=RELEASES, normalize=hc.each(normalize.release)),
        hc.Search("recording", main=TRACKS, normalize=hc.each(normalize.recording)),
        hc.Search("artist", main=ARTISTS, normalize=hc.each(normalize.artist)),
        hc.Search("label", main=LABELS, normalize=hc.each(normalize.label)),
    ),
    rate=hc.Rate(1, per=2.0),
    traits=hc.Traits(
        feed="distributors",
        length=hc.Precision.MILLISECONDS,
        cover_px=1400,
        launched=hc.PartialDate(2005, 1, 7),
        gtins=hc.Quality.PRESENT,
        labels=hc.Quality.GOOD,
        dates=hc.Quality.PRESENT,
        credits=hc.Quality.PRESENT,
    ),
)


@hc.hookimpl
def harmony_providers() -> list[hc.Provider]:
    return [beatport]
