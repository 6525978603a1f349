"""Pruning, checking, repairing and comparing kept answers on the command line."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from harmony_core.edges.backends import open_sqlite
from harmony_core.plugin.snapshot import Snapshot

URL = "https://api.deezer.com/album/302127"


@pytest.fixture
def put(home):
    """Keep answers to one request."""

    def call(*answers: tuple[datetime, object], url: str = URL, status: int = 200) -> None:
        store = open_sqlite(f"sqlite:{home / 'harmony.db'}")
        store.put(
            Snapshot(
                key=f"GET {url}",
                provider="deezer",
                method="GET",
                url=url,
                status=status,
                body=json.dumps(value).encode(),
                fetched_at=at,
            )
            for at, value in answers
        )
        store.close()

    return call


MAY = datetime(2024, 5, 17, 12, 0, tzinfo=UTC)
JUNE, JULY = MAY + timedelta(days=31), MAY + timedelta(days=61)


@pytest.mark.parametrize("what", [URL, f"GET {URL}", "deezer:302127", "https://www.deezer.com/album/302127"])
def test_diff_tells_what_changed(harmony, put, what):
    """Without times it is the newest answer and the last that was another."""
    put((MAY, {"title": "One", "fans": 1}), (JUNE, {"title": "Two", "fans": 1}), (JULY, {"title": "Two", "fans": 1}))
    ran = harmony("snapshots", "diff", what)
    assert ran.code == 0
    assert ran.out.splitlines() == [
        f"deezer: GET {URL}",
        "  2024-05-17 12:00:00 → 2024-07-17 12:00:00 UTC",
        '  ~ $.title: "One" → "Two"',
    ]
    (document,) = json.loads(harmony("snapshots", "diff", what, "-f", "json").out)
    assert document["changes"] == [{"path": "$.title", "change": "changed", "before": "One", "after": "Two"}]
    assert document["before"]["fetched_at"] == "2024-05-17T12:00:00Z"


def test_diff_at_times(harmony, put):
    """One time is compared with now, two with each other, in whatever order they are given."""
    put((MAY, {"a": 1}), (JUNE, {"a": 2}), (JULY, {"a": 3}))
    assert "$.a: 1 → 3" in harmony("snapshots", "diff", URL, "--at", "2024-05-20").out
    assert "$.a: 1 → 2" in harmony("snapshots", "diff", URL, "--at", "2024-06-20", "--at", "2024-05-20").out
    assert "no difference" in harmony("snapshots", "diff", URL, "--at", "2024-05-20", "--at", "2024-05-21").out
    ran = harmony("snapshots", "diff", URL, "--at", "2023-01-01")
    assert (ran.code, ran.out) == (0, "")
    assert "but no" in ran.err
    assert harmony("snapshots", "diff", URL, "--at", "2024-01-01", "--at", "2024", "--at", "2023").code == 2


def test_diff_leaves_out_when_a_source_said_nothing(harmony, put):
    """No connection is no word of the source; a status is."""
    put((MAY, {"a": 1}))
    put((JUNE, {"code": "TIMEOUT"}), status=0)
    assert harmony("snapshots", "diff", URL).out == ""
    put((JULY, {"a": 1}), status=404)
    assert "~ status: 200 → 404" in harmony("snapshots", "diff", URL).out


def test_diff_of_what_is_not_kept(harmony, put):
    """Nothing about it, or nothing like that."""
    put((MAY, {}))
    for what in ("deezer:1", "GET https://api.deezer.com/album/1", "724384960650"):
        ran = harmony("snapshots", "diff", what)
        assert (ran.code, ran.out) == (2, "")
        assert "snapshots list" in ran.err
    assert harmony("snapshots", "diff", "724384960651").code == 2


@pytest.mark.parametrize(
    ("provider", "code", "told"),
    [
        ("deezr", 2, "harmony: there is no provider 'deezr'; did you mean deezer?"),
        ("deezer", 0, "no answers of deezer are kept here"),
        (None, 0, "no answers are kept here"),
    ],
)
def test_an_empty_list_of_answers_says_why(harmony, provider, code, told):
    """A provider that there is not is wrong usage; of one that there is, or of all, nothing may be kept."""
    ran = harmony("snapshots", "list", "-f", "csv", *(("--provider", provider) if provider else ()))
    assert (ran.code, ran.err.strip()) == (code, told)
    assert harmony("snapshots", "export", "-o", "x.zip", *(("--provider", provider) if provider else ())).code == 2


def test_answers_of_a_provider_that_is_gone_are_listed(harmony, put, monkeypatch):
    """What is kept is listed whether or not its provider is installed."""
    put((MAY, {}))
    monkeypatch.setenv("HARMONY_PLUGINS", "itunes")
    assert harmony("snapshots", "list", "--provider", "deezer").out


def test_prune_wants_to_be_told_what(harmony, put):
    """Without an age or a size nothing goes; what is neither is refused."""
    put((MAY, {}))
    for arguments in ((), ("--older", "soon"), ("--keep", "little"), ("--older", "-1d"), ("--older", "9" * 12 + "y")):
        assert harmony("snapshots", "prune", *arguments).code == 2
    assert harmony("snapshots", "list").out


def test_prune_tells_what_went(demo, put):
    """Old answers go, those that stored entities need stay, and that is said."""
    demo("lookup", "724384960650", "--offline")
    put((MAY, {"old": True}), url="https://api.deezer.com/search?q=x")
    told = demo("snapshots", "prune", "--older", "90d", "--dry-run").err
    assert told.startswith("1 answers and 1 bodies would go: ")
    ran = demo("snapshots", "prune", "--older", "90d")
    assert ran.code == 0
    assert ran.err.startswith("1 answers and 1 bodies went: ")
    assert demo("lookup", "724384960650", "--offline").code == 0
    ran = demo("snapshots", "prune", "--keep", "0MB", "--all")
    assert "still larger" in ran.err
    assert demo("snapshots", "list").out == ""
    assert "Discovery" in demo("show", "release/1").out


def test_a_store_in_memory_is_not_pruned(harmony, monkeypatch):
    """What is kept elsewhere is no file of ours."""
    monkeypatch.setenv("HARMONY_STORE", "memory:")
    for command in (("prune", "--older", "1d"), ("verify",), ("repair",)):
        ran = harmony("snapshots", *command)
        assert ran.code == 1
        assert "no SQLite file" in ran.err


def test_verify_and_repair(demo, home):
    """A damaged file is told of line by line, repaired once, and then sound; what was lost is asked for again."""
    assert (demo("snapshots", "verify").code, demo("snapshots", "verify").out) == (0, "")
    assert "nothing to repair" in demo("snapshots", "repair").err
    database = sqlite3.connect(home / "harmony.db")
    database.execute("update bodies set zlib = 'x' where rowid = 1")
    database.commit()
    database.close()
    ran = demo("snapshots", "verify")
    assert ran.code == 1
    assert ran.out.startswith("bodies: body ")
    assert ran.err.endswith(" problems; `harmony snapshots repair` saves what can be read\n")
    ran = demo("snapshots", "repair")
    assert ran.code == 0
    assert "has lost its body" in ran.out
    assert ".damaged.db, beside it" in ran.err
    assert demo("snapshots", "verify").code == 0
    assert len(list(home.glob("*.damaged.db"))) == 1


def test_nothing_kept_yet(harmony):
    """Where there is no file there is nothing to check."""
    for command in ("verify", "repair"):
        ran = harmony("snapshots", command)
        assert ran.code == 0
        assert "nothing is kept here yet" in ran.err
