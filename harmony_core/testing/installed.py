"""The contract of an installed provider, and its checks without pytest."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

import attrs

from harmony_core.domain.errors import SetupError
from harmony_core.edges.convert import Document
from harmony_core.plugin.catalog import PluginRecord
from harmony_core.plugin.loading import find_plugins
from harmony_core.plugin.providers import Provider
from harmony_core.testing.checks import checks_of
from harmony_core.testing.contract import Check, Contract, ContractError, SkippedError

NEEDED = ("hypothesis", "vcr")
WANTED = "pip install 'harmony-core[testing]'"


@attrs.frozen(kw_only=True)
class Checked:
    """What became of one check; `passed` is None where it could not be made here, and `message` says why."""

    check: str
    passed: bool | None
    message: str | None = None

    def document(self) -> Document:
        """Return it as it is printed; what could not be checked has no `passed`."""
        fields: Document = {"check": self.check, "passed": self.passed, "message": self.message}
        return {name: value for name, value in fields.items() if value is not None}


def contract_of(provider: Provider, records: Sequence[PluginRecord]) -> Contract:
    """Return the contract of an installed provider. Raises `SetupError` saying what to install or to write."""
    missing = [name for name in NEEDED if not _is_there(name)]
    if missing:
        raise SetupError(f"checking a provider needs {' and '.join(missing)}: {WANTED}")
    package = package_of(provider, records)
    if package is None or not _is_there(f"{package}.contract"):
        file = f"{package.replace('.', '/')}/contract.py" if package else "contract.py in its package"
        raise SetupError(
            f"{provider.name} has no contract: write {file} with CONTRACT = Contract(…), "
            "and its recorded answers in cases/ beside it (docs/how-to/test-a-provider.md)"
        )
    try:
        contract = getattr(import_module(f"{package}.contract"), "CONTRACT", None)
    except Exception as error:
        raise SetupError(f"{package}.contract cannot be imported: {type(error).__name__}: {error}") from error
    if not isinstance(contract, Contract):
        raise SetupError(f"{package}.contract defines no CONTRACT: CONTRACT = harmony_core.testing.Contract(…)")
    return contract


def _is_there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # what it is in is a module and no package
        return False


def package_of(provider: Provider, records: Sequence[PluginRecord]) -> str | None:
    """Return the package of the plugin that offers a provider, None where it is no installed one."""
    names = {record.name for record in records if f"provider {provider.name}" in record.offers}
    found, _ = find_plugins()
    return next((each.entry_point.module for each in found if each.name in names and each.entry_point), None)


def checked(contract: Contract) -> tuple[Checked, ...]:
    """Make all checks of a contract; nothing is left behind in the folder where one stands."""
    from hypothesis.configuration import set_hypothesis_home_dir

    with tempfile.TemporaryDirectory(prefix="harmony-contract-") as home:
        set_hypothesis_home_dir(home)
        try:
            return tuple(_checked(check) for check in checks_of(contract))
        finally:
            set_hypothesis_home_dir(None)


def _checked(check: Check) -> Checked:
    try:
        check.run()
    except SkippedError as skipped:
        return Checked(check=check.name, passed=None, message=str(skipped))
    except ContractError as broken:
        return Checked(check=check.name, passed=False, message=str(broken))
    except Exception as error:
        return Checked(
            check=check.name, passed=False, message=f"the check itself raised {type(error).__name__}: {error}"
        )
    return Checked(check=check.name, passed=True)
