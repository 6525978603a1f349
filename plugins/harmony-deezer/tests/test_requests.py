"""What is sent to Deezer, and what is read from its answers: against cassettes, through a whole session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from vcr.cassette import Cassette

from harmony_core.domain.answers import Absent, Found, Unknown
from harmony_core.domain.result import Result

pytestmark = pytest.mark.vcr


@pytest.fixture(autouse=True)
def all_asked(vcr: Cassette) -> Iterator[None]:
    """Every answer of a cassette must have been asked for."""
    yield
    assert vcr.all_played


def titles(result: Result) -> list[list[str]]:
    """The titles of the tracks, disc by disc."""
    return [[track.title for track in medium.tracks] for medium in result.data.media]


async def test_a_release_by_id(look_up, sent):
    """A link asks for the album, then for each of its tracks, whose answers hold everything else."""
    result = await look_up("https://www.deezer.com/en/album/9000001")
    assert sent == ["album/9000001", "track/9100001", "track/9100002"]
    assert result.data.title == "Two Rooms"
    assert str(result.data.gtin) == "2000000090016"
    assert [str(track.isrc) for track in result.data.media[0].tracks] == ["ZZLMP2400001", "ZZLMP2400002"]
    assert not result.messages


@pytest.mark.default_cassette("test_a_release_by_id.yaml")
async def test_only_a_track_s_own_answer_names_all_its_artists(look_up):
    """Lists name one artist of each track; the others come from its own answer, each with a role."""
    result = await look_up("deezer:9000001")
    first, second = result.data.media[0].tracks
    assert [(artist.name, artist.roles) for artist in first.artists] == [("The Lamplighters", ("main",))]
    assert [(artist.name, artist.roles) for artist in second.artists] == [
        ("The Lamplighters", ("main",)),
        ("Ada Moth", ("featured",)),
    ]


@pytest.mark.default_cassette("test_a_release_by_id.yaml")
async def test_a_release_is_available_where_all_its_tracks_are(look_up):
    """Availability is what the tracks' countries and Deezer's regions have in common; the rest is excluded."""
    result = await look_up("deezer:9000001")
    assert result.data.available_in == ("FR", "GB")
    assert "DE" in result.data.excluded_from
    assert "AQ" not in result.data.excluded_from
    assert result.data.media[0].tracks[0].available_in == ("DE", "FR", "GB")


async def test_a_gtin_is_asked_for_with_twelve_digits(look_up, sent):
    """Deezer finds nothing by fewer than 12 digits, nor by zeros before them."""
    result = await look_up("00028947757184")
    assert sent[0] == "album/upc:028947757184"
    assert result.data.title == "Small Hours"
    assert result.answers["deezer"].asked.by == "gtin"


async def test_a_substitute_for_an_id_is_refused(look_up, sent):
    """Deezer may answer with another release that its server's country may see: that says nothing of ours."""
    result = await look_up("deezer:9000001")
    answer = result.answers["deezer"]
    assert isinstance(answer, Unknown)
    assert answer.error.code == "MISMATCH"
    assert "release 9000002 where 9000001 was asked for" in answer.error.message
    assert sent == ["album/9000001"]


async def test_a_substitute_for_a_gtin_is_refused(look_up):
    """The GTIN of the answer must be the one that was asked for."""
    answer = (await look_up("2000000090016")).answers["deezer"]
    assert isinstance(answer, Unknown)
    assert "GTIN 2000000090023 where 2000000090016 was asked for" in answer.error.message


async def test_a_substitute_for_a_track_is_refused(look_up):
    """The id of the answer must be the one that was asked for."""
    answer = (await look_up("deezer:track/9100001")).answers["deezer"]
    assert isinstance(answer, Unknown)
    assert answer.error.code == "MISMATCH"


async def test_a_substitute_for_an_isrc_is_refused(look_up):
    """The ISRC of the answer must be the one that was asked for."""
    answer = (await look_up("ZZLMP2400001")).answers["deezer"]
    assert isinstance(answer, Unknown)
    assert answer.error.code == "MISMATCH"


async def test_a_substitute_for_an_artist_is_refused(look_up):
    """The id of the answer must be the one that was asked for."""
    answer = (await look_up("deezer:artist/9200001")).answers["deezer"]
    assert isinstance(answer, Unknown)
    assert answer.error.code == "MISMATCH"


async def test_a_track_s_substituted_details_are_not_used(look_up):
    """The details of another track are not those of ours: it stays as it is listed, and that is reported."""
    result = await look_up("deezer:9000001")
    assert titles(result) == [["First Room", "Second Room"]]
    assert [str(track.isrc) for track in result.data.media[0].tracks] == ["ZZLMP2400001", "ZZLMP2400002"]
    assert [message.path for message in result.messages] == ["media"]


async def test_no_data_inside_http_200_is_absent(look_up, sent):
    """Error 800 says that there is no such thing."""
    result = await look_up("2000000090016")
    assert isinstance(result.answers["deezer"], Absent)
    assert result.data is None
    assert sent == ["album/upc:2000000090016"]


async def test_not_found_as_a_text_is_absent(look_up):
    """Some errors are a text, with a status of their own."""
    assert isinstance((await look_up("deezer:9000001")).answers["deezer"], Absent)


async def test_a_quota_inside_http_200_is_unknown(look_up):
    """Error 4 says that too much was asked, and nothing about the release."""
    answer = (await look_up("deezer:9000001")).answers["deezer"]
    assert isinstance(answer, Unknown)
    assert answer.error.code == "RATE_LIMITED"


