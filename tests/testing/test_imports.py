"""What is told of a provider that imports what it has no use for."""

from __future__ import annotations

import sys
from pathlib import Path

import attrs
import pytest

from harmony_core.testing import Contract

LOADS = "importing the provider loads no client"
IMPORTS = "imports only what stays"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Make a package of this text."""

    def make(text: str, contract: str = "") -> str:
        name = f"harmony_odd_{len(list(tmp_path.iterdir()))}"
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(text)
        (tmp_path / name / "contract.py").write_text(contract)
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.delitem(sys.modules, name, raising=False)
        return name

    return make


def test_a_client_at_import(contract: Contract, package, broken):
    """What is loaded is told, and where it belongs."""
    name = package("import aiohttp\n")
    message = broken(attrs.evolve(contract, package=name), LOADS)
    assert message == (f"importing {name} loads aiohttp: import it in the function that needs it, or not at all")


def test_pytest_in_the_contract(contract: Contract, package, broken):
    """A contract is imported where only the core is installed."""
    name = package("", "import pytest\n")
    message = broken(attrs.evolve(contract, package=name), LOADS)
    assert message.startswith(f"importing {name}.contract loads _pytest, pytest: ")


def test_another_provider(contract: Contract, package, broken):
    """Each provider is installed alone."""
    name = package("import harmony_kept\n")
    assert f"importing {name} loads harmony_kept" in broken(attrs.evolve(contract, package=name), LOADS)


def test_a_package_that_cannot_be_imported_by_itself(contract: Contract, package):
    """The error's last line is told; a contract of another package is told at once."""
    from harmony_core.testing import ContractError, checks_of
    from harmony_core.testing.imports import check_loaded

    name = package("import harmony_nothing\n")
    with pytest.raises(ContractError, match=r"^cannot be imported by itself: ModuleNotFoundError: No module named"):
        check_loaded(attrs.evolve(contract, package=name))
    with pytest.raises(ContractError, match="package 'harmony_none' cannot be imported: write package=__package__"):
        checks_of(attrs.evolve(contract, package="harmony_none"))


def test_an_inner_part_of_the_core(contract: Contract, package, broken):
    """Only what is promised to stay is for plugins."""
    name = package("from harmony_core.domain.gtin import Gtin\n")
    assert broken(attrs.evolve(contract, package=name), IMPORTS) == (
        f"{name}/__init__.py: imports harmony_core.domain.gtin, which may change: "
        "import from harmony_core.provider (`from harmony_core import provider as hc`)"
    )


def test_the_kit_itself_needs_the_core_alone():
    """Importing what a contract is made of loads neither pytest, vcrpy nor hypothesis, nor a client."""
    from harmony_core.testing.imports import HEAVY, _loaded

    loaded = _loaded(["harmony_core.testing"])["harmony_core.testing"]
    assert not HEAVY & set(loaded)
