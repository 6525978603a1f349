"""Kept answers: nothing is lost, nothing is blanked, and trouble is told of in one line."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import pytest
from sqlite_utils import Database

from harmony_core.domain.errors import NoSnapshotError, SetupError
from harmony_core.edges.backends import open_memory, open_sqlite
from harmony_core.edges.database import DatabaseFile
from harmony_core.edges.snapshots import MemorySnapshots, SqliteSnapshots
from harmony_core.plugin.parts import Migration
from harmony_core.plugin.snapshot import Snapshot

NOON = datetime(2024, 5, 17, 12, 0, tzinfo=UTC)


def answer(number: int = 1, body: bytes = b"{}", at: datetime = NOON, **given) -> Snapshot:
    """Return an answer to request `number`."""
    url = f"https://api.example.test/record/{number}"
    return Snapshot(
        **{
            "key": f"GET {url}",
            "provider": "shelf",
            "method": "GET",
            "url": url,
            "status": 200,
            "headers": {"etag": '"1"', "content-type": "application/json"},
            "body": body,
            "fetched_at": at,
            **given,
        }
    )


@pytest.fixture
def path(tmp_path) -> Path:
    """Where the file is."""
    return tmp_path / "data" / "harmony.db"


@pytest.fixture
def opened(path):
    """Open stores on one file, and close them at the end."""
    stores = []

    def call(*migrations) -> SqliteSnapshots:
        stores.append(open_sqlite(f"sqlite:{path}", migrations))
        return stores[-1]

    yield call
    for store in stores:
        store.close()


@pytest.fixture(params=["sqlite", "memory"])
def store(request, opened):
    """Every kind of store keeps the same promises."""
    return opened() if request.param == "sqlite" else open_memory("memory:")


def test_answers_come_back_as_they_were(store):
    """Every field of an answer survives, whatever is in it."""
    odd = answer(2, bytes(range(256)) * 10, status=503, headers={"link": "ü☃"}, extracted=True, provider="ün")
    assert store.put([answer(), odd]) == 2
    assert list(store.history(answer().key)) == [answer()]
    assert list(store.history(odd.key)) == [odd]
    assert list(store.all()) == [answer(), odd]
    assert list(store.all("ün")) == [odd]


def test_the_newest_comes_first(store):
    """History goes back in time, in whatever order answers came."""
    times = [NOON, NOON + timedelta(microseconds=1), NOON - timedelta(days=1), NOON.replace(microsecond=500_000)]
    store.put([answer(body=str(at).encode(), at=at) for at in times])
    assert [each.fetched_at for each in store.history(answer().key)] == sorted(times, reverse=True)


def test_of_equal_times_the_later_one_kept_is_newer(store):
    """Two answers of one moment are told apart by who came later."""
    store.put([answer(body=b"1"), answer(body=b"2")])
    store.put([answer(body=b"3")])
    assert [each.body for each in store.history(answer().key)] == [b"3", b"2", b"1"]


def test_history_can_end_at_a_time(store):
    """What was known at a time is what had been answered by then."""
    store.put([answer(body=b"1"), answer(body=b"2", at=NOON + timedelta(hours=1))])
    assert [each.body for each in store.history(answer().key, NOON + timedelta(minutes=59))] == [b"1"]
    assert [each.body for each in store.history(answer().key, NOON)] == [b"1"]
    assert list(store.history(answer().key, NOON - timedelta(microseconds=1))) == []


def test_times_are_the_same_in_every_zone(store):
    """An answer's time is a moment, however it is written."""
    from datetime import timezone

    tokyo = NOON.astimezone(timezone(timedelta(hours=9)))
    store.put([answer(body=b"old", at=NOON - timedelta(hours=1)), answer(body=b"new", at=tokyo)])
    assert [each.body for each in store.history(answer().key)] == [b"new", b"old"]
    assert store.put([answer(body=b"new")]) == 0


