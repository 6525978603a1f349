"""texts, names, titles: what names and titles are taken for."""

import pytest

from harmony_core.alike.kinds import types_of_title, types_of_tracks
from harmony_core.alike.names import split_guests, split_names
from harmony_core.alike.texts import name_of, spelt_words
from harmony_core.alike.titles import parse_title, versions_in_brackets, without, without_guests
from harmony_core.alike.versions import is_version, same_version, version_kinds
from harmony_core.alike.videos import clean_video_title, split_artist_title


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Song, Pt. II", "Song Part 2"),
        ("Vol. 3", "Volume III"),
        ("Silver & Gold", "Silver and Gold"),
        ("Silver + Gold", "Silver And Gold"),
        ("Rock 'n' Roll", "Rock and Roll"),
        ("The Wall", "Wall"),
        ("Walls, The", "The Walls"),
        ("I Do n't Know", "I Don't Know"),
        ("Dont", "Don’t"),
        ("P!nk", "PINK"),
        ("A$AP", "ASAP"),
        ("Øresund", "Oresund"),
        ("Чайка", "Chayka"),
        ("さくら", "Sakura"),
        ("Ｗｉｄｅ", "wide"),
        ("CurbServin'", "Curb Servin'"),
        ("Sonata: I. Allegro", "Sonata: 1. Allegro"),
    ],
)
def test_names_that_are_written_in_two_ways_have_one_key(one: str, other: str):
    """Numerals, "and", articles, apostrophes, blanks, marks and scripts do not make another name."""
    assert name_of(one).key == name_of(other).key


@pytest.mark.parametrize(
    ("one", "other"), [("!!!", "???"), ("Part 1", "Part 2"), ("I", "1"), ("Sonata: I. Allegro", "Sonata: V. Allegro")]
)
def test_names_that_differ_have_keys_of_their_own(one: str, other: str):
    """Signs only are themselves, and numbers tell parts apart."""
    assert name_of(one).key != name_of(other).key


def test_numbers_are_known():
    """The numbers in a title tell parts and movements apart."""
    assert name_of("Symphony No. 5, Op. 67: III. Scherzo").numbers == {"5", "67", "3"}
    assert name_of("Vivo").numbers == frozenset()


def test_words_are_spelt_by_their_sound():
    """Words of any script, for a search."""
    assert spelt_words("Ágætis byrjun") == ["agaetis", "byrjun"]


@pytest.mark.parametrize(
    ("text", "base", "kinds", "guests", "asides"),
    [
        ("Go", "Go", set(), (), ()),
        ("Go (Live at the Mill)", "Go", {"live"}, (), ()),
        ("Go - Remastered 2009", "Go", {"remaster"}, (), ()),
        ("Go (feat. Her & Him) [Club Remix]", "Go", {"remix"}, ("Her", "Him"), ()),
        ("Go feat. Her (Remix)", "Go", {"remix"}, ("Her",), ()),
        ("Go (with Her)", "Go", set(), ("Her",), ()),
        ("Go Remix", "Go", {"remix"}, (), ()),
        ("Go (Radio Edit)", "Go", {"edit"}, (), ()),
        ("Go (In the Dark)", "Go", set(), (), ("In the Dark",)),
        ("Go - In the Dark", "Go - In the Dark", set(), (), ()),
        ("Go (Spanish Version)", "Go", {"language"}, (), ()),
        ("Go (Album Version (Edited)) [Clean]", "Go", {"original", "clean"}, (), ()),
        ("[untitled]", "untitled", set(), (), ()),
        ("!!!", "!!!", set(), (), ()),
        ("Fully Alive", "Fully Alive", set(), (), ()),
        ("Live Forever", "Live Forever", set(), (), ()),
        ("Come with Me", "Come with Me", set(), (), ()),
        ("Go (unclosed", "Go", set(), (), ("unclosed",)),
        ("Go ( feat . Her ) [ Live ]", "Go", {"live"}, ("Her",), ()),
    ],
)
def test_a_title_is_taken_apart(
    text: str, base: str, kinds: set[str], guests: tuple[str, ...], asides: tuple[str, ...]
):
    """Versions and guests are told from what belongs to the title."""
    title = parse_title(text)
    assert (title.base, set(title.kinds), title.guests, title.asides) == (base, kinds, guests, asides)


