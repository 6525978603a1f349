"""Write the parts of the reference that are made from the code.

    python docs/generate.py            write them
    python docs/generate.py --check    only say which pages are out of date (exit 1)
    python docs/generate.py --recordings    write the table of real answers, which HARMONY_RECORDINGS names

A page holds blocks between `<!-- generated: NAME -->` and `<!-- end -->`; what stands between is replaced.
What the code cannot say (what a field means) stands in `docs/meanings.toml`.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from enum import Enum
from functools import lru_cache
from pathlib import Path
from types import FunctionType
from typing import Any

import attrs
import click

import harmony_core
from harmony_core import cli, testing
from harmony_core import provider as hc
from harmony_core.cli.config import env_lines
from harmony_core.cli.options import Command
from harmony_core.domain import errors
from harmony_core.domain.refs import Kind
from harmony_core.edges import schema as schemas
from harmony_core.edges.config import ProviderSettings, Settings, load_config
from harmony_core.plugin import hookspecs
from harmony_core.plugin.loading import find_plugins, load_catalog
from harmony_core.plugin.providers import Provider
from harmony_core.plugin.settings import note_of
from harmony_core.rules import RULES
from harmony_core.rules.parts import RELEASES, TITLED
from harmony_core.session import Session

DOCS = Path(__file__).parent
ROOT = DOCS.parent
ENV_EXAMPLE = DOCS / ".env.example"
RECORDINGS = DOCS / "reference" / "recordings.md"

_BLOCK = re.compile(r"(<!-- generated: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def main(arguments: Sequence[str]) -> int:
    """Write what is out of date, or with `--check` only name it, or with `--recordings` the table of real answers."""
    if "--recordings" in arguments:
        RECORDINGS.write_text(with_recordings(RECORDINGS.read_text(encoding="utf-8")), encoding="utf-8")
        return 0
    old = outdated()
    if "--check" in arguments:
        for path in old:
            sys.stderr.write(f"{path.relative_to(ROOT)} is out of date: run `python docs/generate.py`\n")
        return 1 if old else 0
    for path, text in old.items():
        path.write_text(text, encoding="utf-8")
        sys.stderr.write(f"{path.relative_to(ROOT)} written\n")
    return 0


def outdated() -> dict[Path, str]:
    """Return the pages that are not as the code would have them, each with the text that it should have."""
    wanted = {path: filled(path.read_text(encoding="utf-8")) for path in sorted(DOCS.rglob("*.md"))}
    wanted[ENV_EXAMPLE] = env_example()
    return {
        path: text for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    }


def filled(page: str) -> str:
    """Return a page with its blocks made anew."""
    return _BLOCK.sub(lambda block: f"{block.group(1)}\n{BLOCKS[block.group(2)]().strip()}\n\n{block.group(3)}", page)


@lru_cache(maxsize=1)
def meanings() -> Mapping[str, Any]:
    """Return what people wrote about fields, columns and codes."""
    return tomllib.loads((DOCS / "meanings.toml").read_text(encoding="utf-8"))


def meaning(*path: str) -> str:
    """Return what something means. Raises `LookupError` that says where to write it."""
    found: Any = meanings()
    try:
        for step in path:
            found = found[step]
    except KeyError as error:
        raise LookupError(f"docs/meanings.toml does not say what {'.'.join(path)} means") from error
    return str(found)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def code(text: str) -> str:
    """Return a text as code, or nothing for nothing."""
    return f"`{text}`" if text else ""


def prose(text: str | None) -> str:
    """Return a docstring as Markdown."""
    return inspect.cleandoc(text or "").strip()


def one_line(text: str | None) -> str:
    """Return a docstring on one line."""
    return " ".join(prose(text).split())


# --- hooks --------------------------------------------------------------------------------------------------


def hook_functions() -> dict[str, FunctionType]:
    """Return every hook specification of the core, in the order of the source."""
    found = {name: value for name, value in vars(hookspecs).items() if name.startswith("harmony_")}
    return {name: value for name, value in found.items() if isinstance(value, FunctionType)}


def hooks() -> str:
    """Return every hook with its signature and docstring."""
    parts = []
    for name, function in hook_functions().items():
        parts.append(f"### {name}\n\n```python\n{name}{signature(function)}\n```\n\n{prose(function.__doc__)}")
    return "\n\n".join(parts)


def signature(function: Callable[..., object], *, method: bool = False) -> str:
    """Return a function's signature as it is written."""
    found = inspect.signature(function)
    parameters = list(found.parameters.values())[1 if method else 0 :]
    text = re.sub(r"<([\w.]+): [^>]*>", r"\1", str(found.replace(parameters=parameters)))  # the default is an enum's
    return re.sub(r"'([^']*)'", r"\1", text)


