"""Ways into entities that several rules share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from harmony_core.domain.model import Entity, LabelCredit, Medium, Recording, Release, Track
from harmony_core.domain.refs import Kind

RELEASES = frozenset((Kind.RELEASE, Kind.RELEASE_GROUP))
TITLED = RELEASES | {Kind.RECORDING}
"""What has a title and artists."""


def titles_of(release: Release) -> Sequence[str]:
    """Return a release's title, empty where it has none, and those of its tracks."""
    return [release.title or "", *(track.title for medium in release.media for track in medium.tracks)]


def with_tracks(release: Release, mend: Callable[[Track], Track]) -> Release:
    """Return a release with each track mended; the same one where none changes."""
    media = tuple(_mended(medium, mend) for medium in release.media)
    same = all(one is other for one, other in zip(media, release.media, strict=True))
    return release if same else attrs.evolve(release, media=media)


def _mended(medium: Medium, mend: Callable[[Track], Track]) -> Medium:
    tracks = tuple([mend(track) for track in medium.tracks])
    same = all(one is other for one, other in zip(tracks, medium.tracks, strict=True))
    return medium if same else attrs.evolve(medium, tracks=tracks)


def with_titled(
    entity: Entity,
    whole: Callable[[Release | Recording], Release | Recording],
    track: Callable[[Track], Track],
) -> Entity:
    """Return a release mended, and each of its tracks, or a recording."""
    match entity:
        case Release():
            mended = whole(entity)
            return with_tracks(mended, track) if isinstance(mended, Release) else mended
        case Recording():
            return whole(entity)
        case _:
            return entity


def with_label_names(entity: Entity, mend: Callable[[str | None], str | None]) -> Entity:
    """Return a release or recording with the name of each label credit mended."""

    def mended(label: LabelCredit) -> tuple[LabelCredit, ...]:
        name = mend(label.name)
        return (label if name == label.name else attrs.evolve(label, name=name),)

    return with_labels(entity, mended)


def with_labels(entity: Entity, mend: Callable[[LabelCredit], tuple[LabelCredit, ...]]) -> Entity:
    """Return a release or recording with each label credit mended to none, one or several, each once."""
    if not isinstance(entity, (Release, Recording)) or not entity.labels:
        return entity
    labels = tuple(each for label in entity.labels for each in mend(label))
    return entity if labels == entity.labels else attrs.evolve(entity, labels=tuple(dict.fromkeys(labels)))
