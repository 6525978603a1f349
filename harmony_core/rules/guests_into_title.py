"""Guests of the credit put into the title, for players that show one artist only."""

from __future__ import annotations

import re
from typing import TypeVar

import attrs

from harmony_core.alike.titles import parse_title
from harmony_core.domain.model import Entity, Recording, Release, Track
from harmony_core.domain.patterns import pattern
from harmony_core.plugin.rules import Rule, Told, When
from harmony_core.rules.parts import TITLED, with_titled

T = TypeVar("T", bound=Release | Recording | Track)

_FEAT = pattern(r"\b(?:feat\.?|featuring|ft\.?)\s*$", re.IGNORECASE)


def guests_into_title(entity: Entity, told: Told) -> Entity:
    """Name in each title those who stand behind "feat." in its credit, where it names no guest yet."""
    return with_titled(entity, _named, _named)


def _named(titled: T) -> T:
    at = next((at for at, each in enumerate(titled.artists) if _FEAT.search(each.join_phrase or "")), None)
    if at is None or not titled.title or parse_title(titled.title).guests:
        return titled
    guests = titled.artists[at + 1 :]
    names = "".join(f"{guest.credited_name or guest.name}{guest.join_phrase or ''}" for guest in guests).strip()
    return attrs.evolve(titled, title=f"{titled.title} (feat. {names})") if names else titled


GUESTS_INTO_TITLE = Rule(
    name="guests_into_title",
    does="Guests that stand behind feat. in a credit are named in the title too, where it names none.",
    kinds=TITLED,
    when=When.BOTH,
    optional=True,
    apply=guests_into_title,
)
