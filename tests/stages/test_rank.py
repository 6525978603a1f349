"""rank: the candidates of many providers as one list, the most alike first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core.domain.answers import Absent, Asked, Failure, FoundMany, SearchAnswer, Unknown
from harmony_core.domain.model import Alias, Artist, ArtistCredit, Entity, ExternalId, Label, Recording, Release
from harmony_core.plugin.catalog import Providers
from harmony_core.plugin.providers import Provider
from harmony_core.plugin.urls import Url
from harmony_core.stages.rank import likeness, rank

ASKED = Asked(by="text", value="tommy")


def provider(name: str) -> Provider:
    """Return a provider that only has links."""
    return Provider(
        name=name,
        title=name.title(),
        base=f"https://api.{name}.example/",
        urls=(Url("release", f"https://{name}.example/album/{{id:digits}}"),),
        lookups=(),
    )


TUNES, WAVES = provider("tunes"), provider("waves")
ALL = Providers((TUNES, WAVES))


def release(title: str, *artists: str, of: Provider = TUNES, number: int | None = None) -> Release:
    """Return a candidate."""
    return Release(
        title=title,
        artists=tuple(ArtistCredit(name=name) for name in artists),
        external_ids=() if number is None else (of.external_id("release", number),),
    )


def many(name: str, *entities: Entity) -> FoundMany:
    """Return a provider's candidates."""
    return FoundMany(provider=name, asked=ASKED, entities=entities)


def test_the_most_alike_comes_first_whoever_has_it():
    """Candidates of all providers are one list, ordered by how alike they are to the words."""
    ranked = rank(
        "the who tommy",
        [
            many("tunes", release("Quadrophenia", "The Who"), release("Tommy", "Someone")),
            many("waves", release("Tommy", "The Who")),
        ],
        ALL,
        25,
    )
    assert ranked[0].provider == "waves"
    assert [each.score for each in ranked] == sorted((each.score for each in ranked), reverse=True)
    assert ranked[0].score == 1


def test_of_equals_the_given_order_holds():
    """Equally alike candidates keep the order of the providers and of each provider's own list."""
    ranked = rank(
        "tommy",
        [many("tunes", release("Tommy", number=2), release("Tommy", number=1)), many("waves", release("Tommy"))],
        ALL,
        25,
    )
    assert [(each.provider, each.id) for each in ranked] == [("tunes", "2"), ("tunes", "1"), ("waves", None)]


def test_a_candidate_can_be_looked_up():
    """A candidate has the id and link that its provider gave, and the reference that looks it up."""
    [candidate] = rank("tommy", [many("tunes", release("Tommy", number=12))], ALL, 25)
    assert (candidate.ref, candidate.id, candidate.url) == ("tunes:12", "12", "https://tunes.example/album/12")


def test_a_candidate_without_a_page_has_no_reference():
    """An id of a kind that its provider has no pages for looks nothing up."""
    entity = Release(title="Tommy", external_ids=(ExternalId(provider="tunes", kind="label", id="x"),))
    [candidate] = rank("tommy", [many("tunes", entity)], ALL, 25)
    assert (candidate.ref, candidate.id) == (None, "x")


def test_there_are_no_more_than_asked_for():
    """The limit holds for all providers together."""
    answers = [many("tunes", *(release(f"Tommy {number}") for number in range(10)))]
    assert len(rank("tommy", answers, ALL, 3)) == 3


def test_those_who_have_nothing_add_nothing():
    """Absent and unknown are no candidates."""
    answers: list[SearchAnswer] = [
        Absent(provider="tunes", asked=ASKED),
        Unknown(provider="waves", asked=ASKED, error=Failure(code="TIMEOUT", message="late")),
    ]
    assert rank("tommy", answers, ALL, 25) == ()


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("tommy", release("Tommy", "The Who")),
        ("TOMMY!", release("Tommy")),
        ("the who tommy", release("Tommy", "The Who")),
        ("tommy the who", release("Tommy", "The Who")),
        ("the who tommy", release("Tommy", "The Who", "London Symphony Orchestra")),
        ("my generation", Recording(title="My Generation")),
        ("the who", Artist(name="The Who")),
        ("the high numbers", Artist(name="The Who", aliases=(Alias(name="The High Numbers"),))),
        ("track records", Label(name="Track Records")),
        ("ágætis byrjun", release("Ágætis Byrjun")),
        ("坂本龍一", Artist(name="坂本龍一")),
    ],
)
def test_the_same_words_are_fully_alike(text: str, entity: Entity):
    """Case, signs and the order of words do not count; artist and title together do as well as either way round."""
    assert likeness(text, entity) == 1


@pytest.mark.parametrize("entity", [Release(), Recording(artists=(ArtistCredit(name="The Who"),))])
def test_nothing_is_like_what_has_no_title(entity: Entity):
    """A candidate that nobody named is like no words, whoever made it."""
    assert likeness("The Who", entity) == 0


def test_other_words_are_less_alike():
    """What shares fewer words is less alike."""
    assert (
        likeness("tommy", release("Tommy"))
        > likeness("tommy", release("Tommy Boy"))
        > likeness("tommy", release("Who"))
    )


@given(st.text(), st.text(min_size=1))
def test_likeness_is_a_share(text: str, title: str):
    """Any two texts are alike by 0 to 1."""
    assert 0 <= likeness(text, Release(title=title)) <= 1
