"""`harmony limits`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import click

from harmony_core.cli import say
from harmony_core.cli.options import Command, format_option, open_session, provider_option
from harmony_core.edges.convert import Document, time_text
from harmony_core.edges.present import csv_text, documents_text
from harmony_core.plugin.limits import SourceLimits
from harmony_core.session import Session

COLUMNS = ("provider", "left", "limit", "window_seconds", "paused_until", "breaker", "open_until")


@click.command("limits", cls=Command)
@provider_option
@click.option("--reset", is_flag=True, help="Forget pauses, and ask sources again that are left alone.")
@format_option("table", "json", "jsonl", "yaml", "csv")
def command(providers: tuple[str, ...], reset: bool, form: str) -> None:
    """Show how often sources may be asked now, by all programs here together.

    For each: how many requests may go out at once, of how many in how many seconds; until when it asked for a
    pause; and whether it is left alone because it failed again and again (its circuit breaker is open).
    """
    session = open_session()

    async def run(session: Session) -> Sequence[SourceLimits]:
        if reset:
            await session.reset_limits(providers)
        return await session.limits(providers)

    found = asyncio.run(run(session))
    documents = [_document(each) for each in found]
    match form:
        case "table":
            click.echo(_table(found), nl=False)
            if not found:
                say("no provider is installed")
        case "csv":
            click.echo(csv_text(COLUMNS, ([each.get(name, "") for name in COLUMNS] for each in documents)), nl=False)
        case _:
            click.echo(documents_text(form, list(documents)), nl=False)


def _document(limits: SourceLimits) -> Document:
    found: Document = {
        "provider": limits.provider,
        "left": limits.left,
        "limit": limits.limit,
        "window_seconds": round(limits.window_seconds, 3),
        "breaker": limits.breaker,
    }
    if limits.paused_until:
        found["paused_until"] = time_text(limits.paused_until.replace(microsecond=0))
    if limits.open_until:
        found["open_until"] = time_text(limits.open_until.replace(microsecond=0))
    return found


def _table(found: Sequence[SourceLimits]) -> str:
    width = max((len(each.provider) for each in found), default=0)
    return "".join(f"{each.provider:<{width}}  {_line(each)}\n" for each in found)


def _line(limits: SourceLimits) -> str:
    parts = [f"{limits.left:>3} of {limits.limit} in {limits.window_seconds:.3g} s"]
    if limits.paused_until:
        parts.append(f"paused until {limits.paused_until:%Y-%m-%d %H:%M:%S} UTC")
    if limits.breaker != "closed":
        until = f" until {limits.open_until:%H:%M:%S} UTC" if limits.open_until else ""
        parts.append(f"left alone{until}" if limits.breaker == "open" else "tried with one request at a time")
    return "; ".join(parts)
