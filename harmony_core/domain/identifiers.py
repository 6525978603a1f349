"""ISRC, ISWC and MBID: identifiers of recordings, works and MusicBrainz entities."""

from __future__ import annotations

import re
from typing import Self

import attrs

from harmony_core.domain.errors import BadValueError
from harmony_core.domain.patterns import pattern

_ISRC = pattern(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_ISWC = pattern(r"T[0-9]{10}")
MBID_LENGTH = 36
_MBID = pattern(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _isrc(text: str) -> str:
    """Return the ISRC in a text. Raises `BadValueError` where there is none."""
    if _ISRC.fullmatch(text):
        return text
    code = text.strip().upper().replace("-", "").replace(" ", "")
    if not (text.strip().isascii() and _ISRC.fullmatch(code)):  # "ß" in upper case is "SS"
        raise BadValueError(
            f"{text!r} is not an ISRC: it needs 2 letters, 3 letters or digits and 7 digits, as in GBAYE6900531",
            field="isrc",
        )
    return code


@attrs.frozen
class Isrc:
    """An International Standard Recording Code, kept as 12 signs without hyphens (ISO 3901).

    It names a recording by intent only: codes are reused and given twice, so it is evidence, not identity.

    >>> str(Isrc.parse("GB-AYE-69-00531"))
    'GBAYE6900531'
    """

    text: str = attrs.field(converter=_isrc)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an ISRC in any case, with or without hyphens. Raises `BadValueError`."""
        return cls(text)

    def __str__(self) -> str:
        return self.text


def _iswc(text: str) -> str:
    """Return the ISWC in a text. Raises `BadValueError` where there is none."""
    code = re.sub(r"[\s.\-]", "", text).upper()
    if not _ISWC.fullmatch(code):
        raise BadValueError(f"{text!r} is not an ISWC: it needs a T and 10 digits, as in T-034.524.680-1", field="iswc")
    digits = code[1:]
    expected = str(-(1 + sum(place * int(digit) for place, digit in enumerate(digits[:9], 1))) % 10)
    if digits[9] != expected:
        raise BadValueError(
            f"{text!r} is not an ISWC: its check digit is {digits[9]} and should be {expected}",
            field="iswc",
        )
    return f"T-{digits[:3]}.{digits[3:6]}.{digits[6:9]}-{digits[9]}"


@attrs.frozen
class Iswc:
    """An International Standard Musical Work Code, printed as T-034.524.680-1 (ISO 15707).

    >>> str(Iswc.parse("T0345246801"))
    'T-034.524.680-1'
    """

    text: str = attrs.field(converter=_iswc)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an ISWC with or without its signs and check its check digit. Raises `BadValueError`."""
        return cls(text)

    def __str__(self) -> str:
        return self.text


def _mbid(text: str) -> str:
    """Return the MBID in a text. Raises `BadValueError` where there is none."""
    code = text.strip().lower()
    if not _MBID.fullmatch(code):
        raise BadValueError(f"{text!r} is not an MBID: it needs 8-4-4-4-12 hexadecimal digits", field="mbid")
    return code


@attrs.frozen
class Mbid:
    """A MusicBrainz identifier: a UUID of any version, in lower case."""

    text: str = attrs.field(converter=_mbid)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a MusicBrainz identifier. Raises `BadValueError`."""
        return cls(text)

    @staticmethod
    def is_one(text: str) -> bool:
        """Whether a text has the form of an MBID."""
        return len(text) >= MBID_LENGTH and _MBID.fullmatch(text.strip().lower()) is not None

    def __str__(self) -> str:
        return self.text
