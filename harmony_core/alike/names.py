"""Artist credits taken apart into the names in them."""

from __future__ import annotations

import re
from functools import lru_cache

from harmony_core.domain.patterns import pattern

_BETWEEN = pattern(
    r"\s*[,;、，/|]\s*|\s*[&＆]\s*|\s+(?:and|und|et|y|e|og|och|x|×|vs\.?|versus|with|con|mit|avec|feat\.?|featuring|ft\.?)\s+"
    r"|\s+\+\s+|[\s(\[]+(?:feat\.?|featuring|ft\.?)\s*\.?\s+",
    re.IGNORECASE,
)


@lru_cache(maxsize=16384)
def split_names(text: str) -> tuple[str, ...]:
    """Return the names in a credit. A band's own "and" parts it too: both sides of a comparison are parted alike.

    >>> split_names("Her, Him & Them feat. Us")
    ('Her', 'Him', 'Them', 'Us')
    """
    names = (name.strip(" ()[].") if name.strip(" ()[].") else name.strip() for name in _BETWEEN.split(text))
    return tuple(name for name in names if name)


_GUESTS = pattern(r"[\s(\[]+(?:feat(?:uring)?|ft|with)\b\.?\s*:?\s+(?P<names>.+?)[)\]]*$", re.IGNORECASE)


def split_guests(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the artists of a credit and the guests in it. A credit that begins with "with" has none.

    >>> split_guests("Her & Him feat. Us")
    (('Her', 'Him'), ('Us',))
    """
    match = _GUESTS.search(text)
    if match is None or not text[: match.start()].strip():
        return split_names(text), ()
    return split_names(text[: match.start()]), split_names(match["names"])
