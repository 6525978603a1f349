"""For authors of providers: what a provider promises, as data, and what checks it.

A provider's package holds `contract.py` with a `Contract`, and its recorded answers in `cases/`. `pytest` runs the
checks as tests of their own (`contract_check`), `harmony providers check NAME` without pytest. A contract is imported
where only the core is installed, so nothing here imports pytest, vcrpy or hypothesis before a check needs it.
"""

from __future__ import annotations

from harmony_core.testing.contract import Case, Check, Contract, ContractError, Link, SkippedError


def checks_of(contract: Contract) -> tuple[Check, ...]:
    """Return every check of a contract, each with a name and a function that raises where the promise is broken."""
    from harmony_core.testing.checks import checks_of

    return checks_of(contract)


__all__ = ["Case", "Check", "Contract", "ContractError", "Link", "SkippedError", "checks_of"]
