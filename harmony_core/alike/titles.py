"""A title taken apart: what it is called, in which version, with which guests, and what brackets add."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import attrs

from harmony_core.alike.names import split_names
from harmony_core.alike.versions import BRACKETS, is_version, version_kinds
from harmony_core.domain.patterns import pattern


@attrs.frozen
class Version:
    """What a bracket or a tail says of the version: its kinds ("live", "remix") and its words."""

    text: str
    kinds: frozenset[str]


@attrs.frozen
class Title:
    """A title taken apart. `asides` are brackets that tell of no version and no guest: they belong to the title."""

    text: str
    base: str
    versions: tuple[Version, ...] = ()
    guests: tuple[str, ...] = ()
    asides: tuple[str, ...] = ()

    @property
    def kinds(self) -> frozenset[str]:
        """All kinds of versions that are named."""
        return frozenset().union(*(version.kinds for version in self.versions))

    @property
    def full(self) -> str:
        """The title with what its brackets add to it, without versions and guests."""
        return " ".join((self.base, *self.asides))


@lru_cache(maxsize=16384)
def parse_title(text: str) -> Title:
    """Take a title apart.

    >>> title = parse_title("Go (feat. Her & Him) [Live in Rome] - Remastered 2009")
    >>> title.base, title.guests, sorted(title.kinds)
    ('Go', ('Her', 'Him'), ['live', 'remaster'])
    """
    if _SET_OFF.search(text) is None and (name := " ".join(text.split())):  # as most are
        return Title(text, name)
    base: list[str] = []
    versions: list[Version] = []
    guests: list[str] = []
    asides: list[str] = []
    for piece, set_off in pieces(text):
        inner = piece.strip(BRACKETS + _DASHES if set_off == "dash" else BRACKETS + " ") if set_off else piece
        if set_off and (named := guests_in(inner)) is not None:
            guests += named
        elif set_off and (kinds := version_kinds(inner)):
            versions.append(Version(inner, kinds))
        elif set_off == "bracket":
            asides.append(inner)
        else:
            base.append(piece)
    name = " ".join("".join(base).split())
    name, tail = _guests_at_the_end(name)
    guests += tail
    name, version = _version_at_the_end(name)
    versions += version
    if not name:
        return _only_brackets(text, versions, asides)
    return Title(text, name, tuple(versions), tuple(guests), tuple(filter(None, asides)))


def _only_brackets(text: str, versions: list[Version], asides: list[str]) -> Title:
    """Return a title that is nothing but brackets ("[untitled]", "(Live)"): the first of them is its name."""
    if asides:
        return Title(text, asides[0], tuple(versions), (), tuple(asides[1:]))
    return Title(text, text.strip())


_DASHES = " -–—‐~/"
_OPENING = dict(zip("([{<（［【〈《", ")]}>）］】〉》", strict=True))
_DASH = pattern(r"\s+[-–—‐~]\s+|\s+/\s+(?=[^/]*$)")


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a title with how each is set off: "" (not at all), "bracket", or "dash" for a tail.

    The parts put together are the title. Brackets may stand in brackets; one that is never closed ends the title.
    """
    start = place = 0
    while place < len(text):
        if text[place] not in _OPENING or (place == 0 and text[place] == "<"):
            place += 1
            continue
        end = _closing(text, place)
        if start < place:
            yield from _dashed(text[start:place])
        yield text[place:end], "bracket"
        start = place = end
    if start < len(text):
        yield from _dashed(text[start:])


def _closing(text: str, place: int) -> int:
    """Return where the bracket that opens at a place is closed."""
    awaited: list[str] = []
    for at in range(place, len(text)):
        if text[at] in _OPENING:
            awaited.append(_OPENING[text[at]])
        elif awaited and text[at] == awaited[-1]:
            awaited.pop()
            if not awaited:
                return at + 1
    return len(text)


