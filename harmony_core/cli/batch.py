"""`harmony batch`."""

from __future__ import annotations

import asyncio
import contextlib
import io
import shlex
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TextIO

import attrs
import click
from click.core import ParameterSource

from harmony_core.cli import say
from harmony_core.cli.options import (
    Command,
    mode_of,
    mode_options,
    open_session,
    provider_option,
    split_commas,
)
from harmony_core.cli.waiting import Waiting
from harmony_core.domain.errors import RequestError, SetupError
from harmony_core.domain.permalink import Permalink
from harmony_core.domain.result import LookupQuery
from harmony_core.edges.batch import STATES, BatchOutput, put_off_until, refused, state_of, with_words
from harmony_core.edges.batch_file import Asked, Done, output_file, told_of
from harmony_core.edges.piped import Aside, opened_stdin
from harmony_core.edges.query_file import COLUMNS, FORMS, TABLE_ENDINGS, QueryFile, Row, open_queries
from harmony_core.edges.retry_after import in_words
from harmony_core.plugin.events import Event, RequestSent
from harmony_core.plugin.parts import Observer
from harmony_core.session import LookupHow, Session


def _map(_: click.Context, __: click.Parameter, pairs: Sequence[str]) -> dict[str, str]:
    """Read FIELD=COLUMN."""
    found = {}
    for pair in pairs:
        field, sign, column = pair.partition("=")
        if not sign or field not in COLUMNS:
            raise click.BadParameter(f"{pair!r}: write FIELD=COLUMN; fields are {', '.join(COLUMNS)}")
        found[field] = column
    return found


@click.command("batch", cls=Command)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, allow_dash=True), help="Write to this file instead of stdout (-)."
)
@click.option(
    "-f", "--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True, help="Of lines."
)
@click.option("--from", "given", type=click.Choice(FORMS), help="What FILE is (default: what it looks like).")
@click.option("--map", "columns", multiple=True, callback=_map, metavar="FIELD=COLUMN", help="Where FIELD stands.")
@click.option("--kind", metavar="KIND", help="What is looked up where a row does not say it.")
@provider_option
@click.option("--region", "regions", multiple=True, callback=split_commas, metavar="GB,US", help="Stores, in order.")
@click.option("--want", multiple=True, callback=split_commas, metavar="WHAT", help="Only these extras.")
@click.option("--prefer", multiple=True, callback=split_commas, metavar="NAME", help="Whose word goes first, in order.")
@click.option("--resume", is_flag=True, help="Go on with the same -o: what is missing, then what was not answered.")
@click.option("--ordered", is_flag=True, help="Write lines in the order of the rows, not as they are done.")
@click.option("--jobs", type=click.IntRange(1), default=300, show_default=True, help="How many rows are under way.")
@mode_options
def command(
    file: Path,
    output: Path | None,
    form: str,
    given: str | None,
    columns: dict[str, str],
    kind: str | None,
    providers: tuple[str, ...],
    regions: tuple[str, ...],
    want: tuple[str, ...],
    prefer: tuple[str, ...],
    resume: bool,
    ordered: bool,
    jobs: int,
    offline: bool,
    frozen: bool,
    refresh: bool,
) -> int:
    """Look many things up, and write a line for each as it is done.

    FILE (- for stdin) is a list of lines, each a link, GTIN, ISRC, id or words; or CSV with a header (columns such
    as link, gtin, isrc, artist and title, or named with --map); or JSON in lines. Exits with 0 where every row was
    answered and something found, 3 where nothing was, 4 where some rows were not answered (unknown, deferred or
    refused), 5 where none was; --resume then asks again for those, and for no other.
    """
    if str(output) == "-":
        output = None
    if resume and output is None:
        raise click.UsageError("--resume needs the file of the earlier run: name it with -o")
    how = LookupHow(kind=kind, provider=providers, regions=regions, want=want, prefer=prefer)
    board = Board()
    session = open_session(mode_of(offline, frozen, refresh), Observer(name="batch", notice=board.notice))
    session.selected(providers)  # an unknown one is told before any row is looked up
    board.rates = {
        provider.name: (session.settings_of(provider).rate or provider.rate).per
        / (session.settings_of(provider).rate or provider.rate).requests
        for provider in session.providers
    }
    with _opened(file) as lines, contextlib.ExitStack() as stack:
        queries = open_queries(lines, given, columns, name=_name(file), is_piped=str(file) == "-")
        written = None
        if output is not None:
            tell = _query_text if form == "csv" else partial(_told, session, how)
            rows = None if str(file) == "-" else partial(_asked, file, given, columns, tell)
            written = stack.enter_context(output_file(output, form, resume=resume, rows=rows))
            board.take_up(written.done.counts)
        board.total = _count(file, queries.form)
        _say_columns(file, queries)
        if output is not None and form == "jsonl" and output.suffix.lower() in TABLE_ENDINGS:
            say(f"{output}: written as JSON in lines; for a table add -f csv")
        done = written.done if written else Done()
        out = BatchOutput(written.write if written else _to_stdout, form, begun=bool(written and written.is_begun))
        run = partial(_run, session, queries.rows, done, out, board, how=how, jobs=jobs, ordered=ordered)
        try:
            with _terminated_as_interrupted(board), _shown(board):
                asyncio.run(run(piped=str(file) == "-"))
            if written is not None and ordered:
                written.put_in_order()
        except (KeyboardInterrupt, asyncio.CancelledError):
            say(f"stopped: {board.text()}{_hint(output)}")
            return 143 if board.is_terminated else 130
        except SetupError:
            say(f"stopped: {board.text()}")
            raise
        except RequestError:  # a row that cannot be read
            if board.rows > board.earlier:
                say(f"stopped: {board.text()}{_hint(output)}")
            raise
    # what is kept has been used: only who asks a source can get more
    for line in board.last_words(_resuming(without=("offline",)) if output else None):
        say(line)
    return _exit_code(board.counts)


