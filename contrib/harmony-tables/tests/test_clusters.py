"""What belongs together, and which pairs are looked at."""

from __future__ import annotations

from itertools import combinations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_tables.blocking import find_candidates, limits_for
from harmony_tables.clusters import Edge, Sets, best_pairs, clusters


def grouped(records: int, edges: list[Edge], sources: str | None = None) -> list[set[int]]:
    """Return the clusters of records, the sources of which are letters."""
    named = dict(enumerate(sources)) if sources else None
    found: dict[int, set[int]] = {}
    for member in clusters(range(records), edges, named):
        found.setdefault(member.cluster, set()).add(member.record)
    assert all(cluster == min(members) for cluster, members in found.items())
    return sorted(found.values(), key=min)


def test_a_chain_does_not_join_what_differs():
    """Two that are surely different stay apart, though a third is like both."""
    edges = [Edge(0, 1, 0.99), Edge(1, 2, 0.7), Edge(0, 2, 0.02)]
    assert grouped(3, edges) == [{0, 1}, {2}]


def test_a_source_holds_no_duplicates():
    """Of two records of one source, the one that fits best is taken."""
    edges = [Edge(0, 1, 0.9), Edge(0, 2, 0.97), Edge(1, 2, 0.9)]
    assert grouped(3, edges, "abb") == [{0, 2}, {1}]
    assert grouped(3, edges) == [{0, 1, 2}]


def test_two_clusters_of_the_same_sources_stay_two():
    """However many pairs there are between them, their records are matched one to one."""
    edges = [Edge(0, 2, 0.99), Edge(1, 3, 0.99), Edge(0, 3, 0.9), Edge(1, 2, 0.9)]
    assert grouped(4, edges, "aabb") == [{0, 2}, {1, 3}]


def test_a_record_moves_to_where_more_speaks_for_it():
    """A first sure pair does not decide where two others know better."""
    edges = [
        Edge(0, 3, 0.98),
        Edge(1, 2, 0.9999),
        Edge(1, 3, 0.97),
        Edge(2, 3, 0.97),
        Edge(0, 1, 0.01),
        Edge(0, 2, 0.01),
    ]
    assert grouped(4, edges, "abcd") == [{0}, {1, 2, 3}]


def test_how_sure_a_place_is():
    """A record is as sure as its best pair in the cluster; one alone as sure as it is unlike all others."""
    found = {each.record: each.probability for each in clusters(range(4), [Edge(0, 1, 0.9)], None, {3: 0.4})}
    assert found == {0: 0.9, 1: 0.9, 2: 1.0, 3: 0.6}


def test_each_record_is_in_one_pair_for_each_source():
    """Of two that are like one record the surer is taken; another source may have it, too."""
    edges = [Edge(0, 2, 0.99), Edge(1, 2, 0.9), Edge(0, 3, 0.8)]
    assert best_pairs(edges, dict(enumerate("llrs"))) == [edges[0], edges[2]]


CROSSED = [Edge(0, 2, 0.99), Edge(0, 3, 0.97), Edge(1, 2, 0.97), Edge(1, 3, 0.3)]


def test_the_surest_pair_does_not_take_the_partner_of_another():
    """Two pairs for which much speaks count more than the one for which most does."""
    assert best_pairs(CROSSED, dict(enumerate("llrr"))) == [CROSSED[1], CROSSED[2]]
    assert grouped(4, CROSSED, "aabb") == [{0, 3}, {1, 2}]


def test_where_very_many_hang_together_the_surest_come_first(monkeypatch):
    """What would take too long to work out exactly is not."""
    monkeypatch.setattr("harmony_tables.clusters.MOST_STEPS", 10)
    assert best_pairs(CROSSED, dict(enumerate("llrr"))) == [CROSSED[0]]


