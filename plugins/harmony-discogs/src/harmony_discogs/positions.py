"""Where a track stands, read from its position: "A1", "2-05", "CD1-3", "DVD2", "Video" (Database Guidelines 12)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from harmony_core import provider as hc
from harmony_discogs.tables import MEDIUM_WORDS

_MEDIUM = hc.pattern(r"(?P<medium>[^\W\d_]{2,}[ .]?\d*|\d+)\s*[-–]\s*(?P<number>\d.*|[A-Za-z]{1,2}\d*[a-z]?)")
_SIDE = hc.pattern(r"(?P<side>A[A-Z]|III|IV|VI{1,3}|IX|(?P<twice>[A-Z])(?P=twice)|[A-Z])(?=$|[ .\-]?\d|\.|[a-z]$)")
_WORD = hc.pattern(r"(?P<medium>(?P<word>[^\W\d_]{2,})(?:[ .]?\d+(?=[ .:]))?)[ .:]*(?P<number>\d.*)?")
_PART = hc.pattern(r"(.*\d|[A-Z]{1,2})(?:\.?[a-z]|\.\d+|\.[A-Z])")
_NO_LETTER = hc.pattern(r"[\W\d]")
_COUNT = hc.pattern(r"[ .\-]?([0-9]{1,6})")
_DOTTED = hc.pattern(r"(\d+)\.(\d+)")


@hc.answer
class Place:
    """What a position tells; None is what it does not tell.

    `number` is the position as printed, without the medium's prefix; `count` is the number's first number.
    """

    number: str | None = None
    medium: str | None = None
    side: str | None = None
    count: int | None = None

    @property
    def is_video(self) -> bool:
        """Whether it says that a video stands there: "Video", "Video 2"."""
        return (self.number or "").lower().startswith("video")

    @property
    def word(self) -> str | None:
        """The word in a medium's prefix: "CD" of "CD1"."""
        return _NO_LETTER.sub("", self.medium).upper() or None if self.medium else None


@lru_cache(maxsize=1024)  # there are few: "1", "A1", "1-05"
def place(position: str) -> Place:
    """Read a position.

    >>> place("CD1-3"), place("B2").side
    (Place(number='3', medium='CD1', side=None, count=3), 'B')
    """
    text = position.strip()
    if "Blu" in text:
        text = text.replace("Blu-ray", "BR").replace("Blu-Ray", "BR")
    upper = text.upper() if text[:1].islower() else text
    if side := _SIDE.match(upper):
        return Place(number=text, side=side["side"], count=_count(text[side.end() :]))
    if prefixed := _MEDIUM.fullmatch(text):
        return Place(number=prefixed["number"], medium=prefixed["medium"].upper(), count=_count(prefixed["number"]))
    word = _WORD.fullmatch(upper)
    if word and word["word"].upper() in MEDIUM_WORDS:
        number = word["number"] or text
        return Place(number=number, medium=word["medium"].upper(), count=_count(number))
    return Place(number=text or None, count=_count(text) if text[:1].isdigit() else None)


def shared(positions: Sequence[str]) -> str | None:
    """Return the position of the track that these are parts of ("C1" of "C1.1" and "C1.2"), if they are.

    >>> shared(["5a", "5b"]), shared(["A3", "B1"])
    ('5', None)
    """
    parts = [_PART.fullmatch(position.strip()) for position in positions]
    tracks = {part[1] if part else None for part in parts}
    return tracks.pop() if len(tracks) == 1 else None


def undotted(position: str) -> str:
    """Write a dot between medium and track as a hyphen: "1.05" is "1-05"."""
    return _DOTTED.sub(r"\1-\2", position, count=1)


def has_dots(positions: Sequence[str], media: int | None) -> bool:
    """Whether dots stand between medium and track, and not between track and part.

    They do where every position is of two numbers, and the formats are of several media.
    """
    if media == 1:
        return False
    named: set[str] = set()
    for position in filter(None, map(str.strip, positions)):
        dotted = _DOTTED.fullmatch(position)
        if dotted is None:
            return False
        named.add(dotted[1])
    return len(named) > 1


def _count(text: str) -> int | None:
    digits = _COUNT.match(text)
    return int(digits[1]) if digits else None
