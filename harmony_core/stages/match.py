"""releases of one edition → which tracks are the same.

A first honest form: tracks are lined up across media (12 tracks are the same as 6 + 6) by ISRC, title, length and
place, the surest pairs first. Calibrated probabilities come here later.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TypeAlias

import attrs
from rapidfuzz import fuzz

from harmony_core.domain.model import Release, Track

SURE = 0.62
"""The likeness from which two tracks are taken for the same."""


@attrs.frozen
class Place:
    """Where a track stands: the numbers of its medium and of itself there, counted from 0."""

    medium: int
    track: int


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


def same_track(one: Track, other: Track, distance: int = 0) -> float:
    """Return how alike two tracks are, 0 to 1; `distance` is how far apart they stand in the running order.

    A shared ISRC weighs much but does not decide: codes are reused, so title and length must not speak
    against it.
    """
    title = title_likeness(one.title, other.title)
    evidence = [(0.5, title), (0.15, 1.0 / (1 + distance))]
    if one.length_ms is not None and other.length_ms is not None:
        evidence.append((0.25, _length_likeness(one.length_ms, other.length_ms)))
    if one.isrc and other.isrc:
        evidence.append((0.4, float(one.isrc == other.isrc)))
    if one.kind and other.kind and one.kind != other.kind:
        evidence.append((0.3, 0.0))
    return sum(weight * value for weight, value in evidence) / sum(weight for weight, _ in evidence)


def title_likeness(one: str, other: str) -> float:
    """Return how alike two titles are, 0 to 1, whatever their case, marks and punctuation."""
    plain, plain_other = plain_title(one), plain_title(other)
    return 1.0 if plain == plain_other else fuzz.ratio(plain, plain_other) / 100


def plain_title(title: str) -> str:
    """Return a title in lower case, without accents on Latin letters and without punctuation.

    A title that is nothing but punctuation ("!!!") is kept as it is: it would be like every other such.
    """
    folded = unicodedata.normalize("NFKC", title).casefold()
    latin = "".join(sign for sign in unicodedata.normalize("NFD", folded) if not "\u0300" <= sign <= "\u036f")
    composed = unicodedata.normalize("NFC", latin)
    return " ".join(re.sub(r"[^\w\s]", " ", composed).split()) or folded


def _placed(release: Release) -> list[tuple[Place, Track]]:
    return [
        (Place(number, place), track)
        for number, medium in enumerate(release.media)
        for place, track in enumerate(medium.tracks)
    ]


def _pairs(base: Sequence[tuple[Place, Track]], other: Sequence[tuple[Place, Track]]) -> dict[int, Place]:
    """Pair the rows of the base with places of another release, each at most once, the surest first."""
    scored = [
        (same_track(track, candidate, abs(row - column)), -abs(row - column), row, column)
        for row, (_, track) in enumerate(base)
        for column, (_, candidate) in enumerate(other)
    ]
    rows: dict[int, Place] = {}
    taken: set[int] = set()
    for score, _, row, column in sorted(scored, reverse=True):
        if score < SURE:
            break
        if row not in rows and column not in taken:
            rows[row] = other[column][0]
            taken.add(column)
    return rows


def _length_likeness(one: int, other: int) -> float:
    """Return 1 up to two seconds apart (sources round), falling to 0 at fifteen."""
    seconds = abs(one - other) / 1000
    return 1.0 if seconds <= 2 else max(0.0, 1 - (seconds - 2) / 13)
