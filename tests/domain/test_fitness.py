"""A wrong part of an entity is found, with its path."""

import attrs
import pytest

from harmony_core.domain.codes import Country
from harmony_core.domain.fitness import misfit
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.model import ArtistCredit, ExternalId, Genre, Medium, Recording, Release, Track

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
