"""How long a large table takes, and how much memory: made-up records of several sources, found again by `dedupe`.

    python tests/benchmarks/large.py [--rows 100000] [--keep FOLDER]

The table is the same each time. Its artists, albums and titles are of made-up words, some of which come often, and
its sources cut, misspell and leave out. Printed are the time, the processors' time, the most memory that all
processes held together, the most that the work took on disk, and how right the clusters are.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from quality import cluster_pairs, read_rows

COLUMNS = ("id", "source", "title", "artist", "album", "length", "year", "number")
SOURCES = ("archive", "radio", "shop", "stream")
VERSIONS = ("Live", "Acoustic", "Remix", "Radio Edit", "Instrumental")
PAGE = os.sysconf("SC_PAGE_SIZE")


def make_table(path: Path, rows: int, seed: int = 7) -> dict[str, int]:
    """Write a table with so many rows, and return which recording each id is of."""
    chance = random.Random(seed)
    records: list[tuple[int, tuple[str, ...]]] = []
    for number, recording in enumerate(_recordings(chance)):
        sources = chance.sample(SOURCES, chance.choices((1, 2, 3, 4), (50, 30, 15, 5))[0])
        records += [(number, (source, *_as_written(chance, source, recording))) for source in sources]
        if len(records) >= rows:
            break
    del records[rows:]
    chance.shuffle(records)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows((place, *record) for place, (_, record) in enumerate(records))
    return {str(place): number for place, (number, _) in enumerate(records)}


def _recordings(chance: random.Random) -> Iterator[tuple[str, str, str, int, int, int]]:
    """Yield title, artist, album, length in milliseconds, year and number, an artist after the other, without end."""
    syllables = [
        first + vowel + last for first in "bdfgklmnprstvw" for vowel in "aeiou" for last in ("", "n", "r", "s")
    ]
    words = list(
        dict.fromkeys("".join(chance.choices(syllables, k=chance.choice((1, 2, 2, 3)))) for _ in range(40_000))
    )
    often = list(accumulate(1 / (rank + 20) for rank in range(len(words))))

    def named(most: int) -> str:
        return " ".join(chance.choices(words, cum_weights=often, k=chance.randint(1, most))).title()

    while True:
        artist, year = named(3), chance.randint(1960, 2020)
        for _ in range(chance.randint(1, 5)):
            album, year = named(4), min(2024, year + chance.randint(0, 3))
            for number in range(1, chance.randint(4, 15)):
                title = named(5)
                if chance.random() < 0.05:
                    title += f" ({chance.choice(VERSIONS)})"
                yield title, artist, album, chance.randint(90_000, 420_000), year, number


def _as_written(
    chance: random.Random, source: str, recording: tuple[str, str, str, int, int, int]
) -> tuple[str, str, str, str, str, str]:
    """Return a recording as a source writes it."""
    title, artist, album, length_ms, year, number = recording
    title, artist, album = (_misspelt(chance, text) for text in (title, artist, album))
    length_ms += chance.choice((0, 0, 0, 400, -600, 1500))
    minutes, seconds = divmod(length_ms // 1000, 60)
    length = {"shop": f"{length_ms}", "radio": f"{length_ms // 1000}"}.get(source, f"{minutes}:{seconds:02}")
    known = [chance.random() > 0.1 for _ in range(4)]
    return (
        title.upper() if source == "radio" else title,
        artist,
        album if known[0] else "",
        length if known[1] else "",
        str(year) if known[2] else "",
        (f"{number:02}" if source == "archive" else str(number)) if known[3] else "",
    )


def _misspelt(chance: random.Random, text: str) -> str:
    if chance.random() > 0.08 or len(text) < 4:
        return text
    place = chance.randrange(1, len(text) - 1)
    return text[:place] + chance.choice(("", text[place + 1] + text[place], "e")) + text[place + 1 :]


class Watch(threading.Thread):
    """Looks again and again how much memory a process and those that it started hold, and how large a folder is."""

    def __init__(self, process: int, folder: Path) -> None:
        super().__init__(daemon=True)
        self.memory = self.disk = 0
        self.ended = threading.Event()
        self._process, self._folder = process, folder

    def run(self) -> None:
        """Look until it has ended."""
        while not self.ended.wait(0.5):
            self.memory = max(self.memory, sum(map(_resident, [self._process, *_children(self._process)])))
            self.disk = max(self.disk, sum(path.stat().st_size for path in _files(self._folder)))


def _files(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.rglob("*") if path.is_file()]
    except OSError:
        return []  # what was there is gone


def _children(process: int) -> list[int]:
    try:
        own = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return [each for child in map(int, own) for each in (child, *_children(child))]


def _resident(process: int) -> int:
    """Return how many bytes a process holds that no other has as well; 0 where it has ended."""
    try:
        _, resident, shared, *_ = map(int, Path(f"/proc/{process}/statm").read_text().split())
    except (OSError, ValueError):
        return 0
    return (resident - shared) * PAGE


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description="How long a large table takes.")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        table, output = folder / "records.csv", folder / "clusters.csv"
        truth = make_table(table, given.rows)
        command = [sys.executable, "-m", "harmony_core", "dedupe", str(table), "--source", "source", "-o", str(output)]
        start = time.monotonic()
        with subprocess.Popen(command) as running:
            watch = Watch(running.pid, folder / "clusters.csv.work")
            watch.start()
            failed = running.wait()
            watch.ended.set()
        seconds, used = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        if failed:
            sys.exit(failed)
        groups = {row["id"]: row["cluster_id"] for row in read_rows(output)}
    print(f"{len(truth):,} rows: {seconds:.0f} s, {used.ru_utime + used.ru_stime:.0f} s of processors")
    print(f"{watch.memory / 2**20:,.0f} MB of memory, {watch.disk / 2**20:,.0f} MB on disk")
    print("clusters: precision {:.3f}, recall {:.3f}, F1 {:.3f}".format(*cluster_pairs(groups, truth)))


if __name__ == "__main__":
    main()
