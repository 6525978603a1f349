"""Reading what comes piece by piece and may stop coming: nobody waits for it who has something else to do."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import queue
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO, Generic, TypeVar

T = TypeVar("T")

PIECE_BYTES = 65_536


class Aside(Generic[T]):
    """Makes one call after the other in a thread of its own, for which nothing waits at the end of the program."""

    def __init__(self, call: Callable[[], T]) -> None:
        self._make = call
        self._wanted: queue.SimpleQueue[asyncio.Future[T]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    async def call(self) -> T:
        """Return what the next call gives, or raise what it raises."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="harmony-aside", daemon=True)
            self._thread.start()
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._wanted.put(future)
        return await future

    def _run(self) -> None:
        while True:
            future = self._wanted.get()
            try:
                found = self._make()
            except BaseException as error:
                _tell(future, lambda future=future, error=error: future.set_exception(error))  # type: ignore[misc]
            else:
                _tell(future, lambda future=future, found=found: future.set_result(found))  # type: ignore[misc]


def _tell(future: asyncio.Future[T], settle: Callable[[], None]) -> None:
    """Settle a future in its own loop, where that still runs and somebody still waits."""
    with contextlib.suppress(RuntimeError):
        future.get_loop().call_soon_threadsafe(lambda: None if future.done() else settle())


class _Unbuffered(io.FileIO):
    """A file of which is read what there is, and that no lock guards which a thread could hold for ever."""

    def read1(self, size: int = -1) -> bytes:
        """Return what there is, as soon as there is something."""
        return self.read(PIECE_BYTES if size < 0 else size) or b""


def opened_stdin() -> BinaryIO:
    """Return the standard input, to be read by a thread that may be left waiting."""
    try:
        return _Unbuffered(os.dup(sys.stdin.fileno()), "rb")
    except (OSError, ValueError, AttributeError):  # it is none of the system's: as in a test
        return sys.stdin.buffer
