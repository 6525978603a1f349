"""Values ↔ documents: what is printed, kept and read is JSON of the shapes in `docs/reference/documents.md`.

Absent values (None, nothing in a list) are left out. Reading is strict: a number is not a text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar, get_args

import attrs
from cattrs import Converter, transform_error
from cattrs.errors import BaseValidationError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from harmony_core.domain.answers import Absent, Answer, Found, FoundMany, SearchAnswer, Unknown
from harmony_core.domain.codes import Country, Language, Script
from harmony_core.domain.errors import RequestError
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc, Iswc, Mbid
from harmony_core.domain.model import (
    ArtistKind,
    ArtworkKind,
    CopyrightKind,
    Entity,
    ExternalId,
    LinkKind,
    Popularity,
    ReleaseStatus,
    ReleaseType,
    TrackKind,
)
from harmony_core.domain.partial_date import PartialDate
from harmony_core.domain.refs import EntityRef, Kind
from harmony_core.domain.result import Parsed, Query, Result, SearchResult
from harmony_core.plugin.snapshot import SnapshotSummary

T = TypeVar("T")
E = TypeVar("E", bound=Entity)

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Document: TypeAlias = "dict[str, Json]"

VALUES: tuple[type, ...] = (Gtin, Isrc, Iswc, Mbid, PartialDate, Country, Language, Script)
"""Values that are written as text."""

ENUMS: tuple[type[StrEnum], ...] = (
    ReleaseType,
    ReleaseStatus,
    TrackKind,
    ArtistKind,
    ArtworkKind,
    LinkKind,
    CopyrightKind,
    Kind,
)
"""Words of closed lists."""


def document(value: object) -> Document:
    """Return the document of an entity or another value of the model."""
    made: Document = _converter().unstructure(value)
    return made


def entity_from(found: Mapping[str, object], entity: type[E]) -> E:
    """Read an entity back from its document. Raises `RequestError` naming the JSON paths of what is wrong."""
    try:
        return _converter().structure(found, entity)
    except (BaseValidationError, ValueError, TypeError, KeyError) as error:
        problems = transform_error(error) if isinstance(error, BaseValidationError) else [str(error)]
        raise RequestError(f"this is no {entity.__name__.lower()}: {'; '.join(problems)}") from error


def result_document(result: Result) -> Document:
    """Return the document that `harmony lookup -f json` prints."""
    data: Json
    if result.merged:
        data = document(result.data) if result.data is not None else None
    else:
        data = {name: document(entity) for name, entity in result.documents.items()} or None
    return _present(
        query=query_document(result.query),
        kind=str(result.kind),
        data=data,
        confidence=result.confidence,
        providers=list(result.providers),
        decisions={path: document(decision) for path, decision in result.decisions.items()} if result.merged else {},
        conflicts=[document(conflict) for conflict in result.conflicts],
        matches=[document(match) for match in result.matches],
        feeds={feed: list(names) for feed, names in result.feeds.items()} if result.merged else {},
        answers={name: answer_document(answer) for name, answer in result.answers.items()},
        messages=[document(message) for message in result.messages],
        at=_time(result.at) if result.at else None,
        permalink=result.permalink,
        made_by=dict(result.made_by),
    )


def search_document(result: SearchResult) -> Document:
    """Return the document that `harmony search -f json` prints."""
    return {
        "query": query_document(result.query),
        "kind": str(result.kind),
        "candidates": [document(candidate) for candidate in result.candidates],
        **_present(
            answers={name: answer_document(answer) for name, answer in result.answers.items()},
            messages=[document(message) for message in result.messages],
        ),
    }


def query_document(query: Query) -> Document:
    """Return a query's document."""
    return _present(
        kind=str(query.kind),
        text=query.text,
        refs=[str(ref) for ref in query.refs],
        gtin=query.gtin and str(query.gtin),
        isrc=query.isrc and str(query.isrc),
        mbid=query.mbid and str(query.mbid),
        regions=[str(region) for region in query.regions],
    )


def parsed_document(parsed: Parsed) -> Document:
    """Return the document that `harmony parse` prints."""
    ref = parsed.ref
    return _present(
        text=parsed.text,
        kind=str(parsed.kind),
        provider=ref and ref.provider,
        type=ref and ref.type,
        id=ref and ref.id,
        region=ref and ref.region and str(ref.region),
        gtin=parsed.gtin and str(parsed.gtin),
        isrc=parsed.isrc and str(parsed.isrc),
        mbid=parsed.mbid and str(parsed.mbid),
        url=parsed.url,
    )


def answer_document(answer: Answer | SearchAnswer) -> Document:
    """Return what became of asking one provider."""
    asked = document(answer.asked)
    match answer:
        case Found():
            return _present(
                state="found", id=answer.id, url=answer.url, asked=asked, fetched_at=_time(answer.fetched_at)
            )
        case FoundMany():
            state = "found" if answer.entities else "absent"
            return _present(state=state, asked=asked, fetched_at=_time(answer.fetched_at))
        case Absent():
            return _present(state="absent", asked=asked, fetched_at=_time(answer.fetched_at))
        case Unknown():
            return _present(state="unknown", asked=asked, error=document(attrs.evolve(answer.error, at=None)))


def summary_document(summary: SnapshotSummary) -> Document:
    """Return one line of `harmony snapshots list`."""
    return document(summary)


def _present(**fields: Any) -> Document:  # noqa: ANN401 - any JSON
    return {name: value for name, value in fields.items() if value is not None and value != [] and value != {}}


