"""Answers that are kept: extracts that others made of pages, and pages at an account's own domain."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harmony_bandcamp import bandcamp
from harmony_core.domain.answers import Found, Unknown
from harmony_core.domain.errors import RequestError
from harmony_core.edges.bundles import read_bundle
from harmony_core.edges.config import load_config
from harmony_core.plugin.snapshot import Mode
from harmony_core.session import Session

OWN = "https://music.ada.example.org/album/two-rooms"
HOME = "https://ada-moth.bandcamp.com/album/two-rooms"
EXTRACT = {
    "tralbum": {
        "current": {"title": "Two Rooms", "type": "album", "download_pref": 2, "minimum_price": 9.0},
        "artist": "Ada Moth",
        "item_type": "album",
        "id": 920000001,
        "url": OWN,
        "tralbum_subscriber_only": True,
        "trackinfo": [
            {"title": "Attic", "track_num": 1, "duration": 61.5, "title_link": "/track/attic", "streaming": 1}
        ],
    },
    "band": {"id": 900000001, "name": "Ada Moth"},
    "og:description": "1 track album",
    "licenseUrl": "https://creativecommons.org/licenses/by-nc-sa/3.0/",
}


def bundle(folder: Path, *urls: str) -> Path:
    """Write a bundle of one extract at these addresses."""
    (folder / "album.json").write_text(json.dumps(EXTRACT), encoding="utf-8")
    entry = {"service": "bandcamp", "method": "GET", "status": 200, "file": "album.json", "kind": "extracted-from-page"}
    (folder / "index.json").write_text(json.dumps([{**entry, "url": url} for url in urls]), encoding="utf-8")
    return folder


def offline(home: Path, folder: Path) -> Session:
    """Return a session that knows a bundle and asks nobody."""
    config = load_config({"HARMONY_HOME": str(home), "HARMONY_STORE": "memory:"})
    session = Session(providers=(bandcamp,), installed=False, config=config, mode=Mode.OFFLINE)
    session.snapshots().put(read_bundle(folder, datetime.now(UTC)).snapshots)
    return session


async def test_an_extract_is_read_as_its_page(tmp_path):
    """The page reader is skipped; the link is that which was asked for, not the one at the account's own domain."""
    async with offline(tmp_path, bundle(tmp_path, HOME)) as session:
        found = (await session.lookup(HOME)).data
    assert (found.title, found.media[0].tracks[0].length_ms) == ("Two Rooms", 61_500)
    assert [(link.url, [*map(str, link.kinds)]) for link in found.links] == [
        (HOME, ["paid download"]),
        ("https://creativecommons.org/licenses/by-nc-sa/3.0/", ["license"]),
    ]
    assert found.media[0].tracks[0].external_ids[0].id == "ada-moth/attic"


async def test_a_page_at_an_own_domain_is_found_by_name(tmp_path):
    """With --provider bandcamp its link is read, and its id holds the host."""
    async with offline(tmp_path, bundle(tmp_path, OWN)) as session:
        result = await session.lookup(OWN, provider=["bandcamp"])
        again = await session.lookup("bandcamp:music.ada.example.org/two-rooms", provider=["bandcamp"])
        with pytest.raises(RequestError, match="--provider bandcamp"):
            session.parse(OWN)
        with pytest.raises(RequestError):
            session.parse("https://www.bandcamp.com/album/two-rooms", provider=["bandcamp"])
    assert isinstance(result.answers["bandcamp"], Found)
    assert result.data.links[0].url == again.data.links[0].url == OWN
    assert result.data.external_ids[0].id == "music.ada.example.org/two-rooms"
    assert result.data.media[0].tracks[0].external_ids[0].url == "https://music.ada.example.org/track/attic"


async def test_an_own_domain_is_not_asked_for_unnamed(tmp_path):
    """Whoever writes the id without naming the provider is told how."""
    config = load_config({"HARMONY_HOME": str(tmp_path), "HARMONY_STORE": "memory:"})
    async with Session(providers=(bandcamp,), installed=False, config=config) as session:
        answer = (await session.lookup("bandcamp:music.ada.example.org/two-rooms")).answers["bandcamp"]
    assert isinstance(answer, Unknown)
    assert (answer.error.code, "--provider bandcamp" in answer.error.message) == ("FOREIGN_HOST", True)


# --- what was recorded --------------------------------------------------------------------------------------

RECORDED = {
    # link: how many tracks, the hidden ones too, how many lengths, the GTIN, what can be done; None: not recorded
    "https://frisyr.bandcamp.com/album/demo": (6, 6, None, "paid download, free download, free streaming"),
    "https://hipdozer.bandcamp.com/album/futon-feels": (4, 4, "4099885580871", "paid download"),
    "https://muzea.bandcamp.com/album/ambient-energy-name-your-price": (
        5,
        5,
        None,
        "paid download, free download, free streaming",
    ),
    "https://spinningrust.bandcamp.com/album/do-you-like-acid-ep": (6, 5, None, "paid download"),
    "https://music.stevelawson.net/album/ambiguous-hands": (1, 1, None, "paid download"),
    "https://nyokee.bandcamp.com/album/quarantine-pixel-party": (9, 9, None, "paid download, free streaming"),
    "https://macbenson.bandcamp.com/album/coming-of-age": (5, 5, None, "paid download, free streaming"),
    "https://billwurtz.bandcamp.com/album/high-enough": (6, 0, None, "paid download"),
    "bandcamp:a:2608275223:1888023810": None,
    "bandcamp:t:2464198920:980273184": (1, 1, None, "paid download, free streaming"),
    "https://macbenson.bandcamp.com/track/home-with-me-3": (1, 1, None, "free streaming"),
}


@pytest.mark.recordings
@pytest.mark.parametrize(("link", "told"), RECORDED.items())
async def test_recorded_releases_are_whole(tmp_path, link, told):
    """What was recorded of a release serves offline: all tracks, lengths, the barcode, and what can be done."""
    folder = os.environ.get("HARMONY_RECORDINGS")
    if not folder:
        pytest.skip("HARMONY_RECORDINGS names no folder with recorded answers")
    async with offline(tmp_path, Path(folder)) as session:
        result = await session.lookup(link, kind="release", provider=["bandcamp"])
    if told is None:
        assert isinstance(result.answers["bandcamp"], Unknown)
        return
    tracks, lengths, gtin, kinds = told
    listed = [track for medium in result.data.media for track in medium.tracks]
    assert (len(listed), sum(track.length_ms is not None for track in listed)) == (tracks, lengths)
    assert (result.data.gtin and str(result.data.gtin)) == gtin
    assert ", ".join(result.data.links[0].kinds) == kinds
