"""What became of asking one provider: three answers, never two.

`Unknown` (it did not say) is kept apart from `Absent` (it said: no such thing) wherever either goes: the
result, the snapshots, the exit code.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

import attrs

from harmony_core.domain.codes import Country
from harmony_core.domain.errors import HarmonyError, ProviderError
from harmony_core.domain.frozen import frozen
from harmony_core.domain.model import Entity


@attrs.frozen(kw_only=True)
class Asked:
    """What a provider was asked: `by` is id, gtin, isrc, mbid or text."""

    by: str
    value: str
    region: Country | None = None


@frozen(kw_only=True)
class Message:
    """Something that the user should know: `level` is info, warning or error, `path` the field it is about."""

    level: str
    text: str
    provider: str | None = None
    path: str | None = None


ASKED_FOR = "is what was asked for"
"""What a message says of a value that a provider's answer does not tell: it was found by it."""


@attrs.frozen(kw_only=True)
class Failure:
    """Why a provider did not say: an error as a value.

    `at` is when that was, where it was kept; documents leave it out.
    """

    code: str
    message: str
    status: int | None = None
    retry_at: datetime | None = None
    at: datetime | None = attrs.field(default=None, eq=False)

    @classmethod
    def of(cls, error: HarmonyError) -> Failure:
        """Return the failure that an error tells of."""
        if isinstance(error, ProviderError):
            retry_at = error.retry_at
            return cls(code=error.code, message=error.message, status=error.status, retry_at=retry_at, at=error.at)
        return cls(code=error.code, message=error.message, at=error.at)


@attrs.frozen(kw_only=True)
class Found:
    """The provider knows it."""

    provider: str
    asked: Asked
    entity: Entity
    id: str | None = None
    url: str | None = None
    fetched_at: datetime | None = None


@attrs.frozen(kw_only=True)
class FoundMany:
    """The provider has candidates for a text, its best first."""

    provider: str
    asked: Asked
    entities: tuple[Entity, ...]
    fetched_at: datetime | None = None


@attrs.frozen(kw_only=True)
class Absent:
    """The provider said that there is no such thing."""

    provider: str
    asked: Asked
    fetched_at: datetime | None = None


@attrs.frozen(kw_only=True)
class Unknown:
    """The provider did not say: down, limited, refused, unreadable, no key, or nothing kept offline."""

    provider: str
    asked: Asked
    error: Failure


Answer: TypeAlias = Found | Absent | Unknown
SearchAnswer: TypeAlias = FoundMany | Absent | Unknown
