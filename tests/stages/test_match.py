"""match: which tracks of two releases are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core.domain.identifiers import Isrc
from harmony_core.domain.model import Medium, Release, Track, TrackKind
from harmony_core.stages.match import Place, line_up, plain_title, same_track, title_likeness, track_at


def isrc(number: int) -> Isrc:
    """Return one of many ISRCs."""
    return Isrc.parse(f"GBAYE69{number:05}")


def track(title: str, seconds: float | None = None, **fields: object) -> Track:
    """Return a track, of a length in seconds."""
    length = None if seconds is None else round(seconds * 1000)
    return Track(position=1, title=title, length_ms=length, **fields)  # type: ignore[arg-type]


def release(*media: list[Track]) -> Release:
    """Return a release of these tracks."""
    return Release(
        title="Tommy", media=tuple(Medium(position=at, tracks=tuple(tracks)) for at, tracks in enumerate(media, 1))
    )


def titled(*media: str) -> Release:
    """Return a release of tracks without lengths: the media's titles are divided by commas."""
    return release(*([track(title.strip()) for title in titles.split(",") if title.strip()] for titles in media))


def pairs(base: Release, other: Release) -> list[tuple[int, int] | None]:
    """Return for each track of the base where the other has it (medium, track), both counted from 0."""
    return [(at.medium, at.track) if (at := line[1]) else None for line in line_up([base, other])]


def on_one(*places: int | None) -> list[tuple[int, int] | None]:
    """Return places on the first medium."""
    return [None if place is None else (0, place) for place in places]


SONGS = [f"{first} {second}" for first in ("Red", "Green", "Blue") for second in ("House", "River", "Moon", "Tree")]


def test_a_line_has_every_release():
    """A line names the place of one track in each release, the first one's own first."""
    lines = line_up([titled("One, Two"), titled("Two, One"), titled("Two")])
    assert lines == (
        (Place(0, 0), Place(0, 1), None),
        (Place(0, 1), Place(0, 0), Place(0, 0)),
    )


def test_a_place_leads_to_its_track():
    """What a line names can be got."""
    assert track_at(titled("One", "Two, Three"), Place(1, 1)).title == "Three"


