"""What Spotify sends: the fields that are used. Keys of 2026 get fewer of them, so that few are sure to be there."""

from __future__ import annotations

from typing import Literal

from harmony_core import provider as hc


@hc.payload
class Image:
    url: str | None = None
    width: int | None = None
    height: int | None = None


@hc.payload
class Artist:
    type: Literal["artist"] | None = None
    id: str | None = None
    name: str
    genres: tuple[str, ...] | None = None
    images: tuple[Image, ...] | None = None
    popularity: int | None = None


@hc.payload
class ExternalIds:
    isrc: str | None = None
    ean: str | None = None
    upc: str | None = None


@hc.payload
class CopyrightLine:
    text: str | None = None
    type: str | None = None


@hc.payload
class LinkedFrom:
    """The track that was asked for, where another one is played in its stead."""

    id: str | None = None


@hc.payload
class Restrictions:
    reason: str | None = None


@hc.payload
class Track:
    """A track. An album lists it in short; its own answer adds ISRC, album and popularity."""

    type: Literal["track"] | None = None
    id: str | None = None
    name: str
    artists: tuple[Artist, ...] | None = None
    album: Album | None = None
    available_markets: tuple[str, ...] | None = None
    disc_number: int | None = None
    track_number: int | None = None
    duration_ms: float | None = None
    explicit: bool | None = None
    external_ids: ExternalIds | None = None
    linked_from: LinkedFrom | None = None
    popularity: int | None = None
    restrictions: Restrictions | None = None

    @property
    def isrc(self) -> str | None:
        """The ISRC, which only its own answer tells."""
        return self.external_ids.isrc if self.external_ids else None


@hc.payload
class TrackPage:
    items: tuple[Track | None, ...] = ()
    total: int | None = None


@hc.payload
class Album:
    """An album. Searches and tracks name it in short: without tracks, label, GTIN, copyright and popularity."""

    type: Literal["album"] | None = None
    id: str | None = None
    name: str
    album_type: str | None = None
    artists: tuple[Artist, ...] | None = None
    available_markets: tuple[str, ...] | None = None
    copyrights: tuple[CopyrightLine, ...] | None = None
    external_ids: ExternalIds | None = None
    genres: tuple[str, ...] | None = None
    images: tuple[Image, ...] | None = None
    label: str | None = None
    popularity: int | None = None
    release_date: str | None = None
    release_date_precision: str | None = None
    total_tracks: int | None = None
    tracks: TrackPage | None = None

    @property
    def gtin(self) -> str | None:
        """The GTIN, under either of its two names."""
        return (self.external_ids.upc or self.external_ids.ean) if self.external_ids else None

    @property
    def listed(self) -> tuple[Track, ...]:
        """The tracks in the album's own answer: 50 at most."""
        return tuple(track for track in (self.tracks.items if self.tracks else ()) if track)


@hc.payload
class Tracks:
    """The answer to a request for several tracks: null stands for one that there is not."""

    tracks: tuple[Track | None, ...] = ()


@hc.payload
class Features:
    """What Spotify measured of a track's sound: `key` is a pitch class (0 is C, -1 none), `mode` 1 is major."""

    type: Literal["audio_features"] | None = None
    key: int | None = None
    mode: int | None = None
    tempo: float | None = None
    loudness: float | None = None
    time_signature: int | None = None
    energy: float | None = None
    danceability: float | None = None
    valence: float | None = None
    acousticness: float | None = None
    instrumentalness: float | None = None
    liveness: float | None = None
    speechiness: float | None = None


@hc.payload
class Problem:
    status: int | None = None
    message: str | None = None


@hc.payload
class ErrorBody:
    error: Problem | str


@hc.answer
class FoundRelease:
    """An album, its tracks, and each one's own answer as far as it was asked for; others have the same GTIN."""

    album: Album
    tracks: tuple[Track, ...] = ()
    details: tuple[Track | None, ...] = ()
    asked: hc.Gtin | None = None
    others: tuple[str, ...] = ()


@hc.answer
class FoundRecording:
    """A track, with what was measured of it or why that is not known; others have the same ISRC."""

    track: Track
    features: Features | None = None
    without_features: str | None = None
    asked: hc.EntityRef | hc.Isrc | None = None
    others: tuple[str, ...] = ()
