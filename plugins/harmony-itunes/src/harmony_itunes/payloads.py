"""What iTunes sends: the fields that are used, of the many that there are."""

# ruff: noqa: N815 - the names are Apple's
from __future__ import annotations

from typing import Literal

from harmony_core import provider as hc

# What the rows that are used cannot do without, by wrapper and kind.
REQUIRED = {
    ("collection", None): ("collectionId", "collectionName"),
    ("track", "song"): ("trackId", "trackName"),
    ("track", "music-video"): ("trackId", "trackName"),
    ("artist", None): ("artistId", "artistName"),
}


@hc.payload
class Row:
    """A row of an answer: a collection, a track or an artist, as `wrapperType` says; one answer mixes them.

    What is not known is left out (in 2011 it was null).
    """

    wrapperType: str | None = None
    kind: str | None = None
    collectionType: str | None = None
    artistId: int | None = None
    artistName: str | None = None
    artistViewUrl: str | None = None
    artistLinkUrl: str | None = None
    collectionId: int | None = None
    collectionName: str | None = None
    collectionViewUrl: str | None = None
    collectionArtistId: int | None = None
    collectionArtistName: str | None = None
    collectionArtistViewUrl: str | None = None
    collectionExplicitness: str | None = None
    collectionPrice: float | None = None
    copyright: str | None = None
    trackId: int | None = None
    trackName: str | None = None
    trackCensoredName: str | None = None
    trackViewUrl: str | None = None
    trackExplicitness: str | None = None
    trackPrice: float | None = None
    trackTimeMillis: float | None = None
    trackNumber: int | None = None
    trackCount: int | None = None
    discNumber: int | None = None
    isStreamable: bool | None = None
    artworkUrl100: str | None = None
    releaseDate: str | None = None
    primaryGenreName: str | None = None

    def __post_init__(self) -> None:
        kind = self.kind if self.wrapperType == "track" else None
        for name in REQUIRED.get((self.wrapperType or "", kind), ()):
            if getattr(self, name) is None:
                raise ValueError(f"a required field is missing: {name}")


@hc.payload
class Collection(Row):
    """A row of a search for albums."""

    wrapperType: Literal["collection"]


@hc.payload
class Track(Row):
    """A row of a search for songs."""

    wrapperType: Literal["track"]


@hc.payload
class Artist(Row):
    """A row of a search for artists."""

    wrapperType: Literal["artist"]


@hc.payload
class Results:
    """The answer to a lookup. One without rows is none: it is read as the `ErrorBody` that it is."""

    results: tuple[Row, ...]

    def __post_init__(self) -> None:
        if not self.results:
            raise ValueError("there are no results")


@hc.payload
class ErrorBody:
    """How iTunes says no: with a message and HTTP 400, or by counting nothing."""

    errorMessage: str | None = None
    resultCount: int | None = None


@hc.answer
class Release:
    """A collection with the rows that came with it: its tracks, and whatever else iTunes put there.

    `asked` is the GTIN by which it was found, where nothing in the answer tells one; `others` are further
    collections that were found by it.
    """

    collection: Row
    rows: tuple[Row, ...] = ()
    asked: hc.Gtin | None = None
    others: tuple[Row, ...] = ()
