"""How far the door goes: sizes, redirects, hosts, headers."""

from __future__ import annotations

import asyncio
import contextlib
import json
import tracemalloc

import attrs
import pytest
from aiohttp import web

from harmony_core.domain.errors import AccessDeniedError, ConnectionFailedError, PayloadError, ProviderError
from harmony_core.edges.failures import NO_ANSWER
from harmony_core.edges.transport import MAX_REDIRECTS

ONE = {"id": 1, "title": "One"}


# --- Sizes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["endless", "announced", "bomb"])
async def test_a_body_that_is_too_large_is_refused(bench, source, shelf_parts, form):
    """However it is sent, no more of a body is read than `max_body_mb`, and it is not asked for again."""
    answers = {
        "endless": source.endless(),
        "announced": source.endless(length=1_300_000_000),
        "bomb": source.endless(packed=True),
    }
    source.on("record/1", answers[form])
    api = bench.api(HARMONY_MAX_BODY_MB="1")
    source.on("record/2", ONE)
    await api.get(shelf_parts.RECORD, id=2)
    tracemalloc.start()
    try:
        with pytest.raises(PayloadError) as raised:
            await api.get(shelf_parts.RECORD, id=1)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert raised.value.code == "TOO_LARGE"
    assert "record/1" in str(raised.value)
    assert "larger than 1 MB" in str(raised.value)
    assert peak < (230_000_000 if form == "bomb" else 20_000_000), "the bomb itself is made by the source"
    assert source.asked("record/1") == 1
    kept = [(each.url.rpartition("/")[2], each.status) for each in bench.store.all()]
    assert kept == [("2", 200), ("1", NO_ANSWER)], "that it failed is kept, not what came"


async def test_a_bomb_needs_little_memory(bench, source, shelf_parts):
    """What a packed body unpacks to is not held beyond the limit."""
    import gzip

    packed = gzip.compress(b" " * 100_000_000)
    source.on("record/1", source.reply(200, packed, Content_Encoding="gzip"))
    api = bench.api(HARMONY_MAX_BODY_MB="1")
    tracemalloc.start()
    try:
        with pytest.raises(PayloadError, match="larger than 1 MB"):
            await api.get(shelf_parts.RECORD, id=1)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 10_000_000


