"""What a lookup makes of everything that a source can do wrong; the table of it in the docs is made of this one.

python tests/edges/test_fault_matrix.py     write docs/reference/faults.md anew
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import attrs
import pytest
from aiohttp.abc import AbstractResolver

from harmony_core import provider as hc
from harmony_core.domain.answers import Absent, Found, Unknown
from harmony_core.edges import resolver
from harmony_core.edges.config import Settings

PAGE = Path(__file__).parents[2] / "docs/reference/faults.md"
BEGIN, END = "<!-- made by tests/edges/test_fault_matrix.py -->\n", "<!-- end -->"

GTIN = "2000000090016"
RECORD = json.dumps({"id": 1, "title": "One", "upc": GTIN}).encode()

TESTED = Settings(timeout_seconds=0.6, retry_seconds=0.05, patience_seconds=4.0, max_body_mb=1.0)
"""The settings under which all is tried; the docs tell times by the defaults."""

DEADLINE_SECONDS = 0.2
SLACK_SECONDS = 2.5
"""By how much a busy machine may be late."""

DAY = 86_400

Sends = Callable[[asyncio.StreamWriter, int], Awaitable[None]]
"""What is done with a connection on which a request came; they are counted from 1."""


# --- What a source does ---------------------------------------------------------------------------------------


def reply(status: int = 200, body: bytes = RECORD, length: int | None = None, **headers: str) -> bytes:
    """Return an answer as it is sent; `length` is what it says of its body, if that is a lie."""
    named = {"Content-Type": "application/json", "Content-Length": str(len(body) if length is None else length)}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status} Said\r\n{lines}Connection: close\r\n\r\n".encode() + body


def says(*answers: bytes) -> Sends:
    """Send these answers, one after the other, the last one again and again."""

    async def send(writer: asyncio.StreamWriter, count: int) -> None:
        writer.write(answers[min(count, len(answers)) - 1])

    return send


def later(seconds: float, answer: bytes) -> Sends:
    """Send nothing for a while."""

    async def send(writer: asyncio.StreamWriter, count: int) -> None:
        await asyncio.sleep(seconds)
        writer.write(answer)

    return send


def trickles(answer: bytes) -> Sends:
    """Send byte after byte, so that it takes for ever, though never long until the next one."""

    async def send(writer: asyncio.StreamWriter, count: int) -> None:
        for byte in answer:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.05)

    return send


def stays_open(answer: bytes) -> Sends:
    """Send an answer, and do not close the connection."""

    async def send(writer: asyncio.StreamWriter, count: int) -> None:
        writer.write(answer)
        await writer.drain()
        await asyncio.sleep(60)

    return send


def endless(head: bytes) -> Sends:
    """Send a body that does not end."""

    async def send(writer: asyncio.StreamWriter, count: int) -> None:
        writer.write(head)
        while True:
            writer.write(b"10000\r\n" + b" " * 65_536 + b"\r\n")
            await writer.drain()

    return send


def until(form: str, seconds: float) -> Sends:
    """Say "too many requests" once, with a date in one of the three forms of RFC 9110 (5.6.7), then answer."""

    async def send(writer: asyncio.StreamWriter, count: int) -> None:
        moment = datetime.now(UTC) + timedelta(seconds=seconds)
        text = format_datetime(moment, usegmt=True) if form == "imf" else moment.strftime(form)
        writer.write(reply(429, b"", Retry_After=text) if count == 1 else reply())

    return send


CHUNKED = b"HTTP/1.1 200 Said\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
HTML = b"<!doctype html><title>Just a moment</title>"


def moved(to: str, status: int = 302) -> bytes:
    """Return an answer that sends elsewhere."""
    return reply(status, b"", Location=to)


def too_many(after: str | None) -> Sends:
    """Say "too many requests" once, then answer."""
    return says(reply(429, b"", **({"Retry_After": after} if after is not None else {})), reply())


# --- What is documented ----------------------------------------------------------------------------------------


@attrs.frozen
class Takes:
    """How long it is until the source's answer is known."""

    timeouts: int = 0
    retries: int = 0
    asked: float = 0.0
    by_date: bool = False
    deadline: bool = False

    def bounds(self, settings: Settings) -> tuple[float, float]:
        """Return the shortest and the longest time in seconds: waits between tries have some jitter."""
        if self.deadline:
            return DEADLINE_SECONDS, DEADLINE_SECONDS
        waits = [min(settings.retry_seconds * 2**at, 10.0) for at in range(self.retries)]
        least = sum(waits) + self.timeouts * settings.timeout_seconds + self.asked
        jitter = sum(min(settings.retry_seconds, 10.0 - wait) for wait in waits)
        return least - (1.0 if self.by_date else 0.0), least + jitter

    def text(self) -> str:
        """Return it in words, by the defaults of the settings."""
        if self.deadline:
            return "the deadline"
        if self.asked:
            return "as asked" if self.asked > 1 else "1 s"
        least, most = self.bounds(Settings())
        return "at once" if not most else f"{least:g} s" if least == most else f"{least:g} to {most:g} s"


