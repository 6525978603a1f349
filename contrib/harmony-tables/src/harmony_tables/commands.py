"""`harmony match` and `harmony dedupe`: options are read, and all else is left to `run`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from harmony_tables.job import Job
    from harmony_tables.run import Outcome
    from harmony_tables.tables import Uneven

F = TypeVar("F", bound=Callable[..., Any])


def _common(function: F) -> F:
    """Add the options that both commands have."""
    options = (
        click.option(
            "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Where to write (default: stdout)."
        ),
        click.option(
            "--map",
            "mapping",
            multiple=True,
            metavar="FIELD=COLUMN",
            help="Which column holds a field, as in title=Song_Name (repeated; the others are recognized).",
        ),
        click.option(
            "--pairs",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Compare just these pairs: a table with the columns left_id and right_id.",
        ),
        click.option("--source", metavar="COLUMN", help="The column that says which source a record is from."),
        click.option(
            "--duplicates-within", is_flag=True, help="A source may hold the same recording more than once, too."
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


@click.command("match")
@click.argument("left", type=click.Path(path_type=Path))
@click.argument("right", type=click.Path(path_type=Path))
@_common
@click.option("--map-left", multiple=True, metavar="FIELD=COLUMN", help="As --map, for LEFT alone.")
@click.option("--map-right", multiple=True, metavar="FIELD=COLUMN", help="As --map, for RIGHT alone.")
def match(
    left: Path,
    right: Path,
    output: Path | None,
    mapping: Sequence[str],
    pairs: Path | None,
    source: str | None,
    duplicates_within: bool,
    map_left: Sequence[str],
    map_right: Sequence[str],
) -> int:
    """Find the recordings of the table LEFT in the table RIGHT.

    Tables are CSV, JSONL or Parquet files; - is stdin. Written are the pairs that match (a probability of 0.5 or
    more), or with --pairs all of those, as left_id, right_id, probability, method, evidence. FILE may end in .csv,
    .jsonl or .parquet.
    """
    from harmony_tables.columns import read_mapping
    from harmony_tables.job import Job

    return _run(
        Job(
            command="match",
            paths=(left, right),
            output=_file(output),
            mapping=read_mapping(mapping),
            own_mappings=(read_mapping(map_left), read_mapping(map_right)),
            pairs=pairs,
            source=source,
            duplicates_within=duplicates_within,
        )
    )


@click.command("dedupe")
@click.argument("tables", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="TABLE...")
@_common
def dedupe(
    tables: tuple[Path, ...],
    output: Path | None,
    mapping: Sequence[str],
    pairs: Path | None,
    source: str | None,
    duplicates_within: bool,
) -> int:
    """Find which records of one or several tables are the same recording.

    Tables are CSV, JSONL or Parquet files; - is stdin. Written is each record with its cluster, as id, cluster_id,
    probability; a cluster is called by the id of its first record. Several tables, and the sources that --source tells
    apart, are taken to hold no duplicates of their own.
    """
    from harmony_tables.columns import read_mapping
    from harmony_tables.job import Job

    return _run(
        Job(
            command="dedupe",
            paths=tables,
            output=_file(output),
            mapping=read_mapping(mapping),
            pairs=pairs,
            source=source,
            duplicates_within=duplicates_within,
        )
    )


def _file(output: Path | None) -> Path | None:
    return None if output is None or str(output) == "-" else output


def _run(job: Job) -> int:
    from harmony_core.cli import say
    from harmony_tables.run import run

    try:
        outcome = run(job, say)
    except KeyboardInterrupt:
        if job.output is not None:
            say("interrupted; the same command goes on from here")
        raise
    for line in _described(job, outcome):
        say(line)
    return 0


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _described(job: Job, outcome: Outcome) -> list[str]:
    """Return in words what was read and found."""
    lines = [f"{name}: {reading.columns.described()}" for name, reading in outcome.readings]
    lines += [f"{name}: {told}" for name, reading in outcome.readings for told in _uneven(reading.uneven)]
    for name, reading in outcome.readings:
        for source, style in reading.styles.items():
            if style.is_special:
                lines.append(f"{name}{f', source {source}' if source else ''}: {style.described()}")
    if job.command == "dedupe" and len(job.paths) > 1 and job.source is None and not job.duplicates_within:
        lines.append("each table is taken to hold no duplicates of its own; --duplicates-within looks for them, too")
    if outcome.left_out:
        lines.append(
            "pairs left out because a table is taken to hold no duplicates: "
            f"{outcome.left_out:,} (--duplicates-within keeps them)"
        )
    found = _count(outcome.written, "pair") if job.command == "match" else _count(outcome.groups, "cluster")
    lines.append(f"{_count(outcome.records, 'record')}, {_count(outcome.compared, 'pair')} compared: {found}")
    alike = outcome.written if job.command == "match" else outcome.records - outcome.groups
    if not alike and outcome.records:
        mapped = "--map, --map-left or --map-right" if job.command == "match" else "--map"
        lines.append(
            f"nothing matched; if a column was taken for what it is not, name the right one: {mapped} FIELD=COLUMN"
        )
    return lines


def _uneven(uneven: Uneven) -> list[str]:
    """Return in words which rows do not have as many cells as the table has columns."""
    few = f"{_count(uneven.short, 'row')} with too few cells; the missing ones, at the end, are taken as empty"
    many = f"{_count(uneven.long, 'row')} with too many cells; those beyond the last column are not read"
    return [*([few] if uneven.short else []), *([many] if uneven.long else [])]
