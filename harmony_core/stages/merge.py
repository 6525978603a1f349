"""entities of one thing → one entity, with a decision for every field that several could have filled.

The first form: each field is taken whole, from the first provider in the policy's order that has it.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from harmony_core.domain.answers import Found
from harmony_core.domain.model import Entity, Source
from harmony_core.domain.result import Candidate, Decision
from harmony_core.plugin.parts import MergeStrategy
from harmony_core.stages.strategies import PREFERRED


@attrs.frozen(kw_only=True)
class Policy:
    """Which provider goes before which, and the strategy by which a field is chosen."""

    order: tuple[str, ...] = ()
    strategy: MergeStrategy = PREFERRED

    def rank(self, provider: str) -> int:
        """Return a provider's place; those that are not named come last, in the order of the answers."""
        return self.order.index(provider) if provider in self.order else len(self.order)


@attrs.frozen(kw_only=True)
class Merged:
    """One entity made of several, and why each field has its value."""

    entity: Entity
    decisions: dict[str, Decision]


def merge(found: Sequence[Found], policy: Policy) -> Merged:
    """Merge what was found, which must be at least one answer, all of one kind. Pure; needs no network."""
    ranked = sorted(found, key=lambda each: policy.rank(each.provider))
    first = ranked[0].entity
    if len(ranked) == 1:
        return Merged(entity=first, decisions={})
    decisions = {
        field.name: decision
        for field in attrs.fields(type(first))
        if field.name != "sources" and (decision := _decided(field.name, ranked, policy)) is not None
    }
    sources: tuple[Source, ...] = tuple(source for each in ranked for source in each.entity.sources)
    values: dict[str, object] = {name: decision.value for name, decision in decisions.items()}
    values["sources"] = sources
    # the fields' types are those of the candidates, which evolve cannot see
    return Merged(entity=attrs.evolve(first, **values), decisions=decisions)  # type: ignore[arg-type]


def _decided(name: str, ranked: Sequence[Found], policy: Policy) -> Decision | None:
    candidates = _candidates(name, ranked)
    if not candidates:
        return None
    choice = policy.strategy.choose(candidates)
    return Decision(
        value=choice.value,
        providers=choice.providers,
        strategy=policy.strategy.name,
        candidates=tuple(each for each in candidates if each.value != choice.value),
    )


def _candidates(name: str, ranked: Sequence[Found]) -> list[Candidate]:
    """Return the values that were given for a field, each once, with all who gave it."""
    candidates: list[Candidate] = []
    for each in ranked:
        value = getattr(each.entity, name)
        if value is None or value == ():
            continue
        for place, candidate in enumerate(candidates):
            if candidate.value == value:
                candidates[place] = attrs.evolve(candidate, providers=(*candidate.providers, each.provider))
                break
        else:
            candidates.append(Candidate(value=value, providers=(each.provider,)))
    return candidates
