"""Whole tables: `harmony match` and `harmony dedupe`.

The flow, a module each: `tables` opens files, `columns` says what each column holds; `misplaced`, `spills` and
`affixes` put rows right, as each source writes; `records` reads them, `blocking` finds the pairs worth comparing,
`scoring` compares them with `harmony_core.alike`, `clusters` decides what belongs together. `run` is the whole of it;
`work` lets it go on after a kill.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harmony_core import provider as hc

if TYPE_CHECKING:
    import click


@hc.hookimpl
def harmony_commands() -> list[click.Command]:
    """Return `match` and `dedupe`; what they need is imported when they run."""
    from harmony_tables.commands import dedupe, match

    return [match, dedupe]
