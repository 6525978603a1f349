"""The parts that a plugin may hand over beside providers: small frozen values around one function each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

import attrs

from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.model import Entity, Release
from harmony_core.domain.refs import Kind
from harmony_core.domain.result import Candidate, Result, SearchResult
from harmony_core.plugin.events import Event
from harmony_core.plugin.providers import AnyLookup, AnySearch
from harmony_core.plugin.reading import Reader

if TYPE_CHECKING:
    from sqlite_utils import Database

    from harmony_core.plugin.limits import LimitStore
    from harmony_core.plugin.snapshot import SnapshotStore
    from harmony_core.plugin.store import EntityStore


@attrs.frozen(kw_only=True)
@by_fields
class AddedLookup:
    """A look-up that is added to a provider which another package offers; it goes before the provider's own."""

    provider: str
    lookup: AnyLookup | AnySearch


@attrs.frozen(kw_only=True)
@by_fields
class Normalizer:
    """Cleaning that holds for every source; it runs after the provider's own `normalize`, in order of name."""

    name: str
    kinds: frozenset[Kind] = frozenset(Kind)
    apply: Callable[[Entity, Reader], Entity]


@attrs.frozen(kw_only=True)
@by_fields
class CompatCheck:
    """Tells editions apart: releases for which `value` differs are not the same edition.

    `property` names what is compared, `message` says what a difference means; None is alike to everything.
    """

    property: str
    message: str
    value: Callable[[Release], str | None]


@attrs.frozen(kw_only=True)
@by_fields
class Choice:
    """What a merge strategy made of the candidates, and whose it is."""

    value: object
    providers: tuple[str, ...]


@attrs.frozen(kw_only=True)
@by_fields
class MergeStrategy:
    """A named way to choose among candidates, which come in the policy's order and are never empty."""

    name: str
    choose: Callable[[Sequence[Candidate]], Choice]


Presentable: TypeAlias = Result | SearchResult


@attrs.frozen(kw_only=True)
@by_fields
class Look:
    """What a text is shown on: how many columns it has, and whether it shows colors."""

    width: int = 100
    color: bool = False


@attrs.frozen(kw_only=True)
@by_fields
class Presenter:
    """A form of output: `present` turns a result into text. `name` is what follows `-f`."""

    name: str
    help: str
    present: Callable[[Presentable, Look], str]


@attrs.frozen(kw_only=True)
@by_fields
class Observer:
    """Is told of requests, answers and decisions as they happen; what it raises is logged and forgotten."""

    name: str
    notice: Callable[[Event], None]


@attrs.frozen(kw_only=True)
@by_fields
class Migration:
    """A step that brings the database to a newer form; its name is unique, steps run in order of name."""

    name: str
    apply: Callable[[Database], None]


@attrs.frozen(kw_only=True)
@by_fields
class Backend:
    """Where things are kept, by the scheme of the settings `store` and `limits` (`sqlite:`, `memory:`).

    Each function gets the setting and the migrations of all plugins, and raises `HarmonyError` where the place
    cannot be used. `open_snapshots` keeps answers, `open_entities` what is known of entities, and `open_limits`
    rates and breakers, shared by all who use the place; what a place has no function for is not kept there.
    """

    scheme: str
    open_snapshots: Callable[[str, Sequence[Migration]], SnapshotStore] | None = None
    open_entities: Callable[[str, Sequence[Migration]], EntityStore] | None = None
    open_limits: Callable[[str, Sequence[Migration]], LimitStore] | None = None
