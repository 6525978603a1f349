"""Files with rows: CSV with any delimiter, JSONL, Parquet, or stdin; read as often as needed, a row at a time."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import attrs

from harmony_core import provider as hc

Row = tuple[str, ...]

PARQUET = b"PAR1"
SNIFFED = 1 << 18
ENCODINGS = ("utf-8", "utf-16", "cp1252")
"""Tried in this order; the last takes what no other does, with a sign for what it cannot read."""


_SIGNS_OF_NO_TEXT = bytes(code for code in range(1, 32) if chr(code) not in "\t\n\r\f\v\x1a\x1c\x1d\x1e\x1f")


@attrs.frozen
class Uneven:
    """How many rows of a CSV have fewer cells than there are columns, and how many have more that hold anything."""

    short: int = 0
    long: int = 0


@attrs.frozen
class Table:
    """A file's columns, and how to go through its rows (each as long as the columns, empty texts where nothing is).

    `name` is what messages and made-up ids call it; `count_uneven` goes through the file once more.
    """

    name: str
    path: Path
    columns: tuple[str, ...]
    open_rows: Callable[[], Iterator[Row]]
    count_uneven: Callable[[], Uneven] = Uneven

    def rows(self) -> Iterator[Row]:
        """Yield the rows that hold anything."""
        return (row for row in self.open_rows() if any(map(str.strip, row)))


def open_table(path: Path, name: str | None = None) -> Table:
    """Open a file, whatever its form: what it holds counts before what it is called.

    Raises `RequestError` where it cannot be read as a table.
    """
    name = name or path.stem
    try:
        with path.open("rb") as file:
            head = file.read(SNIFFED)
    except IsADirectoryError as error:
        raise hc.RequestError(f"{path} is a folder; a CSV, JSONL or Parquet file is needed") from error
    except FileNotFoundError as error:
        raise hc.RequestError(f"{path} does not exist") from error
    if head.startswith(PARQUET):
        return _parquet(path, name)
    if not head.strip(b"\x00 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise hc.RequestError(f"{path}: is empty; a first row with the names of the columns is needed")
    if head.startswith((b"\x1f\x8b", b"PK\x03\x04")):
        raise hc.RequestError(f"{path}: is a spreadsheet or an archive; save it as CSV, or unpack it, first")
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and len(head.translate(None, _SIGNS_OF_NO_TEXT)) < 0.98 * len(
        head
    ):
        raise hc.RequestError(f"{path}: holds no text; a CSV, JSONL or Parquet file is needed")
    encoding = _encoding(path, head)
    text = head.decode(encoding, "replace").lstrip("\ufeff \r\n\t")
    return _jsonl(path, name, encoding) if _is_jsonl(text, path) else _csv(path, name, encoding, text)


def spool_stdin(folder: Path) -> Path:
    """Keep stdin as a file, so that it can be read more than once; return its path."""
    path = folder / "stdin"
    with path.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return path


def _encoding(path: Path, head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        with path.open(encoding="utf-8") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


# --- CSV ----------------------------------------------------------------------------------------------------


def _csv(path: Path, name: str, encoding: str, head: str) -> Table:
    delimiter = _delimiter(head)

    def lines() -> Iterator[list[str]]:
        csv.field_size_limit(1 << 30)
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            yield from _parsed(path, (line.replace("\x00", "") for line in file), delimiter)

    def rows() -> Iterator[Row]:
        below = lines()
        _header(below)
        for line in below:
            yield (*line, *[""] * (width - len(line))) if len(line) < width else tuple(line[:width])

    def count_uneven() -> Uneven:
        below = lines()
        _header(below)
        short = long = 0
        for line in below:
            if len(line) != width and any(map(str.strip, line)):
                short += len(line) < width
                long += any(map(str.strip, line[width:]))
        return Uneven(short, long)

    columns = _unique(_header(lines()))
    width = len(columns)
    return Table(name, path, columns, rows, count_uneven)


def _parsed(path: Path, lines: Iterator[str], delimiter: str) -> Iterator[list[str]]:
    """Yield the rows of a CSV. Raises `RequestError` where a quote is never closed: it would swallow the rest."""
    of_row: list[str] = []

    def watched() -> Iterator[str]:
        for line in lines:
            of_row.append(line)
            yield line

    reader = csv.reader(watched(), delimiter=delimiter)
    before = 0
    try:
        for row in reader:
            if len(of_row) > 1 and not _is_closed(of_row, delimiter):
                raise hc.RequestError(f"{path}: line {before + 1}: a quote is opened there and never closed")
            of_row.clear()
            before = reader.line_num
            yield row
    except csv.Error as error:
        raise hc.RequestError(f"{path}: line {reader.line_num}: cannot be read as CSV: {error}") from error


def _is_closed(lines: Sequence[str], delimiter: str) -> bool:
    """Whether a row of several lines ends with the last, and each of its quotes where its cell does."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def _header(lines: Iterable[list[str]]) -> list[str]:
    """Return the first row that is not empty."""
    return next((line for line in lines if any(map(str.strip, line))), [])


