"""What a provider's `fetch` is handed: the only way out of its package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

import attrs

from harmony_core.domain.answers import Message
from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.codes import Country
from harmony_core.plugin.endpoints import Endpoint

P = TypeVar("P")

WANTS = ("credits", "artwork", "isrcs", "availability", "features")
"""What a lookup may be asked for beyond the plain facts."""


@attrs.frozen(kw_only=True)
@by_fields
class LookupOptions:
    """How a lookup is to be done: regions in order, what is wanted, how many candidates a search gives."""

    regions: tuple[Country, ...] = ()
    want: frozenset[str] = frozenset(WANTS)
    limit: int = 25

    def wants(self, *names: str) -> bool:
        """Whether any of these is wanted."""
        return any(name in self.want for name in names)


@attrs.frozen(kw_only=True)
@by_fields
class Trace:
    """What a lookup used: time and hash of the main request's answer, the newest time of all, and messages."""

    fetched_at: datetime | None = None
    snapshot: str | None = None
    newest: datetime | None = None
    messages: tuple[Message, ...] = ()


class Api(Protocol):
    """A provider's door to its source.

    `get` is for what the answer cannot do without: its errors end the lookup (`NotFoundError` makes it
    Absent, every other one Unknown). The `try_…` forms are for the rest: what fails is left out, and the
    lookup's messages say what is missing and why.
    """

    @property
    def region(self) -> Country | None:
        """The region in which this attempt is made, where the provider has regions."""

    async def get(self, endpoint: Endpoint[P], **fields: object) -> P:
        """Ask and wait. Raises `ProviderError`."""

    async def pages(self, endpoint: Endpoint[P], *, at_most: int | None = None, **fields: object) -> tuple[P, ...]:
        """Return the items of all pages, or the first `at_most`.

        Raises `ProviderError` if the first page fails; where a later one fails, its items are missing and
        that is reported.
        """

    async def try_get(self, endpoint: Endpoint[P], missing: str, **fields: object) -> P | None:
        """Ask, or return None and report that `missing` (a path or a name of what is lost) is missing."""

    async def try_pages(
        self, endpoint: Endpoint[P], missing: str, *, at_most: int | None = None, **fields: object
    ) -> tuple[P, ...]:
        """Return the items of all pages that could be had, and report what is missing."""

    async def try_many(
        self, endpoint: Endpoint[P], missing: str, each: Sequence[Mapping[str, object]]
    ) -> tuple[P | None, ...]:
        """Ask many at once, None where one failed; one message tells how many did."""
