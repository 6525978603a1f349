"""What the docs say is so: generated parts, names, links and examples."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import attrs
import pytest

from harmony_core.domain import errors
from harmony_core.edges.config import Settings
from harmony_core.plugin.settings import note_of

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SKIPPED = {"build", "dist", "node_modules"}
PAGES = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part.startswith(".") or part in SKIPPED for part in path.relative_to(ROOT).parts)
)
DEMO_PROVIDERS = ("deezer", "itunes", "musicbrainz")
"""Whose answers the demo has; the pages say to switch on no others."""

CONTRIBUTED = sorted(path.name.removeprefix("harmony-") for path in (ROOT / "contrib").glob("harmony-*"))
"""Packages that add no provider: the pages about them may use them."""

PROVIDERS = sorted(path.name.removeprefix("harmony-") for path in (ROOT / "plugins").glob("harmony-*"))
FENCE = re.compile(r"^```(?P<language>\w+)(?P<note>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def name_of(path: Path) -> str:
    """Return a path as it is named below the root."""
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    """Return docs/generate.py."""
    spec = importlib.util.spec_from_file_location("generate_docs", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- what is made from the code -----------------------------------------------------------------------------


def test_generated_parts_are_up_to_date(generate: ModuleType) -> None:
    """Every generated block, and `.env.example`, is what the code would make now."""
    assert [name_of(path) for path in generate.outdated()] == [], "run `make docs`"


def test_a_page_that_is_out_of_date_is_noticed(generate: ModuleType) -> None:
    """A changed block is made anew, and what stands around it stays."""
    page = "before\n<!-- generated: error-tree -->\nold\n<!-- end -->\nafter\n"
    made = generate.filled(page)
    assert "old" not in made
    assert made.startswith("before\n<!-- generated: error-tree -->\n")
    assert made.endswith("<!-- end -->\nafter\n")
    assert "HarmonyError" in made
    assert generate.filled(made) == made


def test_every_block_is_used(generate: ModuleType) -> None:
    """No generated part is left out of the pages."""
    used = {name for page in PAGES for name in re.findall(r"<!-- generated: ([\w-]+) -->", page.read_text())}
    assert used == set(generate.BLOCKS)


def test_every_hook_is_described(generate: ModuleType) -> None:
    """The hooks' page has each hook with its signature and docstring, and says what it is for in the table."""
    text = (DOCS / "reference/hooks.md").read_text()
    hooks = generate.hook_functions()
    assert len(hooks) >= 12
    for name, function in hooks.items():
        assert f"### {name}\n" in text
        assert f"{name}{generate.signature(function)}" in text
        assert generate.prose(function.__doc__) in text
        assert f"| [{name}](#{name}) |" in text


def test_the_hooks_of_every_stage_are_named() -> None:
    """The table says which hook is for URL parsing, lookup, normalization and merge strategy."""
    text = (DOCS / "reference/hooks.md").read_text()
    for stage in ("URL parsing", "Lookup", "Normalization", "Merge strategy"):
        assert f"| **{stage}**" in text


def test_every_command_and_option_is_described(generate: ModuleType) -> None:
    """The command line's page has each command and each of its options."""
    text = (DOCS / "reference/cli.md").read_text()
    for name, command in generate.commands():
        assert f"# {name}\n" in text
        for parameter in command.params:
            for option in (each for each in parameter.opts if each.startswith("--")):
                assert option in text, f"{name} {option}"


def test_every_error_is_described(generate: ModuleType) -> None:
    """The errors' page has each class and each code."""
    text = (DOCS / "reference/errors.md").read_text()
    for kind in errors.error_classes():
        if kind.__module__ == errors.__name__:
            assert f"`{kind.__name__}` | `{kind.code}`" in text
    for code in generate.special_codes():
        assert f"`{code}`" in text


def test_every_setting_is_described(generate: ModuleType) -> None:
    """The settings' page and `.env.example` have each setting with its variable and help."""
    text, example = (DOCS / "reference/settings.md").read_text(), (DOCS / ".env.example").read_text()
    for field in attrs.fields(Settings):
        variable = f"HARMONY_{field.name.upper()}"
        assert f"`{field.name}` | `{variable}`" in text
        assert f"#{variable}=" in example
        assert field.metadata["help"] in text
    for provider in generate.own_providers():
        for attribute in attrs.fields(provider.settings) if provider.settings else ():
            for variable in note_of(attribute).variables(provider.name, attribute.name):
                assert f"`{variable}`" in text
        for field in generate.common_provider_settings():
            assert f"`NAME_{field.name.upper()}`" in text
            assert f"#{provider.name.upper()}_{field.name.upper()}=" in example