# --- what a plugin may import -------------------------------------------------------------------------------


def plugin_names() -> str:
    """Return every name of `harmony_core.provider`, in groups."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in hc.__all__:
        value = getattr(hc, name)
        groups.setdefault(_group(value), []).append((code(f"hc.{name}"), _summary(name, value)))
    return "\n\n".join(f"**{group}**\n\n{table(('name', 'what it is'), groups[group])}" for group in sorted(groups))


def _group(value: object) -> str:
    home = getattr(value, "__module__", "")
    if home.startswith("harmony_core.domain"):
        return "Errors" if home.endswith("errors") else "Values and the model"
    if home.endswith("events"):
        return "Events"
    return "Parts and tools"


def _summary(name: str, value: object) -> str:
    if inspect.isclass(value) or inspect.isfunction(value):
        return prose(value.__doc__).partition("\n")[0]
    return meaning("names", name)


def part_details() -> str:
    """Return the fields of every part that a plugin hands over."""
    return "\n\n".join(map(_class_details, (hc.Provider, hc.Url, hc.UrlParser, hc.Lookup, hc.Search, hc.Endpoint)))


def part_details_more() -> str:
    """Return the fields of the smaller parts."""
    return "\n\n".join(
        map(
            _class_details,
            (
                hc.Rate,
                hc.RateHeaders,
                hc.Traits,
                hc.ErrorBody,
                hc.QueryKey,
                hc.HeaderKey,
                hc.ClientCredentials,
                hc.Offset,
                hc.PageNumber,
                hc.Normalizer,
                hc.Rule,
                hc.Told,
                hc.SourceFacts,
                hc.CompatCheck,
                hc.MergeStrategy,
                hc.Candidate,
                hc.Choice,
                hc.Presenter,
                hc.Observer,
                hc.Backend,
                hc.Migration,
                hc.LookupOptions,
            ),
        )
    )


RUNS_ON = {
    hc.When.ANSWER: "each answer",
    hc.When.MERGED: "what was merged",
    hc.When.BOTH: "both",
}


def rule_table() -> str:
    """Return every cleaning rule of the core, in the order in which they run."""
    kinds = {RELEASES: "releases", TITLED: "releases, recordings"}
    rows = [
        (
            code(rule.name),
            rule.does,
            kinds.get(rule.kinds, ", ".join(sorted(f"{kind}s" for kind in rule.kinds if kind != Kind.RELEASE_GROUP))),
            RUNS_ON[rule.when],
            "off" if rule.optional else "on",
        )
        for rule in RULES
    ]
    return table(("rule", "what it does", "of", "runs on", "unless set"), rows)


def contract_details() -> str:
    """Return the fields of what a contract is made of."""
    return "\n\n".join(map(_class_details, (testing.Contract, testing.Link, testing.Case)))


def _class_details(kind: type) -> str:
    rows = [
        (code(field.name), code(kind.__annotations__[field.name]), _default(field))
        for field in attrs.fields(kind)
        if _is_public(field)
    ]
    return f"### {kind.__name__}\n\n{prose(kind.__doc__)}\n\n{table(('field', 'type', 'default'), rows)}"


def _is_public(field: attrs.Attribute[Any]) -> bool:
    return bool(field.init) and not field.name.startswith("_")


def _default(field: attrs.Attribute[Any]) -> str:
    match field.default:
        case attrs.NOTHING:
            return "required"
        case found if type(found).__name__ == "Factory" and found.takes_self:
            return "see above"
        case found if type(found).__name__ == "Factory":
            return "empty"
        case found if attrs.has(type(found)):
            return code(re.sub(r"\(.*\)", "()", repr(found)) if isinstance(found, hc.Traits) else repr(found))
        case frozenset() as found if len(found) > 1:
            return "all"
        case Enum() as found:
            return code(str(found) if isinstance(found, str) else f"{type(found).__name__}.{found.name}")
        case timedelta() as found:
            hours = int(found.total_seconds() // 3600)
            return code(f"hc.days({hours // 24})" if hours % 24 == 0 else f"hc.hours({hours})")
        case found:
            return code(str(found) if isinstance(found, (int, float, str)) and found else repr(found))


def api_methods() -> str:
    """Return what a provider's `fetch` may do."""
    return f"{prose(hc.Api.__doc__)}\n\n{_methods(hc.Api)}"


