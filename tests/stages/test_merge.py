"""merge: one entity of several, with a decision for every field."""

from collections.abc import Mapping

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmony_core.domain.answers import Asked, Found
from harmony_core.domain.codes import Country
from harmony_core.domain.errors import RequestError
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc
from harmony_core.domain.model import (
    Alias,
    Artist,
    ArtistCredit,
    Artwork,
    ArtworkKind,
    Credit,
    Entity,
    ExternalId,
    Genre,
    Label,
    LabelCredit,
    Link,
    LinkKind,
    Medium,
    Popularity,
    Recording,
    Release,
    ReleaseEvent,
    ReleaseType,
    Source,
    Track,
    Work,
)
from harmony_core.domain.partial_date import PartialDate
from harmony_core.domain.paths import value_at
from harmony_core.domain.result import Candidate, Decision
from harmony_core.edges.convert import document, entity_from
from harmony_core.edges.schema import problems
from harmony_core.plugin.parts import Choice, MergeStrategy
from harmony_core.stages.merge import Merged, merge
from harmony_core.stages.policy import DEFAULT_STRATEGIES, Policy
from harmony_core.stages.strategies import LARGEST, LONGEST, MOST_PRECISE, PREFERRED, UNION


def found(provider: str, entity: Entity) -> Found:
    """Return what a provider said."""
    return Found(provider=provider, asked=Asked(by="gtin", value="x"), entity=entity)


def release(provider: str, **fields: object) -> Found:
    """Return a release that a provider described."""
    return found(provider, Release(**{"title": "Tommy", "sources": (Source(provider=provider),), **fields}))  # type: ignore[arg-type]


def test_one_answer_is_taken_as_it_is():
    """Of a single source the description is its own."""
    only = release("tunes", gtin=Gtin.parse("731453463127"))
    assert merge([only], Policy(rules=())).entity == only.entity


@pytest.mark.parametrize(("order", "title"), [(("tunes", "waves"), "TOMMY"), (("waves", "tunes"), "Tommy")])
def test_the_preferred_source_decides(order: tuple[str, ...], title: str):
    """Each field is taken from the first provider in the policy's order that has it, whoever answered first."""
    answers = [release("waves"), release("tunes", title="TOMMY")]
    assert merge(answers, Policy(order=order)).entity.title == title  # type: ignore[union-attr]


def test_what_the_preferred_source_lacks_others_fill():
    """A field that is missing or empty at the preferred source comes from the next that has it."""
    first = release("tunes", title="Tommy")
    second = release("waves", date=PartialDate(1969), artists=(ArtistCredit(name="The Who"),))
    merged = merge([first, second], Policy(order=("tunes", "waves")))
    assert isinstance(merged.entity, Release)
    assert merged.entity.date == PartialDate(1969)
    assert merged.decisions["date"].providers == ("waves",)
    assert merged.decisions["artists"].providers == ("waves",)


def test_a_decision_names_the_losers():
    """A decision holds the value, who said it, the strategy, and what else was said by whom."""
    answers = [release("a", title="Tommy"), release("b", title="TOMMY"), release("c", title="Tommy")]
    decision = merge(answers, Policy(order=("a", "b", "c"))).decisions["title"]
    assert (decision.value, decision.providers, decision.strategy) == ("Tommy", ("a", "c"), "preferred")
    assert decision.candidates == (Candidate(value="TOMMY", providers=("b",)),)


def test_equal_values_are_one_candidate():
    """Two prints of one GTIN are the same value, said by both; the preferred one's print is kept."""
    answers = [release("a", gtin=Gtin.parse("0731453463127")), release("b", gtin=Gtin.parse("731453463127"))]
    decision = merge(answers, Policy(order=("b", "a"))).decisions["gtin"]
    assert (str(decision.value), decision.providers, decision.candidates) == ("731453463127", ("b", "a"), ())


def test_no_decision_is_made_where_nobody_said_anything():
    """A field that no source has is neither filled nor decided."""
    merged = merge([release("a"), release("b")], Policy())
    assert "date" not in merged.decisions
    assert isinstance(merged.entity, Release)
    assert merged.entity.date is None


