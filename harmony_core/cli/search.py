"""`harmony search`."""

from __future__ import annotations

import asyncio

import click

from harmony_core.cli import say
from harmony_core.cli.lookup import exit_code
from harmony_core.cli.options import (
    FORMATS,
    Command,
    deadline_option,
    format_option,
    look,
    mode_of,
    mode_options,
    open_session,
    provider_option,
    tell,
    tell_answers,
)
from harmony_core.cli.waiting import Waiting
from harmony_core.domain.result import SearchResult
from harmony_core.plugin.parts import Observer


@click.command("search", cls=Command)
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--kind", metavar="KIND", help="release, recording (track), artist or label.", default="release", show_default=True
)
@provider_option
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=25, show_default=True, help="How many candidates at most."
)
@click.option("--strict", is_flag=True, help="Exit with 4 where something was found but a provider failed.")
@click.option("--stored", is_flag=True, help="Search what is kept from earlier lookups, and ask nobody.")
@mode_options
@deadline_option
@format_option(*FORMATS, "tracklist")
def command(
    text: tuple[str, ...],
    kind: str,
    providers: tuple[str, ...],
    limit: int,
    strict: bool,
    stored: bool,
    offline: bool,
    frozen: bool,
    refresh: bool,
    deadline: float | None,
    form: str,
) -> int:
    """List candidates for words, of all sources that search, the most alike first."""
    waiting = Waiting()
    session = open_session(mode_of(offline, frozen, refresh), Observer(name="waiting", notice=waiting.notice))
    presenter = session.catalog.presenter(form)

    if stored:
        known = session.search_stored(" ".join(text), kind=kind, limit=limit)
        click.echo(presenter.present(known, look()), nl=False)
        if not known.candidates:
            say(f"only what is kept of kind {known.kind} was looked through: --kind names another")
        return 0 if known.candidates else 3

    async def run() -> SearchResult:
        async with session:
            words = " ".join(text)
            async with waiting.shown():
                found = await session.search(words, kind=kind, provider=providers, limit=limit, deadline=deadline)
            click.echo(presenter.present(found, look()), nl=False)
            if form in ("csv", "jsonl", "tracklist"):  # which have no place for them
                tell(found.messages)
                tell_answers(found.answers)
            await session.refreshed()  # nobody waits for it but the program's end
            return found

    return exit_code(asyncio.run(run()).answers, strict)
