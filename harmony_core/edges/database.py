"""The one SQLite file: opening it, a connection per thread, and migrations with a backup before each run."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

from harmony_core.domain.errors import ReadOnlyError, SetupError
from harmony_core.plugin.logger import logger
from harmony_core.plugin.parts import Migration

T = TypeVar("T")

log = logger("harmony.store")

BUSY_SECONDS = 30.0

AGAIN_SECONDS = 30.0
"""How long a file that could not be opened for want of room is only read."""


class DatabaseFile:
    """A SQLite file in WAL mode. Each thread has a connection of its own; writing is one transaction at a time.

    One that may not be written, or whose folder may not, is read all the same, and so is one on a full disk. Raises
    `SetupError` where the file cannot be made, opened or read, naming what to do.
    """

    def __init__(self, path: Path, migrations: Sequence[Migration]) -> None:
        self.path = path
        self.read_only = is_read_only(path)
        self._turn = _turn_at(path.absolute())
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        try:
            with self.told():
                if self.read_only:
                    self._check_form(migrations)
                else:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    self._migrate(sorted(migrations, key=lambda each: each.name))
        except BaseException:
            self.close()
            raise

    def reader(self) -> sqlite3.Connection:
        """Return this thread's connection."""
        return self._connection()

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` as one transaction: all of it is kept, or nothing. Raises `ReadOnlyError` where none may write."""
        self.require_writable()
        connection = self._connection(to_write=True)
        with self.told(), _taken(self._turn), _transaction(connection):
            return work(connection)

    def require_writable(self) -> None:
        """Raise `ReadOnlyError` where we may only read."""
        if self.read_only:
            raise ReadOnlyError(
                f"{self.path}: may only be read, and something was to be kept there; make the file and its folder "
                "writable, or use --offline, which only reads",
            )

    def close(self) -> None:
        """Close the connections of all threads."""
        for connection in self._connections:
            connection.close()
        self._connections.clear()
        self._local = threading.local()

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turn what SQLite and the disk raise into one line that says what to do."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise SetupError(f"{self.path}: {error}; {_remedy(error)}", code="STORE") from error
        except OSError as error:
            raise SetupError(
                f"{self.path.parent}: cannot be used as the data folder ({error.strerror or error}); "
                "make it writable, or set HARMONY_HOME to a folder that is",
                code="STORE",
            ) from error

    def _connection(self, *, to_write: bool = False) -> sqlite3.Connection:
        """Return this thread's connection: where there is no room on the disk to open the file, one that only reads."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None and self._is_worth_another_try(to_write):
            self._connections.remove(connection)
            connection.close()
            connection = self._local.connection = None
        if connection is None:
            with self.told():
                connection = self._opened(to_write)
            self._local.connection = connection
        return connection

    def _opened(self, to_write: bool) -> sqlite3.Connection:
        self._local.reads_since = None
        if self.read_only:
            connection = connect_to_read(self.path)
            self._connections.append(connection)
            return connection
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, check_same_thread=False)
        self._connections.append(connection)
        try:
            _use_wal(connection)
            for pragma in ("synchronous=normal", "foreign_keys=on"):
                connection.execute(f"pragma {pragma}")
        except sqlite3.OperationalError as error:
            if to_write or not _is_of_the_disk(error) or not self.path.stat().st_size:
                raise
            log.info("only_read", file=str(self.path), error=str(error))
            self._connections.remove(connection)
            connection.close()
            connection = connect_to_read(self.path)
            self._connections.append(connection)
            self._local.reads_since = time.monotonic()
        return connection

    def _is_worth_another_try(self, to_write: bool) -> bool:
        """Whether there may be room again for what stands in for a connection that can write, too."""
        since: float | None = getattr(self._local, "reads_since", None)
        return since is not None and (to_write or time.monotonic() - since > AGAIN_SECONDS)

    def _check_form(self, migrations: Sequence[Migration]) -> None:
        pending = self._pending(self._connection(), migrations)
        if pending:
            raise SetupError(
                f"{self.path}: has the form of an older version, and may only be read; make it and its folder writable "
                "once, so that it can be brought up to date",
                code="STORE",
            )

    def _migrate(self, migrations: Sequence[Migration]) -> None:
        connection = self._connection()
        if not self._pending(connection, migrations):
            return
        from sqlite_utils import Database

        database = Database(connection, execute_plugins=False)
        with _transaction(connection):
            pending = self._pending(connection, migrations)  # another process may have been quicker
            if pending and _has_tables(connection):
                self._back_up()
            connection.execute(
                "create table if not exists migrations (name text primary key, applied_at text not null)"
            )
            for migration in pending:
                migration.apply(database)
                connection.execute(
                    "insert into migrations values (?, ?)", (migration.name, datetime.now(UTC).isoformat())
                )

    @staticmethod
    def _pending(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> list[Migration]:
        if not _has_tables(connection, "migrations"):
            return list(migrations)
        applied = {name for (name,) in connection.execute("select name from migrations")}
        return [migration for migration in migrations if migration.name not in applied]

    def _back_up(self) -> None:
        """Copy the file as it is before the transaction that is under way."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        copy = self.path.with_name(f"{self.path.stem}-{stamp}.backup.db")
        source = sqlite3.connect(self.path, timeout=BUSY_SECONDS)
        target = sqlite3.connect(copy)
        try:
            source.backup(target)
        except BaseException:
            copy.unlink(missing_ok=True)  # half a copy would be taken for one
            raise
        finally:
            target.close()
            source.close()


def _has_tables(connection: sqlite3.Connection, name: str = "%") -> bool:
    """Whether there is a table, of this name if one is given."""
    found = connection.execute("select 1 from sqlite_master where type = 'table' and name like ?", (name,))
    return found.fetchone() is not None


def is_read_only(path: Path) -> bool:
    """Whether a file is there but may not be written, or not the folder in which SQLite keeps its journal."""
    return path.is_file() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Return a connection that never writes, also where nothing can be made beside the file."""
    address = path.absolute().as_uri()
    connection = sqlite3.connect(f"{address}?mode=ro", timeout=BUSY_SECONDS, check_same_thread=False, uri=True)
    try:
        connection.execute("select 1 from sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if not _is_of_the_disk(error) and "unable to open" not in str(error) and "readonly" not in str(error):
            raise
        journal = path.with_name(f"{path.name}-wal")
        if journal.exists() and journal.stat().st_size:
            log.warning("newest_answers_not_read", file=str(path), because=f"{journal.name} cannot be used: {error}")
        return sqlite3.connect(f"{address}?immutable=1", check_same_thread=False, uri=True)
    except BaseException:
        connection.close()
        raise
    return connection


@cache
def _turn_at(path: Path) -> threading.Lock:
    """Return by what the threads of this program write one after the other: SQLite lets them look and sleep."""
    return threading.Lock()


@contextmanager
def _taken(turn: threading.Lock) -> Iterator[None]:
    if not turn.acquire(timeout=BUSY_SECONDS):
        raise sqlite3.OperationalError("database is locked")
    try:
        yield
    finally:
        turn.release()


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Keep all that is done, or nothing; nobody else writes meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def _use_wal(connection: sqlite3.Connection) -> None:
    """Turn write-ahead logging on; SQLite does not wait by itself where another process does so too."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("pragma journal_mode=wal")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _is_of_the_disk(error: sqlite3.DatabaseError) -> bool:
    """Whether the disk is full, or refuses for another reason: where no journal can be begun, SQLite says no more."""
    return "disk I/O" in str(error) or "full" in str(error)


def _remedy(error: sqlite3.DatabaseError) -> str:
    text = str(error)
    if "not a database" in text or "malformed" in text:
        return (
            "the file is damaged and was left as it is: `harmony snapshots repair` saves what can be read, or move it "
            "away and run again"
        )
    if "full" in text:
        return "free some space on the disk and run again; what was kept before is safe"
    if _is_of_the_disk(error):
        return "look whether the disk is full, or broken, and run again; what was kept before is safe"
    if "already exists" in text or "no such column" in text or "no such table" in text:
        return "the file belongs to another program, or was changed by hand: move it away and run again"
    if "locked" in text or "busy" in text:
        return "another program holds it: run again when that is done"
    return "make its folder writable, or set HARMONY_HOME to a folder that is"
