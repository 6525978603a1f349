"""What the archive's lists mean. Everything here is pure; a list that is of no release is the only one refused."""

from __future__ import annotations

import re
from functools import lru_cache

from harmony_core import provider as hc
from harmony_coverartarchive.payloads import Artwork, Image, Images

# musicbrainz.org/doc/Cover_Art/Types; all that is not here (Obi, Spine, Tray, Sticker, Poster …) is something else.
KINDS = {
    "front": hc.ArtworkKind.FRONT,
    "back": hc.ArtworkKind.BACK,
    "medium": hc.ArtworkKind.MEDIUM,
    "matrix/runout": hc.ArtworkKind.MEDIUM,
    "booklet": hc.ArtworkKind.BOOKLET,
    "liner": hc.ArtworkKind.BOOKLET,
}
REMARKS = frozenset(("raw/unedited", "watermark"))
"""Types that say how a picture was made, and not what it shows."""

THUMBNAILS = ("500", "large", "1200", "250", "small")
"""Thumbnails, the best for a page first."""

PAGES = hc.mbid_pages("coverartarchive", "https://coverartarchive.org")
MUSICBRAINZ = hc.mbid_pages("musicbrainz", "https://musicbrainz.org")

_RELEASE = hc.pattern(r"/(?:release/|mbid-)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:[/?#]|$)", re.IGNORECASE)


def release(answer: Artwork, read: hc.Reader) -> hc.Release:
    """Return what is known of a release: its pictures, the one that is shown as the front first."""
    mbid = release_of(answer.images) or answer.release
    if answer.group is None and mbid is None:
        raise hc.PayloadError("the Cover Art Archive does not say of which release these images are")
    images = [image for image in answer.images.images if image.image.strip()]
    approved = [image for image in images if image.approved is not False]
    if left_out := len(images) - len(approved):
        read.info("artwork", f"{left_out} of {len(images)} images are left out: they are not approved yet")
    shown = sorted(approved, key=lambda image: not image.front)
    return hc.Release(
        artwork=tuple(map(artwork, shown)),
        external_ids=ids("release_group", answer.group) if answer.group else ids("release", mbid or ""),
    )


def release_of(images: Images) -> str | None:
    """Return the MBID of the release that has the images: in its page's address, or in those of the images."""
    addresses = (images.release, *(image.image for image in images.images))
    found = (_RELEASE.search(address) for address in addresses if address)
    return next((match.group(1).lower() for match in found if match), None)


def artwork(image: Image) -> hc.Artwork:
    thumbnails = image.thumbnails or {}
    thumbnail = next((address for size in THUMBNAILS if (address := thumbnails.get(size))), None)
    return hc.Artwork(
        url=secure(image.image),
        thumb_url=secure(thumbnail) if thumbnail else None,
        kinds=kinds(image.front, image.back, image.types),
        provider="coverartarchive",
    )


@lru_cache(maxsize=256)  # most are fronts, backs, media or pages of a booklet
def kinds(front: bool | None, back: bool | None, named: tuple[str, ...] | None) -> tuple[hc.ArtworkKind, ...]:
    """Return what a picture shows, each kind once; nothing where that is not said."""
    marked = [kind for kind, is_so in ((hc.ArtworkKind.FRONT, front), (hc.ArtworkKind.BACK, back)) if is_so]
    types = [name.lower() for name in named or ()]
    told = [KINDS.get(name, hc.ArtworkKind.OTHER) for name in types if name not in REMARKS]
    return tuple(dict.fromkeys((*marked, *told)))


def secure(address: str) -> str:
    """Return an address with https: the lists name http, and the archive has both."""
    return f"https://{address.removeprefix('http://')}" if address.startswith("http://") else address


def ids(kind: str, mbid: str) -> tuple[hc.ExternalId, ...]:
    """Return the ids of a release or group: its MBID, here and at MusicBrainz."""
    return (*PAGES.ids(kind, mbid), *MUSICBRAINZ.ids(kind, mbid))
