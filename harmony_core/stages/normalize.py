"""raw answers → entities in the common form, each with its source. No network, no clock."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Sequence
from functools import cache
from typing import TypeVar

import attrs

from harmony_core.domain.answers import Absent, Answer, Failure, Found, FoundMany, Message, SearchAnswer, Unknown
from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.errors import HarmonyError, PluginError
from harmony_core.domain.evolved import evolved
from harmony_core.domain.fitness import misfit
from harmony_core.domain.frozen import maker
from harmony_core.domain.model import Artist, Entity, ExternalId, Label, Recording, Release, Source
from harmony_core.domain.refs import Kind, with_article
from harmony_core.plugin.definitions import raised_by
from harmony_core.plugin.logger import logger
from harmony_core.plugin.parts import Normalizer
from harmony_core.plugin.providers import Provider
from harmony_core.plugin.reading import Reader
from harmony_core.stages.fetch import Fetched, RawAnswer, what_for

log = logger("harmony.normalize")

_source = maker(Source)

T = TypeVar("T")

KINDS = {kind.value: kind for kind in Kind}

ENTITY_OF_KIND: dict[Kind, type[Entity]] = {
    Kind.RELEASE: Release,
    Kind.RELEASE_GROUP: Release,
    Kind.RECORDING: Recording,
    Kind.ARTIST: Artist,
    Kind.LABEL: Label,
}


@attrs.frozen(kw_only=True)
@by_fields
class Normalized:
    """The answers in the common form, with what was wrong in them."""

    answers: tuple[Answer, ...]
    messages: tuple[Message, ...] = ()


@attrs.frozen(kw_only=True)
@by_fields
class NormalizedSearch:
    """The candidates in the common form, with what was wrong in them."""

    answers: tuple[SearchAnswer, ...]
    messages: tuple[Message, ...] = ()


def normalize(answers: Sequence[RawAnswer], normalizers: Sequence[Normalizer] = ()) -> Normalized:
    """Return every answer with its entity; an answer that cannot be turned into one becomes Unknown."""

    def found(fetched: Fetched, reader: Reader) -> Found:
        entity = entity_of(fetched, reader, normalizers)
        own = own_id(entity, fetched.provider.name)
        return Found(
            provider=fetched.provider.name,
            asked=fetched.asked,
            entity=entity,
            id=own.id if own else None,
            url=own.url if own else None,
            fetched_at=fetched.trace.fetched_at,
        )

    done, messages = _each(answers, found)
    return Normalized(answers=done, messages=messages)


def normalize_search(answers: Sequence[RawAnswer], normalizers: Sequence[Normalizer] = ()) -> NormalizedSearch:
    """Return every provider's candidates in the common form."""

    def found(fetched: Fetched, reader: Reader) -> FoundMany:
        return FoundMany(
            provider=fetched.provider.name,
            asked=fetched.asked,
            entities=tuple(entities_of(fetched, reader, normalizers)),
            fetched_at=fetched.trace.fetched_at,
        )

    done, messages = _each(answers, found)
    return NormalizedSearch(answers=done, messages=messages)


def _each(
    answers: Sequence[RawAnswer], found: Callable[[Fetched, Reader], T]
) -> tuple[tuple[T | Absent | Unknown, ...], tuple[Message, ...]]:
    """Turn every raw answer into what was found; one that cannot be becomes Unknown, the others go on."""
    done: list[T | Absent | Unknown] = []
    messages: list[Message] = []
    for answer in answers:
        if not isinstance(answer, Fetched):
            done.append(answer)
            continue
        reader = Reader()
        try:
            done.append(found(answer, reader))
        except HarmonyError as error:
            done.append(Unknown(provider=answer.provider.name, asked=answer.asked, error=Failure.of(error)))
        else:
            named = {"provider": answer.provider.name}
            messages += [evolved(each, named) for each in reader.messages]
    return tuple(done), tuple(messages)


