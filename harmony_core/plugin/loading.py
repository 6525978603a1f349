"""Finding plugins and loading each behind its own guard: one that is broken stops nobody else."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Coroutine, Iterable, Sequence
from contextlib import redirect_stdout
from importlib import metadata
from types import ModuleType
from typing import TypeVar

import attrs
import click
import pluggy

from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.errors import PluginError
from harmony_core.plugin import catalog as cat
from harmony_core.plugin import hookspecs
from harmony_core.plugin.catalog import Catalog, PluginRecord, Providers
from harmony_core.plugin.definitions import line_of
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

T = TypeVar("T")

PARTS: dict[str, tuple[str, type, str]] = {
    "harmony_url_parsers": ("url_parsers", UrlParser, "name"),
    "harmony_providers": ("providers", Provider, "name"),
    "harmony_lookups": ("lookups", AddedLookup, ""),
    "harmony_normalizers": ("normalizers", Normalizer, "name"),
    "harmony_compat_checks": ("compat_checks", CompatCheck, "property"),
    "harmony_merge_strategies": ("merge_strategies", MergeStrategy, "name"),
    "harmony_rules": ("rules", Rule, "name"),
    "harmony_presenters": ("presenters", Presenter, "name"),
    "harmony_observers": ("observers", Observer, "name"),
    "harmony_backends": ("backends", Backend, "scheme"),
    "harmony_migrations": ("migrations", Migration, "name"),
    "harmony_commands": ("commands", click.Command, "name"),
    "harmony_hookspecs": ("hookspecs", object, ""),
}
"""Each hook with the word for what it offers, the type of its values, and the attribute that must be unique."""


BY_DISABLE = "to switch it on take it out of the setting `disable` (see `harmony config show disable`)"
BY_PLUGINS = "to switch it on add it to the setting `plugins` (see `harmony config show plugins`)"
BY_ENABLED = "to switch it on set providers.{0}.enabled to true (see `harmony config show providers.{0}`)"


@attrs.frozen(kw_only=True)
@by_fields
class Plugin:
    """An entry point that was found, not imported yet; `module` is given where there is nothing to import."""

    name: str
    entry_point: metadata.EntryPoint | None = None
    module: object | None = None
    distribution: str | None = None
    version: str | None = None

    def record(self, status: str, message: str | None = None, offers: Iterable[str] = ()) -> PluginRecord:
        """Return a record of this plugin."""
        return PluginRecord(
            name=self.name,
            status=status,
            distribution=self.distribution,
            version=self.version,
            message=message,
            offers=tuple(offers),
        )


@attrs.frozen(kw_only=True)
@by_fields
class Offer:
    """What one plugin handed over, by hook."""

    plugin: Plugin
    parts: dict[str, tuple[object, ...]]

    def names(self) -> tuple[str, ...]:
        """Return what is offered in words: "provider deezer"."""
        return tuple(
            f"{_noun(hook)} {getattr(part, PARTS[hook][2])}"
            for hook, parts in self.parts.items()
            if hook in PARTS and PARTS[hook][2]
            for part in parts
        )


def _noun(hook: str) -> str:
    """Return the word for one of what a hook offers."""
    many = PARTS[hook][0].replace("_", " ")
    return f"{many.removesuffix('ies')}y" if many.endswith("ies") else many.removesuffix("s")


def find_plugins() -> tuple[tuple[Plugin, ...], tuple[PluginRecord, ...]]:
    """Return the installed plugins in order of name, and a record of each that was written for another version."""
    found, outdated = [], []
    installed = metadata.entry_points()  # which reads what every distribution offers
    names = sorted(group for group in installed.groups if re.fullmatch(r"harmony\.v\d+", group))
    for entry_point in (each for name in names for each in installed.select(group=name)):
        distribution, version = _name_and_version(entry_point.dist) if entry_point.dist else (None, None)
        plugin = Plugin(name=entry_point.name, entry_point=entry_point, distribution=distribution, version=version)
        if entry_point.group == hookspecs.GROUP:
            found.append(plugin)
        else:
            message = (
                f"was written for {entry_point.group}, this core speaks {hookspecs.GROUP}: "
                f"install a release of {plugin.distribution or plugin.name} that fits"
            )
            outdated.append(plugin.record(cat.OUTDATED, message))
    return tuple(sorted(found, key=lambda plugin: plugin.name)), tuple(outdated)


def _name_and_version(distribution: metadata.Distribution) -> tuple[str | None, str | None]:
    """Return what the head of a distribution's metadata says; `name` and `version` each parse all of it."""
    head = (distribution.read_text("METADATA") or distribution.read_text("PKG-INFO") or "").partition("\n\n")[0]
    fields = dict(line.split(": ", 1) for line in head.splitlines() if line.startswith(("Name: ", "Version: ")))
    return fields.get("Name"), fields.get("Version")