def rle_frame(size):
    """Return a zstd frame that unpacks to so many blanks (RFC 8878): a block of four bytes for each 128 KiB."""
    blocks = [131_072] * (size // 131_072)
    last = len(blocks) - 1
    headers = ((count << 3 | 1 << 1 | (at == last)).to_bytes(3, "little") for at, count in enumerate(blocks))
    return b"\x28\xb5\x2f\xfd\x00\x58" + b"".join(header + b" " for header in headers)


# A hundred million blanks.
BROTLI = (
    "y///P/glQOKxQCD3/o///3/wSwDEYRGA7v0f////4JcAiMMCAN37P/7//8EvARCHBQC693/8//+DXwIgDgsAdO//+P//B78EQBwWAOje//H//w9+"
    "CYA4LADQvf/j//8f/BIAcVgAoHv/x///P/glAOKwAED3/o///3/wSwDEYQGA7v0f////4JcAiMMCAN37v/wHr8MvARCHBQC62HU="
)


@pytest.mark.parametrize("form", ["gzip", "deflate", "br", "zstd", "members"])
async def test_what_unpacks_to_more_than_it_seems_is_refused(bench, source, shelf_parts, form):
    """Whatever it is packed with, it is unpacked no further than the limit, or not at all where nothing here can."""
    import base64
    import gzip
    import zlib

    blanks = b" " * 100_000_000
    packed = {
        "gzip": lambda: gzip.compress(blanks),
        "members": lambda: gzip.compress(blanks[:1_000_000]) * 100,
        "deflate": lambda: zlib.compress(blanks),
        "br": lambda: base64.b64decode(BROTLI),
        "zstd": lambda: rle_frame(100_000_000),
    }[form]()
    source.on("record/1", source.reply(200, packed, Content_Encoding=form if form != "members" else "gzip"))
    source.on("record/2", ONE)
    api = bench.api(HARMONY_MAX_BODY_MB="1", HARMONY_RETRIES="0")
    await api.get(shelf_parts.RECORD, id=2)
    can = {name.strip() for name in source.seen[0].headers["Accept-Encoding"].split(",")}
    tracemalloc.start()
    try:
        with pytest.raises(ProviderError) as raised:
            await api.get(shelf_parts.RECORD, id=1)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert raised.value.code == ("TOO_LARGE" if form == "members" or form in can else "CONNECTION")
    assert peak < 10_000_000
    assert can >= {"gzip", "deflate"}


@pytest.mark.parametrize("shape", ["lists", "objects"])
async def test_nesting_is_read_only_so_deep(bench, source, shelf_parts, shape):
    """A field that nobody reads, nested a million times, is an answer that cannot be read: it ends no program."""
    depth = 1_000_000
    opening, closing = ("[", "]") if shape == "lists" else ('{"a":', "}")
    body = f'{{"id": 1, "junk": {opening * depth}1{closing * depth}, "title": "One"}}'
    source.on("record/1", source.reply(200, body))
    with pytest.raises(PayloadError) as raised:
        await bench.api().get(shelf_parts.RECORD, id=1)
    assert raised.value.code == "PAYLOAD"
    assert len(str(raised.value)) < 500


@pytest.mark.parametrize(
    "head",
    [
        b"".join(b"X-%d: x\r\n" % number for number in range(1000)),
        b"X-Long: " + b"x" * 100_000 + b"\r\n",
        b"x" * 100_000 + b": long\r\n",
    ],
    ids=["many", "long", "named"],
)
async def test_a_head_is_read_only_so_far(bench, source, shelf_parts, head):
    """Too many headers, or too long ones, are no answer."""
    source.on("record/1", source.raw(b"HTTP/1.1 200 OK\r\n" + head + b"Content-Length: 2\r\n\r\n{}"))
    with pytest.raises(ConnectionFailedError) as raised:
        await bench.api(HARMONY_RETRIES="0").get(shelf_parts.RECORD, id=1)
    assert len(str(raised.value)) < 1000


async def test_a_head_that_never_ends_is_waited_for_no_longer_than_an_answer(bench, source, shelf_parts):
    """Sources may say "go on" or nothing at all for ever: `timeout_seconds` ends it."""

    async def flood(request):
        with contextlib.suppress(ConnectionError):
            while not request.transport.is_closing():
                request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                await asyncio.sleep(0.01)
        raise ConnectionResetError

    source.on("record/1", flood)
    api = bench.api(HARMONY_RETRIES="0", HARMONY_TIMEOUT_SECONDS="0.5")
    with pytest.raises(ProviderError) as raised:
        await asyncio.wait_for(api.get(shelf_parts.RECORD, id=1), 30)
    assert raised.value.code in ("TIMEOUT", "CONNECTION")


async def test_the_body_of_a_redirect_is_not_read(bench, source, shelf_parts):
    """Where it leads is in its head; however much follows is left there."""

    async def heavy(request):
        response = web.StreamResponse(status=302, headers={"Location": "/record/2"})
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            for _ in range(10_000):
                await response.write(b"x" * 65_536)
        return response

    source.on("record/1", heavy)
    source.on("record/2", ONE)
    assert (await bench.api().get(shelf_parts.RECORD, id=1)).title == "One"


async def test_a_body_at_the_limit_is_read(bench, source, shelf_parts):
    """The limit itself is allowed."""
    body = json.dumps(ONE).ljust(1_000_000)
    source.on("record/1", source.reply(200, body), source.reply(200, body + " "))
    source.on("record/2", source.reply(200, body + " "))
    api = bench.api(HARMONY_MAX_BODY_MB="1")
    assert (await api.get(shelf_parts.RECORD, id=1)).title == "One"
    with pytest.raises(PayloadError):
        await api.get(shelf_parts.RECORD, id=2)


# --- Redirects and hosts ------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed(bench, source, shelf_parts, status):
    """A record that moved is found; its answer is kept under the address that was asked."""
    source.on("record/1", source.redirect("/record/2", status))
    source.on("record/2", source.redirect(f"{source.url}record/3", status))
    source.on("record/3", ONE)
    assert (await bench.api().get(shelf_parts.RECORD, id=1)).title == "One"
    (kept,) = bench.store.all()
    assert kept.url.endswith("record/1")


async def test_endless_redirects_end(bench, source, shelf_parts):
    """A ring of redirects is left after a few rounds, and not walked again."""
    source.on("record/1", source.redirect("/record/2"))
    source.on("record/2", source.redirect("/record/1"))
    with pytest.raises(ConnectionFailedError, match="redirects") as raised:
        await bench.api().get(shelf_parts.RECORD, id=1)
    assert raised.value.code == "TOO_MANY_REDIRECTS"
    assert source.asked() == MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example.com/record/1",
        "//evil.example.com/record/1",
        "http://api.example.test/record/1",
        "http://localhost:1/record/1",
        "http://127.0.0.1:1/record/1",
        "http://10.0.0.1/record/1",
        "https://192.168.1.1/record/1",
        "http://[::1]/record/1",
        "http://[::ffff:127.0.0.1]/record/1",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
        "http://user:word@evil.example.com/",
        "ftp://api.example.test/record/1",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ],
)
async def test_redirects_elsewhere_are_refused(bench, source, other_source, shelf_parts, to):
    """A redirect leads to no host that is not declared, not out of TLS, and to no private address."""
    source.on("record/1", source.redirect(to))
    with pytest.raises(AccessDeniedError) as raised:
        await bench.api().get(shelf_parts.RECORD, id=1)
    assert raised.value.code == "FOREIGN_HOST"
    assert str(raised.value).startswith("shelf: ")
    assert "word" not in str(raised.value)
    assert source.asked() == 1


