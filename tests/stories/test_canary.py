"""Marked secrets are put everywhere, lookups succeed and fail in many ways, and nothing of them is found anywhere."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import io
import json
import logging
import os
import sqlite3
import sys
import traceback
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, quote_plus

import attrs
import pytest

from harmony_core import provider as hc
from harmony_core.domain.errors import HarmonyError
from harmony_core.edges.bundles import write_bundle
from harmony_core.edges.convert import document
from harmony_core.edges.log import configure_logging
from harmony_core.session import Session
from harmony_core.testing.bundles import write_cassette

MARK = "Kanarienvogel"
KEY = f'{MARK}-key/4f+9"c&d=e'
BEARER = f"{MARK}-bearer-77aa31.x_y"
ID = f"{MARK}-id-5150"
SECRET = f"{MARK}-secret/ü+%2F 8"
TOKEN = f"{MARK}-token-0b1c2d3e4f"
PARTNER = f"{MARK}-partner-99"
PASSWORD = f"{MARK}-password-31337"
ALL = (KEY, BEARER, ID, SECRET, TOKEN, PARTNER, PASSWORD)


def needles() -> Iterator[bytes]:
    """Yield what a secret would look like: as it is, in an address, in base64 at every offset, in hexadecimal."""
    yield MARK.encode()
    yield MARK.lower().encode()
    yield MARK.encode().hex().encode()
    yield "".join(f"%{byte:02X}" for byte in MARK.encode()).encode()
    for offset in range(3):
        text = b64encode(b"\0" * offset + MARK.encode())
        yield text[4 if offset else 0 : -4]
    yield b64encode(f"{ID}:{SECRET}".encode())
    yield b"-password-31337"
    yield b"-token-0b1c2d3e4f"


NEEDLES = tuple(needles())


def found_in(data: bytes) -> list[bytes]:
    """Return what of the secrets is in some bytes."""
    return [needle for needle in NEEDLES if needle in data]


@pytest.mark.parametrize("text", [*ALL, *map(quote, ALL), b64encode(f"x{ID}:".encode()).decode(), MARK.encode().hex()])
def test_the_search_would_find_a_secret(text):
    """A test that could not fail would prove nothing."""
    assert found_in(f"some text around {text} and behind".encode())


# --- sources that tell back all that they are told ----------------------------------------------------------


async def told(request) -> str:
    """Return all that a request held: address, headers, body, and what the headers hide."""
    body = (await request.read()).decode(errors="replace")
    authorization = request.headers.get("Authorization", "").partition(" ")[2]
    with contextlib.suppress(ValueError):
        body += b64decode(authorization).decode(errors="replace")
    query = " ".join(request.query.values())
    return f"{request.path_qs} {query} {quote_plus(query)} {dict(request.headers)} {authorization} {body}"


def echo(source, status: int = 200, *, form: str = "json", **headers: str):
    """Return an answer that tells everything back: in its body, in headers, in its reason."""

    async def answer(request):
        text = await told(request)
        bodies = {
            "json": json.dumps({"id": 1, "title": text, "upc": text, "songs": {"data": [{"id": 1, "title": text}]}}),
            "ascii": json.dumps({"id": 1, "title": text}, ensure_ascii=True).replace("-", "\\u002d"),
            "wrong": json.dumps({"id": text, "title": 5, text: text}),
            "problem": json.dumps({"error": {"code": "denied", "message": text}}),
            "html": f"<html><title>{text}</title><a href='/?{request.query_string}'>{text}</a>",
            "cut": f'{{"id": 1, "title": "{text}',
            "token": json.dumps({"access_token": TOKEN, "expires_in": 3600, "hint": text}),
            "refusal": json.dumps({"error": text[:50], "error_description": text}),
        }
        line = quote(text)[:2000]
        more = {name.replace("_", "-"): value.replace("ECHO", line) for name, value in headers.items()}
        return await source.reply(
            status, bodies[form], ETag=f'"{line}"', Link=f"<{request.url}>", X_Told=line, Set_Cookie=f"a={line}", **more
        )(request)

    return answer


def behaviors(source) -> dict[str, object]:
    """Return the ways in which a source answers."""
    return {
        "found": echo(source),
        "escaped": echo(source, form="ascii"),
        "wrong": echo(source, form="wrong"),
        "html": echo(source, form="html"),
        "cut": echo(source, form="cut"),
        "problem": echo(source, form="problem"),
        "absent": echo(source, 404, form="html"),
        "denied": echo(source, 401),
        "forbidden": echo(source, 403, form="html"),
        "teapot": echo(source, 418),
        "limited": echo(source, 429, Retry_After="86400"),
        "limited-oddly": echo(source, 429, Retry_After="ECHO"),
        "down": echo(source, 503, form="html"),
        "elsewhere": echo(source, 302, Location="https://elsewhere.example.test/?ECHO"),
        "inward": echo(source, 302, Location="http://10.0.0.1/?ECHO"),
        "loop": echo(source, 302, Location="/loop?ECHO"),
        "broken": source.reset,
        "packed": source.reply(200, gzip.compress(b"x"), Content_Encoding="gzip"),
        "nonsense": source.raw(b"HTTP/1.1 999999\r\n\r\n"),
    }


NAMES = (
    "found escaped wrong html cut problem absent denied forbidden teapot limited limited-oddly down elsewhere inward "
    "loop broken packed nonsense refused"
).split()


@hc.settings
class ClubKeys:
    """Settings that a token is asked for with."""

    client_id: str | None = hc.setting("the id", secret=True)
    client_secret: str | None = hc.setting("the secret", secret=True)


def providers(parts) -> tuple[hc.Provider, ...]:
    """Return providers with every way to show who asks."""
    token = hc.ClientCredentials(url="https://api.example.test/token")
    club = attrs.evolve(parts.shelf, name="club", title="Club", settings=ClubKeys, auth=token)
    in_body = attrs.evolve(token, in_body=True)
    return (
        attrs.evolve(parts.vault_by_query, name="query", title="Query"),
        attrs.evolve(parts.vault_by_header, name="header", title="Header"),
        club,
        attrs.evolve(club, name="guild", title="Guild", auth=in_body),
        parts.shelf,
    )


class Heard:
    """All that was said while a test ran, in whatever way."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, bytes]] = []

    def hear(self, where: str, *things: object) -> None:
        """Note things: their texts and what they look like to a debugger."""
        for thing in things:
            self.parts.append((where, thing if isinstance(thing, bytes) else f"{thing}\n{thing!r}".encode()))

    def error(self, where: str, error: BaseException) -> None:
        """Note an error with its causes and its traceback."""
        self.hear(where, "".join(traceback.format_exception(error)), *error.args, vars(error))

    def files(self, folder: Path) -> None:
        """Note every file below a folder: its name and content, and what databases hold packed."""
        for path in folder.rglob("*"):
            self.hear("name of a file", str(path.relative_to(folder)))
            if path.is_file():
                self.hear(str(path), path.read_bytes())
            if path.suffix == ".db":
                database = sqlite3.connect(path)
                for (packed,) in database.execute("select zlib from bodies"):
                    self.hear(f"body in {path}", zlib.decompress(packed))
                self.hear(str(path), *database.execute("select * from snapshots"))
                database.close()

    def check(self) -> None:
        """Fail where a secret was said."""
        told = [(where, needle, data) for where, data in self.parts for needle in found_in(data)]
        shown = [
            f"{where}: {data[max(0, data.find(needle) - 80) :][:200]!r} has {needle!r}" for where, needle, data in told
        ]
        assert not shown, "\n".join(dict.fromkeys(shown[:10]))


