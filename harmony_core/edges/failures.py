"""Failures to get any answer, kept beside the answers: so that a result can be made again with what it lacked."""

from __future__ import annotations

from datetime import datetime

import attrs
import msgspec

from harmony_core.domain.errors import HarmonyError, ProviderError
from harmony_core.plugin.snapshot import Snapshot

NO_ANSWER = 0
"""The status of a kept failure."""


@attrs.frozen(kw_only=True)
class Failed:
    """What is kept of an error."""

    code: str
    message: str
    status: int | None = None
    retry_at: datetime | None = None


def failure_body(error: HarmonyError) -> bytes:
    """Return an error as a body to keep."""
    status, retry_at = getattr(error, "status", None), getattr(error, "retry_at", None)
    return msgspec.json.encode(Failed(code=error.code, message=error.message, status=status, retry_at=retry_at))


def failure_of(snapshot: Snapshot) -> ProviderError:
    """Return the error that was kept."""
    try:
        failed = msgspec.json.decode(snapshot.body, type=Failed)
    except msgspec.DecodeError:
        return ProviderError(f"{snapshot.provider}: a kept failure cannot be read", provider=snapshot.provider)
    return ProviderError(
        failed.message,
        code=failed.code,
        provider=snapshot.provider,
        status=failed.status,
        retry_at=failed.retry_at,
    )
