"""A track list in which numbers are missing: what is not told is an unknown track, not a shorter list."""

from __future__ import annotations

from itertools import pairwise

import attrs

from harmony_core.domain.model import Entity, Medium, Release, Track
from harmony_core.plugin.rules import Rule, Told
from harmony_core.rules.parts import RELEASES

UNKNOWN = "[unknown]"
"""The title of a track of which nothing is known, as MusicBrainz writes it."""


def gaps_filled(entity: Entity, told: Told) -> Entity:
    """Fill the gaps in each medium's list."""
    if not isinstance(entity, Release):
        return entity
    media = tuple(map(_filled, entity.media))
    return entity if media == entity.media else attrs.evolve(entity, media=media)


def _filled(medium: Medium) -> Medium:
    """Return a medium with a track of its own for each number that is missing before another.

    Where more are missing than told, or the numbers do not rise, they are no count of the list.
    """
    numbers = [track.position for track in medium.tracks]
    rises = all(one < other for one, other in pairwise(numbers))
    missing = numbers[-1] - len(numbers) if numbers else 0
    if not rises or numbers[:1] < [1] or not 0 < missing <= len(numbers):
        return medium
    there = {track.position: track for track in medium.tracks}
    tracks = (there.get(place) or Track(position=place, title=UNKNOWN) for place in range(1, numbers[-1] + 1))
    return attrs.evolve(medium, tracks=tuple(tracks))


GAPS_FILLED = Rule(
    name="gaps_filled",
    does="Where numbers are missing in a track list, each gets a track of its own with the title [unknown].",
    kinds=RELEASES,
    apply=gaps_filled,
)
