"""What came where JSON was expected, in words, and what to do about it."""

from __future__ import annotations

import html
import re

MANY_SIGNS = 60
"""How much is told of a page's title, or of a text's beginning."""

_BETWEEN = "ask again later; if it stays so, look for a proxy or a login page between, or a wrong base in the settings"


def is_page(body: bytes) -> bool:
    """Whether a body is a page of HTML, or XML: JSON never begins so."""
    return body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def page_told(body: bytes) -> str:
    """Name a page: with its title, if it has one."""
    what = "XML" if body.lstrip()[:5] == b"<?xml" and b"<html" not in body[:1000].lower() else "an HTML page"
    title = re.search(rb"<title[^>]*>(.*?)</title", body[:100_000], re.IGNORECASE | re.DOTALL)
    told = _short(html.unescape(title.group(1).decode("utf-8", "replace"))) if title else ""
    return f"{what} (“{told}”)" if told else what


def page_for_absence(body: bytes, status: int) -> str:
    """Say that a page came with a status that would mean "no such thing" in the source's own words."""
    return (
        f"HTTP {status} came with {page_told(body)}, which is not how this source says that there is none; {_BETWEEN}"
    )


def not_json(body: bytes, problem: str) -> str:
    """Say what a body is that cannot be decoded; `problem` is the decoder's word for it."""
    bare = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not bare:
        return "the answer is empty; ask again later"
    if is_page(body):
        return f"{page_told(body)} came in place of JSON; {_BETWEEN}"
    if "truncated" in problem:
        return f"the JSON is cut short: it ends after {len(body):,} bytes; ask again later"
    if bare[:1] not in b'{["':
        return f"text came in place of JSON: “{_short(body[:1000].decode('utf-8', 'replace'))}”; ask again later"
    return problem


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= MANY_SIGNS else f"{words[: MANY_SIGNS - 1]}…"
