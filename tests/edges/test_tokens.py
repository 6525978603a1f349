"""Tokens: fetched once for all, renewed in time, shown to their own host only, and written nowhere."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from base64 import b64decode, b64encode
from urllib.parse import parse_qs

import attrs
import pytest

from harmony_core import provider as hc
from harmony_core.domain.errors import (
    AccessDeniedError,
    ConnectionFailedError,
    HarmonyError,
    HttpStatusError,
    MissingSettingsError,
    NoSnapshotError,
    PayloadError,
    PluginError,
    RateLimitedError,
    TimedOutError,
)
from harmony_core.edges.bundles import write_bundle
from harmony_core.edges.convert import result_document
from harmony_core.edges.present import json_text
from harmony_core.edges.tokens import Token, Tokens
from harmony_core.edges.transport import Transport
from harmony_core.plugin.snapshot import Mode

ONE = {"id": 1, "title": "One"}
ID, SECRET, TOKEN = "CANARY-identity", "CANARY-se/cr&et=", "CANARY-token.of/us=="
KEYS = {"CLUB_CLIENT_ID": ID, "CLUB_CLIENT_SECRET": SECRET}


@hc.settings
class ClubKeys:
    client_id: str | None = hc.setting("the id")
    client_secret: str | None = hc.setting("the secret", secret=True)


def given(token=TOKEN, seconds=3600, **more):
    """Return what a token server says."""
    return {"access_token": token, "token_type": "Bearer", "expires_in": seconds, **more}


@pytest.fixture
def club(bench, source, shelf_parts):
    """A provider whose requests need a token, which the source gives; it takes only the newest."""
    bench.env["CLUB_BASE"] = source.url
    source.on("token", given())
    return attrs.evolve(
        shelf_parts.shelf,
        name="club",
        title="Club",
        settings=ClubKeys,
        auth=hc.ClientCredentials(url="https://api.example.test/token"),
    )


def bearers(source):
    """Return the tokens that requests came with."""
    return [seen.headers.get("Authorization") for seen in source.seen if seen.path != "/token"]


# --- Asking for one -----------------------------------------------------------------------------------------


async def test_a_token_is_asked_for_as_the_standard_says(bench, source, shelf_parts, club):
    """A form with the kind of grant, id and secret as HTTP Basic; then the token goes as Bearer."""
    source.on("record/1", ONE)
    assert (await bench.api(provider=club, **KEYS).get(shelf_parts.RECORD, id=1)).title == "One"
    asked, sent = source.seen
    assert (asked.method, asked.path, asked.query) == ("POST", "/token", {})
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert b64decode(asked.headers["Authorization"].removeprefix("Basic ")).decode() == f"{ID}:{SECRET}"
    assert parse_qs(asked.body.decode()) == {"grant_type": ["client_credentials"]}
    assert sent.headers["Authorization"] == f"Bearer {TOKEN}"


async def test_id_and_secret_may_go_in_the_body(bench, source, shelf_parts, club):
    """With `in_body` they are fields of the form, and a scope is told."""
    source.on("record/1", ONE)
    auth = attrs.evolve(club.auth, in_body=True, scope="catalog.read")
    await bench.api(provider=attrs.evolve(club, auth=auth), **KEYS).get(shelf_parts.RECORD, id=1)
    (asked, _) = source.seen
    assert "Authorization" not in asked.headers
    assert parse_qs(asked.body.decode()) == {
        "grant_type": ["client_credentials"],
        "scope": ["catalog.read"],
        "client_id": [ID],
        "client_secret": [SECRET],
    }


async def test_many_requests_at_once_ask_for_one_token(bench, source, shelf_parts, club):
    """Who needs a token while one is asked for waits for that one."""
    source.on("token", source.json(given(), wait=0.05))
    source.on("*", ONE)
    api = bench.api(provider=club, **KEYS)
    await asyncio.gather(*(api.get(shelf_parts.RECORD, id=number) for number in range(20)))
    assert source.asked("token") == 1
    assert bearers(source) == [f"Bearer {TOKEN}"] * 20


async def test_who_gives_up_takes_no_token_from_others(bench, source, shelf_parts, club):
    """Where the one that asks is cancelled, the next one asks."""
    source.on("token", source.json(given(), wait=0.1))
    source.on("*", ONE)
    api = bench.api(provider=club, **KEYS)
    first = asyncio.create_task(api._line.tokens.get(lambda: asyncio.sleep(60)))
    await asyncio.sleep(0.01)
    second = asyncio.create_task(api.get(shelf_parts.RECORD, id=2))
    await asyncio.sleep(0.01)
    first.cancel()
    assert (await second).title == "One"


@pytest.mark.parametrize(
    ("seconds", "good", "over"),
    [
        (3600, 3539, 3541),
        ("3600", 3539, 3541),
        (20, 9, 11),
        (None, 3539, 3541),
        (-5, 3539, 3541),
        (0, 3539, 3541),
        ("soon", 3539, 3541),
        ("NaN", 3539, 3541),
        (1e300, 29 * 86_400, 31 * 86_400),
    ],
)
async def test_a_token_is_renewed_a_minute_before_it_ends(bench, source, shelf_parts, club, seconds, good, over):
    """Its time is what the server says; where that makes no sense it is an hour."""
    now = 1000.0
    source.on("token", given("first-token", seconds), given("second-token", seconds))
    source.on("*", ONE)
    api = bench.api(provider=club, **KEYS)
    api._line.tokens._clock = lambda: now
    await api.get(shelf_parts.RECORD, id=1)
    now += good
    await api.get(shelf_parts.RECORD, id=2)
    now += over - good
    await api.get(shelf_parts.RECORD, id=3)
    assert bearers(source) == ["Bearer first-token", "Bearer first-token", "Bearer second-token"]


async def test_a_token_that_is_refused_is_renewed_once(bench, source, shelf_parts, club):
    """A 401 brings a new token for all who had the old one; the request is sent again and nobody notices."""
    source.on("token", given("first-token"), given("second-token"))

    async def only_the_second(request):
        fine = request.headers["Authorization"] == "Bearer second-token"
        return await source.json(ONE if fine else {"error": "old"}, 200 if fine else 401)(request)

    source.on("*", only_the_second)
    api = bench.api(provider=club, **KEYS)
    found = await asyncio.gather(*(api.get(shelf_parts.RECORD, id=number) for number in range(5)))
    assert {each.title for each in found} == {"One"}
    assert source.asked("token") == 2
    assert sorted(each.status for each in bench.store.all()) == [200] * 5
    await api.get(shelf_parts.RECORD, id=9)
    assert source.asked("token") == 2


async def test_a_new_token_that_is_refused_too_is_no_reason_for_more(bench, source, shelf_parts, club):
    """Where the source says 401 whatever the token, that is its answer, and the token server is left alone."""
    source.on("*", source.reply(401, "{}"))
    api = bench.api(provider=club, **KEYS)
    for number in range(4):
        with pytest.raises(AccessDeniedError):
            await api.get(shelf_parts.RECORD, id=number)
    assert source.asked("token") == 2
    assert source.asked() == 2 + 5


async def test_a_token_that_works_again_may_be_renewed_again(bench, source, shelf_parts, club):
    """Each time a token that was good is refused, there is a new one."""
    source.on("record/1", ONE, source.reply(401, "{}"), ONE, source.reply(401, "{}"), ONE)
    api = bench.api(bench.door(Mode.REFRESH), provider=club, **KEYS)
    for _ in range(3):
        assert (await api.get(shelf_parts.RECORD, id=1)).title == "One"
    assert source.asked("token") == 3


async def test_who_waited_shares_the_failure():
    """A token server that is down is asked once for all who wait, and again for who comes later."""
    tokens, asked = Tokens(), 0

    async def ask():
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.01)
        if asked == 1:
            raise ConnectionFailedError("club: down")
        return Token(text="late-token", seconds=100)

    waiting = [asyncio.create_task(tokens.get(ask)) for _ in range(5)]
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(each) for each in outcomes] == [ConnectionFailedError] * 5
    assert await tokens.get(ask) == "late-token"
    assert asked == 2


# --- Where none can be had ----------------------------------------------------------------------------------

REFUSAL = {"error": "invalid_client", "error_description": f"no {SECRET}"}


@pytest.mark.parametrize(
    ("answer", "error", "told", "tries"),
    [
        (lambda s: s.json(REFUSAL, 400), AccessDeniedError, "HTTP 400, invalid_client); check CLUB_CLIENT_ID and", 1),
        (lambda s: s.json(REFUSAL, 401), AccessDeniedError, "CLUB_CLIENT_SECRET", 1),
        (lambda s: s.json({"error": f"bad {ID}"}, 403), AccessDeniedError, "(HTTP 403, bad REDACTED)", 1),
        (lambda s: s.reply(403, "<html>"), AccessDeniedError, "(HTTP 403); check", 1),
        (lambda s: s.reply(200, "<html>hello"), PayloadError, "no token", 1),
        (lambda s: s.json({"token": TOKEN}), PayloadError, "$.access_token", 1),
        (lambda s: s.json(given("")), PayloadError, "$.access_token", 1),
        (lambda s: s.json(given(f"{TOKEN}\r\nX: y")), PayloadError, "$.access_token", 1),
        (lambda s: s.json(given(7)), PayloadError, "$.access_token", 1),
        (lambda s: s.reply(200, b"\xff"), PayloadError, "$.access_token", 1),
        (lambda s: s.redirect("https://evil.example.com/"), HttpStatusError, "HTTP 302", 1),
        (lambda s: s.reply(429), RateLimitedError, "too many requests", 2),
        (lambda s: s.reply(503), HttpStatusError, "HTTP 503", 2),
        (lambda s: s.reset, ConnectionFailedError, "", 2),
        (lambda s: s.json(given(), wait=5), TimedOutError, "/token took more than", 2),
        (lambda s: s.endless(), PayloadError, "larger than", 1),
    ],
)
async def test_why_there_is_no_token_is_told(bench, source, shelf_parts, club, answer, error, told, tries):
    """Who gives none, why, and what to mend; what may pass is tried again, and no secret is told."""
    source.on("token", answer(source))
    source.on("*", ONE)
    env = {"HARMONY_RETRIES": "1", "HARMONY_TIMEOUT_SECONDS": "0.3", "HARMONY_MAX_BODY_MB": "0.1"}
    api = bench.api(provider=club, **KEYS, **env)
    with pytest.raises(error) as raised:
        await api.get(shelf_parts.RECORD, id=1)
    assert type(raised.value) is error
    assert raised.value.message.startswith("club: ")
    assert told in raised.value.message
    assert raised.value.provider == "club"
    assert "CANARY" not in "".join(traceback.format_exception(raised.value))
    assert source.asked() == source.asked("token") == tries
    (kept,) = bench.store.all()
    assert b"CANARY" not in kept.body
    with pytest.raises(HarmonyError) as again:
        await bench.api(Mode.OFFLINE, provider=club).get(shelf_parts.RECORD, id=1)
    assert (again.value.code, again.value.message) == (raised.value.code, raised.value.message)


async def test_a_token_server_that_is_down(bench, source, shelf_parts, club):
    """No connection for the token is no connection."""
    await source.stop()
    with pytest.raises(ConnectionFailedError, match=r"club: no connection to 127\.0\.0\.1"):
        await bench.api(provider=club, **KEYS).get(shelf_parts.RECORD, id=1)


async def test_an_old_answer_serves_where_there_is_no_token(bench, source, shelf_parts, club):
    """A token server that fails is an outage like another."""
    source.on("record/1", ONE)
    await bench.api(provider=club, **KEYS).get(shelf_parts.RECORD, id=1)
    bench.age(days=9)
    source.on("token", source.json(REFUSAL, 400))
    api = bench.api(provider=club, **KEYS)
    assert (await api.get(shelf_parts.RECORD, id=1)).title == "One"
    assert "check CLUB_CLIENT_ID" in api.trace().messages[0].text


async def test_nobody_asks_for_a_token_that_is_not_needed(bench, source, shelf_parts, club):
    """Kept answers need none, and offline none is asked for; both also without settings."""
    source.on("record/1", ONE)
    await bench.api(provider=club, **KEYS).get(shelf_parts.RECORD, id=1)
    source.seen.clear()
    for mode, env in ((Mode.NORMAL, KEYS), (Mode.NORMAL, {}), (Mode.OFFLINE, KEYS), (Mode.FROZEN, {})):
        assert (await bench.api(bench.door(mode, **env), provider=club, **env).get(shelf_parts.RECORD, id=1)).id == 1
    with pytest.raises(NoSnapshotError):
        await bench.api(Mode.OFFLINE, provider=club, **KEYS).get(shelf_parts.RECORD, id=2)
    assert not source.seen


# --- Where it goes ------------------------------------------------------------------------------------------


async def test_a_redirect_takes_the_token_nowhere_else(bench, source, other_source, shelf_parts, club):
    """One at home goes with it; one to a stranger, or without https, is not followed."""
    source.on("record/1", source.redirect(f"{other_source.url}record/1"))
    source.on("record/2", source.redirect("https://evil.example.com/"))
    source.on("record/3", source.redirect("/record/4"))
    source.on("record/4", ONE)
    api = bench.api(provider=attrs.evolve(club, hosts=("127.0.0.1",)), **KEYS)
    for number in (1, 2):
        with pytest.raises(AccessDeniedError) as raised:
            await api.get(shelf_parts.RECORD, id=number)
        assert raised.value.code == "FOREIGN_HOST"
    assert not other_source.seen
    await api.get(shelf_parts.RECORD, id=3)
    assert bearers(source)[-1] == f"Bearer {TOKEN}"


async def test_a_redirect_that_is_followed_elsewhere_carries_no_token(
    bench, source, other_source, shelf_parts, club, monkeypatch
):
    """Another server that may be asked, as one of the provider's other hosts may, gets the request alone."""
    monkeypatch.setattr(Transport, "_refuse_foreign", lambda *_, **__: None)  # this machine's servers have no https
    bench.env["HARMONY_TRUSTED_NETWORKS"] = "127.0.0.0/8"
    source.on("record/1", source.redirect(f"{other_source.url}record/1", 307))
    other_source.on("record/1", ONE)
    assert (await bench.api(provider=club, **KEYS).get(shelf_parts.RECORD, id=1)).title == "One"
    (seen,) = other_source.seen
    assert "CANARY" not in repr(seen)
    assert bearers(source) == [f"Bearer {TOKEN}"]


