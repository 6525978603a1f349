"""What Last.fm sends: the fields that are used, of the many that there are.

Its JSON is made of XML: a list of one is the one alone, nothing is a text of blanks, numbers are texts, newer
answers have them as numbers. `each` and `number` read all of it.
"""

from __future__ import annotations

from typing import Generic, TypeAlias, TypeVar

from harmony_core import provider as hc

P = TypeVar("P")

Number: TypeAlias = int | float | str | None
Picture: TypeAlias = dict[str, str | None]
"""An address as `#text`, and a word for its size."""

LARGEST_NUMBER = 10**15
MOST_DIGITS = 16


@hc.payload
class Tag:
    name: str
    count: Number = None


@hc.payload
class Tags:
    """Tags, the most used first. Only `getTopTags` counts them: the first is 100, the others are shares of it."""

    tag: tuple[Tag, ...] | Tag | str | None = None


@hc.payload
class TopTags:
    toptags: Tags | str | None


@hc.payload
class ArtistName:
    name: str | None = None
    mbid: str | None = None


@hc.payload
class AlbumName:
    """The album that a track's own answer names; it is one of those that have the track."""

    title: str | None = None
    artist: str | None = None
    mbid: str | None = None
    image: tuple[Picture, ...] | Picture | str | None = None


@hc.payload
class Track:
    """A track: `duration` is in seconds where an album lists it, in milliseconds in its own answer."""

    name: str
    mbid: str | None = None
    artist: ArtistName | str | None = None
    duration: Number = None
    listeners: Number = None
    playcount: Number = None
    album: AlbumName | str | None = None
    toptags: Tags | str | None = None


@hc.payload
class Tracks:
    track: tuple[Track, ...] | Track | str | None = None


@hc.payload
class Album:
    """An album; answers of before 2015 or so have `releasedate`, and `toptags` for `tags`."""

    name: str
    mbid: str | None = None
    artist: ArtistName | str | None = None
    releasedate: str | None = None
    image: tuple[Picture, ...] | Picture | str | None = None
    listeners: Number = None
    playcount: Number = None
    tracks: Tracks | str | None = None
    tags: Tags | str | None = None
    toptags: Tags | str | None = None


@hc.payload
class Stats:
    listeners: Number = None
    playcount: Number = None


@hc.payload
class Artist:
    """An artist: a search counts its listeners beside the name, its own answer in `stats`."""

    name: str
    mbid: str | None = None
    image: tuple[Picture, ...] | Picture | str | None = None
    listeners: Number = None
    stats: Stats | str | None = None
    tags: Tags | str | None = None


@hc.payload
class AlbumBody:
    album: Album


@hc.payload
class TrackBody:
    track: Track


@hc.payload
class ArtistBody:
    artist: Artist


@hc.payload
class ErrorBody:
    error: int | str
    message: str | None = None


@hc.answer
class Answer(Generic[P]):
    """The main answer, with its tags as they are counted."""

    body: P
    counted: TopTags | None = None


def each(found: tuple[P, ...] | P | str | None) -> tuple[P, ...]:
    """Return what may be a list, one alone, or a text that stands for nothing, as a list."""
    if found is None or isinstance(found, str):
        return ()
    return found if isinstance(found, tuple) else (found,)


def tags_in(*groups: Tags | str | None) -> tuple[Tag, ...]:
    return tuple(tag for some in groups for group in each(some) for tag in each(group.tag) if tag.name.strip())


def number(value: Number) -> int | None:
    """Return a count, which may be a text; None where it is none, or beyond all measure.

    >>> number("509271"), number(238.0), number(""), number("FIXME"), number(-1)
    (509271, 238, None, None, None)
    """
    if isinstance(value, str):
        value = int(value) if value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS else None
    return int(value) if value is not None and 0 <= value <= LARGEST_NUMBER else None


def artist_of(artist: ArtistName | str | None) -> ArtistName | None:
    """Return an artist that is only a name in searches and albums, and an object elsewhere; None where it has none."""
    named = ArtistName(name=artist) if isinstance(artist, str) else artist
    return named if named and named.name and named.name.strip() else None
