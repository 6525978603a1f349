"""assignment: the best pairs of two lists, exactly."""

from collections.abc import Mapping, Sequence
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from harmony_core.alike.assignment import assign

rows = st.lists(st.dictionaries(st.integers(0, 3), st.integers(-3, 9).map(float), max_size=4), min_size=1, max_size=4)


def worth(scores: Sequence[Mapping[int, float]], pairs: Mapping[int, int]) -> float:
    """Return what pairs add up to."""
    return sum(scores[row][column] for row, column in pairs.items())


def most(scores: Sequence[Mapping[int, float]]) -> float:
    """Return the most that any pairs add up to, by trying all."""
    places = [*range(4), *[None] * len(scores)]
    return max(
        sum(max(0.0, row.get(place, 0.0)) for row, place in zip(scores, order, strict=False) if place is not None)
        for order in permutations(places, len(scores))
    )


@given(rows)
def test_no_other_pairs_are_worth_more(scores: list[dict[int, float]]):
    """Each row and column is paired at most once, with what is worth something, and all together the most."""
    pairs = assign(scores)
    assert len(set(pairs.values())) == len(pairs)
    assert all(scores[row][column] > 0 for row, column in pairs.items())
    assert worth(scores, pairs) == most(scores)


def test_the_surest_pair_is_not_always_taken():
    """Where giving up the best pair makes two good ones, they are taken."""
    assert assign([{0: 5.0, 1: 4.0}, {0: 4.0}]) == {0: 1, 1: 0}


def test_nothing_is_paired_with_nothing():
    """Rows without scores, or with none above 0, stay alone."""
    assert assign([{}, {0: 0.0}, {0: -1.0}]) == {}
