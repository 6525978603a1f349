"""Files of many queries: lists of lines, CSV with a header, or JSON in lines → rows to look up, one by one."""

from __future__ import annotations

import csv
import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TextIO

import attrs

from harmony_core.domain.errors import RequestError
from harmony_core.domain.model import ReleaseType
from harmony_core.domain.refs import Kind
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

TABLE_ENDINGS = (".csv", ".tsv", ".tab")
LINES_SEEN = 5
"""How many lines are looked at to tell a table from a list; of a pipe, which must not be waited for, only the first."""

_CELL_ENDS = (re.compile(";"), re.compile("\t"), re.compile(r",(?!\s)"))
"""What may part cells. A comma before a space parts words, as in a list of artists and titles."""

_WHOLE_JSON = re.compile(r"\s*[\[{]\s*(?:$|[\[{\"])")
"""How a JSON document begins that has more than one line."""

NAMES_TOLD = 12

_KINDS = frozenset(kind.value for kind in Kind)
_RELEASES = frozenset((*(each.value for each in ReleaseType), "lp", "cd", "vinyl"))
_RECORDINGS = frozenset(("track", "song", "video", "music video"))
"""What tables call a release and a recording, besides their names here."""

_MANGLED_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}(?:\d{6}|\d{8})")
"""What was an ISRC before a digit was lost or doubled."""


@attrs.frozen(kw_only=True)
class Row:
    """One row: its number in the file (from 1), its own id where it has one, and what to look up.

    `title` and `artist` are what it says beside an identifier, which is looked up in their place. `problem` says why
    there is nothing to look up.
    """

    number: int
    id: str | None = None
    query: LookupQuery | None = None
    title: str | None = None
    artist: str | None = None
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


def open_queries(
    lines: TextIO,
    form: str | None = None,
    columns: Mapping[str, str] | None = None,
    *,
    name: str = "the file",
    is_piped: bool = False,
) -> QueryFile:
    """Begin to read a file of queries.

    `form` is lines, csv or jsonl (default: what its `name` says and the first lines look like); `columns` are the
    file's own names for what a query is made of. Of a pipe only one line is read before the first row is asked for.
    Raises `RequestError` where the file is none of these, is a table of which no column is understood, or a column is
    not there; the rows do so, too.
    """
    csv.field_size_limit(MAX_CELL)
    skipped, first = _first_line(lines)
    if first is None:
        return QueryFile(form=form or "lines", rows=iter(()))
    beginning = [first, *islice(lines, 0 if is_piped else LINES_SEEN - 1)]
    again = chain(beginning, lines)
    found = form or _form_of_file(name, beginning, columns)
    if found == "jsonl":
        _refuse_whole_json(first, name)
        names = _names_of(first)
        used = _fields_of(names, columns or {})
        return _query_file(found, _json_rows(again, columns or {}), names, used)
    if found == "csv":
        return _csv_file(_records(again, _delimiter(first), skipped), columns or {}, name)
    texts = (line.strip() for line in again)
    rows = (Row(number=at, query=LookupQuery(texts=(_query_of(text),))) for at, text in enumerate(texts, 1) if text)
    return QueryFile(form=found, rows=rows)


def _form_of_file(name: str, beginning: Sequence[str], columns: Mapping[str, str] | None) -> str:
    """Return what a file is: a table is never taken for a list, whose lines would be searched for as words."""
    found = form_of(beginning[0], columns)
    if name.lower().endswith(TABLE_ENDINGS):
        return found if beginning[0].lstrip().startswith("{") else "csv"
    return "csv" if found == "lines" and _is_table(beginning) else found


def _is_table(lines: Iterable[str]) -> bool:
    """Return whether all lines have as many cells, and more than one. Commas are too common to tell by one line."""
    texts = [line.rstrip("\r\n") for line in lines if line.strip()]
    has_links = any("://" in text for text in texts)
    signs = _CELL_ENDS[:2] if has_links or len(texts) == 1 else _CELL_ENDS
    counts = ({len(sign.findall(text)) for text in texts} for sign in signs)
    return any(len(count) == 1 and count != {0} for count in counts)


def _refuse_whole_json(first: str, name: str) -> None:
    if first.lstrip().startswith("[") or (_WHOLE_JSON.match(first) and not _is_json(first)):
        raise RequestError(
            f"{name}: this is JSON, not JSON in lines: write each object in a line of its own, as `jq -c` does",
            field="file",
        )


def _query_file(form: str, rows: Iterator[Row], names: Sequence[str], used: Mapping[str, str]) -> QueryFile:
    unused = tuple(name for name in names if name not in used.values() and name)
    return QueryFile(form=form, rows=rows, used=used, unused=unused)


def form_of(first: str, columns: Mapping[str, str] | None = None) -> str:
    """Return what a file is that begins with this line."""
    if _WHOLE_JSON.match(first) or (first.lstrip()[:1] in ("{", '"', "[") and _is_json(first)):
        return "jsonl"
    names = {_plain(name.strip().strip('"')) for name in first.split(_delimiter(first))}
    known = {alias for aliases in COLUMNS.values() for alias in aliases}
    return "csv" if columns or names & known else "lines"


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def _first_line(lines: TextIO) -> tuple[int, str | None]:
    """Return how many empty lines come first, and the line behind them, None where there is none."""
    return next(((skipped, line) for skipped, line in enumerate(lines) if line.strip()), (0, None))


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _delimiter(header: str) -> str:
    return max((",", ";", "\t", "|"), key=header.count)


