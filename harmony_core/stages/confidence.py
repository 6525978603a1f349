"""Who says a field's value, and who says otherwise → how probable it is that the value is right.

Each independent source has one vote. Votes are added up as log-odds (Yin, Han and Yu 2008; Dong, Berti-Équille and
Srivastava 2009): a vote weighs the more, the more often a source is right and the less often two that are wrong say the
same. The parameters were measured by `tests/benchmarks/fit_confidence.py`; of fields that could not be measured nothing
is said. The method and its limits are in `docs/explanation/confidence.md`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import attrs

from harmony_core.alike.forms import RELEASE_TAIL
from harmony_core.alike.names import split_names
from harmony_core.alike.texts import name_of
from harmony_core.alike.titles import parse_title
from harmony_core.alike.versions import HARMLESS
from harmony_core.domain.evidence import Evidence
from harmony_core.domain.model import ArtistCredit
from harmony_core.domain.partial_date import PartialDate
from harmony_core.domain.result import Decision

Said: TypeAlias = tuple[str, object]
"""A provider, and what it says."""

MEASURED_AS: Mapping[str, str] = {
    "title": "title",
    "media.tracks.title": "title",
    "artists": "artists",
    "media.tracks.artists": "artists",
    "length_ms": "length",
    "media.tracks.length_ms": "length",
    "date": "day",
}
"""The fields that have a confidence, by their paths without numbers, and as what each was measured."""

EVIDENCE_OF_ITSELF: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "numbers in the title", "version"),
    "artists": ("artists",),
    "length": ("length",),
    "day": ("date",),
}
"""What a match was judged by that is what was measured itself."""

Doubts: TypeAlias = Mapping[str, float]
"""How probable it is that a source speaks of the same thing: judged by all, under "", and without one field's word."""

SURE = 0.995
"""Where a match is as probable as this, what it brought in counts fully."""

MOST_KEPT = 4096
"""How many ways for sources to differ are kept with what was reckoned of them."""

ROUNDING_MS = 1000
"""Lengths are right to a second: many sources round them, or cut them off."""


@attrs.frozen(kw_only=True)
class Measured:
    """What was measured of a field.

    `accuracy` is how often one source is right, `coincidence` how often two that are wrong say the same, `most` the
    greatest probability that so many labelled cases allow to be told. `year_shared` is how often wrong days are in the
    right year: by it a source weighs that knows only the year.
    """

    accuracy: float
    coincidence: float
    most: float
    year_shared: float = 0.5

    def weight(self, trust: float = 1.0, joined: float = 1.0) -> float:
        """Return what a source's vote adds to the log-odds of a value.

        `trust` multiplies the log-odds of its being right. `joined` is how probable it is that it speaks of the same
        thing at all; where it does not, its word is worth no more than a guess.
        """
        right = self._right(trust, joined)
        return math.log(right / ((1 - right) * self.coincidence))

    def year_weight(self, trust: float = 1.0, joined: float = 1.0) -> float:
        """Return what the vote of a source that knows only the year, or month, adds to that of a day."""
        right = self._right(trust, joined)
        return math.log(right / (self.year_shared * right + (1 - self.year_shared) * (1 - right)))

    def _right(self, trust: float, joined: float) -> float:
        log_odds = trust * math.log(self.accuracy / (1 - self.accuracy))
        guessed = self.coincidence / (1 + self.coincidence)
        return joined * _share(log_odds) + (1 - joined) * guessed

    def probability(self, chosen: float, others: Iterable[float]) -> float:
        """Return how probable a value is by what all votes for it weigh, and those for each other value.

        The right value may also be one that nobody said; there are as many of those as wrong ones seldom coincide.
        """
        against = tuple(others)
        unsaid = max(0.0, 1 / self.coincidence - len(against))
        top = max(chosen, *against, 0.0)
        whole = math.exp(chosen - top) + sum(math.exp(each - top) for each in against) + unsaid * math.exp(-top)
        return min(self.most, math.exp(chosen - top) / whole)


@lru_cache(maxsize=1)
def measured() -> Mapping[str, Measured]:
    """Return the shipped parameters."""
    text = Path(__file__).with_name("confidence.json").read_text(encoding="utf-8")
    return measured_in(json.loads(text))


def measured_in(document: Mapping[str, Mapping[str, float]]) -> Mapping[str, Measured]:
    """Return the parameters in a document: {what was measured: {parameter: number}}."""
    return {name: Measured(**numbers) for name, numbers in document.items()}


@lru_cache(maxsize=4096)
def doubts(probability: float, evidence: tuple[Evidence, ...] = ()) -> Doubts:
    """Return how probable a match is, to a hundredth: in all, and without the evidence of each field itself.

    A title that differs speaks against a match. As evidence of what the title is it must not count twice: once because
    it differs, and once more as if its source spoke of something else.
    """
    probability = min(max(probability, 1e-9), 1 - 1e-9)
    log_odds = math.log(probability / (1 - probability))
    weights = {each.name: each.weight for each in evidence}
    without = {
        name: log_odds - sum(weights.get(each, 0.0) for each in names) for name, names in EVIDENCE_OF_ITSELF.items()
    }
    return {"": round(probability, 2), **{name: round(_share(each), 2) for name, each in without.items()}}


