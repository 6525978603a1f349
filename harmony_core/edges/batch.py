"""The output of many lookups: a line for each row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import attrs

from harmony_core.domain.answers import Message, Unknown
from harmony_core.domain.credit import credit_text
from harmony_core.domain.errors import RequestError
from harmony_core.domain.model import Recording, Release
from harmony_core.domain.result import LookedUp, Result
from harmony_core.edges.convert import Document, result_document
from harmony_core.edges.present import csv_line, json_line
from harmony_core.edges.query_file import Row
from harmony_core.edges.row_words import said_otherwise

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
    "warnings",
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


def with_words(row: Row, outcome: LookedUp) -> LookedUp:
    """Return the outcome with a warning where a row's title and artist are not those of what its identifier found."""
    result = outcome.result
    if result is None or row.query is None or not (row.title or row.artist):
        return outcome
    otherwise = said_otherwise(row.title, row.artist, " ".join(row.query.texts), result.data)
    if otherwise is None:
        return outcome
    warned = (*result.messages, Message(level="warning", text=otherwise))
    return attrs.evolve(outcome, result=attrs.evolve(result, messages=warned))


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
        "; ".join(each.text for each in result.messages if each.level == "warning") if result else "",
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


def put_off_until(outcome: LookedUp) -> datetime | None:
    """Return when the first source that asked for a pause may be asked again, None where none did."""
    answers = outcome.result.answers.values() if outcome.result else ()
    times = (answer.error.retry_at for answer in answers if isinstance(answer, Unknown))
    return min((time for time in times if time is not None), default=None)


@attrs.define
class BatchOutput:
    """Where lines go: each is whole there before the next one begins."""

    write: Callable[[str], object]
    form: str
    begun: bool = False

    def put(self, row: Row, outcome: LookedUp) -> None:
        """Write a row's line. Raises `OSError` or `SetupError` where it cannot be written."""
        if self.form == "csv":
            self.write(("" if self.begun else csv_line(COLUMNS)) + csv_line(cells_of(row, outcome)))
        else:
            self.write(json_line(line_of(row, outcome)))
        self.begun = True
