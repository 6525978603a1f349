"""Small values out of what sources send: what says nothing gives nothing."""

from __future__ import annotations

import pytest

from harmony_core.domain.model import (
    Artwork,
    ArtworkKind,
    AudioFeatures,
    Genre,
    Link,
    LinkKind,
    Popularity,
    ReleaseType,
)
from harmony_core.plugin.values import (
    audio_features,
    countries,
    genres,
    largest_picture,
    links,
    picture,
    popularity,
    release_types,
    said,
)

FRONT = ArtworkKind.FRONT
LARGE, SMALL = "https://img.example/640.jpg", "https://img.example/64.jpg"


@pytest.mark.parametrize(("text", "value"), [("Live", "Live"), (" x ", " x "), ("", None), (" \t", None), (None, None)])
def test_what_is_blank_is_not_said(text: str | None, value: str | None):
    """Texts stay as they are, blanks are none."""
    assert said(text) == value


def test_countries_are_read_from_a_table_of_codes():
    """Line breaks part codes as blanks do."""
    assert countries("SE\n  DE SE") == {"DE", "SE"}


def test_a_wrong_code_in_a_table_is_its_authors_error():
    """It is raised where the table is written."""
    with pytest.raises(ValueError, match="Q1"):
        countries("SE Q1")


def test_genres_are_named_once_and_without_blanks():
    """Order is kept; nothing gives nothing."""
    assert genres([" Rock", None, "", "Folk", "Rock "], "tunes") == (
        Genre(name="Rock", providers=("tunes",)),
        Genre(name="Folk", providers=("tunes",)),
    )
    assert genres(None, "tunes") == ()


@pytest.mark.parametrize(
    ("words", "types"),
    [
        (("Album",), (ReleaseType.ALBUM,)),
        (("EP", "DJ-mix", "ep"), (ReleaseType.EP, ReleaseType.DJ_MIX)),
        (("epmini",), (ReleaseType.EP,)),
        (("playlist", None, ""), ()),
    ],
)
def test_words_for_types_are_understood(words: tuple[str | None, ...], types: tuple[ReleaseType, ...]):
    """The model's own words in any case, and those that a source has besides."""
    assert release_types(*words, also={"epmini": ReleaseType.EP}) == types


def test_popularity_keeps_what_can_be():
    """Counts of 0 are told, counts below it and scores beyond 1 are not."""
    assert popularity("tunes", listeners=0, plays=-1, score=1.2) == (Popularity(provider="tunes", listeners=0),)
    assert (
        popularity("tunes", score=0.5)
        == popularity("tunes", score=50, most=100)
        == (Popularity(provider="tunes", score=0.5),)
    )
    assert popularity("tunes", plays=-1, score=-0.1) == popularity("tunes", score=10**400) == popularity("tunes") == ()


def test_a_picture_has_an_address_of_the_web():
    """What is no such address is no picture; a thumb of that kind is left out, as are sizes that are none."""
    assert picture(LARGE, FRONT, "tunes", thumb_url="none", width=640, height=-1) == (
        Artwork(url=LARGE, kinds=(FRONT,), width=640, provider="tunes"),
    )
    assert picture("data:image/png", FRONT, "tunes") == picture(None, None, "tunes") == picture("", None, "tunes") == ()


def test_of_several_sizes_the_widest_is_the_picture():
    """Its thumb is the smallest that is wide enough; sizes that are not told are the last choice."""
    sizes = [(SMALL, 64, 64), (LARGE, 640, 480), (None, 9000, 9000), ("https://img.example/300.jpg", 300, 300)]
    assert largest_picture(sizes, FRONT, "tunes") == (
        Artwork(
            url=LARGE,
            thumb_url="https://img.example/300.jpg",
            kinds=(FRONT,),
            width=640,
            height=480,
            provider="tunes",
        ),
    )
    assert largest_picture([(SMALL, 64, 64)], FRONT, "tunes")[0].thumb_url is None
    assert largest_picture([(SMALL, None, None), (LARGE, None, None)], FRONT, "tunes")[0].url == SMALL
    assert largest_picture([], FRONT, "tunes") == ()


def test_what_cannot_be_measured_is_left_out():
    """Speeds, shares, loudness and beats that cannot be; None where nothing is left."""
    found = audio_features(bpm=120, energy=0.0, valence=1.01, loudness_db=-200, time_signature=4, key="C")
    assert found == AudioFeatures(bpm=120, energy=0.0, time_signature=4, key="C")
    assert audio_features(bpm=0, time_signature=0) is None
    assert audio_features(bpm=1000, speechiness=-1) is None


def test_links_lead_into_the_web():
    """Each once, without what is no address; kinds are the same for all."""
    urls = ["HTTPS://ada.example/a", None, "", "mailto:ada@example.org", "https://two words", "HTTPS://ada.example/a"]
    assert links(urls, LinkKind.MAIL_ORDER) == (Link(url="HTTPS://ada.example/a", kinds=(LinkKind.MAIL_ORDER,)),)
    assert links(None) == ()
