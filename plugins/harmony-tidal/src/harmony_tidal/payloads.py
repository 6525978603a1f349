"""What Tidal sends: the fields that are used, of the many that there are."""

# ruff: noqa: N815 - the names are Tidal's
from __future__ import annotations

from harmony_core import provider as hc


@hc.payload
class Size:
    width: int | None = None
    height: int | None = None


@hc.payload
class File:
    """A picture in one of its sizes."""

    href: str | None = None
    meta: Size | None = None

    @property
    def size(self) -> Size:
        """How large it is, which may not be told."""
        return self.meta or Size()


@hc.payload
class LinkMeta:
    type: str | None = None


@hc.payload
class ExternalLink:
    href: str | None = None
    meta: LinkMeta | None = None


@hc.payload
class CopyrightText:
    text: str | None = None


@hc.payload
class Attributes:
    """What a resource tells, whatever its type: each type uses a few of these.

    Since September 2025 a copyright is an object. Until June 2025 pictures stood in `imageLinks`.
    """

    title: str | None = None
    version: str | None = None
    name: str | None = None
    role: str | None = None
    genreName: str | None = None
    barcodeId: str | None = None
    isrc: str | None = None
    type: str | None = None
    albumType: str | None = None
    releaseDate: str | None = None
    duration: str | None = None
    numberOfItems: int | None = None
    explicit: bool | None = None
    copyright: CopyrightText | str | None = None
    popularity: float | None = None
    availability: tuple[str, ...] | None = None
    mediaTags: tuple[str, ...] | None = None
    externalLinks: tuple[ExternalLink, ...] | None = None
    bpm: float | None = None
    key: str | None = None
    keyScale: str | None = None
    mediaType: str | None = None
    files: tuple[File, ...] | None = None
    imageLinks: tuple[File, ...] | None = None


@hc.payload
class Place:
    """Where a track or video stands on its album."""

    volumeNumber: int | None = None
    trackNumber: int | None = None


@hc.payload
class Problem:
    code: str | None = None
    status: str | int | None = None
    detail: str | None = None


@hc.payload
class ErrorBody:
    """How Tidal says no: a JSON:API errors document, or at its gateway a status with words."""

    errors: tuple[Problem, ...] | None = None
    status: int | None = None
