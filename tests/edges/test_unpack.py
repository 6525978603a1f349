"""Unpacking: all that was packed comes back, and what was cut short is never taken for the whole."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import attrs
import pytest

from harmony_core.domain.errors import ConnectionFailedError
from harmony_core.edges.unpack import PIECE_BYTES, UnpackError, unpacking

PAGE = b"<!doctype html><title>One</title>" + bytes(range(256)) * 3000


def raw_deflate(plain: bytes) -> bytes:
    """Pack without the frame that the name "deflate" stands for, as some servers do."""
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(plain) + packing.flush()


def brotli(plain: bytes) -> bytes:
    """Pack with Brotli, where it is installed."""
    return pytest.importorskip("brotli").compress(plain)


def zstandard(plain: bytes) -> bytes:
    """Pack with Zstandard, where it is installed."""
    return pytest.importorskip("backports.zstd").compress(plain)


WAYS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZIP", gzip.compress),
    "members": ("gzip", lambda plain: b"".join(gzip.compress(part) for part in (plain[:9], b"", plain[9:]))),
    "deflate": ("deflate", zlib.compress),
    "raw deflate": ("deflate", raw_deflate),
    "br": ("br", brotli),
    "zstd": ("zstd", zstandard),
}

ways = pytest.mark.parametrize("way", WAYS)


def unpacked(named: str, packed: bytes, step: int) -> bytes:
    """Unpack what comes in steps of so many bytes."""
    packing = unpacking(named)
    pieces = [piece for at in range(0, len(packed), step) for piece in packing.feed(packed[at : at + step])]
    assert max(map(len, pieces), default=0) <= PIECE_BYTES
    packing.close()
    return b"".join(pieces)


@ways
@pytest.mark.parametrize("step", [1, 1000, 10**9])
def test_all_comes_back(way, step):
    """However it arrives, the whole is what was packed."""
    named, pack = WAYS[way]
    for plain in (b"", b"x", PAGE):
        assert unpacked(named, pack(plain), step) == plain


@ways
def test_wherever_it_is_cut_is_noticed(way):
    """Every beginning of what was packed is an error, but nothing at all, and what ends with a member."""
    named, pack = WAYS[way]
    packed = pack(PAGE[:2000])
    whole = {0, len(gzip.compress(PAGE[:9])), len(gzip.compress(PAGE[:9]) + gzip.compress(b""))}
    for end in range(len(packed)):
        if end not in (whole if way == "members" else {0}):
            with pytest.raises(UnpackError, match="ends too soon"):
                unpacked(named, packed[:end], 10**9)


def test_what_files_are_filled_up_with_is_left_out():
    """Zeros behind a gzip stream are no next one; anything else is no gzip."""
    assert unpacked("gzip", gzip.compress(b"x") + b"\0" * 100, 7) == b"x"
    with pytest.raises(UnpackError, match="is no gzip"):
        unpacked("gzip", gzip.compress(b"x") + b"more", 7)


@pytest.mark.parametrize("named", ["", "identity", " Identity ,"])
def test_what_is_not_packed_is_left_alone(named):
    """There is nothing to unpack."""
    assert unpacking(named) is None


@pytest.mark.parametrize("named", ["gzip, gzip", "compress", "aes128gcm"])
def test_what_nobody_asked_for_is_refused(named):
    """An answer that cannot be unpacked is not taken for one that is not packed."""
    with pytest.raises(UnpackError, match="nobody asked for"):
        unpacking(named)


@ways
async def test_a_page_that_was_cut_short_is_asked_for_again(bench, source, shelf_parts, way):
    """Where no parser would notice, the door does: it is tried again, and what was cut is never kept."""
    named, pack = WAYS[way]
    packed = pack(PAGE)
    half = packed[: len(packed) // 2]
    page = attrs.evolve(shelf_parts.RECORD, reads=lambda body: {"id": len(body), "title": "One"})
    source.on(
        "record/1",
        source.reply(200, half, Content_Encoding=named),
        source.reply(200, packed, Content_Encoding=named),
    )
    source.on("record/2", source.reply(200, half, Content_Encoding=named))
    api = bench.api(HARMONY_RETRIES="1")
    assert (await api.get(page, id=1)).id == len(PAGE)
    with pytest.raises(ConnectionFailedError, match=r"cannot be unpacked \(its .* ends too soon\)"):
        await api.get(page, id=2)
    assert [source.asked(path) for path in ("record/1", "record/2")] == [2, 2]
    assert [each.body == PAGE for each in bench.store.all() if each.status] == [True]
    asked = source.seen[0].headers["Accept-Encoding"]
    assert named.lower().removeprefix("x-") in asked.split(", ")
