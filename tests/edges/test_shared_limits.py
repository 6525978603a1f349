"""Several processes and one source: together they keep its rate, and use it, by the clock that they share."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing

import pytest

from harmony_core.edges.backends import open_sqlite, open_sqlite_limits
from harmony_core.edges.breaker import Circuit, OpenError, Threshold
from harmony_core.edges.limiter import Limiter, PausedError
from harmony_core.plugin.limits import Breaker, Budget
from harmony_core.plugin.providers import Rate

EXACT = 1e-5

ON_THE_WAY = 0.3
"""Seconds by which a busy machine may bring requests closer together, or further apart, than they were sent."""

WORKER = """
import asyncio, json, sys, time
from harmony_core.edges.backends import open_sqlite_limits
from harmony_core.edges.limiter import Limiter, PausedError
from harmony_core.plugin.providers import Rate

path, requests, per, tasks, patience = sys.argv[1], *map(float, sys.argv[2:])
store = open_sqlite_limits(f"sqlite:{path}")
limiter = Limiter(Rate(int(requests), per=per), lambda: store, name="shelf")
places, told = [], []

async def one(until):
    while time.time() < until:
        try:
            places.append((await limiter.wait(patience)).at)
        except PausedError as error:
            told.append(time.time() + error.seconds)
            return

async def work():
    print("ready", flush=True)
    until = time.time() + float(sys.stdin.readline())
    await asyncio.gather(*(one(until) for _ in range(int(tasks))))

asyncio.run(work())
store.close()
print(json.dumps([places, told]))
"""


class Workers:
    """Processes that take places in one source's rate as quickly as they get them."""

    def __init__(self, path, count, rate, *, tasks=3, patience=30.0):
        arguments = map(str, (path, rate.requests, rate.per, tasks, patience))
        command = [sys.executable, "-c", WORKER, *arguments]
        self.processes = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(count)
        ]
        for process in self.processes:
            assert process.stdout.readline() == "ready\n"

    def begin(self, seconds):
        """Let all take places for so long."""
        for process in self.processes:
            process.stdin.write(f"{seconds}\n")
            process.stdin.flush()

    def ended(self):
        """Return for each that was not killed the places that it took, and until when it was told to wait."""
        printed = [process.communicate(timeout=120)[0] for process in self.processes]
        return [
            json.loads(text) for process, text in zip(self.processes, printed, strict=True) if not process.returncode
        ]


@pytest.fixture
def workers(tmp_path):
    """Start workers on one file; they are gone at the end."""
    started = []

    def start(count, rate, **how):
        open_sqlite_limits(f"sqlite:{tmp_path / 'shared.db'}").close()
        started.append(Workers(tmp_path / "shared.db", count, rate, **how))
        return started[-1]

    yield start
    for process in (process for each in started for process in each.processes):
        process.kill()
        process.communicate()


@pytest.fixture
def store(tmp_path):
    """The place that the workers share."""
    opened = open_sqlite_limits(f"sqlite:{tmp_path / 'shared.db'}")
    yield opened
    opened.close()


def most_in_a_window(times, seconds):
    """Return the largest number of times in a window of so many seconds."""
    return max(sum(start <= time < start + seconds - EXACT for time in times) for start in times)


