"""Values that stand inside another one: "Artist - Title", "Title (Album)", "007-Title", "Album (2004)".

Whether a source writes so is worked out from its column as a whole: where the other value has a cell of its own, it
must be the same there; where it never has one, nearly all texts must have the form.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeAlias

import attrs
from rapidfuzz import fuzz
from rapidfuzz.utils import default_process as folded

from harmony_core import provider as hc
from harmony_core.alike.versions import version_kinds
from harmony_tables import values

Cells: TypeAlias = dict[str, str]
"""A row on its way from a file to a record: the text of each field that the row has."""

Vocabulary: TypeAlias = Mapping[str, Collection[str]]
"""The values that are known of fields, folded."""

ENOUGH = 250
"""How many rows tell a source's habits."""

ALIKE = 75.0
"""How alike (0 to 100) a part of a text and a cell must be to be the same value, misspelt."""

_SAME_SHARE = 0.5
_SHAPE_SHARE = 0.8
_VERSION_SHARE = 0.3
_GUESTS = hc.pattern(r"(?:feat|ft|featuring|with)\b", re.IGNORECASE)


@attrs.frozen
class Form:
    """A way to put one value before or after another: between `opening` and `closing`, or parted by `opening`.

    `only` is the form of values that the text may hold so, where any text would be too much.
    """

    opening: str
    closing: str = ""
    before: bool = False
    only: str = ""

    def splits(self, text: str) -> list[tuple[str, str]]:
        """Return every way to take a text apart, as what it is and what it holds; the likeliest first."""
        if self.only:
            return self._of_shape(text)
        if self.closing:
            return _bracketed(text, self.opening, self.closing)
        if self.opening not in text:
            return []
        places = [match.start() for match in re.finditer(re.escape(self.opening), text)]
        width = len(self.opening)
        parts = [(text[:place].strip(), text[place + width :].strip()) for place in places]
        whole = [(last, first) for first, last in parts] if self.before else parts[::-1]
        return [(own, held) for own, held in whole if own and held]

    def _of_shape(self, text: str) -> list[tuple[str, str]]:
        match = re.fullmatch(self.only, text)
        return [(match["own"].strip(), match["held"].strip())] if match else []


def _bracketed(text: str, opening: str, closing: str) -> list[tuple[str, str]]:
    """Take what the last bracket holds from a text; brackets in it are its own."""
    if not text.endswith(closing):
        return []
    depth = 0
    found = []
    for place in range(len(text) - 1, 0, -1):
        depth += (text[place] == closing) - (text[place] == opening)
        if text[place] == opening and (depth <= 0 or text[place - 1] == " "):
            own, held = text[:place].strip(), text[place + 1 : -1].strip()
            if own and held:
                found.append((own, held, depth))
        if depth <= 0 and found:
            break
    return [(own, held) for own, held, _ in sorted(found, key=lambda each: abs(each[2]))]


_DASHES = (" - ", " – ", " — ", " -- ", " | ", " / ", " ~ ", ": ", "_-_")
_BEFORE = tuple(Form(dash, before=True) for dash in _DASHES)
_AFTER = (Form("(", ")"), Form("[", "]"), *(Form(dash) for dash in _DASHES))
_NUMBER = r"[0-9]{0,2}[A-Za-z]{0,2}[-.]?[0-9]{1,3}|[0-9]{1,2}[A-Za-z]"
_NUMBER_BEFORE = (
    Form("", only=rf"(?P<held>{_NUMBER})\s*[-–.:)\]_]\s*(?P<own>.*)", before=True),
    Form("", only=rf"[(\[#](?P<held>{_NUMBER})[)\]]?\s*[-–.:)\]_]?\s*(?P<own>.+)", before=True),
    Form("", only=r"(?P<held>\d{1,3})\s+(?P<own>\D.*)", before=True),
)
_YEAR_AFTER = (
    Form("", only=r"(?P<own>.*?)\s*[(\[](?P<held>\d{4}|unknown|null|n\.a\.)[)\]]"),
    Form("", only=r"(?P<own>.+?)\s*[-–,]\s*(?P<held>\d{4})"),
)
_YEAR_BEFORE = (Form("", only=r"[(\[]?(?P<held>\d{4})[)\]]?\s*[-–.:]?\s+(?P<own>.+)", before=True),)
_LENGTH_AFTER = (Form("", only=r"(?P<own>.+?)\s*[(\[]?(?P<held>\d{1,2}:\d\d(?::\d\d)?)[)\]]?"),)

_FORMS: tuple[tuple[str, str, tuple[Form, ...]], ...] = (
    ("title", "number", _NUMBER_BEFORE),
    ("title", "length", _LENGTH_AFTER),
    ("title", "artist", (*_BEFORE, Form(" by "), *_AFTER)),
    ("title", "album", (*_AFTER, *_BEFORE)),
    ("title", "date", _YEAR_AFTER),
    ("album", "date", (*_YEAR_AFTER, *_YEAR_BEFORE)),
    ("album", "artist", _BEFORE),
)
"""Which values are looked for in which, in the order in which they are taken off."""


