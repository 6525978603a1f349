"""A provider that keeps its contract, and a check of the contract under any change."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import attrs
import pytest

from harmony_core.testing import Case, Contract, ContractError
from harmony_core.testing.checks import checks_of

PACKAGES = Path(__file__).parent / "packages"


@pytest.fixture(autouse=True)
def packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the made-up provider's package be imported, here and in a Python of its own."""
    monkeypatch.syspath_prepend(str(PACKAGES))
    for name in [name for name in sys.modules if name.split(".")[0] == "harmony_kept"]:
        monkeypatch.delitem(sys.modules, name)


@pytest.fixture
def contract(packages: None) -> Contract:
    """The contract that is kept."""
    return import_module("harmony_kept.contract").CONTRACT


@pytest.fixture
def broken() -> Callable[[Contract, str], str]:
    """Run the check of a name, and return the message with which it fails."""

    def run(contract: Contract, name: str) -> str:
        check = next(check for check in checks_of(contract) if check.name == name)
        with pytest.raises(ContractError) as raised:
            check.run()
        return str(raised.value)

    return run


@pytest.fixture
def with_case(contract: Contract) -> Callable[..., Contract]:
    """Return the contract with one of its cases changed."""

    def change(name: str, **changes: object) -> Contract:
        cases = tuple(attrs.evolve(case, **changes) if case.name == name else case for case in contract.cases)
        return attrs.evolve(contract, cases=cases)

    return change


@pytest.fixture
def with_look(contract: Contract) -> Callable[..., Contract]:
    """Return the contract with the provider's lookup (0) or search (1) changed."""

    def change(at: int, **changes: object) -> Contract:
        looks = list(contract.provider.lookups)
        looks[at] = attrs.evolve(looks[at], **changes)
        return attrs.evolve(contract, provider=attrs.evolve(contract.provider, lookups=tuple(looks)))

    return change


@pytest.fixture
def with_answer(contract: Contract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Contract]:
    """Return the contract with the cassette of a new case beside those that are there."""
    from harmony_core.testing import runs

    real = runs.cases_file

    def change(case: Case, text: str) -> Contract:
        (tmp_path / case.cassette).write_text(text, encoding="utf-8")
        here = tmp_path / case.cassette
        monkeypatch.setattr(runs, "cases_file", lambda of, name: here if name == case.cassette else real(of, name))
        return attrs.evolve(contract, cases=(*contract.cases, case))

    return change
