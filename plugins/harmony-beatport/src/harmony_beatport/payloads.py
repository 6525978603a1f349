"""What Beatport's pages hold: the fields that are used of its API v4, of which the pages are made."""

from __future__ import annotations

from harmony_core import provider as hc


@hc.payload
class Image:
    uri: str | None = None
    dynamic_uri: str | None = None


@hc.payload
class Named:
    id: int
    name: str
    slug: str | None = None
    image: Image | None = None


@hc.payload
class Genre:
    name: str | None = None


@hc.payload
class Key:
    name: str | None = None
    camelot_number: int | None = None
    camelot_letter: str | None = None


@hc.payload
class Sold(Named):
    """What releases and tracks have in common. Search hits have several genres, and dates with a time of day."""

    artists: tuple[Named, ...] | None = None
    remixers: tuple[Named, ...] | None = None
    label: Named | None = None
    catalog_number: str | None = None
    genre: Genre | tuple[Genre, ...] | None = None
    sub_genre: Genre | tuple[Genre, ...] | None = None
    is_available_for_streaming: bool | None = None
    new_release_date: str | None = None
    release_date: str | None = None
    publish_date: str | None = None


@hc.payload
class Track(Sold):
    mix_name: str | None = None
    number: int | None = None
    length_ms: int | None = None
    isrc: str | None = None
    is_explicit: bool | None = None
    bpm: float | None = None
    key: Key | None = None
    available_worldwide: bool | int | None = None
    release: Sold | None = None


@hc.payload
class Release(Sold):
    """A release: `tracks` are addresses in the API, the last track's first; `listed` is what its page tells of them."""

    upc: str | None = None
    type: Genre | str | None = None
    track_count: int | None = None
    tracks: tuple[object, ...] | None = None
    listed: tuple[Track, ...] | None = None
