"""Dates as music sources know them: a year, a month of a year, or a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache

import attrs

from harmony_core.domain.errors import BadValueError
from harmony_core.domain.patterns import pattern

_FORM = pattern(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@attrs.frozen(order=False)
class PartialDate:
    """A date that may lack its day, or its month and day; nothing is ever made up.

    >>> str(PartialDate.parse("2001-03-00"))
    '2001-03'
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __attrs_post_init__(self) -> None:
        if not 1 <= self.year <= 9999:
            raise BadValueError(f"{self.year} is not a year", field="date")
        if self.month is None:
            if self.day is not None:
                raise BadValueError("a date with a day needs its month", field="date")
        else:
            try:
                date(self.year, self.month, 1 if self.day is None else self.day)
            except ValueError as error:
                raise BadValueError(f"{self} is not a date: {error}", field="date") from error

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read YYYY, YYYY-MM, YYYY-MM-DD or an ISO date-time, of which the UTC day is kept.

        Parts that are zero (2001-00-00) are unknown. Raises `BadValueError`, also for 0000-00-00.
        """
        return _known(text) if len(text) <= _LONGEST_KEPT else _read(text)

    @property
    def precision(self) -> int:
        """How many parts are known: 1 (year), 2 (month) or 3 (day)."""
        return 1 + (self.month is not None) + (self.day is not None)

    def agrees_with(self, other: PartialDate) -> bool:
        """Whether both may be the same day: every part that both know is equal."""
        return (
            self.year == other.year
            and (self.month is None or other.month is None or self.month == other.month)
            and (self.day is None or other.day is None or self.day == other.day)
        )

    def __str__(self) -> str:
        text = f"{self.year:04}"
        if self.month is not None:
            text += f"-{self.month:02}"
        if self.day is not None:
            text += f"-{self.day:02}"
        return text


def _read(text: str) -> PartialDate:
    form = _FORM.fullmatch(text.strip())
    if form is None:
        day = _day_of_datetime(text)
        return PartialDate(day.year, day.month, day.day)
    year, month, day_of_month = map(int, form.groups("0"))
    if year == 0:
        raise BadValueError(f"{text!r} is not a date: it has no year", field="date")
    return PartialDate(year, month or None, (day_of_month or None) if month else None)


_LONGEST_KEPT = len("2001-03-12T14:51:00.000000+00:00")
_known = lru_cache(maxsize=4096)(_read)  # the tracks of an album have one date, and albums come out on few days


def _day_of_datetime(text: str) -> date:
    problem = f"{text!r} is not a date: YYYY, YYYY-MM or YYYY-MM-DD is needed"
    if "W" in text:  # a week is no day, and Python would take its Monday
        raise BadValueError(problem, field="date")
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo is None else moment.astimezone(UTC)).date()
    except (ValueError, OverflowError) as error:
        raise BadValueError(problem, field="date") from error
