"""The hooks: each takes nothing, is called once at start, and returns frozen values that are filed in a catalog.

A plugin marks its functions with `@hc.hookimpl` and offers its module under the entry-point group
`harmony.v1`. See `docs/reference/hooks.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pluggy

from harmony_core.plugin.parts import (
    AddedLookup,
    Backend,
    CompatCheck,
    MergeStrategy,
    Migration,
    Normalizer,
    Observer,
    Presenter,
)
from harmony_core.plugin.providers import Provider
from harmony_core.plugin.rules import Rule
from harmony_core.plugin.urls import UrlParser

if TYPE_CHECKING:
    import click

PROJECT = "harmony"
GROUP = "harmony.v1"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def harmony_url_parsers() -> Sequence[UrlParser]:
    """Return readers for links that no template describes. Stage: parse."""
    return ()


@hookspec
def harmony_providers() -> Sequence[Provider]:
    """Return sources of metadata. Stages: parse, plan, fetch, normalize."""
    return ()


@hookspec
def harmony_lookups() -> Sequence[AddedLookup]:
    """Return look-ups to add to providers that exist, each with the provider's name. Stages: plan, fetch."""
    return ()


@hookspec
def harmony_normalizers() -> Sequence[Normalizer]:
    """Return cleaning that holds for every source. Stage: normalize."""
    return ()


@hookspec
def harmony_compat_checks() -> Sequence[CompatCheck]:
    """Return checks that tell editions apart. Stage: compat."""
    return ()


@hookspec
def harmony_merge_strategies() -> Sequence[MergeStrategy]:
    """Return named ways to choose among candidates. Stage: merge."""
    return ()


@hookspec
def harmony_rules() -> Sequence[Rule]:
    """Return cleaning rules: named judgements that decisions tell of (the language of titles, …). Stage: merge."""
    return ()


@hookspec
def harmony_presenters() -> Sequence[Presenter]:
    """Return forms of output. Stage: present."""
    return ()


@hookspec
def harmony_observers() -> Sequence[Observer]:
    """Return watchers of requests, answers and decisions. All stages."""
    return ()


@hookspec
def harmony_backends() -> Sequence[Backend]:
    """Return places to keep answers, by URL scheme. Used at the edges."""
    return ()


@hookspec
def harmony_migrations() -> Sequence[Migration]:
    """Return migrations of a package's own tables. Used at the edges."""
    return ()


@hookspec
def harmony_commands() -> Sequence[click.Command]:
    """Return commands to add to `harmony`. Used by the command line."""
    return ()


@hookspec
def harmony_hookspecs() -> Sequence[object]:
    """Return modules with hook specifications that this package adds for plugins of its own. Used at start."""
    return ()
