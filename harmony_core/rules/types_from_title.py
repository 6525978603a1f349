"""A release's title tells that it is live, a soundtrack, a remix: stores know only album, single and EP."""

from __future__ import annotations

import re

import attrs

from harmony_core.alike.kinds import types_of_title, types_of_tracks
from harmony_core.alike.titles import parse_title
from harmony_core.domain.model import PRIMARY_TYPES, Entity, Release, ReleaseType
from harmony_core.plugin.rules import Rule, Told, When
from harmony_core.rules.parts import RELEASES

_LIKE_ANOTHER = re.compile(r"\b(?:in the style of|tribute to|inspired by|covers? of)\b", re.IGNORECASE)
"""What stands behind these is said of another release."""

_DEMO = re.compile(r"\bdemos?\b", re.IGNORECASE)
_DJ_MIX = re.compile(r"\bcontinuous dj[- ]mix\b", re.IGNORECASE)


def types_from_title(entity: Entity, told: Told) -> Entity:
    """Add a primary type where no source says one, and others where none does and no database described it.

    A database that says "album" of a live album's namesake had its reason to say no more.
    """
    if not isinstance(entity, Release) or not entity.title:
        return entity
    own = _LIKE_ANOTHER.split(entity.title)[0]
    guessed = (*types_of_title(own), *_of_tracks(entity), *_demo(own), *_dj_mix(own))
    databases = any(
        isinstance(each.entity, Release) and each.entity.types and told.facts(each.provider).category == "database"
        for each in told.found
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
    of_one = {kind for medium in release.media for kind in types_of_tracks([track.title for track in medium.tracks])}
    return (*of_all, *(of_one & {ReleaseType.DJ_MIX}))


def _demo(title: str) -> tuple[ReleaseType, ...]:
    """Return a demo where the title says that word of the version; an outtake or a rehearsal is none."""
    parsed = parse_title(title)
    said = any("demo" in version.kinds and _DEMO.search(version.text) for version in parsed.versions)
    return (ReleaseType.DEMO,) if said else ()


def _dj_mix(title: str) -> tuple[ReleaseType, ...]:
    return (ReleaseType.DJ_MIX,) if _DJ_MIX.search(title) else ()


TYPES_FROM_TITLE = Rule(
    name="types_from_title",
    does="Types (EP, single, live, remix, soundtrack, DJ mix, demo) are read out of the title and the tracks' titles, "
    "where no source says any; beside a database's types none is added.",
    kinds=RELEASES,
    when=When.MERGED,
    reads=("title",),
    apply=types_from_title,
)