async def test_an_address_elsewhere_gets_no_token(bench, source, shelf_parts, club):
    """An endpoint on another host than the base address's is asked without, and no token is fetched for it."""
    provider = attrs.evolve(club, hosts=("images.example.test",))
    line = bench.api(provider=provider, **KEYS)._line
    request = line.request(hc.Endpoint("x", into=shelf_parts.Record), "https://images.example.test/x")
    door = bench.door()
    assert await door._opened()._token(line, request) is None
    assert not source.seen


async def test_the_token_server_gets_nothing_else(bench, source, shelf_parts, club):
    """Its host is allowed for tokens alone, and only over https."""
    provider = attrs.evolve(club, auth=hc.ClientCredentials(url="https://accounts.example.test/token"))
    api = bench.api(provider=provider, **KEYS)
    for path in ("https://accounts.example.test/record/1", "https://accounts.example.test/token"):
        with pytest.raises(AccessDeniedError, match=r"not one of the provider's hosts"):
            await api.get(hc.Endpoint(path, into=shelf_parts.Record))
    assert "accounts.example.test" not in provider.allowed_hosts
    for url, told in (("http://accounts.example.test/token", "only https"), ("https://10.0.0.1/token", "private")):
        plain = attrs.evolve(club, name="club", auth=hc.ClientCredentials(url=url))
        with pytest.raises(AccessDeniedError, match=told):
            await bench.api(bench.door(), provider=plain, **KEYS).get(shelf_parts.RECORD, id=1)


