"""Bytes that a source sent → an entity, beside `orjson.loads` of the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import attrs
import orjson

from harmony_core.domain.refs import Kind
from harmony_core.edges.one_body import OneBody, normalize_body, normalize_search_body
from harmony_core.edges.payloads import read_one, read_page
from harmony_core.plugin.parts import Normalizer
from harmony_core.plugin.providers import Lookup
from harmony_core.plugin.snapshot import Snapshot
from speed.bodies import Bodies, every_body
from speed.measure import Spread, Work, paired
from speed.options import Options
from speed.report import Aim, Figure, Table, shown
from speed.sessions import memory_session

AT_MOST = 2.0
"""How many times as long as `orjson.loads` it may take."""


def tables(options: Options) -> list[Table]:
    """Measure every provider and kind of answer, JSON and pages."""
    session = memory_session()
    found = [each for each in every_body(session, options.recordings) if _is_asked_for(each, options)]
    figures = [figure(each, session.catalog.normalizers, options.rounds) for each in found if not each.are_pages]
    pages = [page_figure(each, session.catalog.normalizers, options.rounds) for each in found if each.are_pages]
    source = "recorded answers" if options.recordings else "the answers of the providers' cases"
    notes = [
        f"Of {source}; one run takes all bodies of the kind once. CPU time.",
        "Beside: kilobytes and number of bodies; our time, that of orjson.loads, and our decoding alone as a ratio.",
    ]
    pages_notes = ["Pages have no JSON to begin with: the ratio is to the provider's page reader alone."]
    if len(figures) > 1:
        figures.append(Figure("the middle of all kinds", Spread.of([each.spread.middle for each in figures]), "x"))
    return [
        Table("Decoding and normalizing, as ratio to orjson.loads", figures, notes),
        *([Table("Reading and normalizing pages, as ratio to the page reader", pages, pages_notes)] if pages else []),
    ]


def _is_asked_for(bodies: Bodies, options: Options) -> bool:
    return not options.only or any(name in bodies.name for name in options.only)


def figure(bodies: Bodies, normalizers: tuple[Normalizer, ...], rounds: int) -> Figure:
    """Measure one kind of JSON answer."""
    done = paired(
        {
            "ours": Work(_over(bodies, _normalizing(bodies, normalizers))),
            "decoding": Work(_decoding(bodies)),
            "orjson": Work(_over(bodies, orjson.loads)),
        },
        rounds,
    )
    told = ", ".join(
        (
            f"{bodies.size / 1000:.0f} KB in {len(bodies.bodies)}",
            f"{shown(done.spread('ours').middle * 1e6)} µs : {shown(done.spread('orjson').middle * 1e6)} µs",
            f"decoding {shown(done.ratio('decoding', 'orjson').middle)}",
        )
    )
    return Figure(bodies.name, done.ratio("ours", "orjson"), "x", Aim(AT_MOST), told)


def page_figure(bodies: Bodies, normalizers: tuple[Normalizer, ...], rounds: int) -> Figure:
    """Measure one kind of page."""
    assert bodies.look.main.reads is not None
    done = paired(
        {
            "ours": Work(_over(bodies, _normalizing(bodies, normalizers))),
            "reading": Work(_over(bodies, bodies.look.main.reads)),
        },
        rounds,
    )
    told = f"{bodies.size / 1000:.0f} KB in {len(bodies.bodies)}, {shown(done.spread('ours').middle * 1e6)} µs"
    return Figure(bodies.name, done.ratio("ours", "reading"), "x", None, told)


def _over(bodies: Bodies, read: Callable[[bytes], object]) -> Callable[[None], None]:
    def over(nothing: None) -> None:
        for body in bodies.bodies:
            read(body)

    return over


def _normalizing(bodies: Bodies, normalizers: tuple[Normalizer, ...]) -> Callable[[bytes], OneBody]:
    """Return what turns a body into entities, by the lookup or search whose answer it is."""
    alone = attrs.evolve(bodies.provider, lookups=(bodies.look,))
    kind = Kind(bodies.look.kind)
    if isinstance(bodies.look, Lookup):
        return lambda body: normalize_body(alone, kind, body, normalizers)
    return lambda body: normalize_search_body(alone, body, normalizers, kind)


def _decoding(bodies: Bodies) -> Callable[[None], None]:
    """Return what turns the bodies into the provider's payloads, and no more."""
    read = read_one if isinstance(bodies.look, Lookup) else read_page
    snapshots = [_snapshot(bodies, body) for body in bodies.bodies]

    def over(nothing: None) -> None:
        for snapshot in snapshots:
            read(bodies.provider, bodies.look.main, snapshot)

    return over


def _snapshot(bodies: Bodies, body: bytes) -> Snapshot:
    return Snapshot(
        key="",
        provider=bodies.provider.name,
        method="GET",
        url="",
        status=200,
        body=body,
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        extracted=not bodies.look.main.reads_json and bodies.look.main.reads is not None,
    )
