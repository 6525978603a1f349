"""The reader of what YouTube Music shows: forms that no case has, and parts that are missing."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from harmony_core.domain.errors import AccessDeniedError, NotFoundError, PayloadError, ProviderError
from harmony_core.domain.refs import Kind
from harmony_core.edges.one_body import normalize_body, normalize_search_body
from harmony_core.testing.totality import places
from harmony_youtube_music import page, youtube_music

CASES = Path(page.__file__).parent / "cases"


def answer(name: str, at: int = 0) -> dict[str, object]:
    """Return an answer of a case."""
    interactions = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))["interactions"]
    found = json.loads(interactions[at]["response"]["body"]["string"])
    assert isinstance(found, dict)
    return found


def body(tree: object) -> bytes:
    """Return a tree as it is sent."""
    return json.dumps(tree).encode()


def text(*runs: str) -> dict[str, object]:
    """Return a text without links."""
    return {"runs": [{"text": run} for run in runs]}


def missing_parts(tree: object) -> Iterator[tuple[str, object]]:
    """Yield the tree without one of its parts, for each of them."""
    for place in places(tree):
        made = copy.deepcopy(tree)
        inner = made
        for step in place[:-1]:
            inner = inner[step]
        del inner[place[-1]]
        yield ".".join(map(str, place)), made


def test_no_release_is_empty():
    """Whatever part is missing: there is a title and a track, or an error that says what is not found."""
    problems = set()
    for place, tree in missing_parts(answer("release_by_id")):
        try:
            (release,) = normalize_body(youtube_music, Kind.RELEASE, body(tree)).entities
        except PayloadError as error:
            problems.add(error.message.partition(": ")[2])
            continue
        assert release.title, place
        assert release.media, place
        assert all(medium.tracks and all(track.title for track in medium.tracks) for medium in release.media), place
    assert any("no header of an album" in problem for problem in problems)
    assert any("no list of tracks" in problem for problem in problems)
    assert any("$.songs[1].title" in problem for problem in problems)


def test_no_recording_artist_or_result_is_without_name():
    """A row that lost its text is an error, and not a candidate without a title."""
    for kind, name, read in (
        (Kind.RECORDING, "recording_by_id", normalize_body),
        (Kind.ARTIST, "artist_by_id", normalize_body),
    ):
        for place, tree in missing_parts(answer(name)):
            try:
                (entity,) = read(youtube_music, kind, body(tree)).entities
            except ProviderError:
                continue
            assert getattr(entity, "title", None) or getattr(entity, "name", None), place
    for kind in (Kind.RELEASE, Kind.RECORDING, Kind.ARTIST):
        for place, tree in missing_parts(answer(f"search_{kind}s")):
            try:
                found = normalize_search_body(youtube_music, body(tree), kind=kind).entities
            except ProviderError:
                continue
            assert all(getattr(each, "title", None) or getattr(each, "name", None) for each in found), place


def test_where_a_renderer_stands_does_not_matter():
    """Each design puts them elsewhere: they are found by name."""
    tree = answer("release_by_id")
    columns = tree["contents"]["twoColumnBrowseResultsRenderer"]
    moved = {"contents": {"threeColumnRenderer": [columns["tabs"], {"inner": columns["secondaryContents"]}]}}
    assert page.album(body({**tree, **moved})) == page.album(body(tree))


@pytest.mark.parametrize(
    ("runs", "told"),
    [
        (("Single", " • ", "2020"), {"type": "Single", "year": "2020"}),
        (("Tin", " • ", "3:15"), {"artists": [{"name": "Tin", "id": None}], "length": "3:15"}),
        (("Tin", " & ", "Ada", " • ", "12M views", " • ", "1K likes"), {"plays": "12M views"}),
        (("Song", " • ", "1975 Tin", " • ", "1,234 plays"), {"type": "Song", "plays": "1,234 plays"}),
        (("1 play",), {"plays": "1 play", "artists": None}),
        (("No views",), {"plays": "No views", "artists": None}),
        (("59 minutes",), {"artists": [{"name": "59 minutes", "id": None}]}),
        ((), {}),
        (("",), {}),
        ((" • ", " • "), {}),
    ],
)
def test_parts_of_a_text_are_told_apart(runs, told):
    """By their looks, where they are no links."""
    found = page._told(text(*runs))
    assert {name: found.get(name) for name in told} == told
    assert told or not found


def test_only_the_first_text_names_artists():
    """What a later column says that is not known here is no credit of the row."""
    assert page._told(text(), text("Loved by many"), text("3:15")) == {"length": "3:15"}


def test_links_are_names():
    """Whatever a link looks like: an artist may be called like a year, an album like a length."""

    def link(words: str, target: str) -> dict[str, object]:
        return {"text": words, "navigationEndpoint": {"browseEndpoint": {"browseId": target}}}

    runs = [link("2814", "UC1"), {"text": " • "}, link("4:44", "MPREb_1"), {"text": " • "}, {"text": "4:44"}]
    assert page._told({"runs": runs}) == {
        "artists": [{"name": "2814", "id": "UC1"}],
        "album": {"name": "4:44", "id": "MPREb_1"},
        "length": "4:44",
    }


def test_texts_may_be_simple():
    """A text is runs, or one simple text."""
    tree = answer("recording_by_id")
    chosen = next(each for each in page.parts(tree, "playlistPanelVideoRenderer") if each["selected"])
    chosen["title"], chosen["lengthText"] = {"simpleText": "Dusk II"}, {"simpleText": "1:00"}
    found = page.song(body(tree))
    assert (found["title"], found["length"]) == ("Dusk II", "1:00")


def test_playlists_are_told_from_albums():
    """One of somebody, or of several albums, is no album; neither is one whose rows name none."""
    tree = answer("playlist_alone")
    (shelf,) = page.parts(tree, "musicPlaylistShelfRenderer")
    assert page.album(body(tree))["title"] == "Two Rooms"
    name = shelf.pop("targetId")  # as it was until 2025: then the rows say what they are played in
    assert page.album(body(tree))["playlist"] == name
    shelf["playlistId"] = "PLxyTaDz8f5PBc-8kE36gvB"
    with pytest.raises(NotFoundError, match="a playlist, and no album"):
        page.album(body(tree))
    tree = answer("playlist_alone")
    (row,) = page.parts(tree, page.ROW)
    del row["flexColumns"][2]
    with pytest.raises(NotFoundError, match="a playlist, and no album"):
        page.album(body(tree))


def test_the_last_page_of_results_may_be_empty():
    """A page that goes on with a search says no more that there is nothing."""
    assert page.albums(b'{"continuationContents": {"musicShelfContinuation": {}}}') == {"items": [], "next": None}


def test_nothing_is_found_only_where_that_is_said():
    """Rows of another name beside a note about results are a design that is not known here."""
    tree = answer("search_recordings")
    (shelf,) = page.parts(tree, "musicShelfRenderer")
    shelf["contents"] = [{"musicRowViewModel": {}}]
    with pytest.raises(PayloadError, match="no result, nor a message"):
        page.songs(body(tree))
    assert page.songs(body(answer("search_recordings_empty"))) == {"items": [], "next": None}


@pytest.mark.parametrize("reads", [page.album, page.artist, page.song, page.albums, page.songs, page.artists])
def test_other_answers_say_what_is_missing(reads):
    """Answers that are no JSON, or of something else."""
    for other in (b"", b"null", b"[]", b"{}", b"\xff\xfe{", b"[" * 100_000, b'{"a": "\\ud800"}', b"<html>Hi</html>"):
        with pytest.raises((PayloadError, RecursionError)):
            reads(other)
    with pytest.raises(AccessDeniedError):
        reads(b'<form action="https://consent.youtube.com/save">')
