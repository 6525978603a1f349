"""Keys and other secrets: how they go out with a request, and how they are kept out of everything else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html.entities import name2codepoint
from urllib.parse import quote_plus, unquote, urlsplit, urlunsplit

import attrs

from harmony_core.edges.requests import REDACTED, without_parameters
from harmony_core.plugin.auth import HeaderKey, QueryKey
from harmony_core.plugin.providers import Provider
from harmony_core.plugin.settings import note_of

SHORTEST = 8
"""A shorter value is not looked for in answers: it may be an everyday word, and no source gives such a key."""


def secrets_of(provider: Provider, own: object | None, base: str) -> tuple[str, ...]:
    """Return the values that must appear nowhere: the provider's secret settings and keys, the longest first."""
    declared = attrs.fields(provider.settings) if provider.settings and own is not None else ()
    marked = {field.name for field in declared if note_of(field).secret}
    if provider.auth is not None:
        marked.add(provider.auth.setting)
    values = [str(getattr(own, name, None) or "") for name in marked]
    values.append(unquote(urlsplit(base).password or ""))
    return tuple(sorted(filter(None, values), key=lambda value: (-len(value), value)))


def key_parameters(provider: Provider) -> frozenset[str]:
    """Return the parameters of addresses that hold this provider's key."""
    return frozenset({provider.auth.parameter}) if isinstance(provider.auth, QueryKey) else frozenset()


def with_key(url: str, provider: Provider, own: object | None, *, at_home: bool) -> str:
    """Return an address with the key, where the provider's keys go there, and without it anywhere else."""
    if not isinstance(provider.auth, QueryKey):
        return url
    bare = without_parameters(url, key_parameters(provider))
    value = _key(provider, own)
    if not at_home or not value:
        return bare
    parts = urlsplit(bare)
    query = "&".join(filter(None, [parts.query, f"{quote_plus(provider.auth.parameter)}={quote_plus(value)}"]))
    return urlunsplit(parts._replace(query=query))


def key_header(provider: Provider, own: object | None, *, at_home: bool) -> Mapping[str, str]:
    """Return the header with the key, where the provider's keys go there."""
    value = _key(provider, own)
    if not isinstance(provider.auth, HeaderKey) or not at_home or not value:
        return {}
    return {provider.auth.header: f"{provider.auth.prefix}{value}"}


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


def _key(provider: Provider, own: object | None) -> str | None:
    value = getattr(own, provider.auth.setting, None) if provider.auth else None
    return str(value) if value else None


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
