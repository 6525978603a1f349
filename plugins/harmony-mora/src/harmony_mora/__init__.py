"""mora without a key: releases and videos of the Japanese shop (mora.jp), by link."""

from __future__ import annotations

from harmony_core import provider as hc
from harmony_mora import normalize, page
from harmony_mora.links import PAGES
from harmony_mora.payloads import Arguments, Package

PAGE = hc.Endpoint(
    "package/{label}/{package}/", also=("package/{label}/{package}",), into=Arguments, reads=page.arguments
)
PACKAGE = hc.Endpoint(
    "https://cf.mora.jp/contents/package/{mount_point}/{label_id}/{thousands}/{hundreds}/{rest}/packageMeta.json",
    into=Package,
)


async def fetch_release(api: hc.Api, target: hc.EntityRef, options: hc.LookupOptions) -> Package:
    """Ask for the page, and for the data to which its arguments lead."""
    label, _, package = target.id.partition("/")
    place = await api.get(PAGE, label=label, package=package)
    number = str(place.materialNo).zfill(10)
    found = await api.get(
        PACKAGE,
        mount_point=place.mountPoint,
        label_id=place.labelId,
        thousands=number[:4],
        hundreds=number[4:7],
        rest=number[7:],
    )
    hc.refuse_substitute("mora", "package", package, found.packageId or package)
    return found


mora = hc.Provider(
    name="mora",
    title="mora",
    base="https://mora.jp/",
    hosts=("cf.mora.jp",),
    category="digital",
    urls=PAGES.urls,
    lookups=(hc.Lookup("release", by=("id",), main=PACKAGE, fetch=fetch_release, normalize=normalize.release),),
    rate=hc.Rate(1, per=1.0),
    traits=hc.Traits(
        feed="distributors",
        length=hc.Precision.SECONDS,
        cover_px=200,
        regions=hc.countries("JP"),
        launched=hc.PartialDate(2004, 4),
        gtins=hc.Quality.PRESENT,
        labels=hc.Quality.GOOD,
        dates=hc.Quality.PRESENT,
        credits=hc.Quality.PRESENT,
    ),
)


@hc.hookimpl
def harmony_providers() -> list[hc.Provider]:
    return [mora]
