"""`harmony show`."""

from __future__ import annotations

import click

from harmony_core.cli.options import FORMATS, Command, format_option, look, open_session
from harmony_core.domain.result import Query, Result
from harmony_core.edges.convert import document
from harmony_core.edges.present import json_line, json_text, yaml_text


@click.command("show", cls=Command)
@click.argument("entity_id", metavar="ID")
@format_option(*FORMATS, "tracklist")
def command(entity_id: str, form: str) -> None:
    """Show what is known of a thing from earlier lookups, without asking anybody.

    ID is what `harmony search --stored` lists: release/12. JSON, JSONL and YAML give the bare document.
    """
    session = open_session()
    stored = session.stored(entity_id)
    match form:
        case "json":
            click.echo(json_text(document(stored.entity)), nl=False)
        case "jsonl":
            click.echo(json_line(document(stored.entity)), nl=False)
        case "yaml":
            click.echo(yaml_text(document(stored.entity)), nl=False)
        case _:
            result = Result(query=Query(kind=stored.kind), kind=stored.kind, data=stored.entity, at=stored.merged_at)
            click.echo(session.catalog.presenter(form).present(result, look()), nl=False)
