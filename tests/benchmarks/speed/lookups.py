"""A whole lookup of three providers, in process: from answers in memory, and from warm snapshots on disk."""

from __future__ import annotations

import asyncio
import gc
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from harmony_core.domain.model import Release
from harmony_core.session import Session
from speed.measure import Spread, Taken, percentile
from speed.options import Options
from speed.report import Aim, Figure, Table, shown
from speed.sessions import demo, keep, session_at

QUERY, PROVIDERS, REGIONS = "724384960650", ("musicbrainz", "deezer", "itunes"), ("US",)
TRACKS = 14

MEMORY_MS, DISK_MS, DISK_P99_MS = 1.0, 1.0, 5.0

HELD = "the result is held"
MEMORY = "answers in memory"
DISK = "snapshots on disk"

ENV: Mapping[str, Mapping[str, str]] = {
    HELD: {"HARMONY_STORE": "memory:"},
    MEMORY: {"HARMONY_STORE": "memory:", "HARMONY_MEMORY_RESULTS": "0"},
    DISK: {"HARMONY_MEMORY_RESULTS": "0", "HARMONY_MEMORY_ANSWERS": "0"},
}
"""What is kept where. Where nothing is held in memory, all is read from the file, decoded and computed each time."""

NOTES = (
    "One release of 14 tracks by its barcode from MusicBrainz, iTunes and Deezer, which has one answer for each track: "
    "19 in all. What counts is where results are not held: each is computed anew. Wall time.",
    "From disk, a lookup also writes what it found to the tables of all that is known.",
    "When all is warm, what there is by then is taken out of the garbage collector's sight (`gc.freeze()`), as in a "
    "program that is to answer evenly: looking through it takes 20 ms and more, about once in a hundred lookups.",
)


def tables(options: Options) -> list[Table]:
    """Measure each way, in turn."""
    taken = asyncio.run(measured(options.lookups, rounds=20))
    wall = {name: [each.wall for each in of] for name, of in taken.items()}
    cpu = {name: f"{shown(Spread.of([each.cpu for each in of]).middle * 1e3)} ms of CPU" for name, of in taken.items()}

    def middle(name: str, said: str, aim: Aim | None) -> Figure:
        return Figure(f"{name}{said}", Spread.of(wall[name]).times(1e3), "ms", aim, cpu[name])

    worst = Spread.exactly(percentile(wall[DISK], 0.99) * 1e3)
    figures = [
        middle(HELD, " (does not count)", None),
        middle(MEMORY, ", p50", Aim(MEMORY_MS)),
        middle(DISK, ", p50", Aim(DISK_MS)),
        Figure(f"{DISK}, p99", worst, "ms", Aim(DISK_P99_MS)),
    ]
    return [Table("A whole lookup of three providers", figures, NOTES)]


async def measured(lookups: int, rounds: int) -> Mapping[str, Sequence[Taken]]:
    """Return what each of so many lookups took, each way."""
    taken: dict[str, list[Taken]] = {name: [] for name in ENV}
    with tempfile.TemporaryDirectory(prefix="harmony-speed-") as place:
        sessions = {name: _session(Path(place) / str(at), env) for at, (name, env) in enumerate(ENV.items())}
        for session in sessions.values():
            await timed(session, 2)  # warm
        gc.collect()
        gc.freeze()
        try:
            for _ in range(rounds):
                for name, session in sessions.items():
                    taken[name] += await timed(session, max(1, lookups // rounds))
        finally:
            gc.unfreeze()
        for session in sessions.values():
            await session.close()
    return taken


def _session(home: Path, env: Mapping[str, str]) -> Session:
    home.mkdir()
    session = session_at(home, **env)
    keep(session, demo())
    return session


async def timed(session: Session, count: int) -> list[Taken]:
    """Look the release up so often, and return what each took."""
    taken = []
    for _ in range(count):
        start, cpu = time.perf_counter(), time.process_time()
        result = await session.lookup(QUERY, provider=PROVIDERS, regions=REGIONS)
        taken.append(Taken(time.perf_counter() - start, time.process_time() - cpu))
    assert len(result.providers) == len(PROVIDERS)
    assert isinstance(result.data, Release)
    assert sum(len(medium.tracks) for medium in result.data.media) == TRACKS
    return taken