AT_ONCE, WAITS = Takes(), Takes(retries=3)


@attrs.frozen
class Fault:
    """What a source does, and what a lookup makes of it. `message` may leave out (…) what differs each time."""

    name: str
    sends: Sends | None
    code: str | None
    message: str = ""
    asked: int = 1
    takes: Takes = AT_ONCE
    before: int = 0
    absent: bool = False
    deadline: bool = False

    @property
    def answer(self) -> type[Found | Absent | Unknown]:
        """The answer: found where nothing went wrong in the end."""
        return Found if self.code is None else Absent if self.absent else Unknown

    def cells(self) -> Sequence[str]:
        """Return its row of the table."""
        code = f"`{self.code}`" if self.code else ""
        asked = str(self.asked) if self.asked else "none"
        ticks, blank = ("``", " ") if "`" in self.message else ("`", "")
        message = f"{ticks}{blank}{self.message}{blank}{ticks}" if self.message else ""
        return (self.name, self.answer.__name__, code, message, asked, self.takes.text())


FAULTS: dict[str, tuple[Fault, ...]] = {
    "Connections": (
        Fault("refuses connections", None, "CONNECTION", "shelf: no connection to … (…) (4 tries, … s)", 0, WAITS),
        Fault(
            "says nothing",
            later(30, reply()),
            "TIMEOUT",
            "shelf: … took more than … s (4 tries, … s)",
            4,
            Takes(timeouts=4, retries=3),
        ),
        Fault(
            "says nothing, and there is a deadline",
            later(30, reply()),
            "TIMEOUT",
            "shelf: … had not answered when the lookup's … s were over (deadline)",
            1,
            Takes(deadline=True),
            deadline=True,
        ),
        Fault(
            "sends a byte now and then",
            trickles(reply()),
            "TIMEOUT",
            "shelf: … took more than … s (4 tries, … s)",
            4,
            Takes(timeouts=4, retries=3),
        ),
        Fault("is slow to begin, but in time", later(0.3, reply()), None),
        Fault(
            "hangs up without an answer",
            says(b""),
            "CONNECTION",
            "shelf: the connection ended before there was an answer (4 tries, … s)",
            4,
            WAITS,
        ),
        Fault("hangs up once, then answers", says(b"", reply()), None, "", 2, Takes(retries=1)),
        Fault(
            "breaks off in the headers",
            says(b"HTTP/1.1 200 Said\r\nContent-Ty"),
            "CONNECTION",
            "shelf: the connection ended before there was an answer (4 tries, … s)",
            4,
            WAITS,
        ),
        Fault(
            "breaks off in the body",
            says(reply(length=1000)),
            "CONNECTION",
            "shelf: the answer broke off (…) (4 tries, … s)",
            4,
            WAITS,
        ),
        Fault(
            "breaks off between chunks",
            says(CHUNKED + b'5\r\n{"id"\r\n'),
            "CONNECTION",
            "shelf: the answer broke off (…) (4 tries, … s)",
            4,
            WAITS,
        ),
        Fault(
            "speaks another protocol",
            says(b"SSH-2.0-OpenSSH_9.6\r\n"),
            "CONNECTION",
            "shelf: the answer is no HTTP that can be read (…) (4 tries, … s)",
            4,
            WAITS,
        ),
        Fault(
            "sends 200 headers",
            says(reply(**{f"X{at}": "1" for at in range(200)})),
            "CONNECTION",
            "shelf: the answer is no HTTP that can be read (…) (4 tries, … s)",
            4,
            WAITS,
        ),
        Fault(
            "sends a header of 20 kB",
            says(reply(X="1" * 20_000)),
            "CONNECTION",
            "shelf: the answer is no HTTP that can be read (…) (4 tries, … s)",
            4,
            WAITS,
        ),
    ),
    "Bodies": (
        Fault(
            "says that the body is longer, and waits",
            stays_open(reply(length=1000)),
            "TIMEOUT",
            "shelf: … took more than … s (4 tries, … s)",
            4,
            Takes(timeouts=4, retries=3),
        ),
        Fault(
            "says that the body is shorter",
            says(reply(length=20)),
            "CONNECTION",
            "shelf: the answer is no HTTP that can be read (…) (4 tries, … s)",
            4,
            WAITS,
        ),
        Fault(
            "sends HTML for JSON",
            says(reply(body=HTML, Content_Type="text/html")),
            "PAYLOAD",
            "shelf: …: an HTML page (“Just a moment”) came in place of JSON; …",
        ),
        Fault("sends nothing", says(reply(body=b"")), "PAYLOAD", "shelf: …: the answer is empty; ask again later"),
        Fault(
            "sends half of the JSON",
            says(reply(body=RECORD[:20])),
            "PAYLOAD",
            "shelf: …: the JSON is cut short: it ends after 20 bytes; ask again later",
        ),
        Fault(
            "sends JSON of another form",
            says(reply(body=b'{"id": "one", "title": null}')),
            "PAYLOAD",
            "shelf: …: expected whole number, got text @ $.id",
        ),
        Fault(
            "sends bytes that are no text",
            says(reply(body=b'{"id": 1, "title": "\xff\xfe"}')),
            "PAYLOAD",
            "shelf: …: …",
        ),
        Fault(
            "sends JSON nested 100,000 deep",
            says(reply(body=b'{"id": 1, "title": "One", "more": ' + b"[" * 100_000)),
            "PAYLOAD",
            "shelf: …: the JSON is nested too deeply",
        ),
        Fault(
            "sends half of what it packed",
            says(reply(body=gzip.compress(RECORD)[:30], Content_Encoding="gzip")),
            "CONNECTION",
            "shelf: the answer cannot be unpacked (its gzip ends too soon) (4 tries, … s)",
            4,
            WAITS,
        ),
        Fault(
            "sends all but the end of what it packed",
            says(reply(body=gzip.compress(RECORD)[:-8], Content_Encoding="gzip")),
            "CONNECTION",
            "shelf: the answer cannot be unpacked (its gzip ends too soon) (4 tries, … s)",
            4,
            WAITS,
        ),
        Fault(
            "sends half of what it packed once, then all of it",
            says(
                reply(body=gzip.compress(RECORD)[:30], Content_Encoding="gzip"),
                reply(body=gzip.compress(RECORD), Content_Encoding="gzip"),
            ),
            None,
            "",
            2,
            Takes(retries=1),
        ),
        Fault(
            "says that it is packed, and it is not",
            says(reply(Content_Encoding="gzip")),
            "CONNECTION",
            "shelf: the answer cannot be unpacked (it is no gzip: …) (4 tries, … s)",
            4,
            WAITS,
        ),
        Fault(
            "sends a bomb: 100 MB, packed in 100 kB",
            says(reply(body=gzip.compress(b" " * 100_000_000), Content_Encoding="gzip")),
            "TOO_LARGE",
            "shelf: … is larger than … MB (setting max_body_mb)",
        ),
        Fault("sends without end", endless(CHUNKED), "TOO_LARGE", "shelf: … is larger than … MB (setting max_body_mb)"),
        Fault(
            "announces a gigabyte",
            stays_open(reply(length=10**9)),
            "TOO_LARGE",
            "shelf: … is larger than … MB (setting max_body_mb)",
        ),
    ),
    "Redirects": (
        Fault(
            "sends round in a circle",
            says(moved("record?upc=2000000090016")),
            "TOO_MANY_REDIRECTS",
            "shelf: … leads through more than 5 redirects",
            6,
        ),
        Fault(
            "sends to a host of others",
            says(moved("https://elsewhere.example/")),
            "FOREIGN_HOST",
            "shelf: a request to elsewhere.example was not sent: it is not one of the provider's hosts (…)",
        ),
        Fault(
            "sends to a private address",
            says(moved("https://10.0.0.1/")),
            "FOREIGN_HOST",
            "shelf: a request to 10.0.0.1 was not sent: it is not one of the provider's hosts (…)",
        ),
        Fault(
            "sends to where clouds keep secrets",
            says(moved("http://169.254.169.254/latest/meta-data")),
            "FOREIGN_HOST",
            "shelf: a request to 169.254.169.254 was not sent: it is not one of the provider's hosts (…)",
        ),
        Fault(
            "sends to a private address as IPv6",
            says(moved("https://[::ffff:10.0.0.1]/")),
            "FOREIGN_HOST",
            "shelf: a request to [::ffff:10.0.0.1] was not sent: it is not one of the provider's hosts (…)",
        ),
        Fault(
            "sends to a name of its own that leads to a private address",
            says(moved("https://api.example.test/")),
            "FOREIGN_HOST",
            "shelf: a request was not sent: api.example.test leads to a private address, which is not allowed",
        ),
        Fault(
            "sends to its own host without TLS",
            says(moved("http://api.example.test/")),
            "FOREIGN_HOST",
            "shelf: a request to http://api.example.test was not sent: only https is used",
        ),
        Fault(
            "sends to a file",
            says(moved("file:///etc/passwd")),
            "FOREIGN_HOST",
            "shelf: a request to file: was not sent: it is not one of the provider's hosts (…)",
        ),
    ),
    "Too many requests": (
        Fault("429 once, Retry-After: 1", too_many("1"), None, "", 2, Takes(asked=1)),
        Fault("429 once, Retry-After: 0", too_many("0"), None, "", 2, Takes(asked=1)),
        Fault("429 once, Retry-After: 1.5", too_many("1.5"), None, "", 2, Takes(asked=1.5)),
        Fault("429 once, a date", until("imf", 2), None, "", 2, Takes(asked=2, by_date=True)),
        Fault(
            "429 once, a date as of RFC 850",
            until("%A, %d-%b-%y %H:%M:%S GMT", 2),
            None,
            "",
            2,
            Takes(asked=2, by_date=True),
        ),
        Fault(
            "429 once, a date as of asctime",
            until("%a %b %e %H:%M:%S %Y", 2),
            None,
            "",
            2,
            Takes(asked=2, by_date=True),
        ),
        Fault("429 once, a date that has passed", until("imf", -60), None, "", 2, Takes(asked=1)),
        Fault("429 once, without Retry-After", too_many(None), None, "", 2, Takes(retries=1)),
        Fault("429 once, Retry-After: soon", too_many("soon"), None, "", 2, Takes(retries=1)),
        Fault("429 once, Retry-After: -5", too_many("-5"), None, "", 2, Takes(retries=1)),
        Fault(
            "429, Retry-After: 86400",
            too_many("86400"),
            "RATE_LIMITED",
            "shelf: …: too many requests; ask again after … UTC",
        ),
        Fault(
            "429, a date of tomorrow",
            until("imf", DAY),
            "RATE_LIMITED",
            "shelf: …: too many requests; ask again after … UTC",
        ),
        Fault(
            "429, Retry-After: 99999999999",
            too_many("99999999999"),
            "RATE_LIMITED",
            "shelf: …: too many requests; ask again after … UTC",
        ),
        Fault(
            "429 again and again, without Retry-After",
            says(reply(429, b"")),
            "RATE_LIMITED",
            "shelf: …: too many requests; ask again later",
            4,
            WAITS,
        ),
        Fault(
            "asked for a day's pause before",
            too_many("86400"),
            "RATE_LIMITED",
            "shelf: it asked for a pause until … UTC; ask again then",
            0,
            before=1,
        ),
        Fault("503 once, Retry-After: 1", says(reply(503, b"", Retry_After="1"), reply()), None, "", 2, Takes(asked=1)),
        Fault(
            "503, Retry-After: 86400",
            says(reply(503, b"", Retry_After="86400")),
            "HTTP_503",
            "shelf: …: HTTP 503; ask again after … UTC",
        ),
    ),
    "Other answers": (
        Fault("500 once", says(reply(500, b""), reply()), None, "", 2, Takes(retries=1)),
        Fault("500 three times", says(*[reply(500, b"")] * 3, reply()), None, "", 4, WAITS),
        Fault("500 again and again", says(reply(500, b"oh")), "HTTP_500", "shelf: …: HTTP 500", 4, WAITS),
        Fault(
            "502 again and again, with HTML",
            says(reply(502, HTML, Content_Type="text/html")),
            "HTTP_502",
            "shelf: …: HTTP 502",
            4,
            WAITS,
        ),
        Fault("504 again and again", says(reply(504, b"")), "HTTP_504", "shelf: …: HTTP 504", 4, WAITS),
        Fault("408 again and again", says(reply(408, b"")), "HTTP_408", "shelf: …: HTTP 408", 4, WAITS),
        Fault(
            "500, and it is the fifth failure in a row",
            says(reply(500, b"")),
            "HTTP_500",
            "shelf: …: HTTP 500",
            1,
            before=1,
        ),
        Fault(
            "five failures in a row before",
            says(reply(500, b"")),
            "CIRCUIT_OPEN",
            "shelf: it failed 5 times in a row and is left alone until … UTC; ask again then, or at once after "
            "`harmony limits --reset`",
            0,
            before=2,
        ),
        Fault("400", says(reply(400, b"")), "HTTP_400", "shelf: …: HTTP 400"),
        Fault("401", says(reply(401, b"")), "ACCESS_DENIED", "shelf: …: access denied (HTTP 401)"),
        Fault("403", says(reply(403, b"")), "ACCESS_DENIED", "shelf: …: access denied (HTTP 403)"),
        Fault("404", says(reply(404, b"")), "NOT_FOUND", absent=True),
        Fault("410", says(reply(410, b"")), "NOT_FOUND", absent=True),
        Fault(
            "404 with a page of HTML, where it says so in JSON",
            says(reply(404, HTML, Content_Type="text/html")),
            "PAYLOAD",
            "shelf: …: HTTP 404 came with an HTML page (“Just a moment”), which is not how this source says that "
            "there is none; …",
        ),
        Fault("418", says(reply(418, b"")), "HTTP_418", "shelf: …: HTTP 418"),
        Fault("501", says(reply(501, b"")), "HTTP_501", "shelf: …: HTTP 501"),
        Fault(
            "200, with an error of its own in the body",
            says(reply(body=b'{"error": {"code": "odd", "message": "Bad day"}}')),
            "PROVIDER_ERROR",
            "Shelf says: Bad day",
        ),
    ),
}
ALL = [fault for group in FAULTS.values() for fault in group]


