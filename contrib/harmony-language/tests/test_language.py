"""The rule `language_of_titles`, by itself and in a merge."""

import pytest

from harmony_core import provider as hc
from harmony_core.domain.answers import Asked, Found
from harmony_core.stages.merge import merge
from harmony_core.stages.policy import policy_of
from harmony_language import LANGUAGE_OF_TITLES, harmony_rules
from harmony_language.guess import language_of

GERMAN = ("Über den Wolken", "Der Mörder ist immer der Gärtner", "Wie vor Jahr und Tag")


def release(*titles: str, **fields: object) -> hc.Release:
    """Return a release of these titles, the first of which is its own."""
    tracks = tuple(hc.Track(position=at, title=title) for at, title in enumerate(titles, 1))
    return hc.Release(title=titles[0], media=(hc.Medium(position=1, tracks=tracks),), **fields)  # type: ignore[arg-type]


def merged(entity: hc.Release, rules_on: tuple[str, ...]) -> hc.Entity:
    """Return what a merge makes of one answer."""
    found = Found(provider="shelf", asked=Asked(by="id", value="1"), entity=entity)
    return merge([found], policy_of([], rules=(LANGUAGE_OF_TITLES,), rules_on=rules_on)).entity


@pytest.mark.parametrize(
    ("titles", "script", "code"),
    [
        (GERMAN, "Latn", "deu"),
        (("La vie en rose", "Non, je ne regrette rien", "Les amants d'un jour"), "Latn", "fra"),
        (("Группа крови", "Закрой за мной дверь, я ухожу", "Мама, мы все сошли с ума"), "Cyrl", "rus"),
        (("強く儚い者たち", "夜空ノムコウ"), "Jpan", "jpn"),
        (("봄날",), "Kore", "kor"),
    ],
)
def test_the_language_of_titles(titles: tuple[str, ...], script: str, code: str):
    """Real titles are told, those of one script's own language for certain."""
    language = language_of(titles, script)
    assert language is not None
    assert language.code == code
    assert 0.5 <= (language.confidence or 0) <= 1


@pytest.mark.parametrize("titles", [("Foo",), ("",), ("12", "!!!"), ("Kungsholmen",)])
def test_of_little_nothing_is_said(titles: tuple[str, ...]):
    """A word, a name or a number has no language."""
    assert language_of(titles, "Latn") is None


def test_one_title_of_another_language_does_not_decide():
    """What most letters are in counts."""
    language = language_of([*GERMAN, "Yesterday"], "Latn")
    assert language is not None
    assert language.code == "deu"


def test_it_runs_where_it_is_asked_for():
    """A guess is not made unasked, and takes no source's word away."""
    assert merged(release(*GERMAN), ()).language is None  # type: ignore[union-attr]
    guessed = merged(release(*GERMAN), ("language_of_titles",))
    assert guessed.language.code == "deu"  # type: ignore[union-attr]
    said = hc.TitleLanguage(code=hc.Language.parse("eng"))
    assert merged(release(*GERMAN, language=said), ("language_of_titles",)).language == said  # type: ignore[union-attr]


def test_the_plugin_offers_the_rule():
    """Its name is what the settings name."""
    assert [(rule.name, rule.optional) for rule in harmony_rules()] == [("language_of_titles", True)]