def test_every_source_is_named():
    """The merged entity has the sources of all, in the policy's order."""
    merged = merge([release("a"), release("b")], Policy(order=("b", "a")))
    assert [source.provider for source in merged.entity.sources] == ["b", "a"]


def test_providers_that_the_policy_does_not_name_come_last():
    """Those without a place go by their names, after those with one: who answered first does not matter."""
    policy = Policy(order=("b",))
    answers = [release("x", title="X"), release("a", title="A"), release("b", title="B")]
    decision = merge(answers, policy).decisions["title"]
    assert decision.value == "B"
    assert [candidate.value for candidate in decision.candidates] == ["A", "X"]


def test_a_policy_may_choose_otherwise():
    """The policy's strategy chooses among the candidates, which it gets in the policy's order."""
    last = MergeStrategy(name="last", choose=lambda given: Choice(value=given[-1].value, providers=given[-1].providers))
    decision = merge(
        [release("a", title="A"), release("b", title="B")],
        Policy(
            order=("a", "b"),
            strategies={"title": "last"},
            known=(PREFERRED, UNION, MOST_PRECISE, LONGEST, LARGEST, last),
        ),
    ).decisions["title"]
    assert (decision.value, decision.providers, decision.strategy) == ("B", ("b",), "last")
    assert decision.candidates == (Candidate(value="A", providers=("a",)),)


def test_artists_merge_as_releases_do():
    """What is merged may be of any kind."""
    merged = merge([found("a", Artist(name="Who")), found("b", Artist(name="The Who", sort_name="Who, The"))], Policy())
    assert isinstance(merged.entity, Artist)
    assert (merged.entity.name, merged.entity.sort_name) == ("Who", "Who, The")


def test_preferred_takes_the_first():
    """The built-in strategy takes the first candidate, with all who gave it."""
    candidates = [Candidate(value=1, providers=("a", "c")), Candidate(value=2, providers=("b",))]
    assert PREFERRED.choose(candidates) == Choice(value=1, providers=("a", "c"))


titles = st.sampled_from(["Tommy", "TOMMY", "Tommy (Live)"])


@given(st.lists(titles, min_size=2, max_size=5), st.permutations(["p0", "p1", "p2", "p3", "p4"]))
def test_nothing_that_was_said_is_lost(said: list[str], order: list[str]):
    """Value and losing candidates together are all that was said, each with exactly those who said it."""
    answers = [release(f"p{place}", title=title) for place, title in enumerate(said)]
    decision = merge(answers, Policy(order=tuple(order))).decisions["title"]
    told = {decision.value: set(decision.providers)} | {each.value: set(each.providers) for each in decision.candidates}
    assert told == {title: {f"p{at}" for at, each in enumerate(said) if each == title} for title in said}
    assert min(decision.providers, key=order.index) == min((f"p{at}" for at in range(len(said))), key=order.index)


# --- Tracks -------------------------------------------------------------------------------------------------

AB = Policy(order=("a", "b", "c"))
ISRC, OTHER_ISRC, THIRD_ISRC = (Isrc.parse(f"GBAYE690000{number}") for number in (1, 2, 3))


def track(position: int, title: str, **fields: object) -> Track:
    """Return a track."""
    return Track(position=position, title=title, **fields)  # type: ignore[arg-type]


def medium(*tracks: Track, position: int = 1, **fields: object) -> Medium:
    """Return a medium of these tracks."""
    return Medium(position=position, tracks=tracks, **fields)  # type: ignore[arg-type]


def merged_release(*answers: Found, policy: Policy = AB) -> tuple[Release, Mapping[str, Decision]]:
    """Return the one release, and why."""
    made: Merged = merge(answers, policy)
    assert isinstance(made.entity, Release)
    return made.entity, made.decisions