def _share(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def mean_confidence(decisions: Iterable[Decision]) -> float | None:
    """Return how probable a value is to be right, on average of all that have a probability; None where none has."""
    told = [each.confidence for each in decisions if each.confidence is not None]
    return round(sum(told) / len(told), 3) if told else None


def shared_feeds(providers: Iterable[str], feeds: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the feeds of which several providers are, each with these; a provider is of its own feed."""
    shared: dict[str, list[str]] = {}
    for provider in sorted(providers):
        shared.setdefault(feeds.get(provider, provider), []).append(provider)
    return {feed: tuple(names) for feed, names in sorted(shared.items()) if len(names) > 1}


@attrs.frozen
class Sureness:
    """How sure the fields of a merge are, for sources of which these things are known.

    `feeds` names what sources repeat: those of one feed have one vote for a value, that of the most trusted. `trust`
    holds, by field and source, by what the log-odds of its being right are multiplied, where that is not 1.
    """

    feeds: Mapping[str, str] = attrs.field(factory=dict)
    trust: Mapping[str, Mapping[str, float]] = attrs.field(factory=dict)
    parameters: Mapping[str, Measured] = attrs.field(factory=measured)
    _agreed: dict[str, dict[tuple[str, ...], float]] = attrs.field(init=False, repr=False, eq=False)
    _differing: dict[object, float] = attrs.field(factory=dict, init=False, repr=False, eq=False)

    @_agreed.default
    def _none_known(self) -> dict[str, dict[tuple[str, ...], float]]:
        return {field: {} for field in MEASURED_AS}

    def of(
        self,
        field: str,
        chosen: object,
        providers: tuple[str, ...],
        said: Sequence[Said],
        joined: Mapping[str, Doubts] | None = None,
    ) -> float | None:
        """Return how probable it is that a chosen value is right, 0 to 1; None where that was not measured.

        `providers` are those that agree with it, `said` is what each source says. `joined` holds how probable it is
        that what a source says is of this thing, for those of which it is not sure.
        """
        known = self._agreed.get(field)
        if known is None:
            return None
        if joined or len(said) != len(providers) or field == "date":
            return self._of_differing(field, chosen, said, joined or {})
        probability = known.get(providers)
        if probability is None:
            votes = [(provider, False) for provider in providers]
            probability = known[providers] = self._probability(field, MEASURED_AS[field], [votes], {})
        return probability

    def _of_differing(self, field: str, chosen: object, said: Sequence[Said], joined: Mapping[str, Doubts]) -> float:
        name = MEASURED_AS[field]
        doubtful = {provider: each.get(name, each[""]) for provider, each in joined.items()}
        if isinstance(chosen, PartialDate) and chosen.precision == 1:
            name = "year"
        groups = _groups(chosen, said)
        key = field, name, tuple(map(tuple, groups)), tuple(doubtful.items())
        probability = self._differing.get(key)
        if probability is None:
            if len(self._differing) >= MOST_KEPT:
                self._differing.clear()
            probability = self._differing[key] = self._probability(field, name, groups, doubtful)
        return probability

    def _probability(
        self, field: str, name: str, groups: Sequence[Sequence[tuple[str, bool]]], joined: Mapping[str, float]
    ) -> float:
        parameters, trust = self.parameters[name], self.trust.get(field, {})
        weights = []
        for group in groups:
            votes: dict[str, float] = {}
            for provider, vaguely in group:
                weight = parameters.year_weight if vaguely else parameters.weight
                vote = weight(trust.get(provider, 1.0), joined.get(provider, 1.0))
                feed = self.feeds.get(provider, provider)
                votes[feed] = max(votes.get(feed, -math.inf), vote)
            weights.append(sum(votes.values()))
        return round(parameters.probability(weights[0], weights[1:]), 3)


def _groups(chosen: object, said: Sequence[Said]) -> list[list[tuple[str, bool]]]:
    """Return who says the chosen value, and who says each other; and whether they are less precise than the first."""
    firsts: list[object] = [chosen]
    groups: list[list[tuple[str, bool]]] = [[]]
    for provider, value in said:
        for first, group in zip(firsts, groups, strict=True):
            if value == first or means_the_same(value, first):
                group.append((provider, _is_vaguer(value, first)))
                break
        else:
            firsts.append(value)
            groups.append([(provider, False)])
    return groups


def _is_vaguer(value: object, first: object) -> bool:
    return isinstance(value, PartialDate) and isinstance(first, PartialDate) and value.precision < first.precision


def means_the_same(one: object, other: object) -> bool:
    """Whether two values are right or wrong together: names but for their writing, lengths to a second, dates.

    >>> means_the_same("Go! (Live)", "go - Live"), means_the_same("Go", "Go (Live)"), means_the_same(1_000, 1_900)
    (True, False, True)
    """
    match one, other:
        case str(), str():
            return _name(one) == _name(other)
        case int(), int():
            return abs(one - other) <= ROUNDING_MS
        case PartialDate(), PartialDate():
            return one.agrees_with(other)
        case tuple(), tuple():
            return _people(_names(one)) == _people(_names(other))
        case _:
            return one == other


@lru_cache(maxsize=4096)
def _name(title: str) -> tuple[str, frozenset[str]]:
    """Return a title without guests and what its writing and edition add, and the kinds of its version."""
    parsed = parse_title(RELEASE_TAIL.sub("", title))
    return name_of(parsed.full).key or title, parsed.kinds - HARMLESS


def _names(credit: tuple[object, ...]) -> tuple[str, ...]:
    return tuple(each.name for each in credit if isinstance(each, ArtistCredit))


@lru_cache(maxsize=4096)
def _people(credit: tuple[str, ...]) -> frozenset[str]:
    """Return everyone in a credit, whether it is one text or a list."""
    return frozenset(name_of(name).key or name for each in credit for name in split_names(each))