def reader_methods() -> str:
    """Return what a provider's `normalize` is helped by."""
    return f"{prose(hc.Reader.__doc__)}\n\n{_methods(hc.Reader)}"


def _methods(kind: type) -> str:
    rows = []
    for name, value in vars(kind).items():
        if name.startswith("_"):
            continue
        if isinstance(value, property):
            rows.append((code(name), one_line(value.__doc__)))
        elif isinstance(value, FunctionType):
            word = "await " if inspect.iscoroutinefunction(value) else ""
            rows.append((code(f"{word}{name}{signature(value, method=True)}"), one_line(value.__doc__)))
    return table(("call", "what it does"), rows)


# --- the command line ---------------------------------------------------------------------------------------


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its full name, those of groups after the group."""
    with click.Context(cli.cli, info_name="harmony") as context:
        for name in cli.cli.list_commands(context):
            command = cli.cli.get_command(context, name)
            assert command is not None  # it is listed
            yield from _with_members(f"harmony {name}", command)


def _with_members(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for member in command.commands.values():
            yield from _with_members(f"{name} {member.name}", member)


def command_line() -> str:
    """Return every command with its arguments and options."""
    return "\n\n".join(_command(name, command) for name, command in commands())


def _command(name: str, command: click.Command) -> str:
    with click.Context(command, info_name=name) as context:
        usage = " ".join([name, *command.collect_usage_pieces(context)])
        rows = [option_row(each, context) for each in command.params if isinstance(each, click.Option)]
    common = {option.opts[-1] for option in common_options()}
    own = [row for row, each in zip(rows, _options(command), strict=True) if each.opts[-1] not in common]
    level = "##" if name.count(" ") == 1 else "###"
    parts = [f"{level} {name}", f"```text\n{usage}\n```", _joined(command.help)]
    if own:
        parts.append(table(("option", "default", "what it does"), own))
    return "\n\n".join(parts)


def _joined(text: str | None) -> str:
    """Return help as paragraphs; what click is told not to wrap stays as it is."""
    paragraphs = prose(text).split("\n\n")
    return "\n\n".join(
        f"```text\n{part.removeprefix(chr(8)).strip()}\n```" if part.startswith("\b") else part for part in paragraphs
    )


def _options(command: click.Command) -> list[click.Option]:
    return [each for each in command.params if isinstance(each, click.Option)]


def option_row(option: click.Option, context: click.Context) -> tuple[str, str, str]:
    """Return an option, its default and its help."""
    found = option.get_help_record(context)
    names = found[0] if found else ", ".join(option.opts)
    default = option.get_default(context, call=False)
    shown = str(default) if option.show_default and default is not None else ""
    return code(names), code(shown), option.help or ""


def common_options() -> list[click.Option]:
    """Return the options that every command has."""
    return _options(Command("any"))


def common() -> str:
    """Return the options that every command has, as a table."""
    command = Command("any")
    with click.Context(command) as context:
        rows = [option_row(each, context) for each in common_options()]
    rows.append((code("-h, --help"), "", "Show the help of a command and exit."))
    return table(("option", "default", "what it does"), rows)


def command_table() -> str:
    """Return the commands with their short help."""
    rows = [(f"[harmony {name}](#harmony-{name})", text) for name, text in cli.COMMANDS.items()]
    return table(("command", "what it does"), rows)


# --- settings -----------------------------------------------------------------------------------------------


def core_settings() -> str:
    """Return the core's own settings."""
    rows = [
        (code(field.name), code(f"HARMONY_{field.name.upper()}"), _setting_default(field), field.metadata["help"])
        for field in attrs.fields(Settings)
    ]
    return table(("key in config.toml", "variable", "default", "meaning"), rows)


