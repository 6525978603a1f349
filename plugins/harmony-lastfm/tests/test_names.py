"""Names as ids: whatever an artist calls itself, the id leads back to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core import provider as hc
from harmony_lastfm import lastfm
from harmony_lastfm.names import PAGES, id_of, names_of
from harmony_lastfm.payloads import Number, number

# Two escapes in a row are taken for one that is written twice, which is what Last.fm does with "+".
signs = st.characters(codec="utf-8", exclude_characters="%")
names = st.text(signs, min_size=1).map(str.strip).filter(lambda name: name not in ("", ".", ".."))


@given(names, names)
def test_names_come_back(artist: str, track: str) -> None:
    """Any names make an id that is read, has a page that is read as the same, and gives the names again."""
    for entity_id, expected in ((id_of(artist), (artist,)), (id_of(artist, "_", track), (artist, track))):
        assert names_of(entity_id) == expected
        ref = lastfm.ref(entity_id)
        assert (ref.id, str(ref)) == (entity_id, f"lastfm:{entity_id}")
        assert lastfm.url(ref) == f"https://www.last.fm/music/{entity_id}"
        assert [each.url for each in PAGES.ids(ref.kind, entity_id)] == [lastfm.url(ref)]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Florence+%252B+the+Machine", "Florence + the Machine"),
        ("Florence+%2B+the+Machine", "Florence + the Machine"),
        ("Florence+++The+Machine", "Florence + The Machine"),
        ("Florence%20%2B%20the%20Machine", "Florence + the Machine"),
        ("AC%2fDC", "AC/DC"),
        ("100%25", "100%"),
        ("100%2525", "100%"),
        ("Simon+%2526+Garfunkel", "Simon & Garfunkel"),
        ("Björk", "Björk"),
        ("%C3%", "�%"),
    ],
)
def test_every_way_of_escaping_is_read(written: str, name: str) -> None:
    """Last.fm escapes once, twice or not at all."""
    assert names_of(written) == (name,)


def test_tracks_and_albums_may_be_called_like_signs() -> None:
    """A track may be "_", an album "+"; an album "_" could not be told from none."""
    assert names_of("Ada/_/_") == ("Ada", "_")
    assert names_of(id_of("Ed", "+")) == ("Ed", "+")
    with pytest.raises(ValueError, match="no ids of the form"):
        lastfm.ref("Ada/_")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *(("5975", 5975), (5975, 5975), (238.0, 238), ("0", 0)),
        *((value, None) for value in ("", None, "FIXME", "-1", -1, "1e9", "²", "9" * 30, 1e300)),
    ],
)
def test_numbers_are_read(value: Number, expected: int | None) -> None:
    """Texts and numbers alike; what is none says nothing."""
    assert number(value) == expected


def test_hosts_are_declared() -> None:
    """Requests go to the API's host alone, over HTTPS."""
    assert lastfm.allowed_hosts == {"ws.audioscrobbler.com"}
    assert lastfm.base.startswith("https://")
    assert isinstance(lastfm.auth, hc.QueryKey)
