"""Keys go to their own server and appear nowhere else."""

from __future__ import annotations

import json
import logging
import traceback

import attrs
import pytest
import structlog

from harmony_core.domain.errors import HarmonyError, MissingSettingsError, ProviderError
from harmony_core.edges.bundles import write_bundle
from harmony_core.edges.convert import result_document
from harmony_core.edges.present import json_text
from harmony_core.edges.secrets import secrets_of, without_text, without_values
from harmony_core.plugin.snapshot import Mode

ONE = {"id": 1, "title": "One"}
CANARY = 'CANARY/4f+9"c&d'
QUOTED = "CANARY%2F4f%2B9%22c%26d"


def is_clean(text: str) -> bool:
    """Whether nothing of the canary is in a text."""
    return "CANARY" not in text


async def test_a_key_in_the_address_reaches_the_source(bench, source, shelf_parts):
    """A QueryKey is added where the request goes out, escaped, and is no part of what is kept."""
    source.on("record/1", ONE)
    api = bench.api(provider=shelf_parts.vault_by_query, VAULT_KEY=CANARY, VAULT_PARTNER="x")
    await api.get(shelf_parts.RECORD, id=1)
    assert source.seen[0].query == {"pass": CANARY}
    (kept,) = bench.store.all()
    assert kept.url == "https://api.example.test/record/1"
    assert kept.key == "GET https://api.example.test/record/1"


async def test_a_key_in_a_header_reaches_the_source(bench, source, shelf_parts):
    """A HeaderKey is sent with its prefix."""
    source.on("record/1", ONE)
    api = bench.api(provider=shelf_parts.vault_by_header, VAULT_KEY="CANARY-1", VAULT_PARTNER="x")
    await api.get(shelf_parts.RECORD, id=1)
    assert source.seen[0].headers["Authorization"] == "Bearer CANARY-1"


@pytest.mark.parametrize("way", ["vault_by_query", "vault_by_header"])
async def test_a_key_does_not_follow_a_redirect_to_another_host(bench, source, other_source, shelf_parts, way):
    """Another host gets no key though it is declared, not even one that the redirect itself carries."""
    other = other_source.url.replace("127.0.0.1", "localhost")
    provider = attrs.evolve(getattr(shelf_parts, way), base=other)
    source.on("record/1", source.redirect(f"{other}record/2?pass={QUOTED}&page=1"))
    other_source.on("record/2", ONE)
    api = bench.api(provider=provider, VAULT_KEY=CANARY.replace('"', ""), VAULT_PARTNER="x")
    with pytest.raises(ProviderError):  # it is private and without TLS
        await api.get(shelf_parts.RECORD, id=1)
    assert not other_source.seen


async def test_a_declared_host_beside_the_base_gets_no_key(bench, source, other_source, shelf_parts, monkeypatch):
    """Keys go to the base address's own server only; other declared hosts are asked without."""
    from harmony_core.edges import line as lines

    monkeypatch.setattr(lines.Line, "is_own", lambda line, url: True)
    source.on("record/1", source.redirect(f"{other_source.url}record/2?pass=CANARY-other&page=1"))
    other_source.on("record/2", ONE)
    for way in ("vault_by_query", "vault_by_header"):
        provider = attrs.evolve(getattr(shelf_parts, way), name="vault")
        api = bench.api(Mode.REFRESH, provider=provider, VAULT_KEY="CANARY-9", VAULT_PARTNER="x")
        await api.get(shelf_parts.RECORD, id=1)
    assert [seen.query.get("page") for seen in other_source.seen] == ["1", "1"]
    assert other_source.seen[0].query == {"page": "1"}
    assert all("Authorization" not in seen.headers for seen in other_source.seen)
    assert source.seen[0].query == {"pass": "CANARY-9"}


async def test_a_key_follows_a_redirect_at_home_once(bench, source, shelf_parts):
    """On its own server a moved record is asked for with the key, which is not there twice."""
    source.on("record/1", source.redirect("/record/2?pass=REDACTED&page=1"))
    source.on("record/2", ONE)
    api = bench.api(provider=shelf_parts.vault_by_query, VAULT_KEY="CANARY-1", VAULT_PARTNER="x")
    await api.get(shelf_parts.RECORD, id=1)
    assert source.seen[1].query == {"page": "1", "pass": "CANARY-1"}


