"""Whole tables in, pairs or clusters out: the stages in order, each of which a run after a kill finds done."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import groupby, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import attrs

from harmony_core import provider as hc
from harmony_core.alike.comparable import Comparable
from harmony_tables import scoring
from harmony_tables.blocking import find_candidates, limits_for
from harmony_tables.clusters import Edge, Sets, clusters, one_to_one
from harmony_tables.columns import find_column, has_column
from harmony_tables.output import Cell, check_output, write
from harmony_tables.progress import Advance, Stage, progress
from harmony_tables.records import Reading, Record, read_tables
from harmony_tables.tables import Row, Table, open_table, spool_stdin
from harmony_tables.work import Work, database, describe_job, describe_stdin, working

if TYPE_CHECKING:
    import duckdb

PAIR_COLUMNS = ("left_id", "right_id", "probability", "method", "evidence")
CLUSTER_COLUMNS = ("id", "cluster_id", "probability")

KEPT = 100_000
"""Up to how many records what is prepared of them stays in memory."""

BATCH = 5000


@attrs.frozen(kw_only=True)
class Job:
    """What is asked for: `command` is match or dedupe.

    `mapping` says which column holds a field in the tables that have such a column; `own_mappings` are of single
    tables, in their order.
    """

    command: str
    paths: tuple[Path, ...]
    output: Path | None
    mapping: Mapping[str, str] = attrs.field(factory=dict)
    own_mappings: tuple[Mapping[str, str], ...] = ()
    pairs: Path | None = None
    source: str | None = None
    duplicates_within: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What the tables are called: left and right, or as their files; the same name is numbered."""
        if self.command == "match":
            return ("left", "right")
        stems = [path.stem if str(path) != "-" else "stdin" for path in self.paths]
        return tuple(
            f"{stem}{stems[:place].count(stem) + 1}" if stem in stems[:place] else stem
            for place, stem in enumerate(stems)
        )

    def mappings(self, tables: Sequence[Table]) -> list[dict[str, str]]:
        """Return the mapping of each table. Raises `RequestError` for a column that no table has."""
        for column in self.mapping.values():
            if not any(has_column(table, column) for table in tables):
                find_column(tables[0], column)
        own = self.own_mappings or ({},) * len(tables)
        return [
            {field: column for field, column in self.mapping.items() if has_column(table, column)} | dict(each)
            for table, each in zip(tables, own, strict=True)
        ]

    @property
    def has_sources(self) -> bool:
        """Whether records are of several sources, which hold no duplicates."""
        return not self.duplicates_within and (self.source is not None or len(self.paths) > 1)


@attrs.frozen
class Outcome:
    """What a run did, for people: how the tables were read, and how many there were of what.

    `left_out` are pairs that would be matches if the tables could hold duplicates.
    """

    readings: tuple[tuple[str, Reading], ...]
    records: int
    compared: int
    written: int
    groups: int = 0
    left_out: int = 0


