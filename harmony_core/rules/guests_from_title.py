"""Guests that only the title names belong to the credit: "Go (feat. Her)" by Him is by Him feat. Her."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import attrs

from harmony_core.alike.names import split_names
from harmony_core.alike.texts import name_of
from harmony_core.alike.titles import pieces
from harmony_core.alike.versions import BRACKETS
from harmony_core.domain.model import ArtistCredit, Entity, Recording, Release, Track
from harmony_core.domain.patterns import pattern
from harmony_core.plugin.rules import Rule, Told, When
from harmony_core.rules.parts import TITLED, titles_of, with_titled

T = TypeVar("T", bound=Release | Recording | Track)

_IN_BRACKETS = pattern(r"(?:featuring|feat\s?\.?|ft\s?\.?)\s+(?P<names>[^;|]+).*", re.IGNORECASE)
_AT_THE_END = pattern(r"\s(?:featuring|feat\s?\.|ft\s?\.)\s+(?P<names>[^()\[\];|]+)", re.IGNORECASE)
_BETWEEN = pattern(r"((?:\s*,\s+(?:(?:and|&)\s+)?|\s+(?:&|and|y|und|et)\s+)(?!the\b))", re.IGNORECASE)
_FEAT = " feat. "


def guests_from_title(entity: Entity, told: Told) -> Entity:
    """Add to each credit the guests that its title names and that it lacks; a credit that is empty stays so."""
    if isinstance(entity, Release) and not _may_name_guests("\n".join(titles_of(entity))):
        return entity
    known = frozenset(_names(entity))

    def credited(titled: T) -> T:
        artists = _with_guests(titled.title, titled.artists, known)
        return titled if artists is titled.artists else attrs.evolve(titled, artists=artists)

    return with_titled(entity, credited, credited)


def _names(entity: Entity) -> Iterator[str]:
    """Yield all names in an entity's credits: what has a comma or an "and" in it there is one name in a title too."""
    if isinstance(entity, Release):
        for credit in (entity.artists, *(track.artists for medium in entity.media for track in medium.tracks)):
            yield from (artist.name for artist in credit)


def _with_guests(
    title: str | None, artists: tuple[ArtistCredit, ...], known: frozenset[str]
) -> tuple[ArtistCredit, ...]:
    guests = guests_of(title or "", known)
    if not guests or not artists:
        return artists
    told = {name_of(name).key for artist in artists for name in _parts(artist)}
    if any(told & {name_of(part).key for part in (guest, *split_names(guest))} for guest, _ in guests):
        return artists  # the credit knows guests: whom it lacks it may leave out on purpose, or spell otherwise
    *before, last = artists
    credit = [*before, attrs.evolve(last, join_phrase=_FEAT)]
    for at, (guest, join) in enumerate(guests):
        credit.append(ArtistCredit(name=guest, join_phrase=join if at < len(guests) - 1 else None))
    return tuple(credit)


def _parts(artist: ArtistCredit) -> Iterable[str]:
    for name in filter(None, (artist.name, artist.credited_name)):
        yield name
        yield from split_names(name)


def guests_of(title: str, known: frozenset[str] = frozenset()) -> Sequence[tuple[str, str]]:
    """Return the guests that a title names, each with what joins it to the next.

    Only "feat." and its like count: "(with …)" is as often said of things. Names that are `known` stay whole.

    >>> guests_of("Go (feat. Her, Him & Tyler, The Creator) [Live]")
    [('Her', ', '), ('Him', ' & '), ('Tyler, The Creator', '')]
    """
    if not _may_name_guests(title):
        return []
    told = list(pieces(title))
    texts = [_IN_BRACKETS.fullmatch(piece.strip(BRACKETS + " ")) for piece, set_off in told if set_off]
    bare = "".join(piece for piece, set_off in told if not set_off).rstrip()
    match = next(filter(None, texts), None) or _AT_THE_END.search(bare)
    return _split(match["names"].strip(), known) if match else []


def _may_name_guests(text: str) -> bool:
    """Whether a text is worth a closer look: most titles name nobody."""
    folded = text.lower()
    return "ft" in folded or "feat" in folded


def _split(text: str, known: frozenset[str]) -> list[tuple[str, str]]:
    if text in known:
        return [(text, "")]
    parts = _BETWEEN.split(text)
    names = [*zip(parts[::2], [*parts[1::2], ""], strict=True)]
    whole: list[tuple[str, str]] = []
    for name, join in names:
        if whole and (both := "".join((*whole[-1], name))) in known:
            whole[-1] = (both, join)
        else:
            whole.append((name, join))
    return [(name, join) for name, join in whole if name]


GUESTS_FROM_TITLE = Rule(
    name="guests_from_title",
    does="Guests that a title names (feat.) are added to its credit, where the credit names none of them.",
    kinds=TITLED,
    when=When.BOTH,
    reads=("title",),
    apply=guests_from_title,
)
