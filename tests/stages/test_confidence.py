"""confidence: how probable it is that a value is right, from who says it and who says otherwise."""

from collections.abc import Mapping

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core.domain.answers import Asked, Found
from harmony_core.domain.evidence import Evidence
from harmony_core.domain.identifiers import Isrc
from harmony_core.domain.model import (
    Artist,
    ArtistCredit,
    Entity,
    LabelCredit,
    Medium,
    Recording,
    Release,
    Source,
    Track,
)
from harmony_core.domain.partial_date import PartialDate
from harmony_core.domain.result import Decision
from harmony_core.edges.convert import document
from harmony_core.edges.how_sure import how_sure
from harmony_core.plugin.providers import Quality, Traits
from harmony_core.plugin.rules import SourceFacts
from harmony_core.stages.confidence import (
    MEASURED_AS,
    Measured,
    Sureness,
    doubts,
    mean_confidence,
    means_the_same,
    measured,
    shared_feeds,
)
from harmony_core.stages.merge import merge
from harmony_core.stages.policy import FIELDS, Policy

EVEN = Measured(accuracy=0.9, coincidence=0.1, most=0.99)
"""A source is right nine times of ten; there are ten wrong values for each right one."""

STORE = Traits(feed="distributors")
ISRC = Isrc.parse("ZZAAA2400001")
FACTS = {
    "archive": SourceFacts(priority=100),
    "library": SourceFacts(priority=90),
    "shop": SourceFacts(traits=STORE),
    "stream": SourceFacts(traits=STORE),
    "careless": SourceFacts(traits=Traits(dates=Quality.BAD, credits=Quality.MISSING)),
}
POLICY = Policy(order=("archive", "library", "shop", "stream", "careless"), sources=FACTS)


def said(**titles: str) -> dict[str, Decision]:
    """Return the decisions on recordings of which each source says another title."""
    return decided({name: Recording(title=title, isrcs=(ISRC,), length_ms=201_400) for name, title in titles.items()})


def decided(entities: Mapping[str, Entity], policy: Policy = POLICY) -> dict[str, Decision]:
    """Return the decisions on what sources say."""
    found = [
        Found(
            provider=name,
            asked=Asked(by="id", value="x"),
            entity=attrs.evolve(entity, sources=(Source(provider=name),)),
        )
        for name, entity in entities.items()
    ]
    return dict(merge(found, policy).decisions)


def sure_of_title(**titles: str) -> float:
    """Return how sure the title is of what each source says."""
    sure = said(**titles)["title"].confidence
    assert sure is not None
    return sure


# --- The model, reckoned by hand ------------------------------------------------------------------------------


def test_one_source_is_right_as_often_as_it_is():
    """What one source says alone is as sure as it is right."""
    assert EVEN.probability(EVEN.weight(), ()) == pytest.approx(0.9)


def test_two_that_agree_would_both_have_to_be_wrong_alike():
    """0.9² against 0.1² / 10 for the ten wrong values each, but no more than what can be told."""
    unlimited = attrs.evolve(EVEN, most=1.0)
    expected = 0.81 / (0.81 + 10 * (0.1 * 0.1) ** 2)
    assert unlimited.probability(2 * EVEN.weight(), ()) == pytest.approx(expected)
    assert EVEN.probability(2 * EVEN.weight(), ()) == 0.99


def test_of_two_that_differ_each_has_less_than_half():
    """Both may be right, or, seldom, neither."""
    weight = EVEN.weight()
    expected = 90 / (90 + 90 + 9)
    assert EVEN.probability(weight, (weight,)) == pytest.approx(expected)


def test_what_was_joined_by_chance_is_a_guess():
    """A source that surely speaks of something else adds nothing; one that may does so the less, the likelier."""
    assert EVEN.weight(joined=0.0) == pytest.approx(0.0)
    weights = [EVEN.weight(joined=share / 10) for share in range(11)]
    assert weights == sorted(weights)


def test_a_year_says_little_of_a_day():
    """It excludes the days of other years, no more."""
    assert 0 < EVEN.year_weight() < EVEN.weight() / 2


@given(st.floats(0.5, 0.99), st.floats(0.001, 0.5), st.lists(st.floats(-5, 40), max_size=4), st.floats(-5, 40))
def test_it_is_a_probability(accuracy: float, coincidence: float, others: list[float], chosen: float):
    """Whatever the votes, it is between 0 and the most that is claimed; more votes never make it less."""
    model = Measured(accuracy=accuracy, coincidence=coincidence, most=0.99)
    got = model.probability(chosen, others)
    assert 0 <= got <= 0.99
    assert model.probability(chosen + 1, others) >= got


def test_the_shipped_parameters_are_shares():
    """What was measured is there for every field, and is possible."""
    assert set(MEASURED_AS.values()) <= set(measured())
    assert set(MEASURED_AS) <= FIELDS
    for each in measured().values():
        assert 0.5 < each.accuracy < each.most < 1
        assert 0 < each.coincidence < 0.5


