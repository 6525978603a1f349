"""Compared pairs → what belongs together, where a source holds no duplicates."""

from __future__ import annotations

import heapq
import math
from array import array
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

import attrs

from harmony_core.alike.assignment import assign

SURE = 6.0
"""The log-odds beyond which a pair counts no more: no single pair outvotes all others."""

UNSEEN = -2.0
"""The log-odds of a pair that was never compared, or was found very different."""


@attrs.frozen
class Edge:
    """Two records, by their numbers, and the probability that they are the same."""

    a: int
    b: int
    probability: float

    @property
    def log_odds(self) -> float:
        """How much speaks for the two being the same, or against it; never more than `SURE`."""
        p = min(max(self.probability, 1e-9), 1 - 1e-9)
        return max(-SURE, min(SURE, math.log(p / (1 - p))))


@attrs.frozen
class Member:
    """A record, what it is in a cluster with (named by its first record), and how sure that is."""

    record: int
    cluster: int
    probability: float


class Sets:
    """Sets of whole numbers that are joined step by step (union-find), without an object for each."""

    def __init__(self, size: int) -> None:
        self._parents = array("q", range(size))

    def find(self, each: int) -> int:
        """Return the number that stands for a number's set: the least in it."""
        parents = self._parents
        while parents[each] != each:
            parents[each] = parents[parents[each]]
            each = parents[each]
        return each

    def join(self, one: int, other: int) -> None:
        """Make one set of two."""
        first, second = sorted((self.find(one), self.find(other)))
        self._parents[second] = first


MOST_STEPS = 5_000_000
"""Up to how many steps the best pairs are worked out exactly: a few seconds."""


def best_pairs(edges: Iterable[Edge], sources: Mapping[int, Hashable]) -> list[Edge]:
    """Return the pairs that hold where no source has a record twice: each record is in one pair per source.

    Of all ways to choose them it is the one for which most speaks, among the pairs for which anything does. Where very
    many records hang together the surest pairs are taken first instead.
    """
    between: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in edges:
        one, other = sorted((str(sources[edge.a]), str(sources[edge.b])))
        if one != other and edge.probability >= 0.5:
            between[one, other].append(edge)
    chosen = [edge for (one, _), of_two in between.items() for edge in _assigned(of_two, one, sources)]
    return sorted(chosen, key=lambda edge: (edge.a, edge.b))


def _assigned(edges: Sequence[Edge], first: str, sources: Mapping[int, Hashable]) -> list[Edge]:
    """Return the best pairs of two sources, the first of which has a name."""
    if len(edges) == 1:
        return list(edges)
    ends = {edge: (edge.a, edge.b) if str(sources[edge.a]) == first else (edge.b, edge.a) for edge in edges}
    sides = [sorted({pair[side] for pair in ends.values()}) for side in (0, 1)]
    fewer, more = sorted(map(len, sides))
    if fewer**2 * (fewer + more) > MOST_STEPS:
        return _surest(edges)
    narrow = 0 if len(sides[0]) == fewer else 1
    rows, columns = ({record: at for at, record in enumerate(sides[side])} for side in (narrow, 1 - narrow))
    scores: list[dict[int, float]] = [{} for _ in rows]
    of: dict[tuple[int, int], Edge] = {}
    for edge, pair in ends.items():
        place = rows[pair[narrow]], columns[pair[1 - narrow]]
        scores[place[0]][place[1]] = edge.log_odds + edge.probability * _BARELY
        of[place] = edge
    return [of[place] for place in assign(scores).items()]


_BARELY = 1e-3
"""What a probability adds to the log-odds: of pairs for which hardly anything speaks, or all, the surer counts."""


def _surest(edges: Iterable[Edge]) -> list[Edge]:
    taken: set[int] = set()
    kept = []
    for edge in sorted(edges, key=lambda edge: (-edge.probability, edge.a, edge.b)):
        if taken.isdisjoint((edge.a, edge.b)):
            taken |= {edge.a, edge.b}
            kept.append(edge)
    return kept


def clusters(
    records: Sequence[int],
    edges: Sequence[Edge],
    sources: Mapping[int, Hashable] | None,
    outside: Mapping[int, float] | None = None,
) -> list[Member]:
    """Return the clusters of records that pairs connect, in the order of the records.

    Records of two sources are paired as is best for all. Otherwise clusters grow from the pairs that are surest on
    average; two clusters that share a source stay two (`sources` says which source a record is from; None: sources may
    hold duplicates). Then each record moves to where it fits best. `outside` is how probable a record's best pair with
    one that is not among these is.
    """
    odds: dict[int, dict[int, float]] = defaultdict(dict)
    for edge in edges:
        odds[edge.a][edge.b] = odds[edge.b][edge.a] = edge.log_odds
    if sources is not None and len({sources[record] for record in records}) == 2:
        found = {record: [record] for record in records}
        for pair in best_pairs(edges, sources):
            found[pair.a] += found.pop(pair.b)
    else:
        found = _grown(records, edges, odds, sources)
        _moved(found, odds, sources)
    return _members(found, edges, outside or {})


