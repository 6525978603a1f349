"""`harmony lookup`."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import datetime

import attrs
import click

from harmony_core.cli import say
from harmony_core.cli.options import (
    FORMATS,
    Command,
    deadline_option,
    format_option,
    look,
    mode_of,
    mode_options,
    moment,
    open_session,
    provider_option,
    split_commas,
    tell,
    tell_answers,
)
from harmony_core.cli.waiting import Waiting
from harmony_core.domain.answers import Absent, Found, FoundMany, Unknown
from harmony_core.domain.credit import credit_text, title_text
from harmony_core.domain.errors import RequestError
from harmony_core.domain.model import Recording, Release
from harmony_core.domain.result import Result, SearchCandidate, SearchResult
from harmony_core.edges.convert import result_document
from harmony_core.edges.explain import explained_text, explanations
from harmony_core.edges.printable import printable
from harmony_core.plugin.events import AnswerReceived, Event, RequestSent
from harmony_core.plugin.parts import Observer
from harmony_core.session import Session
from harmony_core.stages.plan import LookupMode

CHOICES = 20
"""How many candidates one chooses among."""


@click.command("lookup", cls=Command)
@click.argument("query", nargs=-1, required=True)
@click.option("--kind", metavar="KIND", help="release, release_group, recording (track), artist or label.")
@provider_option
@click.option(
    "--region", "regions", multiple=True, callback=split_commas, metavar="GB,US", help="Stores to look in, in order."
)
@click.option(
    "--want",
    multiple=True,
    callback=split_commas,
    metavar="WHAT",
    help="Only these extras: credits, artwork, isrcs, availability, features (default: all).",
)
@click.option(
    "--prefer",
    multiple=True,
    callback=split_commas,
    metavar="NAME",
    help="Whose word goes first, in order, for every field.",
)
@click.option(
    "--base",
    multiple=True,
    callback=split_commas,
    metavar="REF",
    help="The source that settles conflicts, of fields and of editions: a provider, provider:id or link.",
)
@click.option(
    "--fill-from",
    multiple=True,
    callback=split_commas,
    metavar="REF",
    help="A source that only fills gaps; its GTIN and links are left out.",
)
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in LookupMode]),
    default=LookupMode.PARALLEL.value,
    show_default=True,
    help="Ask all at once, or one after the other until nothing is missing.",
)
@click.option("--explain", is_flag=True, help="Say why each field has its value, instead of the result.")
@click.option("--no-merge", is_flag=True, help="Give each provider's own document.")
@click.option("--interactive", is_flag=True, help="Choose among the candidates for words, on a terminal.")
@click.option("--strict", is_flag=True, help="Exit with 4 where something was found but a provider failed.")
@mode_options
@click.option("--at", callback=moment, metavar="TIME", help="What was known then: 2026-11-01, 2026-11-01T12:00Z.")
@deadline_option
@click.option("--stats", is_flag=True, help="Print times and kept answers used to stderr.")
@format_option(*FORMATS, "tracklist")
def command(
    query: tuple[str, ...],
    kind: str | None,
    providers: tuple[str, ...],
    regions: tuple[str, ...],
    want: tuple[str, ...],
    prefer: tuple[str, ...],
    base: tuple[str, ...],
    fill_from: tuple[str, ...],
    mode: str,
    explain: bool,
    no_merge: bool,
    interactive: bool,
    strict: bool,
    offline: bool,
    frozen: bool,
    refresh: bool,
    at: datetime | None,
    deadline: float | None,
    stats: bool,
    form: str,
) -> int:
    """Look one thing up.

    QUERY is a link, a GTIN, an ISRC, an MBID, provider:id, a permalink or words; several mean the same thing.
    """
    if interactive and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.UsageError("--interactive asks on a terminal, and this is none; `harmony search` lists candidates")
    if explain and no_merge:
        raise click.UsageError("--no-merge decides nothing that --explain could explain: leave one of the two out")
    if explain and form not in FORMATS:
        raise click.UsageError(f"--explain has no form {form!r}; it has {', '.join(FORMATS)}")
    counter = Counter()
    waiting = Waiting()
    observers = Observer(name="stats", notice=counter.notice), Observer(name="waiting", notice=waiting.notice)
    session = open_session(mode_of(offline, frozen, refresh), *observers)
    presenter = session.catalog.presenter(form)
    texts = query
    if interactive and len(query) == 1 and session.parse(query[0], kind, providers).is_text:
        searching = open_session(mode_of(offline, frozen, refresh), observers[1])
        texts = (chosen(searching, waiting, query[0], kind, providers),)

    def show(result: Result) -> None:
        if explain and form != "table":
            from harmony_core.cli.explain import explanations_text

            document = result_document(result)
            click.echo(explanations_text(form, explanations(document) if result.decisions else ()), nl=False)
        elif explain and result.decisions:
            click.echo(printable(explained_text(result_document(result))), nl=False)
        else:
            click.echo(presenter.present(result, look()), nl=False)
        if form in ("csv", "tracklist") or (explain and form != "table"):  # which have no place for them
            tell(result.messages)
            tell_answers(result.answers)
        if at is not None and all(_not_kept(answer) for answer in result.answers.values()):
            say(nothing_kept_by(at, session))
        if stats:
            say(counter.text())

    async def run() -> int:
        async with session:
            async with waiting.shown():
                result = await session.lookup(
                    *texts,
                    kind=kind,
                    provider=providers,
                    regions=regions,
                    want=want,
                    prefer=prefer,
                    base=base,
                    fill_from=fill_from,
                    lookup_mode=LookupMode(mode),
                    merge=not no_merge,
                    at=at,
                    deadline=deadline,
                )
            show(result)
            sys.stdout.flush()
            await session.refreshed()  # nobody waits for it but the program's end
            return exit_code(result.answers, strict)  # asyncio writes out what it returns, and a result is long

    return asyncio.run(run())


def chosen(session: Session, waiting: Waiting, text: str, kind: str | None, providers: Sequence[str]) -> str:
    """Show the candidates for words, and return the reference of the one that the user takes.

    The question is asked where no event loop runs, which would not let Ctrl-C through. Raises `RequestError` where
    there is none, `Abort` where the user takes none.
    """

    async def run() -> SearchResult:
        async with session, waiting.shown():
            return await session.search(text, kind=kind, provider=providers, limit=CHOICES)

    candidates = [each for each in asyncio.run(run()).candidates if each.ref][:CHOICES]
    if not candidates:
        raise RequestError(f"no source has a candidate for {text!r}", field="query", code="NOT_FOUND")
    for number, each in enumerate(candidates, 1):
        say(f"{number:3}  {each.score:4.0%}  {described(each)}")
    number = click.prompt("which one", type=click.IntRange(1, len(candidates)), default=1, err=True)
    return str(candidates[number - 1].ref)


def _not_kept(answer: Found | Absent | Unknown) -> bool:
    return isinstance(answer, Unknown) and answer.error.code == "NO_SNAPSHOT"


def nothing_kept_by(at: datetime, session: Session) -> str:
    """Say what --at means where nothing was known yet, and since when something is."""
    oldest = next(iter(session.snapshots().summaries()), None)
    known = (
        f"the oldest answer kept here is of {oldest.fetched_at:%Y-%m-%d %H:%M} UTC" if oldest else "none is kept here"
    )
    return (
        f"harmony: --at shows what was known by {at:%Y-%m-%d %H:%M} {at:%Z}, from answers that are kept, and asks "
        f"nobody; {known}: leave --at out to ask now"
    )


def described(candidate: SearchCandidate) -> str:
    """Return a candidate in one line: what tells it from the others, and whose it is."""
    entity = candidate.document
    words = [title_text(entity)] if isinstance(entity, (Release, Recording)) else [entity.name]
    if isinstance(entity, (Release, Recording)) and entity.artists:
        words.append(f"by {credit_text(entity.artists)}")
    words += [str(value) for name in ("date", "country", "disambiguation") if (value := getattr(entity, name, None))]
    return f"{', '.join(words)}  ({candidate.provider})"


def exit_code(answers: Mapping[str, Found | FoundMany | Absent | Unknown], strict: bool = False) -> int:
    """Return 0 found, 4 found but one failed (strict), 5 nothing found and one did not say, 3 absent."""
    found = any(
        isinstance(answer, Found) or (isinstance(answer, FoundMany) and answer.entities) for answer in answers.values()
    )
    unknown = any(isinstance(answer, Unknown) for answer in answers.values())
    if found:
        return 4 if strict and unknown else 0
    return 5 if unknown else 3


@attrs.define
class Counter:
    """Counts what a session sends and uses, for `--stats`."""

    started: float = attrs.field(factory=time.perf_counter)
    requests: dict[str, int] = attrs.field(factory=dict)
    kept: dict[str, int] = attrs.field(factory=dict)
    seconds: dict[str, float] = attrs.field(factory=dict)

    def notice(self, event: Event) -> None:
        """Count an event."""
        match event:
            case RequestSent(provider=name):
                self.requests[name] = self.requests.get(name, 0) + 1
            case AnswerReceived(provider=name, from_snapshot=True):
                self.kept[name] = self.kept.get(name, 0) + 1
            case AnswerReceived(provider=name, seconds=seconds):
                self.seconds[name] = self.seconds.get(name, 0.0) + seconds
            case _:
                pass

    def text(self) -> str:
        """Return the counts, a line for each provider."""
        names = sorted({*self.requests, *self.kept})
        lines = [
            f"{name}: {self.requests.get(name, 0)} requests sent ({self.seconds.get(name, 0.0):.3f} s), "
            f"{self.kept.get(name, 0)} kept answers used"
            for name in names
        ]
        return "\n".join([f"took {time.perf_counter() - self.started:.3f} s", *lines])
