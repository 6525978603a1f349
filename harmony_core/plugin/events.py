"""What observers are told of."""

from __future__ import annotations

from typing import TypeAlias

import attrs

from harmony_core.domain.by_fields import by_fields


@attrs.frozen(kw_only=True)
@by_fields
class RequestSent:
    """A request goes out to a source; its address is without secrets. `attempt` counts from 1."""

    lookup_id: str
    provider: str
    url: str
    attempt: int


@attrs.frozen(kw_only=True)
@by_fields
class AnswerReceived:
    """A source answered, or a kept answer was used; `seconds` is the time it took."""

    lookup_id: str
    provider: str
    url: str
    status: int
    from_snapshot: bool
    seconds: float


@attrs.frozen(kw_only=True)
@by_fields
class RequestFailed:
    """A request was given up; `code` is the error's."""

    lookup_id: str
    provider: str
    url: str
    code: str


@attrs.frozen(kw_only=True)
@by_fields
class LookupAnswered:
    """A provider's part of a lookup is done; `state` is found, absent or unknown."""

    lookup_id: str
    provider: str
    state: str


@attrs.frozen(kw_only=True)
@by_fields
class LookupEnded:
    """A lookup is done; `held` tells that its result was held ready, `seconds` is the time it took."""

    lookup_id: str
    seconds: float
    held: bool = False


@attrs.frozen(kw_only=True)
@by_fields
class FieldDecided:
    """The merge chose a value for a field."""

    lookup_id: str
    path: str
    strategy: str
    providers: tuple[str, ...]


Event: TypeAlias = RequestSent | AnswerReceived | RequestFailed | LookupAnswered | LookupEnded | FieldDecided
