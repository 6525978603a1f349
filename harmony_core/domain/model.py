"""The common form: what every source's answer is turned into (see the documents in `docs/reference`).

All values are frozen; lists are tuples; what a source does not say is `None` or empty, never made up.
Lengths are milliseconds, sizes pixels. Words mean what MusicBrainz means by them (`docs/glossary.md`).
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from harmony_core.domain.codes import Country, Language, Script
from harmony_core.domain.frozen import frozen
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc, Iswc
from harmony_core.domain.partial_date import PartialDate


class ReleaseType(StrEnum):
    """Primary types (album to other) and secondary types, as MusicBrainz has them."""

    ALBUM = "album"
    SINGLE = "single"
    EP = "ep"
    BROADCAST = "broadcast"
    OTHER = "other"
    COMPILATION = "compilation"
    SOUNDTRACK = "soundtrack"
    LIVE = "live"
    REMIX = "remix"
    DJ_MIX = "dj-mix"
    MIXTAPE = "mixtape"
    DEMO = "demo"
    SPOKENWORD = "spokenword"
    INTERVIEW = "interview"
    AUDIOBOOK = "audiobook"
    AUDIO_DRAMA = "audio drama"
    FIELD_RECORDING = "field recording"


PRIMARY_TYPES = frozenset(
    (ReleaseType.ALBUM, ReleaseType.SINGLE, ReleaseType.EP, ReleaseType.BROADCAST, ReleaseType.OTHER)
)
"""Of these a release has one: the first that was said."""


class ReleaseStatus(StrEnum):
    """How a release came out."""

    OFFICIAL = "official"
    PROMOTIONAL = "promotional"
    BOOTLEG = "bootleg"
    PSEUDO_RELEASE = "pseudo-release"


class TrackKind(StrEnum):
    """What a track plays."""

    AUDIO = "audio"
    VIDEO = "video"


class ArtistKind(StrEnum):
    """What an artist is."""

    PERSON = "person"
    GROUP = "group"
    ORCHESTRA = "orchestra"
    CHOIR = "choir"
    CHARACTER = "character"
    OTHER = "other"


class ArtworkKind(StrEnum):
    """What a picture shows."""

    FRONT = "front"
    BACK = "back"
    MEDIUM = "medium"
    BOOKLET = "booklet"
    OTHER = "other"


class LinkKind(StrEnum):
    """What one can do behind a link."""

    FREE_STREAMING = "free streaming"
    PAID_STREAMING = "paid streaming"
    PAID_DOWNLOAD = "paid download"
    FREE_DOWNLOAD = "free download"
    MAIL_ORDER = "mail order"
    DISCOGRAPHY_PAGE = "discography page"
    LICENSE = "license"


class CopyrightKind(StrEnum):
    """The sign of a copyright line: `c` for ©, `p` for ℗."""

    COPYRIGHT = "c"
    PHONOGRAM = "p"


@frozen(kw_only=True)
class ExternalId:
    """An id by which a source, or a source that it links to, knows an entity."""

    provider: str
    kind: str
    id: str
    type: str | None = None
    url: str | None = None


@frozen(kw_only=True)
class Source:
    """Where a document comes from: `snapshot` is the SHA-256 of the answer's body."""

    provider: str
    id: str | None = None
    url: str | None = None
    fetched_at: datetime | None = None
    snapshot: str | None = None


@frozen(kw_only=True)
class Link:
    """A page about the entity."""

    url: str
    kinds: tuple[LinkKind, ...] = ()


