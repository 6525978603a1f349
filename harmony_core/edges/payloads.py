"""Bytes that a source sent → its payload classes, or an error that says what is wrong with them.

msgspec decodes straight into the classes: strictly, skipping what is not named, and telling the JSON path.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from keyword import iskeyword
from typing import Any, TypeAlias, TypeVar

import msgspec

from harmony_core.domain.errors import (
    AccessDeniedError,
    HarmonyError,
    HttpStatusError,
    NotFoundError,
    PayloadError,
    ProviderError,
    RateLimitedError,
)
from harmony_core.edges.failures import NO_ANSWER, failure_of
from harmony_core.edges.retry_after import come_back, retry_at
from harmony_core.edges.unexpected import is_page, not_json, page_for_absence
from harmony_core.plugin.endpoints import Endpoint, Offset, PageNumber
from harmony_core.plugin.logger import logger
from harmony_core.plugin.providers import Provider
from harmony_core.plugin.snapshot import Snapshot

P = TypeVar("P")

log = logger("harmony.payloads")

_WORDS = {"str": "text", "int": "whole number", "float": "number", "bool": "true or false", "object": "object"}


def read_one(provider: Provider, endpoint: Endpoint[P], snapshot: Snapshot) -> P:
    """Return the payload of an answer. Raises the `ProviderError` that the answer amounts to."""
    payload: P = _read(provider, snapshot, lambda body: _decoded(body, endpoint, snapshot.extracted, endpoint.into))
    return payload


Page: TypeAlias = tuple[tuple[P | None, ...], str | int | None]
"""The items of one page, and what it says of the next one: its address, or the number that `Endpoint.next` names."""


def read_page(provider: Provider, endpoint: Endpoint[P], snapshot: Snapshot) -> Page[P]:
    """Return one page of an answer. Raises the `ProviderError` that the answer amounts to."""

    def decode(body: bytes) -> Page[P]:
        if endpoint.reads is not None and not snapshot.extracted:
            body = _encoded(_read_out(endpoint.reads, body))
        bare = body.lstrip()[:1] == b"["  # some leave the frame out where there is nothing to page
        path = "" if bare else endpoint.items or ""
        framed: Page[P] | None = _framed(body, path, endpoint) if path else None  # type: ignore[arg-type]
        if framed is not None:
            return framed
        items: tuple[P | None, ...] = _items(body, path, endpoint.into)
        return items, None if bare else _told_of_next(body, endpoint.next)

    page: Page[P] = _read(provider, snapshot, decode)
    return page


def _items(body: bytes, path: str, into: type[P]) -> tuple[P | None, ...]:
    """Return the items at a path, None where a source counts one that it does not show.

    JSON made of XML has one item in no list, and a text of blanks in place of none.
    """
    first = bytes(_at(body, path, msgspec.Raw, blank=b"")).lstrip()[:1] if path else b"["
    if first == b"{":
        return (_at(body, path, into),)
    items: tuple[P | None, ...] = _at(body, path, tuple[into | None, ...]) if first else ()  # type: ignore[valid-type]
    return items


def _told_of_next(body: bytes, following: str | Offset | PageNumber | None) -> str | int | None:
    if following is None:
        return None
    path, kind = _place_of_next(following)
    return _next_of(following, _at(body, path, kind, default=None, blank=None))


def _place_of_next(following: str | Offset | PageNumber) -> tuple[str, Any]:
    """Return where a page says what is next, and in what type."""
    return (following, str | None) if isinstance(following, str) else (following.told, int | str | None)


def _next_of(following: str | Offset | PageNumber, told: str | int | None) -> str | int | None:
    """Return the next page's address or number, as a page tells it. Raises `msgspec.ValidationError`."""
    if isinstance(following, str) or told is None:
        return told
    if isinstance(told, str) and not re.fullmatch("[0-9]{1,12}", told):
        raise msgspec.ValidationError(f"Expected `int`, got `str` - at `$.{following.told}`")
    return int(told)


def _framed(body: bytes, path: str, endpoint: Endpoint[P]) -> Page[P] | None:
    """Read a page of the usual form in one go; None where it is none, and needs a closer look or is wrong."""
    following = endpoint.next
    try:
        framed = _whole_page(path, endpoint.into, following)  # type: ignore[arg-type]  # types are hashable
        if framed is None:
            return None
        decoder, steps, beside_steps = framed
        whole = decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if following is None:
        return _part(whole, steps), None
    told = _part(whole, beside_steps)
    if isinstance(told, str) and not told.strip(" \t\n\r\f\v"):
        told = None
    return _part(whole, steps), _next_of(following, told)


