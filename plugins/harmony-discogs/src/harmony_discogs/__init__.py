"""Discogs: releases, masters, artists and labels by link, barcode and text (discogs.com/developers)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from harmony_core import provider as hc
from harmony_discogs import normalize
from harmony_discogs.links import URLS
from harmony_discogs.payloads import Artist, ErrorBody, Found, Label, Release, Row
from harmony_discogs.ranking import by_barcode

P = TypeVar("P")

LARGEST_PAGE = 100

# Discogs does not want its data shown once they are six hours old (API Terms of Use, May 2025).
SIX_HOURS = hc.hours(6)


def one(path: str, into: type[P]) -> hc.Endpoint[P]:
    """Return the request for one thing; until 2014 it was asked for without TLS, and such answers are still kept."""
    return hc.Endpoint(path, into=into, also=(f"http://api.discogs.com/{path}",), fresh=SIX_HOURS)


RELEASE = one("releases/{id}", Release)
MASTER = one("masters/{id}", Release)
ARTIST = one("artists/{id}", Artist)
LABEL = one("labels/{id}", Label)
RELEASES_BY_GTIN = hc.Endpoint(
    "database/search?type=release&barcode={gtin}",
    into=Row,
    items="results",
    next="pagination.urls.next",
    fresh=SIX_HOURS,
)
SEARCH = hc.Endpoint(
    "database/search?q={text}&type={type}&per_page={size}&page=1",
    into=Row,
    items="results",
    next="pagination.urls.next",
    extent=("type", "per_page"),
    fresh=SIX_HOURS,
)


@hc.settings
class Settings:
    """Who asks: with a token Discogs takes 60 requests a minute, and it gives addresses of pictures."""

    user_token: str | None = hc.setting(
        "a personal access token",
        env=("DISCOGS_USER_TOKEN", "DISCOGS_TOKEN"),
        secret=True,
        where="https://www.discogs.com/settings/developers",
        required=False,
    )


MEANINGS = {"not found": 404, "too quickly": 429, "rate limit": 429, "authenticate": 401, "token": 401, "consumer": 401}


def error_of(body: ErrorBody) -> hc.ProviderError:
    """Say what an error means; Discogs tells it in words."""
    code = hc.code_in(body.message, MEANINGS)
    hint = "it wants a token, or another one (DISCOGS_USER_TOKEN): " if code == 401 else ""
    return hc.refusal("Discogs", code, f"{hint}{body.message}")


async def fetch_release(api: hc.Api, target: hc.EntityRef | hc.Gtin, options: hc.LookupOptions) -> Found:
    if isinstance(target, hc.Gtin):
        return await fetch_by_gtin(api, target)
    if target.type == "master":
        return await fetch_master(api, target, options)
    return alone(await api.get(RELEASE, id=target.id))


async def fetch_by_gtin(api: hc.Api, gtin: hc.Gtin) -> Found:
    """Ask who has a barcode, as it is given and then with 12 or 13 digits, and for all about the best."""
    for number in dict.fromkeys((gtin.text, gtin.padded(13), gtin.padded(12))):
        found = by_barcode(await api.pages(RELEASES_BY_GTIN, at_most=LARGEST_PAGE, gtin=number), gtin)
        if found:
            break
    best, others = hc.best_of(found, "Discogs", f"release with the barcode {gtin}")
    return Found(await api.get(RELEASE, id=best.id), gtin=gtin, others=others)


async def fetch_master(api: hc.Api, target: hc.EntityRef, options: hc.LookupOptions) -> Found:
    """Ask for a master, and for all about its main release."""
    master = await api.get(MASTER, id=target.id)
    missing = "labels, formats, barcode, date and credits"
    if not master.main_release:
        return alone(master)
    whole = await api.try_get(RELEASE, missing, id=master.main_release)
    return Found(whole, master=master.id) if whole else alone(master)


def alone(answer: Release) -> Found:
    """Return what a release, or a master, tells by itself."""
    return Found(answer)


def search(kind: str) -> Callable[[hc.Api, str, hc.LookupOptions], Awaitable[Sequence[Row]]]:
    """Return how one kind of thing is searched for."""

    async def fetch(api: hc.Api, text: str, options: hc.LookupOptions) -> Sequence[Row]:
        size = min(max(options.limit, 1), LARGEST_PAGE)
        found = await api.pages(SEARCH, at_most=options.limit, text=text, type=kind, size=size)
        rows = [row for row in found if row.type in (None, kind)]
        if found and not rows:  # a kept answer to a search for something else stood in
            raise hc.ProviderError(f"Discogs was asked for other things than {kind}s")
        return rows

    return fetch


discogs = hc.Provider(
    name="discogs",
    title="Discogs",
    base="https://api.discogs.com/",
    category="database",
    urls=URLS,
    lookups=(
        hc.Lookup(
            "release",
            by=("id", "gtin"),
            types=("release", "master"),
            main=RELEASE,
            fetch=fetch_release,
            alone=alone,
            normalize=normalize.release,
        ),
        hc.Lookup(
            "release_group", by=("id",), main=MASTER, fetch=fetch_master, alone=alone, normalize=normalize.release
        ),
        hc.Lookup("artist", by=("id",), main=ARTIST, normalize=normalize.artist),
        hc.Lookup("label", by=("id",), main=LABEL, normalize=normalize.label),
        hc.Search("release", main=SEARCH, fetch=search("release"), normalize=normalize.releases),
        hc.Search("artist", main=SEARCH, fetch=search("artist"), normalize=normalize.artists),
        hc.Search("label", main=SEARCH, fetch=search("label"), normalize=normalize.label_entities),
    ),
    rate=hc.Rate(1, per=2.4),  # 25 a minute without a token, one after the other
    rate_headers=hc.RateHeaders(limit="X-Discogs-Ratelimit", remaining="X-Discogs-Ratelimit-Remaining", per=60.0),
    error_body=hc.ErrorBody(into=ErrorBody, error=error_of),
    auth=hc.HeaderKey(prefix="Discogs token=", setting="user_token"),
    settings=Settings,
    traits=hc.Traits(
        length=hc.Precision.SECONDS,
        cover_px=600,
        gtins=hc.Quality.GOOD,
        labels=hc.Quality.GOOD,
        dates=hc.Quality.GOOD,
        credits=hc.Quality.GOOD,
    ),
)


@hc.hookimpl
def harmony_providers() -> list[hc.Provider]:
    return [discogs]
