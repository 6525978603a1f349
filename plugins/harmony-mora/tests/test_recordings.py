"""Real answers of mora, where there are some: `HARMONY_RECORDINGS` names a folder with an `index.json`."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harmony_core.domain.answers import Found, Unknown
from harmony_core.edges.bundles import read_bundle
from harmony_core.edges.config import load_config
from harmony_core.plugin.snapshot import Mode
from harmony_core.session import Session
from harmony_mora import mora

pytestmark = pytest.mark.recordings


async def test_recorded_packages_are_told_whole(tmp_path: Path):
    """Offline, by the links of their pages: what the data says of titles, lengths and credits is there."""
    named = os.environ.get("HARMONY_RECORDINGS")
    if not named:
        pytest.skip("HARMONY_RECORDINGS names no folder with recorded answers")
    bundle = read_bundle(Path(named), datetime(2026, 11, 1, tzinfo=UTC))
    kept = [each for each in bundle.snapshots if each.provider == "mora"]
    data = {each["packageId"]: each for each in (json.loads(one.body) for one in kept) if "packageId" in each}
    pages = [each.url for each in kept if "//mora.jp/package/" in each.url]
    config = load_config({"HARMONY_HOME": str(tmp_path), "HARMONY_STORE": "memory:"})
    found = 0
    async with Session(providers=(mora,), installed=False, config=config, mode=Mode.OFFLINE) as session:
        session.snapshots().put(kept)
        for url in pages:
            answer = (await session.lookup(url)).answers["mora"]
            told = data.get(url.rstrip("/").rpartition("/")[2])
            if told is None:  # only the page was recorded
                assert isinstance(answer, Unknown)
                assert answer.error.code == "NO_SNAPSHOT"
                continue
            assert isinstance(answer, Found)
            found += 1
            release = answer.entity
            assert release.title == told["title"]
            assert str(release.gtin) in (told["distPartNo"], told["cdPartNo"])
            tracks = [track for medium in release.media for track in medium.tracks]
            assert [(track.title, track.length_ms, track.artists[0].name) for track in tracks] == [
                (row["title"], row["duration"] * 1000, row["artistName"]) for row in told["trackList"]
            ]
            for track, row in zip(tracks, told["trackList"], strict=True):
                names = {credit.name for credit in track.credits}
                texts = " ".join(row[name] or "" for name in ("composer", "lyrics", "arranger", "producer"))
                assert all(name in texts for name in names)
                assert bool(names) == bool(texts.strip())
    assert found
