"""The credit of many unlike artists, in the spellings that sources have for it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeVar

import attrs

from harmony_core.domain.model import Entity, Recording, Release, Track
from harmony_core.domain.patterns import pattern
from harmony_core.plugin.reading import various_artists as credit_of_many
from harmony_core.plugin.rules import Rule, Told
from harmony_core.rules.parts import TITLED, with_titled

T = TypeVar("T", bound=Release | Recording | Track)

_SPELLINGS = pattern(
    r"various(?: artists?)?(?: \(\d+\))?|various artistes|v\.a\.|v/a"
    r"|varios(?: artistas| interpretes| intérpretes)?|vários(?: artistas| intérpretes)?"
    r"|artistes (?:divers|vari[ée]s)|divers artistes|multi[- ]interpr[eè]tes|artisti vari|aa\.? ?vv\.?"
    r"|verschiedene(?: interpreten| künstler)?|diverse(?: interpreten| künstler| artister| artiesten| kunstnere)"
    r"|diverse|разные исполнители|сборник|různí(?: interpreti| umělci)?|różni wykonawcy|více interpretů"
    r"|ヴァリアス・?アーティスト|ヴァリアス・アーティスツ|オムニバス|群星|여러 아티스트|çeşitli sanatçılar",
    re.IGNORECASE,
)


def various_artists(entity: Entity, told: Told) -> Entity:
    """Name the credit of many as all do, and keep how it was printed."""
    return with_titled(entity, _named, _named)


def _named(credited: T) -> T:
    if len(credited.artists) != 1 or not is_various(credited.artists[0].name):
        return credited
    own = credited.artists[0]
    credit = attrs.evolve(credit_of_many(own.external_ids), credited_name=own.credited_name or own.name)
    return attrs.evolve(credited, artists=(credit,))


@lru_cache(maxsize=4096)
def is_various(name: str) -> bool:
    """Whether a name is one for many artists in another spelling than ours.

    >>> [is_various(name) for name in ("Various", "V.A.", "VA", "Va", "Various Artists", "Various Cruelties")]
    [True, True, True, False, False, False]
    """
    return name != credit_of_many().name and (name == "VA" or _SPELLINGS.fullmatch(name.strip()) is not None)


VARIOUS_ARTISTS = Rule(
    name="various_artists",
    does="A credit that is only a word for many artists (VA, Various, Varios Artistas …) is named Various Artists.",
    kinds=TITLED,
    apply=various_artists,
)
