"""The credit of many unlike artists, in the spellings that sources have for it."""

from __future__ import annotations

import re

import attrs

from harmony_core.domain.model import ArtistCredit, Entity
from harmony_core.plugin.reading import various_artists as credit_of_many
from harmony_core.plugin.rules import Rule, Told
from harmony_core.rules.parts import TITLED, with_titled

_SPELLINGS = re.compile(
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
    return with_titled(
        entity,
        lambda whole: attrs.evolve(whole, artists=_named(whole.artists)),
        lambda track: attrs.evolve(track, artists=_named(track.artists)),
    )


def _named(artists: tuple[ArtistCredit, ...]) -> tuple[ArtistCredit, ...]:
    if len(artists) != 1 or not is_various(artists[0].name):
        return artists
    own = artists[0]
    return (attrs.evolve(credit_of_many(own.external_ids), credited_name=own.credited_name or own.name),)


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
