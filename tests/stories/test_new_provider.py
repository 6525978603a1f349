"""From nothing to a provider: the template is written, installed and tested, as an author does it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harmony_core.cli import cli, run

ROOT = Path(__file__).parents[2]


def written(folder: Path, *arguments: str) -> Path:
    """Return the folder of a new provider."""
    code = run(
        lambda: cli.main(
            args=["new-provider", *arguments, "-o", str(folder)], prog_name="harmony", standalone_mode=False
        )
    )
    assert code == 0
    (made,) = folder.glob("harmony-*")
    return made


def test_it_passes_its_own_tests(tmp_path):
    """No question needs an answer, and what is written keeps its contract at once."""
    made = written(tmp_path)
    assert made.name == "harmony-example"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:asyncio"]
    env = {**os.environ, "PYTHONPATH": str(made / "src")}
    env.pop("HARMONY_RECORDINGS", None)
    ran = subprocess.run(command, cwd=made, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "failed" not in ran.stdout
    assert int(ran.stdout.split(" passed")[0].split()[-1]) >= 40


def test_it_is_small_enough_to_read_in_a_minute(tmp_path):
    """The provider is one file of about a hundred lines."""
    made = written(tmp_path)
    assert len((made / "src/harmony_example/__init__.py").read_text().splitlines()) <= 120


def test_the_answers_go_everywhere(tmp_path):
    """Folder, distribution, package and provider are named alike, and nothing of the template's words is left."""
    site, api = "https://tunes.example.org/", "https://tunes.example.org/api/v2"
    made = written(tmp_path, "tune_find", "--title", "Tune Find", "--site", site, "--api", api, "--author", "Ada Moth")
    assert made.name == "harmony-tune_find"
    texts = {path.relative_to(made): path.read_text() for path in made.rglob("*") if path.is_file()}
    assert Path("src/harmony_tune_find/contract.py") in texts
    assert all("cookiecutter" not in text and "{%" not in text and "Example" not in text for text in texts.values())
    provider = texts[Path("src/harmony_tune_find/__init__.py")]
    assert 'base="https://tunes.example.org/api/v2/"' in provider
    assert 'hc.Url("release", "https://tunes.example.org/release/{id:digits}")' in provider
    assert 'authors = [{ name = "Ada Moth" }]' in texts[Path("pyproject.toml")]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Tune-Find"], "lower-case letters"),
        (["tunes", "--site", "http://tunes.example.org"], "begins with https://"),
        (["tunes", "--api", "https://tunes.example.org/?v=2"], "--api: an address begins with https://"),
        (["My-Tunes"], "not 'My-Tunes'; my_tunes would do"),
        (["class"], "'class' is a word of Python, which no provider can be called; class_ would do"),
        (["tunes", "--title", 'Tu"nes'], "title: give a text without quotes"),
    ],
)
def test_answers_that_make_no_provider_are_refused(tmp_path, capsys, arguments, message):
    """One line says why, exit code 2, and nothing is written; the template's own hook says the same."""
    assert run(lambda: cli.main(["new-provider", *arguments, "-o", str(tmp_path)], standalone_mode=False)) == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_written_over(tmp_path, capsys):
    """A folder that somebody has worked in stays as it is."""
    written(tmp_path)
    assert run(lambda: cli.main(["new-provider", "-o", str(tmp_path)], standalone_mode=False)) == 2
    assert "is there already" in capsys.readouterr().err


def test_cookiecutter_renders_the_same(tmp_path):
    """`cookiecutter cookiecutter-provider` and `harmony new-provider` write the same files."""
    from cookiecutter.main import cookiecutter

    mine = written(tmp_path / "mine", "tunes")
    theirs = cookiecutter(
        str(ROOT / "cookiecutter-provider"),
        no_input=True,
        output_dir=str(tmp_path / "theirs"),
        extra_context={"name": "tunes"},
        default_config=True,
    )
    files = {path.relative_to(mine): path.read_bytes() for path in mine.rglob("*") if path.is_file()}
    assert files == {path.relative_to(theirs): path.read_bytes() for path in Path(theirs).rglob("*") if path.is_file()}


@pytest.mark.slow
def test_it_is_installed_and_tested_in_a_fresh_environment(fresh):
    """The core from its own files, the new provider beside it, its tests, and the check of what is installed."""
    assert fresh.run("harmony", "new-provider", "tunes").returncode == 0
    made = fresh.folder / "harmony-tunes"
    fresh.install("-e", f"{made}[dev]")
    try:
        tested = fresh.run("pytest", "-q", cwd=made)
        assert tested.returncode == 0, tested.stdout
        checked = fresh.run("harmony", "providers", "check", "tunes")
        assert checked.returncode == 0, checked.stdout + checked.stderr
        listed = json.loads(fresh.run("harmony", "plugins", "-f", "json").stdout)
        assert [(each["name"], each["status"]) for each in listed if each["name"] == "tunes"] == [("tunes", "loaded")]
    finally:
        fresh.run("pip", "uninstall", "--quiet", "--yes", "harmony-tunes")
