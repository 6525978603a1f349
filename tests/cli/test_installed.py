"""What is installed: providers, plugins, settings, start-up."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from harmony_core.edges import schema as schemas
from harmony_core.edges.schema import problems
from harmony_core.plugin.loading import installable

from .conftest import ROOT


def test_providers_say_what_they_can_do(harmony):
    """Every provider is listed with what it looks up; the documents validate."""
    shown = harmony("providers").out
    assert re.search("^deezer +ready ", shown, re.MULTILINE)
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
    assert "written into config.toml by hand" in harmony("config", "set", "merge.orders.title", "deezer").err
    assert "did you mean contact?" in harmony("config", "set", "contct", "me").err
    assert "did you mean providers.deezer.rate?" in harmony("config", "show", "providers.deezr.rate").err
    refused = harmony("config", "set", "providers.deezer.rate", "fast").err
    assert refused.startswith("harmony: providers.deezer.rate was not changed: 'fast' is not a rate")
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


def test_the_contract_s_documents_have_schemas(harmony):
    """The documents of the contract all have a schema, and so have those that other commands print."""
    names = "release recording artist label result search parse query explanation providers plugins"
    more = "search_candidate limits snapshots differences checks"
    assert harmony("schema").out.split() == [*names.split(), *more.split()]


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


@pytest.mark.parametrize(("option", "may"), [("--version", set()), ("--help", {"msgspec"})])
def test_starting_up_imports_little(option, may):
    """`--version` and `--help` import neither aiohttp nor rich nor any provider; help looks for plugins' commands."""
    code = (
        "import sys; sys.argv = ['harmony', sys.argv[1]]\n"
        "from harmony_core.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'aiohttp', 'rich', 'msgspec', 'harmony_deezer', 'sqlite_utils', 'structlog', 'jsonschema'}\n"
        f"sys.exit(' '.join(heavy & set(sys.modules) - {may!r}) or 0)"
    )
    ran = subprocess.run([sys.executable, "-c", code, option], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_help_lists_the_commands_of_plugins(process):
    """Those that are loaded, with what they do; what is switched off is not there. No settings, still help."""
    commands = "Commands of plugins:\n  match "
    assert commands in process("--help", env={"HARMONY_PLUGINS": ""}).out
    assert commands not in process("--help", env={"HARMONY_PLUGINS": "deezer"}).out
    ran = process("--help", env={"HARMONY_PLUGINS": "", "HARMONY_RETRIES": "many"})
    assert (ran.code, ran.err) == (0, "")
    assert "\n  completion " in ran.out


def test_no_command_prints_help(process):
    """Nothing was asked for: help on stderr, and no complaint; the code is that of click."""
    for arguments in ((), ("config",)):
        ran = process(*arguments)
        assert ran.code == 2
        assert ran.out == ""
        assert ran.err == process(*arguments, "--help").out


@pytest.mark.parametrize("arguments", [("mach",), ("dedup", "x.csv")])
def test_a_misspelt_command_of_a_plugin_gets_a_hint(process, arguments):
    """The commands of plugins are known, too."""
    ran = process(*arguments, env={"HARMONY_PLUGINS": ""})
    assert ran.code == 2
    assert f"No such command {arguments[0]!r}; did you mean " in ran.err
    assert "'match'" in ran.err or "'dedupe'" in ran.err


def test_a_command_of_a_plugin_that_is_switched_off(process):
    """It is not only taken for a misspelt one."""
    ran = process("match", "a.csv", "b.csv", env={"HARMONY_PLUGINS": "", "HARMONY_DISABLE": "tables,itunes"})
    assert ran.code == 2
    assert "it may be of a plugin that is switched off: tables (see `harmony plugins`)" in ran.err


DISABLE = "to switch it on take it out of the setting `disable` (see `harmony config show disable`)"
PLUGINS = "to switch it on add it to the setting `plugins` (see `harmony config show plugins`)"
ENABLED = "to switch it on set providers.deezer.enabled to true (see `harmony config show providers.deezer`)"


@pytest.mark.parametrize(
    ("env", "how"),
    [({"HARMONY_PLUGINS": "", "HARMONY_DISABLE": "deezer"}, DISABLE), ({"HARMONY_PLUGINS": "itunes"}, PLUGINS)],
)
@pytest.mark.parametrize(
    "arguments",
    [
        ("lookup", "deezer:302127"),
        ("lookup", "724384960650", "--provider", "deezer"),
        ("search", "x", "--provider", "deezer"),
        ("providers", "show", "deezer"),
        ("providers", "check", "deezer"),
        ("config", "set", "providers.deezer.rate", "4"),
    ],
)
def test_what_is_switched_off_is_not_told_as_missing(harmony, monkeypatch, env, how, arguments):
    """It is said that it is, and how it is switched on, whatever it was wanted for."""
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    ran = harmony(*arguments)
    assert ran.code == 2
    assert f"the provider 'deezer' is switched off: {how}" in ran.err


def test_what_is_switched_off_is_listed(harmony, monkeypatch):
    """Among the providers and the plugins, with how it is switched on; the documents fit their schemas."""
    monkeypatch.setenv("HARMONY_PLUGINS", "itunes")
    for command in ("providers", "plugins"):
        assert any(line.startswith("deezer ") and PLUGINS in line for line in harmony(command).out.splitlines())
        assert problems(command, json.loads(harmony(command, "-f", "json").out)) == ()
    monkeypatch.setenv("HARMONY_PLUGINS", "deezer")
    monkeypatch.setenv("DEEZER_ENABLED", "no")
    assert ENABLED in harmony("providers").out
    assert ENABLED in harmony("providers", "show", "deezer").out


def test_a_link_of_a_provider_that_is_not_asked(harmony, monkeypatch):
    """Whose it is, and how it would be asked; of plugins that are not loaded links are not known."""
    link = "https://www.deezer.com/album/302127"
    monkeypatch.setenv("HARMONY_PLUGINS", "deezer,itunes")
    for text in (link, "deezer:302127"):
        ran = harmony("lookup", text, "--provider", "itunes")
        assert ran.code == 2
        assert (
            f"{text} is at Deezer, which is not asked here: leave --provider out, or add --provider deezer" in ran.err
        )
    monkeypatch.setenv("DEEZER_ENABLED", "no")
    assert f"{link} is at Deezer, which is switched off: {ENABLED}" in harmony("lookup", link).err
    monkeypatch.setenv("HARMONY_DISABLE", "deezer")
    assert "links of iTunes are read; switched off: " in harmony("lookup", link).err


def test_a_package_may_be_spelt_in_several_ways():
    """Packages' metadata write youtube_music as youtube-music: it can be installed all the same."""
    assert ("youtube_music", "harmony-youtube_music") in installable()
