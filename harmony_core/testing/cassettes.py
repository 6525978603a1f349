"""Cassettes: the YAML files of vcrpy in which a provider's recorded answers stand, and bundles made of them."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

import attrs
import yaml

from harmony_core.domain.errors import RequestError
from harmony_core.edges.requests import redacted_url, request_key
from harmony_core.plugin.snapshot import Snapshot

DIGEST_HEADER = "harmony-request-sha256"
"""Stands in a cassette for a request's body that is not known, only its digest, as in a bundle."""
EXTRACTED_HEADER = "harmony-extracted-from-page"
VOLATILE = frozenset({"date", "etag", "last-modified", "link"})
"""Headers of answers that change from one time to the next, or that nothing is read from: not recorded."""

_DIGEST = re.compile(r" ([0-9a-f]{64})$")


@attrs.frozen(kw_only=True)
class Interaction:
    """A request and its answer; headers in lower case. `request_sha256` stands for a body that is not known."""

    method: str
    url: str
    request_body: bytes = b""
    request_sha256: str | None = None
    status: int = 200
    headers: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    body: bytes = attrs.field(default=b"", repr=False)
    extracted: bool = False

    @property
    def shown(self) -> str:
        """The request in a message."""
        return f"{self.method} {redacted_url(self.url)}"

    def key(self, secrets: Iterable[str] = ()) -> str:
        """The name of the request, by which requests are compared."""
        if self.request_sha256:
            return f"{request_key(self.method, self.url, secrets=secrets)} {self.request_sha256}"
        return request_key(self.method, self.url, self.request_body, secrets)


def read_cassette(text: str, name: str = "the cassette") -> tuple[Interaction, ...]:
    """Read a cassette. Raises `RequestError` where the text is none, saying which part is wrong."""
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        where = f", line {place.line + 1}" if place else ""
        raise RequestError(
            f"{name}{where}: is no YAML ({getattr(error, 'problem', error)})", field="cassette"
        ) from error
    if not isinstance(found, dict) or not isinstance(found.get("interactions"), list):
        raise RequestError(f"{name}: a cassette has a list of interactions", field="cassette")
    return tuple(_interaction(each, f"{name}: interactions[{at}]") for at, each in enumerate(found["interactions"]))


def _interaction(found: Any, where: str) -> Interaction:  # noqa: ANN401 - YAML
    try:
        request, response = found["request"], found["response"]
        asked, given = _headers(request.get("headers")), _headers(response.get("headers"))
        return Interaction(
            method=str(request.get("method") or "GET").upper(),
            url=request["uri"],
            request_body=_bytes(request.get("body")),
            request_sha256=asked.get(DIGEST_HEADER),
            status=int(response["status"]["code"]),
            headers={name: value for name, value in given.items() if name != EXTRACTED_HEADER},
            body=_bytes(response.get("body")),
            extracted=EXTRACTED_HEADER in given,
        )
    except KeyError as error:
        raise RequestError(f"{where}: {error} is missing", field="cassette") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise RequestError(f"{where}: is no request with its response ({error})", field="cassette") from error


def _headers(found: Any) -> dict[str, str]:  # noqa: ANN401 - YAML
    return {
        str(name).lower(): ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in (found or {}).items()
    }


def _bytes(found: Any) -> bytes:  # noqa: ANN401 - YAML
    """Return a body, as vcrpy writes it: a text, bytes, or either of them under `string` or `base64_string`."""
    if isinstance(found, dict):
        if found.get("base64_string"):
            return b64decode(found["base64_string"])
        found = found.get("string")
    match found:
        case None:
            return b""
        case bytes():
            return found
        case str():
            return found.encode()
        case _:
            raise TypeError("a body must be a text")


def cassette_text(interactions: Iterable[Interaction]) -> str:
    """Return interactions as a cassette: JSON bodies are laid out so that a person can read and change them."""
    plain = {"interactions": [_plain(each) for each in interactions], "version": 1}
    text: str = yaml.dump(plain, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1_000_000)
    return text


def _plain(each: Interaction) -> dict[str, object]:
    asked = {DIGEST_HEADER: [each.request_sha256]} if each.request_sha256 else {}
    given = {name: [value] for name, value in sorted(each.headers.items())}
    if each.extracted:
        given[EXTRACTED_HEADER] = ["true"]
    return {
        "request": {
            "method": each.method,
            "uri": each.url,
            "headers": asked,
            "body": _readable(each.request_body) if each.request_body else None,
        },
        "response": {
            "status": {"code": each.status, "message": _reason(each.status)},
            "headers": given,
            "body": {"string": _readable(each.body)},
        },
    }


def _reason(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""


def _readable(body: bytes) -> str | bytes:
    """Return a body as text, where that is the same body."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return body
    return text if _survives(text) else body


def _survives(text: str) -> bool:
    """Whether YAML gives a text back as it is: not with the signs that it holds for ends of lines or none at all."""
    return all(sign in "\n\t" or (sign.isprintable() and sign != "\ufeff") for sign in text)


def laid_out(interaction: Interaction) -> Interaction:
    """Return an interaction whose JSON answer stands in several lines; any other stays as it is."""
    try:
        found = json.loads(interaction.body)
    except ValueError:
        return interaction
    if not isinstance(found, (dict, list)):
        return interaction
    return attrs.evolve(interaction, body=json.dumps(found, ensure_ascii=False, indent=1).encode())


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks."""


def _block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _block)


# --- bundles ------------------------------------------------------------------------------------------------


def interactions_of(snapshots: Iterable[Snapshot]) -> tuple[Interaction, ...]:
    """Return kept answers as a cassette has them; what was never answered is left out."""
    return tuple(_of_snapshot(each) for each in snapshots if each.status)


def _of_snapshot(snapshot: Snapshot) -> Interaction:
    digest = _DIGEST.search(snapshot.key)
    return Interaction(
        method=snapshot.method,
        url=snapshot.url,
        request_sha256=digest[1] if digest else None,
        status=snapshot.status,
        headers=snapshot.headers,
        body=snapshot.body,
        extracted=snapshot.extracted,
    )


def snapshots_of(
    interactions: Iterable[Interaction], provider: str, fetched_at: datetime, secrets: Iterable[str] = ()
) -> tuple[Snapshot, ...]:
    """Return a cassette's answers as kept answers of a provider; `fetched_at` is the time that they get."""
    hidden = frozenset(secrets)
    return tuple(
        Snapshot(
            key=each.key(hidden),
            provider=provider,
            method=each.method,
            url=redacted_url(each.url, hidden),
            status=each.status,
            headers=each.headers,
            body=each.body,
            fetched_at=fetched_at,
            extracted=each.extracted,
        )
        for each in interactions
    )