def test_the_same_answer_is_kept_once(store):
    """Putting again what is there changes nothing."""
    assert store.put([answer(), answer()]) == 1
    assert store.put([answer()]) == 0
    assert store.put([answer(status=404)]) == 1
    assert len(list(store.all())) == 2


def test_all_or_nothing(store):
    """Where one of many cannot be had, none is kept."""

    def broken():
        yield answer(1)
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError):
        store.put(broken())
    assert list(store.all()) == []
    assert store.put([answer()]) == 1


def test_keys_by_how_they_begin(store):
    """Each once; signs that patterns give a meaning have none."""
    begins = "GET https://api.example.test/a_%/1?"
    keys = (f"{begins}inc=a", f"{begins}inc=b", "GET https://api.example.test/abc/1?inc=a", begins.rstrip("?"))
    store.put([attrs.evolve(answer(number), key=key) for number, key in enumerate((*keys, keys[0]))])
    assert sorted(store.keys(begins)) == sorted(keys[:2])


def test_summaries_tell_without_bodies(store):
    """A list of answers says what there is."""
    store.put([answer(2, b"12345", NOON + timedelta(hours=1)), answer(1)])
    first, second = store.summaries()
    assert (first.url, first.size, first.status) == (answer().url, 2, 200)
    assert (second.size, second.body_hash) == (5, answer(2, b"12345").body_hash)
    assert list(store.summaries("other")) == []


def test_equal_bodies_are_kept_once(opened, path):
    """A body is stored by its hash, packed, however many answers have it."""
    body = b'{"title": "One"}' * 1000
    opened().put([answer(number, body) for number in range(10)])
    database = sqlite3.connect(path)
    ((count, packed),) = database.execute("select count(*), length(zlib) from bodies").fetchall()
    database.close()
    assert count == 1
    assert packed < len(body) / 10


def test_memory_is_forgotten():
    """A store in memory ends with its session."""
    store = MemorySnapshots()
    store.put([answer()])
    store.close()
    assert list(store.all()) == []


# --- Several at once ----------------------------------------------------------------------------------------


def test_threads_have_connections_of_their_own(opened):
    """Many threads write and read one store at once, and nothing is lost."""
    store = opened()
    problems = []

    def work(worker):
        try:
            for number in range(20):
                store.put([answer(worker * 100 + number, f"{worker} {number}".encode())])
                list(store.history(answer(number).key))
        except Exception as error:
            problems.append(error)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    assert len(list(store.all())) == 120


WRITER = textwrap.dedent(
    """
    import sys
    from datetime import UTC, datetime
    from harmony_core.edges.backends import open_sqlite
    from harmony_core.plugin.snapshot import Snapshot

    path, worker, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    store = open_sqlite("sqlite:" + path)
    for number in range(count):
        url = f"https://api.example.test/{worker}/{number}"
        store.put([Snapshot(key="GET " + url, provider="shelf", method="GET", url=url, status=200,
                            body=(url * 50).encode(), fetched_at=datetime.now(UTC))])
        print(number, flush=True)
    store.close()
    """
)


