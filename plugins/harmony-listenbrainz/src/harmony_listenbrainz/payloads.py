"""What ListenBrainz sends: the fields that are used (listenbrainz.readthedocs.io, metadata and popularity)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from harmony_core import provider as hc

P = TypeVar("P")


@hc.payload
class Vote:
    """A tag with the votes for it; one that MusicBrainz holds for a genre has that genre's MBID."""

    tag: str = ""
    count: int | None = None
    genre_mbid: str | None = None


@hc.payload
class Tags:
    """Tags by what they were given to."""

    recording: tuple[Vote, ...] | None = None
    artist: tuple[Vote, ...] | None = None
    release_group: tuple[Vote, ...] | None = None


@hc.payload
class CreditedArtist:
    """An artist as credited."""

    name: str | None = None
    artist_mbid: str | None = None
    join_phrase: str | None = None


@hc.payload
class ArtistCredit:
    name: str | None = None
    artists: tuple[CreditedArtist, ...] | None = None


@hc.payload
class Part:
    """Somebody's part in a recording."""

    type: str | None = None
    artist_name: str | None = None
    artist_mbid: str | None = None
    instrument: str | None = None


@hc.payload
class RecordingData:
    """A recording's own facts. The name is always sent today, but not in the API's documented example."""

    name: str | None = None
    length: int | None = None
    rels: tuple[Part, ...] | None = None


@hc.payload
class ReleaseData:
    """The release that stands for a recording."""

    mbid: str | None = None
    name: str | None = None
    album_artist_name: str | None = None
    release_group_mbid: str | None = None
    year: int | None = None


@hc.payload
class Recording:
    recording: RecordingData
    artist: ArtistCredit | None = None
    release: ReleaseData | None = None
    tag: Tags | None = None


@hc.payload
class GroupData:
    name: str | None = None
    date: str | None = None
    type: str | None = None


@hc.payload
class ReleaseGroup:
    release_group: GroupData
    artist: ArtistCredit | None = None
    tag: Tags | None = None


@hc.payload
class Artist:
    """An artist; `rels` are pages about it, by what MusicBrainz calls such a link."""

    name: str
    artist_mbid: str
    type: str | None = None
    begin_year: int | None = None
    end_year: int | None = None
    rels: Mapping[str, str | None] | None = None
    tag: Tags | None = None


@hc.payload
class Counts:
    """How much something is heard; null where no listen is known."""

    release_mbid: str | None = None
    total_listen_count: int | None = None
    total_user_count: int | None = None


@hc.payload
class Match:
    """The recording that an artist and a title were mapped to; empty where they were not."""

    recording_mbid: str | None = None
    recording_name: str | None = None
    artist_credit_name: str | None = None
    artist_mbids: tuple[str, ...] | None = None
    release_mbid: str | None = None
    release_name: str | None = None


@hc.payload
class ErrorBody:
    code: int
    error: str


@hc.answer
class Known(Generic[P]):
    """What is known of an MBID, and how much it is heard."""

    mbid: str
    facts: P
    counts: Counts | None = None

    def heard(self, found: Sequence[Counts]) -> Known[P]:
        """Return it with how much it is heard, where that was told."""
        return Known(self.mbid, self.facts, found[0] if found else None)
