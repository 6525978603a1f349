"""A kept answer, and what a place that keeps them must offer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Protocol

import attrs

from harmony_core.domain.by_fields import by_fields


class Mode(StrEnum):
    """Where answers may come from."""

    NORMAL = "normal"
    OFFLINE = "offline"
    FROZEN = "frozen"
    REFRESH = "refresh"


@attrs.frozen(kw_only=True)
@by_fields
class Snapshot:
    """One answer of one source at one time, without secrets.

    `key` names the request: method, canonical address and a digest of its body. `extracted` marks a body
    that is what was read out of a page, not the page.
    """

    key: str
    provider: str
    method: str
    url: str
    status: int
    headers: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    body: bytes = attrs.field(repr=False)
    fetched_at: datetime
    extracted: bool = False

    @cached_property
    def body_hash(self) -> str:
        """The SHA-256 of the body, in hexadecimal digits."""
        from hashlib import sha256

        return sha256(self.body).hexdigest()


@attrs.frozen(kw_only=True)
@by_fields
class SnapshotSummary:
    """What a list of kept answers shows of one."""

    provider: str
    method: str
    url: str
    status: int
    fetched_at: datetime
    size: int
    body_hash: str


class SnapshotStore(Protocol):
    """A place that keeps answers with their history. Its calls may come from several threads."""

    def history(self, key: str, before: datetime | None = None) -> Iterator[Snapshot]:
        """Yield the answers to a request, the newest first; `before` leaves out those that are newer."""

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the names of the requests that begin so, each once."""

    def put(self, snapshots: Iterable[Snapshot]) -> int:
        """Keep answers, all or none, and return how many were new."""

    def summaries(self, provider: str | None = None) -> Iterator[SnapshotSummary]:
        """Yield what is kept, in order of time."""

    def all(self, provider: str | None = None) -> Iterator[Snapshot]:
        """Yield everything that is kept, bodies included, in order of time."""

    def close(self) -> None:
        """Let go of files and connections."""
