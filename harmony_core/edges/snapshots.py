"""Kept answers in SQLite: bodies once each by their hash and compressed, every answer with its time."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import attrs
import msgspec

from harmony_core.edges.database import DatabaseFile
from harmony_core.plugin.logger import logger
from harmony_core.plugin.parts import Migration
from harmony_core.plugin.snapshot import Snapshot, SnapshotSummary

if TYPE_CHECKING:
    from sqlite_utils import Database

log = logger("harmony.store")

_COLUMNS = "key, provider, method, url, status, headers, body_hash, fetched_at, extracted"


def create_tables(database: Database) -> None:
    """Make the tables `bodies` and `snapshots` (`docs/reference/storage.md`)."""
    database.table("bodies").create({"hash": str, "size": int, "zlib": bytes}, pk="hash", not_null={"size", "zlib"})
    database.table("snapshots").create(
        {
            "id": int,
            "key": str,
            "provider": str,
            "method": str,
            "url": str,
            "status": int,
            "headers": str,
            "body_hash": str,
            "fetched_at": str,
            "extracted": int,
        },
        pk="id",
        not_null={"key", "provider", "method", "url", "status", "headers", "body_hash", "fetched_at", "extracted"},
        foreign_keys=[("body_hash", "bodies", "hash")],
    )
    database.table("snapshots").create_index(["key", "fetched_at"])


MIGRATION = Migration(name="0001_snapshots", apply=create_tables)


class SqliteSnapshots:
    """Answers in a SQLite file, readable with any SQLite tool."""

    def __init__(self, file: DatabaseFile) -> None:
        self._file = file

    @property
    def file(self) -> DatabaseFile:
        """The file."""
        return self._file

    def history(self, key: str, before: datetime | None = None) -> Iterator[Snapshot]:
        """Yield the answers to a request, the newest first; of equal times the later one kept."""
        until = _moment(before) if before else "9999"
        yield from self._snapshots("where key = ? and fetched_at <= ? order by fetched_at desc, id desc", (key, until))

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the names of the requests that begin so, each once."""
        end = f"{prefix}\U0010ffff"
        yield from (
            key for (key,) in self._rows("select distinct key from snapshots where key between ? and ?", (prefix, end))
        )

    def put(self, snapshots: Iterable[Snapshot]) -> int:
        """Keep answers, all or none; one that is kept already with the same time and body is not kept twice."""
        self._file.require_writable()
        new = tuple(snapshots)
        with self._file.told():  # packing takes longer than writing, and meanwhile others write
            bodies = {each.body_hash: each.body for each in new}
            packed = [_packed(self._file.reader(), digest, body) for digest, body in bodies.items()]
        return self._file.write(lambda connection: _put(connection, new, packed))

    def summaries(self, provider: str | None = None) -> Iterator[SnapshotSummary]:
        """Yield what is kept, in order of time."""
        rows = self._rows(
            "select provider, method, url, status, fetched_at, size, body_hash from snapshots "
            "join bodies on hash = body_hash where ? is null or provider = ? order by fetched_at, id",
            (provider, provider),
        )
        for name, method, url, status, fetched_at, size, body_hash in rows:
            yield SnapshotSummary(
                provider=name,
                method=method,
                url=url,
                status=status,
                fetched_at=datetime.fromisoformat(fetched_at),
                size=size,
                body_hash=body_hash,
            )

    def all(self, provider: str | None = None) -> Iterator[Snapshot]:
        """Yield everything that is kept, in order of time."""
        yield from self._snapshots("where ? is null or provider = ? order by fetched_at, id", (provider, provider))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _snapshots(self, clause: str, values: tuple[object, ...]) -> Iterator[Snapshot]:
        query = f"select {_COLUMNS}, zlib from snapshots join bodies on hash = body_hash {clause}"  # noqa: S608 - ours
        for row in self._rows(query, values):
            try:
                yield read_snapshot(row)
            except (zlib.error, ValueError, TypeError) as error:
                # The others can be read, and where sources are asked this one comes anew.
                log.warning(
                    "kept_answer_is_damaged",
                    file=str(self._file.path),
                    url=row[3],
                    error=str(error),
                    remedy="harmony snapshots verify names all; --refresh asks anew",
                )

    def _rows(self, query: str, values: tuple[object, ...]) -> Iterator[tuple[Any, ...]]:
        with self._file.told():
            yield from self._file.reader().execute(query, values)


