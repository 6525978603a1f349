"""judge: how alike two things are, and why."""

from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core.alike.comparable import Comparable, comparable_of
from harmony_core.alike.fields import FIELDS
from harmony_core.alike.judge import compare, compare_many, levels_of, parameters
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc
from harmony_core.domain.model import ArtistCredit, ExternalId, Label, Recording, Release, Track
from harmony_core.domain.partial_date import PartialDate
from harmony_core.domain.refs import Kind

CODE = Isrc.parse("ZZAAA2600001")


def song(title: str | None = "Paper Boats at Dawn", artist: str | None = "Ada Moth", **facts: object) -> Comparable:
    """Return a recording."""
    return Comparable(title=title, artists=(artist,) if artist else (), **facts)  # type: ignore[arg-type]


def p(one: Comparable, other: Comparable) -> float:
    """Return how probable it is that both are the same."""
    return compare(one, other).probability


def test_a_comparison_says_why():
    """Evidence has a name, a value and a weight; the method names what spoke for it."""
    likeness = compare(song(isrcs=(CODE,), length_ms=183_000), song(isrcs=(CODE,), length_ms=183_400))
    assert likeness.method == "isrc+artist_title"
    assert {each.name: each.value for each in likeness.evidence} == {
        "title": "the same, and long",
        "artists": "the same",
        "length": "the same",
        "isrc": "shared",
    }
    assert likeness.log_odds == pytest.approx(
        parameters(Kind.RECORDING).prior + sum(each.weight for each in likeness.evidence)
    )
    assert str(likeness).startswith("more than 99.9% sure: isrc shared (+")


@pytest.mark.parametrize(
    ("one", "other", "method"),
    [
        (song(), song("Paper Boats at Down"), "fuzzy"),
        (song("Ash"), song("Wave", "Bob"), "fuzzy"),
        (song(), song(), "artist_title"),
        (Comparable(gtin=Gtin.parse("2000000090016"), kind=Kind.RELEASE),) * 2 + ("gtin",),
    ],
)
def test_the_method_names_the_evidence(one: Comparable, other: Comparable, method: str):
    """Titles and artists that are the same, or only alike, or a code."""
    assert compare(one, other).method == method


def test_one_id_at_one_source_is_direct():
    """Two answers with one id of one source are of one thing; another id of that source speaks against it."""
    one, other = (song(external_ids=(ExternalId(provider="shop", kind="recording", id=text),)) for text in ("1", "2"))
    assert compare(one, one).method.startswith("direct")
    assert p(one, one) > p(song(), song()) > p(one, other)


def test_what_is_not_known_adds_nothing():
    """A fact that only one of them has changes nothing."""
    assert p(song(), song(length_ms=200_000, isrcs=(CODE,), number="3")) == p(song(), song())


def test_a_reused_isrc_is_held_apart():
    """One code on songs of other title, artist and length does not make them one."""
    one = song(isrcs=(CODE,), length_ms=183_000)
    assert p(one, song("Tin Soldier", "Town Band", isrcs=(CODE,), length_ms=301_000)) < 0.5
    assert p(one, song(isrcs=(CODE,), length_ms=301_000)) > 0.5


def test_versions_are_told_apart():
    """Live, remixed and sung in another language are other recordings; remastered and clean are not."""
    for tail in ("Live in Rome", "Her Remix", "Karaoke Version", "Spanish Version", "Acoustic"):
        assert p(song(), song(f"Paper Boats at Dawn ({tail})")) < p(song(), song()) - 0.2
    for tail in ("2009 Remaster", "Clean", "Album Version", "Bonus Track"):
        assert p(song(), song(f"Paper Boats at Dawn ({tail})")) > 0.85
    remixes = [song(f"Paper Boats at Dawn ({name} Remix)", release_title="Boats") for name in ("Her", "His")]
    assert p(*remixes) < 0.5 < p(remixes[0], remixes[0])


def test_tracks_of_one_release_are_not_one_for_what_all_of_them_share():
    """Another title on the same release by the same artist on the same day is another song."""
    facts = {"release_title": "Glass Harbor", "date": PartialDate.parse("2004-03-01")}
    assert p(song("Lantern", **facts), song("Hollow Tree", **facts)) < 0.05