@pytest.mark.slow  # its times say something on a quiet machine only
@pytest.mark.parametrize(("requests", "per"), [(20, 2.0), (1, 0.2)])
def test_ten_processes_keep_one_rate_and_use_it(workers, requests, per):
    """By the clock that they share no window holds more than the rate, 95 % of it is used, and each gets some."""
    running = workers(10, Rate(requests, per=per))
    running.begin(8.0)
    taken = [places for places, _ in running.ended()]
    times = sorted(at for places in taken for at in places)
    assert most_in_a_window(times, per) <= requests
    assert len(times) > 3 * 10, "there was time enough to judge"
    late = [at - times[0] - number // requests * per / 0.95 for number, at in enumerate(times)]
    assert max(late) < ON_THE_WAY, "each goes when the rate allows it, 5 % later at most; some began later"
    assert [len(places) >= 2 for places in taken] == [True] * 10


def test_a_pause_holds_for_all_processes(workers, store):
    """One is told to wait a day: all others stop with the time to come back."""
    running = workers(3, Rate(5, per=0.5), patience=30.0)
    running.begin(60.0)

    async def told():
        await asyncio.sleep(1.0)
        await Limiter(Rate(5, per=0.5), lambda: store, name="shelf").pause(86_400)

    asyncio.run(told())
    ends = [until for _, told in running.ended() for until in told]
    assert len(ends) == 9
    assert all(abs(until - time.time() - 86_400) < 60 for until in ends)


def test_processes_that_are_killed_take_nothing_with_them(workers, tmp_path):
    """What a killed process had reserved is lost; the others go on at the rate."""
    running = workers(4, Rate(1, per=0.2))
    running.begin(6.0)
    time.sleep(1.5)
    killed = time.time()
    for process in running.processes[:2]:
        process.kill()
    taken = [places for places, _ in running.ended()]
    times = sorted(at for places in taken for at in places)
    assert len(taken) == 2
    assert most_in_a_window(times, 0.2) == 1
    later = [at for at in times if killed + 0.5 < at < killed + 3.5]
    assert len(later) >= 0.7 * 3.0 / 0.2, "half of it, if they had to wait for the killed ones"


async def test_of_a_rate_that_is_plenty_a_few_places_are_taken_at_once(store, monkeypatch):
    """They are used while they are good: a pause of another program holds for them, too."""
    changes = []
    change = store.change_budget
    monkeypatch.setattr(store, "change_budget", lambda name, by: changes.append(name) or change(name, by))
    limiter, other = (Limiter(Rate(1_000_000), lambda: store, name="shelf") for _ in range(2))
    places = [await limiter.wait() for _ in range(30)]
    assert len(changes) < 30
    assert len({id(each) for each in places}) == 30
    assert sorted(each.at for each in places) == [each.at for each in places]
    await limiter.wait()
    await other.pause(3600)
    for _ in range(2):
        with pytest.raises(PausedError):
            await limiter.wait(30)


async def test_of_any_other_rate_one_place_is_taken_at_a_time(store):
    """Others may want the next."""
    limiter = Limiter(Rate(4_999), lambda: store, name="shelf")
    await limiter.wait()
    assert len((await store.budget("shelf")).taken) == 1


async def test_where_nothing_goes_out_nothing_is_written(store):
    """A pause that is too long is read, and no more."""
    limiter = Limiter(Rate(1), lambda: store, name="shelf")
    await limiter.pause(3600)
    before = await store.budget("shelf")
    with pytest.raises(PausedError):
        await limiter.wait(30)
    assert await store.budget("shelf") == before


async def test_who_is_cancelled_gives_the_place_back(store):
    """Also while it is being taken."""
    limiter = Limiter(Rate(1, per=30.0), lambda: store, name="shelf")
    await limiter.wait()
    for seconds in (0.0, 0.0005, 0.001, 0.002, 0.01, 0.05):
        waiting = asyncio.create_task(limiter.wait())
        await asyncio.sleep(seconds)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert len((await store.budget("shelf")).taken) == 1


async def test_a_rate_that_is_told_is_told_to_all(store):
    """What an answer to one said of the source's rate, the others go by."""
    one, other = (Limiter(Rate(1, per=5.0), lambda: store, name="shelf") for _ in range(2))
    careful = Limiter(Rate(1, per=5.0), lambda: store, name="shelf", wished=Rate(1, per=2.0))
    await one.follow(Rate(10, per=1.0))
    for each in (other, careful):
        await each.wait()
    assert other.rate == Rate(10, per=1.0)
    assert careful.rate == Rate(1, per=2.0), "never quicker than its user wants"


async def test_a_rate_that_grows_wakes_who_waits(store):
    """Who sleeps for a place that is far away takes a nearer one."""
    limiter = Limiter(Rate(1, per=600.0), lambda: store, name="shelf")
    await limiter.wait()
    waiting = asyncio.create_task(limiter.wait())
    await asyncio.sleep(0.05)
    await limiter.follow(Rate(1, per=0.1))
    await asyncio.wait_for(waiting, 30)


async def test_what_is_kept_is_read_again(tmp_path):
    """Budgets and breakers outlive the program, every field of them, and stand beside kept answers."""
    url = f"sqlite:{tmp_path / 'kept.db'}"
    open_sqlite(url).close()
    store = open_sqlite_limits(url)
    budget = Budget(
        taken=(1.5, 2.25), paused_until=3.0, used_up_until=4.0, told=Rate(5, per=6.5), told_at=7.0, changed_at=8.0
    )
    breaker = Breaker(failures=1, open_until=2.5, probe_until=3.5, successes=4)
    await store.change_budget("shelf", lambda _: budget)
    await store.change_breaker("shelf", lambda _: breaker)
    store.close()
    store = open_sqlite_limits(url)
    assert await store.budget("shelf") == budget
    assert await store.breaker("shelf") == breaker
    assert (await store.budget("other"), await store.breaker("other")) == (Budget(), Breaker())
    store.close()
    with closing(sqlite3.connect(tmp_path / "kept.db")) as found, found:
        ((taken, paused),) = found.execute("select taken, datetime(paused_until, 'unixepoch') from budgets")
    found.close()
    assert (json.loads(taken), paused) == ([1.5, 2.25], "1970-01-01 00:00:03")


async def test_a_row_that_was_changed_by_hand_is_forgotten(store, tmp_path):
    """What cannot be read stops nobody."""
    await Limiter(Rate(1, per=600.0), lambda: store, name="shelf").wait()
    for taken in ("nonsense", '{"a": 1}', "[null]", '["x"]'):
        with closing(sqlite3.connect(tmp_path / "shared.db")) as found, found:
            found.execute("update budgets set taken = ?", (taken,))
        found.close()
        assert (await store.budget("shelf")).taken == ()
    await asyncio.wait_for(Limiter(Rate(1, per=600.0), lambda: store, name="shelf").wait(), 30)


# --- A real source ------------------------------------------------------------------------------------------

ASKER = """
import asyncio, sys, time
from harmony_core import Session, provider as hc
from harmony_core.edges.config import load_config

@hc.payload
class Record:
    title: str

RECORD = hc.Endpoint("record/{id}", into=Record)

async def fetch(api, target, options):
    return await api.get(RECORD, id=target.id)

home, base, number = sys.argv[1:]
shelf = hc.Provider(
    name="shelf", title="Shelf", base="https://api.example.test/", rate=hc.Rate(20, per=2.0),
    urls=(hc.Url("release", "https://www.example.test/record/{id:digits}"),),
    lookups=(hc.Lookup("release", by=("id",), main=RECORD, fetch=fetch,
                       normalize=lambda answer, read: hc.Release(title=answer.title)),),
)

async def work():
    config = load_config({"HARMONY_HOME": home, "SHELF_BASE": base, "HARMONY_RETRIES": "0"})
    async with Session(providers=[shelf], installed=False, config=config) as session:
        import harmony_core.edges.transport
        print("ready", flush=True)
        until = time.time() + float(sys.stdin.readline())
        count = 0
        while time.time() < until:
            ids = [int(number) * 1000 + count + more for more in range(3)]
            found = await asyncio.gather(*(session.lookup(f"shelf:{each}") for each in ids))
            assert all(result.data is not None for result in found), found[0].answers
            count += 3

asyncio.run(work())
"""


@pytest.mark.slow  # its times say something on a quiet machine only
async def test_ten_programs_and_a_source_that_counts(source, tmp_path):
    """As the source's own log shows it the rate is kept, but for the way there, and used."""
    source.on("*", {"title": "One"})
    programs = []
    try:
        for number in range(1, 11):
            arguments = ["-c", ASKER, str(tmp_path), source.url, str(number)]
            programs.append(
                await asyncio.create_subprocess_exec(
                    sys.executable, *arguments, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
                )
            )
        for program in programs:
            assert await asyncio.wait_for(program.stdout.readline(), 120) == b"ready\n"
        for program in programs:
            program.stdin.write(b"8\n")
        codes = [await asyncio.wait_for(program.wait(), 120) for program in programs]
    finally:
        for program in programs:
            if program.returncode is None:
                program.kill()
                await program.wait()
    times = sorted(seen.time for seen in source.seen)
    assert codes == [0] * 10
    assert most_in_a_window(times, 2.0 - ON_THE_WAY) <= 20
    assert len(times) > 60
    late = [at - times[0] - number // 20 * 2.0 / 0.95 for number, at in enumerate(times)]
    assert max(late) < 2 * ON_THE_WAY


# --- Breakers -----------------------------------------------------------------------------------------------


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self):
        self.now = 1_700_000_000.0

    def __call__(self):
        """Return the time."""
        return self.now


@pytest.fixture
def clock():
    """A clock that goes when it is told to."""
    return Clock()


@pytest.fixture
def circuits(store, clock):
    """Breakers of one source in several programs."""
    return [Circuit(Threshold(), lambda: store, name="shelf", clock=clock) for _ in range(10)]


async def outcomes(circuits):
    """Return what each says to a request: that it goes out, goes as a probe, or until when it does not."""

    async def one(circuit):
        try:
            return "probe" if await circuit.enter() else "out"
        except OpenError as error:
            return error.until

    return Counter(await asyncio.gather(*map(one, circuits)))


async def test_five_failures_open_it_for_all(circuits, clock):
    """Whoever failed: the sum counts, and a success between begins anew."""
    for circuit in circuits[:4]:
        await circuit.failed(probe=False)
    await circuits[4].enter()
    await circuits[4].succeeded(probe=False)
    for circuit in circuits[:4]:
        assert await outcomes(circuits) == {"out": 10}
        await circuit.failed(probe=False)
    assert await outcomes(circuits) == {"out": 10}
    await circuits[9].failed(probe=False)
    assert await outcomes(circuits) == {clock.now + 60: 10}
    await circuits[8].failed(probe=False)  # sent before it opened
    clock.now += 59
    assert await outcomes(circuits) == {clock.now + 1: 10}


async def test_one_probe_at_a_time_and_two_successes_close_it(circuits, clock):
    """After a minute one of all requests goes out; the next when it succeeded; then all."""
    for _ in range(5):
        await circuits[0].failed(probe=False)
    clock.now += 60
    for _ in range(2):
        found = await outcomes(circuits)
        assert found == {"probe": 1, clock.now + 60: 9}
        await circuits[3].succeeded(probe=True)
    assert await outcomes(circuits) == {"out": 10}


async def test_a_probe_that_fails_opens_it_again(circuits, clock):
    """Also after one that succeeded; the successes then count anew."""
    for _ in range(5):
        await circuits[0].failed(probe=False)
    clock.now += 60
    await outcomes(circuits)
    await circuits[0].succeeded(probe=True)
    await outcomes(circuits)
    await circuits[0].failed(probe=True)
    assert await outcomes(circuits) == {clock.now + 60: 10}
    clock.now += 60
    await outcomes(circuits)
    await circuits[0].succeeded(probe=True)
    assert (await outcomes(circuits))["probe"] == 1


async def test_a_probe_that_is_given_up_or_lost_leaves_it_to_another(circuits, clock):
    """Where it was cancelled at once, where its process was killed after a while."""
    for _ in range(5):
        await circuits[0].failed(probe=False)
    clock.now += 60
    await outcomes(circuits)
    await circuits[0].given_up(probe=True)
    assert (await outcomes(circuits))["probe"] == 1
    assert (await outcomes(circuits))["probe"] == 0
    clock.now += 61
    assert (await outcomes(circuits))["probe"] == 1


async def test_a_clock_that_was_set_back_leaves_nothing_open_for_ever(circuits, clock):
    """What is open for longer than can be is probed."""
    for _ in range(5):
        await circuits[0].failed(probe=False)
    clock.now -= 86_400
    assert (await outcomes(circuits))["probe"] == 1


@pytest.mark.parametrize(("failures", "opens"), [(0, False), (1, True), (3, False)])
async def test_the_thresholds_are_settings(store, clock, failures, opens):
    """One failure may be enough, and 0 is never."""
    circuit = Circuit(Threshold(failures=failures), lambda: store, name="shelf", clock=clock)
    await circuit.failed(probe=False)
    assert circuit.is_open is opens
