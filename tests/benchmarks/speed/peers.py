"""The same work by other packages that pip installs, each beside ours in the same rounds.

What a peer does is named where it is less, or other, than what we do. One that is not installed is told of.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import islice
from typing import Any

from harmony_core.alike.comparable import Comparable
from harmony_core.alike.judge import compare_many
from harmony_core.domain.answers import Found
from harmony_core.domain.credit import credit_text
from harmony_core.domain.model import Release
from harmony_core.domain.refs import Kind
from harmony_core.edges.one_body import normalize_body
from harmony_core.stages.compat import likeness_of
from harmony_core.stages.match import line_up
from speed.measure import Work, paired
from speed.mmd import as_xml
from speed.options import DEMO, Options
from speed.releases import series
from speed.report import Figure, Table, shown
from speed.sessions import memory_session

TRACKS = 12
SIDE = 60
"""How many records each of two tables has, all of which are compared with all."""

NOTES = (
    "Ours as ratio to the peer: below 1 we are quicker. CPU time. Of one candidate beets assigns tracks and adds up "
    "penalties; ours lines tracks up, and gives a probability with its evidence for the release and for each track.",
    "The conversions begin with the bytes of a MusicBrainz release of 14 tracks (beets decodes JSON, musicbrainzngs "
    "XML). recordlinkage compares titles and artists by Jaro-Winkler, and lengths; ours compares with evidence.",
)


def tables(options: Options) -> list[Table]:
    """Measure each peer that is installed."""
    works: Sequence[tuple[str, Sequence[str], Callable[[], tuple[Work, Work]]]] = (
        ("one candidate of 12 tracks : beets", ("beets",), candidates),
        ("MusicBrainz JSON : beets' AlbumInfo", ("beets",), conversions),
        ("MusicBrainz JSON : musicbrainzngs' dictionary", ("musicbrainzngs",), readings),
        (f"{SIDE * SIDE:,} pairs of records : recordlinkage", ("recordlinkage", "pandas"), pairs),
    )
    os.environ.setdefault("BEETSDIR", tempfile.gettempdir())  # no settings of the user's are read
    figures, missing = [], []
    for name, needed, make in works:
        absent = [each for each in needed if find_spec(each) is None]
        if absent:
            missing += absent
            continue
        ours, theirs = make()
        done = paired({"ours": ours, "theirs": theirs}, options.rounds)
        times = " : ".join(f"{shown(done.spread(each).middle * 1e3)} ms" for each in ("ours", "theirs"))
        figures.append(Figure(name, done.ratio("ours", "theirs"), "x", None, times))
    absent_note = [f"Not installed here: {', '.join(dict.fromkeys(missing))}."] if missing else []
    return [Table("Beside other packages", figures, [*NOTES, *absent_note])]


def candidates() -> tuple[Work, Work]:
    """Compare what one has (12 tracks) with one candidate."""
    from beets.autotag.distance import distance
    from beets.autotag.match import assign_items
    from beets.autotag.source import Source

    new = series(2, TRACKS)

    def ours(found: Sequence[Found]) -> object:
        one, other = (each.entity for each in found)
        assert isinstance(one, Release)
        assert isinstance(other, Release)
        return likeness_of(one, other), line_up([one, other])

    def theirs(given: tuple[Sequence[Any], Any]) -> object:
        source, info = Source.from_items(given[0]), given[1]
        joined, more, _ = assign_items(source.items, info.tracks)
        return distance(source.data, info, joined, len(more))

    def prepared(count: int) -> list[tuple[Sequence[Any], Any]]:
        return [(_items(one.entity), _album(other.entity)) for one, other in islice(new, count)]

    return Work(ours, lambda count: list(islice(new, count))), Work(theirs, prepared)


def _items(release: Any) -> list[Any]:
    """Return the tracks of a release as the files that beets would have of them."""
    from beets.library import Item

    return [
        Item(
            title=track.title,
            artist=credit_text(track.artists or release.artists),
            album=release.title,
            albumartist=credit_text(release.artists),
            track=track.position,
            length=track.length_ms / 1000,
            disc=1,
        )
        for track in release.media[0].tracks
    ]


def _album(release: Any) -> Any:
    """Return a release as what beets makes of a source's answer."""
    from beets.autotag.hooks import AlbumInfo, TrackInfo

    tracks = [
        TrackInfo(
            title=track.title,
            artist=credit_text(track.artists or release.artists),
            length=track.length_ms / 1000,
            index=track.position,
            medium=1,
            medium_index=track.position,
            track_id=str(track.position),
        )
        for track in release.media[0].tracks
    ]
    return AlbumInfo(
        tracks, album=release.title, album_id="1", artist=credit_text(release.artists), mediums=1, media="CD"
    )