def provider_settings() -> str:
    """Return what can be set for every provider."""
    rows = [
        (code(field.name), code(f"NAME_{field.name.upper()}"), _setting_default(field), field.metadata["help"])
        for field in common_provider_settings()
    ]
    return table(("key in [providers.NAME]", "variable", "default", "meaning"), rows)


def common_provider_settings() -> list[attrs.Attribute[Any]]:
    """Return the fields that can be set for every provider."""
    return [field for field in attrs.fields(ProviderSettings) if "help" in field.metadata]


def own_settings() -> str:
    """Return the settings of their own that the providers of this repository have."""
    parts = []
    for provider in own_providers():
        rows = list(_own_rows(provider))
        found = (
            table(("key", "variable", "secret", "meaning"), rows)
            if rows
            else "No settings of its own: it needs no key."
        )
        parts.append(f"### {provider.title} (`[providers.{provider.name}]`)\n\n{found}")
    return "\n\n".join(parts)


def _own_rows(provider: Provider) -> Iterator[tuple[str, str, str, str]]:
    for field in attrs.fields(provider.settings) if provider.settings else ():
        note = note_of(field)
        where = f"; get it at {note.where}" if note.where else ""
        names = ", ".join(map(code, note.variables(provider.name, field.name)))
        yield code(field.name), names, "yes" if note.secret else "", f"{note.help}{where}"


def own_providers() -> tuple[Provider, ...]:
    """Return the installed providers of this repository, by name: others that are installed are no part of it."""
    own = {path.name for folder in ("plugins", "contrib") for path in (ROOT / folder).glob("harmony-*")}
    plugins = [plugin for plugin in find_plugins()[0] if plugin.distribution in own]
    return tuple(sorted(load_catalog(plugins).providers, key=lambda provider: provider.name))


def _setting_default(field: attrs.Attribute[Any]) -> str:
    match field.default:
        case None | () | frozenset():
            return ""
        case bool() as found:
            return code(str(found).lower())
        case tuple() as found:
            return code(", ".join(map(str, found)))
        case float() | int() as found:
            return code(f"{found:g}")
        case found:
            return code(str(found))


def env_example() -> str:
    """Return a `.env` with every variable, each commented out."""
    with tempfile.TemporaryDirectory() as home:
        config = load_config({"HARMONY_HOME": home})
        session = Session(installed=False, providers=own_providers(), config=config)
        return "".join(env_lines(session))


# --- errors -------------------------------------------------------------------------------------------------


def error_tree() -> str:
    """Return the classes of errors as a tree."""
    return f"```text\n{chr(10).join(_tree(errors.HarmonyError))}\n```"


def _tree(kind: type[errors.HarmonyError]) -> Iterator[str]:
    yield kind.__name__
    subs = [sub for sub in kind.__subclasses__() if sub.__module__ == errors.__name__]
    for sub in subs:
        first, *others = _tree(sub)
        last = sub is subs[-1]
        yield f"{'└── ' if last else '├── '}{first}"
        yield from (f"{'    ' if last else '│   '}{line}" for line in others)


def error_table() -> str:
    """Return every class of errors with its code."""
    rows = [
        (f"`{kind.__name__}`", code(kind.code), one_line(kind.__doc__))
        for kind in errors.error_classes()
        if kind.__module__ == errors.__name__
    ]
    return table(("class", "code", "meaning"), rows)


def special_codes() -> dict[str, set[str]]:
    """Return the codes that the core gives where a class's own is too coarse, with the classes that carry them."""
    found: dict[str, set[str]] = {}
    own = {kind.code for kind in errors.error_classes()}
    core = ROOT / "harmony_core"
    template = core / "template"  # holds placeholders, and is no Python before they are filled
    for path in sorted(path for path in core.rglob("*.py") if template not in path.parents):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.endswith("Error"):
                for keyword in node.keywords:
                    if keyword.arg == "code" and isinstance(keyword.value, ast.Constant):
                        found.setdefault(str(keyword.value.value), set()).add(node.func.id)
    return {name: classes for name, classes in sorted(found.items()) if name not in own}


def code_table() -> str:
    """Return the codes that are no class's own."""
    rows = [
        (code(name), ", ".join(map(code, sorted(classes))), meaning("codes", name))
        for name, classes in special_codes().items()
    ]
    return table(("code", "carried by", "meaning"), rows)


