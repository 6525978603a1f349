"""Secrets between runs: in the platform's keyring where there is one, else in a file that only the user can read.

`secrets.toml`, beside `config.toml`, has the form of that file; `in_keyring` names the settings that the keyring
holds, so that it is asked for no other. The keyring needs the extra `harmony-core[keyring]`.
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import attrs

from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.errors import SetupError
from harmony_core.plugin.logger import logger

FILE = "secrets.toml"
IN_KEYRING = "in_keyring"

log = logger("harmony.secrets")


class Keyring(Protocol):
    """What is used of the library keyring (https://keyring.readthedocs.io)."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return what is kept, None where nothing is."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""

    def delete_password(self, service: str, username: str) -> None:
        """Forget a secret."""


@attrs.frozen(kw_only=True)
@by_fields
class Vault:
    """The secrets of one configuration: `service` is under what the keyring has them."""

    folder: Path
    service: str
    _table: Mapping[str, Any] = attrs.field(repr=False)

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / FILE

    def get(self, key: str) -> object | None:
        """Return a secret by the key of its setting (`providers.spotify.client_secret`), None where none is kept."""
        if key in self._table.get(IN_KEYRING, ()):
            return self._from_keyring(key)
        value: Any = self._table
        for step in key.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        return None if isinstance(value, Mapping) else value

    def _from_keyring(self, key: str) -> str | None:
        keyring = find_keyring()
        try:
            found = keyring.get_password(self.service, key) if keyring else None
            reason = "it has none of this name" if keyring else "there is no keyring here now"
        except Exception as error:  # every platform's own
            found, reason = None, f"{type(error).__name__}: it cannot be read"
        if found is None:
            log.warning("secret_not_in_keyring", setting=key, reason=reason)
        return found

    def put(self, key: str, value: str) -> str:
        """Keep a secret, or forget it where it is empty. Returns where, in words. Raises `SetupError`."""
        import tomlkit  # which keeps what the user wrote; reading does without

        keyring = find_keyring()
        document = tomlkit.parse(_text(self.path))
        named = {str(each) for each in document.get(IN_KEYRING, ())}
        _take_out(document, key.split("."))
        where = f"the file {self.path}, which only you can read"
        if keyring is not None and (value or key in named):
            try:
                if value:
                    keyring.set_password(self.service, key, value)
                else:
                    keyring.delete_password(self.service, key)
                where, in_keyring = "the keyring", True
            except Exception as error:  # a keyring that is locked, or refuses
                log.warning("keyring_not_used", error=type(error).__name__)
                in_keyring = False
        else:
            in_keyring = False
        named.discard(key)
        if value and in_keyring:
            named.add(key)
        elif value:
            _put(document, key.split("."), value)
        document.pop(IN_KEYRING, None)
        if named:
            # before the tables, for what follows a table's head belongs to it
            document = tomlkit.parse(f"{tomlkit.dumps({IN_KEYRING: sorted(named)})}{tomlkit.dumps(document)}")
        write_private(self.path, tomlkit.dumps(document))
        return where


def open_vault(folder: Path, service: str) -> Vault:
    """Read which secrets are kept. Raises `SetupError` where that cannot be read."""
    path = folder / FILE
    try:
        table = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise SetupError(f"{path}: cannot be read (it is no TOML)") from error  # more might show a secret
    if os.name == "posix" and path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        log.warning("secrets_readable_by_others", file=str(path), remedy=f"chmod 600 {path}")
    return Vault(folder=folder, service=service, table=table)


def find_keyring() -> Keyring | None:
    """Return the platform's keyring, None where the library is not installed or finds none that keeps secrets."""
    try:
        import keyring
        from keyring.backends import fail, null
    except ImportError:
        return None
    try:
        backend: Any = keyring.get_keyring()
    except Exception:  # a desktop without a bus, a library that is missing
        return None
    useless = isinstance(backend, (fail.Keyring, null.Keyring)) or not getattr(backend, "priority", 0) > 0
    found: Keyring | None = None if useless else backend
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, UnicodeDecodeError) as error:
        told = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise SetupError(f"{path}: cannot be read ({told})") from None


def _put(table: Any, steps: list[str], value: str) -> None:  # noqa: ANN401 - tomlkit's own
    import tomlkit

    for step in steps[:-1]:
        table = table.setdefault(step, tomlkit.table())
    table[steps[-1]] = value


def _take_out(table: Any, steps: list[str]) -> None:  # noqa: ANN401 - tomlkit's own
    for step in steps[:-1]:
        table = table.get(step)
        if not isinstance(table, Mapping):
            return
    table.pop(steps[-1], None)


def write_private(path: Path, text: str) -> None:
    """Replace a file at once, readable for its user only from its first moment on. Raises `SetupError`."""
    import tempfile

    name = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        if name:
            Path(name).unlink(missing_ok=True)
        raise SetupError(f"{path}: cannot be written ({error.strerror or error})") from error
