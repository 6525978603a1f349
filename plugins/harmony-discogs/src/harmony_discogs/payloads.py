"""What Discogs sends: the fields that are used, of the many that there are.

Which of them are there differs: old entries lack types and years, anonymous requests get pictures without
addresses, and what is not known is missing, null, an empty text or the number 0.
"""

from __future__ import annotations

from typing import TypeAlias

from harmony_core import provider as hc

Texts: TypeAlias = str | tuple[str, ...] | None
"""A list of texts; old answers have one text instead."""


def listed(texts: Texts) -> tuple[str, ...]:
    """Return the texts of a list, or the one that stands instead of it."""
    return (texts,) if isinstance(texts, str) else texts or ()


@hc.payload
class Named:
    """Somebody in a credit. An id of 0 is a name that is linked to nobody; `anv` is the name as printed."""

    id: int | None = None
    name: str | None = None
    anv: str | None = None
    join: str | None = None
    role: str | None = None
    tracks: str | None = None


@hc.payload
class Track:
    """A row of a track list: a track, a heading, or an index track, which has parts."""

    position: str | None = None
    type_: str | None = None
    title: str | None = None
    duration: str | None = None
    artists: tuple[Named, ...] | None = None
    extraartists: tuple[Named, ...] | None = None
    sub_tracks: tuple[Track, ...] | None = None


@hc.payload
class Company:
    """A label, or a company that had another part in a release."""

    id: int | None = None
    name: str | None = None
    catno: str | None = None
    entity_type_name: str | None = None


@hc.payload
class Format:
    name: str | None = None
    qty: str | int | None = None
    text: str | None = None
    descriptions: tuple[str, ...] | None = None


@hc.payload
class Identifier:
    type: str | None = None
    value: str | None = None
    description: str | None = None


@hc.payload
class Image:
    type: str | None = None
    uri: str | None = None
    uri150: str | None = None
    width: int | None = None
    height: int | None = None


@hc.payload
class Release:
    """A release; or a master, which names its `main_release` and knows less."""

    id: int
    title: str
    main_release: int | None = None
    master_id: int | None = None
    year: str | int | None = None
    released: str | None = None
    country: str | None = None
    artists: tuple[Named, ...] | None = None
    extraartists: tuple[Named, ...] | None = None
    labels: tuple[Company, ...] | None = None
    companies: tuple[Company, ...] | None = None
    formats: tuple[Format, ...] | None = None
    identifiers: tuple[Identifier, ...] | None = None
    tracklist: tuple[Track, ...] | None = None
    images: tuple[Image, ...] | None = None
    genres: tuple[str, ...] | None = None
    styles: tuple[str, ...] | None = None


@hc.payload
class Community:
    have: int | None = None


@hc.payload
class Row:
    """A result of a search; a release's and a master's title is "artist - title"."""

    id: int
    type: str | None = None
    title: str
    country: str | None = None
    year: str | int | None = None
    catno: str | None = None
    label: Texts = None
    format: Texts = None
    barcode: Texts = None
    genre: Texts = None
    style: Texts = None
    master_id: int | None = None
    thumb: str | None = None
    cover_image: str | None = None
    community: Community | None = None


@hc.payload
class Artist:
    id: int
    name: str
    realname: str | None = None
    namevariations: tuple[str, ...] | None = None
    aliases: tuple[Named, ...] | None = None
    members: tuple[Named, ...] | None = None
    groups: tuple[Named, ...] | None = None
    urls: tuple[str, ...] | None = None
    images: tuple[Image, ...] | None = None


@hc.payload
class Label:
    id: int
    name: str
    urls: tuple[str, ...] | None = None


@hc.payload
class ErrorBody:
    message: str


@hc.answer
class Found:
    """A release, with the barcode or master that led to it, and the others that have the same barcode."""

    release: Release
    gtin: hc.Gtin | None = None
    master: int | None = None
    others: tuple[Row, ...] = ()
