"""Requests as data: an endpoint says where to ask, what comes back and how long it is good for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from datetime import timedelta
from functools import lru_cache
from typing import Generic, TypeAlias, TypeVar, dataclass_transform, overload
from urllib.parse import parse_qsl, quote, quote_plus, unquote_plus, urlencode, urljoin, urlsplit, urlunsplit

import attrs
import msgspec

from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.patterns import pattern

P = TypeVar("P")
C = TypeVar("C")

Template: TypeAlias = "str | int | float | bool | list[Template] | dict[str, Template] | None"
"""A part of a body: its texts may hold `{fields}`."""

_FIELD = pattern(r"\{(\w+)\}")
_FOLDER = pattern(r"https?://[a-z0-9.-]+(:[0-9]+)?/([\w~-][\w~.-]*/)*")
_PLAIN = pattern(r"([\w~%-][\w~%.-]*/)*[\w~%-][\w~%.-]*")


@overload
@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(attrs.field,))
def payload(cls: type[C], /) -> type[C]: ...


@overload
@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(attrs.field,))
def payload(*, hyphens: bool = False, names: Mapping[str, str] | None = None) -> Callable[[type[C]], type[C]]: ...


def payload(
    cls: type[C] | None = None, /, *, hyphens: bool = False, names: Mapping[str, str] | None = None
) -> type[C] | Callable[[type[C]], type[C]]:
    """Make a class the typed shape of what an API sends.

    Only the fields that are used need be named: others are skipped. A field without a default must be there;
    a field of another type than the one written is an error that names its JSON path. With `hyphens` the
    API's names have hyphens where the class has underscores ("sort-name"); `names` says what single fields are called
    there ({"description": "og:description"}). A class with either has no subclasses.
    """

    def shape(cls: type[C]) -> type[C]:
        if issubclass(cls, Payload):
            shaped: type[C] = cls  # what it is a subclass of made it one
            return _made(cls, _NamesOf(hyphens, names or {})) if hyphens or names else shaped
        return _made(cls, _NamesOf(hyphens, names or {}))

    return shape if cls is None else shape(cls)


class _PayloadMeta(type(msgspec.Struct)):  # type: ignore[misc]  # a class that msgspec has no name for
    """Makes subclasses of payloads payloads: frozen, made by keywords, and in no cycle that would need to be found."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, object], **options: object) -> type:
        usual = {"frozen": True, "kw_only": True, "gc": False}
        made: type = super().__new__(cls, name, bases, namespace, **{**usual, **options})
        return made


class Payload(msgspec.Struct, metaclass=_PayloadMeta):
    """What every payload class becomes: quick to define, and what the decoder fills without a detour (0051)."""


@attrs.frozen
@by_fields
class _NamesOf:
    """What fields are called by an API."""

    hyphens: bool
    names: Mapping[str, str]

    def __call__(self, field: str) -> str:
        return self.names.get(field) or (field.replace("_", "-") if self.hyphens else field)


_OF_CLASSES = frozenset({"__dict__", "__weakref__"})


def _made(cls: type[C], named: _NamesOf) -> type[C]:
    """Return a class as a payload: its fields, defaults and methods, under the API's names where it has others."""
    return _struct(cls, Payload, rename=named)


def _struct(cls: type[C], base: type, **options: object) -> type[C]:
    bases = tuple(each for each in cls.__bases__ if each is not object)
    bases = bases if any(issubclass(each, base) for each in bases) else (base, *bases)
    namespace = {name: value for name, value in vars(cls).items() if name not in _OF_CLASSES}
    made: type[C] = _PayloadMeta(cls.__name__, bases, namespace, **options)
    return made


@dataclass_transform(frozen_default=True, field_specifiers=(attrs.field,))
def answer(cls: type[C]) -> type[C]:
    """Make a class the form of a provider's answer: the main payload first, then what more requests add.

    What is added needs a default, so that the answer can be made of the main payload alone.
    """
    return _struct(cls, msgspec.Struct, kw_only=False)


