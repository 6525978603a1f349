"""What mora's part numbers, credits and pages mean."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core import provider as hc
from harmony_mora import normalize, page
from harmony_mora.payloads import Package

GTIN, OTHER = "2000000090016", "2000000090023"
PAGE = b"""<html><head><meta name="msApplication-Arguments" content="{&quot;materialNo&quot;:&quot;42&quot;}"></head>"""


@pytest.mark.parametrize(
    ("dist", "cd", "package_id", "gtin", "catalog_number"),
    [
        (GTIN, None, "x", GTIN, None),
        ("15198300", GTIN, f"{GTIN}_F", GTIN, None),
        ("12345670", None, f"{GTIN}_F", GTIN, None),
        (GTIN, OTHER, "x", GTIN, None),
        ("2000000090017", OTHER, "x", OTHER, None),
        ("LAMP-D001", GTIN, "LAMP-D001_F", GTIN, "LAMP-D001"),
        ("15198300", " LAMP-1001 ", "x", None, "LAMP-1001"),
        ("12345670", "12345670", "12345670", None, None),
        ("", None, None, None, None),
    ],
)
def test_part_numbers(
    dist: str | None, cd: str | None, package_id: str | None, gtin: str | None, catalog_number: str | None
):
    """The first that is a GTIN of 12 digits or more is one, the first with a letter the catalog number."""
    read = hc.Reader()
    package = Package(title="Two Rooms", trackList=(), distPartNo=dist, cdPartNo=cd, packageId=package_id)
    found = normalize.gtin(package, read)
    assert (found.text if found else None) == gtin
    assert normalize.catalog_number(package) == catalog_number
    assert read.messages == []


def test_a_part_number_that_is_nearly_a_gtin_is_reported():
    """Where there is no other."""
    read = hc.Reader()
    assert normalize.gtin(Package(title="Two Rooms", trackList=(), distPartNo="2000000090017"), read) is None
    assert [message.path for message in read.messages] == ["gtin"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada", ["Ada"]),
        ("Ada / Bo", ["Ada", "Bo"]),
        ("Ada, Bo, Ada", ["Ada", "Bo"]),
        ("星野 灯、Bo／Ada", ["星野 灯", "Bo", "Ada"]),
        ("Sam Vale, Jr., Bo", ["Sam Vale, Jr.", "Bo"]),
        ("AC/DC", ["AC/DC"]),
        (" / ", []),
        (None, []),
    ],
)
def test_several_names_in_one_text(text: str | None, names: list[str]):
    """Slashes between blanks, commas and the like part them."""
    assert [credit.name for credit in normalize.credited(text, "composer")] == names


@given(st.binary() | st.text().map(str.encode), st.integers(0, 100), st.integers(0, 100))
def test_a_broken_page_is_at_most_an_error_of_the_source(noise: bytes, start: int, length: int):
    """Whatever is cut out or put in."""
    with contextlib.suppress(hc.ProviderError):
        page.arguments(PAGE[:start] + noise + PAGE[start + length :])
