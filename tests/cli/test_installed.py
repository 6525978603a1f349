"""What is installed: providers, plugins, settings, start-up."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harmony_core.edges import schema as schemas
from harmony_core.edges.schema import problems

from .conftest import ROOT


def test_providers_say_what_they_can_do(harmony):
    """Every provider is listed with what it looks up; the documents validate."""
    shown = harmony("providers").out
    assert "deezer  ready" in shown
    assert "release by id, gtin" in shown
    for form in ("json", "jsonl", "yaml", "csv"):
        assert "deezer" in harmony("providers", "list", "-f", form).out
    assert problems("providers", json.loads(harmony("providers", "list", "-f", "json").out)) == ()
    assert problems("providers", json.loads(harmony("providers", "show", "deezer", "-f", "json").out)) == ()
    assert harmony("providers", "show", "nobody").code == 2


def test_plugins_say_what_became_of_them(harmony, monkeypatch):
    """Plugins are listed with their status; the documents validate."""
    records = json.loads(harmony("plugins", "-f", "json").out)
    assert problems("plugins", records) == ()
    assert {each["name"]: each.get("offers") for each in records}["deezer"] == ["provider deezer"]
    assert harmony("plugins", "--strict").code == 0
    monkeypatch.setenv("HARMONY_DISABLE", "deezer")
    records = json.loads(harmony("plugins", "list", "-f", "json").out)
    assert {each["status"] for each in records} == {"disabled"}


def broken_plugin(folder: Path, group: str = "harmony.v1") -> Path:
    """Make a distribution whose plugin raises when it is imported."""
    info = folder / "harmony_broken-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: harmony-broken\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{group}]\nbroken = harmony_broken\n")
    (folder / "harmony_broken.py").write_text("raise RuntimeError('no luck')\n")
    return folder


@pytest.mark.parametrize(("group", "status"), [("harmony.v1", "failed"), ("harmony.v0", "outdated")])
def test_a_broken_plugin_stops_nobody(process, tmp_path, group, status):
    """A plugin that cannot be loaded is told of; `--strict` exits 1; lookups go on."""
    env = {"PYTHONPATH": str(broken_plugin(tmp_path / "site", group)), "HARMONY_PLUGINS": "deezer,broken"}
    ran = process("plugins", "list", "-f", "json", env=env)
    records = {record["name"]: record for record in json.loads(ran.out)}
    assert ran.code == 0
    assert records["broken"]["status"] == status
    assert records["deezer"]["status"] == "loaded"
    assert process("plugins", "--strict", env=env).code == 1
    assert process("plugins", "check", env=env).code == 1
    assert process("parse", "deezer:1", env=env).code == 0


def test_settings_are_shown_and_changed(harmony, home):
    """Settings are written to config.toml, read again, and refused where they mean nothing."""
    assert harmony("config", "set", "regions", "SE,NO").code == 0
    assert harmony("config", "set", "providers.deezer.rate", "10/5").code == 0
    assert "regions = SE, NO" in harmony("config", "show").out
    assert "providers.deezer.rate" in harmony("config", "show").out
    before = (home / "config.toml").read_text()
    for key, value in (
        ("regions", "UK"),
        ("nothing", "1"),
        ("providers.deezer.speed", "1"),
        ("providers.nobody.rate", "1"),
        ("providers.deezer.rate", "fast"),
        ("log_level", "loud"),
    ):
        assert harmony("config", "set", key, value).code == 2
    assert (home / "config.toml").read_text() == before
    assert harmony("config", "set", "regions", "").code == 0
    assert "regions = GB, US, DE, JP" in harmony("config", "show").out
    assert str(home) in harmony("config", "path").out
    assert "HARMONY_CONTACT" in harmony("config", "keys").out
    assert "#HARMONY_CONTACT=" in harmony("config", "keys", "--env").out


def test_a_setting_that_cannot_be_read_is_named(harmony, monkeypatch):
    """A bad value in the environment: one line that names the variable, exit code 1."""
    monkeypatch.setenv("HARMONY_TIMEOUT_SECONDS", "soon")
    ran = harmony("lookup", "deezer:1")
    assert ran.code == 1
    assert "HARMONY_TIMEOUT_SECONDS" in ran.err


@pytest.mark.parametrize("name", schemas.names())
def test_every_schema_is_a_schema(harmony, name):
    """`harmony schema NAME` prints a valid JSON Schema of draft 2020-12 that refers to nothing outside."""
    import jsonschema

    found = json.loads(harmony("schema", name).out)
    jsonschema.Draft202012Validator.check_schema(found)
    assert all(ref.startswith("#/$defs/") for ref in _refs(found))


def test_the_contract_names_eleven_schemas(harmony):
    """The documents of the contract all have a schema."""
    names = "release recording artist label result search parse query explanation providers plugins"
    assert harmony("schema").out.split() == names.split()


def _refs(found: object) -> list[str]:
    match found:
        case dict():
            own = [found["$ref"]] if "$ref" in found else []
            return own + [ref for value in found.values() for ref in _refs(value)]
        case list():
            return [ref for value in found for ref in _refs(value)]
    return []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_printed(process, shell):
    """Every shell gets a script, and the script's call completes a command."""
    assert "_HARMONY_COMPLETE" in process("completion", shell).out
    env = {"_HARMONY_COMPLETE": "bash_complete", "COMP_WORDS": "harmony sna", "COMP_CWORD": "1"}
    assert process(env=env).out.strip() == "plain,snapshots"


def test_the_core_alone_says_what_could_be_installed(tmp_path):
    """Without any plugin the command works and names the packages that its own metadata knows."""
    site = tmp_path / "site"
    site.mkdir()
    for entry in Path(
        sys.prefix, "lib", f"python{sys.version_info[0]}.{sys.version_info[1]}", "site-packages"
    ).iterdir():
        if not entry.name.startswith(("harmony_", "__editable__.harmony")) or entry.name.startswith("harmony_core-"):
            (site / entry.name).symlink_to(entry)
    code = f"import sys; sys.path[:0] = [{str(site)!r}, {str(ROOT)!r}]; from harmony_core.cli import main; main()"
    env = {**os.environ, "HARMONY_HOME": str(tmp_path / "home"), "PYTHONSAFEPATH": "1"}
    ran = subprocess.run(
        [sys.executable, "-S", "-c", code, "providers"], capture_output=True, text=True, env=env, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert "installable     pip install harmony-deezer" in ran.stdout
    assert "harmony-deezer" in ran.stdout


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_starting_up_imports_little(option):
    """`--version` and `--help` import neither aiohttp nor rich nor msgspec nor any provider."""
    code = (
        "import sys; sys.argv = ['harmony', sys.argv[1]]\n"
        "from harmony_core.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'aiohttp', 'rich', 'msgspec', 'harmony_deezer', 'sqlite_utils', 'structlog', 'jsonschema'}\n"
        "sys.exit(' '.join(heavy & set(sys.modules)) or 0)"
    )
    ran = subprocess.run([sys.executable, "-c", code, option], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