def run(job: Job, tell: Callable[[str], None]) -> Outcome:
    """Do a job; `tell` is told what people may want to know while it goes on.

    Raises `RequestError` for tables, columns and ids that are not as they should be.
    """
    check_output(job.output, [*job.paths, *([job.pairs] if job.pairs else [])])
    with ExitStack() as stack:
        begin = stack.enter_context(progress())
        paths, marks = _named_paths([*job.paths, *([job.pairs] if job.pairs else [])], stack)
        files = [path for path, mark in zip(paths, marks, strict=True) if not mark]
        options = [job.mapping, job.own_mappings, job.source, job.duplicates_within, job.paths, job.pairs, marks]
        tables = [open_table(path, name) for path, name in zip(paths, job.names, strict=False)]
        regular = job.output if job.output and (job.output.is_file() or not job.output.exists()) else None
        work = stack.enter_context(working(regular, describe_job(job.command, files, options)))
        opened = stack.enter_context(database(work))
        if work.resumed:
            tell(f"{work.folder} has work that was broken off; going on from there")
        readings = read_tables(tables, job.mappings(tables), job.source)
        made = _load(opened, work, job, tables, readings, begin)
        if job.pairs is not None:
            _load_pairs(opened, work, job, open_table(paths[-1], "pairs"))
        elif not _has(opened, "candidates"):
            begin("finding pairs", None)
            with _transaction(opened):
                find_candidates(opened, limits_for(_count(opened, "records")), within=not job.has_sources)
        compared = _count(opened, "candidates")
        scoring.score(opened, work, begin("comparing pairs", compared), made=made, all_of_them=job.pairs is not None)
        _collect(opened, work)
        records = _count(opened, "records")
        if job.command == "match":
            rows = _asked(opened) if job.pairs else _matches(opened, work, one_each=job.has_sources)
            written = write(job.output, PAIR_COLUMNS, rows)
            alike = 0 if job.pairs or not job.has_sources else _count(opened, "scores WHERE probability >= 0.5")
            named = tuple(zip(job.names, readings, strict=True))
            return Outcome(named, records, compared, written, left_out=max(0, alike - written))
        begin("grouping", None)
        _group(opened, work, with_sources=job.has_sources)
        written = write(job.output, CLUSTER_COLUMNS, _clusters(opened))
        (groups,) = opened.execute("SELECT count(DISTINCT cluster) FROM members").fetchone() or (0,)
        return Outcome(tuple(zip(job.names, readings, strict=True)), records, compared, written, int(groups))


def candidates_of(
    path: Path, mapping: Mapping[str, str] | None = None, source: str | None = None
) -> set[tuple[str, str]]:
    """Return the pairs of ids of a table that would be compared, by which the blocking is measured."""
    with TemporaryDirectory() as folder, database(Work(Path(folder), resumed=False)) as opened:
        job = Job(command="dedupe", paths=(path,), output=None, mapping=mapping or {}, source=source)
        tables = [open_table(path)]
        readings = read_tables(tables, job.mappings(tables), source)
        _load(opened, Work(Path(folder), resumed=False), job, tables, readings, lambda _, __: lambda _: None)
        find_candidates(opened, limits_for(_count(opened, "records")), within=source is None)
        ids = dict(opened.execute("SELECT n, id FROM records").fetchall())
        return {(ids[a], ids[b]) for a, b in _fetched(opened, "SELECT a, b FROM candidates")}


def _named_paths(paths: Sequence[Path], stack: ExitStack) -> tuple[list[Path], list[str]]:
    """Return the paths with stdin (`-`) as a file, and for each what tells its content, where its name cannot."""
    if sum(str(path) == "-" for path in paths) > 1:
        raise hc.RequestError("only one table can be read from stdin (-)")
    found, marks = [], []
    for path in paths:
        if str(path) == "-":
            spooled = spool_stdin(Path(stack.enter_context(TemporaryDirectory(prefix="harmony-tables-"))))
            found.append(spooled)
            marks.append(describe_stdin(spooled))
        else:
            if not path.exists():
                raise hc.RequestError(f"{path} does not exist")
            found.append(path)
            marks.append("")
    return found, marks


# --- reading ------------------------------------------------------------------------------------------------

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


def _load(
    opened: duckdb.DuckDBPyConnection,
    work: Work,
    job: Job,
    tables: Sequence[Table],
    readings: Sequence[Reading],
    begin: Stage,
) -> dict[int, Comparable]:
    """Fill the table `records`, unless it is there; return what was prepared of them, where they are few."""
    if _has(opened, "records"):
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
    with _transaction(opened):
        _load_csv(opened, "loaded", path, _COLUMNS)
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


def _load_pairs(opened: duckdb.DuckDBPyConnection, work: Work, job: Job, table: Table) -> None:
    """Fill `asked` and `candidates` from a table with the columns left_id and right_id."""
    if _has(opened, "candidates"):
        return
    left, right = (find_column(table, name) for name in PAIR_COLUMNS[:2])
    path = work.folder / "pairs.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for number, row in enumerate(table.rows()):
            writer.writerow((number, row[left].strip(), row[right].strip()))
    match = job.command == "match"
    with _transaction(opened):
        _load_csv(opened, "named", path, {"n": "BIGINT", "left_id": "VARCHAR", "right_id": "VARCHAR"})
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


