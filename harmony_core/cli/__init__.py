"""The command line: read options, call, print. Commands are imported when they are run."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from errno import EBADF, EFBIG, EIO, ENOSPC
from importlib import import_module
from typing import NoReturn

import click

from harmony_core import __version__

COMMANDS = {
    "lookup": "look one thing up at many sources",
    "search": "list candidates for words",
    "batch": "look many things up, a line for each",
    "show": "show what is known of a thing from earlier lookups",
    "explain": "say why a field has its value",
    "parse": "say what a text is taken for",
    "normalize": "turn one raw answer into the common form",
    "providers": "list the sources that can be asked",
    "limits": "show how often sources may be asked now",
    "plugins": "list what is installed, and what is wrong with it",
    "snapshots": "list, share, compare, prune, check and repair kept answers",
    "schema": "print the JSON Schema of a document",
    "validate": "check a file against a schema",
    "config": "show and change settings",
    "new-provider": "write the package of a new provider",
    "completion": "print what makes a shell complete commands",
}
"""Every command with its short help, so that `--help` need not import them."""


GARBAGE_AFTER = 100_000
"""How many new objects there are before garbage is looked for: a start makes nearly as many that stay."""


NOBODY_READS = 141
"""The exit code of a program whose output nobody reads on: 128 and the number of SIGPIPE."""


class NobodyReadsError(Exception):
    """Nobody reads the output on. Of a broken pipe click would make exit code 1, which is that of an error."""


class LazyGroup(click.Group):
    """Imports a command's module when the command is run; plugins are loaded for help and for names unknown here."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: object
    ) -> click.Context:
        """Read the options; help and the version are printed here."""
        with _broken_pipe_told():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        with _broken_pipe_told():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the core's commands, in the order in which one meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None."""
        if cmd_name in COMMANDS:
            module = import_module(f"harmony_core.cli.{cmd_name.replace('-', '_')}")
            command: click.Command = module.command
            return command
        return _from_plugins(cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was named; a misspelt one is answered with what it may have been."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            from harmony_core.cli.options import switched_off

            known = [*COMMANDS, *(command.name or "" for command in _of_plugins())]
            close = get_close_matches(args[0], known, n=1) if args else []
            off = switched_off()
            hints = [f"; it may be of a plugin that is switched off: {off} (see `harmony plugins`)"] if off else []
            hints += [f"; did you mean {close[0]!r}?"] if close else []
            raise click.UsageError(f"{error.message.rstrip('.')}{''.join(hints)}", error.ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them, and those that plugins add."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))
        if added := _of_plugins():
            with formatter.section("Commands of plugins"):
                formatter.write_dl([(each.name or "", each.get_short_help_str(limit=80)) for each in added])


@contextlib.contextmanager
def _broken_pipe_told() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise NobodyReadsError from error


def _of_plugins() -> Sequence[click.Command]:
    """Return the commands that plugins add; none where the settings cannot be read, so that there is always help."""
    from harmony_core.cli.options import current_config
    from harmony_core.domain.errors import HarmonyError
    from harmony_core.plugin.loading import load_commands

    try:
        settings = current_config().settings
    except HarmonyError:
        return ()
    return load_commands(settings.plugins, settings.disable)


def _from_plugins(name: str) -> click.Command | None:
    from harmony_core.cli.options import open_session

    commands = open_session().catalog.commands
    return next((command for command in commands if command.name == name), None)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="harmony")
def cli() -> None:
    """Look music up at many sources at once, and get one answer.

    Data goes to stdout, talk to stderr. Exit codes: 0 found, 1 error, 2 wrong usage, 3 absent, 4 found but a
    provider failed (--strict), 5 unknown, 130 interrupted, 141 nobody reads on (as before `| head`), 143 terminated.
    Plugins may add commands: see `harmony plugins`.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and end the program."""
    gc.set_threshold(GARBAGE_AFTER)
    named = next((each for each in (sys.argv[1:] if arguments is None else arguments) if not each.startswith("-")), "")
    if named in COMMANDS:  # a plugin's may bring libraries that miss their garbage, and say so
        atexit.register(gc.freeze)  # the end of a program frees all; looking for garbage in it first takes 50 ms
    _open_streams()
    sys.exit(run(lambda: cli.main(args=arguments, prog_name="harmony", standalone_mode=False)))


def _open_streams() -> None:
    """Give those of the three streams that are closed nothing to read or write; of stdout a write is an error.

    Otherwise the next file that is opened would take a stream's place, and be written to as if it were the output.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            # talk may be lost, but not the output: it is an error (EBADF) where a command has any
            access = os.O_RDONLY if name == "stdout" else os.O_RDWR
            os.open(os.devnull, access)  # takes the lowest number that is free, which is this one
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - it stays open


def run(call: Callable[[], object]) -> int:
    """Run a call and return its exit code; what the user can mend is told in one line, a bug with a traceback."""
    from harmony_core.domain.errors import HarmonyError, RequestError

    try:
        code = call()
        sys.stdout.flush()
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except (KeyboardInterrupt, click.Abort):
        return 130
    except click.exceptions.NoArgsIsHelpError as error:  # nothing was asked for: what could be, and no complaint
        say(error.format_message())
        return error.exit_code
    except click.ClickException as error:
        where = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "harmony"
        text = " ".join(error.format_message().split()).rstrip(".")
        say(f"harmony: {text}; see {where} --help" if text.endswith(")") else f"harmony: {text} (see {where} --help)")
        return error.exit_code
    except HarmonyError as error:
        say(f"harmony: {error.message}")
        return 2 if isinstance(error, RequestError) else 1
    except (BrokenPipeError, NobodyReadsError):
        _drop_output()  # whoever read it has seen enough
        return NOBODY_READS
    except OSError as error:
        of_output = "the output cannot be written: " if error.errno in (EBADF, EFBIG, EIO, ENOSPC) else ""
        where = f"{error.filename}: " if error.filename else of_output
        say(f"harmony: {where}{error.strerror or error}")
        try:
            sys.stdout.flush()
        except OSError:
            _drop_output()
        return 1
    return code if isinstance(code, int) else 0


def _drop_output() -> None:
    """Let what is left of the output go nowhere: Python must not fail to write it once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(text: str) -> None:
    """Print talk to stderr, safe for a terminal."""
    from harmony_core.edges.printable import printable

    click.echo(printable(text), err=True)
