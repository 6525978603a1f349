"""The demo in `docs/demo`: one release from three sources, without a network; and a source that failed."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harmony_core.domain.answers import Found, Unknown
from harmony_core.edges.bundles import read_bundle
from harmony_core.edges.config import Config, load_config
from harmony_core.edges.convert import result_document, search_document
from harmony_core.edges.explain import explained_text
from harmony_core.edges.present import json_text
from harmony_core.edges.schema import problems
from harmony_core.plugin.snapshot import Mode
from harmony_core.session import Session

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "docs" / "demo"
SOURCES = ("musicbrainz", "deezer", "itunes")
GTIN = "724384960650"
MBID = "6cd30d99-4923-4d5e-8e51-9d87506976f1"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Settings under which only the three providers of the repository are there, and nothing is kept."""
    return load_config(
        {"HARMONY_HOME": str(tmp_path), "HARMONY_STORE": "memory:", "HARMONY_PLUGINS": "deezer,itunes,musicbrainz"}
    )


@pytest.fixture
async def offline(config: Config) -> AsyncIterator[Session]:
    """A session that has the demo, and asks nobody."""
    async with Session(config=config, mode=Mode.OFFLINE) as session:
        session.snapshots().put(read_bundle(DEMO, datetime(2026, 11, 2, tzinfo=UTC)).snapshots)
        yield session


def states(answers: Mapping[str, object]) -> dict[str, str]:
    """Return what became of asking each provider."""
    return {name: type(answer).__name__.lower() for name, answer in answers.items()}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (GTIN, None),
        (f"0{GTIN}", None),
        ("https://www.deezer.com/album/302127", None),
        ("https://www.deezer.com/track/3135556", "release"),
        (f"https://musicbrainz.org/release/{MBID}", None),
        (MBID, None),
        ("Daft Punk Discovery", None),
    ],
)
async def test_the_demo_s_release_comes_from_three_sources(offline: Session, text: str, kind: str | None) -> None:
    """However it is asked for, all three answer, and nothing is missing."""
    result = await offline.lookup(text, kind=kind)
    assert result.data is not None
    assert result.data.title == "Discovery"
    assert result.providers == SOURCES
    assert result.conflicts == ()
    assert problems("result", result_document(result)) == ()
    assert [message for message in result.messages if message.level != "info"] == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("deezer:track/3135556", "Harder Better Faster Stronger"),
        ("GBDUW0000059", "Harder Better Faster Stronger"),
        ("itunes:song/697195787", "Harder Better Faster Stronger"),
        ("https://music.apple.com/us/album/697194953", "Discovery"),
        ("deezer:artist/27", "Daft Punk"),
    ],
)
async def test_the_demo_answers_other_lookups(offline: Session, text: str, name: str) -> None:
    """What the demo's page shows works."""
    result = await offline.lookup(text)
    assert problems("result", result_document(result)) == ()
    assert getattr(result.data, "title", None) == name or getattr(result.data, "name", None) == name


async def test_the_demo_s_release_is_whole(offline: Session) -> None:
    """All 14 tracks are there, each known to all three; what one source lacks comes from another."""
    release = (await offline.lookup(GTIN)).data
    tracks = release.media[0].tracks
    assert [track.position for track in tracks] == list(range(1, 15))
    assert len({track.isrc for track in tracks}) == 14
    assert all({each.provider for each in track.external_ids} == set(SOURCES) for track in tracks)
    assert {artist.name for track in tracks for artist in track.artists} == {"Daft Punk"}
    assert str(tracks[2].isrc) == "GBDUW0000058"  # which MusicBrainz does not know of this recording
    assert "GB" in release.available_in
    assert release.copyright[0].year == 2001


async def test_the_sources_of_the_demo_disagree(offline: Session) -> None:
    """Date, label and a title are said differently; who lost is told."""
    result = await offline.lookup(GTIN)
    said = {
        path: {name: str(each.value) for each in result.decisions[path].candidates for name in each.providers}
        for path in ("date", "media[0].tracks[3].title")
    }
    assert str(result.decisions["date"].value) == "2005-01-24"
    assert said["date"] == {"deezer": "2001-03-07", "itunes": "2001-03-12"}
    assert result.decisions["media[0].tracks[3].title"].value == "Harder, Better, Faster, Stronger"
    assert set(said["media[0].tracks[3].title"]) == {"deezer", "itunes"}
    assert result.decisions["labels"].candidates[0].providers == ("deezer",)
    text = explained_text(result_document(result))
    assert "2001-03-07" in text
    assert "2001-03-12" in text


async def test_one_source_of_the_demo_failed(offline: Session) -> None:
    """MusicBrainz was too busy to be asked for the recording; the two others are merged all the same."""
    result = await offline.lookup("deezer:track/3135556", "itunes:song/697195787")
    assert states(result.answers) == {"deezer": "found", "itunes": "found", "musicbrainz": "unknown"}
    failed = result.answers["musicbrainz"]
    assert isinstance(failed, Unknown)
    assert (failed.error.code, failed.error.status) == ("RATE_LIMITED", 503)
    assert result.providers == ("deezer", "itunes")
    assert result.data.length_ms == 224_693


async def test_the_permalink_of_the_demo_gives_the_same_bytes(offline: Session) -> None:
    """With a failure among the answers, too."""
    for texts in ((GTIN,), ("deezer:track/3135556", "itunes:song/697195787")):
        result = await offline.lookup(*texts)
        assert result.permalink
        again = await offline.lookup(result.permalink)
        assert json_text(result_document(again)) == json_text(result_document(result))


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Daft Punk Discovery", "release"), ("Daft Punk One More Time", "recording"), ("Daft Punk", "artist")],
)
async def test_the_demo_answers_searches(offline: Session, text: str, kind: str) -> None:
    """One candidate of each source, and a valid document."""
    found = await offline.search(text, kind=kind)
    assert [candidate.provider for candidate in found.candidates] == list(SOURCES)
    assert problems("search", search_document(found)) == ()


def test_every_file_of_the_demo_answers_something() -> None:
    """No file lies about unused, and none that is listed is missing."""
    listed = {entry["file"] for entry in json.loads((DEMO / "index.json").read_text(encoding="utf-8"))}
    there = {str(path.relative_to(DEMO)) for path in DEMO.glob("*/*.json")}
    assert listed == there


async def test_make_demo_shows_what_is_tested_here(offline: Session) -> None:
    """The lookups of `make demo` are answered by the bundle."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ndemo:")[2].partition("\n\n")[0]
    lookups = [shlex.split(line) for line in re.findall(r"show 'harmony lookup ([^'>]*)", recipe)]
    assert len(lookups) > 1
    for words in lookups:
        texts = [word for word in words if word not in ("--offline", "-f", "json")]
        result = await offline.lookup(*texts)
        assert sum(isinstance(answer, Found) for answer in result.answers.values()) > 1
