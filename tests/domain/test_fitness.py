"""A wrong part of an entity is found, with its path."""

import attrs
import pytest

from harmony_core.domain.codes import Country
from harmony_core.domain.fitness import misfit
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.model import ArtistCredit, ExternalId, Genre, Medium, Recording, Release, ReleaseType, Track
from harmony_core.domain.partial_date import PartialDate

TRACK = Track(position=1, title="One", length_ms=1000, explicit=False)
RELEASE = Release(
    title="Songs",
    artists=(ArtistCredit(name="A"),),
    gtin=Gtin.parse("724384960650"),
    media=(Medium(position=1, tracks=(TRACK,)),),
    available_in=(Country.parse("GB"),),
    genres=(Genre(name="Pop", weight=1),),
)


def test_what_fits_has_no_misfit():
    """An entity of the right parts is fine; a whole number may stand for a share."""
    assert misfit(RELEASE) is None


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"title": None}, None),
        ({"title": 5}, "title: expected str, got int"),
        ({"artists": ("A",)}, "artists[0]: expected ArtistCredit, got str"),
        ({"artists": [ArtistCredit(name="A")]}, "artists: expected tuple, got list"),
        ({"gtin": "724384960650"}, "gtin: expected Gtin, got str"),
        ({"available_in": ("GB",)}, "available_in[0]: expected Country, got str"),
        (
            {"media": (Medium(position=1, tracks=(attrs.evolve(TRACK, length_ms=1.5),)),)},
            "media[0].tracks[0].length_ms: expected int, got float",
        ),
        (
            {"media": (Medium(position=True, tracks=()),)},
            "media[0].position: expected int, got bool",
        ),
        ({"genres": (Genre(name="Pop", providers="deezer"),)}, "genres[0].providers: expected tuple, got str"),
        ({"genres": (Genre(name="Pop", weight=True),)}, "genres[0].weight: expected float, got bool"),
        ({"date": PartialDate(2001, True, 1)}, "date.month: expected int, got bool"),
        ({"types": (ReleaseType.EP, "ep")}, "types[1]: expected ReleaseType, got str"),
        (
            {"media": (Medium(position=1, tracks=(TRACK, attrs.evolve(TRACK, isrcs=("ZZABC2000001",)))),)},
            "media[0].tracks[1].isrcs[0]: expected Isrc, got str",
        ),
    ],
)
def test_a_wrong_part_is_named_with_its_path(changes, problem):
    """What is wrong is told as the path in the document, what was expected and what came."""
    found = misfit(attrs.evolve(RELEASE, **changes))
    assert found == (problem or "title: expected str, got NoneType")


@pytest.mark.parametrize("kind", [Release, Recording])
def test_what_has_no_title_says_what_it_is_about(kind):
    """A source that only adds to what others describe needs no title, but an id by which that is known."""
    assert misfit(kind()) == "title: expected str, got NoneType"
    assert misfit(kind(external_ids=(ExternalId(provider="base", kind="release", id="1"),))) is None


def test_releases_of_a_recording_are_no_exception():
    """What stands inside another entity is looked at as well."""
    problem = misfit(Recording(title="One", releases=(RELEASE, Release())))
    assert problem == "releases[1].title: expected str, got NoneType"


def test_a_list_that_many_share_is_found_wrong_where_it_first_stands():
    """A list that was looked through is not looked through again, but one that is wrong is never taken for fine."""
    shared = (ExternalId(provider="tunes", kind="artist", id=7),)
    tracks = tuple(Track(position=at, title="One", external_ids=shared) for at in (1, 2))
    problem = misfit(Release(title="Songs", media=(Medium(position=1, tracks=tracks),)))
    assert problem == "media[0].tracks[0].external_ids[0].id: expected str, got int"


def test_a_list_that_fits_in_one_place_need_not_fit_in_another():
    """Lists of countries are looked through once, which tells nothing of the same list in place of another."""
    codes = (Country.parse("GB"),)
    plain = ("GB",)
    tracks = (Track(position=1, title="One", artists=(ArtistCredit(name="A", roles=plain),), available_in=plain),)
    assert misfit(Release(title="Songs", available_in=codes, excluded_from=codes, media=())) is None
    assert misfit(Release(title="Songs", media=(Medium(position=1, tracks=tracks),))) == (
        "media[0].tracks[0].available_in[0]: expected Country, got str"
    )
    assert misfit(Release(title="Songs", available_in=codes, genres=codes)) == "genres[0]: expected Genre, got Country"


def test_a_kind_of_text_may_stand_for_a_text():
    """What is asked is that values can be used as what they should be, so a class below the expected one fits."""
    assert misfit(Release(title=Country.parse("GB"), packaging=ReleaseType.EP)) is None
