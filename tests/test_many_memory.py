"""Very many lookups need no more memory than many."""

from __future__ import annotations

import resource
from pathlib import Path

import attrs
import pytest

from harmony_core import Session
from harmony_core import provider as hc

ONCE, FEW, MANY = 3_000, 100, 100_000
JOBS = 50
EVERY = 50
STATM = Path("/proc/self/statm")

MOST_PER_ROW = 100
"""Bytes: not even a number and its place in a list; a result is some thousands."""


@hc.payload
class Said:
    id: int
    title: str


CANNED = hc.Endpoint("said/{id}", into=Said)


async def fetch(api: hc.Api, target: object, options: object) -> Said:
    """Make an answer up: what is measured is what lookups hold, not what a store does."""
    return Said(id=int(target.id), title=f"Title {target.id}")


def recording(said: Said, read: hc.Reader) -> hc.Recording:
    """Return it in the common form."""
    return hc.Recording(
        title=said.title, external_ids=(hc.ExternalId(provider="canned", kind="recording", id=str(said.id)),)
    )


@pytest.fixture
def canned(shelf_parts):
    """A provider that asks nobody."""
    lookup = hc.Lookup("recording", by=("id",), main=CANNED, fetch=fetch, normalize=recording)
    urls = (hc.Url("recording", "https://www.canned.example.test/said/{id:digits}"),)
    return attrs.evolve(shelf_parts.shelf, name="canned", title="Canned", urls=urls, lookups=(lookup,), error_body=None)


def resident() -> int:
    """Return how many bytes this process has in memory."""
    if not STATM.exists():
        pytest.skip("this system does not tell how much memory a process has")
    return int(STATM.read_text().split()[1]) * resource.getpagesize()


@pytest.mark.slow
async def test_memory_is_flat(bench, canned):
    """From a hundred rows to a hundred thousand, no more is held than before."""

    async def most_held(session: Session, first: int, count: int) -> int:
        links = (f"https://www.canned.example.test/said/{number}" for number in range(first, first + count))
        found = most = 0
        async for outcome in session.lookup_many(links, jobs=JOBS):
            found += outcome.result.data is not None
            if found % EVERY == 0:
                most = max(most, resident())
        assert found == count
        return most

    env = {"HARMONY_STORE": "memory:", "HARMONY_MEMORY_RESULTS": "50", "HARMONY_MEMORY_ANSWERS": "50"}
    async with bench.session(canned, **env) as session:
        await most_held(session, 0, ONCE)  # what is made once, and caches that are full by then
        few = await most_held(session, ONCE, FEW)
        many = await most_held(session, ONCE + FEW, MANY)
    print(f"{few / 1e6:.1f} MB with {FEW} rows, {many / 1e6:.1f} MB with {MANY}")
    assert many < few + MANY * MOST_PER_ROW
