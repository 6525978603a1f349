"""What is told of a fetch that stops everything else."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time

import pytest

from harmony_core.testing import Contract


def sleep() -> None:
    """Wait, and let nobody else go on."""
    time.sleep(0.001)


def run_a_program() -> None:
    """Wait for another program."""
    subprocess.run([sys.executable, "-c", ""], check=True)


@pytest.mark.parametrize(("waits", "told"), [(sleep, "time.sleep()"), (run_a_program, "fork_exec() posix_spawn()")])
def test_a_fetch_that_blocks(contract: Contract, with_look, broken, waits, told):
    """The call and the author's line are told, and what to do instead."""
    real = contract.provider.lookups[0].fetch

    async def fetch(api, target, options):
        waits()
        return await real(api, target, options)

    message = broken(with_look(0, fetch=fetch), "fetch blocks nobody")
    line = waits.__code__.co_firstlineno + 2
    assert message.startswith("case by_id: stops all other lookups with ")
    assert any(call in message for call in told.split())
    assert f"test_blocking.py, line {line})" in message
    assert message.endswith("what has to wait beside that awaits asyncio.sleep()")


def test_a_fetch_that_awaits(contract: Contract, with_look):
    """What lets others go on meanwhile is fine, as is a thread of its own."""
    from harmony_core.testing import checks_of

    real = contract.provider.lookups[0].fetch

    async def fetch(api, target, options):
        await asyncio.sleep(0.001)
        await asyncio.to_thread(sleep)
        return await real(api, target, options)

    changed = with_look(0, fetch=fetch)
    next(check for check in checks_of(changed) if check.name == "fetch blocks nobody").run()
