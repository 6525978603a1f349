"""Which of an answer's rows is what was asked for. Everything here is pure."""

from __future__ import annotations

from collections.abc import Iterable

from harmony_core import provider as hc
from harmony_itunes.artwork import gtins_in
from harmony_itunes.payloads import Release, Results, Row
from harmony_itunes.tables import TRACK_KINDS


def release(found: Results) -> Release:
    """Return the first collection. Raises `NotFoundError` where there is none."""
    first, others = hc.best_of(collections(found), "iTunes", "release")
    return Release(first, found.results, others=others)


def release_by_id(found: Results, asked: str) -> Release:
    """Return the collection with an id. Raises `NotFoundError`, or `MismatchError` where there are only others."""
    rows = some(collections(found), f"no release {asked}")
    return Release(with_id(((row.collectionId, row) for row in rows), "release", asked), found.results)


def release_by_gtin(found: Results, asked: hc.Gtin) -> Release:
    """Return the collection whose artwork tells the GTIN, else one whose artwork tells none.

    iTunes finds other editions too: one that tells another GTIN is none of ours. Raises `MismatchError` where
    there are only such.
    """
    rows = some(collections(found), f"no release with the GTIN {asked}")
    told = [(row, gtins_in(row.artworkUrl100)) for row in rows]
    exact = [row for row, gtins in told if asked in gtins]
    silent = [row for row, gtins in told if not gtins]
    if not exact and not silent:
        raise hc.MismatchError(f"iTunes answered with GTIN {told[0][1][0]} where {asked} was asked for")
    chosen = (exact or silent)[0]
    others = tuple(row for row in rows if row is not chosen)
    return Release(chosen, found.results, asked=None if exact else asked, others=others)


def track(found: Results) -> Row:
    """Return the first song or video. Raises `NotFoundError` where there is none."""
    return some(tracks(found.results), "no song")[0]


def track_by_id(found: Results, asked: str) -> Row:
    rows = some(tracks(found.results), f"no song {asked}")
    return with_id(((row.trackId, row) for row in rows), "song", asked)


def artist(found: Results) -> Row:
    """Return the first artist. Raises `NotFoundError` where there is none."""
    return some(artists(found), "no artist")[0]


def artist_by_id(found: Results, asked: str) -> Row:
    rows = some(artists(found), f"no artist {asked}")
    return with_id(((row.artistId, row) for row in rows), "artist", asked)


def collections(found: Results) -> list[Row]:
    """Return the collections, each once."""
    rows = (row for row in found.results if row.wrapperType == "collection")
    return list({row.collectionId: row for row in rows}.values())


def tracks(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.wrapperType == "track" and row.kind in TRACK_KINDS]


def artists(found: Results) -> list[Row]:
    return [row for row in found.results if row.wrapperType == "artist"]


def some(rows: list[Row], missing: str) -> list[Row]:
    if not rows:
        raise hc.NotFoundError(f"iTunes has {missing}")
    return rows


def with_id(rows: Iterable[tuple[int | None, Row]], what: str, asked: str) -> Row:
    """Return the row with an id. Raises `MismatchError` where iTunes answered with others."""
    by_id = {str(entity_id): row for entity_id, row in rows}
    found = by_id.get(asked.lstrip("0"))
    if found is None:
        raise hc.MismatchError(f"iTunes answered with {what} {next(iter(by_id))} where {asked} was asked for")
    return found
