"""Settings: `config.toml`, kept secrets, `.env` and the environment, in that order, the later ones first.

Folders are the platform's, or below `HARMONY_HOME`. Every variable is also read with `_FILE` at its end,
naming a file that holds the value (mounted secrets).
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import attrs
from platformdirs import PlatformDirs

from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.codes import Country
from harmony_core.domain.errors import RequestError, SetupError
from harmony_core.domain.patterns import pattern
from harmony_core.edges.addresses import Network
from harmony_core.edges.vault import Vault, open_vault
from harmony_core.plugin.providers import Provider, Rate
from harmony_core.plugin.settings import note_of, variable_of, variables_of

if TYPE_CHECKING:
    from dotenv.parser import Binding

V = TypeVar("V")

DEFAULT_REGIONS = ("GB", "US", "DE", "JP")


@attrs.frozen(kw_only=True)
@by_fields
class Settings:
    """The core's own settings; each has a variable `HARMONY_<NAME>` and a key in `config.toml`."""

    contact: str | None = attrs.field(
        default=None, metadata={"help": "address or page by which sources can reach you, sent with each request"}
    )
    regions: tuple[Country, ...] = attrs.field(
        default=tuple(map(Country.parse, DEFAULT_REGIONS)),
        metadata={"help": "countries in whose stores to look, in order"},
    )
    prefer: tuple[str, ...] = attrs.field(
        default=(), metadata={"help": "providers whose word goes first in a merge, in order"}
    )
    rules_off: frozenset[str] = attrs.field(
        default=frozenset(), metadata={"help": "cleaning rules that do not run, by name"}
    )
    rules_on: frozenset[str] = attrs.field(
        default=frozenset(), metadata={"help": "optional cleaning rules that run, by name"}
    )
    store: str | None = attrs.field(
        default=None,
        repr=False,
        metadata={"help": "where answers are kept: sqlite:PATH or memory: (default: in the data folder)"},
    )
    limits: str | None = attrs.field(
        default=None,
        repr=False,
        metadata={"help": "where rates and circuit breakers are kept, for all who share it (default: as store)"},
    )
    plugins: frozenset[str] | None = attrs.field(
        default=None, metadata={"help": "load only these plugins (default: all that are installed)"}
    )
    disable: frozenset[str] = attrs.field(default=frozenset(), metadata={"help": "plugins not to load"})
    timeout_seconds: float = attrs.field(default=30.0, metadata={"help": "how long one request may take"})
    connect_seconds: float = attrs.field(default=10.0, metadata={"help": "how long connecting may take"})
    max_body_mb: float = attrs.field(
        default=32.0, metadata={"help": "how large an answer may be, unpacked, in megabytes"}
    )
    retries: int = attrs.field(default=3, metadata={"help": "how often a request is tried again"})
    retry_seconds: float = attrs.field(default=1.0, metadata={"help": "the wait before the first new try; it doubles"})
    patience_seconds: float = attrs.field(
        default=30.0, metadata={"help": "the longest Retry-After that is waited for; a longer one ends the request"}
    )
    deadline_seconds: float | None = attrs.field(
        default=None, metadata={"help": "how long a whole lookup may take; who has not answered by then is unknown"}
    )
    breaker_failures: int = attrs.field(
        default=5, metadata={"help": "how many failures in a row stop requests to a source; 0 for never"}
    )
    breaker_seconds: float = attrs.field(
        default=60.0, metadata={"help": "for how long, before one request tries the source again"}
    )
    breaker_successes: int = attrs.field(
        default=2, metadata={"help": "how many such tries must succeed until it is asked as before"}
    )
    memory_answers: int = attrs.field(
        default=2000, metadata={"help": "how many answers a running program holds ready; 0 for none"}
    )
    memory_results: int = attrs.field(default=500, metadata={"help": "how many results it holds ready; 0 for none"})
    memory_seconds: float = attrs.field(default=300.0, metadata={"help": "for how long it holds them ready"})
    connections: int = attrs.field(default=20, metadata={"help": "how many connections may be open at once"})
    trusted_networks: tuple[Network, ...] = attrs.field(
        default=(), metadata={"help": "private networks that may be connected to, as in 10.0.0.0/8"}
    )
    log_level: str = attrs.field(default="warning", metadata={"help": "trace, debug, info, warning, error or fatal"})


