"""Measure how often sources are right at the fields of recordings, and write the parameters that the package ships.

    HARMONY_BENCHMARKS=… python tests/benchmarks/fit_confidence.py

Needs harmony-tables. What is true is nowhere labelled: it is worked out from how often sources that do not copy one
another say the same. Two sets of labelled matches are used, each its own half or part (`quality.py` tests on the rest):

- MusicBrainz 20K: five sources of one thing. Who is right how often, and how often two that are wrong say the same, is
  estimated together with what is true (expectation and maximization: Dawid and Skene 1979).
- the pairs of two shops: of two sources that agree in a share A of cases each is right in the square root of it, where
  errors seldom coincide.

The sources that are asked are from neither set. What is to be expected of them lies, in log-odds, in the middle of
both, drawn to even odds by as much as the two differ. The method and its limits are in
`docs/explanation/confidence.md`.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import attrs

sys.path.insert(0, str(Path(__file__).parent))
from quality import read_rows, shop_matches

from harmony_core.alike.comparable import Comparable
from harmony_core.domain.model import ArtistCredit
from harmony_core.domain.partial_date import PartialDate
from harmony_core.stages.confidence import means_the_same

SHIPPED = Path(__file__).parents[2] / "harmony_core" / "stages" / "confidence.json"

COLUMNS = {
    "title": "title", "length": "length", "artist": "artist", "album": "album", "date": "year", "number": "number",
    "language": "language",
}  # fmt: skip

Votes = list[tuple[str, int]]
"""What was said of one field of one thing: each source, and the number of what it says among all that was said."""

ROUNDS = 40

FITTED_ON = ("train",)
"""The parts of the shops' pairs that are fitted on."""


@attrs.frozen
class Estimate:
    """What the votes of several sources tell: how often each is right, and how often two that are wrong coincide."""

    accuracies: Mapping[str, float]
    coincidence: float

    @property
    def accuracy(self) -> float:
        """How often a source is right, on average of all in log-odds."""
        return _share(sum(map(_log_odds, self.accuracies.values())) / len(self.accuracies))


def facts(record: Comparable) -> Iterator[tuple[str, object]]:
    """Yield what a record says, by what it is measured as; its own title and that of its release are both titles."""
    if record.title:
        yield "title", record.title
    if record.release_title:
        yield "release", record.release_title
    if record.artists:
        yield "artists", tuple(ArtistCredit(name=name) for name in record.artists)
    if record.length_ms:
        yield "length", record.length_ms
    if record.date:
        yield "year", PartialDate(record.date.year)
        if record.date.precision == 3:
            yield "day", record.date


def in_half(cluster: str, half: int) -> bool:
    """Whether a cluster is in the half that is fitted on (0), or in the one that is tested on (1)."""
    return hashlib.sha256(f"confidence {cluster}".encode()).digest()[0] % 2 == half


def musicbrainz_groups(folder: Path, half: int) -> list[dict[str, Comparable]]:
    """Return what the five sources have of each thing, for the things of one half."""
    from harmony_tables.records import comparables

    rows = read_rows(folder / "musicbrainz_20k" / "records_dev.csv")
    groups: dict[str, dict[str, Comparable]] = defaultdict(dict)
    for row, record in zip(rows, comparables(rows, COLUMNS, source="source"), strict=True):
        if in_half(row["cluster_id"], half):
            groups[row["cluster_id"]][row["source"]] = record
    return [dict(sorted(groups[cluster].items())) for cluster in sorted(groups)]


def two_shops(folder: Path, parts: Sequence[str]) -> list[dict[str, Comparable]]:
    """Return what the two shops have of each thing."""
    return [{"first": one, "second": other} for one, other in shop_matches(folder, parts)]


def votes(groups: Sequence[Mapping[str, Comparable]], measured_as: str) -> list[Votes]:
    """Return what the sources say of one field, for the things of which two or more say it."""
    found = []
    for group in groups:
        said = [
            (source, value) for source, record in group.items() for name, value in facts(record) if name == measured_as
        ]
        firsts: list[object] = []
        numbered: Votes = []
        for source, value in said:
            number = next((at for at, first in enumerate(firsts) if means_the_same(value, first)), len(firsts))
            if number == len(firsts):
                firsts.append(value)
            numbered.append((source, number))
        if len(numbered) > 1:
            found.append(numbered)
    return found


def estimate(said: Sequence[Votes]) -> Estimate:
    """Work out who is right how often, together with what is true: in turns, until neither changes."""
    sources = sorted({source for each in said for source, _ in each})
    accuracies, coincidence = dict.fromkeys(sources, 0.9), 0.02
    for _ in range(ROUNDS):
        right, told = dict.fromkeys(sources, 1.0), dict.fromkeys(sources, 2.0)
        alike, wrong_pairs = 0.5, 10.0  # before any is seen, one of twenty
        for each in said:
            for value, probability in enumerate(_posterior(each, accuracies, coincidence)):
                wrong = [number for _, number in each if number != value]
                alike += probability * sum(wrong.count(number) * (wrong.count(number) - 1) / 2 for number in set(wrong))
                wrong_pairs += probability * len(wrong) * (len(wrong) - 1) / 2
                for source, number in each:
                    right[source] += probability * (number == value)
            for source, _ in each:
                told[source] += 1
        accuracies = {source: right[source] / told[source] for source in sources}
        coincidence = alike / wrong_pairs
    return Estimate(accuracies, coincidence)


