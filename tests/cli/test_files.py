"""Files that cannot be used, answers that come and go."""

import json
import sqlite3
from contextlib import closing

import pytest

from .conftest import DEMO

LOOKUP = ("lookup", "724384960650", "--offline", "-f", "json")


def test_a_data_folder_that_cannot_be_made(process, tmp_path):
    """An unusable data folder: one line that names it and what to do, exit code 1."""
    (tmp_path / "file").write_text("not a folder")
    ran = process(*LOOKUP, env={"HARMONY_HOME": str(tmp_path / "file" / "home")})
    assert (ran.code, ran.out) == (1, "")
    assert "HARMONY_HOME" in ran.err
    assert "Traceback" not in ran.err


def test_a_corrupt_database_is_left_as_it_is(demo, home):
    """A damaged database: one line that names it and what to do, exit code 1, the file untouched."""
    path = home / "harmony.db"
    for suffix in ("", "-wal", "-shm"):
        (home / f"harmony.db{suffix}").unlink(missing_ok=True)
    path.write_bytes(b"this is no database " * 100)
    ran = demo(*LOOKUP)
    assert (ran.code, ran.out) == (1, "")
    assert "harmony.db" in ran.err
    assert "move it away" in ran.err
    assert path.read_bytes() == b"this is no database " * 100


def test_bundles_carry_answers_to_another_machine(demo, tmp_path, monkeypatch):
    """What is exported here and imported elsewhere gives the same bytes there."""
    here = demo(*LOOKUP).out
    for name in ("bundle.zip", "bundle"):
        assert demo("snapshots", "export", "-o", str(tmp_path / name)).code == 0
        monkeypatch.setenv("HARMONY_HOME", str(tmp_path / f"other-{name}"))
        assert demo("snapshots", "import", str(tmp_path / name)).code == 0
        assert demo(*LOOKUP).out == here


def test_an_export_overwrites_nothing(demo, tmp_path):
    """A file that is there already stays."""
    (tmp_path / "mine.zip").write_text("mine")
    ran = demo("snapshots", "export", "-o", str(tmp_path / "mine.zip"))
    assert ran.code == 2
    assert (tmp_path / "mine.zip").read_text() == "mine"


def test_importing_twice_keeps_one(demo):
    """Answers with their times are kept once, however often they are imported."""
    before = demo("snapshots", "list", "-f", "json").out
    ran = demo("snapshots", "import", str(DEMO))
    assert " 0 answers imported" in ran.err
    assert demo("snapshots", "list", "-f", "json").out == before


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "yaml", "csv"])
def test_kept_answers_are_listed(demo, form):
    """Every kept answer is listed, in every form."""
    assert "https://api.deezer.com/track/3135556" in demo("snapshots", "list", "-f", form).out


def test_the_tables_can_be_read_with_any_tool(demo, home):
    """The database is plain SQLite: bodies by hash, snapshots with times."""
    with closing(sqlite3.connect(home / "harmony.db")) as connection, connection:
        (count,) = connection.execute("select count(*) from snapshots join bodies on hash = body_hash").fetchone()
    connection.close()
    assert count >= 15


def test_validate_tells_what_is_wrong(demo, tmp_path):
    """`validate` exits 0 for what fits, 1 with JSON paths for what does not."""
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(demo(*LOOKUP).out)
    document = json.loads(good.read_text())
    document["data"]["media"][0]["tracks"][2]["length_ms"] = "long"
    bad.write_text(json.dumps(document["data"]))
    assert demo("validate", "result", str(good)).code == 0
    ran = demo("validate", "release", str(bad))
    assert ran.code == 1
    assert "$.media[0].tracks[2].length_ms" in ran.err
    bad.write_text("{")
    assert demo("validate", "release", str(bad)).code == 1


def test_normalize_needs_no_network_and_no_store(process, tmp_path):
    """`normalize` reads a body from a file or stdin; error bodies exit 3 or 5."""
    body = json.dumps({"id": 1, "title": "Title", "upc": "602475093061", "release_date": "0000-00-00"})
    ran = process("normalize", "deezer", "release", "-", stdin=body)
    document = json.loads(ran.out)
    assert ran.code == 0
    assert document["title"] == "Title"
    assert "gtin" not in document
    assert "date" not in document
    assert "gtin: '602475093061' is not a GTIN" in ran.err
    assert "date: '0000-00-00' is not a date" in ran.err
    absent = '{"error": {"type": "DataException", "message": "no data", "code": 800}}'
    assert process("normalize", "deezer", "release", "-", stdin=absent).code == 3
    limited = '{"error": {"type": "Exception", "message": "Quota limit exceeded", "code": 4}}'
    assert process("normalize", "deezer", "release", "-", stdin=limited).code == 5
    assert process("normalize", "deezer", "release", "-", stdin="<html>").code == 5
    assert process("normalize", "deezer", "label", "-", stdin=body).code == 2
