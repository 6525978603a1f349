"""A row's words beside its identifier: whether they name what the identifier found."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from harmony_core.alike.comparable import Comparable, comparable_of
from harmony_core.alike.evidence import Likeness
from harmony_core.alike.judge import compare
from harmony_core.domain.credit import credit_text, title_text
from harmony_core.domain.model import Entity, Recording, Release

OTHERWISE = {
    "title": ("hardly alike", "different"),
    "version": ("named by one only", "different"),
    "artists": ("different",),
}
"""How words compare that name two things. A misspelling, a remaster, an edition, a cut or another script does not."""

_DIFFERING = {"title": "another title", "version": "another version", "artists": "other artists"}


def said_otherwise(title: str | None, artist: str | None, query: str, found: Entity | None) -> str | None:
    """Say in which words a title and an artist differ from what a query found; None where they can mean it.

    A title may also be that of one of a release's tracks, or of a release that a recording is on.
    """
    if not isinstance(found, (Release, Recording)):
        return None
    other = comparable_of(found)
    words = _comparable(title, artist, other)
    whole = compare(words, other)
    differing = _differing(whole)
    if not differing:
        return None
    if differing == ["version"]:
        # of which version it is may be left to the release that it is on; one that has just its title says nothing
        if words.forms.versions & _versions_around(found):
            return None
    elif _names_another(title, artist, found):
        return None
    remark = f" ({found.disambiguation})" if found.disambiguation and "version" in differing else ""
    known = _told(title_text(found) + remark, credit_text(found.artists))
    otherwise = f"the row says {_told(title, artist)}, but {query} is {known}: "
    otherwise += " and ".join(_DIFFERING[name] for name in differing)
    if differing == ["version"]:
        return otherwise
    sure = f"{whole.probability:.0%}" if whole.probability >= 0.005 else "less than 1%"
    return f"{otherwise}, {sure} sure to be the same by these words"


def _names_another(title: str | None, artist: str | None, found: Release | Recording) -> bool:
    """Whether words that differ from what was found name what it goes with."""
    said = (compare(_comparable(title, artist, each), each) for each in _meant(found))
    return any(not _differing(each) and (title or _is_by_the_same(each)) for each in said)


def _meant(found: Release | Recording) -> Iterator[Comparable]:
    """Yield what words may name besides what was found: the tracks on it, the releases that it is on."""
    if isinstance(found, Release):
        yield from (comparable_of(track, found) for medium in found.media for track in medium.tracks)
    else:
        releases = (attrs.evolve(each, artists=each.artists or found.artists) for each in found.releases)
        yield from map(comparable_of, releases)


def _versions_around(found: Release | Recording) -> frozenset[str]:
    """Return which versions a release, or those that a recording is on, are of by their types and titles."""
    releases = (found,) if isinstance(found, Release) else found.releases
    return frozenset().union(*(comparable_of(each).forms.versions.union(each.types) for each in releases))


def _is_by_the_same(likeness: Likeness) -> bool:
    """Whether artists were compared: a release without any, or by various ones, is nobody's."""
    return any(each.name == "artists" and each.value != "various" for each in likeness.evidence)


def _comparable(title: str | None, artist: str | None, other: Comparable) -> Comparable:
    return Comparable(kind=other.kind, title=title, artists=(artist,) if artist else ())


def _differing(likeness: Likeness) -> list[str]:
    return [each.name for each in likeness.evidence if each.value in OTHERWISE.get(each.name, ())]


def _told(title: str | None, artist: str | None) -> str:
    return " by ".join(filter(None, (f"“{title}”" if title else "something", artist)))
