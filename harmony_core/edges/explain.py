"""Why a result is as it is, in plain words. Works on the printed document, so that any kept result can be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from harmony_core.domain.answers import ASKED_FOR
from harmony_core.domain.errors import RequestError
from harmony_core.domain.length import minutes_text
from harmony_core.edges.convert import Document, Json
from harmony_core.edges.how_sure import how_sure
from harmony_core.edges.how_sure import names_of as _names
from harmony_core.rules import RULES
from harmony_core.stages.merge import BY_RULE

_WHY = {
    "preferred": "goes first for this field",
    "most_precise": "is the most precise",
    "longest": "says the most",
    "largest": "has the largest picture",
    "consensus": "has the most trust behind it",
}
MANY_ITEMS = 20
"""Of a list with more, it is not told of each item alone who gave it."""

_DOES = {rule.name: rule.does for rule in RULES}


def explanations(result: Mapping[str, Any], path: str | None = None) -> list[Document]:
    """Return the explanation of every field, or of those at and below a path. Raises `RequestError`."""
    decisions: Mapping[str, Any] = result.get("decisions", {})
    found = [name for name in decisions if path is None or name == path or _below(name, path)]
    if not found:
        raise RequestError(_nothing(result, path), field="path")
    texts = {name: " ".join(filter(None, (_said(name, result), how_sure(name, result)))) for name in found}
    return [{"path": name, "text": text, "decision": decisions[name]} for name, text in texts.items()]


def _said(path: str, result: Mapping[str, Any]) -> str:
    """Say why a field has its value; who was found by it, and does not tell it, is not among those who say so."""
    decision = result["decisions"][path]
    silent = {
        message["provider"]
        for message in result.get("messages", ())
        if message.get("path") == path and f" {ASKED_FOR}" in message["text"] and "provider" in message
    }
    asked = [name for name in decision.get("providers", ()) if name in silent]
    if not asked:
        return in_words(path, decision)
    found = (
        f"{_names(asked)} {'was' if len(asked) == 1 else 'were'} found by it, and {'does' if len(asked) == 1 else 'do'}"
    )
    saying = [name for name in decision["providers"] if name not in silent]
    if not saying:
        return f"{path}: {_brief(path, decision['value'])}, which was asked for. {found} not tell it."
    return f"{in_words(path, {**decision, 'providers': saying})} {found} not tell it."


def in_words(path: str, decision: Mapping[str, Any]) -> str:
    """Say in one line why a field has its value, and what else was said."""
    value, providers = decision.get("value", []), decision.get("providers", [])
    candidates = decision.get("candidates", [])
    if decision["strategy"].startswith(BY_RULE):
        return _by_rule(path, value, decision["strategy"].removeprefix(BY_RULE).split("+"), candidates)
    if decision["strategy"] == "union":
        return f"{path}: {_brief(path, value)}{_union(path, value, providers, candidates)}"
    who = _names(providers)
    losing = "; ".join(f"{_names(each['providers'])} said {_brief(path, each['value'])}" for each in candidates)
    if not losing:
        say = "say so" if len(providers) > 1 else "says so"
        return f"{path}: {_brief(path, value)}. {who} {say}{', and nobody otherwise' if len(providers) > 1 else ''}."
    why = _why(decision["strategy"], value, [each["value"] for each in candidates])
    return f"{path}: {_brief(path, value)}. {providers[0]} {why}{_also(providers)}; {losing}."


def _by_rule(path: str, value: Json, rules: Sequence[str], candidates: list[Mapping[str, Any]]) -> str:
    """Say which rules gave a field its value, what they do, and what the sources said."""
    does = " ".join(_DOES[name] for name in rules if name in _DOES)
    by_giver: dict[tuple[str, ...], list[Json]] = {}
    for each in candidates:
        by_giver.setdefault(tuple(each["providers"]), []).append(each["value"])
    said = "; ".join(
        f"{_names(list(names))} said {_brief(path, values[0] if len(values) == 1 else values)}"
        for names, values in by_giver.items()
    )
    named = f"{'rule' if len(rules) == 1 else 'rules'} {_names(list(rules))}"
    shown = "nothing" if value == [] else _brief(path, value)
    return f"{path}: {shown}, by the {named}. {does}{' ' if does else ''}{f'{said}.' if said else 'No source said it.'}"


def _why(strategy: str, value: Json, losing: list[Json]) -> str:
    """Say what the choice was made by; where all are as precise, the order decided."""
    if strategy == "most_precise" and all(_precision(each) >= _precision(value) for each in losing):
        strategy = "preferred"
    return _WHY.get(strategy, f"was chosen by {strategy}")


def _precision(value: Json) -> int:
    return len(value) if isinstance(value, str) else int(isinstance(value, int) and value % 1000 != 0)


def explained_text(result: Mapping[str, Any], path: str | None = None) -> str:
    """Return all explanations as text, with what was set apart and who did not answer."""
    lines = [str(each["text"]) for each in explanations(result, path)]
    lines += _matches(result, path)
    if path is None:
        lines += _conflicts(result)
        lines += _answers(result)
    return "".join(f"{line}\n" for line in lines)


def _matches(result: Mapping[str, Any], path: str | None) -> Iterator[str]:
    """Say of every track, or of one, why what a provider has was taken for the same."""
    for match in result.get("matches", []):
        where = match["path"]
        if path is None or (where and (where == path or _below(where, path))):
            yield (
                f"{where or 'the whole'}: {match['provider']} has the same as {match['with_provider']}, "
                f"{_sure(match['probability'])} by {match['method'].replace('+', ', ')}: {_evidence(match)}"
            )


def _sure(probability: float) -> str:
    return "more than 99.9% sure" if probability > 0.9995 else f"{probability:.1%} sure"


def _evidence(told: Mapping[str, Any]) -> str:
    """Return the evidence, the weightiest first; what weighs nothing is left out."""
    evidence = sorted(told.get("evidence", []), key=lambda each: -abs(each["weight"]))
    weighty = [
        f"{each['name']} {each['value']} ({each['weight']:+.1f})" for each in evidence if abs(each["weight"]) >= 0.05
    ]
    return ", ".join(weighty) or "nothing speaks against it"


def _conflicts(result: Mapping[str, Any]) -> Iterator[str]:
    for conflict in result.get("conflicts", []):
        for each in conflict["set_apart"]:
            named = f" ({each['edition']})" if each.get("edition") and each["edition"] not in each["value"] else ""
            judged = (
                f" The same edition with {each['probability']:.1%}: {_evidence(each)}." if "probability" in each else ""
            )
            yield (
                f"set apart: {_names(each['providers'])}, by {conflict['check']}: {each['value']}{named}; "
                f"look that up with: harmony lookup {each['query']}{judged and ';'}{judged}"
            )


def _answers(result: Mapping[str, Any]) -> Iterator[str]:
    for name, answer in result.get("answers", {}).items():
        match answer["state"]:
            case "absent":
                yield f"{name}: has no such thing"
            case "unknown":
                yield f"{name}: did not say: {answer['error']['message'].removeprefix(f'{name}: ')}"


def _union(path: str, value: Json, providers: list[str], items: list[Mapping[str, Any]]) -> str:
    """Say who gave each item of a list; of a long one, all items that the same gave together."""
    if not items:
        return f". {_names(providers)} says so."
    taken = value if isinstance(value, list) else [value]
    kept = [each for each in items if each["value"] in taken]
    left = [each for each in items if each["value"] not in taken]
    shown = _items(path, kept)
    return f". Put together: {shown}{f'; not taken: {_items(path, left)}' if left else ''}."


def _items(path: str, items: list[Mapping[str, Any]]) -> str:
    if len(items) <= MANY_ITEMS:
        return "; ".join(f"{_brief(path, each['value'])} from {_names(each['providers'])}" for each in items)
    by_givers: dict[tuple[str, ...], list[Json]] = {}
    for each in items:
        by_givers.setdefault(tuple(each["providers"]), []).append(each["value"])
    return "; ".join(f"{_brief(path, values)} from {_names(list(names))}" for names, values in by_givers.items())


def _also(providers: list[str]) -> str:
    return f", {_names(providers[1:])} {'agree' if len(providers) > 2 else 'agrees'}" if len(providers) > 1 else ""


def _brief(path: str, value: Json) -> str:
    """Return a value short enough for a line."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int() if path.endswith("length_ms"):
            return f"{value} ms ({minutes_text(value)})"
        case "None":  # a word for the packaging of what has none, not a value that is missing
            return "“None”"
        case dict():
            return _brief_of_fields(path, value)
        case list():
            shown = ", ".join(_brief(path, each) for each in value[:5])
            return f"{shown} and {len(value) - 5} more" if len(value) > 5 else shown
        case _:
            return f"“{value}”" if isinstance(value, str) and " " in value else str(value)


