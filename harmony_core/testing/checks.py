"""All checks of a contract, in the order in which an author meets them."""

from __future__ import annotations

from collections.abc import Iterator

from harmony_core.testing.blocking import blocking_checks
from harmony_core.testing.cases import case_checks
from harmony_core.testing.contract import Check, Contract
from harmony_core.testing.covered import covered_checks
from harmony_core.testing.documents import document_checks
from harmony_core.testing.imports import import_checks
from harmony_core.testing.links import link_checks
from harmony_core.testing.purity import purity_checks
from harmony_core.testing.recordings import recording_checks
from harmony_core.testing.runs import Runs
from harmony_core.testing.secrets import secret_checks
from harmony_core.testing.totality import totality_checks


def checks_of(contract: Contract, record: str = "none") -> tuple[Check, ...]:
    """Return every check of a contract; `record` is none, new or all (see `Runs`)."""
    runs = Runs(contract, record)
    return tuple(_checks(contract, runs))


def _checks(contract: Contract, runs: Runs) -> Iterator[Check]:
    yield from import_checks(contract)
    yield from link_checks(contract)
    yield from case_checks(runs)
    yield from covered_checks(runs)
    yield from document_checks(runs)
    yield from purity_checks(runs)
    yield from blocking_checks(runs)
    yield from secret_checks(runs)
    yield from totality_checks(runs)
    yield from recording_checks(contract)
