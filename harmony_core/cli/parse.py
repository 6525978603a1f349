"""`harmony parse`."""

from __future__ import annotations

import click

from harmony_core.cli.options import Command, format_option, open_session, provider_option
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
    documents: list[Json] = [parsed_document(session.parse(each, kind, providers)) for each in text]
    shown = documents[0] if len(documents) == 1 else documents
    click.echo(documents_text(form, documents, shown), nl=False)
