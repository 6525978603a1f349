"""How right matching is, and stated confidences are, measured on labelled data: `make bench-quality` prints the tables.

    HARMONY_BENCHMARKS=… [HARMONY_RECORDINGS=…] python tests/benchmarks/quality.py [--all]

The data are found by HARMONY_BENCHMARKS; the method is in `docs/explanation/matching.md`. The weights were fitted on
the MusicBrainz set alone (`fit.py`): on the iTunes-Amazon pairs they show whether they carry over. Of confidences see
`reliability.py`; what rules change is told where there are recordings (`rules_report.py`), with --all each change.
"""

from __future__ import annotations

import csv
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

import attrs

sys.path.insert(0, str(Path(__file__).parent))
from title_cases import cases, decide

from harmony_core.alike.comparable import Comparable
from harmony_core.alike.judge import compare_many

SHOP = {
    "title": "Song_Name", "artist": "Artist_Name", "album": "Album_Name", "length": "Time", "date": "Released",
}  # fmt: skip
"""The columns of the two shops; prices, genres and copyright lines are not compared (one of them is misaligned)."""

PARTS = ("train", "valid", "test")
"""Whichever of these a folder has: no weight was fitted on any of them."""

UNFITTED = ("valid", "test")
"""Those on which the confidences of fields were not fitted either."""


@attrs.frozen
class Measured:
    """What was measured of probabilities that are known to be right or wrong."""

    precision: float
    recall: float
    f1: float
    calibration_error: float
    sure: int
    sure_and_right: int

    @property
    def right_where_sure(self) -> float:
        """The share that is right of what was given 0.95 or more."""
        return self.sure_and_right / self.sure if self.sure else 1.0


@attrs.frozen
class Row:
    """A line of the table."""

    name: str
    values: tuple[str, ...]


def measure(probabilities: Sequence[float], truth: Sequence[bool]) -> Measured:
    """Return how right probabilities are; the expected calibration error is over ten bins of equal width."""
    both = list(zip(probabilities, truth, strict=True))
    true_positive = sum(p >= 0.5 and same for p, same in both)
    false_positive = sum(p >= 0.5 and not same for p, same in both)
    false_negative = sum(p < 0.5 and same for p, same in both)
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for p, same in both:
        bins[min(9, int(p * 10))].append((p, same))
    error = sum(abs(sum(p for p, _ in each) - sum(same for _, same in each)) for each in bins.values()) / len(both)
    sure = [same for p, same in both if p >= 0.95]
    return Measured(*precision_recall_f1(true_positive, false_positive, false_negative), error, len(sure), sum(sure))


def precision_recall_f1(true_positive: int, false_positive: int, false_negative: int) -> tuple[float, float, float]:
    """Return the three shares; 0 where nothing was found."""
    found, there = true_positive + false_positive, true_positive + false_negative
    return (
        true_positive / found if found else 0.0,
        true_positive / there if there else 0.0,
        2 * true_positive / (found + there) if found + there else 0.0,
    )


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shop_pairs(
    folder: Path, form: str, parts: Sequence[str] = PARTS
) -> tuple[list[tuple[Comparable, Comparable]], list[bool]]:
    """Return the pairs of the two shops in a form (structured, dirty), and whether each is the same."""
    from harmony_tables.records import comparables

    rows = [
        row
        for part in parts
        if (path := folder / "itunes_amazon" / f"{form}_{part}.csv").exists()
        for row in read_rows(path)
    ]
    sides = [
        comparables([_side(row, side) for row in rows], SHOP)  # each shop writes in its own way
        for side in ("left_", "right_")
    ]
    return list(zip(*sides, strict=True)), [row["label"] == "1" for row in rows]


def shop_matches(folder: Path, parts: Sequence[str]) -> list[tuple[Comparable, Comparable]]:
    """Return the pairs of the two shops that are the same, each once."""
    pairs, truth = shop_pairs(folder, "structured", parts)
    return list(dict.fromkeys(pair for pair, same in zip(pairs, truth, strict=True) if same))


def _side(row: Mapping[str, str], side: str) -> dict[str, str]:
    return {name.removeprefix(side): value for name, value in row.items() if name.startswith(side)}


