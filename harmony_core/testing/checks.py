"""All checks of a contract, in the order in which an author meets them."""

from __future__ import annotations

from collections.abc import Iterator

from harmony_core.testing.cases import case_checks
from harmony_core.testing.contract import Check, Contract
from harmony_core.testing.links import link_checks
from harmony_core.testing.runs import Runs


def checks_of(contract: Contract, record: str = "none") -> tuple[Check, ...]:
    """Return every check of a contract; `record` is none, new or all (see `Runs`)."""
    runs = Runs(contract, record)
    return tuple(_checks(contract, runs))


def _checks(contract: Contract, runs: Runs) -> Iterator[Check]:
    yield from link_checks(contract)
    yield from case_checks(runs)
