"""The Retry-After header: seconds, or a date (RFC 9110, 10.2.3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


def retry_at(header: str | None, now: datetime) -> datetime | None:
    """Return the moment that a header names, or None where there is none that can be read."""
    if header is None:
        return None
    text = header.strip()
    try:
        if text.isascii() and text.replace(".", "", 1).isdigit():
            return now + timedelta(seconds=float(text))
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
