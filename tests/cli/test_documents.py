"""Whatever the program prints for programs validates against a schema that the program prints, too."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import pytest

from harmony_core.cli import COMMANDS
from harmony_core.edges.backends import open_sqlite, open_sqlite_limits
from harmony_core.plugin.limits import Breaker, Budget

GTIN, RECORD = "724384960650", "https://www.deezer.com/album/302127"
ALBUM = '{"id": 302127, "title": "One"}'

PRINTED = {
    f"lookup {GTIN} --offline": "result",
    f"lookup {GTIN} --offline --no-merge": "result",
    "lookup deezer:1 --offline": "result",
    "search Discovery --offline": "search",
    "search Discovery --stored": "search",
    "show release/1": "release",
    "explain result.json": "explanation",
    "explain result.json title": "explanation",
    f"parse {GTIN}": "parse",
    f"parse {GTIN} {RECORD}": "parse",
    "normalize deezer release album.json": "release",
    "providers": "providers",
    "providers list": "providers",
    "providers show deezer": "providers",
    "providers check deezer": "checks",
    "limits": "limits",
    "plugins": "plugins",
    "plugins list": "plugins",
    "plugins check": "plugins",
    "snapshots list": "snapshots",
    f"snapshots diff {RECORD}": "differences",
    f"snapshots diff {GTIN}": "differences",
}
"""Commands that have -f json, and the schema of what they print."""

WITHOUT = {"batch", "schema", "validate", "config", "new-provider", "completion", "normalize"}
"""Commands that have no -f json, or print a schema."""


@pytest.fixture
def kept(demo, home, tmp_path, monkeypatch):
    """A store with answers that changed, an entity, a pause and a breaker that is open."""
    monkeypatch.chdir(tmp_path)
    assert demo("lookup", GTIN, "--offline").code == 0
    Path("result.json").write_text(demo("lookup", GTIN, "--offline", "-f", "json").out)
    Path("album.json").write_text(ALBUM)
    store, now = open_sqlite(f"sqlite:{home / 'harmony.db'}"), time.time()
    older = [
        attrs.evolve(each, body=each.body.replace(b"Discovery", b"Discoverie"), status=203, fetched_at=at)
        for each in store.all()
        for at in [datetime.now(UTC) - timedelta(days=9000)]
    ]
    assert store.put(older)
    store.close()
    limits = open_sqlite_limits(f"sqlite:{home / 'harmony.db'}")
    budget = Budget(taken=(now - 1, now), paused_until=now + 86_400, changed_at=now)
    asyncio.run(limits.change_budget("deezer", lambda _: budget))
    asyncio.run(limits.change_breaker("deezer", lambda _: Breaker(failures=5, open_until=now + 30)))
    limits.close()
    return demo


@pytest.mark.parametrize("command", PRINTED)
def test_what_is_printed_validates(kept, command):
    """As a whole with -f json, and line by line with -f jsonl, where a command has that."""
    schema = PRINTED[command]
    of_lines = "search_candidate" if schema == "search" else schema
    printed = kept(*command.split(), "-f", "json").out
    assert json.loads(printed)
    Path("printed.json").write_text(printed)
    ran = kept("validate", schema, "printed.json")
    assert (ran.code, ran.err) == (0, "")
    lines = kept(*command.split(), "-f", "jsonl")
    if lines.code != 2 and schema != "explanation":
        for line in lines.out.splitlines():
            Path("line.json").write_text(line)
            ran = kept("validate", of_lines, "line.json")
            assert (ran.code, ran.err) == (0, "")


def test_a_diff_is_of_the_form_that_its_schema_says(kept):
    """The changes are there, with both values; and what is no such list is refused."""
    documents = json.loads(kept("snapshots", "diff", GTIN, "-f", "json").out)
    changes = [change for each in documents for change in each["changes"]]
    assert {"path": "$.title", "change": "changed", "before": "Discoverie", "after": "Discovery"} in changes
    assert documents[0]["before"]["fetched_at"].endswith("Z")
    del documents[0]["changes"]
    Path("printed.json").write_text(json.dumps(documents))
    assert kept("validate", "differences", "printed.json").code == 1


def test_every_command_that_prints_documents_is_tried():
    """A new command with -f json needs a schema."""
    assert {command.split()[0] for command in PRINTED} | WITHOUT == set(COMMANDS)
