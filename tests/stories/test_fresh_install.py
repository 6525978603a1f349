"""What pip installs is what works: the core alone, and then with one provider, in an empty environment."""

import json
import os
import subprocess
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


@pytest.fixture
def installed(fresh):
    """Install one provider beside the core, and take it away again."""
    names = []

    def add(name):
        names.append(name)
        install(fresh, "--no-deps", "--force-reinstall", str(ROOT / "plugins" / f"harmony-{name}"))

    yield add
    command = [fresh / "bin" / "python", "-m", "pip", "uninstall", "--quiet", "--yes"]
    subprocess.run([*command, *(f"harmony-{name}" for name in names)], check=True)


@pytest.mark.parametrize("name", ["deezer", "itunes", "musicbrainz"])
def test_a_provider_beside_the_core_looks_things_up(fresh, installed, name):
    """What a user does first works with any one of them."""
    installed(name)
    assert harmony(fresh, "snapshots", "import", str(ROOT / "docs" / "demo")).returncode == 0
    ran = harmony(fresh, "lookup", "724384960650", "--offline")
    assert ran.returncode == 0, ran.stderr
    assert "Discovery" in ran.stdout


IMPORTS = """
import importlib, json, sys
package = importlib.import_module("harmony_" + sys.argv[1])
(provider,) = package.harmony_providers()
from importlib import resources
cases = resources.files(package) / "cases"
print(json.dumps({
    "name": provider.name,
    "cases": sum(1 for each in cases.iterdir()),
    "others": sorted(name for name in sys.modules if name.startswith("harmony_")
                     and name.partition(".")[0] not in ("harmony_core", package.__name__)),
}))
"""


@pytest.mark.parametrize("name", sorted(path.name.removeprefix("harmony-") for path in (ROOT / "plugins").iterdir()))
def test_each_provider_installs_alone(fresh, installed, name):
    """It is found, brings its cases and no other provider along, and says what it can look up."""
    installed(name)
    python = fresh / "bin" / "python"
    ran = subprocess.run([python, "-c", IMPORTS, name], capture_output=True, text=True, check=True, cwd=fresh)
    found = json.loads(ran.stdout)
    assert (found["name"], found["others"]) == (name, [])
    assert found["cases"]
    (record,) = json.loads(harmony(fresh, "plugins", "-f", "json").stdout)
    assert record["status"] in ("loaded", "needs settings")
    (provider,) = [
        each for each in json.loads(harmony(fresh, "providers", "-f", "json").stdout) if each["name"] == name
    ]
    assert provider["lookups"]
    assert harmony(fresh, "parse", f"no link of {name}").returncode == 0
