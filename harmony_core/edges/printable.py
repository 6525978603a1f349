"""Text from elsewhere, made safe for a terminal."""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    """Return a text without signs that steer a terminal or turn the direction of writing."""
    if text.isascii() and text.isprintable():
        return text
    return "".join("�" if _steers(sign) else sign for sign in text)


def _steers(sign: str) -> bool:
    if sign in "\n\t":
        return False
    return unicodedata.category(sign) == "Cc" or sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
