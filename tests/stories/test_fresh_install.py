"""What pip installs is what works: the core alone, and then with one provider, in an empty environment."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MEGABYTES = 60

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """An environment with nothing but the core, installed as a user does."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=True)
    install(folder, str(ROOT))
    return folder


def install(folder: Path, *packages: str) -> None:
    """Install packages with pip, at the versions that are known to work."""
    command = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--constraint", ROOT / "constraints.txt"]
    ran = subprocess.run([*command, *packages], capture_output=True, text=True, check=False)
    if ran.returncode and "No matching distribution" in ran.stderr:
        pytest.skip("no package index can be reached, so nothing can be installed")
    assert ran.returncode == 0, ran.stderr


def harmony(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command, with a home of its own."""
    env = {"PATH": os.environ["PATH"], "HARMONY_HOME": str(folder / "home")}
    command = [folder / "bin" / "harmony", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, cwd=folder)


def test_the_core_alone_works(fresh):
    """It says which providers could be installed, and what a barcode is; it asks nobody, for there is nobody."""
    ran = harmony(fresh, "providers")
    assert ran.returncode == 0, ran.stderr
    for name in ("deezer", "itunes", "musicbrainz"):
        assert f"pip install harmony-{name}" in ran.stdout
    assert '"gtin": "724384960650"' in harmony(fresh, "parse", "724384960650").stdout
    assert harmony(fresh, "lookup", "724384960650").returncode == 1


def test_the_core_is_small(fresh):
    """With all that it needs it takes no more than the design allows."""
    (site,) = fresh.glob("lib/python*/site-packages")
    tools = ("pip", "setuptools", "pkg_resources", "_distutils_hack")
    files = (
        file
        for package in site.iterdir()
        if not package.name.startswith(tools)
        for file in ([package] if package.is_file() else package.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    )
    assert sum(file.stat().st_size for file in files) < MEGABYTES * 1_000_000


@pytest.mark.parametrize("name", ["deezer", "itunes", "musicbrainz"])
def test_each_provider_installs_alone(fresh, name):
    """One provider beside the core is found, looks things up, and brings no other along."""
    install(fresh, "--no-deps", "--force-reinstall", str(ROOT / "plugins" / f"harmony-{name}"))
    try:
        assert harmony(fresh, "snapshots", "import", str(ROOT / "docs" / "demo")).returncode == 0
        ran = harmony(fresh, "lookup", "724384960650", "--offline")
        assert ran.returncode == 0, ran.stderr
        assert "Discovery" in ran.stdout
        assert harmony(fresh, "plugins", "check").stdout.split()[:2] == [name, "loaded"]
    finally:
        command = [fresh / "bin" / "python", "-m", "pip", "uninstall", "--quiet", "--yes", f"harmony-{name}"]
        subprocess.run(command, check=True)


def test_the_interpreter_is_one_that_is_supported():
    """What runs these tests is a version that the package allows."""
    assert (3, 11) <= sys.version_info[:2] <= (3, 13)
