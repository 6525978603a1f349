"""releases of one edition → which tracks are the same.

A first honest form: tracks are lined up across media (12 tracks are the same as 6 + 6) by ISRC, title, length and
place, the surest pairs first. Calibrated probabilities come here later.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

import attrs
from rapidfuzz import fuzz

from harmony_core.domain.identifiers import Isrc
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
    against it. Another ISRC weighs less, for one recording may have several. Sound is never the same as a video.
    """
    if one.kind and other.kind and one.kind != other.kind:
        return 0.0
    evidence = [(0.5, title_likeness(one.title, other.title)), (0.07, 1.0 / (1 + distance))]
    if one.length_ms is not None and other.length_ms is not None:
        evidence.append((0.25, _length_likeness(one.length_ms, other.length_ms)))
    codes, other_codes = _isrcs(one), _isrcs(other)
    if codes and other_codes:
        evidence.append((0.25, 0.0) if codes.isdisjoint(other_codes) else (0.4, 1.0))
    return sum(weight * value for weight, value in evidence) / sum(weight for weight, _ in evidence)


def title_likeness(one: str, other: str) -> float:
    """Return how alike two titles are, 0 to 1, whatever their case, marks and punctuation.

    Guests and remasters that only one of them names do not count. Titles with other numbers ("II", "No. 5") are
    not alike; of titles in other scripts nothing can be said. What is not equal stays well below what is.
    """
    plain, plain_other = plain_title(one), plain_title(other)
    if plain == plain_other:
        return 1.0
    core, core_other = _core_title(one), _core_title(other)
    if core == core_other:
        return 0.95
    if _is_latin(plain) != _is_latin(plain_other):
        return 0.4
    likeness = 0.85 * max(fuzz.ratio(plain, plain_other), fuzz.ratio(core, core_other)) / 100
    numbers, others = _numbers(plain), _numbers(plain_other)
    return likeness if numbers <= others or others <= numbers else likeness / 2


@lru_cache(maxsize=4096)
def plain_title(title: str) -> str:
    """Return a title in lower case, without accents on Latin and Greek letters and without punctuation.

    In other scripts a mark makes another letter (й, ガ) or a vowel (रानी): there it stays. A title that is nothing
    but punctuation ("!!!") is kept as it is: it would be like every other such.
    """
    folded = unicodedata.normalize("NFKC", title).casefold()
    bare = _ACCENTED.sub(r"\1", unicodedata.normalize("NFD", folded))
    kept = "".join(map(_kept, unicodedata.normalize("NFC", bare)))
    return " ".join(kept.split()) or " ".join(folded.split())


_ACCENTED = re.compile("([a-z\u00df-\u024f\u0370-\u03ff])[\u0300-\u036f]+")
_GUESTS = r"(?:feat\b|ft\b|featuring\b)"
_ASIDE = re.compile(
    rf"\s*[(\[](?:{_GUESTS}|with\s)[^)\]]*[)\]]"
    r"|\s*[(\[][^)\]]*\bremaster(?:ed)?\b[^)\]]*[)\]]"
    r"|\s+[-–—]\s[^-–—]*\bremaster(?:ed)?\b.*"
    rf"|\s+{_GUESTS}[^()\[\]]*",
    re.IGNORECASE,
)
_ROMAN = {
    roman: str(number)
    for number, roman in enumerate(
        "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii xxiv".split(), 1
    )
}
_NUMBER = re.compile(rf"\d+|\b(?:{'|'.join(_ROMAN)})\b")


def _kept(sign: str) -> str:
    """Return a sign of a title, a blank for punctuation, nothing for what is invisible."""
    category = unicodedata.category(sign)
    if category == "Cf" or "\ufe00" <= sign <= "\ufe0f":
        return ""
    return " " if category[0] in "PZC" or category == "Sk" else sign


@lru_cache(maxsize=4096)
def _core_title(title: str) -> str:
    """Return a title, made plain, as sources agree on it: numbers in digits, no guests and remasters."""
    plain = plain_title(_ASIDE.sub("", title).strip() or title)
    return _NUMBER.sub(lambda number: _digits(number.group()), plain)


@lru_cache(maxsize=4096)
def _numbers(plain: str) -> frozenset[str]:
    """Return the numbers in a title, also Roman ones: they tell movements and parts apart."""
    return frozenset(map(_digits, _NUMBER.findall(plain)))


def _digits(number: str) -> str:
    return _ROMAN.get(number) or number.lstrip("0") or "0"


def _is_latin(plain: str) -> bool:
    """Whether a title has letters that can be compared with those of most titles: it is not in another script."""
    letters = [sign for sign in plain if sign.isalpha()]
    return not letters or any(sign < "\u0250" for sign in letters)


def _isrcs(track: Track) -> frozenset[Isrc]:
    return frozenset((*track.isrcs, *([track.isrc] if track.isrc else [])))


def _placed(release: Release) -> list[tuple[Place, Track]]:
    return [
        (Place(number, place), track)
        for number, medium in enumerate(release.media)
        for place, track in enumerate(medium.tracks)
    ]


def _pairs(base: Sequence[tuple[Place, Track]], other: Sequence[tuple[Place, Track]]) -> dict[int, Place]:
    """Pair the rows of the base with places of another release, each at most once, the surest first."""
    pairs = _evident(base, other)
    taken = set(pairs.values())
    scored = sorted(
        (-same_track(track, candidate, abs(row - column)), abs(row - column), row, column)
        for row, (_, track) in enumerate(base)
        for column, (_, candidate) in enumerate(other)
        if row not in pairs and column not in taken
    )
    for score, _, row, column in scored:
        if -score < SURE:
            break
        if row not in pairs and column not in taken:
            pairs[row] = column
            taken.add(column)
    return {row: other[column][0] for row, column in pairs.items()}


def _evident(base: Sequence[tuple[Place, Track]], other: Sequence[tuple[Place, Track]]) -> dict[int, int]:
    """Pair tracks of one title, where both releases have it equally often and nothing speaks against it.

    The first of that title is the first there ("Intro" on two discs), wherever they stand. It spares comparing
    every track with every other.
    """
    rows, columns = _by_title(base), _by_title(other)
    return {
        row: column
        for title, of_title in rows.items()
        if len(of_title) == len(columns.get(title, ()))
        for row, column in zip(of_title, columns[title], strict=True)
        if _may_be_same(base[row][1], other[column][1])
    }


def _by_title(placed: Sequence[tuple[Place, Track]]) -> dict[str, list[int]]:
    titles: dict[str, list[int]] = {}
    for number, (_, track) in enumerate(placed):
        titles.setdefault(plain_title(track.title), []).append(number)
    return titles


def _may_be_same(one: Track, other: Track) -> bool:
    """Whether neither kind, length nor ISRC speaks against two tracks of one title being the same."""
    codes, other_codes = _isrcs(one), _isrcs(other)
    return not (
        (one.kind and other.kind and one.kind != other.kind)
        or (codes and other_codes and codes.isdisjoint(other_codes))
        or (
            one.length_ms is not None
            and other.length_ms is not None
            and _length_likeness(one.length_ms, other.length_ms) < 1
        )
    )


def _length_likeness(one: int, other: int) -> float:
    """Return 1 up to two seconds apart (sources round), falling to 0 at fifteen."""
    seconds = abs(one - other) / 1000
    return 1.0 if seconds <= 2 else max(0.0, 1 - (seconds - 2) / 13)
