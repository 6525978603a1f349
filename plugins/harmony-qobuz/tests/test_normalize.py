"""Small parts of what Qobuz's answers mean."""

from __future__ import annotations

import pytest

from harmony_core import provider as hc
from harmony_qobuz import normalize
from harmony_qobuz.payloads import AlbumName, Artist, Dates, Genre, Track
from harmony_qobuz.tables import PAGES


@pytest.mark.parametrize(
    ("title", "version", "work", "whole"),
    [
        ("Alive", "Live", None, "Alive (Live)"),
        ("Room (Live)", "Live", None, "Room (Live)"),
        ("Room", "", "", "Room"),
        ("I. Slow", "Remastered", "Sonata No. 1", "Sonata No. 1: I. Slow (Remastered)"),
        ("Sonata no. 1: I. Slow", None, "Sonata No. 1", "Sonata no. 1: I. Slow"),
        ("Room [2.0]", "2.0", None, "Room [2.0]"),
    ],
)
def test_titles_have_work_and_version_once(title, version, work, whole):
    """What the title says already is not said again; a part of a word says nothing."""
    assert normalize.track_title(Track(id=1, title=title, version=version, work=work)) == whole


@pytest.mark.parametrize(
    ("text", "gtin", "levels"),
    [
        ("2000000090016", "2000000090016", []),
        ("0200000009001", "02000000090016", ["info"]),
        ("123", None, ["warning"]),
        ("", None, []),
        (None, None, []),
    ],
)
def test_gtins(text, gtin, levels):
    """A check digit that is missing is put there, and that is told; what else is none is left out."""
    read = hc.Reader()
    found = normalize.gtin(text, read, "gtin")
    assert (found.text if found else None) == gtin
    assert [message.level for message in read.messages] == levels


@pytest.mark.parametrize(
    ("seconds", "day"),
    [
        (1441317600, "2015-09-04"),  # midnight in Paris, in summer
        (1357858800, "2013-01-11"),  # in winter
        (-315622800, "1960-01-01"),
        (0, None),
        (None, None),
        (9e300, None),
        (float("nan"), None),
    ],
)
def test_days_of_older_answers(seconds, day):
    """A second is midnight in Paris, which is the day before by the world's clock."""
    assert normalize.release_day(AlbumName(id="zz0", title="Rooms", released_at=seconds)) == day


def test_days_come_in_order():
    """The day for streaming goes before that for buying, and both before that of the first edition."""
    album = AlbumName(id="zz0", title="Rooms", release_date_original="1998", dates=Dates(download="2001", stream=""))
    assert normalize.release_day(album) == "2001"
    assert normalize.day(album, "original", "stream", "download") == "1998"


def test_genres_are_a_path():
    """The last of the list is the genre itself, in French; its name in the app's language goes instead."""
    album = AlbumName(
        id="zz0", title="Rooms", genre=Genre(name="Folk"), genres_list=("Pop", "Pop→Rock", "Pop→Rock→Folklore")
    )
    assert [genre.name for genre in normalize.genres(album)] == ["Pop", "Rock", "Folk"]
    assert [genre.name for genre in normalize.genres(AlbumName(id="zz0", title="x", genres_list=("Pop",)))] == ["Pop"]


def test_the_first_artist_leads_the_credit():
    """Each is named once, with the role that the list tells; who only produced is not credited as an artist."""
    ada, tin = Artist(id=1, name="Ada", roles=("main-artist",)), Artist(id=2, name="Tin", roles=("featured-artist",))
    found = normalize.artist_credit(Artist(id=1, name="Ada"), (tin, ada, Artist(id=3, name="Bo", roles=("producer",))))
    assert [(each.name, each.roles) for each in found] == [("Ada", ("main",)), ("Tin", ("featured",))]
    assert normalize.artist_credit(None, None) == ()


@pytest.mark.parametrize("entity_id", [None, 0, "", "../x", "a/b", "é"])
def test_what_is_no_id_has_no_page(entity_id):
    """Various Artists of old answers have the id 0."""
    for kind in ("release", "recording", "artist", "label"):
        assert PAGES.ids(kind, entity_id) == ()
