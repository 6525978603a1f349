"""Entities in SQLite, by kind, with the identifiers by which they are found again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs
import msgspec

from harmony_core.alike.texts import plain_title
from harmony_core.domain.model import Artist, Entity, Label, Recording, Release
from harmony_core.domain.refs import Kind
from harmony_core.edges.convert import document, entity_from
from harmony_core.edges.database import DatabaseFile
from harmony_core.edges.stored_names import name_of, nearly_named, normalized_name
from harmony_core.edges.united import SAME_TITLE, united
from harmony_core.plugin.parts import Migration
from harmony_core.plugin.store import Stored
from harmony_core.stages.match import title_likeness

if TYPE_CHECKING:
    from sqlite_utils import Database

TABLES: dict[Kind, tuple[str, type[Entity]]] = {
    Kind.RELEASE: ("releases", Release),
    Kind.RELEASE_GROUP: ("releases", Release),
    Kind.RECORDING: ("recordings", Recording),
    Kind.ARTIST: ("artists", Artist),
    Kind.LABEL: ("labels", Label),
}


def create_tables(database: Database) -> None:
    """Make a table for each kind, and `identifiers` (`docs/reference/storage.md`)."""
    for table, _ in dict.fromkeys(TABLES.values()):
        database.table(table).create(
            {
                "id": int,
                "document": str,
                "normalized_name": str,
                "confidence": float,
                "merged_at": str,
                "updated_at": str,
            },
            pk="id",
            not_null={"document", "normalized_name", "merged_at", "updated_at"},
        )
    database.table("identifiers").create(
        {"entity_table": str, "entity_id": int, "scheme": str, "value": str},
        pk=("entity_table", "scheme", "value", "entity_id"),
    )


MIGRATION = Migration(name="0002_entities", apply=create_tables)


class SqliteEntities:
    """Entities in a SQLite file, readable with any SQLite tool."""

    def __init__(self, file: DatabaseFile) -> None:
        self._file = file

    def put(self, kind: Kind, entity: Entity, merged_at: datetime, confidence: float | None = None) -> str:
        """Keep an entity: what was known of it before stays where nothing newer is said."""
        table, _ = TABLES[kind]
        return self._file.write(lambda connection: _put(connection, table, entity, merged_at, confidence))

    def get(self, entity_id: str) -> Stored | None:
        """Return an entity by its id."""
        table, _, number = entity_id.partition("/")
        kind = next((kind for kind in TABLES if kind.value == table), None)
        if kind is None or not (number.isascii() and number.isdigit()):
            return None
        rows = self._rows(f"select * from {TABLES[kind][0]} where id = ?", (int(number),))  # noqa: S608 - ours
        return next((_stored(kind, row) for row in rows), None)

    def named_like(self, text: str, kind: Kind) -> Iterator[Stored]:
        """Yield entities in whose names and artists all words of a text are, whatever case and marks.

        Where there is none, those are meant whose words are spelt a little otherwise.
        """
        table, words = TABLES[kind][0], plain_title(text).split()
        if not words:
            return
        clause = " and ".join(["normalized_name like ? escape '\\'"] * len(words))
        values = tuple(f"%{_escaped(word)}%" for word in words)
        found = False
        for row in self._rows(f"select * from {table} where {clause} order by id", values):  # noqa: S608 - ours
            found = True
            yield _stored(kind, row)
        if found:
            return
        names = dict(self._rows(f"select id, normalized_name from {table} order by id", ()))  # noqa: S608 - ours
        for number in nearly_named(words, names):
            for row in self._rows(f"select * from {table} where id = ?", (number,)):  # noqa: S608 - ours
                yield _stored(kind, row)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _rows(self, query: str, values: tuple[object, ...]) -> Iterator[tuple[Any, ...]]:
        with self._file.told():
            yield from self._file.reader().execute(query, values)


def identifiers(entity: Entity) -> Iterator[tuple[str, str]]:
    """Yield the identifiers of an entity: `deezer:album`, `gtin`, `isrc`, each with its value."""
    for each in entity.external_ids:
        yield f"{each.provider}:{each.type or each.kind}", each.id
    if isinstance(entity, Release) and entity.gtin is not None:
        yield "gtin", entity.gtin.as_14
    if isinstance(entity, Recording):
        for isrc in entity.isrcs:
            yield "isrc", str(isrc)


def _put(
    connection: sqlite3.Connection, table: str, entity: Entity, merged_at: datetime, confidence: float | None
) -> str:
    now = datetime.now(UTC).isoformat()
    kind = next(kind for kind, (name, _) in TABLES.items() if name == table)
    told = document(entity)
    known = _same(connection, table, entity)
    if known is None:
        row_id, text, newest, whole = None, _text(told), merged_at, entity
    else:
        row_id, before = known.id, known.merged_at
        if merged_at == before and known.text == _text(told):
            return f"{kind.value}/{row_id}"  # the same is said again
        newer, older = (told, known.document) if merged_at >= before else (known.document, told)
        kept, newest = united(newer, older), max(merged_at, before)
        if kept == known.document and newest == before:
            return f"{kind.value}/{row_id}"  # nothing new is said
        text, whole = _text(kept), entity_from(kept, type(entity))
    values = (text, normalized_name(whole), confidence, newest.isoformat(), now)
    if row_id is None:
        row_id = connection.execute(
            f"insert into {table} (document, normalized_name, confidence, merged_at, updated_at) "  # noqa: S608 - ours
            "values (?, ?, ?, ?, ?)",
            values,
        ).lastrowid
    else:
        connection.execute(
            f"update {table} set document = ?, normalized_name = ?, confidence = ?, merged_at = ?, updated_at = ? "  # noqa: S608
            "where id = ?",
            (*values, row_id),
        )
    connection.executemany(
        "insert or ignore into identifiers (entity_table, entity_id, scheme, value) values (?, ?, ?, ?)",
        [(table, row_id, scheme, value) for scheme, value in identifiers(whole)],
    )
    return f"{kind.value}/{row_id}"


@attrs.frozen
class _Known:
    """A row of an entity, as it is before something is added."""

    id: int
    text: str
    merged_at: datetime

    @cached_property
    def document(self) -> dict[str, Any]:
        """What is known of it."""
        found: dict[str, Any] = msgspec.json.decode(self.text)
        return found


def _same(connection: sqlite3.Connection, table: str, entity: Entity) -> _Known | None:
    """Return the row of the same entity: one that shares a source's id, or a code and the name."""
    for scheme, value in identifiers(entity):
        rows = connection.execute(
            f"select id, document, merged_at from {table} join identifiers "  # noqa: S608 - ours
            "on entity_table = ? and entity_id = id where scheme = ? and value = ? order by id",
            (table, scheme, value),
        ).fetchall()
        for row_id, text, merged_at in rows:
            known = _Known(row_id, text, datetime.fromisoformat(merged_at))
            if scheme not in ("gtin", "isrc") or _is_named_so(entity, known.document):
                return known
    return None


def _is_named_so(entity: Entity, document: dict[str, Any]) -> bool:
    return title_likeness(name_of(entity), document.get("title") or document.get("name") or "") >= SAME_TITLE


def _text(document: dict[str, Any]) -> str:
    return msgspec.json.encode(document).decode()


def _stored(kind: Kind, row: tuple[Any, ...]) -> Stored:
    row_id, text, _, confidence, merged_at, updated_at = row
    return Stored(
        id=f"{kind.value}/{row_id}",
        kind=kind,
        entity=entity_from(msgspec.json.decode(text), TABLES[kind][1]),
        confidence=confidence,
        merged_at=datetime.fromisoformat(merged_at),
        updated_at=datetime.fromisoformat(updated_at),
    )


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
