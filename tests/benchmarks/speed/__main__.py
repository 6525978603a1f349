"""Measure, and print the tables: `python tests/benchmarks/speed [NAME…]`; without names, everything."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from speed.options import Options
from speed.page import PAGE, written
from speed.report import Table, as_text, missed

BENCHMARKS = {
    "parse": "parsing",
    "decode": "decoding",
    "merge": "merging",
    "lookup": "lookups",
    "engine": "engine",
    "start": "starting",
    "snapshots": "keeping",
    "memory": "memory",
    "peers": "peers",
}
"""What can be measured, by name, and the module whose `tables` does."""


DEFAULT = Options(bin=Path(sys.executable).parent)


def benchmark(name: str) -> Callable[[Options], list[Table]]:
    """Return what measures one concern."""
    found: Callable[[Options], list[Table]] = import_module(f"speed.{BENCHMARKS[name]}").tables
    return found


def main() -> int:
    """Print the tables, and which figures miss their aims. That is no error: machines differ."""
    parser = argparse.ArgumentParser(prog="python tests/benchmarks/speed", description="How quick Harmony is.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--rounds", type=int, default=DEFAULT.rounds, help="how often each is measured")
    parser.add_argument("--only", action="append", default=[], metavar="TEXT", help="only parts named like this")
    parser.add_argument("--lookups", type=int, default=DEFAULT.lookups, help="how many lookups are made each way")
    parser.add_argument("--throughput", type=int, default=DEFAULT.throughput, help="how many lookups a round asks for")
    parser.add_argument("--starts", type=int, default=DEFAULT.starts, help="how often each program is started")
    parser.add_argument("--rows", type=int, default=DEFAULT.rows, help="how many kept answers are very many")
    parser.add_argument("--batch", type=int, default=DEFAULT.batch, help="how many rows a long batch has")
    parser.add_argument("--bin", type=Path, default=DEFAULT.bin, help="where the program harmony is")
    parser.add_argument("--write-docs", action="store_true", help="write the tables into docs/explanation/speed.md")
    given = parser.parse_args()
    if unknown := [name for name in given.names if name not in BENCHMARKS]:
        parser.error(f"there is no benchmark {unknown[0]!r}; there are {', '.join(BENCHMARKS)}")
    recordings = os.environ.get("HARMONY_RECORDINGS")
    options = Options(
        rounds=given.rounds,
        only=tuple(given.only),
        bin=given.bin,
        lookups=given.lookups,
        starts=given.starts,
        rows=given.rows,
        batch=given.batch,
        throughput=given.throughput,
        recordings=Path(recordings) if recordings else None,
    )
    done: list[Table] = []
    for name in given.names or BENCHMARKS:
        tables = benchmark(name)(options)
        print("\n\n".join(map(as_text, tables)), end="\n\n", flush=True)
        if given.write_docs:
            PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), name, tables), encoding="utf-8")
        done += tables
    for each in missed(done):
        print(f"misses its aim: {each}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
