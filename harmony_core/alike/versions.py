"""What brackets and tails tell of a version: live, remix, remaster, radio edit, acoustic …"""

from __future__ import annotations

import re
from functools import lru_cache

from harmony_core.alike.texts import name_of
from harmony_core.domain.patterns import pattern

BRACKETS = "()[]{}<>（）［］【】「」『』〈〉《》"
_LANGUAGES = (
    "spanish|english|french|german|italian|japanese|korean|chinese|mandarin|portuguese|russian|swedish|arabic|hebrew"
    "|español|deutsch|française?|italiana?"
)
_END = r"(?=$|\s*[-–/,;:|)\]&+]|\s+(?:version|ver|edit|mix|remaster|cut|part|pt|vol|no|\d|remix|bonus|video))"
_PLACE = (
    r"(?=$|\s*[-–/,;:@&+|.)(\]]|\s+(?:at|in|from|on|version|sessions?|acoustic|recording|remaster\w*|take"
    r"|demo|mix|edit|performance|studio|bonus|video|medley|album|with|for|und|en|à|au|im|aus|bei|dal|desde|piano|solo|\d))"
)
_KINDS: tuple[tuple[str, str], ...] = (
    ("remaster", r"re-?master(?:ed|ing|s)?(?: version| edition)?|remasteri[sz]ado"),
    ("karaoke", r"karaoke|in the style of|(?:made (?:famous|popular)|originally performed) by"),
    ("cover", r"cover version|cover(?:ed)? by.*|cover$|tribute(?: to .*| version)?$|cover of.*"),
    ("parody", r"parody(?: of.*)?|lyrical adapt[at]*ion.*"),
    ("instrumental", r"instrumentals?(?: version| mix)?|backing track|minus one|off vocal"),
    ("a cappella", r"a ?capp?ell?a|acapella|vocals? only"),
    ("talk", r"behind[- ]the[- ]scenes?|^(?:the )?making of\b.*|commentary|^interview\b.*"),
    ("acoustic", r"acoustic|^stripped(?: version)?|unplugged|(?:piano|guitar|string)(?: \w+)? version"),
    ("orchestral", r"orchestral|symphonic version"),
    ("live", rf"live{_PLACE}|en vivo|ao vivo|en directo|in concert|concert version|(?:[\w.]+ )?sessions?$"),
    ("demo", r"demos?(?: version)?$|demo (?:version|take|mix|\d.*)|^demo\b.*|outtakes?|rough mix|early version"
             r"|alternat(?:e|ive)(?: (?:take|version|mix))?$|take \d+|rehearsal"),
    ("rerecorded", r"re-?record(?:ed|ing)|new recording|\w+['’]s version"),
    ("mixed", r"^mixed$|continuous mix(?: version)?|dj mix"),
    ("speed", r"sped[- ]up|slowed(?: ?(?:down|and|\+) ?reverb(?:ed)?)?|nightcore|8d audio"),
    ("mono", rf"mono{_END}"),
    ("stereo", rf"stereo{_END}"),
    ("original", r"^original$|original (?:mix|version|recording|album version|single version|key)"
                 r"|album (?:version|mix|track)|(?:main|standard|lp|full|normal|regular) version"),
    ("edit", r"(?:radio|single|short|video|tv|7\W{0,2}|7[- ]inch) ?(?:edit|version|mix|cut)"
             rf"|^(?:radio|single|short|video) remix|(?:re-?)?edit{_END}|^short(?:er)?(?: version)?$|^single$|^radio$"),
    ("extended", r"extended(?: (?:mix|version|edit|play))?|long version|full[- ]length|12\W{0,2} ?(?:mix|version)"
                 r"|12[- ]inch(?: (?:mix|version))?"),
    ("remix", rf"re-?mix(?:es|ed)?|rmx|mix(?:es)?{_END}|re-?work(?:ed)?{_END}|bootleg{_END}|flip{_END}"
              rf"|vip(?: mix)?{_END}|dub(?: mix)?{_END}|refix|mash-?up|(?:club|dance|house|dub) version"),
    ("language", rf"^(?:in )?(?:{_LANGUAGES})$|(?:{_LANGUAGES})(?: language)? (?:version|ver|vers|mix)"),
    ("explicit", r"^explicit\b.*|explicit (?:version|lyrics|content)|uncensored|^dirty$|dirty version"),
    ("clean", r"^clean\b.*|clean (?:version|edit)|^censored|^edited(?: version)?|\( ?edited ?\)?$|^amended"),
    ("reissue", r"re-?issued?"),
    ("edition", r"(?:super )?deluxe|^expanded|anniversary|collector['’]?s?|^limited|special edition|edition$"
                r"|(?:complete|digital) (?:collection|booklet|edition)|^box ?set|extra tracks|\w+ edition"),
    ("bonus", r"bonus(?: (?:track|video|disc|cd|tracks|version|edition))?(?:s?)|hidden track"),
    ("source", r"^from (?:the (?:motion picture|film|movie|original|soundtrack|album|series|musical).*|[\"“”'‘`].*)"
               r"|(?:original )?(?:motion picture|movie|film|game) (?:soundtrack|score|version).*|^theme from\b.*"
               r"|^o\.?s\.?t\.?$|^(?:[\w® ]+ )?sound ?track(?: \w+)*$"),
    ("video", r"(?:(?:official|music|lyrics?|full|short film|performance|live|hd|hq|4k|original|studio|track(?= s)) )*"
              rf"(?:video(?:clip| clip)?|vid[eé]o ?clip|audio|visuali[sz]er|m/?v|p/?v|stream|(?<![\w'’])clip){_END}"
              r"|^(?:official )?lyrics?$|^(?:official )?lyric video|^(?:m/?v|p/?v)\b.*|(?:with|w/) lyrics"
              r"|^letras?(?:/lyrics)?$"
              r"|^hd$|^hq$|^4k$|^uhd$|^official(?: (?:track|album))?$|^(?:not the|official|music|full|live) video.*"
              r"|^(?:full|official) album$|\w+ album track|^dance practice.*|\bofficial .*video"
              r"|^clip officiel|v[ií]deo(?:clip)? oficial|^(?:offizielles )?(?:musik)?video$"),
    ("version", r"version$|ver\.?$|^version\b.*"),
)  # fmt: skip
_VERSIONS = pattern("|".join(rf"(?P<k{at}>(?<![\w'’])(?:{form})(?![\w'’]))" for at, (_, form) in enumerate(_KINDS)))

