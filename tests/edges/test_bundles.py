"""Bundles: what one machine exports another imports, and nothing leads out of them."""

from __future__ import annotations

import contextlib
import json
import random
import zipfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import attrs
import pytest

from harmony_core.domain.errors import RequestError
from harmony_core.edges.backends import open_sqlite
from harmony_core.edges.bundles import LARGEST_MB, read_bundle, write_bundle
from harmony_core.edges.requests import request_key
from harmony_core.edges.snapshots import MemorySnapshots
from harmony_core.plugin.snapshot import Snapshot

NOON = datetime(2024, 5, 17, 12, 0, tzinfo=UTC)
NOW = datetime(2025, 1, 1, tzinfo=UTC)
ENTRY = {"service": "shelf", "method": "GET", "url": "https://api.example.test/record/1", "file": "one.json"}


def answer(number: int = 1, body: bytes = b"{}", **given) -> Snapshot:
    """Return an answer to request `number`."""
    url = f"https://api.example.test/record/{number}"
    plain = {"key": f"GET {url}", "provider": "shelf", "method": "GET", "url": url, "status": 200}
    return Snapshot(**{**plain, "headers": {"b": "ü", "a": "1"}, "body": body, "fetched_at": NOON, **given})


ANSWERS = (
    answer(1, b'{"title": "\xc3\xbc"}'),
    answer(2, bytes(range(256)), status=404, fetched_at=NOON + timedelta(seconds=1)),
    answer(3, b"<html>", provider="other", extracted=True, fetched_at=NOON + timedelta(microseconds=1)),
    answer(4, b"{}", method="POST", key=request_key("POST", "https://api.example.test/record/4", b"body")),
    answer(1, b'{"title": "new"}', fetched_at=NOON + timedelta(days=1)),
)


def folder(tmp_path, *entries, **files):
    """Write a bundle as a folder."""
    made = tmp_path / "bundle"
    made.mkdir(exist_ok=True)
    (made / "index.json").write_text(json.dumps(list(entries)))
    (made / "one.json").write_bytes(b"{}")
    for name, body in files.items():
        (made / name).write_bytes(body)
    return made


def archive(tmp_path, *entries, **members):
    """Write a bundle as a zip."""
    made = tmp_path / "bundle.zip"
    with zipfile.ZipFile(made, "w") as opened:
        opened.writestr("index.json", json.dumps(list(entries)))
        opened.writestr("one.json", "{}")
        for name, body in members.items():
            opened.writestr(name, body)
    return made


@pytest.mark.parametrize("name", ["out", "out.zip", "deep/er/out", "deep/er/out.zip"])
def test_what_is_exported_can_be_imported(tmp_path, name):
    """A round trip through a folder or a zip gives equal answers."""
    assert write_bundle(tmp_path / name, ANSWERS) == len(ANSWERS)
    imported = read_bundle(tmp_path / name, NOW)
    assert imported.snapshots == ANSWERS
    assert (imported.cut_short, imported.without_body) == (0, 0)


@pytest.mark.parametrize("name", ["out", "out.zip"])
@pytest.mark.parametrize("scheme", ["sqlite", "memory"])
def test_equal_answers_are_equal_bytes(tmp_path, name, scheme):
    """What was imported elsewhere is exported byte for byte."""
    store = MemorySnapshots() if scheme == "memory" else open_sqlite(f"sqlite:{tmp_path / 'one.db'}")
    store.put(ANSWERS)
    write_bundle(tmp_path / f"first-{name}", store.all())
    other = open_sqlite(f"sqlite:{tmp_path / 'two.db'}")
    assert other.put(read_bundle(tmp_path / f"first-{name}", NOW).snapshots) == len(ANSWERS)
    write_bundle(tmp_path / f"second-{name}", other.all())
    first, second = (content(tmp_path / f"{which}-{name}") for which in ("first", "second"))
    assert first == second
    store.close()
    other.close()


def content(path):
    """Return all bytes of a bundle by name."""
    if path.is_file():
        return path.read_bytes()
    return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}


