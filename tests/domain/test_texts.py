"""Credits and lengths as one reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core.domain.credit import credit_text
from harmony_core.domain.length import minutes_text
from harmony_core.domain.model import ArtistCredit


def names(*given: str | tuple[str, str | None]) -> list[ArtistCredit]:
    """Return credits: a name alone, or with its join phrase."""
    pairs = [each if isinstance(each, tuple) else (each, None) for each in given]
    return [ArtistCredit(name=name, join_phrase=phrase) for name, phrase in pairs]


@pytest.mark.parametrize(
    ("named", "text"),
    [
        ([], ""),
        (names("A"), "A"),
        (names("A", "B"), "A & B"),
        (names("A", "B", "C"), "A, B & C"),
        (names(("A", " feat. "), "B"), "A feat. B"),
        (names(("A", ""), "B"), "AB"),
        (names("A", ("B", " presents ")), "A & B presents "),
        ([ArtistCredit(name="Prince", credited_name="The Artist")], "The Artist"),
    ],
)
def test_a_credit_reads_as_it_is_printed(named: list[ArtistCredit], text: str):
    """Join phrases count as they are, also empty ones; where there is none, commas and an ampersand join."""
    assert credit_text(named) == text


@pytest.mark.parametrize(
    ("length_ms", "text"),
    [
        (0, "0:00"),
        (999, "0:01"),
        (59_499, "0:59"),
        (59_501, "1:00"),
        (231_000, "3:51"),
        (3_599_600, "1:00:00"),
        (3_654_321, "1:00:54"),
    ],
)
def test_lengths_are_minutes_and_seconds(length_ms: int, text: str):
    """A length is rounded to seconds, and has hours only where it needs them."""
    assert minutes_text(length_ms) == text


@given(st.integers(0, 10**9))
def test_a_length_is_right_to_half_a_second(length_ms: int):
    """The printed length is never more than half a second off."""
    seconds = 0
    for part in minutes_text(length_ms).split(":"):
        seconds = seconds * 60 + int(part)
    assert abs(seconds * 1000 - length_ms) <= 500