def entity_of(fetched: Fetched, reader: Reader, normalizers: Sequence[Normalizer] = ()) -> Entity:
    """Turn one answer into an entity. Raises `PayloadError` or `PluginError`."""
    kind = KINDS[fetched.lookup.kind]
    normalize_answer: Callable[[object, Reader], object] = fetched.lookup.normalize  # type: ignore[assignment]
    try:
        entity = normalize_answer(fetched.answer, reader)
    except HarmonyError:
        raise
    except Exception as error:
        raise _fault_of(fetched, error) from error
    return _finished(_checked(entity, kind, fetched.provider), kind, fetched, reader, normalizers)


def entities_of(fetched: Fetched, reader: Reader, normalizers: Sequence[Normalizer] = ()) -> list[Entity]:
    """Turn a search's answer into entities. Raises `PayloadError` or `PluginError`."""
    kind = KINDS[fetched.lookup.kind]
    normalize_answer: Callable[[object, Reader], Iterable[object]] = fetched.lookup.normalize  # type: ignore[assignment]
    try:
        found = list(normalize_answer(fetched.answer, reader))
    except HarmonyError:
        raise
    except Exception as error:
        raise _fault_of(fetched, error) from error
    entities = [_checked(entity, kind, fetched.provider) for entity in found]
    return [_finished(entity, kind, fetched, reader, normalizers) for entity in entities]


def _fault_of(fetched: Fetched, error: Exception) -> PluginError:
    """Return what a normalize that raised is told as, and log it."""
    provider, lookup = fetched.provider, fetched.lookup
    log.exception("normalize_raised", provider=provider.name)
    return PluginError(
        f"{provider.name}: its normalize raised {raised_by(error, lookup.normalize, what_for(lookup))}",
        provider=provider.name,
    )


def _checked(entity: object, kind: Kind, provider: Provider) -> Entity:
    expected = ENTITY_OF_KIND[kind]
    if not isinstance(entity, expected):
        hint = ""
        if isinstance(entity, Coroutine):
            entity.close()
            hint = "; it is a plain function: take `async` away"
        wanted, got = with_article(expected.__name__), with_article(type(entity).__name__)
        raise PluginError(
            f"{provider.name}: normalize must return {wanted}, it returned {got}{hint}",
            provider=provider.name,
        )
    problem = misfit(entity)
    if problem is not None:
        raise PluginError(
            f"{provider.name}: its normalize returned a wrong {kind}: {problem}; please tell its author",
            provider=provider.name,
        )
    return entity


def _finished(
    entity: Entity, kind: Kind, fetched: Fetched, reader: Reader, normalizers: Sequence[Normalizer]
) -> Entity:
    """Say where an entity comes from, and clean it as all entities are cleaned."""
    own = own_id(entity, fetched.provider.name)
    source = _source(
        provider=fetched.provider.name,
        id=own.id if own else None,
        url=own.url if own else None,
        fetched_at=fetched.trace.fetched_at,
        snapshot=fetched.trace.snapshot,
    )
    entity = evolved(entity, {"sources": (source,)})
    for normalizer in normalizers:
        if kind in normalizer.kinds:
            entity = _cleaned(entity, normalizer, reader)
    return entity


def _cleaned(entity: Entity, normalizer: Normalizer, reader: Reader) -> Entity:
    """Apply a normalizer; one that is broken leaves the entity as it is and is reported."""
    try:
        cleaned = normalizer.apply(entity, reader)
        problem = None if type(cleaned) is type(entity) else f"returned a {type(cleaned).__name__}"
    except Exception as error:
        cleaned, problem = entity, f"raised {type(error).__name__}: {error}"
    if problem is None:
        return cleaned
    text = f"the normalizer {normalizer.name} {problem}; please tell its author"
    reader.messages.append(Message(level="error", text=text))
    return entity


def own_id(entity: Entity, provider: str) -> ExternalId | None:
    """Return the id by which the provider itself knows an entity: one of the entity's own kind, if it gave one."""
    kind = _kind_of(type(entity))  # type: ignore[arg-type]  # classes are hashable
    first = None
    for each in entity.external_ids:
        if each.provider == provider:
            if each.kind == kind:
                return each
            first = first or each
    return first


@cache
def _kind_of(entity: type[Entity]) -> Kind:
    return next(kind for kind, of_kind in ENTITY_OF_KIND.items() if issubclass(entity, of_kind))
