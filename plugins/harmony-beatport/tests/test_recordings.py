"""Real pages of Beatport, where there are some: `HARMONY_RECORDINGS` names a folder with an `index.json`."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harmony_beatport import beatport, page
from harmony_beatport.contract import CONTRACT
from harmony_core.domain.answers import Found
from harmony_core.edges.bundles import read_bundle
from harmony_core.edges.config import load_config
from harmony_core.plugin.snapshot import Mode
from harmony_core.session import Session
from harmony_core.testing.recordings import outcome_of, recordings_of

pytestmark = pytest.mark.recordings


@pytest.fixture
def folder() -> Path:
    """Where the recordings are."""
    named = os.environ.get("HARMONY_RECORDINGS")
    if not named:
        pytest.skip("HARMONY_RECORDINGS names no folder with recorded answers")
    return Path(named)


def test_recorded_pages_are_read_without_complaint(folder: Path):
    """Every page of a kind that is looked up gives a document, and nothing is told of any field."""
    outcomes = [outcome_of(CONTRACT, each) for each in recordings_of(beatport, folder)]
    assert outcomes
    assert [each.problem or each.messages for each in outcomes if each.problem or each.messages] == []


async def test_a_recorded_release_is_told_whole(folder: Path, tmp_path: Path):
    """Offline, by its link: all that its page says of tracks stands in the document."""
    config = load_config({"HARMONY_HOME": str(tmp_path), "HARMONY_STORE": "memory:"})
    snapshots = read_bundle(folder, datetime(2026, 11, 1, tzinfo=UTC)).snapshots
    pages = [each for each in snapshots if each.provider == "beatport" and "/release/" in each.url]
    assert pages
    async with Session(providers=(beatport,), installed=False, config=config, mode=Mode.OFFLINE) as session:
        session.snapshots().put(pages)
        for each in pages:
            result = await session.lookup(each.url)
            answer = result.answers["beatport"]
            assert isinstance(answer, Found)
            told = json.loads(json.dumps(page.release(each.body)))
            tracks = [track for medium in answer.entity.media for track in medium.tracks]
            assert len(tracks) == told["track_count"] == len(told["listed"])
            assert {track.external_ids[0].id: (track.length_ms, str(track.isrc)) for track in tracks} == {
                str(row["id"]): (row["length_ms"], row["isrc"]) for row in told["listed"]
            }
            urls = [f"/{track.external_ids[0].id}/" for track in reversed(tracks)]
            assert all(url.endswith(end) for url, end in zip(told["tracks"], urls, strict=True))
            assert {str(answer.entity.gtin), answer.entity.labels[0].catalog_number} == {
                told["upc"],
                told["catalog_number"],
            }
