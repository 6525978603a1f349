"""The Retry-After header: seconds, or a date (RFC 9110, 10.2.3)."""

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
