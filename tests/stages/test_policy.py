"""policy: which strategy chooses each field, and whose word goes first."""

import attrs
import pytest

from harmony_core.domain.errors import RequestError
from harmony_core.domain.model import Artist, Label, Recording, Release, Track
from harmony_core.domain.result import Candidate
from harmony_core.plugin.parts import Choice, MergeStrategy
from harmony_core.plugin.providers import Precision, Provider, Quality, Traits
from harmony_core.rules import RULES
from harmony_core.stages.policy import DEFAULT_STRATEGIES, FIELDS, ORDERED_BY, FieldPolicy, Policy, policy_of
from harmony_core.stages.strategies import STRATEGIES


def provider(name: str, **traits: object) -> Provider:
    """Return a provider that is known for some traits."""
    return Provider(
        name=name,
        title=name.title(),
        base=f"https://{name}.example/",
        urls=(),
        lookups=(),
        traits=Traits(**traits),  # type: ignore[arg-type]
    )


TUNES = provider("tunes", length=Precision.SECONDS, cover_px=3000, dates=Quality.BAD)
WAVES = provider("waves", length=Precision.MILLISECONDS, gtins=Quality.GOOD)
PAGES = provider("pages", length=Precision.MILLISECONDS, labels=Quality.MISSING)
ALL = (TUNES, WAVES, PAGES)


def order(policy: Policy, field: str | None = None) -> list[str]:
    """Return the providers in a policy's order."""
    return sorted((each.name for each in ALL), key=lambda name: policy.rank(name, field))


def test_providers_come_by_priority():
    """Where nothing else is said, the order in which providers are given counts."""
    assert order(policy_of(ALL)) == order(policy_of(ALL), "title") == ["tunes", "waves", "pages"]


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("length_ms", ["waves", "pages", "tunes"]),
        ("media.tracks.length_ms", ["waves", "pages", "tunes"]),
        ("gtin", ["waves", "tunes", "pages"]),
        ("date", ["waves", "pages", "tunes"]),
        ("labels", ["tunes", "waves", "pages"]),
        ("artwork", ["tunes", "waves", "pages"]),
        ("credits", ["tunes", "waves", "pages"]),
    ],
)
def test_traits_decide_where_they_say_something(field: str, names: list[str]):
    """For some fields the better source goes first; among equals priority counts."""
    assert order(policy_of(ALL), field) == names


def test_who_is_preferred_goes_first_everywhere():
    """`prefer` goes before traits and priority, in its own order, each name once."""
    policy = policy_of(ALL, prefer=("pages", "tunes", "pages"))
    assert {field: order(policy, field) for field in FIELDS} == {each: ["pages", "tunes", "waves"] for each in FIELDS}


def test_who_is_preferred_need_not_be_asked():
    """A preference holds also for lookups that do not ask that provider."""
    assert order(policy_of(ALL, prefer=("elsewhere", "waves"))) == ["waves", "tunes", "pages"]


def test_single_fields_can_be_overridden():
    """An order or strategy of one field goes before everything else; other fields keep theirs."""
    policy = policy_of(ALL, prefer=("pages",), orders={"title": ["waves"]}, strategies={"title": "longest"})
    assert order(policy, "title")[0] == "waves"
    assert order(policy, "date")[0] == "pages"
    assert policy.strategy("title").name == "longest"
    assert policy.strategy("date").name == "most_precise"


def test_a_field_may_be_overridden_for_one_kind():
    """`recording.title` is not of releases; what is named so goes before what is named for all kinds."""
    policy = policy_of(
        ALL,
        strategies={"title": "consensus", "recording.title": "longest", "release.media.tracks.title": "union"},
        orders={"artist.name": ("waves",), "artists": ("pages",), "recording.artists": ("waves",)},
    )

    def of(kind: type, name: str) -> FieldPolicy:
        return next(each for each in policy.fields_of(kind) if each.name == name)

    assert of(Release, "title").strategy.name == "consensus"
    assert of(Recording, "title").strategy.name == "longest"
    assert of(Track, "title").strategy.name == "union"
    names = ("tunes", "pages", "waves")

    def first(kind: type, name: str) -> str:
        return names[policy.order_of(names, of(kind, name).of_kind)[0]]

    assert first(Artist, "name") == "waves"
    assert first(Label, "name") == "tunes"
    assert first(Recording, "artists") == "waves"
    assert first(Release, "artists") == "pages"
    assert policy.place("waves", "recording.artists") < policy.place("pages", "recording.artists")


