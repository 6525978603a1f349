"""`harmony lookup` and `search`, on the answers of the demo."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest
import yaml

from harmony_core.edges.schema import problems

GTIN = "724384960650"


def test_a_barcode_gives_a_release(demo):
    """The demo's barcode gives its release, with nothing to warn of."""
    ran = demo("lookup", GTIN, "--offline", "-f", "json")
    result = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert problems("result", result) == ()
    assert result["data"]["title"] == "Discovery"
    assert result["data"]["gtin"] == GTIN
    assert result["providers"] == ["deezer"]
    assert result["answers"]["deezer"]["state"] == "found"
    assert result["answers"]["deezer"]["asked"] == {"by": "gtin", "value": GTIN}
    assert "messages" not in result
    assert result["made_by"].keys() == {"harmony-core", "harmony-deezer"}


@pytest.mark.parametrize("query", ["0724384960650", "00724384960650", "7 24384 96065 0"])
def test_every_zero_padding_finds_the_same(demo, query):
    """A GTIN is compared as 14 digits, however it is written."""
    assert json.loads(demo("lookup", query, "--offline", "-f", "json").out)["data"]["title"] == "Discovery"


def test_the_same_answers_give_the_same_bytes(demo):
    """Two lookups over the same answers print the same bytes."""
    first = demo("lookup", GTIN, "--offline", "-f", "json").out
    assert demo("lookup", GTIN, "--offline", "-f", "json").out == first
    assert demo("lookup", GTIN, "-f", "json", "--frozen").out == first


def test_the_table_shows_what_one_wants_to_know(demo):
    """The table has title, artist, label, barcode, every track with its length, and the source."""
    shown = demo("lookup", GTIN, "--offline").out
    for text in ("Discovery", "Daft Punk", GTIN, "One More Time", "5:20", "GBDUW0000053", "✓ deezer"):
        assert text in shown
    assert "\x1b" not in shown


def test_csv_has_a_row_for_each_track(demo):
    """CSV is one row per track, with the release's facts on each."""
    rows = list(csv.DictReader(io.StringIO(demo("lookup", GTIN, "--offline", "-f", "csv").out)))
    assert len(rows) == 14
    assert rows[0]["title"] == "One More Time"
    assert {row["gtin"] for row in rows} == {GTIN}


def test_yaml_and_jsonl_hold_the_same_document(demo):
    """The other forms for programs hold what JSON holds."""
    document = json.loads(demo("lookup", GTIN, "--offline", "-f", "json").out)
    assert yaml.safe_load(demo("lookup", GTIN, "--offline", "-f", "yaml").out) == document
    line = demo("lookup", GTIN, "--offline", "-f", "jsonl").out
    assert line.count("\n") == 1
    assert json.loads(line) == document


def test_the_track_list_can_be_pasted(demo):
    """The plain track list is as track parsers read it: number, title, artist, length."""
    lines = demo("lookup", GTIN, "--offline", "-f", "tracklist").out.splitlines()
    assert lines[0] == "1. One More Time - Daft Punk (5:20)"
    assert len(lines) == 14


def test_no_merge_gives_documents_by_provider(demo):
    """`--no-merge` puts each provider's own document under its name."""
    result = json.loads(demo("lookup", GTIN, "--offline", "--no-merge", "-f", "json").out)
    assert problems("result", result) == ()
    assert list(result["data"]) == ["deezer"]
    assert result["data"]["deezer"]["title"] == "Discovery"


def test_offline_without_an_answer_is_unknown(harmony):
    """Offline, a missing snapshot is Unknown: exit code 5 and a line that says so."""
    ran = harmony("lookup", "deezer:1", "--offline", "-f", "json")
    result = json.loads(ran.out)
    assert ran.code == 5
    assert "data" not in result
    assert result["answers"]["deezer"]["error"]["code"] == "NO_SNAPSHOT"
    assert problems("result", result) == ()
    shown = harmony("lookup", "deezer:1", "--offline")
    assert "nothing found" in shown.out
    assert "✗ deezer" in shown.out


def test_providers_that_could_not_be_asked_share_a_line(harmony, monkeypatch):
    """Several of them are told in one line: they say nothing about what was looked up."""
    monkeypatch.setenv("HARMONY_PLUGINS", "deezer,itunes")
    shown = harmony("lookup", GTIN, "--offline")
    lines = [line for line in shown.out.splitlines() if "✗" in line]
    assert lines == ["✗ deezer, itunes  no answers are kept here, and offline nobody is asked"]


