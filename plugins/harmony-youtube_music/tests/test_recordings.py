"""Real answers of YouTube Music, where there are some: `HARMONY_RECORDINGS` names a folder with an `index.json`."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from harmony_core import provider as hc
from harmony_core.domain.refs import Kind
from harmony_core.edges.one_body import normalize_body, normalize_search_body
from harmony_core.testing.recordings import Recording, outcome_of, recordings_of
from harmony_youtube_music import page, youtube_music
from harmony_youtube_music.contract import CONTRACT

pytestmark = pytest.mark.recordings


@pytest.fixture
def recordings() -> list[Recording]:
    """Every recorded answer to a main request."""
    named = os.environ.get("HARMONY_RECORDINGS")
    if not named:
        pytest.skip("HARMONY_RECORDINGS names no folder with recorded answers")
    return list(recordings_of(youtube_music, Path(named)))


def shown(tree: object, name: str) -> int:
    """Return how many parts of a name there are."""
    return len([*page.parts(tree, name)])


def test_recorded_answers_are_read_without_complaint(recordings):
    """Each is of a lookup or search, or is a playlist, which is refused."""
    outcomes = [outcome_of(CONTRACT, each) for each in recordings]
    assert outcomes
    for each in outcomes:
        assert each.problem is None, each.recording.file
        assert each.messages == (), each.recording.file
        assert not each.is_error or b"musicPlaylistShelfRenderer" in each.recording.body, each.recording.file


def test_recorded_albums_are_whole(recordings):
    """All rows are tracks, as many and as long together as the header says, and every mark and link is there."""
    albums = [each for each in recordings if b"musicResponsiveHeaderRenderer" in each.body]
    albums = [each for each in albums if b"musicPlaylistShelfRenderer" not in each.body]
    assert albums
    for each in albums:
        (release,) = normalize_body(youtube_music, Kind.RELEASE, each.body).entities
        assert isinstance(release, hc.Release)
        tree = json.loads(each.body)
        (header,) = page.parts(tree, "musicResponsiveHeaderRenderer")
        rows = [*page.parts(next(page.parts(tree, "musicShelfRenderer")), page.ROW)]
        tracks = release.media[0].tracks
        told = {
            unit: int(count)
            for count, unit in re.findall(r"(\d+) (song|hour|minute)", page._text(header["secondSubtitle"]))
        }
        assert len(tracks) == len(rows) == told["song"]
        length_ms = sum(track.length_ms or 0 for track in tracks)
        assert length_ms // 60_000 == told.get("hour", 0) * 60 + told.get("minute", 0)
        assert [track.explicit for track in tracks] == [True if "badges" in row else None for row in rows]
        assert all(track.artists and track.external_ids and track.number == str(track.position) for track in tracks)
        assert release.title == page._text(header["title"])
        assert [artist.name for artist in release.artists] == [
            run["text"] for run in header["straplineTextOne"]["runs"]
        ]
        assert str(release.date) in page._text(header["subtitle"])
        assert release.types
        assert max(size["width"] for size in next(page.parts(header, "thumbnails"))) == release.artwork[0].width
        assert [found.type for found in release.external_ids] == ["playlist", "browse"]
        assert release.links


def test_recorded_results_are_candidates(recordings):
    """Each row is one, with its credit and its picture; songs have length, album and number of plays."""
    searches = [each for each in recordings if b"tabbedSearchResultsRenderer" in each.body]
    assert searches
    for each in searches:
        found = normalize_search_body(youtube_music, each.body).entities
        assert len(found) == shown(json.loads(each.body), page.ROW) > 0
        for entity in found:
            assert entity.external_ids
            assert entity.links
            if isinstance(entity, hc.Recording):
                assert entity.title
                assert entity.artists
                assert entity.length_ms
                assert entity.releases[0].external_ids
                assert entity.releases[0].artwork
                assert entity.popularity[0].plays
            else:
                assert isinstance(entity, hc.Artist)
                assert entity.name
                assert entity.artwork
