"""Real answers of iTunes, where there are some: `HARMONY_RECORDINGS` names a folder with an `index.json`.

Most are of 2011, from an older address with the same answers: they tell of the shape, and answer no lookup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import attrs
import pytest

from harmony_core.domain.answers import Found, Unknown
from harmony_core.domain.errors import NotFoundError, PayloadError, ProviderError
from harmony_core.domain.model import Release
from harmony_core.domain.refs import Kind
from harmony_core.edges.convert import document, result_document
from harmony_core.edges.one_body import normalize_body, normalize_search_body
from harmony_core.edges.schema import problems
from harmony_core.session import Session
from harmony_core.testing.recordings import session_of_recordings
from harmony_itunes import itunes

pytestmark = pytest.mark.recordings

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
KINDS = {"collection": Kind.RELEASE, "track": Kind.RECORDING, "artist": Kind.ARTIST}


@attrs.frozen
class Recorded:
    """A recorded answer of the lookup or the search; `kind` is that of its first row."""

    url: str
    kind: Kind | None
    is_search: bool
    body: bytes


@pytest.fixture
def recorded(recordings_folder: Path) -> list[Recorded]:
    """The recorded answers that are no errors."""
    return list(recorded_in(recordings_folder))


@pytest.fixture
async def offline(recordings_folder: Path, tmp_path: Path) -> Session:
    """A session that has the recordings, and asks nobody."""
    async with session_of_recordings(itunes, recordings_folder, tmp_path, regions=("GB", "US")) as session:
        yield session


def recorded_in(recordings_folder: Path) -> Iterator[Recorded]:
    """Yield the answers that an index lists, of either address."""
    for entry in json.loads((recordings_folder / "index.json").read_bytes()):
        asked = re.search(r"/(?:ws)?(lookup|search)$", urlsplit(entry["url"]).path, re.IGNORECASE)
        if entry["service"] == "itunes" and asked and entry["status"] == 200:
            body = (recordings_folder / entry["file"]).read_bytes()
            rows = json.loads(body)["results"]
            kind = KINDS[rows[0]["wrapperType"]] if rows else None
            yield Recorded(entry["url"], kind, asked[1].lower() == "search", body)


def test_there_are_recordings_of_every_kind(recorded: list[Recorded]):
    """Without any, the tests below would say nothing."""
    assert {each.kind for each in recorded if not each.is_search} >= {Kind.RELEASE, Kind.ARTIST}
    assert {each.kind for each in recorded if each.is_search} == {Kind.RECORDING}


def test_recorded_answers_are_valid_documents(recorded: list[Recorded]):
    """Every real answer becomes a document; what is told of it is that it lists no tracks, or holds no GTIN."""
    found = [each for each in recorded if each.kind and not each.is_search]
    assert found
    for each in found:
        one = normalize_body(itunes, each.kind, each.body)
        assert problems(each.kind, document(one.entities[0])) == (), each.url
        assert {message.path for message in one.messages} <= {"gtin", "media"}, each.url


def test_recorded_searches_are_valid_documents(recorded: list[Recorded]):
    """Every candidate of a real search is a document without fault, and the kind is known by the rows."""
    found = [each for each in recorded if each.is_search]
    assert found
    for each in found:
        one = normalize_search_body(itunes, each.body)
        assert len(one.entities) == json.loads(each.body)["resultCount"], each.url
        assert {problems(each.kind, document(entity)) for entity in one.entities} == {()}, each.url
        assert one.messages == (), each.url


def test_a_recorded_answer_without_results_is_absent(recorded: list[Recorded]):
    """An empty list says that there is no such thing, whatever was asked for."""
    (empty,) = [each for each in recorded if each.kind is None]
    for kind in KINDS.values():
        with pytest.raises(NotFoundError):
            normalize_body(itunes, kind, empty.body)


@pytest.mark.parametrize(
    ("file", "error"),
    [
        ("error-400-invalid-country.json", ProviderError),
        ("error-400-invalid-entity.json", ProviderError),
        ("page-itunes-album-nonexistent.html", PayloadError),
    ],
)
def test_recorded_errors_are_errors(recordings_folder: Path, file: str, error: type[ProviderError]):
    """A wrong request, or a page, says nothing about a release."""
    body = (recordings_folder / "itunes" / file).read_bytes()
    with pytest.raises(ProviderError) as raised:
        normalize_body(itunes, Kind.RELEASE, body)
    assert type(raised.value) is error


@pytest.mark.parametrize(
    "text",
    [
        "https://music.apple.com/gb/album/a-night-at-the-opera-deluxe-edition/1441458047",
        "https://itunes.apple.com/gb/album/id1441458047?uo=4",
        "itunes:1441458047",
    ],
)
async def test_a_release_with_two_discs_and_videos(offline: Session, text: str):
    """12 songs, then 6 songs and 3 videos: nothing is missing, and the version of a video is in its title."""
    result = await offline.lookup(text)
    assert isinstance(result.answers["itunes"], Found)
    assert result.answers["itunes"].asked.region == "GB"
    assert problems("result", result_document(result)) == ()
    release = result.data
    assert isinstance(release, Release)
    assert (release.title, str(release.date)) == ("A Night at the Opera (Deluxe Edition)", "1975-11-21")
    assert [(medium.position, len(medium.tracks)) for medium in release.media] == [(1, 12), (2, 9)]
    assert [track.kind for track in release.media[1].tracks] == ["audio"] * 6 + ["video"] * 3
    assert release.media[1].tracks[6].title == "Bohemian Rhapsody (No Flames Original Version / 1975)"
    assert release.links[0].kinds == ("paid download", "paid streaming")
    assert [message.path for message in result.messages if message.level == "warning"] == ["gtin"]


async def test_what_is_not_recorded_is_unknown(offline: Session):
    """Another store may have it, and is not asked."""
    result = await offline.lookup("https://music.apple.com/fr/album/1441458047")
    assert isinstance(result.answers["itunes"], Unknown)
