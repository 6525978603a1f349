"""Releases of several sources → one edition, its tracks lined up, one release, and a decision for every field."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from harmony_core.domain.answers import Found
from harmony_core.session import Session
from harmony_core.stages.compat import one_edition
from harmony_core.stages.explain import confidence, matches
from harmony_core.stages.merge import Merged, merge
from speed.measure import Work, paired
from speed.options import Options
from speed.releases import SOURCES, series
from speed.report import Aim, Figure, Table
from speed.sessions import memory_session

SIZES = {(3, 12): 0.5, (5, 55): 2.0}
"""How many sources and tracks, and in how many milliseconds."""


def tables(options: Options) -> list[Table]:
    """Measure both sizes, whole and by stage."""
    session = memory_session(HARMONY_PLUGINS=",".join(SOURCES))
    notes = [
        "Whole: the compatibility checks, lining up and merging with all decisions, and why tracks were joined with "
        "which probability: all that a lookup does after normalizing. Every run merges a release of new titles. CPU time.",
    ]
    return [
        Table(
            "Matching and merging", [each for size in SIZES for each in figures(session, *size, options.rounds)], notes
        )
    ]


def figures(session: Session, sources: int, tracks: int, rounds: int) -> list[Figure]:
    """Measure one size: the whole, and each stage of it."""
    new = series(sources, tracks)
    policy, checks = session.policy(), session.catalog.compat_checks

    def prepare(count: int) -> Sequence[list[Found]]:
        return list(islice(new, count))

    def whole(found: list[Found]) -> Merged:
        edition = one_edition(found, checks, policy.order)
        assert len(edition.found) == sources
        merged = merge(edition.found, policy)
        confidence(matches(edition.found, policy))
        return merged

    done = paired(
        {
            "whole": Work(whole, prepare),
            "one edition": Work(lambda found: one_edition(found, checks, policy.order), prepare),
            "merge": Work(lambda found: merge(found, policy), prepare),
            "why joined": Work(lambda found: confidence(matches(found, policy)), prepare),
        },
        rounds,
    )
    name = f"{sources} releases of {tracks} tracks"
    return [
        Figure(name, done.spread("whole").times(1e3), "ms", Aim(SIZES[sources, tracks])),
        *(
            Figure(f"… {part} alone", done.spread(part).times(1e3), "ms")
            for part in ("one edition", "merge", "why joined")
        ),
    ]
