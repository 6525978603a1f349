"""A release's title tells that it is live, a soundtrack, a remix: stores know only album, single and EP."""

from __future__ import annotations

import re

import attrs

from harmony_core.alike.kinds import types_of_title, types_of_tracks
from harmony_core.alike.titles import parse_title
from harmony_core.domain.model import PRIMARY_TYPES, Entity, Release, ReleaseType
from harmony_core.domain.patterns import pattern
from harmony_core.plugin.rules import Rule, Told, When
from harmony_core.rules.parts import RELEASES

_LIKE_ANOTHER = pattern(r"\b(?:in the style of|tribute to|inspired by|covers? of)\b", re.IGNORECASE)
"""What stands behind these is said of another release."""

_DEMO = pattern(r"\bdemos?\b", re.IGNORECASE)
_MIXTAPE = pattern(r"\bthe mixtape\b", re.IGNORECASE)
_DJ_MIX = pattern(r"\bcontinuous dj[- ]mix\b", re.IGNORECASE)
_LIVE = pattern(r"(?:^|[:–-] )live (?:at|from|in|on (?:stage|tour|air))\b|\bunplugged\b", re.IGNORECASE)
_LIVING = pattern(r"\blive in (?:the (?:moment|now)|colou?r|love|peace|fear|sin|harmony|dreams)\b", re.IGNORECASE)
_OF_ANYTHING = pattern(r"\bmusic (?:from|for|inspired by)\b|\bsoundtracks? (?:of|to|for|from)\b", re.IGNORECASE)
_OF_A_FILM = pattern(
    r"\b(?:motion picture|film|movie|tv|television|series|(?:video ?)?game|musical|show|netflix|documentary|broadway"
    r"|stage|anime|original|official|score|cast)\b",
    re.IGNORECASE,
)


def types_from_title(entity: Entity, told: Told) -> Entity:
    """Add a primary type where no source says one, and others where none does and no database described it.

    A database that says "album" of a live album's namesake had its reason to say no more.
    """
    if not isinstance(entity, Release) or not entity.title:
        return entity
    guessed = (*_of_title(_LIKE_ANOTHER.split(entity.title)[0]), *_of_tracks(entity))
    databases = any(
        told.facts(provider).category == "database"
        for each in told.found
        if isinstance(each.entity, Release) and each.entity.types
        for provider in (each.provider, *(source.provider for source in each.entity.sources))  # it may be merged
    )
    primary = [each for each in entity.types if each in PRIMARY_TYPES]
    others = [each for each in entity.types if each not in PRIMARY_TYPES]
    if not primary:
        primary = [each for each in guessed if each in PRIMARY_TYPES][:1]
    if not others and not databases:
        others = [each for each in ReleaseType if each in guessed and each not in PRIMARY_TYPES]
    types = (*primary, *others)
    return entity if types == entity.types else attrs.evolve(entity, types=types)


def _of_tracks(release: Release) -> tuple[ReleaseType, ...]:
    """Return what all tracks tell, and a DJ mix where one whole medium is mixed: others may hold the tracks unmixed."""
    of_all = types_of_tracks([track.title for medium in release.media for track in medium.tracks])
    if len(release.media) < 2:
        return tuple(of_all)
    of_one = {kind for medium in release.media for kind in types_of_tracks([track.title for track in medium.tracks])}
    return (*of_all, *(of_one & {ReleaseType.DJ_MIX}))


def _of_title(title: str) -> set[ReleaseType]:
    """Return the types that a title tells of, without those that its words may mean in another sense.

    Music for the masses is no soundtrack, who lives in dreams is not live, and an alternate take is no demo.
    """
    found = set(types_of_title(title))
    kinds = parse_title(title).kinds
    if _OF_ANYTHING.search(title) and not _OF_A_FILM.search(title):
        found.discard(ReleaseType.SOUNDTRACK)
    told = {
        ReleaseType.LIVE: "live" in kinds or (_LIVE.search(title) and not _LIVING.search(title)),
        ReleaseType.DEMO: "demo" in kinds and _DEMO.search(title),
        ReleaseType.MIXTAPE: _MIXTAPE.search(title),
    }
    found = {*(found - set(told)), *(kind for kind, said in told.items() if said)}
    return found | {ReleaseType.DJ_MIX} if _DJ_MIX.search(title) else found


TYPES_FROM_TITLE = Rule(
    name="types_from_title",
    does="Types (EP, single, live, remix, soundtrack, DJ mix, mixtape, demo) are read out of the title and the tracks' "
    "titles, where no source says any; beside a database's types none is added.",
    kinds=RELEASES,
    when=When.MERGED,
    reads=("title",),
    apply=types_from_title,
)