def test_what_is_not_named_is_preferred():
    """A field without a strategy of its own takes the preferred provider's value."""
    assert policy_of(ALL).strategy("title").name == "preferred"
    assert Policy().strategy("links").name == "union"


def test_an_unknown_strategy_is_named():
    """A strategy that nobody offers is refused at once, with those there are."""
    with pytest.raises(RequestError, match="'best' for title; strategies are preferred, most_precise, union") as caught:
        policy_of(ALL, strategies={"title": "best"})
    assert caught.value.field == "policy"
    with pytest.raises(RequestError, match="'best' for title"):
        Policy(strategies={"title": "best"}).strategy("title")


@pytest.mark.parametrize(
    ("field", "hint"),
    [("titel", "did you mean title?"), ("media[0].tracks[1].isrc", "did you mean media.tracks.isrc?"), ("", "")],
)
def test_an_unknown_field_is_named(field: str, hint: str):
    """A field that no document has is refused, with the one that may have been meant."""
    with pytest.raises(RequestError, match="which is no field") as caught:
        policy_of(ALL, strategies={field: "union"})
    assert hint in caught.value.message
    with pytest.raises(RequestError, match="which is no field"):
        policy_of(ALL, orders={field: ["tunes"]})


def test_a_plugins_strategy_may_be_named():
    """Strategies of plugins are named like the built-in ones."""
    last = MergeStrategy(name="last", choose=lambda given: Choice(value=given[-1].value, providers=given[-1].providers))
    assert policy_of(ALL, strategies={"title": "last"}, known=(*STRATEGIES, last)).strategy("title") is last


def test_the_defaults_name_what_there_is():
    """Every default is of a field and a strategy that exist."""
    assert {*DEFAULT_STRATEGIES, *ORDERED_BY} <= FIELDS
    assert set(DEFAULT_STRATEGIES.values()) <= {strategy.name for strategy in STRATEGIES}


def test_who_is_not_named_comes_last():
    """A provider without a place comes after all that have one."""
    assert Policy(order=("a", "b")).rank("c") == Policy(order=("a", "b"), orders={"x": ()}).rank("c", "title") == 2


def test_consensus_weighs_by_what_is_known_of_the_sources():
    """A source that is bad at a field weighs less there than elsewhere, and those of one feed count once."""
    sources = (
        attrs.evolve(provider("tunes", dates=Quality.BAD), priority=70),
        attrs.evolve(provider("waves", dates=Quality.GOOD), priority=50),
        attrs.evolve(provider("shop", feed="waves"), priority=40),
    )
    policy = policy_of(sources, strategies={"date": "consensus", "title": "consensus"})

    def taken(field: str, *said: str) -> object:
        candidates = [Candidate(value=name, providers=tuple(name.split())) for name in said]
        return policy.strategy(field).choose(candidates).value

    assert taken("title", "tunes", "waves") == "tunes"
    assert taken("date", "tunes", "waves") == "waves"
    assert taken("title", "tunes", "waves shop") == "tunes"


@pytest.mark.parametrize("field", ["artists", "media.tracks.artists", "recording.artists"])
def test_who_has_one_name_for_all_artists_comes_behind(field: str):
    """However high its priority, the credit of a source that is bad at credits is taken where no other has one."""
    policy = policy_of(
        (provider("tunes", credits=Quality.BAD), provider("pages"), provider("waves", credits=Quality.GOOD))
    )
    names = ("tunes", "waves", "pages")
    assert [names[at] for at in policy.order_of(names, field)] == ["pages", "waves", "tunes"]
    assert policy.rank("tunes", "title") == 0


def test_rules_are_chosen_by_name():
    """All run but the optional ones; each can be switched on or off."""
    policy = policy_of(ALL)
    assert policy.rules == Policy().rules == tuple(rule for rule in RULES if not rule.optional)
    names = {rule.name for rule in policy_of(ALL, rules_on=["guests_into_title"], rules_off=["no_label"]).rules}
    assert names == {rule.name for rule in policy.rules} - {"no_label"} | {"guests_into_title"}
    with pytest.raises(RequestError, match="rules_off names 'no_labels', which is no rule; did you mean no_label"):
        policy_of(ALL, rules_off=["no_labels"])


def test_who_answered_first_never_matters():
    """Providers that nothing tells apart go by name."""
    policy = Policy(order=("b",))
    assert sorted("cab", key=policy.place) == ["b", "a", "c"]
    assert sorted("cab", key=attrs.evolve(policy, fill_from=frozenset("b")).place) == ["a", "c", "b"]
