"""Cassettes as bundles: what a provider's tests have, where kept answers are imported and exported."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from harmony_core.domain.errors import RequestError
from harmony_core.edges.secrets import key_parameters
from harmony_core.plugin.catalog import Providers
from harmony_core.plugin.providers import Provider
from harmony_core.plugin.snapshot import Snapshot
from harmony_core.testing.cassettes import cassette_text, interactions_of, read_cassette, snapshots_of


def snapshots_in(path: Path, providers: Providers, fetched_at: datetime) -> tuple[Snapshot, ...]:
    """Return a cassette's answers as kept answers of those who ask such hosts; `fetched_at` is the time they get.

    Raises `RequestError` where the file is no cassette, or nobody here asks one of its hosts.
    """
    try:
        interactions = read_cassette(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(f"{path}: cannot be read ({getattr(error, 'strerror', error)})", field="bundle") from error
    found: list[Snapshot] = []
    for each in interactions:
        provider = _asker(path, each.url, providers)
        found += snapshots_of([each], provider.name, fetched_at, key_parameters(provider))
    return tuple(found)


def _asker(path: Path, url: str, providers: Providers) -> Provider:
    host = urlsplit(url).hostname
    asking = [provider for provider in providers if host in provider.allowed_hosts]
    if not asking:
        raise RequestError(f"{path}: no installed provider asks {host}", field="bundle")
    return max(asking, key=lambda provider: len(provider.base) if url.startswith(provider.base) else 0)


def write_cassette(path: Path, snapshots: Iterable[Snapshot]) -> int:
    """Write kept answers as a cassette and return how many; requests that had no answer are left out.

    Raises `RequestError` where there is something at that place already.
    """
    interactions = interactions_of(snapshots)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(cassette_text(interactions))
    except FileExistsError as error:
        raise RequestError(f"{path}: is there already; name another file", field="output") from error
    except OSError as error:
        raise RequestError(f"{path}: cannot be written ({error.strerror or error})", field="output") from error
    return len(interactions)
