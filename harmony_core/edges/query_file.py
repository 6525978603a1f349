"""Files of many queries: lists of lines, CSV with a header, or JSON in lines → rows to look up, one by one."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol, TextIO

import attrs

from harmony_core.domain.errors import RequestError
from harmony_core.domain.result import LookupQuery

FORMS = ("lines", "csv", "jsonl")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "row_id", "key"),
    "query": ("query", "q", "search", "text"),
    "link": ("link", "url", "uri", "href"),
    "gtin": ("gtin", "barcode", "upc", "ean", "upc_ean", "gtin13", "gtin14"),
    "isrc": ("isrc",),
    "mbid": ("mbid",),
    "artist": ("artist", "artists", "artist_name", "performer"),
    "title": ("title", "name", "track", "track_title", "song", "album", "release"),
    "kind": ("kind", "type"),
}
"""What a query may be made of, and what its columns are usually called."""

IDENTIFIERS = ("link", "isrc", "gtin", "mbid")
CODES = ("isrc", "gtin", "mbid")
MAX_CELL = 1_000_000


@attrs.frozen(kw_only=True)
class Row:
    """One row: its number in the file (from 1), its own id where it has one, and what to look up.

    `problem` says why there is nothing to look up.
    """

    number: int
    id: str | None = None
    query: LookupQuery | None = None
    problem: str | None = None


@attrs.frozen(kw_only=True)
class QueryFile:
    """A file that was begun to be read: what it is, and its rows, without those that are empty.

    `used` are the columns (in JSON the fields of the first row) that say what to look up, by what they say, and
    `unused` all others.
    """

    form: str
    rows: Iterator[Row]
    used: Mapping[str, str] = attrs.field(factory=dict)
    unused: tuple[str, ...] = ()


def read_rows(lines: TextIO, form: str | None = None, columns: Mapping[str, str] | None = None) -> Iterator[Row]:
    """Return the rows of a file, without those that are empty. Raises `RequestError`, as `open_queries` does."""
    return open_queries(lines, form, columns).rows


def open_queries(lines: TextIO, form: str | None = None, columns: Mapping[str, str] | None = None) -> QueryFile:
    """Begin to read a file of queries.

    `form` is lines, csv or jsonl (default: what the first line looks like); `columns` are the file's own names for
    what a query is made of. Raises `RequestError` where the file is none of these, or a column is not there; the
    rows do so, too.
    """
    csv.field_size_limit(MAX_CELL)
    first = _first_line(lines)
    if first is None:
        return QueryFile(form=form or "lines", rows=iter(()))
    again = _chain(first, lines)
    found = form or form_of(first, columns)
    match found:
        case "jsonl":
            names = _names_of(first)
            used = _fields_of(names, columns or {})
            return _query_file(found, _json_rows(again, columns or {}), names, used)
        case "csv":
            return _csv_file(again, first, columns or {})
        case _:
            texts = (line.strip() for line in again)
            rows = (Row(number=at, query=LookupQuery(texts=(text,))) for at, text in enumerate(texts, 1) if text)
            return QueryFile(form=found, rows=rows)


def _query_file(form: str, rows: Iterator[Row], names: Sequence[str], used: Mapping[str, str]) -> QueryFile:
    unused = tuple(name for name in names if name not in used.values() and name)
    return QueryFile(form=form, rows=rows, used=used, unused=unused)


def form_of(first: str, columns: Mapping[str, str] | None = None) -> str:
    """Return what a file is that begins with this line."""
    if first.lstrip()[:1] in ("{", '"', "["):
        return "jsonl" if _is_json(first) else "csv"
    names = {name.strip().strip('"').lower() for name in first.split(_delimiter(first))}
    known = {alias for aliases in COLUMNS.values() for alias in aliases}
    return "csv" if columns or names & known else "lines"


def _first_line(lines: TextIO) -> str | None:
    return next((line for line in lines if line.strip()), None)


def _chain(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


class _Cells(Protocol):
    """A reader of CSV."""

    @property
    def line_num(self) -> int:
        """How many lines were read."""

    def __iter__(self) -> Iterator[list[str]]:
        """Yield rows."""


def _delimiter(header: str) -> str:
    return max((",", ";", "\t", "|"), key=header.count)


def _csv_file(lines: Iterator[str], header: str, columns: Mapping[str, str]) -> QueryFile:
    rows = csv.reader(lines, delimiter=_delimiter(header))
    try:
        names = [name.strip() for name in next(rows)]
    except csv.Error as error:
        raise RequestError(f"line {rows.line_num} of the file is no CSV: {error}", field="file") from error
    places = _places(names, columns)
    return _query_file("csv", _csv_rows(rows, places), names, {field: names[at] for field, at in places.items()})


def _csv_rows(rows: _Cells, places: Mapping[str, int]) -> Iterator[Row]:
    try:
        for number, cells in enumerate(rows, 1):
            found = {field: cells[at].strip() for field, at in places.items() if at < len(cells)}
            if any(cell.strip() for cell in cells):
                yield row_of(number, found)
    except csv.Error as error:
        raise RequestError(f"line {rows.line_num} of the file is no CSV: {error}", field="file") from error


def _places(names: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Return where what a query is made of stands: where the user says, else under a usual name."""
    lower = [name.lower().replace(" ", "_").replace("-", "_") for name in names]
    places: dict[str, int] = {}
    for field, name in columns.items():
        if name not in names:
            raise RequestError(f"there is no column {name!r}; there are {', '.join(names)}", field="map")
        places[field] = names.index(name)
    for field, aliases in COLUMNS.items():
        at = next((lower.index(alias) for alias in aliases if alias in lower), None)
        if at is not None and at not in places.values():
            places.setdefault(field, at)
    if not places.keys() - {"id", "kind", "artist"}:
        raise RequestError(
            f"none of the columns ({', '.join(names)}) says what to look up: name one, as in --map gtin=COLUMN",
            field="map",
        )
    return places


