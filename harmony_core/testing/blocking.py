"""`fetch` blocks nobody: while one provider waits the others go on, so what waits must be awaited."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from harmony_core.testing.contract import Check, ContractError
from harmony_core.testing.runs import Runs


def blocking_checks(runs: Runs) -> Iterator[Check]:
    """Yield the check that no case stops all others."""
    yield Check("fetch blocks nobody", partial(check_blocking, runs))


def check_blocking(runs: Runs) -> None:
    """Raise where a provider's code waits in a case, and nobody else can go on meanwhile."""
    for run in runs.all():
        if run.blocked:
            raise ContractError(
                f"case {run.case.name}: stops all other lookups with {', '.join(run.blocked)}: the core keeps the rate "
                "(rate=) and tries again by itself; what has to wait beside that awaits asyncio.sleep()"
            )
