"""`harmony explain`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import BinaryIO

import click

from harmony_core.cli.options import Command, format_option
from harmony_core.domain.errors import RequestError
from harmony_core.edges import schema as schemas
from harmony_core.edges.convert import Document, Json
from harmony_core.edges.explain import explained_text, explanations
from harmony_core.edges.present import csv_text, documents_text
from harmony_core.edges.printable import printable

COLUMNS = ("path", "value", "providers", "strategy", "text")


@click.command("explain", cls=Command)
@click.argument("result", type=click.File("rb"))
@click.argument("path", required=False)
@format_option("text", "json", "jsonl", "yaml", "csv", default="text")
def command(result: BinaryIO, path: str | None, form: str) -> None:
    """Say why a field has its value, and what others said.

    RESULT is what `harmony lookup -f json` printed (- for stdin); PATH is a field of it: title, labels,
    media[0].tracks[3].length_ms, or a part that holds fields, as media[0]. Without one, all are explained.
    """
    try:
        found = json.loads(result.read())
    except (ValueError, RecursionError) as error:
        several = "; of the lines of a batch give one: sed -n 3p FILE | harmony explain -"
        hint = several if str(error).startswith("Extra data: line 2 ") else ""
        raise RequestError(f"{result.name}: is not JSON ({error}){hint}", field="result") from error
    problems = schemas.problems("result", found, limit=1)
    if problems:
        raise RequestError(f"{result.name}: is not a result of harmony lookup: {problems[0]}", field="result")
    if form == "text":
        click.echo(printable(explained_text(found, path)), nl=False)
        return
    click.echo(explanations_text(form, explanations(found, path)), nl=False)


def explanations_text(form: str, documents: Sequence[Document]) -> str:
    """Return explanations in one of the forms for programs. Raises `RequestError`."""
    if form == "csv":
        return csv_text(COLUMNS, map(_row, documents))
    return documents_text(form, list[Json](documents))


def _row(found: Document) -> Sequence[object]:
    decision = found["decision"]
    assert isinstance(decision, dict)
    value, providers = decision.get("value", ""), decision["providers"]
    assert isinstance(providers, list)
    shown = value if isinstance(value, (str, int, float)) else json.dumps(value, ensure_ascii=False)
    return (found["path"], shown, " ".join(map(str, providers)), decision["strategy"], found["text"])
