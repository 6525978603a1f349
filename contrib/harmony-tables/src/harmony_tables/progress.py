"""How far a run is: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

Advance: TypeAlias = Callable[[int], None]
Stage: TypeAlias = Callable[[str, int | None], Advance]
"""Begins a stage with so many steps (None where that is not known), and returns what is told of steps done."""


@contextmanager
def progress() -> Iterator[Stage]:
    """Open a display of what is going on, on stderr."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _, __: lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:

        def begin(name: str, steps: int | None) -> Advance:
            task = shown.add_task(name, total=steps)
            return lambda done: shown.advance(task, done)

        yield begin
