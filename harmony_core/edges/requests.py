"""A request's canonical address, by which its answers are kept; secrets are no part of it."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from urllib.parse import parse_qsl, quote_plus, unquote, urlsplit, urlunsplit

import attrs

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


@attrs.frozen(kw_only=True)
class Request:
    """What is sent, without secrets: those are added where it goes out."""

    provider: str
    method: str
    url: str
    body: bytes = b""

    @property
    def key(self) -> str:
        """The name under which answers are kept: method, canonical address, digest of the body."""
        return request_key(self.method, self.url, self.body)


def request_key(method: str, url: str, body: bytes = b"", secrets: Iterable[str] = ()) -> str:
    """Return the name under which answers to a request are kept."""
    digest = f" {sha256(body).hexdigest()}" if body else ""
    return f"{method.upper()} {canonical_url(url, secrets)}{digest}"


def canonical_url(url: str, secrets: Iterable[str] = ()) -> str:
    """Return an address in the one form in which equal requests are equal texts.

    Scheme and host in lower case, no default port, no fragment, escapes written one way, the query sorted;
    parameters that hold secrets are left out, as are those whose value is REDACTED.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    port = f":{parts.port}" if parts.port and parts.port != _PORTS.get(parts.scheme) else ""
    hidden = SECRET_PARAMETERS.union(secrets)
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
        unquote(step).replace("%", "%25").replace("/", "%2F").replace("?", "%3F").replace("#", "%23")
        for step in (path or "/").split("/")
    )


def redacted_url(url: str, secrets: Iterable[str] = ()) -> str:
    """Return an address fit to be shown and kept: without the values of secret parameters, user or fragment."""
    parts = urlsplit(url)
    hidden = SECRET_PARAMETERS.union(secrets)
    query = "&".join(
        parameter
        for parameter in parts.query.split("&")
        if parameter and parameter.partition("=")[0].lower() not in hidden
    )
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, query, ""))
