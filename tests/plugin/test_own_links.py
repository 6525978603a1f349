"""A provider's own ids and links in documents."""

from __future__ import annotations

import pytest

from harmony_core.domain.model import ExternalId, Link, LinkKind
from harmony_core.plugin.links import Pages, mbid_pages
from harmony_core.plugin.urls import Url

SHOP = Pages(
    "shop",
    (
        Url("release", "https://shop.example/release/{slug:slug}/{id:digits}"),
        Url("release", "https://shop.example/album/{id:digits}"),
        Url("label", "https://shop.example/{code:digits}/{name:word}/", id="{code}/{name}", type="label"),
        Url("artist", "{id:digits}", type="artist"),
    ),
)


def test_ids_have_their_type_and_the_canonical_link():
    """The first of a kind's links is written, with the slug where one is known."""
    url = "https://shop.example/release/two-rooms/12"
    assert SHOP.ids("release", 12, "two-rooms") == (
        ExternalId(provider="shop", kind="release", type="release", id="12", url=url),
    )
    assert SHOP.ids("release", "12")[0].url == "https://shop.example/release/-/12"
    assert SHOP.ids("label", "7/lamp")[0].url == "https://shop.example/7/lamp/"


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("Two~Rooms_1-2", "https://shop.example/band/Two~Rooms_1-2/"),
        ("Två rum", "https://shop.example/band/Tv%C3%A5%20rum/"),
        ("a.b", "https://shop.example/band/a.b/"),
        ("a/b", None),
        ("..", None),
        ("Two\n", "https://shop.example/band/Two%0A/"),
        ("", None),
    ],
)
def test_ids_are_written_as_links_need_them(name, url):
    """What a link cannot hold as it is is escaped; what would climb out of its place has no page."""
    pages = Pages("shop", (Url("artist", "https://[www.]shop.example/band/{id}/"),))
    assert [found.url for found in pages.ids("artist", name)] == ([url] if url else [])


def test_links_say_what_one_can_do_there():
    """Kinds stand beside the link."""
    kinds = (LinkKind.PAID_DOWNLOAD, LinkKind.PAID_STREAMING)
    assert SHOP.links("label", "7/lamp", *kinds) == (Link(url="https://shop.example/7/lamp/", kinds=kinds),)


@pytest.mark.parametrize(
    ("kind", "entity_id"),
    [("release", None), ("release", 0), ("release", -3), ("release", "x"), ("label", "7"), ("artist", 1), ("none", 1)],
)
def test_what_is_no_id_or_has_no_page_is_left_out(kind: str, entity_id: str | int | None):
    """Nothing is made up."""
    assert SHOP.ids(kind, entity_id) == ()
    assert SHOP.links(kind, entity_id) == ()


STORES = Pages(
    "stores",
    (
        Url("recording", "https://stores.example/[{region:region}/]song/{id:digits}"),
        Url("recording", "https://stores.example/[{region:region}/]video/{id:digits}"),
    ),
)


def test_a_kind_may_have_several_types_and_a_page_a_region():
    """The type is the source's word; the region stands in the address only."""
    [found] = STORES.ids("recording", 7, source_type="video", region="de")
    assert (found.type, found.id, found.url) == ("video", "7", "https://stores.example/de/video/7")
    assert STORES.links("recording", "7", region=None) == (Link(url="https://stores.example/song/7"),)
    [single] = STORES.ids("release", 7, source_type="video")
    assert (single.kind, single.type, single.url) == ("release", "video", "https://stores.example/video/7")
    assert STORES.ids("recording", 7, source_type="album") == STORES.ids("recording", "000") == ()


def test_a_site_may_go_by_mbids():
    """Each kind has its page; what is no MBID has none."""
    mbid = "b10bbbfc-cf9e-42e0-be17-e2c3e1d2600d"
    tunes = mbid_pages("tunes", "https://tunes.example")
    assert tunes.ids("artist", mbid) == (
        ExternalId(provider="tunes", kind="artist", type="artist", id=mbid, url=f"https://tunes.example/artist/{mbid}"),
    )
    assert tunes.ids("release_group", mbid)[0].type == "release-group"
    assert tunes.ids("artist", "27") == tunes.ids("work", mbid) == ()


def test_a_name_of_zeros_is_a_name():
    """Where ids are names as they are written, no sign means nothing."""
    fans = Pages("fans", (Url("artist", "https://fans.example/{artist}", id="{artist}", verbatim=True),))
    assert [each.id for name in ("0", "AC%2FDC", "") for each in fans.ids("artist", name)] == ["0", "AC%2FDC"]


def test_regions_are_kept_apart_and_what_they_are_is_escaped():
    """What is known of the links of one region is used for no other, nor for an id of another form."""
    store = Pages("store", (Url("release", "https://store.example/[{region:region}/]album/[{slug:slug}/]{id:digits}"),))
    for _ in range(2):  # the first asks, the second knows
        assert store.ids("release", 7)[0].url == "https://store.example/album/7"
        assert store.ids("release", 7, region="de")[0].url == "https://store.example/de/album/7"
        assert store.ids("release", 7, region="fr")[0].url == "https://store.example/fr/album/7"
        assert store.ids("release", 7, "two-rooms", region="fr")[0].url == "https://store.example/fr/album/two-rooms/7"
        assert store.ids("release", 8, region="d/e")[0].url == "https://store.example/d%2Fe/album/8"
        assert store.ids("release", "x7", region="de") == store.ids("release", "00", region="de") == ()
