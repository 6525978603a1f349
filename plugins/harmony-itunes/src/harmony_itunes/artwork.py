"""Addresses of pictures: how to get the original, and the GTIN that some hold."""

from __future__ import annotations

import re
from urllib.parse import unquote

from harmony_core import provider as hc

THUMB = hc.pattern(
    r"https?://[\w-]+\.mzstatic\.com/image/thumb/(?P<path>.+)/(?P<size>\d+x\d+)(?P<form>[^/]*\.\w+)", re.ASCII
)
ORIGINAL = hc.pattern(r"(?:^|/)source$|\.(?:jpe?g|png|tiff?)$", re.IGNORECASE)
SIZE = hc.pattern(r"[./](\d{1,5})x(\d{1,5})[^/]*$", re.ASCII)
UUID = hc.pattern(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
NUMBER = hc.pattern(r"(?<![0-9A-Za-z])[0-9]{12,14}(?![0-9A-Za-z])")

LARGEST = "3000x3000"
SMALL = "250x250"


def front(url: str | None) -> tuple[hc.Artwork, ...]:
    """Return a cover in its full size, whatever that is; an address of another form stays as it is."""
    found = THUMB.fullmatch(url or "")
    if url is None or found is None:
        size = SIZE.search(url or "")
        width, height = (int(size[1]), int(size[2])) if size else (None, None)
        return hc.picture(url, hc.ArtworkKind.FRONT, "itunes", width=width, height=height)
    path, form, start = found["path"], found["form"], url[: found.start("size")]
    original = f"https://a1.mzstatic.com/us/r1000/063/{path}" if ORIGINAL.search(path) else f"{start}{LARGEST}{form}"
    return hc.picture(original, hc.ArtworkKind.FRONT, "itunes", thumb_url=f"{start}{SMALL}{form}")


def numbers_in(url: str | None) -> tuple[str, ...]:
    """Return what may be a GTIN in an address, as labels name their files so: 12 to 14 digits that stand alone."""
    return tuple(dict.fromkeys(NUMBER.findall(UUID.sub("", unquote(url or "")))))


def gtins_in(url: str | None) -> tuple[hc.Gtin, ...]:
    """Return the numbers in an address whose check digit is right, each once."""
    return tuple(dict.fromkeys(hc.Gtin.parse(number) for number in numbers_in(url) if hc.Gtin.is_one(number)))
