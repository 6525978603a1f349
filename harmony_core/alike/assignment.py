"""The best way to pair two lists one to one: the assignment problem, solved exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

UNREACHED = float("inf")


def assign(scores: Sequence[Mapping[int, float]]) -> dict[int, int]:
    """Return which column each row is paired with, so that the scores of all pairs add up to the most.

    `scores` has a mapping from column to score for every row; what is missing or not above 0 is never paired. Rows
    and columns that no score connects do not touch one another, so each connected part is solved by itself.

    >>> assign([{0: 5.0, 1: 4.0}, {0: 4.0}])
    {0: 1, 1: 0}
    """
    wanted = [{column: score for column, score in row.items() if score > 0} for row in scores]
    pairs: dict[int, int] = {}
    for rows, columns in _parts(wanted):
        if len(rows) == 1:
            row = rows[0]
            pairs[row] = max(wanted[row], key=lambda column: (wanted[row][column], -column))
            continue
        if len(columns) == 1:
            pairs[max(rows, key=lambda row: (wanted[row][columns[0]], -row))] = columns[0]
            continue
        costs = [[-wanted[row].get(column, 0.0) for column in columns] + [0.0] * len(rows) for row in rows]
        for row, place in zip(rows, _cheapest(costs), strict=True):
            if place < len(columns) and columns[place] in wanted[row]:
                pairs[row] = columns[place]
    return dict(sorted(pairs.items()))


def _parts(wanted: Sequence[Mapping[int, float]]) -> list[tuple[list[int], list[int]]]:
    """Return the rows and columns of each connected part."""
    rows_of: dict[int, list[int]] = {}
    for row, columns in enumerate(wanted):
        for column in columns:
            rows_of.setdefault(column, []).append(row)
    seen_rows: set[int] = set()
    parts = []
    for first, columns in enumerate(wanted):
        if first in seen_rows or not columns:
            continue
        seen_rows.add(first)
        rows, found, waiting = [], set[int](), [first]
        while waiting:
            row = waiting.pop()
            rows.append(row)
            for column in wanted[row].keys() - found:
                found.add(column)
                following = [each for each in rows_of[column] if each not in seen_rows]
                seen_rows.update(following)
                waiting += following
        parts.append((sorted(rows), sorted(found)))
    return parts


def _cheapest(costs: Sequence[Sequence[float]]) -> list[int]:
    """Return for each row its column, so that the costs add up to the least; there are as many columns, or more.

    Shortest augmenting paths with potentials (Jonker and Volgenant 1987, for rectangles as in Crouse, "On implementing
    2D rectangular assignment algorithms", 2016): O(rows² × columns).
    """
    width = len(costs[0])
    row_potential, column_potential = [0.0] * len(costs), [0.0] * width
    row_of: list[int | None] = [None] * width
    for start in range(len(costs)):
        nearest, came_from = [UNREACHED] * width, [-1] * width
        open_columns = set(range(width))
        row, column, length = start, -1, 0.0
        visited: list[tuple[int, float]] = []
        while True:
            visited.append((row, length))
            for each in open_columns:
                reduced = length + costs[row][each] - row_potential[row] - column_potential[each]
                if reduced < nearest[each]:
                    nearest[each], came_from[each] = reduced, row
            column = min(open_columns, key=lambda each: (nearest[each], row_of[each] is not None, each))
            open_columns.remove(column)
            length = nearest[column]
            taken = row_of[column]
            if taken is None:
                break
            row = taken
        for passed, at in visited:
            row_potential[passed] += length - at
        for each in range(width):
            if each not in open_columns:
                column_potential[each] -= length - nearest[each]
        while True:
            row = came_from[column]
            previous = next((each for each in range(width) if row_of[each] == row and each != column), None)
            row_of[column] = row
            if row == start or previous is None:
                break
            column = previous
    columns: list[int] = [-1] * len(costs)
    for column, of in enumerate(row_of):
        if of is not None:
            columns[of] = column
    return columns
