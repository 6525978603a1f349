"""Endpoints: how the fields of a request become its address."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc
from harmony_core.plugin.endpoints import Endpoint, answer, days, hours, payload

BASE = "https://api.example/v1/"


@payload(hyphens=True)
class LifeSpan:
    """A part of a payload."""

    begin_date: str | None = None


@payload(hyphens=True)
class Person:
    """A payload whose names have hyphens."""

    sort_name: str
    life_span: LifeSpan | None = None


@payload
class Album:
    id: int
    title: str | None = None


def address(path: str, **fields: object) -> str:
    """Return the address that a path and its fields give."""
    return Endpoint(path, into=Album).url(BASE, fields)


@pytest.mark.parametrize(
    ("path", "fields", "url"),
    [
        ("album/{id}", {"id": 12}, "https://api.example/v1/album/12"),
        ("album/upc:{gtin}", {"gtin": Gtin.parse("731453463127")}, "https://api.example/v1/album/upc:731453463127"),
        ("artist/{name}", {"name": "AC/DC"}, "https://api.example/v1/artist/AC%2FDC"),
        ("artist/{name}", {"name": "what?#1 & more"}, "https://api.example/v1/artist/what%3F%231%20%26%20more"),
        ("{id}", {"id": "rel:12"}, "https://api.example/v1/rel:12"),
        ("/other/{id}", {"id": 12}, "https://api.example/other/12"),
        ("https://www.example/{id}", {"id": 12}, "https://www.example/12"),
        ("{region}/album/{id}", {"region": "GB", "id": 12}, "https://api.example/v1/GB/album/12"),
    ],
)
def test_fields_of_the_path_are_escaped(path: str, fields: dict[str, object], url: str):
    """Whatever a field holds stays within its segment; colons, which sources use for ids, are kept."""
    assert address(path, **fields) == url


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ({"text": "some words", "limit": 5}, "https://api.example/v1/search?q=some+words&limit=5&fmt=json"),
        ({"text": "a&b=c"}, "https://api.example/v1/search?q=a%26b%3Dc&fmt=json"),
        ({"text": "a:b", "limit": None}, "https://api.example/v1/search?q=a%3Ab&fmt=json"),
        ({}, "https://api.example/v1/search?fmt=json"),
        ({"text": "", "limit": 0}, "https://api.example/v1/search?q=&limit=0&fmt=json"),
    ],
)
def test_query_parameters_without_a_value_are_left_out(fields: dict[str, object], url: str):
    """A parameter whose field is missing or None is left out; an empty text and zero are values."""
    assert address("search?q={text}&limit={limit}&fmt=json", **fields) == url


def test_without_any_parameter_there_is_no_question_mark():
    """A query of which nothing is left leaves no trace."""
    assert address("search?q={text}") == "https://api.example/v1/search"


def test_a_parameter_of_two_fields_needs_both():
    """A parameter is left out where one of its fields is missing."""
    assert address("find?at={lat},{lon}", lat=1) == "https://api.example/v1/find"
    assert address("find?at={lat},{lon}", lat=1, lon=2) == "https://api.example/v1/find?at=1,2"


@pytest.mark.parametrize("fields", [{}, {"id": None}])
def test_a_path_needs_all_its_fields(fields: dict[str, object]):
    """A field of the path that is missing or None is the author's error, never a request for "None"."""
    with pytest.raises(KeyError, match="id"):
        address("album/{id}", **fields)


@given(st.text(min_size=1).filter(lambda text: text not in (".", "..")), st.text())
def test_no_value_leaves_its_place(segment: str, words: str):
    """No text in a field changes the host, adds a segment or a parameter, and each is read back as it was."""
    # lone surrogates are no text that could be sent
    segment, words = (text.encode("utf-8", "ignore").decode() or "x" for text in (segment, words))
    url = urlsplit(address("{name}/albums?q={words}", name=segment, words=words))
    assert url.netloc == "api.example"
    if segment not in (".", ".."):
        assert unquote(url.path) == f"/v1/{segment}/albums"
    assert parse_qs(url.query, keep_blank_values=True) == {"q": [words]}


MBIDS = {"recording_mbids": "{mbids}", "note": "for {who}", "extra": {"limit": "{limit}", "all": [True, "{limit}"]}}


def body_of(fields: dict[str, object], **template: Any) -> bytes:
    """Return the body that a template and its fields give."""
    return Endpoint("popularity", method="POST", into=Album, **template).filled(fields).body