def test_what_plugins_are_told_is_described() -> None:
    """The messages on the page about plugins that do not load are those of the code."""
    page = (DOCS / "how-to/plugin-does-not-load.md").read_text()
    source = (ROOT / "harmony_core/plugin/loading.py").read_text()
    messages = re.findall(r"^\| `([^`]+)` \|", page.partition("Messages of a plugin that failed")[2], re.MULTILINE)
    assert len(messages) > 5
    parts = [part.strip(" ?") for message in messages for part in re.split("…|; |harmony_|: No module", message)]
    assert [part for part in parts if part not in source] == []


def test_all_providers_of_the_repository_are_documented(generate: ModuleType) -> None:
    """The generated pages are made with every provider of the repository installed."""
    assert sorted(provider.name for provider in generate.own_providers()) == PROVIDERS


# --- links --------------------------------------------------------------------------------------------------


def headings(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as they are made on the web."""
    text = FENCE.sub("", page.read_text())
    found: set[str] = set()
    for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        anchor = re.sub(r"[^\w\- ]", "", plain.lower()).strip().replace(" ", "-")
        found.add(anchor)
    return found


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_relative_links_lead_somewhere(page: Path) -> None:
    """Every relative link of every page leads to a file that exists, and its anchor to a heading."""
    text = re.sub(r"`[^`\n]*`", "", FENCE.sub("", page.read_text()))
    dead = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / unquote(path)).resolve() if path else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in headings(target)):
            dead.append(link)
    assert dead == []


def test_every_page_can_be_reached() -> None:
    """No page of the docs is an orphan: each is linked from another one."""
    linked = {
        (page.parent / link.partition("#")[0]).resolve()
        for page in PAGES
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text())
    }
    assert [name_of(page) for page in PAGES if page.is_relative_to(DOCS) and page.resolve() not in linked] == []


# --- examples -----------------------------------------------------------------------------------------------


@attrs.frozen
class Example:
    """A fence to run, with what it must print."""

    page: Path
    line: int
    language: str
    text: str
    expected: str | None

    @property
    def exit_codes(self) -> list[int]:
        """The codes with which its commands must end: 0, where no remark says another."""
        remarks = (re.search(r"# exits with (\d+)", line) for line in self.text.splitlines())
        return [int(remark[1]) if remark else 0 for remark in remarks]

    def __str__(self) -> str:
        return f"{name_of(self.page)}:{self.line}"


def examples(page: Path) -> Iterator[Example]:
    """Yield the fences of a page that are marked as runnable; a `text` fence right after one is its output."""
    text = page.read_text()
    fences = list(FENCE.finditer(text))
    for fence, following in zip(fences, [*fences, None][1:], strict=True):
        if "runnable" in fence["note"]:
            is_output = (
                following and following["language"] == "text" and not text[fence.end() : following.start()].strip()
            )
            expected = following["text"] if following and is_output else None
            yield Example(page, text.count("\n", 0, fence.start()) + 1, fence["language"], fence["text"], expected)


WITH_EXAMPLES = [page for page in PAGES if any(examples(page))]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder that looks like the repository to the examples."""
    (tmp_path / "docs").symlink_to(DOCS)
    return tmp_path


@pytest.fixture
def environment(place: Path) -> dict[str, str]:
    """Return an environment with the providers of the repository alone.

    Kept answers never grow old there, and no request gets further than this machine.
    """
    prefixes = ("HARMONY_", *(f"{name.upper()}_" for name in PROVIDERS))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(prefixes)}
    own = {"FRESH": "1000000", "BASE": "http://127.0.0.1:9/", "RATE": "1000"}
    return {
        **kept,
        **{f"{name.upper()}_{key}": value for name in PROVIDERS for key, value in own.items()},
        "HARMONY_HOME": str(place / "home"),
        "HARMONY_PLUGINS": ",".join((*DEMO_PROVIDERS, *CONTRIBUTED)),
        "HARMONY_RETRIES": "0",
        "COLUMNS": "120",
        "PYTHONIOENCODING": "utf-8",
    }


