"""A local look-alike of three sources, in a process of its own: any id is that of the demo's release.

    python server.py

Barcode, ISRCs and ids are other ones for every id. It prints its port, and speaks no more HTTP than aiohttp's client
needs, so that it is quicker than who asks it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from pathlib import Path

DEMO = Path(__file__).parents[3] / "docs" / "demo"

FILES = {
    "musicbrainz": "musicbrainz/release-6cd30d99.json",
    "itunes": "itunes/album-697194953.json",
    "deezer": "deezer/album-302127.json",
    "tracks": "deezer/album-302127-tracks.json",
}
ASKED = {
    "musicbrainz": re.compile(rb"GET /musicbrainz/release/[0-9a-f]{8}-0000-4000-8000-0*([0-9]+)\?"),
    "itunes": re.compile(rb"GET /itunes/lookup\?\S*\bid=([0-9]+)"),
    "deezer": re.compile(rb"GET /deezer/album/([0-9]+) "),
    "tracks": re.compile(rb"GET /deezer/album/([0-9]+)/tracks"),
}
"""What is asked of each, and the number of the release in it."""

OWN: Mapping[bytes, Callable[[int], str]] = {
    rb"6cd30d99-4923-4d5e-8e51-9d87506976f1": lambda number: f"00000000-0000-4000-8000-{number:012d}",
    rb"48117b90-a16e-34ca-a514-19c702df1158": lambda number: f"00000001-0000-4000-8000-{number:012d}",
    rb"697194953|302127": str,
    rb"724384960650": lambda number: gtin_of(number),
    rb"GBDUW(?=0000\d{3})": lambda number: f"ZZ{number // 26 % 1000:03d}",
}
"""What stands in the demo's answers that is another one in each release, and what it is there."""


def gtin_of(number: int) -> str:
    """Return a barcode of twelve digits with its check digit."""
    digits = f"2{number:010d}"
    return f"{digits}{-(3 * sum(map(int, digits[::2])) + sum(map(int, digits[1::2]))) % 10}"


class Body:
    """A body whose ids are filled in."""

    def __init__(self, body: bytes) -> None:
        pattern = re.compile(b"|".join(b"(%s)" % each for each in OWN))
        self._texts: list[bytes] = []
        self._makers: list[int] = []
        place = 0
        for found in pattern.finditer(body):
            assert found.lastindex is not None
            self._texts.append(body[place : found.start()])
            self._makers.append(found.lastindex - 1)
            place = found.end()
        self._last = body[place:]

    def of(self, number: int) -> bytes:
        """Return the body of a release."""
        made = [maker(number).encode() for maker in OWN.values()]
        texts = zip(self._texts, self._makers, strict=True)
        return b"".join([*(part for text, maker in texts for part in (text, made[maker])), self._last])


class Answering(asyncio.Protocol):
    """One connection, kept open."""

    def __init__(self, bodies: Mapping[str, Body]) -> None:
        self._bodies = bodies
        self._data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that has come whole."""
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            request, self._data = self._data[:end], self._data[end + 4 :]
            self._transport.write(self._answer(request))

    def _answer(self, request: bytes) -> bytes:
        for name, pattern in ASKED.items():
            if found := pattern.match(request):
                return _response(b"200 OK", self._bodies[name].of(int(found[1])))
        return _response(b"404 Not Found", b"{}")


def _response(status: bytes, body: bytes) -> bytes:
    head = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(body))
    return head + body


async def main() -> None:
    """Serve until the process is ended."""
    bodies = {name: Body((DEMO / file).read_bytes()) for name, file in FILES.items()}
    server = await asyncio.get_running_loop().create_server(lambda: Answering(bodies), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