def test_twelve_are_the_same_as_six_and_six():
    """How tracks are parted into media does not matter, in either direction."""
    whole, parted = titled(",".join(SONGS)), titled(",".join(SONGS[:6]), ",".join(SONGS[6:]))
    assert pairs(whole, parted) == [(at // 6, at % 6) for at in range(12)]
    assert pairs(parted, whole) == on_one(*range(12))


def test_a_bonus_track_has_no_pair():
    """A track that only one release has is paired with none."""
    assert pairs(titled("One, Two, Bonus"), titled("One, Two")) == on_one(0, 1, None)
    assert pairs(titled("One, Two"), titled("One, Two, Bonus")) == on_one(0, 1)


def test_a_hidden_track_in_the_middle_shifts_nothing():
    """What comes after a track that one release lacks is still lined up."""
    assert pairs(titled("One, Hidden, Two, Three"), titled("One, Two, Three")) == on_one(0, None, 1, 2)


def test_another_order_is_found():
    """Tracks are the same wherever they stand."""
    assert pairs(titled(",".join(SONGS)), titled(",".join(reversed(SONGS)))) == on_one(*reversed(range(12)))


def test_one_title_on_both_discs_is_told_apart_by_order():
    """The first "Intro" is the first, also where a bonus track moves the second."""
    base = titled("Intro, One", "Intro, Two")
    assert pairs(base, titled("Intro, One, Bonus", "Intro, Two")) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_one_title_on_both_discs_is_told_apart_by_length():
    """Where the lengths say that the discs are the other way round they are believed, not the order."""
    one, two = track("Intro", 60), track("Intro", 95)
    assert pairs(release([one], [two]), release([two], [one])) == [(1, 0), (0, 0)]
    assert pairs(release([one], [two]), release([two])) == [None, (0, 0)]


def test_untitled_tracks_keep_their_order():
    """Tracks that nothing tells apart are paired in their order, also behind one that is missing."""
    assert pairs(titled("Untitled, Untitled, Untitled"), titled("X, Untitled, Untitled, Untitled")) == on_one(1, 2, 3)


def test_remixes_of_equal_length_are_told_apart_by_title():
    """A title that is equal goes before one that is nearly so in the same place."""
    remixes = [track(f"Song (Remix {letter})", 300) for letter in "ABCD"]
    assert pairs(release(remixes), release(remixes[::-1])) == on_one(3, 2, 1, 0)
    swapped = [track("Song (Dub)", 300), track("Song (Club)", 300)]
    assert pairs(release(swapped), release(swapped[::-1])) == on_one(1, 0)


def test_an_isrc_does_not_decide():
    """One code on tracks of other title and length is an error of a source, not a match."""
    base = release([track("Overture", 180, isrc=isrc(1))])
    assert pairs(base, release([track("Sparks", 240, isrc=isrc(1))])) == [None]


def test_an_isrc_tells_versions_apart():
    """Of two tracks of one title and length the one with the same code is taken."""
    base = release([track("Song", 200, isrc=isrc(1)), track("Song", 200, isrc=isrc(2))])
    other = release([track("Song", 200, isrc=isrc(2)), track("Song", 200, isrc=isrc(1))])
    assert pairs(base, other) == on_one(1, 0)


def test_one_of_several_isrcs_is_enough():
    """A recording may have several codes, and a source only one of them."""
    base = release([track("A", 200, isrc=isrc(1)), track("B", 200, isrc=isrc(9))])
    other = release([track("B", 200), track("Ah, version", 200, isrcs=(isrc(3), isrc(1)))])
    assert same_track(base.media[0].tracks[0], other.media[0].tracks[1]) > same_track(
        base.media[0].tracks[0], attrs_without_isrcs(other.media[0].tracks[1])
    )


def attrs_without_isrcs(of: Track) -> Track:
    """Return a track without its ISRCs."""
    return Track(position=of.position, title=of.title, length_ms=of.length_ms)


@pytest.mark.parametrize("seconds", [None, 180.4])
def test_another_isrc_alone_does_not_part(seconds: float | None):
    """Title, place and length that are equal outweigh another code: one recording may have several."""
    base = release([track("Overture", seconds, isrc=isrc(1))])
    assert pairs(base, release([track("Overture", seconds, isrc=isrc(2))])) == on_one(0)


def test_sound_is_no_video():
    """A video is never the same as the sound of that title; what has no kind may be either."""
    song, video = track("Song", 200, kind=TrackKind.AUDIO), track("Song", 200, kind=TrackKind.VIDEO)
    assert pairs(release([song, video]), release([video, song])) == on_one(1, 0)
    assert pairs(release([song]), release([video])) == [None]
    assert pairs(release([track("Song", 200)]), release([video])) == on_one(0)


WORK = "Symphony No. 5 in C minor, Op. 67"
MOVEMENTS = ["I. Allegro con brio", "II. Andante con moto", "III. Scherzo. Allegro", "IV. Allegro"]


def test_movements_are_told_apart():
    """Long titles that differ in the movement's number are not the same, even where one movement is missing."""
    all_four = release([track(f"{WORK}: {movement}") for movement in MOVEMENTS])
    without_second = release([track(f"{WORK}: {movement}") for movement in (*MOVEMENTS[:1], *MOVEMENTS[2:])])
    assert pairs(all_four, without_second) == on_one(0, None, 1, 2)
    only_others = release([track(f"{WORK}: {movement}") for movement in MOVEMENTS[2:]])
    assert pairs(release([track(f"{WORK}: {each}") for each in MOVEMENTS[:2]]), only_others) == [None, None]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Suite: Part II", "Suite - Pt. 2"),
        ("Go", "Go (feat. A Singer with a Long Name & Others)"),
        ("Go", "Go [ft. Somebody Else]"),
        ("Go", "Go feat. Somebody Else Entirely"),
        ("Come Together", "Come Together - Remastered 2009"),
        ("Come Together", "Come Together (2009 Remaster)"),
        ("Don't Stop", "Don’t stop!"),
        ("Beyoncé Interlude", "BEYONCE INTERLUDE"),
        ("Pinball Wizzard", "Pinball Wizard"),
    ],
)
def test_titles_that_sources_write_in_their_own_ways_match(one: str, other: str):
    """Guests, remasters, signs, case and slips do not part tracks in one place."""
    assert pairs(titled(one), titled(other)) == on_one(0)