@attrs.frozen
class Affix:
    """A habit of a source: its `field` also holds `holds`, in a `form`. `strict` is whether it always does."""

    field: str
    holds: str
    form: Form
    strict: bool

    def taken_off(self, cells: Cells, vocabulary: Vocabulary) -> None:
        """Take the value that a cell also holds off it, and put it where it belongs, where nothing is yet."""
        text, known = cells.get(self.field, ""), cells.get(self.holds, "")
        splits = self.form.splits(text) if text else []
        if not splits:
            return
        if known:
            likeness, own, _ = max((_likeness(self.holds, held, known), own, held) for own, held in splits)
            if likeness >= ALIKE:
                cells[self.field] = own
            elif self.strict:
                cells[self.field] = splits[0][0]
            return
        own, held = self._likeliest(splits, vocabulary)
        cells[self.field] = own
        if values.cell(held):
            cells[self.holds] = held

    def _likeliest(self, splits: Sequence[tuple[str, str]], vocabulary: Vocabulary) -> tuple[str, str]:
        if len(splits) > 1:
            known = vocabulary.get(self.holds, ())
            return next((split for split in splits if folded(split[1]) in known), splits[0])
        return splits[0]


def find_affixes(sample: Sequence[Cells], vocabulary: Vocabulary | None = None) -> tuple[Affix, ...]:
    """Return the habits of a source, from a sample of its rows; the sample is left as it is.

    Without a vocabulary only habits are found that are evident: names cannot be told from one another.
    """
    rows = [dict(row) for row in sample[:ENOUGH]]
    found = []
    for field, holds, forms in _FORMS:
        affix = _evident(rows, field, holds, forms)
        if affix is None and (vocabulary is not None or holds not in ("artist", "album")):
            affix = _implied(rows, field, holds, forms, vocabulary or {})
        if affix is not None:
            found.append(affix)
            for row in rows:
                affix.taken_off(row, vocabulary or {})
    return tuple(found)


def _evident(rows: Sequence[Cells], field: str, holds: str, forms: Iterable[Form]) -> Affix | None:
    """Find the form in which a text holds what also has a cell of its own."""
    both = [row for row in rows if row.get(field) and row.get(holds)]
    if len(both) < max(3, len(rows) // 10):
        return None
    shares = [values.share(both, lambda row, form=form: _holds(row, field, holds, form)) for form in forms]  # type: ignore[misc]
    best = max(range(len(shares)), key=shares.__getitem__)
    if shares[best] < _SAME_SHARE:
        return None
    return Affix(field, holds, tuple(forms)[best], strict=shares[best] >= _SHAPE_SHARE)


def _holds(row: Cells, field: str, holds: str, form: Form) -> bool:
    """Whether a text of a row also holds another of its values, in a form."""
    splits = form.splits(row[field])
    return any(_likeness(holds, held, row[holds]) >= ALIKE and not _GUESTS.match(held) for _, held in splits)


def _implied(
    rows: Sequence[Cells], field: str, holds: str, forms: Iterable[Form], vocabulary: Vocabulary
) -> Affix | None:
    """Find the form in which a text holds what this source has no cells for."""
    texts = [row[field] for row in rows if row.get(field)]
    if len(texts) < 3 or sum(1 for row in rows if row.get(holds)) > len(rows) * 0.1:
        return None
    for form in forms:
        split = [splits[0] for text in texts if (splits := form.splits(text))]
        if len(split) < len(texts) * _SHAPE_SHARE:
            continue
        if holds in ("artist", "album"):
            if not _is_held(split, holds, form, vocabulary):
                continue
        elif holds == "number" and len({held for _, held in split}) < 2:
            continue
        return Affix(field, holds, form, strict=True)
    return None


def _is_held(split: Sequence[tuple[str, str]], holds: str, form: Form, vocabulary: Vocabulary) -> bool:
    """Whether parts of texts are names of artists or albums.

    Other sources know them, or they come again and again, or they stand where they usually do: artists before titles,
    albums after them. Versions ("Live") and guests are neither.
    """
    if values.share(split, lambda parts: bool(_GUESTS.match(parts[1]) or version_kinds(parts[1]))) >= _VERSION_SHARE:
        return False
    helds, owns = [folded(held) for _, held in split], [folded(own) for own, _ in split]

    def known(parts: Sequence[str], of: str) -> int:
        words = vocabulary.get(of, ())
        return sum(part in words for part in parts)

    others = [other for other in ("artist", "album") if other != holds]
    told = known(helds, holds)
    rivals = max([known(helds, other) for other in others] + [known(owns, holds)])
    if told >= 3 or rivals >= 3:
        return told > rivals
    usual = form.before == (holds == "artist")
    return len(set(helds)) - usual < len(set(owns))


def _likeness(field: str, one: str, other: str) -> float:
    """Return how alike two texts of a field are, 0 to 100."""
    if field == "number":
        return 100.0 * (values.read_number(one) == values.read_number(other))
    if field == "date":
        a, b = values.read_date(one), values.read_date(other)
        return 100.0 * (a is not None and b is not None and a.year == b.year)
    if field == "length":
        a_ms, b_ms = values.read_length(one), values.read_length(other)
        return 100.0 * (a_ms is not None and b_ms is not None and abs(a_ms - b_ms) < 2000)
    return fuzz.ratio(folded(one), folded(other))
