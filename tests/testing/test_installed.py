"""`harmony providers check NAME`: the checks of an installed provider without pytest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

from harmony_core.testing import Contract
from harmony_core.testing.installed import checked

PACKAGES = Path(__file__).parent / "packages"


@pytest.fixture
def installed(tmp_path: Path):
    """Run the command where the made-up provider is installed, in a folder of its own."""
    site = tmp_path / "site"
    info = site / "harmony_kept-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: harmony-kept\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[harmony.v1]\nkept = harmony_kept\nbare = harmony_bare\n")
    (site / "harmony_bare.py").write_text(
        "import attrs\nfrom harmony_core import provider as hc\nfrom harmony_kept import kept\n"
        "@hc.hookimpl\ndef harmony_providers():\n    return [attrs.evolve(kept, name='bare')]\n"
    )
    here = tmp_path / "here"
    here.mkdir()

    def call(*arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("HARMONY_")}
        environ |= {"PYTHONPATH": os.pathsep.join([str(site), str(PACKAGES)]), "HARMONY_HOME": str(tmp_path / "home")}
        quick = "import harmony_core.testing.totality as t; t.SECONDS = 0.1; t.WHOLE_EXAMPLES = t.EXAMPLES = 9"
        script = f"{quick}\n{code}\nfrom harmony_core.cli import main\nmain({list(arguments)!r})"
        return subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, timeout=120, cwd=here, env=environ
        )

    call.here = here  # type: ignore[attr-defined]
    return call


def test_a_contract_that_is_kept(installed):
    """One line tells how many promises there are, and nothing is left behind."""
    done = installed("providers", "check", "kept")
    assert done.returncode == 0, done.stdout + done.stderr
    (line,) = done.stdout.splitlines()
    assert line.startswith("kept: ")
    assert line.endswith(
        "promises kept, 2 could not be checked here: HARMONY_RECORDINGS names no folder with recorded answers"
    )
    assert list(installed.here.iterdir()) == []


def test_a_contract_that_is_broken(installed):
    """One line for each promise that is broken; the others are counted."""
    code = "import attrs, harmony_kept.contract as c\nc.CONTRACT = attrs.evolve(c.CONTRACT, wrong_ids=('7', 'abc'))"
    done = installed("providers", "check", "kept", code=code)
    assert done.returncode == 1
    first, last = done.stdout.splitlines()
    assert first.startswith("wrong id 7: is read as release kept:7")
    assert last.startswith("kept: ")


def test_a_provider_that_was_not_loaded_says_why(installed):
    """Its author need not look for the reason elsewhere."""
    (installed.here / "harmony_kept.py").write_text("import nothing_of_that_name\n")
    done = installed("providers", "check", "kept")
    assert done.returncode == 1
    assert "nothing_of_that_name" in done.stderr


def test_the_checks_as_data(installed):
    """What could not be checked is neither passed nor failed."""
    done = installed("providers", "check", "kept", "-f", "json")
    found = json.loads(done.stdout)
    assert {"check": "case by_id", "passed": True} in found
    assert {"check": "recorded answers give documents", "message": ANY} not in found
    (skipped, _) = [each for each in found if "passed" not in each]
    assert skipped["message"] == "HARMONY_RECORDINGS names no folder with recorded answers"
    rows = installed("providers", "check", "kept", "-f", "csv").stdout.splitlines()
    assert rows[0] == "check,passed,message"
    assert "case by_id,true," in rows


ANY = object()


@pytest.mark.parametrize(
    ("name", "code", "exit_code", "told"),
    [
        ("nobody", "", 2, "there is no provider 'nobody'"),
        ("bare", "", 1, "bare has no contract: write harmony_bare/contract.py with CONTRACT = Contract(…)"),
        (
            "kept",
            "import sys; sys.modules['vcr'] = None",
            1,
            "checking a provider needs vcr: pip install 'harmony-core[testing]'",
        ),
        (
            "kept",
            "import harmony_kept.contract as c; del c.CONTRACT",
            1,
            "harmony_kept.contract defines no CONTRACT: CONTRACT = harmony_core.testing.Contract(…)",
        ),
    ],
)
def test_what_cannot_be_checked(installed, name: str, code: str, exit_code: int, told: str):
    """The user is told what to install or to write."""
    done = installed("providers", "check", name, code=code)
    assert done.returncode == exit_code, done.stdout + done.stderr
    assert told in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_check_that_raises_is_told(contract: Contract, monkeypatch: pytest.MonkeyPatch):
    """A mistake in the kit, or in the contract, does not hide the other checks."""
    from harmony_core.testing import links

    monkeypatch.setattr(links, "read", lambda contract, text: 1 / 0)
    outcomes = checked(attrs.evolve(contract, cases=()))
    told = [each.message for each in outcomes if each.check.startswith("link ")]
    assert told[0] == "the check itself raised ZeroDivisionError: division by zero"
    assert len(outcomes) > len(told)
