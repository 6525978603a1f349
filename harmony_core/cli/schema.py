"""`harmony schema`."""

from __future__ import annotations

import click

from harmony_core.cli.options import Command
from harmony_core.edges import schema as schemas
from harmony_core.edges.present import json_text


@click.command("schema", cls=Command)
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """Print the JSON Schema (2020-12) of a document; without a NAME, the names."""
    if name is None:
        click.echo("\n".join(schemas.names()))
    else:
        click.echo(json_text(schemas.schema(name)), nl=False)