def _hint(output: Path | None) -> str:
    return f"; go on with: {_resuming()}" if output else ""


def _resuming(without: Sequence[str] = ()) -> str:
    """Return the options with which one goes on: those of this run, but for some, and --resume."""
    context = click.get_current_context()
    values = {"resume": True, "output": context.params["output"]}
    for option in context.command.params:
        is_given = context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
        if isinstance(option, click.Option) and is_given and option.name not in without:
            values[option.name or ""] = context.params[option.name or ""]
    named = {option.name: option.opts[0] for option in context.command.params}
    return shlex.join(word for name, value in values.items() for word in _words_of(named[name], value))


def _words_of(option: str, value: object) -> Iterator[str]:
    """Yield an option as it is written: a flag alone, several values by commas, each pair by itself."""
    if isinstance(value, dict):
        yield from (word for name, column in value.items() for word in (option, f"{name}={column}"))
    elif value is True:
        yield option
    else:
        yield from (option, ",".join(value) if isinstance(value, tuple) else str(value))


def _asked(
    file: Path, given: str | None, columns: Mapping[str, str], tell: Callable[[Row], str | None]
) -> Iterator[Asked]:
    """Yield a file's rows, as their lines tell them."""
    with _opened(file) as lines:
        for row in open_queries(lines, given, columns, name=_name(file)).rows:
            yield Asked(row.number, tell(row), _query_text(row), row.id)


def _query_text(row: Row) -> str:
    """Return a row's query as it stands in a table."""
    return " ".join(row.query.texts) if row.query else ""


def _told(session: Session, how: LookupHow, row: Row) -> str | None:
    """Return what a row's line tells of its query; None where that cannot be known, as of a permalink."""
    if row.query is None:
        return ""
    if any(Permalink.read(text) for text in row.query.texts):
        return None
    try:
        return told_of([session.parse(text, row.query.kind or how.get("kind")) for text in row.query.texts])
    except RequestError:  # of another kind now, or a provider that is off
        return None


