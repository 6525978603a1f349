"""The pytest plugin: `contract_check` makes a test of every check of a test module's `CONTRACT`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harmony_core.testing.contract import Check


RECORD = ("none", "new", "all")
"""What becomes of cassettes: they must be there, those that are missing are made, or all are."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--record`."""
    parser.getgroup("harmony").addoption(
        "--record",
        nargs="?",
        const="new",
        default="none",
        metavar="all",
        help="record the cassettes of contract cases that are missing by asking the real source (--record=all: all)",
    )


def pytest_load_initial_conftests(args: list[str]) -> None:
    """Let `--record` stand before the name of a test: what follows it is not its value, unless it is `--record=all`."""
    args[:] = ["--record=new" if each == "--record" else each for each in args]


def pytest_configure(config: pytest.Config) -> None:
    """Make the markers known, and let a recording out where another plugin blocks the network."""
    record = config.getoption("--record")
    if record not in RECORD:
        raise pytest.UsageError(f"--record={record}: say --record, or --record=all")
    if record != "none" and hasattr(config.option, "block_network"):
        config.option.block_network = False  # pytest-recording's; all but recordings is blocked by the kit itself
    config.addinivalue_line("markers", "recordings: needs real answers, found by HARMONY_RECORDINGS")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of every check."""
    if "contract_check" not in metafunc.fixturenames:
        return
    from harmony_core.testing.checks import checks_of
    from harmony_core.testing.contract import Contract

    named = (getattr(metafunc.module, name, None) for name in ("CONTRACT", "contract"))
    contract = next((each for each in named if isinstance(each, Contract)), None)
    if contract is None:
        raise pytest.UsageError(
            f"{metafunc.module.__file__}: contract_check needs a contract: "
            "from harmony_example.contract import CONTRACT"
        )
    record = metafunc.config.getoption("--record")
    metafunc.parametrize("contract_check", [_parameter(check) for check in checks_of(contract, record)], indirect=True)


def _parameter(check: Check) -> object:
    marks = [pytest.mark.recordings] if check.needs_recordings else []
    return pytest.param(check, id=check.name, marks=marks)


@pytest.fixture
def contract_check(request: pytest.FixtureRequest) -> Callable[[], None]:
    """Run one check of the contract: call it."""
    from harmony_core.testing.contract import ContractError, SkippedError

    def run() -> None:
        __tracebackhide__ = True
        try:
            request.param.run()
            return
        except ContractError as error:
            broken = str(error)
        except SkippedError as error:
            pytest.skip(str(error))
        pytest.fail(broken, pytrace=False)

    return run


@pytest.fixture
def recordings_folder() -> Path:
    """Where real answers are: the folder that HARMONY_RECORDINGS names; without it the test is skipped."""
    from harmony_core.testing.contract import SkippedError
    from harmony_core.testing.recordings import recordings_folder

    try:
        return recordings_folder()
    except SkippedError as error:
        pytest.skip(str(error))