async def test_nothing_secret_is_written_anywhere(bench, source, shelf_parts, club, caplog, capfd, tmp_path):
    """Not in logs, errors, kept answers, exports, results, events or reprs, though the source echoes it everywhere."""
    caplog.set_level(logging.NOTSET, logger="harmony")
    caplog.set_level(logging.DEBUG)
    both = b64encode(f"{ID}:{SECRET}".encode()).decode()
    echo = {"title": f"{TOKEN} {json.dumps(TOKEN)} {both} {SECRET} {ID}"}
    source.on("record/1", source.json({"id": 1, **echo, "songs": {"data": []}}, ETag=TOKEN, Link=f"<x?y={both}>"))
    source.on("record/1/songs", source.json(echo, 500))
    source.on("record/2", source.json(echo, 400))
    source.on("record/3", source.redirect(f"https://evil.example.com/{TOKEN}"))
    source.on("record/4", source.redirect(f"http://[{TOKEN}"))
    source.on("record/5", source.json({"error": {"code": "odd", "message": f"bad token {TOKEN}"}}))
    seen = []
    observer = hc.Observer(name="spy", notice=seen.append)
    texts = []
    for in_body in (False, True):
        provider = attrs.evolve(club, auth=attrs.evolve(club.auth, in_body=in_body))
        session = bench.session(provider, observers=[observer], HARMONY_RETRIES="0", HARMONY_STORE="memory:", **KEYS)
        for number in range(1, 7):
            result = await session.lookup(f"club:{number}")
            texts += [repr(result), json_text(result_document(result))]
        kept = list(session.snapshots().all())
        assert len(kept) >= 6
        texts += [f"{each!r} {dict(each.headers)} {each.body.decode()} {each.key} {each.url}" for each in kept]
        write_bundle(tmp_path / f"bundle{in_body}", kept)
        texts += [repr(session._line(club)), repr(Token(text=TOKEN, seconds=1))]
    texts += [file.read_text() for file in tmp_path.rglob("bundle*/**/*") if file.is_file()]
    texts += [repr(event) for event in seen]
    texts += [f"{record.getMessage()} {record.__dict__}" for record in caplog.records]
    texts += list(capfd.readouterr())
    assert any("token_asked" in text for text in texts)
    assert not [text for text in texts if "CANARY" in text]
    assert {seen.headers["Authorization"] for seen in source.seen if seen.path != "/token"} == {f"Bearer {TOKEN}"}


