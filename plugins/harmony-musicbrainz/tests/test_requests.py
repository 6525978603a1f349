"""What is sent to MusicBrainz, and what is read from its answers: against cassettes, through a whole session."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from vcr.cassette import Cassette

from harmony_core.domain.answers import Absent, Found, Unknown
from harmony_core.domain.result import Result

pytestmark = pytest.mark.vcr

RELEASE = "00000001-0000-4000-8000-000000000000"
GROUP = "000000b1-0000-4000-8000-000000000000"
RECORDING = "00000202-0000-4000-8000-000000000000"
ARTIST = "000000a1-0000-4000-8000-000000000000"
LABEL = "000000b9-0000-4000-8000-000000000000"

RELEASE_INC = (
    "artists+artist-credits+labels+media+recordings+isrcs+release-groups+genres+tags"
    "+url-rels+artist-rels+recording-level-rels+work-rels+work-level-rels"
)
RECORDING_INC = (
    "artists+artist-credits+isrcs+releases+release-groups+genres+tags+url-rels+artist-rels+work-rels+work-level-rels"
)
RELEASE_REQUEST = f"release/{RELEASE}?inc={RELEASE_INC}&fmt=json"
RECORDING_REQUEST = f"recording/{RECORDING}?inc={RECORDING_INC}&fmt=json"


@pytest.fixture(autouse=True)
def all_asked(vcr: Cassette) -> Iterator[None]:
    """Every answer of a cassette must have been asked for."""
    yield
    assert vcr.all_played


def asked(sent: list[str]) -> list[str]:
    """The requests that went out, with their escapes read."""
    return [unquote(url) for url in sent]


def own_ids(result: Result) -> list[tuple[str, str]]:
    """The ids of what was found, with their types."""
    return [(each.type, each.id) for each in result.data.external_ids]


@pytest.mark.parametrize(
    "text", [f"https://musicbrainz.org/release/{RELEASE}/disc/1", f"musicbrainz:{RELEASE}", RELEASE, RELEASE.upper()]
)
@pytest.mark.default_cassette("test_a_release_by_id.yaml")
async def test_a_release_by_id(look_up, sent, text):
    """One request tells everything, be it by link, id or MBID."""
    result = await look_up(text)
    assert sent == [RELEASE_REQUEST]
    release = result.data
    assert (release.title, str(release.gtin)) == ("Two Rooms", "2000000090016")
    assert [(artist.credited_name or artist.name, artist.join_phrase) for artist in release.artists] == [
        ("Lamplighters", " feat. "),
        ("Ada Moth", None),
    ]
    assert [(label.name, label.catalog_number) for label in release.labels] == [("Lantern Records", "LAN 1")]
    assert own_ids(result) == [("release", RELEASE), ("release-group", GROUP)]
    assert not result.messages


@pytest.mark.default_cassette("test_a_release_by_id.yaml")
async def test_a_release_s_tracks_have_all_that_is_known_of_their_recordings(look_up):
    """ISRCs, credits of recording and work, and the MBIDs of both recording and track."""
    first, second = (await look_up(RELEASE)).data.media[0].tracks
    assert (first.length_ms, str(first.isrc), first.isrcs) == (180_500, "ZZLMP2400001", ())
    assert (second.isrc, [str(isrc) for isrc in second.isrcs]) == (None, ["ZZLMP2400002", "ZZLMP2400003"])
    assert [(credit.name, credit.role) for credit in first.credits] == [
        ("Ada Moth", "guest electric guitar"),
        ("The Lamplighters", "composer"),
    ]
    assert [(each.kind, each.type) for each in first.external_ids] == [
        ("recording", "recording"),
        ("recording", "track"),
    ]


async def test_a_gtin_is_searched_for_and_the_best_is_asked_for(look_up, sent):
    """Official before bootleg; another barcode is none of ours; the others are named with their links."""
    result = await look_up("2000000090016")
    assert asked(sent)[0] == "release?query=barcode:2000000090016&fmt=json"
    assert [url.partition("?")[0] for url in sent[1:]] == [f"release/{RELEASE}"]
    assert own_ids(result)[0] == ("release", RELEASE)
    assert len(result.data.media[0].tracks) == 2
    message = result.messages[0]
    assert (message.level, message.path) == ("info", "gtin")
    assert "Japan, Official, JP, 2024-05-17 https://musicbrainz.org/release/00000002-" in message.text
    assert "Bootleg, GB, 2023 https://musicbrainz.org/release/00000003-" in message.text
    assert "00000009-" not in message.text


async def test_a_gtin_is_searched_for_with_other_zeros(look_up, sent):
    """A barcode that is known with fewer leading zeros is found by one more request, as the same number."""
    result = await look_up("00602475093060")
    assert len(sent) == 3
    assert str(result.data.gtin) == "602475093060"


async def test_a_gtin_that_nobody_has_is_absent(look_up, sent):
    """An empty list says that there is nothing."""
    result = await look_up("2000000090016")
    assert isinstance(result.answers["musicbrainz"], Absent)
    assert len(sent) == 2


async def test_a_barcode_s_release_that_cannot_be_had_is_told_in_short(look_up):
    """What the search says of a release is kept where more cannot be had, and that is reported."""
    result = await look_up("2000000090016")
    assert isinstance(result.answers["musicbrainz"], Found)
    assert (result.data.title, result.data.media[0].tracks) == ("Two Rooms", ())
    assert "without tracks, credits and links: MusicBrainz asks to slow down" in result.messages[0].text


@pytest.mark.parametrize("kind", [None, "release"])
@pytest.mark.default_cassette("test_a_release_group_is_its_earliest_official_release.yaml")
async def test_a_release_group_is_its_earliest_official_release(look_up, sent, kind):
    """An older bootleg, and a date that is only a year, do not come before a day; the group's own id is kept."""
    result = await look_up(f"https://musicbrainz.org/release-group/{GROUP}", kind=kind)
    assert sent[0] == f"release-group/{GROUP}?inc=releases&fmt=json"
    assert own_ids(result) == [("release", RELEASE), ("release-group", GROUP)]
    assert result.data.types == ("album", "live")
    assert result.answers["musicbrainz"].id == RELEASE


