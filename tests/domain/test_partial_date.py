"""Partial dates: what is not known is never made up."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core.domain.errors import BadValueError
from harmony_core.domain.partial_date import PartialDate

days = st.dates()
partial_dates = st.builds(
    lambda day, precision: PartialDate(*(day.year, day.month, day.day)[:precision]), days, st.integers(1, 3)
)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("2001", "2001"),
        ("2001-03", "2001-03"),
        ("2001-03-09", "2001-03-09"),
        (" 2001 ", "2001"),
        ("2001-00-00", "2001"),
        ("2001-00", "2001"),
        ("2001-03-00", "2001-03"),
        ("2001-00-15", "2001"),
        ("0999", "0999"),
        ("2000-02-29", "2000-02-29"),
        ("20010309", "2001-03-09"),
    ],
)
def test_only_what_is_said_is_known(text: str, printed: str):
    """A date is as exact as its text: zero parts are unknown, and a day without its month says nothing."""
    assert str(PartialDate.parse(text)) == printed


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2001-03-09T23:30:00", "2001-03-09"),
        ("2001-03-09T23:30:00Z", "2001-03-09"),
        ("2001-03-09T23:30:00-05:00", "2001-03-10"),
        ("2001-03-09T00:30:00+09:00", "2001-03-08"),
        ("2001-03-09 12:00:00.123456+00:00", "2001-03-09"),
    ],
)
def test_of_a_moment_the_utc_day_is_kept(text: str, day: str):
    """Of an ISO date-time the day in UTC is kept; without an offset it is taken for UTC."""
    assert str(PartialDate.parse(text)) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0000-00-00",
        "0000",
        "2001-02-30",
        "2001-13",
        "2001-13-01",
        "1999-02-29",
        "March 2001",
        "2001-3-9",
        "09/03/2001",
        "01",
        "20011",
        "2001-03-09T25:00:00",
        "-2001",
        "２００１",
        "٢٠٠١-٠٣",
    ],
)
def test_what_is_no_date_is_refused(text: str):
    """A text that is no date is refused and named."""
    with pytest.raises(BadValueError) as caught:
        PartialDate.parse(text)
    assert caught.value.field == "date"
    assert caught.value.message


@pytest.mark.parametrize("text", ["2001-W10", "2001W10", "2001-W10T12:00:00"])
def test_a_week_is_no_day(text: str):
    """A week is refused: its Monday would be made up."""
    with pytest.raises(BadValueError):
        PartialDate.parse(text)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-14:00"])
def test_a_moment_beyond_the_calendar_is_a_bad_value(text: str):
    """A moment whose UTC day has no year of four digits is refused, not an overflow."""
    with pytest.raises(BadValueError):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    "parts", [(0,), (10_000,), (2001, None, 5), (2001, 0), (2001, 13), (2001, 2, 30), (2001, 3, 0), (-1, 1, 1)]
)
def test_wrong_parts_are_refused(parts: tuple[int | None, ...]):
    """Made of numbers, a date is as strict as made of a text; unknown is None and never zero."""
    with pytest.raises(BadValueError):
        PartialDate(*parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "precision"), [("2001", 1), ("2001-03", 2), ("2001-03-09", 3)])
def test_precision_counts_the_known_parts(text: str, precision: int):
    """Precision is how many of year, month and day are known."""
    assert PartialDate.parse(text).precision == precision


@pytest.mark.parametrize(
    ("left", "right", "agree"),
    [
        ("2001", "2001-03-09", True),
        ("2001-03", "2001-03-09", True),
        ("2001-03", "2001-04", False),
        ("2001-03-09", "2001-03-10", False),
        ("2001", "2002-01-01", False),
    ],
)
def test_dates_agree_where_both_know(left: str, right: str, agree: bool):
    """Two dates agree where every part that both know is equal, whichever comes first."""
    one, other = PartialDate.parse(left), PartialDate.parse(right)
    assert one.agrees_with(other) is other.agrees_with(one) is agree


@given(partial_dates)
def test_a_printed_date_reads_back(value: PartialDate):
    """What is printed is read back as the same value, no more and no less exact."""
    assert PartialDate.parse(str(value)) == value


@given(days)
def test_unknown_parts_stay_unknown(day: date):
    """A text with zeros for month and day never gets a month or a day."""
    assert PartialDate.parse(f"{day.year:04}-00-00") == PartialDate(day.year)
    assert PartialDate.parse(f"{day.year:04}-{day.month:02}-00") == PartialDate(day.year, day.month)


@given(st.datetimes(), st.integers(-14 * 60, 14 * 60))
def test_any_moment_gives_its_utc_day_or_a_bad_value(moment: datetime, offset: int):
    """Every moment with an offset gives its UTC day, or `BadValueError` where that has no date."""
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=offset)))
    try:
        expected = aware.astimezone(UTC).date()
    except OverflowError:
        with pytest.raises(BadValueError):
            PartialDate.parse(aware.isoformat())
    else:
        assert PartialDate.parse(aware.isoformat()) == PartialDate(expected.year, expected.month, expected.day)


@given(st.text() | st.text("0123456789-:TWZ+. "))
def test_any_text_is_a_date_or_a_bad_value(text: str):
    """No text raises anything but `BadValueError`, and what is taken reads back."""
    with suppress(BadValueError):
        found = PartialDate.parse(text)
        assert PartialDate.parse(str(found)) == found
