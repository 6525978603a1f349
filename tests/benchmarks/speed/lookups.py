"""A whole lookup of three providers, in process: from answers in memory, and from warm snapshots on disk."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from harmony_core.domain.model import Release
from harmony_core.session import Session
from speed.measure import Spread, percentile
from speed.options import Options
from speed.report import Aim, Figure, Table
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
)


def tables(options: Options) -> list[Table]:
    """Measure each way, in turn."""
    seconds = asyncio.run(measured(options.lookups, rounds=20))
    figures = [
        Figure(f"{HELD} (does not count)", Spread.of(seconds[HELD]).times(1e3), "ms"),
        Figure(f"{MEMORY}, p50", Spread.of(seconds[MEMORY]).times(1e3), "ms", Aim(MEMORY_MS)),
        Figure(f"{DISK}, p50", Spread.of(seconds[DISK]).times(1e3), "ms", Aim(DISK_MS)),
        Figure(f"{DISK}, p99", Spread.exactly(percentile(seconds[DISK], 0.99)).times(1e3), "ms", Aim(DISK_P99_MS)),
    ]
    return [Table("A whole lookup of three providers", figures, NOTES)]


async def measured(lookups: int, rounds: int) -> Mapping[str, Sequence[float]]:
    """Return the seconds that each of so many lookups took, each way."""
    seconds: dict[str, list[float]] = {name: [] for name in ENV}
    with tempfile.TemporaryDirectory(prefix="harmony-speed-") as place:
        sessions = {name: _session(Path(place) / str(at), env) for at, (name, env) in enumerate(ENV.items())}
        for session in sessions.values():
            await timed(session, 2)  # warm
        for _ in range(rounds):
            for name, session in sessions.items():
                seconds[name] += await timed(session, max(1, lookups // rounds))
        for session in sessions.values():
            await session.close()
    return seconds


def _session(home: Path, env: Mapping[str, str]) -> Session:
    home.mkdir()
    session = session_at(home, **env)
    keep(session, demo())
    return session


async def timed(session: Session, count: int) -> list[float]:
    """Look the release up so often, and return how long each took."""
    seconds = []
    for _ in range(count):
        start = time.perf_counter()
        result = await session.lookup(QUERY, provider=PROVIDERS, regions=REGIONS)
        seconds.append(time.perf_counter() - start)
    assert len(result.providers) == len(PROVIDERS)
    assert isinstance(result.data, Release)
    assert sum(len(medium.tracks) for medium in result.data.media) == TRACKS
    return seconds