# --- documents ----------------------------------------------------------------------------------------------

_WORDS = {
    "Gtin": "GTIN",
    "Isrc": "ISRC",
    "Iswc": "ISWC",
    "Mbid": "MBID",
    "PartialDate": "date",
    "Country": "country code",
    "Language": "language code",
    "Script": "script code",
    "datetime": "time",
    "int": "whole number",
    "float": "number",
    "bool": "true or false",
    "str": "text",
}


def documents() -> str:
    """Return every document that `harmony schema` knows, and the parts that they share."""
    parts: dict[str, dict[str, Any]] = {}
    found = []
    for name in schemas.names():
        made = schemas.schema(name)
        parts.update(made["$defs"])
        found.append(f"### {name}\n\n{_document(name, made)}")
    own = {name.capitalize() for name in schemas.names()}
    shared = [
        f"### {_title(name)}\n\n{_described(name, part)}" for name, part in sorted(parts.items()) if name not in own
    ]
    return "\n\n".join(["## The documents", *found, "## Their parts", _answer(), *shared])


def _document(name: str, made: Mapping[str, Any]) -> str:
    if "$ref" in made:
        part = made["$ref"].rpartition("/")[2]
        return _described(part, made["$defs"][part])
    if made.get("type") == "array":
        return f"A list of these:\n\n{_fields(name, made['items'])}"
    if "anyOf" in made:
        return f"One of these, or a list of them:\n\n{_fields(name, made['anyOf'][0])}"
    return _fields(name, made)


def _answer() -> str:
    """Return what a provider's answer in a result looks like."""
    forms = schemas.schema("result")["properties"]["answers"]["additionalProperties"]["oneOf"]
    rows = [(code(form["properties"]["state"]["const"]), ", ".join(list(form["properties"])[1:])) for form in forms]
    return f"### Answer\n\nWhat one provider said.\n\n{table(('state', 'further fields'), rows)}"


def _described(name: str, part: Mapping[str, Any]) -> str:
    return f"{part.get('description', '')}\n\n{_fields(name, part)}".strip()


def _fields(name: str, part: Mapping[str, Any]) -> str:
    required = part.get("required", ())
    rows = [
        (f"**{field}**" if field in required else field, _type(made), field_meaning(name, field))
        for field, made in part["properties"].items()
    ]
    return table(("field", "type", "meaning"), rows)


def field_meaning(part: str, field: str) -> str:
    """Return what a field means, in this part or in all."""
    own = meanings()["parts"].get(part, {})
    return str(own[field]) if field in own else meaning("fields", field)


def _type(made: Mapping[str, Any]) -> str:
    """Return a schema in words."""
    if "$ref" in made:
        name = made["$ref"].rpartition("/")[2]
        return f"[{_title(name).lower()}](#{_title(name).lower().replace(' ', '-')})"
    if "enum" in made:
        return ", ".join(map(code, made["enum"]))
    if "const" in made:
        return code(str(made["const"]))
    if "anyOf" in made:
        return " or ".join(dict.fromkeys(_type(each) for each in made["anyOf"]))
    if "oneOf" in made:
        return "[answer](#answer)"
    if list(made.get("properties", ())) == list(schemas.schema("query")["properties"]):
        return "[query](#query)"
    match made.get("type"):
        case "array":
            return f"list of {_type(made['items'])}"
        case "object" if isinstance(made.get("additionalProperties"), Mapping):
            return f"{{name: {_type(made['additionalProperties'])}}}"
        case "object":
            return f"object ({_names(made)})"
        case None:
            return "anything"
    plain = {key: value for key, value in made.items() if key not in ("minimum", "maximum", "minLength")}
    word = next((_WORDS[kind.__name__] for kind, value in schemas._VALUES.items() if value == plain), "text")
    return f"{word}, {made['minimum']} to {made['maximum']}" if "maximum" in made else word


def _names(made: Mapping[str, Any]) -> str:
    return ", ".join(made.get("properties", ()))


def _title(name: str) -> str:
    """Return the name of a class as words: ArtistCredit as Artist credit."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()


# --- storage ------------------------------------------------------------------------------------------------


def storage() -> str:
    """Return the tables of a database that was made just now."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "harmony.db"
        session = Session(
            installed=False, config=load_config({"HARMONY_HOME": folder, "HARMONY_STORE": f"sqlite:{path}"})
        )
        session.snapshots()
        session.close_snapshots()
        return "\n\n".join(_tables(path))