def time_text(moment: datetime) -> str:
    """Return a time as documents have it, in UTC: 2026-11-20T12:00:00Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _time(moment: datetime | None) -> str | None:
    return time_text(moment) if moment else None


@lru_cache(maxsize=1)
def _converter() -> Converter:
    """Return the converter; it is made once, for its generated code is dear."""
    converter = Converter(omit_if_default=True, forbid_extra_keys=True)
    for value in VALUES:
        converter.register_unstructure_hook(value, str)
        converter.register_structure_hook(value, _parser(value))
    converter.register_unstructure_hook(datetime, _time)
    converter.register_structure_hook(datetime, lambda text, _: _datetime(text))
    converter.register_unstructure_hook(EntityRef, str)
    for primitive in (str, int, float, bool):
        converter.register_structure_hook(primitive, _strict(primitive))
    for names in ENUMS:
        converter.register_unstructure_hook(names, lambda member: member.value)
        converter.register_structure_hook(names, lambda value, kind: kind(value))
    # what a decision chose among may be of any type: it is written as what it is
    converter.register_unstructure_hook_func(lambda kind: kind is object, lambda value: converter.unstructure(value))
    converter.register_structure_hook_factory(_is_tuple, lambda kind: _sequence(converter, kind))
    converter.register_unstructure_hook_factory(_is_tuple, lambda kind: _list(converter, kind))
    converter.register_unstructure_hook_factory(
        attrs.has,
        lambda kind: make_dict_unstructure_fn(kind, converter, _cattrs_omit_if_default=True, **_grouped(kind)),
    )
    converter.register_structure_hook_factory(
        attrs.has,
        lambda kind: make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True, **_ungrouped(kind)),
    )
    for value in VALUES:  # again: the factories above take attrs classes first
        converter.register_unstructure_hook(value, str)
        converter.register_structure_hook(value, _parser(value))
    converter.register_unstructure_hook(EntityRef, str)
    return converter


def _parser(kind: Any) -> Callable[[object, object], object]:  # noqa: ANN401 - any of VALUES
    def parse(text: object, _: object) -> object:
        if not isinstance(text, str):
            raise TypeError(f"expected text, got {type(text).__name__}")
        return kind.parse(text)

    return parse


def _datetime(text: object) -> datetime:
    if not isinstance(text, str):
        raise TypeError(f"expected a time as text, got {type(text).__name__}")
    return datetime.fromisoformat(text)


def _strict(kind: type) -> Callable[[object, object], object]:
    """Refuse what cattrs would turn into another type by itself."""

    def check(value: object, _: object) -> object:
        if type(value) is kind or (kind is float and type(value) is int):
            return value
        raise TypeError(f"expected {kind.__name__}, got {type(value).__name__}")

    return check


def _is_tuple(kind: Any) -> bool:  # noqa: ANN401 - any annotation
    return getattr(kind, "__origin__", None) is tuple


def _sequence(converter: Converter, kind: Any) -> Callable[[object, object], tuple[object, ...]]:  # noqa: ANN401
    item = get_args(kind)[0]

    def structure(values: object, _: object) -> tuple[object, ...]:
        if not isinstance(values, (list, tuple)):
            raise TypeError(f"expected a list, got {type(values).__name__}")
        return tuple(converter.structure(value, item) for value in values)

    return structure


def _list(converter: Converter, kind: Any) -> Callable[[Sequence[object]], list[object]]:  # noqa: ANN401
    """Return what makes a list of documents."""
    item = get_args(kind)[0]
    if item is Country:
        return lambda values: list(_texts(tuple(values)))
    if item in VALUES:
        return lambda values: list(map(str, values))
    unstructure = converter.get_unstructure_hook(item, cache_result=False)
    return lambda values: [unstructure(value) for value in values]


@lru_cache(maxsize=64)
def _texts(values: tuple[Country, ...]) -> tuple[str, ...]:
    """Return countries as texts; some sources name the same 180 of each track."""
    return tuple(map(str, values))


# External ids and popularity are lists in the model and objects by provider in documents.


def _grouped(kind: type) -> dict[str, Any]:
    hooks: dict[str, Callable[[Any], Any]] = {
        "external_ids": _by_provider,
        "popularity": _popularity_by_provider,
    }
    names = {field.name for field in attrs.fields(kind)}
    return {name: override(unstruct_hook=hook, omit_if_default=True) for name, hook in hooks.items() if name in names}


def _ungrouped(kind: type) -> dict[str, Any]:
    hooks = {"external_ids": _ids_from, "popularity": _popularity_from}
    names = {field.name for field in attrs.fields(kind)}
    return {name: override(struct_hook=hook) for name, hook in hooks.items() if name in names}


def _by_provider(ids: Sequence[ExternalId]) -> Document:
    grouped: dict[str, list[Json]] = {}
    for each in ids:
        told = (("kind", each.kind), ("type", each.type), ("id", each.id), ("url", each.url))
        grouped.setdefault(each.provider, []).append({name: value for name, value in told if value is not None})
    return dict(grouped)


def _ids_from(grouped: Any, _: object) -> tuple[ExternalId, ...]:  # noqa: ANN401 - JSON
    return tuple(ExternalId(provider=name, **entry) for name, entries in grouped.items() for entry in entries)


def _popularity_by_provider(values: Sequence[Popularity]) -> Document:
    return {each.provider: _present(listeners=each.listeners, plays=each.plays, score=each.score) for each in values}


def _popularity_from(grouped: Any, _: object) -> tuple[Popularity, ...]:  # noqa: ANN401 - JSON
    return tuple(Popularity(provider=name, **entry) for name, entry in grouped.items())