@pytest.mark.parametrize(
    ("one", "other"), [("Intro", "Outro"), ("Part 1", "Part 2"), ("Overture", "Sparks"), ("Song I", "Song II")]
)
def test_titles_that_differ_do_not_match(one: str, other: str):
    """A place alone does not make two tracks the same."""
    assert pairs(titled(one), titled(other)) == [None]


def test_titles_in_other_scripts_are_matched_by_what_else_is_known():
    """Of a title in another script only the sound is known, if that: place and length decide, or the ISRC."""
    base = release([track("さくら", 200), track("花", 240), track("海", isrc=isrc(7))])
    other = release([track("Sakura", 201), track("Hana", 240), track("Umi", isrc=isrc(7))])
    assert pairs(base, other) == on_one(0, 1, 2)
    assert pairs(titled("花"), titled("Hana")) == [None]
    assert pairs(titled("さくら"), titled("Sakura")) == on_one(0)


def test_lengths_that_are_far_apart_part_what_stands_elsewhere():
    """A title in another place with quite another length is another recording."""
    base = release([track(title, 200) for title in SONGS])
    other = release([*[track(f"Other {at}", 200) for at in range(12)], track(SONGS[0], 400)])
    assert pairs(base, other)[0] is None


@pytest.mark.parametrize(("one", "other"), [(release([], []), titled("One")), (titled("One"), release()),
                                            (Release(title="x"), Release(title="y"))])  # fmt: skip
def test_empty_media_have_no_tracks_to_match(one: Release, other: Release):
    """Media without tracks, and releases without media, line up with nothing."""
    assert all(place is None for place in pairs(one, other))


def test_a_hundred_tracks_are_lined_up_at_once():
    """100 tracks against 100 each find their own, also where no title is equal."""
    base = release([track(f"{WORK}: {at}. Allegro con brio", 180 + at) for at in range(100)])
    other = release([track(f"Fifth Symphony, movement {at + 1}, con brio", 180 + at) for at in range(100)])
    assert len(line_up([base, base, base])) == 100
    assert len(line_up([base, other])) == 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Beyoncé", "beyonce"),
        ("J.A.N.E.", "j a n e"),
        ("Ａ＆Ｂ", "a b"),
        ("Straße", "STRASSE"),
        ("Αγάπη", "ΑΓΑΠΗ"),
        ("Hello\u200b  World", "hello world"),
    ],
)
def test_plain_titles_are_equal(one: str, other: str):
    """Case, accents, punctuation, width and invisible signs do not count."""
    assert plain_title(one) == plain_title(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("!!!", "???"),
        ("カ", "ガ"),
        ("ばなび", "はなひ"),
        ("रानी", "राना"),
        ("Мой", "Мои"),
        ("♥", "★"),
        ("I ♥ You", "I You"),
        ("กิน", "กัน"),
    ],
)
def test_plain_titles_differ(one: str, other: str):
    """Signs only, and marks that make another letter or vowel, keep titles apart."""
    assert plain_title(one) != plain_title(other)
    assert title_likeness(one, other) < 1


texts = st.text(max_size=12)
tracks = st.builds(
    lambda title, seconds: track(title, seconds), st.sampled_from(SONGS[:4]), st.none() | st.integers(1, 400)
)
releases = st.builds(release, st.lists(tracks, max_size=4), st.lists(tracks, max_size=4))


@given(texts, texts)
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str):
    """Whatever the titles, their likeness is 0 to 1, and 1 with themselves."""
    assert 0 <= title_likeness(one, other) <= 1
    assert title_likeness(one, other) == title_likeness(other, one)
    assert title_likeness(one, one) == 1


@given(releases, releases)
def test_every_track_is_paired_at_most_once(base: Release, other: Release):
    """No two tracks of the base have one pair, and every track of the base has its line."""
    found = [place for place in pairs(base, other) if place]
    assert len(found) == len(set(found))
    assert len(line_up([base, other])) == sum(len(medium.tracks) for medium in base.media)


@given(releases)
def test_a_release_lines_up_with_itself(base: Release):
    """Of a release with itself every track is in its own place."""
    assert all(line[0] == line[1] for line in line_up([base, base]))
