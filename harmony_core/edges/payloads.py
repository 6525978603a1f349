"""Bytes that a source sent → its payload classes, or an error that says what is wrong with them.

msgspec decodes straight into the classes: strictly, skipping what is not named, and telling the JSON path.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from harmony_core.domain.errors import (
    AccessDeniedError,
    HttpStatusError,
    NotFoundError,
    PayloadError,
    ProviderError,
    RateLimitedError,
)
from harmony_core.edges.retry_after import retry_at
from harmony_core.plugin.endpoints import Endpoint
from harmony_core.plugin.providers import Provider
from harmony_core.plugin.snapshot import Snapshot

P = TypeVar("P")

_WORDS = {"str": "text", "int": "whole number", "float": "number", "bool": "true or false", "object": "object"}


def read_one(provider: Provider, endpoint: Endpoint[P], snapshot: Snapshot) -> P:
    """Return the payload of an answer. Raises the `ProviderError` that the answer amounts to."""
    payload: P = _read(provider, snapshot, lambda body: _decoded(body, endpoint, snapshot.extracted, endpoint.into))
    return payload


def read_page(provider: Provider, endpoint: Endpoint[P], snapshot: Snapshot) -> tuple[tuple[P, ...], str | None]:
    """Return the items of one page, and the address of the next. Raises the `ProviderError` it amounts to."""

    def decode(body: bytes) -> tuple[tuple[P, ...], str | None]:
        if endpoint.reads is not None and not snapshot.extracted:
            body = msgspec.json.encode(endpoint.reads(body))
        items: tuple[P, ...] = _at(body, endpoint.items or "", tuple[endpoint.into, ...])  # type: ignore[name-defined]
        following = _at(body, endpoint.next, str | None, default=None) if endpoint.next else None
        return items, following

    page: tuple[tuple[P, ...], str | None] = _read(provider, snapshot, decode)
    return page


def _read(provider: Provider, snapshot: Snapshot, decode: Any) -> Any:  # noqa: ANN401 - typed by its callers
    where = _place(provider, snapshot)
    if snapshot.status >= 400:
        raise _told(provider, snapshot.body) or _of_status(snapshot, where)
    try:
        return decode(snapshot.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, PayloadError) as error:
        told = _told(provider, snapshot.body)
        if told is not None:
            raise told from error
        problem = error.message if isinstance(error, PayloadError) else _in_words(error)
        raise PayloadError(f"{where}: {problem}", provider=provider.name, status=snapshot.status) from error


def _decoded(body: bytes, endpoint: Endpoint[P], extracted: bool, into: type[P]) -> P:
    if endpoint.reads is None or extracted:
        payload: P = _decoder(into).decode(body)  # type: ignore[arg-type]  # types are hashable
        return payload
    return msgspec.convert(endpoint.reads(body), into, strict=True)


@lru_cache(maxsize=512)
def _decoder(into: Any) -> msgspec.json.Decoder[Any]:  # noqa: ANN401 - any type that msgspec knows
    return msgspec.json.Decoder(into)


_MISSING = object()


def _at(body: bytes, path: str, into: Any, default: object = _MISSING) -> Any:  # noqa: ANN401 - any such type
    """Decode the part of a body at a dotted path; what is beside the path is skipped."""
    raw = msgspec.Raw(body)
    for step in filter(None, path.split(".")):
        fields = _decoder(dict[str, msgspec.Raw]).decode(raw)
        if step not in fields:
            if default is not _MISSING:
                return default
            raise msgspec.ValidationError(f"Object missing required field `{path}`")
        raw = fields[step]
    try:
        return _decoder(into).decode(raw)
    except msgspec.ValidationError as error:
        raise msgspec.ValidationError(str(error).replace("`$", f"`$.{path}")) from error


def _told(provider: Provider, body: bytes) -> ProviderError | None:
    """Return what the source says is wrong, where its body is an error of its own form."""
    form = provider.error_body
    if form is None:
        return None
    try:
        error: ProviderError | None = form.error(_decoder(form.into).decode(body))  # type: ignore[arg-type]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if error is not None:
        error.provider = provider.name
    return error


def _of_status(snapshot: Snapshot, where: str) -> ProviderError:
    """Return what an HTTP status means by itself."""
    name, status = snapshot.provider, snapshot.status
    until = retry_at(snapshot.headers.get("retry-after"), snapshot.fetched_at)
    match status:
        case 404 | 410:
            return NotFoundError(f"{where}: not found", provider=name, status=status)
        case 401 | 403:
            return AccessDeniedError(f"{where}: access denied (HTTP {status})", provider=name, status=status)
        case 429:
            return RateLimitedError(f"{where}: too many requests", provider=name, status=status, retry_at=until)
        case _:
            return HttpStatusError(f"{where}: HTTP {status}", provider=name, status=status, retry_at=until)


def _place(provider: Provider, snapshot: Snapshot) -> str:
    """Return who and where: "deezer: album/629506181"."""
    return f"{provider.name}: {snapshot.url.removeprefix(provider.base)}"


def _in_words(error: Exception) -> str:
    """Turn msgspec's wording into ours: "expected text, got null @ $.title"."""
    if isinstance(error, RecursionError):
        return "the JSON is nested too deeply"
    text = re.sub(r" - at `([^`]*)`", r" @ \1", str(error))
    text = re.sub(r"`(\w+)(?: \| null)?`", lambda word: _WORDS.get(word.group(1), word.group(1)), text)
    text = text.replace("Object missing required field", "a required field is missing:")
    return text[:1].lower() + text[1:] if not text.startswith("JSON") else text
