"""`harmony limits`: what is shown of rates, pauses and breakers."""

from __future__ import annotations

import asyncio
import json
import time

import pytest
import yaml

from harmony_core.edges.backends import open_sqlite_limits
from harmony_core.plugin.limits import Breaker, Budget


@pytest.fixture
def known(home):
    """Keep that the source asked for a pause, and is left alone."""

    def keep(**breaker):
        store, now = open_sqlite_limits(f"sqlite:{home / 'harmony.db'}"), time.time()
        budget = Budget(taken=(now - 1, now), paused_until=now + 86_400, changed_at=now)
        asyncio.run(store.change_budget("deezer", lambda _: budget))
        asyncio.run(store.change_breaker("deezer", lambda _: Breaker(failures=5, open_until=now + 30, **breaker)))
        store.close()

    return keep


def test_a_source_that_nobody_asked_has_all_left(harmony):
    """The table says how many requests may go out, of how many in how many seconds."""
    ran = harmony("limits")
    assert (ran.code, ran.out) == (0, "deezer   50 of 50 in 5 s\n")


def test_pauses_and_breakers_are_shown_and_can_be_reset(harmony, known):
    """In the table and as documents; --reset forgets them, but not what went out."""
    known()
    ran = harmony("limits")
    assert "  0 of 50 in 5 s; paused until " in ran.out
    assert "; left alone until " in ran.out
    (document,) = json.loads(harmony("limits", "-f", "json").out)
    assert document["left"] == 0
    assert document["breaker"] == "open"
    assert document["paused_until"] > document["open_until"]
    assert yaml.safe_load(harmony("limits", "-f", "yaml").out)[0]["provider"] == "deezer"
    assert "deezer,0,50,5.0," in harmony("limits", "-f", "csv").out
    ran = harmony("limits", "--reset", "--provider", "deezer", "-f", "jsonl")
    document = json.loads(ran.out)
    assert (document["breaker"], "paused_until" in document) == ("closed", False)
    assert 48 <= document["left"] <= 50


def test_an_unknown_form_or_provider_is_refused(harmony):
    """As everywhere."""
    assert harmony("limits", "-f", "tracklist").code == 2
    assert harmony("limits", "--provider", "nobody").code == 2


def test_a_deadline_is_an_option(demo):
    """Of lookups and searches; none is over before it has begun."""
    assert demo("lookup", "724384960650", "--offline", "--deadline", "5").code == 0
    assert demo("search", "Discovery", "--offline", "--deadline", "0.5").code in (0, 3, 5)
    assert demo("lookup", "724384960650", "--deadline", "0").code == 2
    assert "deadline" in demo("lookup", "724384960650", "--deadline", "soon").err
