"""Who is waited for is told on a terminal, and nowhere else."""

from __future__ import annotations

import asyncio
import io

import pytest

from harmony_core.cli import waiting as module
from harmony_core.cli.waiting import Waiting
from harmony_core.plugin.events import AnswerReceived, RequestFailed, RequestSent


class Stderr(io.StringIO):
    """A stream that is a terminal, or none."""

    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self.is_terminal = is_terminal

    def isatty(self) -> bool:
        """Return whether it is one."""
        return self.is_terminal


def sent(provider: str, attempt: int = 1) -> RequestSent:
    """Return that a request went out."""
    return RequestSent(lookup_id="1", provider=provider, url=f"https://{provider}.test/", attempt=attempt)


@pytest.fixture
def clock(monkeypatch):
    """The time, which stands still until it is set."""
    now = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


def test_only_who_takes_long_is_named(clock):
    """With how long, and how often it was tried; who has answered, or was given up, is waited for no more."""
    waiting = Waiting()
    for provider in ("a", "b", "c"):
        waiting.notice(sent(provider))
    assert waiting.text() == ""
    clock[0] += 4
    waiting.notice(sent("late"))
    waiting.notice(sent("b", attempt=2))
    clock[0] += 3
    assert waiting.text() == "waiting for a (7 s), b (7 s, try 2) and c (7 s)"
    waiting.notice(RequestFailed(lookup_id="1", provider="a", url="https://a.test/", code="TIMEOUT"))
    received = {"lookup_id": "1", "status": 200, "from_snapshot": False, "seconds": 7.0}
    waiting.notice(AnswerReceived(provider="b", url="https://b.test/", **received))
    assert waiting.text() == "waiting for c (7 s)"


@pytest.mark.parametrize("is_terminal", [True, False])
async def test_it_is_shown_on_a_terminal_and_taken_away(monkeypatch, is_terminal):
    """Nothing is left of it when the answer is there, and nothing is written where nobody looks."""
    stderr = Stderr(is_terminal=is_terminal)
    monkeypatch.setattr(module.sys, "stderr", stderr)
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.0)
    waiting = Waiting()
    waiting.notice(sent("a"))
    async with waiting.shown():
        await asyncio.sleep(1.2)
    written = stderr.getvalue()
    assert ("waiting for a (1 s)" in written) is is_terminal
    assert written.endswith("\r\x1b[K") is is_terminal


async def test_what_is_at_once_shows_nothing(monkeypatch):
    """A lookup that is answered soon leaves a terminal as it is."""
    stderr = Stderr(is_terminal=True)
    monkeypatch.setattr(module.sys, "stderr", stderr)
    async with Waiting().shown():
        await asyncio.sleep(0)
    assert stderr.getvalue() == ""
