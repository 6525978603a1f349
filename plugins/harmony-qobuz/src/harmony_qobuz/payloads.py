"""What Qobuz sends: the fields that are used, of the many that there are.

Older answers lack what newer ones have (`upc`, `artists`, the three dates), and lists have less than single things.
"""

from __future__ import annotations

from typing import Literal

from harmony_core import provider as hc


@hc.payload
class Image:
    """Addresses of one picture; of a cover `large` has 600 pixels, of an artist `mega` is the largest."""

    small: str | None = None
    large: str | None = None
    extralarge: str | None = None
    mega: str | None = None
    back: str | None = None


@hc.payload
class Artist:
    id: int | str | None = None
    name: str
    roles: tuple[str, ...] | None = None
    image: Image | None = None


@hc.payload
class Label:
    id: int | str | None = None
    name: str


@hc.payload
class Genre:
    name: str | None = None


@hc.payload
class Dates:
    original: str | None = None
    download: str | None = None
    stream: str | None = None


@hc.payload
class Dated:
    """The dates of an album or a track; some answers have them in an object of their own."""

    release_date_original: str | None = None
    release_date_download: str | None = None
    release_date_stream: str | None = None
    dates: Dates | None = None


@hc.payload
class AlbumName(Dated):
    """An album as a search or a track names it."""

    id: str | int
    title: str
    version: str | None = None
    upc: str | None = None
    artist: Artist | None = None
    artists: tuple[Artist, ...] | None = None
    label: Label | None = None
    image: Image | None = None
    genre: Genre | None = None
    genres_list: tuple[str, ...] | None = None
    released_at: float | None = None
    release_type: str | None = None
    product_type: str | None = None
    release_tags: tuple[str, ...] | None = None
    composer: Artist | None = None
    copyright: str | None = None
    streamable: bool | None = None
    downloadable: bool | None = None
    purchasable: bool | None = None


@hc.payload
class Track(Dated):
    id: int | str
    title: str
    version: str | None = None
    work: str | None = None
    duration: float | None = None
    isrc: str | None = None
    parental_warning: bool | None = None
    media_number: int | None = None
    track_number: int | None = None
    performer: Artist | None = None
    performers: str | None = None
    composer: Artist | None = None
    album: AlbumName | None = None
    streamable: bool | None = None
    downloadable: bool | None = None
    purchasable: bool | None = None


@hc.payload
class Tracks:
    total: int | None = None
    items: tuple[Track, ...] = ()


@hc.payload
class Album(AlbumName):
    tracks: Tracks | None = None


@hc.payload
class Problem:
    status: Literal["error"]
    code: int | None = None
    message: str | None = None


@hc.answer
class Release:
    """An album, with the tracks that its own answer did not list."""

    album: Album
    more: tuple[Track, ...] = ()
