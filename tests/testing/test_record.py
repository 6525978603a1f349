"""Recording: real requests to a server on this machine that sends every secret back, and cassettes without them."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from aiohttp import web

from harmony_core import provider as hc
from harmony_core.testing import Case, Contract, ContractError, runs
from harmony_core.testing import record as recording
from harmony_core.testing.cassettes import read_cassette
from harmony_core.testing.checks import checks_of

SECRET, TOKEN = "s3cret/key with+signs", "tok-en-51c0de"


@hc.settings
class Optional:
    key: str | None = hc.setting("the key", secret=True, required=False)


class Source:
    """A server in a thread of its own; each answer holds what was sent, keys and all."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.queries: list[str] = []
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.url = ""

    def _run(self) -> None:
        async def serve() -> None:
            app = web.Application()
            app.router.add_route("*", "/{rest:.*}", self._answer)
            self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
            await self._runner.setup()
            site = web.TCPSite(self._runner, "127.0.0.1", 0)
            await site.start()
            host, port = site._server.sockets[0].getsockname()[:2]
            self.url = f"http://{host}:{port}/"
            self._ready.set()

        self._loop.run_until_complete(serve())
        self._loop.run_forever()
        self._loop.run_until_complete(self._runner.cleanup())
        self._loop.close()

    def start(self) -> None:
        """Listen."""
        self._thread.start()
        self._ready.wait(10)

    def stop(self) -> None:
        """Let go of everything."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _answer(self, request: web.Request) -> web.Response:
        body = await request.text()
        self.asked.append(f"{request.method} {request.path}")
        self.queries.append(request.query_string)
        echo = f"{request.rel_url} {request.headers.get('Authorization')} {body} {SECRET} {TOKEN}"
        headers = {"Date": "Sat, 21 Nov 2026 13:00:00 GMT", "ETag": "x1", "Set-Cookie": f"a={SECRET.split('/')[0]}"}
        match request.path.strip("/").split("/"):
            case ["token"]:
                found: object = {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600}
            case ["record"] | ["record", "7"]:
                found = {"id": 7, "title": "Two Rooms", "upc": "2000000090016", "echo": echo}
            case ["record", "7", "songs"] | ["songs"]:
                found = {"songs": [{"id": 1, "title": "First Room"}], "echo": echo}
            case ["moved"]:
                return web.Response(status=302, headers={"Location": f"/record/7?key={SECRET}"})
            case _:
                return web.json_response({"error": "missing", "echo": echo}, status=404, headers=headers)
        return web.json_response(found, headers=headers)


@pytest.fixture
def source() -> Iterator[Source]:
    """A server that is listening."""
    made = Source()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where cassettes are written; the user has a key."""
    cases = tmp_path / "cases"
    for module in (runs, recording):
        monkeypatch.setattr(module, "cases_file", lambda contract, name: cases / name)
    monkeypatch.setenv("HARMONY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HARMONY_RETRIES", "0")
    monkeypatch.setenv("KEPT_RATE", "1000")
    monkeypatch.setenv("KEPT_KEY", SECRET)
    return cases


def recorded(contract: Contract, case: Case, record: str = "new") -> None:
    """Run the first check of a case, which records its cassette, and then replays it."""
    changed = attrs.evolve(contract, cases=(case,))
    next(check for check in checks_of(changed, record) if check.name == f"case {case.name}").run()


def test_a_case_is_recorded_and_replayed(contract: Contract, source: Source, folder: Path):
    """Requests go out through the door; what they got answers the case from then on."""
    case = Case("new", "kept:7", provider_settings={"base": source.url})
    recorded(contract, case)
    assert source.asked == ["GET /record/7", "GET /record/7/songs", "POST /songs"]
    recorded(contract, case)
    assert len(source.asked) == 3
    written = read_cassette((folder / "new.yaml").read_text())
    assert [(each.method, each.url, each.request_body) for each in written] == [
        ("GET", "https://api.kept.example/record/7", b""),
        ("GET", "https://api.kept.example/record/7/songs", b""),
        ("POST", "https://api.kept.example/songs", b'{"ids":[1]}'),
    ]
    recorded(contract, attrs.evolve(case, provider_settings={}))  # from then on without the server
    assert len(source.asked) == 3


