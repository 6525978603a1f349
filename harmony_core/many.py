"""Many at once: items in, outcomes out as they come, with a bounded number under way."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


async def run_many(
    items: Iterable[T] | AsyncIterable[T], run: Callable[[T], Awaitable[R]], *, jobs: int, ordered: bool = False
) -> AsyncGenerator[R]:
    """Yield what `run` makes of each item: as it is done, or in the items' order.

    At most `jobs` are under way or wait to be taken, so that items are read no quicker than outcomes are used; an item
    that is long in coming holds no outcome up. What is under way when the caller stops, or when one raises, is
    cancelled.
    """
    waiting: deque[asyncio.Future[R]] = deque()
    source = each_of(items)
    coming: asyncio.Future[T] | None = None
    ended = False
    try:
        while True:
            while not ended and len(waiting) < jobs:
                coming = coming or asyncio.ensure_future(anext(source))
                await asyncio.sleep(0)  # who has an item at hand has given it by then
                if not coming.done():
                    break
                try:
                    waiting.append(asyncio.ensure_future(run(coming.result())))
                except StopAsyncIteration:
                    ended = True
                coming = None
            if not waiting and coming is None:
                return
            wanted = (waiting[0],) if ordered and waiting else waiting
            await asyncio.wait((*wanted, coming) if coming else wanted, return_when=asyncio.FIRST_COMPLETED)
            for future in [each for each in wanted if each.done()]:
                waiting.remove(future)
                yield future.result()
    finally:
        for future in waiting:
            future.cancel()
        if coming is not None:
            coming.cancel()
        await asyncio.gather(*waiting, *((coming,) if coming else ()), return_exceptions=True)
        await source.aclose()


async def each_of(items: Iterable[T] | AsyncIterable[T]) -> AsyncGenerator[T]:
    """Yield items that come at once or one after the other."""
    if isinstance(items, AsyncIterable):
        async for item in items:  # closed by whoever made it
            yield item
    else:
        for item in items:
            yield item