def test_guests_stand_in_title_or_credit():
    """Sources put guests where they like."""
    assert p(song("Go Home Now (feat. Bea Moss)"), song("Go Home Now", "Ada Moth & Bea Moss")) > 0.85


def test_nothing_in_common_but_a_length_is_nothing():
    """Length, date and number of things that no name connects do not make them one."""
    one = song(None, None, length_ms=200_000, number="3")
    assert p(one, song(length_ms=200_000, number="3")) < 0.5


def test_a_short_title_alone_is_that_of_many_songs():
    """Two rows of which nothing but "Home" is known are more often two songs than one."""
    assert p(song("Home", None), song("Home", None)) < 0.5
    assert p(song("Home", None, length_ms=201_000), song("Home", None, length_ms=201_000)) > 0.5
    assert p(song("Paper Boats at Dawn", None), song("Paper Boats at Dawn", None)) > 0.5


def test_two_kinds_cannot_be_compared():
    """A recording is no release."""
    with pytest.raises(ValueError, match="a recording cannot be compared with a release"):
        compare(song(), Comparable(kind=Kind.RELEASE))


@pytest.mark.parametrize("kind", FIELDS)
def test_what_is_less_alike_never_speaks_more_for_it(kind: Kind):
    """The weights of a field's levels fall from the most alike to the least."""
    for field, weights in zip(FIELDS[kind], parameters(kind).weights, strict=True):
        ordered = weights[1 : len(field.levels) + 1]
        assert all(one >= other for one, other in pairwise(ordered)), field.name
        assert weights[0] == 0, field.name
        assert any(ordered) or field.name == "kind", field.name


def test_entities_are_compared_by_their_facts():
    """Tracks and recordings say the same in their own places."""
    release = Release(title="Glass Harbor", artists=(ArtistCredit(name="Ada Moth"),))
    track = Track(position=3, title="Paper Boats at Dawn", length_ms=183_000, isrc=CODE)
    recording = Recording(
        title="Paper Boats at Dawn", artists=release.artists, length_ms=183_000, isrcs=(CODE,), releases=(release,)
    )
    assert comparable_of(track, release).artists == ("Ada Moth",)
    assert p(comparable_of(track, release), comparable_of(recording)) > 0.999


def test_labels_are_compared_by_what_is_their_own():
    """Half of all labels are called Records: that one source leaves it out does not make another label."""
    one, other = Label(name="Lantern"), Label(name="Lantern Records Ltd.")
    assert p(comparable_of(one), comparable_of(other)) > 0.5 > p(comparable_of(one), comparable_of(Label(name="Ash")))


texts = (
    st.none() | st.text(max_size=20) | st.sampled_from(["Go (Live)", "Go", "さくら", "Part II", "!!!", "The Go Remix"])
)
things = st.builds(
    song,
    texts,
    texts,
    release_title=texts,
    length_ms=st.none() | st.integers(0, 10**7),
    number=st.none() | st.text(max_size=3),
    date=st.none() | st.builds(PartialDate, st.integers(1, 9999)),
)


@given(things, things)
def test_comparing_is_the_same_both_ways(one: Comparable, other: Comparable):
    """Whatever is compared, it is as alike in either direction, and a probability."""
    assert levels_of(one, other) == levels_of(other, one)
    assert 0 < p(one, other) < 1
    assert next(compare_many([(one, other)])) == compare(one, other)


@given(things)
def test_nothing_is_unlike_itself(one: Comparable):
    """Of a thing compared with itself nothing speaks against it."""
    assert all(each.weight >= 0 for each in compare(one, one).evidence)


@pytest.mark.parametrize("version", ["Instrumental", "Karaoke Version", "A Cappella"])
def test_what_is_made_from_a_recording_is_as_long_and_another(version: str):
    """The length of an instrumental says nothing: it is that of the song that it was made from."""
    song = Comparable(title="Velvet Thunder", artists=("Moth",), length_ms=241_000)
    other = attrs.evolve(song, title=f"Velvet Thunder ({version})")
    assert compare(song, other).probability < 0.5
    assert compare(song, song).probability > 0.95
