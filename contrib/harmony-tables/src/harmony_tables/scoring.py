"""Pairs → how alike they are, part by part: each part is a file, so that what is done need not be done again."""

from __future__ import annotations

import csv
import gc
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, TypeAlias

import attrs

from harmony_core import provider as hc
from harmony_core.alike.comparable import Comparable
from harmony_core.alike.evidence import Likeness
from harmony_core.alike.judge import compare
from harmony_core.domain.errors import SetupError
from harmony_tables.work import Work

if TYPE_CHECKING:
    import duckdb

PART = 25_000
"""How many pairs are compared in one go."""

LEAST = 0.01
"""Below this probability a pair is not kept: that it was compared and found different is known all the same."""

ALONE = 100_000
"""Up to how many pairs one process does the work: starting others, that prepare records anew, would take longer."""

FACTS = "title artist album length_ms date number isrc gtin mbid label language".split()
"""The columns of the table `records` that a record is compared by."""

Text: TypeAlias = str | None
Facts: TypeAlias = tuple[Text, Text, Text, int | None, Text, Text, Text, Text, Text, Text, Text]


@attrs.frozen
class Part:
    """A part of the pairs, with what is needed to compare them; `all_of_them` keeps also what is not alike."""

    path: Path
    pairs: Sequence[tuple[int, int]]
    facts: Mapping[int, Facts]
    all_of_them: bool


def facts_of(comparable: Comparable) -> Facts:
    """Return what a record is compared by as cells of the table `records`."""
    return (
        comparable.title,
        comparable.artists[0] if comparable.artists else None,
        comparable.release_title,
        comparable.length_ms,
        str(comparable.date) if comparable.date else None,
        comparable.number,
        str(comparable.isrcs[0]) if comparable.isrcs else None,
        comparable.gtin.as_14 if comparable.gtin else None,
        str(comparable.mbids[0]) if comparable.mbids else None,
        comparable.labels[0] if comparable.labels else None,
        comparable.language,
    )


def comparable_of(facts: Facts) -> Comparable:
    """Return a record's facts as they are compared."""
    title, artist, album, length_ms, date, number, isrc, gtin, mbid, label, language = facts
    return Comparable(
        kind=hc.Kind.RECORDING,
        title=title,
        artists=(artist,) if artist else (),
        release_title=album,
        length_ms=length_ms,
        date=hc.PartialDate.parse(date) if date else None,
        number=number,
        isrcs=(hc.Isrc(isrc),) if isrc else (),
        gtin=hc.Gtin(gtin) if gtin else None,
        mbids=(hc.Mbid(mbid),) if mbid else (),
        labels=(label,) if label else (),
        language=language,
    )


def judged(one: Comparable, other: Comparable) -> Likeness:
    """Return how alike two records are; where title and artist have changed places, as if they had not."""
    likeness = compare(one, other)
    if likeness.probability >= 0.5 or not (one.artists and other.artists and one.title and other.title):
        return likeness
    if one.forms.full.key in other.forms.people and other.forms.full.key in one.forms.people:
        turned = attrs.evolve(one, title=one.artists[0], artists=(one.title,))
        return max(likeness, compare(turned, other), key=lambda each: each.probability)
    return likeness


def in_words(likeness: Likeness) -> str:
    """Return the evidence with its weights, in one cell."""
    return "; ".join(f"{each.name} {each.value} ({each.weight:+.1f})" for each in likeness.evidence)


def score_part(part: Part, made: dict[int, Comparable] | None = None) -> int:
    """Compare the pairs of a part, write them to its file, and return how many they were.

    `made` keeps what was prepared of records, for the parts that follow in the same process.
    """
    made = {} if made is None else made
    for number, facts in part.facts.items():
        if number not in made:
            made[number] = comparable_of(facts)
    unfinished = part.path.with_suffix(".unfinished")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for a, b in part.pairs:
            likeness = judged(made[a], made[b])
            probability = likeness.probability
            if part.all_of_them or probability >= LEAST:
                evidence = in_words(likeness) if part.all_of_them or probability >= 0.5 else ""
                writer.writerow((a, b, probability, likeness.method, evidence))
    unfinished.replace(part.path)
    return len(part.pairs)


@contextmanager
def processes(prepare: Callable[[], object] | None = None) -> Iterator[ProcessPoolExecutor]:
    """Open as many processes as there are processors; `prepare` is called in each.

    An interruption is left to the process that started them. Raises `SetupError` where one of them is killed.
    """
    try:
        with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), _started, (prepare,)) as pool:
            yield pool
    except BrokenProcessPool as error:
        problem = "a process was killed, for want of memory perhaps; the same command goes on from here"
        raise SetupError(problem) from error


def _started(prepare: Callable[[], object] | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_parent, daemon=True).start()
    gc.disable()  # records have no cycles
    if prepare is not None:
        prepare()


def _end_with_the_parent() -> None:
    """End this process once the one that started it has been killed: nobody is left to take what it makes."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def score(
    database: duckdb.DuckDBPyConnection,
    work: Work,
    advance: Callable[[int], None],
    *,
    made: dict[int, Comparable] | None = None,
    all_of_them: bool = False,
) -> None:
    """Compare the pairs of the table `candidates`, those that no earlier run has compared.

    `advance` is told of pairs that are done; `made` has what is prepared already, by the numbers of the records.
    """
    (pairs,) = database.execute("SELECT count(*) FROM candidates").fetchone() or (0,)
    parts = list(_parts(database, work, int(pairs), all_of_them=all_of_them))
    if made or pairs <= ALONE:
        made = {} if made is None else made
        for number in parts:
            advance(score_part(number(), made) if not isinstance(number, int) else number)
        return
    with processes() as pool:
        waiting = set()
        try:
            for part in parts:
                if isinstance(part, int):
                    advance(part)
                    continue
                waiting.add(pool.submit(score_part, part()))
                if len(waiting) > 2 * (os.cpu_count() or 1):
                    done = next(as_completed(waiting))
                    waiting.remove(done)
                    advance(done.result())
            for done in as_completed(waiting):
                advance(done.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _parts(
    database: duckdb.DuckDBPyConnection, work: Work, pairs: int, *, all_of_them: bool
) -> Iterator[Callable[[], Part] | int]:
    """Yield the parts: what makes one, or how many pairs are in one that is done."""
    database.execute(
        f"""
        CREATE TABLE IF NOT EXISTS parted AS
        SELECT a, b, (row_number() OVER (ORDER BY first.place, b) - 1) // {PART} AS part
        FROM candidates JOIN records AS first ON first.n = a
        """  # noqa: S608 - a number of our own
    )
    for number in range((pairs + PART - 1) // PART):
        path = work.scores / f"{number:06}.csv"
        if path.exists():
            yield min(PART, pairs - number * PART)
        else:
            yield _part_maker(database, path, number, all_of_them=all_of_them)


def _part_maker(
    database: duckdb.DuckDBPyConnection, path: Path, number: int, *, all_of_them: bool
) -> Callable[[], Part]:
    def make() -> Part:
        pairs = database.execute("SELECT a, b FROM parted WHERE part = ? ORDER BY a, b", [number]).fetchall()
        rows = database.execute(
            f"""
            SELECT n, {", ".join(FACTS)} FROM records
            WHERE n IN (SELECT a FROM parted WHERE part = ? UNION SELECT b FROM parted WHERE part = ?)
            """,  # noqa: S608 - names of our own
            [number, number],
        ).fetchall()
        return Part(path, pairs, {row[0]: row[1:] for row in rows}, all_of_them)

    return make
