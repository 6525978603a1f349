"""The language of a release's titles, where no source says it: the optional rule `language_of_titles`.

The script goes first: Hangul is Korean, kana are Japanese. What is left is guessed by a small model (fastText's
lid.176, in 0.9 MB, that comes with its package: nothing is downloaded), which is loaded when the rule first runs.
"""

from __future__ import annotations

import attrs

from harmony_core import provider as hc
from harmony_language.guess import language_of


def language_of_titles(entity: hc.Entity, told: hc.Told) -> hc.Entity:
    """Say the language of a release's titles where no source does, with how sure that is."""
    if not isinstance(entity, hc.Release) or entity.language is not None:
        return entity
    titles = (entity.title or "", *(track.title for medium in entity.media for track in medium.tracks))
    language = language_of(titles, entity.script.code if entity.script else None)
    return entity if language is None else attrs.evolve(entity, language=language)


LANGUAGE_OF_TITLES = hc.Rule(
    name="language_of_titles",
    does="The language is guessed from all titles, by their script and a small model, where no source says it.",
    apply=language_of_titles,
    kinds=frozenset((hc.Kind.RELEASE, hc.Kind.RELEASE_GROUP)),
    when=hc.When.MERGED,
    reads=("title",),
    optional=True,
)


@hc.hookimpl
def harmony_rules() -> list[hc.Rule]:
    """Return the rule; it runs where the setting `rules_on` names it, for it is a guess."""
    return [LANGUAGE_OF_TITLES]