@attrs.frozen(kw_only=True)
@by_fields
class ProviderSettings:
    """What can be set for every provider: in `[providers.NAME]`, or as `NAME_<KEY>`."""

    enabled: bool = attrs.field(default=True, metadata={"help": "whether it is asked at all"})
    priority: int | None = attrs.field(default=None, metadata={"help": "0 to 100; decides where nothing else does"})
    rate: Rate | None = attrs.field(default=None, metadata={"help": 'requests a second, or "50/5" for 50 in 5 seconds'})
    fresh: float | None = attrs.field(default=None, metadata={"help": "hours for which an answer is used unasked"})
    stale: float | None = attrs.field(
        default=None, metadata={"help": "hours for which it is then still used at once, while it is asked for anew"}
    )
    retries: int | None = attrs.field(default=None, metadata={"help": "how often a request is tried again"})
    retry_seconds: float | None = attrs.field(
        default=None, metadata={"help": "the wait before the first new try; it doubles"}
    )
    timeout_seconds: float | None = attrs.field(default=None, metadata={"help": "how long one request may take"})
    base: str | None = attrs.field(
        default=None, repr=False, metadata={"help": "another address to ask: a mirror, a test server"}
    )
    own: object | None = attrs.field(default=None, repr=False)
    missing: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
@by_fields
class _Layer:
    """Variables, of the environment or of a file; `lines` are those at which they stand in it."""

    values: Mapping[str, str]
    file: Path | None = None
    lines: Mapping[str, int] = attrs.field(factory=dict, hash=False)

    def get(self, variable: str) -> str:
        """Return a variable's value, nothing where it is not set."""
        return self.values.get(variable, "").strip()

    def place(self, variable: str) -> str:
        """Say where a variable stands."""
        return variable if self.file is None else f"{self.file}, line {self.lines[variable]}: {variable}"


