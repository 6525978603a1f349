"""Values out of payloads."""

from __future__ import annotations

import pytest

from harmony_core.plugin.reading import Reader


@pytest.mark.parametrize("seconds", [31 * 86_400 + 1, 1e300, 10**4_000])
def test_a_length_of_more_than_a_month_is_left_out_and_reported(seconds: float):
    """However large a number is, it does not raise."""
    read = Reader()
    assert read.length_ms(seconds, "length_ms") is None
    assert [message.path for message in read.messages] == ["length_ms"]


@pytest.mark.parametrize("seconds", [None, 0, -5, float("nan")])
def test_a_length_of_zero_or_less_says_nothing(seconds: float | None):
    """No source times a track that it does not know; many write 0."""
    read = Reader()
    assert read.length_ms(seconds, "length_ms") is None
    assert not read.messages
