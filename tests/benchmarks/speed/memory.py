"""How much memory very many lookups hold, beside many: in a process of its own, as others leave holes to be filled.

python tests/benchmarks/speed/memory.py ROWS
"""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from harmony_core import provider as hc
from harmony_core.edges.config import load_config
from harmony_core.session import Session
from speed.measure import Spread
from speed.options import Options
from speed.report import Aim, Figure, Table

ONCE, FEW, JOBS, EVERY = 3_000, 100, 50, 50
"""Rows before anything is measured, the few rows that very many are compared with, and how often is looked."""

BYTES_PER_ROW = 100.0
"""At most so much more may be held for each row: not even a number and its place in a list."""

STATM = Path("/proc/self/statm")

NOTES = (
    "lookup_many over so many different rows, each found by a provider that asks nobody, with 50 under way. Resident "
    "memory of the process at its highest, beside that with 100 rows.",
)


@hc.payload
class Said:
    """What the made-up source says."""

    id: int
    title: str


SAID = hc.Endpoint("said/{id}", into=Said)


async def fetch(api: hc.Api, target: hc.EntityRef, options: hc.LookupOptions) -> Said:
    """Make an answer up."""
    return Said(id=int(target.id), title=f"Title {target.id}")


def recording(said: Said, read: hc.Reader) -> hc.Recording:
    """Return it in the common form."""
    own = hc.ExternalId(provider="canned", kind="recording", id=str(said.id))
    return hc.Recording(title=said.title, external_ids=(own,))


CANNED = hc.Provider(
    name="canned",
    title="Canned",
    base="https://api.example.test/",
    urls=(hc.Url("recording", "https://www.canned.example.test/said/{id:digits}"),),
    lookups=(hc.Lookup("recording", by=("id",), main=SAID, fetch=fetch, normalize=recording),),
    rate=hc.Rate(10_000, per=1.0),
)


def tables(options: Options) -> list[Table]:
    """Measure in a process of its own."""
    if not STATM.exists():
        return [Table("Memory", [], ["This system does not tell how much memory a process has."])]
    command = [sys.executable, __file__, str(options.batch)]
    few, many = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    growth = (many - few) / options.batch
    told = f"{few / 1e6:.1f} MB with {FEW}, {many / 1e6:.1f} MB with {options.batch:,}"
    figure = Figure("more held for each row of a batch", Spread.exactly(growth), "bytes", Aim(BYTES_PER_ROW), told)
    return [Table("Memory", [figure], NOTES)]


async def measured(rows: int, once: int = ONCE) -> tuple[int, int]:
    """Return how many bytes are held at most with few rows, and with so many."""
    env = {"HARMONY_STORE": "memory:", "HARMONY_MEMORY_RESULTS": "50", "HARMONY_MEMORY_ANSWERS": "50"}
    async with Session(providers=(CANNED,), installed=False, config=load_config(env)) as session:
        await most_held(session, 0, once)  # what is made once, and caches that are full by then
        few = await most_held(session, once, FEW)
        return few, await most_held(session, once + FEW, rows)


async def most_held(session: Session, first: int, count: int) -> int:
    """Look so many things up, and return the most memory that the process had."""
    links = (f"https://www.canned.example.test/said/{number}" for number in range(first, first + count))
    found = most = 0
    async for outcome in session.lookup_many(links, jobs=JOBS):
        assert outcome.result is not None
        assert outcome.result.data is not None
        found += 1
        if found % EVERY == 0:
            most = max(most, resident())
    assert found == count
    return most


def resident() -> int:
    """Return how many bytes this process has in memory."""
    return int(STATM.read_text().split()[1]) * resource.getpagesize()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measured(int(sys.argv[1])))))
