"""GTIN: the number below a barcode (EAN-8, UPC-A, EAN-13, GTIN-14)."""

from __future__ import annotations

from typing import Self

import attrs

from harmony_core.domain.errors import BadValueError

LENGTHS = (8, 12, 13, 14)


def check_digit(body: str) -> str:
    """Return the check digit for the digits before it (GS1 General Specifications, 7.9)."""
    thrice, once = body[::-2].encode(), body[-2::-2].encode()  # as bytes, where "0" is 48
    return str(-(3 * (sum(thrice) - 48 * len(thrice)) + sum(once) - 48 * len(once)) % 10)


def _digits(text: str) -> str:
    """Return the digits of a text that is a GTIN. Raises `BadValueError` where it is none."""
    digits = text.strip().replace(" ", "").replace("-", "")
    is_form = len(digits) in LENGTHS and digits.isascii() and digits.isdigit()
    if is_form and digits[-1] == check_digit(digits[:-1]) and digits.strip("0"):
        return digits
    raise BadValueError(_fault(text, digits), field="gtin")


def _fault(text: str, digits: str) -> str:
    """Say why a text, of which these are the digits, is no GTIN."""
    if not digits:
        return "a GTIN is missing: the text is empty"
    if not (digits.isascii() and digits.isdigit()):
        return f"{text!r} is not a GTIN: it has other signs than digits"
    if len(digits) not in LENGTHS:
        return f"{text!r} is not a GTIN: it has {len(digits)} digits, not 8, 12, 13 or 14{_lost_zeros(digits)}"
    expected = check_digit(digits[:-1])
    if digits[-1] != expected:
        return f"{text!r} is not a GTIN: its check digit is {digits[-1]} and should be {expected}"
    return f"{text!r} is not a GTIN: it is all zeros"


def _lost_zeros(digits: str) -> str:
    """Return a hint where leading zeros were lost, as spreadsheets do."""
    for length in LENGTHS:
        padded = digits.zfill(length)
        if len(digits) < length and len(digits) >= length - 2 and check_digit(padded[:-1]) == padded[-1]:
            return f" (were leading zeros lost? {padded} would be one)"
    return ""


@attrs.frozen(eq=False)
class Gtin:
    """A valid GTIN: printed as it was given, compared as 14 digits.

    >>> Gtin.parse("0602475093060") == Gtin.parse("602475093060")
    True
    """

    text: str = attrs.field(converter=_digits)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a GTIN; blanks and hyphens between the digits are dropped. Raises `BadValueError`."""
        return cls(text)

    @classmethod
    def is_one(cls, text: str) -> bool:
        """Whether a text is a GTIN, with its right check digit."""
        try:
            cls(text)
        except BadValueError:
            return False
        return True

    @property
    def as_14(self) -> str:
        """The 14-digit form, by which GTINs are compared."""
        return self.text.zfill(14)

    def padded(self, width: int) -> str:
        """Return the number without leading zeros, filled up again to at least `width` digits."""
        return self.text.lstrip("0").zfill(width)

    def variants(self) -> tuple[str, ...]:
        """Return every zero-padding under which a source may know it: as given, then longest to shortest."""
        bare = self.text.lstrip("0")
        padded = (bare.zfill(length) for length in reversed(LENGTHS) if length >= len(bare))
        return (self.text, *(variant for variant in padded if variant != self.text))

    def __eq__(self, other: object) -> bool:
        return self.as_14 == other.as_14 if isinstance(other, Gtin) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.as_14)

    def __str__(self) -> str:
        return self.text
