"""Running the command line as a user would, in this process or in another."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import attrs
import pytest

from harmony_core.cli import cli, run

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "docs" / "demo"


@attrs.frozen
class Ran:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A folder that holds all settings and answers of one test."""
    for name in list(os.environ):
        if name.startswith(("HARMONY_", "DEEZER_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HARMONY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HARMONY_PLUGINS", "deezer")  # whatever else is installed
    return tmp_path / "home"


@pytest.fixture
def harmony(home, capsys) -> Callable[..., Ran]:
    """Run a command in this process."""

    def call(*arguments: str) -> Ran:
        capsys.readouterr()
        code = run(lambda: cli.main(args=list(arguments), prog_name="harmony", standalone_mode=False))
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return call


@pytest.fixture
def demo(harmony) -> Callable[..., Ran]:
    """Run a command with the answers of the demo kept."""
    assert harmony("snapshots", "import", str(DEMO)).code == 0
    return harmony


@pytest.fixture
def process(home) -> Callable[..., Ran]:
    """Run a command in a process of its own."""

    def call(*arguments: str, env: Mapping[str, str] | None = None, stdin: str = "") -> Ran:
        ended = subprocess.run(
            [sys.executable, "-m", "harmony_core", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **(env or {})},
            timeout=60,
        )
        return Ran(ended.returncode, ended.stdout, ended.stderr)

    return call
