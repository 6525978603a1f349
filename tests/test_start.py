"""What a start does without: what only some commands need is imported when they need it (0052)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

NEEDED_BY_FEW = {"aiohttp", "dotenv", "keyring", "rich", "sqlite_utils", "structlog", "tenacity", "tomlkit"}
"""What only sends, writes settings, draws tables, makes databases or reads a file that few have."""

START = {
    "the command line": ("import harmony_core.cli", NEEDED_BY_FEW | {"attrs", "cattrs", "msgspec", "pluggy"}),
    "a provider's door": ("import harmony_core.provider", NEEDED_BY_FEW | {"asyncio", "cattrs"}),
    "a session with all providers": ("import harmony_core.session as s; s.Session()", NEEDED_BY_FEW),
}


@pytest.mark.parametrize("start", START)
def test_a_start_imports_only_what_it_needs(start: str, tmp_path: Path):
    """What is needed later is imported later; the statement also runs, in a process of its own."""
    statement, not_needed = START[start]
    program = f"import sys; {statement}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    environment = {**os.environ, "HARMONY_HOME": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, cwd=tmp_path, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert not not_needed & set(ran.stdout.split())


def test_a_start_compiles_few_expressions():
    """Those of modules are compiled when they are first used (`pattern`), but for one of bytes."""
    program = (
        "import re, sys; made = []; compiled = re.compile\n"
        "def count(expression, flags=0):\n"
        "    made.append(sys._getframe(1).f_globals['__name__'])\n"
        "    return compiled(expression, flags)\n"
        "re.compile = count\n"
        "import harmony_core.cli.lookup\n"
        "print(*(each for each in made if each.startswith('harmony')))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert set(ran.stdout.split()) <= {"harmony_core.domain.patterns", "harmony_core.edges.payloads"}