def load_catalog(
    plugins: Sequence[Plugin],
    *,
    only: frozenset[str] | None = None,
    disabled: frozenset[str] = frozenset(),
    records: Sequence[PluginRecord] = (),
) -> Catalog:
    """Load plugins in order and file what they offer; every plugin leaves a record, whatever happens to it."""
    offers: list[Offer] = []
    kept: list[PluginRecord] = list(records)
    specs: list[object] = [hookspecs]
    imported: list[tuple[Plugin, object, Sequence[object]]] = []
    for plugin in plugins:
        if plugin.name in disabled or (only is not None and plugin.name not in only and plugin.entry_point):
            kept.append(plugin.record(cat.DISABLED, BY_DISABLE if plugin.name in disabled else BY_PLUGINS))
            continue
        try:
            module = _imported(plugin)
            added = _added_specs(module, specs)
            specs.extend(added)
            imported.append((plugin, module, added))
        except (Exception, SystemExit) as error:
            kept.append(plugin.record(cat.FAILED, _advice(error, plugin)))
    manager = _manager(specs)
    for plugin, module, added in imported:
        try:
            offer = _offer(plugin, module, manager, added)
            _refuse_taken_names(offer, offers)
        except (Exception, SystemExit) as error:
            kept.append(plugin.record(cat.FAILED, _advice(error, plugin)))
            continue
        offers.append(offer)
    kept.extend(_record_of(offer, offers) for offer in offers)
    return _filed(offers, sorted(kept, key=lambda record: record.name))


def _imported(plugin: Plugin) -> object:
    if plugin.entry_point is None:
        return plugin.module
    try:
        with redirect_stdout(sys.stderr):  # stdout is for data, whatever a plugin prints
            return plugin.entry_point.load()
    except ModuleNotFoundError as error:
        raise PluginError(f"cannot be imported: {error}; is it among the package's dependencies?") from error
    except (AttributeError, ImportError) as error:
        raise PluginError(f"cannot be imported as {plugin.entry_point.value}: {error}") from error


def _added_specs(module: object, known: Sequence[object]) -> Sequence[object]:
    """Return the hook specifications that a plugin adds, so that all plugins know them before any is asked."""
    hook = getattr(module, "harmony_hookspecs", None)
    if not (callable(hook) and hasattr(hook, f"{hookspecs.PROJECT}_impl")):
        return ()
    added = _checked("harmony_hookspecs", [hook()])
    try:
        _manager([*known, *added])
    except Exception as error:
        raise PluginError(f"harmony_hookspecs() must return modules of new hook specifications: {error}") from error
    return added


def _manager(specs: Sequence[object]) -> pluggy.PluginManager:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    for spec in specs:
        manager.add_hookspecs(spec)  # type: ignore[arg-type]  # a module; pluggy says what is wrong
    return manager