def test_an_index_is_read_with_what_people_write(tmp_path):
    """A status of null is 200, headers may be missing, what else is there is ignored."""
    path = folder(
        tmp_path,
        {**ENTRY, "status": None, "note": "x", "headers": None},
        {**ENTRY, "method": "get", "headers": {"ETag": "1"}, "fetched_at": "2024-05-17T14:00:00+02:00"},
        {**ENTRY, "fetched_at": "2024-05-17T12:00:00Z", "kind": "extracted-from-page"},
        {**ENTRY, "fetched_at": "2024-05-17"},
    )
    first, second, third, fourth = read_bundle(path, NOW).snapshots
    assert (first.status, first.headers, first.fetched_at) == (200, {}, NOW)
    assert (second.method, second.headers, second.fetched_at) == ("GET", {"etag": "1"}, NOON)
    assert third.extracted
    assert fourth.fetched_at == datetime(2024, 5, 17, tzinfo=UTC)
    assert {each.key for each in (first, second, third, fourth)} == {"GET https://api.example.test/record/1"}


def test_entries_that_cannot_answer_are_skipped_and_counted(tmp_path):
    """An address that is cut short and a POST without its body are left out, even where their files are missing."""
    path = folder(
        tmp_path,
        {**ENTRY, "url": "https://api.example.test/search?q=a...", "file": "missing"},
        {**ENTRY, "method": "POST", "file": "missing"},
        {**ENTRY, "method": "POST", "request_body": ""},
        {**ENTRY, "method": "POST", "request_body": "ü"},
        {**ENTRY, "method": "POST", "request_sha256": sha256(b"x").hexdigest()},
        ENTRY,
    )
    imported = read_bundle(path, NOW)
    assert (imported.cut_short, imported.without_body) == (1, 1)
    url = ENTRY["url"]
    assert [each.key for each in imported.snapshots] == [
        f"POST {url}",
        request_key("POST", url, "ü".encode()),
        request_key("POST", url, b"x"),
        f"GET {url}",
    ]


@pytest.mark.parametrize("scheme", ["sqlite", "memory"])
def test_of_equal_keys_the_later_entry_is_newer(tmp_path, scheme):
    """Where times are equal, or not told, the later entry answers."""
    path = folder(tmp_path, {**ENTRY, "file": "a"}, {**ENTRY, "file": "b"}, a=b"1", b=b"2")
    store = MemorySnapshots() if scheme == "memory" else open_sqlite(f"sqlite:{tmp_path / 'one.db'}")
    store.put(read_bundle(path, NOW).snapshots)
    assert next(store.history(f"GET {ENTRY['url']}")).body == b"2"
    store.close()


def test_secrets_in_addresses_are_left_out(tmp_path):
    """A recording that still has its key in the address loses it at the door."""
    path = folder(
        tmp_path, {**ENTRY, "url": "https://me:word@api.example.test/x?a=1&api_key=CANARY&client_id=REDACTED"}
    )
    (found,) = read_bundle(path, NOW).snapshots
    assert found.url == "https://api.example.test/x?a=1"
    assert found.key == "GET https://api.example.test/x?a=1"


# --- Hostile bundles ----------------------------------------------------------------------------------------

HOSTILE = ["../one.json", "a/../../one.json", "/etc/hostname", "..", "a\\..\\b", "C:\\x", "\\\\server\\x"]


@pytest.mark.parametrize("make", [folder, archive])
@pytest.mark.parametrize("name", HOSTILE)
def test_names_that_lead_out_are_refused(tmp_path, make, name):
    """No entry reads what is not in the bundle."""
    (tmp_path / "one.json").write_text("secret")
    path = make(tmp_path, {**ENTRY, "file": name})
    with pytest.raises(RequestError, match="leads out of the bundle") as raised:
        read_bundle(path, NOW)
    assert repr(name) in str(raised.value)


@pytest.mark.parametrize("make", [folder, archive])
@pytest.mark.parametrize("name", ["missing", "none/such", ".", "a\x00b"])
def test_files_that_are_missing_are_told_of(tmp_path, make, name):
    """The error names bundle and file."""
    path = make(tmp_path, {**ENTRY, "file": name})
    with pytest.raises(RequestError) as raised:
        read_bundle(path, NOW)
    assert str(raised.value).startswith(f"{path}: ")
    assert repr(name) in str(raised.value)


