"""Keys and other secrets: how they go out with a request, and how they are kept out of everything else."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from html.entities import name2codepoint
from urllib.parse import quote_plus, unquote, urlsplit, urlunsplit

import attrs

from harmony_core.domain.patterns import pattern
from harmony_core.edges.requests import REDACTED, without_parameters
from harmony_core.plugin.auth import Auth, ClientCredentials, HeaderKey, QueryKey
from harmony_core.plugin.providers import Provider
from harmony_core.plugin.settings import note_of

SHORTEST = 8
"""A shorter value is not looked for in answers: it may be an everyday word, and no source gives such a key."""

_PASSWORD = pattern(r"(//[^/@\s:]*:)[^/\s]+@")


def secrets_of(provider: Provider, own: object | None, base: str) -> tuple[str, ...]:
    """Return the values that must appear nowhere: the provider's secret settings and keys, the longest first."""
    declared = attrs.fields(provider.settings) if provider.settings and own is not None else ()
    marked = {field.name for field in declared if note_of(field).secret}
    marked.update(name for auth in provider.auths for name in auth.settings)
    values = [_value(own, name) for name in marked]
    values += [basic(auth, own) for auth in provider.auths if isinstance(auth, ClientCredentials)]
    values += _of_address(base)
    return tuple(sorted(filter(None, values), key=lambda value: (-len(value), value)))


def without_password(text: str) -> str:
    """Return a text with the passwords of addresses in it hidden: what a setting holds is shown so."""
    return _PASSWORD.sub(r"\1***@", text)


def _of_address(base: str) -> list[str]:
    """Return the password in an address, alone and as HTTP Basic has it with the user's name."""
    parts = urlsplit(base)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return [password, b64encode(f"{user}:{password}".encode()).decode()] if password else []


def key_parameters(provider: Provider) -> frozenset[str]:
    """Return the parameters of addresses that hold this provider's key."""
    return frozenset(auth.parameter for auth in provider.auths if isinstance(auth, QueryKey))


def auth_of(provider: Provider, own: object | None) -> Auth | None:
    """Return how requests show who asks: the first way whose settings are all there."""
    return next((auth for auth in provider.auths if all(_value(own, name) for name in auth.settings)), None)


def with_key(url: str, provider: Provider, own: object | None, *, at_home: bool) -> str:
    """Return an address with the key, where the provider's keys go there, and without it anywhere else."""
    keys = key_parameters(provider)
    bare = without_parameters(url, keys) if keys else url
    auth = auth_of(provider, own)
    if not isinstance(auth, QueryKey) or not at_home:
        return bare
    parts = urlsplit(bare)
    key = f"{quote_plus(auth.parameter)}={quote_plus(_value(own, auth.setting))}"
    return urlunsplit(parts._replace(query="&".join(filter(None, [parts.query, key]))))


def key_header(provider: Provider, own: object | None, token: str | None, *, at_home: bool) -> Mapping[str, str]:
    """Return the header with the key or the token, where the provider's keys go there."""
    match auth_of(provider, own):
        case HeaderKey() as auth if at_home:
            return {auth.header: f"{auth.prefix}{_value(own, auth.setting)}"}
        case ClientCredentials() if at_home and token:
            return {"Authorization": f"Bearer {token}"}
        case _:
            return {}


def basic(auth: ClientCredentials, own: object | None) -> str:
    """Return id and secret as HTTP Basic has them (RFC 7617), empty where one is missing."""
    both = [_value(own, name) for name in auth.settings]
    return b64encode(":".join(both).encode()).decode() if all(both) else ""


def token_form(auth: ClientCredentials, own: object | None) -> dict[str, str]:
    """Return the form by which a token is asked for (RFC 6749 section 4.4.2)."""
    form = {"grant_type": "client_credentials"}
    if auth.scope:
        form["scope"] = auth.scope
    if auth.in_body:
        form["client_id"], form["client_secret"] = (_value(own, name) for name in auth.settings)
    return form


def without_values(data: bytes, secrets: tuple[str, ...]) -> bytes:
    """Take secrets out of what a source sent back, in every way in which it may have written them."""
    for secret in secrets:
        if len(secret) >= SHORTEST and _longest_word(secret) in data:
            data = _written(secret).sub(REDACTED.encode(), data)
    return data


def without_text(text: str, secrets: tuple[str, ...]) -> str:
    """Take secrets out of a text; what is no proper text in it is replaced."""
    data = text.encode("utf-8", "surrogatepass")
    return without_values(data, secrets).decode("utf-8", "replace")


def _value(own: object | None, name: str) -> str:
    return str(getattr(own, name, None) or "")


def _longest_word(secret: str) -> bytes:
    """Return the part of a secret that is written the same everywhere."""
    words: list[str] = re.findall(r"[A-Za-z0-9]*", secret)
    return max(words, key=len).encode()


@lru_cache(maxsize=64)
def _written(secret: str) -> re.Pattern[bytes]:
    """Return what matches a secret as it is, in an address, in JSON, in HTML, and in one inside the other."""
    return re.compile(b"".join(map(_sign, secret)))


def _sign(sign: str) -> bytes:
    plain: bytes = re.escape(sign.encode())
    point = ord(sign)
    if sign.isascii() and sign.isalnum():
        return plain
    percent: bytes = b"".join(b"%%(?:25)*%02x" % byte for byte in sign.encode())
    entities = [f"#0*{point}", f"#x0*{point:x}", *(name for name, other in name2codepoint.items() if other == point)]
    entity: bytes = f"&(?:amp;)*(?:{'|'.join(entities)});".encode()
    units = sign.encode("utf-16-be").hex()
    escaped = b"".join(rb"\\+u" + units[at : at + 4].encode() for at in range(0, len(units), 4))
    forms = [rb"\\*" + plain, percent, entity, escaped, *([rb"\+"] if sign == " " else [])]
    return b"(?i:" + b"|".join(forms) + b")"
