"""Lengths as one reads them."""

from __future__ import annotations


def minutes_text(length_ms: int) -> str:
    """Return milliseconds as minutes and seconds, rounded: 3:51, 1:00:54.

    >>> minutes_text(1_234_567), minutes_text(3_654_321)
    ('20:35', '1:00:54')
    """
    minutes, seconds = divmod(round(length_ms / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
