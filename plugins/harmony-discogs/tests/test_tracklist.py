"""Flat track lists become media: prefixes, sides, headings, index tracks, formats."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from harmony_core import provider as hc
from harmony_discogs import normalize
from harmony_discogs.payloads import Format, Found, Identifier, Named, Release, Track

Listed = tuple[str, str]


def tracks(text: str, **fields: object) -> tuple[Track, ...]:
    """Read a list of tracks: "A1 Name", headings as "# Name"; lines may be indented."""
    lines = (line.strip() for line in text.strip().splitlines())
    return tuple(
        Track(type_="heading", position="", title=line[2:])
        if line.startswith("# ")
        else Track(type_="track", position=line.partition(" ")[0].strip("_"), title=line.partition(" ")[2], **fields)
        for line in lines
    )


def index(title: str, parts: str, **fields: object) -> Track:
    """Make an index track of parts."""
    return Track(type_="index", position="", title=title, sub_tracks=tracks(parts), **fields)


def formats(text: str) -> tuple[Format, ...]:
    """Read formats: "2 Vinyl LP; CD"."""
    made = []
    for each in filter(None, (part.strip() for part in text.split(";"))):
        quantity, _, rest = each.partition(" ") if each[0].isdigit() else ("1", "", each)
        name, *descriptions = rest.split("|")
        made.append(Format(name=name, qty=quantity, descriptions=tuple(descriptions)))
    return tuple(made)


def release(listed: Sequence[Track], carried: str = "", **fields: object) -> tuple[hc.Release, hc.Reader]:
    """Return what a release with this track list means, and what is reported."""
    read = hc.Reader()
    payload = Release(id=1, title="Two Rooms", tracklist=tuple(listed), formats=formats(carried), **fields)
    return normalize.release(Found(payload), read), read


def media(listed: Sequence[Track], carried: str = "") -> list[tuple[str | None, str | None, str]]:
    """Return media as (format, title, numbers of their tracks)."""
    found, _ = release(listed, carried)
    return [(each.format, each.title, " ".join(str(track.number) for track in each.tracks)) for each in found.media]


def titles(listed: Sequence[Track], carried: str = "CD") -> list[str]:
    """Return the titles of all tracks."""
    return [track.title for medium in release(listed, carried)[0].media for track in medium.tracks]


def test_tracks_are_counted_on_each_medium():
    """Positions count from 1, numbers stay as printed but for the medium's prefix."""
    found, _ = release(tracks("1-01 a\n1-02 b\n2-01 c"), "2 CD")
    assert [(track.position, track.number) for track in found.media[1].tracks] == [(1, "01")]
    assert [medium.position for medium in found.media] == [1, 2]


