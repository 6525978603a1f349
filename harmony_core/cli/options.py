"""Options that several commands share, and what they lead to."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from datetime import datetime

    from harmony_core.domain.answers import Message
    from harmony_core.edges.config import Config
    from harmony_core.plugin.catalog import Catalog
    from harmony_core.plugin.parts import Look, Observer
    from harmony_core.plugin.snapshot import Mode
    from harmony_core.session import Session

F = TypeVar("F", bound=Callable[..., Any])

FORMATS = ("table", "json", "jsonl", "yaml", "csv")
LOG_LEVELS = ("trace", "debug", "info", "warning", "error", "fatal")


class Command(click.Command):
    """A command with the options that all have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*args, **kwargs)
        self.params += [
            click.Option(["-v", "--verbose"], count=True, expose_value=False, callback=_verbose, help="Show more."),
            click.Option(
                ["--log-level"],
                type=click.Choice(LOG_LEVELS, case_sensitive=False),
                expose_value=False,
                callback=_log_level,
                help="Show log lines from this level on.",
            ),
            click.Option(
                ["--env-file"],
                type=click.Path(exists=True, dir_okay=False, path_type=Path),
                expose_value=False,
                callback=_env_file,
                help="Read settings from this file instead of .env.",
            ),
        ]


def _verbose(ctx: click.Context, _: click.Parameter, count: int) -> None:
    if count:
        ctx.meta["harmony.log_level"] = "info" if count == 1 else "debug"


def _log_level(ctx: click.Context, _: click.Parameter, level: str | None) -> None:
    if level:
        ctx.meta["harmony.log_level"] = level.lower()


def _env_file(ctx: click.Context, _: click.Parameter, path: Path | None) -> None:
    if path:
        ctx.meta["harmony.env_file"] = path


def open_session(mode: Mode | None = None, *observers: Observer, warn: bool = True) -> Session:
    """Open a session as the options say, with logging set up; `warn` of settings that name what is not there."""
    from harmony_core.edges.log import configure_logging
    from harmony_core.plugin.snapshot import Mode
    from harmony_core.session import Session

    ctx = click.get_current_context(silent=True)
    meta = ctx.meta if ctx else {}
    config = current_config()
    configure_logging(meta.get("harmony.log_level") or config.settings.log_level)
    session = Session(config=config, mode=mode or Mode.NORMAL, observers=observers)
    if ctx:
        ctx.call_on_close(session.close_snapshots)
    if warn and not meta.get("harmony.warned"):
        meta["harmony.warned"] = True
        warn_of(config, session.catalog)
    return session


def current_config() -> Config:
    """Read the settings as the options say."""
    from harmony_core.edges.config import load_config

    ctx = click.get_current_context(silent=True)
    return load_config(env_file=ctx.meta.get("harmony.env_file") if ctx else None)


def switched_off() -> str:
    """Return the plugins that are switched off, but for those that are known to be providers; nothing where none is."""
    from harmony_core.plugin.catalog import DISABLED
    from harmony_core.plugin.loading import installable

    providers = {name for name, _ in installable()}
    off = [record.name for record in open_session().plugins if record.status == DISABLED]
    return ", ".join(name for name in off if name not in providers)


def warn_of(config: Config, catalog: Catalog) -> None:
    """Say which settings come to nothing, and what to write instead."""
    from harmony_core.cli import say
    from harmony_core.edges.misnamed import misnamed

    for text in (*config.warnings, *misnamed(config, catalog)):
        say(f"warning: {text}")


def format_option(*formats: str, default: str = "table") -> Callable[[F], F]:
    """Add `-f`; forms that plugins add are checked when the command runs."""
    return click.option(
        "-f",
        "--format",
        "form",
        default=default,
        show_default=True,
        metavar="FORMAT",
        help=f"One of {', '.join(formats)}.",
    )


def provider_option(function: F) -> F:
    """Add `--provider`, repeated or with commas."""
    return click.option(
        "--provider",
        "providers",
        multiple=True,
        callback=split_commas,
        metavar="NAME",
        help="Ask only these: names, or all, default, digital, database (repeated or with commas).",
    )(function)


def deadline_option(function: F) -> F:
    """Add `--deadline`."""
    return click.option(
        "--deadline",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help="Who has not answered by then is unknown (default: the setting deadline_seconds, or none).",
    )(function)


def mode_options(function: F) -> F:
    """Add `--offline`, `--frozen` and `--refresh`."""
    for name, text in (
        ("refresh", "Ask anew, whatever is kept."),
        ("frozen", "Use kept answers whatever their age, and ask for the others."),
        ("offline", "Use kept answers only."),
    ):
        function = click.option(f"--{name}", is_flag=True, help=text)(function)
    return function


def mode_of(offline: bool, frozen: bool, refresh: bool) -> Mode:
    """Return the mode that was asked for. Raises `UsageError` where several were."""
    from harmony_core.plugin.snapshot import Mode

    chosen = [
        mode for mode, given in zip(("offline", "frozen", "refresh"), (offline, frozen, refresh), strict=True) if given
    ]
    if len(chosen) > 1:
        raise click.UsageError(f"--{' and --'.join(chosen)} exclude one another")
    return Mode(chosen[0]) if chosen else Mode.NORMAL


def split_commas(_: click.Context, __: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """Return the values of an option that may be repeated, or hold several with commas; none is no value."""
    parts = tuple(part.strip() for value in values for part in value.split(",") if part.strip())
    if values and not parts:  # a variable that is not set in a script: what it was to limit must not be left open
        raise click.BadParameter("it is empty; give a value, or leave the option out")
    return parts


def moment(_: click.Context, __: click.Parameter, text: str | None) -> datetime | None:
    """Read a time; one without a zone is UTC, a day is its end."""
    from datetime import UTC, datetime, timedelta

    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no time; write 2026-11-01 or 2026-11-01T12:00Z") from error
    if len(text.strip()) <= len("2026-11-01"):
        found += timedelta(days=1) - timedelta(microseconds=1)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def look() -> Look:
    """Return what stdout is like; `NO_COLOR` is heeded (no-color.org)."""
    import os

    from harmony_core.plugin.parts import Look

    terminal = sys.stdout is not None and sys.stdout.isatty()  # None where it is closed
    width = shutil.get_terminal_size((100, 24)).columns if terminal or os.environ.get("COLUMNS") else 100
    return Look(width=max(width, 40), color=terminal and not os.environ.get("NO_COLOR"))


def tell(messages: Iterable[Message]) -> None:
    """Print messages to stderr, where the output itself does not show them."""
    from harmony_core.cli import say

    for message in messages:
        who = f"{message.provider}: " if message.provider else ""
        path = f"{message.path}: " if message.path else ""
        say(f"{message.level}: {who}{path}{message.text}")


def tell_answers(answers: Mapping[str, object]) -> None:
    """Print who had nothing and who did not say, where the output itself does not show it."""
    from harmony_core.cli import say
    from harmony_core.domain.answers import Absent, FoundMany, Unknown
    from harmony_core.edges.table import as_of

    for name, answer in answers.items():
        match answer:
            case Absent() | FoundMany(entities=()):
                say(f"{name}: has no such thing")
            case Unknown():
                say(f"{name}: did not say: {answer.error.message.removeprefix(f'{name}: ')}{as_of(answer.error.at)}")
