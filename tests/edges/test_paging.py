"""Pages: followed wherever they lead at home, and never lost for one that fails."""

from __future__ import annotations

import attrs
import pytest

from harmony_core import provider as hc
from harmony_core.domain.errors import AccessDeniedError, NotFoundError, PayloadError, ProviderError
from harmony_core.edges.api import MAX_PAGES
from harmony_core.plugin.snapshot import Mode


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


# --- Pages without addresses --------------------------------------------------------------------------------


def numbered(path, paging):
    """Return an endpoint whose pages are counted."""
    return hc.Endpoint(path, into=Song, items="found.song", next=paging)


def counted(*numbers, **told):
    """Return a page of songs, and what it tells of how many there are."""
    return {"found": {"song": [{"id": number, "title": str(number)} for number in numbers], **told}}


@hc.payload
class Song:
    id: int
    title: str


@pytest.mark.parametrize("total", [3, "3"])
async def test_an_offset_counts_the_items_so_far(bench, source, total):
    """The next page begins behind the items that came, until there are as many as the source says."""
    source.on("songs", counted(1, 2, total=total), counted(3, total=total), counted(9, total=total))
    endpoint = numbered("songs?q={text}&limit=2", hc.Offset(total="found.total"))
    assert ids(await bench.api().pages(endpoint, text="a & b")) == [1, 2, 3]
    assert [seen.query for seen in source.seen] == [
        {"q": "a & b", "limit": "2"},
        {"q": "a & b", "limit": "2", "offset": "2"},
    ]


async def test_an_item_that_is_null_is_counted_and_left_out(bench, source):
    """Some sources count what they do not show where they are asked: the next page begins behind it all the same."""
    source.on("songs", {"found": {"song": [None, {"id": 2, "title": "2"}], "total": 3}}, counted(3, total=3))
    endpoint = numbered("songs", hc.Offset(total="found.total"))
    assert ids(await bench.api().pages(endpoint)) == [2, 3]
    assert source.seen[1].query == {"offset": "2"}


async def test_an_offset_may_begin_later(bench, source):
    """Where the first request says an offset, it goes on from there, under the parameter's own name."""
    source.on("songs", counted(6, 7, total=9), counted(8, 9, total=9))
    endpoint = numbered("songs?st%61rt=5&fmt=json", hc.Offset(total="found.total", parameter="start"))
    assert ids(await bench.api().pages(endpoint)) == [6, 7, 8, 9]
    assert source.seen[1].query == {"start": "7", "fmt": "json"}


@pytest.mark.parametrize("last", [3, "3"])
async def test_pages_may_have_numbers(bench, source, last):
    """They are asked for one after the other up to the last, whose number may be a text."""
    source.on("songs", *(counted(number, info={"@pages": last}) for number in (1, 2, 3, 9)))
    endpoint = numbered("songs", hc.PageNumber(last="found.info.@pages"))
    assert ids(await bench.api().pages(endpoint)) == [1, 2, 3]
    assert [seen.query for seen in source.seen] == [{}, {"page": "2"}, {"page": "3"}]


@pytest.mark.parametrize("paging", [hc.Offset(total="found.all.it"), hc.PageNumber(last="found.all.it")])
@pytest.mark.parametrize("told", [{}, {"all": {}}, {"all": {"it": None}}, {"all": {"it": 0}}, {"all": {"it": -1}}])
async def test_who_does_not_say_that_there_is_more_has_no_more(bench, source, paging, told):
    """Without the number there is one page; nobody guesses."""
    source.on("songs", counted(1, **told))
    assert ids(await bench.api().pages(numbered("songs", paging))) == [1]
    assert source.asked() == 1


@pytest.mark.parametrize("paging", [hc.Offset(total="found.all"), hc.PageNumber(last="found.all")])
async def test_an_empty_page_ends_a_count(bench, source, paging):
    """A source that counts more than it gives is not asked for ever."""
    source.on("songs", counted(1, all=10**6), counted(2, all=10**6), counted(all=10**6), counted(9, all=10**6))
    assert ids(await bench.api().pages(numbered("songs", paging))) == [1, 2]
    assert source.asked() == 3