@pytest.mark.parametrize(
    ("listed", "carried", "expected"),
    [
        ("1 a\n2 b", "CD", [("CD", "1 2")]),
        ("A a\nB1 b\nB2 c", 'Vinyl|7"', [('7" Vinyl', "A B1 B2")]),
        ("A a\nAA b", 'Vinyl|12"', [('12" Vinyl', "A AA")]),
        ("A1 a\nB1 b\nC1 c\nD1 d", "2 Vinyl|LP", [('12" Vinyl', "A1 B1"), ('12" Vinyl', "C1 D1")]),
        ("A a\nB b", '2 Vinyl|12"|Single Sided', [('12" Vinyl', "A"), ('12" Vinyl', "B")]),
        ("A1 a\nB1 b\nA1 c\nB1 d", "2 Vinyl|LP", [('12" Vinyl', "A1 B1"), ('12" Vinyl', "A1 B1")]),
        ("A1 a\nB2 b\nA3 c", "Cassette", [("Cassette", "A1 B2 A3")]),
        ("I1 a\nII1 b\nIII1 c\nIV1 d", "2 Vinyl|LP", [('12" Vinyl', "I1 II1"), ('12" Vinyl', "III1 IV1")]),
        ("A1 a\nA2 b\nB1 c", "CD", [("CD", "A1 A2 B1")]),
        ("A1 a\nA2 b\nB1 c", "2 CD", [("CD", "A1 A2"), ("CD", "B1")]),
        ("1-1 a\n2-1 b\n2-2 c", "2 CD", [("CD", "1"), ("CD", "1 2")]),
        ("1.01 a\n1.02 b\n2.01 c", "2 CD", [("CD", "01 02"), ("CD", "01")]),
        ("1.1 a\n1.2 b\n2.1 c", "CD", [("CD", "1.1 1.2 2.1")]),
        ("1 a\n2 b\n1 c\n2 d", "2 CD", [("CD", "1 2"), ("CD", "1 2")]),
        ("1 a\n2 b\n1 c\n2 d", "CD", [("CD", "1 2 1 2")]),
        ("CD1-1 a\nCD2-1 b\nDVD-1 c", "2 CD;DVD|DVD-Video", [("CD", "1"), ("CD", "1"), ("DVD-Video", "1")]),
        ("CD1.01 a\nCD2.01 b", "2 CD", [("CD", "01"), ("CD", "01")]),
        ("1 a\n2 b\nDVD1 c\nDVD2 d", "DVD;CD", [("CD", "1 2"), ("DVD", "1 2")]),
        ("LP1-A1 a\nLP1-B1 b\nLP2-A1 c", "2 Vinyl|LP", [('12" Vinyl', "A1 B1"), ('12" Vinyl', "A1")]),
        ("A1 a\nB1 b\n1 c\n2 d", "CD;Vinyl|LP", [('12" Vinyl', "A1 B1"), ("CD", "1 2")]),
        ("CD-1 a\nDVD-1 b\nCD-2 c", "CD;DVD", [("CD", "1 2"), ("DVD", "1")]),
        ("1 a\nVideo b", "CD|Enhanced", [("CD", "1 Video")]),
        ("1 a\n2 b", "12 File|MP3", [("Digital Media", "1 2")]),
        ("1 a\n1a b\n2 c", "2 CD", [("CD", "1 1a 2")]),
        ("1 a\n2 b", "Box Set;CD;DVD", [(None, "1 2")]),
        ("1-1 a\n2-1 b\n3-1 c", "2 CD", [("CD", "1"), ("CD", "1"), ("CD", "1")]),
        ("A1 a\nB1 b\nC1 c\nD1 d", "", [(None, "A1 B1"), (None, "C1 D1")]),
        ("__ a\n__ b", "CD", [("CD", "None None")]),
    ],
)
def test_positions_divide_a_list_into_media(listed: str, carried: str, expected: list[Listed]):
    """Prefixes, sides and numbers that begin anew end a medium, as far as the formats allow it."""
    assert [(each[0], each[2]) for each in media(tracks(listed), carried)] == expected


def test_numbers_of_media_that_differ_are_reported():
    """The formats tell of fewer media than the track list."""
    _, read = release(tracks("1-1 a\n2-1 b\n3-1 c"), "CD;DVD")
    assert [message.text for message in read.messages] == ["the track list has 3 media, the formats are of 2"]


def test_a_heading_over_a_whole_medium_is_its_title():
    """So it is where several media stand below headings of their own; a colon at the end is none of it."""
    listed = tracks("# In The Room:\n1-1 a\n1-2 b\n# At The Window\n2-1 c")
    assert media(listed, "2 CD") == [("CD", "In The Room", "1 2"), ("CD", "At The Window", "1")]
    assert titles(listed, "2 CD") == ["a", "b", "c"]


def test_other_headings_stand_before_titles():
    """A heading over a part of a medium belongs to the tracks; a dash ends it."""
    listed = tracks("1 a\n# Live In Town:\n2 b\n# -\n3 c")
    assert titles(listed) == ["a", "Live In Town: b", "c"]
    assert media(listed, "CD") == [("CD", None, "1 2 3")]


def test_the_first_of_two_headings_is_the_medium_s():
    """The second one stands before the titles, unless it too is over the whole medium."""
    listed = tracks("# Room\n# Morning\n1-1 a\n# Evening\n1-2 b\n# Window\n# Night\n2-1 c")
    assert [each[1] for each in media(listed, "2 CD")] == ["Room", "Window: Night"]
    assert titles(listed, "2 CD") == ["Morning: a", "Evening: b", "c"]


