"""Which links are Deezer's, and how its ids are written."""

from __future__ import annotations

import pytest

from harmony_core.domain.errors import BadValueError
from harmony_core.plugin.urls import split_link
from harmony_deezer import deezer


@pytest.mark.parametrize(
    ("link", "kind", "entity_id"),
    [
        ("https://www.deezer.com/album/302127", "release", "302127"),
        ("http://deezer.com/album/302127/", "release", "302127"),
        ("https://www.deezer.com/en/album/302127?utm_source=deezer", "release", "302127"),
        ("www.deezer.com/track/3135556#share", "recording", "3135556"),
        ("https://www.deezer.com/de/artist/27", "artist", "27"),
    ],
)
def test_links_to_releases_tracks_and_artists_are_read(link: str, kind: str, entity_id: str):
    """Scheme, `www.`, language, query and fragment of a link do not matter."""
    ref = deezer.read(split_link(link))
    assert (ref.kind, ref.id) == (kind, entity_id)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.deezer.com/playlist/908622995",
        "https://www.deezer.com/album/302127/extra",
        "https://www.deezer.com/album/abc",
        "https://www.deezer.com/english/album/302127",
        "https://www.deezer.com.example.org/album/302127",
        "https://notdeezer.com/album/302127",
    ],
)
def test_other_links_are_not_read(link: str):
    """Playlists, longer paths, ids that are no numbers and hosts of others are not Deezer's links."""
    assert deezer.read(split_link(link)) is None


@pytest.mark.parametrize("language", ["us", "fr", "en"])
def test_the_language_of_a_link_is_no_region(language: str):
    """`/us/` is the language of the page: nothing follows from it for where a release is to be had."""
    ref = deezer.read(split_link(f"https://www.deezer.com/{language}/album/302127"))
    assert ref.region is None


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("302127", "https://www.deezer.com/album/302127"),
        ("album/302127", "https://www.deezer.com/album/302127"),
        ("track/3135556", "https://www.deezer.com/track/3135556"),
        ("artist/27", "https://www.deezer.com/artist/27"),
    ],
)
def test_ids_lead_to_canonical_links(text: str, url: str):
    """An id is a release's, unless it says what it is; its link has no language and reads back the same."""
    ref = deezer.ref(text)
    assert deezer.url(ref) == url
    assert deezer.read(split_link(url)) == ref


def test_an_id_that_is_no_number_is_refused():
    """The message says which forms there are."""
    with pytest.raises(BadValueError, match="deezer has no ids of the form 'abc'"):
        deezer.ref("abc")