@pytest.mark.parametrize("provider", ["../../evil", "/evil", "a/b", "..", "C:\\x", "ü☃"])
@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_a_provider_s_name_is_no_path(tmp_path, provider, name):
    """What was imported under an odd name is exported inside the bundle."""
    inner = tmp_path / "inner"
    inner.mkdir()
    write_bundle(inner / name, [answer(provider=provider)])
    assert [each.name for each in inner.iterdir()] == [name]
    assert [each.name for each in tmp_path.iterdir()] == ["inner"]
    assert read_bundle(inner / name, NOW).snapshots == (answer(provider=provider),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("{}", "is not of type 'array' @ $"),
        ("[1]", "is not of type 'object' @ $[0]"),
        ("[{}]", "'service' is a required property @ $[0]"),
        (json.dumps([ENTRY, {**ENTRY, "status": "200"}]), "'200' is not of type 'integer', 'null' @ $[1].status"),
        (json.dumps([{**ENTRY, "headers": {"a": 1}}]), "1 is not of type 'string' @ $[0].headers.a"),
        (json.dumps([ENTRY, {**ENTRY, "fetched_at": "noon"}]), "fetched_at 'noon' is no time @ $[1]"),
        (json.dumps([{**ENTRY, "fetched_at": "0001-01-01T00:00:00+14:00"}]), "@ $[0]"),
        (json.dumps([ENTRY, {**ENTRY, "url": "http://["}]), "@ $[1]"),
        (json.dumps([ENTRY, {**ENTRY, "url": "http://a:99999/"}]), "@ $[1]"),
        (json.dumps([{**ENTRY, "request_sha256": "x"}]), "@ $[0].request_sha256"),
    ],
)
def test_a_wrong_index_is_told_of_with_its_path(tmp_path, text, message):
    """The error names the bundle, what is wrong and where in the index, in one line of bearable length."""
    path = folder(tmp_path)
    (path / "index.json").write_text(text)
    with pytest.raises(RequestError) as raised:
        read_bundle(path, NOW)
    assert str(raised.value).startswith(f"{path}: ")
    assert message in str(raised.value)
    assert raised.value.field == "bundle"


def test_a_wrong_index_that_is_long_is_told_of_shortly(tmp_path):
    """Nobody wants to read the whole index in an error."""
    path = folder(tmp_path)
    (path / "index.json").write_text(json.dumps({"entries": [ENTRY] * 1000}))
    with pytest.raises(RequestError, match="is not of type 'array'") as raised:
        read_bundle(path, NOW)
    assert len(str(raised.value)) < 400 + len(str(path))


def test_what_is_no_bundle_is_told_of(tmp_path):
    """A missing path, a file of another kind, a folder without an index."""
    with pytest.raises(RequestError, match="there is no such folder or file"):
        read_bundle(tmp_path / "none", NOW)
    (tmp_path / "file.zip").write_text("no zip")
    with pytest.raises(RequestError, match="neither a folder nor a zip file"):
        read_bundle(tmp_path / "file.zip", NOW)
    (tmp_path / "empty").mkdir()
    with pytest.raises(RequestError, match=r"index\.json"):
        read_bundle(tmp_path / "empty", NOW)


def test_a_damaged_zip_is_told_of(tmp_path):
    """Bytes that were changed on the way are noticed."""
    path = tmp_path / "out.zip"
    write_bundle(path, [answer(1, b"0123456789" * 1000)])
    data = bytearray(path.read_bytes())
    data[60:70] = b"\xff" * 10
    path.write_bytes(data)
    with pytest.raises(RequestError) as raised:
        read_bundle(path, NOW)
    assert str(raised.value).startswith(f"{path}: ")


def flipped(path, at=0):
    """Change one bit of a file."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("at", [0, -1])
def test_a_changed_body_is_told_of(tmp_path, at):
    """One bit of one body is enough: the file is named, and nothing is taken."""
    path = tmp_path / "out"
    write_bundle(path, ANSWERS)
    body = path / "shelf" / ANSWERS[4].body_hash[:32]
    flipped(body, at)
    with pytest.raises(RequestError, match=r"its checksum differs.*nothing of it was taken") as raised:
        read_bundle(path, NOW)
    assert str(raised.value).startswith(f"{path}: 'shelf/{body.name}' ")


def test_bodies_are_checked_without_the_list_of_checksums(tmp_path):
    """Who changed the index removes the list; the bodies' checksums are in the index."""
    path = tmp_path / "out"
    write_bundle(path, ANSWERS)
    index = path / "index.json"
    index.write_text(index.read_text().replace('"status": 404', '"status": 410'))
    with pytest.raises(RequestError, match=r"index\.json is not as it was exported .* remove SHA256SUMS"):
        read_bundle(path, NOW)
    (path / "SHA256SUMS").unlink()
    assert read_bundle(path, NOW).snapshots[1].status == 410
    flipped(path / "shelf" / ANSWERS[0].body_hash[:32])
    with pytest.raises(RequestError, match="its checksum differs"):
        read_bundle(path, NOW)


