"""The plugin of pytest: a test for each check, with the message alone where one fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PACKAGES = Path(__file__).parent / "packages"
TEST = '''
from harmony_kept.contract import CONTRACT


def test_contract(contract_check):
    """Each promise is a test of its own."""
    contract_check()
'''


@pytest.fixture
def run(tmp_path: Path):
    """Run pytest on a test file, in a Python of its own, as an author does: without plugins but ours."""

    def call(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "test_contract.py").write_text(text)
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-rA", *arguments, str(tmp_path)]
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=120,
            cwd=tmp_path,
            env={"PYTHONPATH": str(PACKAGES), "PATH": "", "HOME": str(tmp_path)},
        )

    return call


def test_each_check_is_a_test(run):
    """Their names say what is checked; those on recordings are skipped with a reason, and can be left out."""
    done = run(TEST, "--strict-markers")
    assert done.returncode == 0, done.stdout
    assert "PASSED test_contract.py::test_contract[case by_id: title]" in done.stdout
    assert "PASSED test_contract.py::test_contract[release lookup: normalize is pure]" in done.stdout
    assert "2 skipped" in done.stdout
    assert "HARMONY_RECORDINGS names no folder with recorded answers" in done.stdout
    assert "1 passed" in run(TEST, "-m", "not recordings", "-k", "recorded or canonical").stdout


def test_a_broken_promise_is_told_without_a_traceback(run):
    """The message is what the author reads."""
    changed = TEST.replace(
        "\n\n\ndef",
        """
import attrs

CONTRACT = attrs.evolve(CONTRACT, wrong_ids=("7",))


def""",
    )
    done = run(changed, "-k", "wrong")
    assert done.returncode == 1
    assert "wrong id 7: is read as release kept:7: give the field a narrower form" in done.stdout
    assert "Traceback" not in done.stdout
    assert "contract_check" not in done.stdout.replace("test_contract[", "")


def test_a_module_without_a_contract(run):
    """What to write is told."""
    done = run("def test_contract(contract_check):\n    contract_check()\n")
    assert done.returncode != 0
    assert "contract_check needs a contract: from harmony_example.contract import CONTRACT" in done.stdout + done.stderr


def test_the_option_that_records_is_there(run):
    """`--record` and `--record=all`; anything else is refused."""
    assert "--record" in run(TEST, "--help").stdout
    assert run(TEST, "--record=all", "-k", "foreign").returncode == 0
    assert "invalid choice: 'some'" in run(TEST, "--record=some").stderr


def test_loading_the_plugin_loads_little():
    """Who has harmony-core installed and tests something else does not wait for it."""
    script = (
        "import sys, pytest; before = set(sys.modules); import harmony_core.testing.plugin;"
        "print(*{name.split('.')[0] for name in set(sys.modules) - before})"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert set(done.stdout.split()) <= {"harmony_core", "__future__"}
