"""What a release is, as its titles tell: soundtrack, live, remix, EP, DJ mix."""

from __future__ import annotations

import re
from collections.abc import Sequence

from harmony_core.alike.titles import parse_title
from harmony_core.domain.model import ReleaseType
from harmony_core.domain.patterns import pattern

_TYPES: tuple[tuple[ReleaseType, re.Pattern[str]], ...] = (
    (ReleaseType.EP, pattern(r"[\s(\[]e\.?p\.?(?=$|\s*[)\]([])")),
    (ReleaseType.SINGLE, pattern(r"\s[-–]\s*single$|\(single\)$")),
    (ReleaseType.DJ_MIX, pattern(r"[(\[]dj[- ]mix[)\]]|\bcontinuous mix\b|\bmixed by .*\bmix\b")),
    (ReleaseType.MIXTAPE, pattern(r"\bmixtape\b")),
    (ReleaseType.REMIX, pattern(r"\bremix(?:es|ed)?\b(?!\s+by the)")),
    (ReleaseType.SOUNDTRACK, pattern(
        r"sound ?track|\boriginal(?: \w+)* score\b|\bfilm score\b"
        r"|\bmusic (?:from|for|inspired by)(?: (?:and|&) inspired by)? the\b|\bmusik zu[mr] |\btrilha sonora\b"
        r"|musi[ck]k?en? f?r[aå]n? |musik aus de[mr]|\bcast recording\b"
        r"|\b(?:broadway|london|studio|original|film|tv)(?: \w+)* cast\b"
        r"|\bbande originale\b|\bbanda sonora\b|\bcolonna sonora\b|\bmusique du film\b",
    )),
)  # fmt: skip
_TOLD = {"live": ReleaseType.LIVE, "mixed": ReleaseType.DJ_MIX, "demo": ReleaseType.DEMO}
_LIVE = pattern(
    r"(?:^|[:–-] )(?:\w+ )?live (?:at|from|in|on)\b|[:–-] live$|\bmtv unplugged\b|\blive (?:album|in concert)$"
)
_OST = pattern(r"(?:^|\W)O\.?S\.?T\.?(?=$|\W)")  # in lower case it is a word of several languages


def types_of_title(title: str) -> tuple[ReleaseType, ...]:
    """Return the types that a release's title tells of, in the order of `ReleaseType`.

    >>> [each.value for each in types_of_title("Go EP (Live)")]
    ['ep', 'live']
    """
    folded = title.casefold()
    found = {kind for kind, form in _TYPES if form.search(folded)}
    if _OST.search(title):
        found.add(ReleaseType.SOUNDTRACK)
    kinds = parse_title(title).kinds
    found |= {kind for word, kind in _TOLD.items() if word in kinds}
    if _LIVE.search(folded):
        found.add(ReleaseType.LIVE)
    if ReleaseType.DJ_MIX in found and "remix" not in folded:
        found.discard(ReleaseType.REMIX)
    return tuple(kind for kind in ReleaseType if kind in found)


def types_of_tracks(titles: Sequence[str]) -> tuple[ReleaseType, ...]:
    """Return the types that the titles of all tracks tell of: live, or a DJ mix ("Go - Mixed")."""
    if not titles:
        return ()
    parsed = [parse_title(title) for title in titles]
    if not all(title.versions for title in parsed):
        return ()
    kinds = frozenset.intersection(*(title.kinds for title in parsed))
    return tuple(kind for word, kind in _TOLD.items() if word in kinds and word != "demo")
