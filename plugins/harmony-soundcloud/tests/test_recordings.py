"""Real answers of SoundCloud, of both its APIs: `HARMONY_RECORDINGS` names a folder with an `index.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from harmony_core.domain.answers import Absent, Found
from harmony_core.domain.refs import Kind
from harmony_core.edges.convert import document, result_document
from harmony_core.edges.one_body import normalize_body, normalize_search_body
from harmony_core.edges.schema import problems
from harmony_core.session import Session
from harmony_core.testing.recordings import session_of_recordings
from harmony_soundcloud import soundcloud

pytestmark = pytest.mark.recordings

KINDS = {"track": Kind.RECORDING, "playlist": Kind.RELEASE, "user": Kind.ARTIST}


@pytest.fixture
async def offline(recordings_folder: Path, tmp_path: Path) -> Session:
    """A session that has the recordings, and asks nobody."""
    async with session_of_recordings(soundcloud, recordings_folder, tmp_path) as session:
        yield session


def bodies(recordings_folder: Path) -> Iterator[tuple[dict, bytes]]:
    """Yield the recorded answers that are JSON, with their entries."""
    for entry in json.loads((recordings_folder / "index.json").read_bytes()):
        if entry["service"] == "soundcloud" and entry["status"] == 200 and entry["file"].endswith(".json"):
            yield entry, (recordings_folder / entry["file"]).read_bytes()


def test_every_thing_that_was_answered_gives_a_document(recordings_folder: Path):
    """Tracks, sets and users, of the public API and of the web player's, whole or in a set."""
    seen = set()
    for entry, body in bodies(recordings_folder):
        told = json.loads(body)
        kind = KINDS.get(told.get("kind")) if isinstance(told, dict) else None
        if kind is None:
            continue
        for name in {kind, Kind.RELEASE} if kind is Kind.RECORDING else {kind}:
            (entity,) = normalize_body(soundcloud, name, body).entities
            assert not problems(name, document(entity)), entry["file"]
            assert entity.external_ids, entry["file"]
            seen.add((name, urlsplit(entry["url"]).hostname))
    assert {name for name, _ in seen} == {Kind.RECORDING, Kind.RELEASE, Kind.ARTIST}
    assert {host for _, host in seen} >= {"api.soundcloud.com", "api-v2.soundcloud.com"}


def test_every_list_that_was_answered_gives_candidates(recordings_folder: Path):
    """Pages and bare lists of one kind; each row is a candidate."""
    counted = 0
    for _, body in bodies(recordings_folder):
        told = json.loads(body)
        rows = told.get("collection") if isinstance(told, dict) else told
        if rows is None or not all(row.get("kind") in KINDS for row in rows):
            continue
        found = normalize_search_body(soundcloud, body).entities
        assert len(found) == len(rows)
        counted += len(found)
    assert counted > 40


async def test_pages_are_looked_up_on_what_others_kept(offline: Session, recordings_folder: Path):
    """Whichever of the APIs was asked about a page, its answer serves; a redirect leads on to what it names."""
    looked_up = 0
    for entry in json.loads((recordings_folder / "index.json").read_bytes()):
        asked = parse_qs(urlsplit(entry["url"]).query).get("url", [""])[0]
        if entry["service"] != "soundcloud" or not asked or "?" in asked:
            continue
        result = await offline.lookup(asked)
        (answer,) = result.answers.values()
        assert isinstance(answer, Absent if entry["status"] == 404 else Found), asked
        assert not problems("result", result_document(result)), asked
        looked_up += 1
    assert looked_up >= 8
