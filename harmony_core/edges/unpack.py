"""Unpacking what sources send packed (RFC 9110, 8.4.1): bit by bit, and noticing what ends too soon.

aiohttp hands on what it has where a packed answer is cut short, as if that were all; so it unpacks nothing here.
"""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any, Protocol

PIECE_BYTES = 65_536
"""How much is unpacked at once: a few bytes may unpack to a gigabyte."""

_GZIP, _RAW = 16 + zlib.MAX_WBITS, -zlib.MAX_WBITS


class UnpackError(ValueError):
    """A packed answer that cannot be unpacked, or ends too soon."""


class Coding(Protocol):
    """One way in which an answer is packed."""

    def feed(self, packed: bytes) -> Iterator[bytes]:
        """Yield what so many more bytes unpack to, piece by piece. Raises `UnpackError`."""

    def close(self) -> None:
        """Raise `UnpackError` where more was to come."""


def unpacking(named: str) -> Coding | None:
    """Return what unpacks an answer whose Content-Encoding is `named`, None where it is not packed.

    Raises `UnpackError` where that is nothing that was asked for.
    """
    names = [name.strip().lower() for name in named.split(",")]
    packed = [name.removeprefix("x-") for name in names if name not in ("", "identity")]
    if not packed:
        return None
    if len(packed) > 1 or packed[0] not in _CODINGS:
        raise UnpackError(f"it is packed as {named!r}, which nobody asked for")
    return _CODINGS[packed[0]]()


class _Members:
    """Streams that may stand one behind the other, as in gzip and Zstandard files."""

    def __init__(self, name: str, begin: Callable[[bytes], Any]) -> None:
        self._name = name
        self._begin = begin
        self._stream: Any = None

    def feed(self, packed: bytes) -> Iterator[bytes]:
        """Yield what so many more bytes unpack to, piece by piece. Raises `UnpackError`."""
        try:
            while packed:
                if self._stream is None or self._stream.eof:
                    packed = (
                        packed.lstrip(b"\0") if self._stream is not None else packed
                    )  # what files are filled up with
                    if not packed:
                        return
                    self._stream = self._begin(packed)
                piece = self._stream.decompress(packed, PIECE_BYTES)
                while piece:
                    yield piece
                    piece = self._more()
                packed = self._stream.unused_data if self._stream.eof else b""
        except UnpackError:
            raise
        except Exception as error:  # each library has an error of its own
            raise UnpackError(f"it is no {self._name}: {error}") from error

    def close(self) -> None:
        """Raise `UnpackError` where more was to come."""
        if self._stream is not None and not self._stream.eof:
            raise UnpackError(f"its {self._name} ends too soon")

    def _more(self) -> bytes:
        """Return what the bytes that were fed unpack to besides."""
        if self._stream.eof:
            return b""
        rest = getattr(self._stream, "unconsumed_tail", b"")  # zlib hands back what it had no room for
        piece: bytes = self._stream.decompress(rest, PIECE_BYTES)
        return piece


class _Brotli:
    """Brotli, where a library is installed that stops at a size (brotli or brotlicffi, 1.2 or later)."""

    def __init__(self) -> None:
        self._stream = _brotli().Decompressor()
        self._is_begun = False

    def feed(self, packed: bytes) -> Iterator[bytes]:
        """Yield what so many more bytes unpack to, piece by piece. Raises `UnpackError`."""
        self._is_begun = self._is_begun or bool(packed)
        try:
            yield self._stream.process(packed, output_buffer_limit=PIECE_BYTES)
            while not self._stream.is_finished() and not self._stream.can_accept_more_data():
                yield self._stream.process(b"", output_buffer_limit=PIECE_BYTES)
        except Exception as error:  # the library's own, which is named otherwise in each
            raise UnpackError(f"it is no Brotli: {error}") from error

    def close(self) -> None:
        """Raise `UnpackError` where more was to come."""
        if self._is_begun and not self._stream.is_finished():
            raise UnpackError("its Brotli ends too soon")


def _gzip(_: bytes) -> Any:  # noqa: ANN401 - zlib does not name the class
    return zlib.decompressobj(_GZIP)


def _deflate(packed: bytes) -> Any:  # noqa: ANN401 - zlib does not name the class
    """Begin what should be zlib's form (RFC 1950), and is none at servers that read the name otherwise."""
    return zlib.decompressobj(zlib.MAX_WBITS if packed[0] & 0x0F == 8 else _RAW)


def _installed(*names: str) -> ModuleType | None:
    for name in names:
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    return None


def _brotli() -> Any:  # noqa: ANN401 - a library that may be missing
    found = _installed("brotlicffi", "brotli")
    return found if found and hasattr(found.Decompressor, "can_accept_more_data") else None


def _codings() -> Mapping[str, Callable[[], Coding]]:
    found: dict[str, Callable[[], Coding]] = {
        "gzip": lambda: _Members("gzip", _gzip),
        "deflate": lambda: _Members("deflate", _deflate),
    }
    if _brotli() is not None:
        found["br"] = _Brotli
    zstandard: Any = _installed("compression.zstd", "backports.zstd")
    if zstandard is not None:
        found["zstd"] = lambda: _Members("Zstandard", lambda _: zstandard.ZstdDecompressor())
    return found


_CODINGS = _codings()

ACCEPTED = ", ".join(_CODINGS)
"""What sources may pack answers as."""
