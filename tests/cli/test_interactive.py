"""`lookup --interactive`: on a terminal, words are looked up as the candidate that the user takes."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

PATIENCE_SECONDS = 60.0
CTRL_C = "\x03"
"""What the terminal of a shell turns into a signal."""


def heed_interrupts() -> None:
    """Let a process be interrupted, also where whoever runs the tests has interrupts ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def on_a_terminal(typed: Sequence[str], output: Path, *arguments: str, env: dict[str, str]) -> tuple[int, str, str]:
    """Run a command whose input and talk are a terminal, answer what it asks, and return code, output and talk.

    The output goes to a file: a pipe would be full before anybody looks.
    """
    user, program = pty.openpty()
    with output.open("w") as stdout:
        command = [sys.executable, "-m", "harmony_core", *arguments]
        process = subprocess.Popen(
            command, stdin=program, stdout=stdout, stderr=program, env=env, preexec_fn=heed_interrupts
        )
    os.close(program)
    talk, answers, is_interrupted = b"", list(typed), False
    until = time.monotonic() + PATIENCE_SECONDS
    with contextlib.suppress(OSError):  # how Linux says that nobody is at the other end
        while time.monotonic() < until:
            if not select.select([user], [], [], 1.0)[0]:
                if is_interrupted:  # one that comes just before a program begins to read is seen when it has read
                    process.send_signal(signal.SIGINT)
                continue
            part = os.read(user, 65_536)
            if not part:
                break
            talk += part
            if answers and talk.count(b"which one") > len(typed) - len(answers):
                answer = answers.pop(0)
                is_interrupted = answer == CTRL_C
                if is_interrupted:
                    process.send_signal(signal.SIGINT)
                else:
                    os.write(user, answer.encode())
    os.close(user)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE_SECONDS)
    process.kill()  # does nothing to one that has ended
    return process.wait(), output.read_text(), talk.decode().replace("\r\n", "\n")


@pytest.fixture
def terminal(demo, home, tmp_path):
    """Runs a lookup with the demo's answers on a terminal."""
    env = {**os.environ, "HARMONY_HOME": str(home), "HARMONY_PLUGINS": "deezer,itunes,musicbrainz", "COLUMNS": "200"}

    def call(typed: Sequence[str], *arguments: str) -> tuple[int, str, str]:
        return on_a_terminal(typed, tmp_path / "out", "lookup", *arguments, "--offline", "--interactive", env=env)

    return call


def test_the_candidate_that_is_taken_is_looked_up(terminal):
    """Candidates are shown with what tells them apart; a number that there is not is asked for again."""
    code, out, talk = terminal(["99\n", "1\n"], "Daft Punk Discovery", "-f", "jsonl")
    assert code == 0
    assert re.search(r"^  1 +\d+%  Discovery, by Daft Punk", talk, re.MULTILINE)
    assert "99 is not in the range" in talk
    assert '"title":"Discovery"' in out


def test_return_takes_the_first(terminal):
    """It is the most alike."""
    code, out, _ = terminal(["\n"], "Daft Punk Discovery", "-f", "jsonl")
    assert code == 0
    assert '"title":"Discovery"' in out


def test_whoever_takes_none_is_asked_no_more(terminal):
    """Ctrl-C ends it with 130."""
    code, out, _ = terminal([CTRL_C], "Daft Punk Discovery")
    assert (code, out) == (130, "")


def test_what_needs_no_choice_is_looked_up(terminal):
    """An identifier names one thing."""
    code, out, talk = terminal([], "724384960650", "-f", "jsonl")
    assert code == 0
    assert "which one" not in talk
    assert '"title":"Discovery"' in out


def test_off_a_terminal_it_is_refused(demo):
    """Nobody could answer."""
    ran = demo("lookup", "Daft Punk Discovery", "--offline", "--interactive")
    assert ran.code == 2
    assert "this is none" in ran.err