@attrs.frozen(kw_only=True)
@by_fields
class Config:
    """All that was read, and where from; `warnings` are of what was left out, as it could not be read."""

    config_dir: Path
    data_dir: Path
    settings: Settings
    vault: Vault = attrs.field(repr=False)
    warnings: tuple[str, ...] = ()
    _file: Mapping[str, Any] = attrs.field(repr=False)
    _env: Sequence[_Layer] = attrs.field(repr=False)

    @property
    def config_file(self) -> Path:
        """Where settings are kept between runs."""
        return self.config_dir / "config.toml"

    def user_agent(self, version: str) -> str:
        """Return how requests name themselves: honestly, with the contact where one is set."""
        name = f"harmony-core/{version}"
        contact = self.settings.contact
        return f"{name} ( {contact} )" if contact else f"{name} ( music metadata lookup; no contact set )"

    @property
    def store_url(self) -> str:
        """Where answers are kept."""
        return self.settings.store or f"sqlite:{self.data_dir / 'harmony.db'}"

    @property
    def limits_url(self) -> str:
        """Where rates and circuit breakers are kept."""
        return self.settings.limits or self.store_url

    @property
    def merge_strategies(self) -> Mapping[str, str]:
        """The strategies of fields that differ from the defaults: `[merge.strategies]`."""
        return {field: _text(name) for field, name in _table(self._file, "merge", "strategies").items()}

    @property
    def merge_orders(self) -> Mapping[str, tuple[str, ...]]:
        """Whose word goes first for single fields: `[merge.orders]`."""
        return {field: _ordered_names(names) for field, names in _table(self._file, "merge", "orders").items()}

    @property
    def variables(self) -> Mapping[str, str]:
        """The variables that are set, whoever they are for, each with where it stands."""
        return {name: layer.place(name) for layer in self._env for name in layer.values}

    @property
    def provider_tables(self) -> tuple[str, ...]:
        """The providers that config.toml has settings of, whether or not they are installed."""
        return tuple(_table(self._file, "providers"))

    def origin(self, name: str, provider: Provider | None = None) -> str | None:
        """Return where the value of a setting is from, in words; None where it is the default."""
        own = attrs.fields_dict(provider.settings).get(name) if provider and provider.settings else None
        variables: Sequence[str] = ()
        if provider is not None and own is not None:
            variables = note_of(own).variables(provider.name, name)
        elif provider is None and name == "log_level":
            variables = _level_variables(self._env)
        found = next(self._source(provider).places(name, variables), None)
        if found is None:
            return None
        if not found.in_file:
            return found.place
        return self.place(f"providers.{provider.name}.{name}" if provider else name)

    def place(self, key: str) -> str:
        """Return where a key stands in config.toml, with its line."""
        return _place(self.config_file, key)

    def _source(self, provider: Provider | None) -> _Source:
        if provider is None:
            return _Source(self._file, self._env, "HARMONY_", "", self.config_file, self.vault)
        table, path = _table(self._file, "providers", provider.name), f"providers.{provider.name}"
        return _Source(table, self._env, variable_of(provider.name, ""), path, self.config_file, self.vault)

    def provider(self, provider: Provider) -> ProviderSettings:
        """Return the settings of a provider. Raises `SetupError` naming what is wrong."""
        table = _table(self._file, "providers", provider.name)
        own_fields = attrs.fields(provider.settings) if provider.settings else ()
        known = (
            *(field.name for field in attrs.fields(ProviderSettings) if "help" in field.metadata),
            *(field.name for field in own_fields),
        )
        _refuse_unknown(self.config_file, f"providers.{provider.name}", table, known)
        source = self._source(provider)
        own, missing = _own_settings(provider, source)
        return ProviderSettings(
            enabled=source.get("enabled", _boolean, True),
            priority=source.get("priority", _priority, None),
            rate=source.get("rate", _rate, None),
            fresh=source.get("fresh", _number, None),
            stale=source.get("stale", _number, None),
            retries=source.get("retries", _whole, None),
            retry_seconds=source.get("retry_seconds", _number, None),
            timeout_seconds=source.get("timeout_seconds", _positive, None),
            base=source.get("base", _base, None),
            own=own,
            missing=missing,
        )


