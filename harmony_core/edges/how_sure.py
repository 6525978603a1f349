"""How sure a field's value is, in plain words, and why: who says so independently, and who says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from harmony_core.domain.model import ArtistCredit
from harmony_core.domain.paths import field_of
from harmony_core.edges.convert import Json
from harmony_core.stages.confidence import means_the_same
from harmony_core.stages.merge import BY_RULE

NEARLY = 0.95
"""Below this it is told how probable it is that a source speaks of the same thing."""


def how_sure(path: str, result: Mapping[str, Any]) -> str:
    """Return why a field of a result is as sure as it is; empty where that was not measured."""
    decision = result["decisions"][path]
    if "confidence" not in decision:
        return ""
    candidates = decision.get("candidates", [])
    if decision["strategy"].startswith(BY_RULE):  # which may have made the value of what a source said otherwise
        own = set(decision["providers"])
        candidates = [
            {**each, "providers": [name for name in each["providers"] if name not in own]} for each in candidates
        ]
    nearly: list[str] = []
    against: list[str] = []
    for each in candidates:
        names = nearly if _comes_to_the_same(path, each["value"], decision["value"]) else against
        names += each["providers"]
    said = [f"{decision['confidence']:.0%} sure: {_voices([*decision['providers'], *nearly], result)}"]
    if against:
        said[0] += f", against {names_of(against)}"
    if nearly:
        said.append(f"what {names_of(nearly)} {'says' if len(nearly) == 1 else 'say'} comes to the same")
    for provider, probability in _joined(path, result).items():
        if probability < NEARLY and provider in (*decision["providers"], *nearly, *against):
            said.append(f"that {provider} speaks of the same is {probability:.0%} sure")
    return f"{'; '.join(said)}."


def names_of(names: Sequence[str]) -> str:
    """Return names as one says them: a, b and c."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _voices(providers: Sequence[str], result: Mapping[str, Any]) -> str:
    """Say who speaks independently, and who has it from where others have it."""
    feeds: Mapping[str, Sequence[str]] = result.get("feeds", {})
    feed_of = {provider: feed for feed, names in feeds.items() for provider in names}
    voices: dict[str, list[str]] = {}
    for provider in providers:
        voices.setdefault(feed_of.get(provider, provider), []).append(provider)
    first, *others = [names[0] for names in voices.values()]
    if others:
        told = f"{names_of([first, *others])} say so independently"
    else:
        told = f"{first} alone says so" if len(providers) == 1 else f"{first} says so, and nobody independently of it"
    for feed, (one, *repeating) in voices.items():
        if repeating:
            if feed == one:
                told += f"; {names_of(repeating)} {'repeats' if len(repeating) == 1 else 'repeat'} {one}"
            else:
                told += f"; {names_of(sorted((one, *repeating)))} print one feed"
    return told


def _comes_to_the_same(path: str, one: Json, other: Json) -> bool:
    """Whether a value that lost is right or wrong together with the chosen one."""
    match one, other:
        case str(), str():
            return field_of(path) != "date" and means_the_same(one, other)
        case list(), list():
            return means_the_same(_credit(one), _credit(other))
        case _:
            return means_the_same(one, other)


def _credit(names: Sequence[Json]) -> tuple[ArtistCredit, ...]:
    return tuple(ArtistCredit(name=str(each["name"])) for each in names if isinstance(each, dict))


def _joined(path: str, result: Mapping[str, Any]) -> dict[str, float]:
    """Return how probable it is that each source speaks of the track, or of the whole, at a path."""
    place = path[: path.rfind(".")] if "tracks[" in path else ""
    probabilities: dict[str, list[float]] = {}
    for each in result.get("matches", []):
        if not place or each["path"] == place:
            probabilities.setdefault(each["provider"], []).append(each["probability"])
    return {provider: sum(each) / len(each) for provider, each in probabilities.items()}
