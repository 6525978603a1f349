"""What is read out of Beatport's pages, and what pictures, keys and titles mean."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_beatport import normalize, page
from harmony_beatport.payloads import Image, Key, Track
from harmony_core import provider as hc

RELEASE = {"id": 9000001, "name": "Two Rooms", "slug": "two-rooms"}
TRACKS = {"results": [{"id": 1, "name": "Lobby", "release": RELEASE}]}


def html(
    queries: list[tuple[object, object]], tag: str = '<script id="__NEXT_DATA__" type="application/json">', **props
):
    """A page as Next.js makes them."""
    told = [{"queryKey": key, "state": {"data": data}} for key, data in queries]
    data = {"props": {"pageProps": {"dehydratedState": {"queries": told}, **props}}, "page": "/x"}
    return f"<html><head></head><body>{tag}{json.dumps(data)}</script></body></html>".encode()


@pytest.mark.parametrize(
    "found",
    [
        html([(["tracks-release_id=9000001"], TRACKS)], release=RELEASE),
        html([(["release-9000001"], RELEASE), (["tracks-release_id=9000001"], TRACKS)]),
        html([(["tracks", {"release_id": 9000001}], TRACKS), (["release", {"id": 9000001}], RELEASE)]),
        html(
            [
                (["release-9000001"], RELEASE),
                (["release-9000001-recommendations"], {"results": [RELEASE]}),
                ([], TRACKS),
            ]
        ),
        html([([], TRACKS)], "<script type='application/json' crossorigin id='__NEXT_DATA__'>", release=RELEASE),
    ],
)
def test_a_release_is_found_wherever_its_page_tells_it(found: bytes):
    """By itself or among the answers, whatever their order and the form of their keys; never what is recommended."""
    assert page.release(found) == {**RELEASE, "listed": TRACKS["results"]}


def test_an_empty_list_of_tracks_is_one():
    """A release may be announced without its tracks, but then it must not count any."""
    queries = [(["tracks-x"], {"results": []})]
    assert page.release(html(queries, release=RELEASE)) == {**RELEASE, "listed": []}
    with pytest.raises(hc.PayloadError, match="no tracks in its list"):
        page.release(html(queries, release={**RELEASE, "track_count": 3}))


@pytest.mark.parametrize("status", ["404", 500, None])
def test_only_a_page_that_says_404_is_absent(status: object):
    """Everything else that holds no release has changed, or failed."""
    with pytest.raises(hc.PayloadError, match="no release"):
        page.release(html([], statusCode=status))
    with pytest.raises(hc.NotFoundError):
        page.release(html([], statusCode=404))


def test_hits_of_one_kind_alone():
    """Where one kind was searched for, the hits stand one level higher, and tell themselves which kind they are."""
    hit = {
        "track_id": 1,
        "track_name": "Lobby",
        "release": {"release_id": 2, "release_name": "Two Rooms"},
        "artists": [],
    }
    found = page.hits(html([(["search-tracks"], {"data": [hit]})]))
    assert isinstance(found, dict)
    assert list(found) == ["tracks"]
    assert hc.inside(found, "tracks", 0, "release", "name") == "Two Rooms"


@given(st.binary() | st.text().map(str.encode), st.integers(0, 400), st.integers(0, 400))
def test_a_broken_page_is_at_most_an_error_of_the_source(noise: bytes, start: int, length: int):
    """Whatever is cut out or put in."""
    whole = html([(["tracks-x"], TRACKS)], release=RELEASE)
    for reads in (page.release, page.about("track"), page.hits):
        with contextlib.suppress(hc.ProviderError):
            reads(whole[:start] + noise + whole[start + length :])


@pytest.mark.parametrize(
    ("name", "mix", "title"),
    [
        ("Lobby", "Original Mix", "Lobby"),
        ("Lobby", None, "Lobby"),
        ("Lobby", " ", "Lobby"),
        ("Lobby", "Extended Mix", "Lobby (Extended Mix)"),
        ("Lobby (Extended Mix)", "Extended Mix", "Lobby (Extended Mix)"),
        ("Lobby feat. Ada", "Bo Finch Remix", "Lobby feat. Ada (Bo Finch Remix)"),
    ],
)
def test_titles_name_the_mix(name: str, mix: str | None, title: str):
    """All but the original one."""
    assert normalize.title(Track(id=1, name=name, mix_name=mix)) == title


@pytest.mark.parametrize(
    ("key", "told"),
    [
        (Key(name="D Minor", camelot_number=7, camelot_letter="A"), ("D", "minor", "7A")),
        (Key(name="F♯ Major", camelot_number=2, camelot_letter="B"), ("F#", "major", "2B")),
        (Key(name="Ab min"), ("Ab", "minor", None)),
        (Key(name="Off", camelot_number=13, camelot_letter="A"), None),
        (None, None),
    ],
)
def test_keys(key: Key | None, told: tuple[str | None, ...] | None):
    """Letter, mode and place on the wheel, as far as they are ones."""
    found = normalize.features(Track(id=1, name="Lobby", bpm=0, key=key))
    assert (found and (found.key, found.mode, found.camelot)) == told


def test_what_stands_in_for_a_picture_is_none():
    """Beatport shows the same ones for all who have none."""
    for name in normalize.PLACEHOLDERS.pattern.split("|"):
        found = Image(uri=f"https://geo-media.beatport.com/image_size/500x500/{name}.jpg")
        assert normalize.picture(found, hc.ArtworkKind.FRONT) == ()
