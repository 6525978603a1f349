"""What is sent to iTunes, and what is read from its answers: against cassettes, through a whole session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from vcr.cassette import Cassette

from harmony_core.domain.answers import Absent, Found, Unknown
from harmony_core.domain.result import Result, SearchResult

pytestmark = pytest.mark.vcr

ALBUM = "lookup?entity=song&limit=200&id=9300001&country="
LINK = "https://music.apple.com/gb/album/two-rooms/9300001"


@pytest.fixture(autouse=True)
def all_asked(vcr: Cassette) -> Iterator[None]:
    """Every answer of a cassette must have been asked for."""
    yield
    assert vcr.all_played


def titles(result: Result) -> list[list[str]]:
    """The titles of the tracks, disc by disc."""
    return [[track.title for track in medium.tracks] for medium in result.data.media]


def refused(result: Result | SearchResult, code: str) -> str:
    """The message of an answer that says nothing, for the reason with this code."""
    answer = result.answers["itunes"]
    assert isinstance(answer, Unknown)
    assert answer.error.code == code
    return answer.error.message


async def test_a_release_by_id(look_up, sent):
    """One request to the store of the link gives the release with its tracks; the answer begins with blank lines."""
    result = await look_up(LINK)
    assert sent == [f"{ALBUM}gb"]
    assert result.data.title == "Two Rooms"
    assert str(result.data.gtin) == "2000000090016"
    assert titles(result) == [["First Room", "Second Room"]]
    assert [message.level for message in result.messages] == ["info"]


async def test_a_gtin_finds_the_release_whose_artwork_tells_it(look_up, sent):
    """Of several releases it is that one; those left out are named, and doubled tracks are there once."""
    result = await look_up("2000000090016", regions=["GB"])
    assert sent == ["lookup?entity=song&limit=200&upc=2000000090016&country=gb"]
    assert result.answers["itunes"].id == "9300001"
    assert titles(result) == [["First Room", "Second Room"]]
    assert "https://music.apple.com/gb/album/9300002" in " ".join(message.text for message in result.messages)


async def test_a_gtin_is_asked_for_without_zeros(look_up, sent):
    """It is asked for with 12 digits, and is the release's where the artwork tells none."""
    result = await look_up("00602475093060", regions=["GB"])
    assert sent == ["lookup?entity=song&limit=200&upc=602475093060&country=gb"]
    assert result.data.title == "Small Hours"
    assert str(result.data.gtin) == "00602475093060"


async def test_another_gtin_is_refused(look_up):
    """A release whose artwork tells another GTIN is no answer to the question."""
    message = refused(await look_up("2000000090016", regions=["GB"]), "MISMATCH")
    assert "GTIN 2000000090023 where 2000000090016 was asked for" in message


async def test_a_miss_goes_on_to_the_next_store(look_up, sent):
    """An id without a store is looked for in those that are configured, in order, until one has it."""
    result = await look_up("itunes:9300001")
    assert sent == [f"{ALBUM}gb", f"{ALBUM}us"]
    assert result.answers["itunes"].asked.region == "US"
    assert result.answers["itunes"].url == "https://music.apple.com/us/album/9300001"


async def test_a_miss_in_every_store_is_absent(look_up, sent):
    """Only the stores that were wished for and that there are: not in AQ."""
    result = await look_up("2000000090016", regions=["DE", "AQ", "JP"])
    assert isinstance(result.answers["itunes"], Absent)
    assert [url[-2:] for url in sent] == ["de", "jp"]


async def test_a_store_that_is_refused_goes_on_to_the_next(look_up, sent):
    """HTTP 400 says that the request is wrong, and nothing of the release: another store may know it."""
    result = await look_up("itunes:9300001")
    assert isinstance(result.answers["itunes"], Found)
    assert [url[-2:] for url in sent] == ["gb", "us"]


async def test_a_refused_request_is_unknown(look_up):
    """The message is the one that iTunes gave."""
    assert "[country]" in refused(await look_up(LINK), "PROVIDER_ERROR")


async def test_a_403_asks_to_slow_down(look_up):
    """Beyond its limit iTunes answers 403 with nothing in it: that is no refusal for good."""
    refused(await look_up(LINK), "RATE_LIMITED")


async def test_a_server_that_fails_is_unknown(look_up):
    """A status of 500 and more says nothing."""
    refused(await look_up(LINK), "HTTP_503")


async def test_another_release_is_refused(look_up):
    """The id of the answer must be the one that was asked for."""
    assert "release 9300002 where 9300001 was asked for" in refused(await look_up(LINK), "MISMATCH")


async def test_the_id_of_something_else_is_absent(look_up):
    """All ids are of one kind to iTunes: that of an artist is no release."""
    assert isinstance((await look_up(LINK)).answers["itunes"], Absent)


async def test_a_field_of_the_wrong_type_is_told_with_its_path(look_up):
    """What cannot be read makes iTunes unknown, with the place of the trouble."""
    message = refused(await look_up(LINK), "PAYLOAD")
    assert "expected text, got array @ $.results[1].trackName" in message


