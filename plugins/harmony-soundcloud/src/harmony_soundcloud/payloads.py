"""What SoundCloud sends: the fields that are used, of the many that there are.

The public API (developers.soundcloud.com/docs/api/explorer) and the web player's own one write the same things with
some fields each: both are read, as kept answers may be of either.
"""

from __future__ import annotations

from typing import Literal

from harmony_core import provider as hc


@hc.payload
class User:
    kind: Literal["user"] | None = None
    id: int | str | None = None
    username: str
    permalink_url: str | None = None
    avatar_url: str | None = None
    country_code: str | None = None
    website: str | None = None


@hc.payload
class Publisher:
    """What a distributor, or a careful uploader, tells of a track; only the web player's answers have it."""

    artist: str | None = None
    album_title: str | None = None
    upc_or_ean: str | None = None
    isrc: str | None = None
    iswc: str | None = None
    explicit: bool | None = None
    publisher: str | None = None
    writer_composer: str | None = None
    p_line: str | None = None
    p_line_for_display: str | None = None
    c_line: str | None = None
    c_line_for_display: str | None = None


@hc.payload
class Sound:
    """What a track and a set have in common."""

    id: int | str | None = None
    permalink_url: str | None = None
    user: User | None = None
    label_name: str | None = None
    release: str | None = None
    release_date: str | None = None
    release_year: int | None = None
    release_month: int | None = None
    release_day: int | None = None
    display_date: str | None = None
    created_at: str | None = None
    genre: str | None = None
    tag_list: str | None = None
    license: str | None = None
    purchase_url: str | None = None
    artwork_url: str | None = None


@hc.payload
class ListedTrack(Sound):
    """A track in a set: whole, or a stub that has little more than an id."""

    title: str | None = None
    duration: float | None = None
    full_duration: float | None = None
    access: str | None = None
    policy: str | None = None
    streamable: bool | None = None
    downloadable: bool | None = None
    has_downloads_left: bool | None = None
    available_country_codes: tuple[str, ...] | None = None
    isrc: str | None = None
    bpm: float | None = None
    playback_count: int | None = None
    metadata_artist: str | None = None
    publisher_metadata: Publisher | None = None

    @property
    def told(self) -> Publisher:
        """What its publisher tells, which may be nothing."""
        return self.publisher_metadata or Publisher()


@hc.payload
class Track(ListedTrack):
    kind: Literal["track"] | None = None
    title: str


@hc.payload
class Whole(ListedTrack):
    """What may be a release: a set (album, EP, single, compilation, or just a playlist) or a track of its own."""

    kind: Literal["playlist", "track"] | None = None
    title: str
    set_type: str | None = None
    playlist_type: str | None = None
    is_album: bool | None = None
    ean: str | None = None
    track_count: int | None = None
    tracks: tuple[ListedTrack | None, ...] | None = None


@hc.payload
class Set(Whole):
    kind: Literal["playlist"] | None = None


@hc.payload
class Problem:
    error_message: str | None = None


@hc.payload
class ErrorBody:
    """An error, older ones with `errors`, those of today with `code` and `message` or `status`; or a redirect."""

    code: int | None = None
    message: str | None = None
    status: str | None = None
    errors: tuple[Problem | str, ...] | None = None
    location: str | None = None


@hc.answer
class Release:
    """A set, or a track; all that is listed, and what was asked about the tracks of which there is only an id."""

    whole: Whole
    tracks: tuple[ListedTrack | None, ...] = ()
    details: tuple[ListedTrack, ...] = ()
