"""The demo in `docs/demo` is Deezer's: it must answer without a network, and without a warning."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harmony_core.domain.answers import Found
from harmony_core.edges.bundles import read_bundle
from harmony_core.edges.config import Config
from harmony_core.edges.convert import result_document, search_document
from harmony_core.edges.schema import problems
from harmony_core.plugin.snapshot import Mode
from harmony_core.session import Session
from harmony_deezer import deezer

DEMO = Path(__file__).parents[3] / "docs" / "demo"

pytestmark = pytest.mark.skipif(not DEMO.exists(), reason="the demo is not beside this package")


@pytest.fixture
async def offline(config: Config) -> AsyncIterator[Session]:
    """A session that has the demo, and asks nobody."""
    async with Session(providers=(deezer,), installed=False, config=config, mode=Mode.OFFLINE) as session:
        session.snapshots().put(read_bundle(DEMO, datetime(2026, 11, 2, tzinfo=UTC)).snapshots)
        yield session


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("724384960650", None, "Discovery"),
        ("0724384960650", None, "Discovery"),
        ("https://www.deezer.com/album/302127", None, "Discovery"),
        ("https://www.deezer.com/track/3135556", "release", "Discovery"),
        ("Daft Punk Discovery", None, "Discovery"),
        ("deezer:track/3135556", None, "Harder Better Faster Stronger"),
        ("GBDUW0000059", None, "Harder Better Faster Stronger"),
        ("deezer:artist/27", None, "Daft Punk"),
    ],
)
async def test_the_demo_answers_lookups(offline: Session, text: str, kind: str | None, name: str):
    """What the demo's page shows works, and is complete."""
    result = await offline.lookup(text, kind=kind)
    assert isinstance(result.answers["deezer"], Found)
    assert problems("result", result_document(result)) == ()
    assert getattr(result.data, "title", None) == name or getattr(result.data, "name", None) == name
    assert [message for message in result.messages if message.level != "info"] == []


async def test_the_demo_s_release_is_whole(offline: Session):
    """All 14 tracks are there with their ISRCs, their artist and where they are to be had."""
    release = (await offline.lookup("724384960650")).data
    tracks = release.media[0].tracks
    assert [track.position for track in tracks] == list(range(1, 15))
    assert sum(track.length_ms for track in tracks) == 3_660_000
    assert len({track.isrc for track in tracks}) == 14
    assert {artist.name for track in tracks for artist in track.artists} == {"Daft Punk"}
    assert "GB" in release.available_in
    assert release.excluded_from == ("DO",)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Daft Punk Discovery", "release"), ("Daft Punk One More Time", "recording"), ("Daft Punk", "artist")],
)
async def test_the_demo_answers_searches(offline: Session, text: str, kind: str):
    """One candidate each, and a valid document."""
    found = await offline.search(text, kind=kind)
    assert len(found.candidates) == 1
    assert problems("search", search_document(found)) == ()
