"""A row's words beside its identifier: whether they name what the identifier found."""

from __future__ import annotations

from collections.abc import Iterator

from harmony_core.alike.comparable import Comparable, comparable_of
from harmony_core.alike.evidence import Likeness
from harmony_core.alike.judge import compare
from harmony_core.domain.credit import credit_text, title_text
from harmony_core.domain.model import Entity, Recording, Release

OTHERWISE = {"title": ("hardly alike", "different"), "artists": ("different",)}
"""How titles and artists compare that name two things. A misspelling, an edition or another script does not."""

_DIFFERING = {"title": "another title", "artists": "other artists"}


def said_otherwise(title: str | None, artist: str | None, query: str, found: Entity | None) -> str | None:
    """Say in which words a title and an artist differ from what a query found; None where they can mean it.

    A title may also be that of one of a release's tracks, or of a release that a recording is on.
    """
    if not isinstance(found, (Release, Recording)):
        return None
    said = [compare(_comparable(title, artist, each), each) for each in _meant(found)]
    if any(not _differing(each) for each in said):
        return None
    whole = said[0]
    sure = f"{whole.probability:.0%}" if whole.probability >= 0.005 else "less than 1%"
    return (
        f"the row says {_told(title, artist)}, but {query} is {_told(title_text(found), credit_text(found.artists))}: "
        f"{' and '.join(_DIFFERING[name] for name in _differing(whole))}, {sure} sure to be the same by these words"
    )


def _meant(found: Release | Recording) -> Iterator[Comparable]:
    """Yield what words may name: what was found, the tracks on it, the releases that it is on."""
    yield comparable_of(found)
    if isinstance(found, Release):
        yield from (comparable_of(track, found) for medium in found.media for track in medium.tracks)
    else:
        yield from map(comparable_of, found.releases)


def _comparable(title: str | None, artist: str | None, other: Comparable) -> Comparable:
    return Comparable(kind=other.kind, title=title, artists=(artist,) if artist else ())


def _differing(likeness: Likeness) -> list[str]:
    return [each.name for each in likeness.evidence if each.value in OTHERWISE.get(each.name, ())]


def _told(title: str | None, artist: str | None) -> str:
    return " by ".join(filter(None, (f"“{title}”" if title else "something", artist)))
