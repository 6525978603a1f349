"""Tables → the database's tables `records`, and where pairs are given `asked` and `candidates`."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import attrs

from harmony_core import provider as hc
from harmony_core.alike.comparable import Comparable
from harmony_tables import scoring
from harmony_tables.columns import find_column
from harmony_tables.job import Job
from harmony_tables.output import Cell
from harmony_tables.progress import Advance, Stage
from harmony_tables.records import Reading, Record
from harmony_tables.sql import has_table, load_csv, transaction
from harmony_tables.tables import Row, Table
from harmony_tables.work import Work

if TYPE_CHECKING:
    import duckdb

KEPT = 30_000
"""Up to how many records what is prepared of them stays in memory."""

BATCH = 5000
"""How many rows are read in one go."""

_COLUMNS = {
    "n": "BIGINT",
    "side": "INTEGER",
    "source": "VARCHAR",
    "id": "VARCHAR",
    "title_key": "VARCHAR",
    "people_key": "VARCHAR",
    "release_key": "VARCHAR",
    "seconds": "BIGINT",
    "year": "INTEGER",
    **{fact: "BIGINT" if fact == "length_ms" else "VARCHAR" for fact in scoring.FACTS},
}
LONGEST = 600
"""How much of a text is compared; longer ones are no names."""


def load(
    opened: duckdb.DuckDBPyConnection,
    work: Work,
    job: Job,
    tables: Sequence[Table],
    readings: Sequence[Reading],
    begin: Stage,
) -> dict[int, Comparable]:
    """Fill the table `records`, unless it is there; return what was prepared of them, where they are few."""
    if has_table(opened, "records"):
        return {}
    advance = begin("reading", sum(reading.rows for reading in readings))
    path = work.folder / "records.csv"
    made: dict[int, Comparable] = {}
    by_table = job.source is None or job.command == "match"
    with path.open("w", encoding="utf-8", newline="") as file:
        first = 0
        for side, (table, reading) in enumerate(zip(tables, readings, strict=True)):
            made |= _write_records(file, side, by_table, table, reading, first, advance)
            first += reading.rows
    with transaction(opened):
        load_csv(opened, "loaded", path, _COLUMNS)
        prefix = "" if len(tables) == 1 or job.command == "match" else _prefix(opened, job.names)
        same = ", ".join([*(["side"] if job.command == "match" else []), *scoring.FACTS])
        twin = "n" if job.has_sources else f"min(n) OVER (PARTITION BY {same})"
        opened.execute(
            f"""
            CREATE TABLE records AS
            SELECT * REPLACE ({prefix or "id"} AS id), {twin} AS twin,
                   row_number() OVER (ORDER BY title_key, people_key, n) AS place
            FROM loaded
            """  # noqa: S608 - made of names of our own
        )
        opened.execute("DROP TABLE loaded")
        _refuse_duplicates(opened, job.names, one_space=job.command == "dedupe")
    path.unlink()
    return made


def _prefix(opened: duckdb.DuckDBPyConnection, names: Sequence[str]) -> str:
    """Return SQL for ids with the names of their tables, where tables have ids in common; otherwise nothing."""
    twice = opened.execute("SELECT 1 FROM loaded GROUP BY id HAVING count(DISTINCT side) > 1 LIMIT 1").fetchone()
    cases = " ".join(f"WHEN {side} THEN '{name.replace(chr(39), chr(39) * 2)}:'" for side, name in enumerate(names))
    return f"(CASE side {cases} END) || id" if twice else ""


def _refuse_duplicates(opened: duckdb.DuckDBPyConnection, names: Sequence[str], *, one_space: bool) -> None:
    side = "" if one_space else "side, "
    query = f"SELECT min(side), id, count(*) AS times FROM records GROUP BY {side}id HAVING count(*) > 1"  # noqa: S608
    found = opened.execute(f"{query} ORDER BY min(n) LIMIT 6").fetchall()
    if found:
        named = ", ".join(f"{name!r} ({times} times)" for _, name, times in found[:5])
        more = " and others" if len(found) > 5 else ""
        raise hc.RequestError(
            f"{names[found[0][0]]}: ids must differ, and some do not: {named}{more}; "
            "name another column by --map id=COLUMN"
        )


def _write_records(
    file: io.TextIOBase,
    side: int,
    by_table: bool,
    table: Table,
    reading: Reading,
    first: int,
    advance: Advance,
) -> dict[int, Comparable]:
    """Write a table's records, as lines of `records`, by several processes where there are many."""
    batches = _batches(table.rows(), first)
    maker = _Maker(reading, side, by_table, table.name, reading.rows <= KEPT, first)
    if reading.rows <= KEPT:
        made: dict[int, Comparable] = {}
        for number, rows in batches:
            lines, comparables = maker.lines(number, rows)
            file.write(lines)
            made |= comparables
            advance(len(rows))
        return made
    with scoring.processes(partial(_set_maker, maker)) as pool:
        try:
            while some := list(islice(batches, 4 * (os.cpu_count() or 1))):
                for lines in pool.map(_made_lines, some):
                    file.write(lines)
                    advance(BATCH)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return {}