@pytest.fixture
def heard(caplog, capfd):
    """What is said; at the end it is searched, logs and both outputs included."""
    made = Heard()
    caplog.set_level(logging.NOTSET, logger="harmony")
    caplog.set_level(logging.DEBUG)
    yield made
    made.hear("log", caplog.text, *(vars(record) for record in caplog.records))
    made.hear("output", *capfd.readouterr())
    assert len(made.parts) > 10, "a test in which nothing is said proves nothing"
    made.check()


KEYS = {
    "QUERY_KEY": KEY,
    "HEADER_KEY": BEARER,
    "VAULT_PARTNER": PARTNER,
    "CLUB_CLIENT_ID": ID,
    "CLUB_CLIENT_SECRET": SECRET,
    "GUILD_CLIENT_ID": ID,
    "GUILD_CLIENT_SECRET": SECRET,
    "HTTP_PROXY": f"http://me:{PASSWORD}@127.0.0.1:9",
    "HTTPS_PROXY": f"http://me:{PASSWORD}@127.0.0.1:9",
}


async def session_of(bench, parts, source) -> Session:
    """Return a session whose every source is the one that tells everything back, with keys for all."""
    with_password = source.url.replace("http://", f"http://me:{PASSWORD}@")
    bases = {f"{name}_BASE": source.url for name in ("QUERY", "HEADER", "CLUB", "GUILD")}
    env = {**KEYS, **bases, "SHELF_BASE": with_password, "HARMONY_RETRIES": "1", "HARMONY_STORE": ""}
    return bench.session(*providers(parts), observers=[hc.Observer(name="ear", notice=bench.events.append)], **env)


