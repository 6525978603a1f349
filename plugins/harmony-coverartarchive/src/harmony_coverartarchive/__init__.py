"""The Cover Art Archive without a key: the artwork of releases that MusicBrainz knows, by MBID.

coverartarchive.org only leads to where the Internet Archive keeps the images: every request is sent on to archive.org,
and from there to one of its servers (musicbrainz.org/doc/Cover_Art_Archive/API).
"""

from __future__ import annotations

from harmony_core import provider as hc
from harmony_coverartarchive import normalize
from harmony_coverartarchive.payloads import Artwork, Images

# Images are added any day, and seldom change. What was kept may be kept under the address to which one is sent on.
RELEASE = hc.Endpoint(
    "release/{id}",
    also=("https://archive.org/download/mbid-{id}/index.json",),
    into=Images,
    fresh=hc.days(1),
    absent=hc.hours(12),
)
RELEASE_GROUP = hc.Endpoint("release-group/{id}", into=Images, fresh=hc.days(1), absent=hc.hours(12))


async def fetch_release(api: hc.Api, target: hc.EntityRef | hc.Mbid, options: hc.LookupOptions) -> Artwork:
    mbid = mbid_of(target)
    return Artwork(await api.get(RELEASE, id=mbid), release=mbid)


async def fetch_release_group(api: hc.Api, target: hc.EntityRef | hc.Mbid, options: hc.LookupOptions) -> Artwork:
    """Ask for the images of the release whose front stands for the group."""
    mbid = mbid_of(target)
    return Artwork(await api.get(RELEASE_GROUP, id=mbid), group=mbid)


def mbid_of(target: hc.EntityRef | hc.Mbid) -> str:
    """Return the MBID in lower case, in which alone the archive reads it."""
    return (target.id if isinstance(target, hc.EntityRef) else str(target)).lower()


SUBS = {"sub": "www|beta", "page": "details|download"}
URLS = (
    hc.Url("release", "https://coverartarchive.org/release/{id:mbid}"),
    hc.Url("release", "https://[{sub}.]coverartarchive.org/release/{id:mbid}[/{rest:rest}]", where=SUBS),
    hc.Url("release", "https://[www.]archive.org/{page}/mbid-{id:mbid}[/{rest:rest}]", type="release", where=SUBS),
    hc.Url("release_group", "https://coverartarchive.org/release-group/{id:mbid}"),
    hc.Url("release_group", "https://[{sub}.]coverartarchive.org/release-group/{id:mbid}[/{rest:rest}]", where=SUBS),
)

coverartarchive = hc.Provider(
    name="coverartarchive",
    title="Cover Art Archive",
    base="https://coverartarchive.org/",
    hosts=("archive.org", "*.us.archive.org", "*.ca.archive.org"),
    category="database",
    priority=60,
    urls=URLS,
    lookups=(
        hc.Lookup(
            "release", by=("id", "mbid"), main=RELEASE, fetch=fetch_release, alone=Artwork, normalize=normalize.release
        ),
        hc.Lookup(
            "release_group",
            by=("id", "mbid"),
            main=RELEASE_GROUP,
            fetch=fetch_release_group,
            alone=Artwork,
            normalize=normalize.release,
        ),
    ),
    rate=hc.Rate(3),  # no limit is named; each lookup is sent on twice, and that counts
    traits=hc.Traits(
        feed="musicbrainz",
        cover_px=1200,  # the largest thumbnail; images are kept as large as they come
        gtins=hc.Quality.MISSING,
        labels=hc.Quality.MISSING,
        dates=hc.Quality.MISSING,
        credits=hc.Quality.MISSING,
    ),
)


@hc.hookimpl
def harmony_providers() -> list[hc.Provider]:
    return [coverartarchive]
