"""What a source means when it says no, and when it answers about something else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from harmony_core.domain.errors import (
    AccessDeniedError,
    MismatchError,
    NotFoundError,
    ProviderError,
    RateLimitedError,
)

V = TypeVar("V")

GONE = (404, 410)
"""The statuses of HTTP that say that there is no such thing."""


def refusal(
    source: str,
    code: object,
    text: str | None = None,
    *,
    absent: Collection[object] = GONE,
    denied: Collection[object] = (401, 403),
    slow: Collection[object] = (429,),
) -> ProviderError:
    """Return the error that a source's code means: no such thing, no access, too quick, or something else.

    `source` is its title; without lists of its own, codes are those of HTTP.

    >>> refusal("Tunes", 429, "slow down"), refusal("Tunes", 8, "no album 27", absent=(8,))
    (RateLimitedError('Tunes asks to slow down: slow down'), NotFoundError('Tunes says that there is no such thing'))
    """
    said = f": {text.strip()}" if text and text.strip() else ""
    if code in absent:
        return NotFoundError(f"{source} says that there is no such thing")
    if code in denied:
        return AccessDeniedError(f"{source} refuses{said}")
    if code in slow:
        return RateLimitedError(f"{source} asks to slow down{said}")
    told = f" error {code}" if code not in (None, "") else "" if said else " an error"
    known = f"HTTP_{code}" if absent == GONE and isinstance(code, int) else None
    return ProviderError(f"{source} reports{told}{said}", code=known)


def code_in(text: str, meanings: Mapping[str, int]) -> int | None:
    """Return the code of the first words that a message holds, for sources that say it in words.

    >>> code_in("Album Not Found.", {"not found": 404, "too many": 429})
    404
    """
    return next((code for words, code in meanings.items() if words in text.lower()), None)


def best_of(found: Iterable[V], source: str, what: str) -> tuple[V, tuple[V, ...]]:
    """Return the first of the candidates, which are in order, and the others.

    Raises `NotFoundError` where there are none: the source has no such `what`.

    >>> best_of(["Two Rooms", "Attic"], "Tunes", "release with the GTIN 731453463127")
    ('Two Rooms', ('Attic',))
    """
    candidates = tuple(found)
    if not candidates:
        raise NotFoundError(f"{source} has no {what}")
    return candidates[0], candidates[1:]


def refuse_substitute(source: str, what: str, asked: object, answered: object) -> None:
    """Raise `MismatchError` where a source answered about another thing than it was asked for, without saying it.

    Case and zeros in front make no difference.

    >>> refuse_substitute("Tunes", "GTIN", "0731453463127", "731453463127")
    """
    if str(asked).casefold().lstrip("0") != str(answered).strip().casefold().lstrip("0"):
        raise MismatchError(f"{source} answered with {what} {answered} where {asked} was asked for")