def writer(path: Path, worker: str, count: int) -> subprocess.Popen:
    """Start a process that keeps answers and says after each that it is kept."""
    command = [sys.executable, "-W", "error", "-c", WRITER, str(path), worker, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def is_sound(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with a file."""
    database = sqlite3.connect(path)
    try:
        return database.execute("pragma integrity_check").fetchall() == [("ok",)]
    finally:
        database.close()


def test_processes_that_write_at_once_lose_nothing(opened, path):
    """Processes that make the file, migrate it and write to it at the same time get along."""
    writers = [writer(path, str(worker), 40) for worker in range(4)]
    for each in writers:
        _, told = each.communicate(timeout=60)
        assert (each.returncode, told) == (0, "")
    assert len(list(opened().all())) == 160
    assert is_sound(path)
    assert not list(path.parent.glob("*.backup.db")), "there was nothing to back up"


def test_a_killed_writer_leaves_all_that_was_kept(opened, path):
    """A process that is killed while it writes leaves a sound file with every answer that was kept."""
    promised = 0
    for attempt in range(6):
        process = writer(path, str(attempt), 100_000)
        lines = [process.stdout.readline() for _ in range(5 + attempt * 7)]
        time.sleep(0.003 * attempt)
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
        process.wait()
        process.stderr.close()
        process.stdout.close()
        promised += sum(line.endswith("\n") for line in lines)
        assert is_sound(path)
        store = opened()
        kept = list(store.all())
        assert promised <= len(kept) <= promised + attempt + 1
        assert all(each.body == (each.url * 50).encode() for each in kept)
        store.put([answer(attempt, (answer(attempt).url * 50).encode())])
        promised += 1


def test_a_writer_that_is_held_up_waits(opened, path):
    """Where another program writes, ours waits instead of failing."""
    store = opened()
    store.put([answer(1)])
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("begin immediate")
    threading.Timer(0.3, lambda: other.execute("commit")).start()
    started = time.monotonic()
    store.put([answer(2)])
    assert time.monotonic() - started > 0.2
    other.close()


# --- Trouble ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content", [b"this is no database" * 100, b"\x89PNG\r\n" * 1000, b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_what_is_no_database_is_left_alone(path, content):
    """A file that is something else is named, with what to do, and not touched."""
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(SetupError) as raised:
        open_sqlite(f"sqlite:{path}")
    assert raised.value.code == "STORE"
    assert str(raised.value).startswith(f"{path}: ")
    assert "move it away" in str(raised.value)
    assert path.read_bytes() == content
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_damaged_file_is_told_of_and_left_alone(opened, path):
    """Where pages of the file are garbage, the error says so and the file stays as it was."""
    store = opened()
    store.put([answer(number, os.urandom(3000)) for number in range(200)])
    store.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xa5" * (size - 8192))
    content = path.read_bytes()
    with pytest.raises(SetupError, match="snapshots repair") as raised:
        list(opened().all())
    assert str(path) in str(raised.value)
    assert path.read_bytes() == content


def change(path, statement, *values):
    """Change a file behind our back."""
    database = sqlite3.connect(path)
    database.execute(statement, values)
    database.commit()
    database.close()


@pytest.mark.parametrize("packed", [b"", b"x\x9c\x00", zlib.compress(b"another body")])
def test_a_damaged_answer_is_told_of(opened, path, caplog, packed):
    """One body that is not what was kept is named with its request, and the others can still be had."""
    store = opened()
    store.put([answer(1, b"one" * 100), answer(2, b"two" * 100)])
    change(path, "update bodies set zlib = ? where hash = ?", packed, answer(1, b"one" * 100).body_hash)
    assert list(store.history(answer(1).key)) == []
    (told,) = caplog.records
    assert (told.message, told.levelname) == ("kept_answer_is_damaged", "WARNING")
    assert (told.file, told.url) == (str(path), answer(1).url)
    assert list(store.all()) == [answer(2, b"two" * 100)]


def test_a_damaged_body_is_mended_by_the_next_answer_that_has_it(opened, path):
    """Asking anew brings the same body, and then all answers that have it can be read again."""
    store = opened()
    store.put([answer(1), answer(2)])
    change(path, "update bodies set zlib = 'x'")
    assert list(store.all()) == []
    store.put([answer(3)])
    assert list(store.all()) == [answer(1), answer(2), answer(3)]
    change(path, "update bodies set zlib = 'x'")
    assert store.put([answer(3)]) == 0, "it is kept already"
    assert list(store.all()) == [answer(1), answer(2), answer(3)]


@pytest.mark.parametrize("column", ["headers", "fetched_at"])
def test_a_damaged_row_is_told_of(opened, path, column, caplog):
    """A row that somebody has written wrongly is named too."""
    store = opened()
    store.put([answer(1)])
    change(path, f"update snapshots set {column} = '2?'")
    assert list(store.all()) == []
    assert [told.url for told in caplog.records] == [answer(1).url]


async def test_a_damaged_answer_is_asked_for_anew(bench, source, shelf_parts, tmp_path, caplog):
    """A damaged answer is as none: the source is asked, and offline that is said."""
    source.on("record/1", {"id": 1, "title": "One"})
    bench.store = open_sqlite(f"sqlite:{tmp_path / 'harmony.db'}")
    await bench.api().get(shelf_parts.RECORD, id=1)
    change(tmp_path / "harmony.db", "update bodies set zlib = 'x'")
    with pytest.raises(NoSnapshotError):
        await bench.api(shelf_parts.Mode.OFFLINE).get(shelf_parts.RECORD, id=1)
    assert (await bench.api().get(shelf_parts.RECORD, id=1)).title == "One"
    caplog.clear()
    assert (await bench.api(shelf_parts.Mode.OFFLINE).get(shelf_parts.RECORD, id=1)).title == "One"
    assert not caplog.records
    await bench.close()
    bench.store.close()


@pytest.mark.parametrize("below", ["file/harmony.db", "file/deep/er/harmony.db"])
def test_a_folder_that_cannot_be_made_is_told_of(tmp_path, below):
    """Where the data folder cannot be, the error says so and what to set."""
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError) as raised:
        open_sqlite(f"sqlite:{tmp_path / below}")
    assert "HARMONY_HOME" in str(raised.value)
    assert str(tmp_path / "file") in str(raised.value)


def test_a_folder_in_the_file_s_place_is_told_of(path):
    """A folder is no database."""
    path.mkdir(parents=True)
    with pytest.raises(SetupError, match="unable to open database file"):
        open_sqlite(f"sqlite:{path}")


def test_a_full_disk_is_told_of_and_what_was_kept_is_safe(opened, path):
    """Where no more fits, the error says so, what was kept stays, and when there is room it goes on."""
    store = opened()
    store.put([answer(1)])
    connection = store._file.reader()
    pages = connection.execute("pragma page_count").fetchone()[0]
    connection.execute(f"pragma max_page_count = {pages + 2}")
    with pytest.raises(SetupError, match=r"full; free some space .* what was kept before is safe"):
        store.put([answer(number, os.urandom(5000)) for number in range(2, 9)])
    assert [each.url for each in store.all()] == [answer(1).url]
    connection.execute("pragma max_page_count = 1000000")
    assert store.put([answer(2, os.urandom(5000))]) == 1
    assert is_sound(path)


FULL = textwrap.dedent(
    """
    import os, resource, signal, sys
    from datetime import UTC, datetime
    from harmony_core.domain.errors import NoSnapshotError, ReadOnlyError, SetupError
    from harmony_core.edges.backends import open_sqlite
    from harmony_core.plugin.snapshot import Snapshot

    def put(name, size):
        store.put([Snapshot(key=name, provider="shelf", method="GET", url=name, status=200,
                            body=os.urandom(size), fetched_at=datetime.now(UTC))])

    store = open_sqlite("sqlite:" + sys.argv[1])
    put("first", 10)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        put("large", 1_000_000)
    except SetupError as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    put("second", 10)
    print([each.url for each in store.all()])
    store.close()
    """
)


def test_a_disk_that_fails_while_writing_is_told_of(path):
    """Where the system refuses to write on, nothing half is kept and later writing works."""
    command = [sys.executable, "-W", "error", "-c", FULL, str(path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.stderr == ""
    told, kept = ended.stdout.splitlines()
    assert told.startswith(f"{path}: ")
    assert kept == "['first', 'second']"
    assert is_sound(path)


# --- Where we may only read ---------------------------------------------------------------------------------

READER = textwrap.dedent(
    """
    import logging, os, sys, tempfile
    from datetime import UTC, datetime
    from harmony_core.domain.errors import SetupError
    from harmony_core.edges.backends import open_sqlite
    from harmony_core.plugin.snapshot import Snapshot

    logging.basicConfig(format="%(message)s")
    path = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:  # all is imported before it may be out of reach
        store = open_sqlite("sqlite:" + folder + "/harmony.db")
        list(store.all())
        store.close()
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)  # root may write anywhere
    store = open_sqlite("sqlite:" + path)
    print([each.url for each in store.all()])
    try:
        store.put([Snapshot(key="x", provider="shelf", method="GET", url="x", status=200, body=b"",
                            fetched_at=datetime.now(UTC))])
    except SetupError as error:
        print(error.code, error)
    store.close()
    """
)


def for_others(folder: Path, mode: int) -> None:
    """Let others come to a folder below the test's own."""
    for above in (folder, *folder.parents):
        if above.stat().st_uid == os.geteuid() and above not in Path("/tmp").parents and above != Path("/tmp"):
            above.chmod(0o755)
    folder.chmod(mode)


@pytest.mark.parametrize(
    ("folder", "file", "leave"),
    [
        (0o555, 0o444, "nothing"),
        (0o777, 0o444, "nothing"),
        (0o555, 0o666, "nothing"),
        (0o555, 0o444, "open"),
        (0o555, 0o444, "journal"),
    ],
)
def test_what_may_only_be_read_is_read(opened, path, folder, file, leave):
    """A file or folder that is not ours is read; that nothing can be kept there is said. Others may write meanwhile."""
    store = opened()
    store.put([answer(1)])
    store.close()
    if leave == "open":
        opened()
    if leave == "journal":  # a program was killed: the newest answer is in the journal still
        store = opened()
        store.put([answer(2)])
        copies = {each.name: each.read_bytes() for each in path.parent.iterdir() if not each.name.endswith("-shm")}
        store.close()
        for name, content in copies.items():
            (path.parent / name).write_bytes(content)
    for each in path.parent.iterdir():
        each.chmod(file)
    for_others(path.parent, folder)
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", READER, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    path.parent.chmod(0o755)
    assert ended.stdout, ended.stderr
    read, told = ended.stdout.splitlines()
    assert told.startswith(f"READ_ONLY {path}: may only be read")
    assert read == f"['{answer(1).url}']"
    assert ("newest_answers_not_read" in ended.stderr) == (leave == "journal")
    assert ended.returncode == 0


def test_an_older_form_that_may_only_be_read_is_told_of(opened, path, monkeypatch):
    """What would have to be brought up to date first says so."""
    opened().close()
    monkeypatch.setattr(os, "access", lambda where, how: how != os.W_OK)
    with pytest.raises(SetupError, match=r"older version.*once"):
        opened(adding("0009_more"))


async def test_answers_are_used_where_nothing_can_be_kept(bench, source, shelf_parts, tmp_path, monkeypatch):
    """A lookup that needs no new answer says nothing; one that does says that what came could not be kept."""
    source.on("record/1", {"id": 1, "title": "One"})
    source.on("record/1/songs", {"songs": {"data": []}})
    source.on("record/2", {"id": 2, "title": "Two"})
    source.on("record/2/songs", {"songs": {"data": []}})
    live = await bench.session().lookup("shelf:1")
    asked = source.asked()
    monkeypatch.setattr(os, "access", lambda where, how: how != os.W_OK)
    for mode in (shelf_parts.Mode.OFFLINE, shelf_parts.Mode.FROZEN, shelf_parts.Mode.NORMAL):
        found = await bench.session(mode=mode).lookup("shelf:1")
        assert (found.data, found.messages, found.permalink) == (live.data, live.messages, live.permalink)
    assert source.asked() == asked
    for _ in range(2):
        result = await bench.session().lookup("shelf:2")
        assert result.data.title == "Two"
        (message,) = result.messages
        assert message.level == "warning"
        assert "could not be kept, so it is asked for again next time" in message.text
        assert "make the file and its folder writable, or use --offline" in message.text
        assert result.permalink is None
    assert source.asked() == asked + 4


# --- Migrations ---------------------------------------------------------------------------------------------


def adding(name: str) -> Migration:
    """Return a migration that adds a table."""
    return Migration(name=name, apply=lambda database: database.table(name).create({"id": int}, pk="id") and None)


def tables(path: Path) -> set[str]:
    """Return the names of a file's tables."""
    database = Database(sqlite3.connect(path))
    try:
        return set(database.table_names())
    finally:
        database.close()


def test_a_new_file_is_not_backed_up(opened, path):
    """There is nothing to save in a file that was just made."""
    opened(adding("0002_more"))
    assert {each.name for each in path.parent.glob("*.db")} == {"harmony.db"}
    assert {"snapshots", "bodies", "0002_more", "migrations"} <= tables(path)


def test_migrations_are_backed_up_before(opened, path):
    """Before a file changes its form a copy of it is made, with all that it held."""
    first = opened()
    first.put([answer()])
    opened(adding("0002_more"))
    (backup,) = path.parent.glob("*.backup.db")
    assert "0002_more" not in tables(backup)
    assert "0002_more" in tables(path)
    copy = open_sqlite(f"sqlite:{backup}")
    assert list(copy.all()) == [answer()]
    copy.close()
    opened(adding("0002_more"))
    assert len(list(path.parent.glob("*.backup.db"))) == 1, "only where something is to be done"


def test_a_foreign_database_is_backed_up(opened, path):
    """A file with tables of somebody else's is saved before ours are added, and they stay."""
    path.parent.mkdir()
    database = sqlite3.connect(path)
    database.execute("create table theirs (id integer)")
    database.commit()
    database.close()
    opened()
    assert len(list(path.parent.glob("*.backup.db"))) == 1
    assert {"theirs", "snapshots"} <= tables(path)


def test_migrations_run_in_order_of_name_and_once(path):
    """The order of plugins does not matter, and nothing runs twice."""
    ran = []
    steps = [Migration(name=name, apply=lambda _, name=name: ran.append(name)) for name in ("b", "a", "c")]
    for _ in range(2):
        DatabaseFile(path, steps).close()
    DatabaseFile(path, [*steps, Migration(name="aa", apply=lambda _: ran.append("aa"))]).close()
    assert ran == ["a", "b", "c", "aa"]


def test_a_migration_that_fails_changes_nothing(opened, path):
    """All of a run's migrations are done, or none."""
    opened().put([answer()])

    def broken(database):
        database.table("half").create({"id": int})
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        open_sqlite(f"sqlite:{path}", [adding("0002_more"), Migration(name="0003_broken", apply=broken)])
    assert not {"0002_more", "half"} & tables(path)
    assert list(opened().all()) == [answer()]


SLOW_MIGRATION = textwrap.dedent(
    """
    import sys, time
    from pathlib import Path
    from harmony_core.edges.database import DatabaseFile
    from harmony_core.edges.snapshots import MIGRATION
    from harmony_core.plugin.parts import Migration

    def apply(database):
        time.sleep(0.7)
        database.table("once").create({"id": int})

    print("ready", flush=True)
    DatabaseFile(Path(sys.argv[1]), [MIGRATION, Migration(name="0002_once", apply=apply)]).close()
    """
)


def test_a_second_process_waits_for_migrations(opened, path):
    """Processes that start at once migrate once, with one backup."""
    opened().put([answer()])
    command = [sys.executable, "-W", "error", "-c", SLOW_MIGRATION, str(path)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    for process in processes:
        assert process.communicate(timeout=60)[1] == ""
        assert process.returncode == 0
    assert "once" in tables(path)
    assert len(list(path.parent.glob("*.backup.db"))) == 1


def test_the_tables_can_be_read_with_any_tool(opened, path):
    """What is kept is plain: a table of answers, a table of packed bodies."""
    opened().put([answer(body=b"hello")])
    database = sqlite3.connect(path)
    row = database.execute(
        "select provider, method, url, status, fetched_at, zlib from snapshots join bodies on hash = body_hash"
    ).fetchone()
    database.close()
    assert row[:5] == ("shelf", "GET", answer().url, 200, "2024-05-17T12:00:00.000000+00:00")
    assert zlib.decompress(row[5]) == b"hello"