def cluster_pairs(
    groups: Mapping[Hashable, Hashable], truth: Mapping[Hashable, Hashable]
) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the pairs that clusters make."""
    both = Counter((groups[each], truth[each]) for each in truth)
    found, there = Counter(groups[each] for each in truth), Counter(truth.values())

    def pairs(counts: Counter[Hashable]) -> int:
        return sum(count * (count - 1) // 2 for count in counts.values())

    right = pairs(Counter(dict(both.items())))
    return precision_recall_f1(right, pairs(found) - right, pairs(there) - right)


@attrs.frozen
class Clustered:
    """How right whole clusters are, how many pairs were compared for them, and which share of the true ones that is."""

    scores: tuple[float, float, float]
    seconds: float
    used: float
    compared: int
    completeness: float


def musicbrainz_clusters(folder: Path) -> Clustered:
    """Group the records of five sources, and measure the groups; the files hold neither the truth nor its ids."""
    from harmony_tables.run import Job, candidates_of, run

    (path,) = (folder / "musicbrainz_20k").glob("records*.csv")
    rows = read_rows(path)
    with tempfile.TemporaryDirectory() as temporary:
        table, output = Path(temporary) / "records.csv", Path(temporary) / "clusters.csv"
        with table.open("w", encoding="utf-8", newline="") as file:
            columns = [name for name in rows[0] if name not in ("cluster_id", "record_id")]
            writer = csv.writer(file)
            writer.writerow(["id", *columns])
            writer.writerows([place, *(row[name] for name in columns)] for place, row in enumerate(rows))
        start, used = time.perf_counter(), time.process_time()
        outcome = run(Job(command="dedupe", paths=(table,), output=output, source="source"), _silent)
        seconds, used = time.perf_counter() - start, time.process_time() - used
        groups: dict[Hashable, Hashable] = {int(row["id"]): row["cluster_id"] for row in read_rows(output)}
        candidates = {frozenset(map(int, pair)) for pair in candidates_of(table, source="source")}
    truth: dict[Hashable, Hashable] = {place: row["cluster_id"] for place, row in enumerate(rows)}
    members: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        members[row["cluster_id"]].append(place)
    there = [frozenset(pair) for each in members.values() for pair in combinations(each, 2)]
    completeness = sum(pair in candidates for pair in there) / len(there)
    return Clustered(cluster_pairs(groups, truth), seconds, used, outcome.compared, completeness)


def _silent(text: str) -> None:
    pass


def speed(pairs: Sequence[tuple[Comparable, Comparable]]) -> float:
    """Return how many pairs one core compares in a second of its time, evidence included.

    The records' forms are made before: once of each record, however many it is compared with.
    """
    for one, other in pairs:
        _ = one.forms, other.forms
    start = time.process_time()
    weight = sum(evidence.weight for likeness in compare_many(pairs) for evidence in likeness.evidence)
    seconds = time.process_time() - start
    assert weight
    return len(pairs) / seconds


def title_cases(folder: Path) -> tuple[int, int, Counter[str]]:
    """Return how many title cases are decided right, of how many, and why others do not count."""
    decided = [decide(case) for case in cases(folder / "title_cases")]
    counted = [each for each in decided if each.otherwise is None]
    return (
        sum(each.right for each in counted),
        len(counted),
        Counter(f"{each.case.function}: {each.otherwise}" for each in decided if each.otherwise),
    )


def rows(folder: Path) -> Iterator[Row]:
    """Yield the lines of the table."""
    every: list[tuple[Comparable, Comparable]] = []
    for form in ("structured", "dirty"):
        pairs, truth = shop_pairs(folder, form)
        every += pairs
        got = measure([likeness.probability for likeness in compare_many(pairs)], truth)
        yield Row(
            f"iTunes-Amazon {form}, {len(pairs)} pairs",
            (
                *(f"{each:.3f}" for each in (got.precision, got.recall, got.f1, got.calibration_error)),
                f"{got.right_where_sure:.3f} of {got.sure}",
            ),
        )
    clusters = musicbrainz_clusters(folder)
    yield Row(
        f"MusicBrainz 20K, whole clusters, in {clusters.seconds:.1f} s, {clusters.used:.1f} s of processors",
        (*(f"{each:.3f}" for each in clusters.scores), "", ""),
    )
    yield Row(
        f"  blocking: {clusters.compared:,} pairs compared, {clusters.completeness:.2%} of the true pairs among them",
        ("", "", "", "", ""),
    )
    right, counted, _ = title_cases(folder)
    yield Row(
        f"titles, credits, versions, types: {right} of {counted} cases right",
        ("", f"{right / counted:.3f}", "", "", ""),
    )
    yield Row(f"speed on one core: {speed(every * 40):,.0f} pairs a second", ("", "", "", "", ""))


HEADER = ("precision", "recall", "F1", "calibration error", "right where p ≥ 0.95")


def main() -> int:
    """Print the table; say where the data are missing."""
    found = os.environ.get("HARMONY_BENCHMARKS")
    if not found:
        print("skipped: HARMONY_BENCHMARKS names no folder of labelled data")
        return 0
    folder = Path(found)
    lines = list(rows(folder))
    width = max(len(line.name) for line in lines)
    print(f"{'':{width}}  {'  '.join(HEADER)}")
    for line in lines:
        cells = "  ".join(f"{value:>{len(name)}}" for value, name in zip(line.values, HEADER, strict=True))
        print(f"{line.name:{width}}  {cells}".rstrip())
    from reliability import lines as reliability_lines  # it uses this module

    print("\nconfidence of merged values, each thing without one source, which is then asked:")
    for each in reliability_lines(folder, UNFITTED):
        print(each)
    print("\ntitle cases that we decide otherwise, or have no function for:")
    for reason, count in title_cases(folder)[2].most_common():
        print(f"{count:4}  {reason}")
    if os.environ.get("HARMONY_RECORDINGS"):
        import rules_report

        print("\nwhat the rules change, on real answers and on the titles of the cases:")
        return rules_report.main(["--all"] if "--all" in sys.argv else [])
    print("\nskipped: what the rules change on real answers, for HARMONY_RECORDINGS names no folder of them")
    return 0


if __name__ == "__main__":
    sys.exit(main())