def _dashed(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text and its tails behind dashes that tell of a version; other tails belong to the name."""
    cuts = [match.start() for match in _DASH.finditer(text)]
    first = next((cut for cut in cuts if _all_versions(text[cut:])), None)
    if first is None:
        yield text, ""
        return
    if first:
        yield text[:first], ""
    for tail in re.split(r"(?=\s[-–—‐~/]\s)", text[first:]):
        if tail.strip():
            yield tail, "dash"


def _all_versions(tails: str) -> bool:
    parts = [part.strip() for part in re.split(r"\s[-–—‐~/]\s", tails) if part.strip()]
    return bool(parts) and all(is_version(part) or _YEAR.fullmatch(part) for part in parts)


_SET_OFF = pattern(r"[(\[{<（［【〈《]|\s[-–—‐~/]\s|\s(?:feat|ft|re-?m|re-?i)", re.IGNORECASE)
_YEAR = pattern(r"(?:19|20)\d\d")
_GUESTS = pattern(r"^\W*(?:feat(?:uring|\.)?|ft\.?|w/|with|\+)(?=[\s.:(]|$)[\s.:]*(?P<names>.*)$", re.IGNORECASE)
_GUESTS_AT_THE_END = pattern(r"\s(?:feat(?:uring)?|ft)\b\s?\.?\s*(?P<names>.+)$", re.IGNORECASE)


def guests_in(inner: str) -> tuple[str, ...] | None:
    """Return the guests that a bracket names, None where it names none."""
    match = _GUESTS.match(inner)
    if match is None or not match["names"].strip() or _WITH_THINGS.match(match["names"]):
        return None
    return split_names(re.split(r"\s[;|]\s|[;；]", match["names"])[0])


_WITH_THINGS = pattern(
    r"(?:lyrics|strings|orchestra|video|digital|bonus|commentary|intro|vocals?|reprise|dialogue)\b", re.IGNORECASE
)


def _guests_at_the_end(name: str) -> tuple[str, tuple[str, ...]]:
    match = _GUESTS_AT_THE_END.search(name)
    if match is None:
        return name, ()
    return name[: match.start()].rstrip(" ,"), split_names(match["names"])


def without(text: str, kinds: frozenset[str]) -> str:
    """Return a title without what tells of versions of these kinds; everything else stays as it is written.

    >>> without("Go (Live) [2009 Remaster]", frozenset({"remaster"}))
    'Go (Live)'
    """
    kept: list[str] = []
    dropped = False
    for piece, set_off in pieces(text):
        year = set_off == "dash" and _YEAR.fullmatch(piece.strip(_DASHES)) is not None
        if set_off and version_kinds(piece) & kinds:
            if kept and set_off == "dash" and _YEAR.fullmatch(kept[-1].strip(_DASHES)):
                kept.pop()
            dropped = True
        elif not (dropped and year):
            kept.append(piece)
            dropped = False
    name, version = _version_at_the_end("".join(kept).rstrip())
    return " ".join((name if version and version[0].kinds & kinds else "".join(kept)).split())


def without_guests(text: str) -> str:
    """Return a title without the guests that it names; everything else stays as it is written.

    >>> without_guests("Go (feat. Her) - Remix")
    'Go - Remix'
    """
    kept = [
        piece for piece, set_off in pieces(text) if not (set_off and guests_in(piece.strip(BRACKETS + " ")) is not None)
    ]
    return " ".join(_guests_at_the_end("".join(kept))[0].split())


def versions_in_brackets(text: str) -> str:
    """Return a title with the versions behind dashes in brackets, as most sources write them.

    >>> versions_in_brackets("Go - Her Remix")
    'Go (Her Remix)'
    """
    return "".join(
        f" ({piece.strip(' -–—‐~/')})" if set_off == "dash" else piece for piece, set_off in pieces(text)
    ).strip()


_AT_THE_END = pattern(r"(?<=\w)\s+(?P<version>re-?mix|re-?issue|re-?mastered|remaster|\(live)\s*$", re.IGNORECASE)


def _version_at_the_end(name: str) -> tuple[str, tuple[Version, ...]]:
    """Return a name without a version that nothing sets off ("Song Remix")."""
    match = _AT_THE_END.search(name)
    if match is None or len(name[: match.start()].split()) < 1 or name[: match.start()].lower() in ("the", "a", "dj"):
        return name, ()
    return name[: match.start()], (Version(match["version"], version_kinds(match["version"])),)