def test_what_a_track_lacks_comes_from_the_others():
    """Each track's ISRC, length, artists and credits are filled one by one from the tracks that are the same."""
    credit = (Credit(name="Keith Moon", role="drums"),)
    first = medium(track(1, "Overture", isrc=ISRC), track(2, "Sparks", length_ms=226000))
    second = medium(
        track(1, "Overture", isrc=OTHER_ISRC, length_ms=321000, artists=(ArtistCredit(name="The Who"),)),
        track(2, "Sparks", isrc=THIRD_ISRC, length_ms=226400, credits=credit),
    )
    entity, decisions = merged_release(release("a", media=(first,)), release("b", media=(second,)))
    overture, sparks = entity.media[0].tracks
    assert (overture.isrc, overture.length_ms, overture.artists[0].name) == (ISRC, 321000, "The Who")
    assert (sparks.isrc, sparks.length_ms, sparks.credits) == (THIRD_ISRC, 226400, credit)
    isrc = decisions["media[0].tracks[0].isrc"]
    assert (isrc.providers, isrc.candidates) == (("a",), (Candidate(value=OTHER_ISRC, providers=("b",)),))
    assert decisions["media[0].tracks[1].isrc"].providers == ("b",)
    length = decisions["media[0].tracks[1].length_ms"]
    assert (length.providers, length.strategy, length.candidates) == (("b", "a"), "most_precise", ())


def test_nothing_comes_from_a_track_that_is_another():
    """What stands in the same place but is not the same gives nothing."""
    first = medium(track(1, "Overture"), track(2, "Sparks"))
    second = medium(track(1, "Pinball Wizard", isrc=ISRC, length_ms=181000), track(2, "Sparks", isrc=OTHER_ISRC))
    entity, decisions = merged_release(release("a", media=(first,)), release("b", media=(second,)))
    assert entity.media[0].tracks[0] == first.tracks[0]
    assert entity.media[0].tracks[1].isrc == OTHER_ISRC
    assert {path for path in decisions if path.startswith("media[0].tracks[0]")} == {"media[0].tracks[0].title"}


def test_places_stay_those_of_the_media_that_were_taken():
    """Positions and printed numbers are of one release; the paths are those of the merged document."""
    titles = [f"{color} {thing}" for color in ("Red", "Green") for thing in ("House", "River", "Moon")]
    whole = medium(*(track(at, title, isrc=ISRC) for at, title in enumerate(titles, 1)))
    sides = (
        medium(*(track(at, title, number=f"A{at}") for at, title in enumerate(titles[:3], 1))),
        medium(*(track(at, title, number=f"B{at}") for at, title in enumerate(titles[3:], 1)), position=2),
    )
    entity, decisions = merged_release(release("a", media=sides), release("b", media=(whole,)))
    numbers = [(each.position, each.number) for side in entity.media for each in side.tracks]
    assert numbers == [(1, "A1"), (2, "A2"), (3, "A3"), (1, "B1"), (2, "B2"), (3, "B3")]
    assert all(each.isrc == ISRC for side in entity.media for each in side.tracks)
    assert decisions["media[1].tracks[2].isrc"].providers == ("b",)
    assert not [path for path in decisions if path.endswith((".position", ".number", ".sources"))]


def test_the_policy_says_whose_media_are_taken():
    """An order for `media` decides whose track list it is; every field of a track has its own."""
    policy = attrs.evolve(AB, orders={"media": ("b", "a"), "media.tracks.title": ("a", "b")})
    first, second = medium(track(1, "Overture", number="1")), medium(track(1, "OVERTURE", number="A1"))
    entity, decisions = merged_release(release("a", media=(first,)), release("b", media=(second,)), policy=policy)
    assert (entity.media[0].tracks[0].number, entity.media[0].tracks[0].title) == ("A1", "Overture")
    assert decisions["media[0].tracks[0].title"].candidates == (Candidate(value="OVERTURE", providers=("b",)),)


def test_media_without_tracks_are_not_taken():
    """Empty media do not stand in the way of another source's track list."""
    entity, _ = merged_release(release("a", media=(medium(),)), release("b", media=(medium(track(1, "Overture")),)))
    assert entity.media[0].tracks[0].title == "Overture"
    entity, _ = merged_release(release("a", media=(medium(format="CD"),)), release("b"))
    assert entity.media == (medium(format="CD"),)