@frozen(kw_only=True)
class ArtistCredit:
    """One name in a credit. `join_phrase` follows the name, with its blanks (" feat. ")."""

    name: str
    credited_name: str | None = None
    join_phrase: str | None = None
    roles: tuple[str, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()


@frozen(kw_only=True)
class Credit:
    """Somebody's part in the work: producer, writer, bass guitar …"""

    name: str
    role: str
    credited_name: str | None = None
    external_ids: tuple[ExternalId, ...] = ()


@frozen(kw_only=True)
class Genre:
    """A genre or tag; `weight` is 0 to 1 where a source counts votes."""

    name: str
    weight: float | None = None
    providers: tuple[str, ...] = ()


@frozen(kw_only=True)
class Popularity:
    """How much an entity is heard at one source; `score` is the source's own rank, scaled to 0 to 1."""

    provider: str
    listeners: int | None = None
    plays: int | None = None
    score: float | None = None


@frozen(kw_only=True)
class Artwork:
    """A picture, with its size in pixels where it is known."""

    url: str
    provider: str | None = None
    thumb_url: str | None = None
    kinds: tuple[ArtworkKind, ...] = ()
    width: int | None = None
    height: int | None = None


@frozen(kw_only=True)
class Copyright:
    """A line of copyright."""

    text: str
    kind: CopyrightKind | None = None
    year: int | None = None


@frozen(kw_only=True)
class ReleaseEvent:
    """When a release came out in one country."""

    date: PartialDate | None = None
    country: Country | None = None


@frozen(kw_only=True)
class LabelCredit:
    """A label as it stands on a release."""

    name: str | None = None
    catalog_number: str | None = None
    external_ids: tuple[ExternalId, ...] = ()


@frozen(kw_only=True)
class Alias:
    """Another name; `locale` is a BCP 47 tag."""

    name: str
    locale: str | None = None
    kind: str | None = None


@frozen(kw_only=True)
class TitleLanguage:
    """The language of a release's titles (ISO 639-3) and how sure that is, 0 to 1."""

    code: Language
    confidence: float | None = None


@frozen(kw_only=True)
class TitleScript:
    """The script of a release's titles (ISO 15924) and its share of their letters, 0 to 1."""

    code: Script
    share: float | None = None


@frozen(kw_only=True)
class Work:
    """A composition that a recording plays."""

    title: str | None = None
    iswc: Iswc | None = None
    external_ids: tuple[ExternalId, ...] = ()


@frozen(kw_only=True)
class AudioFeatures:
    """What was measured or declared of a recording's sound; shares are 0 to 1."""

    bpm: float | None = None
    key: str | None = None
    mode: str | None = None
    camelot: str | None = None
    energy: float | None = None
    danceability: float | None = None
    valence: float | None = None
    acousticness: float | None = None
    instrumentalness: float | None = None
    liveness: float | None = None
    speechiness: float | None = None
    loudness_db: float | None = None
    time_signature: int | None = None


@frozen(kw_only=True)
class Track:
    """A place on a medium: `position` is counted from 1, `number` is as printed ("A1")."""

    position: int
    number: str | None = None
    title: str
    disambiguation: str | None = None
    artists: tuple[ArtistCredit, ...] = ()
    length_ms: int | None = None
    isrc: Isrc | None = None
    isrcs: tuple[Isrc, ...] = ()
    explicit: bool | None = None
    kind: TrackKind | None = None
    available_in: tuple[Country, ...] = ()
    credits: tuple[Credit, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()
    sources: tuple[Source, ...] = ()


@frozen(kw_only=True)
class Medium:
    """One disc, side-pair or download bundle; `position` is the disc number."""

    position: int
    title: str | None = None
    format: str | None = None
    tracks: tuple[Track, ...] = ()


@frozen(kw_only=True)
class Release:
    """One edition of an album, single or EP.

    A source that only adds to what others describe (pictures, popularity) may know no title; `external_ids` then
    say what its answer is about.
    """

    title: str | None = None
    disambiguation: str | None = None
    artists: tuple[ArtistCredit, ...] = ()
    gtin: Gtin | None = None
    date: PartialDate | None = None
    events: tuple[ReleaseEvent, ...] = ()
    types: tuple[ReleaseType, ...] = ()
    status: ReleaseStatus | None = None
    packaging: str | None = None
    labels: tuple[LabelCredit, ...] = ()
    country: Country | None = None
    available_in: tuple[Country, ...] = ()
    excluded_from: tuple[Country, ...] = ()
    media: tuple[Medium, ...] = ()
    artwork: tuple[Artwork, ...] = ()
    genres: tuple[Genre, ...] = ()
    tags: tuple[Genre, ...] = ()
    popularity: tuple[Popularity, ...] = ()
    language: TitleLanguage | None = None
    script: TitleScript | None = None
    copyright: tuple[Copyright, ...] = ()
    credits: tuple[Credit, ...] = ()
    links: tuple[Link, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()
    sources: tuple[Source, ...] = ()


@frozen(kw_only=True)
class Recording:
    """What is heard on one or many tracks; `releases` are short forms of those that it is on.

    As with a release, the title may be missing where `external_ids` say what this is about.
    """

    title: str | None = None
    disambiguation: str | None = None
    artists: tuple[ArtistCredit, ...] = ()
    isrcs: tuple[Isrc, ...] = ()
    length_ms: int | None = None
    date: PartialDate | None = None
    explicit: bool | None = None
    kind: TrackKind | None = None
    releases: tuple[Release, ...] = ()
    genres: tuple[Genre, ...] = ()
    tags: tuple[Genre, ...] = ()
    labels: tuple[LabelCredit, ...] = ()
    works: tuple[Work, ...] = ()
    features: AudioFeatures | None = None
    popularity: tuple[Popularity, ...] = ()
    credits: tuple[Credit, ...] = ()
    links: tuple[Link, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()
    sources: tuple[Source, ...] = ()


@frozen(kw_only=True)
class Artist:
    """A person, group or other maker of music; `begin` and `end` are of its life or existence."""

    name: str
    sort_name: str | None = None
    disambiguation: str | None = None
    kind: ArtistKind | None = None
    country: Country | None = None
    begin: PartialDate | None = None
    end: PartialDate | None = None
    aliases: tuple[Alias, ...] = ()
    genres: tuple[Genre, ...] = ()
    tags: tuple[Genre, ...] = ()
    popularity: tuple[Popularity, ...] = ()
    artwork: tuple[Artwork, ...] = ()
    links: tuple[Link, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()
    sources: tuple[Source, ...] = ()


@frozen(kw_only=True)
class Label:
    """An imprint or record company."""

    name: str
    sort_name: str | None = None
    label_code: str | None = None
    country: Country | None = None
    begin: PartialDate | None = None
    end: PartialDate | None = None
    aliases: tuple[Alias, ...] = ()
    links: tuple[Link, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()
    sources: tuple[Source, ...] = ()


Entity: TypeAlias = Release | Recording | Artist | Label
"""Anything that a lookup can be about."""

TITLED = (Release, Recording)
"""Entities that say their title or, where a source knows none, their ids; one of the two is always there."""
