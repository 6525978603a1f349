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

    At most `jobs` are under way or wait to be taken, so that items are read no quicker than outcomes are used.
    What is under way when the caller stops, or when one raises, is cancelled.
    """
    waiting: deque[asyncio.Future[R]] = deque()
    source = each_of(items)
    ended = False
    try:
        while True:
            while not ended and len(waiting) < jobs:
                try:
                    waiting.append(asyncio.ensure_future(run(await anext(source))))
                except StopAsyncIteration:
                    ended = True
            if not waiting:
                return
            if ordered:
                done = {waiting[0]}
                await asyncio.wait(done)
            else:
                done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for future in [each for each in waiting if each in done]:
                waiting.remove(future)
                yield future.result()
    finally:
        for future in waiting:
            future.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await source.aclose()


async def each_of(items: Iterable[T] | AsyncIterable[T]) -> AsyncGenerator[T]:
    """Yield items that come at once or one after the other."""
    if isinstance(items, AsyncIterable):
        async for item in items:  # closed by whoever made it
            yield item
    else:
        for item in items:
            yield item