def _part(whole: Any, steps: tuple[str, ...]) -> Any:  # noqa: ANN401 - what is there, as it was decoded
    for step in steps:
        whole = None if whole is None else getattr(whole, step)
    return whole


@lru_cache(maxsize=512)
def _whole_page(
    path: str,
    into: Any,  # noqa: ANN401 - any type that msgspec knows
    following: str | Offset | PageNumber | None,
) -> tuple[msgspec.json.Decoder[Any], tuple[str, ...], tuple[str, ...]] | None:
    """Return what decodes a page of the usual form, and where in it the items are, and what tells of the next page."""
    steps = tuple(filter(None, path.split(".")))
    beside, kind = _place_of_next(following) if following is not None else ("", None)
    beside_steps = tuple(filter(None, beside.split(".")))
    frame = _frame(steps, into, beside_steps, kind)
    return (_decoder(frame), steps, beside_steps) if frame else None


def _frame(steps: tuple[str, ...], into: Any, beside: tuple[str, ...], kind: Any) -> type | None:  # noqa: ANN401
    """Return the class of what stands around a page's items, and what is told of the next page beside them, if it can.

    It cannot where one is inside the other, and where a step's name could not be that of an attribute.
    """
    shared = min(len(steps), len(beside))
    nested = not steps or (beside and steps[:shared] == beside[:shared])
    if nested or not all(step.isidentifier() and not iskeyword(step) for step in (*steps, *beside)):
        return None
    items = (steps, tuple[into | None, ...], True)
    return _struct((items, (beside, kind, False)) if beside else (items,))


def _struct(parts: tuple[tuple[tuple[str, ...], Any, bool], ...]) -> type:
    """Return a class with parts at paths, each of a type; what need not be there is None without it."""
    fields: list[tuple[str, Any] | tuple[str, Any, None]] = []
    for step in dict.fromkeys(path[0] for path, _, _ in parts):
        inner = tuple((path[1:], kind, needed) for path, kind, needed in parts if path[0] == step)
        kind = _struct(inner) if inner[0][0] else inner[0][1]
        fields.append((step, kind) if any(needed for _, _, needed in inner) else (step, kind, None))
    return msgspec.defstruct("Frame", fields, kw_only=True)


def _read(provider: Provider, snapshot: Snapshot, decode: Any) -> Any:  # noqa: ANN401 - typed by its callers
    if snapshot.status == NO_ANSWER:
        raise failure_of(snapshot)
    if snapshot.status >= 400:
        raise _told(provider, snapshot) or _of_status(provider, snapshot, _place(provider, snapshot))
    try:
        return decode(snapshot.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, PayloadError) as error:
        told = _told(provider, snapshot)
        if told is not None:
            raise told from error
        problem = error.message if isinstance(error, PayloadError) else _in_words(error)
        if isinstance(error, msgspec.DecodeError) and not isinstance(error, msgspec.ValidationError):
            problem = not_json(snapshot.body, problem)
        where = _place(provider, snapshot)
        raise PayloadError(f"{where}: {problem}", provider=provider.name, status=snapshot.status) from error


def _decoded(body: bytes, endpoint: Endpoint[P], extracted: bool, into: type[P]) -> P:
    if endpoint.reads is None or extracted:
        payload: P = _decoder(into).decode(body)  # type: ignore[arg-type]  # types are hashable
        return payload
    return msgspec.convert(_read_out(endpoint.reads, body), into, strict=True)


def _read_out(reads: Callable[[bytes], object], body: bytes) -> object:
    """Return what a provider's page reader takes out of a page; one that stumbles has met a page it does not know."""
    try:
        return reads(body)
    except (HarmonyError, RecursionError):
        raise
    except Exception as error:
        log.exception("page_reader_raised")
        raise PayloadError(f"its page reader raised {type(error).__name__}: {error}") from error


def _encoded(plain: object) -> bytes:
    try:
        return msgspec.json.encode(plain)
    except (TypeError, ValueError) as error:
        raise PayloadError(f"its page reader returned what is no plain data ({error})") from error


@lru_cache(maxsize=512)
def _decoder(into: Any) -> msgspec.json.Decoder[Any]:  # noqa: ANN401 - any type that msgspec knows
    return msgspec.json.Decoder(into)


