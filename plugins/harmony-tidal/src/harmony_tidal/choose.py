"""Which of an answer's resources is what was asked for. Everything here is pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from harmony_core import provider as hc
from harmony_tidal.jsonapi import Document, Included, Resource, identifiers, included_in, named

RELEASES = ("albums", "videos")
RECORDINGS = ("tracks", "videos")
ARTISTS = ("artists",)


@hc.answer
class Found:
    """What was asked for, and the documents that tell about it; `others` were found by the same identifier."""

    main: Resource
    documents: tuple[Document, ...]
    others: tuple[Resource, ...] = ()

    @property
    def included(self) -> Included:
        """Every resource that the documents hold."""
        return included_in(self.documents)

    def and_pages(self, pages: Sequence[Document]) -> Found:
        """Return this with further pages of what it is related to."""
        return Found(self.main, (*self.documents, *pages), self.others)


def first(types: Sequence[str]) -> Callable[[Document], Found]:
    """Return what takes a document's first resource of these types."""

    def choose(document: Document) -> Found:
        main, *others = some(document, types)
        return Found(main, (document,), tuple(others))

    return choose


def by_id(document: Document, asked: str, types: Sequence[str]) -> Found:
    """Return the resource with an id. Raises `NotFoundError`, or `MismatchError` where there are only others."""
    rows = some(document, types)
    found = next((row for row in rows if row.id == asked.lstrip("0")), None)
    if found is None:
        raise hc.MismatchError(f"Tidal answered with {rows[0].type} {rows[0].id} where {asked} was asked for")
    return Found(found, (document,))


def by_gtin(document: Document, asked: hc.Gtin) -> Found:
    return by_code(document, ("albums",), asked.as_14, lambda album: (album.told.barcodeId or "").zfill(14))


def by_isrc(document: Document, asked: hc.Isrc) -> Found:
    return by_code(document, RECORDINGS, asked.text, lambda track: (track.told.isrc or "").upper())


def by_code(document: Document, types: Sequence[str], asked: str, code_of: Callable[[Resource], str]) -> Found:
    """Return the first resource with a code, and all others that have it: Tidal finds what has another one, too.

    Raises `NotFoundError`, or `MismatchError` where there is nothing but that.
    """
    rows = some(document, types)
    exact = [row for row in rows if code_of(row) == asked]
    if not exact:
        raise hc.MismatchError(f"Tidal answered with {code_of(rows[0]) or 'no code'} where {asked} was asked for")
    return Found(exact[0], (document,), tuple(exact[1:]))


def album_of(found: Found) -> str:
    """Return the id of the album that a track is on: the single if there is one, else the first."""
    albums = identifiers(found.main.relationship("albums"))
    included = found.included
    singles = [album for album in albums if (row := named(album, included)) and album_type(row) == "SINGLE"]
    if not albums:
        raise hc.NotFoundError(f"Tidal names no release of track {found.main.id}")
    return (singles or albums)[0].id


def album_type(album: Resource) -> str:
    return (album.told.albumType or album.told.type or "").upper()


def some(document: Document, types: Sequence[str]) -> Sequence[Resource]:
    """Return a document's resources of these types.

    Raises `NotFoundError` where it is empty, `PayloadError` where it holds others only or leaves out what they
    are called.
    """
    if not document.listed:
        raise hc.NotFoundError("Tidal says that there is no such thing in this region")
    rows = [row for row in document.listed if row.type in types]
    if not rows:
        wanted = " or ".join(types)
        raise hc.PayloadError(f"tidal: expected {wanted}, got {document.listed[0].type} @ $.data.type")
    named = [row for row in rows if row.is_named]
    if not named:
        raise hc.PayloadError(f"tidal: a required field is missing: title or name of {rows[0].type} {rows[0].id}")
    return named
