"""A damaged file: what is wrong is named, what can be read is saved, and the old file is kept."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harmony_core.domain.errors import SetupError
from harmony_core.domain.model import ExternalId, Release
from harmony_core.domain.refs import Kind
from harmony_core.edges.backends import MIGRATIONS, open_sqlite, open_sqlite_entities
from harmony_core.edges.salvage import problems, repair
from harmony_core.plugin.snapshot import Snapshot

NOON = datetime(2024, 5, 17, 12, 0, tzinfo=UTC)
PAGE = 4096


def answer(number: int) -> Snapshot:
    """Return an answer whose body does not pack well, of a page or more."""
    url = f"https://api.example.test/record/{number}"
    return Snapshot(
        key=f"GET {url}",
        provider="shelf",
        method="GET",
        url=url,
        status=200,
        headers={"etag": "1"},
        body=random.Random(number).randbytes(500 + number % 7 * 1500),
        fetched_at=NOON + timedelta(minutes=number),
    )


def fill(path: Path, count: int = 120) -> None:
    """Keep answers and entities in a file, and close it."""
    store = open_sqlite(f"sqlite:{path}")
    store.put(answer(number) for number in range(count))
    store.close()
    entities = open_sqlite_entities(f"sqlite:{path}")
    for number in range(20):
        ids = (ExternalId(provider="shelf", kind="release", id=str(number)),)
        entities.put(Kind.RELEASE, Release(title=f"Title {number}", external_ids=ids), NOON)
    entities.close()


def kept(path: Path) -> list[Snapshot]:
    """Return the answers of a file."""
    store = open_sqlite(f"sqlite:{path}")
    try:
        return list(store.all())
    finally:
        store.close()


def change(path: Path, statement: str, *values: object) -> None:
    """Change a file behind our back."""
    database = sqlite3.connect(path)
    database.execute(statement, values)
    database.commit()
    database.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> bytes:
    """The bytes of a sound file."""
    path = tmp_path_factory.mktemp("filled") / "harmony.db"
    fill(path)
    return path.read_bytes()


@pytest.fixture
def path(tmp_path, filled) -> Path:
    """A sound file with 120 answers and 20 releases."""
    (tmp_path / "harmony.db").write_bytes(filled)
    return tmp_path / "harmony.db"


def test_a_sound_file_has_no_problems(path):
    """Nothing is found where nothing is wrong, and nothing is changed."""
    before = path.read_bytes()
    assert list(problems(path)) == []
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("update bodies set zlib = 'x' where rowid = 7", "bodies: body "),
        ("update bodies set zlib = substr(zlib, 1, 40) where rowid = 7", "bodies: body "),
        (
            "update snapshots set headers = '{' where id = 7",
            "snapshots: the answer to https://api.example.test/record/6",
        ),
        ("update snapshots set headers = '[]' where id = 7", "headers"),
        ("update snapshots set fetched_at = '?' where id = 7", "snapshots: the answer to https://api.example.test/"),
        ("delete from bodies where rowid = 7", "record/6 of 2024-05-17T12:06:00.000000+00:00 has lost its body"),
        ("update releases set document = '{' where id = 7", "releases: row 7 is damaged"),
        ("update releases set document = '{\"title\": 5}' where id = 7", "releases: row 7 is damaged"),
    ],
)
def test_each_problem_has_a_line_and_is_set_aside(path, statement, told):
    """What makes no sense is named; all else is saved, and the file is sound afterwards."""
    change(path, statement)
    found = list(problems(path))
    assert any(told in line for line in found), found
    assert all("\n" not in line for line in found)
    done = repair(path, MIGRATIONS)
    assert any(told.split("record/6 of")[0] in line for line in done.lost)
    assert list(problems(path)) == []
    lost = "releases" not in statement
    assert done.saved["snapshots"] == len(kept(path)) == 120 - lost
    assert done.saved["releases"] == 20 - (not lost)
    assert list(problems(done.backup)) == found, "the old file is as it was"


def test_a_body_that_is_another_s_is_found(path):
    """A body that unpacks well but is not what its hash says is damage, too."""
    change(path, "update bodies set zlib = ? where rowid = 3", zlib.compress(b"{}"))
    assert any("checksum differs" in line for line in problems(path))


def test_numbers_stay(path):
    """Who knows an entity by its number finds it under that after a repair."""
    change(path, "delete from releases where id = 1")
    change(path, "update bodies set zlib = 'x' where rowid = 1")
    repair(path, MIGRATIONS)
    entities = open_sqlite_entities(f"sqlite:{path}")
    assert entities.get("release/20").entity.title == "Title 19"
    assert entities.get("release/1") is None
    entities.close()


def test_tables_of_others_are_saved(path):
    """What a plugin kept that is not installed now is not lost."""
    change(path, "create table notes (word text primary key, size integer)")
    change(path, "insert into notes values ('one', 1), ('two', 2)")
    change(path, "update bodies set zlib = 'x' where rowid = 1")
    assert repair(path, MIGRATIONS).saved["notes"] == 2
    database = sqlite3.connect(path)
    assert database.execute("select * from notes order by size").fetchall() == [("one", 1), ("two", 2)]
    database.close()


@pytest.mark.parametrize("seed", range(12))
def test_pages_that_are_garbage(path, filled, seed):
    """Whatever pages are ruined: it is told, what is saved is what was kept, and most is."""
    chance = random.Random(seed)
    ruined = bytearray(filled)
    for _ in range(chance.choice([1, 1, 2, 3])):
        at = chance.randrange(1, len(ruined) // PAGE) * PAGE
        garbage = chance.choice([b"\x00" * PAGE, chance.randbytes(PAGE), bytes(ruined[PAGE * 5 : PAGE * 6])])
        ruined[at : at + PAGE] = garbage
    path.write_bytes(ruined)
    found = list(problems(path))
    if not found:
        assert kept(path) == [answer(number) for number in range(120)], "the page was free"
        return
    done = repair(path, MIGRATIONS)
    assert list(problems(path)) == []
    assert done.backup.read_bytes() == bytes(ruined)
    saved = kept(path)
    assert {each.url: each for each in saved}.items() <= {answer(n).url: answer(n) for n in range(120)}.items()
    assert len(saved) == done.saved.get("snapshots", 0)
    assert done.lost or len(saved) == 120
    assert len(saved) > 60, done.lost
    assert sorted(each.name for each in path.parent.iterdir()) == sorted(["harmony.db", done.backup.name])


@pytest.mark.parametrize("garbage", [b"\x00" * PAGE, b"\xff" * PAGE, random.Random(1).randbytes(PAGE)])
def test_the_first_page_is_garbage(path, filled, garbage):
    """Where the list of tables is ruined, answers are found page by page."""
    path.write_bytes(garbage + filled[PAGE:])
    assert list(problems(path)) == ["file is not a database"]
    done = repair(path, MIGRATIONS)
    assert "the list of tables cannot be read" in done.lost[0]
    assert kept(path) == [answer(number) for number in range(120)]
    assert list(problems(path)) == []


@pytest.mark.parametrize("table", ["bodies", "snapshots"])
def test_the_root_of_a_table_is_garbage(path, filled, table):
    """Where the way to all rows of a table is ruined, they are found page by page."""
    database = sqlite3.connect(path)
    ((root,),) = database.execute("select rootpage from sqlite_master where name = ?", (table,)).fetchall()
    database.close()
    path.write_bytes(filled[: (root - 1) * PAGE] + b"\x00" * PAGE + filled[root * PAGE :])
    assert list(problems(path))
    done = repair(path, MIGRATIONS)
    assert any("found page by page" in line for line in done.lost)
    assert kept(path) == [answer(number) for number in range(120)]
    assert done.saved["releases"] == 20
    assert list(problems(path)) == []


@pytest.mark.parametrize("seed", range(6))
def test_a_file_that_is_cut_short(path, filled, seed):
    """Where the end is missing, the beginning is saved."""
    path.write_bytes(filled[: PAGE * random.Random(seed).randrange(20, len(filled) // PAGE)])
    assert list(problems(path))
    done = repair(path, MIGRATIONS)
    assert done.lost
    assert list(problems(path)) == []
    assert {each.url for each in kept(path)} <= {answer(number).url for number in range(120)}


def test_what_is_no_database_is_left_alone(tmp_path):
    """A file that is something else is not taken for one of ours."""
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\r\n" * 1000)
    assert list(problems(path)) == ["file is not a database"]
    with pytest.raises(SetupError, match="nothing of it can be read"):
        repair(path, MIGRATIONS)
    assert path.read_bytes() == b"\x89PNG\r\n" * 1000
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_file_that_another_program_holds_is_not_swapped(path):
    """Who still writes to the old file would lose what it writes."""
    change(path, "update bodies set zlib = 'x' where rowid = 1")
    store = open_sqlite(f"sqlite:{path}")
    with pytest.raises(SetupError, match="another program holds it"):
        repair(path, MIGRATIONS)
    store.put([answer(1000)])
    store.close()
    repair(path, MIGRATIONS)
    assert answer(1000) in kept(path)


KILLED = textwrap.dedent(
    """
    import os, sys
    from pathlib import Path
    import sqlite_utils  # its own files are not what is counted
    from harmony_core.edges.backends import MIGRATIONS
    from harmony_core.edges.salvage import repair

    left = int(sys.argv[2])

    def count(event, arguments):
        global left
        if event in ("open", "os.rename", "os.remove", "sqlite3.connect", "shutil.copyfile"):
            left -= 1
            if left < 0:
                os.kill(os.getpid(), 9)

    sys.addaudithook(count)
    repair(Path(sys.argv[1]), MIGRATIONS)
    """
)


def test_a_kill_while_repairing_loses_nothing(tmp_path, filled):
    """Wherever a repair is killed, the old file or the new one is in its place, and can be repaired again."""
    done = False
    for moment in range(1, 40, 2):
        path = tmp_path / str(moment) / "harmony.db"
        path.parent.mkdir()
        path.write_bytes(filled)
        change(path, "update bodies set zlib = 'x' where rowid = 1")
        ended = subprocess.run(
            [sys.executable, "-c", KILLED, str(path), str(moment)], capture_output=True, timeout=60, check=False
        )
        assert ended.returncode in (0, -signal.SIGKILL), ended.stderr
        if list(problems(path)):
            repair(path, MIGRATIONS)
        assert len(kept(path)) == 119
        done = ended.returncode == 0
        if done:
            break
    assert done, "a repair that is not killed ends"


def test_a_disk_that_is_full_leaves_the_old_file(path):
    """Where there is no room for a new file, the old one stays as it was."""
    change(path, "update bodies set zlib = 'x' where rowid = 1")
    before = path.read_bytes()
    code = textwrap.dedent(
        f"""
        import resource, signal
        from pathlib import Path
        from harmony_core.domain.errors import SetupError
        from harmony_core.edges.backends import MIGRATIONS
        from harmony_core.edges.salvage import repair
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
        try:
            repair(Path({str(path)!r}), MIGRATIONS)
        except SetupError as error:
            print(error)
        """
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert ended.stdout.startswith(str(path.parent)), ended.stderr
    assert path.read_bytes() == before
    assert not [each for each in path.parent.iterdir() if ".new." in each.name]
    assert path.stat().st_size > 200_000
