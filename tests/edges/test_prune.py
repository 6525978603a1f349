"""Pruning: what is old or too much goes, what stored entities need stays, and the space is given back."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from datetime import UTC, datetime, timedelta

import attrs
import pytest

from harmony_core.domain.errors import ReadOnlyError, SetupError
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.model import ExternalId, Release, Source
from harmony_core.domain.refs import Kind
from harmony_core.edges.backends import open_sqlite, open_sqlite_entities
from harmony_core.edges.prune import mentions, prune
from harmony_core.edges.salvage import problems
from harmony_core.plugin.snapshot import Snapshot

NOW = datetime(2024, 5, 17, 12, 0, tzinfo=UTC)


def answer(path: str, days: float, body: bytes | None = None, **given) -> Snapshot:
    """Return an answer that came so many days ago."""
    url = f"https://api.example.test/{path}"
    body = random.Random(f"{path} {days}").randbytes(20_000) if body is None else body
    plain = {"key": f"GET {url}", "provider": "shelf", "method": "GET", "url": url, "status": 200, "headers": {}}
    return Snapshot(**{**plain, "body": body, "fetched_at": NOW - timedelta(days=days), **given})


@pytest.fixture
def store(tmp_path):
    """An empty store."""
    made = open_sqlite(f"sqlite:{tmp_path / 'harmony.db'}")
    yield made
    made.close()


@pytest.fixture
def remember(tmp_path):
    """Store a release with these ids."""

    def call(*ids: ExternalId, gtin: str | None = None, snapshot: str | None = None) -> None:
        entities = open_sqlite_entities(f"sqlite:{tmp_path / 'harmony.db'}")
        sources = (Source(provider="shelf", id="x", snapshot=snapshot),) if snapshot else ()
        release = Release(title="One", external_ids=ids, gtin=Gtin.parse(gtin) if gtin else None, sources=sources)
        entities.put(Kind.RELEASE, release, NOW)
        entities.close()

    return call


def left(store) -> list[tuple[str, int]]:
    """Return what is kept: the path and how many days ago."""
    return [(each.url.removeprefix("https://api.example.test/"), (NOW - each.fetched_at).days) for each in store.all()]


def days(count: float) -> datetime:
    """Return the time so many days ago."""
    return NOW - timedelta(days=count)


def test_what_is_older_goes(store):
    """Age decides, to the moment; bodies go with the last answer that has them."""
    store.put([answer("a", 100, b"same"), answer("b", 91, b"other"), answer("c", 90), answer("d", 1, b"same")])
    done = prune(store.file, older_than=days(90))
    assert (done.answers, done.bodies, done.needed) == (2, 1, 0)
    assert left(store) == [("c", 90), ("d", 1)]


def test_the_space_is_given_back(store, tmp_path):
    """The file is smaller afterwards."""
    store.put(answer(str(number), number) for number in range(200))
    store.file.reader().execute("pragma wal_checkpoint(truncate)")
    before = (tmp_path / "harmony.db").stat().st_size
    done = prune(store.file, older_than=days(20))
    after = (tmp_path / "harmony.db").stat().st_size
    assert done.answers == 179
    assert after < before / 4
    assert done.bytes_after == after
    assert len(list(store.all())) == 21


def test_the_oldest_go_until_it_is_small_enough(store):
    """A size is kept to, and no more goes than must."""
    store.put(answer(str(number), number) for number in range(200))
    done = prune(store.file, keep_bytes=1_000_000)
    assert not done.too_large
    assert 800_000 < done.bytes_after <= 1_000_000
    assert left(store) == [(str(number), number) for number in range(len(left(store)) - 1, -1, -1)]
    assert prune(store.file, keep_bytes=1_000_000).answers == 0


def test_age_and_size_together(store):
    """What is older goes in any case, then the oldest."""
    store.put(answer(str(number), number) for number in range(100))
    assert prune(store.file, older_than=days(10), keep_bytes=10**9).answers == 89
    assert prune(store.file, older_than=days(10), keep_bytes=200_000).answers > 0


def test_a_dry_run_only_tells(store):
    """What would go is what goes."""
    store.put(answer(str(number), number) for number in range(60))
    told = prune(store.file, older_than=days(20), dry_run=True)
    assert len(left(store)) == 60
    done = prune(store.file, older_than=days(20))
    assert (told.answers, told.bodies, told.bytes_before) == (done.answers, done.bodies, done.bytes_before)
    assert told.bytes_after == pytest.approx(done.bytes_after, rel=0.3)


def test_what_a_stored_entity_was_made_of_stays(store, remember):
    """Of each request about it the newest answer stays, and the newest that told something."""
    remember(ExternalId(provider="shelf", kind="release", id="42"), gtin="2000000090016")
    store.put(
        [
            answer("record/42", 400),
            answer("record/42", 300),
            answer("record/42/songs", 300),
            answer("record/42/songs", 200, b"{}", status=503),
            answer("record/42/songs", 190, b"{}", status=0),
            answer("record/421", 300),
            answer("record/7?also=42", 300, provider="other"),
            answer("find?q=upc:02000000090016", 300),
            answer("search?q=one", 300),
        ]
    )
    done = prune(store.file, older_than=days(90))
    assert left(store) == [
        ("record/42", 300),
        ("record/42/songs", 300),
        ("find?q=upc:02000000090016", 300),
        ("record/42/songs", 190),
    ]
    assert (done.answers, done.needed) == (5, 4)
    assert prune(store.file, keep_bytes=0).too_large
    assert len(left(store)) == 4
    assert prune(store.file, older_than=days(90), everything=True).answers == 4
    entities = open_sqlite_entities(f"sqlite:{store.file.path}")
    assert entities.get("release/1") is not None
    entities.close()


def test_what_an_entity_names_as_its_source_stays(store, remember):
    """The very answer in a source of a stored entity is needed, whatever its address."""
    mine = answer("graph", 300)
    remember(snapshot=mine.body_hash)
    store.put([answer("graph", 400), mine, answer("graph", 200)])
    prune(store.file, older_than=days(90))
    assert left(store) == [("graph", 300)]


def test_a_post_of_a_source_of_an_entity_stays(store, remember):
    """What a request's body asked for is not known: of a source that stored entities have, the newest stay."""
    remember(ExternalId(provider="shelf", kind="release", id="42"))
    key = f"POST https://api.example.test/ask {'0' * 64}"
    store.put([answer("ask", 300, key=key), answer("ask", 200, key=key)])
    other = f"POST https://api.example.test/ask {'1' * 64}"
    store.put([answer("ask", 250, key=other, provider="other")])
    prune(store.file, older_than=days(90))
    assert [(each.provider, (NOW - each.fetched_at).days) for each in store.all()] == [("shelf", 200)]


