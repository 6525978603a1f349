"""JSON Schema (2020-12) of every document, made from the model's own classes."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, get_args, get_origin, get_type_hints

import attrs

from harmony_core.domain.answers import Asked, Failure, Message
from harmony_core.domain.codes import Country, Language, Script
from harmony_core.domain.errors import RequestError
from harmony_core.domain.evidence import Evidence
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc, Iswc, Mbid
from harmony_core.domain.model import TITLED, Artist, ExternalId, Label, Popularity, Recording, Release
from harmony_core.domain.partial_date import PartialDate
from harmony_core.domain.refs import Kind
from harmony_core.domain.result import Conflict, Decision, Match
from harmony_core.edges.breaker import State
from harmony_core.edges.differences import ADDED, CHANGED, REMOVED

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_TEXT: Schema = {"type": "string", "minLength": 1}
_TIME: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"}
_HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_STATUS: Schema = {"type": "integer", "minimum": 0, "maximum": 999}
_VALUES: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    object: {},
    datetime: _TIME,
    Gtin: {"type": "string", "pattern": r"^(\d{8}|\d{12,14})$"},
    Isrc: {"type": "string", "pattern": "^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$"},
    Iswc: {"type": "string", "pattern": r"^T-\d{3}\.\d{3}\.\d{3}-\d$"},
    Mbid: {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
    PartialDate: {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"},
    Country: {"type": "string", "pattern": "^[A-Z]{2}$"},
    Language: {"type": "string", "pattern": "^[a-z]{3}$"},
    Script: {"type": "string", "pattern": "^[A-Z][a-z]{3}$"},
}
_NOT_NEGATIVE = frozenset({"length_ms", "width", "height", "listeners", "plays"})
_SHARES = frozenset({"score", "share", "confidence", "probability", "weight"})


def schema(name: str) -> Schema:
    """Return the schema of a document. Raises `RequestError` where there is none of that name."""
    try:
        made = _SCHEMAS[name]
    except KeyError as error:
        raise RequestError(f"there is no schema {name!r}; there are {', '.join(_SCHEMAS)}", field="name") from error
    definitions: dict[str, Schema] = {}
    body = made(definitions)
    return {"$schema": DRAFT, "title": name, **body, "$defs": dict(sorted(definitions.items()))}


def names() -> tuple[str, ...]:
    """Return the names of all documents."""
    return tuple(_SCHEMAS)


def problems(name: str, found: object, limit: int = 20) -> tuple[str, ...]:
    """Return what is wrong with a document, each with its JSON path; nothing is fetched."""
    import jsonschema
    import referencing

    validator = jsonschema.Draft202012Validator(_schema(name), registry=referencing.Registry())
    errors = sorted(validator.iter_errors(found), key=lambda error: list(map(str, error.absolute_path)))
    return tuple(f"{_short(error.message)} @ {error.json_path}" for error in errors[:limit])


@lru_cache(maxsize=32)
def _schema(name: str) -> Schema:
    return schema(name)


def _short(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:120]} … {text[-60:]}"


def _of_class(kind: type, definitions: dict[str, Schema]) -> Schema:
    """Return a reference to the schema of a class, and file it among the definitions."""
    name = kind.__name__
    if name not in definitions:
        definitions[name] = {}  # so that a class that holds itself ends
        hints = get_type_hints(kind)
        fields = [field for field in attrs.fields(kind) if (kind, field.name) != (Failure, "at")]  # for people only
        properties = {field.name: _of_field(field.name, hints[field.name], definitions) for field in fields}
        if kind is Evidence:  # its weight is in log-odds, below 0 where it speaks against
            properties["weight"] = {"type": "number"}
        required = [field.name for field in fields if field.default is attrs.NOTHING]
        definitions[name] = {
            "type": "object",
            "description": (kind.__doc__ or "").partition("\n")[0],
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }
        if kind in TITLED:
            definitions[name]["anyOf"] = [{"required": ["title"]}, {"required": ["external_ids"]}]
    return {"$ref": f"#/$defs/{name}"}


def _of_field(name: str, kind: Any, definitions: dict[str, Schema]) -> Schema:  # noqa: ANN401 - any annotation
    if name == "external_ids":
        return _by_provider({"type": "array", "minItems": 1, "items": _without_provider(ExternalId, definitions)})
    if name == "popularity":
        return _by_provider(_without_provider(Popularity, definitions))
    made = _of_type(kind, definitions)
    if name in _NOT_NEGATIVE:
        return {**made, "minimum": 0}
    return {**made, "minimum": 0, "maximum": 1} if name in _SHARES else made


def _of_type(kind: Any, definitions: dict[str, Schema]) -> Schema:  # noqa: ANN401 - any annotation
    if get_origin(kind) in (typing.Union, types.UnionType):
        inner = [_of_type(each, definitions) for each in get_args(kind) if each is not type(None)]
        return inner[0] if len(inner) == 1 else {"anyOf": inner}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _of_type(get_args(kind)[0], definitions)}
    if kind in _VALUES:
        return dict(_VALUES[kind])
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {"enum": [member.value for member in kind]}
    if attrs.has(kind):
        return _of_class(kind, definitions)
    raise TypeError(f"there is no JSON Schema for {kind!r}")


def _without_provider(kind: type, definitions: dict[str, Schema]) -> Schema:
    """Return the schema of a class whose provider is the key that it stands under."""
    _of_class(kind, definitions)
    made = definitions[kind.__name__]
    made["properties"].pop("provider", None)
    made["required"] = [name for name in made["required"] if name != "provider"]
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _by_provider(of_one: Schema) -> Schema:
    return {"type": "object", "minProperties": 1, "additionalProperties": of_one}


def _object(properties: Mapping[str, Schema], *required: str) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _one_or_more(one: Schema) -> Schema:
    """Return the schema of a list, which is also that of one of its items: as lines have them."""
    return {"anyOf": [one, _list(one)]}


def _entity(definitions: dict[str, Schema]) -> Schema:
    return {"anyOf": [_of_class(kind, definitions) for kind in (Release, Recording, Artist, Label)]}


def _kind() -> Schema:
    return {"enum": [kind.value for kind in Kind]}


def _query(definitions: dict[str, Schema]) -> Schema:
    return _object(
        {
            "kind": _kind(),
            "text": _TEXT,
            "refs": _list({"type": "string", "pattern": "^[a-z][a-z0-9_]*:.+$"}),
            "gtin": _VALUES[Gtin],
            "isrc": _VALUES[Isrc],
            "mbid": _VALUES[Mbid],
            "regions": _list(_VALUES[Country]),
        },
        "kind",
    )


def _parse(definitions: dict[str, Schema]) -> Schema:
    one = _object(
        {
            "text": _TEXT,
            "kind": _kind(),
            "provider": _TEXT,
            "type": _TEXT,
            "id": _TEXT,
            "region": _VALUES[Country],
            "gtin": _VALUES[Gtin],
            "isrc": _VALUES[Isrc],
            "mbid": _VALUES[Mbid],
            "url": _TEXT,
        },
        "text",
        "kind",
    )
    return {"anyOf": [one, _list(one)]}


def _answer(definitions: dict[str, Schema]) -> Schema:
    asked = _of_class(Asked, definitions)
    return {
        "oneOf": [
            _object(
                {"state": {"const": "found"}, "id": _TEXT, "url": _TEXT, "asked": asked, "fetched_at": _TIME},
                "state",
                "asked",
            ),
            _object({"state": {"const": "absent"}, "asked": asked, "fetched_at": _TIME}, "state", "asked"),
            _object(
                {"state": {"const": "unknown"}, "asked": asked, "error": _of_class(Failure, definitions)},
                "state",
                "asked",
                "error",
            ),
        ]
    }


def _result(definitions: dict[str, Schema]) -> Schema:
    entity = _entity(definitions)
    return _object(
        {
            "query": _query(definitions),
            "kind": _kind(),
            "data": {
                "anyOf": [*entity["anyOf"], {"type": "object", "minProperties": 1, "additionalProperties": entity}]
            },
            "confidence": {"type": "number", "minimum": 0, "maximum": 1},
            "providers": _list(_TEXT),
            "decisions": {"type": "object", "additionalProperties": _of_class(Decision, definitions)},
            "conflicts": _list(_of_class(Conflict, definitions)),
            "matches": _list(_of_class(Match, definitions)),
            "feeds": {"type": "object", "additionalProperties": _list(_TEXT)},
            "answers": {"type": "object", "additionalProperties": _answer(definitions)},
            "messages": _list(_of_class(Message, definitions)),
            "at": _TIME,
            "permalink": _TEXT,
            "made_by": {"type": "object", "additionalProperties": _TEXT},
            # in the lines of a batch
            "row": {"type": "integer", "minimum": 1},
            "id": _TEXT,
            "state": {"enum": ["found", "absent", "unknown", "deferred", "refused"]},
            "error": _object({"code": _TEXT, "message": _TEXT}, "code", "message"),
        },
        "query",
        "kind",
    )


def _candidate(definitions: dict[str, Schema]) -> Schema:
    return _object(
        {
            "score": {"type": "number", "minimum": 0, "maximum": 1},
            "provider": _TEXT,
            "ref": _TEXT,
            "id": _TEXT,
            "url": _TEXT,
            "document": _entity(definitions),
        },
        "score",
        "provider",
        "document",
    )


def _search(definitions: dict[str, Schema]) -> Schema:
    return _object(
        {
            "query": _query(definitions),
            "kind": _kind(),
            "candidates": _list(_candidate(definitions)),
            "answers": {"type": "object", "additionalProperties": _answer(definitions)},
            "messages": _list(_of_class(Message, definitions)),
        },
        "query",
        "kind",
        "candidates",
    )


def _explanation(definitions: dict[str, Schema]) -> Schema:
    decision = _of_class(Decision, definitions)
    return _list(_object({"path": _TEXT, "text": _TEXT, "decision": decision}, "path", "text", "decision"))


def _providers(definitions: dict[str, Schema]) -> Schema:
    setting = _object(
        {
            "name": _TEXT,
            "help": {"type": "string"},
            "variables": _list(_TEXT),
            "secret": {"type": "boolean"},
            "where": _TEXT,
            "is_set": {"type": "boolean"},
        },
        "name",
        "help",
        "variables",
        "secret",
        "is_set",
    )
    auth = _object(
        {
            "way": {"enum": ["parameter", "header", "token"]},
            "name": _TEXT,
            "url": _TEXT,
            "variables": _list(_TEXT),
        },
        "way",
        "variables",
    )
    one = _object(
        {
            "name": _TEXT,
            "title": _TEXT,
            "status": {"enum": ["ready", "needs settings", "disabled", "installable"]},
            "message": _TEXT,
            "distribution": _TEXT,
            "version": _TEXT,
            "category": _TEXT,
            "priority": {"type": "integer", "minimum": 0, "maximum": 100},
            "lookups": {"type": "object", "additionalProperties": _list(_TEXT)},
            "searches": _list(_TEXT),
            "urls": _list(_TEXT),
            "hosts": _list(_TEXT),
            "rate": _object({"requests": {"type": "integer"}, "per": {"type": "number"}}, "requests", "per"),
            "auth": _list(auth),
            "settings": _list(setting),
        },
        "name",
        "status",
    )
    return {"anyOf": [one, _list(one)]}


def _plugins(definitions: dict[str, Schema]) -> Schema:
    return _one_or_more(
        _object(
            {
                "name": _TEXT,
                "status": {"enum": ["loaded", "disabled", "outdated", "failed", "needs settings"]},
                "distribution": _TEXT,
                "version": _TEXT,
                "message": _TEXT,
                "offers": _list(_TEXT),
            },
            "name",
            "status",
        )
    )


def _limits(definitions: dict[str, Schema]) -> Schema:
    return _one_or_more(
        _object(
            {
                "provider": _TEXT,
                "left": {"type": "integer", "minimum": 0},
                "limit": {"type": "integer", "minimum": 1},
                "window_seconds": {"type": "number", "minimum": 0},
                "breaker": {"enum": [state.value for state in State]},
                "paused_until": _TIME,
                "open_until": _TIME,
            },
            "provider",
            "left",
            "limit",
            "window_seconds",
            "breaker",
        )
    )


def _snapshots(definitions: dict[str, Schema]) -> Schema:
    fields = {
        "fetched_at": _TIME,
        "provider": _TEXT,
        "method": _TEXT,
        "url": _TEXT,
        "status": _STATUS,
        "size": {"type": "integer", "minimum": 0},
        "body_hash": _HASH,
    }
    return _one_or_more(_object(fields, *fields))


def _differences(definitions: dict[str, Schema]) -> Schema:
    told = {"fetched_at": _TIME, "status": _STATUS, "body_hash": _HASH}
    answer = _object(told, *told)
    change = _object(
        {"path": _TEXT, "change": {"enum": [ADDED, REMOVED, CHANGED]}, "before": {}, "after": {}}, "path", "change"
    )
    fields = {"provider": _TEXT, "method": _TEXT, "url": _TEXT, "before": answer, "after": answer}
    return _one_or_more(_object({**fields, "changes": _list(change)}, *fields, "changes"))


def _checks(definitions: dict[str, Schema]) -> Schema:
    return _one_or_more(_object({"check": _TEXT, "passed": {"type": "boolean"}, "message": _TEXT}, "check"))


_SCHEMAS: dict[str, typing.Callable[[dict[str, Schema]], Schema]] = {
    "release": lambda definitions: _of_class(Release, definitions),
    "recording": lambda definitions: _of_class(Recording, definitions),
    "artist": lambda definitions: _of_class(Artist, definitions),
    "label": lambda definitions: _of_class(Label, definitions),
    "result": _result,
    "search": _search,
    "parse": _parse,
    "query": _query,
    "explanation": _explanation,
    "providers": _providers,
    "plugins": _plugins,
    "search_candidate": _candidate,
    "limits": _limits,
    "snapshots": _snapshots,
    "differences": _differences,
    "checks": _checks,
}
