"""What the Cover Art Archive sends: the list of a release's images (musicbrainz.org/doc/Cover_Art_Archive/API)."""

from __future__ import annotations

from collections.abc import Mapping

from harmony_core import provider as hc


@hc.payload
class Image:
    """One image; `front` and `back` mark the one that is shown as such, of several that may be of the type.

    Its thumbnails are named small and large, in lists made since 2018 also 250, 500 and 1200.
    """

    image: str = ""
    types: tuple[str, ...] | None = None
    front: bool | None = None
    back: bool | None = None
    approved: bool | None = None
    thumbnails: Mapping[str, str | None] | None = None


@hc.payload
class Images:
    """All images of a release, and the release's page at MusicBrainz (old lists lack it)."""

    images: tuple[Image, ...]
    release: str | None = None


@hc.answer
class Artwork:
    """The images that were asked for, by the MBID of a release or of a release group."""

    images: Images
    release: str | None = None
    group: str | None = None
