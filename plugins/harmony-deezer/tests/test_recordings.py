"""Real answers of Deezer, where there are some: `HARMONY_RECORDINGS` names a folder with an `index.json`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harmony_core.domain.answers import Found, FoundMany
from harmony_core.domain.errors import NotFoundError, PayloadError, ProviderError
from harmony_core.domain.model import Artist, Recording, Release
from harmony_core.domain.refs import Kind
from harmony_core.domain.result import Result
from harmony_core.edges.convert import result_document, search_document
from harmony_core.edges.one_body import normalize_body
from harmony_core.edges.schema import problems
from harmony_core.plugin.providers import Search
from harmony_core.session import Session
from harmony_core.testing.recordings import outcome_of, recordings_of, session_of_recordings
from harmony_deezer import deezer
from harmony_deezer.contract import CONTRACT

pytestmark = pytest.mark.recordings

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
async def offline(recordings_folder: Path, tmp_path: Path) -> Session:
    """A session that has the recordings, and asks nobody."""
    async with session_of_recordings(deezer, recordings_folder, tmp_path) as session:
        yield session


def test_recorded_answers_are_read_whole(recordings_folder: Path):
    """Nothing is told of any field, and every row of a list is a candidate."""
    outcomes = [outcome_of(CONTRACT, each) for each in recordings_of(deezer, recordings_folder)]
    assert {(each.look.kind, isinstance(each.look, Search)) for each in outcomes} == {
        (kind, is_search) for kind in ("release", "recording", "artist") for is_search in (True, False)
    }
    for each in outcomes:
        assert each.messages == (), each.recording.url
        rows = json.loads(each.recording.body).get("data") if isinstance(each.look, Search) else None
        assert rows is None or each.entities == len(rows), each.recording.url


@pytest.mark.parametrize(
    ("file", "error"),
    [
        ("error-album-minus-1.json", NotFoundError),
        ("error-playlist-minus-1.json", NotFoundError),
        ("does-not-exists.json", NotFoundError),
        ("error-genre-minus-1.json", ProviderError),
        ("error-quota-http-200.json", ProviderError),
        ("page-album-1-404.html", PayloadError),
        ("user-me-tracks-limit-2.json", PayloadError),
    ],
)
def test_recorded_errors_are_errors(recordings_folder: Path, file: str, error: type[ProviderError]):
    """That there is no data is an answer; every other error, page or list says nothing about a release."""
    body = (recordings_folder / "deezer" / file).read_bytes()
    with pytest.raises(ProviderError) as raised:
        normalize_body(deezer, Kind.RELEASE, body)
    assert type(raised.value) is error or (error is ProviderError and not isinstance(raised.value, NotFoundError))


async def looked_up(session: Session, text: str) -> Result:
    """Return what a session finds offline, which must be a valid result."""
    result = await session.lookup(text)
    assert isinstance(result.answers["deezer"], Found), text
    assert problems("result", result_document(result)) == ()
    return result


async def test_an_album_without_its_tracks_details(offline: Session):
    """The tracks' own answers are not recorded: the list of tracks stands in for them, and that is said."""
    result = await looked_up(offline, "https://www.deezer.com/album/302127")
    release = result.data
    assert isinstance(release, Release)
    assert (release.title, str(release.gtin), str(release.date)) == ("Discovery", "724384960650", "2001-03-07")
    assert [label.name for label in release.labels] == ["Parlophone (France)"]
    assert [len(medium.tracks) for medium in release.media] == [14]
    first, *_, last = release.media[0].tracks
    assert (first.title, first.length_ms, str(first.isrc)) == ("One More Time", 320_000, "GBDUW0000053")
    assert (last.title, last.length_ms, str(last.isrc)) == ("Too Long", 600_000, "GBDUW0000069")
    assert ["credits and availability" in message.text for message in result.messages] == [True]


async def test_a_single_by_two_artists(offline: Session):
    """The release names both artists; its track, without details, one."""
    result = await looked_up(offline, "https://www.deezer.com/en/album/629506181")
    release = result.data
    assert isinstance(release, Release)
    assert (release.title, str(release.gtin)) == ("Die With A Smile", "602475093060")
    assert [artist.name for artist in release.artists] == ["Lady Gaga", "Bruno Mars"]
    assert [[track.title for track in medium.tracks] for medium in release.media] == [["Die With A Smile"]]


@pytest.mark.parametrize(
    ("track_id", "title", "isrc", "length_ms", "bpm", "album"),
    [
        ("3135556", "Harder Better Faster Stronger", "GBDUW0000059", 224_000, 123, "Discovery"),
        ("1724605597", "Ping!", "GBSMU7385741", 162_000, None, "Ping!"),
    ],
)
async def test_tracks(
    offline: Session, track_id: str, title: str, isrc: str, length_ms: int, bpm: float | None, album: str
):
    """A track's own answer is all that there is to ask for; a speed of 0 is none."""
    recording = (await looked_up(offline, f"https://www.deezer.com/track/{track_id}")).data
    assert isinstance(recording, Recording)
    assert (recording.title, recording.length_ms) == (title, length_ms)
    assert [str(each) for each in recording.isrcs] == [isrc]
    assert (recording.features.bpm if recording.features else None) == bpm
    assert [release.title for release in recording.releases] == [album]


async def test_an_artist(offline: Session):
    """An artist has a name, a picture and a page."""
    artist = (await looked_up(offline, "https://www.deezer.com/artist/27")).data
    assert isinstance(artist, Artist)
    assert artist.name == "Daft Punk"
    assert artist.external_ids == (deezer.external_id("artist", 27),)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Daft Punk", "release", "Discovery"),
        ("Soliloquy", "recording", "Soliloquy"),
        ("something very complicated without results", "artist", None),
    ],
)
async def test_searches(offline: Session, text: str, kind: str, expected: str | None):
    """Recorded searches give candidates, or none."""
    found = await offline.search(text, kind=kind)
    assert isinstance(found.answers["deezer"], FoundMany)
    assert problems("search", search_document(found)) == ()
    titles = [candidate.document.title for candidate in found.candidates]
    assert (expected in titles) if expected else titles == []