def _brief_of_fields(path: str, value: Document) -> str:
    """Return the name of a thing, with what else is told of it in credits; where it has none, its fields."""
    names = (value.get(key) for key in ("credited_name", "name", "title", "url", "text", "code", "id"))
    name = next((str(name) for name in names if name), None)
    if name is None:
        at = f" at {value['provider']}" if "provider" in value else ""
        return ", ".join(f"{key} {_brief(path, each)}" for key, each in value.items() if key != "provider") + at
    more = [value.get("role"), value.get("catalog_number")]
    if path.endswith("artists") and name != value.get("name"):
        more.append(f"who is {value.get('name')}")
    told = ", ".join(str(each) for each in more if each)
    return f"{name} ({told})" if told else name


def _below(name: str, path: str) -> bool:
    return name.startswith(path) and name[len(path)] in ".["


def _nothing(result: Mapping[str, Any], path: str | None) -> str:
    if not result.get("decisions"):
        return "nothing was decided in this result: nothing was found, or it was made with --no-merge"
    near = get_close_matches(path or "", list(result["decisions"]), n=1)
    hint = (
        f"did you mean {near[0]}?" if near else "paths are written like title, labels or media[0].tracks[3].length_ms"
    )
    return f"nothing was decided at {path!r}; {hint}"
