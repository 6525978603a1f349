"""One raw answer → the common form, without asking anybody: for authors of providers, and for repairs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import attrs

from harmony_core.domain.answers import Asked, Message
from harmony_core.domain.errors import PayloadError, ProviderError, RequestError
from harmony_core.domain.frozen import maker
from harmony_core.domain.model import Entity
from harmony_core.domain.refs import Kind, with_article
from harmony_core.edges.payloads import read_one, read_page
from harmony_core.plugin.api import Trace
from harmony_core.plugin.parts import Normalizer
from harmony_core.plugin.providers import AnyLookup, AnySearch, Provider
from harmony_core.plugin.reading import Reader
from harmony_core.plugin.snapshot import Snapshot
from harmony_core.stages.fetch import Fetched
from harmony_core.stages.normalize import entities_of, entity_of

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_new_snapshot, _new_fetched = maker(Snapshot), maker(Fetched)
_ASKED = Asked(by="body", value="")
_TRACE = Trace()


@attrs.frozen(kw_only=True)
class OneBody:
    """What one body amounts to: one entity, or a search's candidates."""

    entities: tuple[Entity, ...]
    messages: tuple[Message, ...]


def normalize_body(provider: Provider, kind: Kind, body: bytes, normalizers: Sequence[Normalizer] = ()) -> OneBody:
    """Turn the body of a lookup's main request into an entity.

    Raises `NotFoundError` or another `ProviderError` where the body says so, `RequestError` where the provider
    does not look up this kind.
    """
    lookup = provider.lookup(kind)
    if lookup is None:
        text = f"{provider.title} does not look up {with_article(kind)}"
        raise RequestError(text, field="kind", provider=provider.name)
    reader = Reader()
    payload = read_one(provider, lookup.main, _snapshot(provider, body, lookup.main.reads_json))
    answer = lookup.alone(payload) if lookup.alone else payload
    entity = entity_of(_fetched(provider, lookup, answer), reader, normalizers)
    return OneBody(entities=(entity,), messages=tuple(reader.messages))


def normalize_search_body(
    provider: Provider, body: bytes, normalizers: Sequence[Normalizer] = (), kind: Kind | None = None
) -> OneBody:
    """Turn the body of a search into candidates: those of the first search whose form it has.

    Raises `ProviderError` where it has none, `RequestError` where the provider does not search.
    """
    searches = provider.searches(kind)
    if not searches:
        raise RequestError(f"{provider.title} does not search", field="kind", provider=provider.name)
    problem: ProviderError | None = None
    for search in searches:
        reader = Reader()
        try:
            page, _ = read_page(provider, search.main, _snapshot(provider, body, search.main.reads_json))
        except PayloadError as error:
            problem = problem or error
            continue
        items = tuple([item for item in page if item is not None])
        entities = entities_of(_fetched(provider, search, items), reader, normalizers)
        return OneBody(entities=tuple(entities), messages=tuple(reader.messages))
    assert problem is not None  # there was at least one search, and none returned
    raise problem


def _snapshot(provider: Provider, body: bytes, pages_are_json: bool) -> Snapshot:
    """Return a body as an answer; JSON needs no reading out of a page, where pages are no JSON themselves."""
    return _new_snapshot(
        key="",
        provider=provider.name,
        method="GET",
        url="the given body",
        status=200,
        body=body,
        fetched_at=_LONG_AGO,
        extracted=not pages_are_json and body.lstrip()[:1] in (b"{", b"["),
    )


def _fetched(provider: Provider, lookup: AnyLookup | AnySearch, answer: object) -> Fetched:
    return _new_fetched(provider=provider, lookup=lookup, asked=_ASKED, answer=answer, trace=_TRACE)