async def test_headers_of_settings_take_no_secret_elsewhere(
    bench, source, other_source, shelf_parts, club, monkeypatch
):
    """What a provider makes of its settings goes with every request, but secrets to its own server only."""
    monkeypatch.setattr(Transport, "_refuse_foreign", lambda *_, **__: None)
    bench.env["HARMONY_TRUSTED_NETWORKS"] = "127.0.0.0/8"
    provider = attrs.evolve(
        club, auth=None, headers=lambda own: {"X-Session": f"user {own.client_secret}", "X-Name": str(own.client_id)}
    )
    source.on("record/1", source.redirect(f"{other_source.url}record/1"))
    other_source.on("record/1", ONE)
    await bench.api(provider=provider, **KEYS).get(shelf_parts.RECORD, id=1)
    assert source.seen[0].headers["X-Session"] == f"user {SECRET}"
    assert other_source.seen[0].headers["X-Name"] == ID
    assert SECRET not in repr(other_source.seen)


# --- Which way is used --------------------------------------------------------------------------------------


async def test_missing_settings_are_told_at_once(bench, source, shelf_parts, club):
    """A live request needs both; nothing is sent before they are there."""
    with pytest.raises(MissingSettingsError, match="CLUB_CLIENT_ID, CLUB_CLIENT_SECRET"):
        await bench.api(provider=club).get(shelf_parts.RECORD, id=1)
    assert not source.seen


