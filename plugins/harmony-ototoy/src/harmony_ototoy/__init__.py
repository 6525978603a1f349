"""OTOTOY without a key: releases of the Japanese shop (ototoy.jp), out of its pages, by link."""

from __future__ import annotations

from harmony_core import provider as hc
from harmony_ototoy import normalize, page
from harmony_ototoy.links import PAGES
from harmony_ototoy.payloads import Package, Release

# The reader knows the captions of English and of Japanese pages; English ones are served where nothing is asked for.
PACKAGE = hc.Endpoint(
    "_/default/p/{id}", also=("_/default/p/{id}/",), into=Package, reads=page.package, headers={"Accept-Language": "en"}
)


async def fetch_release(api: hc.Api, target: hc.EntityRef, options: hc.LookupOptions) -> Release:
    return Release(await api.get(PACKAGE, id=target.id), target.id)


ototoy = hc.Provider(
    name="ototoy",
    title="OTOTOY",
    base="https://ototoy.jp/",
    category="digital",
    urls=PAGES.urls,
    lookups=(
        hc.Lookup("release", by=("id",), main=PACKAGE, fetch=fetch_release, alone=Release, normalize=normalize.release),
    ),
    rate=hc.Rate(1, per=1.0),
    traits=hc.Traits(
        length=hc.Precision.SECONDS,
        cover_px=1500,
        launched=hc.PartialDate(2004, 8),
        gtins=hc.Quality.MISSING,
        dates=hc.Quality.PRESENT,
        credits=hc.Quality.PRESENT,
    ),
)


@hc.hookimpl
def harmony_providers() -> list[hc.Provider]:
    return [ototoy]
