"""What is done with the database again and again."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from harmony_tables.output import Cell
from harmony_tables.work import Work

if TYPE_CHECKING:
    import duckdb

BATCH = 5000


def fetched(opened: duckdb.DuckDBPyConnection, query: str) -> Iterator[Sequence[Cell]]:
    """Yield the rows of a query, which need not be in memory all at once."""
    found = opened.execute(query)
    while batch := found.fetchmany(BATCH):
        yield from batch


def spread(
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
    load_csv(opened, name, path, columns)
    path.unlink()


def load_csv(opened: duckdb.DuckDBPyConnection, name: str, path: Path, columns: Mapping[str, str]) -> None:
    """Read what this package wrote itself: nothing is guessed."""
    described = ", ".join(f"'{column}': '{kind}'" for column, kind in columns.items())
    into = f"INSERT INTO {name}" if has_table(opened, name) else f"CREATE TABLE {name} AS"
    opened.execute(
        f"""
        {into} SELECT * FROM read_csv(
            ?, columns = {{{described}}}, header = false, auto_detect = false, delim = ',', quote = '"', escape = '"',
            parallel = false
        )
        """,  # noqa: S608 - names of our own
        [str(path)],
    )


def has_table(opened: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether a table is there: whether a stage was done."""
    return (
        opened.execute("SELECT 1 FROM information_schema.tables WHERE table_name = ?", [table]).fetchone() is not None
    )


def count(opened: duckdb.DuckDBPyConnection, table: str) -> int:
    """Return how many rows a table has."""
    (found,) = opened.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)  # noqa: S608 - a name of our own
    return int(found)


class transaction:  # noqa: N801 - reads as a statement
    """Makes several steps one: all of them are done, or none."""

    def __init__(self, opened: duckdb.DuckDBPyConnection) -> None:
        self._opened = opened

    def __enter__(self) -> None:
        self._opened.execute("BEGIN")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._opened.execute("ROLLBACK" if kind else "COMMIT")
