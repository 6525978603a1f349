"""Places by the scheme of their address: answers, entities and limits each where it is kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import attrs
import pytest

from harmony_core import provider as hc
from harmony_core.domain.errors import SetupError
from harmony_core.edges.limits import MemoryLimits

ONE = {"id": 1, "title": "One", "songs": {"data": []}}


class Far(MemoryLimits):
    """A place that others share, as a plugin may offer one: it compares and sets, so changes are made again."""

    def __init__(self) -> None:
        super().__init__()
        self.closed = False

    async def change_budget(self, name, change):
        """Let somebody else be quicker the first time."""
        change(hc.Budget(taken=(1.0,)))
        return await super().change_budget(name, change)

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True


@pytest.fixture
def far():
    """The place that is shared."""
    return Far()


@pytest.fixture
def session_with(bench, far):
    """Open sessions that know a back end of a plugin's, for limits alone."""
    opened = []

    def open_limits(url, migrations):
        opened.append(url)
        return far

    def make(**env):
        session = bench.session(**env)
        backends = (*session.catalog.backends, hc.Backend(scheme="far", open_limits=open_limits))
        session.catalog = attrs.evolve(session.catalog, backends=backends)
        session.opened = opened
        return session

    return make


async def test_limits_may_be_kept_elsewhere_than_answers(bench, source, session_with, far):
    """Where the setting `limits` says, for all who use that place, on whatever machine they are."""
    source.on("*", source.reply(429, Retry_After="3600"))
    env = {"HARMONY_LIMITS": "far://somewhere/0"}
    sessions = [session_with(**env, HARMONY_STORE="memory:") for _ in range(2)]
    codes = [(await session.lookup("shelf:1")).answers["shelf"].error.code for session in sessions]
    assert codes == ["RATE_LIMITED"] * 2
    assert source.asked() == 1
    assert sessions[0].opened == ["far://somewhere/0"] * 2
    assert not far.closed
    await sessions[0].close()
    assert far.closed


async def test_a_place_without_answers_keeps_none(bench, session_with):
    """The message says where such a place belongs."""
    with pytest.raises(SetupError, match=r"answers cannot be kept there; the setting limits can name it"):
        session_with(HARMONY_STORE="far://somewhere").snapshots()
    with pytest.raises(SetupError, match=r"limits 'near:x': things can be kept at sqlite:, memory:, far:"):
        await session_with(HARMONY_LIMITS="near:x").limits()


async def test_a_place_without_limits_leaves_them_to_the_process(bench, source, shelf_parts):
    """Each session then has rates of its own."""
    source.on("*", ONE)
    session = bench.session(HARMONY_STORE="dumb:")
    (memory,) = (each for each in session.catalog.backends if each.scheme == "memory")
    dumb = attrs.evolve(memory, scheme="dumb", open_limits=None)
    session.catalog = attrs.evolve(session.catalog, backends=(dumb,))
    await session.lookup("shelf:1")
    (found,) = await session.limits()
    assert found.left < found.limit


async def test_where_nothing_goes_out_nothing_is_opened_or_written(bench, source, tmp_path):
    """A lookup that kept answers serve neither reads nor writes limits."""
    source.on("*", ONE)
    env = {"HARMONY_STORE": f"sqlite:{tmp_path / 'kept.db'}"}
    await bench.session(**env).lookup("shelf:1")
    session = bench.session(**env)
    before = _rows(tmp_path / "kept.db")
    assert before
    assert (await session.lookup("shelf:1")).data.title == "One"
    assert session._limits is None
    assert _rows(tmp_path / "kept.db") == before


async def test_a_mirror_has_limits_of_its_own(bench, source, other_source, tmp_path):
    """What the source asked for is not asked of a mirror."""
    source.on("*", source.reply(429, Retry_After="3600"))
    other_source.on("*", ONE)
    env = {"HARMONY_STORE": f"sqlite:{tmp_path / 'kept.db'}"}
    await bench.session(**env).lookup("shelf:1")
    result = await bench.session(**env, SHELF_BASE=other_source.url).lookup("shelf:1")
    assert result.data.title == "One"


def _rows(path):
    with closing(sqlite3.connect(path)) as connection, connection:
        found = connection.execute("select * from budgets").fetchall()
    connection.close()
    return found
