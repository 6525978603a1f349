"""merge: one entity of several, with a decision for every field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core.domain.answers import Asked, Found
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.model import Artist, ArtistCredit, Entity, Release, Source
from harmony_core.domain.partial_date import PartialDate
from harmony_core.domain.result import Candidate
from harmony_core.plugin.parts import Choice, MergeStrategy
from harmony_core.stages.merge import merge
from harmony_core.stages.policy import Policy
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
    assert merge([only], Policy()).entity == only.entity


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
    """Those without a place keep the order of their answers, after those with one."""
    policy = Policy(order=("b",))
    answers = [release("x", title="X"), release("a", title="A"), release("b", title="B")]
    decision = merge(answers, policy).decisions["title"]
    assert decision.value == "B"
    assert [candidate.value for candidate in decision.candidates] == ["X", "A"]


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
