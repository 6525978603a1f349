"""What SoundCloud writes in one text that holds several things."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harmony_core import provider as hc

_TAG = hc.pattern(r'"([^"]*)"|(\S+)')
_MACHINE_TAG = hc.pattern(r"\w+:\w+=.*")
_JOIN = hc.pattern(r"(, | & | x | feat\. | ft\. | featuring )", re.IGNORECASE)
_PICTURE_SIZE = hc.pattern(r"-(?:large|t\d+x\d+|original)(?=\.\w+$)")

LICENSES = ("by", "by-nc", "by-nd", "by-sa", "by-nc-nd", "by-nc-sa")


def tags(text: str | None) -> tuple[str, ...]:
    """Read a list of tags: those of several words are in quotes; machine tags (`geo:lat=…`) are not shown there either.

    >>> tags('"heavy metal" post-rock soundcloud:source=iphone-record')
    ('heavy metal', 'post-rock')
    """
    found: dict[str, str] = {}
    for quoted, bare in _TAG.findall(text or ""):
        tag = (quoted or bare).strip()
        if tag and not _MACHINE_TAG.fullmatch(tag):
            found.setdefault(tag.casefold(), tag)
    return tuple(found.values())


def credited(text: str, known: str) -> Iterator[tuple[str, str | None]]:
    """Yield the names in a credit, each with what joins it to the next.

    A comma may be part of a name ("Tyler, The Creator"): a credit is only taken apart where one part of it is a
    name that is known.

    >>> list(credited("Ada Moth, Tin Choir", "Ada Moth")), list(credited("Tin, The Choir", "Moth Records"))
    ([('Ada Moth', ', '), ('Tin Choir', None)], [('Tin, The Choir', None)])
    """
    parts = _JOIN.split(text)
    names, joins = parts[::2], parts[1::2]
    if known.casefold() in (name.casefold() for name in names) and all(names):
        yield from zip(names, (*joins, None), strict=True)
    else:
        yield text, None


def names(text: str | None) -> tuple[str, ...]:
    """Return the names in a list with commas."""
    found = (name.strip() for name in (text or "").split(","))
    return tuple(dict.fromkeys(name for name in found if name))


def picture(url: str | None, kind: hc.ArtworkKind) -> tuple[hc.Artwork, ...]:
    """Return a picture at 500 pixels, the largest of the fixed sizes; what is sent has 100. The placeholder is none."""
    if not url or "default_avatar" in url:
        return ()
    larger, known = _PICTURE_SIZE.subn("-t500x500", url)
    thumb = _PICTURE_SIZE.sub("-t300x300", url) if known else None
    pixels = 500 if known else None
    return hc.picture(larger, kind, "soundcloud", thumb_url=thumb, width=pixels, height=pixels)


def day(text: str | None) -> str | None:
    """Return the day of a time in UTC, written "2018/02/06 18:31:39 +0000" or "2018-02-06T18:31:39Z"."""
    return text[:10].replace("/", "-") if text else None


def license_page(name: str | None) -> str | None:
    """Return the page of a Creative Commons license: version 3.0, to which SoundCloud's own app linked."""
    short = (name or "").removeprefix("cc-")
    return f"https://creativecommons.org/licenses/{short}/3.0/" if short in LICENSES and short != name else None