@pytest.mark.default_cassette("test_a_release_group_is_its_earliest_official_release.yaml")
async def test_a_release_group_by_mbid(look_up):
    """A bare MBID is a release group's where that is asked for."""
    result = await look_up(GROUP, kind="release_group")
    assert own_ids(result) == [("release", RELEASE), ("release-group", GROUP)]


async def test_a_release_group_without_its_release_is_told_in_short(look_up):
    """What the group says of its main release is kept, with what is known of the group."""
    result = await look_up(f"musicbrainz:release-group/{GROUP}")
    assert (result.data.title, str(result.data.date), result.data.country) == ("Two Rooms", "2024-05-17", "GB")
    assert own_ids(result) == [("release", RELEASE), ("release-group", GROUP)]
    assert "without artists, tracks, credits and links" in result.messages[0].text


@pytest.mark.parametrize(
    ("text", "kind"), [(f"https://musicbrainz.org/recording/{RECORDING}", None), (RECORDING, "recording")]
)
@pytest.mark.default_cassette("test_a_recording_by_id.yaml")
async def test_a_recording_by_id(look_up, sent, text, kind):
    """One request tells everything, with short forms of the releases that it is on."""
    result = await look_up(text, kind=kind)
    assert sent == [RECORDING_REQUEST]
    assert (result.data.title, result.data.length_ms, str(result.data.date)) == ("Second Room", 201_000, "2024-05-17")
    assert [(each.title, each.types) for each in result.data.releases] == [("Two Rooms", ("album", "live"))]


async def test_a_recording_by_isrc(look_up, sent):
    """Several recordings may have an ISRC: plain audio comes first, and the others are named with their links."""
    result = await look_up("zz-lmp-24-00002")
    assert sent == ["isrc/ZZLMP2400002?fmt=json", RECORDING_REQUEST]
    assert own_ids(result) == [("recording", RECORDING)]
    assert [str(isrc) for isrc in result.data.isrcs] == ["ZZLMP2400002"]
    assert [(message.level, message.path) for message in result.messages] == [("info", "isrcs")]
    assert "Second Room (Dolby Atmos mix) https://musicbrainz.org/recording/00000203-" in result.messages[0].text


async def test_an_isrc_s_recording_that_cannot_be_had_is_told_in_short(look_up):
    """The recording is what its ISRC's answer says, and has that ISRC."""
    result = await look_up("ZZLMP2400002")
    assert isinstance(result.answers["musicbrainz"], Found)
    assert [str(isrc) for isrc in result.data.isrcs] == ["ZZLMP2400002"]
    assert "without artists, releases, credits and links" in result.messages[0].text


async def test_an_isrc_that_nobody_has_is_absent(look_up):
    """A 404 says that no recording has it."""
    assert isinstance((await look_up("ZZLMP2400002")).answers["musicbrainz"], Absent)


