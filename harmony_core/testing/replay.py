"""Replaying a cassette by vcrpy, in place of the network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import attrs

from harmony_core.edges.requests import canonical_body, canonical_url, redacted_url
from harmony_core.testing.cassettes import DIGEST_HEADER, Interaction
from harmony_core.testing.contract import ContractError

if TYPE_CHECKING:
    from vcr.cassette import Cassette
    from vcr.request import Request

Requests = tuple[list["Request"], list[dict[str, object]]]


@attrs.define
class Asked:
    """A request as it went out, and whether the cassette had an answer to it."""

    method: str
    url: str
    host: str
    answered: bool


@attrs.define
class Replay:
    """What was asked of a cassette so far."""

    asked: list[Asked] = attrs.field(factory=list)
    unplayed: tuple[str, ...] = ()


@contextmanager
def replaying(
    interactions: Sequence[Interaction], secrets: frozenset[str], canonical: Callable[[str], str]
) -> Iterator[Replay]:
    """Answer requests from a cassette, each answer once.

    `secrets` are parameters that are left out of addresses; `canonical` gives the provider's own address for one on a
    mirror, for which the cassette's answers serve as well.
    """
    from vcr.cassette import Cassette
    from vcr.record_mode import RecordMode

    replay = Replay()
    with Cassette.use(
        path="contract",
        persister=_Held(interactions),
        record_mode=RecordMode.NONE,
        match_on=(_matcher(secrets, canonical),),
        skip_patchers=_other_clients(),
    ) as cassette:
        _watch(cassette, replay, canonical)
        yield replay
        played = {at for at, count in cassette.play_counts.items() if count}
    replay.unplayed = tuple(each.shown for at, each in enumerate(interactions) if at not in played)


@contextmanager
def capturing() -> Iterator[list[Interaction]]:
    """Let requests through, and yield the list in which they stand afterwards, with all their secrets."""
    from vcr.cassette import Cassette
    from vcr.record_mode import RecordMode

    captured: list[Interaction] = []
    with Cassette.use(
        path="contract", persister=_Held(()), record_mode=RecordMode.ALL, skip_patchers=_other_clients()
    ) as cassette:
        try:
            yield captured
        finally:
            captured.extend(
                Interaction(
                    method=request.method,
                    url=request.uri,
                    request_body=_body(request),
                    status=response["status"]["code"],
                    body=response["body"].get("string") or b"",
                )
                for request, response in cassette.data
            )


def _other_clients() -> tuple[str, ...]:
    """Return the clients of HTTP that vcrpy need not stand in for: the door has one, and no other goes out."""
    from vcr.patch import PATCHER_NAMES

    return tuple(name for name in PATCHER_NAMES if name != "aiohttp")


def _watch(cassette: Cassette, replay: Replay, canonical: Callable[[str], str]) -> None:
    """Note every request: the client asks once for each whether it can be played."""
    can_play = cassette.can_play_response_for

    def noting(request: Request) -> bool:
        answered = bool(can_play(request))
        host = urlsplit(request.uri).hostname or ""
        asked = Asked(request.method.upper(), redacted_url(canonical(request.uri)), host, answered)
        replay.asked.append(asked)
        if not answered:  # vcrpy's own words hold the whole address, with the key
            raise ContractError(f"the cassette does not answer {asked.method} {asked.url}")
        return True

    cassette.can_play_response_for = noting


@attrs.frozen
class _Held:
    """Gives vcrpy interactions that are in memory, and keeps nothing."""

    interactions: Sequence[Interaction]

    def load_cassette(self, path: str, serializer: object) -> Requests:
        from vcr.request import Request

        return (
            [Request(each.method, each.url, each.request_body or None, _headers(each)) for each in self.interactions],
            [
                {
                    "status": {"code": each.status, "message": ""},
                    "headers": {name: [value] for name, value in each.headers.items()},
                    "body": {"string": each.body},
                }
                for each in self.interactions
            ],
        )

    def save_cassette(self, path: str, cassette: object, serializer: object, metadata: object = None) -> None:
        """Keep nothing."""


def _headers(each: Interaction) -> dict[str, str]:
    return {DIGEST_HEADER: each.request_sha256} if each.request_sha256 else {}


def _matcher(secrets: frozenset[str], canonical: Callable[[str], str]) -> object:
    def harmony(asked: Request, kept: Request) -> bool:
        """Whether method, canonical address and body are the same."""
        return (
            asked.method.upper() == kept.method.upper()
            and canonical_url(kept.uri, secrets)
            in (canonical_url(asked.uri, secrets), canonical_url(canonical(asked.uri), secrets))
            and _same_body(_body(asked), _body(kept), kept.headers.get(DIGEST_HEADER), secrets)
        )

    return harmony


def _body(request: Request) -> bytes:
    body = request.body
    match body:
        case None:
            return b""
        case bytes() | bytearray():
            return bytes(body)
        case str():
            return body.encode()
        case _:  # a form, by which a token is asked for: everything else goes out as bytes
            return urlencode(body).encode()


def _same_body(asked: bytes, kept: bytes, digest: str | None, secrets: frozenset[str]) -> bool:
    """Whether two bodies say the same, however they are laid out; of one that is not known there is a digest."""
    said = canonical_body(asked, secrets)
    return sha256(said).hexdigest() == digest if digest else said == canonical_body(kept, secrets)
