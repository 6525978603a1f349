"""What Deezer sends: the fields that are used, of the many that there are."""

from __future__ import annotations

from typing import Literal

from harmony_core import provider as hc


@hc.payload
class Artist:
    type: Literal["artist"] | None = None
    id: int
    name: str
    role: str | None = None
    picture: str | None = None
    picture_medium: str | None = None
    picture_xl: str | None = None


@hc.payload
class AlbumName:
    id: int
    title: str
    cover: str | None = None
    cover_medium: str | None = None
    cover_xl: str | None = None


@hc.payload
class Track:
    """A track. An album lists it in short; `/tracks` adds ISRC and disc, its own answer the rest."""

    type: Literal["track"] | None = None
    id: int
    title: str
    duration: int | None = None
    rank: int | None = None
    explicit_lyrics: bool | None = None
    explicit_content_lyrics: int | None = None
    artist: Artist | None = None
    album: AlbumName | None = None
    isrc: str | None = None
    track_position: int | None = None
    disk_number: int | None = None
    contributors: tuple[Artist, ...] | None = None
    available_countries: tuple[str, ...] | None = None
    release_date: str | None = None
    bpm: float | None = None


@hc.payload
class Tracks:
    data: tuple[Track, ...] = ()


@hc.payload
class Genre:
    name: str


@hc.payload
class Genres:
    data: tuple[Genre, ...] = ()


@hc.payload
class Album:
    type: Literal["album"] | None = None
    id: int
    title: str
    upc: str | None = None
    label: str | None = None
    release_date: str | None = None
    record_type: str | None = None
    nb_tracks: int | None = None
    cover: str | None = None
    cover_medium: str | None = None
    cover_xl: str | None = None
    genres: Genres | None = None
    contributors: tuple[Artist, ...] | None = None
    artist: Artist | None = None
    tracks: Tracks | None = None

    @property
    def listed(self) -> tuple[Track, ...]:
        """The tracks in the album's own answer: 25 at most."""
        return self.tracks.data if self.tracks else ()


@hc.payload
class Problem:
    code: int | None = None
    message: str | None = None


@hc.payload
class ErrorBody:
    error: Problem | str


@hc.answer
class Release:
    """An album, with its tracks as far as more was asked about them."""

    album: Album
    tracks: tuple[Track, ...] = ()
    substituted: int = 0