def _offer(plugin: Plugin, module: object, manager: pluggy.PluginManager, added: Sequence[object]) -> Offer:
    """Ask one plugin for its parts, the only one that the plugin manager knows then, so that blame is certain."""
    parts: dict[str, tuple[object, ...]] = {}
    try:
        manager.register(module, name=plugin.name)
        _refuse_unknown_hooks(manager)
        for caller in manager.get_hookcallers(module) or ():
            asked_already = caller.name == "harmony_hookspecs"
            parts[caller.name] = tuple(added) if asked_already else _checked(caller.name, caller())
    finally:
        if manager.is_registered(module):
            manager.unregister(module)
    if not parts:
        raise PluginError("offers nothing: mark its hook functions with @hc.hookimpl")
    return Offer(plugin=plugin, parts=parts)


def _refuse_unknown_hooks(manager: pluggy.PluginManager) -> None:
    known = [name for name in vars(manager.hook) if getattr(manager.hook, name).has_spec()]
    for name, caller in vars(manager.hook).items():
        if not caller.has_spec() and caller.get_hookimpls():
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"the hooks are {', '.join(sorted(known))}"
            raise PluginError(f"has a hook {name!r} that nobody calls; {hint}")


def _checked(hook: str, returned: list[object]) -> tuple[object, ...]:
    """Return a hook's values, or raise where they are not what the hook is for."""
    values = returned[0] if returned else None
    if isinstance(values, Coroutine):
        values.close()
        raise PluginError(f"{hook}() is asynchronous; hooks are plain functions")
    if not isinstance(values, (list, tuple)):
        what = "nothing" if values is None else type(values).__name__
        raise PluginError(f"{hook}() must return a list, it returned {what}")
    if hook not in PARTS:
        return tuple(values)
    kind = PARTS[hook][1]
    for value in values:
        if not isinstance(value, kind):
            expected = f"{kind.__name__}s"
            raise PluginError(f"{hook}() must return a list of {expected}, it holds {type(value).__name__}")
    return tuple(values)


def _refuse_taken_names(offer: Offer, others: Sequence[Offer]) -> None:
    for hook, parts in offer.parts.items():
        _, _, attribute = PARTS.get(hook, ("", object, ""))
        if not attribute:
            continue
        taken = {
            getattr(part, attribute): other.plugin.distribution or other.plugin.name
            for other in others
            for part in other.parts.get(hook, ())
        }
        for part in parts:
            name = getattr(part, attribute)
            if name in taken:
                owner = taken[name]
                raise PluginError(
                    f"offers the {_noun(hook)} {name!r}, which {owner} already offers: "
                    "uninstall or disable one of the two"
                )
            taken[name] = offer.plugin.distribution or offer.plugin.name


def _record_of(offer: Offer, offers: Sequence[Offer]) -> PluginRecord:
    """Return the record of a plugin that could be asked; it tells of look-ups added to a provider that is not there."""
    offered = (part for each in offers for part in each.parts.get("harmony_providers", ()))
    there = {part.name for part in offered if isinstance(part, Provider)}
    added = [each.provider for each in offer.parts.get("harmony_lookups", ()) if isinstance(each, AddedLookup)]
    lost = [name for name in added if name not in there]
    if not lost:
        return offer.plugin.record(cat.LOADED, offers=offer.names())
    close = difflib.get_close_matches(lost[0], sorted(there), n=1)
    hint = f"did you mean {close[0]}?" if close else "install or enable it"
    message = f"adds a look-up to the provider {lost[0]!r}, which is not loaded; {hint}"
    useless = len(lost) == sum(map(len, offer.parts.values()))
    return offer.plugin.record(cat.FAILED if useless else cat.LOADED, message, offer.names())


def _advice(error: BaseException, plugin: Plugin) -> str:
    """Say what happened, in which of the author's lines, and what its author should do."""
    module = plugin.entry_point.module if plugin.entry_point else getattr(plugin.module, "__name__", "")
    line = line_of(error, str(module))
    at = f" ({line})" if line else ""
    match error:
        case PluginError():
            return f"{error.message}{at}"
        case pluggy.PluginValidationError():
            text = str(error).partition("\n")[2] or str(error)
            return f"has a hook of the wrong form: {' '.join(text.split())}; hooks take no arguments"
        case SystemExit():
            return "wanted to end the program while loading; a plugin must not"
        case _:
            return f"raised while loading: {type(error).__name__}: {error}{at}"


