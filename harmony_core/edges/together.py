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


MOST_UNDER_WAY = 3
"""How many full requests of a kind are under way at once, so that a slow answer does not hold up the next request."""


@attrs.define(eq=False)
class _Shared:
    """A request that is under way, and those for whom it is."""

    futures: dict[Target, asyncio.Future[Arrived]]
    sending: asyncio.Future[Sequence[Arrived]]
    settling: asyncio.Task[None] | None = None


@attrs.define(eq=False)
class _Queue:
    """Those who wait for a request, and the requests that are under way; `count` is how many lookups wait for each."""

    size: int
    send: Send
    waiting: dict[Target, asyncio.Future[Arrived]] = attrs.field(factory=dict)
    under_way: list[_Shared] = attrs.field(factory=list)
    count: Counter[asyncio.Future[Arrived]] = attrs.field(factory=Counter)
    gathering: asyncio.Task[None] | None = None

    def go_on(self) -> None:
        """Send what is full; what is not waits until nothing is under way, and for a moment then."""
        while len(self.waiting) >= self.size and len(self.under_way) < MOST_UNDER_WAY:
            self._start()
        if self.waiting and not self.under_way and self.gathering is None:
            self.gathering = asyncio.create_task(self._gather())

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
        for shared in self.under_way:
            if all(each.done() for each in shared.futures.values()):
                shared.sending.cancel()

    async def close(self) -> None:
        """Stop what is under way."""
        for future in (*self.waiting.values(), *(each for one in self.under_way for each in one.futures.values())):
            future.cancel()  # does nothing to those that are settled
        self.waiting.clear()
        tasks = [one.settling for one in self.under_way if one.settling]
        for one in self.under_way:
            one.sending.cancel()
        if self.gathering is not None:
            self.gathering.cancel()
            tasks.append(self.gathering)
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _gather(self) -> None:
        """Wait until a request is full, or nobody has come for a moment, and send it."""
        before = 0
        try:
            while before < len(self.waiting) < self.size:
                before = len(self.waiting)
                await asyncio.sleep(LINGER_SECONDS)
            if self.waiting and not self.under_way:
                self._start()
        finally:
            self.gathering = None

    def _start(self) -> None:
        """Send a request for those who have waited longest."""
        futures = {target: self.waiting.pop(target) for target in tuple(islice(self.waiting, self.size))}
        shared = _Shared(futures, asyncio.ensure_future(self.send(tuple(futures))))
        self.under_way.append(shared)
        shared.settling = asyncio.create_task(self._settled(shared))

    async def _settled(self, shared: _Shared) -> None:
        """Hand out what a request has brought."""
        await asyncio.wait([shared.sending])
        self.under_way.remove(shared)
        futures = shared.futures.values()
        if shared.sending.cancelled():  # nobody waits for it any more
            for future in futures:
                future.cancel()  # does nothing to those that are settled
        elif isinstance(error := shared.sending.exception(), Exception):
            for future in futures:  # a bug, or this machine's fault: each lookup raises it as its own
                _settle(future, error)
        else:
            for future, each in zip(futures, shared.sending.result(), strict=True):
                _settle(future, each)
        self.go_on()


class Together:
    """Joins what is asked for at the same time. `close` it, or leave it to the session.

    While a request of a kind is under way, those who come wait and make up the next, which goes out when it is full
    or the one before has ended: so the slower a source is, the more of them share a request.
    """

    def __init__(self) -> None:
        self._queues: dict[str, _Queue] = {}
        self._decoded: LRUCache[object, Any] = LRUCache(8)

    async def fetch(self, name: str, size: int, target: Target, send: Send) -> Arrived:
        """Return what came for one, asked for with up to `size` others of the same `name`."""
        queue = self._queues.setdefault(name, _Queue(size, send))
        queue.send = send
        future = queue.waiting.get(target)
        if future is None:
            future = queue.waiting[target] = asyncio.get_running_loop().create_future()
        queue.count[future] += 1
        queue.go_on()
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
        for queue in self._queues.values():
            await queue.close()


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
