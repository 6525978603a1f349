"""Whether an entity is made of what it says: a provider's mistake is found where it is made, not when it is shown."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias, get_args, get_origin, get_type_hints

import attrs

from harmony_core.domain.codes import Country
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc, Iswc
from harmony_core.domain.model import TITLED

Check: TypeAlias = Callable[[object], str | None]
Fits: TypeAlias = Callable[[Any, set[int]], bool]
"""Whether all parts of a value are of their types; the set holds the ids of the lists of countries seen before."""

TEXTS = (Gtin, Isrc, Iswc)
"""Classes that can only be made of right texts: nothing in them can be wrong."""


def misfit(value: object) -> str | None:
    """Return the path and kind of the first part of a value that is of a wrong type, None where all fit.

    Nearly all fit, and that is found out by the types of all parts at once; only what does not is walked to be told.
    """
    fits = _fits(type(value))  # type: ignore[arg-type]  # classes are hashable
    return None if fits(value, set()) else _first_misfit(value)


@lru_cache(maxsize=128)
def _fits(kind: type) -> Fits:
    """Return what tells of the usual values of a class that they fit, written as one expression and compiled.

    It may say no of what fits all the same (a text of a class of its own): then all is walked.
    """
    hints = get_type_hints(kind)
    names: dict[str, object] = {"look_through": _look_through}
    tests = [_test(f"value.{field.name}", hints[field.name], names) for field in attrs.fields(kind)]
    if issubclass(kind, TITLED):
        tests.append("(value.title is not None or value.external_ids != ())")
    source = f"lambda value, seen: {' and '.join(tests)}"
    fits: Fits = eval(source, names)  # noqa: S307 - of the names in our own classes, as attrs makes their methods
    return fits


def _test(part: str, wanted: Any, names: dict[str, object]) -> str:  # noqa: ANN401 - any annotation
    """Return an expression that tests a part; `names` are the classes and functions that it needs."""
    if get_origin(wanted) in (typing.Union, types.UnionType):
        inner = [_test("part", each, names) for each in get_args(wanted) if each is not types.NoneType]
        return f"((part := {part}) is None or {' or '.join(inner)})"
    if get_origin(wanted) is tuple:
        item = get_args(wanted)[0]
        names[f"of_{item.__name__}"] = frozenset((item,))
        names[f"{item.__name__}_fits"] = _fits(item) if _has_parts(item) else None
        look = f"look_through(part, of_{item.__name__}, {item.__name__}_fits, seen)"
        known = "or id(part) in seen " if item is Country else ""  # the one kind of list that is long, on every track
        return f"((part := {part}) == () {known}or {look})"
    name = wanted.__name__
    names[name] = wanted
    if _has_parts(wanted):
        names[f"{name}_fits"] = _fits(wanted)
        return f"(type({part}) is {name} and {name}_fits({part}, seen))"
    if wanted is float:
        return f"(type({part}) is float or type({part}) is int)"
    return f"type({part}) is {name}"


def _look_through(part: object, kinds: frozenset[type], fits: Fits | None, seen: set[int]) -> bool:
    """Whether a list is one, of items of a class, which fit."""
    if type(part) is not tuple or not kinds.issuperset(map(type, part)):
        return False
    if fits:
        for each in part:
            if not fits(each, seen):
                return False
    elif Country in kinds:
        seen.add(id(part))
    return True


def _has_parts(kind: type) -> bool:
    return attrs.has(kind) and kind not in TEXTS


def _first_misfit(value: object) -> str | None:
    for name, check in _checks(type(value)):  # type: ignore[arg-type]  # classes are hashable
        problem = check(getattr(value, name))
        if problem is not None:
            return f"{name}{problem}"
    if isinstance(value, TITLED) and value.title is None and not value.external_ids:
        return f"title{_told(str, None)}"
    return None


@lru_cache(maxsize=128)
def _checks(kind: type) -> tuple[tuple[str, Check], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, _check(hints[field.name])) for field in attrs.fields(kind))


def _check(kind: Any) -> Check:  # noqa: ANN401 - any annotation
    if get_origin(kind) in (typing.Union, types.UnionType):
        inner = [_check(each) for each in get_args(kind) if each is not types.NoneType]
        return lambda value: (
            None if value is None else min((each(value) for each in inner), key=lambda told: told or "")
        )
    if get_origin(kind) is tuple:
        item = _check(get_args(kind)[0])
        return lambda value: _items(value, item)
    if attrs.has(kind):
        return lambda value: _whole(value, kind)
    expected = (int, float) if kind is float else kind
    return lambda value: None if isinstance(value, expected) and _is_plain(value, kind) else _told(kind, value)


def _items(value: object, item: Check) -> str | None:
    if not isinstance(value, tuple):
        return _told(tuple, value)
    for place, each in enumerate(value):
        problem = item(each)
        if problem is not None:
            return f"[{place}]{problem}"
    return None


def _whole(value: object, kind: type) -> str | None:
    if not isinstance(value, kind):
        return _told(kind, value)
    inner = _first_misfit(value)
    return f".{inner}" if inner else None


def _is_plain(value: object, kind: Any) -> bool:  # noqa: ANN401 - any annotation
    """Whether a truth value stands where one is wanted, and nowhere else."""
    return isinstance(value, bool) == (kind is bool)


def _told(kind: type, value: object) -> str:
    return f": expected {kind.__name__}, got {type(value).__name__}"
