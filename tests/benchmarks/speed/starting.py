"""How long programs take from start to end, beside Python that does nothing and programs of others."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from speed.measure import Spread, Taken
from speed.options import DEMO, REPOSITORY, Options
from speed.report import Aim, Figure, Table, shown

VERSION_TIMES, LOOKUP_MS = 5.0, 250.0

BARE = "python -c pass"
VERSION = "harmony --version"
LOOKUP = "harmony lookup 724384960650 --offline"

PEERS = (
    ("sqlite-utils", "--version"),
    ("yt-dlp", "--version"),
    ("http", "--version"),
    ("beet", "version"),
    ("datasette", "--version"),
    ("llm", "--version"),
)
"""Programs of others that print their version, in the folder of the Python that measures, or in `.venv-bench`."""

NOTES = (
    "Bytecode is there before; every program runs once in every round. Wall time; beside: user and system time.",
    "The lookup has all providers installed and asks for one release at three of them; all answers are kept ones.",
)


def tables(options: Options) -> list[Table]:
    """Measure all programs that are there, in turn."""
    with tempfile.TemporaryDirectory(prefix="harmony-speed-") as home:
        env = {**_plain_environment(), "HARMONY_HOME": home, "BEETSDIR": home, "LLM_USER_PATH": home}
        harmony = str(options.bin / "harmony")
        python = str(options.bin / "python")
        subprocess.run([harmony, "snapshots", "import", DEMO], env=env, check=True, capture_output=True)
        there, missing = _peers()
        programs = {
            BARE: [python, "-c", "pass"],
            VERSION: [harmony, "--version"],
            LOOKUP: [harmony, *LOOKUP.split()[1:]],
            **there,
        }
        taken = measured(programs, env, options.starts)
    notes = [*NOTES, *([f"Not installed here: {', '.join(missing)}."] if missing else [])]
    return [Table("Start-up", figures(taken), notes)]


def figures(taken: Mapping[str, Sequence[Taken]]) -> list[Figure]:
    """Return the lines of the table."""
    bare = [each.wall for each in taken[BARE]]
    ratio = Spread.of([each.wall / one for each, one in zip(taken[VERSION], bare, strict=True)])
    return [
        Figure(f"{VERSION} : {BARE}", ratio, "x", Aim(VERSION_TIMES)),
        _milliseconds(LOOKUP, taken[LOOKUP], Aim(LOOKUP_MS)),
        *(_milliseconds(name, each) for name, each in taken.items() if name != LOOKUP),
    ]


def _milliseconds(name: str, taken: Sequence[Taken], aim: Aim | None = None) -> Figure:
    cpu = shown(Spread.of([each.cpu for each in taken]).middle * 1e3)
    return Figure(name, Spread.of([each.wall for each in taken]).times(1e3), "ms", aim, f"{cpu} ms of CPU")


def measured(
    programs: Mapping[str, Sequence[str]], env: Mapping[str, str], rounds: int
) -> Mapping[str, Sequence[Taken]]:
    """Run every program once in every round, after one run that does not count."""
    for command in programs.values():
        run(command, env)
    taken: dict[str, list[Taken]] = {name: [] for name in programs}
    for _ in range(rounds):
        for name, command in programs.items():
            taken[name].append(run(command, env))
    return taken


def run(command: Sequence[str], env: Mapping[str, str]) -> Taken:
    """Run a program to its end. Raises where it fails."""
    before, start = _children_cpu(), time.perf_counter()
    done = subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    wall = time.perf_counter() - start
    assert done.returncode == 0, f"{command}: {done.stderr.decode()}"
    return Taken(wall, _children_cpu() - before)


def _children_cpu() -> float:
    """Return the seconds that all programs which have ended took of the processors."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _plain_environment() -> dict[str, str]:
    left_out = ("HARMONY_", "PYTHON", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not name.startswith(left_out)}


def _peers() -> tuple[dict[str, Sequence[str]], list[str]]:
    """Return the commands of the peers that are there, and the names of the others."""
    there, missing = {}, []
    for program, argument in PEERS:
        places = (Path(sys.executable).parent, REPOSITORY / ".venv-bench" / "bin")
        found = next((place / program for place in places if (place / program).exists()), None)
        if found:
            there[f"{program} {argument}"] = (str(found), argument)
        else:
            missing.append(program)
    return there, missing
