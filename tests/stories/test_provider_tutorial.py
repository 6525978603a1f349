"""The tutorial "a provider in twenty minutes", step by step, in a fresh environment."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

PAGE = Path(__file__).parents[2] / "docs" / "tutorial-provider.md"
FENCE = re.compile(r"^```(?P<language>\w+)(?P<note>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@attrs.frozen
class Step:
    """A fence that is run, and what must come of it."""

    line: int
    language: str
    text: str
    expected: str | None
    code: int


def steps() -> Iterator[Step]:
    """Yield the fences that are to be run; a `text` fence right after one is what it prints."""
    page = PAGE.read_text()
    fences = list(FENCE.finditer(page))
    for fence, following in zip(fences, [*fences, None][1:], strict=True):
        if fence["note"].strip() != "run":
            continue
        is_output = following and following["language"] == "text" and not page[fence.end() : following.start()].strip()
        ends = re.search(r"# exits with (\d+)", fence["text"])
        yield Step(
            page.count("\n", 0, fence.start()) + 1,
            fence["language"],
            fence["text"],
            following["text"] if following and is_output else None,
            int(ends[1]) if ends else 0,
        )


def is_as_shown(said: str, shown: str) -> bool:
    """Whether an output is the one that is shown, where … stands for anything."""
    pattern = ".*".join(re.escape(part.strip("\n")) for part in shown.strip().split("…"))
    return re.search(pattern, said, re.DOTALL) is not None


def test_there_are_steps():
    """Otherwise the test below would say nothing."""
    assert [step.language for step in steps()].count("diff") == 3
    assert sum(step.expected is not None for step in steps()) >= 6


@pytest.mark.slow
def test_every_step_does_what_the_tutorial_says(fresh):
    """Commands are run as they stand, changes applied as they stand, outputs compared."""
    place = fresh.folder
    try:
        for step in steps():
            if step.language == "diff":
                subprocess.run(["git", "apply", "-"], input=step.text, text=True, check=True, cwd=place)
                continue
            script = f"set -e -o pipefail\n{step.text}"
            ran = subprocess.run(
                ["bash", "-c", script],
                cwd=place,
                env=fresh.environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            assert ran.returncode == step.code, f"line {step.line}:\n{ran.stdout}"
            if step.expected is not None:
                assert is_as_shown(ran.stdout, step.expected), f"line {step.line} printed:\n{ran.stdout}"
            if step.text.startswith("cd "):
                place = place / step.text.split()[1]
    finally:
        fresh.run("pip", "uninstall", "--quiet", "--yes", "harmony-tunes")