def test_no_secret_is_written(contract: Contract, source: Source, folder: Path):
    """The key is in the address, and the server sends it back in every body and header."""
    recorded(contract, Case("new", "kept:7", provider_settings={"base": source.url}))
    text = (folder / "new.yaml").read_text()
    assert "REDACTED" in text
    for part in ("s3cret", "with+signs", "key%20with", "canary", "Authorization", "set-cookie", "etag", "13:00:00"):
        assert part not in text.replace("with signs", ""), part


@pytest.mark.parametrize("in_body", [False, True])
def test_tokens_are_never_written(contract: Contract, source: Source, folder: Path, in_body: bool, monkeypatch):
    """The request for a token is no part of a cassette, and where a source repeats the token it is taken out."""

    @hc.settings
    class Keys:
        client_id: str | None = hc.setting("the id")
        client_secret: str | None = hc.setting("the secret", secret=True)

    monkeypatch.setenv("KEPT_CLIENT_ID", "id-51c0de-id")
    monkeypatch.setenv("KEPT_CLIENT_SECRET", SECRET)
    auth = hc.ClientCredentials(url=f"{source.url}token", in_body=in_body)
    provider = attrs.evolve(contract.provider, settings=Keys, auth=auth)
    changed = attrs.evolve(contract, provider=provider)
    case = Case("new", "kept:7", provider_settings={"base": source.url})
    recorded(changed, case)
    assert source.asked[0] == "POST /token"
    text = (folder / "new.yaml").read_text()
    assert "/token" not in text
    for secret in (TOKEN, "s3cret", "id-51c0de-id", "Basic ", "client_secret", "grant_type"):
        assert secret not in text, secret
    recorded(changed, case)  # replayed with a made-up token
    assert source.asked.count("POST /token") == 1


def test_an_answer_that_says_no_is_recorded_too(contract: Contract, source: Source, folder: Path):
    """That there is no such thing is an answer."""
    case = Case("gone", "kept:8", state="absent", provider_settings={"base": source.url})
    recorded(contract, case)
    (written,) = read_cassette((folder / "gone.yaml").read_text())
    assert (written.status, json.loads(written.body)["error"]) == (404, "missing")


def test_a_cassette_that_is_there_is_recorded_anew_only_where_all_are(contract: Contract, source: Source, folder: Path):
    """What was written by hand is not lost by accident."""
    folder.mkdir()
    (folder / "new.yaml").write_text("interactions: []\n")
    case = Case("new", "kept:7", provider_settings={"base": source.url})
    with pytest.raises(ContractError, match=r"which cases/new\.yaml does not answer"):
        recorded(contract, case)
    assert source.asked == []
    recorded(contract, case, record="all")
    assert len(source.asked) == 3


def test_a_source_that_is_down_is_not_recorded(contract: Contract, source: Source, folder: Path):
    """Nothing is written where nothing was answered."""
    case = Case("new", "kept:7", provider_settings={"base": "http://127.0.0.1:9/"})
    with pytest.raises(ContractError, match=r"case new: nothing was recorded: kept: no connection to 127\.0\.0\.1"):
        recorded(contract, case)
    assert not folder.exists()


@pytest.mark.parametrize("record", ["new", "all"])
def test_a_case_that_asks_nobody_has_nothing_to_record(contract: Contract, source: Source, folder: Path, record: str):
    """What a missing key leads to is the same whether or not the user has one."""
    case = Case("no_key", "kept:7", settings={}, code="MISSING_SETTINGS", provider_settings={"base": source.url})
    recorded(contract, case, record)
    recorded(contract, attrs.evolve(case, sent=()), record)
    assert source.asked == []
    assert not folder.exists()


def test_a_case_without_keys_is_recorded_without_them(contract: Contract, source: Source, folder: Path, monkeypatch):
    """Wherever the user keeps a key: the variable, a file that it names, or the settings' folder."""
    keys = attrs.evolve(contract.provider, settings=Optional, auth=hc.QueryKey(parameter="key", setting="key"))
    home = folder.parent / "home"
    home.mkdir()
    (home / ".env").write_text(f"KEPT_KEY={SECRET}\n")
    (home / "mounted").write_text(SECRET)
    monkeypatch.setenv("KEPT_KEY_FILE", str(home / "mounted"))
    recorded(
        attrs.evolve(contract, provider=keys),
        Case("plain", "kept:7", settings={}, provider_settings={"base": source.url}),
    )
    assert "key=" not in (folder / "plain.yaml").read_text()
    assert not any("key=" in asked for asked in source.queries)
