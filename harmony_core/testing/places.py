"""What stands at a path of a document: `media[0].tracks[1].title`."""

from __future__ import annotations

import re

from harmony_core.edges.convert import Json

_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")


def at(found: Json, path: str) -> Json:
    """Return what stands at a path, None where nothing does. Raises `ValueError` where the path is none."""
    place = 0
    for step in _STEP.finditer(path):
        if step.start() != place:
            break
        place = step.end()
        name, index = step.groups()
        if index is not None:
            found = found[int(index)] if isinstance(found, list) and int(index) < len(found) else None
        else:
            found = found.get(name) if isinstance(found, dict) else None
    if place != len(path) or not path:
        raise ValueError(f"{path!r} is no path; one is written media[0].tracks[1].title")
    return found
