"""`harmony config`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import attrs
import click

from harmony_core.cli import say
from harmony_core.cli.options import Command, current_config, open_session, warn_of
from harmony_core.edges.config import ProviderSettings, Settings
from harmony_core.edges.edit_config import is_secret, no_setting, set_secret, set_value
from harmony_core.edges.secrets import without_password
from harmony_core.plugin.providers import Provider, Rate
from harmony_core.plugin.settings import note_of, variable_of
from harmony_core.session import Session


@click.group("config")
def command() -> None:
    """Show and change settings."""


@command.command("path", cls=Command)
def path() -> None:
    """Print where settings and kept answers are."""
    config = open_session().config
    click.echo(
        f"config {config.config_file}\nenv    {config.config_dir / '.env'}\nstore  {without_password(config.store_url)}"
    )


@command.command("show", cls=Command)
@click.argument("key", required=False)
def show(key: str | None) -> None:
    """Print all settings as they hold now, and where each is from; of a secret only whether it is set.

    KEY shows one setting, or those of one provider: regions, providers.deezer, providers.deezer.rate.
    """
    session = open_session()
    settings = dict(_settings(session))
    lines = [line for name, line in settings.items() if key is None or name == key or name.startswith(f"{key}.")]
    if key is not None and not lines:
        raise no_setting(key, [*settings, *(name.rpartition(".")[0] for name in settings)])
    click.echo("".join(lines), nl=False)


def _settings(session: Session) -> Iterator[tuple[str, str]]:
    """Yield every setting's key, with the line that shows it."""
    config = session.config
    for field in attrs.fields(Settings):
        yield field.name, _line(field.name, _shown(getattr(config.settings, field.name)), config.origin(field.name))
    for table, chosen in (("strategies", config.merge_strategies), ("orders", config.merge_orders)):
        for path, names in chosen.items():
            key = f"merge.{table}.{path}"
            yield key, _line(key, _shown(names), config.place(key))
    for provider in session.providers:
        settings = session.settings_of(provider)
        for field in _common_fields():
            key, value = f"providers.{provider.name}.{field.name}", getattr(settings, field.name)
            shown = _shown(_in_use(provider, field.name, config.settings) if value is None else value)
            yield key, _line(key, shown, config.origin(field.name, provider))
        for attribute in _own_fields(provider):
            key, value = f"providers.{provider.name}.{attribute.name}", getattr(settings.own, attribute.name, None)
            shown = "set" if value and note_of(attribute).secret else _shown(value)
            yield key, _line(key, shown, config.origin(attribute.name, provider))


def _line(key: str, shown: str, origin: str | None) -> str:
    return f"{key} = {shown}{f'  ({origin})' if origin else ''}\n"


def _in_use(provider: Provider, name: str, settings: Settings) -> object:
    """Return what holds for a provider where nothing is set for it: its own word, else the core's setting."""
    return getattr(provider, name, None) or getattr(settings, name, None)


@command.command("set", cls=Command)
@click.argument("key")
@click.argument("value", required=False)
@click.option("--secret", is_flag=True, help="Ask for the value, and keep it where only you can read it.")
def set_(key: str, value: str | None, secret: bool) -> None:
    """Write a setting to config.toml; an empty VALUE takes it out.

    KEY is as `harmony config keys` lists it: regions, providers.deezer.rate …

    With --secret the value is asked for without being shown, or read from the standard input, and kept in the
    platform's keyring (`pip install 'harmony-core[keyring]'`), or where there is none in a file that only you can
    read.
    """
    session = open_session(warn=False)
    if secret and value is not None:
        raise click.UsageError("with --secret the value is asked for: on the command line others can see it")
    if secret:
        given = _asked(key)
        where = set_secret(session.config, session.providers, key, given)
        say(f"{key}: in {where}" if given else f"{key}: nothing was given, so it is forgotten")
        return
    if value is None:
        raise click.UsageError("give a value, or --secret to be asked for it")
    say(f"written to {set_value(session.config, session.providers, key, value)}")
    warn_of(current_config(), session.catalog)
    if value and is_secret(session.providers, key):
        say(f"{key} is a secret: `harmony config set --secret {key}` keeps it where only you can read it")


def _asked(key: str) -> str:
    """Return a value that is asked for on a terminal without showing it, and else read from the standard input."""
    if sys.stdin.isatty():
        return str(click.prompt(key, hide_input=True, default="", show_default=False, err=True)).strip()
    return sys.stdin.readline().strip()


@command.command("keys", cls=Command)
@click.option("--env", is_flag=True, help="As a file of environment variables (.env.example).")
def keys(env: bool) -> None:
    """List everything that can be set, with its environment variable."""
    session = open_session()
    click.echo("".join(env_lines(session) if env else _key_lines(session)), nl=False)


def env_lines(session: Session) -> Iterator[str]:
    """Yield the lines of `.env.example`."""
    yield "# Settings of Harmony. Copy to .env in HARMONY_HOME (or the config folder) and fill in what you need.\n"
    yield "# Each variable is also read with _FILE at its end, naming a file that holds the value.\n"
    for field in attrs.fields(Settings):
        yield f"\n# {field.metadata['help']}\n#HARMONY_{field.name.upper()}=\n"
    for provider in session.providers:
        yield f"\n# --- {provider.title} ---\n"
        for attribute in _own_fields(provider):
            note = note_of(attribute)
            where = f" ({note.where})" if note.where else ""
            yield f"\n# {note.help}{where}\n#{note.variables(provider.name, attribute.name)[0]}=\n"
        for field in _common_fields():
            yield f"\n# {field.metadata['help']}\n#{variable_of(provider.name, field.name)}=\n"


def _key_lines(session: Session) -> Iterator[str]:
    for field in attrs.fields(Settings):
        yield f"{field.name}  (HARMONY_{field.name.upper()})\n    {field.metadata['help']}\n"
    for provider in session.providers:
        for attribute in _own_fields(provider):
            note = note_of(attribute)
            variables = ", ".join(note.variables(provider.name, attribute.name))
            where = f"; {note.where}" if note.where else ""
            yield f"providers.{provider.name}.{attribute.name}  ({variables})\n    {note.help}{where}\n"
        for field in _common_fields():
            variable = variable_of(provider.name, field.name)
            yield f"providers.{provider.name}.{field.name}  ({variable})\n    {field.metadata['help']}\n"


def _common_fields() -> list[attrs.Attribute[object]]:
    return [field for field in attrs.fields(ProviderSettings) if "help" in field.metadata]


def _own_fields(provider: Provider) -> tuple[attrs.Attribute[object], ...]:
    return tuple(attrs.fields(provider.settings)) if provider.settings else ()


def _shown(value: object) -> str:
    match value:
        case None:
            return "not set"
        case Rate():
            return f"{value.requests}/{value.per:g}"
        case bool():
            return "yes" if value else "no"
        case frozenset() | tuple():
            return ", ".join(sorted(map(str, value)) if isinstance(value, frozenset) else map(str, value)) or "(none)"
        case _:
            return without_password(str(value))
