"""Whole tables in, pairs or clusters out: the stages in order, each of which a run after a kill finds done."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs

from harmony_core import provider as hc
from harmony_tables import scoring
from harmony_tables.blocking import find_candidates, limits_for
from harmony_tables.job import Job
from harmony_tables.loading import load, load_pairs
from harmony_tables.output import check_output, write
from harmony_tables.progress import progress
from harmony_tables.records import Reading, read_tables
from harmony_tables.results import asked_pairs, cluster_rows, collect, group, matches
from harmony_tables.sql import count, fetched, has_table, transaction
from harmony_tables.tables import open_table, spool_stdin
from harmony_tables.work import Work, database, describe_job, describe_stdin, working

PAIR_COLUMNS = ("left_id", "right_id", "probability", "method", "evidence")
CLUSTER_COLUMNS = ("id", "cluster_id", "probability")


@attrs.frozen
class Outcome:
    """What a run did, for people: how the tables were read, and how many there were of what.

    `left_out` are pairs that would be matches if the tables could hold duplicates.
    """

    readings: tuple[tuple[str, Reading], ...]
    records: int
    compared: int
    written: int
    groups: int = 0
    left_out: int = 0


def run(job: Job, tell: Callable[[str], None]) -> Outcome:
    """Do a job; `tell` is told what people may want to know while it goes on.

    Raises `RequestError` for tables, columns and ids that are not as they should be.
    """
    check_output(job.output, [*job.paths, *([job.pairs] if job.pairs else [])])
    with ExitStack() as stack:
        stack.enter_context(without_collector())
        begin = stack.enter_context(progress())
        paths, marks = _named_paths([*job.paths, *([job.pairs] if job.pairs else [])], stack)
        files = [path for path, mark in zip(paths, marks, strict=True) if not mark]
        options = [job.mapping, job.own_mappings, job.source, job.duplicates_within, job.paths, job.pairs, marks]
        tables = [open_table(path, name) for path, name in zip(paths, job.names, strict=False)]
        regular = job.output if job.output and (job.output.is_file() or not job.output.exists()) else None
        work = stack.enter_context(working(regular, describe_job(job.command, files, options)))
        opened = stack.enter_context(database(work))
        if work.resumed:
            tell(f"{work.folder} has work that was broken off; going on from there")
        readings = read_tables(tables, job.mappings(tables), job.source)
        made = load(opened, work, job, tables, readings, begin)
        if job.pairs is not None:
            load_pairs(opened, work, job, open_table(paths[-1], "pairs"))
        elif not has_table(opened, "candidates"):
            begin("finding pairs", None)
            with transaction(opened):
                find_candidates(opened, limits_for(count(opened, "records")), within=not job.has_sources)
        compared = count(opened, "candidates")
        scoring.score(opened, work, begin("comparing pairs", compared), made=made, all_of_them=job.pairs is not None)
        collect(opened, work)
        records = count(opened, "records")
        if job.command == "match":
            rows = asked_pairs(opened) if job.pairs else matches(opened, work, one_each=job.has_sources)
            written = write(job.output, PAIR_COLUMNS, rows)
            alike = 0 if job.pairs or not job.has_sources else count(opened, "scores WHERE probability >= 0.5")
            named = tuple(zip(job.names, readings, strict=True))
            return Outcome(named, records, compared, written, left_out=max(0, alike - written))
        begin("grouping", None)
        group(opened, work, with_sources=job.has_sources)
        written = write(job.output, CLUSTER_COLUMNS, cluster_rows(opened))
        (groups,) = opened.execute("SELECT count(DISTINCT cluster) FROM members").fetchone() or (0,)
        return Outcome(tuple(zip(job.names, readings, strict=True)), records, compared, written, int(groups))


@contextmanager
def without_collector() -> Iterator[None]:
    """Leave out the search for cycles: records have none, and it looks through all of them again and again."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def candidates_of(
    path: Path, mapping: Mapping[str, str] | None = None, source: str | None = None
) -> set[tuple[str, str]]:
    """Return the pairs of ids of a table that would be compared, by which the blocking is measured."""
    with TemporaryDirectory() as folder, database(Work(Path(folder), resumed=False)) as opened:
        job = Job(command="dedupe", paths=(path,), output=None, mapping=mapping or {}, source=source)
        tables = [open_table(path)]
        readings = read_tables(tables, job.mappings(tables), source)
        load(opened, Work(Path(folder), resumed=False), job, tables, readings, lambda _, __: lambda _: None)
        find_candidates(opened, limits_for(count(opened, "records")), within=source is None)
        ids = dict(opened.execute("SELECT n, id FROM records").fetchall())
        return {(ids[a], ids[b]) for a, b in fetched(opened, "SELECT a, b FROM candidates")}


def _named_paths(paths: Sequence[Path], stack: ExitStack) -> tuple[list[Path], list[str]]:
    """Return the paths with stdin (`-`) as a file, and for each what tells its content, where its name cannot."""
    if sum(str(path) == "-" for path in paths) > 1:
        raise hc.RequestError("only one table can be read from stdin (-)")
    found, marks = [], []
    for path in paths:
        if str(path) == "-":
            spooled = spool_stdin(Path(stack.enter_context(TemporaryDirectory(prefix="harmony-tables-"))))
            found.append(spooled)
            marks.append(describe_stdin(spooled))
        else:
            if not path.exists():
                raise hc.RequestError(f"{path} does not exist")
            found.append(path)
            marks.append("")
    return found, marks