# --- Who has a vote -------------------------------------------------------------------------------------------


def test_independent_sources_make_it_surer():
    """Two say the same: it is surer than what one says, and what they differ on is not sure."""
    alone = sure_of_title(archive="Go")
    assert alone == pytest.approx(measured()["title"].accuracy, abs=0.001)
    assert sure_of_title(archive="Go", library="Go") == pytest.approx(measured()["title"].most, abs=0.001)
    assert sure_of_title(archive="Go", library="Run") < 0.5


def test_sources_of_one_feed_count_once():
    """Two stores that print one feed are one voice, also against a source of its own."""
    assert sure_of_title(shop="Go", stream="Go") == sure_of_title(shop="Go")
    assert sure_of_title(archive="Go", shop="Run", stream="Run") == sure_of_title(archive="Go", shop="Run")
    assert sure_of_title(archive="Go", library="Run", shop="Run") < sure_of_title(archive="Go", shop="Run")


def test_two_that_copied_a_mistake_do_not_outweigh_one_that_is_right():
    """Without the feed they would: three against one looks sure."""
    titles = {"archive": "Go", "shop": "Run", "stream": "Run"}
    entities = {name: Recording(title=title, isrcs=(ISRC,), length_ms=201_400) for name, title in titles.items()}
    unknown = attrs.evolve(POLICY, sources={})
    with_feed, without = decided(entities)["title"].confidence, decided(entities, unknown)["title"].confidence
    assert with_feed is not None
    assert without is not None
    assert without < 0.05 < 0.4 < with_feed


def test_what_is_only_written_otherwise_supports():
    """Case, punctuation, guests and a remaster are no other title; a live version is."""
    same = sure_of_title(archive="Go, Go!", library="go go (feat. Her) [Remastered]")
    assert same == sure_of_title(archive="Go, Go!", library="Go, Go!")
    assert sure_of_title(archive="Go, Go!", library="Go Go (Live)") < 0.5
    lost = said(archive="Go, Go!", library="go go")["title"].candidates
    assert [each.value for each in lost] == ["go go"]


def test_those_who_differ_alike_stand_together():
    """Two others that say the same but for writing are two voices for one value, not for two."""
    together = sure_of_title(archive="Go", library="Run!", shop="run")
    assert together < sure_of_title(archive="Go", library="Run!", shop="Walk")


def test_a_source_that_is_bad_at_a_field_counts_less():
    """Its traits say so: alone it is less sure, against others it takes less from them."""
    day, other = PartialDate(2001, 3, 7), PartialDate(2001, 3, 12)

    def sure(**dates: PartialDate) -> float:
        found = decided({name: Recording(title="Go", date=date, isrcs=(ISRC,)) for name, date in dates.items()})[
            "date"
        ].confidence
        assert found is not None
        return found

    assert sure(careless=day) < sure(archive=day)
    assert sure(archive=day, careless=other) > sure(archive=day, shop=other)
    assert sure(archive=day, careless=day) > sure(archive=day)


def test_less_precise_dates_support_a_little():
    """Whoever knows the year only supports a day less than whoever knows the day."""

    def sure(*dates: PartialDate) -> float | None:
        names = ("archive", "library", "shop")
        entities = {
            name: Recording(title="Go", date=date, isrcs=(ISRC,)) for name, date in zip(names, dates, strict=False)
        }
        return decided(entities)["date"].confidence

    day, year = PartialDate(2001, 3, 7), PartialDate(2001)
    alone, with_year, with_day = sure(day), sure(day, year), sure(day, day)
    assert alone is not None
    assert with_year is not None
    assert with_day is not None
    assert alone < with_year < with_day
    assert sure(year) == pytest.approx(measured()["year"].accuracy, abs=0.001)


def test_lengths_are_right_to_a_second():
    """What differs by less supports, though only one of them is taken."""

    def sure(one: int, other: int) -> float | None:
        lengths = {"archive": one, "library": other}
        entities = {name: Recording(title="Go", isrcs=(ISRC,), length_ms=each) for name, each in lengths.items()}
        return decided(entities)["length_ms"].confidence

    near, far = sure(200_100, 200_900), sure(200_100, 202_900)
    assert near is not None
    assert far is not None
    assert near > 0.9
    assert far < 0.5


def test_what_cannot_be_told_is_left_out():
    """Labels, lists that are put together, artists: nothing was measured of them, and the document has no number."""
    decisions = decided({"archive": Release(title="Go", labels=(LabelCredit(name="Lantern"),))})
    assert decisions["labels"].confidence is None
    assert "confidence" not in document(decisions["labels"])
    assert all(each.confidence is None for each in decided({"archive": Artist(name="Ada")}).values())
    assert mean_confidence([decisions["labels"]]) is None


# --- The match's probability ----------------------------------------------------------------------------------


def tracks(*told: tuple[str, int]) -> Release:
    """Return a release with tracks of these titles and lengths in seconds."""
    placed = [Track(position=at, title=title, length_ms=seconds * 1000) for at, (title, seconds) in enumerate(told, 1)]
    return Release(title="Glass Harbor", media=(Medium(position=1, tracks=tuple(placed)),))


