"""How MusicBrainz gets to know who asks, and how quickly it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from harmony_core.edges.config import load_config
from harmony_musicbrainz import Settings, musicbrainz, user_agent


@pytest.mark.parametrize(
    ("settings", "header"),
    [
        ({}, None),
        ({"contact": "me@example.org"}, None),
        ({"app_name": "MyTagger"}, "MyTagger"),
        ({"app_name": "MyTagger", "app_version": "1.2"}, "MyTagger/1.2"),
        ({"app_name": "MyTagger", "contact": "me@example.org"}, "MyTagger ( me@example.org )"),
        (
            {"app_name": "MyTagger", "app_version": "1.2", "contact": "me@example.org"},
            "MyTagger/1.2 ( me@example.org )",
        ),
        ({"user_agent": "Whole/1 ( a@example.org )", "app_name": "MyTagger"}, "Whole/1 ( a@example.org )"),
    ],
)
def test_the_user_agent_is_made_of_the_settings(settings: Mapping[str, str], header: str | None):
    """It has the form that MusicBrainz asks for; where no program is named, the core's own is sent."""
    assert user_agent(Settings(**settings)).get("User-Agent") == header


def test_settings_are_read_under_the_names_that_people_know(tmp_path: Path):
    """None of them is needed; another server may be asked at another rate."""
    variables = {
        "HARMONY_HOME": str(tmp_path),
        "MUSICBRAINZ_APP_NAME": "MyTagger",
        "MUSICBRAINZ_APP_VERSION": "1.2",
        "MUSICBRAINZ_CONTACT": "me@example.org",
        "MUSICBRAINZ_BASE": "http://mirror.example:5000/ws/2/",
    }
    found = load_config(variables).provider(musicbrainz)
    assert found.missing == ()
    assert found.base == "http://mirror.example:5000/ws/2/"
    assert user_agent(found.own) == {"User-Agent": "MyTagger/1.2 ( me@example.org )"}
    assert load_config({"HARMONY_HOME": str(tmp_path)}).provider(musicbrainz).missing == ()


def test_it_is_asked_no_quicker_than_it_allows():
    """One request a second is allowed; a little less is asked."""
    assert musicbrainz.rate.requests / musicbrainz.rate.per <= 0.9
