"""What is installed, as documents: the providers and the plugins."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from harmony_core.domain.refs import Kind
from harmony_core.edges.config import ProviderSettings
from harmony_core.edges.convert import Document, Json
from harmony_core.plugin.auth import ClientCredentials, HeaderKey, QueryKey
from harmony_core.plugin.catalog import PluginRecord
from harmony_core.plugin.loading import BY_ENABLED
from harmony_core.plugin.providers import Lookup, Provider, Search
from harmony_core.plugin.settings import note_of, variables_of


def status_of(settings: ProviderSettings) -> str:
    """Return whether a provider can be asked: ready, needs settings or disabled."""
    if not settings.enabled:
        return "disabled"
    return "needs settings" if settings.missing else "ready"


def provider_document(provider: Provider, settings: ProviderSettings, version: tuple[str, str] | None) -> Document:
    """Return a provider's document: what it can look up, which links it reads, what it needs."""
    rate = settings.rate or provider.rate
    made: Document = {
        "name": provider.name,
        "title": provider.title,
        "status": status_of(settings),
        "category": provider.category,
        "priority": provider.priority,
        "lookups": {kind: list[Json](by) for kind, by in lookups_of(provider).items()},
        "searches": list[Json](searches_of(provider)),
        "urls": [url.template for url in provider.urls if url.is_page],
        "hosts": list[Json](sorted(provider.allowed_hosts)),
        "rate": {"requests": rate.requests, "per": rate.per},
        "auth": list[Json](_auth(provider)),
        "settings": list[Json](_settings(provider, settings)),
    }
    if not settings.enabled:
        made["message"] = BY_ENABLED.format(provider.name)
    elif settings.missing:
        made["message"] = f"live requests need {', '.join(settings.missing)}"
    if version:
        made["distribution"], made["version"] = version
    return made


def installable_document(name: str, distribution: str) -> Document:
    """Return the document of a provider that could be installed."""
    return {
        "name": name,
        "status": "installable",
        "distribution": distribution,
        "message": f"pip install {distribution}",
    }


def disabled_document(record: PluginRecord) -> Document:
    """Return the document of a provider whose plugin is installed, but switched off."""
    return plugin_document(attrs.evolve(record, status="disabled", offers=()))


def plugin_document(record: PluginRecord) -> Document:
    """Return what became of a plugin."""
    fields = attrs.asdict(record, filter=lambda _, value: value is not None and value != ())
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}


def lookups_of(provider: Provider) -> dict[str, tuple[str, ...]]:
    """Return the kinds that a provider looks up, each with what by."""
    return {look.kind: look.by for look in provider.lookups if isinstance(look, Lookup)}


def searches_of(provider: Provider) -> tuple[str, ...]:
    """Return the kinds that a provider searches for."""
    return tuple(Kind(look.kind).value for look in provider.lookups if isinstance(look, Search))


def _auth(provider: Provider) -> Sequence[Document]:
    """Return in which ways requests may show who asks, each with the variables that it needs."""
    if provider.settings is None:
        return []
    documents: list[Document] = []
    for auth in provider.auths:
        made: Document
        match auth:
            case QueryKey():
                made = {"way": "parameter", "name": auth.parameter}
            case HeaderKey():
                made = {"way": "header", "name": auth.header}
            case ClientCredentials():
                made = {"way": "token", "url": auth.url}
        made["variables"] = list[Json](variables_of(provider.name, provider.settings, auth.settings))
        documents.append(made)
    return documents


def _settings(provider: Provider, settings: ProviderSettings) -> Sequence[Document]:
    if provider.settings is None:
        return []
    documents: list[Document] = []
    for attribute in attrs.fields(provider.settings):
        note = note_of(attribute)
        made: Document = {
            "name": attribute.name,
            "help": note.help,
            "variables": list[Json](note.variables(provider.name, attribute.name)),
            "secret": note.secret,
            "is_set": getattr(settings.own, attribute.name, None) is not None,
        }
        if note.where:
            made["where"] = note.where
        documents.append(made)
    return documents