def test_what_was_taken_off_can_be_chosen():
    """Kinds of versions, or guests, are left out of a title; the rest stays as it was written."""
    assert without("Go (Live) [2011 Remaster]", frozenset({"live"})) == "Go [2011 Remaster]"
    assert without("Go - 2011 - Remaster", frozenset({"remaster"})) == "Go"
    assert without_guests("Go (feat. Her) (Live)") == "Go (Live)"
    assert versions_in_brackets("Go - Her Remix") == "Go (Her Remix)"
    assert versions_in_brackets("Her - Go") == "Her - Go"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Live in Rome", {"live"}),
        ("Long Live", {"live"}),
        ("Live Your Life", set()),
        ("Mix It Up", set()),
        ("Edit This", set()),
        ('12" Mix', {"extended", "remix"}),
        ('From "The Film"', {"source"}),
        ("From Now On", set()),
        ("Official Video", {"video"}),
        ("Super Deluxe Edition", {"edition"}),
    ],
)
def test_words_of_titles_are_no_versions(text: str, kinds: set[str]):
    """A word that may be of a version is one only where versions have it."""
    found = version_kinds(text)
    assert found == kinds or (kinds and kinds & found)
    assert bool(found) is bool(kinds)


def test_tails_are_versions_as_a_whole():
    """A tail behind a dash may be another title with such a word in it."""
    assert is_version("Her Remix")
    assert not is_version("Her Remix", named=False)
    assert not is_version("Live and Let Go")
    assert same_version("Remastered", "remaster")
    assert not same_version("Live", "")


def test_credits_are_parted():
    """Names in a credit, and the guests in it."""
    assert split_names("Her, Him & Them") == ("Her", "Him", "Them")
    assert split_guests("Her (ft. Him)") == (("Her",), ("Him",))
    assert split_guests("Come defeat Bob") == (("Come defeat Bob",), ())


@pytest.mark.parametrize(
    ("text", "artist", "title"),
    [
        ("Her - Go", "Her", "Go"),
        ("02. Her – Go.mp3", "Her", "Go"),
        ("J. Her - Go", "J. Her", "Go"),
        ("Her「Go」", "Her", "Go"),
        ('Her "Go" M/V', "Her", "Go"),
        ("Go (by Her)", "Her", "Go"),
        ("Go", None, "Go"),
        ("Go - Live", None, "Go - Live"),
    ],
)
def test_an_artist_and_a_title_in_one_text(text: str, artist: str | None, title: str):
    """Videos and files have both in one name."""
    assert split_artist_title(text) == (artist, title)


def test_noise_of_videos_goes():
    """What tells of the video, not of the song."""
    assert clean_video_title("Go (Official Music Video) [4K]") == "Go"
    assert clean_video_title("Video Games") == "Video Games"


def test_types_are_told_by_titles():
    """Soundtracks, remixes, live albums and DJ mixes show in their titles."""
    assert [each.value for each in types_of_title("Go (Original Motion Picture Soundtrack)")] == ["soundtrack"]
    assert [each.value for each in types_of_title("Go EP (Live)")] == ["ep", "live"]
    assert types_of_title("Ghost Town") == ()
    assert [each.value for each in types_of_tracks(["Go (Mixed)", "Run - Mixed"])] == ["dj-mix"]
    assert types_of_tracks([]) == ()


@pytest.mark.parametrize(("one", "other"), [("The xx", "xx, The"), ("The One", "One, The"), ("The Beatles", "Beatles")])
def test_an_article_stands_before_a_name_behind_it_or_nowhere(one: str, other: str):
    """What is left of a name without its article is no number."""
    assert name_of(one).key == name_of(other).key