async def test_next_links_that_echo_the_key_work(bench, source, shelf_parts):
    """A source that puts the key into its next links is asked with it once, and the pages are kept without."""
    source.on(
        "record/1/songs",
        {"songs": {"data": [{"id": 1, "title": "A"}], "next": "songs?pass=CANARY-12&page=2"}},
        {"songs": {"data": [{"id": 2, "title": "B"}]}},
    )
    api = bench.api(provider=shelf_parts.vault_by_query, VAULT_KEY="CANARY-12", VAULT_PARTNER="x")
    songs = await api.pages(shelf_parts.SONGS, id=1)
    assert [song.title for song in songs] == ["A", "B"]
    assert source.seen[1].query == {"pass": "CANARY-12", "page": "2"}
    assert all(is_clean(kept.url + kept.key + kept.body.decode()) for kept in bench.store.all())
    offline = bench.api(Mode.OFFLINE, provider=shelf_parts.vault_by_query)
    assert len(await offline.pages(shelf_parts.SONGS, id=1)) == 2


# --- The canary ---------------------------------------------------------------------------------------------


def by_environment(home, monkeypatch):
    """Set the key in the environment."""
    return {"VAULT_KEY": CANARY, "VAULT_PARTNER": CANARY + "2"}


def by_file(home, monkeypatch):
    """Set the key by a mounted file."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "key").write_text(f"{CANARY}\n")
    (home / "word").write_text(f"{CANARY}2\n")
    return {"VAULT_KEY_FILE": str(home / "key"), "VAULT_PARTNER_WORD_FILE": str(home / "word")}


def by_config(home, monkeypatch):
    """Set the key in config.toml."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "config.toml").write_text(f"[providers.vault]\nkey = '{CANARY}'\npartner = '{CANARY}2'\n")
    return {}


def by_dotenv(home, monkeypatch):
    """Set the key in .env."""
    home.mkdir(parents=True, exist_ok=True)
    (home / ".env").write_text(f"VAULT_KEY='{CANARY}'\nVAULT_PARTNER='{CANARY}2'\n")
    return {}


@pytest.mark.parametrize("way", ["vault_by_query", "vault_by_header"])
@pytest.mark.parametrize("given", [by_environment, by_file, by_config, by_dotenv])
async def test_a_secret_appears_nowhere(bench, source, shelf_parts, way, given, caplog, tmp_path, monkeypatch, capfd):
    """Not in logs, errors, kept answers, exports, results, events or reprs, though the source echoes it everywhere."""
    caplog.set_level(logging.NOTSET, logger="harmony")
    caplog.set_level(logging.DEBUG)
    echoes = [CANARY, QUOTED, CANARY.replace("/", "\\/"), CANARY + "2", CANARY.replace("&", "&amp;")]
    for path, status in (("record/1", 200), ("record/2", 400), ("record/3", 200), ("record/1/songs", 200)):
        body = {"id": 1, "title": f"One {' '.join(echoes)}", "songs": {"data": []}}
        if path == "record/3":
            body = {"error": {"code": "odd", "message": f"bad key {CANARY}"}}
        source.on(
            path,
            source.json(body, status, Link=f'<https://x/?pass={QUOTED}>; rel="next"', ETag=QUOTED, Location=QUOTED),
        )
    source.on("record/4", source.redirect(f"https://evil.example.com/{QUOTED}?pass={QUOTED}"))
    source.on("record/5", source.redirect(f"http://[{QUOTED}"))
    source.on("record/6", source.json({"title": CANARY}))
    source.on("record/7", source.reset)
    source.on("record/8", source.reply(200, f'"{QUOTED}"'))
    env = {**given(bench.home, monkeypatch), "HARMONY_RETRIES": "0", "HARMONY_STORE": "memory:"}
    provider = getattr(shelf_parts, way)
    seen = []
    session = bench.session(
        provider,
        observers=[__import__("harmony_core.provider").provider.Observer(name="spy", notice=seen.append)],
        **env,
    )
    assert session.settings_of(provider).own.key == CANARY
    assert session.settings_of(provider).own.partner == CANARY + "2"
    texts = [repr(session.config), repr(session.settings_of(provider)), repr(session.settings_of(provider).own)]
    for number in range(1, 10):
        result = await session.lookup(f"vault:{number}")
        texts += [repr(result), json_text(result_document(result))]
    await source.stop()
    result = await session.lookup("vault:11")
    texts += [repr(result), json_text(result_document(result))]
    sent = [each.query.get("pass") or each.headers.get("Authorization", "") for each in source.seen]
    assert all(CANARY in each for each in sent)
    kept = list(session.snapshots().all())
    assert len(kept) >= 5
    texts += [f"{each!r} {dict(each.headers)} {each.body.decode()} {each.key} {each.url}" for each in kept]
    write_bundle(tmp_path / "bundle", kept)
    texts += [file.read_text() for file in (tmp_path / "bundle").rglob("*") if file.is_file()]
    texts += [repr(event) for event in seen]
    texts += [f"{record.getMessage()} {record.__dict__}" for record in caplog.records]
    texts += list(capfd.readouterr())
    dirty = [text for text in texts if not is_clean(text)]
    assert not dirty


