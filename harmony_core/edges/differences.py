"""What changed between two answers to one request: JSON value by value with their paths, other text line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import attrs

from harmony_core.edges.convert import Document, Json

LONGEST_SHOWN = 120


@attrs.frozen(kw_only=True)
class Change:
    """A place in an answer and what stood there before and stands there after; None: nothing."""

    path: str
    before: Json | None = None
    after: Json | None = None
    kind: str

    @property
    def document(self) -> Document:
        """The change as JSON."""
        found: Document = {"path": self.path, "change": self.kind}
        if self.kind != ADDED:
            found["before"] = self.before
        if self.kind != REMOVED:
            found["after"] = self.after
        return found


ADDED, REMOVED, CHANGED = "added", "removed", "changed"


def differences(before: bytes, after: bytes) -> tuple[Change, ...]:
    """Return what changed from one body to another: as JSON where both are, else as lines, else only that it did."""
    if before == after:
        return ()
    try:
        return tuple(_values("$", json.loads(before), json.loads(after)))
    except (ValueError, RecursionError):
        pass
    try:
        return tuple(_lines(before.decode().splitlines(), after.decode().splitlines()))
    except UnicodeDecodeError:
        return (Change(path="$", kind=CHANGED, before=f"{len(before)} bytes", after=f"{len(after)} bytes"),)


def _values(path: str, before: Json, after: Json) -> Iterator[Change]:
    match before, after:
        case dict(), dict():
            for name in dict.fromkeys([*before, *after]):
                step = f"{path}.{name}" if name.isidentifier() else f"{path}[{json.dumps(name, ensure_ascii=False)}]"
                if name not in after:
                    yield Change(path=step, kind=REMOVED, before=before[name])
                elif name not in before:
                    yield Change(path=step, kind=ADDED, after=after[name])
                else:
                    yield from _values(step, before[name], after[name])
        case list(), list():
            yield from _items(path, before, after)
        case _ if before != after or type(before) is not type(after):
            yield Change(path=path, kind=CHANGED, before=before, after=after)


def _items(path: str, before: Sequence[Json], after: Sequence[Json]) -> Iterator[Change]:
    """Line lists up, so that one more item at their head is one change and not one for each that follows."""
    old, new = ([json.dumps(item, sort_keys=True) for item in items] for items in (before, after))
    for what, low, high, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        both = min(high - low, end - start)
        for at in range(both):
            yield from _values(f"{path}[{start + at}]", before[low + at], after[start + at])
        for at in range(low + both, high):
            yield Change(path=f"{path}[{at}]", kind=REMOVED, before=before[at])
        for at in range(start + both, end):
            yield Change(path=f"{path}[{at}]", kind=ADDED, after=after[at])


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    for what, low, high, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            for at in range(low, high):
                yield Change(path=f"line {at + 1}", kind=REMOVED, before=before[at])
            for at in range(start, end):
                yield Change(path=f"line {at + 1}", kind=ADDED, after=after[at])


def line_of(change: Change) -> str:
    """Return a change as people read it."""
    match change.kind:
        case "added":
            return f"+ {change.path}: {_shown(change.after)}"
        case "removed":
            return f"- {change.path}: {_shown(change.before)}"
        case _:
            return f"~ {change.path}: {_shown(change.before)} → {_shown(change.after)}"


def _shown(value: Json | None) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