def _filed(offers: Sequence[Offer], records: Sequence[PluginRecord]) -> Catalog:
    """File all offers in a catalog."""

    def all_of(hook: str, kind: type[T]) -> tuple[T, ...]:
        return tuple(part for offer in offers for part in offer.parts.get(hook, ()) if isinstance(part, kind))

    added = {
        hook: tuple(part for offer in offers for part in offer.parts.get(hook, ()))
        for hook in sorted({hook for offer in offers for hook in offer.parts} - set(PARTS))
    }
    providers = [_with_added_lookups(provider, offers) for provider in all_of("harmony_providers", Provider)]
    return Catalog(
        providers=Providers(tuple(sorted(providers, key=lambda each: (-each.priority, each.name)))),
        url_parsers=all_of("harmony_url_parsers", UrlParser),
        normalizers=tuple(sorted(all_of("harmony_normalizers", Normalizer), key=lambda each: each.name)),
        compat_checks=all_of("harmony_compat_checks", CompatCheck),
        merge_strategies=all_of("harmony_merge_strategies", MergeStrategy),
        rules=all_of("harmony_rules", Rule),
        presenters=all_of("harmony_presenters", Presenter),
        observers=all_of("harmony_observers", Observer),
        backends=all_of("harmony_backends", Backend),
        migrations=tuple(sorted(all_of("harmony_migrations", Migration), key=lambda each: each.name)),
        commands=all_of("harmony_commands", click.Command),
        added=added,
        records=tuple(records),
        versions={
            provider.name: (offer.plugin.distribution, offer.plugin.version)
            for offer in offers
            for provider in offer.parts.get("harmony_providers", ())
            if isinstance(provider, Provider) and offer.plugin.distribution and offer.plugin.version
        },
    )


def _with_added_lookups(provider: Provider, offers: Sequence[Offer]) -> Provider:
    """Return a provider with the look-ups that other plugins add; added ones come first."""
    added = [
        each.lookup
        for offer in offers
        for each in offer.parts.get("harmony_lookups", ())
        if isinstance(each, AddedLookup) and each.provider == provider.name
    ]
    return attrs.evolve(provider, lookups=(*added, *provider.lookups)) if added else provider


def plugin_of(provider: Provider) -> Plugin:
    """Return a provider that was handed over in Python as a plugin, so that it loads like any other."""
    module = ModuleType(f"harmony_given_{provider.name}")

    @hookspecs.hookimpl
    def harmony_providers() -> list[Provider]:
        return [provider]

    vars(module)["harmony_providers"] = harmony_providers
    return Plugin(name=provider.name, module=module)


def installable() -> tuple[tuple[str, str], ...]:
    """Return the provider packages that one could install: (extra, distribution), from the core's own metadata.

    An extra stands for a provider where its package is named like it: `deezer` for `harmony-deezer`.
    """
    try:
        requirements = metadata.requires("harmony-core") or []
    except metadata.PackageNotFoundError:
        return ()
    form = re.compile(r"(harmony-([\w.-]+?))\s*(?:[<>=!~][^;]*)?;\s*extra\s*==\s*['\"]([\w.-]+)['\"]")
    found = (form.fullmatch(requirement.strip()) for requirement in requirements)
    named = (match.groups() for match in found if match)
    return tuple(sorted((name, distribution) for distribution, name, extra in named if _plain(name) == _plain(extra)))


def _plain(name: str) -> str:
    """Return a name as packages' metadata compare it: youtube_music and youtube-music are one."""
    return re.sub("[-_.]+", "-", name).lower()


def load_commands(only: frozenset[str] | None, disabled: frozenset[str]) -> tuple[click.Command, ...]:
    """Return the commands that plugins add; packages of providers, which could be installed, are not imported."""
    known = {_plain(distribution) for _, distribution in installable()}
    plugins = [each for each in find_plugins()[0] if _plain(each.distribution or "") not in known]
    return load_catalog(plugins, only=only, disabled=disabled).commands
