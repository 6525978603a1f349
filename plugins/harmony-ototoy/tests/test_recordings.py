"""Real pages of OTOTOY, where there are some: `HARMONY_RECORDINGS` names a folder with an `index.json`."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harmony_core.domain.answers import Found
from harmony_core.edges.bundles import read_bundle
from harmony_core.edges.config import load_config
from harmony_core.plugin.snapshot import Mode
from harmony_core.session import Session
from harmony_ototoy import ototoy, page

pytestmark = pytest.mark.recordings


async def test_recorded_packages_are_told_whole(tmp_path: Path):
    """Offline, by their links: all that was read out of the pages stands in the documents."""
    named = os.environ.get("HARMONY_RECORDINGS")
    if not named:
        pytest.skip("HARMONY_RECORDINGS names no folder with recorded answers")
    bundle = read_bundle(Path(named), datetime(2026, 11, 1, tzinfo=UTC))
    kept = [each for each in bundle.snapshots if each.provider == "ototoy" and "/p/" in each.url and each.status == 200]
    assert kept
    config = load_config({"HARMONY_HOME": str(tmp_path), "HARMONY_STORE": "memory:"})
    async with Session(providers=(ototoy,), installed=False, config=config, mode=Mode.OFFLINE) as session:
        session.snapshots().put(kept)
        for each in kept:
            answer = (await session.lookup(each.url)).answers["ototoy"]
            assert isinstance(answer, Found), each.url
            release = answer.entity
            told = json.loads(each.body) if each.extracted else json.loads(json.dumps(page.package(each.body)))
            album, label = told["albumMeta"], told["albumMeta"].get("label") or {}
            assert release.title == album["title"]
            assert [f"{credit.external_ids[0].url}" for credit in release.artists] == [
                row["url"] for row in album["artists"]
            ]
            assert str(release.date) == (album.get("releaseDate") or album["originalReleaseDate"])
            assert [(found.name, found.catalog_number) for found in release.labels] == (
                [(label.get("name"), label.get("catalogNumber"))] if label else []
            )
            assert release.artwork[0].thumb_url == told["thumbUrl"]
            assert [
                (medium.position, track.position, track.title, track.length_ms)
                for medium in release.media
                for track in medium.tracks
            ] == [
                (row.get("discNumber") or 1, row["trackNumber"], row["title"], row["duration"] * 1000)
                for row in told["trackList"]
            ]
            named_artists = [track.artists for medium in release.media for track in medium.tracks]
            for credit, row in zip(named_artists, told["trackList"], strict=True):
                if row.get("artists"):
                    assert [one.name for one in credit] == [artist["name"] for artist in row["artists"]]
            assert release.links[0].url == each.url
