"""`harmony plugins`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from harmony_core.cli.options import Command, format_option, open_session
from harmony_core.edges.convert import Json
from harmony_core.edges.describe import plugin_document
from harmony_core.edges.present import csv_text, documents_text
from harmony_core.edges.printable import printable
from harmony_core.plugin.catalog import FAILED, OUTDATED, PluginRecord

COLUMNS = ("name", "status", "distribution", "version", "message")
strict_option = click.option("--strict", is_flag=True, help="Exit with 1 where a plugin could not be loaded.")


@click.group("plugins", invoke_without_command=True)
@click.option("--strict", is_flag=True, help="Exit with 1 where a plugin could not be loaded.")
@format_option("table", "json", "jsonl", "yaml", "csv")
@click.pass_context
def command(ctx: click.Context, strict: bool, form: str) -> int | None:
    """List what is installed, and what is wrong with it."""
    if ctx.invoked_subcommand is None:
        return _show(form, strict)
    return None


@command.command("list", cls=Command)
@strict_option
@format_option("table", "json", "jsonl", "yaml", "csv")
def list_(strict: bool, form: str) -> int:
    """List every plugin that was found, with what became of it."""
    return _show(form, strict)


@command.command("check", cls=Command)
@format_option("table", "json", "jsonl", "yaml", "csv")
def check(form: str) -> int:
    """List the plugins and exit with 1 where one could not be loaded, as `list --strict` does."""
    return _show(form, strict=True)


def _show(form: str, strict: bool) -> int:
    records = open_session().plugins
    documents: list[Json] = [plugin_document(record) for record in records]
    match form:
        case "table":
            click.echo("".join(_lines(records)), nl=False)
        case "csv":
            rows = ([getattr(record, column) or "" for column in COLUMNS] for record in records)
            click.echo(csv_text(COLUMNS, rows), nl=False)
        case _:
            click.echo(documents_text(form, documents), nl=False)
    return int(strict and any(record.status in (FAILED, OUTDATED) for record in records))


def _lines(records: Sequence[PluginRecord]) -> Sequence[str]:
    if not records:
        return ["no plugin is installed; `harmony providers` lists those that can be\n"]
    width = max(len(record.name) for record in records)
    return [_line(record, width) for record in records]


def _line(record: PluginRecord, width: int) -> str:
    package = f"{record.distribution or '(given in Python)'} {record.version or ''}".strip()
    what = record.message or ", ".join(record.offers)
    return printable(f"{record.name:<{width}}  {record.status:<14}  {package}: {what}") + "\n"
