"""Keeping what can be kept: a disk that is full costs no answer that has come, it is only not kept for later.

What cannot be written is held in memory, serves as what is kept does, and is written as soon as that can be done.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from harmony_core.domain.answers import Message
from harmony_core.domain.errors import ReadOnlyError, SetupError
from harmony_core.domain.result import Result
from harmony_core.plugin.logger import logger
from harmony_core.plugin.snapshot import Snapshot, SnapshotStore
from harmony_core.plugin.store import EntityStore

log = logger("harmony.store")

AGAIN_SECONDS = 30.0
"""How long after a failure nothing is written, answers or rates: for a file that another program holds each try waits
as long."""

MOST_HELD_BYTES = 64_000_000
MOST_REMEMBERED = 1000


class KeptAnswers:
    """A store of answers that takes each: what cannot be written is held here, the oldest only as far as there is room.

    `put` may be called by another thread than all else.
    """

    def __init__(self, store: Callable[[], SnapshotStore]) -> None:
        self._store = store
        self._held: dict[str, tuple[Snapshot, ...]] = {}
        self._bytes = 0
        self._lock = threading.Lock()
        self._again_at = 0.0
        self.problem: SetupError | None = None

    @property
    def is_stuck(self) -> bool:
        """Whether writing failed a moment ago, and would do so again."""
        return self.problem is not None and time.monotonic() < self._again_at

    def history(self, key: str, before: datetime | None = None) -> Iterator[Snapshot]:
        """Return the answers to a request, the newest first."""
        held, kept = self._held.get(key), self._store().history(key, before)
        if not held:
            return kept
        ours = (each for each in reversed(held) if before is None or each.fetched_at <= before)
        return heapq.merge(ours, kept, key=lambda each: each.fetched_at, reverse=True)

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the names of the requests that begin so, each once."""
        held = [key for key in list(self._held) if key.startswith(prefix)]
        yield from held
        yield from (key for key in self._store().keys(prefix) if key not in held)

    def put(self, snapshots: Sequence[Snapshot]) -> None:
        """Keep answers, and what is held with them; where that cannot be done, hold them."""
        if self.is_stuck:
            self.hold(snapshots)
            return
        try:
            self._store().put(snapshots)
        except SetupError as error:
            self._fail(error)
            self.hold(snapshots)
        else:
            if self.problem is not None:
                self.try_again()

    def hold(self, snapshots: Sequence[Snapshot]) -> None:
        """Hold answers in memory."""
        with self._lock:
            for each in snapshots:
                self._held[each.key] = (*self._held.get(each.key, ()), each)
                self._bytes += _size(each)
            while self._bytes > MOST_HELD_BYTES and len(self._held) > 1:
                oldest = self._held.pop(next(iter(self._held)))
                self._bytes -= sum(map(_size, oldest))

    def holds(self, snapshot: Snapshot) -> bool:
        """Whether an answer is not kept, because that could not be done."""
        return snapshot in self._held.get(snapshot.key, ())

    def try_again(self) -> None:
        """Write what is held, if that can be done now."""
        with self._lock:
            held = [each for of_key in self._held.values() for each in of_key]
        try:
            self._store().put(held)
        except SetupError as error:
            self._fail(error)
            return
        with self._lock:
            written = set(map(id, held))
            rest = {key: tuple(one for one in of_key if id(one) not in written) for key, of_key in self._held.items()}
            self._held = {key: of_key for key, of_key in rest.items() if of_key}
            self._bytes = sum(_size(one) for of_key in self._held.values() for one in of_key)
        self.problem = None
        log.info("answers_kept_again", answers=len(held))

    def _fail(self, error: SetupError) -> None:
        if self.problem is None:
            log.warning("answers_not_kept", error=error.message)
        self.problem = error
        self._again_at = time.monotonic() + AGAIN_SECONDS


def _size(snapshot: Snapshot) -> int:
    """Return about how much memory an answer takes, also one without a body."""
    return 1000 + len(snapshot.body)


class Writer:
    """Keeps answers in a thread of its own: those that come while it writes go together into the next transaction."""

    def __init__(self, put: Callable[[Sequence[Snapshot]], None]) -> None:
        self._put = put
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="harmony-snapshots")
        self._waiting: deque[tuple[Sequence[Snapshot], asyncio.Future[None]]] = deque()

    async def keep(self, snapshots: Sequence[Snapshot]) -> None:
        """Return when these are written; they are, too, where nobody waits for it any more."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        self._waiting.append((snapshots, done))
        if len(self._waiting) == 1:  # else a write is to come that takes all
            self._thread.submit(self._write, loop)
        await done

    def close(self) -> None:
        """Wait until all is written."""
        self._thread.shutdown()

    def _write(self, loop: asyncio.AbstractEventLoop) -> None:
        lots = []
        while self._waiting:
            lots.append(self._waiting.popleft())
        error = self._tried([each for snapshots, _ in lots for each in snapshots])
        errors = [self._tried(snapshots) for snapshots, _ in lots] if error else [None] * len(lots)
        with contextlib.suppress(RuntimeError):  # the loop has ended, and nobody waits
            loop.call_soon_threadsafe(_settle, [done for _, done in lots], errors)

    def _tried(self, snapshots: Sequence[Snapshot]) -> Exception | None:
        try:
            self._put(snapshots)
        except Exception as error:  # one answer that cannot be written keeps no other from being so
            return error
        return None


def _settle(waiting: Sequence[asyncio.Future[None]], errors: Sequence[Exception | None]) -> None:
    for done, error in zip(waiting, errors, strict=True):
        if done.done():
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)


class KeptEntities:
    """What lookups found, put with what is known already; what cannot be is put there later."""

    def __init__(self, store: Callable[[], EntityStore | None]) -> None:
        self._store = store
        self._waiting: deque[Result] = deque(maxlen=MOST_REMEMBERED)
        self._again_at = 0.0
        self.problem: SetupError | None = None

    def put(self, result: Result) -> SetupError | None:
        """Put what a lookup found; return why it could not be.

        Where we may only read, that is no failure of a lookup: nothing was asked for that must be kept.
        """
        if result.data is None or result.at is None:
            return None
        if self.problem is not None and time.monotonic() < self._again_at:
            self._waiting.append(result)
            return self.problem
        try:
            self._put(result)
            while self._waiting:
                self._put(self._waiting[0])
                self._waiting.popleft()
        except ReadOnlyError as error:
            log.info("not_remembered", error=error.message)
            return None
        except SetupError as error:
            self._waiting.append(result)
            self.problem, self._again_at = error, time.monotonic() + AGAIN_SECONDS
            return error
        self.problem = None
        return None

    def try_again(self) -> None:
        """Put what is waiting, if that can be done now."""
        self._again_at = 0.0
        if self._waiting:
            self.put(self._waiting.pop())

    def _put(self, result: Result) -> None:
        store = self._store()
        if store is not None and result.data is not None and result.at is not None:
            store.put(result.kind, result.data, result.at, result.confidence)


def not_kept(answers: SetupError | None, found: SetupError | None = None) -> tuple[Message, ...]:
    """Return what a result says where its answers, or what was found in them, could not be kept."""
    if answers is not None:
        text = f"what sources answered could not be kept, so it is asked for again next time: {answers.message}"
    elif found is not None:
        text = f"what was found could not be stored: {found.message}"
    else:
        return ()
    return (Message(level="warning", text=text),)