def _csv_file(records: Iterator[list[str]], columns: Mapping[str, str], file: str) -> QueryFile:
    names = [name.strip() for name in next(records)]
    places = _places(names, columns, file)
    return _query_file("csv", _csv_rows(records, places), names, {field: names[at] for field, at in places.items()})


def _csv_rows(records: Iterator[list[str]], places: Mapping[str, int]) -> Iterator[Row]:
    for number, cells in enumerate(records, 1):
        found = {field: cells[at].strip() for field, at in places.items() if at < len(cells)}
        if any(cell.strip() for cell in cells):
            yield row_of(number, found)


def _records(lines: Iterable[str], delimiter: str, skipped: int) -> Iterator[list[str]]:
    """Yield the rows of a table, of which `skipped` lines were read before.

    Raises `RequestError` where it is no CSV: the reader itself takes all rows behind a quote that is never closed for
    one cell. A cell may have line breaks, but then its quote is closed where it ends.
    """
    record: list[str] = []
    is_at_end = False

    def read() -> Iterator[str]:
        nonlocal is_at_end
        for line in lines:
            record.append(line)
            yield line
        is_at_end = True

    rows, before = csv.reader(read(), delimiter=delimiter), skipped
    while True:
        try:
            cells = next(rows, None)
        except csv.Error as error:
            if len(record) == 1:
                raise RequestError(f"line {before + 1} of the file is no CSV: {error}", field="file") from error
            raise _unclosed(before + _opening(record[:-1], delimiter)) from error
        if cells is None:
            return
        if is_at_end:  # the reader looked for the end of a row that it had begun
            raise _unclosed(before + _opening(record, delimiter))
        if len(record) > 1 and (broken := _broken(record, delimiter)):
            raise _unclosed(before + _opening(record[: max(1, broken - 1)], delimiter))
        before += len(record)
        record.clear()
        yield cells


def _broken(record: Sequence[str], delimiter: str) -> int | None:
    """Return in which of a row's lines a quote is closed within a cell, None where none is."""
    rows = csv.reader(record, delimiter=delimiter, strict=True)
    try:
        next(rows)
    except csv.Error:
        return rows.line_num
    return None


def _opening(record: Sequence[str], delimiter: str) -> int:
    """Return in which of these lines the last cell begins."""

    def cells(count: int) -> int:
        return len(next(csv.reader(record[:count], delimiter=delimiter)))

    return bisect_left(range(len(record)), cells(len(record)), key=lambda at: cells(at + 1)) + 1


def _unclosed(line: int) -> RequestError:
    return RequestError(
        f"line {line} of the file is no CSV: a quote opens a cell there, and is not closed where that ends",
        field="file",
    )


def _places(names: Sequence[str], columns: Mapping[str, str], file: str) -> dict[str, int]:
    """Return where what a query is made of stands: where the user says, else under a usual name."""
    lower = [_plain(name) for name in names]
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
            f"{file}: none of the columns ({_some(names)}) says what to look up: name them title, artist, gtin, isrc, "
            "link …, or say which one does, as in --map gtin=COLUMN; where each line is a query, add --from lines",
            field="map",
        )
    return places


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMES_TOLD]) + (" …" if len(names) > NAMES_TOLD else "")


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


def _query_of(text: str) -> str:
    """Return what is looked up for a text: a mangled code is called one, so that it is refused and not searched for."""
    return f"isrc:{text}" if _MANGLED_ISRC.fullmatch(text) else text


def _kind_of(found: Mapping[str, str]) -> str | None:
    """Return what a row says to look up. The type of a release ("Album", "EP") says that it is one, in tables of tracks
    only what a track is on: who names a track by ISRC or link means that.
    """
    text = found.get("kind") or None
    word = (text or "").lower()
    if word in _RELEASES:
        is_track = found.get("link") or (found.get("isrc") and not found.get("gtin"))
        return None if is_track else "release"
    return "recording" if word in _RECORDINGS else word if word in _KINDS else text


def row_of(number: int, found: Mapping[str, str]) -> Row:
    """Return the row that has these fields: its identifiers together, else its words.

    A GTIN beside an ISRC is that of the release which the recording is on, and says nothing of the recording.
    """
    own_id, kind = found.get("id") or None, _kind_of(found)
    left_out = ("isrc" if kind == "release" else "gtin") if found.get("isrc") and found.get("gtin") else ""
    named = [field for field in ("query", *IDENTIFIERS) if found.get(field) and field != left_out]
    # what a column says is a GTIN is one or nothing: it is never searched for as words
    texts = [f"{field}:{found[field]}" if field in CODES else _query_of(found[field]) for field in named]
    artist, title = found.get("artist") or None, found.get("title") or None
    if not texts and title:
        words = " ".join(filter(None, (artist, title)))
        return Row(number=number, id=own_id, query=LookupQuery(texts=(words,), kind=kind))
    if not texts:
        return Row(number=number, id=own_id, problem="the row says nothing to look up")
    query = LookupQuery(texts=tuple(dict.fromkeys(texts)), kind=kind)
    return Row(number=number, id=own_id, query=query, title=title, artist=artist)