# --- results ------------------------------------------------------------------------------------------------


def _collect(opened: duckdb.DuckDBPyConnection, work: Work) -> None:
    """Fill the table `scores` from the files of all parts."""
    columns = {"a": "BIGINT", "b": "BIGINT", "probability": "DOUBLE", "method": "VARCHAR", "evidence": "VARCHAR"}
    paths = [path for path in sorted(work.scores.glob("*.csv")) if path.stat().st_size]
    described = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    opened.execute(f"CREATE OR REPLACE TABLE scores ({described})")
    if paths:
        _load_csv(opened, "scores", work.scores / "*.csv", columns)


def _asked(opened: duckdb.DuckDBPyConnection) -> Iterator[Sequence[Cell]]:
    """Yield the pairs that were asked for, in their order."""
    yield from _fetched(
        opened,
        """
        SELECT left_id, right_id, coalesce(probability, 1), coalesce(method, 'direct'), coalesce(evidence, '')
        FROM asked
        LEFT JOIN scores ON scores.a = least(asked.a, asked.b) AND scores.b = greatest(asked.a, asked.b)
        ORDER BY place
        """,
    )


def _matches(opened: duckdb.DuckDBPyConnection, work: Work, *, one_each: bool) -> Iterator[Sequence[Cell]]:
    """Yield the pairs that are matches, in the order of the left table's rows."""
    rows = _fetched(
        opened.cursor(),
        """
        SELECT a, b, probability, one.source, other.source FROM scores
        JOIN records AS one ON one.n = a JOIN records AS other ON other.n = b
        WHERE probability >= 0.5 AND one.side <> other.side ORDER BY probability DESC, a, b
        """,
    )
    edges = ((Edge(a, b, probability), of_a, of_b) for a, b, probability, of_a, of_b in rows)  # type: ignore[arg-type]
    kept = one_to_one(edges) if one_each else (edge for edge, _, _ in edges)
    _spread(opened, work, "kept", {"a": "BIGINT", "b": "BIGINT"}, ((edge.a, edge.b) for edge in kept))
    yield from _fetched(
        opened,
        """
        SELECT one.id, other.id, probability, method, evidence FROM kept JOIN scores USING (a, b)
        JOIN records AS one ON one.twin = a JOIN records AS other ON other.twin = b
        ORDER BY one.n, probability DESC, other.n
        """,
    )


def _group(opened: duckdb.DuckDBPyConnection, work: Work, *, with_sources: bool) -> None:
    """Fill the table `members` (n, cluster, probability).

    Records that are the same in all as one before them go with that one.
    """
    records = _count(opened, "records")
    opened.execute(
        """
        CREATE OR REPLACE TABLE twins AS
        SELECT n, twin, probability FROM records JOIN scores ON a = twin AND b = n
        WHERE n <> twin AND probability >= 0.5
        """
    )
    sets = Sets(records)
    for a, b in _fetched(opened, "SELECT a, b FROM scores WHERE probability >= 0.5"):
        sets.join(int(a or 0), int(b or 0))
    numbers = ((number, sets.find(number)) for number in range(records))
    _spread(opened, work, "connected", {"n": "BIGINT", "whole": "BIGINT"}, numbers)
    members = _clustered(opened, with_sources=with_sources)
    _spread(opened, work, "members", {"n": "BIGINT", "cluster": "BIGINT", "probability": "DOUBLE"}, members)
    opened.execute(
        """
        INSERT INTO members
        SELECT twins.n, cluster, twins.probability FROM twins JOIN members ON members.n = twins.twin
        """
    )