def test_headings_that_name_a_side_or_a_medium_say_nothing_more():
    """They are left out; a medium begins below the second "CD 2", though its numbers go on."""
    listed = tracks("# CD 1\n1 a\n2 b\n# CD 2\n3 c")
    assert media(listed, "2 CD") == [("CD", None, "1 2"), ("CD", None, "3")]
    sides = tracks("# Side A\nA1 a\n# Side B\nB1 b")
    assert titles(sides, "Vinyl|LP") == ["a", "b"]
    assert titles(tracks("# Logo_Side\nA a\n# This_Side\nAA b"), "Vinyl|LP") == ["a", "b"]
    assert titles(tracks("# Disc 1, Side A\nA a\n# Seite 2\nB b"), "Vinyl|LP") == ["a", "b"]


@pytest.mark.parametrize(
    ("parts", "number"),
    [
        ("5a x\n5b y", "5"),
        ("C1.1 x\nC1.2 y", "C1"),
        ("5.a x\n5.b y", "5"),
        ("1-07.a x\n1-07.b y", "07"),
        ("Aa x\nAb y", "A"),
    ],
)
def test_an_index_track_whose_parts_are_numbered_as_parts_is_one_track(parts: str, number: str):
    """Its number is what the parts share, its title names them all."""
    found, _ = release([index("Suite", parts)], "CD")
    (track,) = found.media[0].tracks
    assert (track.number, track.title) == (number, "Suite: x / y")


def test_an_index_track_has_its_own_length_or_that_of_its_parts():
    """Where the length of a part is missing that of the whole is not known."""
    timed = (Track(position="1a", title="x", duration="1:10"), Track(position="1b", title="y", duration="2:05"))
    untimed = (*timed, Track(position="1c", title="z", duration=""))

    def length(**fields: object) -> int | None:
        return release([Track(type_="index", title="Suite", **fields)], "CD")[0].media[0].tracks[0].length_ms

    assert length(sub_tracks=timed) == 195_000
    assert length(sub_tracks=untimed) is None
    assert length(sub_tracks=untimed, duration="1:00:01") == 3_601_000


def test_parts_without_positions_are_one_track_where_only_the_whole_has_a_length():
    """Then the parts are a remark on the track."""
    assert titles([index("Medley", "__ x\n__ y", duration="4:00")]) == ["Medley: x / y"]
    assert titles([index("Medley", "__ x\n__ y")]) == ["x", "y"]


def test_an_index_track_of_whole_tracks_is_a_heading():
    """Its parts are tracks, by the artists of the whole; afterwards the heading before it holds again."""
    artist = Named(id=7, name="Ada Moth (2)")
    listed = [*tracks("# Evening\n1 a"), index("Suite", "2 x\n3 y", artists=(artist,)), *tracks("4 b")]
    found, _ = release(listed, "CD")
    assert [track.title for track in found.media[0].tracks] == ["Evening: a", "Suite: x", "Suite: y", "Evening: b"]
    assert [track.artists[0].name for track in found.media[0].tracks[1:3]] == ["Ada Moth", "Ada Moth"]


def test_an_index_track_may_go_over_several_media():
    """Positions divide, whatever the index tracks say."""
    listed = [index("Symphonies", "1-1 x\n2-1 y"), *tracks("2-2 z")]
    assert media(listed, "2 CD") == [("CD", "Symphonies", "1"), ("CD", None, "1 2")]


def test_an_index_track_without_parts_is_a_heading():
    """It is there for information only."""
    assert titles([Track(type_="index", position="", title="Cycle"), *tracks("1 a\n# -\n2 b")]) == ["Cycle: a", "b"]


def test_credits_of_a_heading_are_those_of_the_tracks_below():
    """Until the next heading; a heading is none the less one where it has a position."""
    heading = Track(type_="heading", position="A1", title="Room", extraartists=(Named(name="Ada Moth", role="Bass"),))
    found, _ = release([heading, *tracks("A1 a\nA2 b\n# -\nB1 c")], "Vinyl|LP")
    played = [[credit.role for credit in track.credits] for track in found.media[0].tracks]
    assert played == [["Bass"], ["Bass"], []]


