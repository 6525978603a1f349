"""The examples in docstrings hold."""

import doctest
import importlib
from pathlib import Path

import pytest

import harmony_core

ROOT = Path(harmony_core.__file__).parent
MODULES = sorted(
    ".".join(("harmony_core", *path.relative_to(ROOT).with_suffix("").parts))
    for path in ROOT.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


def test_there_are_examples():
    """Values whose shape is not obvious show one."""
    assert "harmony_core.domain.gtin" in MODULES


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name):
    """What a docstring shows is what happens."""
    failed, tried = doctest.testmod(importlib.import_module(name))
    assert tried
    assert not failed
