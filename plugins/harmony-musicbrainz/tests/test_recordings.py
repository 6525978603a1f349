"""Real answers of MusicBrainz, where there are some: `HARMONY_RECORDINGS` names a folder with an `index.json`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import attrs
import pytest

from harmony_core.domain.answers import Found, FoundMany
from harmony_core.domain.errors import NotFoundError, ProviderError
from harmony_core.domain.refs import Kind
from harmony_core.edges.convert import document, result_document, search_document
from harmony_core.edges.one_body import normalize_body, normalize_search_body
from harmony_core.edges.schema import problems
from harmony_core.plugin.endpoints import Endpoint
from harmony_core.plugin.providers import Search
from harmony_core.session import Session
from harmony_core.testing.recordings import session_of_recordings
from harmony_musicbrainz import RECORDINGS_BY_ISRC, musicbrainz

pytestmark = pytest.mark.recordings

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
ERRORS = {401: "ACCESS_DENIED", 404: "NOT_FOUND", 503: "RATE_LIMITED", 400: "PROVIDER_ERROR"}


@attrs.frozen
class Recorded:
    """A recorded answer to a request like those of this provider, whatever it asks to be included."""

    url: str
    kind: Kind
    is_search: bool
    status: int
    body: bytes


@pytest.fixture
def recorded(recordings_folder: Path) -> list[Recorded]:
    """The recorded answers to requests like this provider's, errors among them."""
    return list(recorded_in(recordings_folder))


@pytest.fixture
async def offline(recordings_folder: Path, tmp_path: Path) -> Session:
    """A session that has the recordings, and asks nobody."""
    async with session_of_recordings(musicbrainz, recordings_folder, tmp_path) as session:
        yield session


def recorded_in(recordings_folder: Path) -> Iterator[Recorded]:
    """Yield the answers that an index lists to requests like this provider's."""
    asked = [(look.main, Kind(look.kind), isinstance(look, Search)) for look in musicbrainz.lookups]
    asked.append((RECORDINGS_BY_ISRC, Kind.RECORDING, False))
    for entry in json.loads((recordings_folder / "index.json").read_bytes()):
        for endpoint, kind, is_search in asked if entry["service"] == "musicbrainz" else ():
            if is_at(entry["url"], endpoint):
                body = (recordings_folder / entry["file"]).read_bytes()
                yield Recorded(entry["url"], kind, is_search, entry["status"], body)


def is_at(url: str, endpoint: Endpoint[object]) -> bool:
    """Whether an address is one of an endpoint's, whatever is asked for there."""
    path = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(endpoint.path.partition("?")[0]))
    parts = urlsplit(url)
    return parts.hostname == "musicbrainz.org" and re.fullmatch(f"/ws/2/{path}/?", parts.path) is not None


def document_kind(kind: Kind) -> str:
    """A group's document is a release."""
    return "release" if kind is Kind.RELEASE_GROUP else str(kind)


def test_there_are_recordings_of_every_kind(recorded: list[Recorded]):
    """Without any, the tests below would say nothing."""
    assert {each.kind for each in recorded if not each.is_search} == set(Kind)
    assert {each.kind for each in recorded if each.is_search} == {Kind.RELEASE, Kind.RECORDING, Kind.ARTIST}
    assert len(recorded) > 50


def test_recorded_answers_are_valid_documents(recorded: list[Recorded]):
    """Every real answer, whatever it includes, becomes a document without fault."""
    for each in recorded:
        if each.status == 200 and not each.is_search:
            one = normalize_body(musicbrainz, each.kind, each.body)
            assert problems(document_kind(each.kind), document(one.entities[0])) == (), each.url
            assert one.messages == (), each.url


def test_recorded_searches_are_valid_documents(recorded: list[Recorded]):
    """Every candidate of a real search, or entry of a real list, is a document without fault."""
    for each in recorded:
        if each.status == 200 and each.is_search:
            found = normalize_search_body(musicbrainz, each.body, kind=each.kind)
            assert found.entities, each.url
            for entity in found.entities:
                assert problems(each.kind, document(entity)) == (), each.url


def test_recorded_errors_are_told_apart(recordings_folder: Path):
    """Every recorded error says by its words what its status says."""
    entries = [e for e in json.loads((recordings_folder / "index.json").read_bytes()) if e["service"] == "musicbrainz"]
    errors = [entry for entry in entries if entry["status"] >= 400]
    assert {entry["status"] for entry in errors} == set(ERRORS)
    for entry in errors:
        with pytest.raises(NotFoundError if entry["status"] == 404 else ProviderError) as raised:
            normalize_body(musicbrainz, Kind.RELEASE, (recordings_folder / entry["file"]).read_bytes())
        assert raised.value.code == ERRORS[entry["status"]], entry["url"]


async def test_a_recorded_isrc_answers_a_lookup(offline: Session):
    """The request has the recorded form; what more requests would add is missing, and that is reported."""
    result = await offline.lookup("GBAAA9900303")
    assert isinstance(result.answers["musicbrainz"], Found)
    assert problems("result", result_document(result)) == ()
    assert (result.data.title, result.data.length_ms) == ("Hey Boy Hey Girl", 289_946)
    assert len(result.messages) == 1


async def test_a_recorded_release_group_answers_a_lookup(offline: Session):
    """The request has the recorded form; the main release is told in short."""
    result = await offline.lookup("https://musicbrainz.org/release-group/56683a0b-45b8-3664-a231-5b68efe2e7e2")
    assert isinstance(result.answers["musicbrainz"], Found)
    assert problems("result", result_document(result)) == ()
    assert [each.type for each in result.data.external_ids] == ["release", "release-group"]


@pytest.mark.parametrize(
    ("text", "kind", "limit", "count"),
    [
        ("artist:(giant sand) release:(tucson)", "release", 10, 10),
        ("artist:(bob dylan)", "artist", 10, 10),
        ("*", "recording", 25, 1),
        ("*", "artist", 25, 1),
    ],
)
async def test_recorded_searches_answer_searches(offline: Session, text: str, kind: str, limit: int, count: int):
    """Searches have the recorded form, with a limit only where it is not the usual one."""
    found = await offline.search(text, kind=kind, limit=limit)
    assert isinstance(found.answers["musicbrainz"], FoundMany)
    assert problems("search", search_document(found)) == ()
    assert len(found.candidates) == count
