"""`harmony completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from harmony_core.cli import cli
from harmony_core.cli.options import Command
from harmony_core.domain.errors import RequestError

HOW = {
    "bash": 'add to ~/.bashrc: eval "$(harmony completion bash)"',
    "zsh": 'add to ~/.zshrc: eval "$(harmony completion zsh)"',
    "fish": "run: harmony completion fish > ~/.config/fish/completions/harmony.fish",
}


@click.command("completion", cls=Command, epilog="; ".join(HOW.values()))
@click.argument("shell", type=click.Choice(list(HOW)))
def command(shell: str) -> None:
    """Print what makes a shell complete commands and options."""
    complete = get_completion_class(shell)
    if complete is None:
        raise RequestError(f"{shell} is not known here", field="shell")
    click.echo(complete(cli, {}, "harmony", "_HARMONY_COMPLETE").source())