def load_config(
    environ: Mapping[str, str] | None = None, env_file: Path | None = None, config_dir: Path | None = None
) -> Config:
    """Read all settings. Raises `SetupError` where a file or a value cannot be read."""
    environment = dict(os.environ if environ is None else environ)
    home = environment.get("HARMONY_HOME")
    if home:
        config_dir = data_dir = Path(home).expanduser()
    else:
        dirs = PlatformDirs("harmony", appauthor=False)
        config_dir, data_dir = config_dir or Path(dirs.user_config_dir), Path(dirs.user_data_dir)
    if env_file is not None and not env_file.is_file():
        raise SetupError(f"{env_file}: there is no such file (--env-file)")
    dotenv, warnings = _dotenv(env_file or config_dir / ".env")
    env = (_Layer(values=environment), dotenv)
    file = config_dir / "config.toml"
    table = _toml(file)
    _refuse_unknown(file, "", table, (*(field.name for field in attrs.fields(Settings)), "providers", "merge"))
    _refuse_unknown(file, "merge", _table(table, "merge"), ("orders", "strategies"))
    # The keyring is one for all folders: in it, what belongs to a folder of its own is named after that.
    vault = open_vault(config_dir, f"harmony ({config_dir.absolute()})" if home else "harmony")
    source = _Source(table, env, "HARMONY_", "", file, vault)
    defaults = Settings()
    settings = Settings(
        contact=source.get("contact", _line, defaults.contact),
        regions=source.get("regions", _regions, defaults.regions),
        prefer=source.get("prefer", _ordered_names, defaults.prefer),
        rules_off=source.get("rules_off", _names, defaults.rules_off),
        rules_on=source.get("rules_on", _names, defaults.rules_on),
        store=source.get("store", str, defaults.store),
        limits=source.get("limits", str, defaults.limits),
        plugins=source.get("plugins", _names, defaults.plugins),
        disable=source.get("disable", _names, defaults.disable),
        timeout_seconds=source.get("timeout_seconds", _positive, defaults.timeout_seconds),
        connect_seconds=source.get("connect_seconds", _positive, defaults.connect_seconds),
        max_body_mb=source.get("max_body_mb", _positive, defaults.max_body_mb),
        retries=source.get("retries", _whole, defaults.retries),
        retry_seconds=source.get("retry_seconds", _number, defaults.retry_seconds),
        patience_seconds=source.get("patience_seconds", _number, defaults.patience_seconds),
        deadline_seconds=source.get("deadline_seconds", _positive, defaults.deadline_seconds),
        breaker_failures=source.get("breaker_failures", _whole, defaults.breaker_failures),
        breaker_seconds=source.get("breaker_seconds", _positive, defaults.breaker_seconds),
        breaker_successes=source.get("breaker_successes", _count, defaults.breaker_successes),
        memory_answers=source.get("memory_answers", _whole, defaults.memory_answers),
        memory_results=source.get("memory_results", _whole, defaults.memory_results),
        memory_seconds=source.get("memory_seconds", _number, defaults.memory_seconds),
        connections=source.get("connections", _count, defaults.connections),
        trusted_networks=source.get("trusted_networks", _networks, defaults.trusted_networks),
        log_level=source.get("log_level", _log_level, defaults.log_level, _level_variables(env)),
    )
    return Config(
        config_dir=config_dir,
        data_dir=data_dir,
        settings=settings,
        vault=vault,
        warnings=warnings,
        file=table,
        env=env,
    )


LOG_LEVELS = ("trace", "debug", "info", "warning", "error", "fatal")


def _level_variables(env: Sequence[_Layer]) -> tuple[str, ...]:
    """Return the variables of the log level; other programs give LOG_LEVEL values too that say nothing here."""
    known = any(layer.get("LOG_LEVEL").lower() in LOG_LEVELS for layer in env)
    return ("HARMONY_LOG_LEVEL", *(("LOG_LEVEL",) if known else ()))


@attrs.frozen
@by_fields
class _Found:
    """A value as it was written, and where; `in_file` is whether that is config.toml."""

    place: str
    raw: Any
    in_file: bool = False


@attrs.frozen
@by_fields
class _Source:
    """One table of the file (`path`), and what goes before it: the environment, then `.env`, then kept secrets."""

    table: Mapping[str, Any]
    env: Sequence[_Layer]
    prefix: str
    path: str
    file: Path
    vault: Vault

    def get(self, name: str, read: Callable[[Any], V], default: V, variables: Sequence[str] = ()) -> V:
        """Return a value, from the first place that has one. Raises `SetupError`."""
        for found in self.places(name, variables):
            try:
                return read(found.raw)
            except (ValueError, TypeError, OverflowError, RequestError) as error:
                line = f"{_place(self.file, found.place)}: " if found.in_file else ""
                raise SetupError(f"{line}{found.place}: {_told(error)}") from error
        return default

    def places(self, name: str, variables: Sequence[str] = ()) -> Iterator[_Found]:
        """Yield every value that is given for a setting, the one that holds first. Raises `SetupError`."""
        named = variables or (f"{self.prefix}{name}".upper(),)
        for layer in self.env:
            for variable in named:
                if value := layer.get(variable):
                    yield _Found(layer.place(variable), value)
                elif path := layer.get(f"{variable}_FILE"):
                    place = layer.place(f"{variable}_FILE")
                    yield _Found(place, _secret_file(place, Path(path)))
        key = f"{self.path}.{name}" if self.path else name
        if (secret := self.vault.get(key)) not in (None, ""):
            yield _Found(f"secrets.toml {key}", secret)
        if name in self.table:
            yield _Found(key, self.table[name], in_file=True)


