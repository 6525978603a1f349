"""Frozen values that are quick to make: `attrs.frozen` for the classes of which answers are made by the hundred (0054).

attrs fills a frozen value by a call of `object.__setattr__` for each field. Here a new value is a draft while it is
filled: of a class that is the same but for not being frozen, so that setting a field takes next to nothing. Then it
becomes of the class that was asked for, and is frozen as any other is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import attrs

C = TypeVar("C")
T = TypeVar("T")
P = ParamSpec("P")

if TYPE_CHECKING:
    from attrs import frozen as frozen
else:

    def frozen(*, kw_only: bool) -> Callable[[type[C]], type[C]]:
        """Make a class as `attrs.frozen(kw_only=True)` does, but with an `__init__` that takes about half the time."""
        if not kw_only:
            raise TypeError("these values are made by keywords: write @frozen(kw_only=True)")
        return lambda cls: _with_quick_init(attrs.frozen(cls, kw_only=True))


def _with_quick_init(kind: Any) -> Any:  # noqa: ANN401 - a class of attrs
    fields = attrs.fields(kind)
    plain = all(not (field.converter or field.validator or _is_made(field.default)) and field.init for field in fields)
    if not plain or hasattr(kind, "__attrs_post_init__"):
        raise TypeError(f"{kind.__name__} does more than keep what it is given: use attrs.frozen")
    slow = kind.__init__

    @wraps(slow)
    def first(self: object, **values: object) -> None:  # classes of which no value is made should cost no time
        kind.__init__ = _quick_init(kind, slow)
        kind.__init__(self, **values)

    kind.__init__ = first
    return kind


def _quick_init(kind: Any, slow: Callable[..., None]) -> Callable[..., None]:  # noqa: ANN401 - a class of attrs
    names, (parameters, defaults) = names_of(kind), _parameters(kind)
    lines = (
        f"def __init__(self, *, {parameters}):",
        "    if _type(self) is not _kind:",  # of a subclass, whose values may have more to them than a draft has
        f"        return _slow(self, {', '.join(f'{name}={name}' for name in names)})",
        "    _set_class(self, _draft)",
        *(f"    self.{name} = {name}" for name in names),
        "    self.__class__ = _kind",
    )
    set_class = vars(object)["__class__"].__set__  # as `self.__class__ = …`, which a frozen value refuses
    known = {"_kind": kind, "_draft": draft_of(kind), "_set_class": set_class, "_type": type, "_slow": slow}
    quick = written("__init__", lines, {**known, **defaults})
    for name in ("__annotations__", "__doc__", "__module__", "__qualname__"):
        setattr(quick, name, getattr(slow, name))
    return quick


def maker(kind: Callable[P, T]) -> Callable[P, T]:
    """Return what makes values of such a class, as calling the class does, in half the time of that.

    Python calls a class by way of a dictionary of all keywords, which a function does without. For the few places that
    make values by the hundred; one function is written for each class, whoever asks.
    """
    made: Callable[P, T] = _maker(kind)
    return made


@cache
def _maker(kind: Any) -> Callable[..., Any]:  # noqa: ANN401 - a class of attrs
    parameters, defaults = _parameters(kind)
    lines = (
        f"def made(*, {parameters}):",
        "    _value = _new(_draft)",
        *(f"    _value.{name} = {name}" for name in names_of(kind)),
        "    _value.__class__ = _kind",
        "    return _value",
    )
    return written("made", lines, {"_kind": kind, "_draft": draft_of(kind), "_new": object.__new__, **defaults})


def _parameters(kind: Any) -> tuple[str, dict[str, object]]:  # noqa: ANN401 - a class of attrs
    """Return the parameters that a class is called with, as they are written, and the values of their defaults."""
    fields = attrs.fields(kind)
    defaults = {f"_default_of_{field.name}": field.default for field in fields if field.default is not attrs.NOTHING}
    written_out = (
        f"{name}=_default_of_{name}" if f"_default_of_{name}" in defaults else name for name in names_of(kind)
    )
    return ", ".join(written_out), defaults


def _is_made(default: object) -> bool:
    """Whether a default is one that is made anew for each value."""
    return isinstance(default, attrs.Factory)  # type: ignore[arg-type]  # which attrs declares as a function


@cache
def draft_of(kind: type) -> type:
    """Return a frozen class without what makes it frozen: it takes both of these for Python to set fields directly."""
    thawed = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(f"{kind.__name__}Draft", (kind,), {"__slots__": (), "__module__": kind.__module__, **thawed})


@cache
def names_of(kind: type) -> tuple[str, ...]:
    """Return the names of a class's fields."""
    return tuple(field.name for field in attrs.fields(kind))


def written(name: str, lines: tuple[str, ...], known: Mapping[str, object]) -> Callable[..., Any]:
    """Return a function that is written as these lines, as attrs writes methods; `known` are the names it needs."""
    scope = dict(known)
    exec("\n".join(lines), scope)  # noqa: S102 - of the names in our own classes
    made = scope[name]
    assert callable(made)
    return made