@attrs.frozen(kw_only=True)
@by_fields
class Offset:
    """Pages that are asked for by how many items come before them.

    `total` is the dotted name of the number of all items; where an answer has none, there is no further page.
    `parameter` is the one in the address that says from where on.
    """

    total: str
    parameter: str = "offset"

    @property
    def told(self) -> str:
        """The name of the number that an answer tells."""
        return self.total

    def after(self, url: str, count: int, told: int) -> str | None:
        """Return the address of the page after one of `count` items, None after the last."""
        offset = (_number(url, self.parameter) or 0) + count
        return _with_number(url, self.parameter, offset) if offset < told else None


@attrs.frozen(kw_only=True)
@by_fields
class PageNumber:
    """Pages that are asked for by their numbers, the first of which is 1.

    `last` is the dotted name of the last page's number; where an answer has none, there is no further page.
    `parameter` is the one in the address that says which page.
    """

    last: str
    parameter: str = "page"

    @property
    def told(self) -> str:
        """The name of the number that an answer tells."""
        return self.last

    def after(self, url: str, count: int, told: int) -> str | None:
        """Return the address of the page after this one, None after the last."""
        page = _number(url, self.parameter)
        following = 2 if page is None else page + 1
        return _with_number(url, self.parameter, following) if following <= told else None


def _number(url: str, parameter: str) -> int | None:
    """Return the number that a parameter has in an address."""
    values = [value for name, value in parse_qsl(urlsplit(url).query) if name == parameter]
    return int(values[-1]) if values and values[-1].isascii() and values[-1].isdigit() else None


def _with_number(url: str, parameter: str, number: int) -> str:
    """Return an address with a parameter set, the others as they were."""
    parts = urlsplit(url)
    others = [each for each in parts.query.split("&") if each and unquote_plus(each.partition("=")[0]) != parameter]
    return urlunsplit(parts._replace(query="&".join([*others, f"{quote_plus(parameter)}={number}"])))