def test_old_lists_do_not_say_what_is_a_heading():
    """What has neither position nor length is one, where other rows have positions."""
    listed = [
        Track(title="Room"),
        Track(position="1", title="a", duration="1:00"),
        Track(title="Hidden", duration="2:00"),
    ]
    assert titles(listed) == ["a", "Hidden"]
    assert titles([Track(title="a"), Track(title="b")]) == ["a", "b"]


def test_a_track_without_a_title_is_kept_and_an_empty_row_is_not():
    """A position is enough to be a track."""
    assert titles([Track(position="1", title=""), Track(position="", title=" ", type_="track")]) == ["[untitled]"]


@pytest.mark.parametrize(
    ("duration", "length_ms"),
    [
        ("3:51", 231_000),
        ("73:20", 4_400_000),
        ("1:02:03", 3_723_000),
        ("0:00", None),
        ("", None),
        ("ca. 3", None),
        (None, None),
    ],
)
def test_lengths_are_read(duration: str | None, length_ms: int | None):
    """What is no length says nothing."""
    found, _ = release([Track(position="1", title="a", duration=duration)], "CD")
    assert found.media[0].tracks[0].length_ms == length_ms


@pytest.mark.parametrize(
    ("carried", "position", "kind"),
    [
        ("CD", "1", hc.TrackKind.AUDIO),
        ("CD", "Video 1", hc.TrackKind.VIDEO),
        ("VHS", "1", hc.TrackKind.VIDEO),
        ("DVD|DVD-Video", "1", hc.TrackKind.VIDEO),
        ("DVD|DVD-Audio", "1", hc.TrackKind.AUDIO),
        ("Blu-ray", "1", None),
        ("File|MP3", "1", hc.TrackKind.AUDIO),
        ("File|MP4", "1", None),
        ("", "1", None),
    ],
)
def test_videos_are_told_by_position_or_format(carried: str, position: str, kind: hc.TrackKind | None):
    """Where a format may hold both, nothing is said."""
    found, _ = release([Track(position=position, title="a")], carried)
    assert found.media[0].tracks[0].kind == kind


def test_credits_of_some_tracks_stand_with_them():
    """Ranges, lists, whole media and parts of index tracks are understood; anything else stays with the release."""
    listed = [*tracks("1-01 a\n1-02 b"), index("Suite", "2-1.a x\n2-1.b y"), *tracks("2-02 c")]
    named = {
        "Bass": "1-1 to 2-1",
        "Horn": "1-02, 2-2",
        "Harp": "2",
        "Flute": "2-1.b",
        "Viola": "1-01-1-02",
        "Drums": "all but one",
        "Vocals": "",
    }
    extra = tuple(Named(id=1, name="Ada Moth", role=role, tracks=where) for role, where in named.items())
    found, _ = release(listed, "2 CD", extraartists=extra)
    played = [[credit.role for credit in track.credits] for medium in found.media for track in medium.tracks]
    assert played == [["Bass", "Viola"], ["Bass", "Horn", "Viola"], ["Bass", "Harp", "Flute"], ["Horn", "Harp"]]
    assert [credit.role for credit in found.credits] == ["Drums (tracks: all but one)", "Vocals"]


def test_isrcs_are_of_the_tracks_that_are_named_with_them():
    """One that names no track is left out, as is one that is none."""
    noted = (("Track 2", "ZZ-LMP-24-00001"), ("2", "ZZLMP2400002"), ("A9", "ZZLMP2400003"), (None, "ZZLMP2400004"))
    identifiers = tuple(Identifier(type="ISRC", value=value, description=track) for track, value in noted)
    found, _ = release(tracks("1 a\n2 b"), "CD", identifiers=identifiers)
    first, second = found.media[0].tracks
    assert (first.isrc, first.isrcs) == (None, ())
    assert [str(isrc) for isrc in second.isrcs] == ["ZZLMP2400001", "ZZLMP2400002"]
