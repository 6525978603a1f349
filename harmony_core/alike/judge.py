"""The one place that says how alike two things are: `compare`."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import attrs

from harmony_core.alike.comparable import Comparable
from harmony_core.alike.evidence import Likeness
from harmony_core.alike.fields import ARTISTS, FIELDS, Levels, with_editions, with_siblings
from harmony_core.domain.evidence import Evidence
from harmony_core.domain.refs import Kind

_COMPARES = {kind: tuple(field.compare for field in fields) for kind, fields in FIELDS.items()}
_USUAL, _RARE = _COMPARES[Kind.RECORDING][:8], _COMPARES[Kind.RECORDING][8:]
_NONE = [0] * len(_RARE)


@attrs.frozen
class Parameters:
    """The fitted parameters of one kind: the log-odds before any evidence, and the weight of each field's levels."""

    prior: float
    weights: tuple[tuple[float, ...], ...]


def compare(one: Comparable, other: Comparable) -> Likeness:
    """Return how alike two things of one kind are.

    What one of them does not know adds nothing; what both know moves the log-odds by its level's weight. Raises
    `ValueError` for two kinds.
    """
    if one.kind is not other.kind:
        raise ValueError(f"a {one.kind} cannot be compared with a {other.kind}")
    return _judged(one.kind, levels_of(one, other))


def compare_many(pairs: Iterable[tuple[Comparable, Comparable]]) -> Iterator[Likeness]:
    """Yield how alike each pair is: the same as `compare` of each, without keeping them."""
    for one, other in pairs:
        yield _judged(one.kind, levels_of(one, other))


def levels_of(one: Comparable, other: Comparable) -> Levels:
    """Return how each field of two things compares, by which the parameters are fitted."""
    a, b = one.forms, other.forms
    if one.kind is Kind.RECORDING:
        rare = [each(a, b) for each in _RARE] if a.rare & b.rare else _NONE
        return with_siblings((*[each(a, b) for each in _USUAL], *rare))
    levels = tuple([each(a, b) for each in _COMPARES[one.kind]])
    return with_editions(levels) if one.kind is Kind.RELEASE else levels


@lru_cache(maxsize=65536)
def _judged(kind: Kind, levels: Levels) -> Likeness:
    """Return the likeness of levels: there are many pairs, but few ways for them to come out."""
    return judged(kind, levels, parameters(kind))


def judged(kind: Kind, levels: Levels, given: Parameters) -> Likeness:
    """Add up the evidence of levels by given parameters."""
    evidence = tuple(
        Evidence(field.name, field.names[level], weights[level])
        for field, level, weights in zip(FIELDS[kind], levels, given.weights, strict=True)
        if level
    )
    log_odds = given.prior + sum(each.weight for each in evidence)
    return Likeness(probability_of(log_odds), _method(kind, evidence), evidence, log_odds)


def probability_of(log_odds: float) -> float:
    """Return the probability of log-odds; none is surer than one in ten thousand: no labelled pairs show more."""
    return round(1 / (1 + math.exp(-max(-SUREST, min(SUREST, log_odds)))), 6)


SUREST = math.log(9999)


_METHODS = (("id", "direct"), ("isrc", "isrc"), ("gtin", "gtin"), ("mbid", "mbid"))
_SAME = {"the same, and long", "the same", "the same, and short", *ARTISTS[:2]}


def _method(kind: Kind, evidence: tuple[Evidence, ...]) -> str:
    """Name what speaks for two things being the same."""
    said = {each.name: each.value for each in evidence}
    methods = [method for field, method in _METHODS if said.get(field) == "shared"]
    if said.get("name" if kind is Kind.ARTIST else "title") in _SAME and said.get("artists", "the same") in _SAME:
        methods.append("artist_title")
    elif not methods or any(each.weight > 0 for each in evidence if each.name in ("title", "artists", "name")):
        methods.append("fuzzy")
    return "+".join(methods)


@lru_cache(maxsize=8)
def parameters(kind: Kind) -> Parameters:
    """Return the shipped parameters of a kind: see `docs/explanation/matching.md` for where they are from."""
    text = Path(__file__).with_name("parameters.json").read_text(encoding="utf-8")
    return parameters_in(json.loads(text)[kind.value], kind)


def parameters_in(document: dict[str, object], kind: Kind) -> Parameters:
    """Return the parameters in a document: {"prior": number, "weights": {field: {level: number}}}."""
    weights = document["weights"]
    prior = document["prior"]
    assert isinstance(weights, dict)
    assert isinstance(prior, (int, float))
    return Parameters(
        float(prior),
        tuple(tuple(float(weights[field.name].get(name, 0.0)) for name in field.names) for field in FIELDS[kind]),
    )