@pytest.mark.parametrize(
    ("key", "ids", "expected"),
    [
        ("GET https://api.example.test/album/42", ["42"], True),
        ("GET https://api.example.test/album/421", ["42"], False),
        ("GET https://band.example.test/album/the-title", ["band/album/the-title"], True),
        ("GET https://band.example.test/album/the", ["band/album/the-title"], False),
        ("GET https://api.example.test/?q=upc%3A0724384960650", ["00724384960650"], True),
        ("GET https://api.example.test/?q=isrc:GBDUW0000059", ["GBDUW0000059"], True),
        ("GET https://api.example.test/", [""], False),
    ],
)
def test_what_a_request_is_about(key, ids, expected):
    """Ids are found as whole words, in whatever way they are written."""
    assert mentions(key, ids) is expected


async def test_a_lookup_is_the_same_after_pruning(bench, source, shelf_parts, tmp_path):
    """What was looked up and stored is told the same offline when all that may go has gone."""
    source.on("record/1", {"id": 1, "title": "One"})
    source.on("record/1/songs", {"songs": {"data": [{"id": 1, "title": "Song"}]}})
    source.on("search", {"data": []})
    session = bench.session()
    live = await session.lookup("shelf:1")
    await session.search("anything")
    store = session.snapshots()
    done = prune(store.file, older_than=datetime.now(UTC) + timedelta(days=1))
    assert (done.answers, done.needed) == (1, 2)
    await source.stop()
    assert (await bench.session(mode=shelf_parts.Mode.OFFLINE).lookup("shelf:1")).data == live.data


