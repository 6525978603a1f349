"""Values that got into the cell of another column, glued to what belongs there: "Stay Zedd True Colors $ 1.29 3:05".

They are cut off again from the end and put back into their own, empty cells. What a column's values look like is
learnt from the cells where they are; and it is done only where empty cells of a column go along with such values
elsewhere, in the table as a whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

import attrs

from harmony_tables import values
from harmony_tables.values import share

_MOST_TOKENS = 40
_PARTING = ("-", "–", "—", ":", "(", "[", "_")
"""Signs after which a value stands on purpose."""

_ENOUGH = 0.3
"""The share of a column's empty cells for which its value must be found elsewhere."""


class Finder(Protocol):
    """Finds a column's value at the end of a text."""

    def start(self, text: str) -> int | None:
        """Return where the value begins, None where the text does not end with one."""
        ...


@attrs.frozen
class _Shaped:
    """Values of a few shapes, such as prices and times."""

    shapes: str

    def start(self, text: str) -> int | None:
        match = re.search(rf"(?<=\s)(?:{self.shapes})$", text)
        return match.start() if match else None

    def within(self, text: str) -> tuple[int, int] | None:
        """Return where the last value of a shape with signs in it stands in a text, from its start to its end."""
        found = [match.span() for match in re.finditer(rf"(?<=\s)(?:{self.shapes})(?=\s)", text)]
        signed = [(start, end) for start, end in found if re.search(r"[^\w\s]", text[start:end])]
        return signed[-1] if signed else None


@attrs.frozen
class _Known:
    """Values that stand elsewhere in the column, too; `items` where each is a list."""

    whole: frozenset[str]
    items: frozenset[str]

    def start(self, text: str) -> int | None:
        place = self._suffix(text, self.whole)
        if place is not None or not self.items:
            return place
        found, rest = None, text
        while (place := self._suffix(rest, self.items)) is not None:
            found = place
            rest = rest[:place].rstrip()
            if not rest.endswith((",", ";", "/", "|")):
                break
            rest = rest[:-1].rstrip()
        return found

    @staticmethod
    def _suffix(text: str, known: frozenset[str]) -> int | None:
        """Return where the longest known value begins with which a text ends."""
        lowered = text.lower()
        starts = [match.start() for match in re.finditer(r"(?<=\s)\S", lowered)][-_MOST_TOKENS:]
        return next((start for start in starts if lowered[start:] in known), None)


@attrs.frozen
class _Begun:
    """Long values that all begin alike, such as "( C ) 2015 Some Records"."""

    pattern: re.Pattern[str]

    def start(self, text: str) -> int | None:
        match = self.pattern.search(text)
        return match.end(1) if match else None


@attrs.frozen
class Spills:
    """What is known of a table's spilt values: the column they got into, and those that they may be of.

    Columns are counted from 0.
    """

    host: int
    finders: Mapping[int, Finder]

    def repaired(self, row: Sequence[str]) -> tuple[str, ...]:
        """Return a row with the values where they belong; what follows on one of them and is of none is left out."""
        cells = list(row)
        missing = [place for place in sorted(self.finders, reverse=True) if not values.cell(cells[place])]
        while missing:
            found = self._at_end(cells[self.host].strip(), missing) or self._within(cells[self.host].strip(), missing)
            if found is None:
                break
            place, start, end = found
            text = cells[self.host].strip()
            cells[place], cells[self.host] = text[start:end], text[:start].rstrip(" ,;|")
            missing.remove(place)
        return tuple(cells)

    def _at_end(self, text: str, missing: Sequence[int]) -> tuple[int, int, int] | None:
        for place in missing:
            start = self.finders[place].start(text)
            if start and not text[:start].rstrip().endswith(_PARTING):
                return place, start, len(text)
        return None

    def _within(self, text: str, missing: Sequence[int]) -> tuple[int, int, int] | None:
        for place in missing:
            finder = self.finders[place]
            span = finder.within(text) if isinstance(finder, _Shaped) else None
            if span and not text[: span[0]].rstrip().endswith(_PARTING):
                return place, *span
        return None


