"""agree: whether two values say the same, and what credits of one name know of each other."""

import pytest

from harmony_core.domain.codes import Language
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.model import ArtistCredit, ExternalId, Genre, LabelCredit, TitleLanguage
from harmony_core.domain.partial_date import PartialDate
from harmony_core.stages.agree import agree, with_ids


def artists(*names: str) -> tuple[ArtistCredit, ...]:
    """Return a credit of these names."""
    return tuple(ArtistCredit(name=name) for name in names)


def known(name: str, *ids: ExternalId) -> ArtistCredit:
    """Return an artist with ids."""
    return ArtistCredit(name=name, external_ids=ids)


def label(name: str | None, number: str | None = None) -> tuple[LabelCredit, ...]:
    """Return one label."""
    return (LabelCredit(name=name, catalog_number=number),)


def artist_id(number: str, provider: str = "tunes", url: str | None = None) -> ExternalId:
    """Return an artist's id."""
    return ExternalId(provider=provider, kind="artist", id=number, url=url)


DAY = PartialDate(1969, 5, 19)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (DAY, PartialDate(1969)),
        (DAY, PartialDate(1969, 5)),
        (183427, 183000),
        (183427, 184000),
        (183000, 184000),
        (0, 999),
        ("Beyoncé", "Beyonce\u0301"),
        (Gtin.parse("0731453463127"), Gtin.parse("731453463127")),
        (artists("Beyoncé"), artists("Beyonce")),
        (artists("The Who", "Guest"), artists("THE WHO", "guest")),
        (artists("Simon & Garfunkel"), artists("Simon and Garfunkel")),
        (artists("Ke$ha"), artists("Kesha")),
        ((ArtistCredit(name="Prince", credited_name="The Artist"),), artists("Prince")),
        ((ArtistCredit(name="Prince", credited_name="The Artist"),), artists("The Artist")),
        ((ArtistCredit(name="A", join_phrase=" & "), *artists("B")), artists("A", "B")),
        (label("Track Record"), label("track record", "613 013")),
        (label("Track Record", "613 013"), label("Track Record", "613-013")),
        (
            TitleLanguage(code=Language("eng"), confidence=0.9),
            TitleLanguage(code=Language("eng"), confidence=0.4),
        ),
    ],
)
def test_these_say_the_same(one: object, other: object):
    """Dates of other precision, rounded and cut lengths, other prints of one name, either way round."""
    assert agree(one, other)
    assert agree(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (DAY, PartialDate(1969, 6)),
        (DAY, PartialDate(1970)),
        (183427, 183428),
        (183427, 185000),
        (183000, 185000),
        ("Tommy", "TOMMY"),
        (artists("!!!"), artists("???")),
        (artists("カ"), artists("ガ")),
        (artists("A", "B"), artists("B", "A")),
        (artists("A"), artists("A", "B")),
        (label("Track Record", "613 013"), label("Track Record", "613 014")),
        (label("Track"), label("Polydor")),
        (label("Track"), artists("Track")),
        ((Genre(name="Rock"),), (Genre(name="Pop"),)),
        (True, False),
        (True, 1000),
    ],
)
def test_these_do_not(one: object, other: object):
    """Other days, lengths, names, orders and catalog numbers are disagreements; titles are compared as printed."""
    assert not agree(one, other)
    assert not agree(other, one)


@pytest.mark.parametrize(("name", "other"), [("Beyoncé", "Beyonce"), ("The Who", "THE WHO"), ("!!!", "!!!")])
def test_ids_of_one_name_are_joined(name: str, other: str):
    """An artist gets the ids that others have for that name; its print stays."""
    mine, theirs = artist_id("1"), artist_id("x", "waves")
    assert with_ids((known(name, mine),), [(known(other, theirs),)]) == (known(name, mine, theirs),)


@pytest.mark.parametrize(("name", "other"), [("!!!", "???"), ("カ", "ガ"), ("रानी", "राना"), ("A", "B")])
def test_ids_of_other_names_are_not(name: str, other: str):
    """An artist of another name keeps its ids to itself."""
    chosen = (known(name, artist_id("1")),)
    assert with_ids(chosen, [(known(other, artist_id("2")),)]) == chosen


def test_one_id_is_joined_once():
    """An id that both have stands once, with its link."""
    linked = artist_id("1", url="https://tunes.example/artist/1")
    assert with_ids((known("A", artist_id("1")),), [(known("A", linked),)]) == (known("A", linked),)


def test_artists_are_found_in_any_place():
    """The order of the others' credit does not matter."""
    said = [(known("B", artist_id("b")), known("A", artist_id("a")))]
    assert with_ids(artists("A", "B"), said) == (known("A", artist_id("a")), known("B", artist_id("b")))


def test_a_name_that_stands_twice_gets_nothing():
    """Two artists of one name may be two people: neither gets the other's ids, nor somebody's else."""
    twice = (known("John", artist_id("1")), known("John", artist_id("2")))
    assert with_ids(twice, [twice, (known("John", artist_id("x", "waves")),)]) == twice
    assert with_ids(artists("John"), [twice]) == artists("John")


def test_a_label_gets_the_catalog_number_that_it_lacks():
    """A catalog number comes from a label of the same name; one that is there stays."""
    assert with_ids(label("Track"), [label("Other", "1"), label("TRACK", "613 013")]) == label("Track", "613 013")
    assert with_ids(label("Track", "A"), [label("Track", "B")]) == label("Track", "A")


def test_labels_without_name_are_not_one():
    """No name is no name in common."""
    assert with_ids(label(None, "A"), [(LabelCredit(external_ids=(artist_id("1"),)),)]) == label(None, "A")


@pytest.mark.parametrize("value", ["Tommy", 3, DAY, (Genre(name="Rock"),), ()])
def test_what_is_no_credit_stays(value: object):
    """Only artists and labels have names to be joined by."""
    assert with_ids(value, [artists("A")]) == value
