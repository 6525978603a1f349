"""Requests as data: an endpoint says where to ask, what comes back and how long it is good for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Generic, TypeVar, dataclass_transform, overload
from urllib.parse import quote, quote_plus, urljoin

import attrs

P = TypeVar("P")
C = TypeVar("C")

_FIELD = re.compile(r"\{(\w+)\}")


@overload
@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(attrs.field,))
def payload(cls: type[C], /) -> type[C]: ...


@overload
@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(attrs.field,))
def payload(*, hyphens: bool) -> Callable[[type[C]], type[C]]: ...


def payload(cls: type[C] | None = None, /, *, hyphens: bool = False) -> type[C] | Callable[[type[C]], type[C]]:
    """Make a class the typed shape of what an API sends.

    Only the fields that are used need be named: others are skipped. A field without a default must be there;
    a field of another type than the one written is an error that names its JSON path. With `hyphens` the
    API's names have hyphens where the class has underscores ("sort-name"); such a class has no subclasses.
    """

    def shape(cls: type[C]) -> type[C]:
        shaped = attrs.frozen(kw_only=True)(cls)
        return _with_hyphens(shaped) if hyphens else shaped

    return shape if cls is None else shape(cls)


def _with_hyphens(cls: type[C]) -> type[C]:
    """Let the decoder find a class's fields under names with hyphens: it sets them by these very names."""
    fields = []
    for field in attrs.fields(cls):  # type: ignore[arg-type]  # any attrs class
        key = field.name.replace("_", "-")
        if key != field.name:
            setattr(cls, key, cls.__dict__[field.name])
            cls.__annotations__[key] = cls.__annotations__[field.name]
        fields.append(field.evolve(name=key, alias=field.alias))
    cls.__attrs_attrs__ = tuple(fields)  # type: ignore[attr-defined]
    return cls


@dataclass_transform(frozen_default=True, field_specifiers=(attrs.field,))
def answer(cls: type[C]) -> type[C]:
    """Make a class the form of a provider's answer: the main payload first, then what more requests add.

    What is added needs a default, so that the answer can be made of the main payload alone.
    """
    return attrs.frozen(cls)


@attrs.frozen
class Endpoint(Generic[P]):
    """One kind of request.

    `path` is relative to the provider's base address; `{fields}` are filled in and escaped. A query
    parameter whose field is None is left out. `into` is the `payload` class of the answer (for a paged list:
    of one item). `reads` takes plain data out of what is not JSON (a page's HTML) before that; it raises
    `PayloadError` saying which part was not found. `items` and `next` name the fields of a paged answer that
    hold the items and the address of the next page, with dots where they are deeper ("albums.items").

    `fresh` is how long an answer is used without asking again, `stale` how long after that it may still be
    used when the source does not answer (None: however old), `absent` how long "no such thing" is believed.
    """

    path: str
    into: type[P] = attrs.field(kw_only=True)
    reads: Callable[[bytes], object] | None = attrs.field(default=None, kw_only=True)
    items: str | None = attrs.field(default=None, kw_only=True)
    next: str | None = attrs.field(default=None, kw_only=True)
    method: str = attrs.field(default="GET", kw_only=True)
    fresh: timedelta = attrs.field(default=timedelta(days=1), kw_only=True)
    stale: timedelta | None = attrs.field(default=None, kw_only=True)
    absent: timedelta = attrs.field(default=timedelta(hours=1), kw_only=True)
    headers: Mapping[str, str] = attrs.field(factory=dict, kw_only=True, hash=False)

    def url(self, base: str, fields: Mapping[str, object]) -> str:
        """Return the address for these fields. Raises `KeyError` where a field of the path is missing."""
        path, _, query = self.path.partition("?")
        relative = _FIELD.sub(lambda field: quote(_known(fields, field.group(1)), safe=":"), path)
        parameters = []
        for parameter in filter(None, query.split("&")):
            names = _FIELD.findall(parameter)
            if all(fields.get(name) is not None for name in names):
                parameters.append(_FIELD.sub(lambda field: quote_plus(str(fields[field.group(1)])), parameter))
        if path[:1] == "{":
            relative = f"./{relative}"  # the field's value may hold a colon, which must not make it a scheme
        address = urljoin(base, relative)
        return f"{address}?{'&'.join(parameters)}" if parameters else address


def _known(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    if value is None:
        raise KeyError(name)
    return str(value)


def days(count: float) -> timedelta:
    """Return a length of time in days."""
    return timedelta(days=count)


def hours(count: float) -> timedelta:
    """Return a length of time in hours."""
    return timedelta(hours=count)