async def test_a_redirect_to_another_port_is_elsewhere(bench, source, other_source, shelf_parts):
    """The server that the user set is one host and one port: what else listens there is another."""
    other_source.on("record/1", ONE)
    source.on("record/1", source.redirect(f"{other_source.url}record/1"))
    with pytest.raises(AccessDeniedError):
        await bench.api().get(shelf_parts.RECORD, id=1)
    assert not other_source.seen


@pytest.mark.parametrize("to", ["http://[", "https://api.example.test:99999/", "https://", "\\\\x", "https://a b/"])
async def test_redirects_to_nowhere_are_errors_of_ours(bench, source, shelf_parts, to):
    """Whatever a Location says, the error is the source's."""
    source.on("record/1", source.redirect(to))
    with pytest.raises(ProviderError):
        await bench.api(HARMONY_RETRIES="0").get(shelf_parts.RECORD, id=1)


async def test_only_declared_hosts_are_asked(bench, source, shelf_parts):
    """An endpoint with an address of its own is refused where its host is not declared."""
    foreign = attrs.evolve(shelf_parts.RECORD, path="https://evil.example.com/{id}")
    with pytest.raises(AccessDeniedError, match=r"evil\.example\.com.*api\.example\.test"):
        await bench.api().get(foreign, id=1)


@pytest.mark.parametrize("base", ["http://127.0.0.1:1/", "https://10.1.2.3/", "https://[::1]/", "https://169.254.1.1/"])
async def test_a_provider_s_own_private_address_is_refused(bench, source, shelf_parts, base):
    """What the provider declares is no permission to ask private addresses: only the user gives that."""
    sly = attrs.evolve(shelf_parts.shelf, base=base)
    with pytest.raises(AccessDeniedError) as raised:
        await bench.api(provider=sly, SHELF_BASE="").get(shelf_parts.RECORD, id=1)
    assert raised.value.code == "FOREIGN_HOST"


