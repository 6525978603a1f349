"""Answers found in the pages of a SQLite file without SQLite: where its head or the root of a table is ruined.

The form of pages, cells and records is that of https://sqlite.org/fileformat2.html. Rows are told by their shape; what
was deleted may be found again, which does no harm: a body is proved by its hash, and an answer was given at its time.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TypeAlias

import attrs

from harmony_core.domain.patterns import pattern

Value: TypeAlias = "int | float | str | bytes | None"

LEAF = 0x0D
"""The first byte of a page that holds rows of a table."""

USUAL_PAGE = 4096
LARGEST_ROW = 1 << 30

_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_HASH = pattern(r"[0-9a-f]{64}")

BODIES = ("hash", "size", "zlib")
SNAPSHOTS = (
    "id",
    "key",
    "provider",
    "method",
    "url",
    "status",
    "headers",
    "body_hash",
    "fetched_at",
    "extracted",
)


@attrs.frozen
class Pages:
    """The pages of a file."""

    data: bytes | mmap = attrs.field(repr=False)
    size: int

    @classmethod
    def of(cls, path: Path) -> Pages:
        """Read a file; where its head does not say how large pages are, they are as large as usual."""
        with path.open("rb") as file:
            data = mmap(file.fileno(), 0, access=ACCESS_READ) if path.stat().st_size else b""
        told = int.from_bytes(data[16:18])
        size = 65536 if told == 1 else told
        return cls(data, size if 512 <= size <= 65536 and size & (size - 1) == 0 else USUAL_PAGE)

    def rows(self, table: str) -> Iterator[tuple[int, Mapping[str, Value]]]:
        """Yield what has the shape of a row of `bodies` or `snapshots`, with its number."""
        columns = BODIES if table == "bodies" else SNAPSHOTS
        for start in range(0, len(self.data) - self.size + 1, self.size):
            for number, values in self._page(start):
                if len(values) == len(columns) and _is_like(table, values):
                    row = dict(zip(columns, values, strict=True))
                    yield number, {**row, "id": number} if table == "snapshots" else row

    def _page(self, start: int) -> Iterator[tuple[int, list[Value]]]:
        head = start + 100 if start == 0 else start
        if self.data[head] != LEAF:
            return
        count = int.from_bytes(self.data[head + 3 : head + 5])
        for at in range(head + 8, min(head + 8 + 2 * count, start + self.size - 1), 2):
            cell = start + int.from_bytes(self.data[at : at + 2])
            try:
                yield self._cell(cell, start + self.size)
            except (ValueError, IndexError, struct.error):
                continue

    def _cell(self, at: int, end: int) -> tuple[int, list[Value]]:
        """Return a row's number and values. Raises where it is none."""
        length, at = self._varint(at)
        number, at = self._varint(at)
        if not 0 < length < LARGEST_ROW:
            raise ValueError("no row is as long")
        most = self.size - 35
        local = length
        if length > most:
            least = (self.size - 12) * 32 // 255 - 23
            local = least + (length - least) % (self.size - 4)
            local = local if local <= most else least
        if at + local > end:
            raise ValueError("it reaches beyond its page")
        payload = self.data[at : at + local]
        if local < length:
            payload += self._overflow(int.from_bytes(self.data[at + local : at + local + 4]), length - local)
        return number, _record(payload)

    def _overflow(self, page: int, length: int) -> bytes:
        """Return what of a row did not fit on its page."""
        parts = []
        while length > 0:
            start = (page - 1) * self.size
            if page < 1 or start + self.size > len(self.data):
                raise ValueError("a page is missing")
            part = self.data[start + 4 : start + 4 + min(length, self.size - 4)]
            parts.append(part)
            length -= len(part)
            page = int.from_bytes(self.data[start : start + 4])
        return b"".join(parts)

    def _varint(self, at: int) -> tuple[int, int]:
        return _varint(self.data, at)


def _varint(data: bytes | mmap, at: int) -> tuple[int, int]:
    """Return a number of one to nine bytes, and where it ends."""
    value = 0
    for index in range(8):
        byte = data[at + index]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + index + 1
    return value << 8 | data[at + 8], at + 9


def _record(payload: bytes) -> list[Value]:
    """Return the values of a record. Raises where it is none."""
    end, at = _varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values: list[Value] = []
    at = end
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    if at != len(payload):
        raise ValueError("its values are not as long as it is")
    return values


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    match kind:
        case 0:
            return None, at
        case 7:
            return struct.unpack_from(">d", payload, at)[0], at + 8
        case 8 | 9:
            return kind - 8, at
        case _ if kind in _INTEGERS:
            end = at + _INTEGERS[kind]
            return int.from_bytes(payload[at:end], signed=True), end
        case _ if kind >= 12:
            end = at + (kind - 12) // 2
            if end > len(payload):
                raise ValueError("a value reaches beyond its row")
            data = payload[at:end]
            return (data.decode() if kind % 2 else data), end
        case _:
            raise ValueError("there is no such kind of value")


def _is_like(table: str, values: list[Value]) -> bool:
    match table, values:
        case "bodies", [str(digest), int(), bytes()]:
            return _HASH.fullmatch(digest) is not None
        case "snapshots", [None, str(), str(), str(), str(), int(), str(), str(digest), str(), int()]:
            return _HASH.fullmatch(digest) is not None
        case _:
            return False
