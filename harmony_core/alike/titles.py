"""A title taken apart: what it is called, in which version, with which guests, and what brackets add."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import attrs

from harmony_core.alike.names import split_names

_LANGUAGES = (
    "spanish|english|french|german|italian|japanese|korean|chinese|mandarin|portuguese|russian|swedish|arabic|hebrew"
    "|español|deutsch|française?|italiana?"
)
_KINDS: tuple[tuple[str, str], ...] = (
    ("remaster", r"re-?master(?:ed|ing|s)?|remasteri[sz]ado"),
    ("karaoke", r"karaoke|in the style of|(?:made (?:famous|popular)|originally performed) by"),
    ("cover", r"cover(?:ed)?(?: version)?(?= by|$)|\w+ cover|tribute(?: to .*)?"),
    ("parody", r"parody|lyrical adapt[at]*ion"),
    ("instrumental", r"instrumentals?|backing track|minus one|off vocal"),
    ("a cappella", r"a ?capp?ell?a|acapella|vocals? only"),
    ("acoustic", r"acoustic|stripped|unplugged|(?:piano|guitar|string)(?: \w+)? version"),
    ("orchestral", r"orchestral|symphonic"),
    ("live", r"live|en vivo|ao vivo|en directo|in concert|concert version|(?:\w+ )?sessions?"),
    ("demo", r"demos?|outtakes?|rough mix|early version|alternat(?:e|ive)(?: (?:take|version|mix))?|take \d+"
             r"|rehearsal"),
    ("rerecorded", r"re-?record(?:ed|ing)|new recording|\w+['’]s version"),
    ("mixed", r"^mixed$|continuous mix(?: version)?|dj mix"),
    ("speed", r"sped[- ]up|slowed(?: ?(?:down|and|\+) ?reverb(?:ed)?)?|nightcore|8d(?: audio)?"),
    ("mono", r"mono"),
    ("stereo", r"stereo"),
    ("original", r"original(?: (?:mix|version|recording|album version|single version|key))?|album (?:version|mix|track)"
                 r"|(?:main|standard|lp|full|normal|regular) version"),
    ("edit", r"(?:radio|single|short|video|tv|7\W{0,2}|7[- ]inch) ?(?:edit|version|mix|remix|cut)|edit|re-?edit"
             r"|short(?:er)?(?: version)?|single"),
    ("extended", r"extended(?: (?:mix|version|edit|play))?|long version|full[- ]length|12\W{0,2} ?(?:mix|version)"
                 r"|12[- ]inch(?: (?:mix|version))?"),
    ("remix", r"re-?mix(?:es|ed)?|rmx|mix|re-?work(?:ed)?|bootleg|flip|vip(?: mix)?|dub(?: mix)?|refix|mash-?up"
              r"|(?:club|dance|house|dub) version"),
    ("language", rf"(?:in )?(?:{_LANGUAGES})(?: (?:language )?(?:version|ver|vers|mix))?"),
    ("explicit", r"explicit(?: (?:version|lyrics|content))?|uncensored|dirty(?: version)?"),
    ("clean", r"clean(?: (?:version|edit))?|censored|edited(?: version)?|amended"),
    ("reissue", r"re-?issued?"),
    ("edition", r"(?:super )?deluxe|expanded|anniversary|collector'?s?|limited|special edition|bonus tracks?|edition"
                r"|(?:complete|digital) (?:collection|booklet|edition)|box ?set|digital booklet|extra tracks"),
    ("bonus", r"bonus(?: (?:track|video|disc|cd))?|hidden track"),
    ("source", r"from\b.*|(?:original )?(?:motion picture|movie|film|game|tv) .*|theme from\b.*"
               r"|(?:original )?(?:\w+ )*sound ?track.*|o\.?s\.?t\.?"),
    ("video", r"(?:official |music |lyrics? |full |short film |performance |live |hd |hq |4k |original )*"
              r"(?:video(?:clip| clip)?|vid[eé]o ?clip|audio|visuali[sz]er|music video|lyrics?|m/?v|p/?v|stream|clip)"
              r"(?: (?:hd|hq|4k|oficial|officiel))?|with lyrics|letra(?:/lyrics)?|hd|hq|4k|uhd|official(?: track)?"
              r"|not the video|(?:official |full )?album|whatever album track|dance practice"),
    ("version", r"version|ver\.?"),
)  # fmt: skip
_VERSIONS = re.compile("|".join(rf"(?P<k{at}>(?<![\w'’])(?:{form})(?![\w'’]))" for at, (_, form) in enumerate(_KINDS)))

HARMLESS = frozenset("remaster original explicit clean reissue edition bonus source video version stereo".split())
"""What is said of a version though the recording is the same."""

SHORTER = frozenset("edit extended mono single".split())
"""Versions that are cut otherwise: the same recording to some sources, another to others."""


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
    base: list[str] = []
    versions: list[Version] = []
    guests: list[str] = []
    asides: list[str] = []
    for piece, set_off in pieces(text):
        inner = piece.strip(_BRACKETS + " ") if set_off else piece
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


_BRACKETS = "()[]{}<>（）［］【】「」『』〈〉《》"
_OPENING = dict(zip("([{<（［【〈《", ")]}>）］】〉》", strict=True))
_DASH = re.compile(r"\s+[-–—‐~]\s+|\s+/\s+(?=[^/]*$)")


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
    return bool(parts) and all(version_kinds(part) or _YEAR.fullmatch(part) for part in parts)


_YEAR = re.compile(r"(?:19|20)\d\d")
_GUESTS = re.compile(r"^\W*(?:feat(?:uring|\.)?|ft\.?|w/|with|\+)(?=[\s.:(]|$)[\s.:]*(?P<names>.*)$", re.IGNORECASE)
_GUESTS_AT_THE_END = re.compile(r"\s(?:feat(?:uring)?|ft)\b\s?\.?\s*(?P<names>.+)$", re.IGNORECASE)


def guests_in(inner: str) -> tuple[str, ...] | None:
    """Return the guests that a bracket names, None where it names none."""
    match = _GUESTS.match(inner)
    if match is None or not match["names"].strip() or _WITH_THINGS.match(match["names"]):
        return None
    return split_names(re.split(r"\s[;|]\s|[;；]", match["names"])[0])


_WITH_THINGS = re.compile(
    r"(?:lyrics|strings|orchestra|video|digital|bonus|commentary|intro|vocals?|reprise|dialogue)\b", re.IGNORECASE
)


def _guests_at_the_end(name: str) -> tuple[str, tuple[str, ...]]:
    match = _GUESTS_AT_THE_END.search(name)
    if match is None:
        return name, ()
    return name[: match.start()].rstrip(" ,"), split_names(match["names"])


_AT_THE_END = re.compile(r"(?<=\w)\s+(?P<version>re-?mix|re-?issue|re-?mastered|remaster|\(live)\s*$", re.IGNORECASE)


def _version_at_the_end(name: str) -> tuple[str, tuple[Version, ...]]:
    """Return a name without a version that nothing sets off ("Song Remix")."""
    match = _AT_THE_END.search(name)
    if match is None or len(name[: match.start()].split()) < 1 or name[: match.start()].lower() in ("the", "a", "dj"):
        return name, ()
    return name[: match.start()], (Version(match["version"], version_kinds(match["version"])),)


@lru_cache(maxsize=16384)
def version_kinds(text: str) -> frozenset[str]:
    """Return what kinds of versions a bracket or tail tells of; none where it is part of the title."""
    found: set[str] = set()
    for match in _VERSIONS.finditer(text.casefold().strip(_BRACKETS + " -–—‐~/")):
        found.add(_KINDS[int((match.lastgroup or "k0")[1:])][0])
    return frozenset(found)
