"""`harmony parse`."""

from __future__ import annotations

import click

from harmony_core.cli.options import Command, format_option, open_session, provider_option
from harmony_core.domain.errors import RequestError
from harmony_core.edges.convert import Json, parsed_document
from harmony_core.edges.present import json_line, json_text, yaml_text


@click.command("parse", cls=Command)
@click.argument("text", nargs=-1, required=True)
@click.option("--kind", metavar="KIND", help="Take it for this kind.")
@provider_option
@format_option("json", "jsonl", "yaml", default="json")
def command(text: tuple[str, ...], kind: str | None, providers: tuple[str, ...], form: str) -> None:
    """Say what a TEXT is taken for, without asking anybody: one object, for several texts a list."""
    session = open_session()
    documents: list[Json] = [parsed_document(session.parse(each, kind, providers)) for each in text]
    match form:
        case "jsonl":
            click.echo("".join(map(json_line, documents)), nl=False)
        case "json" | "yaml":
            shown = documents[0] if len(documents) == 1 else documents
            click.echo(json_text(shown) if form == "json" else yaml_text(shown), nl=False)
        case _:
            raise RequestError(f"there is no output form {form!r} here; there are json, jsonl and yaml", field="format")