@hc.settings
class ManyKeys:
    token: str | None = hc.setting("a token", env=("CLUB_USER_TOKEN", "CLUB_TOKEN"), secret=True)
    client_id: str | None = hc.setting("the id")
    client_secret: str | None = hc.setting("the secret", secret=True)
    agent: str | None = hc.setting("a name")


WAYS = (hc.ClientCredentials(url="https://api.example.test/token"), hc.HeaderKey(prefix="Club token=", setting="token"))


@pytest.mark.parametrize(
    ("env", "sent"),
    [
        (KEYS, f"Bearer {TOKEN}"),
        ({"CLUB_TOKEN": "word"}, "Club token=word"),
        ({**KEYS, "CLUB_TOKEN": "word"}, f"Bearer {TOKEN}"),
        ({"CLUB_CLIENT_ID": ID, "CLUB_TOKEN": "word"}, "Club token=word"),
    ],
)
async def test_the_first_way_that_is_set_up_is_used(bench, source, shelf_parts, club, env, sent):
    """Of several ways the first goes whose settings are all there."""
    source.on("record/1", ONE)
    provider = attrs.evolve(club, settings=ManyKeys, auth=WAYS)
    await bench.api(provider=provider, CLUB_AGENT="x", **env).get(shelf_parts.RECORD, id=1)
    assert bearers(source) == [sent]


