"""A source of tracks in a process of its own, in the form of Deezer's.

`python tracks.py LOG [moody]` prints its port, and writes each request to LOG as it comes.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import TextIO

from aiohttp import web


class Tracks:
    """Such a source, which runs until it is closed.

    Every tenth track there is not. A moody one has those, but asks for a day's pause at every fiftieth, and fails
    once for two others.
    """

    def __init__(self, log: Path, *, moody: bool = False) -> None:
        log.touch()
        command = [sys.executable, __file__, str(log), *(["moody"] if moody else [])]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.base = f"http://127.0.0.1:{int(self._process.stdout.readline())}/"

    def close(self) -> None:
        """Stop it."""
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()


def refusal(number: int, failed: set[int], *, moody: bool) -> web.Response | None:
    """Return what is answered in place of a track, None where it is there."""
    if not moody:
        error = {"type": "DataException", "message": "no data", "code": 800}
        return web.json_response({"error": error}) if number % 10 == 0 else None
    if number in (1001, 1003) and number not in failed:
        failed.add(number)
        return web.Response(status=500) if number == 1003 else web.Response(status=429, headers={"Retry-After": "1"})
    if number % 50 == 0:
        problem = {"error": {"code": 4, "message": "Quota"}}
        return web.json_response(problem, headers={"Retry-After": "86400"}, status=429)
    return None


async def serve(asked: TextIO, *, moody: bool) -> None:
    """Answer until this process is killed."""
    failed: set[int] = set()

    async def track(request: web.Request) -> web.Response:
        asked.write(request.path + "\n")
        await asyncio.sleep(0.02 if moody else 0.01)
        number = int(request.path.rsplit("/", 1)[1])
        found = {"id": number, "title": f"Song {number}", "duration": 100, "artist": {"id": 1, "name": "A"}}
        return refusal(number, failed, moody=moody) or web.json_response(found)

    app = web.Application()
    app.router.add_get("/{rest:.*}", track)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(site._server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    with Path(sys.argv[1]).open("a", buffering=1) as log:
        asyncio.run(serve(log, moody="moody" in sys.argv[2:]))