def tables() -> str:
    """Return the tables of the page."""
    parts = []
    for name, faults in FAULTS.items():
        rows = (
            ("The source", "Answer", "Error", "Message", "Requests", "Time"),
            ("---",) * 6,
            *(f.cells() for f in faults),
        )
        lines = ("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)
        parts.append(f"## {name}\n\n" + "\n".join(lines))
    return "\n\n".join(parts)


def page_of(text: str) -> str:
    """Return the page with its tables made anew."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{tables()}\n\n{END}{rest.partition(END)[2]}"


# --- What happens ----------------------------------------------------------------------------------------------


class Server:
    """A source at the level of its connections."""

    def __init__(self, sends: Sends | None) -> None:
        self.asked = 0
        self.url = ""
        self._sends = sends
        self._server: asyncio.Server | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Server:
        """Listen at a free port of this machine; where nothing is sent, stop listening at it."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()[:2]
        self.url = f"http://{host}:{port}/"
        if self._sends is None:
            self._server.close()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            try:
                head = await reader.readuntil(b"\r\n\r\n")
                if b"/songs " in head:
                    writer.write(reply(body=b'{"songs": {"data": []}}'))
                    return
                self.asked += 1
                await self._sends(writer, self.asked)
            finally:
                writer.close()
                await writer.wait_closed()


class Rebinding(AbstractResolver):
    """Every name leads into the private network."""

    async def resolve(self, host, port=0, family=0):
        """Return the address of a router."""
        return [{"hostname": host, "host": "10.0.0.1", "port": port, "family": family, "proto": 0, "flags": 0}]

    async def close(self):
        """Nothing is open."""


@attrs.define
class Times:
    """When each source's answers came, in seconds from the beginning."""

    began: float = attrs.field(factory=time.monotonic)
    answered: dict[str, float] = attrs.field(factory=dict)

    def notice(self, event: hc.Event) -> None:
        """Note an answer."""
        if isinstance(event, hc.AnswerReceived):
            self.answered.setdefault(event.provider, time.monotonic() - self.began)


def like(expected: str, said: str) -> bool:
    """Whether a message is the one that is documented."""
    return re.fullmatch(".*".join(map(re.escape, expected.split("…"))), said) is not None


@pytest.mark.parametrize("fault", ALL, ids=lambda fault: fault.name)
async def test_a_fault_is_as_documented(bench, source, shelf_parts, monkeypatch, fault):
    """The answer, the message, the requests and the time; and another source's answer is there all the same."""
    monkeypatch.setattr(resolver, "ThreadedResolver", Rebinding)
    source.on("record", json.loads(RECORD))
    urls = (hc.Url("release", "https://www.steady.example.test/record/{id:digits}"),)
    steady = attrs.evolve(
        shelf_parts.shelf, name="steady", title="Steady", base="https://api.steady.example.test/", urls=urls
    )
    async with Server(fault.sends) as server:
        env = {
            "SHELF_BASE": server.url,
            "STEADY_BASE": source.url,
            **{f"HARMONY_{name.upper()}": str(value) for name, value in attrs.asdict(TESTED).items() if name in SET},
        }
        async with bench.session(**env) as session:
            for number in range(fault.before):
                await session.lookup(f"https://www.example.test/record/{number}")
        asked, times = server.asked, Times()
        watching = hc.Observer(name="times", notice=times.notice)
        async with bench.session(shelf_parts.shelf, steady, observers=[watching], **env) as session:
            times.began = time.monotonic()
            result = await session.lookup(GTIN, deadline=DEADLINE_SECONDS if fault.deadline else None)
            took = time.monotonic() - times.began
        asked = server.asked - asked
    answer = result.answers["shelf"]
    assert type(answer) is fault.answer
    if fault.code is not None and not fault.absent:
        assert answer.error.code == fault.code
        assert like(fault.message, answer.error.message), answer.error.message
    assert asked == fault.asked
    least, most = fault.takes.bounds(TESTED)
    assert least - 0.02 <= took <= most + SLACK_SECONDS
    assert isinstance(result.answers["steady"], Found)
    assert times.answered["steady"] < SLACK_SECONDS
    assert result.data.title == "One"


SET = ("timeout_seconds", "retry_seconds", "patience_seconds", "max_body_mb")


async def test_what_is_sent_again_on_a_new_connection_counts(bench, source, shelf_parts):
    """A source that closes a connection which nobody used is asked again at once, and the rate knows of both."""
    seen: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            for number in (1, 2):
                seen.append((await reader.readuntil(b"\r\n\r\n")).decode().split()[1])
                if number == 1:
                    writer.write(reply(body=b'{"id": 1, "title": "One"}').replace(b"Connection: close\r\n", b""))
                    await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    api = bench.api(SHELF_BASE=f"http://{host}:{port}/", SHELF_RATE="10/600", HARMONY_RETRIES="0")
    for number in (1, 2):
        assert (await api.get(shelf_parts.RECORD, id=number)).title == "One"
    assert seen == ["/record/1", "/record/2", "/record/2"]
    (budget,) = bench.limits._budgets.values()
    assert len(budget.taken) == 3
    await bench.close()
    server.close()


def test_the_page_has_the_matrix():
    """The tables in the docs are those of which this test is made."""
    text = PAGE.read_text(encoding="utf-8")
    assert page_of(text) == text, "run `python tests/edges/test_fault_matrix.py`"


if __name__ == "__main__":
    PAGE.write_text(page_of(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
