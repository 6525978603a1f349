"""A title need not repeat the guests that stand in its credit."""

from __future__ import annotations

from typing import TypeVar

import attrs

from harmony_core.alike.names import split_names
from harmony_core.alike.texts import name_of
from harmony_core.alike.titles import without_guests
from harmony_core.domain.model import Entity, Recording, Release, Track
from harmony_core.plugin.rules import Rule, Told, When
from harmony_core.rules.guests_from_title import guests_of
from harmony_core.rules.parts import TITLED, with_titled

T = TypeVar("T", bound=Release | Recording | Track)


def title_without_guests(entity: Entity, told: Told) -> Entity:
    """Leave the guests out of each title whose credit has them all."""
    return with_titled(entity, _bare, _bare)


def _bare(titled: T) -> T:
    if not titled.title:
        return titled
    guests = {name_of(name).key for guest, _ in guests_of(titled.title) for name in split_names(guest)}
    credited = {name_of(name).key for artist in titled.artists for name in split_names(artist.name)}
    return attrs.evolve(titled, title=without_guests(titled.title)) if guests and guests <= credited else titled


TITLE_WITHOUT_GUESTS = Rule(
    name="title_without_guests",
    does="Guests are left out of a title whose credit has them all.",
    kinds=TITLED,
    when=When.BOTH,
    optional=True,
    apply=title_without_guests,
)
