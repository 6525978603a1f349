"""Lookups a second through the whole engine, beside a bare loop that only downloads and decodes the same bodies."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import aiohttp
import attrs
import orjson

from harmony_core.domain.model import Release
from harmony_core.domain.result import LookupQuery
from harmony_core.plugin.snapshot import Mode
from harmony_core.session import Session
from speed.measure import Spread, Taken
from speed.options import Options
from speed.report import Aim, Figure, Table, shown
from speed.sessions import session_at

AT_LEAST = 0.6
CONCURRENCY = (1, 16, 64)
SOURCES: Mapping[str, tuple[str, ...]] = {
    "one source": ("itunes",),
    "three sources": ("musicbrainz", "itunes", "deezer"),
}
WANT = ("artwork",)
"""So that Deezer is asked for the album and the list of its tracks, not for each of them: four answers in all."""

NOTES = (
    "A local server in a process of its own has a release of 14 tracks for every id (MusicBrainz 17 KB, iTunes 15 KB, "
    "Deezer twice 4 KB). No id is asked for twice: answers are fetched, kept in a SQLite file, normalized and merged, "
    "and the release is kept as well. The loop downloads the same with aiohttp and decodes it with orjson. Rates are "
    "set so high that they hold nothing up. Wall time.",
)


@attrs.frozen
class Both:
    """What a lookup took by the engine and by the bare loop, on average, round by round."""

    engine: Sequence[Taken]
    bare: Sequence[Taken]

    @property
    def share(self) -> Spread:
        """How many lookups the engine makes of those that the loop makes."""
        return Spread.of([bare.wall / engine.wall for engine, bare in zip(self.engine, self.bare, strict=True)])

    @property
    def share_of_cpu(self) -> Spread:
        """The same, of the processors' time in this process."""
        return Spread.of([bare.cpu / engine.cpu for engine, bare in zip(self.engine, self.bare, strict=True)])


def tables(options: Options) -> list[Table]:
    """Measure one source and three, at each concurrency."""
    with serving() as port:
        figures = [
            _figure(f"{name}, {jobs} at once", asyncio.run(measured(port, sources, jobs, options.throughput, rounds=5)))
            for name, sources in SOURCES.items()
            for jobs in CONCURRENCY
        ]
    return [Table("Lookups a second, as share of a bare loop", figures, NOTES)]


def _figure(name: str, both: Both) -> Figure:
    rates = (shown(1 / Spread.of([each.wall for each in of]).middle) for of in (both.engine, both.bare))
    told = f"{' : '.join(rates)} a second; {shown(both.share_of_cpu.middle)} of CPU time"
    return Figure(name, both.share, "", Aim(AT_LEAST, least=True), told)


@contextmanager
def serving() -> Iterator[int]:
    """Run the server, and give its port."""
    command = [sys.executable, str(Path(__file__).parent / "server.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield int(server.stdout.readline())
        finally:
            server.kill()


async def measured(port: int, sources: Sequence[str], jobs: int, lookups: int, rounds: int) -> Both:
    """Return what lookups take, in so many rounds of so many lookups."""
    taken: dict[str, list[Taken]] = {"engine": [], "bare": []}
    numbers = itertools.count(1)
    with tempfile.TemporaryDirectory(prefix="harmony-speed-") as home:
        async with _session(Path(home), port, sources, jobs) as session, _client(jobs) as client:
            works = {"engine": partial(looked_up, session, sources), "bare": partial(downloaded, client, port, sources)}
            for at in range(rounds + 1):
                for name, work in works.items():
                    asked = list(itertools.islice(numbers, lookups if at else jobs))  # the first time is a warm-up
                    start, cpu = time.perf_counter(), time.process_time()
                    await work(jobs, asked)
                    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
                    taken[name].append(Taken(wall / len(asked), cpu / len(asked)))
    return Both(taken["engine"][1:], taken["bare"][1:])


def _session(home: Path, port: int, sources: Sequence[str], jobs: int) -> Session:
    env = {f"{name.upper()}_BASE": f"http://127.0.0.1:{port}/{name}/" for name in sources}
    rates = {f"{name.upper()}_RATE": "1000000" for name in sources}
    return session_at(
        home, Mode.NORMAL, HARMONY_PLUGINS=",".join(sources), HARMONY_CONNECTIONS=str(jobs * 3), **env, **rates
    )


def _client(jobs: int) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=jobs * 3))


async def looked_up(session: Session, sources: Sequence[str], jobs: int, numbers: Sequence[int]) -> None:
    """Look so many releases up, each at all sources."""
    queries = (LookupQuery(texts=tuple(_ref(name, number) for name in sources)) for number in numbers)
    found = 0
    async for outcome in session.lookup_many(queries, jobs=jobs, regions=["US"], want=WANT):
        assert outcome.result is not None
        assert isinstance(outcome.result.data, Release)
        assert len(outcome.result.providers) == len(sources), outcome.result
        found += 1
    assert found == len(numbers)


def _ref(name: str, number: int) -> str:
    return f"{name}:{_mbid(number) if name == 'musicbrainz' else number}"


def _mbid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


async def downloaded(
    client: aiohttp.ClientSession, port: int, sources: Sequence[str], jobs: int, numbers: Sequence[int]
) -> None:
    """Download the bodies of so many releases, and decode them: those of one release at the same time."""
    left = iter(numbers)

    async def one(url: str) -> object:
        async with client.get(url) as response:
            return orjson.loads(await response.read())

    async def job() -> None:
        for number in left:
            await asyncio.gather(*(one(url) for name in sources for url in _urls(port, name, number)))

    await asyncio.gather(*(job() for _ in range(jobs)))


def _urls(port: int, name: str, number: int) -> Sequence[str]:
    """Return what is asked of a source for one release."""
    at = f"http://127.0.0.1:{port}/{name}"
    match name:
        case "musicbrainz":
            return [f"{at}/release/{_mbid(number)}?fmt=json"]
        case "itunes":
            return [f"{at}/lookup?id={number}"]
        case _:
            return [f"{at}/album/{number}", f"{at}/album/{number}/tracks"]
