"""Real answers of Qobuz, where there are some: `HARMONY_RECORDINGS` names a folder with an `index.json`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harmony_core.domain.answers import Absent, Found
from harmony_core.edges.convert import document, result_document
from harmony_core.edges.one_body import normalize_body
from harmony_core.edges.schema import problems
from harmony_core.session import Session
from harmony_core.testing.recordings import outcome_of, recordings_of, session_of_recordings
from harmony_qobuz import qobuz
from harmony_qobuz.contract import CONTRACT

pytestmark = pytest.mark.recordings


@pytest.fixture
async def offline(recordings_folder: Path, tmp_path: Path) -> Session:
    """A session that has the recordings, and asks nobody."""
    async with session_of_recordings(qobuz, recordings_folder, tmp_path) as session:
        yield session


def test_recorded_answers_are_read_whole(recordings_folder: Path):
    """Every row of a list is a candidate, and of nothing is warned."""
    outcomes = [outcome_of(CONTRACT, each) for each in recordings_of(qobuz, recordings_folder)]
    assert {each.look.kind for each in outcomes if not each.is_error} == {"release", "artist"}
    for each in outcomes:
        assert each.problem is None, each.recording.file
        assert not [message for message in each.messages if message.level == "warning"], each.recording.file
        told = json.loads(each.recording.body)
        for name in ("albums", "artists"):
            if "search" in each.recording.url and told.get(name, {}).get("items"):
                assert each.entities == len(told[name]["items"])


def test_recorded_albums_tell_what_the_body_says(recordings_folder: Path):
    """Identifiers, discs and lengths are those of the answer."""
    compared = 0
    for each in recordings_of(qobuz, recordings_folder):
        told = json.loads(each.body)
        if "album/get" not in each.url or each.status != 200:
            continue
        (release,) = normalize_body(qobuz, "release", each.body).entities
        assert not problems("release", document(release))
        assert release.title == told["title"]
        assert release.gtin.text == told["upc"]
        assert str(release.date) == told["release_date_stream"]
        rows = told.get("tracks", {}).get("items", [])
        tracks = [track for medium in release.media for track in medium.tracks]
        assert [track.isrc.text for track in tracks] == [row["isrc"] for row in rows]
        assert [track.length_ms for track in tracks] == [row["duration"] * 1000 for row in rows]
        assert len(release.media) == len({row["media_number"] for row in rows})
        compared += 1
    assert compared


async def test_albums_and_artists_are_looked_up_on_what_others_kept(offline: Session, recordings_folder: Path):
    """An answer that was asked for with other numbers of tracks serves."""
    looked_up = 0
    for entry in json.loads((recordings_folder / "index.json").read_bytes()):
        for parameter, key in (("album_id=", ""), ("artist_id=", "artist/")):
            if entry["service"] != "qobuz" or parameter not in entry["url"]:
                continue
            found = entry["url"].partition(parameter)[2].partition("&")[0]
            result = await offline.lookup(f"qobuz:{key}{found}")
            (answer,) = result.answers.values()
            assert isinstance(answer, Absent if entry["status"] == 404 else Found), found
            assert not problems("result", result_document(result)), found
            looked_up += 1
    assert looked_up >= 4