def _own_settings(provider: Provider, source: _Source) -> tuple[object | None, tuple[str, ...]]:
    """Return a provider's own settings, and the variables of those that are missing."""
    if provider.settings is None:
        return None, ()
    values = {}
    for attribute in attrs.fields(provider.settings):
        variables = note_of(attribute).variables(provider.name, attribute.name)
        values[attribute.name] = source.get(attribute.name, _text, attribute.default, variables)
    own = provider.settings(**values)
    return own, _missing(provider, own)


def _missing(provider: Provider, own: attrs.AttrsInstance) -> tuple[str, ...]:
    """Return the variables of missing settings; of several ways to show who asks, one text that names them all."""
    fields = attrs.fields(type(own))
    keys = {name for way in provider.auths for name in way.settings}
    ways = _lacking_ways(provider, own)
    alone = ways[0] if len(ways) == 1 else ()
    needed = [each.name for each in fields if each.name in alone or (note_of(each).required and each.name not in keys)]
    missing = variables_of(provider.name, type(own), [name for name in needed if not getattr(own, name)])
    if len(ways) < 2:
        return missing
    texts = [variables_of(provider.name, type(own), way) for way in ways]
    return (*missing, " or ".join(way[0] if len(way) == 1 else f"({' and '.join(way)})" for way in texts))


def _lacking_ways(provider: Provider, own: attrs.AttrsInstance) -> Sequence[Sequence[str]]:
    """Return for each way to show who asks what it lacks, or only for those that are begun; nothing where one is whole.

    Nothing is lacking either where all are optional and none is begun: the source answers without.
    """
    fields = {field.name: field for field in attrs.fields(type(own))}
    given = {name for name in fields if getattr(own, name)}
    ways = [way.settings for way in provider.auths]
    if any(given.issuperset(way) for way in ways):
        return []
    begun = [way for way in ways if any(name in given and getattr(own, name) != fields[name].default for name in way)]
    needed = begun or [way for way in ways if any(note_of(fields[name]).required for name in way)]
    return [[name for name in way if name not in given] for way in needed]


def _secret_file(place: str, path: Path) -> str:
    try:
        text = path.expanduser().read_text(encoding="utf-8").strip()
    except (OSError, ValueError, RuntimeError) as error:
        told = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else _told(error)
        raise SetupError(f"{place}: {path} cannot be read ({told})") from None
    if not text:
        raise SetupError(f"{place}: {path} is empty")
    return text


def _dotenv(path: Path) -> tuple[_Layer, tuple[str, ...]]:
    """Return a file's variables, and a warning of each line that sets none (what stands there may be a secret)."""
    try:
        with path.open(encoding="utf-8") as file:
            from dotenv.parser import parse_stream  # for those who have such a file

            bindings = [each for each in parse_stream(file) if each.key is not None or each.error]
    except (FileNotFoundError, NotADirectoryError):
        bindings = []
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(f"{path}: cannot be read ({_told(error)})") from error
    values = {each.key: each.value for each in bindings if each.key is not None and each.value is not None}
    lines = {each.key: _first_line(each) for each in bindings if each.key in values}
    wrong = [_first_line(each) for each in bindings if each.key not in values]
    layer = _Layer(values=values, file=path, lines=lines)
    return layer, tuple(f"{path}, line {line}: sets nothing; write NAME=value" for line in wrong)


def _first_line(binding: Binding) -> int:
    """Return the line at which a variable stands: the parser counts from the blank lines before it."""
    text = binding.original.string
    return binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")


_HEAD = pattern(r"\s*\[\[?([^\]#]+)\]")
_SETS = pattern(r"\s*([\w.\"'-]+)\s*=")


def _line_of(path: Path, key: str) -> int | None:
    """Return the line of config.toml at which a key or a table stands, None where it is not seen."""
    table = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        head, sets = _HEAD.match(line), _SETS.match(line)
        if head:
            table = head.group(1).strip()
        found = table if head else ".".join(filter(None, (table, sets.group(1)))) if sets else ""
        if re.sub("[\"' ]", "", found) == key:
            return number
    return None


