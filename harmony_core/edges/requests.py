"""A request's canonical address and body, by which its answers are kept; secrets are no part of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from hashlib import sha256
from urllib.parse import parse_qsl, quote_plus, unquote, unquote_plus, urlencode, urlsplit, urlunsplit

import attrs

from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.patterns import pattern

SECRET_PARAMETERS = frozenset(
    {
        "access_token",
        "api_key",
        "api_sig",
        "apikey",
        "app_id",
        "auth",
        "client",
        "client_id",
        "client_secret",
        "key",
        "password",
        "secret",
        "sig",
        "signature",
        "sk",
        "token",
        "user_auth_token",
    }
)
REDACTED = "REDACTED"
_PORTS = {"http": 80, "https": 443}
_FORM = pattern(r"[^=&\s]+=[^&\s]*(&[^=&\s]+=[^&\s]*)*")
_SPECIAL = pattern(r"[\x00-\x20\x7f%/?#]")


@attrs.frozen(kw_only=True)
@by_fields
class Request:
    """What is sent, without secrets: those are added where it goes out.

    `secrets` are parameters that hold some, beside those that always do.
    """

    provider: str
    method: str
    url: str
    body: bytes = b""
    secrets: frozenset[str] = frozenset()

    @cached_property
    def key(self) -> str:
        """The name under which answers are kept: method, canonical address, digest of the canonical body."""
        return request_key(self.method, self.url, self.body, self.secrets)

    @cached_property
    def shown_url(self) -> str:
        """The address, fit to be shown and kept."""
        return redacted_url(self.url, self.secrets)


def request_key(method: str, url: str, body: bytes = b"", secrets: Iterable[str] = ()) -> str:
    """Return the name under which answers to a request are kept."""
    secrets = frozenset(secrets)
    digest = f" {sha256(canonical_body(body, secrets)).hexdigest()}" if body else ""
    return f"{method.upper()} {canonical_url(url, secrets)}{digest}"


def canonical_body(body: bytes, secrets: Iterable[str] = ()) -> bytes:
    """Return a body in the one form in which equal requests send equal bytes.

    JSON is written without blanks and with its names sorted; a form has its fields sorted, without those that
    hold secrets or are REDACTED. What is neither stays as it is.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return body
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError):
        return _canonical_form(text, _hidden(frozenset(secrets))).encode()
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8", "surrogatepass")


def _canonical_form(text: str, hidden: frozenset[str]) -> str:
    if not _FORM.fullmatch(text):
        return text
    fields = parse_qsl(text, keep_blank_values=True)
    return urlencode(sorted(each for each in fields if each[0].lower() not in hidden and each[1] != REDACTED))


def canonical_url(url: str, secrets: Iterable[str] = ()) -> str:
    """Return an address in the one form in which equal requests are equal texts.

    Scheme and host in lower case, no default port, no fragment, escapes written one way, the query sorted;
    parameters that hold secrets are left out, as are those whose value is REDACTED.
    """
    return _canonical_url(url, frozenset(secrets))


@lru_cache(maxsize=1024)  # one lookup wants it several times
def _canonical_url(url: str, secrets: frozenset[str]) -> str:
    parts = urlsplit(url)
    name = (parts.hostname or "").lower()
    host = f"[{name}]" if ":" in name else name
    port = f":{parts.port}" if parts.port and parts.port != _PORTS.get(parts.scheme.lower()) else ""
    hidden = _hidden(secrets)
    query = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in hidden and value != REDACTED
    )
    return urlunsplit(
        (
            parts.scheme.lower(),
            host + port,
            _plain_path(parts.path),
            "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in query),
            "",
        )
    )


def _plain_path(path: str) -> str:
    """Decode a path's escapes, but for those of signs that would change where it leads."""
    return "/".join(
        _SPECIAL.sub(lambda sign: f"%{ord(sign[0]):02X}", unquote(step)) for step in (path or "/").split("/")
    )


@lru_cache(maxsize=64)
def _hidden(secrets: frozenset[str]) -> frozenset[str]:
    return SECRET_PARAMETERS.union(name.lower() for name in secrets)


def without_parameters(url: str, names: Iterable[str]) -> str:
    """Return an address without some of its parameters, however their names are written."""
    parts = urlsplit(url)
    left_out = {name.lower() for name in names}
    query = "&".join(
        parameter
        for parameter in parts.query.split("&")
        if parameter and unquote_plus(parameter.partition("=")[0]).lower() not in left_out
    )
    return urlunsplit(parts._replace(query=query))


def base_of(url: str, extent: Iterable[str]) -> str:
    """Return what is asked at an address, however much is to be told, and with or without a slash at its path's end."""
    path, sign, query = canonical_url(without_parameters(url, extent)).partition("?")
    return f"{path.rstrip('/')}{sign}{query}"


def overlap(url: str, other: str, extent: Iterable[str]) -> int:
    """Return how many of the things that one address wants told the other wants too."""
    return len(_told(url, extent) & _told(other, extent))


def _told(url: str, extent: Iterable[str]) -> set[tuple[str, str]]:
    wanted = set(extent)
    parameters = parse_qsl(urlsplit(url).query)
    return {(name, part) for name, value in parameters if name in wanted for part in re.split(r"[+, ]", value)}


def redacted_url(url: str, secrets: Iterable[str] = ()) -> str:
    """Return an address fit to be shown and kept: without the values of secret parameters, user or fragment."""
    return _redacted_url(url, frozenset(secrets))


@lru_cache(maxsize=1024)
def _redacted_url(url: str, secrets: frozenset[str]) -> str:
    parts = urlsplit(without_parameters(url, _hidden(secrets)))
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))