HARMLESS = frozenset("remaster original explicit clean reissue edition bonus source video version stereo".split())
"""What is said of a version though the recording is the same."""

SHORTER = frozenset("edit extended mono single".split())
"""Versions that are cut otherwise: the same recording to some sources, another to others."""

PERFORMANCES = frozenset("karaoke cover parody instrumental language speed talk".split()) | {"a cappella"}
"""Versions that no source leaves unsaid: what is not named so is another recording, however long it is."""


@lru_cache(maxsize=16384)
def version_kinds(text: str) -> frozenset[str]:
    """Return what kinds of versions a bracket or tail tells of; none where it is part of the title."""
    return frozenset(map(_kind, _VERSIONS.finditer(text.casefold().strip(BRACKETS + " -–—‐~/"))))


def same_version(one: str, other: str) -> bool:
    """Whether two texts name one version: "Remastered" and "remaster" do, "Live" and nothing, or two years, do not.

    >>> same_version("Deluxe Edition", "Deluxe"), same_version("Karaoke Version", "Deluxe Karaoke")
    (True, False)
    """
    kinds, others = version_kinds(one) - {"version"}, version_kinds(other) - {"version"}
    years, other_years = set(_YEARS.findall(one)), set(_YEARS.findall(other))
    if years and other_years and years != other_years:
        return False
    return kinds == others and (bool(kinds) or name_of(one).key == name_of(other).key)


_YEARS = pattern(r"\b(?:19|20)\d\d\b")


def is_version(tail: str, named: bool = True) -> bool:
    """Whether a tail behind a dash is of a version as a whole, not a title that has such a word in it.

    `named` is whether somebody's name may stand before it ("Her Remix").

    >>> is_version("Live at Her Place"), is_version("2009 Remaster"), is_version("Live and Let Go")
    (True, True, False)
    """
    folded = _BEFORE.sub("", tail.casefold().strip(BRACKETS + " -–—‐~/"))
    found = [match for match in _VERSIONS.finditer(folded) if folded]
    if not found:
        return False
    if found[0].start() == 0:
        return len(folded.split()) <= 10
    kinds = {_kind(match) for match in found} - {"video", "source", "bonus"}
    ends = not re.sub(r"[\W\d]+|version|mix|edit", "", folded[found[-1].end() :])
    return named and ends and bool(kinds) and len(folded[: found[0].start()].split()) <= 5


_BEFORE = pattern(r"^(?:(?:19|20)\d\d|\d\d?(?:st|nd|rd|th)|new|digital(?:ly)?|the)\b[\s-]*")


def _kind(match: re.Match[str]) -> str:
    return _KINDS[int((match.lastgroup or "k0")[1:])][0]
