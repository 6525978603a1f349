"""Formats → one entry for every medium, and which of them is whose."""

from __future__ import annotations

import re
from collections.abc import Sequence

from harmony_core import provider as hc
from harmony_discogs.payloads import Format
from harmony_discogs.tables import (
    MIXED_FORMATS,
    PACKAGINGS,
    REFINED,
    RELEASE_TYPES,
    RENAMED,
    SIZED,
    STYLE_TYPES,
    TWO_SIDED,
    VIDEO_FILES,
    VIDEO_FORMATS,
    WHOLE,
)

SIDES = "sides"
"""What positions with letters mean: any medium with two sides."""

_MOST = 1000
_IN_ORDER = tuple(hc.ReleaseType)
_PRIMARY = (hc.ReleaseType.ALBUM, hc.ReleaseType.EP, hc.ReleaseType.SINGLE, hc.ReleaseType.BROADCAST)


@hc.answer
class Slot:
    """One medium as the formats tell of it: Discogs' name, and the one that the document has."""

    name: str
    format: str
    kind: hc.TrackKind | None

    @property
    def two_sided(self) -> bool:
        """Whether its tracks are listed by side."""
        return self.name in TWO_SIDED


def slots(formats: Sequence[Format] | None) -> tuple[Slot, ...]:
    """Return every medium that the formats tell of; a number of files is one medium, as it counts tracks."""
    found: list[Slot] = []
    for each in formats or ():
        if each.name and each.name not in WHOLE:
            found += [_slot(each.name, each.descriptions or ())] * (1 if each.name == "File" else _quantity(each.qty))
    return tuple(found[:_MOST])


def _quantity(text: str | int | None) -> int:
    number = str(text or "").strip()
    return min(int(number), _MOST) if re.fullmatch("[0-9]{1,6}", number) else 1


def _slot(name: str, descriptions: Sequence[str]) -> Slot:
    written = _written(name, descriptions)
    kind: hc.TrackKind | None = hc.TrackKind.AUDIO
    if written in VIDEO_FORMATS:
        kind = hc.TrackKind.VIDEO
    elif written in MIXED_FORMATS or VIDEO_FILES.intersection(descriptions):
        kind = None
    return Slot(name=name, format=written, kind=kind)


def _written(name: str, descriptions: Sequence[str]) -> str:
    """Return a format as MusicBrainz writes it: '12" Vinyl', "DVD-Video", "Digital Media"."""
    if name in SIZED:
        size = next((each for each in descriptions if re.fullmatch(r'\d+½?"', each)), None)
        size = size or ('12"' if "LP" in descriptions else None)
        return f"{size} {name}" if size else name
    refined = (REFINED.get((name, each)) for each in descriptions)
    return next((each for each in refined if each), RENAMED.get(name, name))


def fits(slot: Slot, meant: str | None) -> bool:
    """Whether a medium may be what the tracks' positions mean: a format's name, `SIDES`, or None for plain numbers."""
    if meant is None or meant == SIDES:
        return slot.two_sided == (meant == SIDES)
    if meant == "Vinyl":
        return slot.name in SIZED
    return slot.name.startswith(meant) or slot.name == f"SA{meant}"


def release_types(formats: Sequence[Format] | None, styles: Sequence[str] | None) -> tuple[hc.ReleaseType, ...]:
    """Return what a release is; in a box, what the box is, and not what is in it.

    An album that comes with a single is an album.
    """
    boxes = [each for each in formats or () if each.name in WHOLE]
    described = (text for each in boxes or formats or () for text in each.descriptions or ())
    found = {
        *(RELEASE_TYPES[text] for text in described if text in RELEASE_TYPES),
        *(STYLE_TYPES[style] for style in styles or () if style in STYLE_TYPES),
    }
    primary = [kind for kind in _PRIMARY if kind in found]
    return tuple(sorted(found.difference(primary[1:]), key=_IN_ORDER.index))


def release_status(formats: Sequence[Format] | None) -> hc.ReleaseStatus | None:
    """Return how a release came out: officially, unless a description says otherwise."""
    if not formats:
        return None
    described = [text for each in formats for text in each.descriptions or ()]
    if any("Unofficial" in text for text in described):
        return hc.ReleaseStatus.BOOTLEG
    return hc.ReleaseStatus.PROMOTIONAL if "Promo" in described else hc.ReleaseStatus.OFFICIAL


def packaging(formats: Sequence[Format] | None) -> str | None:
    """Return the packaging: a box, none for files only, else what a format's free text tells."""
    names = [each.name for each in formats or () if each.name]
    if "Box Set" in names:
        return "Box"
    if names and set(names) == {"File"}:
        return "None"
    texts = " ".join(f"{each.text or ''} {' '.join(each.descriptions or ())}" for each in formats or ()).lower()
    return next((name for word, name in PACKAGINGS.items() if word in texts), None)
