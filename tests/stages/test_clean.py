"""clean: rules on answers, which of them changed what, and rules that plugins bring."""

import attrs
import pytest

from harmony_core.domain.answers import Asked, Found
from harmony_core.domain.codes import Language
from harmony_core.domain.model import Artist, ArtistCredit, Entity, Medium, Recording, Release, TitleLanguage, Track
from harmony_core.domain.refs import Kind
from harmony_core.edges.convert import document
from harmony_core.edges.explain import in_words
from harmony_core.plugin.rules import Rule, Told, When
from harmony_core.rules import RULES
from harmony_core.stages.clean import Change, changes, clean
from harmony_core.stages.merge import merge
from harmony_core.stages.policy import Policy, policy_of


def found(provider: str, entity: Entity) -> Found:
    """Return what a provider said."""
    return Found(provider=provider, asked=Asked(by="gtin", value="x"), entity=entity)


def shout(entity: Entity, told: Told) -> Entity:
    """Write titles in capitals."""
    return attrs.evolve(entity, title=(entity.title or "").upper()) if isinstance(entity, Release) else entity


def mark(entity: Entity, told: Told) -> Entity:
    """Put who said a title behind it."""
    return attrs.evolve(entity, title=f"{entity.title}!") if isinstance(entity, Release) else entity


SHOUT = Rule(name="shout", does="Titles are shouted.", kinds=frozenset({Kind.RELEASE}), apply=shout)
MARK = Rule(name="mark", does="Titles are marked.", apply=mark)


def test_each_change_names_its_rules_and_what_was_before():
    """Rules run one after the other; a field has what its source said, and all rules that changed it."""
    (cleaned,) = clean([found("tunes", Release(title="Go"))], [SHOUT, MARK])
    assert cleaned.found.entity == Release(title="GO!")
    assert cleaned.changes == {"title": Change(before="Go", rules=("shout", "mark"))}


def test_what_is_changed_back_is_no_change():
    """Rules that undo one another leave no trace."""
    unmark = attrs.evolve(MARK, name="unmark", apply=lambda entity, told: Release(title="Go"))
    (cleaned,) = clean([found("tunes", Release(title="Go"))], [MARK, unmark])
    assert cleaned.changes == {}


def test_rules_are_of_kinds():
    """A rule on releases does not see artists."""
    (cleaned,) = clean([found("tunes", Artist(name="Ada"))], [SHOUT])
    assert cleaned.found.entity == Artist(name="Ada")


def test_rules_on_what_was_merged_do_not_run_on_answers():
    """They have their time after the merge."""
    late = attrs.evolve(SHOUT, when=When.MERGED)
    (cleaned,) = clean([found("tunes", Release(title="Go"))], [late])
    assert cleaned.changes == {}
    merged = merge([found("tunes", Release(title="Go"))], Policy(rules=(late,)))
    assert merged.entity == Release(title="GO")
    assert (merged.decisions["title"].strategy, merged.decisions["title"].providers) == ("rule:shout", ("tunes",))


def test_rules_on_both_see_what_meets_only_in_the_merge():
    """A title that names a guest is one source's, the credit without her another's: what is merged credits her."""
    credited = Release(artists=(ArtistCredit(name="Ada"),))
    titled = Release(title="Go (feat. Her)")
    merged = merge([found("archive", credited), found("shop", titled)], Policy(order=("archive", "shop")))
    assert isinstance(merged.entity, Release)
    assert [artist.name for artist in merged.entity.artists] == ["Ada", "Her"]
    decision = merged.decisions["artists"]
    assert decision.strategy == "rule:guests_from_title"
    assert [each.providers for each in decision.candidates] == [("archive",)]
    assert decision.confidence is None  # what a rule made of two sources was not measured


@pytest.mark.parametrize("wrong", [lambda entity, told: 1 / 0, lambda entity, told: Recording(title="x")])
def test_a_broken_rule_changes_nothing(wrong: object):
    """A rule that raises, or returns something else, leaves the entity as it was, and the others run."""
    broken = attrs.evolve(MARK, name="broken", apply=wrong)
    (cleaned,) = clean([found("tunes", Release(title="Go"))], [broken, SHOUT])
    assert cleaned.found.entity == Release(title="GO")


def tracks(*songs: tuple[int, str]) -> Release:
    """Return a release with these tracks."""
    return Release(
        media=(Medium(position=1, tracks=tuple(Track(position=number, title=title) for number, title in songs)),)
    )


def test_changes_of_tracks_are_told_by_position():
    """A track that is put between others shifts their paths, not what is said of them."""
    before, after = tracks((1, "Lobby"), (3, "Roof")), tracks((1, "Lobby"), (2, "Attic"), (3, "Rooftop"))
    assert list(changes(before, after)) == [
        ("media[0].tracks[1].title", None, "Attic"),
        ("media[0].tracks[2].title", "Roof", "Rooftop"),
    ]
    assert list(changes(before, before)) == []
    assert list(changes(tracks((1, "a"), (1, "b")), tracks((1, "a"), (1, "c")))) == [
        ("media[0].tracks[1].title", "b", "c")
    ]


def test_a_rule_is_named_only_where_it_made_a_difference():
    """What a rule changed at a source whose word is not taken shows as that source said it."""
    answers = [found("a", Release(title="GO")), found("b", Release(title="go"))]
    decision = merge(answers, Policy(order=("a", "b"), rules=(SHOUT,))).decisions["title"]
    assert (decision.value, decision.providers, decision.strategy) == ("GO", ("a",), "preferred")
    assert [each.value for each in decision.candidates] == ["go"]
    decision = merge(answers, Policy(order=("b", "a"), rules=(SHOUT,))).decisions["title"]
    assert (decision.value, decision.providers, decision.strategy) == ("GO", ("b", "a"), "rule:shout")
    assert [(each.value, each.providers) for each in decision.candidates] == [("go", ("b",))]


def test_a_plugin_brings_the_language():
    """A rule of a plugin is one among the others: its model says how sure it is, and `explain` names the rule."""

    def language(entity: Entity, told: Told) -> Entity:
        if not isinstance(entity, Release) or entity.language:
            return entity
        return attrs.evolve(entity, language=TitleLanguage(code=Language("jpn"), confidence=0.93))

    rule = Rule(name="language_of_titles", does="…", when=When.MERGED, reads=("title",), apply=language)
    policy = policy_of((), rules=(*RULES, rule))
    merged = merge([found("tunes", Release(title="夜の部屋"))], policy)
    decision = merged.decisions["language"]
    assert (decision.strategy, decision.providers) == ("rule:language_of_titles", ("tunes",))
    told = in_words("language", document(decision))
    assert told == "language: jpn, by the rule language_of_titles. No source said it."
    assert policy_of((), rules=(*RULES, rule), rules_off=["language_of_titles"]).rules == policy_of(()).rules