def test_title_and_format_of_a_medium_are_filled():
    """A medium's title and format come from the medium that has the same tracks, and from no other."""
    songs = [track(at, title) for at, title in enumerate(("Overture", "Sparks", "Go to the Mirror"), 1)]
    first = (medium(*songs[:2]), medium(songs[2], position=2))
    second = (medium(songs[2], format="DVD"), medium(*songs[:2], position=2, format="CD", title="Music"))
    entity, decisions = merged_release(release("a", media=first), release("b", media=second))
    assert [(each.position, each.title, each.format) for each in entity.media] == [(1, "Music", "CD"), (2, None, "DVD")]
    assert decisions["media[0].format"].providers == ("b",)
    entity, _ = merged_release(release("a", media=first), release("b", media=(medium(*songs, format="CD"),)))
    assert [each.format for each in entity.media] == [None, None]


def test_a_tracks_sources_are_of_all_who_have_it():
    """A track names whom it comes from."""
    one, other = Source(provider="a", id="1"), Source(provider="b", id="2")
    entity, _ = merged_release(
        release("a", media=(medium(track(1, "Overture", sources=(one,))),)),
        release("b", media=(medium(track(1, "Overture", sources=(other,))),)),
    )
    assert entity.media[0].tracks[0].sources == (one, other)


def test_several_isrcs_have_the_first_among_them():
    """Where a source knows several codes of a track, the one that was chosen is among them."""
    entity, decisions = merged_release(
        release("a", media=(medium(track(1, "Overture", isrc=ISRC)),)),
        release("b", media=(medium(track(1, "Overture", isrc=OTHER_ISRC, isrcs=(OTHER_ISRC, THIRD_ISRC))),)),
    )
    assert entity.media[0].tracks[0].isrcs == (ISRC, OTHER_ISRC, THIRD_ISRC)
    codes = decisions["media[0].tracks[0].isrcs"]
    assert codes.value == (ISRC, OTHER_ISRC, THIRD_ISRC)
    assert {each.value: each.providers for each in codes.candidates} == {
        ISRC: ("a",),
        OTHER_ISRC: ("b",),
        THIRD_ISRC: ("b",),
    }
    assert codes.providers == ("a", "b")


# --- Unions -------------------------------------------------------------------------------------------------


def test_a_union_names_who_gave_each_item():
    """The decision on a list that is put together has each item with its providers."""
    page = "https://pages.example/1"
    entity, decisions = merged_release(
        release("a", links=(Link(url=page, kinds=(LinkKind.FREE_STREAMING,)), Link(url="https://a.example/"))),
        release("b", links=(Link(url=page, kinds=(LinkKind.PAID_DOWNLOAD,)),)),
    )
    link = Link(url=page, kinds=(LinkKind.FREE_STREAMING, LinkKind.PAID_DOWNLOAD))
    assert entity.links == (link, Link(url="https://a.example/"))
    assert decisions["links"] == Decision(
        value=entity.links,
        providers=("a", "b"),
        strategy="union",
        candidates=(
            Candidate(value=link, providers=("a", "b")),
            Candidate(value=Link(url="https://a.example/"), providers=("a",)),
        ),
    )


def test_where_it_is_sold_is_not_excluded():
    """A country in which one source sells it is not among those in which it is not sold."""
    gb, de, us = map(Country, ("GB", "DE", "US"))
    entity, decisions = merged_release(
        release("a", available_in=(us, gb), excluded_from=(de,)),
        release("b", available_in=(de,), excluded_from=(Country("JP"), gb)),
    )
    assert (entity.available_in, entity.excluded_from) == ((de, gb, us), (Country("JP"),))
    assert decisions["excluded_from"].value == (Country("JP"),)
    assert Candidate(value=gb, providers=("b",)) in decisions["excluded_from"].candidates


