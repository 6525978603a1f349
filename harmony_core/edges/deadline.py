"""The deadline of a lookup: what has not answered by then did not say."""

from __future__ import annotations

import asyncio
from typing import Self

import attrs

from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.errors import TimedOutError
from harmony_core.edges.requests import Request


@attrs.frozen
@by_fields
class Deadline:
    """A moment of the event loop's clock, and how many seconds it was away when the lookup began."""

    at: float
    seconds: float

    @classmethod
    def after(cls, seconds: float | None) -> Self | None:
        """Return the deadline so many seconds from now, None for none."""
        return None if seconds is None else cls(asyncio.get_running_loop().time() + seconds, seconds)

    @property
    def is_over(self) -> bool:
        """Whether it has passed."""
        return asyncio.get_running_loop().time() >= self.at

    def error(self, request: Request) -> TimedOutError:
        """Return why there is no answer to a request."""
        return TimedOutError(
            f"{request.provider}: {request.shown_url} had not answered when the lookup's "
            f"{self.seconds:g} s were over (deadline)",
            provider=request.provider,
        )
