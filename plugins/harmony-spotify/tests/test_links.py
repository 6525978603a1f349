"""Spotify's addresses that are no web pages, and what is refused of them."""

from __future__ import annotations

import pytest

from harmony_core import provider as hc
from harmony_spotify import harmony_url_parsers, spotify

ID = "9Album0000000000000001"


def read(text: str) -> hc.EntityRef | None:
    """Read a text as the plugin's parser does."""
    (parser,) = harmony_url_parsers()
    return parser.read(text)


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        (f"spotify:album:{ID}", f"spotify:{ID}"),
        (f"spotify:track:{ID}", f"spotify:track/{ID}"),
        (f"spotify:artist:{ID}", f"spotify:artist/{ID}"),
        (f"SPOTIFY:Album:{ID}", f"spotify:{ID}"),
        (f"spotify:album:{ID}?si=0123456789abcdef", f"spotify:{ID}"),
    ],
)
def test_the_program_s_own_addresses_are_read(text: str, ref: str):
    """They lead to the same references as the pages do."""
    found = read(text)
    assert str(found) == ref
    assert spotify.ref(ref.removeprefix("spotify:")) == found


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"spotify:playlist:{ID}", "playlist"),
        (f"spotify:user:lamplighter:playlist:{ID}", "playlist"),
        (f"spotify:episode:{ID}", "episode"),
        (f"spotify:show:{ID}", "show"),
        ("spotify:local:The+Lamplighters:Two+Rooms:Attic:93", "local"),
        ("https://spotify.link/AbCdEfGhIjK", "short link"),
        ("spotify.link/AbCdEfGhIjK?_p=x", "short link"),
        ("https://spotify.app.link/AbCdEfGhIjK", "short link"),
    ],
)
def test_what_is_not_looked_up_is_refused_with_its_name(text: str, what: str):
    """A playlist, an episode and a short link are known for what they are."""
    with pytest.raises(hc.RequestError, match=what) as refused:
        read(text)
    assert (refused.value.field, refused.value.code) == ("query", "UNSUPPORTED_LINK")


@pytest.mark.parametrize(
    "text",
    [
        f"spotify:{ID}",
        f"spotify:album:{ID}0",
        f"xspotify:album:{ID}",
        f"https://open.spotify.com/album/{ID}",
        "https://spotify.link.example.org/AbCdEfGhIjK",
        "two rooms",
    ],
)
def test_other_texts_are_left_to_others(text: str):
    """Pages have templates; ids of wrong length, hosts of others and words are none of the program's addresses."""
    assert read(text) is None
