"""Compared pairs → the rows of the output: pairs, or clusters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from harmony_tables.clusters import Edge, Sets, best_pairs, clusters
from harmony_tables.output import Cell
from harmony_tables.sql import count, fetched, load_csv, spread
from harmony_tables.work import Work

if TYPE_CHECKING:
    import duckdb


def collect(opened: duckdb.DuckDBPyConnection, work: Work) -> None:
    """Fill the table `scores` from the files of all parts."""
    columns = {"a": "BIGINT", "b": "BIGINT", "probability": "DOUBLE", "method": "VARCHAR", "evidence": "VARCHAR"}
    paths = [path for path in sorted(work.scores.glob("*.csv")) if path.stat().st_size]
    described = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    opened.execute(f"CREATE OR REPLACE TABLE scores ({described})")
    if paths:
        load_csv(opened, "scores", work.scores / "*.csv", columns)


def asked_pairs(opened: duckdb.DuckDBPyConnection) -> Iterator[Sequence[Cell]]:
    """Yield the pairs that were asked for, in their order."""
    yield from fetched(
        opened,
        """
        SELECT left_id, right_id, coalesce(probability, 1), coalesce(method, 'direct'), coalesce(evidence, '')
        FROM asked
        LEFT JOIN scores ON scores.a = least(asked.a, asked.b) AND scores.b = greatest(asked.a, asked.b)
        ORDER BY place
        """,
    )


def matches(opened: duckdb.DuckDBPyConnection, work: Work, *, one_each: bool) -> Iterator[Sequence[Cell]]:
    """Yield the pairs that are matches, in the order of the left table's rows."""
    if one_each:
        _connect(opened, work)
        kept = ((edge.a, edge.b) for edge in _one_each(opened))
        spread(opened, work, "kept", {"a": "BIGINT", "b": "BIGINT"}, kept)
    else:
        opened.execute(
            """
            CREATE OR REPLACE TABLE kept AS SELECT a, b FROM scores
            JOIN records AS one ON one.n = a JOIN records AS other ON other.n = b
            WHERE probability >= 0.5 AND one.side <> other.side
            """
        )
    yield from fetched(
        opened,
        """
        SELECT one.id, other.id, probability, method, evidence FROM kept JOIN scores USING (a, b)
        JOIN records AS one ON one.twin = a JOIN records AS other ON other.twin = b
        ORDER BY one.n, probability DESC, other.n
        """,
    )


def _one_each(opened: duckdb.DuckDBPyConnection) -> Iterator[Edge]:
    """Yield the pairs of two tables that hold where no source has a record twice, one connected set after another."""
    rows = fetched(
        opened.cursor(),
        """
        SELECT whole, a, b, probability, one.source, other.source FROM scores JOIN connected ON connected.n = a
        JOIN records AS one ON one.n = a JOIN records AS other ON other.n = b
        WHERE probability >= 0.5 AND one.side <> other.side ORDER BY whole, a, b
        """,
    )
    for _, of_whole in groupby(rows, key=lambda row: row[0]):
        edges: list[Edge] = []
        sources: dict[int, Cell] = {}
        for _, a, b, probability, of_a, of_b in of_whole:
            edges.append(Edge(a, b, probability))  # type: ignore[arg-type]
            sources |= {a: of_a, b: of_b}  # type: ignore[dict-item]
        yield from best_pairs(edges, sources)


def _connect(opened: duckdb.DuckDBPyConnection, work: Work) -> None:
    """Fill the table `connected`: each record with the number of the set of records that matches connect."""
    records = count(opened, "records")
    sets = Sets(records)
    for a, b in fetched(opened, "SELECT a, b FROM scores WHERE probability >= 0.5"):
        sets.join(int(a or 0), int(b or 0))
    numbers = ((number, sets.find(number)) for number in range(records))
    spread(opened, work, "connected", {"n": "BIGINT", "whole": "BIGINT"}, numbers)


def group(opened: duckdb.DuckDBPyConnection, work: Work, *, with_sources: bool) -> None:
    """Fill the table `members` (n, cluster, probability).

    Records that are the same in all as one before them go with that one.
    """
    opened.execute(
        """
        CREATE OR REPLACE TABLE twins AS
        SELECT n, twin, probability FROM records JOIN scores ON a = twin AND b = n
        WHERE n <> twin AND probability >= 0.5
        """
    )
    _connect(opened, work)
    members = _clustered(opened, with_sources=with_sources)
    spread(opened, work, "members", {"n": "BIGINT", "cluster": "BIGINT", "probability": "DOUBLE"}, members)
    opened.execute(
        """
        INSERT INTO members
        SELECT twins.n, cluster, twins.probability FROM twins JOIN members ON members.n = twins.twin
        """
    )


def _clustered(opened: duckdb.DuckDBPyConnection, *, with_sources: bool) -> Iterator[tuple[int, int, float]]:
    """Yield each record with its cluster, one set of connected records after another."""
    nodes = fetched(
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
    edges = fetched(
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


def cluster_rows(opened: duckdb.DuckDBPyConnection) -> Iterator[Sequence[Cell]]:
    """Yield the records in their order, each with its cluster, which is called by the id of its first record."""
    yield from fetched(
        opened,
        """
        SELECT own.id, named.id, probability FROM members
        JOIN records AS own ON own.n = members.n JOIN records AS named ON named.n = members.cluster
        ORDER BY members.n
        """,
    )
