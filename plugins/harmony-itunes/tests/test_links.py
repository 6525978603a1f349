"""Which links are Apple's, and how its ids are written."""

from __future__ import annotations

import pytest

from harmony_core.domain.errors import BadValueError, RequestError
from harmony_core.domain.result import Parsed
from harmony_core.plugin.catalog import Catalog, Providers
from harmony_core.plugin.urls import split_link
from harmony_core.stages.parse import parse
from harmony_itunes import harmony_url_parsers, itunes

CATALOG = Catalog(providers=Providers((itunes,)), url_parsers=tuple(harmony_url_parsers()))


def taken(link: str) -> Parsed:
    """What the program takes a link for."""
    return parse(link, CATALOG)


@pytest.mark.parametrize(
    ("link", "ref", "region"),
    [
        ("https://music.apple.com/gb/album/1441458047", "itunes:1441458047", "GB"),
        ("https://music.apple.com/gb/album/a-night-at-the-opera/1441458047?uo=4", "itunes:1441458047", "GB"),
        ("https://music.apple.com/jp/album/%E5%A4%9C/1441458047?l=en", "itunes:1441458047", "JP"),
        ("http://itunes.apple.com/de/album/a-night/id1441458047/", "itunes:1441458047", "DE"),
        ("https://itunes.apple.com/DE/album/id1441458047", "itunes:1441458047", "DE"),
        ("https://geo.itunes.apple.com/us/album/x/id1441458047?app=itunes", "itunes:1441458047", "US"),
        ("https://geo.music.apple.com/fr/album/1441458047", "itunes:1441458047", "FR"),
        ("https://embed.music.apple.com/us/album/x/1441458047", "itunes:1441458047", "US"),
        ("music.apple.com/gb/song/bohemian-rhapsody/1441458059", "itunes:song/1441458059", "GB"),
        ("https://music.apple.com/gb/music-video/x/1441458100", "itunes:music-video/1441458100", "GB"),
        ("https://music.apple.com/gb/artist/queen/3296287#top", "itunes:artist/3296287", "GB"),
        ("https://itunes.apple.com/us/artist/queen/id3296287?uo=4", "itunes:artist/3296287", "US"),
    ],
)
def test_links_to_releases_songs_videos_and_artists_are_read(link: str, ref: str, region: str):
    """Scheme, name, `id` before the number and query of a link do not matter; its store is the region."""
    found = itunes.read(split_link(link))
    assert (str(found), found.region) == (ref, region)
    assert (str(taken(link).ref), taken(link).ref.region) == (ref, region)


@pytest.mark.parametrize(
    "link",
    [
        "https://music.apple.com/gb/playlist/hits/pl.606afcbb70264d2eb2b51d8dbcfa6a12",
        "https://music.apple.com/gb/station/radio/ra.978194965",
        "https://music.apple.com/gb/curator/x/976439448",
        "https://podcasts.apple.com/us/podcast/x/id1200361736",
        "https://itunes.apple.com/us/podcast/x/id1200361736",
        "https://books.apple.com/us/audiobook/x/id1441458047",
        "https://itunes.apple.com/us/audiobook/x/id1441458047",
        "https://itunes.apple.com/us/movie/x/id271469254",
        "https://itunes.apple.com/us/app/x/id284882215",
        "https://music.apple.com/gb/album/abc",
        "https://music.apple.com/gb/album/x/1441458047/extra",
        "https://music.apple.com/english/album/1441458047",
        "https://evil.music.apple.com/gb/album/1441458047",
        "https://music.apple.com.example.org/gb/album/1441458047",
        "https://notmusic.apple.com/gb/album/1441458047",
    ],
)
@pytest.mark.parametrize("query", ["", "?i=1441458059"])
def test_other_links_are_not_read(link: str, query: str):
    """Playlists, podcasts, books, films, apps, longer paths and hosts of others are not read, whatever they ask."""
    assert itunes.read(split_link(link + query)) is None
    with pytest.raises(RequestError, match=r"no page to look up|no installed provider reads"):
        taken(link + query)


@pytest.mark.parametrize(
    ("link", "ref", "region"),
    [
        ("https://music.apple.com/gb/album/x/1441458047?i=1441458059", "itunes:song/1441458059", "GB"),
        ("https://music.apple.com/gb/album/x/1441458047?uo=4&i=1441458059#t", "itunes:song/1441458059", "GB"),
        ("itunes.apple.com/fr/album/id1441458047?i=1441458059", "itunes:song/1441458059", "FR"),
        ("https://itunes.apple.com/album/id1441458047?i=1441458059", "itunes:song/1441458059", "US"),
        ("https://music.apple.com/gb/album/1441458047?i=", "itunes:1441458047", "GB"),
        ("https://music.apple.com/gb/album/1441458047?i=abc", "itunes:1441458047", "GB"),
        ("https://music.apple.com/gb/artist/3296287?i=1441458059", "itunes:artist/3296287", "GB"),
    ],
)
def test_a_song_in_a_link_s_query_is_what_it_is_about(link: str, ref: str, region: str):
    """A link to an album with `?i=` is the link of the song, in the same store."""
    assert (str(taken(link).ref), taken(link).ref.region) == (ref, region)


def test_the_link_of_a_song_is_its_own():
    """What is shown of a link with `?i=` is the song's page."""
    parsed = taken("https://music.apple.com/gb/album/x/1441458047?i=1441458059")
    assert (parsed.kind, parsed.url) == ("recording", "https://music.apple.com/gb/song/1441458059")


@pytest.mark.parametrize(
    ("link", "ref", "region"),
    [
        ("https://itunes.apple.com/album/id1441458047", "itunes:1441458047", "US"),
        ("https://music.apple.com/artist/queen/3296287", "itunes:artist/3296287", "US"),
        ("https://geo.music.apple.com/album/1441458047", "itunes:1441458047", None),
        ("https://music.apple.com/uk/album/1441458047", "itunes:1441458047", None),
    ],
)
def test_a_link_without_a_store_is_american(link: str, ref: str, region: str | None):
    """Apple opens it in the store of the United States; `geo.` in the visitor's own, which says nothing."""
    assert (str(taken(link).ref), taken(link).ref.region) == (ref, region)


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
