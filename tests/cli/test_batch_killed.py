"""`harmony batch` killed at any moment, again and again: nothing is lost, nothing is doubled, little is asked twice."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .tracks import Tracks

KILLS = 50
SEED = 8


class Batch:
    """A batch with a place and a source of its own."""

    def __init__(self, place: Path, jobs: int, rows: int) -> None:
        place.mkdir()
        self.place, self.out, self._log = place, place / "out.jsonl", place / "asked"
        (place / "queries.txt").write_text("".join(f"deezer:track/{number}\n" for number in range(1, rows + 1)))
        self._tracks = Tracks(self._log)
        self._env = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("HARMONY_", "DEEZER_"))},
            "HARMONY_HOME": str(place / "home"),
            "HARMONY_PLUGINS": "deezer",
            "HARMONY_CONTACT": "tests@example.org",
            "DEEZER_BASE": self._tracks.base,
            "DEEZER_RATE": "1000",
        }
        batch = ["batch", "queries.txt", "-o", str(self.out), "--resume", "--jobs", str(jobs)]
        self._command = [sys.executable, "-m", "harmony_core", *batch]

    def begin(self) -> subprocess.Popen[bytes]:
        """Start, or go on."""
        return subprocess.Popen(self._command, cwd=self.place, env=self._env, stderr=subprocess.DEVNULL)

    def end(self) -> None:
        """Go on to the end."""
        ran = subprocess.run(
            self._command, cwd=self.place, env=self._env, capture_output=True, text=True, check=False, timeout=900
        )
        assert ran.returncode == 0, ran.stderr

    def asked(self) -> int:
        """Return how many requests came."""
        return self._log.read_bytes().count(b"\n")

    def rows(self) -> list[tuple[int, str, object]]:
        """Return what the output says of each row, without when that was found out."""
        lines = [json.loads(line) for line in self.out.read_text().splitlines()]
        data = [re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "", json.dumps(line.get("data"), sort_keys=True)) for line in lines]
        return sorted((line["row"], line["state"], text) for line, text in zip(lines, data, strict=True))

    def close(self) -> None:
        """Stop the source."""
        self._tracks.close()


@pytest.mark.slow
@pytest.mark.parametrize(("jobs", "rows"), [(1, 800), (8, 3000)])
def test_killed_fifty_times_it_ends_as_one_that_was_not(tmp_path, jobs, rows):
    """The same rows, each once; at most what was under way at a kill is asked for again."""
    chance = random.Random(SEED)
    calm, killed = Batch(tmp_path / "calm", jobs, rows), Batch(tmp_path / "killed", jobs, rows)
    try:
        calm.end()
        kills = during = 0
        while kills < KILLS:
            before, process = killed.asked(), killed.begin()
            if kills % 5:  # while it asks; else while it starts, or takes up what there is
                while killed.asked() == before and process.poll() is None:
                    time.sleep(0.002)
            time.sleep(chance.uniform(0.0, 0.2 if kills % 5 else 0.8))
            if process.poll() is not None:
                break
            process.kill()
            process.wait()
            kills += 1
            during += killed.asked() > before
        assert kills == KILLS, "it ended too soon: there must be more rows"
        assert during > KILLS / 2
        killed.end()
        assert [row for row, _, _ in killed.rows()] == list(range(1, rows + 1))
        assert killed.rows() == calm.rows()
        assert {state for _, state, _ in calm.rows()} == {"found", "absent"}
        print(f"{calm.asked()} requests, {killed.asked()} with {kills} kills, {during} of them while it asked")
        assert calm.asked() == rows
        assert killed.asked() <= calm.asked() + during * jobs
    finally:
        calm.close()
        killed.close()