def test_a_track_that_may_be_another_speaks_with_less_weight():
    """A length of a track that was joined by a like title is less sure than one of the same title."""
    mine = attrs.evolve(tracks(("Morning Ferry", 201), ("Salt", 180)), title="Glass Harbor")
    bare = attrs.evolve(
        mine,
        media=(
            attrs.evolve(mine.media[0], tracks=tuple(attrs.evolve(t, length_ms=None) for t in mine.media[0].tracks)),
        ),
    )
    path = "media[0].tracks[0].length_ms"
    surely = decided({"archive": bare, "library": mine})[path].confidence
    maybe = decided({"archive": bare, "library": tracks(("Mourning Fairy", 201), ("Salt", 180))})
    assert surely is not None
    assert path in maybe
    unsure_of_it = maybe[path].confidence
    assert unsure_of_it is not None
    assert unsure_of_it < surely


def test_what_a_field_says_of_the_match_does_not_count_against_it_twice():
    """A title that differs makes a match less probable; of the title its source says as much as without that."""
    evidence = (Evidence("title", "different", -3.0), Evidence("isrc", "shared", 4.0))
    told = doubts(0.83, evidence)
    assert told[""] == told["length"] == 0.83
    assert told["title"] == 0.99


def test_a_source_that_has_the_same_isrc_and_another_title_is_heard():
    """Its ISRC, length and artists say that it speaks of this recording: so the title is not sure."""
    one = Recording(title="Morning Ferry", artists=(ArtistCredit(name="Ada Moth"),), length_ms=201_400, isrcs=(ISRC,))
    other = attrs.evolve(one, title="Salt and Iron")
    alone = decided({"archive": one})["title"].confidence
    both = decided({"archive": one, "library": other})["title"].confidence
    assert alone is not None
    assert both is not None
    assert both < 0.6 < alone


# --- The whole, and words -------------------------------------------------------------------------------------


def test_the_whole_is_the_mean_of_what_is_sure():
    """Also of one source alone."""
    decisions = decided({"archive": Recording(title="Go", length_ms=200_000)})
    told = [measured()["title"].accuracy, measured()["length"].accuracy]
    assert mean_confidence(decisions.values()) == pytest.approx(sum(told) / 2, abs=0.001)


def test_feeds_that_several_share_are_named():
    """A source is of its own feed, too; whoever is alone in one is not named."""
    feeds = {"shop": "distributors", "stream": "distributors", "listens": "archive", "lone": "other"}
    assert shared_feeds(["shop", "archive", "stream", "lone", "listens"], feeds) == {
        "archive": ("archive", "listens"),
        "distributors": ("shop", "stream"),
    }


def explained(path: str = "title", **titles: str) -> str:
    """Return in words how sure a title is."""
    decisions = {name: document(each) for name, each in said(**titles).items()}
    feeds = shared_feeds(titles, POLICY.feeds)
    return how_sure(path, {"decisions": decisions, "feeds": feeds})


def test_words_tell_who_speaks_independently():
    """And who repeats whom, who says otherwise, and what comes to the same."""
    assert explained(archive="Go") == "94% sure: archive alone says so."
    assert explained(archive="Go", library="Go", shop="Go", stream="Go") == (
        "99% sure: archive, library and shop say so independently; shop and stream print one feed."
    )
    assert explained(archive="Go", shop="Run", stream="Run").endswith("archive alone says so, against shop and stream.")
    assert explained(archive="Go!", library="go").endswith(
        "archive and library say so independently; what library says comes to the same."
    )


def test_words_tell_of_a_doubtful_match():
    """That a source speaks of the same track is not sure."""
    result = {
        "decisions": {"title": {"value": "Go", "providers": ["a", "b"], "strategy": "preferred", "confidence": 0.9}},
        "matches": [{"path": "", "provider": "b", "with_provider": "a", "probability": 0.83, "method": "fuzzy"}],
    }
    assert how_sure("title", result) == (
        "90% sure: a and b say so independently; that b speaks of the same is 83% sure."
    )


def test_names_in_other_scripts_and_signs_are_told_apart():
    """A title without letters is itself."""
    assert not means_the_same("!!!", "???")
    assert means_the_same("東京", "東京")
    assert not means_the_same("東京", "京都")
    assert means_the_same((ArtistCredit(name="Him & Her"),), (ArtistCredit(name="her"), ArtistCredit(name="HIM")))


def test_what_was_reckoned_is_kept_by_who_says_it():
    """The same sources agree again: the number is the same, whatever they say."""
    sureness = Sureness()
    first = sureness.of("title", "Go", ("a", "b"), [("a", "Go"), ("b", "Go")])
    assert first == sureness.of("title", "Run", ("a", "b"), [("a", "Run"), ("b", "Run")])
    assert sureness.of("title", "Run", ("a",), [("a", "Run")]) != first
    assert sureness.of("labels", (), ("a",), [("a", ())]) is None
