"""How far stated confidences can be believed: merges of what they were not fitted on, asked of a source left out.

`quality.py` prints the table; the method is in `docs/explanation/confidence.md`. What is true is nowhere labelled. So
each thing is merged without one of its sources, and that one is asked. It is itself wrong now and then, as often as the
part that was fitted on tells; from how often it says the same follows how often the merged values are right.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import attrs

sys.path.insert(0, str(Path(__file__).parent))
from fit_confidence import accuracy_of_two, estimate, musicbrainz_groups, two_shops, votes

from harmony_core.alike.comparable import Comparable
from harmony_core.domain.answers import Asked, Found
from harmony_core.domain.model import ArtistCredit, Recording
from harmony_core.domain.partial_date import PartialDate
from harmony_core.domain.result import Decision
from harmony_core.stages.clean import clean
from harmony_core.stages.confidence import MEASURED_AS, means_the_same, measured
from harmony_core.stages.merge import merge
from harmony_core.stages.policy import Policy

FIELDS = ("title", "artists", "length_ms", "date")

BINS = ((0.0, 0.5), (0.5, 0.9), (0.9, 0.95), (0.95, 0.98), (0.98, 1.0))


@attrs.frozen
class Statement:
    """A merged value: how it came about, its confidence, whether the source left out says the same, and how good
    that one is."""

    field: str
    agreeing: int
    others: int
    stated: float
    confirmed: bool
    witness: float
    coincidence: float

    @property
    def right(self) -> float:
        """What it adds to the number of right values: more or less than 1, so that it is so on average.

        The witness says the same with its accuracy where the value is right, and where both are wrong alike.
        """
        by_chance = (1 - self.witness) * self.coincidence
        return (self.confirmed - by_chance) / (self.witness - by_chance)


@attrs.frozen
class Reliability:
    """What was stated on average, and what was right."""

    name: str
    count: int
    stated: float
    right: float


def recording(record: Comparable) -> Recording:
    """Return what a source says as a provider would."""
    return Recording(
        title=record.title,
        artists=tuple(ArtistCredit(name=name) for name in record.artists),
        length_ms=record.length_ms,
        date=record.date,
    )


def cleaned(recordings: Mapping[str, Recording]) -> dict[str, Recording]:
    """Return recordings as the rules leave them: guests in the credit, where only the title names them."""
    mended = [(each.found.provider, each.found.entity) for each in clean(_found(recordings), Policy().rules)]
    return {name: entity for name, entity in mended if isinstance(entity, Recording)}


def _found(recordings: Mapping[str, Recording]) -> list[Found]:
    return [Found(provider=name, asked=Asked(by="id", value="x"), entity=each) for name, each in recordings.items()]


def statements(
    groups: Sequence[Mapping[str, Comparable]], witnesses: Mapping[str, Mapping[str, float]]
) -> Iterator[Statement]:
    """Yield the merged values of each thing without each of its sources, where that one says anything of the field.

    `witnesses` tells how often each source is right, by what is measured.
    """
    coincidences = {name: each.coincidence for name, each in measured().items()}
    for group in groups:
        recordings = cleaned({source: recording(record) for source, record in group.items()})
        for witness in group if len(group) > 1 else ():
            others = {name: each for name, each in recordings.items() if name != witness}
            decisions = merge(_found(others), Policy(order=tuple(sorted(others)))).decisions
            for field in FIELDS:
                said = getattr(recordings[witness], field)
                decision = decisions.get(field)
                if decision is None or decision.confidence is None or not said:
                    continue
                name = measured_as(field, said)
                yield Statement(
                    field,
                    *_votes(decision, [getattr(each, field) for each in others.values()]),
                    stated=decision.confidence,
                    confirmed=means_the_same(said, decision.value),
                    witness=witnesses[name][witness],
                    coincidence=coincidences[name],
                )


def measured_as(field: str, value: object) -> str:
    """Return as what a value was measured: of a date, whether it is one of a day."""
    return "year" if isinstance(value, PartialDate) and value.precision == 1 else MEASURED_AS[field]


def _votes(decision: Decision, said: Sequence[object]) -> tuple[int, int]:
    """Return how many say what was chosen, and how many say something else."""
    values = [value for value in said if value]
    agreeing = sum(means_the_same(value, decision.value) for value in values)
    return agreeing, len(values) - agreeing


def of_five_sources(folder: Path) -> list[Statement]:
    """Return what is stated of the half of the MusicBrainz set that nothing was fitted on."""
    fitted = musicbrainz_groups(folder, 0)
    witnesses = {name: estimate(votes(fitted, name)).accuracies for name in ("title", "artists", "length", "year")}
    return list(statements(musicbrainz_groups(folder, 1), witnesses))


def of_two_shops(folder: Path, parts: Sequence[str]) -> list[Reliability]:
    """Return what is stated of what one shop says, and how often that is right in the parts not fitted on.

    The other shop is as good a witness: of two that agree in a share A of cases each is right in the square root of it.
    """
    pairs = two_shops(folder, parts)
    found = []
    for name in ("title", "artists", "length", "day"):
        told = votes(pairs, name)
        agreeing = sum(len({number for _, number in each}) == 1 for each in told)
        parameters = measured()[name]
        right = accuracy_of_two(agreeing, len(told), parameters.coincidence)
        found.append(Reliability(name, len(told), parameters.accuracy, right))
    return found


def by_votes(told: Sequence[Statement]) -> list[Reliability]:
    """Return the reliability by how many sources agree, and whether others differ."""
    return _grouped(told, lambda each: f"{each.agreeing} {_AGREE[each.others > 0]}")


def by_field(told: Sequence[Statement]) -> list[Reliability]:
    """Return the reliability of each field."""
    return _grouped(told, lambda each: each.field)


def by_stated(told: Sequence[Statement]) -> list[Reliability]:
    """Return the reliability by what was stated."""
    return _grouped(told, lambda each: next(f"{low:.2f} – {high:.2f}" for low, high in BINS if each.stated <= high))


def calibration_error(groups: Sequence[Reliability]) -> float:
    """Return by how much what is stated is off, on average."""
    return sum(each.count * abs(each.stated - each.right) for each in groups) / sum(each.count for each in groups)


def lines(folder: Path, parts: Sequence[str]) -> Iterator[str]:
    """Yield the table of what was stated and what was right."""
    told = of_five_sources(folder)
    shops = of_two_shops(folder, parts)
    off = calibration_error(by_stated(told)), calibration_error(shops)
    for title, groups in (
        (f"MusicBrainz 20K, the half not fitted on: {off[0]:.3f} off on average", by_stated(told)),
        ("  by who says so", by_votes(told)),
        ("  by field", by_field(told)),
        (f"iTunes-Amazon, what one shop says alone: {off[1]:.3f} off on average", shops),
    ):
        yield f"{title:62}{'values':>8}{'stated':>8}{'right':>8}"
        yield from (f"    {each.name:58}{each.count:8,}{each.stated:8.3f}{each.right:8.3f}" for each in groups)


_AGREE = {False: "say so", True: "say so, others not"}


def _grouped(told: Sequence[Statement], name_of: Callable[[Statement], str]) -> list[Reliability]:
    groups: dict[str, list[Statement]] = defaultdict(list)
    for each in told:
        groups[name_of(each)].append(each)
    return [
        Reliability(
            name,
            len(group),
            sum(each.stated for each in group) / len(group),
            min(1.0, sum(each.right for each in group) / len(group)),
        )
        for name, group in sorted(groups.items())
    ]
