"""`harmony validate`."""

from __future__ import annotations

import json
from typing import BinaryIO

import click

from harmony_core.cli import say
from harmony_core.cli.options import Command
from harmony_core.edges import schema as schemas


@click.command("validate", cls=Command)
@click.argument("name")
@click.argument("file", type=click.File("rb"))
def command(name: str, file: BinaryIO) -> int:
    """Check FILE (- for stdin) against the schema NAME; exit with 1 where it does not fit."""
    schemas.schema(name)
    try:
        found = json.loads(file.read())
    except (ValueError, RecursionError) as error:
        say(f"{file.name}: is not JSON ({error})")
        return 1
    problems = schemas.problems(name, found)
    for problem in problems:
        say(f"{file.name}: {problem}")
    return 1 if problems else 0
