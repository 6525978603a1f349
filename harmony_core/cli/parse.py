"""`harmony parse`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from harmony_core.cli.options import Command, format_option, open_session, provider_option
from harmony_core.domain.permalink import Permalink
from harmony_core.edges.convert import Json, parsed_document
from harmony_core.edges.present import documents_text


@click.command("parse", cls=Command)
@click.argument("text", nargs=-1, required=True)
@click.option("--kind", metavar="KIND", help="Take it for this kind.")
@provider_option
@format_option("json", "jsonl", "yaml", default="json")
def command(text: tuple[str, ...], kind: str | None, providers: tuple[str, ...], form: str) -> None:
    """Say what a TEXT is taken for, without asking anybody: one object, for several texts a list."""
    session = open_session()
    queries = [query for each in text for query in _queries(each, kind)]
    documents: list[Json] = [parsed_document(session.parse(*query, providers)) for query in queries]
    shown = documents[0] if len(documents) == 1 else documents
    click.echo(documents_text(form, documents, shown), nl=False)


def _queries(text: str, kind: str | None) -> Iterator[tuple[str, str | None]]:
    """Yield what is asked and its kind: a permalink holds its own."""
    link = Permalink.read(text)
    if link is None:
        yield text, kind
    else:
        yield from ((each, kind or link.kind) for each in link.texts)
