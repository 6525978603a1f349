"""What a source sends is read strictly, and errors say where they are."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core import provider as hc
from harmony_core.domain.errors import (
    AccessDeniedError,
    HttpStatusError,
    NotFoundError,
    PayloadError,
    ProviderError,
    RateLimitedError,
)
from harmony_core.edges.payloads import read_one, read_page
from harmony_core.plugin.snapshot import Snapshot


@hc.payload
class Person:
    name: str
    id: int = 0


@hc.payload
class Album:
    title: str
    year: int | None = None
    length: float | None = None
    live: bool | None = None
    contributors: tuple[Person, ...] = ()
    genres: dict[str, str] | None = None


ALBUM = hc.Endpoint("album/{id}", into=Album)
LIST = hc.Endpoint("albums", into=Album, items="albums.items", next="albums.next")
TOP = hc.Endpoint("albums", into=Album, items="")


def read_title(body):
    """Read the title out of a page."""
    text = body.decode()
    if "<h1>" not in text:
        raise hc.PayloadError("the page has no <h1>")
    return {"title": text.partition("<h1>")[2].partition("</h1>")[0], "year": 1999}


PAGE = hc.Endpoint("album/{id}", into=Album, reads=read_title)
deezer = hc.Provider(name="deezer", title="Deezer", base="https://api.deezer.com/", urls=(), lookups=())


def answer(body: bytes | str, status: int = 200, **given) -> Snapshot:
    """Return an answer to album/1."""
    return Snapshot(
        key="",
        provider="deezer",
        method="GET",
        url="https://api.deezer.com/album/1",
        status=status,
        body=body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body,
        fetched_at=datetime(2024, 1, 1, tzinfo=UTC),
        **given,
    )


BETWEEN = "ask again later; if it stays so, look for a proxy or a login page between, or a wrong base in the settings"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('{"title": "x", "contributors": [{"name": null}]}', "expected text, got null @ $.contributors[0].name"),
        ('{"title": 1}', "expected text, got whole number @ $.title"),
        ('{"title": "x", "year": "1999"}', "expected whole number, got text @ $.year"),
        ('{"title": "x", "year": 1999.5}', "expected whole number, got number @ $.year"),
        ('{"title": "x", "length": "1"}', "expected number, got text @ $.length"),
        ('{"title": "x", "live": 1}', "expected true or false, got whole number @ $.live"),
        ('{"title": "x", "contributors": {}}', "expected array, got object @ $.contributors"),
        ('{"title": "x", "contributors": [{}]}', "a required field is missing: name @ $.contributors[0]"),
        ('{"title": "x", "genres": {"a": 1}}', "expected text, got whole number @ $.genres[...]"),
        ("{}", "a required field is missing: title"),
        ("[]", "expected object, got array"),
        ("null", "expected object, got null"),
        ('"text"', "expected object, got text"),
        ("", "the answer is empty; ask again later"),
        ('{"title": "x"', "the JSON is cut short: it ends after 13 bytes; ask again later"),
        ("<html>", f"an HTML page came in place of JSON; {BETWEEN}"),
        (
            "\n<!doctype html><head><TITLE lang=en>Just a\n moment &amp; so</TITLE>",
            f"an HTML page (“Just a moment & so”) came in place of JSON; {BETWEEN}",
        ),
        ('<?xml version="1.0"?><error/>', f"XML came in place of JSON; {BETWEEN}"),
        (
            "no upstream " * 9,
            f"text came in place of JSON: “{('no upstream ' * 9)[:59]}…”; ask again later",
        ),
        ('{"title": "x"} trailing', "JSON is malformed: trailing characters (byte 16)"),
        ("[" * 100_000, "expected object, got array"),
        ('{"other": ' + "[" * 100_000, "the JSON is nested too deeply"),
        ('{"other": ' * 100_000, "the JSON is nested too deeply"),
    ],
)
def test_errors_say_who_what_and_where(body, message):
    """An error names the provider, the request, what was expected and the JSON path."""
    with pytest.raises(PayloadError) as raised:
        read_one(deezer, ALBUM, answer(body))
    assert str(raised.value) == f"deezer: album/1: {message}"
    assert raised.value.code == "PAYLOAD"
    assert raised.value.provider == "deezer"


@pytest.mark.parametrize(
    ("endpoint", "body", "message"),
    [
        (LIST, '{"albums": {"items": [{"title": 1}]}}', "expected text, got whole number @ $.albums.items[0].title"),
        (LIST, '{"albums": {"items": {}}}', "a required field is missing: title @ $.albums.items"),
        (LIST, '{"albums": {"items": "x"}}', "expected array, got text @ $.albums.items"),
        (attrs.evolve(LIST, items=""), '{"title": "x"}', "expected array, got object @ $"),
        (LIST, '{"albums": {}}', "a required field is missing: albums.items"),
        (LIST, '{"albums": []}', "expected object, got array @ $.albums"),
        (LIST, '{"albums": null}', "expected object, got null @ $.albums"),
        (LIST, '{"albums": {"items": [], "next": 1}}', "expected text, got whole number @ $.albums.next"),
        (TOP, '[{"title": 1}]', "expected text, got whole number @ $[0].title"),
        (TOP, "{}", "expected array, got object @ $"),
        (LIST, "[" * 100_000, "expected object, got array @ $[0]"),
        (LIST, '{"albums": ' * 100_000, "the JSON is nested too deeply"),
    ],
)
def test_errors_in_pages_have_the_whole_path(endpoint, body, message):
    """The path of an error in a list begins at the whole answer."""
    with pytest.raises(PayloadError) as raised:
        read_page(deezer, endpoint, answer(body))
    assert str(raised.value) == f"deezer: album/1: {message}"


OFFSET = hc.Endpoint("albums?offset={offset}", into=Album, items="albums.items", next=hc.Offset(total="albums.total"))
AROUND = hc.Endpoint("albums", into=Album, items="found.@list", next="next")


@pytest.mark.parametrize(
    ("endpoint", "body", "titles", "following"),
    [
        (
            LIST,
            '{"albums": {"items": [{"title": "A"}, null], "next": "https://x.example/2"}}',
            ["A", None],
            "https://x.example/2",
        ),
        (LIST, '{"albums": {"items": [{"title": "A"}], "next": null}}', ["A"], None),
        (LIST, '{"albums": {"items": [{"title": "A"}], "next": " \\n"}}', ["A"], None),
        (LIST, '{"albums": {"items": {"title": "A"}}}', ["A"], None),
        (LIST, '{"albums": {"items": " "}}', [], None),
        (LIST, '[{"title": "A"}]', ["A"], None),
        (LIST, '{"albums": {"items": []}, "albums": {"items": [{"title": "B"}]}}', ["B"], None),
        (OFFSET, '{"albums": {"items": [{"title": "A"}], "total": 7}}', ["A"], 7),
        (OFFSET, '{"albums": {"items": [{"title": "A"}], "total": "7"}}', ["A"], 7),
        (OFFSET, '{"albums": {"items": [{"title": "A"}], "total": ""}}', ["A"], None),
        (AROUND, '{"found": {"@list": [{"title": "A"}]}, "next": "https://x.example/2"}', ["A"], "https://x.example/2"),
    ],
)
def test_pages_are_read_whatever_their_form(endpoint, body, titles, following):
    """One item in no list, blanks for none, a number as a text, no frame: each is read for what it means."""
    items, told = read_page(deezer, endpoint, answer(body))
    assert ([item and item.title for item in items], told) == (titles, following)


def test_pages_are_read_from_where_they_are():
    """Items and the next address may be deep inside; what is beside them is skipped."""
    body = '{"x": [[1]], "albums": {"y": {}, "items": [{"title": "a", "z": 1}], "next": "b"}}'
    items, following = read_page(deezer, LIST, answer(body))
    assert [item.title for item in items] == ["a"]
    assert following == "b"
    assert read_page(deezer, LIST, answer('{"albums": {"items": [], "next": null}}')) == ((), None)
    assert read_page(deezer, LIST, answer('{"albums": {"items": []}}')) == ((), None)
    assert read_page(deezer, TOP, answer('[{"title": "a"}]'))[0][0].title == "a"


@pytest.mark.parametrize(
    "title",
    [r"\ud800", r"\ud83d", r"\udc00\ud800", r"\ud800x", r"\uD83D\uD83D"],
    ids=["high", "cut", "swapped", "text", "two"],
)
def test_half_a_sign_is_no_crash(title):
    """Half of a surrogate pair, as texts that were cut short have it, is an error that can be kept and shown."""
    try:
        album = read_one(deezer, ALBUM, answer(f'{{"title": "{title}"}}'))
    except PayloadError as error:
        str(error).encode()
    else:
        album.title.encode()


@pytest.mark.parametrize("body", [b'{"title": "\xff"}', b'{"title": "\xed\xa0\x80"}', b"\xff\xfe{\x00", b'{"\xff": 1}'])
def test_what_is_no_utf_8_is_no_crash(body):
    """Bytes that are no text are an error of the source."""
    with pytest.raises(PayloadError):
        read_one(deezer, ALBUM, answer(body))


@pytest.mark.parametrize("number", ["1" * 30, "1" * 5000, "-" + "9" * 400, "1e999", "1E400", "0." + "0" * 400 + "1"])
def test_huge_numbers_are_no_crash(number):
    """A number of any size is read or is an error of the source."""
    for field in ("year", "length"):
        try:
            read_one(deezer, ALBUM, answer(f'{{"title": "x", "{field}": {number}}}'))
        except PayloadError as error:
            str(error).encode()


@given(st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "replace"))))
def test_no_body_crashes(body):
    """Whatever a source sends, the error is one of ours."""
    for read, endpoint in (
        (read_one, ALBUM),
        (read_page, LIST),
        (read_page, TOP),
        (read_one, PAGE),
        (read_page, attrs.evolve(PAGE, items="")),
    ):
        try:
            read(deezer, endpoint, answer(body))
        except PayloadError as error:
            str(error).encode("utf-8", "strict")


# --- Pages of HTML ------------------------------------------------------------------------------------------


def test_pages_are_read_out_first():
    """`reads` takes plain data out of a page, which is then read like JSON."""
    assert read_one(deezer, PAGE, answer("<h1>Hit</h1>")) == Album(title="Hit", year=1999)


def test_what_was_read_out_already_is_not_read_out_again():
    """An answer that is marked as extracted is the data, not the page."""
    assert read_one(deezer, PAGE, answer('{"title": "Hit"}', extracted=True)).title == "Hit"
    with pytest.raises(PayloadError, match=r"a required field is missing: title"):
        read_one(deezer, PAGE, answer("{}", extracted=True))


def test_pages_of_another_form_are_errors():
    """A reader says which part is missing; one that stumbles is told of."""
    with pytest.raises(PayloadError, match=r"^deezer: album/1: the page has no <h1>$"):
        read_one(deezer, PAGE, answer("<p>"))
    with pytest.raises(PayloadError, match=r"^deezer: album/1: its page reader raised UnicodeDecodeError"):
        read_one(deezer, PAGE, answer(b"\xff"))
    stumbles = attrs.evolve(PAGE, reads=lambda body: {}["nothing"])
    with pytest.raises(PayloadError, match=r"its page reader raised KeyError: 'nothing'$"):
        read_one(deezer, stumbles, answer("<h1>"))
    wrong = attrs.evolve(PAGE, reads=lambda body: {"title": None})
    with pytest.raises(PayloadError, match=r"expected text, got null @ \$\.title"):
        read_one(deezer, wrong, answer("<h1>"))


def test_lists_are_read_out_of_pages():
    """A page may hold a list."""
    paged = hc.Endpoint("albums", into=Album, items="all", next="more", reads=lambda body: {"all": [{"title": "a"}]})
    assert read_page(deezer, paged, answer("<html>")) == ((Album(title="a"),), None)
    odd = attrs.evolve(paged, reads=lambda body: {"all": [object()]})
    with pytest.raises(PayloadError, match="no plain data"):
        read_page(deezer, odd, answer("<html>"))


# --- Statuses and errors in bodies --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (400, HttpStatusError, "HTTP_400"),
        (401, AccessDeniedError, "ACCESS_DENIED"),
        (403, AccessDeniedError, "ACCESS_DENIED"),
        (404, NotFoundError, "NOT_FOUND"),
        (410, NotFoundError, "NOT_FOUND"),
        (418, HttpStatusError, "HTTP_418"),
        (429, RateLimitedError, "RATE_LIMITED"),
        (500, HttpStatusError, "HTTP_500"),
        (503, HttpStatusError, "HTTP_503"),
    ],
)
def test_statuses_mean_something(status, kind, code):
    """Each status is one error, which knows it."""
    with pytest.raises(ProviderError) as raised:
        read_one(deezer, ALBUM, answer("", status, headers={"retry-after": "60"}))
    assert type(raised.value) is kind
    assert (raised.value.code, raised.value.status, raised.value.provider) == (code, status, "deezer")
    assert str(raised.value).startswith("deezer: album/1: ")
    if status in (429, 503):
        assert raised.value.retry_at == datetime(2024, 1, 1, 0, 1, tzinfo=UTC)
        assert str(raised.value).endswith("; ask again after 2024-01-01 00:01:00 UTC")


@hc.payload
class Trouble:
    error: str


def test_an_error_in_the_body_goes_before_status_and_form():
    """What the source says itself is told, with the provider's name."""
    form = hc.ErrorBody(into=Trouble, error=lambda body: hc.AccessDeniedError(body.error))
    telling = attrs.evolve(deezer, error_body=form)
    for status in (200, 404, 500):
        with pytest.raises(AccessDeniedError, match=r"^go away$") as raised:
            read_one(telling, ALBUM, answer('{"error": "go away"}', status))
        assert raised.value.provider == "deezer"
    with pytest.raises(PayloadError):
        read_one(telling, ALBUM, answer('{"error": 1}'))
    assert read_one(telling, ALBUM, answer('{"title": "x", "error": "fits the form, so it is no error"}')).title == "x"


