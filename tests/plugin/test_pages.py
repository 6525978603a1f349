"""What stands in a web page: elements by selectors, texts, and what is told where something is missing."""

from __future__ import annotations

import time

import pytest

from harmony_core.domain.errors import AccessDeniedError, PayloadError
from harmony_core.plugin.pages import embedded_json, inside, read_page

PAGE = """\
<!DOCTYPE html><html><head><title>Two Rooms</title>
<meta name="arguments" content="{&quot;id&quot;: 1}">
<script id=data type='application/json'>{"a": "<b> &amp;  c"}</script>
</head><body>
<div class="meta wide"><h1 class="title">  Two\n Rooms &amp; a　Hall </h1>
<p class=artist><span><a href="/a/1">Ada</a></span>, <span><a href="/a/2">Bo</a></span></div>
<table id="songs"><tr class="disc"><td>Disc 1<tr><td class="num">1<td class="item"><span id="title-7">Lobby</span><br>
<td>4:05</td></tr><tr><td class="num">2</td><td class="item"><span id="title-8">Attic</span></td></tr></table>
<p>after</p></body></html>""".encode()


@pytest.mark.parametrize(
    ("selector", "texts"),
    [
        ("h1", ["Two Rooms & a　Hall"]),
        ("div.meta h1.title", ["Two Rooms & a　Hall"]),
        (".wide.meta a", ["Ada", "Bo"]),
        ("p.artist span", ["Ada", "Bo"]),
        ("#songs tr td.num", ["1", "2"]),
        ("span[id^=title-]", ["Lobby", "Attic"]),
        ("a[href=/a/2]", ["Bo"]),
        ("table p", []),
        (".meta .meta", []),
        ("td.nu", []),
    ],
)
def test_selectors(selector: str, texts: list[str]):
    """Tag, class, id and attribute, one within another, in the page's order; cells and rows may be left open."""
    assert [element.text for element in read_page(PAGE).all(selector)] == texts


def test_a_selector_of_another_form_is_the_authors_error():
    """It is none that finds nothing."""
    with pytest.raises(ValueError, match="only tag, #id"):
        read_page(PAGE).first("div > p")


def test_attributes_and_scripts_hold_data():
    """An attribute's value is decoded; what stands in a script is kept as it is, with all its blanks."""
    page = read_page(PAGE)
    assert embedded_json(page.need("meta[name=arguments]", "arguments").attributes["content"], "arguments") == {"id": 1}
    assert embedded_json(page.need("script#data", "data").raw, "data") == {"a": "<b> &amp;  c"}


def test_what_is_missing_is_named():
    """The error says which part, and how it was looked for."""
    with pytest.raises(PayloadError, match=r"no list of tracks \(#tracks\)"):
        read_page(PAGE).need("#tracks", "list of tracks")


@pytest.mark.parametrize(
    "page",
    [
        b"<title>Just a moment...</title>",
        b"<title>Attention Required! | Cloudflare</title>",
        b"<title>Client Challenge</title>",
        b"<title>Access Denied</title>",
        b"<title>Bevor Sie fortfahren</title><form action='https://consent.youtube.com/save'></form>",
    ],
)
def test_a_page_that_asks_for_a_proof_or_consent_is_no_changed_page(page: bytes):
    """It says nothing of what was asked for, and is told apart."""
    with pytest.raises(AccessDeniedError, match="proof or for consent"):
        read_page(page).need("#tracks", "list of tracks")


def test_a_title_alone_is_no_reason_to_refuse_a_page():
    """An album may be called like a gate."""
    assert read_page(b"<title>Just a moment</title><h1>Just a moment</h1>").need("h1", "title").text == "Just a moment"


@pytest.mark.parametrize("text", ["", "{", "[NaN]", "[1e999]", '["\\ud800"]', "'a'"])
def test_json_that_cannot_be_written_again_is_none(text: str):
    """Neither cut off, nor with numbers or characters that JSON does not have."""
    with pytest.raises(PayloadError, match="arguments in the page cannot be read as JSON"):
        embedded_json(text, "arguments")


def test_steps_into_plain_data():
    """Names and places; whatever is of another form has nothing inside."""
    data = {"rows": [{"id": 1}, {"id": 2}], "empty": None}
    assert inside(data, "rows", -1, "id") == 2
    for steps in (("rows", 2), ("rows", "id"), ("empty", "id"), (0,), ("none",)):
        assert inside(data, *steps) is None


@pytest.mark.parametrize(
    "page",
    [
        *(b"", b"\x00\xff\xfe", b"</div></table>", b"<td>", b"<table><p><tr></p>", "<p>é".encode("utf-16")),
        *(b"<div>" * 50_000, b"<a " * 50_000, b"<!--" * 50_000, b"<a x='" * 50_000, b"</" * 50_000, b"<" * 50_000),
    ],
)
def test_whatever_comes_is_read_in_time(page: bytes):
    """Nothing is an error, however deep or broken, and nothing takes long."""
    began = time.process_time()
    root = read_page(page)
    assert root.first("h1") is None
    assert isinstance(root.text, str)
    assert time.process_time() - began < 5