def test_genres_of_one_name_are_one():
    """A genre that several give stands once, with all of them."""
    entity, decisions = merged_release(
        release("a", genres=(Genre(name="Rock", providers=("a",)),)),
        release("b", genres=(Genre(name="rock", weight=0.5, providers=("b",)), Genre(name="Mod", providers=("b",)))),
    )
    rock = Genre(name="Rock", weight=0.5, providers=("a", "b"))
    assert entity.genres == (rock, Genre(name="Mod", providers=("b",)))
    assert decisions["genres"].candidates[0] == Candidate(value=rock, providers=("a", "b"))


def test_a_second_primary_type_loses():
    """A release has one primary type; what else was said is in the decision."""
    entity, decisions = merged_release(
        release("a", types=(ReleaseType.SINGLE,)), release("b", types=(ReleaseType.EP, ReleaseType.LIVE))
    )
    assert entity.types == (ReleaseType.SINGLE, ReleaseType.LIVE)
    assert Candidate(value=ReleaseType.EP, providers=("b",)) in decisions["types"].candidates


def test_artists_and_labels_get_the_ids_of_their_names():
    """Ids of artists and labels are joined by name, on the release and on its tracks."""

    def named(provider: str, name: str) -> tuple[ArtistCredit, ...]:
        return (ArtistCredit(name=name, external_ids=(ExternalId(provider=provider, kind="artist", id="1"),)),)

    entity, decisions = merged_release(
        release("a", artists=named("a", "Beyoncé"), media=(medium(track(1, "X", artists=named("a", "Beyoncé"))),)),
        release("b", artists=named("b", "Beyonce"), media=(medium(track(1, "X", artists=named("b", "Beyonce"))),)),
        release("c", artists=named("c", "Somebody"), labels=(LabelCredit(name="Track"),)),
    )
    for artists in (entity.artists, entity.media[0].tracks[0].artists):
        assert [(each.name, [one.provider for one in each.external_ids]) for each in artists] == [
            ("Beyoncé", ["a", "b"])
        ]
    assert decisions["artists"].providers == ("a", "b")
    assert decisions["artists"].candidates == (Candidate(value=named("c", "Somebody"), providers=("c",)),)


def test_losing_credits_of_one_name_are_one():
    """Who loses with the same names loses together, though each has ids of its own."""

    def by(provider: str, name: str) -> Found:
        ids = (ExternalId(provider=provider, kind="artist", id="1"),)
        return release(provider, artists=(ArtistCredit(name=name, external_ids=ids),))

    _, decisions = merged_release(by("a", "The Who"), by("b", "Various"), by("c", "Various"))
    assert [each.providers for each in decisions["artists"].candidates] == [("b", "c")]


def test_a_label_gets_its_catalog_number():
    """The preferred source's label is filled with another's number; a number that differs is told."""

    def on(provider: str, number: str | None) -> Found:
        return release(provider, labels=(LabelCredit(name="Track Record", catalog_number=number),))

    entity, decisions = merged_release(on("a", None), on("b", "613 013"), on("c", "613 014"))
    assert entity.labels == (LabelCredit(name="Track Record", catalog_number="613 013"),)
    assert decisions["labels"].providers == ("a", "b")
    assert [each.providers for each in decisions["labels"].candidates] == [("c",)]


def test_dates_of_other_precision_agree():
    """The most exact date is taken, and who says less exactly the same agrees."""
    _, decisions = merged_release(
        release("a", date=PartialDate(1969)),
        release("b", date=PartialDate(1969, 5, 19)),
        release("c", date=PartialDate(1970)),
    )
    date = decisions["date"]
    assert (date.value, date.providers) == (PartialDate(1969, 5, 19), ("b", "a"))
    assert date.candidates == (Candidate(value=PartialDate(1970), providers=("c",)),)


def test_a_strategy_for_lists_is_refused_for_other_fields():
    """A union of titles would be no title."""
    policy = attrs.evolve(AB, strategies={"title": "union"})
    with pytest.raises(RequestError, match="'union' for title, which is no list"):
        merge([release("a"), release("b")], policy)


# --- Everything ---------------------------------------------------------------------------------------------


