"""`harmony providers`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from harmony_core.cli import say
from harmony_core.cli.options import Command, format_option, open_session
from harmony_core.domain.errors import PluginError, RequestError
from harmony_core.edges.convert import Document, Json
from harmony_core.edges.describe import disabled_document, installable_document, provider_document
from harmony_core.edges.present import csv_text, documents_text, json_line, json_text, yaml_text
from harmony_core.edges.printable import printable
from harmony_core.plugin.catalog import DISABLED
from harmony_core.plugin.loading import installable

FORMATS = ("table", "json", "jsonl", "yaml", "csv")


@click.group("providers", invoke_without_command=True)
@format_option(*FORMATS)
@click.pass_context
def command(ctx: click.Context, form: str) -> None:
    """List the sources that can be asked, what for, and what they need."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_, form=form)


@command.command("list", cls=Command)
@format_option(*FORMATS)
def list_(form: str) -> None:
    """List the providers that are installed, and those that could be."""
    documents = _documents()
    match form:
        case "table":
            click.echo(_table(documents), nl=False)
            if not any("lookups" in each for each in documents):
                switched_on = " and switched on" if any(each["status"] == "disabled" for each in documents) else ""
                say(f"no provider is installed{switched_on}")
        case "csv":
            columns = ("name", "status", "title", "category", "priority", "distribution", "version")
            rows = ([each.get(column, "") for column in columns] for each in documents)
            click.echo(csv_text(columns, rows), nl=False)
        case _:
            click.echo(_text(list[Json](documents), form), nl=False)


@command.command("show", cls=Command)
@click.argument("name")
@format_option("table", "json", "yaml")
def show(name: str, form: str) -> None:
    """Show all of one provider: its links, limits and settings."""
    session = open_session()
    provider = session.providers[name]
    found = provider_document(provider, session.settings_of(provider), session.catalog.versions.get(name))
    click.echo("".join(_lines(found)) if form == "table" else _text(found, form), nl=False)


@command.command("check", cls=Command)
@click.argument("name")
@format_option(*FORMATS)
def check(name: str, form: str) -> int:
    """Check that a provider keeps its contract: one line for every promise that is broken.

    The contract is `contract.py` in the provider's package. The exit code is 1 where a promise is broken.
    """
    from harmony_core.testing.installed import checked, contract_of

    session = open_session()
    named = (each for each in session.plugins if each.name == name and each.status != DISABLED)
    broken_plugin = next((each for each in named if each.message), None)
    if name not in session.providers and broken_plugin is not None:
        raise PluginError(f"{name} was not loaded ({broken_plugin.status}): {broken_plugin.message}")
    provider = session.providers[name]
    outcomes = checked(contract_of(provider, session.plugins))
    broken = [each for each in outcomes if each.passed is False]
    if form == "table":
        for each in broken:
            told = each.message or ""
            click.echo(printable(told if told.startswith(f"{each.check}: ") else f"{each.check}: {told}"))
        skipped = sum(each.passed is None for each in outcomes)
        kept = len(outcomes) - len(broken) - skipped
        reasons = dict.fromkeys(each.message for each in outcomes if each.passed is None and each.message)
        rest = f", {skipped} could not be checked here: {'; '.join(reasons)}" if skipped else ""
        click.echo(f"{name}: {kept} of {len(outcomes) - skipped} promises kept{rest}")
    elif form == "csv":
        rows = ((each.check, _word(each.passed), each.message or "") for each in outcomes)
        click.echo(csv_text(("check", "passed", "message"), rows), nl=False)
    else:
        click.echo(documents_text(form, [each.document() for each in outcomes]), nl=False)
    return int(bool(broken))


def _word(passed: bool | None) -> str:
    return "" if passed is None else str(passed).lower()


def _documents() -> list[Document]:
    session = open_session()
    versions = session.catalog.versions
    documents = [
        provider_document(provider, session.settings_of(provider), versions.get(provider.name))
        for provider in session.providers
    ]
    known, seen = dict(installable()), {record.distribution for record in session.plugins}
    off = [each for each in session.plugins if each.status == DISABLED and each.name in known]
    documents += [disabled_document(record) for record in off]
    return documents + [installable_document(name, dist) for name, dist in known.items() if dist not in seen]


def _text(shown: Json, form: str) -> str:
    match form:
        case "json":
            return json_text(shown)
        case "jsonl" if isinstance(shown, list):
            return "".join(map(json_line, shown))
        case "yaml":
            return yaml_text(shown)
        case _:
            raise RequestError(f"there is no output form {form!r} here", field="format")


def _table(documents: Sequence[Document]) -> str:
    rows = [(each["name"], each["status"], _abilities(each)) for each in documents]
    width = max((len(str(name)) for name, _, _ in rows), default=0)
    return "".join(f"{name!s:<{width}}  {status!s:<14}  {what}".rstrip() + "\n" for name, status, what in rows)


def _abilities(found: Document) -> str:
    """Return what a provider can do in one line, or what to do to get it."""
    if "lookups" not in found:
        return str(found["message"])
    lookups, searches = found["lookups"], found["searches"]
    assert isinstance(lookups, dict)
    assert isinstance(searches, list)
    kinds = [f"{kind} by {', '.join(map(str, by))}" for kind, by in lookups.items() if isinstance(by, list)]
    if searches:
        kinds.append(f"search for {', '.join(map(str, searches))}")
    if "message" in found:
        kinds.append(str(found["message"]))
    return "; ".join(kinds)


def _lines(found: Document) -> Sequence[str]:
    lines = []
    for name, value in found.items():
        match value:
            case {"requests": int(requests), "per": float(per) | int(per)}:
                shown = f"{requests} in {per:.3g} s"
            case dict():
                shown = "; ".join(f"{key}: {_words(each)}" for key, each in value.items())
            case [dict(), *_]:
                told = _way if name == "auth" else _setting
                shown = "".join(f"\n            {told(each)}" for each in value if isinstance(each, dict))
            case [_, _, *_] if name == "urls":
                shown = "".join(f"\n            {each}" for each in value)
            case _:
                shown = _words(value)
        if shown:
            lines.append(f"{name:>12}  {shown}".replace("  \n", "\n") + "\n")
    return lines


def _words(value: Json) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _way(found: Document) -> str:
    """Return how requests show who asks: by what, and what has to be set for it."""
    match found:
        case {"url": str(url)}:
            by = f"a token from {url}"
        case _:
            by = f"a key in the {found['way']} {found['name']}"
    variables = found["variables"]
    assert isinstance(variables, list)
    return f"{by}: {' and '.join(map(str, variables))}"


def _setting(found: Document) -> str:
    state = "is set" if found["is_set"] else "is not set"
    where = f" ({found['where']})" if "where" in found else ""
    return f"{_words(found['variables'])}: {found['help']}{where}; {state}"
