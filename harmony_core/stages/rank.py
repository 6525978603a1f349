"""candidates of many providers → one list, the most alike first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz.distance.Indel import normalized_similarity

from harmony_core.alike.texts import spelt_words
from harmony_core.alike.titles import parse_title
from harmony_core.domain.answers import FoundMany, SearchAnswer
from harmony_core.domain.credit import credit_text
from harmony_core.domain.model import Artist, Entity, Label, Recording, Release
from harmony_core.domain.result import SearchCandidate
from harmony_core.plugin.catalog import Providers
from harmony_core.plugin.providers import Provider
from harmony_core.stages.normalize import own_id


def rank(text: str, answers: Sequence[SearchAnswer], providers: Providers, limit: int) -> tuple[SearchCandidate, ...]:
    """Return the candidates for a text by likeness; of equals the provider's own order holds."""
    candidates = [
        _candidate(text, providers[answer.provider], entity)
        for answer in answers
        if isinstance(answer, FoundMany)
        for entity in answer.entities
    ]
    return tuple(sorted(candidates, key=lambda each: -each.score))[:limit]


def likeness(text: str, entity: Entity) -> float:
    """Return how alike a text and an entity's names are, 0 to 1: the words count, not their order.

    Words of any script are compared by their sound. The title's own words count double: an artist's other songs
    share the artist. A version or guest that the text does not name makes little difference.
    """
    wanted = spelt_words(text)
    return round(max((most * _alike(wanted, own, others) for most, own, others in _names(entity)), default=0.0), 4)


VERSIONS_LEFT_OUT = 0.97
"""How alike a title is, at most, of which only the version or a guest is not in the text."""

NEAR_WORD = 0.75
"""How alike a word must be to one of the text's to count as being in it."""


def _alike(wanted: Sequence[str], own: Sequence[str], others: Sequence[str]) -> float:
    """Return how alike wanted words are to an entity's own words (its title) with others (its artists)."""
    words = " ".join(sorted((*own, *others)))
    ratio = normalized_similarity(" ".join(sorted(wanted)), words)
    if not own or ratio == 1.0:
        return ratio
    said = sum(any(normalized_similarity(word, each) >= NEAR_WORD for each in wanted) for word in own)
    return ratio * (0.5 + 0.5 * said / len(own))


def _names(entity: Entity) -> Iterator[tuple[float, list[str], list[str]]]:
    """Yield how it may be asked for: how alike that is at most, its own words, and those of its artists or none."""
    match entity:
        case Release(title=str(title)) | Recording(title=str(title)):
            whole, bare = spelt_words(title), spelt_words(parse_title(title).full)
            by: list[list[str]] = [[]]
            if entity.artists:
                by += [spelt_words(credit_text(entity.artists)), spelt_words(entity.artists[0].name)]
            for artists in by:
                yield 1.0, whole, artists
                if bare != whole:
                    yield VERSIONS_LEFT_OUT, bare, artists
        case Artist() | Label():
            yield 1.0, spelt_words(entity.name), []
            yield from ((1.0, spelt_words(alias.name), []) for alias in entity.aliases)


def _candidate(text: str, provider: Provider, entity: Entity) -> SearchCandidate:
    own = own_id(entity, provider.name)
    ref = provider.ref_of(own) if own else None
    return SearchCandidate(
        score=likeness(text, entity),
        provider=provider.name,
        ref=str(ref) if ref else None,
        id=own.id if own else None,
        url=own.url if own else None,
        document=entity,
    )
