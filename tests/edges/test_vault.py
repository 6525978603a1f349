"""Secrets between runs: in the keyring or in a file of the user's own, and nowhere else."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tomllib
from types import ModuleType, SimpleNamespace

import pytest

from harmony_core import provider as hc
from harmony_core.domain.errors import RequestError, SetupError
from harmony_core.edges.config import load_config
from harmony_core.edges.edit_config import is_secret, set_secret, set_value
from harmony_core.edges.vault import FILE, find_keyring
from harmony_core.plugin.catalog import Providers

KEY = "providers.spot.client_secret"


@hc.settings
class Keys:
    """Settings as a source with a key has them."""

    client_id: str | None = hc.setting("the id")
    client_secret: str | None = hc.setting("the secret", secret=True)


SPOT = hc.Provider(name="spot", title="Spot", base="https://api.example.test/", urls=(), lookups=(), settings=Keys)
PROVIDERS = Providers((SPOT,))


class Chain:
    """A keyring of one test, which may be broken."""

    priority = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.asked: list[str] = []
        self.broken = False

    def get_password(self, service, username):
        """As the library has it."""
        self._used(username)
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        """As the library has it."""
        self._used(username)
        self.kept[service, username] = password

    def delete_password(self, service, username):
        """As the library has it."""
        self._used(username)
        del self.kept[service, username]

    def _used(self, username):
        self.asked.append(username)
        if self.broken:
            raise RuntimeError("locked: the secret is CANARY")


@pytest.fixture(params=["file", "keyring"])
def chain(request, monkeypatch):
    """A keyring, or none, in the library's place."""
    made = Chain() if request.param == "keyring" else None
    pretend(monkeypatch, made)
    return made


def pretend(monkeypatch, chain) -> None:
    """Put a keyring where the library would be; without one it is not installed."""
    if chain is None:
        monkeypatch.setitem(sys.modules, "keyring", None)
        return
    library, backends = ModuleType("keyring"), ModuleType("keyring.backends")
    library.get_keyring = lambda: chain
    backends.fail = SimpleNamespace(Keyring=type("Fail", (), {}))
    backends.null = SimpleNamespace(Keyring=type("Null", (), {}))
    library.backends = backends
    monkeypatch.setitem(sys.modules, "keyring", library)
    monkeypatch.setitem(sys.modules, "keyring.backends", backends)


@pytest.fixture
def config(tmp_path):
    """Return what is configured, with these variables."""
    return lambda **env: load_config({"HARMONY_HOME": str(tmp_path / "home"), **env})


def secret(config) -> str | None:
    """Return the secret as a provider gets it."""
    return config.provider(SPOT).own.client_secret


def test_a_secret_is_kept_and_forgotten(config, chain, tmp_path):
    """It is there the next time, where only the user can read it, and gone when it is taken out."""
    where = set_secret(config(), PROVIDERS, KEY, "s3cret-word")
    file = tmp_path / "home" / FILE
    assert secret(config()) == "s3cret-word"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert ("s3cret-word" in file.read_text()) == (chain is None)
    assert where == ("the keyring" if chain else f"the file {file}, which only you can read")
    if chain:
        assert chain.kept == {(f"harmony ({tmp_path / 'home'})", KEY): "s3cret-word"}
    set_secret(config(), PROVIDERS, "providers.spot.client_id", "me")
    assert (config().provider(SPOT).own.client_id, secret(config())) == ("me", "s3cret-word")
    set_secret(config(), PROVIDERS, KEY, "")
    assert secret(config()) is None
    assert config().provider(SPOT).own.client_id == "me"
    assert "s3cret-word" not in file.read_text()


def test_the_order_of_places(config, chain, tmp_path):
    """The environment goes before .env, that before the kept secret, and that before config.toml."""
    home = tmp_path / "home"
    set_value(config(), PROVIDERS, KEY, "from the file")
    assert secret(config()) == "from the file"
    set_secret(config(), PROVIDERS, KEY, "kept")
    assert secret(config()) == "kept"
    assert "from the file" not in (home / "config.toml").read_text(), "a copy in plain sight would be forgotten there"
    set_value(config(), PROVIDERS, KEY, "from the file")
    assert secret(config()) == "kept"
    (home / ".env").write_text("SPOT_CLIENT_SECRET=dotenv\n")
    assert secret(config()) == "dotenv"
    assert secret(config(SPOT_CLIENT_SECRET="environment")) == "environment"


def test_settings_with_passwords_in_them(config, chain):
    """Addresses may hold passwords: every setting can be kept so."""
    set_secret(config(), PROVIDERS, "providers.spot.base", "https://me:s3cret@mirror.example.test/")
    set_secret(config(), PROVIDERS, "store", "memory:")
    assert config().provider(SPOT).base == "https://me:s3cret@mirror.example.test/"
    assert config().settings.store == "memory:"


