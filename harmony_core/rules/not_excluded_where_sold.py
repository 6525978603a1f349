"""Sources know different countries: where one sells a release, it is not excluded."""

from __future__ import annotations

import attrs

from harmony_core.domain.model import Entity, Release
from harmony_core.plugin.rules import Rule, Told, When
from harmony_core.rules.parts import RELEASES


def not_excluded_where_sold(entity: Entity, told: Told) -> Entity:
    """Keep the exclusions only where no source sells."""
    if not isinstance(entity, Release) or not entity.excluded_from:
        return entity
    available = frozenset(entity.available_in)
    excluded = tuple(each for each in entity.excluded_from if each not in available)
    return entity if excluded == entity.excluded_from else attrs.evolve(entity, excluded_from=excluded)


NOT_EXCLUDED_WHERE_SOLD = Rule(
    name="not_excluded_where_sold",
    does="A release is excluded only from countries in which no source has it.",
    kinds=RELEASES,
    when=When.MERGED,
    reads=("available_in",),
    apply=not_excluded_where_sold,
)