@pytest.mark.parametrize(("number", "told"), [("many", "text"), ("-1", "text"), (1.5, "number"), ([], "array")])
async def test_a_number_that_is_none_is_an_error_with_its_place(bench, source, number, told):
    """It is named like any other field of a wrong shape."""
    source.on("songs", counted(1, total=number))
    with pytest.raises(PayloadError, match=rf"shelf: songs: expected .*whole number.*, got {told} @ \$\.found\.total"):
        await bench.api().pages(numbered("songs", hc.Offset(total="found.total")))


async def test_a_list_of_one_may_be_no_list(bench, source):
    """Some sources, made of XML once, send one item without a list around it."""
    source.on("songs", {"found": {"song": {"id": 1, "title": "1"}, "pages": "2"}}, counted(2, pages="2"))
    assert ids(await bench.api().pages(numbered("songs", hc.PageNumber(last="found.pages")))) == [1, 2]
    source.on("odd", {"found": {"song": {"id": 1}}})
    with pytest.raises(PayloadError, match=r"title @ \$\.found\.song$"):
        await bench.api().pages(numbered("odd", None))


async def test_the_whole_answer_may_be_one_item(bench, source, shelf_parts):
    """A source that answers with the best match alone is searched like those that answer with many."""
    source.on("one", {"id": 1, "title": "One"})
    source.on("many", [{"id": 2, "title": "Two"}])
    source.on("odd", "none")
    api = bench.api()
    assert ids(await api.pages(hc.Endpoint("one", into=shelf_parts.Record, items="."))) == [1]
    assert ids(await api.pages(hc.Endpoint("many", into=shelf_parts.Record, items="."))) == [2]
    with pytest.raises(PayloadError, match=r"expected array, got text @ \$"):
        await api.pages(hc.Endpoint("odd", into=shelf_parts.Record, items="."))


@pytest.mark.parametrize("found", [{"song": ""}, {"song": "\n \t"}, "\n        ", " "])
async def test_an_empty_list_may_be_a_text_of_blanks(bench, source, found):
    """The same sources leave of an empty element nothing but the blanks that stood in it, or around it."""
    source.on("songs", {"found": found})
    assert await bench.api().pages(numbered("songs", hc.PageNumber(last="found.pages"))) == ()


@pytest.mark.parametrize("found", [{"song": "none"}, {"song": "\\"}, "none", {"song": None}, {}])
async def test_other_texts_are_no_empty_list(bench, source, found):
    """Only blanks stand for nothing: what else is no list is an error, as ever."""
    source.on("songs", {"found": found})
    with pytest.raises(PayloadError, match=r"\$\.found|found\.song"):
        await bench.api().pages(numbered("songs", None))


async def test_counted_pages_replay_offline(bench, source):
    """Each page is kept under its own address."""
    source.on("songs", counted(1, 2, total=3), counted(3, total=3))
    endpoint = numbered("songs", hc.Offset(total="found.total"))
    await bench.api().pages(endpoint)
    await source.stop()
    assert ids(await bench.api(Mode.OFFLINE).pages(endpoint)) == [1, 2, 3]


async def test_an_absolute_address_of_a_declared_host_may_be_asked(bench, source, shelf_parts):
    """An endpoint may be elsewhere; a host that is not declared gets nothing."""
    endpoint = hc.Endpoint("https://other.example.test/songs/{id}", into=Song)
    with pytest.raises(AccessDeniedError, match=r"other\.example\.test was not sent: it is not one of the"):
        await bench.api().get(endpoint, id=1)
    provider = attrs.evolve(shelf_parts.shelf, hosts=("other.example.test",))
    api = bench.api(bench.door(), provider=provider)
    assert api._line.may_ask(endpoint.url(provider.base, {"id": 1}))
