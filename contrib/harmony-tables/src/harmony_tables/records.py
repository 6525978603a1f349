"""Rows of a table → records to compare, read as each source writes."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs
from rapidfuzz.utils import default_process as folded

from harmony_core import provider as hc
from harmony_core.alike.comparable import Comparable
from harmony_tables import values
from harmony_tables.affixes import ENOUGH, Affix, Cells, Vocabulary, find_affixes
from harmony_tables.columns import Columns, find_column, find_columns, has_column
from harmony_tables.misplaced import Straightener, straightener
from harmony_tables.spills import Spills, find_spills
from harmony_tables.tables import Row, Table, Uneven
from harmony_tables.values import DateStyle, Unit

SAMPLED = 4000
"""How many rows of each source its style is worked out from, at most; fewer where there are many sources."""


@attrs.frozen
class Record:
    """A row as it is compared. `id` is empty where the table has none; `number` counts the table's rows from 1."""

    number: int
    id: str
    source: str
    comparable: Comparable


@attrs.frozen
class Style:
    """How one source writes: what a bare length counts, which part of a date comes first, what titles also hold."""

    unit: Unit = Unit.SECONDS
    dates: DateStyle = values.DAY_FIRST
    affixes: tuple[Affix, ...] = ()
    spills: Spills | None = None
    straightener: Straightener | None = None
    spaced: bool = False

    def cells(self, row: Row, columns: Columns) -> Cells:
        """Return what a row holds, each value where it belongs."""
        whole: Sequence[str] = row
        if self.straightener is not None:
            whole = self.straightener.straightened(whole)
        if self.spills is not None:
            whole = self.spills.repaired(whole)
        return _cells(whole, columns, spaced=self.spaced)

    @property
    def is_special(self) -> bool:
        """Whether there is anything to tell of it."""
        return bool(self.affixes or self.spills or self.unit is not Unit.SECONDS)

    def described(self) -> str:
        """Return in words what is special about it."""
        units = [f"bare lengths are {self.unit.name.lower()}"] if self.unit is not Unit.SECONDS else []
        held = [f"{affix.field}s also hold the {affix.holds}" for affix in self.affixes]
        spilt = ["values got into wrong columns"] if self.spills else []
        return ", ".join([*units, *held, *spilt])


@attrs.frozen
class Reading:
    """How a table is read: which column holds what, and how each of its sources writes."""

    columns: Columns
    source: int | None
    styles: Mapping[str, Style]
    vocabulary: Vocabulary
    rows: int
    uneven: Uneven

    def source_of(self, row: Row) -> str:
        """Return the source that a row is from; empty where no column says."""
        return "" if self.source is None else row[self.source].strip()

    def record(self, number: int, row: Row) -> Record:
        """Read a row."""
        source = self.source_of(row)
        style = self.styles.get(source) or Style()
        cells = style.cells(row, self.columns)
        for affix in style.affixes:
            affix.taken_off(cells, self.vocabulary)
        return Record(number, cells.get("id", ""), source, _comparable(cells, style))


@attrs.frozen
class _Sampled:
    """A table on its way to be read: a sample of its rows, by source."""

    table: Table
    columns: Columns
    source: int | None
    rows: Mapping[str, Sequence[Row]]
    repairs: Mapping[str, Style]
    count: int

    def cells(self, source: str, most: int = SAMPLED) -> list[Cells]:
        """Return the sampled rows of a source as cells, or as many of them as are enough."""
        return [self.repairs[source].cells(row, self.columns) for row in self.rows[source][:most]]


def read_tables(
    tables: Sequence[Table], mappings: Sequence[Mapping[str, str]], source: str | None = None
) -> tuple[Reading, ...]:
    """Work out how each table is to be read; what one of them knows helps to read the others.

    `source` names the column that says which source a row is from; one table at least must have it. Raises
    `RequestError` for a column that is not there.
    """
    if source is not None and not any(has_column(table, source) for table in tables):
        find_column(tables[0], source)
    sampled = [_sampled(table, mapping, source) for table, mapping in zip(tables, mappings, strict=True)]
    sampled = [_with_spills(each, sampled) for each in sampled]
    vocabulary = _vocabulary(sampled)
    return tuple(
        Reading(
            columns=each.columns,
            source=each.source,
            styles={name: _style(each, name, vocabulary) for name in each.rows},
            vocabulary=vocabulary,
            rows=each.count,
            uneven=each.table.count_uneven(),
        )
        for each in sampled
    )


def comparables(
    rows: Sequence[Mapping[str, str]], mapping: Mapping[str, str] | None = None, source: str | None = None
) -> list[Comparable]:
    """Read rows as `csv.DictReader` gives them: all that `harmony match` would compare of them, in their order."""
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    whole = tuple(tuple(row.get(name) or "" for name in columns) for row in rows)
    table = Table("rows", Path("rows"), columns, lambda: iter(whole))
    (reading,) = read_tables([table], [mapping or {}], source)
    return [reading.record(number, row).comparable for number, row in enumerate(whole, 1)]


