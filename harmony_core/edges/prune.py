"""Taking old answers out of the SQLite file: by age and by size, never what a stored entity needs."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from urllib.parse import unquote_plus

import attrs

from harmony_core.domain.patterns import pattern
from harmony_core.edges.database import BUSY_SECONDS, DatabaseFile
from harmony_core.edges.store import TABLES

ROW_BYTES = 100
"""What a row takes at least beside its texts: its head, and its place in the index."""

ANSWERED = (*range(200, 300), 404, 410)
"""Statuses by which a source says yes or no."""

_WORDS = pattern(r"[^0-9a-z_-]+")
_REQUEST_DIGEST = pattern(r" [0-9a-f]{64}$")


@attrs.frozen(kw_only=True)
class Pruned:
    """What was taken out, or would be: answers, bodies that no answer has any more, and the file's bytes.

    `needed` old answers stay because stored entities need them; `too_large` says that the file still is; `kept_back`
    why the space could not be given back to the disk (it is used for new answers).
    """

    answers: int
    bodies: int
    needed: int
    bytes_before: int
    bytes_after: int
    too_large: bool = False
    kept_back: str | None = None


@attrs.frozen
class _Row:
    """What is weighed of an answer."""

    id: int
    key: str
    provider: str
    status: int
    body_hash: str
    fetched_at: str
    bytes: int


def prune(
    file: DatabaseFile,
    *,
    older_than: datetime | None = None,
    keep_bytes: int | None = None,
    everything: bool = False,
    dry_run: bool = False,
) -> Pruned:
    """Take answers out that are older than a time, then the oldest until the file is no larger than `keep_bytes`.

    What stored entities need stays, unless `everything` may go. `dry_run` only tells; the bytes are then an
    estimate. The space is given back to the disk. Raises `SetupError`.
    """
    if not dry_run:
        file.require_writable()
    with file.told(), closing(sqlite3.connect(file.path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        # A connection of its own: with foreign keys checked, each body taken out would be looked for in all answers.
        connection.execute("pragma secure_delete = off")  # on a disk that is full there is no room to write zeros
        connection.execute("begin immediate")
        try:
            pruned, doomed = _chosen(connection, older_than, keep_bytes, everything)
            if dry_run or not doomed:
                connection.execute("rollback")
                return pruned
            connection.executemany("delete from snapshots where id = ?", ((each,) for each in doomed))
            connection.execute("delete from bodies where hash not in (select body_hash from snapshots)")
            connection.execute("commit")
        except BaseException:
            if connection.in_transaction:
                connection.execute("rollback")
            raise
        after, kept_back = _used_bytes(connection), None
        try:
            connection.execute("vacuum")
            connection.execute("pragma wal_checkpoint(truncate)")
        except sqlite3.OperationalError as error:  # a disk that is full has no room for the smaller file either
            kept_back = str(error)
    too_large = keep_bytes is not None and after > keep_bytes
    return attrs.evolve(pruned, bytes_after=after, too_large=too_large, kept_back=kept_back)


def _chosen(
    connection: sqlite3.Connection, older_than: datetime | None, keep_bytes: int | None, everything: bool
) -> tuple[Pruned, list[int]]:
    """Return what comes of pruning, and the answers that go."""
    rows = [_Row(*row) for row in connection.execute(_ROWS)]
    needed = frozenset[int]() if everything else frozenset(_needed(rows, _stored(connection)))
    rows.sort(key=lambda row: (row.fetched_at, row.id))
    bodies = dict(connection.execute("select hash, length(zlib) from bodies"))
    left = Counter(row.body_hash for row in rows)
    before = after = _used_bytes(connection)
    limit = _moment(older_than) if older_than else ""
    doomed, gone, kept_old = [], 0, 0
    for row in rows:
        if row.fetched_at >= limit and (keep_bytes is None or after <= keep_bytes):
            break
        if row.id in needed:
            kept_old += 1
            continue
        doomed.append(row.id)
        after -= row.bytes + ROW_BYTES
        left[row.body_hash] -= 1
        if not left[row.body_hash]:
            gone += 1
            after -= bodies.get(row.body_hash, 0)
    pruned = Pruned(
        answers=len(doomed),
        bodies=gone,
        needed=kept_old,
        bytes_before=before,
        bytes_after=after,
        too_large=keep_bytes is not None and after > keep_bytes,
    )
    return pruned, doomed


_ROWS = (
    "select id, key, provider, status, body_hash, fetched_at, "
    "length(url) + 2 * length(key) + length(headers) from snapshots "
    "order by key, fetched_at desc, id desc"
)


def _used_bytes(connection: sqlite3.Connection) -> int:
    """Return how large the file is without the pages that are free."""
    pages, free, size = (
        connection.execute(f"pragma {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)


def _moment(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="microseconds")


# --- what stored entities need ------------------------------------------------------------------------------


@attrs.frozen
class _Stored:
    """By what the answers are known that stored entities were made of: whose ids, codes, and bodies."""

    by_word: dict[tuple[str, str], list[frozenset[str]]]
    providers: frozenset[str]
    bodies: frozenset[str]

    def mentioned_in(self, row: _Row) -> bool:
        """Whether a request may have been one for a stored entity; of one that is told by its body we cannot know."""
        if _REQUEST_DIGEST.search(row.key):
            return row.provider in self.providers
        words = _words(row.key)
        return any(
            needed <= words
            for word in words
            for whose in (row.provider, "")
            for needed in self.by_word.get((whose, word), ())
        )


def _needed(rows: Sequence[_Row], stored: _Stored) -> Iterator[int]:
    """Yield the answers that are needed: of each request for a stored entity the newest, and the newest that tells.

    A source that is down since does not make the answer superfluous that it gave before.
    """
    for _, group in groupby(rows, key=lambda row: row.key):
        history = list(group)
        yield from (row.id for row in [next((r for r in history if r.body_hash in stored.bodies), None)] if row)
        if stored.mentioned_in(history[0]):
            yield history[0].id
            yield from (row.id for row in [next((r for r in history if r.status in ANSWERED), None)] if row)
            yield from (row.id for row in [next((r for r in history if 200 <= r.status < 300), None)] if row)


def _stored(connection: sqlite3.Connection) -> _Stored:
    ids: set[tuple[str, str]] = set()
    bodies: set[str] = set()
    for table, _ in dict.fromkeys(TABLES.values()):
        for (text,) in connection.execute(f"select document from {table}"):  # noqa: S608 - ours
            try:
                document = json.loads(text)
            except (ValueError, TypeError):
                continue  # `verify` tells
            ids.update(_ids(document))
            bodies.update(
                source["snapshot"] for source in document.get("sources", ()) if isinstance(source.get("snapshot"), str)
            )
    by_word: dict[tuple[str, str], list[frozenset[str]]] = {}
    for provider, value in ids:
        words = _words(value)
        if words:
            by_word.setdefault((provider, max(words, key=len)), []).append(words)
    return _Stored(by_word, frozenset(provider for provider, _ in ids if provider), frozenset(bodies))


def _ids(value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON
    """Yield the ids in a document, each with whose it is; codes are nobody's."""
    match value:
        case {"provider": str(provider), "id": str(identifier), **rest}:
            yield provider, identifier
            yield from _ids(rest)
        case dict():
            for name, inner in value.items():
                if name == "external_ids" and isinstance(inner, dict):
                    yield from ((who, each["id"]) for who, ids in inner.items() for each in ids if "id" in each)
                elif name in ("gtin", "isrc"):
                    yield "", str(inner)
                elif name == "isrcs":
                    yield from (("", str(each)) for each in inner)
                else:
                    yield from _ids(inner)
        case list():
            for inner in value:
                yield from _ids(inner)


def _words(text: str) -> frozenset[str]:
    """Return the words of an address or an id; zeros before a number, as GTINs have them or not, say nothing."""
    words = _WORDS.split(unquote_plus(text).lower())
    return frozenset(word.lstrip("0") if word.isdigit() else word for word in words if word)


def mentions(key: str, ids: Iterable[str]) -> bool:
    """Whether a request's name has one of these ids in it."""
    words = _words(key)
    return any(each and each <= words for each in map(_words, ids))
