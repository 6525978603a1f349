"""candidates of many providers → one list, the most alike first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, utils

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
    """Return how alike a text and an entity's names are, 0 to 1: the words count, not their order."""
    names = (utils.default_process(name) for name in _names(entity))
    wanted = utils.default_process(text)
    return round(max((fuzz.token_sort_ratio(wanted, name) for name in names), default=0) / 100, 4)


def _names(entity: Entity) -> Iterable[str]:
    match entity:
        case Release(title=str(title)) | Recording(title=str(title)):
            yield title
            if entity.artists:
                yield f"{credit_text(entity.artists)} {title}"
                yield f"{entity.artists[0].name} {title}"
        case Artist() | Label():
            yield entity.name
            yield from (alias.name for alias in entity.aliases)


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
