"""One body by itself: whether it is a page, or what was read out of one."""

from __future__ import annotations

import json

import attrs
import pytest

from harmony_core import provider as hc
from harmony_core.domain.refs import Kind
from harmony_core.edges.one_body import normalize_body


@hc.payload
class Album:
    title: str


async def fetch(api: hc.Api, target: hc.EntityRef, options: hc.LookupOptions) -> Album:
    """Ask for an album."""
    return await api.get(PAGE, id=target.id)


def read(page: bytes) -> object:
    """Read a page that is a tree of boxes."""
    found = json.loads(page)
    if "box" not in found:
        raise hc.PayloadError("the page has no box")
    return {"title": found["box"]["text"]}


def release(album: Album, read: hc.Reader) -> hc.Release:
    """Return a release with the album's title."""
    return hc.Release(title=album.title)


PAGE = hc.Endpoint("album/{id}", into=Album, reads=read)


def provider(page: hc.Endpoint[Album]) -> hc.Provider:
    """Return a provider with this endpoint."""
    lookup = hc.Lookup("release", by=("id",), main=page, fetch=fetch, normalize=release)
    return hc.Provider(
        name="tunes",
        title="Tunes",
        base="https://tunes.example/",
        urls=(hc.Url("release", "https://tunes.example/album/{id}"),),
        lookups=(lookup,),
    )


def test_json_was_read_out_of_a_page_already():
    """Where pages are HTML, JSON is what stood in one."""
    (found,) = normalize_body(provider(PAGE), Kind.RELEASE, b' {"title": "Two Rooms"}').entities
    assert isinstance(found, hc.Release)
    assert found.title == "Two Rooms"


def test_pages_may_be_json():
    """Such a body is a page, and the error of its reader is told."""
    pages = provider(attrs.evolve(PAGE, reads_json=True))
    (found,) = normalize_body(pages, Kind.RELEASE, b'{"box": {"text": "Two Rooms"}}').entities
    assert isinstance(found, hc.Release)
    assert found.title == "Two Rooms"
    with pytest.raises(hc.PayloadError, match="the page has no box"):
        normalize_body(pages, Kind.RELEASE, b'{"title": "Two Rooms"}')
