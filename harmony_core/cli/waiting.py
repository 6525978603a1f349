"""Who is waited for: told on a terminal while a source keeps a lookup waiting, and gone again when it is over."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sys
import time
from collections.abc import AsyncIterator

import attrs

from harmony_core.edges.how_sure import names_of
from harmony_core.plugin.events import AnswerReceived, Event, RequestFailed, RequestSent

PATIENCE_SECONDS = 5.0
"""How long a source may take before it is named."""

_CLEARED = "\r\x1b[K"


@attrs.define
class Waiting:
    """The requests that are under way: since when, and how often they were tried."""

    _sent: dict[tuple[str, str], tuple[float, int]] = attrs.field(factory=dict, init=False)

    def notice(self, event: Event) -> None:
        """Note a request that goes out, and forget one that is answered or given up."""
        match event:
            case RequestSent(provider=name, url=url, attempt=attempt):
                since, _ = self._sent.get((name, url), (time.monotonic(), 0))
                self._sent[name, url] = (since, attempt)
            case AnswerReceived(provider=name, url=url) | RequestFailed(provider=name, url=url):
                self._sent.pop((name, url), None)

    def text(self) -> str:
        """Name the sources that are waited for too long; nothing where there is none."""
        now = time.monotonic()
        late: dict[str, tuple[float, int]] = {}
        for (name, _), (since, attempt) in self._sent.items():
            longest, tries = late.get(name, (0.0, 0))
            late[name] = (max(longest, now - since), max(tries, attempt))
        told = [
            f"{name} ({seconds:.0f} s{f', try {tries}' if tries > 1 else ''})"
            for name, (seconds, tries) in late.items()
            if seconds >= PATIENCE_SECONDS
        ]
        return f"waiting for {names_of(told)}" if told else ""

    @contextlib.asynccontextmanager
    async def shown(self) -> AsyncIterator[None]:
        """Show on a terminal who is waited for, until this is left."""
        if not sys.stderr.isatty():
            yield
            return
        showing = asyncio.ensure_future(self._show())
        try:
            yield
        finally:
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)

    async def _show(self) -> None:
        shown = ""
        try:
            while True:
                await asyncio.sleep(1.0)
                text = self.text()[: shutil.get_terminal_size().columns - 1]
                if text or shown:
                    sys.stderr.write(f"{_CLEARED}{text}")
                    sys.stderr.flush()
                shown = text
        finally:
            if shown:
                sys.stderr.write(_CLEARED)
                sys.stderr.flush()
