"""What is read out of OTOTOY's pages."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core import provider as hc
from harmony_ototoy import page


def html(details: str, rows: str = "") -> bytes:
    """A page about an album, as short as can be: cells and rows may be left open."""
    rows = rows or "<tr><td class=num>1<td class=item><span id=title-1>Lobby</span><td>04:05"
    return f"""<div class="album-artwork"><img class="photo" src="https://imgs.ototoy.jp/imgs/jacket/1/1_320.jpg"></div>
    <div class="album-meta-data"><h1 class="album-title">Two Rooms</h1>
    <p class="album-artist"><span class="album-artist"><a href="/_/default/a/7">Ada</a></span></p>{details}</div>
    <table id="tracklist"><tbody>{rows}</tbody></table>""".encode()


PAGE = html("<p class=release-day>Release date: 2024-05-17")


def read(details: str, rows: str = "") -> object:
    """What is read out of such a page."""
    return page.package(html(details, rows))


@pytest.mark.parametrize(
    ("lines", "release", "original"),
    [
        (["Release date: 2025-11-24"], "2025-11-24", None),
        (["Original release date: 2025-11-24"], None, "2025-11-24"),
        (["Release date: 2025-11-24", "Original release date: 1995-11-21"], "2025-11-24", "1995-11-21"),
        (["Original release date: 1995-11-21", "Release date: 2025-11-24"], "2025-11-24", "1995-11-21"),
        (["リリース日：2025年1月4日", "オリジナルリリース日：1995/11/21"], "2025-01-04", "1995-11-21"),
        (["Release date: 2025-11"], "2025-11", None),
        (["Release date: soon"], None, None),
    ],
)
def test_dates_in_either_language(lines: list[str], release: str | None, original: str | None):
    """The caption tells which one it is, whatever the order."""
    album = hc.inside(read("".join(f"<p class='release-day'>{line}</p>" for line in lines)), "albumMeta")
    assert (hc.inside(album, "releaseDate"), hc.inside(album, "originalReleaseDate")) == (release, original)


@pytest.mark.parametrize(
    ("details", "label"),
    [
        ("", None),
        (
            "<p class=label-name>Label: <a href=/labels/3>Baz: a label</a>",
            ("Baz: a label", "https://ototoy.jp/labels/3", None),
        ),
        ("<p class=label-name>レーベル：Baz", ("Baz", None, None)),
        ("<p class=catalog-id>Catalog number: NKCD-6849", (None, None, "NKCD-6849")),
        ("<p class=catalog-id>Catalog number: </p>", None),
    ],
)
def test_labels(details: str, label: tuple[str | None, ...] | None):
    """Neither name nor number need be there."""
    found = hc.inside(read(f"<p class=release-day>2024</p>{details}"), "albumMeta", "label")
    assert (tuple(found.values()) if isinstance(found, dict) else None) == label


def test_rows_that_are_no_tracks_are_passed_over():
    """Heads of the table, the whole album for sale, discs; a disc holds for the rows after it."""
    rows = """<tr><th class=num>#<th class=item>Title</tr>
    <tr class="x disc-row"><td>DISC 2</td></tr>
    <tr><td class=num> 3 <td class=item><span id=title-1>4:33</span><td><td>1:00:01
    <tr><td colspan=3>Album<td>09:59</tr>
    <tr><td class=num>4</td><td class=item><span id=title-2>Roof</span>
    <a class=artist href=/_/default/a/8>Bo</a></td></tr>"""
    assert hc.inside(read("<p class=release-day>2024", rows), "trackList") == [
        {"title": "4:33", "artists": [], "discNumber": 2, "trackNumber": 3, "duration": 3601},
        {
            "title": "Roof",
            "artists": [{"name": "Bo", "url": "https://ototoy.jp/_/default/a/8"}],
            "discNumber": 2,
            "trackNumber": 4,
            "duration": None,
        },
    ]


@given(st.binary() | st.text().map(str.encode), st.integers(0, 700), st.integers(0, 200))
def test_a_broken_page_is_at_most_an_error_of_the_source(noise: bytes, start: int, length: int):
    """Whatever is cut out or put in; what is read has a title, artists and tracks."""
    with contextlib.suppress(hc.ProviderError):
        found = page.package(PAGE[:start] + noise + PAGE[start + length :])
        assert hc.inside(found, "albumMeta", "artists", 0) is not None
        assert hc.inside(found, "trackList", 0) is not None