async def test_another_error_inside_http_200_is_unknown(look_up):
    """Any other error is neither yes nor no, and is told with its number."""
    answer = (await look_up("deezer:9000001")).answers["deezer"]
    assert isinstance(answer, Unknown)
    assert "error 500: Wrong parameter" in answer.error.message


async def test_a_server_that_fails_is_unknown(look_up):
    """A status of 500 and more says nothing."""
    answer = (await look_up("deezer:9000001")).answers["deezer"]
    assert isinstance(answer, Unknown)
    assert answer.error.code == "HTTP_503"


async def test_a_field_of_the_wrong_type_is_told_with_its_path(look_up):
    """What cannot be read makes Deezer unknown, with the place of the trouble."""
    answer = (await look_up("deezer:9000001")).answers["deezer"]
    assert isinstance(answer, Unknown)
    assert answer.error.code == "PAYLOAD"
    assert "deezer: album/9000001: expected text, got array @ $.title" in answer.error.message


async def test_tracks_that_the_album_does_not_list_are_paged(look_up, sent):
    """An album lists 25 tracks at most; the others come page by page, along `next`."""
    result = await look_up("deezer:9000003")
    assert sent[:3] == [
        "album/9000003",
        "album/9000003/tracks",
        "album/9000003/tracks?index=2",
    ]
    assert sorted(sent[3:]) == ["track/9100031", "track/9100032", "track/9100033"]
    assert titles(result) == [["One", "Two"], ["Three"]]
    assert not result.messages


async def test_a_page_that_fails_is_reported(look_up):
    """What could be had is kept; the messages say how many tracks are missing, and why."""
    result = await look_up("deezer:9000003", want=["isrcs"])
    assert titles(result) == [["One", "Two"]]
    assert "further pages" in result.messages[0].text
    assert result.messages[1].text == "2 of 3 tracks are listed"


async def test_discs_need_more_than_the_album_s_own_list(look_up, sent):
    """The album's own list names no discs: where tracks are not asked for one by one, `/tracks` is."""
    result = await look_up("deezer:9000004", want=["artwork"])
    assert sent == ["album/9000004", "album/9000004/tracks"]
    assert [medium.position for medium in result.data.media] == [1, 2]
    assert titles(result) == [["Dusk"], ["Dawn"]]


async def test_details_that_fail_are_left_out_and_reported(look_up, sent):
    """One track without its details does not cost the release; its ISRC then comes from `/tracks`."""
    result = await look_up("deezer:9000004")
    assert isinstance(result.answers["deezer"], Found)
    assert sent[-1] == "album/9000004/tracks"
    assert titles(result) == [["Dusk"], ["Dawn"]]
    assert str(result.data.media[1].tracks[0].isrc) == "ZZLMP2400042"
    assert result.data.available_in == ()
    assert [message.text for message in result.messages] == [
        "without credits and availability (1 of 2 requests failed): Deezer asks to slow down: Quota limit exceeded"
    ]


async def test_a_track_page_as_a_release_is_the_release_it_is_on(look_up, sent):
    """`--kind release` on a track's link gives what it is sold as."""
    result = await look_up("https://www.deezer.com/track/9100051", kind="release")
    assert sent == ["track/9100051", "album/9000005"]
    assert result.data.title == "Small Hours"


async def test_a_recording_by_id(look_up, sent):
    """One request tells everything about a track."""
    result = await look_up("https://deezer.com/track/9100002")
    assert sent == ["track/9100002"]
    assert result.data.title == "Second Room"
    assert [str(isrc) for isrc in result.data.isrcs] == ["ZZLMP2400002"]
    assert result.data.length_ms == 201_000
    assert result.data.features.bpm == 96.5
    assert result.data.releases[0].title == "Two Rooms"


async def test_a_recording_by_isrc(look_up, sent):
    """An ISRC is asked for without its hyphens."""
    result = await look_up("zz-lmp-24-00002")
    assert sent == ["track/isrc:ZZLMP2400002"]
    assert result.answers["deezer"].id == "9100002"


async def test_an_artist_by_id(look_up, sent):
    """One request tells everything about an artist."""
    result = await look_up("https://www.deezer.com/us/artist/9200001")
    assert sent == ["artist/9200001"]
    assert result.data.name == "The Lamplighters"
    assert result.data.artwork[0].width == 1000


async def test_a_search_goes_on_until_the_limit(search, sent):
    """Pages are followed as far as candidates are wanted, and no further."""
    result = await search("two rooms", kind="release", limit=3)
    assert sent == ["search/album?q=two+rooms", "search/album?q=two+rooms&index=2"]
    assert [candidate.document.title for candidate in result.candidates] == [
        "Two Rooms",
        "Two Rooms (Live)",
        "Two Empty Rooms",
    ]


async def test_a_search_for_recordings(search, sent):
    """Tracks are searched at `/search`."""
    result = await search("second room", kind="recording")
    assert sent == ["search?q=second+room"]
    assert result.candidates[0].ref == "deezer:track/9100002"


async def test_a_search_without_results_is_no_failure(search, sent):
    """An empty list says that there is nothing."""
    result = await search("nobody at all", kind="artist")
    assert sent == ["search/artist?q=nobody+at+all"]
    assert result.candidates == ()
    assert not isinstance(result.answers["deezer"], Unknown)
