"""Changing `config.toml`: comments stay, a file that would not be read is not written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import attrs
import tomlkit
from tomlkit.exceptions import TOMLKitError

from harmony_core.domain.errors import HarmonyError, RequestError, SetupError
from harmony_core.edges.config import Config, ProviderSettings, Settings, load_config
from harmony_core.plugin.catalog import Providers


def set_value(config: Config, providers: Providers, key: str, value: str) -> Path:
    """Write one setting: `regions`, or `providers.NAME.KEY`; an empty value takes it out. Returns the file.

    Raises `RequestError` where there is no such key, or its value cannot be read.
    """
    path = config.config_file
    steps = _steps(providers, key)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        text = ""
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise SetupError(f"{path}: cannot be read ({error})") from error
    table = document
    for step in steps[:-1]:
        table = table.setdefault(step, tomlkit.table())
    if value:
        table[steps[-1]] = value
    else:
        table.pop(steps[-1], None)
    _check(tomlkit.dumps(document), providers, key)
    _write(path, tomlkit.dumps(document))
    return path


def own_keys() -> tuple[str, ...]:
    """Return the keys of the core's own settings."""
    return tuple(field.name for field in attrs.fields(Settings))


def provider_keys() -> tuple[str, ...]:
    """Return the keys that every provider has."""
    return tuple(field.name for field in attrs.fields(ProviderSettings) if "help" in field.metadata)


def _steps(providers: Providers, key: str) -> list[str]:
    match key.split("."):
        case [name] if name in own_keys():
            return [name]
        case ["providers", name, own]:
            provider = providers[name]
            known = (*provider_keys(), *(field.name for field in attrs.fields(provider.settings or Settings)))
            if own in (known if provider.settings else provider_keys()):
                return ["providers", name, own]
    raise RequestError(f"there is no setting {key!r}; `harmony config keys` lists them", field="key")


def _check(text: str, providers: Providers, key: str) -> None:
    """Read the changed text as it will be read, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.toml").write_text(text, encoding="utf-8")
        try:
            config = load_config({"HARMONY_HOME": folder})
            for provider in providers:
                config.provider(provider)
        except HarmonyError as error:
            raise RequestError(f"{key} was not changed: {error.message}", field="key") from error


def _write(path: Path, text: str) -> None:
    """Replace the file at once, readable for its user only: it may hold keys."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".config-")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError as error:
        raise SetupError(f"{path}: cannot be written ({error.strerror or error})") from error
