"""A SQLite file that may be damaged: what is wrong with it, and what of it can still be read."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs

from harmony_core.domain.errors import HarmonyError, SetupError
from harmony_core.edges.carve import Pages
from harmony_core.edges.convert import entity_from
from harmony_core.edges.database import DatabaseFile, connect_to_read
from harmony_core.edges.store import TABLES
from harmony_core.plugin.parts import Migration

MOST_PROBLEMS = 100
"""How many problems SQLite is asked to name."""

MOST_FAILURES = 200_000
"""After how many reads in vain the rest of a table is given up."""

BEYOND = 10_000
"""How far behind the last row that can be read others are looked for, where SQLite cannot say which is the last."""

SOUND = "ok"
MAGIC = b"SQLite format 3\x00"
ENTITY_TABLES = dict(TABLES.values())


@attrs.frozen
class Row:
    """A row that could be read, with its columns by name."""

    id: int
    values: Mapping[str, Any]


@attrs.frozen
class Gap:
    """Rows that could not be read, from the first to the last number."""

    first: int
    last: int
    reason: str

    def __str__(self) -> str:
        rows = f"row {self.first}" if self.first == self.last else f"rows {self.first} to {self.last}"
        return f"{rows} cannot be read ({self.reason})"


@attrs.frozen(kw_only=True)
class Repaired:
    """What became of a damaged file: rows saved by table, a line for all that was not, and where the old file is."""

    saved: Mapping[str, int]
    lost: tuple[str, ...]
    backup: Path


# --- what is wrong ------------------------------------------------------------------------------------------


def problems(path: Path) -> Iterator[str]:
    """Yield a line for all that is wrong with a file: SQLite's own check, then every row and every body."""
    pages, told = _pages(path)
    if pages < told:
        yield f"it is cut short: of {told} pages {pages} are there"
        return
    try:
        with closing(connect_to_read(path)) as connection:
            found = False
            for problem in _structure(connection):
                found = True
                yield problem
            tables = set(_tables(connection))
            if "snapshots" not in tables and not found:
                yield "it has no table of answers: it is none of ours, or an empty one"
            yield from (f"{name}: {problem}" for name, problem in _contents(connection, tables))
    except (sqlite3.DatabaseError, OSError) as error:
        yield str(error)


def _pages(path: Path) -> tuple[int, int]:
    """Return how many pages a file has, and how many it says to have (https://sqlite.org/fileformat2.html).

    While there is a journal, pages may be in that.
    """
    try:
        if _size(f"{path}-wal"):
            return 0, 0
        with path.open("rb") as file:
            head = file.read(100)
        if len(head) < 100 or not head.startswith(MAGIC):
            return 0, 0
        size = int.from_bytes(head[16:18]) or 1
        return path.stat().st_size // (65536 if size == 1 else size), int.from_bytes(head[28:32])
    except OSError:
        return 0, 0


def _structure(connection: sqlite3.Connection) -> Iterator[str]:
    try:
        for (told,) in connection.execute(f"pragma integrity_check({MOST_PROBLEMS})"):
            yield from (line for line in told.splitlines() if line and line != SOUND and not line.startswith("***"))
        for table, row, parent, _ in connection.execute("pragma foreign_key_check"):
            yield f"{table}: row {row} names something that is not in {parent}"
    except sqlite3.DatabaseError as error:
        yield str(error)


