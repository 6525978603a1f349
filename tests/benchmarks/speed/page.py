"""The tables in the docs: each stands between two marks, and is replaced when it is measured again."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from pathlib import Path

from speed.options import REPOSITORY
from speed.report import Table, as_markdown

PAGE = REPOSITORY / "docs" / "explanation" / "speed.md"


def written(page: str, name: str, tables: Sequence[Table]) -> str:
    """Return a page with the tables of one benchmark. Raises `ValueError` where it has no place for them."""
    block = re.compile(rf"(<!-- measured: {re.escape(name)} -->\n).*?(<!-- end measured -->)", re.DOTALL)
    if not block.search(page):
        raise ValueError(f"{PAGE.name} has no <!-- measured: {name} -->")
    text = "\n\n".join([f"Measured on {machine()}.", *map(as_markdown, tables)])
    return block.sub(lambda found: f"{found[1]}{text}\n{found[2]}", page)


def machine() -> str:
    """Return what this machine is."""
    model = re.search(r"model name\s*: (.*)", _text(Path("/proc/cpuinfo")))
    name = model[1] if model else platform.processor() or platform.machine()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{os.cpu_count()} cores ({name}), {platform.system()}, {python}"


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""
