"""Versions behind dashes, as some stores print them, in brackets, as most do."""

from __future__ import annotations

from typing import TypeVar

import attrs

from harmony_core.alike.titles import versions_in_brackets as in_brackets
from harmony_core.domain.model import Entity, Recording, Release, Track
from harmony_core.plugin.rules import Rule, Told
from harmony_core.rules.parts import TITLED, with_titled

T = TypeVar("T", bound=Release | Recording | Track)


def versions_in_brackets(entity: Entity, told: Told) -> Entity:
    """Write the versions in all titles in brackets."""
    return with_titled(entity, _written, _written)


def _written(titled: T) -> T:
    return attrs.evolve(titled, title=in_brackets(titled.title)) if titled.title else titled


VERSIONS_IN_BRACKETS = Rule(
    name="versions_in_brackets",
    does="A version behind a dash in a title (Go - Live) is written in brackets (Go (Live)).",
    kinds=TITLED,
    optional=True,
    apply=versions_in_brackets,
)