def _place(path: Path, key: str) -> str:
    """Return where a key stands in config.toml, with its line where that is seen."""
    line = _line_of(path, key)
    return f"{path}, line {line}" if line else f"{path}"


def _toml(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SetupError(f"{path}: cannot be read ({_told(error)})") from error


def _table(table: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    for step in path:
        table = table.get(step, {})
        if not isinstance(table, Mapping):
            raise SetupError(f"config.toml: [{'.'.join(path)}] must be a table")
    return table


def _refuse_unknown(file: Path, path: str, table: Mapping[str, Any], known: Sequence[str]) -> None:
    """Raise where a table has a key that means nothing: it is misspelt more often than not."""
    for name in table:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}?" if close else "`harmony config keys` lists what can be set"
            key = f"{path}.{name}" if path else name
            raise SetupError(f"{_place(file, key)}: there is no setting {key!r}; {hint}")


def _told(error: Exception) -> str:
    return str(error.strerror if isinstance(error, OSError) and error.strerror else error)


def _text(raw: object) -> str:
    if not isinstance(raw, (str, int, float)) or isinstance(raw, bool):
        raise TypeError("must be a text")  # what it is may be a secret
    return str(raw).strip()


def _line(raw: object) -> str:
    text = _text(raw)
    if not text.isprintable():
        raise ValueError(f"{raw!r} must be one line")
    return text


def _number(raw: object) -> float:
    try:
        number = float(str(raw))
    except ValueError:
        raise ValueError(f"{raw!r} is not a number") from None
    if not 0 <= number < float("inf"):
        raise ValueError(f"{raw!r} is not a number that is 0 or more")
    return number


def _positive(raw: object) -> float:
    number = _number(raw)
    if number == 0:
        raise ValueError(f"{raw!r} must be more than 0")
    return number


def _whole(raw: object) -> int:
    number = _number(raw)
    if number != int(number):
        raise ValueError(f"{raw!r} is not a whole number")
    return int(number)


def _count(raw: object) -> int:
    return int(_positive(_whole(raw)))


def _priority(raw: object) -> int:
    number = _whole(raw)
    if number > 100:
        raise ValueError(f"{raw!r} is more than 100")
    return number


def _boolean(raw: object) -> bool:
    match str(raw).strip().lower():
        case "1" | "true" | "yes" | "on":
            return True
        case "0" | "false" | "no" | "off":
            return False
        case _:
            raise ValueError(f"{raw!r} is neither true nor false")


def _list(raw: object) -> list[str]:
    parts = raw if isinstance(raw, list) else str(raw).replace(",", " ").split()
    return [str(part).strip() for part in parts if str(part).strip()]


def _names(raw: object) -> frozenset[str]:
    return frozenset(_list(raw))


def _ordered_names(raw: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_list(raw)))


def _regions(raw: object) -> tuple[Country, ...]:
    return tuple(Country.parse(part) for part in _list(raw))


def _networks(raw: object) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(part, strict=False) for part in _list(raw))


def _log_level(raw: object) -> str:
    level = str(raw).strip().lower()
    if level not in LOG_LEVELS:
        raise ValueError(f"{raw!r} is not one of {', '.join(LOG_LEVELS)}")
    return level


def _rate(raw: object) -> Rate:
    requests, _, per = str(raw).partition("/")
    try:
        number, seconds = float(requests), float(per or 1)
    except ValueError:
        number = seconds = 0.0
    if not (0 < number < float("inf") and 0 < seconds < float("inf")):
        raise ValueError(f'{raw!r} is not a rate: write requests a second, or "50/5" for 50 in 5 seconds')
    return Rate(int(number), per=seconds) if number == int(number) else Rate(1, per=seconds / number)


def _base(raw: object) -> str:
    text = str(raw).strip()
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be an address without a query, as in https://mirror.example.org/")
    _ = parts.port  # raises where it is none
    return text if text.endswith("/") else f"{text}/"
