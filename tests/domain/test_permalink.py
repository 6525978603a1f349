"""Permalinks: a result as one line of text."""

from datetime import UTC, datetime

import pytest

from harmony_core.domain.codes import Country
from harmony_core.domain.errors import RequestError
from harmony_core.domain.permalink import Permalink
from harmony_core.domain.refs import Kind

LINK = Permalink(
    texts=("gtin:724384960650",),
    kind=Kind.RELEASE,
    providers={"deezer": "302127", "itunes": ""},
    at=datetime(2026, 11, 1, 12, 0, 16, 25, tzinfo=UTC),
    regions=(Country.parse("GB"), Country.parse("US")),
)
TEXT = "gtin=724384960650&kind=release&region=GB,US&deezer=302127&itunes=&at=2026-11-01T12:00:16.000025Z"


def test_a_permalink_is_read_as_it_was_written():
    """Text and value say the same."""
    assert str(LINK) == TEXT
    assert Permalink.read(TEXT) == LINK


@pytest.mark.parametrize(
    "text",
    [
        f"?{TEXT}",
        f"https://example.org/release?{TEXT}",
        f"  {TEXT}\n",
        TEXT.replace("&region=", "®ion="),
        TEXT.replace(":", "%3A").replace(",", "%2C"),
    ],
)
def test_a_permalink_survives_its_way(text):
    """Behind an address, percent-encoded, or mangled by a chat program it means the same."""
    assert Permalink.read(text) == LINK


def test_a_mangled_barcode_is_mended():
    """`&gtin=` may arrive as `>in=`."""
    found = Permalink.read("kind=release>in=724384960650&deezer=1&at=2026-11-01T12:00:00Z")
    assert found is not None
    assert found.texts == ("gtin:724384960650",)


@pytest.mark.parametrize(
    "texts", [("text:Discovery & more = less?",), ("deezer:302127", "itunes:1"), ("bandcamp:a/track/b-c",)]
)
def test_every_query_round_trips(texts):
    """Words with signs of their own, and several references, come back as they were."""
    link = Permalink(texts=texts, kind=Kind.RELEASE, providers={"deezer": ""}, at=LINK.at, mode="waterfall")
    assert Permalink.read(str(link)) == link


@pytest.mark.parametrize(
    "text", ["", "Discovery", "a=b", "b=1&c=2", "https://www.deezer.com/album/1?ref=2", "1 + 1 = 2"]
)
def test_what_is_no_permalink_is_left_alone(text):
    """Words, links and barcodes are not permalinks."""
    assert Permalink.read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "gtin=724384960650&kind=release&deezer=1&at=yesterday",
        "gtin=724384960650&kind=album&deezer=1&at=2026-11-01",
        "kind=release&deezer=1&at=2026-11-01",
        "gtin=724384960650&deezer=1&at=2026-11-01",
        "gtin=724384960650&kind=release&at=2026-11-01",
        "gtin=724384960650&kind=release&region=UK&deezer=1&at=2026-11-01",
        "gtin=724384960650&kind=release&deezer=1",
        "?ref=deezer:1&kind=release&deezer=1",
    ],
)
def test_a_permalink_that_lost_a_part_is_refused(text):
    """What cannot mean anything is refused with a reason, never guessed."""
    with pytest.raises(RequestError, match="permalink cannot be read"):
        Permalink.read(text)


def test_a_part_of_a_permalink_is_told_as_it_is_looked_up():
    """What was asked, alone, is no permalink: the text says how to write it."""
    for text, written in (("gtin=1", "gtin:1"), ("ref=deezer:1", "write deezer:1"), ("isrc=x", "isrc:x")):
        with pytest.raises(RequestError, match=f"only a part of a permalink.* {written}"):
            Permalink.read(text)
