"""How Discogs gets to know who asks, and how quickly it is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from harmony_core.edges.config import load_config
from harmony_discogs import Settings, discogs


@pytest.mark.parametrize("variable", ["DISCOGS_USER_TOKEN", "DISCOGS_TOKEN"])
def test_the_token_is_read_under_both_names(tmp_path: Path, variable: str):
    """It goes into the header in the form that Discogs wants, and is not printed."""
    found = load_config({"HARMONY_HOME": str(tmp_path), variable: "made-up-token"}).provider(discogs)
    assert found.own == Settings(user_token="made-up-token")
    assert "made-up-token" not in repr(found.own)
    assert f"{discogs.auth.prefix}{found.own.user_token}" == "Discogs token=made-up-token"


def test_no_token_is_needed(tmp_path: Path):
    """What Discogs gives without one is asked for without one."""
    assert load_config({"HARMONY_HOME": str(tmp_path)}).provider(discogs).missing == ()


def test_it_is_asked_no_quicker_than_everybody_may():
    """Without a token 25 requests a minute are allowed; the answers say what holds with one."""
    assert discogs.rate.requests / discogs.rate.per <= 25 / 60
    assert discogs.rate_headers.per == 60
