"""What a run is told: how long it may take, and where things are."""

from __future__ import annotations

from pathlib import Path

import attrs

REPOSITORY = Path(__file__).parents[3]
DEMO = REPOSITORY / "docs" / "demo"


@attrs.frozen(kw_only=True)
class Options:
    """How a run is done. `recordings` are real answers, where there are some; `bin` holds the program `harmony`.

    `only` names what is measured of a benchmark that has parts (a provider). `lookups` are made of each sort,
    `throughput` in each round; `starts` is how often each program is started. `rows` are those of the large store,
    `batch` those of the long batch.
    """

    rounds: int = 40
    recordings: Path | None = None
    bin: Path
    only: tuple[str, ...] = ()
    lookups: int = 2_000
    throughput: int = 200
    starts: int = 25
    rows: int = 100_000
    batch: int = 100_000
