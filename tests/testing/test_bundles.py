"""Cassettes where kept answers are imported and exported: `harmony snapshots`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest

from harmony_core.cli import cli, run
from harmony_core.domain.errors import RequestError
from harmony_core.plugin.catalog import Providers
from harmony_core.testing import Contract
from harmony_core.testing.bundles import snapshots_in, write_cassette
from harmony_core.testing.cassettes import read_cassette

NOW = datetime(2026, 11, 21, 13, tzinfo=UTC)
CASES = Path(__file__).parent / "packages" / "harmony_kept" / "cases"


@pytest.fixture
def harmony(contract: Contract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> Callable[..., object]:
    """Run a command where the made-up provider is installed."""
    from harmony_core.edges import installed
    from harmony_core.plugin.loading import Plugin

    module = import_module("harmony_kept")
    monkeypatch.setattr(installed, "find_plugins", lambda: ((Plugin(name="kept", module=module),), ()))
    monkeypatch.setenv("HARMONY_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(lambda: cli.main(args=list(arguments), prog_name="harmony", standalone_mode=False))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def test_a_cassette_answers_a_lookup_offline(harmony, tmp_path: Path):
    """A case's answers are taken into the store, those to a POST too."""
    assert harmony("snapshots", "import", str(CASES / "by_id.yaml"))[2].endswith("by_id.yaml: 3 answers imported\n")
    code, out, _ = harmony("lookup", "kept:7", "--offline", "-f", "json")
    assert code == 0
    assert '"isrc": "ZZLMP2400001"' in out


def test_what_is_kept_becomes_a_cassette(harmony, tmp_path: Path):
    """Exported and imported again, the answers are the same; a file that is there stays."""
    harmony("snapshots", "import", str(CASES / "by_id.yaml"))
    assert harmony("snapshots", "export", "-o", "new.yaml")[2] == "new.yaml: 3 answers exported\n"
    before, after = (read_cassette(path.read_text()) for path in (CASES / "by_id.yaml", tmp_path / "new.yaml"))
    assert [(each.key(), each.body) for each in before] == [(each.key(), each.body) for each in after]
    code, _, told = harmony("snapshots", "export", "-o", "new.yaml")
    assert (code, told) == (2, "harmony: new.yaml: is there already; name another file\n")
    (tmp_path / "home" / "harmony.db").unlink()
    assert "3 answers imported" in harmony("snapshots", "import", "new.yaml")[2]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "a cassette has a list of interactions"),
        (
            "interactions: [{request: {uri: 'https://nobody.example/'}, response: {status: {code: 200}}}]",
            "no installed provider asks nobody.example",
        ),
    ],
)
def test_what_cannot_be_imported(harmony, tmp_path: Path, text: str, told: str):
    """The file and the reason are told, and nothing is kept."""
    (tmp_path / "odd.yaml").write_text(text)
    code, _, err = harmony("snapshots", "import", "odd.yaml")
    assert (code, err) == (2, f"harmony: odd.yaml: {told}\n")


def test_a_file_that_cannot_be_read_or_written(contract: Contract, tmp_path: Path):
    """The system's reason is told."""
    with pytest.raises(RequestError, match=r"gone\.yaml: cannot be read \(No such file"):
        snapshots_in(tmp_path / "gone.yaml", Providers((contract.provider,)), NOW)
    with pytest.raises(RequestError, match=r"c\.yaml: cannot be written \(No such file"):
        write_cassette(tmp_path / "gone" / "c.yaml", ())
