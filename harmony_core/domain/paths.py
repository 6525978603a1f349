"""Paths of fields in documents: `media[0].tracks[3].length_ms`."""

from __future__ import annotations

import re

import attrs

from harmony_core.domain.errors import RequestError
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc, Iswc, Mbid
from harmony_core.domain.partial_date import PartialDate
from harmony_core.domain.patterns import pattern

_STEP = pattern(r"(?:^|(?<=.)\.)(\w+)|\[(\d+)\]")


def track_path(medium: int, track: int, field: str = "") -> str:
    """Return the path of a track, or of one of its fields; both are counted from 0, as in the document."""
    path = f"media[{medium}].tracks[{track}]"
    return f"{path}.{field}" if field else path


def field_of(path: str) -> str:
    """Return the path with its numbers left out, by which policies name fields: `media.tracks.length_ms`."""
    return re.sub(r"\[\d+\]", "", path)


def value_at(value: object, path: str) -> object:
    """Return what stands at a path of an entity. Raises `RequestError` where there is nothing of that name."""
    place = 0
    for step in _STEP.finditer(path):
        if step.start() != place:
            break
        place = step.end()
        name, index = step.groups()
        if name is not None and name in _fields(value):
            value = getattr(value, name)
        elif index is not None and isinstance(value, tuple) and int(index) < len(value):
            value = value[int(index)]
        else:
            raise RequestError(f"there is nothing at {path!r}: {step.group().lstrip('.')} is missing", field="path")
    if place != len(path) or not path:
        raise RequestError(f"{path!r} is no path; one is written media[0].tracks[3].length_ms", field="path")
    return value


def _fields(value: object) -> frozenset[str]:
    """Return the names of what stands below a value in its document: values that are written as text have none."""
    kind = type(value)
    if isinstance(value, (Gtin, Isrc, Iswc, Mbid, PartialDate)) or not attrs.has(kind):
        return frozenset()
    return frozenset(field.name for field in attrs.fields(kind))
