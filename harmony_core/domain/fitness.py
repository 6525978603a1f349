"""Whether an entity is made of what it says: a provider's mistake is found where it is made, not when it is shown."""

from __future__ import annotations

import sys
import types
import typing
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias, get_args, get_origin, get_type_hints

import attrs

from harmony_core.domain.codes import Country
from harmony_core.domain.frozen import written
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
    """Return what tells of the usual values of a class that they fit, written as one function.

    It may say no of what fits all the same (a text of a class of its own): then all is walked.
    """
    known: dict[str, object] = {"no_items": ()}
    lines = ["def fits(value, seen):"]
    for field in attrs.fields(kind):
        wanted = _meant(field.type, kind.__module__)
        lines += _test_of_items(field.name, wanted, known) or _test_of_one(field.name, wanted, known)
    if issubclass(kind, TITLED):
        lines.append("    if value.title is None and value.external_ids == (): return False")
    lines.append("    return True")
    fits: Fits = written("fits", tuple(lines), known)
    return fits


@lru_cache(maxsize=512)
def _meant(annotation: Any, module: str) -> Any:  # noqa: ANN401 - any annotation
    """Return what a module means by an annotation; `typing.get_type_hints` reads the same ones again and again."""
    return eval(annotation, vars(sys.modules[module])) if isinstance(annotation, str) else annotation  # noqa: S307


def _test_of_one(name: str, wanted: Any, known: dict[str, object]) -> list[str]:  # noqa: ANN401 - any annotation
    """Return lines that test a field of one value; `known` gets the classes and functions that they need."""
    if get_origin(wanted) in (typing.Union, types.UnionType):
        kinds = [each for each in get_args(wanted) if each is not types.NoneType]
        tests = [_test("part", each, known) for each in kinds]
        return [f"    if (part := value.{name}) is not None and not ({' or '.join(tests)}): return False"]
    return [f"    part = value.{name}", f"    if not {_test('part', wanted, known)}: return False"]


def _test_of_items(name: str, wanted: Any, known: dict[str, object]) -> list[str]:  # noqa: ANN401 - any annotation
    """Return lines that test a field of many values, none where it is no such field.

    Lists of countries are the one kind that is long, and the same on many tracks: each is looked through once.
    """
    if get_origin(wanted) is not tuple:
        return []
    item = get_args(wanted)[0]
    if item is Country:
        known["only_countries"] = frozenset((Country,)).issuperset
        return [
            f"    if (part := value.{name}) is not no_items and id(part) not in seen:",
            "        if type(part) is not tuple or not only_countries(map(type, part)): return False",
            "        seen.add(id(part))",
        ]
    return [
        f"    if (part := value.{name}) is not no_items:",
        "        if type(part) is not tuple: return False",
        "        for each in part:",
        f"            if not {_test('each', item, known)}: return False",
    ]


def _test(part: str, wanted: Any, known: dict[str, object]) -> str:  # noqa: ANN401 - any class
    """Return an expression that tests one value."""
    name = wanted.__name__
    known[name] = wanted
    if _has_parts(wanted):
        known[f"{name}_fits"] = _fits(wanted)
        return f"(type({part}) is {name} and {name}_fits({part}, seen))"
    if wanted is float:
        return f"(type({part}) is float or type({part}) is int)"
    return f"(type({part}) is {name})"


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
