"""Values out of payloads: what is wrong is reported and left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core import provider as hc
from harmony_core.domain.answers import Message
from harmony_core.domain.codes import Country
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc, Iswc, Mbid
from harmony_core.domain.model import Track
from harmony_core.domain.partial_date import PartialDate
from harmony_core.plugin.reading import Reader, copyright_lines, media, positions, split_labels

MBID = "b10bbbfc-cf9e-42e0-be17-e2c3e1d2600d"


@pytest.mark.parametrize(
    ("method", "text", "value"),
    [
        ("gtin", "731453463127", Gtin.parse("731453463127")),
        ("isrc", "GB-AYE-69-00531", Isrc.parse("GBAYE6900531")),
        ("iswc", "T0345246801", Iswc.parse("T-034.524.680-1")),
        ("mbid", MBID.upper(), Mbid.parse(MBID)),
        ("date", "2001-00-00", PartialDate(2001)),
        ("country", "gb", Country.parse("GB")),
    ],
)
def test_good_texts_become_values(method: str, text: str, value: object):
    """A text of the right form becomes its value, without a message."""
    read = Reader()
    assert getattr(read, method)(text, "field") == value
    assert read.messages == []


@pytest.mark.parametrize("method", ["gtin", "isrc", "iswc", "mbid", "date", "country"])
@pytest.mark.parametrize("text", [None, "", "  \t"])
def test_nothing_said_is_nothing_wrong(method: str, text: str | None):
    """None and blanks give None without a message."""
    read = Reader()
    assert getattr(read, method)(text, "field") is None
    assert read.messages == []


@pytest.mark.parametrize("method", ["gtin", "isrc", "iswc", "mbid", "date", "country"])
def test_wrong_texts_are_reported_with_their_path(method: str):
    """A text of the wrong form gives None and a warning that names the text and the path."""
    read = Reader()
    assert getattr(read, method)("nonsense!", "media[0].tracks[3].isrc") is None
    [message] = read.messages
    assert (message.level, message.path) == ("warning", "media[0].tracks[3].isrc")
    assert "nonsense!" in message.text


def test_of_many_countries_the_good_ones_are_kept():
    """Codes that are none are left out and reported one by one; the rest stays in order."""
    read = Reader()
    assert read.countries(["GB", "??", "de", "QQ"], "available_in") == ("GB", "DE")
    assert len(read.messages) == 2
    assert read.countries(None, "available_in") == ()


def test_lists_of_countries_are_told_apart():
    """A list that was read before is known again, and never taken for another that is written alike."""
    read = Reader()
    assert read.countries(["GB", "US"], "available_in") == ("GB", "US")
    assert read.countries(["GB\0US"], "available_in") == ()
    assert read.countries(iter(["GB", "", "US"]), "available_in") == ("GB", "US")
    assert read.countries([], "available_in") == read.countries([""], "available_in") == ()
    assert [message.level for message in read.messages] == ["warning"]


def test_what_is_done_with_countries_is_done_once_for_a_list_that_comes_again():
    """Tracks of an album share their list, however it is ordered or cut; a list with a wrong code is done anew."""
    calls: list[tuple[Country, ...]] = []

    def in_order(countries: tuple[Country, ...]) -> tuple[Country, ...]:
        calls.append(countries)
        return tuple(sorted(countries))

    read = Reader()
    first = read.countries(["US", "GB"], "media[0].tracks[0].available_in", in_order)
    assert first == ("GB", "US")
    assert read.countries(("US", "GB"), "media[0].tracks[1].available_in", in_order) is first
    assert calls == [("US", "GB")]
    assert read.countries(["US", "GB"], "available_in") == ("US", "GB")
    assert read.countries(["US", "??", "GB"], "available_in", in_order) == ("GB", "US")
    assert [message.path for message in read.messages] == ["available_in"]


def test_what_an_answer_repeats_is_made_once():
    """The same function of the same texts gives the same value; another one, or another answer's, is made anew."""
    read = Reader()
    first = read.once(genre_of, "folk", 2)
    assert read.once(genre_of, "folk", 2) is first
    assert read.once(genre_of, "folk", 3) is not first
    assert read.once(str.title, "folk") == "Folk"
    assert Reader().once(genre_of, "folk", 2) is not first
    assert Reader().once(genre_of, "folk", 2) == first


