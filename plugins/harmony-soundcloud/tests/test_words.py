"""SoundCloud's texts that hold several things."""

from __future__ import annotations

import doctest

import pytest

from harmony_core import provider as hc
from harmony_soundcloud import words
from harmony_soundcloud.links import number_of, path_of, resource_of


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ('"heavy metal" post-rock epic', ("heavy metal", "post-rock", "epic")),
        ("soundcloud:source=iphone-record ", ()),
        ('geo:lat=43.555 "camel:size=two words" R&B', ("R&B",)),
        ('Folk folk "" "  "', ("Folk",)),
        ('"never closed', ('"never', "closed")),
        ("", ()),
        (None, ()),
    ],
)
def test_tags(text, tags):
    """Quotes hold tags of several words; what is for machines, empty or there twice is left out."""
    assert words.tags(text) == tags


@pytest.mark.parametrize(
    ("text", "known", "names"),
    [
        ("Ada Moth, Tin Choir", "Ada Moth", [("Ada Moth", ", "), ("Tin Choir", None)]),
        ("Tin Choir & Ada Moth feat. Bo", "ada moth", [("Tin Choir", " & "), ("Ada Moth", " feat. "), ("Bo", None)]),
        ("Tin, The Choir", "Tin, The Choir", [("Tin, The Choir", None)]),
        ("Ada Moth, Tin Choir", "Lamplight", [("Ada Moth, Tin Choir", None)]),
        ("Ada Moth, ", "Ada Moth", [("Ada Moth, ", None)]),
        ("Ada Moth", "", [("Ada Moth", None)]),
    ],
)
def test_credits_are_taken_apart_only_beside_a_known_name(text, known, names):
    """A comma or an ampersand may be part of a name."""
    assert list(words.credited(text, known)) == names


@pytest.mark.parametrize(
    ("url", "larger"),
    [
        ("https://i1.sndcdn.com/artworks-x-large.jpg", "https://i1.sndcdn.com/artworks-x-t500x500.jpg"),
        ("https://i1.sndcdn.com/avatars-x-t300x300.png", "https://i1.sndcdn.com/avatars-x-t500x500.png"),
        ("https://example.org/cover.jpg", "https://example.org/cover.jpg"),
    ],
)
def test_pictures_have_500_pixels(url, larger):
    """The size is in the name; an address of another form stays, without a size."""
    (picture,) = words.picture(url, hc.ArtworkKind.FRONT)
    assert picture.url == larger
    assert picture.width == (500 if "500" in larger else None)


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("cc-by-nc-sa", "https://creativecommons.org/licenses/by-nc-sa/3.0/"),
        ("cc-by", "https://creativecommons.org/licenses/by/3.0/"),
        ("all-rights-reserved", None),
        ("no-rights-reserved", None),
        ("by", None),
        (None, None),
    ],
)
def test_license_pages(name, page):
    """Only Creative Commons licenses have a page."""
    assert words.license_page(name) == page


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("http://soundcloud.com/ada-moth", "ada-moth"),
        ("https://soundcloud.com/ada-moth/room?utm_medium=api&utm_campaign=x", "ada-moth/room"),
        ("https://www.soundcloud.com/ada-moth/sets/rooms/", "ada-moth/sets/rooms"),
        ("https://soundcloud.com/ada-moth/room/s-Zz0Zz", None),
        ("https://soundcloud.com/ada-moth/sets/rooms/s-Zz0Zz", None),
        ("https://soundcloud.com.example.org/ada-moth", None),
        ("", None),
        (None, None),
    ],
)
def test_paths_of_pages(url, path):
    """A page's path is its id; private pages have a key in theirs, which is kept nowhere."""
    assert path_of(url) == path


def test_numbers_and_resources():
    """Ids are numbers or URNs that end in one; addresses of the API hold either."""
    assert [number_of(each) for each in (7, "7", "soundcloud:tracks:7", "x7", "", None)] == ["7", "7", "7", *[None] * 3]
    for address in (
        "https://api.soundcloud.com/playlists/7?client_id=x",
        "https://api.soundcloud.com/playlists/soundcloud%3Aplaylists%3A7",
        "https://api.soundcloud.com/playlists/soundcloud:playlists:7",
    ):
        assert resource_of(address) == ("playlists", "7")
    assert resource_of("https://soundcloud.com/ada-moth") is None


def test_examples_in_docstrings_hold():
    """What a docstring shows is what happens."""
    failed, tried = doctest.testmod(words)
    assert tried
    assert not failed
