"""How ids are written, and what the reader of links leaves alone."""

from __future__ import annotations

import pytest

from harmony_core.domain.errors import BadValueError
from harmony_core.domain.result import Parsed
from harmony_core.plugin.catalog import Catalog, Providers
from harmony_core.plugin.urls import split_link
from harmony_core.stages.parse import parse
from harmony_itunes import harmony_url_parsers, itunes

CATALOG = Catalog(providers=Providers((itunes,)), url_parsers=tuple(harmony_url_parsers()))


def taken(link: str) -> Parsed:
    """What the program takes a link for."""
    return parse(link, CATALOG)


def test_the_link_of_a_song_is_its_own():
    """What is shown of a link with `?i=` is the song's page."""
    parsed = taken("https://music.apple.com/gb/album/x/1441458047?i=1441458059")
    assert (parsed.kind, parsed.url) == ("recording", "https://music.apple.com/gb/song/1441458059")


@pytest.mark.parametrize("text", ["https://[music.apple.com/gb/album/1?i=2", "music.apple.com", "words", "", "?i=2"])
def test_what_is_no_link_is_left_alone(text: str):
    """The reader of links claims nothing else, and raises nothing."""
    (parser,) = harmony_url_parsers()
    assert parser.read(text) is None


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("1441458047", "https://music.apple.com/album/1441458047"),
        ("album/1441458047", "https://music.apple.com/album/1441458047"),
        ("song/1441458059", "https://music.apple.com/song/1441458059"),
        ("music-video/1441458100", "https://music.apple.com/music-video/1441458100"),
        ("artist/3296287", "https://music.apple.com/artist/3296287"),
    ],
)
def test_ids_lead_to_canonical_links(text: str, url: str):
    """An id is a release's, unless it says what it is; its link reads back the same."""
    ref = itunes.ref(text)
    assert itunes.url(ref) == url
    assert itunes.read(split_link(url)) == ref


def test_canonical_links_name_the_store():
    """A link that is read and written again keeps its store, and loses its name and its query."""
    ref = itunes.read(split_link("https://itunes.apple.com/GB/album/a-night-at-the-opera/id1441458047?uo=4"))
    assert itunes.url(ref) == "https://music.apple.com/gb/album/1441458047"


def test_an_id_that_is_no_number_is_refused():
    """The message says which forms there are."""
    with pytest.raises(BadValueError, match="itunes has no ids of the form 'abc'"):
        itunes.ref("abc")
