"""The page reader: whatever comes as a page gives plain data, or an error that says what was not found."""

from __future__ import annotations

import contextlib
import time
from functools import partial
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_bandcamp import bandcamp, page
from harmony_core import provider as hc
from harmony_core.domain.refs import Kind
from harmony_core.edges.convert import document
from harmony_core.edges.one_body import normalize_body
from harmony_core.edges.schema import problems
from harmony_core.testing.cassettes import read_cassette

SEARCH_READER = partial(page.search, types=("ALBUM",), path="/album/")
READERS = (page.release, page.account, page.player, SEARCH_READER)


def kept(name: str) -> bytes:
    """Return the page in a case's cassette."""
    text = resources.files("harmony_bandcamp").joinpath("cases", f"{name}.yaml").read_text(encoding="utf-8")
    return read_cassette(text)[0].body


ALBUM, SEARCH = kept("release_by_id"), kept("search_releases")


def outcome(reader, body: bytes) -> str:
    """Return how a reader takes a body; anything but data or an error of the source is a failure of the test."""
    try:
        found = reader(body)
    except (hc.PayloadError, hc.AccessDeniedError, hc.NotFoundError) as error:
        return error.code
    assert isinstance(found, dict)
    return "READ"


def release_or_error(body: bytes) -> str:
    """Return what a whole lookup makes of a page: a valid document, or the code of an error."""
    try:
        (found,) = normalize_body(bandcamp, Kind.RELEASE, body).entities
    except hc.ProviderError as error:
        return error.code
    assert problems("release", document(found)) == ()
    assert found.title
    return "READ"


@pytest.mark.parametrize("reader", READERS)
@given(cut=st.integers(0, len(ALBUM)), junk=st.binary(max_size=40), place=st.integers(0, len(ALBUM)))
def test_a_page_that_is_cut_or_garbled(reader, cut, junk, place):
    """A page may end anywhere and hold anything."""
    for body in (ALBUM[:cut], ALBUM[cut:], ALBUM[:place] + junk + ALBUM[place:], SEARCH[:cut]):
        outcome(reader, body)
        release_or_error(body)


@given(st.text(max_size=200))
def test_texts_that_are_no_pages(text):
    """What has no parts of a page has none of the release."""
    assert outcome(page.release, text.encode("utf-8", "replace")) in ("PAYLOAD", "ACCESS_DENIED", "NOT_FOUND")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "cp037"])
def test_a_page_in_an_encoding_that_bandcamp_does_not_use(encoding):
    """It is an error that names what was not found, and no empty release."""
    body = ALBUM.decode().encode(encoding)
    with pytest.raises(hc.PayloadError, match="data-tralbum"):
        page.release(body)


def test_encodings_and_a_mark_at_the_start():
    """UTF-8 may begin with a mark; a sign that is broken costs that sign."""
    assert release_or_error(b"\xef\xbb\xbf" + ALBUM) == "READ"
    assert release_or_error(ALBUM.replace(b"First Room", b"First \xff Room")) == "READ"


def test_entities_in_attributes_are_read_once():
    """What is escaped for the page is the JSON's own text; what is escaped in that stays."""
    body = ALBUM.replace(b"First Room", b"A \\&quot;B\\&quot; &amp;amp; &#x27;C&#39;")
    (found,) = normalize_body(bandcamp, Kind.RELEASE, body).entities
    assert found.media[0].tracks[0].title == "A \"B\" &amp; 'C'"


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 30_000,
        b"<div class='searchresult'><li>" * 10_000,
        b"<a href='" + b"x" * 3_000_000,
        b"<script data-tralbum='" + b"[" * 500_000 + b"'>",
        b"<script data-tralbum='{" + b'"a":{' * 200_000 + b"'>",
        b"</div>" * 100_000,
        b"&amp;" * 500_000,
        b"<!--" * 300_000,
        ALBUM.replace(b"</body>", b"<p>x</p>" * 30_000 + b"</body>"),
    ],
    ids=["deep", "results", "attribute", "brackets", "braces", "ends", "entities", "comments", "long"],
)
def test_a_huge_page_is_read_in_time(body):
    """Pages that are made to be slow are read, or refused, in seconds."""
    started = time.monotonic()
    for reader in (page.release, SEARCH_READER):
        with contextlib.suppress(RecursionError):  # of JSON that is nested too deeply the core says what it is
            outcome(reader, body)
    assert time.monotonic() - started < 20


def test_what_the_app_does_not_tell_is_named():
    """Its answers are JSON, which is read in the words of pages; an error of its is told as it is."""
    assert release_or_error(b'{"id": 1}') == "PAYLOAD"
    assert release_or_error(b'{"title": "Attic", "tracks": [1, null], "tags": 5, "band": {"name": "Ada"}}') == "PAYLOAD"
    assert (
        release_or_error(b'{"title": "Attic", "tracks": null, "release_date": 1e400, "band": {"name": "Ada"}}')
        == "PAYLOAD"
    )
    assert release_or_error(b'{"title": "Attic", "release_date": -1, "band": {"name": "Ada"}}') == "READ"
    assert release_or_error(b'{"error": true, "error_message": "bad"}') == "PROVIDER_ERROR"


def test_pages_of_others_are_no_releases():
    """A page of another kind says which part it lacks."""
    for body, part in ((SEARCH, "data-tralbum"), (b"null", "data-tralbum"), (b"", "data-tralbum")):
        with pytest.raises(hc.PayloadError, match=part):
            page.release(body)
    with pytest.raises(hc.PayloadError, match=r"\.results"):
        SEARCH_READER(ALBUM)
    with pytest.raises(hc.PayloadError, match="band-name-location"):
        page.account(SEARCH)


@pytest.mark.parametrize("told", [b"null", b"[]", b'{"keywords": 5}', b'{"albumRelease": {"x": 1}}', b"{broken", b""])
def test_linked_data_only_adds(told):
    """What is told in schema.org's words may be missing or odd; the release is there all the same."""
    start, end = ALBUM.index(b'ld+json">') + 9, ALBUM.index(b"</script>")
    assert release_or_error(ALBUM[:start] + told + ALBUM[end:]) == "READ"
