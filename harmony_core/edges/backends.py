"""The places where the core itself can keep things: a SQLite file, or memory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from harmony_core.edges import limits, snapshots, store
from harmony_core.edges.database import DatabaseFile
from harmony_core.edges.limits import MemoryLimits, SqliteLimits
from harmony_core.edges.snapshots import MemorySnapshots, SqliteSnapshots
from harmony_core.edges.store import SqliteEntities
from harmony_core.plugin.parts import Backend, Migration

MIGRATIONS = (snapshots.MIGRATION, store.MIGRATION, limits.MIGRATION)
"""The steps that make the core's own tables."""


def open_sqlite(url: str, migrations: Iterable[Migration] = ()) -> SqliteSnapshots:
    """Open the answers behind `sqlite:PATH`. Raises `SetupError`."""
    return SqliteSnapshots(_file(url, migrations))


def open_sqlite_entities(url: str, migrations: Iterable[Migration] = ()) -> SqliteEntities:
    """Open the entities behind `sqlite:PATH`. Raises `SetupError`."""
    return SqliteEntities(_file(url, migrations))


def open_sqlite_limits(url: str, migrations: Iterable[Migration] = ()) -> SqliteLimits:
    """Open the rates and breakers behind `sqlite:PATH`, which all processes share. Raises `SetupError`."""
    return SqliteLimits(_file(url, migrations))


def open_memory(url: str, migrations: Iterable[Migration] = ()) -> MemorySnapshots:
    """Open a place behind `memory:`, which forgets."""
    return MemorySnapshots()


def open_memory_limits(url: str, migrations: Iterable[Migration] = ()) -> MemoryLimits:
    """Open a place for the rates and breakers of this process alone."""
    return MemoryLimits()


SQLITE = Backend(
    scheme="sqlite", open_snapshots=open_sqlite, open_entities=open_sqlite_entities, open_limits=open_sqlite_limits
)
MEMORY = Backend(scheme="memory", open_snapshots=open_memory, open_limits=open_memory_limits)


def _file(url: str, migrations: Iterable[Migration]) -> DatabaseFile:
    path = sqlite_path(url)
    assert path is not None  # a backend is given its own scheme's addresses
    return DatabaseFile(path, [*MIGRATIONS, *migrations])


def sqlite_path(url: str) -> Path | None:
    """Return the file behind `sqlite:PATH`, None where things are kept elsewhere."""
    scheme, _, path = url.partition(":")
    return Path(path).expanduser() if scheme == "sqlite" else None