def test_stats_go_to_stderr(demo):
    """`--stats` prints to stderr, so that the document stays what it is."""
    plain = demo("lookup", GTIN, "--offline", "-f", "json")
    ran = demo("lookup", GTIN, "--offline", "-f", "json", "--stats")
    assert ran.out == plain.out
    assert "deezer: 0 requests sent" in ran.err


def test_log_lines_of_one_lookup_carry_one_id(process):
    """Off a terminal log lines are JSON with the lookup's id, on stderr."""
    ran = process("lookup", "deezer:1", "--offline", "-v", "-f", "json")
    lines = [json.loads(line) for line in ran.err.splitlines()]
    assert {line["event"] for line in lines} >= {"lookup_started", "lookup_ended"}
    assert len({line["lookup"] for line in lines}) == 1
    assert all(line["target"] == "deezer:1" for line in lines)
    json.loads(ran.out)


def test_no_provider_at_all_is_told(process):
    """With no provider a barcode exits 1 and a link 2; both say what is missing."""
    env = {"HARMONY_DISABLE": "deezer"}
    ran = process("lookup", GTIN, env=env)
    assert (ran.code, ran.out) == (1, "")
    assert "no provider can be asked" in ran.err
    assert process("lookup", "https://www.deezer.com/album/1", env=env).code == 2


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_closed_streams_lose_nothing(demo, home, tmp_path, closed):
    """Whatever is closed, what goes to a file is whole; output that has nowhere to go is an error."""
    command = f"exec {closed}; {sys.executable} -m harmony_core lookup {GTIN} --offline -f json"
    env = {**os.environ, "HARMONY_HOME": str(home)}
    file = tmp_path / "out.json"
    with file.open("w") as out:
        ran = subprocess.run(["bash", "-c", command], env=env, stdout=out, stderr=subprocess.PIPE, check=False)
    assert b"Traceback" not in ran.stderr
    if ">&-" in closed.replace("2>&-", ""):
        assert ran.returncode == 1
        assert "2>&-" in closed or b"the output cannot be written: Bad file descriptor" in ran.stderr
        return
    assert ran.returncode == 0, ran.stderr
    assert json.loads(file.read_text())["data"]["title"] == "Discovery"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (f"lookup {GTIN} --offline", 1),
        ("batch q.txt --offline", 1),
        ("batch q.txt --offline -f csv", 1),
        ("batch q.txt --offline -o out", 0),
        ("schema release", 1),
        ("--help", 1),
        ("--version", 1),
    ],
)
def test_output_that_has_nowhere_to_go_is_told(demo, home, tmp_path, arguments, code):
    """Where stdout is closed, whatever would be written there is told as lost, in one line."""
    (tmp_path / "q.txt").write_text(f"{GTIN}\n")
    command = f"exec {sys.executable} -m harmony_core {arguments} >&-"
    env = {**os.environ, "HARMONY_HOME": str(home)}
    ran = subprocess.run(["bash", "-c", command], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == code, ran.stderr
    assert ("harmony: the output cannot be written: Bad file descriptor" in ran.stderr) is (code == 1)
    assert "Traceback" not in ran.stderr
    assert "Exception ignored" not in ran.stderr
    assert not (tmp_path / "out").exists() or (tmp_path / "out").read_text()


@pytest.mark.parametrize("arguments", [("lookup", GTIN, "--offline"), ("schema", "release"), ("--help",)])
def test_who_reads_no_further_is_no_error(demo, home, arguments):
    """Where nobody reads the output on, every command ends in silence, with the code of other programs."""
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "harmony_core", *arguments]
    with os.fdopen(writer, "w") as out:
        ran = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, check=False)
    assert (ran.returncode, ran.stderr) == (141, b"")


def test_what_is_said_twice_is_one_thing(demo):
    """The same reference twice is no second thing to ask for."""
    once, twice = (demo("lookup", *["deezer:302127"] * count, "--offline", "-f", "json") for count in (1, 2))
    assert (twice.code, twice.out) == (0, once.out)


def test_a_source_either_settles_or_fills(demo):
    """Both at once would drop one of the two in silence."""
    ran = demo("lookup", "724384960650", "--offline", "--base", "deezer", "--fill-from", "deezer")
    assert (ran.code, ran.out) == (2, "")
    assert "deezer can settle conflicts or only fill gaps, not both" in ran.err
