"""Nobody connects while a contract is checked."""

from __future__ import annotations

import asyncio
import socket

import pytest

from harmony_core.testing.sealed import NetworkUsedError, sealed


def test_connections_are_refused_and_told():
    """Also where the one who wanted it hides it."""
    with sealed() as wanted:
        told = pytest.raises(NetworkUsedError, match=r"192\.0\.2\.1:80 was wanted past the cassette")
        with told, socket.socket() as one:
            one.connect(("192.0.2.1", 80))
        with pytest.raises(NetworkUsedError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            one.sendto(b"x", ("192.0.2.1", 53))
        with pytest.raises(NetworkUsedError):
            socket.getaddrinfo("kept.example", 443)
    assert wanted[-1] == "kept.example"
    assert len(wanted) >= 3


def test_event_loops_run_inside():
    """Sockets within this machine's kernel are no network."""

    async def one() -> int:
        await asyncio.sleep(0)
        return 1

    with sealed() as wanted:
        assert asyncio.run(one()) == 1
    assert wanted == []


def test_what_was_there_is_there_again():
    """The ways out are open afterwards."""
    before = socket.socket.connect, socket.getaddrinfo
    with sealed():
        assert socket.getaddrinfo is not before[1]
    assert (socket.socket.connect, socket.getaddrinfo) == before