async def test_a_row_without_what_it_needs_is_told_with_its_path(look_up):
    """What a row cannot do without depends on what it is."""
    message = refused(await look_up(LINK), "PAYLOAD")
    assert "a required field is missing: collectionName @ $.results[0]" in message


async def test_a_recording_by_id(look_up, sent):
    """One request tells everything about a song."""
    result = await look_up("https://music.apple.com/gb/song/second-room/9310002")
    assert sent == ["lookup?id=9310002&country=gb"]
    assert (result.data.title, result.data.length_ms) == ("Second Room", 182_123)
    assert result.data.releases[0].title == "Two Rooms"
    assert result.answers["itunes"].url == "https://music.apple.com/gb/song/9310002"


async def test_a_video_by_id(look_up, sent):
    """A video has the same kind of id, and says itself what it is."""
    result = await look_up("https://music.apple.com/gb/music-video/lone-room/9310009")
    assert sent == ["lookup?id=9310009&country=gb"]
    assert result.data.kind == "video"
    assert result.answers["itunes"].url == "https://music.apple.com/gb/music-video/9310009"


async def test_another_song_is_refused(look_up):
    """The id of the answer must be the one that was asked for."""
    message = refused(await look_up("https://music.apple.com/gb/song/9310002"), "MISMATCH")
    assert "song 9310001 where 9310002 was asked for" in message


async def test_a_song_as_a_release_is_the_release_it_is_on(look_up, sent):
    """`--kind release` on a song's link gives what it is sold as, in the same store."""
    result = await look_up("https://music.apple.com/fr/song/9310002", kind="release")
    assert sent == ["lookup?id=9310002&country=fr", f"{ALBUM}fr"]
    assert result.data.title == "Two Rooms"


async def test_a_video_by_itself_is_on_no_release(look_up):
    """A video may be sold without any release."""
    result = await look_up("https://music.apple.com/gb/music-video/9310009", kind="release")
    assert isinstance(result.answers["itunes"], Absent)


async def test_an_artist_by_id(look_up, sent):
    """One request tells everything about an artist."""
    result = await look_up("https://music.apple.com/gb/artist/the-lamplighters/9320001")
    assert sent == ["lookup?id=9320001&country=gb"]
    assert result.data.name == "The Lamplighters"
    assert [genre.name for genre in result.data.genres] == ["Alternative"]


async def test_another_artist_is_refused(look_up):
    """The id of the answer must be the one that was asked for."""
    message = refused(await look_up("https://music.apple.com/gb/artist/9320001"), "MISMATCH")
    assert "artist 9320002 where 9320001 was asked for" in message


async def test_a_search_for_releases(search, sent):
    """The number of candidates that are wanted is told, and kept to."""
    result = await search("two rooms", kind="release", limit=2)
    assert sent == ["search?media=music&entity=album&term=two+rooms&country=gb&limit=2"]
    assert [candidate.document.title for candidate in result.candidates] == ["Two Rooms", "Two Empty Rooms"]
    assert result.candidates[0].ref == "itunes:9300001"
    assert not result.messages


@pytest.mark.default_cassette("test_a_search_for_recordings.yaml")
@pytest.mark.parametrize("regions", ["AQ,JP"])
async def test_a_search_for_recordings(search, sent):
    """Songs are searched in the first store that is wished for and that there is."""
    result = await search("second room", kind="recording")
    assert sent == ["search?media=music&entity=song&term=second+room&country=jp&limit=25"]
    assert result.candidates[0].ref == "itunes:song/9310002"


async def test_a_search_asks_the_next_store_where_one_has_nothing(search, sent):
    """What one store does not sell another may."""
    result = await search("the lamplighters", kind="artist")
    assert len(sent) == 2
    assert result.candidates[0].ref == "itunes:artist/9320001"


async def test_a_search_goes_on_where_a_store_fails(search, sent):
    """A store that answers makes up for one that does not."""
    result = await search("the lamplighters", kind="artist")
    assert len(sent) == 2
    assert result.candidates[0].ref == "itunes:artist/9320001"


async def test_a_search_that_fails_in_one_store_and_finds_nothing_is_unknown(search):
    """Nobody knows what the one that failed would have had."""
    assert refused(await search("the lamplighters", kind="artist"), "RATE_LIMITED")


@pytest.mark.default_cassette("test_a_search_without_results_is_no_failure.yaml")
@pytest.mark.parametrize("regions", ["GB"])
async def test_a_search_without_results_is_no_failure(search, sent):
    """An empty list says that there is nothing; no more than 200 are asked for."""
    result = await search("nobody at all", kind="artist", limit=500)
    assert sent == ["search?media=music&entity=musicArtist&term=nobody+at+all&country=gb&limit=200"]
    assert result.candidates == ()
    assert not isinstance(result.answers["itunes"], Unknown)
