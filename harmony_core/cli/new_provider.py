"""`harmony new-provider`."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from importlib.resources import as_file, files
from keyword import iskeyword
from pathlib import Path

import click

from harmony_core.cli import say
from harmony_core.cli.options import Command
from harmony_core.domain.errors import RequestError, SetupError
from harmony_core.domain.patterns import pattern
from harmony_core.plugin.loading import installable
from harmony_core.plugin.providers import NAME

TEMPLATE = files("harmony_core") / "template"
"""The template that `cookiecutter-provider` is in the repository."""

ADDRESS = pattern(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[\w./-]*)?")


@click.command("new-provider", cls=Command)
@click.argument("name", required=False)
@click.option("--title", help="Its name as people write it.")
@click.option("--site", help="The address of its pages.")
@click.option("--api", help="The address of its API.")
@click.option("--author", help="Who writes the package.")
@click.option(
    "--output",
    "-o",
    type=click.Path(file_okay=False, path_type=Path),
    default=".",
    show_default=True,
    help="Where its folder goes.",
)
def command(
    name: str | None, title: str | None, site: str | None, api: str | None, author: str | None, output: Path
) -> None:
    """Write a new provider's package, harmony-NAME, which passes its own tests.

    On a terminal what is not given is asked for; every question has an answer that will do.
    """
    given = {"name": name, "title": title, "site": site, "api": api, "author": author}
    answers = {key: value for key, value in given.items() if value is not None}
    folder = write_provider(answers, output, ask=name is None and sys.stdin.isatty())
    if (taken := folder.name.removeprefix("harmony-")) in dict(installable()):
        say(f"note: there is a package {folder.name} already; where both are wanted call yours otherwise than {taken}")
    say(f'written: {folder}\nnow: cd {folder} && pip install -e ".[dev]" && pytest')


def write_provider(answers: Mapping[str, str], output: Path, *, ask: bool = False) -> Path:
    """Render the template and return the new folder.

    `answers` are those to the template's questions; the others are asked for, or have the answer that will do.
    Raises `RequestError` where an answer makes no provider or its folder is there, `SetupError` where the renderer
    is not installed.
    """
    try:
        from cookiecutter.generate import generate_files
        from cookiecutter.prompt import prompt_for_config
    except ModuleNotFoundError as error:
        raise SetupError(
            f"{error.name} is not installed: pip install 'harmony-core[testing]' brings it, and what tests a provider"
        ) from error
    with as_file(TEMPLATE) as template:
        questions = json.loads((template / "cookiecutter.json").read_text(encoding="utf-8"))
        filled = prompt_for_config({"cookiecutter": {**questions, **answers}}, no_input=not ask)
        _check(filled)
        folder = output / str(filled["__distribution"])
        if folder.exists():
            raise RequestError(f"{folder} is there already: name another provider, or another folder with -o")
        output.mkdir(parents=True, exist_ok=True)
        # the template's own hook checks the same for those who have nothing but cookiecutter
        generate_files(template, {"cookiecutter": filled}, output, accept_hooks=False)
    return folder


def _check(filled: Mapping[str, str]) -> None:
    """Raise `RequestError` where an answer makes no provider."""
    name = filled["name"]
    if not NAME.fullmatch(name):
        would = re.sub("[^a-z0-9_]+", "_", name.lower()).strip("_")
        hint = f"; {would} would do" if NAME.fullmatch(would) else ""
        raise RequestError(
            f"a provider's name is of lower-case letters, digits and _, a letter first; not {name!r}{hint}",
            field="name",
        )
    if iskeyword(name):
        raise RequestError(
            f"{name!r} is a word of Python, which no provider can be called; {name}_ would do", field="name"
        )
    for field in ("site", "api"):
        if not ADDRESS.fullmatch(filled[field]):
            text = f"--{field}: an address begins with https:// and has no query; not {filled[field]!r}"
            raise RequestError(text, field=field)
    for field in ("title", "author"):
        if not filled[field].strip() or any(sign in filled[field] for sign in '"\\\n{}'):
            raise RequestError(f"--{field}: give a text without quotes, backslashes and braces", field=field)
