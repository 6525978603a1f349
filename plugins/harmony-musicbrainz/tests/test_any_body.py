"""Whatever MusicBrainz sends is a valid document or an error of the source, never a crash."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmony_core.domain.errors import ProviderError
from harmony_core.domain.refs import Kind
from harmony_core.edges.convert import document
from harmony_core.edges.one_body import normalize_body, normalize_search_body
from harmony_core.edges.schema import problems
from harmony_musicbrainz import musicbrainz

MBID = "00000001-0000-4000-8000-000000000000"
AREA = {"id": MBID, "name": "United Kingdom", "iso-3166-1-codes": ["GB"]}
NAMED = {"id": MBID, "name": "Ada Moth", "sort-name": "Moth, Ada"}
CREDIT = [{"name": "A. Moth", "joinphrase": " & ", "artist": NAMED}, {"joinphrase": "", "artist": NAMED}]
VOTES = [{"name": "rock", "count": 3}, {"name": "folk", "count": 1}]
PART = {
    "type": "instrument",
    "ended": True,
    "attributes": ["guest", "task"],
    "attribute-values": {"task": "strings"},
    "target-credit": "Ada",
    "artist": NAMED,
}
PAGE = {"type": "streaming", "ended": False, "attributes": [], "url": {"id": MBID, "resource": "https://a.example/1"}}
WORK = {"id": MBID, "title": "Song", "iswcs": ["T-070.178.113-6"], "relations": [{**PART, "type": "composer"}]}
RELATIONS = [PART, PAGE, {"type": "performance", "attributes": ["live"], "work": WORK}]
GROUP = {
    "id": MBID,
    "title": "Two Rooms",
    "first-release-date": "2024-05-17",
    "primary-type": "Album",
    "secondary-types": ["Live"],
    "artist-credit": CREDIT,
    "genres": VOTES,
    "tags": VOTES,
}
RECORDING = {
    "id": MBID,
    "title": "First Room",
    "disambiguation": "edit",
    "length": 180000,
    "video": False,
    "first-release-date": "2024-05-17",
    "isrcs": ["ZZLMP2400001"],
    "artist-credit": CREDIT,
    "genres": VOTES,
    "tags": VOTES,
    "relations": RELATIONS,
    "releases": [
        {
            "id": MBID,
            "title": "Two Rooms",
            "date": "2024",
            "country": "GB",
            "status": "Official",
            "release-group": GROUP,
        }
    ],
}
TRACK = {
    "id": MBID,
    "position": 1,
    "number": "A1",
    "title": "First Room",
    "length": 180000,
    "artist-credit": CREDIT,
    "recording": RECORDING,
}
RELEASE = {
    "id": MBID,
    "title": "Two Rooms",
    "disambiguation": "deluxe",
    "artist-credit": CREDIT,
    "barcode": "2000000090016",
    "date": "2024-05-17",
    "country": "GB",
    "release-events": [{"date": "2024-05-17", "area": AREA}],
    "release-group": GROUP,
    "status": "Official",
    "packaging": "Digipak",
    "text-representation": {"language": "eng", "script": "Latn"},
    "label-info": [{"catalog-number": "LAN 1", "label": NAMED}],
    "media": [
        {
            "position": 1,
            "title": "Live",
            "format": "CD",
            "pregap": {**TRACK, "position": 0},
            "tracks": [TRACK],
            "data-tracks": [{**TRACK, "position": 2}],
        }
    ],
    "cover-art-archive": {"front": True, "back": True},
    "genres": VOTES,
    "tags": VOTES,
    "relations": RELATIONS,
}
ENTITY = {
    "id": MBID,
    "name": "Ada Moth",
    "sort-name": "Moth, Ada",
    "disambiguation": "singer",
    "type": "Person",
    "country": "GB",
    "area": AREA,
    "life-span": {"begin": "1971-02", "end": "2020", "ended": True},
    "aliases": [{"name": "A. Moth", "locale": "en_GB", "type": "Artist name"}],
    "genres": VOTES,
    "tags": VOTES,
    "relations": RELATIONS,
    "label-code": 6853,
}
BODIES = {
    "release": RELEASE,
    "release_group": {**GROUP, "releases": [RELEASE]},
    "recording": RECORDING,
    "artist": ENTITY,
    "label": ENTITY,
}
LISTS = {"release": "releases", "recording": "recordings", "artist": "artists", "label": "labels"}

MISSING = object()
ODD = (
    MISSING,
    *(None, "", " ", "?", "0000-00-00", "9999-99-99", "724384960651", "//", "\u0000", "é" * 5_000, "../..", "co"),
    *(0, -1, 2**63, 10**4_000, 0.5, -1e308, 1e308, True, False),
    *([], [None], [[]], ["GB"], ["ZZLMP2400001", "ZZLMP2400002"], {}, {"id": 0}, {"id": "x"}, {"error": "Not Found"}),
)


def places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of everything inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in inner:
        yield (*here, step)
        yield from places(each, (*here, step))


def changed(body: dict[str, Any], changes: list[tuple[tuple[Any, ...], object]]) -> bytes:
    """Return a body with some of its places changed; one that an earlier change took away is left out."""
    made = copy.deepcopy(body)
    for path, value in changes:
        at: Any = made
        try:
            for step in path[:-1]:
                at = at[step]
            if value is MISSING:
                del at[path[-1]]
            else:
                at[path[-1]] = copy.deepcopy(value)
        except (KeyError, IndexError, TypeError):
            continue
    return json.dumps(made).encode()


def changes_of(kind: str) -> st.SearchStrategy[list[tuple[tuple[Any, ...], object]]]:
    """Some places of a body, each with the odd value to put there."""
    each = st.tuples(st.sampled_from(list(places(BODIES[kind]))), st.sampled_from(ODD))
    return st.lists(each, min_size=1, max_size=4)


def kind_of_document(kind: str) -> str:
    """A group's document is a release."""
    return "release" if kind == "release_group" else kind