def _delimiter(head: str) -> str:
    """Return the sign that stands equally often in the first rows: a comma, semicolon, tab or bar."""
    best, best_score = ",", (0.0, 0)
    whole = head if len(head) < SNIFFED // 4 else head[: head.rfind("\n")]
    for delimiter in ",;\t|":
        rows = []
        try:
            for row in csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter):
                if row:
                    rows.append(len(row))
                if len(rows) == 200:
                    break
        except csv.Error:
            continue  # what is wrong is said where the rows are read
        if rows and rows[0] > 1:
            score = (sum(width == rows[0] for width in rows) / len(rows), rows[0])
            if score > best_score:
                best, best_score = delimiter, score
    return best


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of columns, the second of one name numbered, one without a name called by its place."""
    found: list[str] = []
    for place, name in enumerate(names, 1):
        bare = name.strip().lstrip("\ufeff") or f"column {place}"
        found.append(bare if bare not in found else f"{bare} ({place})")
    return tuple(found)


# --- JSONL --------------------------------------------------------------------------------------------------


def _is_jsonl(head: str, path: Path) -> bool:
    return head.startswith("{") or (path.suffix.lower() in {".jsonl", ".ndjson", ".json"} and head.startswith("["))


def _jsonl(path: Path, name: str, encoding: str) -> Table:
    columns: dict[str, None] = {}
    for record in _objects(path, encoding):
        columns.update(dict.fromkeys(record))

    def rows() -> Iterator[Row]:
        for record in _objects(path, encoding):
            yield tuple(_text(record.get(column)) for column in columns)

    return Table(name, path, tuple(columns), rows)


def _objects(path: Path, encoding: str) -> Iterator[dict[str, object]]:
    with path.open(encoding=encoding) as file:
        first = file.read(1)
        file.seek(0)
        if first == "[":
            yield from _whole_json(path, file.read())
            return
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _object(line, f"{path}: line {number}")


def _whole_json(path: Path, text: str) -> Iterator[dict[str, object]]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise hc.RequestError(f"{path}: is no JSON: {error}") from error
    for number, each in enumerate(found, 1):
        if not isinstance(each, dict):
            raise hc.RequestError(f"{path}: item {number}: an object is needed")
        yield each


def _object(line: str, where: str) -> dict[str, object]:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise hc.RequestError(f"{where}: is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise hc.RequestError(f"{where}: an object is needed")
    return found


def _text(value: object) -> str:
    """Return a value as a cell: lists as their items, objects by their name."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case str():
            return value
        case list() | tuple():
            return ", ".join(filter(None, map(_text, value)))
        case dict():
            return _text(value.get("name") or value.get("title") or "")
        case _:
            return str(value)


# --- Parquet ------------------------------------------------------------------------------------------------


def _parquet(path: Path, name: str) -> Table:
    import duckdb

    def rows() -> Iterator[Row]:
        with duckdb.connect() as database:
            found = database.execute("SELECT * FROM read_parquet(?)", [str(path)])
            while batch := found.fetchmany(10_000):
                for row in batch:
                    yield tuple(map(_text, row))

    try:
        with duckdb.connect() as database:
            described = database.execute("SELECT * FROM read_parquet(?) LIMIT 0", [str(path)]).description or ()
    except duckdb.Error as error:
        raise hc.RequestError(f"{path}: cannot be read as Parquet: {str(error).partition(chr(10))[0]}") from error
    return Table(name, path, _unique([str(column[0]) for column in described]), rows)