def test_recordings_merge():
    """ISRCs, releases and works of a recording are put together, each once."""
    work, same_work = (
        Work(title="Sparks"),
        Work(title="sparks", external_ids=(ExternalId(provider="b", kind="work", id="1"),)),
    )
    merged = merge(
        [
            found("a", Recording(title="Sparks", isrcs=(ISRC,), length_ms=226000, works=(work,))),
            found("b", Recording(title="Sparks", isrcs=(OTHER_ISRC, ISRC), length_ms=226427, works=(same_work,))),
        ],
        AB,
    )
    assert isinstance(merged.entity, Recording)
    assert (merged.entity.isrcs, merged.entity.length_ms) == ((ISRC, OTHER_ISRC), 226427)
    assert [each.title for each in merged.entity.works] == ["Sparks"]
    assert merged.entity.works[0].external_ids == same_work.external_ids


def test_a_source_without_titles_adds_what_it_has():
    """Pictures of a source that knows no title, and goes first, come to what the others say; nothing else changes."""
    ids = (ExternalId(provider="pictures", kind="release", id="1"),)
    picture = Artwork(url="https://pictures.example/1.jpg", provider="pictures")
    media = (Medium(position=1, tracks=(Track(position=1, title="One"),)),)
    said, added = release("a", media=media), found("pictures", Release(artwork=(picture,), external_ids=ids))
    order = Policy(order=("pictures", "a"))
    alone, both = merge([said], order), merge([said, added], order)
    assert both.entity == attrs.evolve(alone.entity, artwork=(picture,), external_ids=ids)
    assert both.decisions["title"].providers == ("a",)
    assert both.decisions["artwork"].providers == ("pictures",)


def test_pictures_that_are_put_together_have_not_lost():
    """Who gave some of the chosen pictures is named; a candidate is only what has pictures that were not taken."""
    front = Artwork(url="https://a.example/1", kinds=(ArtworkKind.FRONT,), width=1000)
    other_front = Artwork(url="https://b.example/1", kinds=(ArtworkKind.FRONT,))
    back = Artwork(url="https://c.example/2", kinds=(ArtworkKind.BACK,))
    said = [release("a", artwork=(front,)), release("b", artwork=(other_front,)), release("c", artwork=(back,))]
    decision = merge(said, Policy(order=("a", "b", "c"))).decisions["artwork"]
    assert (decision.value, decision.providers) == ((front, back), ("a", "c"))
    assert decision.candidates == (Candidate(value=(other_front,), providers=("b",)),)


def test_labels_merge():
    """Aliases of a label are put together; what one lacks the other fills."""
    merged = merge(
        [
            found("a", Label(name="Track", aliases=(Alias(name="Track Record"),))),
            found(
                "b", Label(name="Track Records", label_code="123", aliases=(Alias(name="Track Record", locale="en"),))
            ),
        ],
        AB,
    )
    assert merged.entity == Label(name="Track", label_code="123", aliases=(Alias(name="Track Record", locale="en"),))


def ids() -> st.SearchStrategy[ExternalId]:
    """Return ids that are often of the same thing."""
    return st.builds(
        ExternalId,
        provider=st.sampled_from(["x", "y"]),
        kind=st.just("release"),
        id=st.sampled_from(["1", "2"]),
        type=st.sampled_from([None, "album"]),
        url=st.sampled_from([None, "https://x.example/1"]),
    )