@pytest.mark.parametrize(
    ("says_absent", "body", "error"),
    [
        (True, "<!doctype html><title>404</title>", PayloadError),
        (True, '{"error": "Not Found"}', NotFoundError),
        (True, "", NotFoundError),
        (False, "<!doctype html><title>404</title>", NotFoundError),
    ],
)
def test_a_page_says_that_there_is_no_such_thing_only_where_a_source_says_it_so(says_absent, body, error):
    """A proxy or a wrong address answers 404 with a page; a source that is known to do it in JSON did not say it."""
    form = hc.ErrorBody(into=Trouble, error=lambda told: None, says_absent=says_absent)
    for status in (404, 410):
        with pytest.raises(error) as raised:
            read_one(attrs.evolve(deezer, error_body=form), ALBUM, answer(body, status))
        assert raised.value.status == status


@hc.payload
class Refused:
    error: str


def test_a_refusal_in_the_source_s_own_words_says_until_when_too():
    """What a provider makes of its source's error has the time of the header, and says it."""
    errors = hc.ErrorBody(into=Refused, error=lambda body: hc.RateLimitedError(f"Deezer says: {body.error}"))
    provider = attrs.evolve(deezer, error_body=errors)
    with pytest.raises(RateLimitedError) as raised:
        read_one(provider, ALBUM, answer('{"error": "Quota"}', 429, headers={"retry-after": "86400"}))
    assert raised.value.message == "Deezer says: Quota; ask again after 2024-01-02 00:00:00 UTC"
    assert str(raised.value) == raised.value.message
