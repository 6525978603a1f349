"""`harmony snapshots`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from harmony_core.cli import say
from harmony_core.cli.options import Command, format_option, open_session
from harmony_core.domain.errors import RequestError
from harmony_core.edges.bundles import Imported, read_bundle, write_bundle
from harmony_core.edges.convert import Json, summary_document
from harmony_core.edges.present import csv_text, documents_text
from harmony_core.edges.printable import printable
from harmony_core.plugin.catalog import Providers
from harmony_core.plugin.snapshot import SnapshotSummary

COLUMNS = ("fetched_at", "provider", "status", "size", "method", "url", "body_hash")


def is_cassette(path: Path) -> bool:
    """Whether a file's name is that of a cassette."""
    return path.suffix in (".yaml", ".yml")


@click.group("snapshots")
def command() -> None:
    """List, export and import kept answers."""


@command.command("import", cls=Command)
@click.argument("bundles", nargs=-1, required=True, type=click.Path(path_type=Path))
def import_(bundles: tuple[Path, ...]) -> None:
    """Take the answers of BUNDLES (folders or zip files with an index.json, cassettes) into the store.

    A cassette is a YAML file of vcrpy, as the tests of providers have them.
    """
    now, session = datetime.now(UTC), open_session()
    read = [_read(path, session.providers, now) for path in bundles]
    store = session.snapshots()
    for path, imported in zip(bundles, read, strict=True):
        new = store.put(imported.snapshots)
        say(f"{path}: {', '.join(_counts(imported, new))}")


def _read(path: Path, providers: Providers, now: datetime) -> Imported:
    if not is_cassette(path) or path.is_dir():
        return read_bundle(path, now)
    from harmony_core.testing.bundles import snapshots_in

    return Imported(snapshots=snapshots_in(path, providers, now), cut_short=0, without_body=0)


def _counts(imported: Imported, new: int) -> Iterator[str]:
    """Yield what became of a bundle's entries, in words."""
    yield f"{new} answers imported"
    for count, what in (
        (len(imported.snapshots) - new, "were kept already"),
        (imported.cut_short, "skipped: their address is cut short"),
        (imported.without_body, "skipped: their request's body is missing"),
    ):
        if count:
            yield f"{count} {what}"


@command.command("export", cls=Command)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="A folder, or a .zip or .yaml file.",
)
@click.option("--provider", help="Only this provider's answers.")
def export(output: Path, provider: str | None) -> None:
    """Write kept answers as a bundle that another machine can import: a bug report, a demo, a test.

    A name that ends in .yaml makes a cassette of vcrpy, as the tests of providers have them.
    """
    store = open_session().snapshots()
    if next(store.summaries(provider), None) is None:
        whose = f" of {provider}" if provider else ""
        raise RequestError(f"no answers{whose} are kept here: there is nothing to export", field="provider")
    if is_cassette(output):
        from harmony_core.testing.bundles import write_cassette

        count = write_cassette(output, store.all(provider))
    else:
        count = write_bundle(output, store.all(provider))
    say(f"{output}: {count} answers exported")


@command.command("list", cls=Command)
@click.option("--provider", help="Only this provider's answers.")
@format_option("table", "json", "jsonl", "yaml", "csv")
def list_(provider: str | None, form: str) -> None:
    """List kept answers in order of time."""
    summaries = list(open_session().snapshots().summaries(provider))
    documents: list[Json] = [summary_document(summary) for summary in summaries]
    match form:
        case "table":
            click.echo("".join(map(_line, summaries)), nl=False)
        case "csv":
            rows = ([getattr(summary, column) for column in COLUMNS] for summary in summaries)
            click.echo(csv_text(COLUMNS, rows), nl=False)
        case _:
            click.echo(documents_text(form, documents), nl=False)


def _line(summary: SnapshotSummary) -> str:
    return (
        printable(
            f"{summary.fetched_at:%Y-%m-%d %H:%M:%S}  {summary.provider:<14}  {summary.status}  "
            f"{summary.size:>9,} B  {summary.url}"
        )
        + "\n"
    )