def lists(of: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    """Return short tuples."""
    return st.lists(of, max_size=3).map(tuple)


dates = st.none() | st.sampled_from(
    [PartialDate(1969), PartialDate(1969, 5), PartialDate(1969, 5, 19), PartialDate(1970)]
)
countries = st.sampled_from([Country(code) for code in ("GB", "DE", "US")])
credits_of_artists = lists(
    st.builds(ArtistCredit, name=st.sampled_from(["The Who", "THE WHO", "!!!"]), external_ids=lists(ids()))
)
tracks = st.builds(
    Track,
    position=st.just(1),
    title=st.sampled_from(["Overture", "Sparks", "Intro"]),
    length_ms=st.none() | st.sampled_from([180000, 180400, 240000]),
    isrc=st.none() | st.sampled_from([ISRC, OTHER_ISRC]),
    isrcs=lists(st.sampled_from([ISRC, THIRD_ISRC])),
    artists=credits_of_artists,
    available_in=lists(countries),
    external_ids=lists(ids()),
)
releases = st.builds(
    Release,
    title=st.sampled_from(["Tommy", "TOMMY"]),
    artists=credits_of_artists,
    date=dates,
    events=lists(st.builds(ReleaseEvent, date=dates, country=st.none() | countries)),
    types=lists(st.sampled_from(list(ReleaseType))),
    labels=lists(
        st.builds(
            LabelCredit, name=st.sampled_from(["Track", "Polydor"]), catalog_number=st.sampled_from([None, "1", "2"])
        )
    ),
    available_in=lists(countries),
    excluded_from=lists(countries),
    media=lists(st.builds(Medium, position=st.just(1), format=st.sampled_from([None, "CD"]), tracks=lists(tracks))),
    artwork=lists(st.builds(Artwork, url=st.just("https://x.example/"), width=st.sampled_from([None, 100, 500]))),
    genres=lists(st.builds(Genre, name=st.sampled_from(["Rock", "rock"]), weight=st.sampled_from([None, 0.5]))),
    popularity=lists(st.builds(Popularity, provider=st.sampled_from(["x", "y"]), plays=st.sampled_from([None, 1]))),
    links=lists(st.builds(Link, url=st.just("https://x.example/"), kinds=lists(st.sampled_from(list(LinkKind))))),
    external_ids=lists(ids()),
)
EVERYTHING = st.lists(releases, min_size=1, max_size=4)


def answers_of(entities: list[Release]) -> list[Found]:
    """Return the answers of providers p0, p1 …"""
    return [found(f"p{at}", entity) for at, entity in enumerate(entities)]


ALL = Policy(order=("p1", "p0", "p3", "p2"), orders={"media": ("p2", "p0", "p1", "p3")})


@settings(max_examples=40, deadline=None)
@given(EVERYTHING, st.randoms(use_true_random=False))
def test_the_order_of_the_answers_does_not_matter(entities, random):
    """The policy alone orders, and merging changes nothing that it is given."""
    answers = answers_of(entities)
    merged = merge(answers, ALL)
    random.shuffle(answers)
    assert merge(answers, ALL) == merged
    assert [each.entity for each in sorted(answers, key=lambda each: each.provider)] == entities


@settings(max_examples=40, deadline=None)
@given(EVERYTHING)
def test_what_is_merged_is_a_document(entities):
    """The merged document is valid and reads back as what it was."""
    entity = merge(answers_of(entities), ALL).entity
    written = document(entity)
    assert problems("release", written) == ()
    assert set(entity_from(written, Release).external_ids) == set(entity.external_ids)  # type: ignore[union-attr]


@settings(max_examples=40, deadline=None)
@given(EVERYTHING)
def test_decisions_are_of_what_is_in_the_document(entities):
    """Every decision's path leads to its value, and its providers are some of those asked."""
    merged = merge(answers_of(entities), ALL)
    for path, decision in merged.decisions.items():
        assert value_at(merged.entity, path) == decision.value
        assert decision.providers
        said = {*decision.providers, *(name for each in decision.candidates for name in each.providers)}
        assert said <= {f"p{at}" for at in range(len(entities))}


@settings(max_examples=40, deadline=None)
@given(EVERYTHING)
def test_every_field_of_the_document_has_a_decision(entities):
    """Whatever is filled says why, but for places, sources and the media as a whole."""
    merged = merge(answers_of(entities), ALL)
    assert isinstance(merged.entity, Release)
    parts = [("", merged.entity)]
    for at, of in enumerate(merged.entity.media):
        parts.append((f"media[{at}].", of))
        parts += [(f"media[{at}].tracks[{place}].", each) for place, each in enumerate(of.tracks)]
    for prefix, part in parts:
        for field in attrs.fields(type(part)):
            if field.name not in ("media", "tracks", "position", "number", "sources", "excluded_from"):
                filled = getattr(part, field.name) not in (None, ())
                assert filled == (f"{prefix}{field.name}" in merged.decisions), field.name


@settings(max_examples=40, deadline=None)
@given(EVERYTHING)
def test_no_union_says_a_thing_twice(entities):
    """Of one address, id, provider's numbers, genre, country there is one item in the document."""
    entity = merge(answers_of(entities), ALL).entity
    assert isinstance(entity, Release)
    keys = {
        "links": [each.url for each in entity.links],
        "popularity": [each.provider for each in entity.popularity],
        "genres": [each.name.casefold() for each in entity.genres],
        "available_in": list(entity.available_in),
        "types": list(entity.types),
        "external_ids": [(each.provider, each.kind, each.id) for each in entity.external_ids],
        "events": list(entity.events),
    }
    for name, values in keys.items():
        assert len(values) == len(set(values)), name
    assert not set(entity.available_in) & set(entity.excluded_from)


def test_all_default_unions_are_of_lists():
    """A field that is put together by default is a list in the model."""
    whole = {
        kind: {field.name: field.type for field in attrs.fields(kind)}
        for kind in (Release, Recording, Artist, Label, Track)
    }
    for path, strategy in DEFAULT_STRATEGIES.items():
        name = path.rpartition(".")[2]
        if strategy == "union":
            assert any(str(fields.get(name)).startswith("tuple") for fields in whole.values()), path


# --- Sources that only fill gaps ----------------------------------------------------------------------------

FILLED = Policy(order=("waves", "tunes", "shop"), fill_from=frozenset({"waves"}))


def test_a_gap_filler_gives_way_to_any_other():
    """Also where it goes first by every order; what it says is a losing candidate."""
    merged = merge(
        [release("waves", title="TOMMY", date=PartialDate(1970, 5, 17)), release("shop", date=PartialDate(1969))],
        FILLED,
    )
    assert isinstance(merged.entity, Release)
    assert (merged.entity.title, merged.entity.date) == ("Tommy", PartialDate(1969))
    assert merged.decisions["date"].candidates == (Candidate(value=PartialDate(1970, 5, 17), providers=("waves",)),)


def test_a_gap_filler_fills_gaps_but_those_of_gtin_and_links():
    """What nobody else has is taken, but for what may be another edition's."""
    filler = release(
        "waves",
        gtin=Gtin.parse("731453463127"),
        links=(Link(url="https://waves.example/1"),),
        labels=(LabelCredit(name="Track Records"),),
        genres=(Genre(name="rock"),),
    )
    merged = merge([filler, release("shop", genres=(Genre(name="opera"),))], FILLED).entity
    assert isinstance(merged, Release)
    assert (merged.gtin, merged.links) == (None, ())
    assert [label.name for label in merged.labels] == ["Track Records"]
    assert [genre.name for genre in merged.genres] == ["opera"]


def test_a_gap_filler_fills_gaps_of_single_tracks():
    """Tracks are those of the others; an ISRC that they lack is taken from the track that was lined up."""
    code = Isrc.parse("GBAYE6900531")
    own = (Track(position=1, title="Overture"), Track(position=2, title="It's a Boy", length_ms=38_000))
    filler = (Track(position=1, title="Overture", isrc=code), Track(position=2, title="It’s a Boy!", length_ms=38_123))
    merged = merge(
        [
            release("shop", media=(Medium(position=1, tracks=own),)),
            release("waves", media=(Medium(position=1, tracks=filler),)),
        ],
        FILLED,
    ).entity
    assert isinstance(merged, Release)
    assert [(track.title, track.isrc, track.length_ms) for track in merged.media[0].tracks] == [
        ("Overture", code, None),
        ("It's a Boy", None, 38_000),
    ]


def test_gap_fillers_alone_are_taken_as_they_are():
    """Where nobody else answered there is nothing that they give way to, but for GTIN and links."""
    merged = merge([release("waves", gtin=Gtin.parse("731453463127"), date=PartialDate(1969))], FILLED).entity
    assert isinstance(merged, Release)
    assert (merged.date, merged.gtin) == (PartialDate(1969), None)