@attrs.frozen
@by_fields
class Endpoint(Generic[P]):
    """One kind of request.

    `path` is relative to the provider's base address; `{fields}` are filled in and escaped. A query
    parameter whose field is None is left out. `into` is the `payload` class of the answer (for a paged list:
    of one item). `reads` takes plain data out of what is not JSON (a page's HTML) before that; it raises
    `PayloadError` saying which part was not found. With `reads_json` what it takes apart is JSON as well (a tree
    that says how a page is shown), so that JSON by itself is no sign that this was done before.

    `items` and `next` name the fields of a paged answer that hold the items and the address of the next page, with
    dots where they are deeper ("albums.items"). Where a source sends one item instead of a list of one, it is read
    as such a list, and a text of blanks as an empty one; where the whole answer is one item, `items` is ".". Where
    it tells no address, `next` is an `Offset` or a `PageNumber`.

    A POST sends `json` or `form`, whose texts are templates too. A text that is just one field takes the field's
    own value (a list, a number); where a field is None, what it stands in is left out. `body` is what becomes of
    them (`filled`), and part of the name under which the answer is kept.

    `extent` names query parameters that only say how much is told (an `inc` list): where an answer cannot be had,
    one that was kept of the same request with others of them stands in, so that what is kept outlives a change of
    the list.

    `also` are other forms of `path` by which others ask for the same thing (another host, a parameter that changes
    nothing). Nobody is asked for them; offline, an answer that is kept under one of them serves.

    `fresh` is how long an answer is used without asking again, `stale` how long after that it is still used at
    once, while it is asked for anew behind, `absent` how long "no such thing" is believed. Where a source does not
    answer, an answer of any age stands in.
    """

    path: str
    into: type[P] = attrs.field(kw_only=True)
    reads: Callable[[bytes], object] | None = attrs.field(default=None, kw_only=True)
    reads_json: bool = attrs.field(default=False, kw_only=True)
    items: str | None = attrs.field(default=None, kw_only=True)
    next: str | Offset | PageNumber | None = attrs.field(default=None, kw_only=True)
    also: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    method: str = attrs.field(default="GET", kw_only=True)
    extent: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    fresh: timedelta = attrs.field(default=timedelta(days=1), kw_only=True)
    stale: timedelta = attrs.field(default=timedelta(), kw_only=True)
    absent: timedelta = attrs.field(default=timedelta(hours=1), kw_only=True)
    headers: Mapping[str, str] = attrs.field(factory=dict, kw_only=True, hash=False)
    json: Template = attrs.field(default=None, kw_only=True, hash=False)
    form: Mapping[str, str] | None = attrs.field(default=None, kw_only=True, hash=False)
    body: bytes = attrs.field(default=b"", kw_only=True, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.json is not None and self.form is not None:
            raise ValueError(f"{self.path}: a request has a body of JSON or a form, not both")
        if self.has_body and self.method.upper() in ("GET", "HEAD"):
            raise ValueError(f'{self.path}: a {self.method} has no body; say method="POST"')

    @property
    def has_body(self) -> bool:
        """Whether a request of this kind sends something."""
        return self.json is not None or self.form is not None

    @property
    def content_type(self) -> str:
        """What kind of body is sent."""
        return "application/json" if self.form is None else "application/x-www-form-urlencoded"

    def url(self, base: str, fields: Mapping[str, object]) -> str:
        """Return the address for these fields. Raises `KeyError` where a field of the path is missing."""
        path, wanted = _template(self.path)
        relative = _FIELD.sub(lambda field: quote(_known(fields, field.group(1)), safe=":"), path)
        parameters = [
            _FIELD.sub(lambda field: quote_plus(str(fields[field.group(1)])), parameter) if names else parameter
            for parameter, names in wanted
            if all(fields.get(name) is not None for name in names)
        ]
        if path[:1] == "{":
            relative = f"./{relative}"  # the field's value may hold a colon, which must not make it a scheme
        address = base + relative if _is_folder(base) and _PLAIN.fullmatch(relative) else urljoin(base, relative)
        return f"{address}?{'&'.join(parameters)}" if parameters else address

    def other_urls(self, base: str, fields: Mapping[str, object]) -> tuple[str, ...]:
        """Return the addresses of the other forms for these fields."""
        return tuple(attrs.evolve(self, path=path, also=()).url(base, fields) for path in self.also)

    def filled(self, fields: Mapping[str, object]) -> Endpoint[P]:
        """Return the endpoint with the body for these fields; `url` gives the address."""
        if not self.has_body:
            return self
        if self.form is not None:
            body = urlencode(_parts(self.form, fields), doseq=True, errors="replace")
        else:
            body = json.dumps(_filled(self.json, fields), ensure_ascii=False, separators=(",", ":"), default=_plain)
        return attrs.evolve(self, body=body.encode("utf-8", "replace"))


@lru_cache(maxsize=512)
def _template(path: str) -> tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Return an endpoint's path without its query, and the query's parameters, each with the fields that it needs."""
    path, _, query = path.partition("?")
    return path, tuple((each, tuple(_FIELD.findall(each))) for each in query.split("&") if each)


@lru_cache(maxsize=128)
def _is_folder(base: str) -> bool:
    """Whether a plain path is joined to an address by putting it behind."""
    return _FOLDER.fullmatch(base) is not None


_LEFT_OUT = object()


def _filled(template: object, fields: Mapping[str, object]) -> object:
    """Return a part of a body with its fields filled in."""
    match template:
        case str():
            names = _FIELD.findall(template)
            if any(fields.get(name) is None for name in names):
                return _LEFT_OUT
            if _FIELD.fullmatch(template):
                return fields[names[0]]
            return _FIELD.sub(lambda field: str(fields[field.group(1)]), template)
        case Mapping():
            return _parts(template, fields)
        case list() | tuple():
            return [part for part in (_filled(each, fields) for each in template) if part is not _LEFT_OUT]
        case _:
            return template


def _parts(template: Mapping[str, object], fields: Mapping[str, object]) -> dict[str, object]:
    parts = {name: _filled(part, fields) for name, part in template.items()}
    return {name: part for name, part in parts.items() if part is not _LEFT_OUT}


def _plain(value: object) -> object:
    """Return a field's value as JSON has it: a GTIN, an ISRC and the like as their text."""
    return sorted(map(str, value)) if isinstance(value, AbstractSet) else str(value)


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