def _sampled(table: Table, mapping: Mapping[str, str], source: str | None) -> _Sampled:
    place = find_column(table, source) if source is not None and has_column(table, source) else None
    rows: dict[str, list[Row]] = defaultdict(list)
    seen: dict[str, int] = defaultdict(int)
    chance = random.Random(20)  # noqa: S311 - the same sample each time
    for row in table.rows():
        name = "" if place is None else row[place].strip()
        seen[name] += 1
        most = max(20, min(SAMPLED, 20 * SAMPLED // len(seen)))
        if len(rows[name]) < most:
            rows[name].append(row)
        elif (at := chance.randrange(seen[name])) < len(rows[name]):
            rows[name][at] = row
    every = [row for sample in rows.values() for row in sample]
    columns = find_columns(table, every, mapping, [source] if source is not None and place is not None else [])
    repairs = {
        name: Style(straightener=straightener(sample, columns), spaced=_is_spaced(sample, columns))
        for name, sample in rows.items()
    }
    return _Sampled(table, columns, place, dict(rows), repairs, sum(seen.values()))


def _with_spills(sampled: _Sampled, others: Sequence[_Sampled]) -> _Sampled:
    """Add what can be known of values in wrong columns, with the help of what other tables hold there.

    What a source always writes into another value (see `affixes`) did not get there by mistake.
    """
    host = sampled.columns.place("title")
    assert host is not None
    elsewhere: dict[int, list[str]] = {}
    for place in range(len(sampled.table.columns)):
        for other in others:
            twin = _twin(sampled, place, other)
            if other is not sampled and twin is not None:
                filled = (values.cell(row[twin]) for sample in other.rows.values() for row in sample)
                elsewhere.setdefault(place, []).extend(filter(None, filled))
    repairs = {}
    for source, rows in sampled.rows.items():
        meant = {sampled.columns.place(affix.holds) for affix in find_affixes(sampled.cells(source, ENOUGH), {})}
        spills = find_spills(rows, host, elsewhere, frozenset(place for place in meant if place is not None))
        repairs[source] = attrs.evolve(sampled.repairs[source], spills=spills)
    return attrs.evolve(sampled, repairs=repairs)


def _twin(sampled: _Sampled, place: int, other: _Sampled) -> int | None:
    """Return the place of another table's column that holds the same: the same field, or of the same name."""
    field = next((field for field, at in sampled.columns.places.items() if at == place), None)
    if field is not None:
        return other.columns.place(field)
    name = sampled.table.columns[place]
    return other.table.columns.index(name) if name in other.table.columns else None


def _vocabulary(sampled: Sequence[_Sampled]) -> Vocabulary:
    """Return the names that are known of artists and albums, without what is evidently something else."""
    known: dict[str, set[str]] = {"artist": set(), "album": set()}
    for each in sampled:
        for source in each.rows:
            sample = each.cells(source)
            affixes = find_affixes(sample)
            for cells in sample:
                for affix in affixes:
                    affix.taken_off(cells, {})
                for field, names in known.items():
                    names.add(folded(cells.get(field, "")))
    return {field: frozenset(names) - {""} for field, names in known.items()}


def _style(sampled: _Sampled, source: str, vocabulary: Vocabulary) -> Style:
    rows = sampled.cells(source, 1000)
    return attrs.evolve(
        sampled.repairs[source],
        unit=values.length_style(filter(None, (row.get("length") for row in rows)), sampled.columns.name("length")),
        dates=values.date_style(filter(None, (row.get("date") for row in rows))),
        affixes=find_affixes(rows, vocabulary),
    )


# --- cells --------------------------------------------------------------------------------------------------

_SPACED = hc.pattern(r"\(\s\S.*\s\)|\s'(?:s|m|re|ve|ll|d)\b|\sn't\b")
_SPACED_PARTS = (
    (hc.pattern(r"([(\[])\s+"), r"\1"),
    (hc.pattern(r"\s+([)\],.;:!?])"), r"\1"),
    (hc.pattern(r"\s+('(?:s|m|re|ve|ll|d)|n't)\b", re.IGNORECASE), r"\1"),
    (hc.pattern(r"([#$])\s+(?=\w)"), r"\1"),
)


def _is_spaced(rows: Sequence[Row], columns: Columns) -> bool:
    """Whether a source's titles were cut into words, with blanks around every sign: "( feat . Someone )"."""
    place = columns.place("title")
    titles = [row[place] for row in rows if place is not None]
    with_signs = [title for title in titles if re.search(r"\(.*\)|'(?:s|m|re|ve|ll|d)\b", title)]
    return len(with_signs) >= 3 and values.share(with_signs, _SPACED.search) >= 0.5


def _cells(row: Sequence[str], columns: Columns, *, spaced: bool) -> Cells:
    cells = {field: bare for field, place in columns.places.items() if (bare := values.cell(row[place]))}
    if spaced:
        for field in ("title", "artist", "album"):
            if field in cells:
                cells[field] = _joined(cells[field])
    if "id" in columns.places:
        cells["id"] = row[columns.places["id"]].strip()
    return cells


def _joined(text: str) -> str:
    for pattern, instead in _SPACED_PARTS:
        text = pattern.sub(instead, text)
    return text


def _comparable(cells: Cells, style: Style) -> Comparable:
    isrc = values.read_isrc(cells.get("isrc", ""))
    gtin = values.read_gtin(cells.get("gtin", ""))
    mbid = values.read_mbid(cells.get("mbid", ""))
    artist = cells.get("artist", "")
    return Comparable(
        kind=hc.Kind.RECORDING,
        title=cells.get("title") or None,
        artists=(artist,) if artist else (),
        release_title=cells.get("album") or None,
        length_ms=values.read_length(cells.get("length", ""), style.unit),
        date=values.read_date(cells.get("date", ""), style.dates),
        number=values.read_number(cells.get("number", "")) or None,
        isrcs=(hc.Isrc(isrc),) if isrc else (),
        gtin=hc.Gtin(gtin) if gtin else None,
        mbids=(hc.Mbid.parse(mbid),) if mbid else (),
        labels=(cells["label"],) if cells.get("label") else (),
        language=values.read_language(cells.get("language", "")) or None,
    )
