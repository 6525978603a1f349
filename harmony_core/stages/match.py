"""releases of one edition → which tracks are the same.

Tracks are lined up across media (12 tracks are the same as 6 + 6). Those that nothing but one another is like are the
same; of all others every track of one release is compared with every track of the other (`alike`), and the pairs are
chosen that are the most probable all together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

PLAIN = 3.0
"""The log-odds from which two tracks are one where no other track of either release has their title."""


@attrs.frozen
class Place:
    """Where a track stands: the numbers of its medium and of itself there, counted from 0.

    `likeness` is that of the track that it was lined up with; the first release's own have none.
    """

    medium: int
    track: int
    likeness: Likeness | None = attrs.field(default=None, eq=False)

    @property
    def probability(self) -> float:
        """How probable it is that it is the track that it was lined up with."""
        return 1.0 if self.likeness is None else self.likeness.probability


Line: TypeAlias = tuple[Place | None, ...]
"""One track of the first release, and where each release has it (None where it does not)."""


def line_up(releases: Sequence[Release]) -> tuple[Line, ...]:
    """Return a line for every track of the first release, in its order, with the places of all releases."""
    if len(releases) == 1:  # nothing is compared
        return tuple((place,) for place in _places(releases[0]))
    base = _placed(releases[0])
    columns: list[dict[int, Place]] = [dict(enumerate(place for place, _ in base))]
    titles = _by_title(base)
    columns += [_pairs(base, titles, _placed(other)) for other in releases[1:]]
    return tuple(tuple(column.get(row) for column in columns) for row in range(len(base)))


def track_at(release: Release, place: Place) -> Track:
    """Return the track at a place."""
    return release.media[place.medium].tracks[place.track]


def same_track(one: Track, other: Track, distance: int = 0, length: int = 12) -> float:
    """Return how probable it is that two tracks of one release are the same, 0 to 1.

    `distance` is how far apart they stand in the running order of `length` tracks. A shared ISRC weighs much but does
    not decide: codes are reused, so title and length must not speak against it.
    """
    likeness = compare(comparable_of(one, numbered=False), comparable_of(other, numbered=False))
    return _in_place(likeness, distance, length).probability


def same_recording(one: Recording, other: Recording) -> Likeness:
    """Return how alike two recordings are, with the evidence."""
    return compare(comparable_of(one), comparable_of(other))


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


Placed: TypeAlias = tuple[Place, Comparable]
"""A track's place, and what it is compared by: without its number, for media are parted in many ways."""


def _places(release: Release) -> list[Place]:
    return [Place(number, at) for number, medium in enumerate(release.media) for at in range(len(medium.tracks))]


def _placed(release: Release) -> list[Placed]:
    return [(place, comparable_of(track_at(release, place), numbered=False)) for place in _places(release)]


def _pairs(base: Sequence[Placed], titles: Mapping[str, int | None], other: Sequence[Placed]) -> dict[int, Place]:
    """Pair the rows of the base with places of another release, each at most once, the most probable all together.

    `titles` are where the base's titles stand.
    """
    length = max(len(base), len(other))
    pairs = _only_pairs(base, titles, other)
    taken = {column for column, _ in pairs.values()}
    rows = [row for row in range(len(base)) if row not in pairs]
    columns = [column for column in range(len(other)) if column not in taken]
    if rows and columns:
        compared = [{column: compare(base[row][1], other[column][1]) for column in columns} for row in rows]
        scores = [
            {column: likeness.log_odds + _for_place(row - column, length) for column, likeness in of_row.items()}
            for row, of_row in zip(rows, compared, strict=True)
        ]
        pairs |= {rows[at]: (column, compared[at][column]) for at, column in assign(scores).items()}
    return {
        row: Place(other[column][0].medium, other[column][0].track, _in_place(likeness, row - column, length))
        for row, (column, likeness) in sorted(pairs.items())
    }


def _only_pairs(
    base: Sequence[Placed], titles: Mapping[str, int | None], other: Sequence[Placed]
) -> dict[int, tuple[int, Likeness]]:
    """Return the pairs of which neither track has another of its title, and nothing speaks against their being one.

    They need not be compared with any other, which is what makes lining up most releases cheap.
    """
    columns = _by_title(other)
    pairs = {}
    for title, row in titles.items():
        column = columns.get(title)
        if row is not None and column is not None:
            likeness = compare(base[row][1], other[column][1])
            if likeness.log_odds >= PLAIN:
                pairs[row] = column, likeness
    return pairs


def _by_title(placed: Sequence[Placed]) -> dict[str, int | None]:
    """Return where each title stands, None for one that stands there twice, whatever its version."""
    found: dict[str, int | None] = {}
    for number, (_, track) in enumerate(placed):
        title = track.forms.full.key
        if title:
            found[title] = None if title in found else number
    return found


@lru_cache(maxsize=4096)
def _in_place(likeness: Likeness, distance: int, length: int) -> Likeness:
    """Return a likeness with what it adds that two tracks stand in one release, near or far from one another."""
    weight = _for_place(distance, length)
    log_odds = likeness.log_odds + weight
    place = Evidence("place", _told(distance), round(weight - IN_ONE_RELEASE, 4))
    return Likeness(probability_of(log_odds), likeness.method, (*likeness.evidence, place), log_odds)


def _for_place(distance: int, length: int) -> float:
    """Return what the places of two tracks add to their log-odds.

    The square of the distance makes shifting many tracks by one cheaper than moving one track far: what nothing else
    tells apart stays in its order.
    """
    share = distance / length if length else 0.0
    return IN_ONE_RELEASE + round(0.5 - 1.5 * share * share, 4)


def _told(distance: int) -> str:
    return "the same" if not distance else f"{abs(distance)} apart"