def read_snapshot(row: tuple[Any, ...]) -> Snapshot:
    """Read a row of `snapshots` with its packed body. Raises `ValueError`, `TypeError`, `zlib.error` if damaged."""
    key, provider, method, url, status, headers, body_hash, fetched_at, extracted, packed = row
    body = zlib.decompress(packed)
    if sha256(body).hexdigest() != body_hash:
        raise ValueError("its body is not the one that was kept: the checksum differs")
    return Snapshot(
        key=key,
        provider=provider,
        method=method,
        url=url,
        status=status,
        headers=msgspec.json.decode(headers),
        body=body,
        fetched_at=datetime.fromisoformat(fetched_at),
        extracted=bool(extracted),
    )


@attrs.frozen
class _Packed:
    """A body as it is kept; where the one that is there is damaged, it takes its place."""

    hash: str
    size: int
    data: bytes
    mends: bool


def _packed(connection: sqlite3.Connection, body_hash: str, body: bytes) -> _Packed:
    kept = connection.execute("select zlib from bodies where hash = ?", (body_hash,)).fetchone()
    if kept is not None and _unpacked(kept[0]) == body:
        return _Packed(body_hash, len(body), kept[0], mends=False)
    return _Packed(body_hash, len(body), zlib.compress(body), mends=kept is not None)


def _put(connection: sqlite3.Connection, snapshots: Sequence[Snapshot], bodies: Sequence[_Packed]) -> int:
    for body in bodies:
        how = "replace" if body.mends else "ignore"
        connection.execute(f"insert or {how} into bodies values (?, ?, ?)", (body.hash, body.size, body.data))  # noqa: S608
    return sum(_put_answer(connection, each) for each in snapshots)


def _put_answer(connection: sqlite3.Connection, snapshot: Snapshot) -> bool:
    body_hash, moment = snapshot.body_hash, _moment(snapshot.fetched_at)
    same = connection.execute(
        "select 1 from snapshots where key = ? and fetched_at = ? and body_hash = ? and status = ?",
        (snapshot.key, moment, body_hash, snapshot.status),
    ).fetchone()
    if same:
        return False
    connection.execute(
        f"insert into snapshots ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - ours
        (
            snapshot.key,
            snapshot.provider,
            snapshot.method,
            snapshot.url,
            snapshot.status,
            json.dumps(dict(snapshot.headers), sort_keys=True),
            body_hash,
            moment,
            int(snapshot.extracted),
        ),
    )
    return True


def _unpacked(packed: object) -> bytes | None:
    try:
        return zlib.decompress(packed) if isinstance(packed, bytes) else None
    except zlib.error:
        return None


def _moment(time: datetime) -> str:
    """Return a time as text that sorts: UTC, always with microseconds."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")


class MemorySnapshots:
    """Answers that are forgotten when the session ends."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, datetime, str, int], Snapshot] = {}

    def history(self, key: str, before: datetime | None = None) -> Iterator[Snapshot]:
        """Yield the answers to a request, the newest first; of equal times the later one kept."""
        later_first = reversed(list(self._kept.values()))
        found = [each for each in later_first if each.key == key and (before is None or each.fetched_at <= before)]
        yield from sorted(found, key=lambda each: each.fetched_at, reverse=True)

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the names of the requests that begin so, each once."""
        yield from dict.fromkeys(each.key for each in self._kept.values() if each.key.startswith(prefix))

    def put(self, snapshots: Iterable[Snapshot]) -> int:
        """Keep answers, all or none; one that is kept already with the same time and body is not kept twice."""
        before = len(self._kept)
        new = {(each.key, each.fetched_at, each.body_hash, each.status): each for each in snapshots}
        for name, each in new.items():
            self._kept.setdefault(name, each)
        return len(self._kept) - before

    def summaries(self, provider: str | None = None) -> Iterator[SnapshotSummary]:
        """Yield what is kept, in order of time."""
        for each in self.all(provider):
            yield SnapshotSummary(
                provider=each.provider,
                method=each.method,
                url=each.url,
                status=each.status,
                fetched_at=each.fetched_at,
                size=len(each.body),
                body_hash=sha256(each.body).hexdigest(),
            )

    def all(self, provider: str | None = None) -> Iterator[Snapshot]:
        """Yield everything that is kept, in order of time."""
        found = (each for each in list(self._kept.values()) if provider in (None, each.provider))
        yield from sorted(found, key=lambda each: each.fetched_at)

    def close(self) -> None:
        """Forget everything."""
        self._kept.clear()
