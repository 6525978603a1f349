"""Reading JSON:API documents (jsonapi.org/format): resources by type and id, and what they are related to, in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias, TypeVar
from urllib.parse import parse_qs

from harmony_core import provider as hc
from harmony_tidal.payloads import Attributes, Place

T = TypeVar("T")

EMPTY = Attributes()


@hc.payload
class Links:
    """`next` is the address of the next page, from the base on and with its query."""

    next: str | None = None


@hc.payload
class Identifier:
    """A resource's name; `meta` tells of its place in the list that names it."""

    type: str
    id: str
    meta: Place | None = None


@hc.payload
class Relationship:
    """What a resource is related to: one, several, none (null), or not told (missing, as where it is not included)."""

    data: tuple[Identifier, ...] | Identifier | None = None
    links: Links | None = None


@hc.payload
class Resource:
    """A thing, or in a list of related things only its name."""

    type: str
    id: str
    attributes: Attributes | None = None
    relationships: dict[str, Relationship] | None = None
    meta: Place | None = None

    @property
    def told(self) -> Attributes:
        """What is told of it, which may be nothing."""
        return self.attributes or EMPTY

    @property
    def is_named(self) -> bool:
        """Whether it has the title or name without which it is of no use."""
        return self.told.title is not None or self.told.name is not None

    def relationship(self, name: str) -> Relationship:
        """Return what it is related to by that name, which may not be told."""
        return (self.relationships or {}).get(name) or Relationship()


@hc.payload
class Document:
    """An answer: `data` is what was asked for, `included` are resources that it leads to, in any order."""

    data: tuple[Resource, ...] | Resource | None
    included: tuple[Resource, ...] | None = None
    links: Links | None = None

    @property
    def listed(self) -> tuple[Resource, ...]:
        """The data as a list, whether it is one, several or none."""
        return as_list(self.data)


Included: TypeAlias = Mapping[tuple[str, str], Resource]
"""What documents tell of, by type and id."""


def listing_of(wanted: str) -> type[Document]:
    """Return the form of documents that list one type, or a whole search result, in which that is one of several."""

    @hc.payload
    class Listing(Document):
        def __post_init__(self) -> None:
            other = next((row.type for row in self.listed if row.type not in (wanted, "searchResults")), None)
            if other is not None:
                raise ValueError(f"expected {wanted}, got {other} @ $.data")

    return Listing


def included_in(documents: Sequence[Document]) -> Included:
    """Return everything that documents tell of; of what is there twice, one."""
    rows = [row for document in documents for row in (*document.listed, *(document.included or ()))]
    return {(row.type, row.id): row for row in rows if row.attributes is not None}


def named(name: Identifier, included: Included) -> Resource | None:
    """Return the resource with a name, or None where it was not included."""
    return included.get((name.type, name.id))


def related(resource: Resource, relationship: str, included: Included) -> tuple[Resource, ...]:
    """Return what a resource is related to and was included, in the order of the relationship."""
    names = identifiers(resource.relationship(relationship))
    return tuple([found for name in names if (found := named(name, included)) is not None])


def identifiers(relationship: Relationship) -> tuple[Identifier, ...]:
    """Return the names in a relationship, each once: Tidal repeats some."""
    names = as_list(relationship.data)
    return names if len(names) < 2 else tuple({(name.type, name.id): name for name in names}.values())


def as_list(data: tuple[T, ...] | T | None) -> tuple[T, ...]:
    if data is None:
        return ()
    return data if isinstance(data, tuple) else (data,)


def next_cursor(links: Links | None) -> str | None:
    """Return the cursor in the address of the next page, or None where there is none.

    >>> next_cursor(Links(next="/albums/1/relationships/items?countryCode=US&page%5Bcursor%5D=3nI1"))
    '3nI1'
    """
    _, _, query = (links.next or "" if links else "").partition("?")
    cursors = parse_qs(query).get("page[cursor]")
    return cursors[0] if cursors else None