def genre_of(name: str, votes: int) -> hc.Genre:
    """Return a value that is a new one each time."""
    return hc.Genre(name=name, weight=1 / votes)


@pytest.mark.parametrize(
    ("seconds", "length_ms", "reported"),
    [
        (231, 231_000, False),
        (0.5, 500, False),
        (None, None, False),
        (0, None, False),
        (-1, None, False),
        (float("nan"), None, False),
        (float("inf"), None, True),
        (1e12, None, True),
    ],
)
def test_seconds_become_milliseconds(seconds: float | None, length_ms: int | None, reported: bool):
    """Zero and less say nothing; what no track can last is reported and left out."""
    read = Reader()
    assert read.length_ms(seconds, "length_ms") == length_ms
    assert bool(read.messages) is reported


def test_messages_have_a_level():
    """What is wrong is a warning, what is worth knowing is info; both keep their order."""
    read = Reader()
    read.warn("media", "2 of 3 tracks are listed")
    read.info("title", "was shortened")
    assert read.messages == [
        Message(level="warning", path="media", text="2 of 3 tracks are listed"),
        Message(level="info", path="title", text="was shortened"),
    ]


@given(st.sampled_from(["gtin", "isrc", "iswc", "mbid", "date", "country"]), st.text())
def test_no_text_stops_a_reader(method: str, text: str):
    """Any text gives a value, or None with at most one message; never an exception."""
    read = Reader()
    value = getattr(read, method)(text, "field")
    assert len(read.messages) <= (value is None)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("EMI Belgium SA/NV", ("EMI Belgium SA/NV",)),
        ("AC/DC Records", ("AC/DC Records",)),
        ("Roc Nation/RocAFella/IDJ", ("Roc Nation", "RocAFella", "IDJ")),
        ("Warner Bros. / Reprise", ("Warner Bros.", "Reprise")),
        ("Same/Same", ("Same",)),
        ("Parlophone", ("Parlophone",)),
        ("", ()),
        ("   ", ()),
        (None, ()),
    ],
)
def test_labels_are_split_at_slashes_between_names(text: str | None, labels: tuple[str, ...]):
    """A slash splits where three signs stand on both sides; shorter parts belong to the name."""
    assert split_labels(text) == labels


@given(st.text("abc /", max_size=30))
def test_splitting_labels_loses_no_letter(text: str):
    """No letter of a label is lost, but for a name that is there twice; no part is blank."""
    labels = split_labels(text)
    assert set("".join(labels)) - set(" /") == set(text) - set(" /")
    assert all(label.strip() == label and label for label in labels)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "© 1977 Ada ℗ 1976 Ada. Marketed by Tin",
            [("c", 1977, "© 1977 Ada"), ("p", 1976, "℗ 1976 Ada. Marketed by Tin")],
        ),
        ("(P) 2012 Tin (P) 2012 Tin", [("p", 2012, "(P) 2012 Tin")]),
        ("℗ & © 2015 Tin", [("c", 2015, "℗ & © 2015 Tin"), ("p", 2015, "℗ & © 2015 Tin")]),
        ("2024 Honeycomb", [(None, 2024, "2024 Honeycomb")]),
        ("Tin © 1999", [("c", 1999, "Tin © 1999")]),
        ("℗ ", []),
        (None, []),
    ],
)
def test_copyright_lines(text, lines):
    """A text may hold several lines; their signs tell the kinds."""
    assert [(line.kind, line.year, line.text) for line in copyright_lines(text)] == lines


