"""The catalog: everything that the plugins offer, filed once and never changed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import attrs

from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.errors import ProviderNotFoundError, RequestError
from harmony_core.domain.refs import EntityRef
from harmony_core.plugin.parts import (
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
from harmony_core.plugin.urls import ANY_HOST, UrlParser, split_link

if TYPE_CHECKING:
    import click

LOADED, DISABLED, OUTDATED, FAILED, NEEDS_SETTINGS = (
    "loaded",
    "disabled",
    "outdated",
    "failed",
    "needs settings",
)


@attrs.frozen(kw_only=True)
@by_fields
class PluginRecord:
    """What became of one plugin: `message` tells its author, or the user, what to do."""

    name: str
    status: str
    distribution: str | None = None
    version: str | None = None
    message: str | None = None
    offers: tuple[str, ...] = ()


@attrs.frozen
@by_fields
class Providers:
    """The providers, those of the highest priority first; also by name (`providers["deezer"]`) and by link.

    `by_name` are those that the user asked for by name: they may be asked where they are not known to be. `off` are
    plugins and providers that are switched off, each with how to switch it on.
    """

    _all: tuple[Provider, ...]
    by_name: frozenset[str] = attrs.field(default=frozenset(), kw_only=True)
    off: Mapping[str, str] = attrs.field(factory=dict, kw_only=True, hash=False)
    _by_name: Mapping[str, Provider] = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(lambda self: _by_name(self._all), takes_self=True)
    )
    _by_suffix: Mapping[str, tuple[Provider, ...]] = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(lambda self: _by_suffix(self._all), takes_self=True)
    )

    def __iter__(self) -> Iterator[Provider]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> Provider:
        """Return a provider by name. Raises `ProviderNotFoundError`."""
        found = self._by_name.get(name)
        if found is not None:
            return found
        raise ProviderNotFoundError(self._unknown(name), field="provider")

    def get(self, name: str) -> Provider | None:
        """Return a provider by name, None where there is none."""
        return self._by_name.get(name)

    def named(self, names: Iterable[str]) -> Providers:
        """Return those with these names. Raises `ProviderNotFoundError`."""
        wanted = {self[name].name for name in names}
        return Providers(tuple(provider for provider in self._all if provider.name in wanted))

    def of_category(self, category: str) -> Providers:
        """Return those of a category."""
        return Providers(tuple(provider for provider in self._all if provider.category == category))

    def for_link(self, text: str) -> tuple[EntityRef, ...]:
        """Return what each provider that reads this link takes it for."""
        link = split_link(text)
        if link is None:
            return ()
        refs = [provider.read(link) for provider in self._by_suffix.get(link.suffix, ())]
        return tuple([ref for ref in refs if ref is not None])

    def for_link_anywhere(self, text: str) -> tuple[EntityRef, ...]:
        """Return what providers that the user named take a link at a host of another's for."""
        link = split_link(text)
        named = (each for each in self.with_any_host() if each.name in self.by_name)
        refs = (provider.read_anywhere(link) for provider in named) if link else ()
        return tuple(ref for ref in refs if ref is not None)

    def with_any_host(self) -> tuple[Provider, ...]:
        """Return the providers some of whose pages are at hosts of others."""
        return self._by_suffix.get(ANY_HOST, ())

    def with_pages_at(self, text: str) -> tuple[Provider, ...]:
        """Return the providers that have pages at a link's host, whether or not they read this link."""
        link = split_link(text)
        return self._by_suffix.get(link.suffix, ()) if link else ()

    def _unknown(self, name: str) -> str:
        if name in self.off:
            return f"the provider {name!r} is switched off: {self.off[name]}"
        names = sorted(provider.name for provider in self._all)
        if not names:
            return f"there is no provider {name!r}: none is installed and switched on (see `harmony plugins`)"
        close = difflib.get_close_matches(name, names, n=1)
        hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(names)} (see `harmony plugins`)"
        return f"there is no provider {name!r}; {hint}"


def _by_name(providers: tuple[Provider, ...]) -> Mapping[str, Provider]:
    return {provider.name: provider for provider in reversed(providers)}


def _by_suffix(providers: tuple[Provider, ...]) -> Mapping[str, tuple[Provider, ...]]:
    index: dict[str, dict[str, Provider]] = {}
    for provider in providers:
        for url in provider.urls:
            index.setdefault(url.host_suffix, {})[provider.name] = provider
    return {suffix: tuple(found.values()) for suffix, found in index.items()}


@attrs.frozen(kw_only=True)
@by_fields
class Catalog:
    """All parts of all plugins that could be loaded, and a record of every plugin that was seen."""

    providers: Providers = Providers(())
    url_parsers: tuple[UrlParser, ...] = ()
    normalizers: tuple[Normalizer, ...] = ()
    compat_checks: tuple[CompatCheck, ...] = ()
    merge_strategies: tuple[MergeStrategy, ...] = ()
    rules: tuple[Rule, ...] = ()
    presenters: tuple[Presenter, ...] = ()
    observers: tuple[Observer, ...] = ()
    backends: tuple[Backend, ...] = ()
    migrations: tuple[Migration, ...] = ()
    commands: tuple[click.Command, ...] = ()
    added: Mapping[str, tuple[object, ...]] = attrs.field(factory=dict, hash=False)
    records: tuple[PluginRecord, ...] = ()
    versions: Mapping[str, tuple[str, str]] = attrs.field(factory=dict, hash=False)

    def presenter(self, name: str) -> Presenter:
        """Return a form of output by name. Raises `RequestError`."""
        for presenter in self.presenters:
            if presenter.name == name:
                return presenter
        names = ", ".join(presenter.name for presenter in self.presenters)
        raise RequestError(f"there is no output form {name!r}; there are {names}", field="format")

    def strategy(self, name: str) -> MergeStrategy:
        """Return a merge strategy by name. Raises `RequestError`."""
        for strategy in self.merge_strategies:
            if strategy.name == name:
                return strategy
        names = ", ".join(strategy.name for strategy in self.merge_strategies)
        raise RequestError(f"there is no merge strategy {name!r}; there are {names}", field="strategy")
