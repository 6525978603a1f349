"""Whatever Deezer sends is a valid document or an error of the source, never a crash."""

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
from harmony_deezer import deezer

ARTIST = {
    "id": 9200001,
    "name": "The Lamplighters",
    "picture": "https://api.deezer.com/artist/9200001/image",
    "picture_medium": "https://cdn-images.dzcdn.net/images/artist/0123456789abcdef/250x250-000000-80-0-0.jpg",
    "picture_xl": "https://cdn-images.dzcdn.net/images/artist/0123456789abcdef/1000x1000-000000-80-0-0.jpg",
    "type": "artist",
    "role": "Main",
}
COVERS = {
    "cover": "https://api.deezer.com/album/9000001/image",
    "cover_medium": "https://cdn-images.dzcdn.net/images/cover/0123456789abcdef/250x250-000000-80-0-0.jpg",
    "cover_xl": "https://cdn-images.dzcdn.net/images/cover/0123456789abcdef/1000x1000-000000-80-0-0.jpg",
}
TRACK = {
    "id": 9100001,
    "title": "First Room",
    "isrc": "ZZLMP2400001",
    "duration": 180,
    "track_position": 1,
    "disk_number": 1,
    "rank": 123456,
    "release_date": "2024-05-17",
    "explicit_lyrics": False,
    "explicit_content_lyrics": 0,
    "bpm": 96.5,
    "available_countries": ["FR", "GB"],
    "contributors": [ARTIST, {**ARTIST, "id": 9200002, "name": "Ada Moth", "role": "Featured"}],
    "artist": ARTIST,
    "album": {"id": 9000001, "title": "Two Rooms", **COVERS},
    "type": "track",
}
ALBUM = {
    "id": 9000001,
    "title": "Two Rooms",
    "upc": "2000000090016",
    "label": "Lantern Records/Night Works",
    "nb_tracks": 2,
    "release_date": "2024-05-17",
    "record_type": "album",
    **COVERS,
    "genres": {"data": [{"id": 85, "name": "Alternative", "type": "genre"}]},
    "contributors": [ARTIST],
    "artist": ARTIST,
    "type": "album",
    "tracks": {"data": [TRACK, {**TRACK, "id": 9100002, "title": "Second Room", "track_position": 2}]},
}
BODIES = {"release": ALBUM, "recording": TRACK, "artist": ARTIST}

MISSING = object()
ODD = (
    MISSING,
    *(None, "", " ", "?", "0000-00-00", "9999-99-99", "724384960651", "//", "\u0000", "é" * 5_000),
    *(0, -1, 2**63, 10**4_000, 0.5, -1e308, 1e308, True, False),
    *([], [None], [[]], ["GB"], {}, {"id": 0}, {"data": []}, {"data": None}, {"error": {"code": 800}}),
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


@pytest.mark.parametrize("kind", BODIES)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_field_may_be_anything(kind: str, data: st.DataObject):
    """Fields that are missing, null, empty, of another type or huge give a valid document or a `ProviderError`."""
    body = changed(BODIES[kind], data.draw(changes_of(kind)))
    try:
        one = normalize_body(deezer, Kind(kind), body)
    except ProviderError:
        return
    assert problems(kind, document(one.entities[0])) == ()


@pytest.mark.parametrize("kind", BODIES)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_candidate_may_be_anything(kind: str, data: st.DataObject):
    """The same holds for what a search finds."""
    found = json.loads(changed(BODIES[kind], data.draw(changes_of(kind))))
    body = json.dumps({"data": [found], "total": 1}).encode()
    try:
        candidates = normalize_search_body(deezer, body, kind=Kind(kind)).entities
    except ProviderError:
        return
    assert [problems(kind, document(candidate)) for candidate in candidates] == [()]


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"0", b'"text"', b"<html>", b"{}", b"\xff", b"[" * 100_000])
def test_what_is_no_answer_at_all_is_an_error_of_the_source(body: bytes):
    """A proxy's page, a cut answer or a value of another kind is no release."""
    with pytest.raises(ProviderError):
        normalize_body(deezer, Kind.RELEASE, body)
