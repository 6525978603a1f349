"""Changing `config.toml`: comments stay, a file that would not be read is not written."""

from __future__ import annotations

import difflib
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs
import tomlkit
from tomlkit.exceptions import TOMLKitError

from harmony_core.domain.errors import HarmonyError, RequestError, SetupError
from harmony_core.edges.config import Config, ProviderSettings, Settings, load_config
from harmony_core.edges.vault import write_private
from harmony_core.plugin.catalog import Providers
from harmony_core.plugin.providers import Provider
from harmony_core.plugin.settings import note_of


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
    write_private(path, tomlkit.dumps(document))
    return path


def set_secret(config: Config, providers: Providers, key: str, value: str) -> str:
    """Keep a setting where only the user can read it, and out of config.toml; an empty value forgets it.

    Returns where it is kept, in words. Raises `RequestError` where there is no such key, or its value cannot be read.
    """
    steps = _steps(providers, key)
    if value:
        document = tomlkit.document()
        table: Any = document
        for step in steps[:-1]:
            table = table.setdefault(step, tomlkit.table())
        table[steps[-1]] = value
        _check(tomlkit.dumps(document), providers, key)
    where = config.vault.put(key, value)
    if config.config_file.exists():
        set_value(config, providers, key, "")
    return where


def is_secret(providers: Providers, key: str) -> bool:
    """Whether a setting is declared to be one that nobody else should see."""
    match key.split("."):
        case ["providers", name, own]:
            declared = providers[name].settings
            return declared is not None and any(
                field.name == own and note_of(field).secret for field in attrs.fields(declared)
            )
    return False


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
        case ["providers", name, own] if own in _keys_of(providers[name]):
            return ["providers", name, own]
    raise no_setting(
        key, (*own_keys(), *(f"providers.{each.name}.{own}" for each in providers for own in _keys_of(each)))
    )


def _keys_of(provider: Provider) -> tuple[str, ...]:
    """Return the keys of one provider: those that every one has, and its own."""
    own = attrs.fields(provider.settings) if provider.settings else ()
    return (*provider_keys(), *(field.name for field in own))


def no_setting(key: str, known: Iterable[str]) -> RequestError:
    """Return the error about a key that there is not, with the nearest that there is."""
    near = difflib.get_close_matches(key, list(known), n=1, cutoff=0.75)
    hint = f"did you mean {near[0]}?" if near else "`harmony config keys` lists them"
    if key.startswith("merge."):
        hint = "what is below [merge] is written into config.toml by hand; `harmony config path` says where that is"
    return RequestError(f"there is no setting {key!r}; {hint}", field="key")


def _check(text: str, providers: Providers, key: str) -> None:
    """Read the changed text as it will be read, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.toml").write_text(text, encoding="utf-8")
        try:
            config = load_config({"HARMONY_HOME": folder})
            for provider in providers:
                config.provider(provider)
        except HarmonyError as error:
            file = re.escape(str(Path(folder) / "config.toml"))
            why = re.sub(rf"^{file}(, line \d+)?: ", "", error.message)  # a line of what is not written
            why = why.removeprefix(f"{key}: ")
            raise RequestError(f"{key} was not changed: {why}", field="key") from error
