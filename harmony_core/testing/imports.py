"""Importing a provider is quick and needs the core alone."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path

from harmony_core.testing.contract import Check, Contract, ContractError

HEAVY = frozenset(
    "_pytest aiohttp click httpx hypothesis jsonschema pytest rapidfuzz requests rich sqlite_utils tenacity "
    "urllib3 vcr".split()
)
"""What a provider has no use for when it is imported: clients, what draws tables, what keeps, what tests."""
PROMISED = ("harmony_core", "harmony_core.provider", "harmony_core.testing")
"""What a provider may import of the core; the rest may change."""

_SCRIPT = """
import importlib, json, sys
loaded = {}
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name or not name.endswith(".contract"):
            raise
        continue
    loaded[name] = sorted({each.partition(".")[0] for each in sys.modules})
print(json.dumps(loaded))
"""


def import_checks(contract: Contract) -> Iterator[Check]:
    """Yield the checks of what a provider's package imports."""
    yield Check("importing the provider loads no client", partial(check_loaded, contract))
    yield Check("imports only what stays", partial(check_imports, contract))


def check_loaded(contract: Contract) -> None:
    """Raise where importing the provider, in a Python of its own, loads what it has no use for."""
    for name, loaded in _loaded([contract.package, f"{contract.package}.contract"]).items():
        own = contract.package.partition(".")[0]
        others = {each for each in loaded if each.startswith("harmony_")} - {"harmony_core", own}
        if heavy := sorted(HEAVY.intersection(loaded) | others):
            raise ContractError(
                f"importing {name} loads {', '.join(heavy)}: import it in the function that needs it, or not at all"
            )


def _loaded(names: Iterable[str]) -> dict[str, list[str]]:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", _SCRIPT, *names]
    done = subprocess.run(command, capture_output=True, text=True, env=environ, timeout=60, check=False)  # noqa: S603 - ours
    if done.returncode:
        raise ContractError(f"cannot be imported by itself: {done.stderr.strip().splitlines()[-1]}")
    found: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return found


def check_imports(contract: Contract) -> None:
    """Raise where a file of the provider's package imports a part of the core that is not for plugins."""
    try:
        module = import_module(contract.package)
    except ImportError as error:
        raise ContractError(f"{contract.package} cannot be imported: {error}") from error
    folder = Path(module.__file__ or "").parent
    for file in sorted(folder.rglob("*.py")):
        for name in _imported(file):
            if name.partition(".")[0] == "harmony_core" and name not in PROMISED:
                raise ContractError(
                    f"{file.relative_to(folder.parent)}: imports {name}, which may change: "
                    "import from harmony_core.provider (`from harmony_core import provider as hc`)"
                )


def _imported(file: Path) -> Iterator[str]:
    """Yield the modules that a file imports; of `from harmony_core import provider` the whole name."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            deeper = node.module == "harmony_core"
            yield from (f"{node.module}.{alias.name}" if deeper else node.module for alias in node.names)