@pytest.mark.parametrize(
    ("text", "kind"), [(f"https://beta.musicbrainz.org/artist/{ARTIST}/aliases", None), (ARTIST, "artist")]
)
@pytest.mark.default_cassette("test_an_artist_by_id.yaml")
async def test_an_artist_by_id(look_up, sent, text, kind):
    """One request tells everything about an artist."""
    result = await look_up(text, kind=kind)
    assert sent == [f"artist/{ARTIST}?inc=aliases+genres+tags+url-rels&fmt=json"]
    artist = result.data
    assert (artist.name, artist.sort_name, artist.kind, artist.country) == (
        "The Lamplighters",
        "Lamplighters, The",
        "group",
        "GB",
    )
    assert (artist.aliases[0].name, artist.aliases[0].locale) == ("Les Allumeurs", "fr-CA")


@pytest.mark.parametrize(("text", "kind"), [(f"https://musicbrainz.org/label/{LABEL}", None), (LABEL, "label")])
@pytest.mark.default_cassette("test_a_label_by_id.yaml")
async def test_a_label_by_id(look_up, sent, text, kind):
    """One request tells everything about a label."""
    result = await look_up(text, kind=kind)
    assert sent == [f"label/{LABEL}?inc=aliases+url-rels&fmt=json"]
    assert (result.data.name, result.data.label_code, str(result.data.begin)) == ("Lantern Records", "LC 06853", "1991")


async def test_what_is_not_found_is_absent(look_up):
    """A 404 says that there is no such thing."""
    assert isinstance((await look_up(RELEASE)).answers["musicbrainz"], Absent)


async def test_an_exceeded_rate_is_unknown(look_up):
    """A 503 with these words says that too much was asked, and nothing about the release."""
    answer = (await look_up(RELEASE)).answers["musicbrainz"]
    assert isinstance(answer, Unknown)
    assert (answer.error.code, answer.error.status) == ("RATE_LIMITED", 503)
    assert "exceeding the allowable rate limit" in answer.error.message


async def test_another_error_is_unknown_and_told(look_up):
    """Any other error is neither yes nor no, and is told in MusicBrainz's words."""
    answer = (await look_up(RELEASE)).answers["musicbrainz"]
    assert isinstance(answer, Unknown)
    assert (answer.error.message, answer.error.status) == ("MusicBrainz reports: Invalid mbid.", 400)


async def test_refused_credentials_are_unknown(look_up):
    """A 401 says nothing about the release."""
    answer = (await look_up(RELEASE)).answers["musicbrainz"]
    assert isinstance(answer, Unknown)
    assert answer.error.code == "ACCESS_DENIED"


async def test_a_field_of_the_wrong_type_is_told_with_its_path(look_up):
    """What cannot be read makes MusicBrainz unknown, with the place of the trouble in its own words."""
    answer = (await look_up(RELEASE)).answers["musicbrainz"]
    assert isinstance(answer, Unknown)
    assert answer.error.code == "PAYLOAD"
    assert "expected text, got whole number @ $.release-group.first-release-date" in answer.error.message


async def test_a_search_for_releases(search, sent):
    """A search asks for the usual 25 without saying so."""
    result = await search("two rooms", kind="release")
    assert sent == ["release?query=two+rooms&fmt=json"]
    assert [candidate.document.title for candidate in result.candidates] == ["Two Rooms", "Two Rooms (Live)"]


async def test_a_limit_is_asked_for_where_it_is_not_the_usual(search, sent):
    """Another number of candidates is asked for in as many words."""
    result = await search("two rooms", kind="release", limit=2)
    assert sent == ["release?query=two+rooms&limit=2&fmt=json"]
    assert len(result.candidates) == 2


async def test_a_long_search_goes_on_in_pages(search, sent):
    """MusicBrainz gives 100 at once; further ones are asked for by their offset."""
    result = await search("lantern", kind="label", limit=130)
    assert sent == ["label?query=lantern&limit=100&fmt=json", "label?query=lantern&limit=100&fmt=json&offset=100"]
    assert len(result.candidates) == 101


async def test_words_are_no_query(search, sent):
    """Signs and words that mean something in MusicBrainz's query language are sent as plain text."""
    result = await search("AC/DC: What? NOT", kind="recording")
    assert asked(sent) == [r"recording?query=AC\/DC\:+What\?+not&fmt=json"]
    assert result.candidates == ()


async def test_a_query_is_sent_as_it_is(search, sent):
    """Who names a field writes in MusicBrainz's query language."""
    result = await search("artist:(giant sand) AND type:group", kind="artist")
    assert asked(sent) == ["artist?query=artist:(giant+sand)+AND+type:group&fmt=json"]
    assert [candidate.document.name for candidate in result.candidates] == ["The Lamplighters"]