def test_checksums_are_those_of_the_tool(tmp_path):
    """What `sha256sum --check` reads is written for every file."""
    path = tmp_path / "out"
    write_bundle(path, ANSWERS)
    told = dict(reversed(line.split("  ")) for line in (path / "SHA256SUMS").read_text().splitlines())
    files = {str(each.relative_to(path)): each for each in path.rglob("*") if each.is_file()}
    del files["SHA256SUMS"]
    assert told == {name: sha256(file.read_bytes()).hexdigest() for name, file in files.items()}


def taken(path):
    """Return what is taken of a bundle, nothing where it is refused."""
    with contextlib.suppress(RequestError):
        return read_bundle(path, NOW).snapshots
    return ()


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_no_damage_goes_unnoticed(tmp_path, name):
    """A bundle that is damaged at any place gives the answers that were exported, or none."""
    path = tmp_path / name
    write_bundle(path, ANSWERS)
    files = [path] if path.is_file() else [each for each in sorted(path.rglob("*")) if each.is_file()]
    chance = random.Random(8)
    for _ in range(60):
        file = chance.choice(files)
        whole = file.read_bytes()
        at = chance.randrange(len(whole))
        file.write_bytes(chance.choice([whole[:at], whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :]]))
        assert taken(path) in ((), ANSWERS)
        file.write_bytes(whole)


def test_a_bomb_in_a_zip_is_refused(tmp_path):
    """A member that unpacks to more than an answer may be is not unpacked."""
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("index.json", json.dumps([ENTRY]))
        with opened.open("one.json", "w") as member:
            for _ in range(LARGEST_MB + 1):
                member.write(b" " * 1_000_000)
    with pytest.raises(RequestError, match=f"larger than {LARGEST_MB} MB"):
        read_bundle(path, NOW)


# --- Unfinished exports -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_an_unfinished_export_leaves_nothing_behind(tmp_path, name):
    """Where an export breaks off there is neither a bundle nor a part of one."""

    def broken():
        yield answer(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_bundle(tmp_path / name, broken())
    assert list(tmp_path.iterdir()) == []
    assert write_bundle(tmp_path / name, [answer(1)]) == 1
    assert [each.name for each in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_what_is_there_stays(tmp_path, name):
    """An export replaces nothing."""
    (tmp_path / name).write_text("mine")
    with pytest.raises(RequestError, match="is there already"):
        write_bundle(tmp_path / name, [answer(1)])
    assert (tmp_path / name).read_text() == "mine"


def test_a_place_that_cannot_be_written_is_told_of(tmp_path):
    """Below a file there is no room for a bundle."""
    (tmp_path / "file").write_text("")
    with pytest.raises(RequestError, match="cannot be written") as raised:
        write_bundle(tmp_path / "file" / "out", [answer(1)])
    assert raised.value.field == "output"


async def test_a_bundle_answers_lookups_offline(bench, source, shelf_parts, tmp_path):
    """What one machine was told another one knows, without one request."""
    source.on("record/1", {"id": 1, "title": "One"})
    source.on("record/1/songs", {"songs": {"data": [{"id": 1, "title": "Song"}]}})
    session = bench.session()
    live = await session.lookup("shelf:1")
    write_bundle(tmp_path / "bundle.zip", session.snapshots().all())
    await session.close()
    await source.stop()
    other = bench.session(mode=shelf_parts.Mode.OFFLINE, HARMONY_HOME=str(tmp_path / "elsewhere"), SHELF_BASE="")
    other.snapshots().put(read_bundle(tmp_path / "bundle.zip", NOW).snapshots)
    assert await other.lookup("shelf:1") == live
    assert attrs.has(type(live))
