"""Where nothing can be written: what has come is used, held, told of, and written as soon as that can be done."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta

import attrs
import pytest

from harmony_core import provider as hc
from harmony_core.domain.errors import SetupError
from harmony_core.edges import database, keeping, own_limits
from harmony_core.edges.backends import open_sqlite, open_sqlite_entities, open_sqlite_limits
from harmony_core.edges.keeping import KeptAnswers, Writer
from harmony_core.edges.limits import MemoryLimits
from harmony_core.edges.own_limits import SteadyLimits
from harmony_core.edges.snapshots import MemorySnapshots
from harmony_core.plugin.limits import Breaker, Budget
from harmony_core.plugin.snapshot import Snapshot

NOON = datetime(2024, 5, 17, 12, 0, tzinfo=UTC)
FULL = SetupError("the disk is full; free some space", code="STORE")


def answer(number: int = 1, body: bytes = b"{}", at: datetime = NOON) -> Snapshot:
    """Return an answer to request `number`."""
    url = f"https://api.example.test/record/{number}"
    return Snapshot(key=f"GET {url}", provider="shelf", method="GET", url=url, status=200, body=body, fetched_at=at)


class Disk(MemorySnapshots):
    """A store on a disk that may be full."""

    def __init__(self) -> None:
        super().__init__()
        self.is_full = True
        self.tries = 0

    def put(self, snapshots):
        """Keep answers, where there is room."""
        self.tries += 1
        if self.is_full:
            raise FULL
        return super().put(snapshots)


@pytest.fixture
def disk() -> Disk:
    """A disk that is full."""
    return Disk()


@pytest.fixture
def kept(disk):
    """A store on a disk that is full."""
    return KeptAnswers(lambda: disk)


@pytest.fixture
def at_once(monkeypatch):
    """Try again at once."""
    monkeypatch.setattr(keeping, "AGAIN_SECONDS", 0.0)
    monkeypatch.setattr(own_limits, "AGAIN_SECONDS", 0.0)


# --- Answers ------------------------------------------------------------------------------------------------


def test_what_cannot_be_written_serves_all_the_same(kept, disk):
    """It is found beside what is kept, in order of time; nothing is tried again and again."""
    disk.is_full = False
    kept.put([answer(body=b"1"), answer(body=b"3", at=NOON + timedelta(hours=2))])
    assert kept.problem is None
    disk.is_full, before = True, disk.tries
    held = [answer(body=b"2", at=NOON + timedelta(hours=1)), answer(body=b"4", at=NOON + timedelta(hours=3))]
    for each in (*held, answer(2)):
        kept.put([each])
    assert disk.tries == before + 1
    assert kept.problem is FULL
    assert [each.body for each in kept.history(answer().key)] == [b"4", b"3", b"2", b"1"]
    assert [each.body for each in kept.history(answer().key, NOON + timedelta(hours=2))] == [b"3", b"2", b"1"]
    assert [kept.holds(each) for each in (*held, answer(body=b"1"))] == [True, True, False]
    assert sorted(kept.keys("GET ")) == [answer(1).key, answer(2).key]


@pytest.mark.usefixtures("at_once")
def test_what_is_held_is_written_when_that_can_be_done(kept, disk):
    """With the next answer, or when one is asked to try."""
    kept.put([answer(1)])
    kept.put([answer(2)])
    disk.is_full = False
    kept.put([answer(3)])
    assert kept.problem is None
    assert not kept.holds(answer(1))
    assert {each.key for each in disk.all()} == {answer(number).key for number in (1, 2, 3)}
    disk.is_full = True
    kept.put([answer(4)])
    disk.is_full = False
    kept.try_again()
    assert [each.key for each in kept.history(answer(4).key)] == [answer(4).key]
    assert answer(4).key in set(disk.keys("GET"))


class Slow:
    """Takes lots of answers, none before it may; one of them it cannot take."""

    def __init__(self) -> None:
        self.begun, self.may = threading.Event(), threading.Event()
        self.lots: list[list[bytes]] = []

    def __call__(self, snapshots):
        """Take a lot, all or none."""
        self.begun.set()
        assert self.may.wait(30)
        bodies = [each.body for each in snapshots]
        if b"broken" in bodies:
            raise ValueError("that cannot be written")
        self.lots.append(bodies)


async def test_what_comes_while_others_are_written_goes_together():
    """Each is told when it is written, and none waits for more than one write before its own."""
    slow = Slow()
    writer = Writer(slow)
    first = asyncio.create_task(writer.keep([answer(body=b"1")]))
    assert await asyncio.to_thread(slow.begun.wait, 30)
    others = [asyncio.create_task(writer.keep([answer(body=b"%d" % number)])) for number in range(2, 6)]
    await asyncio.sleep(0.01)
    others[0].cancel()
    assert not first.done()
    slow.may.set()
    await asyncio.gather(first, *others[1:])
    await writer.keep([answer(body=b"6")])
    writer.close()
    assert slow.lots[0] == [b"1"]
    assert slow.lots[1:] == [[b"2", b"3", b"4", b"5"], [b"6"]], "also what nobody waits for any more"


async def test_one_that_cannot_be_written_keeps_no_other_from_being_so():
    """Only who brought it is told."""
    slow = Slow()
    writer = Writer(slow)
    waiting = [asyncio.create_task(writer.keep([answer(body=body)])) for body in (b"1", b"broken", b"2", b"3")]
    await asyncio.sleep(0.01)
    slow.may.set()
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    writer.close()
    assert [type(each) for each in outcomes] == [type(None), ValueError, type(None), type(None)]
    assert sorted(body for lot in slow.lots for body in lot) == [b"1", b"2", b"3"]


def test_threads_of_one_program_write_in_turn(tmp_path, monkeypatch):
    """None sleeps while another writes; who would wait too long is told as if another program held the file."""
    store = open_sqlite(f"sqlite:{tmp_path / 'harmony.db'}")
    entities = open_sqlite_entities(f"sqlite:{tmp_path / 'harmony.db'}")
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    begun, may = threading.Event(), threading.Event()

    def hold(connection):
        begun.set()
        assert may.wait(30)

    thread = threading.Thread(target=store.file.write, args=[hold])
    thread.start()
    assert begun.wait(30)
    with pytest.raises(SetupError, match="another program holds it"):
        entities.put(hc.Kind.RELEASE, hc.Release(title="x"), NOON)
    may.set()
    thread.join()
    assert entities.put(hc.Kind.RELEASE, hc.Release(title="x"), NOON) == "release/1"
    for each in (store, entities):
        each.close()


def test_no_more_is_held_than_there_is_room_for(kept, monkeypatch):
    """The oldest goes first."""
    monkeypatch.setattr(keeping, "MOST_HELD_BYTES", 20_000)
    for number in range(20):
        kept.put([answer(number, b"x" * 1000)])
    assert [number for number in range(20) if kept.holds(answer(number, b"x" * 1000))] == list(range(10, 20))
    kept.put([answer(21, b"x" * 50_000)])
    assert kept.holds(answer(21, b"x" * 50_000)), "the newest is there, whatever its size"
    for number in range(100):
        kept.put([answer(number, b"")])
    assert sum(kept.holds(answer(number, b"")) for number in range(100)) == 20, "also what has no body takes room"


# --- Rates and breakers ---------------------------------------------------------------------------------------


class SharedLimits(MemoryLimits):
    """A shared place that may not be writable."""

    is_full = False

    async def change_budget(self, name, change):
        """Change a budget, where that can be done."""
        if self.is_full:
            raise FULL
        return await super().change_budget(name, change)

    async def change_breaker(self, name, change):
        """Change a breaker, where that can be done."""
        if self.is_full:
            raise FULL
        return await super().change_breaker(name, change)


def took(*moments: float):
    """Return a change that takes places."""
    return lambda budget: attrs.evolve(budget, taken=tuple(sorted({*budget.taken, *moments})))


@pytest.mark.usefixtures("at_once")
async def test_rates_go_on_from_what_was_known(caplog):
    """A pause and what went out hold on; the shared place is told of what went out meanwhile; all is said once."""
    shared = SharedLimits()
    await shared.change_budget("shelf", lambda _: Budget(taken=(1.0,), paused_until=9.0))
    await shared.change_breaker("shelf", lambda _: Breaker(failures=4))
    shared.is_full = True
    limits = SteadyLimits(shared)
    assert await limits.budget("shelf") == Budget(taken=(1.0,), paused_until=9.0)
    for moment in (2.0, 3.0):
        await limits.change_budget("shelf", took(moment))
    await limits.change_breaker("shelf", lambda each: attrs.evolve(each, failures=each.failures + 1, open_until=7.0))
    assert await limits.budget("shelf") == Budget(taken=(1.0, 2.0, 3.0), paused_until=9.0)
    assert await limits.breaker("shelf") == Breaker(failures=5, open_until=7.0)
    assert (await shared.budget("shelf")).taken == (1.0,)
    assert limits.problem is FULL
    shared.is_full = False
    found = await limits.change_budget("shelf", took(4.0))
    assert found == await shared.budget("shelf") == Budget(taken=(1.0, 2.0, 3.0, 4.0), paused_until=9.0)
    assert await shared.breaker("shelf") == Breaker(failures=5, open_until=7.0)
    assert limits.problem is None
    assert [each.getMessage() for each in caplog.records] == ["rates_not_shared"]


async def test_a_rate_is_kept_where_none_is_shared(bench, source, shelf_parts, tmp_path):
    """A source is asked no quicker because nothing can be written."""
    source.on("*", {"id": 1, "title": "One"})
    bench.limits = SteadyLimits(SharedLimits())
    bench.limits._shared.is_full = True
    api = bench.api(SHELF_RATE="2/1")
    began = time.monotonic()
    for number in range(4):
        await api.get(shelf_parts.RECORD, id=number)
    assert time.monotonic() - began >= 1.0


# --- Lookups ------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 4 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("a small disk can only be had by root")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(place) -> None:
    """Leave no room on a disk."""
    with (place / "filler").open("ab", buffering=0) as filler:
        for size in (65_536, 4096, 1):
            try:
                while True:
                    filler.write(b"x" * size)
            except OSError:
                continue


async def test_a_full_disk_costs_no_answer(bench, source, shelf_parts, small_disk, at_once):
    """The lookup has its answer and says what was not kept; when there is room again, all of it is."""
    for number in (1, 2, 3):
        source.on(f"record/{number}", {"id": number, "title": f"Song {number}", "upc": None})
        source.on(f"record/{number}/songs", {"songs": {"data": [{"id": 1, "title": "x" * 3000}]}})
    session = bench.session(HARMONY_HOME=str(small_disk))
    assert (await session.lookup("shelf:1")).messages == ()
    fill(small_disk)
    for _ in range(2):
        result = await session.lookup("shelf:2")
        assert result.data.title == "Song 2"
        (message,) = result.messages
        assert "what sources answered could not be kept" in message.text
        assert "full; free some space on the disk and run again; what was kept before is safe" in message.text
        assert result.permalink is None
    assert source.asked() == 4, "what is held serves"
    assert str(session.problem).startswith(str(small_disk))
    (small_disk / "filler").unlink()
    assert (await session.lookup("shelf:3")).messages == ()
    assert session.problem is None
    await session.close()
    store = open_sqlite(f"sqlite:{small_disk / 'harmony.db'}")
    assert len(list(store.all())) == 6
    store.close()
    with sqlite3.connect(small_disk / "harmony.db") as database:
        assert database.execute("select count(*) from releases").fetchone() == (3,)
        (taken,) = database.execute("select taken from budgets").fetchone()
    database.close()
    assert taken.count(",") >= 1
    offline = bench.session(mode=shelf_parts.Mode.OFFLINE, HARMONY_HOME=str(small_disk))
    assert (await offline.lookup("shelf:2")).data.title == "Song 2"
    assert source.asked() == 6


async def test_a_disk_that_was_full_before_costs_no_answer(bench, source, shelf_parts, small_disk, at_once):
    """Where there is not even room for a journal, what is kept serves, and what is not is asked for."""
    for number in (1, 2):
        source.on(f"record/{number}", {"id": number, "title": f"Song {number}", "upc": None})
        source.on(f"record/{number}/songs", {"songs": {"data": []}})
    session = bench.session(HARMONY_HOME=str(small_disk))
    await session.lookup("shelf:1")
    await session.close()
    fill(small_disk)
    session = bench.session(HARMONY_HOME=str(small_disk))
    assert (await session.lookup("shelf:1")).data.title == "Song 1"
    assert source.asked() == 2
    result = await session.lookup("shelf:2")
    assert result.data.title == "Song 2"
    (message,) = result.messages
    assert "could not be kept" in message.text
    assert "the disk is full" in message.text
    (small_disk / "filler").unlink()
    await session.close()
    offline = bench.session(mode=shelf_parts.Mode.OFFLINE, HARMONY_HOME=str(small_disk))
    assert (await offline.lookup("shelf:2")).data.title == "Song 2"
    assert source.asked() == 4


async def test_a_locked_file_costs_no_answer(bench, source, monkeypatch, tmp_path):
    """Another program that does not let go of the file is waited for, and then done without."""
    monkeypatch.setattr("harmony_core.edges.database.BUSY_SECONDS", 0.2)
    source.on("record/1", {"id": 1, "title": "One"})
    source.on("record/1/songs", {"songs": {"data": []}})
    session = bench.session()
    await session.lookup("shelf:1")
    source.on("record/2", {"id": 2, "title": "Two"})
    source.on("record/2/songs", {"songs": {"data": []}})
    other = sqlite3.connect(bench.home / "harmony.db", isolation_level=None)
    other.execute("begin immediate")
    result = await session.lookup("shelf:2")
    assert result.data.title == "Two"
    assert "another program holds it: run again when that is done" in result.messages[0].text
    other.execute("rollback")
    other.close()
    await session.close()
    store = open_sqlite(f"sqlite:{bench.home / 'harmony.db'}")
    assert len(list(store.all())) == 4, "what was held is written at the end"
    store.close()


async def test_forgetting_pauses_says_where_that_cannot_be_done(bench, source, tmp_path):
    """`harmony limits --reset` must not say that a pause is forgotten which others still heed."""
    session = bench.session()
    store = open_sqlite_limits(f"sqlite:{bench.home / 'harmony.db'}")
    await store.change_budget("shelf", lambda _: Budget(paused_until=time.time() + 1000, changed_at=time.time()))
    session._limit_store()._shared._file.read_only = True
    with pytest.raises(SetupError, match="may only be read"):
        await session.reset_limits()
    assert (await store.budget("shelf")).paused_until
    store.close()
