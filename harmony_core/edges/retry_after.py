"""The Retry-After header: seconds, or a date (RFC 9110, 10.2.3); and when to come back, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_SECONDS = 10 * 365 * 86_400.0
"""Ten years: a longer wait means the same, and would not fit into a date."""


def retry_at(header: str | None, now: datetime) -> datetime | None:
    """Return the moment that a header names, or None where there is none that can be read."""
    if header is None:
        return None
    text = header.strip()
    try:
        if text.isascii() and text.replace(".", "", 1).isdigit():
            return now + timedelta(seconds=min(float(text), LONGEST_SECONDS))
        moment = parsedate_to_datetime(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def come_back(moment: datetime | None) -> str:
    """Return when to ask again, as the end of a message; nothing where that is not known."""
    return f"; ask again after {in_words(moment)}" if moment else ""


def in_words(moment: datetime) -> str:
    """Return a moment as messages tell it: "2026-11-22 08:30:05 UTC"."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