def _batches(rows: Iterator[Row], first: int) -> Iterator[tuple[int, list[Row]]]:
    while batch := list(islice(rows, BATCH)):
        yield first, batch
        first += len(batch)


@attrs.frozen
class _Maker:
    """Makes lines of `records` from rows; `by_table` is whether a table is a source of its own."""

    reading: Reading
    side: int
    by_table: bool
    table: str
    keeps: bool
    first: int

    def lines(self, first: int, rows: Sequence[Row]) -> tuple[str, dict[int, Comparable]]:
        """Return the lines of rows, the first of which has a number, and what was prepared of them."""
        text = io.StringIO()
        writer = csv.writer(text)
        made = {}
        for number, row in enumerate(rows, first):
            record = self.reading.record(number, row)
            comparable = record.comparable
            forms = comparable.forms
            name = record.id or _row_name(number - self.first + 1, self.reading)
            source = self._source(record)
            keys = (forms.full.key, "".join(sorted(forms.people)), forms.release.key)
            seconds = (forms.length_ms or 0) // 1000
            facts = [_cut(fact) for fact in scoring.facts_of(comparable)]
            writer.writerow((number, self.side, source, name, *map(_cut, keys), seconds, forms.year, *facts))
            if self.keeps:
                made[number] = comparable
        return text.getvalue(), made

    def _source(self, record: Record) -> str:
        """Return the source that holds no duplicates of a record; of its own where none is known."""
        if self.reading.source is not None and not record.source:
            return f"{self.side}:#{record.number}"
        return f"{self.side}:{record.source}" if self.by_table or not record.source else record.source


def _row_name(number: int, reading: Reading) -> str:
    """Return what a row without an id is called: its number, with a sign where others have ids."""
    return f"#{number}" if "id" in reading.columns.places else str(number)


def _cut(value: Cell) -> Cell:
    return value[:LONGEST] if isinstance(value, str) else value


_makers: list[_Maker] = []
"""In a process that reads for another: what it reads with."""


def _set_maker(maker: _Maker) -> None:
    _makers[:] = [maker]


def _made_lines(batch: tuple[int, list[Row]]) -> str:
    return _makers[0].lines(*batch)[0]


def load_pairs(opened: duckdb.DuckDBPyConnection, work: Work, job: Job, table: Table) -> None:
    """Fill `asked` and `candidates` from a table with the columns left_id and right_id."""
    if has_table(opened, "candidates"):
        return
    left, right = (find_column(table, name) for name in ("left_id", "right_id"))
    path = work.folder / "pairs.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for number, row in enumerate(table.rows()):
            writer.writerow((number, row[left].strip(), row[right].strip()))
    match = job.command == "match"
    with transaction(opened):
        load_csv(opened, "named", path, {"n": "BIGINT", "left_id": "VARCHAR", "right_id": "VARCHAR"})
        for column, side, name in (("left_id", 0, job.names[0]), ("right_id", 1, job.names[-1])):
            where = f"AND side = {side}" if match else ""
            unknown = opened.execute(
                f"SELECT {column} FROM named WHERE NOT EXISTS "  # noqa: S608 - names of our own
                f"(SELECT 1 FROM records WHERE id = {column} {where}) ORDER BY n LIMIT 6"
            ).fetchall()
            if unknown:
                ids = ", ".join(repr(each) for (each,) in unknown[:5]) + (" and others" if len(unknown) > 5 else "")
                whose = name if match else "the tables"
                raise hc.RequestError(f"{job.pairs}: {column} names records that {whose} does not have: {ids}")
        opened.execute(
            f"""
            CREATE TABLE asked AS
            SELECT named.n AS place, left_id, right_id, one.n AS a, other.n AS b FROM named
            JOIN records AS one ON one.id = left_id {"AND one.side = 0" if match else ""}
            JOIN records AS other ON other.id = right_id {"AND other.side = 1" if match else ""}
            """  # noqa: S608 - numbers of our own
        )
        opened.execute("DROP TABLE named")
        opened.execute(
            "CREATE TABLE candidates AS SELECT DISTINCT least(a, b) AS a, greatest(a, b) AS b FROM asked WHERE a <> b"
        )
    path.unlink()