@pytest.mark.parametrize("name", NAMES)
async def test_nothing_secret_is_said_or_kept(name, bench, source, shelf_parts, heard, tmp_path, monkeypatch):
    """However a source answers: not in results, errors, logs, events, kept answers, bundles or cassettes."""
    for variable in ("HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(variable, KEYS[variable])
    source.on("token", echo(source, form="token"))
    session = await session_of(bench, shelf_parts, source)
    if name == "refused":
        await source.stop()
    else:
        source.on("*", behaviors(source)[name])
    for provider in session.providers:
        heard.hear("settings", provider, session.settings_of(provider), session.config)
        for query in (f"{provider.name}:1", "2000000090016"):
            result = await session.lookup(query, provider=[provider.name])
            heard.hear("result", result, json.dumps(document(result), ensure_ascii=False), result.permalink)
            for answer in result.answers.values():
                if isinstance(getattr(answer, "error", None), BaseException):
                    heard.error("error", answer.error)
        with contextlib.suppress(HarmonyError):
            heard.hear("search", await session.search("words", provider=[provider.name]))
    seen = [each for each in source.seen if each.path != "/token"]
    sent = repr(source.seen).encode()
    assert name == "refused" or (seen and found_in(sent)), "the secrets were sent"
    heard.hear("metrics", session.metrics, await session.limits(), session.plugins)
    store = session.snapshots()
    heard.hear("kept", *store.all(), *store.summaries(), *store.keys(""))
    write_bundle(tmp_path / "out" / "folder", store.all())
    write_bundle(tmp_path / "out" / "bundle.zip", store.all())
    for each in store.all():
        heard.hear("body", each.body)
    with contextlib.suppress(HarmonyError):
        write_cassette(tmp_path / "out" / "cassette.yaml", store.all())
    heard.hear("events", *bench.events)
    heard.files(tmp_path)
    await session.close()
    heard.files(tmp_path)


@pytest.mark.parametrize("form", ["refusal", "html", "cut", "token"])
@pytest.mark.parametrize("status", [200, 400, 401, 500])
async def test_token_servers_that_tell_everything_back(form, status, bench, source, shelf_parts, heard, tmp_path):
    """What is sent to be given a token is the dearest of all."""
    source.on("token", echo(source, status, form=form))
    source.on("*", echo(source))
    session = await session_of(bench, shelf_parts, source)
    for name in ("club", "guild"):
        result = await session.lookup(f"{name}:1")
        heard.hear("result", result, json.dumps(document(result)), *result.answers.values())
        for answer in result.answers.values():
            if isinstance(getattr(answer, "error", None), BaseException):
                heard.error("error", answer.error)
    assert source.asked("token")
    heard.hear("kept", *session.snapshots().all(), *(each.body for each in session.snapshots().all()))
    await session.close()
    heard.files(tmp_path)


async def test_a_provider_with_a_bug(bench, source, shelf_parts, heard, monkeypatch):
    """A traceback in a log shows no values, on a terminal either: those may be secret."""

    async def fetch(api, target, options):
        word = KEY  # a value that a traceback with values would show
        raise RuntimeError("a bug") if word else None

    broken = attrs.evolve(shelf_parts.shelf.lookups[0], fetch=fetch)
    provider = attrs.evolve(shelf_parts.shelf, lookups=(broken,))
    for terminal in (False, True):
        said = io.StringIO()
        said.isatty = lambda terminal=terminal: terminal
        monkeypatch.setattr(sys, "stderr", said)
        root = logging.getLogger("harmony")
        before = (root.handlers[:], root.propagate, root.level)
        configure_logging("trace")
        try:
            await bench.session(provider).lookup("shelf:1")
        finally:
            root.handlers[:], root.propagate = before[0], before[1]
            root.setLevel(before[2])
        monkeypatch.undo()
        assert "a bug" in said.getvalue()
        heard.hear(f"log, terminal: {terminal}", *said.getvalue().splitlines())
    for _ in range(10):
        heard.hear("padding", "x")


# --- the program ----------------------------------------------------------------------------------------------

REAL = ("lastfm", "discogs", "spotify")


def processes() -> bytes:
    """Return the command lines of all processes, as everybody on the machine may read them."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            lines.append(path.read_bytes())
    return b"\n".join(lines)


async def run(environment: dict[str, str], *arguments: str, stdin: str = "") -> tuple[int, bytes, bytes]:
    """Run a command, and watch the process list meanwhile."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "harmony_core", *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
    )
    ended = asyncio.ensure_future(process.communicate(stdin.encode()))
    listed = b""
    while not ended.done():
        listed += processes()
        await asyncio.wait([ended], timeout=0.2)
    out, err = ended.result()
    return (
        process.returncode or 0,
        out,
        err + (b"in the process list" if found_in(listed) else b"") + (b"".join(needle for needle in found_in(listed))),
    )


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="there is no /proc here")
async def test_the_program_says_nothing_secret(source, heard, tmp_path):
    """With keys in the environment, .env, secret files, the kept secrets and config.toml; at the lowest log level."""
    missing = [name for name in REAL if find_spec(f"harmony_{name}") is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "mounted").write_text(SECRET)
    (home / ".env").write_text(f"DISCOGS_TOKEN={BEARER}\n")
    with_password = source.url.replace("http://", f"http://me:{PASSWORD}@")
    (home / "config.toml").write_text(f'[providers.discogs]\nbase = "{with_password}"\n')
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HARMONY_")},
        "HARMONY_HOME": str(home),
        "HARMONY_PLUGINS": ",".join(REAL),
        "HARMONY_RETRIES": "0",
        "LASTFM_BASE": source.url,
        "SPOTIFY_BASE": source.url,
        "SPOTIFY_CLIENT_ID": "an-id-is-no-secret",
        "SPOTIFY_CLIENT_SECRET_FILE": str(tmp_path / "mounted"),
        "HTTP_PROXY": KEYS["HTTP_PROXY"],
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
    code, out, err = await run(
        environment, "config", "set", "--secret", "providers.lastfm.api_key", stdin=f"{PARTNER}\n"
    )
    assert code == 0, err
    heard.hear("config set", out, err)
    source.on("*", echo(source, 200), echo(source, 403), echo(source, 500, form="html"), echo(source, form="wrong"))
    talk = ("-v", "--log-level", "trace")
    for arguments in (
        ("lookup", "2000000090016", *talk, "-f", "json"),
        ("lookup", "discogs:1", *talk, "--explain"),
        ("lookup", "discogs:1", *talk, "--refresh"),
        ("search", "some words", *talk),
        ("config", "show"),
        ("config", "path"),
        ("config", "keys"),
        ("providers", "list"),
        *(("providers", "show", name) for name in REAL),
        ("plugins", "list"),
        ("limits",),
        ("snapshots", "list", "-f", "json"),
        ("snapshots", "verify"),
        ("snapshots", "export", "-o", str(tmp_path / "bundle")),
    ):
        _, out, err = await run(environment, *arguments)
        heard.hear(" ".join(arguments), out, err)
    place = {"HARMONY_STORE": f"nowhere://me:{PASSWORD}@db.example.test/music"}
    for wrong in (
        place,
        {"HARMONY_LIMITS": place["HARMONY_STORE"]},
        {"LASTFM_BASE": f"ftp://me:{PASSWORD}@mirror.example.test/"},
        {"LASTFM_BASE": f"https://me:{PASSWORD}@[mirror/"},
        {"SPOTIFY_CLIENT_SECRET_FILE": str(tmp_path)},
    ):
        for arguments in (("config", "show"), ("lookup", "lastfm:x", *talk)):
            _, out, err = await run({**environment, **wrong}, *arguments)
            heard.hear(f"{[*wrong]} {arguments}", out, err)
    assert found_in(repr(source.seen).encode()), "the secrets were sent"
    heard.files(tmp_path / "bundle")
    for path in home.glob("harmony.db*"):
        heard.hear(path.name, path.read_bytes())
    database = sqlite3.connect(home / "harmony.db")
    for (packed,) in database.execute("select zlib from bodies"):
        heard.hear("a kept body", zlib.decompress(packed))
    database.close()
    assert (home / "secrets.toml").stat().st_mode & 0o077 == 0
