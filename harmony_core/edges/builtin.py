"""The core's own parts, offered through the same hooks as everybody's."""

from __future__ import annotations

from harmony_core.edges.backends import MEMORY, SQLITE
from harmony_core.edges.present import PRESENTERS
from harmony_core.plugin.hookspecs import hookimpl
from harmony_core.plugin.parts import Backend, CompatCheck, MergeStrategy, Presenter
from harmony_core.plugin.rules import Rule
from harmony_core.rules import RULES
from harmony_core.stages.compat import GTIN, TRACK_COUNT
from harmony_core.stages.strategies import STRATEGIES


@hookimpl
def harmony_merge_strategies() -> list[MergeStrategy]:
    """Return the strategies that the core knows."""
    return list(STRATEGIES)


@hookimpl
def harmony_rules() -> list[Rule]:
    """Return the core's cleaning rules."""
    return list(RULES)


@hookimpl
def harmony_compat_checks() -> list[CompatCheck]:
    """Return the checks by which the core tells editions apart."""
    return [GTIN, TRACK_COUNT]


@hookimpl
def harmony_presenters() -> list[Presenter]:
    """Return the core's forms of output."""
    return list(PRESENTERS)


@hookimpl
def harmony_backends() -> list[Backend]:
    """Return the places where answers and entities can be kept without another package."""
    return [SQLITE, MEMORY]