@given(st.dictionaries(st.tuples(st.integers(0, 3), st.integers(4, 7)), st.integers(1, 9999), max_size=9))
def test_the_best_pairs_are_the_best_of_all_choices(found: dict[tuple[int, int], int]):
    """No other choice of pairs, each record in one, has more that speaks for it."""
    edges = [Edge(a, b, p / 10_000) for (a, b), p in found.items()]
    likely = [edge for edge in edges if edge.probability >= 0.5]
    choices = (choice for size in range(5) for choice in combinations(likely, size))
    possible = [each for each in choices if len({end for edge in each for end in (edge.a, edge.b)}) == 2 * len(each)]
    most = max(sum(edge.log_odds for edge in each) for each in possible)
    chosen = best_pairs(edges, dict(enumerate("llllrrrr")))
    assert sum(edge.log_odds for edge in chosen) == pytest.approx(most, abs=0.01)


def test_sets():
    """What is joined has one number, the least."""
    sets = Sets(5)
    sets.join(3, 4)
    sets.join(1, 3)
    assert [sets.find(each) for each in range(5)] == [0, 1, 2, 1, 1]


COLUMNS = "n side source title_key people_key release_key seconds year number isrc gtin mbid twin".split()


@pytest.fixture
def database() -> duckdb.DuckDBPyConnection:
    """A database with an empty table of records."""
    opened = duckdb.connect()
    numbers = {"n", "side", "seconds", "year", "twin"}
    described = ", ".join(f"{name} {'BIGINT' if name in numbers else 'VARCHAR'}" for name in COLUMNS)
    opened.execute(f"CREATE TABLE records ({described})")
    return opened


def candidates(
    opened: duckdb.DuckDBPyConnection, rows: list[tuple[object, ...]], *, within: bool
) -> set[tuple[int, int]]:
    """Return the pairs of records."""
    opened.executemany("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    count = find_candidates(opened, limits_for(len(rows)), within=within)
    found = {(a, b) for a, b in opened.execute("SELECT a, b FROM candidates").fetchall()}
    assert len(found) == count
    return found


def record(n: int, source: str, title: str, people: str, side: int = 0, **more: object) -> tuple[object, ...]:
    """Return a row of `records`."""
    given = {
        "n": n,
        "side": side,
        "source": source,
        "title_key": title,
        "people_key": people,
        "seconds": 0,
        "year": 0,
        "twin": n,
    }
    return tuple({**given, **more}.get(column) for column in COLUMNS)


def test_typing_errors_and_wrong_columns_leave_enough(database: duckdb.DuckDBPyConnection):
    """A pair is found with an error in each name, with title and artist swapped, and by a code alone."""
    rows = [
        record(0, "a", "paperlantern", "amberharbor"),
        record(1, "b", "papperlantern", "ambrharbor"),
        record(2, "b", "amberharbor", "paperlantern"),
        record(3, "b", "silvermeadow", "copperwinter", isrc="ZZABC0800001"),
        record(4, "a", "something", "else", isrc="ZZABC0800001"),
        record(5, "a", "unlike", "all"),
    ]
    found = candidates(database, rows, within=False)
    assert found >= {(0, 1), (0, 2), (3, 4)}
    assert not {number for pair in found for number in pair} & {5}


def test_records_of_one_source_are_pairs_only_where_asked(database: duckdb.DuckDBPyConnection):
    """A source holds no duplicates, unless it is said to."""
    rows = [record(0, "a", "paperlantern", "amberharbor"), record(1, "a", "paperlantern", "amberharbor")]
    assert candidates(database, rows, within=False) == set()
    database.execute("DELETE FROM records")
    assert candidates(database, rows, within=True) == {(0, 1)}


def test_two_tables_are_only_compared_with_one_another(database: duckdb.DuckDBPyConnection):
    """Where there is a left and a right one, no pair is within one of them."""
    rows = [record(n, str(side), "paperlantern", "amberharbor", side) for n, side in enumerate((0, 0, 1))]
    assert candidates(database, rows, within=True) == {(0, 2), (1, 2)}
