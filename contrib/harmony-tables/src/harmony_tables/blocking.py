"""Records → pairs worth comparing: those that share something rare.

Each record is known by pieces of its names (four letters of its title, artist and album, wherever they stand,
so that typing errors and values in wrong columns leave enough of them) and by combinations of facts. The rarest of them
count: two records that share some are a pair, and of each record's pairs those that share most are kept. All of it is
done by DuckDB, which puts on disk what does not fit into memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    import duckdb


RATIO = 0.25
"""How much, of what a record shares with the one that it shares most with, it must share with another."""


@attrs.frozen
class Limits:
    """How much is looked at: of each record the rarest `pieces`, which lead to `others` other records at most, none of
    them being of more than `common` records; and how many `pairs` of each record are kept.
    """

    pieces: int
    others: int
    common: int
    pairs: int


def limits_for(records: int) -> Limits:
    """Return limits for a number of records: the more there are, the more a piece must tell."""
    if records <= 50_000:
        return Limits(pieces=40, others=400, common=200, pairs=12)
    if records <= 300_000:
        return Limits(pieces=40, others=300, common=200, pairs=10)
    return Limits(pieces=32, others=200, common=200, pairs=8)


def find_candidates(database: duckdb.DuckDBPyConnection, limits: Limits, *, within: bool) -> int:
    """Fill the table `candidates` (a, b, part) from the table `records`, and return how many there are.

    `within` also pairs records of one source. Records have a `title_key`, `people_key` and `release_key` (letters and
    digits only), a length in seconds, a number, a year, codes, a source and a side; only records of two sides are
    paired, where there are two. Of records that are the same in all (`twin` is the number of the first of them) only
    the first is looked at: the pairs of the others are the same.
    """
    (records,) = database.execute("SELECT count(*) FROM records").fetchone() or (0,)
    database.execute("CREATE OR REPLACE TEMP VIEW firsts AS SELECT * FROM records WHERE n = twin")
    database.execute(f"CREATE OR REPLACE TEMP TABLE pieces AS {_PIECES}")
    database.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE rare AS
        SELECT CAST(ranked.n AS INTEGER) AS n, piece, weight, side, source FROM (
            SELECT n, pieces.piece, round(1000 * ln({records + 1} / known)) AS weight,
                   row_number() OVER rarest AS place, sum(known) OVER rarest AS reached
            FROM pieces
            JOIN (SELECT piece, count(*) AS known FROM pieces GROUP BY piece
                  HAVING count(*) BETWEEN 2 AND {limits.common}) AS counted ON pieces.piece = counted.piece
            WINDOW rarest AS (PARTITION BY n ORDER BY known, pieces.piece ROWS UNBOUNDED PRECEDING)
        ) AS ranked JOIN records ON records.n = ranked.n
        WHERE ranked.place <= {limits.pieces} AND reached <= {limits.others}
        """  # noqa: S608 - numbers of our own
    )
    database.execute("DROP TABLE pieces")
    (sides,) = database.execute("SELECT count(DISTINCT side) FROM records").fetchone() or (0,)
    shares = 1 + records // 250_000
    database.execute("CREATE OR REPLACE TEMP TABLE near (a BIGINT, b BIGINT)")
    for share in range(shares):
        database.execute(
            f"""
            INSERT INTO near
            SELECT a, {_LAST} - (one & {_LAST}) AS b FROM (
                SELECT a, most[1] >> 32 AS best, unnest(most) AS one FROM (
                    SELECT a, max((shared << 32) | ({_LAST} - b), {limits.pairs}) AS most FROM (
                        SELECT one.n AS a, other.n AS b, CAST(sum(one.weight) AS BIGINT) AS shared
                        FROM rare AS one
                        JOIN rare AS other ON one.piece = other.piece AND one.n <> other.n
                        WHERE one.n % {shares} = {share}
                          {"" if sides < 2 else "AND one.side <> other.side"}
                          {"" if within else "AND one.source <> other.source"}
                        GROUP BY 1, 2
                    ) GROUP BY a
                )
            ) WHERE one >> 32 >= {RATIO} * best
            """  # noqa: S608 - numbers of our own
        )
    database.execute(
        """
        CREATE OR REPLACE TABLE candidates AS
        SELECT DISTINCT least(a, b) AS a, greatest(a, b) AS b FROM near
        UNION ALL SELECT twin, n FROM records WHERE n <> twin
        """
    )
    database.execute("DROP TABLE near")
    database.execute("DROP TABLE rare")
    (found,) = database.execute("SELECT count(*) FROM candidates").fetchone() or (0,)
    return int(found)


_LAST = 2**32 - 1
"""Beyond all numbers of records. What two share and who the other is are put into one number, the largest of which are
kept: of records that share as much the first ones. Weights are whole numbers in floating point, which is quick and adds
up to the same in any order."""


def _letters(column: str, width: int) -> str:
    """Return SQL for the pieces of a name: every run of letters of a width, or the whole of a shorter one."""
    return f"""
        SELECT n, substr(text, spot, {width}) AS piece FROM (
            SELECT n, {column} AS text, unnest(range(1, greatest(length({column}) - {width - 2}, 2))) AS spot
            FROM firsts WHERE {column} <> ''
        )"""  # noqa: S608 - names of our own


_NEAR = "(VALUES (0), (2)) AS shift (more)"
"""Lengths are put into boxes of four seconds, twice, so that near ones are in one box at least once."""

_PIECES = f"""
    SELECT DISTINCT n, hash(piece) AS piece FROM (
        {_letters("title_key", 4)}
        UNION ALL {_letters("people_key", 4)}
        UNION ALL {_letters("release_key", 4)}
        UNION ALL SELECT n, '1' || title_key[:4] || '|' || people_key[:4] FROM firsts
            WHERE title_key <> '' AND people_key <> ''
        UNION ALL SELECT n, '2' || title_key[:5] || '|' || release_key[:5] FROM firsts
            WHERE title_key <> '' AND release_key <> ''
        UNION ALL SELECT n, '3' || people_key[:5] || '|' || release_key[:5] || '|' || number FROM firsts
            WHERE people_key <> '' AND release_key <> '' AND number <> ''
        UNION ALL SELECT n, '4' || title_key[:4] || '|' || (seconds + more) // 4 FROM firsts, {_NEAR}
            WHERE title_key <> '' AND seconds > 0
        UNION ALL SELECT n, '5' || people_key[:4] || '|' || (seconds + more) // 4 FROM firsts, {_NEAR}
            WHERE people_key <> '' AND seconds > 0
        UNION ALL SELECT n, '6' || release_key[:5] || '|' || number || '|' || (seconds + more) // 4
            FROM firsts, {_NEAR}
            WHERE release_key <> '' AND seconds > 0
        UNION ALL SELECT n, '7' || seconds || '|' || number || '|' || year FROM firsts
            WHERE seconds > 0 AND number <> '' AND year > 0
        UNION ALL SELECT n, '8' || number || '|' || (seconds + more) // 4 FROM firsts, {_NEAR}
            WHERE seconds > 0 AND number <> ''
        UNION ALL SELECT n, '9' || isrc FROM firsts WHERE isrc <> ''
        UNION ALL SELECT n, '0' || gtin || '|' || number FROM firsts WHERE gtin <> ''
        UNION ALL SELECT n, 'm' || mbid FROM firsts WHERE mbid <> ''
        UNION ALL SELECT n, 't' || title_key || '|' || people_key FROM firsts
            WHERE title_key <> '' AND people_key <> ''
    )"""  # noqa: S608 - names of our own
