"""Whatever iTunes sends is a valid document or an error of the source, never a crash."""

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
from harmony_itunes import itunes

FOLDER = "https://is1-ssl.mzstatic.com/image/thumb/Music221/v4/11/c4/9f/11c49f00-8b2e-461e-c8b9-f88ec1f36e93"
SHARED = {
    "artistId": 9320001,
    "artistName": "The Lamplighters",
    "artistViewUrl": "https://music.apple.com/gb/artist/the-lamplighters/9320001?uo=4",
    "collectionId": 9300001,
    "collectionName": "Two Rooms - EP",
    "collectionExplicitness": "notExplicit",
    "collectionPrice": 7.99,
    "artworkUrl100": f"{FOLDER}/2000000090016.jpg/100x100bb.jpg",
    "releaseDate": "2024-05-17T07:00:00Z",
    "country": "GBR",
    "currency": "GBP",
    "primaryGenreName": "Alternative",
}
COLLECTION = {
    "wrapperType": "collection",
    "collectionType": "Album",
    **SHARED,
    "collectionViewUrl": "https://music.apple.com/gb/album/two-rooms-ep/9300001?uo=4",
    "copyright": "\u2117 2024 Lantern Records",
    "trackCount": 2,
}
SONG = {
    "wrapperType": "track",
    "kind": "song",
    **SHARED,
    "collectionArtistId": 9320002,
    "collectionArtistName": "Various Artists",
    "collectionViewUrl": "https://music.apple.com/gb/album/first-room/9300001?i=9310001&uo=4",
    "trackId": 9310001,
    "trackName": "First Room",
    "trackCensoredName": "First Room (Live)",
    "trackViewUrl": "https://music.apple.com/gb/album/first-room/9300001?i=9310001&uo=4",
    "trackExplicitness": "cleaned",
    "trackPrice": 0.99,
    "trackTimeMillis": 180123,
    "trackNumber": 1,
    "trackCount": 2,
    "discNumber": 1,
    "discCount": 1,
    "isStreamable": True,
}
VIDEO = {**SONG, "kind": "music-video", "trackId": 9310002, "trackName": "Second Room", "trackNumber": 2}
ARTIST = {
    "wrapperType": "artist",
    "artistType": "Artist",
    "artistName": "The Lamplighters",
    "artistLinkUrl": "https://music.apple.com/gb/artist/the-lamplighters/9320001?uo=4",
    "artistId": 9320001,
    "primaryGenreName": "Alternative",
    "primaryGenreId": 20,
}
BODIES = {
    "release": {"resultCount": 3, "results": [COLLECTION, SONG, VIDEO]},
    "recording": {"resultCount": 1, "results": [SONG]},
    "artist": {"resultCount": 1, "results": [ARTIST]},
}
FOUND = {"release": COLLECTION, "recording": SONG, "artist": ARTIST}

MISSING = object()
ODD = (
    MISSING,
    *(
        None,
        "",
        " ",
        "?",
        "0000-00-00",
        "9999-99-99",
        "collection",
        "music-video",
        "2000000090017",
        "//",
        "\u0000",
        "é" * 5_000,
    ),
    *(0, -1, 2**63, 10**4_000, 0.5, -1e308, 1e308, True, False),
    *(
        [],
        [None],
        [[]],
        ["GB"],
        {},
        {"id": 0},
        {"data": []},
        {"data": None},
        {"errorMessage": "no"},
        {"wrapperType": "track"},
    ),
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


def changes_of(body: dict[str, Any]) -> st.SearchStrategy[list[tuple[tuple[Any, ...], object]]]:
    """Some places of a body, each with the odd value to put there."""
    each = st.tuples(st.sampled_from(list(places(body))), st.sampled_from(ODD))
    return st.lists(each, min_size=1, max_size=4)


@pytest.mark.parametrize("kind", BODIES)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_field_may_be_anything(kind: str, data: st.DataObject):
    """Fields that are missing, null, empty, of another type or huge give a valid document or a `ProviderError`."""
    body = changed(BODIES[kind], data.draw(changes_of(BODIES[kind])))
    try:
        one = normalize_body(itunes, Kind(kind), body)
    except ProviderError:
        return
    assert problems(kind, document(one.entities[0])) == ()


@pytest.mark.parametrize("kind", BODIES)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_candidate_may_be_anything(kind: str, data: st.DataObject):
    """The same holds for what a search finds."""
    found = json.loads(changed(FOUND[kind], data.draw(changes_of(FOUND[kind]))))
    body = json.dumps({"resultCount": 1, "results": [found]}).encode()
    try:
        candidates = normalize_search_body(itunes, body, kind=Kind(kind)).entities
    except ProviderError:
        return
    assert len(candidates) <= 1  # a row of another kind is none
    assert {problems(kind, document(candidate)) for candidate in candidates} <= {()}


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"0", b'"text"', b"<html>", b"{}", b"\xff", b"[" * 100_000])
def test_what_is_no_answer_at_all_is_an_error_of_the_source(body: bytes):
    """A proxy's page, a cut answer or a value of another kind is no release."""
    with pytest.raises(ProviderError):
        normalize_body(itunes, Kind.RELEASE, body)