def _grown(
    records: Sequence[int],
    edges: Sequence[Edge],
    odds: Mapping[int, Mapping[int, float]],
    sources: Mapping[int, Hashable] | None,
) -> dict[int, list[int]]:
    """Join clusters, the surest first, while the pairs between two speak for it on average."""
    members = {record: [record] for record in records}
    held = {record: {sources[record]} for record in records} if sources is not None else {}
    sums: dict[int, dict[int, float]] = {record: {} for record in records}
    seen: dict[int, dict[int, int]] = {record: {} for record in records}
    heap: list[tuple[float, int, int, int, int]] = []

    def offer(a: int, b: int) -> None:
        a, b = min(a, b), max(a, b)
        pairs = len(members[a]) * len(members[b])
        mean = (sums[a][b] + UNSEEN * (pairs - seen[a][b])) / pairs
        if mean > 0:
            heapq.heappush(heap, (-mean, a, b, len(members[a]), len(members[b])))

    for edge in edges:
        sums[edge.a][edge.b] = sums[edge.b][edge.a] = odds[edge.a][edge.b]
        seen[edge.a][edge.b] = seen[edge.b][edge.a] = 1
    for edge in edges:
        offer(edge.a, edge.b)
    while heap:
        _, a, b, size_a, size_b = heapq.heappop(heap)
        if a not in members or b not in members or (len(members[a]), len(members[b])) != (size_a, size_b):
            continue
        if sources is not None:
            if not held[a].isdisjoint(held[b]):
                continue
            held[a] |= held.pop(b)
        members[a] += members.pop(b)
        del sums[a][b], seen[a][b]
        for other in sums.pop(b):
            if other == a:
                continue
            sums[a][other] = sums[other][a] = sums[a].get(other, 0.0) + sums[other].pop(b)
            seen[a][other] = seen[other][a] = seen[a].get(other, 0) + seen[other].pop(b)
        del seen[b]
        for other in sums[a]:
            offer(a, other)
    return members


def _moved(
    found: dict[int, list[int]], odds: Mapping[int, Mapping[int, float]], sources: Mapping[int, Hashable] | None
) -> None:
    """Move records to the cluster that more speaks for, as long as that helps; at most a few times over."""
    home = {record: cluster for cluster, members in found.items() for record in members}
    for _ in range(3):
        changed = False
        for record in sorted(home):
            own = home[record]
            best, best_gain = own, _pull(record, found[own], odds)
            for cluster in sorted({home[other] for other in odds.get(record, ())} - {own}):
                members = found[cluster]
                if sources is not None and any(sources[other] == sources[record] for other in members):
                    continue
                gain = _pull(record, members, odds)
                if gain > best_gain + 1e-9:
                    best, best_gain = cluster, gain
            if best_gain < 0 and len(found[own]) > 1:
                best = record if record not in found else own
            if best != own:
                found[own].remove(record)
                found.setdefault(best, []).append(record)
                home[record] = best
                changed = True
                if not found[own]:
                    del found[own]
        if not changed:
            return


def _pull(record: int, members: Sequence[int], odds: Mapping[int, Mapping[int, float]]) -> float:
    """Return how much speaks for a record being with others."""
    own = odds.get(record, {})
    return sum(own.get(other, UNSEEN) for other in members if other != record)


def _members(found: Mapping[int, Sequence[int]], edges: Sequence[Edge], elsewhere: Mapping[int, float]) -> list[Member]:
    """Name clusters by their first records, and say how sure each record's place is.

    That is the surest pair with another of its cluster; for a record alone, that it is none of the others.
    """
    home = {record: min(members) for members in found.values() for record in members}
    sizes = {min(members): len(members) for members in found.values()}
    within: dict[int, float] = defaultdict(float)
    outside: dict[int, float] = defaultdict(float, elsewhere)
    for edge in edges:
        side = within if home[edge.a] == home[edge.b] else outside
        for record in (edge.a, edge.b):
            side[record] = max(side[record], edge.probability)
    return [
        Member(record, home[record], within[record] if sizes[home[record]] > 1 else 1 - min(outside[record], 0.5))
        for record in sorted(home)
    ]