_MISSING = object()
_BLANK = re.compile(rb'\s*"(?:\s|\\[nrt])*"\s*')


def _at(
    body: bytes,
    path: str,
    into: Any,  # noqa: ANN401 - any such type
    default: object = _MISSING,
    blank: object = _MISSING,
) -> Any:  # noqa: ANN401 - any such type
    """Decode the part of a body at a dotted path; what is beside the path is skipped.

    `default` stands in where the path leads to nothing, `blank` where it meets a text of blanks.
    """
    raw = msgspec.Raw(body)
    above = "$"
    for step in filter(None, path.split(".")):
        fields = _decode_at(above, dict[str, msgspec.Raw], raw)
        above = f"{above}.{step}"
        if step not in fields:
            if default is not _MISSING:
                return default
            raise msgspec.ValidationError(f"Object missing required field `{path}`")
        raw = fields[step]
        if blank is not _MISSING and _BLANK.fullmatch(memoryview(raw)):
            return blank
    return _decode_at(above, into, raw)


def _decode_at(path: str, into: Any, raw: msgspec.Raw) -> Any:  # noqa: ANN401 - any type that msgspec knows
    """Decode a part, with paths in errors that begin at the whole."""
    try:
        return _decoder(into).decode(raw)
    except msgspec.ValidationError as error:
        text = str(error)
        placed = text.replace("`$", f"`{path}") if "at `$" in text else f"{text} - at `{path}`"
        raise msgspec.ValidationError(placed) from error


def _told(provider: Provider, snapshot: Snapshot) -> ProviderError | None:
    """Return what the source says is wrong, where its body is an error of its own form."""
    form = provider.error_body
    if form is None:
        return None
    try:
        error: ProviderError | None = form.error(_decoder(form.into).decode(snapshot.body))  # type: ignore[arg-type]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if error is not None:
        error.provider = provider.name
        if snapshot.status >= 400:
            error.status = error.status or snapshot.status
        error.retry_at = error.retry_at or retry_at(snapshot.headers.get("retry-after"), snapshot.fetched_at)
        error.message += come_back(error.retry_at)
        error.args = (error.message,)
    return error


def _of_status(provider: Provider, snapshot: Snapshot, where: str) -> ProviderError:
    """Return what an HTTP status means by itself."""
    name, status = snapshot.provider, snapshot.status
    until = retry_at(snapshot.headers.get("retry-after"), snapshot.fetched_at)
    if status in provider.statuses:
        own = provider.statuses[status]
        return own(
            f"{where}: {own.code.lower().replace('_', ' ')} (HTTP {status}){come_back(until)}",
            provider=name,
            status=status,
            retry_at=until,
        )
    match status:
        case 404 | 410 if provider.error_body and provider.error_body.says_absent and is_page(snapshot.body):
            return PayloadError(f"{where}: {page_for_absence(snapshot.body, status)}", provider=name, status=status)
        case 404 | 410:
            return NotFoundError(f"{where}: not found", provider=name, status=status)
        case 401 | 403:
            return AccessDeniedError(f"{where}: access denied (HTTP {status})", provider=name, status=status)
        case 429:
            text = f"{where}: too many requests{come_back(until) or '; ask again later'}"
            return RateLimitedError(text, provider=name, status=status, retry_at=until)
        case _:
            text = f"{where}: HTTP {status}{come_back(until)}"
            return HttpStatusError(text, provider=name, status=status, retry_at=until)


def _place(provider: Provider, snapshot: Snapshot) -> str:
    """Return who and where: "deezer: album/629506181"."""
    return f"{provider.name}: {snapshot.url.removeprefix(provider.base)}"


def _in_words(error: Exception) -> str:
    """Turn msgspec's wording into ours: "expected text, got null @ $.title"."""
    if isinstance(error, RecursionError):
        return "the JSON is nested too deeply"
    text = re.sub(r" - at `([^`]*)`$", r" @ \1", str(error))
    text = re.sub(r"`([\w |.]+)`", lambda words: _kinds(words.group(1)), text)
    text = text.replace("Object missing required field", "a required field is missing:")
    return text[:1].lower() + text[1:] if not text.startswith("JSON") else text


def _kinds(words: str) -> str:
    """Return what types are called: "text" for `str | null`, as null is what a missing field is anyhow."""
    kinds = words.split(" | ")
    return " or ".join(_WORDS.get(kind, kind) for kind in kinds if kind != "null" or len(kinds) == 1)
