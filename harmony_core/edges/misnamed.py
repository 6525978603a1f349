"""Settings that name what is not there: told at the start, for otherwise nothing would come of them unnoticed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence

import attrs

from harmony_core.domain.paths import field_of
from harmony_core.edges.config import Config, ProviderSettings, Settings
from harmony_core.plugin.catalog import Catalog
from harmony_core.plugin.loading import installable
from harmony_core.plugin.settings import note_of, variable_of
from harmony_core.stages.policy import FIELDS


def misnamed(config: Config, catalog: Catalog) -> tuple[str, ...]:
    """Return a line for each name in the settings that nothing has: where it stands, and what may be meant.

    What is installed and switched off is no mistake; of a provider that could be installed it is said how.
    """
    return tuple(dict.fromkeys(_lines(config, catalog)))


def _lines(config: Config, catalog: Catalog) -> Iterator[str]:
    settings = config.settings
    plugins = {record.name for record in catalog.records} | {provider.name for provider in catalog.providers}
    rules = [rule.name for rule in catalog.rules]
    strategies = [strategy.name for strategy in catalog.merge_strategies]
    for setting, names, what, known in (
        ("prefer", settings.prefer, "provider", plugins),
        ("plugins", settings.plugins or (), "plugin", plugins),
        ("disable", _gone(settings.disable, plugins), "plugin", plugins),
        ("rules_off", settings.rules_off, "rule", rules),
        ("rules_on", settings.rules_on, "rule", rules),
    ):
        yield from _of(_place(config, setting), names, what, known)
    for setting, url in (("store", settings.store), ("limits", settings.limits)):
        scheme = (url or "").partition(":")[0]
        if url is not None and not any(backend.scheme == scheme for backend in catalog.backends):
            places = ", ".join(f"{backend.scheme}:" for backend in catalog.backends)
            yield f"{_place(config, setting)}: nothing can be kept at {scheme!r}; the places begin with {places}"
    yield from _variables(config, catalog)
    for name in config.provider_tables:
        yield from _of(config.place(f"providers.{name}"), [name], "provider", plugins)
    for field, order in config.merge_orders.items():
        place = config.place(f"merge.orders.{field}")
        yield from _field(place, field)
        yield from _of(f"{place}: {field}", order, "provider", plugins)
    for field, strategy in config.merge_strategies.items():
        place = config.place(f"merge.strategies.{field}")
        yield from _field(place, field)
        yield from _of(f"{place}: {field}", [strategy], "strategy", strategies)


def _variables(config: Config, catalog: Catalog) -> Iterator[str]:
    """Yield a line for each variable that is nearly one of ours: what only begins like them may be somebody else's."""
    begin = ("HARMONY_", *(variable_of(provider.name, "") for provider in catalog.providers))
    known = {f"HARMONY_{each.name.upper()}" for each in attrs.fields(Settings)} | {"HARMONY_HOME", "HARMONY_LOG_LEVEL"}
    for provider in catalog.providers:
        own = attrs.fields(provider.settings) if provider.settings else ()
        known |= {variable_of(provider.name, each.name) for each in (*attrs.fields(ProviderSettings), *own)}
        known |= {variable for each in own for variable in note_of(each).variables(provider.name, each.name)}
    for variable, place in config.variables.items():
        if variable in known or not variable.startswith(begin):
            continue
        if near := difflib.get_close_matches(variable, known, n=1, cutoff=ALL_BUT_THE_SAME):
            yield f"{place}: there is no setting {variable}; did you mean {near[0]}?"


ALL_BUT_THE_SAME = 0.9
"""How alike two names of variables are of which one is the other, misspelt."""


def _place(config: Config, setting: str) -> str:
    """Say where one of the core's own settings is from: a variable says which it is, a line of the file does not."""
    origin = str(config.origin(setting))
    return f"{origin}: {setting}" if origin.startswith(str(config.config_file)) else origin


def _gone(names: Iterable[str], plugins: Iterable[str]) -> Iterable[str]:
    """Return the names that are of no plugin, installed or not: one that is not installed may well be switched off."""
    gone = set(names).difference(plugins)
    return gone.difference(name for name, _ in installable()) if gone else gone


def _field(place: str, field: str) -> Iterator[str]:
    if field not in FIELDS:
        near = difflib.get_close_matches(field_of(field), sorted(FIELDS), n=1)
        hint = f"did you mean {near[0]}?" if near else "fields are written like title or media.tracks.length_ms"
        yield f"{place}: there is no field {field!r}; {hint}"


def _of(place: str, names: Iterable[str], what: str, known: Iterable[str]) -> Iterator[str]:
    for name in sorted(set(names).difference(known)):
        yield f"{place}: {_unknown(name, what, sorted(known))}"


def _unknown(name: str, what: str, known: Sequence[str]) -> str:
    """Say that there is no such thing, and what to write or to install instead."""
    package = dict(installable()).get(name) if what in ("provider", "plugin") else None
    if package is not None:
        return f"the {what} {name!r} is not installed; pip install {package}"
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f"there is no {what} {name!r}; did you mean {near[0]}?"
    listed = f"`harmony {what}s` lists them" if what in ("provider", "plugin") else f"there are {', '.join(known)}"
    return f"there is no {what} {name!r}; {listed}"