def _name(file: Path) -> str:
    return "stdin" if str(file) == "-" else str(file)


def _say_columns(file: Path, queries: QueryFile) -> None:
    """Say which columns say what to look up, and which do not."""
    if not queries.used and not queries.unused:
        return
    used = ", ".join(f"{field}={name}" if field != name else field for field, name in queries.used.items())
    unused = f"; not used: {', '.join(queries.unused)}" if queries.unused else ""
    say(f"{_name(file)}: columns {used or '(none that is known)'}{unused}")


def _to_stdout(line: str) -> None:
    """Print a line at once; signs that the terminal's encoding lacks are replaced."""
    try:
        sys.stdout.write(line)
    except UnicodeEncodeError:
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(line.encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()


async def _run(
    session: Session,
    rows: Iterator[Row],
    done: Done,
    out: BatchOutput,
    board: Board,
    *,
    how: LookupHow,
    jobs: int,
    ordered: bool,
    piped: bool,
) -> None:
    """Look the rows up that are not finished, and write their lines."""
    under_way: dict[int, Row] = {}
    aside = Aside(lambda: next(rows, None)) if piped else None

    async def take() -> Row | None:
        """Return the next row; a pipe that has none yet must not hold up what is under way."""
        return await aside.call() if aside else next(rows, None)

    async def queries() -> AsyncIterator[object]:
        position = 0
        while (row := await take()) is not None:
            if row.number in done:
                continue
            under_way[position] = row
            position += 1
            yield row.query or LookupQuery(texts=())  # which is refused in its turn

    async with session:
        async with contextlib.aclosing(session.lookup_many(queries(), jobs=jobs, ordered=ordered, **how)) as found:
            async for outcome in found:
                row = under_way.pop(outcome.position)
                if row.query is None:
                    outcome = refused(row)
                named = with_words(row, outcome)
                board.otherwise += named is not outcome
                out.put(row, named)
                board.count(state_of(outcome), put_off_until(outcome))
                board.problem = session.problem
        await session.refreshed()


def _exit_code(counts: Mapping[str, int]) -> int:
    answered = counts["found"] + counts["absent"]
    if sum(counts.values()) > answered:
        return 4 if answered else 5
    return 0 if counts["found"] else 3


@attrs.define
class Board:
    """The counts of a run, how quick it is, and how long the rest will take."""

    counts: Counter[str] = attrs.field(factory=Counter)
    earlier: int = 0
    total: int | None = None
    rates: Mapping[str, float] = attrs.field(factory=dict)
    sent: Counter[str] = attrs.field(factory=Counter)
    started: float = attrs.field(factory=time.monotonic)
    refresh: Callable[[], None] = lambda: None
    problem: SetupError | None = None
    first_pause_ends: datetime | None = None
    is_terminated: bool = False
    otherwise: int = 0
    waiting: Waiting = attrs.field(factory=Waiting)

    def take_up(self, counts: Mapping[str, int]) -> None:
        """Go on from what an earlier run has finished."""
        self.counts.update(counts)
        self.earlier = self.rows

    def notice(self, event: Event) -> None:
        """Count what is asked of each source, and note who is waited for."""
        self.waiting.notice(event)
        if isinstance(event, RequestSent):
            self.sent[event.provider] += 1

    def count(self, state: str, put_off_until: datetime | None = None) -> None:
        """Count a row."""
        self.counts[state] += 1
        if state == "deferred" and put_off_until is not None:
            self.first_pause_ends = min(self.first_pause_ends or put_off_until, put_off_until)
        self.refresh()

    @property
    def rows(self) -> int:
        """How many rows have a line."""
        return self.counts.total()

    def seconds_left(self) -> float | None:
        """Return how long the rest takes: what the slowest source's rate allows, at as many requests a row as yet."""
        new = self.rows - self.earlier
        if not new or self.total is None:
            return None
        left = self.total - self.rows
        by_rate = (count / new * left * self.rates.get(name, 0.0) for name, count in self.sent.items())
        return max((*by_rate, left * (time.monotonic() - self.started) / new if not self.sent else 0.0), default=0.0)

    def text(self) -> str:
        """Return the counts, which add up to the rows."""
        parts = [f"{self.counts[state]} {state}" for state in STATES if self.counts[state] or state == "found"]
        return f"{self.rows} {'row' if self.rows == 1 else 'rows'}: {', '.join(parts)}"

    def last_words(self, resuming: str | None) -> Iterator[str]:
        """Yield what is said at the end: what could not be kept, how to get what is missing, and the counts.

        `resuming` are the options that do get it, None where there is no file to go on with.
        """
        if self.problem is not None:
            yield f"some answers could not be kept, and will be asked for again: {self.problem.message}"
        if self.otherwise:
            rows = f"{self.otherwise} {'row says' if self.otherwise == 1 else 'rows say'}"
            found = "another title, artist or version than what was found by identifier"
            yield f"{rows} {found}: see the warnings in messages"
        missing = [state for state in ("unknown", "deferred") if self.counts[state]]
        if missing and resuming is not None:
            after = f", the first from {in_words(self.first_pause_ends)} on" if self.first_pause_ends else ""
            yield f"rows that are {' or '.join(missing)} are looked up again with: {resuming}{after}"
        yield self.text()


@contextlib.contextmanager
def _terminated_as_interrupted(board: Board) -> Iterator[None]:
    """End on SIGTERM as on Ctrl-C, with the counts and how to go on."""

    def end(_: int, frame: FrameType | None) -> None:
        board.is_terminated = True
        interrupt = signal.getsignal(signal.SIGINT)  # that of asyncio, which lets what is under way come to an end
        if not callable(interrupt):  # ignored, as in the background of a script
            raise KeyboardInterrupt
        interrupt(signal.SIGINT, frame)

    try:
        before = signal.signal(signal.SIGTERM, end)
    except ValueError:  # not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)


@contextlib.contextmanager
def _shown(board: Board) -> Iterator[None]:
    """Show the counts on a terminal while rows are looked up."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
    from rich.text import Text

    class WaitingColumn(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(board.waiting.text())

    counts = (TextColumn(f"{{task.fields[{name}]}}") for name in _FIELDS)
    columns = (BarColumn(), MofNCompleteColumn(), *counts, WaitingColumn())
    progress = Progress(*columns, console=Console(stderr=True), refresh_per_second=2, transient=True)
    task = progress.add_task("rows", total=board.total, completed=board.rows, rate="", left="", counts="")

    def refresh() -> None:
        left = board.seconds_left()
        progress.update(
            task,
            completed=board.rows,
            rate=f"{(board.rows - board.earlier) / max(time.monotonic() - board.started, 0.001):.1f}/s",
            left="" if left is None else f"{timedelta(seconds=round(left))} left",
            counts=", ".join(f"{board.counts[state]} {state}" for state in STATES if board.counts[state]),
        )

    board.refresh = refresh
    with progress:
        yield


_FIELDS = ("rate", "left", "counts")


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[TextIO]:
    """Open the file of queries, which may begin with a byte order mark. Raises `RequestError`."""
    try:
        raw = opened_stdin() if str(file) == "-" else file.open("rb")
    except IsADirectoryError as error:
        raise RequestError(f"{file} is a folder: name a file, or - for stdin", field="file") from error
    except OSError as error:
        raise RequestError(f"{file}: cannot be read ({error.strerror or error})", field="file") from error
    try:
        with io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as lines:
            yield lines
    except UnicodeDecodeError as error:
        raise RequestError(f"{file} is not UTF-8 ({error}): write it anew in that encoding", field="file") from error


def _count(file: Path, form: str) -> int | None:
    """Return about how many rows there are, None where that cannot be known before."""
    if not file.is_file():
        return None
    with file.open("rb") as lines:
        return max(0, sum(1 for line in lines if line.strip()) - (form == "csv"))
