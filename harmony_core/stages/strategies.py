"""Named ways to choose among candidates, which come in the policy's order of providers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from harmony_core.domain.model import PRIMARY_TYPES, Artwork, ReleaseType
from harmony_core.domain.partial_date import PartialDate
from harmony_core.domain.result import Candidate
from harmony_core.plugin.parts import Choice, MergeStrategy
from harmony_core.stages.agree import agree
from harmony_core.stages.unite import united


def choose_preferred(candidates: Sequence[Candidate]) -> Choice:
    """Take the first: what the provider says that the policy puts before the others."""
    return Choice(value=candidates[0].value, providers=candidates[0].providers)


def choose_most_precise(candidates: Sequence[Candidate]) -> Choice:
    """Take the most exact: a day before a month, a length in milliseconds before one in whole seconds."""
    return _best(candidates, _precision)


def choose_longest(candidates: Sequence[Candidate]) -> Choice:
    """Take the one with the most in it: the longest text, or the longest list."""
    return _best(candidates, lambda value: len(value) if isinstance(value, (str, tuple)) else 0)


def choose_largest(candidates: Sequence[Candidate]) -> Choice:
    """Take the pictures of the provider whose first one is the largest, and of other kinds those of the others.

    A shop has a large front, an archive the back and the booklet: they belong together.
    """
    best = _best(candidates, _pixels)
    pictures, providers = _pictures(best.value), dict.fromkeys(best.providers)
    for candidate in candidates:
        shown = {kind for picture in pictures for kind in picture.kinds}
        more = [each for each in _pictures(candidate.value) if each.kinds and shown.isdisjoint(each.kinds)]
        if more:
            pictures += more
            providers.update(dict.fromkeys(candidate.providers))
    return Choice(value=tuple(pictures), providers=tuple(providers)) if len(providers) > len(best.providers) else best


def choose_union(candidates: Sequence[Candidate]) -> Choice:
    """Take every item that anybody gave, each once, in the order of the providers; of primary types only one."""
    return choice_of(united(candidates), candidates)


def choice_of(items: Sequence[Candidate], lists: Sequence[Candidate]) -> Choice:
    """Return the choice of united items out of the lists that they are from; of primary types only one."""
    values = [item.value for item in items]
    if values and isinstance(values[0], ReleaseType):
        values = [values[0], *(each for each in values[1:] if each not in PRIMARY_TYPES)]
    providers = dict.fromkeys(name for each in lists for name in each.providers)
    return Choice(value=tuple(values), providers=tuple(providers))


def consensus_of(trust: Mapping[str, float], feeds: Mapping[str, str]) -> MergeStrategy:
    """Return the strategy that takes what most trust stands behind: that of all who say it, or agree with it.

    `trust` is the weight of each provider's word (1 where it is not told). Providers of one feed (each its own, where
    it is not told) repeat one another: only the most trusted of them counts. Of equals the first is taken.
    """

    def choose(candidates: Sequence[Candidate]) -> Choice:
        def support(candidate: Candidate) -> float:
            votes: dict[str, float] = {}
            for other in candidates:
                if other is candidate or agree(other.value, candidate.value):
                    for name in other.providers:
                        feed = feeds.get(name, name)
                        votes[feed] = max(votes.get(feed, 0.0), trust.get(name, 1.0))
            return round(sum(votes.values()), 6)

        best = max(candidates, key=support)
        return Choice(value=best.value, providers=best.providers)

    return MergeStrategy(name="consensus", choose=choose)


PREFERRED = MergeStrategy(name="preferred", choose=choose_preferred)
MOST_PRECISE = MergeStrategy(name="most_precise", choose=choose_most_precise)
LONGEST = MergeStrategy(name="longest", choose=choose_longest)
LARGEST = MergeStrategy(name="largest", choose=choose_largest)
UNION = MergeStrategy(name="union", choose=choose_union)
CONSENSUS = consensus_of({}, {})
"""As it is where nothing is known of the sources; a policy that knows them weighs each field by what it knows."""

STRATEGIES = (PREFERRED, MOST_PRECISE, UNION, LONGEST, LARGEST, CONSENSUS)


def _best(candidates: Sequence[Candidate], weight: Callable[[object], float]) -> Choice:
    """Take the candidate of the greatest weight; of equals the first."""
    best = max(candidates, key=lambda candidate: weight(candidate.value))
    return Choice(value=best.value, providers=best.providers)


def _precision(value: object) -> float:
    match value:
        case PartialDate():
            return value.precision
        case bool():
            return 0
        case int():
            return float(value % 1000 != 0)
        case _:
            return 0


def _pictures(value: object) -> list[Artwork]:
    return [each for each in value if isinstance(each, Artwork)] if isinstance(value, tuple) else []


def _pixels(value: object) -> float:
    """Return the size of the first picture; where only one side is known it is taken for a square."""
    match value:
        case (Artwork(width=width, height=height), *_):
            return (width or height or 0) * (height or width or 0)
        case _:
            return 0
