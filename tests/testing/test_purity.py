"""What is told of a `normalize` that uses more than it is given."""

from __future__ import annotations

import datetime as dt
import os
import random
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from harmony_core.testing import Contract

NAME = "release lookup: normalize is pure"


def look_up_a_name() -> None:
    """Ask the network, which is closed."""
    try:
        socket.gethostbyname("kept.example")
    except RuntimeError:
        return


@pytest.mark.parametrize(
    ("does", "told"),
    [
        (time.time, "looks at the clock: time.time()"),
        (dt.datetime.now, "looks at the clock: datetime.now()"),
        (dt.date.today, "looks at the clock: date.today()"),
        (random.random, "throws dice: random()"),
        (lambda: os.urandom(4), "throws dice: urandom()"),
        (lambda: os.environ.get("HOME"), "reads the environment"),
        (lambda: Path(__file__).read_bytes(), "opens a file"),
        (lambda: socket.socket().close(), "uses the network: close()"),
        (lambda: print(end=""), "prints"),
    ],
)
def test_what_normalize_must_not_use(contract: Contract, with_look, broken, does: Callable[[], object], told: str):
    """What it uses is told, with the place."""
    real = contract.provider.lookups[0].normalize

    def normalize(answer, read):
        does()
        return real(answer, read)

    message = broken(with_look(0, normalize=normalize), NAME)
    assert message.startswith(f"case by_id: normalize of the release lookup {told} (")
    assert message.endswith("it is given all that it may use; what else it needs belongs into fetch")


def test_the_place_is_the_provider_s_own_line(contract: Contract, with_look, monkeypatch, broken):
    """Of what a library does, the line is told that made it do so."""
    import harmony_kept

    monkeypatch.setattr(harmony_kept.hc.Reader, "gtin", lambda self, text, path: time.time() and None)
    message = broken(contract, NAME)
    assert "looks at the clock: time.time() (harmony_kept/__init__.py, line " in message


def test_a_result_that_changes(contract: Contract, with_look, broken):
    """What is kept from call to call shows."""
    count = iter(range(1000))
    real = contract.provider.lookups[0].normalize

    def normalize(answer, read):
        read.info("title", str(next(count)))
        return real(answer, read)

    message = broken(with_look(0, normalize=normalize), NAME)
    assert "normalize of the release lookup gives different results for the same answer" in message
