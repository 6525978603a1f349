"""Pages: followed wherever they lead at home, and never lost for one that fails."""

from __future__ import annotations

import pytest

from harmony_core.domain.errors import NotFoundError, ProviderError
from harmony_core.edges.api import MAX_PAGES


def page(*numbers, following=None):
    """Return a page of songs and where the next one is."""
    songs = {"data": [{"id": number, "title": str(number)} for number in numbers]}
    return {"songs": songs if following is None else {**songs, "next": following}}


def ids(songs):
    """Return the numbers of songs."""
    return [song.id for song in songs]


@pytest.mark.parametrize(
    "following",
    ["songs?page=2", "/record/1/songs?page=2", "https://api.example.test/record/1/songs?page=2", "?page=2", "HOME"],
)
async def test_next_links_are_relative_or_absolute(bench, source, shelf_parts, following):
    """A next link is read as a browser reads it; the provider's own address and the mirror's are the same."""
    if following == "HOME":
        following = f"{source.url}record/1/songs?page=2"
    source.on("record/1/songs", page(1, 2, following=following), page(3))
    api = bench.api()
    assert ids(await api.pages(shelf_parts.SONGS, id=1)) == [1, 2, 3]
    assert source.seen[1].query == {"page": "2"}
    assert not api.trace().messages
    assert sorted(kept.url for kept in bench.store.all()) == [
        "https://api.example.test/record/1/songs",
        "https://api.example.test/record/1/songs?page=2",
    ]


async def test_a_ring_of_next_links_ends(bench, source, shelf_parts):
    """A page that was there already ends the list."""
    source.on("record/1/songs", page(1, following="songs?page=2"), page(2, following="songs"), page(9))
    assert ids(await bench.api().pages(shelf_parts.SONGS, id=1)) == [1, 2]


async def test_a_list_without_end_ends(bench, source, shelf_parts):
    """After very many pages nobody asks on, and that is said."""
    count = 0

    async def endless(request):
        nonlocal count
        count += 1
        return await source.json(page(count, following=f"songs?page={count + 1}"))(request)

    source.on("record/1/songs", endless)
    api = bench.api()
    assert len(await api.pages(shelf_parts.SONGS, id=1)) == MAX_PAGES
    assert f"more than {MAX_PAGES}" in api.trace().messages[0].text


async def test_an_empty_page_ends_the_list(bench, source, shelf_parts):
    """Sources that link on from their last page are not followed for ever."""
    source.on("record/1/songs", page(1, following="songs?page=2"), page(following="songs?page=3"))
    assert ids(await bench.api().pages(shelf_parts.SONGS, id=1)) == [1]
    assert source.asked() == 2


@pytest.mark.parametrize("fault", ["status", "form", "foreign", "insecure", "nowhere", "down"])
async def test_a_later_page_that_fails_keeps_the_earlier_ones(bench, source, shelf_parts, fault):
    """What was had stays, and a message says what is missing and why."""
    following = {
        "foreign": "https://evil.example.com/songs",
        "insecure": "http://api.example.test/songs",
        "nowhere": "http://[",
    }.get(fault, "songs?page=2")
    later = source.reply(403) if fault == "status" else source.json({"songs": {"data": "none"}})
    if fault == "down":
        later = source.reset
    source.on("record/1/songs", page(1, 2, following=following), later)
    api = bench.api(HARMONY_RETRIES="1")
    assert ids(await api.pages(shelf_parts.SONGS, id=1)) == [1, 2]
    (message,) = api.trace().messages
    assert (message.level, message.provider) == ("warning", "shelf")
    assert message.text.startswith("without further pages of record/{id}/songs: ")
    if fault in ("foreign", "nowhere", "insecure"):
        assert source.asked() == 1


async def test_a_first_page_that_fails_fails_the_list(bench, source, shelf_parts):
    """Without its first page there is no list; `try_pages` says what is missing instead."""
    source.on("record/1/songs", source.reply(403))
    api = bench.api()
    with pytest.raises(ProviderError):
        await api.pages(shelf_parts.SONGS, id=1)
    assert await api.try_pages(shelf_parts.SONGS, "media", id=1) == ()
    assert api.trace().messages[0].text.startswith("without media: ")


@pytest.mark.parametrize(
    ("at_most", "expected", "asked"), [(1, [1], 1), (2, [1, 2], 1), (3, [1, 2, 3], 2), (9, [1, 2, 3, 4], 2)]
)
async def test_at_most_so_many_are_asked_for(bench, source, shelf_parts, at_most, expected, asked):
    """No page is asked for that is not needed."""
    source.on("record/1/songs", page(1, 2, following="songs?page=2"), page(3, 4))
    assert ids(await bench.api().pages(shelf_parts.SONGS, at_most=at_most, id=1)) == expected
    assert source.asked() == asked


async def test_try_get_and_try_many_say_what_is_missing(bench, source, shelf_parts):
    """What fails is left out; many that fail are one message."""
    source.on("record/1", {"id": 1, "title": "One"})
    source.on("record/2", source.reply(418))
    source.on("record/3", source.reply(418))
    api = bench.api()
    assert await api.try_get(shelf_parts.RECORD, "the second", id=2) is None
    assert [m.text for m in api.trace().messages] == ["without the second: shelf: record/2: HTTP 418"]
    found = await api.try_many(shelf_parts.RECORD, "details", [{"id": number} for number in (1, 2, 3)])
    assert [each and each.title for each in found] == ["One", None, None]
    assert api.trace().messages[1].text.startswith("without details (2 of 3 requests failed): ")
    with pytest.raises(NotFoundError):
        await api.get(shelf_parts.RECORD, id=99)


async def test_parameters_are_escaped(bench, source, shelf_parts):
    """Whatever a text holds, it arrives as it is and changes no other parameter."""
    text = 'AC/DC & "Ünï" + 100% #1?=;☃'
    source.on("search", {"data": []})
    await bench.api().pages(shelf_parts.SEARCH, text=text, limit=5)
    assert source.seen[0].query == {"q": text, "limit": "5"}
    source.on("record/a%2Fb", {"id": 1, "title": "x"})
    with pytest.raises(NotFoundError):
        await bench.api().get(shelf_parts.RECORD, id="../a?b#c")
    assert source.seen[1].query == {}
