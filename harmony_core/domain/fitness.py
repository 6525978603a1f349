"""Whether an entity is made of what it says: a provider's mistake is found where it is made, not when it is shown."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias, get_args, get_origin, get_type_hints

import attrs

from harmony_core.domain.model import TITLED

Check: TypeAlias = Callable[[object], str | None]


def misfit(value: object) -> str | None:
    """Return the path and kind of the first part of a value that is of a wrong type, None where all fit."""
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
    inner = misfit(value)
    return f".{inner}" if inner else None


def _is_plain(value: object, kind: Any) -> bool:  # noqa: ANN401 - any annotation
    """Whether a truth value stands where one is wanted, and nowhere else."""
    return isinstance(value, bool) == (kind is bool)


def _told(kind: type, value: object) -> str:
    return f": expected {kind.__name__}, got {type(value).__name__}"
