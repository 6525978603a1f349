"""Rows whose values stand in the wrong columns: shifted by a cell too many or too few, or two of them swapped.

Columns whose values are recognized (lengths, dates, languages, codes) show it: what stands there cannot be read, and
can once the row is put right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from harmony_core import provider as hc
from harmony_tables import values
from harmony_tables.columns import Columns

_TRACK_NUMBER = hc.pattern(r"[A-Za-z]{0,2}[-.]?\d{1,3}[A-Za-z]?(?:\s*/\s*\d+)?")


def _is_length(text: str) -> bool:
    return values.read_length(text) is not None or set(text) <= set("0:.")


def _is_number(text: str) -> bool:
    return _TRACK_NUMBER.fullmatch(text) is not None


_TELLING: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("length", _is_length),
    ("date", values.read_date),
    ("language", values.read_language),
    ("number", _is_number),
    ("isrc", values.read_isrc),
    ("gtin", values.read_gtin),
)


@attrs.frozen
class Straightener:
    """Puts rows right. `tests` are columns, counted from 0, with what tells whether a value may stand there."""

    tests: tuple[tuple[int, Callable[[str], object]], ...]
    first: int

    def straightened(self, row: Sequence[str]) -> Sequence[str]:
        """Return a row as it was meant; the row itself where all is well, or nothing can be done."""
        wrong = self._wrong(row)
        if not wrong:
            return row
        best = self._shifted(row, wrong)
        if best is not None:
            return best
        return self._swapped(row, wrong)

    def _wrong(self, row: Sequence[str]) -> list[int]:
        """Return the columns whose value cannot be one of theirs."""
        return [place for place, test in self.tests if (text := values.cell(row[place])) and not test(text)]

    def _right(self, row: Sequence[str]) -> int:
        return sum(1 for place, test in self.tests if (text := values.cell(row[place])) and test(text))

    def _shifted(self, row: Sequence[str], wrong: Sequence[int]) -> Sequence[str] | None:
        """Return a row without the cell too many, or with one that is missing."""
        if len(wrong) < 2:
            return None
        best, right, best_score = None, self._right(row), self._right(row) - 2 * len(wrong) + 2
        for place in range(self.first, len(row)):
            shorter = (*row[:place], *row[place + 1 :], "")
            longer = (*row[:place], "", *row[place:-1])
            for shifted in (shorter, longer):
                score = self._right(shifted) - 2 * len(self._wrong(shifted))
                if score > best_score and self._right(shifted) > right:
                    best, best_score = shifted, score
        return best

    def _swapped(self, row: Sequence[str], wrong: Sequence[int]) -> Sequence[str]:
        """Return a row in which values that cannot stand where they do have changed places with one that should."""
        tests = dict(self.tests)
        for place in wrong:
            for other in range(self.first, len(row)):
                text = values.cell(row[other])
                if other == place or not text or not tests[place](text) or (other not in wrong and other in tests):
                    continue
                cells = list(row)
                cells[place], cells[other] = cells[other], cells[place]
                if len(self._wrong(cells)) < len(wrong):
                    return self._swapped(cells, self._wrong(cells))
        return row


def straightener(sample: Sequence[Sequence[str]], columns: Columns) -> Straightener | None:
    """Return what puts a source's rows right; None where too little about its columns is certain."""
    tests = []
    for field, test in _TELLING:
        place = columns.place(field)
        filled = [text for row in sample if place is not None and (text := values.cell(row[place]))]
        if place is not None and len(filled) >= 10 and values.share(filled, test) >= 0.9:
            tests.append((place, test))
    mapped = [place for field, place in columns.places.items() if field != "id"]
    return Straightener(tuple(tests), min(mapped)) if len(tests) >= 2 else None