@pytest.mark.parametrize(
    ("env", "missing"),
    [
        ({}, ("CLUB_AGENT", "(CLUB_CLIENT_ID and CLUB_CLIENT_SECRET) or CLUB_USER_TOKEN")),
        ({"CLUB_AGENT": "x"}, ("(CLUB_CLIENT_ID and CLUB_CLIENT_SECRET) or CLUB_USER_TOKEN",)),
        ({"CLUB_AGENT": "x", "CLUB_CLIENT_ID": "x"}, ("CLUB_CLIENT_SECRET",)),
        ({"CLUB_TOKEN": "x"}, ("CLUB_AGENT",)),
        ({"CLUB_AGENT": "x", "CLUB_TOKEN": "x"}, ()),
    ],
)
def test_what_is_missing_of_several_ways(bench, club, env, missing):
    """All ways are named where none is begun, else what the one that is begun lacks."""
    assert bench.config(**env).provider(attrs.evolve(club, settings=ManyKeys, auth=WAYS)).missing == missing


@hc.settings
class OptionalKeys:
    client_id: str | None = hc.setting("the id", required=False)
    client_secret: str | None = hc.setting("the secret", secret=True, required=False)


async def test_optional_keys_may_be_left_out_but_not_half(bench, source, shelf_parts, club):
    """A source that answers without is asked without; half a key is a mistake that is told."""
    source.on("record/1", ONE)
    provider = attrs.evolve(club, settings=OptionalKeys)
    assert (await bench.api(provider=provider).get(shelf_parts.RECORD, id=1)).title == "One"
    assert bearers(source) == [None]
    assert source.asked("token") == 0
    assert bench.config(CLUB_CLIENT_ID="x").provider(provider).missing == ("CLUB_CLIENT_SECRET",)


def test_auth_needs_settings_that_are_declared(shelf_parts):
    """An author who names a setting that is not there is told at once."""
    with pytest.raises(PluginError, match="shelf: its auth needs a setting 'client_id'"):
        attrs.evolve(shelf_parts.shelf, auth=hc.ClientCredentials(url="https://accounts.example.test/token"))
    with pytest.raises(ValueError, match="whole address"):
        hc.ClientCredentials(url="api/token")