def _tables(path: Path) -> Iterator[str]:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as database:
        names = database.execute(
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name"
        ).fetchall()
        for (name,) in names:
            foreign = {row[3]: f"{row[2]}.{row[4]}" for row in database.execute(f"pragma foreign_key_list({name})")}
            rows = [
                (
                    code(column),
                    kind.lower(),
                    ", ".join(_notes(bool(primary), bool(required), foreign.get(column))),
                    meaning("tables", name, column),
                )
                for _, column, kind, required, _, primary in database.execute(f"pragma table_info({name})")
            ]
            parts = [f"### {name}", meaning("tables", name, "_"), table(("column", "type", "", "meaning"), rows)]
            indexes = _indexes(database, name)
            yield "\n\n".join([*parts, f"Indexes: {'; '.join(indexes)}."] if indexes else parts)


def _notes(primary: bool, required: bool, foreign: str | None) -> Iterator[str]:
    if primary:
        yield "primary key"
    if required and not primary:
        yield "not null"
    if foreign:
        yield f"→ `{foreign}`"


def _indexes(database: Any, name: str) -> list[str]:  # noqa: ANN401 - sqlite3 is imported where it is used
    made = [row[1] for row in database.execute(f"pragma index_list({name})") if row[3] == "c"]
    return [
        code(", ".join(column for _, _, column in database.execute(f"pragma index_info([{index}])"))) for index in made
    ]


# --- names for users ----------------------------------------------------------------------------------------


def public_names() -> str:
    """Return every name of `harmony_core`."""
    rows = []
    for name in harmony_core.__all__:
        value = getattr(harmony_core, name)
        rows.append((code(name), "the version of harmony-core" if name == "__version__" else _summary(name, value)))
    return table(("name", "what it is"), rows)


def session_methods() -> str:
    """Return how a session is made, and what it does."""
    made = signature(harmony_core.Session.__init__, method=True).removesuffix(" -> None")
    text = prose(harmony_core.Session.__doc__)
    return f"```python\nSession{made}\n```\n\n{text}\n\n{_methods(harmony_core.Session)}"


# --- real answers -------------------------------------------------------------------------------------------


def with_recordings(page: str) -> str:
    """Return the page of recordings with its table made anew, of the answers that HARMONY_RECORDINGS names."""
    return re.sub(
        "(<!-- recordings -->\n).*?(<!-- end -->)",
        lambda block: f"{block.group(1)}\n{recordings_table()}\n\n{block.group(2)}",
        page,
        flags=re.DOTALL,
    )


def recordings_table() -> str:
    """Return how many real answers each provider's lookups were tried on, and how many passed."""
    from harmony_core.testing.installed import contract_of
    from harmony_core.testing.recordings import recordings_folder, rows

    folder = recordings_folder()
    with tempfile.TemporaryDirectory() as home:
        session = Session(config=load_config({"HARMONY_HOME": home}))
        contracts = [contract_of(provider, session.plugins) for provider in own_providers()]
    found = [row for contract in contracts for row in rows(contract, folder)]
    cells = [(row.provider, row.what, f"{row.recorded}", f"{row.errors}", f"{row.passed}") for row in found]
    total = ("all", "", *(f"{sum(getattr(row, name) for row in found)}" for name in ("recorded", "errors", "passed")))
    return table(("provider", "asked for", "recorded", "of these errors", "passed"), [*cells, total])


BLOCKS: dict[str, Callable[[], str]] = {
    "api": api_methods,
    "codes": code_table,
    "command-line": command_line,
    "command-table": command_table,
    "common-options": common,
    "contract": contract_details,
    "core-settings": core_settings,
    "documents": documents,
    "error-table": error_table,
    "error-tree": error_tree,
    "hooks": hooks,
    "rules": rule_table,
    "own-settings": own_settings,
    "parts": part_details,
    "parts-more": part_details_more,
    "plugin-names": plugin_names,
    "provider-settings": provider_settings,
    "public-names": public_names,
    "reader": reader_methods,
    "session": session_methods,
    "storage": storage,
}
"""Every block by its name."""

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
