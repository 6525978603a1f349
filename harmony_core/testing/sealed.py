"""No way out: while a contract is checked, nobody may connect past the cassette, or stop everything else unseen."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from types import FrameType
from typing import Any
from unittest.mock import patch

from harmony_core.plugin.definitions import short_file

_WAYS = (
    (socket.socket, "connect"),
    (socket.socket, "connect_ex"),
    (socket.socket, "sendto"),
    (socket, "getaddrinfo"),
    (socket, "gethostbyname"),
)


_WAITS = frozenset(
    {"time.sleep", "posix.system", "nt.system", "builtins.input", "_posixsubprocess.fork_exec", "posix.posix_spawn"}
)
"""What waits for something without letting anybody else go on: functions of C, in which all others end."""


class NetworkUsedError(RuntimeError):
    """A connection was wanted where there must be none."""


@contextmanager
def sealed() -> Iterator[list[str]]:
    """Refuse every connection, and yield the list of those that were wanted, also where nobody told of it."""
    wanted: list[str] = []
    patches = [patch.object(owner, name, _refusing(getattr(owner, name), wanted)) for owner, name in _WAYS]
    for each in patches:
        each.start()
    try:
        yield wanted
    finally:
        for each in reversed(patches):
            each.stop()


def _refusing(real: Callable[..., Any], wanted: list[str]) -> Callable[..., Any]:
    """Return a way out that is closed, but for sockets that stay inside this machine's kernel."""

    def refuse(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - stands for any of the ways
        if isinstance(arguments[0], socket.socket) and arguments[0].family == getattr(socket, "AF_UNIX", None):
            return real(*arguments, **named)
        where = arguments[1] if isinstance(arguments[0], socket.socket) else arguments[0]
        wanted.append(f"{where[0]}:{where[1]}" if isinstance(where, tuple) else str(where))
        raise NetworkUsedError(f"a connection to {wanted[-1]} was wanted past the cassette")

    return refuse


@contextmanager
def waits_seen(packages: AbstractSet[str]) -> Iterator[list[str]]:
    """Yield the list of calls by which these packages stop everything else, each with its line."""
    seen: list[str] = []

    def watch(frame: FrameType, event: str, called: object) -> None:
        name = f"{getattr(called, '__module__', '')}.{getattr(called, '__name__', '')}" if event == "c_call" else ""
        if name in _WAITS and (line := _line_of(frame, packages)):
            seen.append(f"{name.removeprefix('builtins.')}() ({line})")

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield seen
    finally:
        sys.setprofile(before)


def _line_of(frame: FrameType | None, packages: AbstractSet[str]) -> str | None:
    """Return the line of a package's own from which a call came, if only the standard library is between."""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        root = module.partition(".")[0]
        if root in packages:
            return f"{short_file(frame.f_code.co_filename, module)}, line {frame.f_lineno}"
        if root not in sys.stdlib_module_names:
            return None
        frame = frame.f_back
    return None
