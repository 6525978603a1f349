"""The shape of the tree: imports run one way, and the core knows no provider."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORE = ROOT / "harmony_core"
PLUGINS = sorted((ROOT / "plugins").glob("*/src/*/"))

LAYERS = ("domain", "plugin", "alike", "rules", "stages", "pipeline", "many", "edges", "session", "testing", "cli")
"""From the inside to the outside: a layer imports itself and those before it."""

MAY_IMPORT = {
    **{layer: {*LAYERS[: place + 1]} for place, layer in enumerate(LAYERS)},
    "provider": {"domain", "plugin"},
    "__init__": set(LAYERS),
    "__main__": {"cli"},
}
MAY_IMPORT["session"].add("")
MAY_IMPORT["cli"].add("")
"""The outer layers may ask the package itself for its version, which the inner ones never need."""

FORBIDDEN_IN_PLUGINS = {"msgspec", "cattrs", "aiohttp", "pluggy"}

SOURCES = (
    "acoustid applemusic audiodb bandcamp beatport deezer discogs genius itunes lastfm listenbrainz mixcloud mora "
    "musicbrainz ototoy qobuz soundcloud spotify tidal wikidata youtube"
).split()
"""Sources of metadata, of which the core must not know one by name."""


def modules(folder: Path) -> list[Path]:
    """Return all Python files below a folder."""
    return sorted(path for path in folder.rglob("*.py") if "template" not in path.relative_to(folder).parts)


def tree(path: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """Yield the full name of everything that a file imports, also inside functions and for type checkers."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom(level=0):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            case ast.ImportFrom():
                package = package_of(path)[: -node.level]
                yield from (".".join([*package, *filter(None, [node.module]), alias.name]) for alias in node.names)


def package_of(path: Path) -> tuple[str, ...]:
    """Return the parts of a module's full name."""
    parts = path.relative_to(ROOT).parts
    return parts[parts.index("src") + 1 :] if "src" in parts else parts


def layer_of_file(path: Path) -> str:
    """Return the layer that a file of the core belongs to."""
    return path.relative_to(CORE).parts[0].removesuffix(".py")


def layer_of_name(name: str) -> str:
    """Return the layer that an imported name belongs to; the package's own names belong to none."""
    part = name.split(".")[1] if "." in name else ""
    return part if part in (*LAYERS, "provider", "testing") else ""


def name_of(path: Path) -> str:
    """Return a file's path in the tree, as a test's name."""
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", modules(CORE), ids=name_of)
def test_imports_run_one_way(path: Path):
    """A layer of the core imports itself and those further inside, also within functions."""
    layer = layer_of_file(path)
    allowed = MAY_IMPORT[layer]
    names = [name for name in imports(path) if name.split(".")[0] == "harmony_core"]
    wrong = [name for name in names if layer_of_name(name) not in allowed]
    assert not wrong, f"{layer} must not import {', '.join(wrong)}"


def test_imports_within_functions_are_seen(tmp_path: Path):
    """What these tests read are all imports, wherever they stand and however they are written."""
    file = tmp_path / "module.py"
    file.write_text("import a.b\ndef f():\n    from c import d\n    if True:\n        import e as f\n")
    assert list(imports(file)) == ["a.b", "c.d", "e"]


@pytest.mark.parametrize("path", modules(CORE), ids=name_of)
def test_the_core_imports_no_plugin(path: Path):
    """Plugins import the core, never the other way round."""
    assert not [name for name in imports(path) if name.startswith("harmony_") and not name.startswith("harmony_core")]


def texts(path: Path) -> Iterator[str]:
    """Yield the texts in a file's code, without docstrings and other bare texts, which explain."""
    parsed = tree(path)
    bare = {id(node.value) for node in ast.walk(parsed) if isinstance(node, ast.Expr)}
    for node in ast.walk(parsed):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.value


@pytest.mark.parametrize("path", modules(CORE), ids=name_of)
def test_the_core_names_no_source(path: Path):
    """No text in the core's code names a source of metadata: what is special about one is in its plugin."""
    words = {word for text in texts(path) for word in re.findall("[a-z]+", text.lower())}
    named = words.intersection(SOURCES)
    assert not named


@pytest.mark.parametrize("path", [path for folder in PLUGINS for path in modules(folder)], ids=name_of)
def test_plugins_import_the_core_and_the_standard_library_only(path: Path):
    """A plugin needs nothing but `harmony_core.provider`: no other part of the core, no client, no other plugin."""
    own = path.relative_to(ROOT / "plugins").parts[2]
    for name in imports(path):
        top = name.split(".")[0]
        if top == "harmony_core":
            allowed = ("provider", "", "testing") if path.name == "contract.py" else ("provider", "")
            assert name == "harmony_core" or layer_of_name(name) in allowed, name
        else:
            assert top == own or top in sys.stdlib_module_names, name
            assert top not in FORBIDDEN_IN_PLUGINS


def loaded_after(code: str) -> set[str]:
    """Run code in a Python of its own and return the top-level packages that it loaded."""
    script = f"{code}\nimport sys\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.splitlines()[-1].split())


RUN = """
from harmony_core.cli import main
try:
    main([{argument!r}])
except SystemExit as ended:
    assert not ended.code, ended.code
"""

HEAVY = {"aiohttp", "rich", "msgspec", "cattrs", "sqlite_utils", "jsonschema", "rapidfuzz", "tenacity"}


@pytest.mark.parametrize(
    ("code", "may"),
    [
        ("import harmony_core", set()),
        (RUN.format(argument="--version"), set()),
        (
            RUN.format(argument="--help"),
            {"harmony_language", "harmony_tables", "msgspec"},
        ),  # plugins that may add commands are listed
    ],
    ids=["import", "--version", "--help"],
)
def test_what_needs_no_source_loads_none(code: str, may: set[str]):
    """Importing the package, and asking for version or help, loads no client, no table drawer and no provider."""
    loaded = loaded_after(code)
    assert not loaded & HEAVY - may
    assert not {name for name in loaded if name.startswith("harmony_")} - {"harmony_core"} - may


def test_importing_the_package_loads_nothing_of_it():
    """The package's names are loaded when they are first touched."""
    code = "import harmony_core, sys; print([name for name in sys.modules if name.startswith('harmony_core.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_every_package_says_that_it_is_typed():
    """The core and every plugin ship the marker that tells type checkers to read their annotations."""
    assert [name_of(folder) for folder in (CORE, *PLUGINS) if not (folder / "py.typed").exists()] == []
