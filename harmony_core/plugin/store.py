"""What is known of entities from all lookups so far, and what a place that keeps it must offer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

import attrs

from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.model import Entity
from harmony_core.domain.refs import Kind


@attrs.frozen(kw_only=True)
@by_fields
class Stored:
    """One entity as it is kept: `merged_at` is the time of the newest answer in it, `updated_at` of the last change."""

    id: str
    kind: Kind
    entity: Entity
    confidence: float | None = None
    merged_at: datetime
    updated_at: datetime


class EntityStore(Protocol):
    """A place that keeps entities. Nothing is ever taken away: new knowledge adds, and newer knowledge replaces."""

    def put(self, kind: Kind, entity: Entity, merged_at: datetime, confidence: float | None = None) -> str:
        """Keep an entity, with the one that is there already if it is the same, and return its id."""

    def get(self, entity_id: str) -> Stored | None:
        """Return an entity by its id (`release/12`), None where there is none."""

    def named_like(self, text: str, kind: Kind) -> Iterator[Stored]:
        """Yield the entities of a kind in whose names and artists all words of a text are, or nearly where none is."""

    def close(self) -> None:
        """Let go of files and connections."""
