"""The names that people rely on: a change of them is a visible change of `public_api.txt`."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import harmony_core
from harmony_core import provider

SNAPSHOT = Path(__file__).with_name("public_api.txt")
DOORS = ("harmony_core", "harmony_core.provider", "harmony_core.testing")


def public_names() -> str:
    """Return the names of every door, one to a line, in the snapshot's form."""
    lines = [f"{door}.{name}" for door in DOORS for name in sorted(importlib.import_module(door).__all__)]
    return "\n".join(lines) + "\n"


def test_the_public_names_are_those_of_the_snapshot():
    """A name that comes or goes is written down: run this file as a script to take a new snapshot."""
    assert public_names() == SNAPSHOT.read_text(encoding="utf-8")


@pytest.mark.parametrize("door", DOORS)
def test_every_public_name_can_be_imported(door: str):
    """What a door promises is there, each name once."""
    module = importlib.import_module(door)
    assert len(set(module.__all__)) == len(module.__all__)
    assert all(getattr(module, name) is not None for name in module.__all__)


def test_the_door_for_plugins_promises_all_that_it_has():
    """Whatever `harmony_core.provider` imports it also promises, in order, and it holds no logic."""
    held = {name for name in vars(provider) if name.isidentifier() and not name.startswith("_")} - {"annotations"}
    assert held == set(provider.__all__)
    assert provider.__all__ == sorted(provider.__all__)
    assert not [name for name, value in vars(provider).items() if getattr(value, "__module__", "") == provider.__name__]


def test_lazy_names_are_those_of_their_homes():
    """A lazy name is the very thing that its module defines."""
    for name, home in harmony_core._HOMES.items():
        assert getattr(harmony_core, name) is getattr(importlib.import_module(f"harmony_core.{home}"), name)
        assert getattr(harmony_core, name).__module__ == f"harmony_core.{home}"


def test_what_type_checkers_see_is_what_there_is():
    """The imports that only type checkers read name the same things as the lazy ones."""
    text = Path(harmony_core.__file__).read_text(encoding="utf-8")
    seen = {line.split()[-1]: line.split()[1] for line in text.splitlines() if line.startswith("    from harmony_core")}
    assert seen == {name: f"harmony_core.{home}" for name, home in harmony_core._HOMES.items()}


def test_dir_shows_the_promises():
    """Completion in a shell shows the public names, and nothing has been loaded for it."""
    code = "import harmony_core, sys; print(*dir(harmony_core)); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    names, loaded = (set(line.split()) for line in done.stdout.splitlines())
    assert names == set(harmony_core.__all__)
    assert "harmony_core.session" not in loaded


def test_an_unknown_name_is_an_attribute_error():
    """A name that there is not is refused as Python does it."""
    with pytest.raises(AttributeError, match="module 'harmony_core' has no attribute 'Sesion'"):
        harmony_core.Sesion  # noqa: B018 - touching it is what is tested


if __name__ == "__main__":
    SNAPSHOT.write_text(public_names(), encoding="utf-8")
