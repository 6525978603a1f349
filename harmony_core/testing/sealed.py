"""No way out: while a contract is checked, nobody may connect to anything past the cassette."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

_WAYS = (
    (socket.socket, "connect"),
    (socket.socket, "connect_ex"),
    (socket.socket, "sendto"),
    (socket, "getaddrinfo"),
    (socket, "gethostbyname"),
)


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