def find_spills(
    sample: Sequence[Sequence[str]],
    host: int,
    elsewhere: Mapping[int, Sequence[str]] | None = None,
    without: Collection[int] = (),
) -> Spills | None:
    """Return what a table's spilt values look like, from a sample of its rows; None where there are none.

    `elsewhere` holds values that other tables have in a column; the columns in `without` are left as they are.
    """
    width = len(sample[0]) if sample else 0
    finders: dict[int, Finder] = {}
    for place in range(width):
        filled = [bare for row in sample if (bare := values.cell(row[place]))]
        if place != host and place not in without and len(sample) * 0.1 <= len(filled) <= len(sample) * 0.9:
            finder = _finder([*filled, *(elsewhere or {}).get(place, ())])
            if finder is not None:
                finders[place] = finder
    spills = Spills(host, finders)
    while spills.finders:
        kept = {place: finder for place, finder in spills.finders.items() if _is_spilt(sample, spills, place)}
        if len(kept) == len(spills.finders):
            return spills
        spills = Spills(host, kept)
    return None


def _is_spilt(sample: Sequence[Sequence[str]], spills: Spills, place: int) -> bool:
    empty = [row for row in sample if not values.cell(row[place]) and values.cell(row[spills.host])]
    found = sum(1 for row in empty[:2000] if spills.repaired(row)[place])
    return found >= 3 and found >= len(empty[:2000]) * _ENOUGH


def _finder(filled: Sequence[str]) -> Finder | None:
    """Return what finds values like those that a column has."""
    shapes = Counter(_shape(value) for value in filled)
    common = [shape for shape, count in shapes.most_common(8) if count >= max(2, len(filled) // 50)]
    numeric = [shape for shape in common if "9" in shape]
    if numeric and sum(shapes[shape] for shape in numeric) >= len(filled) * 0.7:
        return _Shaped("|".join(map(_pattern, numeric)))
    begins = Counter(begin for value in filled if (begin := _beginning(value)))
    common = [begin for begin, count in begins.most_common(8) if count >= max(2, len(filled) // 50)]
    if common and sum(begins[begin] for begin in common) >= len(filled) * 0.6:
        longest = sorted(common, key=len, reverse=True)
        return _Begun(re.compile(rf"(\s+)(?:{'|'.join(map(_pattern, longest))})(?=\s).*$"))
    lowered = {value.lower() for value in filled if len(value) > 1}
    return _Known(frozenset(lowered), _items(filled))


def _items(filled: Sequence[str]) -> frozenset[str]:
    """Return the items of values that are lists; nothing where the values are none."""
    if share(filled, lambda value: re.search(r"\s?[,;|]\s", value)) < 0.3:
        return frozenset()
    items = Counter(item.strip().lower() for value in filled for item in re.split(r"[,;|]", value))
    return frozenset(item for item, count in items.items() if item and count >= 2)


def _shape(value: str) -> str:
    """Return a value's shape: digits as 9s, letters as they come, words of letters as A."""
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d", "9", value))


def _beginning(value: str) -> str:
    """Return the shape of what a value begins with, up to its first number; empty where there is none near."""
    match = re.match(r"\D{0,8}?\d{4}\b", value)
    return re.sub(r"\d", "9", match[0]) if match else ""


def _pattern(shape: str) -> str:
    """Return a pattern for a shape: numbers of that many digits, one more or less where they are short."""

    def numbers(match: re.Match[str]) -> str:
        return r"\d{4}" if len(match[0]) == 4 else rf"\d{{1,{max(2, len(match[0]))}}}"

    parts = re.split(r"(9+|A)", shape)
    return "".join(
        r"[^\W\d_]+" if part == "A" else numbers(match) if (match := re.fullmatch("9+", part)) else re.escape(part)
        for part in parts
    )
