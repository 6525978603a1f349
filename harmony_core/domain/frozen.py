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


def maker(kind: Callable[P, T]) -> Callable[P, T]:
    """Return what makes values of a frozen class by keywords, as calling the class does, in less than half the time.

    Python calls a class by way of a dictionary of all keywords, which a function does without. For the places that make
    values by the hundred; one function is written for each class, whoever asks. Raises `TypeError` where the class does
    more than keep what it is given (converters, checks).
    """
    made: Callable[P, T] = _maker(kind)
    return made


def _with_quick_init(kind: Any) -> Any:  # noqa: ANN401 - a class of attrs
    _check(kind)
    slow = kind.__init__

    @wraps(slow)
    def first(self: object, **values: object) -> None:  # classes of which no value is made should cost no time
        kind.__init__ = _quick_init(kind, slow)
        kind.__init__(self, **values)

    kind.__init__ = first
    return kind


def _quick_init(kind: Any, slow: Callable[..., None]) -> Callable[..., None]:  # noqa: ANN401 - a class of attrs
    parameters, values, known = _filling(kind)
    lines = (
        f"def __init__(self, *, {', '.join(parameters)}):",
        "    if _type(self) is not _Kind:",  # of a subclass, whose values may have more to them than a draft has
        f"        return _slow(self, {', '.join(f'{name}={name}' for name in values)})",
        "    _set_class(self, _Draft)",
        *(f"    self.{name} = {value}" for name, value in values.items()),
        "    self.__class__ = _Kind",
    )
    set_class = vars(object)["__class__"].__set__  # as `self.__class__ = …`, which a frozen value refuses
    quick = written("__init__", lines, {**known, "_set_class": set_class, "_type": type, "_slow": slow})
    for name in ("__annotations__", "__doc__", "__module__", "__qualname__"):
        setattr(quick, name, getattr(slow, name))
    return quick


@cache
def _maker(kind: Any) -> Callable[..., Any]:  # noqa: ANN401 - a class of attrs
    _check(kind)
    parameters, values, known = _filling(kind)
    lines = (
        f"def made(*, {', '.join(parameters)}):",
        "    _made = _new(_Draft)",
        *(f"    _made.{name} = {value}" for name, value in values.items()),
        "    _made.__class__ = _Kind",
        "    return _made",
    )
    return written("made", lines, {**known, "_new": object.__new__})


def _filling(kind: Any) -> tuple[list[str], dict[str, str], dict[str, object]]:  # noqa: ANN401 - a class of attrs
    """Return how values are filled: parameters and fields' values, as they are written, and the names in them."""
    known: dict[str, object] = {"_Kind": kind, "_Draft": draft_of(kind), "_nothing": attrs.NOTHING}
    parameters, values = [], {}
    for field in attrs.fields(kind):
        name, values[field.name] = field.name, field.name
        if _is_made_anew(field):
            known[f"_default_{name}"] = attrs.NOTHING
            known[f"_factory_{name}"] = field.default.factory
            values[name] = f"_factory_{name}() if {name} is _nothing else {name}"
        elif field.default is not attrs.NOTHING:
            known[f"_default_{name}"] = field.default
        parameters.append(f"{name}=_default_{name}" if f"_default_{name}" in known else name)
    return parameters, values, known


def _check(kind: Any) -> None:  # noqa: ANN401 - a class of attrs
    """Raise `TypeError` where a class does more than keep what it is given."""
    if hasattr(kind, "__attrs_post_init__") or any(_does_more(field) for field in attrs.fields(kind)):
        more = "does more than keep what it is given by keywords"
        raise TypeError(f"{kind.__name__} {more}: use attrs.frozen, and call the class")


def _does_more(field: Any) -> bool:  # noqa: ANN401 - a field of attrs
    needs_others = _is_made_anew(field) and field.default.takes_self
    return bool(field.converter or field.validator or needs_others or not (field.init and field.kw_only))


def _is_made_anew(field: Any) -> bool:  # noqa: ANN401 - a field of attrs
    return isinstance(field.default, attrs.Factory)  # type: ignore[arg-type]  # which attrs declares as a function


@cache
def draft_of(kind: type) -> type:
    """Return a frozen class without what makes it frozen: it takes both of these for Python to set fields directly."""
    thawed = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(f"{kind.__name__}Draft", (kind,), {"__slots__": (), "__module__": kind.__module__, **thawed})


@cache
def field_names(kind: type) -> tuple[str, ...]:
    """Return the names of a class's fields."""
    return tuple(field.name for field in attrs.fields(kind))


def written(name: str, lines: tuple[str, ...], known: Mapping[str, object]) -> Callable[..., Any]:
    """Return a function that is written as these lines, as attrs writes methods; `known` are the names it needs."""
    scope = dict(known)
    exec("\n".join(lines), scope)  # noqa: S102 - of the names in our own classes
    made = scope[name]
    assert callable(made)
    return made
