"""The output of many lookups: a line for each row, and what a later run learns from it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import attrs

from harmony_core.domain.answers import Unknown
from harmony_core.domain.credit import credit_text
from harmony_core.domain.errors import RequestError, SetupError
from harmony_core.domain.model import Recording, Release
from harmony_core.domain.result import LookedUp, Result
from harmony_core.edges.convert import Document, result_document
from harmony_core.edges.present import csv_line, json_line
from harmony_core.edges.query_file import Row

STATES = ("found", "absent", "unknown", "deferred", "refused")
COLUMNS = (
    "row",
    "id",
    "query",
    "state",
    "title",
    "artists",
    "date",
    "gtin",
    "isrcs",
    "length_ms",
    "labels",
    "providers",
    "permalink",
    "error",
)


def state_of(outcome: LookedUp) -> str:
    """Return what became of a row.

    It is deferred where a source asked for a pause that has not passed, and nobody else had it.
    """
    if outcome.result is None:
        return "refused"
    if outcome.result.data is not None:
        return "found"
    unknown = [answer for answer in outcome.result.answers.values() if isinstance(answer, Unknown)]
    now = datetime.now(UTC)
    if any(answer.error.retry_at and answer.error.retry_at > now for answer in unknown):
        return "deferred"
    return "unknown" if unknown else "absent"


def refused(row: Row) -> LookedUp:
    """Return the outcome of a row that says nothing to look up."""
    return LookedUp(position=row.number, texts=(), error=RequestError(row.problem or "", field="query"))


def line_of(row: Row, outcome: LookedUp) -> Document:
    """Return a row's line: its result, with its number, its own id and what became of it."""
    own: Document = {"row": row.number, **({"id": row.id} if row.id else {}), "state": state_of(outcome)}
    if outcome.result is not None:
        return {**own, **result_document(outcome.result)}
    assert outcome.error is not None
    kind = (row.query.kind if row.query else None) or "release"
    text = " ".join(outcome.texts)
    query: Document = {"kind": kind, **({"text": text} if text else {})}
    return {
        **own,
        "query": query,
        "kind": kind,
        "error": {"code": outcome.error.code, "message": outcome.error.message},
    }


def cells_of(row: Row, outcome: LookedUp) -> tuple[object, ...]:
    """Return a row's line for tables: what most want to know."""
    query = " ".join(row.query.texts) if row.query else ""
    result, data = outcome.result, outcome.result.data if outcome.result else None
    whole = data if isinstance(data, (Release, Recording)) else None
    error = outcome.error.message if outcome.error else _why(result)
    return (
        row.number,
        row.id or "",
        query,
        state_of(outcome),
        (whole.title if whole else getattr(data, "name", "")) or "",
        credit_text(whole.artists) if whole else "",
        str(getattr(data, "date", None) or ""),
        str(getattr(data, "gtin", None) or ""),
        " ".join(map(str, getattr(data, "isrcs", ()))),
        getattr(data, "length_ms", None) or "",
        "; ".join(each.name for each in getattr(data, "labels", ()) if each.name),
        " ".join(result.providers) if result else "",
        (result.permalink if result else None) or "",
        error,
    )


def _why(result: Result | None) -> str:
    """Return why nothing is known, where a source did not say."""
    if result is None or result.data is not None:
        return ""
    return "; ".join(
        f"{name}: {answer.error.message.removeprefix(f'{name}: ')}"
        for name, answer in result.answers.items()
        if isinstance(answer, Unknown)
    )


@attrs.define
class BatchOutput:
    """Where lines go: each is whole in the file before the next one begins."""

    stream: TextIO
    form: str
    begun: bool = False

    def put(self, row: Row, outcome: LookedUp) -> None:
        """Write a row's line. Raises `OSError` where it cannot be written."""
        if self.form == "csv":
            self.stream.write(("" if self.begun else csv_line(COLUMNS)) + csv_line(cells_of(row, outcome)))
        else:
            self.stream.write(json_line(line_of(row, outcome)))
        self.begun = True
        self.stream.flush()


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


def take_up(path: Path, form: str) -> Done:
    """Return what an output file holds, and leave in it only whole lines of rows that are finished.

    A line that a killed run left half, and those that were deferred, go: their rows are looked up again. Raises
    `RequestError` where the file is no output of this form.
    """
    done = Done()
    if not path.exists():
        return done
    kept = path.with_name(f".{path.name}.resumed")
    try:
        with path.open(encoding="utf-8", newline="") as old, kept.open("w", encoding="utf-8", newline="") as new:
            whole = (line for line in old if line.endswith("\n"))
            for line, number, state in _csv_lines(whole, path) if form == "csv" else _json_lines(whole, path):
                if state != "deferred" and number not in done:
                    new.write(line)
                    if number:
                        done.add(number, state)
        kept.replace(path)
    except OSError as error:
        raise SetupError(f"{path}: cannot be taken up again: {error.strerror or error}") from error
    finally:
        kept.unlink(missing_ok=True)
    return done


def _json_lines(lines: Iterator[str], path: Path) -> Iterator[tuple[str, int, str]]:
    for line in lines:
        try:
            found = json.loads(line)
            number, state = int(found["row"]), found["state"]
        except (ValueError, TypeError, KeyError, RecursionError):
            raise _no_output(path) from None
        yield line, number, _known(state, path)


def _csv_lines(lines: Iterator[str], path: Path) -> Iterator[tuple[str, int, str]]:
    """Yield the lines of a table; the one with the columns' names is row 0."""
    rows = csv.reader(lines)
    header = next(rows, None)
    if header is None:
        return
    if tuple(header) != COLUMNS:
        raise _no_output(path)
    yield csv_line(COLUMNS), 0, "found"
    for cells in rows:
        if len(cells) == len(COLUMNS):  # not where the end is missing
            yield csv_line(cells), int(cells[0]) if cells[0].isdigit() else 0, _known(cells[3], path)


def _known(state: str, path: Path) -> str:
    if state not in STATES:
        raise _no_output(path)
    return state


def _no_output(path: Path) -> RequestError:
    return RequestError(f"{path} is no output of `harmony batch` in this form: name another with -o", field="output")