def test_nothing_goes_where_we_may_only_read(store, monkeypatch):
    """A file that is not ours stays as it is."""
    store.put([answer("a", 100)])
    store.file.read_only = True
    with pytest.raises(ReadOnlyError):
        prune(store.file, older_than=days(90))
    assert left(store) == [("a", 100)]


def test_a_failure_in_the_middle_takes_nothing(store):
    """What is taken out is taken out at once, or not at all."""
    store.put([answer("a", 100), answer("b", 100)])
    connection = sqlite3.connect(store.file.path)
    connection.execute(
        textwrap.dedent(
            """create trigger stop before delete on snapshots when old.url like '%/b'
            begin select raise(abort, 'no'); end"""
        )
    )
    connection.commit()
    connection.close()
    with pytest.raises(SetupError):
        prune(store.file, older_than=days(90))
    assert len(left(store)) == 2


def test_two_stores_go_on(store, tmp_path):
    """Another program that has the file open reads and writes before and after."""
    other = open_sqlite(f"sqlite:{tmp_path / 'harmony.db'}")
    other.put([answer("a", 100), answer("b", 1)])
    list(other.all())
    assert prune(store.file, older_than=days(90)).answers == 1
    other.put([answer("c", 1)])
    assert left(other) == left(store) == [("b", 1), ("c", 1)]
    other.close()
    assert attrs.has(type(prune(store.file, older_than=days(90))))


PRUNER = textwrap.dedent(
    """
    import sys
    from datetime import UTC, datetime
    from harmony_core.edges.backends import open_sqlite
    from harmony_core.edges.prune import prune

    store = open_sqlite("sqlite:" + sys.argv[1])
    print("ready", flush=True)
    prune(store.file, older_than=datetime.fromisoformat(sys.argv[2]))
    """
)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 8 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("a small disk can only be had by root")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_disk_that_is_full(small_disk):
    """What does not fit is told of and what was kept is safe; pruning works, and makes room for new answers."""
    store = open_sqlite(f"sqlite:{small_disk / 'harmony.db'}")
    store.put(answer(str(number), 100 - number / 3) for number in range(150))
    store.file.reader().execute("pragma wal_checkpoint(truncate)")
    free = shutil.disk_usage(small_disk).free
    (small_disk / "filler").write_bytes(b"x" * (free - 600_000))
    with pytest.raises(SetupError, match=r"full; free some space .* what was kept before is safe"):
        store.put(answer(str(number), 1) for number in range(1000, 1100))
    assert len(left(store)) == 150
    done = prune(store.file, older_than=days(60))
    assert done.kept_back, "there is no room to write the smaller file"
    assert len(left(store)) == 150 - done.answers < 150
    assert store.put(answer(str(number), 1) for number in range(1000, 1010)) == 10
    assert list(problems(store.file.path)) == []
    (small_disk / "filler").unlink()
    before = store.file.path.stat().st_size
    assert prune(store.file, older_than=days(55)).kept_back is None
    assert store.file.path.stat().st_size < before
    store.close()


def test_a_kill_while_pruning_leaves_a_sound_file(store, tmp_path):
    """Either all that may go has gone, or nothing; what must stay is there, and others write meanwhile."""
    path = tmp_path / "harmony.db"
    for attempt in range(6):
        store.put(answer(f"{attempt}/{number}", 100 - number % 50) for number in range(300))
        before = len(left(store))
        command = [sys.executable, "-c", PRUNER, str(path), days(75).isoformat()]
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        process.stdout.readline()
        time.sleep(0.006 * attempt)
        store.put([answer(f"meanwhile/{attempt}", 0)])
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert list(problems(path)) == []
        assert len(left(store)) - 1 in (before, 150 * (attempt + 1) + attempt)
        assert sum(name.startswith("meanwhile/") for name, _ in left(store)) == attempt + 1
        prune(store.file, older_than=days(75))
        assert len(left(store)) == 150 * (attempt + 1) + attempt + 1
