"""Whether an entity is made of what it says: a provider's mistake is found where it is made, not when it is shown."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeAlias, get_args, get_origin, get_type_hints

import attrs

from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc, Iswc
from harmony_core.domain.model import TITLED

Check: TypeAlias = Callable[[object], str | None]
Inner: TypeAlias = tuple[tuple[int, Any, bool], ...]
"""The places of the parts to look into: the kind of a list's items, None if it is no list, and if they have parts."""

TEXTS = (Gtin, Isrc, Iswc)
"""Classes that can only be made of right texts: nothing in them can be wrong."""


def misfit(value: object) -> str | None:
    """Return the path and kind of the first part of a value that is of a wrong type, None where all fit.

    Nearly all fit, and that is found out by the types of all parts at once; only what does not is walked to be told.
    """
    return None if _fits(value, set()) else _first_misfit(value)


def _fits(value: object, seen: set[int]) -> bool:
    """Whether all parts are of their types; `seen` are the ids of lists that were looked through (those of tracks)."""
    kind = type(value)
    parts = _parts_of(kind)(value)  # type: ignore[arg-type]  # classes are hashable
    inner = _inner(kind, *map(type, parts))  # type: ignore[arg-type]
    if not inner:
        return inner is not None
    for place, item, have_parts in inner:
        part: Any = parts[place]
        if not part:
            continue
        if have_parts:
            for each in (part,) if item is None else part:
                if not (item is None or isinstance(each, item)) or not _fits(each, seen):
                    return False
        elif id(part) not in seen:
            if not _are(item, frozenset(map(type, part))):
                return False
            seen.add(id(part))
    return not (isinstance(value, TITLED) and value.title is None and not value.external_ids)


@lru_cache(maxsize=128)
def _parts_of(kind: type) -> Callable[[object], tuple[object, ...]]:
    names = [field.name for field in attrs.fields(kind)]
    several = attrgetter(*names)
    return several if len(names) > 1 else lambda value: (several(value),)


@lru_cache(maxsize=128)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


@lru_cache(maxsize=4096)
def _inner(kind: type, *types_of_parts: type) -> Inner | None:
    """Return what of such an entity has parts of its own, or None where a part is of a wrong type."""
    hints = _hints(kind)
    inner: list[tuple[int, Any, bool]] = []
    for place, (field, found) in enumerate(zip(attrs.fields(kind), types_of_parts, strict=True)):
        wanted = hints[field.name]
        if not _admits(wanted, found):
            return None
        if issubclass(found, tuple) and get_args(wanted):
            item = get_args(wanted)[0]
            inner.append((place, item, _has_parts(item)))
        elif _has_parts(found):
            inner.append((place, None, True))
    return tuple(inner)


@lru_cache(maxsize=1024)
def _are(wanted: Any, found: frozenset[type]) -> bool:  # noqa: ANN401 - any annotation
    return all(_admits(wanted, each) for each in found)


def _admits(wanted: Any, found: type) -> bool:  # noqa: ANN401 - any annotation
    """Whether a value of a type may stand where an annotation wants one, whatever is in it."""
    if get_origin(wanted) in (typing.Union, types.UnionType):
        return any(_admits(each, found) for each in get_args(wanted))
    if get_origin(wanted) is tuple:
        return issubclass(found, tuple)
    if issubclass(found, bool) != (wanted is bool):
        return False
    return issubclass(found, (int, float) if wanted is float else wanted)


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
