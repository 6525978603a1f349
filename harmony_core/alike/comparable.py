"""What two things are compared by: the facts of a recording, release or artist, and the forms made of them once."""

from __future__ import annotations

import attrs

from harmony_core.alike.forms import Forms, forms_of, label_name
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc, Mbid
from harmony_core.domain.model import (
    Artist,
    ArtistCredit,
    Entity,
    ExternalId,
    Label,
    LabelCredit,
    Medium,
    Recording,
    Release,
    Track,
    TrackKind,
)
from harmony_core.domain.partial_date import PartialDate
from harmony_core.domain.refs import Kind


@attrs.frozen(kw_only=True)
class Comparable:
    """The facts by which one recording, release or artist (`kind`) is told from another.

    What is not known is left out and adds nothing. `title` is an artist's name; `artists` are the names of a
    credit, in order, as printed (one text with several names is fine). `release_title` is of the release that a
    recording is on, `number` its place there ("7", "A3"). `length_ms` is in milliseconds. `aliases` are other names of
    an artist or titles of a release. `language` is that of the title (ISO 639-3). `tracks` are
    the titles of a release's tracks. The forms in which texts are compared
    are made once per value, at the first comparison.
    """

    kind: Kind = Kind.RECORDING
    title: str | None = None
    artists: tuple[str, ...] = ()
    release_title: str | None = None
    length_ms: int | None = None
    date: PartialDate | None = None
    number: str | None = None
    isrcs: tuple[Isrc, ...] = ()
    gtin: Gtin | None = None
    mbids: tuple[Mbid, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()
    labels: tuple[str, ...] = ()
    catalog_numbers: tuple[str, ...] = ()
    explicit: bool | None = None
    media_kind: TrackKind | None = None
    language: str | None = None
    format: str | None = None
    country: str | None = None
    disambiguation: str | None = None
    artist_kind: str | None = None
    end: PartialDate | None = None
    aliases: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()

    _forms: Forms | None = attrs.field(default=None, init=False, eq=False, repr=False)

    @property
    def forms(self) -> Forms:
        """The forms in which this is compared."""
        if self._forms is None:
            object.__setattr__(self, "_forms", forms_of(self))  # a cached_property of attrs takes twice the time
        forms = self._forms
        assert forms is not None
        return forms


def comparable_of(entity: Entity | Track, release: Release | None = None, *, numbered: bool = True) -> Comparable:
    """Return what an entity is compared by; `release` is the one that a track or recording is on, where that is known.

    The number of a track that is not `numbered` is left out, for media are parted in many ways. A label is compared as
    an artist is: by its names, country and years.
    """
    match entity:
        case Track() | Recording():
            return _of_recording(entity, release, numbered=numbered)
        case Release():
            return _of_release(entity)
        case _:
            mbids, own = _ids(entity.external_ids, "artist")
            names = (*filter(None, [entity.sort_name]), *(alias.name for alias in entity.aliases))
            return Comparable(
                kind=Kind.ARTIST,
                title=entity.name,
                aliases=(*names, label_name(entity.name)) if isinstance(entity, Label) else names,
                disambiguation=entity.disambiguation if isinstance(entity, Artist) else None,
                artist_kind=entity.kind.value if isinstance(entity, Artist) and entity.kind else None,
                country=str(entity.country) if entity.country else None,
                date=entity.begin,
                end=entity.end,
                mbids=mbids,
                external_ids=own,
            )


def _of_recording(entity: Track | Recording, release: Release | None, *, numbered: bool = True) -> Comparable:
    whole, date, number, isrcs = release, None, None, entity.isrcs
    if isinstance(entity, Recording):
        date = entity.date
        if whole is None and len(entity.releases) == 1:
            whole = entity.releases[0]
    else:
        number = (entity.number or str(entity.position)) if numbered else None
        if entity.isrc and entity.isrc not in isrcs:
            isrcs = (*isrcs, entity.isrc)
    mbids, own = _ids(entity.external_ids, "recording")
    return Comparable(
        title=_titled(entity.title, entity.disambiguation),
        artists=_names(entity.artists) or (_names(whole.artists) if whole else ()),
        release_title=whole.title if whole else None,
        length_ms=entity.length_ms,
        date=date,
        number=number,
        isrcs=isrcs,
        mbids=mbids,
        external_ids=own,
        explicit=entity.explicit,
        media_kind=entity.kind,
    )


def _of_release(entity: Release) -> Comparable:
    mbids, own = _ids(entity.external_ids, "release")
    return Comparable(
        kind=Kind.RELEASE,
        title=_titled(entity.title, entity.disambiguation),
        artists=_names(entity.artists),
        length_ms=_length(entity.media),
        date=entity.date,
        gtin=entity.gtin,
        mbids=mbids,
        external_ids=own,
        labels=tuple(label.name for label in entity.labels if label.name),
        catalog_numbers=_catalog_numbers(entity.labels),
        explicit=_explicit(entity.media),
        language=str(entity.language.code) if entity.language else None,
        format=next((medium.format for medium in entity.media if medium.format), None),
        country=str(entity.country) if entity.country else None,
        tracks=tuple(
            _titled(track.title, track.disambiguation) or "" for medium in entity.media for track in medium.tracks
        ),
    )


def _titled(title: str | None, disambiguation: str | None) -> str | None:
    return f"{title} ({disambiguation})" if title and disambiguation else title


def _names(credit: tuple[ArtistCredit, ...]) -> tuple[str, ...]:
    return tuple([each.name for each in credit])


def _ids(ids: tuple[ExternalId, ...], kind: str) -> tuple[tuple[Mbid, ...], tuple[ExternalId, ...]]:
    """Return the ids of a kind that have the form of an MBID, and the others.

    Whichever source names an MBID, it is MusicBrainz' own.
    """
    mbids: dict[Mbid, None] = {}
    others = []
    for each in ids:
        if each.kind == kind:
            if Mbid.is_one(each.id):
                mbids[Mbid.parse(each.id)] = None
            else:
                others.append(each)
    return tuple(mbids), tuple(others)


def _catalog_numbers(labels: tuple[LabelCredit, ...]) -> tuple[str, ...]:
    return tuple(label.catalog_number for label in labels if label.catalog_number)


def _length(media: tuple[Medium, ...]) -> int | None:
    """Return the length of all tracks together, None where one is not known."""
    lengths = [track.length_ms for medium in media for track in medium.tracks]
    known = [length for length in lengths if length is not None]
    return sum(known) if known and len(known) == len(lengths) else None


def _explicit(media: tuple[Medium, ...]) -> bool | None:
    """Whether any track is explicit; None where the source does not say."""
    said = [track.explicit for medium in media for track in medium.tracks if track.explicit is not None]
    return any(said) if said else None