def test_a_body_of_json_is_filled_in():
    """A text that is one field takes the field's own value; what stands in a field that is None is left out."""
    mbids = [Isrc.parse("ZZAAA2400001"), Isrc.parse("ZZAAA2400002")]
    assert json.loads(body_of({"mbids": mbids, "who": 'Ä"{limit}', "limit": 5}, json=MBIDS)) == {
        "recording_mbids": ["ZZAAA2400001", "ZZAAA2400002"],
        "note": 'for Ä"{limit}',
        "extra": {"limit": 5, "all": [True, 5]},
    }
    assert json.loads(body_of({"mbids": ()}, json=MBIDS)) == {"recording_mbids": [], "extra": {"all": [True]}}
    assert json.loads(body_of({"who": frozenset("ba")}, json=["{who}", None, 2.5])) == [["a", "b"], None, 2.5]


def test_a_form_is_filled_in():
    """Fields of a form are escaped, a list gives several, None none."""
    form = {"method": "find", "q": "{text}", "id": "{ids}", "limit": "{limit}"}
    assert body_of({"text": "a&b=ü c", "ids": [1, 2]}, form=form) == b"method=find&q=a%26b%3D%C3%BC+c&id=1&id=2"


@given(st.text(), st.text())
def test_no_value_leaves_its_place_in_a_body(one: str, two: str):
    """Whatever a field holds is read back as it was."""
    one, two = (text.encode("utf-8", "ignore").decode() for text in (one, two))
    fields = {"one": one, "two": two}
    template = {"a": "{one}", "b": "x{two}"}
    assert json.loads(body_of(fields, json=template)) == {"a": one, "b": f"x{two}"}
    assert parse_qs(body_of(fields, form=template).decode(), keep_blank_values=True) == {"a": [one], "b": [f"x{two}"]}


@pytest.mark.parametrize(
    "wrong", [{"json": {}}, {"form": {}}, {"json": {}, "form": {}, "method": "POST"}, {"json": 1, "method": "get"}]
)
def test_a_body_belongs_to_a_method_that_sends_one(wrong: dict[str, Any]):
    """An endpoint that could never send its body is refused where it is written."""
    with pytest.raises(ValueError, match="body"):
        Endpoint("popularity", into=Album, **wrong)


def test_payloads_are_frozen_and_named():
    """A payload is made by keyword and cannot be changed."""
    album = Album(id=1)
    assert album == Album(id=1, title=None)
    with pytest.raises(AttributeError):
        album.title = "other"  # type: ignore[misc]


def test_a_payload_may_have_hyphens_in_its_names():
    """The class has underscores where the API has hyphens; errors name the path as the API does."""
    read = msgspec.json.Decoder(Person).decode
    person = read(b'{"sort-name": "Moth, Ada", "life-span": {"begin-date": "1971"}}')
    assert person == Person(sort_name="Moth, Ada", life_span=LifeSpan(begin_date="1971"))
    assert msgspec.structs.replace(person, sort_name="Ada").life_span == person.life_span
    with pytest.raises(msgspec.ValidationError, match=r"\$\.life-span\.begin-date"):
        read(b'{"sort-name": "Moth, Ada", "life-span": {"begin-date": 1971}}')
    with pytest.raises(msgspec.ValidationError, match="sort-name"):
        read(b'{"sort_name": "Moth, Ada"}')


def test_single_fields_of_a_payload_may_have_any_name():
    """What is no name in Python is one of a field all the same; errors name it as the API does."""

    @payload(names={"described": "og:description", "is_free": "isFree"})
    class Page:
        described: str
        is_free: bool | None = None
        title: str = ""

    plain = {"og:description": "6 track album", "isFree": True, "title": "Attic", "described": "no"}
    page = Page(described="6 track album", is_free=True, title="Attic")
    assert msgspec.json.decode(json.dumps(plain).encode(), type=Page) == page
    assert msgspec.convert(plain, Page) == page
    assert msgspec.structs.replace(page, described="x").described == "x"
    with pytest.raises(msgspec.ValidationError, match=r"\$\.og:description"):
        msgspec.convert({"og:description": 6}, Page)


def test_answers_are_made_of_the_main_payload_alone():
    """An answer can be made of its first field, so that one body can be normalized."""

    @answer
    class Whole:
        album: Album
        tracks: tuple[int, ...] = ()

    assert Whole(Album(id=1)).tracks == ()


def test_times_are_said_in_words():
    """How long an answer is good for is written in days or hours."""
    assert (days(2), hours(1.5)) == (timedelta(days=2), timedelta(minutes=90))