async def test_a_name_that_leads_to_a_private_address_is_refused(bench, source, shelf_parts):
    """The address is checked where the connection is made, and that is not tried again."""
    sly = attrs.evolve(shelf_parts.shelf, base=source.url.replace("http://127.0.0.1", "https://localhost"))
    with pytest.raises(AccessDeniedError, match="localhost leads to a private address") as raised:
        await bench.api(provider=sly, SHELF_BASE="").get(shelf_parts.RECORD, id=1)
    assert raised.value.code == "FOREIGN_HOST"
    assert sum(type(event).__name__ == "RequestSent" for event in bench.events) == 1


async def test_a_name_that_the_user_set_may_be_private(bench, source, shelf_parts):
    """A mirror in the user's own network is asked."""
    source.on("record/1", ONE)
    base = source.url.replace("127.0.0.1", "localhost")
    assert (await bench.api(SHELF_BASE=base).get(shelf_parts.RECORD, id=1)).title == "One"


async def test_a_mirror_may_be_below_a_path(bench, source, shelf_parts):
    """The base that the user set may have a path."""
    source.on("deep/er/record/1", ONE)
    assert (await bench.api(SHELF_BASE=f"{source.url}deep/er").get(shelf_parts.RECORD, id=1)).title == "One"


# --- Headers ------------------------------------------------------------------------------------------------


async def test_requests_say_who_asks(bench, source, shelf_parts):
    """The User-Agent is honest: name, version and the contact that is set."""
    source.on("record/1", ONE)
    await bench.api().get(shelf_parts.RECORD, id=1)
    headers = source.seen[0].headers
    assert headers["User-Agent"] == "harmony-core/1 ( tests@example.org )"
    assert "Authorization" not in headers


async def test_a_session_names_the_contact(bench, source, shelf_parts):
    """The session's User-Agent carries its contact, and its hint where there is none."""
    source.on("record/1", ONE)
    await bench.session().lookup("shelf:1")
    await bench.session(HARMONY_CONTACT="").lookup("shelf:1", want=["credits"])
    first = source.seen[0].headers["User-Agent"]
    assert first.startswith("harmony-core/")
    assert "tests@example.org" in first


async def test_no_cookies_are_kept(bench, source, shelf_parts):
    """What a source wants remembered is neither sent back nor kept."""
    source.on("record/1", source.json(ONE, Set_Cookie="track=me; Path=/"))
    source.on("record/2", ONE)
    api = bench.api()
    await api.get(shelf_parts.RECORD, id=1)
    await api.get(shelf_parts.RECORD, id=2)
    assert "Cookie" not in source.seen[1].headers
    assert all("set-cookie" not in kept.headers for kept in bench.store.all())


async def test_an_endpoint_s_headers_are_sent(bench, source, shelf_parts):
    """What an endpoint needs in the head is there."""
    source.on("record/1", ONE)
    endpoint = attrs.evolve(shelf_parts.RECORD, headers={"Accept": "application/vnd.shelf+json"})
    await bench.api().get(endpoint, id=1)
    assert source.seen[0].headers["Accept"] == "application/vnd.shelf+json"


async def test_odd_bytes_in_a_head_do_no_harm(bench, source, shelf_parts):
    """A header that is no UTF-8 is kept as text that can be written again."""
    body = json.dumps(ONE).encode()
    head = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: "\xe4"\r\nContent-Length: %d\r\n\r\n'
    source.on("record/1", source.raw(head % len(body) + body))
    await bench.api().get(shelf_parts.RECORD, id=1)
    (kept,) = bench.store.all()
    kept.headers["etag"].encode()
