"""The plugin of pytest: a test for each check, with the message alone where one fails."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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

    def call(text: str, *arguments: str, environ: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        (tmp_path / "test_contract.py").write_text(text)
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-rA", *arguments, str(tmp_path)]
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=120,
            cwd=tmp_path,
            env={"PYTHONPATH": str(PACKAGES), "PATH": "", "HOME": str(tmp_path), **(environ or {})},
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
    assert "--record=some: say --record, or --record=all" in run(TEST, "--record=some").stderr


class Shelf(BaseHTTPRequestHandler):
    """A source that has one record."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"id": 7, "title": "Two Rooms", "songs": []}).encode())

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def test_record_asks_the_source_and_writes_what_it_said(run, tmp_path: Path):
    """`pytest --record` records what is missing, though another plugin blocks the network; then it is replayed."""
    shutil.copytree(PACKAGES / "harmony_kept", tmp_path / "harmony_kept")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shelf)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    case = f'Case("new", "kept:7", provider_settings={{"base": "http://127.0.0.1:{server.server_port}/"}})'
    text = TEST.replace(
        "\n\n\ndef",
        f"""
import attrs
from harmony_core.testing import Case

CONTRACT = attrs.evolve(CONTRACT, cases=({case},))


def""",
    )
    environ = {"PYTHONPATH": str(tmp_path), "KEPT_KEY": "very-secret-key", "KEPT_RATE": "1000"}
    try:
        blocked = ("--block-network", "--allowed-hosts=none.example", "-k", "new")
        assert "is missing: write the answers, or record them" in run(text, *blocked, environ=environ).stdout
        done = run(text, *blocked, "--record", environ=environ)
        assert done.returncode == 0, done.stdout
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    written = (tmp_path / "harmony_kept" / "cases" / "new.yaml").read_text()
    assert "Two Rooms" in written
    assert "very-secret-key" not in written
    assert run(text, *blocked, environ=environ).returncode == 0


def test_loading_the_plugin_loads_little():
    """Who has harmony-core installed and tests something else does not wait for it."""
    script = (
        "import sys, pytest; before = set(sys.modules); import harmony_core.testing.plugin;"
        "print(*{name.split('.')[0] for name in set(sys.modules) - before})"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert set(done.stdout.split()) <= {"harmony_core", "__future__"}
