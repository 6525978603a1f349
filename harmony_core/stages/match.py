"""releases of one edition → which tracks are the same.

Tracks are lined up across media (12 tracks are the same as 6 + 6): every track of one release is compared with every
track of the other (`alike`), and the pairs are chosen that are the most probable all together.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

import attrs
from rapidfuzz.distance.Indel import normalized_similarity

from harmony_core.alike.assignment import assign
from harmony_core.alike.comparable import Comparable, comparable_of
from harmony_core.alike.evidence import Likeness
from harmony_core.alike.judge import compare, probability_of
from harmony_core.alike.texts import name_of, plain_title
from harmony_core.alike.titles import parse_title
from harmony_core.domain.evidence import Evidence
from harmony_core.domain.model import Recording, Release, Track

IN_ONE_RELEASE = 0.5
"""What is added to the log-odds of two tracks because their releases are taken for the same: each then has a pair."""


@attrs.frozen
class Place:
    """Where a track stands: the numbers of its medium and of itself there, counted from 0.

    `probability` is that of its being the track that it was lined up with.
    """

    medium: int
    track: int
    probability: float = attrs.field(default=1.0, eq=False)


Line: TypeAlias = tuple[Place | None, ...]
"""One track of the first release, and where each release has it (None where it does not)."""


def line_up(releases: Sequence[Release]) -> tuple[Line, ...]:
    """Return a line for every track of the first release, in its order, with the places of all releases."""
    base = _placed(releases[0])
    columns: list[dict[int, Place]] = [dict(enumerate(place for place, _ in base))]
    columns += [_pairs(base, _placed(other)) for other in releases[1:]]
    return tuple(tuple(column.get(row) for column in columns) for row in range(len(base)))


def track_at(release: Release, place: Place) -> Track:
    """Return the track at a place."""
    return release.media[place.medium].tracks[place.track]


def why_joined(base: Release, other: Release) -> tuple[tuple[Place, Place, Likeness], ...]:
    """Return the places that `line_up` joins of two releases, each pair with its likeness and the evidence."""
    rows, columns = _placed(base), _placed(other)
    at = {place: number for number, (place, _) in enumerate(columns)}
    length = max(len(rows), len(columns))
    return tuple(
        (rows[row][0], place, _in_place(compare(rows[row][1], columns[at[place]][1]), row - at[place], length))
        for row, place in _pairs(rows, columns).items()
    )


def same_track(one: Track, other: Track, distance: int = 0, length: int = 12) -> float:
    """Return how probable it is that two tracks of one release are the same, 0 to 1.

    `distance` is how far apart they stand in the running order of `length` tracks. A shared ISRC weighs much but does
    not decide: codes are reused, so title and length must not speak against it.
    """
    return _in_place(compare(_comparable(one), _comparable(other)), distance, length).probability


@lru_cache(maxsize=64)
def same_recording(one: Recording, other: Recording) -> Likeness:
    """Return how alike two recordings are, with the evidence."""
    return compare(comparable_of(one), comparable_of(other))


def evidence_of(one: Track, other: Track) -> tuple[Evidence, ...]:
    """Return by what two tracks are judged, but for their places."""
    return compare(_comparable(one), _comparable(other)).evidence


def title_likeness(one: str, other: str) -> float:
    """Return how alike two titles are, 0 to 1, whatever their case, marks and punctuation.

    Guests and remasters that only one of them names do not count. Titles with other numbers ("II", "No. 5") are
    not alike; of titles in other scripts nothing can be said. What is not equal stays well below what is.
    """
    if plain_title(one) == plain_title(other):
        return 1.0
    title, title_other = parse_title(one), parse_title(other)
    name, name_other = name_of(title.full), name_of(title_other.full)
    kinds, kinds_other = title.kinds - {"remaster", "version"}, title_other.kinds - {"remaster", "version"}
    if name.key == name_other.key and kinds == kinds_other and _is_said(name.key):
        return 0.95
    if name.latin != name_other.latin:
        return 0.4
    whole, whole_other = name_of(one), name_of(other)
    likeness = 0.85 * normalized_similarity(whole.text, whole_other.text)
    numbers, others = name.numbers, name_other.numbers
    return likeness if numbers <= others or others <= numbers else likeness / 2


def _is_said(key: str) -> bool:
    """Whether a title has letters or digits: signs only are equal only where they are the same signs."""
    return any(map(str.isalnum, key))


def _placed(release: Release) -> list[tuple[Place, Comparable]]:
    return [
        (Place(number, place), _comparable(track))
        for number, medium in enumerate(release.media)
        for place, track in enumerate(medium.tracks)
    ]


@lru_cache(maxsize=4096)
def _comparable(track: Track) -> Comparable:
    """Return what a track is compared by; its number is left out, for media are parted in many ways."""
    return attrs.evolve(comparable_of(track), number=None)


def _pairs(base: Sequence[tuple[Place, Comparable]], other: Sequence[tuple[Place, Comparable]]) -> dict[int, Place]:
    """Pair the rows of the base with places of another release, each at most once, the most probable all together."""
    length = max(len(base), len(other))
    scores = [
        {
            column: _in_place(compare(track, candidate), row - column, length).log_odds
            for column, (_, candidate) in enumerate(other)
        }
        for row, (_, track) in enumerate(base)
    ]
    paired = [(row, other[column][0], scores[row][column]) for row, column in assign(scores).items()]
    return {row: Place(place.medium, place.track, probability_of(log_odds)) for row, place, log_odds in paired}


def _in_place(likeness: Likeness, distance: int, length: int) -> Likeness:
    """Return a likeness with what it adds that two tracks stand in one release, near or far from one another.

    The square of the distance makes shifting many tracks by one cheaper than moving one track far: what nothing else
    tells apart stays in its order.
    """
    share = distance / length if length else 0.0
    place = Evidence("place", _told(distance), round(0.5 - 1.5 * share * share, 4))
    log_odds = likeness.log_odds + IN_ONE_RELEASE + place.weight
    return attrs.evolve(
        likeness,
        probability=probability_of(log_odds),
        evidence=(*likeness.evidence, place),
        log_odds=log_odds,
    )


def _told(distance: int) -> str:
    return "the same" if not distance else f"{abs(distance)} apart"