def _contents(connection: sqlite3.Connection, tables: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the tables with what is wrong in them: rows that cannot be read, or that make no sense."""
    sound: set[str] = set()
    for table in ("bodies", *sorted(tables - {"bodies"})):
        if table not in tables:
            continue
        for found in readable(connection, table):
            problem = str(found) if isinstance(found, Gap) else _problem(table, found.values, sound)
            if problem:
                yield table, problem


def _problem(table: str, values: Mapping[str, Any], bodies: set[str]) -> str | None:
    """Return what is wrong with a row; sound bodies are noted, for the answers that have them."""
    try:
        match table:
            case "bodies":
                _check_body(values)
                bodies.add(values["hash"])
            case "snapshots":
                if values["body_hash"] not in bodies:
                    return f"the answer to {values['url']} of {values['fetched_at']} has lost its body"
                datetime.fromisoformat(values["fetched_at"])
                if not isinstance(json.loads(values["headers"]), dict):
                    return f"{_name(table, values)} is damaged (its headers are none)"
            case _ if table in ENTITY_TABLES:
                entity_from(json.loads(values["document"]), ENTITY_TABLES[table])
    except (ValueError, TypeError, KeyError, zlib.error, HarmonyError) as error:
        return f"{_name(table, values)} is damaged ({error})"
    return None


def _name(table: str, values: Mapping[str, Any]) -> str:
    match table:
        case "bodies":
            return f"body {str(values['hash'])[:16]}…"
        case "snapshots":
            return f"the answer to {values['url']} of {values['fetched_at']}"
        case _:
            return f"row {values.get('id', '')}"


def _check_body(values: Mapping[str, Any]) -> None:
    body = zlib.decompress(values["zlib"])
    if sha256(body).hexdigest() != values["hash"]:
        raise ValueError("its checksum differs")


# --- what can be read ---------------------------------------------------------------------------------------


def readable(connection: sqlite3.Connection, table: str) -> Iterator[Row | Gap]:
    """Yield every row of a table that can be read, and the gaps between them.

    Where reading fails, what lies behind is looked for by number, in halves, until the gap is as small as it can be.
    """
    try:
        columns = [row[1] for row in connection.execute(f'pragma table_info("{table}")')]
        first, last = _span(connection, table)
    except sqlite3.DatabaseError as error:
        yield Gap(1, 1, str(error))
        return
    query, failures = f'select rowid, * from "{table}" where rowid between ? and ? order by rowid', 0  # noqa: S608
    spans, gap = [(first, last)], None
    while spans:
        low, high = spans.pop()
        done = low - 1
        try:
            for row in connection.execute(query, (low, high)):
                done = row[0]
                if gap:
                    yield gap
                    gap = None
                yield Row(done, dict(zip(columns, row[1:], strict=True)))
            continue
        except (sqlite3.DatabaseError, ValueError) as error:  # text that is no UTF-8 is an error, too
            failures, reason = failures + 1, str(error)
        rest = done + 1
        if rest >= high or failures > MOST_FAILURES:
            gap = Gap(gap.first, high, reason) if gap else Gap(rest, high, reason)
        else:
            middle = (rest + high) // 2
            spans += [(middle + 1, high), (rest, middle)]
    if gap:
        yield gap


def _span(connection: sqlite3.Connection, table: str) -> tuple[int, int]:
    """Return the numbers of the first and the last row, the last as near as can be known."""
    try:
        low, high = connection.execute(f'select min(rowid), max(rowid) from "{table}"').fetchone()  # noqa: S608
        return (low or 1), (high or 0)
    except sqlite3.DatabaseError:
        last = 0
        for direction in ("asc", "desc"):
            try:
                for (number,) in connection.execute(f'select rowid from "{table}" order by rowid {direction}'):  # noqa: S608
                    last = max(last, number)
                    if direction == "desc":
                        break
            except sqlite3.DatabaseError:
                continue
        return 1, last + BEYOND


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
    return [name for (name,) in rows]


# --- saving -------------------------------------------------------------------------------------------------


def repair(path: Path, migrations: Iterable[Migration]) -> Repaired:
    """Save all that can be read into a new file in the old one's place, which is kept beside it. Raises `SetupError`.

    A kill at any moment leaves the old file or the new one in its place, never none.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    backup, new, work = (path.with_name(f"{path.stem}-{stamp}.{what}.db") for what in ("damaged", "new", "work"))
    try:
        with closing(_alone(path, work)) as connection:
            for end in ("", "-wal"):
                if _size(f"{path}{end}"):
                    shutil.copy2(f"{path}{end}", f"{backup}{end}")
            file = DatabaseFile(new, list(migrations))
            lost: list[str] = []
            try:
                saved = _saved(connection, backup, file, lost.append)
                if not any(saved.values()):
                    for end in ("", "-wal"):
                        Path(f"{backup}{end}").unlink(missing_ok=True)
                    raise SetupError(
                        f"{path}: nothing of it can be read: move it away; answers can be brought back with "
                        "`harmony snapshots import`",
                        code="STORE",
                    )
                file.reader().execute("pragma wal_checkpoint(truncate)")
            finally:
                file.close()
        for end in ("-wal", "-shm"):  # a journal of the old file would be taken for the new one's
            Path(f"{path}{end}").unlink(missing_ok=True)
        with new.open("rb") as written:
            os.fsync(written.fileno())
        new.replace(path)
    except OSError as error:
        raise SetupError(f"{path}: cannot be repaired ({error.strerror or error})", code="STORE") from error
    finally:
        for end in ("", "-wal", "-shm"):
            for each in (new, work):
                Path(f"{each}{end}").unlink(missing_ok=True)
    return Repaired(saved=saved, lost=tuple(lost), backup=backup)


def _size(path: str) -> int:
    return Path(path).stat().st_size if Path(path).exists() else 0


def _alone(path: Path, work: Path) -> sqlite3.Connection:
    """Return a connection beside which there is no other, as far as that can be had of a damaged file.

    Of a file that is cut short SQLite reads nothing: a copy is read that says how long it is.
    """
    pages, told = _pages(path)
    if pages < told:
        shutil.copy2(path, work)
        with work.open("r+b") as file:
            file.seek(28)
            file.write(pages.to_bytes(4))
        return sqlite3.connect(work, isolation_level=None)
    connection = sqlite3.connect(path, timeout=5.0, isolation_level=None)
    try:
        connection.execute("pragma locking_mode=exclusive")
        connection.execute("begin exclusive")
        connection.execute("rollback")
    except sqlite3.DatabaseError as error:
        if "locked" in str(error) or "busy" in str(error):
            connection.close()
            raise SetupError(f"{path}: another program holds it: end that and run again", code="STORE") from error
    return connection


def _saved(
    connection: sqlite3.Connection, copied: Path, file: DatabaseFile, lose: Callable[[str], None]
) -> Mapping[str, int]:
    """Copy what can be read, table by table, each row that makes sense; `lose` is told of the others.

    Where answers or bodies cannot be read, they are also looked for page by page in what was `copied`.
    """
    bodies: set[str] = set()
    saved: dict[str, int] = {}
    try:
        tables = set(_tables(connection))
    except sqlite3.DatabaseError as error:
        lose(f"the list of tables cannot be read ({error}): answers were looked for page by page, all else is lost")
        tables = set()
    others = sorted(tables - {"migrations", *CARVED}, key=lambda name: (name == "identifiers", name))
    for table in (*CARVED, *others):
        gaps: list[str] = []
        rows: Iterable[Row | Gap] = readable(connection, table) if table in tables else ()
        if table in tables:
            _make_table(connection, table, file)
        saved[table] = _copied(table, rows, file, bodies, gaps.append)
        if table in CARVED and (gaps or table not in tables):
            found = (Row(number, values) for number, values in Pages.of(copied).rows(table))
            more = _copied(table, found, file, bodies, lambda _: None)
            saved[table] += more
            if more:
                gaps.append(f"{more} that seemed lost were found page by page")
        for told in gaps:
            lose(f"{table}: {told}")
    return saved


CARVED = ("bodies", "snapshots")


def _copied(
    table: str, rows: Iterable[Row | Gap], file: DatabaseFile, bodies: set[str], lose: Callable[[str], None]
) -> int:
    """Copy the rows that make sense and are not there yet, in one transaction, and return how many."""

    def copy(connection: sqlite3.Connection) -> int:
        wanted = {row[1] for row in connection.execute(f'pragma table_info("{table}")')}
        count = 0
        for found in rows:
            if isinstance(found, Row) and table == "bodies" and found.values["hash"] in bodies:
                continue
            told = str(found) if isinstance(found, Gap) else _problem(table, found.values, bodies)
            if isinstance(found, Row) and told is None:
                told = _insert(connection, table, found, wanted)
            if told:
                lose(told)
            else:
                count += 1
        return count

    return file.write(copy)


def _make_table(connection: sqlite3.Connection, table: str, file: DatabaseFile) -> None:
    """Make a table of a plugin that is not installed now as it was."""
    if file.reader().execute("select 1 from sqlite_master where name = ?", (table,)).fetchone() is None:
        (made,) = connection.execute("select sql from sqlite_master where name = ?", (table,)).fetchone()
        file.write(lambda writer: writer.execute(made))


def _insert(connection: sqlite3.Connection, table: str, row: Row, wanted: set[str]) -> str | None:
    """Copy a row with its number. Returns what keeps it from being copied."""
    values = {name: value for name, value in row.values.items() if name in wanted}
    if table == "identifiers" and not _has_entity(connection, values):
        return f"row {row.id} belongs to an entity that is lost"
    names = ", ".join(["rowid", *(f'"{name}"' for name in values)])
    marks = ", ".join("?" * (len(values) + 1))
    try:
        connection.execute(f'insert into "{table}" ({names}) values ({marks})', (row.id, *values.values()))  # noqa: S608
    except sqlite3.DatabaseError as error:
        if "full" in str(error) or "I/O" in str(error):
            raise
        return f"row {row.id} makes no sense ({error})"
    return None


def _has_entity(connection: sqlite3.Connection, values: Mapping[str, Any]) -> bool:
    table = values.get("entity_table")
    if table not in ENTITY_TABLES:
        return False
    found = connection.execute(f"select 1 from {table} where id = ?", (values.get("entity_id"),))  # noqa: S608 - ours
    return found.fetchone() is not None
