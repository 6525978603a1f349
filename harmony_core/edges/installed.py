"""What is installed on this machine, as the configuration wants it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from harmony_core.edges import builtin
from harmony_core.edges.config import Config, ProviderSettings
from harmony_core.plugin import catalog as cat
from harmony_core.plugin.catalog import Catalog, PluginRecord, Providers
from harmony_core.plugin.loading import BY_ENABLED, Plugin, find_plugins, load_catalog
from harmony_core.plugin.providers import Provider


def load_installed(config: Config, given: Sequence[Plugin], installed: bool) -> Catalog:
    """Return everything that plugins offer: the core's own parts, what was handed over, what is installed."""
    found, outdated = find_plugins() if installed else ((), ())
    names = {plugin.name for plugin in given}
    own = Plugin(name="harmony-core", module=builtin)
    plugins = [own, *given, *(plugin for plugin in found if plugin.name not in names)]
    settings = config.settings
    return load_catalog(plugins, only=settings.plugins, disabled=settings.disable, records=outdated)


def with_settings(catalog: Catalog, settings: Mapping[str, ProviderSettings]) -> Catalog:
    """Return the catalog with the priorities that the user set, and plugins that lack settings marked."""

    def with_priority(provider: Provider) -> Provider:
        priority = settings[provider.name].priority
        return provider if priority is None else attrs.evolve(provider, priority=priority)

    providers = sorted(map(with_priority, catalog.providers), key=lambda each: (-each.priority, each.name))
    return attrs.evolve(
        catalog,
        providers=Providers(tuple(providers), off=_off(catalog, settings)),
        records=tuple(_record(record, settings) for record in catalog.records if record.name != "harmony-core"),
    )


def _off(catalog: Catalog, settings: Mapping[str, ProviderSettings]) -> Mapping[str, str]:
    """Return what is installed and switched off, each with how to switch it on."""
    plugins = {each.name: each.message or "" for each in catalog.records if each.status == cat.DISABLED}
    providers = {name: BY_ENABLED.format(name) for name, each in settings.items() if not each.enabled}
    return {**plugins, **providers}


def _record(record: PluginRecord, settings: Mapping[str, ProviderSettings]) -> PluginRecord:
    missing = [
        variable
        for offer in record.offers
        if offer.startswith("provider ")
        for variable in settings[offer.removeprefix("provider ")].missing
    ]
    if record.status != cat.LOADED or not missing:
        return record
    message = f"live requests need {', '.join(missing)}; links, kept answers and normalize work without"
    return attrs.evolve(record, status=cat.NEEDS_SETTINGS, message=message)
