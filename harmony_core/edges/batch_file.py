"""The file that a batch writes: whole lines only, by one run at a time, and taken up where an earlier run stopped."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import shutil
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

import attrs
import msgspec

try:
    import fcntl
except ImportError:  # Windows: nobody sees that another run writes there, too
    fcntl = None  # type: ignore[assignment]

from harmony_core.domain.errors import RequestError, SetupError
from harmony_core.domain.result import Parsed
from harmony_core.edges.batch import COLUMNS, STATES

AT_ONCE = frozenset({"deferred"})
"""States that are looked up again while other rows have no line yet."""

IN_THE_END = frozenset({"unknown", "deferred", "refused"})
"""States that are looked up again when every row has a line: all that was not answered."""

ANSWERED = frozenset({"found", "absent"})
"""States whose rows are never looked up again, and so must be those of the same queries."""

PIECE_BYTES = 1_000_000

MOST_ROWS = 10**9
"""A bit is held for each row: a number beyond that is none of ours."""


class _Taking(Protocol):
    """A place that takes bytes."""

    def write(self, data: bytes, /) -> int:
        """Write them."""


@attrs.define
class Done:
    """Which rows an earlier run has finished, a bit for each; how many of each state."""

    bits: bytearray = attrs.field(factory=bytearray)
    counts: dict[str, int] = attrs.field(factory=lambda: dict.fromkeys(STATES, 0))

    def __contains__(self, number: int) -> bool:
        place = number >> 3
        return place < len(self.bits) and bool(self.bits[place] & (1 << (number & 7)))

    def add(self, number: int, state: str) -> None:
        """Note that a row is finished."""
        place = number >> 3
        if place >= len(self.bits):
            self.bits.extend(bytes(place + 1 - len(self.bits)))
        self.bits[place] |= 1 << (number & 7)
        self.counts[state] += 1


@attrs.frozen
class Asked:
    """A row of the queries as its line would tell it, None where that cannot be known; `text` is how it is written.

    `id` is its own one.
    """

    number: int
    told: str | None
    text: str
    id: str | None = None


Rows = Callable[[], Iterable[Asked]]


def told_of(parsed: Sequence[Parsed]) -> str:
    """Return what a line tells of a query: its words, or all its identifiers."""
    codes = (each.ref or each.gtin or each.isrc or each.mbid or each.text for each in parsed)
    return " ".join(sorted({str(code) for code in codes}))


@attrs.frozen
class _Line:
    """Where a line stands in the file, of which row it is (0: the columns' names), what became of that.

    `told` is what it tells of the query, `id` the row's own one, empty where it has none.
    """

    start: int
    end: int
    number: int
    state: str
    told: str = ""
    id: str = ""


@attrs.define(eq=False)
class OutputFile:
    """A file to which lines are added: each is whole in it before the next one begins."""

    path: Path
    form: str
    done: Done
    _raw: io.FileIO
    _size: int

    @property
    def is_begun(self) -> bool:
        """Whether there is anything in it."""
        return self._size > 0

    def write(self, line: str) -> None:
        """Add a line. Raises `SetupError` where it cannot be, and leaves no part of it."""
        rest = memoryview(line.encode("utf-8", "replace"))
        size = self._size + len(rest)
        try:
            while rest:
                rest = rest[self._raw.write(rest) :]
        except OSError as error:
            with contextlib.suppress(OSError):
                self._raw.truncate(self._size)
            raise SetupError(
                f"{self.path}: cannot be written ({error.strerror or error}); all lines in it are whole: mend that, "
                "and go on with the same command and --resume"
            ) from error
        self._size = size

    def put_in_order(self) -> None:
        """Put lines in the order of the rows, where they are not. Raises `SetupError` where there is no room for it."""
        lines = array("Q")
        for line in _lines(self.path, self.form):
            lines.extend((line.number, line.start, line.end))
        if all(lines[at] < lines[at + 3] for at in range(0, len(lines) - 3, 3)):
            return
        order = sorted(range(0, len(lines), 3), key=lambda at: lines[at])
        self._raw.close()
        self._raw = _copied(self.path, ((lines[at + 1], lines[at + 2]) for at in order))


@contextlib.contextmanager
def output_file(path: Path, form: str, *, resume: bool = False, rows: Rows | None = None) -> Iterator[OutputFile]:
    """Open the file of a run; with `resume` leave in it what an earlier one has finished.

    A line that a killed run left half goes, and so do those that are looked up again: deferred ones; where all the
    `rows` have a line, or nobody knows them, whatever was not answered. Raises `RequestError` where another run writes
    there, it is no output of this form, or one of other rows, `SetupError` where it cannot be taken up.
    """
    try:
        raw = _locked(path.open("ab", buffering=0), path)
    except OSError as error:
        raise RequestError(f"{path}: cannot be written ({error.strerror or error})", field="output") from error
    try:
        done, size = Done(), os.fstat(raw.fileno()).st_size
        if size and not resume:
            raise RequestError(f"{path} is there already: go on with --resume, or name another file", field="output")
        if size:
            raw, done = _taken_up(raw, path, form, rows)
        file = OutputFile(path, form, done, raw, os.fstat(raw.fileno()).st_size)
        try:
            yield file
        finally:
            raw = file._raw
    finally:
        raw.close()


def _taken_up(raw: io.FileIO, path: Path, form: str, rows: Rows | None) -> tuple[io.FileIO, Done]:
    """Take out of a file what is looked up again, and what was left half."""
    found, end, is_doubled, told = Done(), 0, False, _Told()
    for line in _lines(path, form):
        end = line.end
        if line.number:
            is_doubled = is_doubled or line.number in found
            found.add(line.number, line.state)
            told.add(line)
    whole = rows is None or _all_have_lines(rows(), found, told, path)
    again = IN_THE_END if whole else AT_ONCE
    try:
        if is_doubled or any(found.counts[state] for state in again):
            kept = Done()
            copy = _copied(path, _kept(path, form, again, kept))
            raw.close()
            return copy, kept
        raw.truncate(end)
    except OSError as error:
        raise SetupError(f"{path}: cannot be taken up again: {error.strerror or error}") from error
    return raw, found


@attrs.define
class _Told:
    """What the lines of answered rows tell of their queries, and the ids of all: hashes by row, 0 where there is none.

    `answered` has those of queries.
    """

    answered: array[int] = attrs.field(factory=lambda: array("q"))
    ids: array[int] = attrs.field(factory=lambda: array("q"))

    def add(self, line: _Line) -> None:
        if line.state in ANSWERED:
            _put(self.answered, line.number, _hash(line.told))
        if line.id:
            _put(self.ids, line.number, _hash(line.id))

    def fits(self, row: Asked) -> bool:
        held = _at(self.answered, row.number)
        return not held or row.told is None or held == _hash(row.told)

    def refuse_other_id(self, row: Asked, path: Path) -> None:
        """Raise `RequestError` where a row would lose its id, or one that was answered has another now."""
        held = _at(self.ids, row.number)
        if not held or (row.id and (held == _hash(row.id) or not _at(self.answered, row.number))):
            return
        if row.id:
            raise _of_others(path, row.number, f"has another id than {row.id!r}, as it is in this file of queries")
        raise RequestError(
            f"{path}: its row {row.number} has an id, and none in this file of queries: say which column it is as "
            "before, with --map id=COLUMN, or name another file with -o",
            field="map",
        )

    def refuse_between(self, row: int, following: int, path: Path) -> None:
        """Raise `RequestError` where there is a line of a row between these two."""
        for number in range(row + 1, min(following, len(self.answered))):
            if self.answered[number]:
                raise _of_others(path, number, "is not in this file of queries")


def _put(hashes: array[int], number: int, held: int) -> None:
    hashes.extend([0] * (number + 1 - len(hashes)))
    hashes[number] = held


def _at(hashes: array[int], number: int) -> int:
    return hashes[number] if number < len(hashes) else 0


def _hash(text: str) -> int:
    """Return the hash of a text as it is written."""
    return hash(text.encode("utf-8", "replace").decode()) or 1


def _all_have_lines(rows: Iterable[Asked], found: Done, told: _Told, path: Path) -> bool:
    """Return whether all rows have a line. Raises `RequestError` where a line is that of another query."""
    whole, last = True, 0
    for row in rows:
        told.refuse_between(last, row.number, path)
        if not told.fits(row):
            raise _of_others(path, row.number, f"is not {row.text!r}, as it is in this file of queries")
        told.refuse_other_id(row, path)
        whole, last = whole and row.number in found, row.number
    told.refuse_between(last, len(told.answered), path)
    return whole


def _of_others(path: Path, number: int, how: str) -> RequestError:
    return RequestError(
        f"{path} is the output of other rows: its row {number} {how}; name another file with -o, or put the rows back "
        "where they were",
        field="output",
    )


def _kept(path: Path, form: str, again: Iterable[str], kept: Done) -> Iterator[tuple[int, int]]:
    """Yield where the lines stand that stay, and note of which rows they are."""
    for line in _lines(path, form):
        if line.number in kept or (line.number and line.state in again):
            continue
        if line.number:
            kept.add(line.number, line.state)
        yield line.start, line.end


def _lines(path: Path, form: str) -> Iterator[_Line]:
    """Yield the whole lines of a file. Raises `RequestError` where it is no output of this form."""
    with path.open("rb") as file:
        yield from (_csv_lines if form == "csv" else _json_lines)(file, path)


class _Query(msgspec.Struct):
    text: str | None = None
    gtin: str | None = None
    isrc: str | None = None
    mbid: str | None = None
    refs: tuple[str, ...] = ()

    def told(self) -> str:
        """Return it as `told_of` does. The reference beside words is what was found for them."""
        codes = {*self.refs, *filter(None, (self.gtin, self.isrc, self.mbid))}
        return self.text if self.text is not None else " ".join(sorted(codes))


class _OfRow(msgspec.Struct):
    row: int
    state: str
    id: str = ""
    query: _Query = msgspec.field(default_factory=_Query)


def _json_lines(file: Iterable[bytes], path: Path) -> Iterator[_Line]:
    decoder, start = msgspec.json.Decoder(_OfRow), 0
    for text in file:
        if not text.endswith(b"\n"):
            return
        try:
            found = decoder.decode(text)
        except (msgspec.DecodeError, RecursionError):
            hint = "is a table: add -f csv" if start == 0 and _is_header(text) else None
            raise _no_output(path, hint) from None
        yield _line(start, start + len(text), found.row, found.state, path, found.query.told(), found.id)
        start += len(text)


def _is_header(line: bytes) -> bool:
    return line.rstrip(b"\r\n") == ",".join(COLUMNS).encode()


def _is_json_line(line: str) -> bool:
    try:
        msgspec.json.decode(line, type=_OfRow)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _csv_lines(file: Iterable[bytes], path: Path) -> Iterator[_Line]:
    read, first = 0, ""

    def texts() -> Iterator[str]:
        nonlocal read, first
        for line in file:
            if not line.endswith(b"\n"):
                return
            read += len(line)
            text = line.decode("utf-8", "replace")
            first = first or text
            yield text

    rows = csv.reader(texts())
    header = next(rows, None)
    if header is None:
        return
    if tuple(header) != COLUMNS:
        raise _no_output(path, "is JSON in lines: leave -f csv out" if _is_json_line(first) else None)
    yield _Line(0, read, 0, "found")
    start = read
    for cells in rows:
        if len(cells) != len(COLUMNS):  # its end is missing
            return
        yield _line(start, read, int(cells[0]) if cells[0].isdecimal() else 0, cells[3], path, cells[2], cells[1])
        start = read


def _line(start: int, end: int, number: int, state: str, path: Path, told: str, own_id: str) -> _Line:
    if not 0 < number <= MOST_ROWS or state not in STATES:
        raise _no_output(path)
    return _Line(start, end, number, state, told, own_id)


def _no_output(path: Path, hint: str | None = None) -> RequestError:
    """Return the error of a file that cannot be gone on with; `hint` is which form it has instead."""
    why = hint or "is no output of `harmony batch` in this form: name another with -o"
    return RequestError(f"{path} {why}", field="output")


def _copied(path: Path, ranges: Iterable[tuple[int, int]]) -> io.FileIO:
    """Put these parts of a file in its place, and return it, locked as before. A kill leaves the old one or the new."""
    path = path.resolve()  # a link stays one
    copy = path.with_name(f".{path.name}.resumed")
    try:
        raw = copy.open("wb", buffering=0)
        try:
            new = io.BufferedWriter(raw, PIECE_BYTES)
            with path.open("rb") as old:
                for start, end in ranges:
                    old.seek(start)
                    _copy(old, new, end - start)
            new.detach()  # which writes the rest, and leaves it open
            shutil.copymode(path, copy)
            _locked(raw, copy)
            copy.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                raw.close()
            raise
    finally:
        copy.unlink(missing_ok=True)
    return raw


def _copy(old: BinaryIO, new: _Taking, size: int) -> None:
    while size > 0:
        piece = old.read(min(size, PIECE_BYTES))
        if not piece:
            raise OSError("it became shorter meanwhile")
        new.write(piece)
        size -= len(piece)


def _locked(raw: io.FileIO, path: Path) -> io.FileIO:
    """Return a file that nobody else writes as long as it is open. Raises `RequestError` where somebody does."""
    try:
        if fcntl is not None:
            fcntl.flock(raw, fcntl.LOCK_EX | fcntl.LOCK_NB)
        is_there = os.path.samestat(os.fstat(raw.fileno()), path.stat())  # and has not just been taken up by another
    except BlockingIOError:
        is_there = False
    except OSError:
        return raw  # where files cannot be locked
    if not is_there:
        raw.close()
        raise RequestError(
            f"{path} is being written by another run: wait for that, or name another file with -o", field="output"
        )
    return raw