def conversions() -> tuple[Work, Work]:
    """Turn the JSON of a release into what each works with."""
    from beetsplug._utils.musicbrainz import MusicBrainzAPI
    from beetsplug.musicbrainz import MusicBrainzPlugin

    body, plugin = _release(), MusicBrainzPlugin()

    def theirs(nothing: None) -> object:
        info = plugin.album_info(MusicBrainzAPI._normalize_data(json.loads(body)))
        assert len(info.tracks) == 14
        return info

    return _normalizing(body), Work(theirs)


def readings() -> tuple[Work, Work]:
    """Turn the JSON of a release into an entity, and its XML into dictionaries."""
    from musicbrainzngs.mbxml import parse_message

    body = _release()
    xml = as_xml(json.loads(body))

    def theirs(nothing: None) -> object:
        release = parse_message(xml)["release"]
        assert len(release["medium-list"][0]["track-list"]) == 14
        return release

    return _normalizing(body), Work(theirs)


def _normalizing(body: bytes) -> Work:
    session = memory_session(HARMONY_PLUGINS="musicbrainz")
    provider, normalizers = session.providers["musicbrainz"], session.catalog.normalizers
    return Work(lambda _: normalize_body(provider, Kind.RELEASE, body, normalizers))


def _release() -> bytes:
    """Return the demo's release, with the fields that beets needs and the demo leaves out."""
    release = json.loads((DEMO / "musicbrainz" / "release-6cd30d99.json").read_bytes())
    release["asin"] = None
    recordings = [track["recording"] for medium in release["media"] for track in medium["tracks"]]
    for each in (release, *recordings, *_artists(release), release["release-group"]):
        for name, empty in (("aliases", []), ("disambiguation", ""), ("genres", [])):
            each.setdefault(name, empty)
    return json.dumps(release, ensure_ascii=False).encode()


def _artists(part: Any) -> Iterator[dict[str, Any]]:
    """Yield every artist that stands anywhere."""
    match part:
        case dict():
            if "sort-name" in part:
                yield part
            for each in part.values():
                yield from _artists(each)
        case list():
            for each in part:
                yield from _artists(each)


def pairs() -> tuple[Work, Work]:
    """Compare every record of one table with every one of another."""
    import pandas as pd
    import recordlinkage

    new = series(2, SIDE)

    def ours(found: Sequence[Found]) -> object:
        one, other = ([Comparable(**record) for record in _records(each.entity)] for each in found)
        every = ((a, b) for a in one for b in other)
        return sum(each.log_odds for each in compare_many(every))

    def theirs(found: Sequence[Found]) -> object:
        one, other = (pd.DataFrame(_records(each.entity)).astype({"artists": str}) for each in found)
        compare = recordlinkage.Compare()
        compare.string("title", "title", method="jarowinkler")
        compare.string("artists", "artists", method="jarowinkler")
        compare.numeric("length_ms", "length_ms", scale=2000)
        return compare.compute(pd.MultiIndex.from_product([one.index, other.index]), one, other)

    return Work(ours, lambda count: list(islice(new, count))), Work(theirs, lambda count: list(islice(new, count)))


def _records(release: Any) -> list[dict[str, Any]]:
    artists = tuple(each.name for each in release.artists)
    return [
        {"title": track.title, "artists": artists, "length_ms": track.length_ms} for track in release.media[0].tracks
    ]