@pytest.mark.parametrize("way", ["vault_by_query", "vault_by_header"])
async def test_no_exception_tells_a_secret(bench, source, shelf_parts, way):
    """Neither the text nor the traceback of an error holds a key."""
    source.on("record/1", source.json({"error": {"code": "odd", "message": f"bad {CANARY}"}}, 400))
    source.on("record/2", source.redirect(f"https://evil.example.com/{QUOTED}?pass={QUOTED}"))
    source.on("record/3", source.redirect(f"http://[{QUOTED}"))
    source.on("record/4", source.json({"id": CANARY, "title": CANARY}))
    source.on("record/5", source.endless())
    source.on("record/6", source.json(ONE, wait=5))
    source.on("record/7", source.redirect(f"/record/7?pass={QUOTED}"))
    api = bench.api(
        provider=getattr(shelf_parts, way),
        VAULT_KEY=CANARY,
        VAULT_PARTNER="x",
        HARMONY_RETRIES="0",
        HARMONY_TIMEOUT_SECONDS="0.5",
        HARMONY_MAX_BODY_MB="0.1",
    )
    codes = []
    for number in range(1, 8):
        with pytest.raises(HarmonyError) as raised:
            await api.get(shelf_parts.RECORD, id=number)
        codes.append(raised.value.code)
        assert is_clean("".join(traceback.format_exception(raised.value)))
    assert codes == [
        "PROVIDER_ERROR",
        "FOREIGN_HOST",
        "CONNECTION",
        "PAYLOAD",
        "TOO_LARGE",
        "TIMEOUT",
        "TOO_MANY_REDIRECTS",
    ]


def test_a_mirror_s_password_is_a_secret(bench, shelf_parts):
    """A password in the base address is taken out like a key, and shown in no repr."""
    config = bench.config(SHELF_BASE="https://me:CANARY-word@mirror.example.org/")
    settings = config.provider(shelf_parts.shelf)
    assert "CANARY-word" in secrets_of(shelf_parts.shelf, settings.own, settings.base)
    assert is_clean(repr(settings))
    assert is_clean(repr(bench.config(HARMONY_STORE="redis://:CANARY-word@localhost/").settings))


@pytest.mark.parametrize("echo", [CANARY, QUOTED, json.dumps(CANARY), CANARY.replace("/", "\\/").replace('"', '\\"')])
def test_a_secret_is_found_however_it_is_written(echo):
    """In addresses, JSON and HTML secrets are written in other ways."""
    assert is_clean(without_values(b"before " + echo.encode() + b" after", (CANARY,)).decode())
    assert is_clean(without_text(f"before {echo} \ud800 after", (CANARY,)))


def test_short_values_are_no_secrets():
    """A key that is an everyday word, as tests have, leaves answers readable."""
    assert without_values(b'{"key": "test"}', ("key", "test")) == b'{"key": "test"}'


# --- Missing settings ---------------------------------------------------------------------------------------


async def test_without_its_settings_a_provider_does_all_but_ask(bench, source, shelf_parts):
    """It reads links and answers from what is kept; a live request says which settings are missing, all at once."""
    source.on("record/1", {**ONE, "songs": {"data": []}})
    source.on("record/1/songs", {"songs": {"data": []}})
    provider = shelf_parts.vault_by_query
    with_key = bench.session(provider, VAULT_KEY="CANARY-1", VAULT_PARTNER="x")
    await with_key.lookup("vault:1")
    await with_key.close()
    session = bench.session(provider)
    parsed = session.parse("https://www.example.test/record/1")
    assert (parsed.ref.provider, parsed.ref.id) == ("vault", "1")
    assert (await session.lookup("vault:1")).data.title == "One"
    (answer,) = (await session.lookup("vault:2")).answers.values()
    assert answer.error.code == "MISSING_SETTINGS"
    assert "VAULT_KEY" in answer.error.message
    assert "VAULT_PARTNER" in answer.error.message
    (record,) = session.plugins
    assert record.status == "needs settings"
    assert "VAULT_KEY" in record.message
    assert source.asked() == 2


async def test_old_answers_serve_where_settings_are_missing(bench, source, shelf_parts):
    """A key that was taken away is an outage."""
    source.on("record/1", ONE)
    keys = {"VAULT_KEY": "CANARY-1", "VAULT_PARTNER": "x"}
    await bench.api(provider=shelf_parts.vault_by_query, **keys).get(shelf_parts.RECORD, id=1)
    bench.age(days=9)
    api = bench.api(provider=shelf_parts.vault_by_query)
    assert (await api.get(shelf_parts.RECORD, id=1)).title == "One"
    assert "VAULT_KEY" in api.trace().messages[0].text
    with pytest.raises(MissingSettingsError):
        await api.get(shelf_parts.RECORD, id=2)


def test_log_lines_are_clean_of_what_is_bound():
    """Nothing of one test's lookups stays bound to the next."""
    assert not structlog.contextvars.get_contextvars()