def _posterior(said: Votes, accuracies: Mapping[str, float], coincidence: float) -> list[float]:
    """Return how probable each value is, and at the end that it is none of them."""
    values = max(number for _, number in said) + 1
    likely = []
    for value in range(values + 1):
        product = 1.0 if value < values else max(0.0, 1 / coincidence - values)
        for source, number in said:
            product *= accuracies[source] if number == value else (1 - accuracies[source]) * coincidence
        likely.append(product)
    return [each / sum(likely) for each in likely]


def accuracy_of_two(agreeing: int, pairs: int, coincidence: float) -> float:
    """Return how often a source is right of which another one, as good, says the same in so many of the pairs."""
    share = (agreeing + 1) / (pairs + 2)
    # share = accuracy² + (1 - accuracy)² · coincidence, solved for the accuracy
    return (coincidence + math.sqrt(share * (1 + coincidence) - coincidence)) / (1 + coincidence)


def _log_odds(share: float) -> float:
    return math.log(share / (1 - share))


def _share(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


@attrs.frozen
class Both:
    """What both sets tell of one field: the five sources where they have it, and of how many pairs two shops agree."""

    of_five: Estimate | None
    coincidence: float
    agreeing: int
    pairs: int

    @property
    def two(self) -> float:
        """How often a shop is right."""
        return accuracy_of_two(self.agreeing, self.pairs, self.coincidence)

    @property
    def variance(self) -> float | None:
        """By how much both sets vary, in log-odds squared."""
        return (_log_odds(self.of_five.accuracy) - _log_odds(self.two)) ** 2 / 2 if self.of_five else None

    def expected(self, variance: float) -> float:
        """Return how often a source is right that is from neither set, where sets vary so much.

        That is the mean of the logistic function of a normal variable, about (MacKay 1992).
        """
        both = [_log_odds(self.two), *([_log_odds(self.of_five.accuracy)] if self.of_five else [])]
        return _share(sum(both) / len(both) / math.sqrt(1 + math.pi * variance / 8))


def fit(folder: Path, say: Callable[[str], object]) -> dict[str, dict[str, float]]:
    """Return the parameters of everything that can be measured."""
    groups = musicbrainz_groups(folder, 0)
    shops = two_shops(folder, FITTED_ON)
    five = {
        "title": estimate(votes(groups, "title") + votes(groups, "release")),
        **{name: estimate(votes(groups, name)) for name in ("artists", "length", "year")},
    }
    both: dict[str, Both] = {}
    for name in ("title", "artists", "length", "day", "year"):
        told = votes(shops, name)
        agreeing = sum(len({number for _, number in each}) == 1 for each in told)
        both[name] = Both(five.get(name), five[{"day": "year"}.get(name, name)].coincidence, agreeing, len(told))
    variances = [each.variance for each in both.values() if each.variance is not None]
    usual = sum(variances) / len(variances)
    parameters: dict[str, dict[str, float]] = {}
    for name, each in both.items():
        expected = each.expected(usual if each.variance is None else each.variance)
        sources = [f"{accuracy:.3f}" for accuracy in each.of_five.accuracies.values()] if each.of_five else []
        say(
            f"{name}: five sources {', '.join(sources) or 'do not say'}, coincidence {each.coincidence:.3f};"
            f" two shops agree in {each.agreeing} of {each.pairs}, so {each.two:.3f};"
            f" expected of another source {expected:.3f}"
        )
        parameters[name] = {
            "accuracy": round(expected, 4),
            "coincidence": round(each.coincidence, 4),
            "most": round(1 - 1 / (each.pairs + 2), 4),
        }
    parameters["day"]["year_shared"] = year_shared(shops)
    return parameters


def year_shared(shops: Sequence[Mapping[str, Comparable]]) -> float:
    """Return how often two days that differ are in one year."""
    days = [[record.date for record in pair.values()] for pair in shops]
    differing = [(one, other) for one, other in days if one and other and not one.agrees_with(other)]
    shared = sum(one.year == other.year for one, other in differing)
    return round((shared + 1) / (len(differing) + 2), 4)


def main() -> None:
    """Measure, and write the shipped parameters."""
    parameters = fit(Path(os.environ["HARMONY_BENCHMARKS"]), print)
    SHIPPED.write_text(json.dumps(parameters, indent=2) + "\n", encoding="utf-8")
    print(f"written: {SHIPPED}")


if __name__ == "__main__":
    main()