def _json_rows(lines: Iterator[str], columns: Mapping[str, str]) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Row(number=number, problem=f"line {number} is no JSON: {error}")
            continue
        yield _json_row(number, value, columns)


def _names_of(line: str) -> Sequence[str]:
    """Return the fields of a JSON object, none where it is something else."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return ()
    return tuple(value) if isinstance(value, dict) else ()


def _fields_of(names: Sequence[str], columns: Mapping[str, str]) -> Mapping[str, str]:
    """Return which fields of an object say what to look up."""
    lower = {name.lower(): name for name in names}
    found = {field: name for field, name in columns.items() if name in names}
    for field, aliases in COLUMNS.items():
        name = next((lower[alias] for alias in aliases if alias in lower), None)
        if name is not None:
            found.setdefault(field, name)
    return found


def _json_row(number: int, value: object, columns: Mapping[str, str]) -> Row:
    if isinstance(value, str):
        return row_of(number, {"query": value})
    if not isinstance(value, dict):
        return Row(number=number, problem=f"line {number} is neither an object nor a text")
    named = {str(name).lower(): each for name, each in value.items()}
    found: dict[str, str] = {}
    for field, aliases in COLUMNS.items():
        wished = columns.get(field)
        texts = [value[wished]] if wished in value else [named[alias] for alias in aliases if alias in named]
        text = next((str(each).strip() for each in texts if isinstance(each, (str, int)) and str(each).strip()), None)
        if text is not None:
            found[field] = text
    return row_of(number, found)


def row_of(number: int, found: Mapping[str, str]) -> Row:
    """Return the row that has these fields: its identifiers together, else its words.

    A GTIN beside an ISRC is that of the release which the recording is on, and says nothing of the recording.
    """
    own_id, kind = found.get("id") or None, found.get("kind") or None
    left_out = ("isrc" if kind in ("release", "album") else "gtin") if found.get("isrc") and found.get("gtin") else ""
    named = [field for field in ("query", *IDENTIFIERS) if found.get(field) and field != left_out]
    # what a column says is a GTIN is one or nothing: it is never searched for as words
    texts = [f"{field}:{found[field]}" if field in CODES else found[field] for field in named]
    if not texts and found.get("title"):
        texts = [" ".join(filter(None, (found.get("artist"), found["title"])))]
    if not texts:
        return Row(number=number, id=own_id, problem="the row says nothing to look up")
    return Row(number=number, id=own_id, query=LookupQuery(texts=tuple(dict.fromkeys(texts)), kind=kind))
