"""What a provider needs is told: in its document, and on the command line."""

from __future__ import annotations

import attrs

from harmony_core import provider as hc
from harmony_core.cli.providers import _lines
from harmony_core.edges.describe import provider_document
from harmony_core.edges.schema import problems


@hc.settings
class Keys:
    token: str | None = hc.setting("a token", env=("CLUB_USER_TOKEN", "CLUB_TOKEN"), secret=True)
    client_id: str | None = hc.setting("the id")
    client_secret: str | None = hc.setting("the secret", secret=True)


WAYS = (
    hc.ClientCredentials(url="https://accounts.example.test/token"),
    hc.HeaderKey(header="X-Key", setting="token"),
    hc.QueryKey(parameter="key", setting="token"),
)


def test_what_auth_needs_is_told(bench, shelf_parts):
    """Each way to show who asks is named with the variables that it needs; no value is."""
    provider = attrs.evolve(shelf_parts.shelf, name="club", settings=Keys, auth=WAYS)
    found = provider_document(provider, bench.config(CLUB_TOKEN="CANARY-word").provider(provider), None)
    assert problems("providers", found) == ()
    assert found["status"] == "ready"
    assert found["auth"] == [
        {
            "way": "token",
            "url": "https://accounts.example.test/token",
            "variables": ["CLUB_CLIENT_ID", "CLUB_CLIENT_SECRET"],
        },
        {"way": "header", "name": "X-Key", "variables": ["CLUB_USER_TOKEN"]},
        {"way": "parameter", "name": "key", "variables": ["CLUB_USER_TOKEN"]},
    ]
    shown = "".join(_lines(found))
    assert "a token from https://accounts.example.test/token: CLUB_CLIENT_ID and CLUB_CLIENT_SECRET" in shown
    assert "a key in the header X-Key: CLUB_USER_TOKEN" in shown
    assert "CANARY" not in shown


def test_who_needs_nothing_says_nothing(bench, shelf_parts):
    """A provider without keys has no ways."""
    found = provider_document(shelf_parts.shelf, bench.config().provider(shelf_parts.shelf), None)
    assert found["auth"] == []
    assert problems("providers", found) == ()
    assert "auth" not in "".join(_lines(found))
