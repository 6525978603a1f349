"""Words → what is stored under a name with these words, misspelt ones too, and how well they name it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz.distance.Indel import normalized_similarity

from harmony_core.alike.texts import plain_title
from harmony_core.domain.credit import credit_text
from harmony_core.domain.model import Artist, Entity, Label, Recording, Release
from harmony_core.stages.rank import NEAR_WORD, likeness


def name_of(entity: Entity) -> str:
    """Return an entity's title or name."""
    return (entity.title or "") if isinstance(entity, (Release, Recording)) else entity.name


def normalized_name(entity: Entity) -> str:
    """Return what an entity is searched by: its name, other names and artists."""
    names: Iterable[str] = (name_of(entity),)
    match entity:
        case Release() | Recording():
            names = (*names, credit_text(entity.artists))
        case Artist() | Label():
            names = (*names, *(alias.name for alias in entity.aliases))
    return " ".join(plain_title(name) for name in names)


def nearly_named(words: Sequence[str], names: Mapping[int, str]) -> list[int]:
    """Return the ids of the names that have all these words, some of them spelt a little otherwise."""
    vocabulary = {word for name in names.values() for word in name.split()}
    near = [{each for each in vocabulary if _nearness(word, each) >= NEAR_WORD} for word in words]
    return [number for number, name in names.items() if not any(map(set(name.split()).isdisjoint, near))]


def stored_score(text: str, entity: Entity) -> float:
    """Return how well a text names what is stored, 0 to 1.

    Half of it is how alike they are as wholes, half that the words are there: one word of a long name is a good
    search for it, and no other's search is better for that.
    """
    own = normalized_name(entity).split()
    words = plain_title(text).split()
    there = [max((_nearness(word, each) for each in own), default=0.0) for word in words]
    return round((likeness(text, entity) + sum(there) / max(1, len(there))) / 2, 4)


def _nearness(word: str, other: str) -> float:
    """Return how near a word is to one of a name; a part of it is as good as the whole."""
    return 1.0 if word in other else normalized_similarity(word, other)
