"""Environments as users have them: nothing in them but what pip installs."""

from __future__ import annotations

import os
import subprocess
import venv
from pathlib import Path

import attrs
import pytest

ROOT = Path(__file__).parents[2]


@attrs.frozen
class Fresh:
    """An environment of its own, and the folder that one works in."""

    binaries: Path
    folder: Path

    def install(self, *packages: str) -> None:
        """Install packages, at the versions that are known to work; skip the test where nothing can be had."""
        ran = self.run("pip", "install", "--quiet", "--constraint", str(ROOT / "constraints.txt"), *packages)
        if ran.returncode and "No matching distribution" in ran.stderr:
            pytest.skip("no package index can be reached, so nothing can be installed")
        assert ran.returncode == 0, ran.stderr

    def run(self, command: str, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment."""
        return subprocess.run(
            [self.binaries / command, *arguments],
            capture_output=True,
            text=True,
            check=False,
            env=self.environment(),
            cwd=cwd or self.folder,
        )

    def environment(self) -> dict[str, str]:
        """Return the variables that its commands have."""
        indexes = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_", "SSL_"))}
        return {
            **indexes,
            "PATH": f"{self.binaries}{os.pathsep}{os.environ['PATH']}",
            "HARMONY_HOME": str(self.folder / "home"),
            "PIP_CONSTRAINT": str(ROOT / "constraints.txt"),
            "COLUMNS": "120",
        }


@pytest.fixture(scope="session")
def for_authors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with the core and what tests providers."""
    place = tmp_path_factory.mktemp("authors")
    venv.create(place / "venv", with_pip=True)
    binaries = place / "venv" / "bin"
    Fresh(binaries, place).install(f"{ROOT}[testing]")
    return binaries


@pytest.fixture
def fresh(for_authors: Path, tmp_path: Path) -> Fresh:
    """An environment for authors, and an empty folder."""
    return Fresh(for_authors, tmp_path)
