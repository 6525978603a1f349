"""What is read out of OTOTOY's pages."""

# ruff: noqa: N815 - the names that other readers of these pages use, so that what they kept can be read

from __future__ import annotations

from harmony_core import provider as hc


@hc.payload
class Artist:
    name: str
    url: str | None = None


@hc.payload
class Label:
    name: str | None = None
    url: str | None = None
    catalogNumber: str | None = None


@hc.payload
class Album:
    title: str
    artists: tuple[Artist, ...]
    releaseDate: str | None = None
    originalReleaseDate: str | None = None
    label: Label | None = None


@hc.payload
class Track:
    """A track: `duration` is in seconds; artists are named only where they are others than the album's."""

    title: str
    artists: tuple[Artist, ...] | None = None
    discNumber: int | None = None
    trackNumber: int | None = None
    duration: float | None = None


@hc.payload
class Package:
    albumMeta: Album
    trackList: tuple[Track, ...]
    thumbUrl: str | None = None


@hc.answer
class Release:
    """A package, with the id under which it was asked for: its page need not tell it."""

    package: Package
    id: str | None = None
