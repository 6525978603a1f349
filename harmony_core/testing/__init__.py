"""For authors of providers: what a provider promises, as data, and what checks it.

A provider's package holds `contract.py` with a `Contract`, and its recorded answers in `cases/`. `pytest` runs the
checks as tests of their own (`contract_check`), `harmony providers check NAME` without pytest. A contract is imported
where only the core is installed, so nothing here imports pytest, vcrpy or hypothesis before a check needs it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harmony_core.testing.checks import checks_of
    from harmony_core.testing.contract import Case, Check, Contract, ContractError, Link, SkippedError

__all__ = ["Case", "Check", "Contract", "ContractError", "Link", "SkippedError", "checks_of"]

_HOMES = {name: "checks" if name == "checks_of" else "contract" for name in __all__}


def __getattr__(name: str) -> object:
    """Load a public name when it is first used (PEP 562): pytest loads this package in every run."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