@pytest.mark.parametrize("kind", BODIES)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_field_may_be_anything(kind: str, data: st.DataObject):
    """Fields that are missing, null, empty, of another type or huge give a valid document or a `ProviderError`."""
    body = changed(BODIES[kind], data.draw(changes_of(kind)))
    try:
        one = normalize_body(musicbrainz, Kind(kind), body)
    except ProviderError:
        return
    assert problems(kind_of_document(kind), document(one.entities[0])) == ()


@pytest.mark.parametrize("kind", LISTS)
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_any_candidate_may_be_anything(kind: str, data: st.DataObject):
    """The same holds for what a search finds."""
    found = json.loads(changed(BODIES[kind], data.draw(changes_of(kind))))
    body = json.dumps({"count": 1, "offset": 0, LISTS[kind]: [found]}).encode()
    try:
        candidates = normalize_search_body(musicbrainz, body, kind=Kind(kind)).entities
    except ProviderError:
        return
    assert [problems(kind, document(candidate)) for candidate in candidates] == [()]


@pytest.mark.parametrize("kind", BODIES)
def test_whole_bodies_are_read_without_a_message(kind: str):
    """What the tests above begin with is as it should be."""
    one = normalize_body(musicbrainz, Kind(kind), json.dumps(BODIES[kind]).encode())
    assert problems(kind_of_document(kind), document(one.entities[0])) == ()
    assert one.messages == ()


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"0", b'"text"', b"<html>", b"{}", b"\xff", b"[" * 100_000])
@pytest.mark.parametrize("kind", BODIES)
def test_what_is_no_answer_at_all_is_an_error_of_the_source(kind: str, body: bytes):
    """A proxy's page, a cut answer or a value of another kind is nothing that was asked for."""
    with pytest.raises(ProviderError):
        normalize_body(musicbrainz, Kind(kind), body)