@pytest.mark.parametrize(("key", "value"), [("providers.spot.nothing", "x"), ("timeout_seconds", "s3cret")])
def test_what_cannot_be_set_is_refused(config, chain, key, value):
    """As in config.toml; nothing is written."""
    with pytest.raises(RequestError):
        set_secret(config(), PROVIDERS, key, value)
    assert config().vault.get(key) is None


def test_the_keyring_is_asked_only_for_what_it_holds(config, monkeypatch):
    """A keyring may want to be unlocked: who keeps nothing there never meets it."""
    chain = Chain()
    pretend(monkeypatch, chain)
    config().provider(SPOT)
    assert chain.asked == []
    set_secret(config(), PROVIDERS, KEY, "word")
    chain.asked.clear()
    config().provider(SPOT)
    assert chain.asked == [KEY]
    config(SPOT_CLIENT_SECRET="x").provider(SPOT)
    assert chain.asked == [KEY], "what goes before it makes it superfluous"


def test_a_keyring_that_cannot_be_read(config, monkeypatch, caplog):
    """A locked keyring makes its settings missing, and that is said without what it said."""
    chain = Chain()
    pretend(monkeypatch, chain)
    set_secret(config(), PROVIDERS, KEY, "word")
    chain.broken = True
    assert secret(config()) is None
    assert config().provider(SPOT).missing == ("SPOT_CLIENT_ID", "SPOT_CLIENT_SECRET")
    (told, *_) = caplog.records
    assert (told.message, told.setting) == ("secret_not_in_keyring", KEY)
    assert "CANARY" not in str([vars(record) for record in caplog.records])
    pretend(monkeypatch, None)
    assert secret(config()) is None


def test_a_keyring_that_refuses(config, monkeypatch, tmp_path):
    """What the keyring does not take is kept in the file."""
    chain = Chain()
    pretend(monkeypatch, chain)
    chain.broken = True
    assert "which only you can read" in set_secret(config(), PROVIDERS, KEY, "word")
    assert secret(config()) == "word"
    chain.broken = False
    assert set_secret(config(), PROVIDERS, KEY, "new") == "the keyring"
    assert (secret(config()), chain.kept) == ("new", {(f"harmony ({tmp_path / 'home'})", KEY): "new"})
    assert tomllib.loads((tmp_path / "home" / FILE).read_text())["in_keyring"] == [KEY]


def test_a_keyring_that_keeps_nothing_is_none(monkeypatch):
    """The library's own stand-ins, which refuse or forget, are not taken for a keyring."""
    chain = Chain()
    pretend(monkeypatch, chain)
    assert find_keyring() is chain
    chain.priority = 0
    assert find_keyring() is None
    pretend(monkeypatch, sys.modules["keyring.backends"].fail.Keyring())
    assert find_keyring() is None


def test_a_file_that_others_can_read_is_told_of(config, monkeypatch, tmp_path, caplog):
    """Who loosened its rights is told how to tighten them."""
    pretend(monkeypatch, None)
    set_secret(config(), PROVIDERS, KEY, "word")
    (tmp_path / "home" / FILE).chmod(0o644)
    assert secret(config()) == "word"
    assert "chmod 600" in caplog.records[0].remedy


def test_a_file_that_cannot_be_read_is_told_of(config, tmp_path):
    """Nothing of its content is shown."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / FILE).write_text("client_secret = s3cret")
    with pytest.raises(SetupError) as raised:
        config()
    assert "s3cret" not in str(raised.value)


def test_a_file_that_cannot_be_replaced_stays(config, monkeypatch, tmp_path):
    """Where writing fails, what was kept is still there, and nothing half beside it."""
    pretend(monkeypatch, None)
    set_secret(config(), PROVIDERS, KEY, "word")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SetupError, match="No space left"):
        set_secret(config(), PROVIDERS, KEY, "other")
    assert secret(config()) == "word"
    assert [each.name for each in (tmp_path / "home").iterdir()] == [FILE]


def test_which_settings_are_secrets():
    """Declared ones."""
    assert is_secret(PROVIDERS, KEY)
    assert not is_secret(PROVIDERS, "providers.spot.client_id")
    assert not is_secret(PROVIDERS, "regions")


def test_the_command_asks_without_showing(tmp_path):
    """From the standard input where there is no terminal; the value is in no argument and in no output."""
    environment = {
        **os.environ,
        "HARMONY_HOME": str(tmp_path),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }

    def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "harmony_core", "config", *arguments]
        return subprocess.run(command, input=given, capture_output=True, text=True, env=environment, check=False)

    ran = run("set", "--secret", "contact", given="CANARY@example.org\n")
    assert (ran.returncode, ran.stdout) == (0, "")
    assert "CANARY" not in ran.stderr
    assert "contact = CANARY@example.org" in run("show").stdout
    assert run("set", "--secret", "contact", "x").returncode == 2
    assert run("set", "contact").returncode == 2
    assert run("set", "--secret", "contact", given="\n").returncode == 0
    assert "contact = not set" in run("show").stdout
