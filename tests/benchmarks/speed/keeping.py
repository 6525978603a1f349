"""Kept answers at a thousand rows and at very many: reading, writing, and the file beside the raw bodies."""

from __future__ import annotations

import itertools
import random
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import attrs
from sqlite_utils import Database

from harmony_core.edges.requests import request_key
from harmony_core.plugin.snapshot import Snapshot, SnapshotStore
from harmony_core.session import Session
from speed.measure import WALL, Paired, Spread, Work, paired
from speed.options import DEMO, Options
from speed.report import Aim, Figure, Table, shown
from speed.server import Body
from speed.sessions import session_at

SMALL, TIMES = 1_000, 2.0
AGAIN = 500
LOT = 500
NOW = datetime(2026, 1, 1, tzinfo=UTC)

NOTES = (
    "Answers of 4 KB, each with a body of its own. They are read in random order, and written one by one, each in a "
    "transaction of its own. Wall time. The upsert is one row with the body as it is, by a key.",
    "Of the large file each row is read about once, so many reads wait for pages that are in no cache yet; read again "
    f"are {AGAIN} rows that were read before.",
)


@attrs.frozen
class Kept:
    """A store with so many answers: of the albums from `first` on. `raw` are the bytes of the bodies."""

    session: Session
    store: SnapshotStore
    first: int
    rows: int
    file: Path
    raw: int
    seconds: float

    @property
    def size(self) -> int:
        """How many bytes the file takes, with its log."""
        return sum(each.stat().st_size for each in self.file.parent.glob(f"{self.file.name}*"))


def tables(options: Options) -> list[Table]:
    """Fill two stores, and measure them in turn."""
    with tempfile.TemporaryDirectory(prefix="harmony-speed-") as place:
        small = filled(Path(place) / "small", 0, SMALL)
        large = filled(Path(place) / "large", SMALL, options.rows)
        try:
            found = figures(small, large, Database(Path(place) / "peer.db"), options.rounds)
        finally:
            for each in (small, large):
                each.session.close_snapshots()
    return [Table(f"Kept answers: {SMALL:,} rows and {options.rows:,}", found, NOTES)]


def figures(small: Kept, large: Kept, peer: Database, rounds: int) -> list[Figure]:
    """Measure reading and writing, and say how large the files are."""
    new = itertools.count(10**9)
    peer.enable_wal()
    reading = paired({"small": _reading(small), "large": _reading(large)}, rounds, WALL)
    again = paired({"small": _reading(small, AGAIN), "large": _reading(large, AGAIN)}, rounds, WALL)
    writing = paired(
        {"small": _writing(small, new), "large": _writing(large, new), "peer": _upserting(peer, new)}, rounds, WALL
    )
    sizes = f"{large.size / 1e6:,.1f} : {large.raw / 1e6:,.1f} MB"
    upsert = f"{shown(writing.spread('small').middle * 1e6)} : {shown(writing.spread('peer').middle * 1e6)} µs"
    return [
        Figure("reading, large : small", reading.ratio("large", "small"), "x", Aim(TIMES), _both(reading)),
        Figure("reading again, large : small", again.ratio("large", "small"), "x", Aim(TIMES), _both(again)),
        Figure("writing, large : small", writing.ratio("large", "small"), "x", Aim(TIMES), _both(writing)),
        Figure("writing : an upsert of sqlite-utils", writing.ratio("small", "peer"), "x", None, upsert),
        Figure("the large file : its raw bodies", Spread.exactly(large.size / large.raw), "", None, sizes),
        Figure(f"filling the large one, {LOT} at once", Spread.exactly(large.rows / large.seconds), "a second"),
    ]


def _both(done: Paired) -> str:
    return " : ".join(shown(done.spread(name).middle * 1e6) for name in ("large", "small")) + " µs"


def _reading(kept: Kept, of: int | None = None) -> Work[str]:
    """Read the newest answers to requests, in random order, of all or so many."""
    rng = random.Random(1)
    keys = [_key(kept.first + rng.randrange(kept.rows)) for _ in range(of or 0)]

    def read(key: str) -> None:
        assert next(kept.store.history(key)).body

    if keys:
        return Work(read, lambda count: rng.choices(keys, k=count))
    return Work(read, lambda count: [_key(kept.first + rng.randrange(kept.rows)) for _ in range(count)])


def _writing(kept: Kept, new: Iterator[int]) -> Work[Snapshot]:
    """Keep answers one by one."""
    return Work(lambda each: kept.store.put([each]), lambda count: list(answers(itertools.islice(new, count))))


def _upserting(peer: Database, new: Iterator[int]) -> Work[dict[str, object]]:
    """Keep answers one by one as one would with sqlite-utils."""
    table = peer.table("answers")

    def rows(count: int) -> list[dict[str, object]]:
        found = answers(itertools.islice(new, count))
        return [{"key": each.key, "url": each.url, "status": each.status, "body": each.body} for each in found]

    return Work(lambda row: table.upsert(row, pk="key"), rows)


def filled(home: Path, first: int, rows: int) -> Kept:
    """Return a store with so many answers."""
    home.mkdir()
    session = session_at(home)
    store, every = session.snapshots(), answers(iter(range(first, first + rows)))
    raw = seconds = 0.0
    while lot := list(itertools.islice(every, LOT)):
        raw += sum(len(each.body) for each in lot)
        start = time.perf_counter()
        store.put(lot)
        seconds += time.perf_counter() - start
    return Kept(session, store, first, rows, home / "harmony.db", int(raw), seconds)


def answers(numbers: Iterable[int]) -> Iterator[Snapshot]:
    """Yield an answer for each number."""
    body = Body((DEMO / "deezer" / "album-302127.json").read_bytes())
    for number in numbers:
        yield _answer(number, body.of(number))


def _key(number: int) -> str:
    return f"GET https://api.deezer.com/album/{number}"


def _answer(number: int, body: bytes) -> Snapshot:
    url = f"https://api.deezer.com/album/{number}"
    assert number or request_key("GET", url) == _key(number)
    return Snapshot(
        key=_key(number),
        provider="deezer",
        method="GET",
        url=url,
        status=200,
        headers={"content-type": "application/json; charset=utf-8"},
        body=body,
        fetched_at=NOW,
    )