def _clustered(opened: duckdb.DuckDBPyConnection, *, with_sources: bool) -> Iterator[tuple[int, int, float]]:
    """Yield each record with its cluster, one set of connected records after another."""
    nodes = _fetched(
        opened.cursor(),
        """
        WITH sides AS (
            SELECT a AS n, b AS other, probability FROM scores UNION ALL SELECT b, a, probability FROM scores
        ),
        outside AS (
            SELECT sides.n, max(probability) AS best FROM sides
            JOIN connected AS own ON own.n = sides.n JOIN connected AS their ON their.n = sides.other
            WHERE own.whole <> their.whole GROUP BY 1
        )
        SELECT whole, records.n, source, coalesce(best, 0) FROM records
        JOIN connected ON connected.n = records.n LEFT JOIN outside ON outside.n = records.n
        WHERE records.n NOT IN (SELECT n FROM twins)
        ORDER BY whole, records.n
        """,
    )
    edges = _fetched(
        opened.cursor(),
        """
        SELECT own.whole, a, b, probability FROM scores
        JOIN connected AS own ON own.n = a JOIN connected AS their ON their.n = b AND their.whole = own.whole
        WHERE b NOT IN (SELECT n FROM twins)
        ORDER BY own.whole, a, b
        """,
    )
    of_whole = groupby(edges, key=lambda row: row[0])
    whole, found = next(of_whole, (None, iter(())))
    for number, rows in groupby(nodes, key=lambda row: row[0]):
        members = list(rows)
        own = []
        if whole == number:
            own = [Edge(a, b, probability) for _, a, b, probability in found]  # type: ignore[arg-type]
            whole, found = next(of_whole, (None, iter(())))
        sources = {row[1]: row[2] for row in members} if with_sources else None
        outside = {row[1]: row[3] for row in members}
        for each in clusters([row[1] for row in members], own, sources, outside):  # type: ignore[arg-type, misc]
            yield each.record, each.cluster, round(each.probability, 6)


def _clusters(opened: duckdb.DuckDBPyConnection) -> Iterator[Sequence[Cell]]:
    """Yield the records in their order, each with its cluster, which is called by the id of its first record."""
    yield from _fetched(
        opened,
        """
        SELECT own.id, named.id, probability FROM members
        JOIN records AS own ON own.n = members.n JOIN records AS named ON named.n = members.cluster
        ORDER BY members.n
        """,
    )


# --- the database -------------------------------------------------------------------------------------------


def _fetched(opened: duckdb.DuckDBPyConnection, query: str) -> Iterator[Sequence[Cell]]:
    found = opened.execute(query)
    while batch := found.fetchmany(BATCH):
        yield from batch


def _spread(
    opened: duckdb.DuckDBPyConnection,
    work: Work,
    name: str,
    columns: Mapping[str, str],
    rows: Iterable[Sequence[Cell]],
) -> None:
    """Fill a table anew from rows, by way of a file: DuckDB takes single rows slowly."""
    path = work.folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    opened.execute(f"DROP TABLE IF EXISTS {name}")
    _load_csv(opened, name, path, columns)
    path.unlink()


def _load_csv(opened: duckdb.DuckDBPyConnection, name: str, path: Path, columns: Mapping[str, str]) -> None:
    """Read what this package wrote itself: nothing is guessed."""
    described = ", ".join(f"'{column}': '{kind}'" for column, kind in columns.items())
    into = f"INSERT INTO {name}" if _has(opened, name) else f"CREATE TABLE {name} AS"
    opened.execute(
        f"""
        {into} SELECT * FROM read_csv(
            ?, columns = {{{described}}}, header = false, auto_detect = false, delim = ',', quote = '"', escape = '"',
            parallel = false
        )
        """,  # noqa: S608 - names of our own
        [str(path)],
    )


def _has(opened: duckdb.DuckDBPyConnection, table: str) -> bool:
    return (
        opened.execute("SELECT 1 FROM information_schema.tables WHERE table_name = ?", [table]).fetchone() is not None
    )


def _count(opened: duckdb.DuckDBPyConnection, table: str) -> int:
    (found,) = opened.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)  # noqa: S608 - a name of our own
    return int(found)


class _transaction:  # noqa: N801 - reads as a statement
    """Makes several steps one: all of them are done, or none."""

    def __init__(self, opened: duckdb.DuckDBPyConnection) -> None:
        self._opened = opened

    def __enter__(self) -> None:
        self._opened.execute("BEGIN")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._opened.execute("ROLLBACK" if kind else "COMMIT")