def test_a_copyright_line_of_a_kind_that_is_told_stays_whole():
    """Signs in it are part of what it says."""
    (line,) = copyright_lines("© 2018 Ada except for (P) 2017 Tin", hc.CopyrightKind.COPYRIGHT)
    assert (line.kind, line.year, line.text) == ("c", 2018, "© 2018 Ada except for (P) 2017 Tin")


@pytest.mark.parametrize(
    ("numbers", "used"),
    [([1, 2], [1, 2]), ([7, 3], [7, 3]), ([1, 1], [1, 2]), ([0, 1], [1, 2]), ([None, 4], [1, 2]), ([], [])],
)
def test_positions(numbers, used):
    """Own numbers are used where all are there, positive and different; else tracks are counted."""
    assert list(positions(numbers)) == used


def on_discs(*rows):
    """Return where each row, a disc and a number, comes to stand, and the path that its track is made with."""
    paths = []

    def track(row, position, path):
        paths.append(path)
        return Track(title=str(row), position=position)

    found = media(rows, disc=lambda row: row[0], number=lambda row: row[1], track=track)
    return [(each.position, [(track.position, track.title) for track in each.tracks]) for each in found], paths


def test_tracks_are_put_on_their_discs_in_order():
    """Discs and tracks stand in the order of their numbers, and paths count the discs that there are."""
    found, paths = on_discs((3, 2), (1, 1), (3, 1))
    assert found == [(1, [(1, "(1, 1)")]), (3, [(1, "(3, 1)"), (2, "(3, 2)")])]
    assert paths == ["media[0].tracks[0]", "media[1].tracks[0]", "media[1].tracks[1]"]


def test_a_track_that_does_not_say_its_disc_is_on_that_of_the_one_before():
    """The first is on disc 1; a number below 1 is none; positions that clash are counted anew."""
    found, _ = on_discs((None, 1), (0, 1), (2, 5), (-1, 5))
    assert found == [(1, [(1, "(None, 1)"), (2, "(0, 1)")]), (2, [(1, "(2, 5)"), (2, "(-1, 5)")])]


def test_no_tracks_are_no_disc():
    """Without a row there is no medium."""
    assert on_discs() == ([], [])


@pytest.mark.parametrize(
    ("milliseconds", "length"), [(215_000, 215_000), (1.6, 2), (0, None), (-5, None), (None, None)]
)
def test_lengths_may_come_in_milliseconds(milliseconds: float | None, length: int | None):
    """None, zero and less say nothing."""
    read = Reader()
    assert read.milliseconds(milliseconds, "length_ms") == length
    assert read.messages == []


@pytest.mark.parametrize("huge", [10**400, 1e300, float("inf"), 31 * 86_400_000 + 1])
def test_lengths_beyond_a_month_are_reported(huge: float):
    """However large they are."""
    read = Reader()
    assert read.milliseconds(huge, "length_ms") is read.length_ms(huge, "length_ms") is None
    assert len(read.messages) == 2


def test_isrcs_are_read_once_each_with_their_paths():
    """Those that are none are reported with their place, and left out."""
    read = Reader()
    found = read.isrcs(["GBAYE6900531", None, "nonsense!", "gb-aye-69-00531"], "isrcs")
    assert found == (Isrc.parse("GBAYE6900531"),)
    assert [message.path for message in read.messages] == ["isrcs[2]"]
    assert read.isrcs(None, "isrcs") == ()


def test_missing_tracks_are_reported():
    """Where fewer are listed than are said to be; not where nothing is said."""
    read = Reader()
    read.listed(9, 12)
    read.listed(12, 12)
    read.listed(3, None)
    assert [(message.level, message.path, message.text) for message in read.messages] == [
        ("warning", "media", "9 of 12 tracks are listed")
    ]


def test_others_are_told_where_there_are_some():
    """It is no fault that there are."""
    read = Reader()
    read.others("gtin", "others have it", [])
    read.others("gtin", "others have it", ["Two Rooms", "Attic"])
    assert read.messages == [Message(level="info", path="gtin", text="others have it: Two Rooms; Attic")]
