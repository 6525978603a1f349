"""What MusicBrainz sends: the fields that are used, of the many that there are.

Which of them are there depends on the request; a search leaves out more than a lookup does.
"""

from __future__ import annotations

from collections.abc import Mapping

from harmony_core import provider as hc


@hc.payload
class Vote:
    """A genre or tag, with the votes for it less those against it."""

    name: str
    count: int | None = None


@hc.payload(hyphens=True)
class Area:
    name: str | None = None
    iso_3166_1_codes: tuple[str, ...] | None = None


@hc.payload
class LifeSpan:
    begin: str | None = None
    end: str | None = None


@hc.payload
class Alias:
    name: str
    locale: str | None = None
    type: str | None = None


@hc.payload
class Named:
    """An artist or label as others name it."""

    id: str | None = None
    name: str | None = None


@hc.payload
class NameCredit:
    name: str | None = None
    joinphrase: str | None = None
    artist: Named


@hc.payload
class Address:
    resource: str


@hc.payload
class Work:
    id: str | None = None
    title: str | None = None
    iswcs: tuple[str, ...] | None = None
    relations: tuple[Relation, ...] | None = None


@hc.payload(hyphens=True)
class Relation:
    """What connects an entity with another: an artist's part in it, a page about it, the work that it plays."""

    type: str
    ended: bool | None = None
    attributes: tuple[str, ...] | None = None
    attribute_values: Mapping[str, str] | None = None
    target_credit: str | None = None
    artist: Named | None = None
    url: Address | None = None
    work: Work | None = None


@hc.payload(hyphens=True)
class Recording:
    """A recording; or what there is at an ISRC: the ISRC, and the recordings that have it."""

    id: str = ""
    title: str = ""
    disambiguation: str | None = None
    length: int | None = None
    video: bool | None = None
    first_release_date: str | None = None
    isrcs: tuple[str, ...] | None = None
    artist_credit: tuple[NameCredit, ...] | None = None
    releases: tuple[Release, ...] | None = None
    genres: tuple[Vote, ...] | None = None
    tags: tuple[Vote, ...] | None = None
    relations: tuple[Relation, ...] | None = None
    isrc: str | None = None
    recordings: tuple[Recording, ...] | None = None

    def __post_init__(self) -> None:
        if not (self.id and self.title) and not self.recordings:
            raise ValueError("a required field is missing: id or title")


@hc.payload(hyphens=True)
class Track:
    id: str | None = None
    position: int | None = None
    number: str | None = None
    title: str
    length: int | None = None
    artist_credit: tuple[NameCredit, ...] | None = None
    recording: Recording | None = None


@hc.payload(hyphens=True)
class Medium:
    position: int | None = None
    title: str | None = None
    format: str | None = None
    pregap: Track | None = None
    tracks: tuple[Track, ...] | None = None
    data_tracks: tuple[Track, ...] | None = None


@hc.payload(hyphens=True)
class LabelInfo:
    catalog_number: str | None = None
    label: Named | None = None


@hc.payload(hyphens=True)
class Event:
    date: str | None = None
    area: Area | None = None


@hc.payload
class Writing:
    language: str | None = None
    script: str | None = None


@hc.payload
class CoverArt:
    """Which pictures the Cover Art Archive has."""

    front: bool | None = None
    back: bool | None = None


@hc.payload(hyphens=True)
class ReleaseGroup:
    id: str
    title: str | None = None
    first_release_date: str | None = None
    primary_type: str | None = None
    secondary_types: tuple[str, ...] | None = None
    artist_credit: tuple[NameCredit, ...] | None = None
    releases: tuple[Release, ...] | None = None
    genres: tuple[Vote, ...] | None = None
    tags: tuple[Vote, ...] | None = None


@hc.payload(hyphens=True)
class Release:
    id: str
    title: str
    disambiguation: str | None = None
    artist_credit: tuple[NameCredit, ...] | None = None
    barcode: str | None = None
    date: str | None = None
    country: str | None = None
    release_events: tuple[Event, ...] | None = None
    release_group: ReleaseGroup | None = None
    status: str | None = None
    packaging: str | None = None
    text_representation: Writing | None = None
    label_info: tuple[LabelInfo, ...] | None = None
    media: tuple[Medium, ...] | None = None
    cover_art_archive: CoverArt | None = None
    genres: tuple[Vote, ...] | None = None
    tags: tuple[Vote, ...] | None = None
    relations: tuple[Relation, ...] | None = None


@hc.payload(hyphens=True)
class Artist:
    id: str
    name: str
    sort_name: str | None = None
    disambiguation: str | None = None
    type: str | None = None
    country: str | None = None
    area: Area | None = None
    life_span: LifeSpan | None = None
    aliases: tuple[Alias, ...] | None = None
    genres: tuple[Vote, ...] | None = None
    tags: tuple[Vote, ...] | None = None
    relations: tuple[Relation, ...] | None = None


@hc.payload(hyphens=True)
class Label:
    id: str
    name: str
    sort_name: str | None = None
    label_code: int | None = None
    country: str | None = None
    area: Area | None = None
    life_span: LifeSpan | None = None
    aliases: tuple[Alias, ...] | None = None
    relations: tuple[Relation, ...] | None = None


@hc.payload
class ErrorBody:
    error: str


@hc.answer
class FoundRelease:
    """A release, with the group that led to it, and the others that have the same barcode."""

    release: Release
    group: ReleaseGroup | None = None
    others: tuple[Release, ...] = ()


@hc.answer
class FoundRecording:
    """A recording, with the ISRC that led to it, and the others that have the same."""

    recording: Recording
    isrc: str | None = None
    others: tuple[Recording, ...] = ()


@hc.payload
class Linked:
    """What a page is linked to."""

    id: str


@hc.payload(hyphens=True)
class PageRelation:
    """A link of a page to one entity, which stands under its kind."""

    ended: bool | None = None
    release: Linked | None = None
    release_group: Linked | None = None
    recording: Linked | None = None
    artist: Linked | None = None
    label: Linked | None = None


@hc.payload
class Page:
    """An address that MusicBrainz knows."""

    id: str
    relations: tuple[PageRelation, ...] | None = None

    def linked_to(self, kind: str) -> tuple[str, ...]:
        """Return the MBIDs of a kind that the page is linked to, each once, without links that have ended."""
        ids = (getattr(relation, kind) for relation in self.relations or () if not relation.ended)
        return tuple(dict.fromkeys(linked.id for linked in ids if linked is not None))
