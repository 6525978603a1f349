"""Releases of several sources → one edition, its tracks lined up, one release, and a decision for every field."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from harmony_core.domain.answers import Found
from harmony_core.plugin.parts import CompatCheck
from harmony_core.session import Session
from harmony_core.stages.compat import one_edition
from harmony_core.stages.confidence import mean_confidence
from harmony_core.stages.merge import Merged, merge
from harmony_core.stages.policy import Policy
from speed.measure import Work, paired
from speed.options import Options
from speed.releases import SOURCES, bare, series
from speed.report import Aim, Figure, Table
from speed.sessions import memory_session

SIZES = {(3, 12): 0.5, (5, 55): 2.0}
"""How many sources and tracks, and in how many milliseconds."""

NOTES = (
    "Whole: compatibility checks, lining up, merging with all decisions, and with which probability tracks were "
    "joined: all that a lookup does after normalizing. Every run merges a release of new titles and numbers. CPU time.",
    "Deezer says of every track in which 180 countries it can be had; bare: without these, and without credits.",
)


def tables(options: Options) -> list[Table]:
    """Measure both sizes, whole and by stage."""
    session = memory_session(HARMONY_PLUGINS=",".join(SOURCES))
    found = [each for size in SIZES for each in figures(session, *size, options.rounds)]
    return [Table("Matching and merging", found, NOTES)]


def figures(session: Session, sources: int, tracks: int, rounds: int) -> list[Figure]:
    """Measure one size: the whole, and each stage of it."""
    new = series(sources, tracks)
    policy, checks = session.policy(), session.catalog.compat_checks

    def full(count: int) -> Sequence[list[Found]]:
        return list(islice(new, count))

    def without(count: int) -> Sequence[list[Found]]:
        return [[bare(each) for each in found] for found in full(count)]

    def whole(found: list[Found]) -> Merged:
        return merged(found, checks, policy)

    done = paired(
        {
            "whole": Work(whole, full),
            "bare": Work(whole, without),
            "one edition": Work(lambda found: one_edition(found, checks, policy.order), full),
            "merge": Work(lambda found: merge(found, policy), full),
        },
        rounds,
    )
    name, aim = f"{sources} releases of {tracks} tracks", Aim(SIZES[sources, tracks])
    parts = ("one edition", "merge")
    return [
        Figure(name, done.spread("whole").times(1e3), "ms", aim),
        Figure(f"{name}, bare", done.spread("bare").times(1e3), "ms", aim),
        *(Figure(f"{name}: {part} alone", done.spread(part).times(1e3), "ms") for part in parts),
    ]


def merged(found: Sequence[Found], checks: Sequence[CompatCheck], policy: Policy) -> Merged:
    """Do what a lookup does with what was found: one edition, one release, and why its tracks were joined."""
    edition = one_edition(found, checks, policy.order)
    done = merge(edition.found, policy)
    mean_confidence(done.decisions.values())
    return done