RUNNER = """
import contextlib, io, json, shlex, sys
from pathlib import Path
from harmony_core import cli

def run_shell(line):
    words = shlex.split(line, comments=True)
    assert words[0] == "harmony", f"only harmony itself is run, not {words[0]}"
    arguments, file = words[1:], None
    if ">" in arguments:
        at = arguments.index(">")
        arguments, file = arguments[:at], Path(arguments[at + 1])
    with contextlib.ExitStack() as stack:
        if file is not None:
            stack.enter_context(contextlib.redirect_stdout(stack.enter_context(file.open("w", encoding="utf-8"))))
        try:
            cli.main(arguments)
        except SystemExit as ended:
            return ended.code or 0

names = {"__name__": "__example__"}
done = []
for language, text in json.load(sys.stdin):
    said, codes = io.StringIO(), []
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        if language == "python":
            exec(text, names)
        else:
            codes = [run_shell(line) for line in text.splitlines()]
    done.append((codes, said.getvalue()))
json.dump(done, sys.stdout)
"""
"""Runs examples in one fresh process: starting Python for each would take most of the time."""


def ran(fences: Sequence[tuple[str, str]], place: Path, environment: dict[str, str]) -> list[tuple[list[int], str]]:
    """Run examples, and return the exit codes of each and what it said on both ways out."""
    done = subprocess.run(
        [sys.executable, "-c", RUNNER],
        cwd=place,
        env=environment,
        input=json.dumps(fences),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[tuple[list[int], str]] = json.loads(done.stdout)
    return found


def is_as_expected(said: str, expected: str) -> bool:
    """Whether an output is the one that is shown, where … stands for anything."""
    pattern = ".*".join(re.escape(part) for part in expected.strip("\n").split("…"))
    return re.fullmatch(pattern, said.strip("\n"), re.DOTALL) is not None


IMPORT = ("shell", "harmony snapshots import docs/demo")


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=name_of)
def test_examples_do_what_the_page_says(page: Path, place: Path, environment: dict[str, str]) -> None:
    """Every runnable example of a page, in order, runs on the demo's answers and prints what is shown."""
    found = list(examples(page))
    done = ran([IMPORT, *((each.language, each.text) for each in found)], place, environment)[1:]
    for example, (codes, said) in zip(found, done, strict=True):
        if example.language == "shell":
            assert codes == example.exit_codes, f"{example} said:\n{said}"
        if example.expected is not None:
            assert is_as_expected(said, example.expected), f"{example} printed:\n{said}"


def test_what_is_shown_in_the_readme_is_what_the_demo_prints(place: Path, environment: dict[str, str]) -> None:
    """The README's first screen shows the commands of the demo, with what they print."""
    recipe = (ROOT / "Makefile").read_text().partition("\ndemo:")[2].partition("\n\n")[0]
    commands = re.findall(r"show '(.+?)'", recipe)
    readme = (ROOT / "README.md").read_text()
    shown = next(fence["text"] for fence in FENCE.finditer(readme) if fence["text"].startswith("$ harmony lookup"))
    parts = re.split(r"^\$ (.*)\n", shown, flags=re.MULTILINE)[1:]
    assert parts[::2] == commands
    done = ran([IMPORT, *(("shell", command) for command in commands)], place, environment)[1:]
    for command, expected, (codes, said) in zip(commands, parts[1::2], done, strict=True):
        assert codes == [0], command
        assert is_as_expected(said, expected), f"{command} printed:\n{said}"


def test_the_readme_names_the_commands_that_the_makefile_has() -> None:
    """Every `make` target that a page names exists."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        target for page in PAGES for target in re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text(), re.MULTILINE)
    }
    assert {"demo", "test", "lookup", "setup"} <= named
    assert named <= targets


@pytest.mark.parametrize("readme", sorted(ROOT.glob("plugins/*/README.md")), ids=lambda path: path.parent.name)
def test_a_provider_is_installed_from_where_it_is(readme):
    """Until a package index has it, a README installs the core and the provider from the folders of a clone."""
    (line,) = re.findall(r"pip install ([^#\n]+)", readme.read_text())
    core, *folders = line.split()
    assert core == "."
    assert f"./plugins/{readme.parent.name}" in folders
    assert all((ROOT / folder / "pyproject.toml").exists() for folder in folders)
