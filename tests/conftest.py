"""A source on this machine that misbehaves on purpose, a made-up provider that asks it, and what holds them."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import attrs
import pytest
from aiohttp import web

from harmony_core import provider as hc
from harmony_core.edges.api import DoorApi
from harmony_core.edges.config import Config, load_config
from harmony_core.edges.http import Door
from harmony_core.edges.limits import MemoryLimits
from harmony_core.edges.line import Line, line_of
from harmony_core.edges.snapshots import MemorySnapshots
from harmony_core.plugin.snapshot import Mode
from harmony_core.session import Session

CONTACT = "tests@example.org"


# --- A source that misbehaves -------------------------------------------------------------------------------


@attrs.frozen
class Seen:
    """A request as the source saw it."""

    time: float
    wall: float
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""


class Source:
    """A real HTTP server with a script: for every path the answers in order, the last one over and over.

    An answer is what `reply` and its like return: an asynchronous function from request to response.
    """

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self._script: dict[str, list] = defaultdict(list)
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def start(self) -> None:
        """Listen at a free port of this machine."""
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", urlsplit(self.url).port or 0)
        await site.start()
        host, port = site._server.sockets[0].getsockname()[:2]
        self.url = f"http://{host}:{port}/"

    async def stop(self) -> None:
        """Be down: connections are refused."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def on(self, path: str, *answers: object) -> None:
        """Answer requests to a path so, in this order; a plain value is sent as JSON."""
        self._script[f"/{path}"] = [answer if callable(answer) else self.json(answer) for answer in answers]

    def asked(self, path: str | None = None) -> int:
        """Return how many requests came."""
        return sum(path is None or seen.path == f"/{path}" for seen in self.seen)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        moment, wall, body = time.monotonic(), time.time(), await request.read()
        self.seen.append(
            Seen(moment, wall, request.method, request.path, dict(request.query), dict(request.headers), body)
        )
        answers = self._script.get(request.path) or self._script.get("/*")
        if not answers:
            return web.json_response({"error": {"code": "missing", "message": "no such thing"}}, status=404)
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return await answer(request)

    # --- what it can answer

    @staticmethod
    def reply(status: int = 200, body: bytes | str = b"", wait: float = 0.0, **headers: str):
        """Return an answer with this status, body and headers (`Retry_After` is Retry-After)."""
        named = {"Content-Type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}}
        data = body.encode() if isinstance(body, str) else body

        async def answer(request: web.Request) -> web.Response:
            await asyncio.sleep(wait)
            return web.Response(status=status, body=data, headers=named)

        return answer

    def json(self, value: object, status: int = 200, wait: float = 0.0, **headers: str):
        """Return an answer with a JSON body."""
        return self.reply(status, json.dumps(value), wait, **headers)

    def redirect(self, to: str, status: int = 302):
        """Return an answer that sends elsewhere."""
        return self.reply(status, Location=to)

    @staticmethod
    async def reset(request: web.Request) -> web.StreamResponse:
        """Break the connection off in the middle of the body."""
        response = web.StreamResponse(headers={"Content-Length": "1000", "Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(b'{"id": 1, "title"')
        request.transport.abort()
        return response

    @staticmethod
    def endless(chunk: bytes = b"x" * 65_536, *, packed: bool = False, length: int | None = None):
        """Return an answer whose body does not end by itself; packed, what is sent is a thousandth of it."""

        async def answer(request: web.Request) -> web.StreamResponse:
            headers = {"Content-Type": "application/json"}
            if length:
                headers["Content-Length"] = str(length)
            if packed:
                headers["Content-Encoding"] = "gzip"
            response = web.StreamResponse(headers=headers)
            await response.prepare(request)
            data = gzip.compress(b" " * 200_000_000) if packed else chunk
            with contextlib.suppress(ConnectionError):
                for _ in range(1 if packed else 20_000):
                    await response.write(data)
            return response

        return answer

    @staticmethod
    def raw(data: bytes):
        """Return an answer that is sent as these very bytes, and closed."""

        async def answer(request: web.Request) -> web.StreamResponse:
            request.transport.write(data)
            request.transport.close()
            return web.Response()

        return answer


@pytest.fixture
async def source():
    """A source on this machine that answers as it is told to."""
    made = Source()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def other_source():
    """Another server, to which nothing of the first one's belongs."""
    made = Source()
    await made.start()
    yield made
    await made.stop()


# --- A provider that asks it --------------------------------------------------------------------------------


@hc.payload
class Person:
    id: int
    name: str


@hc.payload
class Song:
    id: int
    title: str


@hc.payload
class Record:
    id: int
    title: str
    upc: str | None = None
    contributors: tuple[Person, ...] = ()


@hc.payload
class Problem:
    code: str
    message: str = ""


@hc.payload
class Problems:
    error: Problem


def problem(body: Problems) -> hc.ProviderError | None:
    """Say what an error in a body means."""
    match body.error.code:
        case "missing":
            return hc.NotFoundError(body.error.message)
        case "quota":
            return hc.RateLimitedError(body.error.message)
        case "denied":
            return hc.AccessDeniedError(body.error.message)
        case "fine":
            return None
        case _:
            return hc.ProviderError(f"Shelf says: {body.error.message}")


RECORD = hc.Endpoint("record/{id}", into=Record, fresh=hc.days(1), absent=hc.hours(1))
RECORD_BY_GTIN = hc.Endpoint("record?upc={gtin}", into=Record)
SONGS = hc.Endpoint("record/{id}/songs", into=Song, items="songs.data", next="songs.next")
SEARCH = hc.Endpoint("search?q={text}&limit={limit}", into=Record, items="data", next="next")


@hc.answer
class Shelved:
    record: Record
    songs: tuple[Song, ...] = ()


async def fetch_release(api, target, options):
    """Ask for a record, and for its songs beside it."""
    if isinstance(target, hc.Gtin):
        record = await api.get(RECORD_BY_GTIN, gtin=target)
    else:
        record = await api.get(RECORD, id=target.id)
    return Shelved(record, await api.try_pages(SONGS, "media", id=record.id))


def release(answer, read):
    """Return a record in the common form."""
    tracks = tuple(hc.Track(position=at, title=song.title) for at, song in enumerate(answer.songs, 1))
    return hc.Release(
        title=answer.record.title,
        gtin=read.gtin(answer.record.upc, "gtin"),
        media=(hc.Medium(position=1, tracks=tracks),) if tracks else (),
        external_ids=(hc.ExternalId(provider="shelf", kind="release", id=str(answer.record.id)),),
    )


async def search(api, text, options):
    """Search for records."""
    return await api.pages(SEARCH, at_most=options.limit, text=text, limit=options.limit)


shelf = hc.Provider(
    name="shelf",
    title="Shelf",
    base="https://api.example.test/",
    urls=(hc.Url("release", "https://www.example.test/record/{id:digits}"),),
    lookups=(
        hc.Lookup("release", by=("id", "gtin"), main=RECORD, fetch=fetch_release, alone=Shelved, normalize=release),
        hc.Search(
            "release",
            main=SEARCH,
            fetch=search,
            normalize=lambda found, read: [release(Shelved(r), read) for r in found],
        ),
    ),
    rate=hc.Rate(10_000, per=1.0),
    error_body=hc.ErrorBody(into=Problems, error=problem, says_absent=True),
)


@hc.settings
class Keys:
    key: str | None = hc.setting("the key", secret=True)
    partner: str | None = hc.setting("the partner's word", env=("VAULT_PARTNER", "VAULT_PARTNER_WORD"), secret=True)


vault_by_query = attrs.evolve(
    shelf, name="vault", title="Vault", settings=Keys, auth=hc.QueryKey(parameter="pass", setting="key")
)
vault_by_header = attrs.evolve(
    vault_by_query, auth=hc.HeaderKey(header="Authorization", prefix="Bearer ", setting="key")
)


# --- What holds them ----------------------------------------------------------------------------------------


class Bench:
    """Doors and sessions that ask the source, with settings and kept answers of one test."""

    def __init__(self, home: Path, source: Source) -> None:
        self.home = home
        self.source = source
        self.store = MemorySnapshots()
        self.limits = MemoryLimits()
        self.events: list[hc.Event] = []
        self.env: dict[str, str] = {}
        self._doors: list[Door] = []
        self._sessions: list[Session] = []
        self._lines: dict[tuple[int, str], Line] = {}

    def config(self, **env: str) -> Config:
        """Return settings under which the source is asked, and tries come soon after each other."""
        base = {
            "HARMONY_HOME": str(self.home),
            "HARMONY_CONTACT": CONTACT,
            "HARMONY_RETRY_SECONDS": "0.01",
            "SHELF_BASE": self.source.url,
            "VAULT_BASE": self.source.url,
        }
        return load_config({**base, **self.env, **env})

    def door(self, mode: Mode = Mode.NORMAL, **env: str) -> Door:
        """Return a door on the kept answers of this test."""
        made = Door(
            self.config(**env).settings,
            lambda: self.store,
            user_agent=f"harmony-core/1 ( {CONTACT} )",
            notify=self.events.append,
            mode=mode,
        )
        self._doors.append(made)
        return made

    def api(self, mode: Mode | Door = Mode.NORMAL, provider: hc.Provider = shelf, **env: str) -> DoorApi:
        """Return a provider's way out, at a door of its own or at a given one."""
        door = mode if isinstance(mode, Door) else self.door(mode, **env)
        line = self._lines.get((id(door), provider.name))
        if line is None:
            settings = self.config(**env).provider(provider)
            line = line_of(provider, settings, self.config(**env).settings, lambda: self.limits)
            self._lines[id(door), provider.name] = line
        return DoorApi(door, line, lookup_id="test")

    def session(self, *providers: hc.Provider, mode: Mode = Mode.NORMAL, observers: Iterable = (), **env: str):
        """Return a session with these providers only."""
        made = Session(
            providers=providers or (shelf,),
            installed=False,
            observers=observers,
            config=self.config(**env),
            mode=mode,
        )
        self._sessions.append(made)
        return made

    def age(self, **span: float) -> None:
        """Make every kept answer so much older."""
        old = [attrs.evolve(each, fetched_at=each.fetched_at - timedelta(**span)) for each in self.store.all()]
        self.store.close()
        self.store.put(old)

    async def close(self) -> None:
        """Close all that was opened."""
        for each in (*self._doors, *self._sessions):
            await each.close()


@pytest.fixture
async def bench(tmp_path, source):
    """Doors and sessions that ask the source."""
    made = Bench(tmp_path / "home", source)
    yield made
    await made.close()


@pytest.fixture
def shelf_parts():
    """The made-up provider, its endpoints and its like with keys."""
    return Parts


class Parts:
    """What tests need of the made-up provider."""

    shelf = shelf
    vault_by_query = vault_by_query
    vault_by_header = vault_by_header
    RECORD = RECORD
    SONGS = SONGS
    SEARCH = SEARCH
    Record = Record
    Shelved = Shelved
    Song = Song
    Mode = Mode
    new: Callable[..., hc.Endpoint] = staticmethod(attrs.evolve)
