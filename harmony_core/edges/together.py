"""What several lookups ask of one provider at the same time, asked for in one request.

The answer to a request for many is kept also under each of the requests for one that it spares, its body stored
once: so each lookup reads its own part, now and whenever it is made again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import islice
from typing import Any, TypeAlias, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import attrs
from cachetools import LRUCache

from harmony_core.domain.errors import HarmonyError
from harmony_core.edges.requests import Request
from harmony_core.plugin.providers import Target
from harmony_core.plugin.snapshot import Snapshot

V = TypeVar("V")

LINGER_SECONDS = 0.01
"""How long the last who came waits for others that are on their way."""

Arrived: TypeAlias = Mapping[str, Snapshot | HarmonyError]
"""What a request for many brought for one: by the key of each request for one that it spares."""

Send: TypeAlias = Callable[[Sequence[Target]], Awaitable[Sequence[Arrived]]]
"""Asks for several, and returns what came for each, in their order."""


@attrs.define
class _Queue:
    """Those who wait for the next request; `worker` sends one after the other.

    `taken` are those for whom `sending` is under way; `count` is how many lookups wait for each.
    """

    waiting: dict[Target, asyncio.Future[Arrived]] = attrs.field(factory=dict)
    taken: dict[Target, asyncio.Future[Arrived]] = attrs.field(factory=dict)
    count: Counter[asyncio.Future[Arrived]] = attrs.field(factory=Counter)
    sending: asyncio.Future[Sequence[Arrived]] | None = None
    worker: asyncio.Task[None] | None = None

    def left(self, target: Target, future: asyncio.Future[Arrived]) -> None:
        """Note that a lookup waits no more; what nobody waits for is not sent, or ended."""
        self.count[future] -= 1
        if self.count[future]:
            return
        del self.count[future]
        if future.done():
            return
        future.cancel()
        if self.waiting.get(target) is future:
            del self.waiting[target]
        if self.sending is not None and all(each.done() for each in self.taken.values()):
            self.sending.cancel()


class Together:
    """Joins what is asked for at the same time. `close` it, or leave it to the session.

    One request of a kind is under way at once. While it is, those who come wait and make up the next: so the
    slower a source is, the more of them share a request.
    """

    def __init__(self) -> None:
        self._queues: dict[str, _Queue] = {}
        self._decoded: LRUCache[object, Any] = LRUCache(8)

    async def fetch(self, name: str, size: int, target: Target, send: Send) -> Arrived:
        """Return what came for one, asked for with up to `size` others of the same `name`."""
        queue = self._queues.setdefault(name, _Queue())
        future = queue.waiting.get(target)
        if future is None:
            future = queue.waiting[target] = asyncio.get_running_loop().create_future()
        if queue.worker is None:
            queue.worker = asyncio.create_task(_work(queue, size, send))
        queue.count[future] += 1
        try:
            return await asyncio.shield(future)
        finally:
            queue.left(target, future)

    def decoded(self, snapshot: Snapshot, form: object, read: Callable[[Snapshot], V]) -> V:
        """Return what `read` makes of an answer; the one that many share is read once."""
        name = (snapshot.body_hash, form)
        found: V | None = self._decoded.get(name)
        if found is None:
            found = self._decoded[name] = read(snapshot)
        return found

    async def close(self) -> None:
        """Stop what is under way."""
        workers = [queue.worker for queue in self._queues.values() if queue.worker is not None]
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


async def _work(queue: _Queue, size: int, send: Send) -> None:
    """Send one request after the other until nobody waits."""
    try:
        while queue.waiting:
            await _gathered(queue, size)
            queue.taken = {target: queue.waiting.pop(target) for target in tuple(islice(queue.waiting, size))}
            if not queue.taken:
                continue
            queue.sending = asyncio.ensure_future(send(tuple(queue.taken)))
            await asyncio.wait([queue.sending])
            if queue.sending.cancelled():  # nobody waits for it any more
                continue
            error = queue.sending.exception()
            if isinstance(error, Exception):  # a bug, or this machine's fault: each lookup raises it as its own
                for future in queue.taken.values():
                    _settle(future, error)
                continue
            for future, each in zip(queue.taken.values(), queue.sending.result(), strict=True):
                _settle(future, each)
    finally:
        queue.worker = None
        if queue.sending is not None:
            queue.sending.cancel()  # does nothing to one that has ended
            await asyncio.wait([queue.sending])
        for future in (*queue.taken.values(), *queue.waiting.values()):
            future.cancel()  # does nothing to those that are settled


async def _gathered(queue: _Queue, size: int) -> None:
    """Wait until a request is full, or nobody has come for a moment."""
    before = 0
    while before < len(queue.waiting) < size:
        before = len(queue.waiting)
        await asyncio.sleep(LINGER_SECONDS)


def _settle(future: asyncio.Future[Arrived], outcome: Arrived | Exception) -> None:
    if future.done():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
        future.exception()  # seen, even where everybody who waited has gone
    else:
        future.set_result(outcome)


def copies(pages: Sequence[Snapshot], request: Request) -> list[Snapshot]:
    """Return the pages of an answer for many as answers to a request for one: its first page, and those after it."""
    found = []
    for page in pages:
        own = attrs.evolve(request, url=_moved(request.url, pages[0].url, page.url))
        found.append(attrs.evolve(page, key=own.key, url=own.shown_url))
    return found


def _moved(url: str, first: str, page: str) -> str:
    """Return an address with the parameters by which a page's differs from the first page's."""
    parts, own = urlsplit(url), dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    begin = dict(parse_qsl(urlsplit(first).query, keep_blank_values=True))
    further = dict(parse_qsl(urlsplit(page).query, keep_blank_values=True))
    changed = {name: value for name, value in further.items() if begin.get(name) != value}
    return urlunsplit(parts._replace(query=urlencode({**own, **changed})))
