"""entities of one thing → one entity, with a decision for every field and every track's field.

Pure: needs no network and no plugin. Anyone can start here, with releases of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import attrs

from harmony_core.domain.answers import Found
from harmony_core.domain.model import Entity, Genre, Release, Track
from harmony_core.domain.paths import field_of, track_path
from harmony_core.domain.result import Candidate, Decision
from harmony_core.stages.agree import agree, with_ids
from harmony_core.stages.match import Place, line_up, track_at
from harmony_core.stages.policy import Policy

Said: TypeAlias = tuple[str, object]
"""A provider, and what it says."""


@attrs.frozen(kw_only=True)
class Merged:
    """One entity made of several, and why each field has its value, by its path in the document."""

    entity: Entity
    decisions: Mapping[str, Decision]


def merge(found: Sequence[Found], policy: Policy) -> Merged:
    """Merge what was found: at least one answer, all of one kind and one edition."""
    ranked = sorted(found, key=lambda each: policy.rank(each.provider))
    said = [(each.provider, each.entity) for each in ranked]
    decisions = _fields("", said, policy, skip=("media", "sources"))
    first = ranked[0].entity
    values: dict[str, object] = {path: decision.value for path, decision in decisions.items()}
    values["sources"] = tuple(source for each in ranked for source in each.entity.sources)
    if isinstance(first, Release):
        media, media_decisions = _media(ranked, policy)
        values["media"] = media
        decisions |= media_decisions
    # the fields' types are those of the candidates, which evolve cannot see
    merged: Entity = attrs.evolve(first, **values)  # type: ignore[arg-type]
    changes = _tidied(merged)
    told = {
        name: attrs.evolve(decision, value=changes.get(name, decision.value)) for name, decision in decisions.items()
    }
    return Merged(entity=attrs.evolve(merged, **changes), decisions=told)  # type: ignore[arg-type]


def _media(ranked: Sequence[Found], policy: Policy) -> tuple[object, dict[str, Decision]]:
    """Take the media of the provider that goes first, and fill each of its tracks from those lined up with it."""
    ordered = sorted(ranked, key=lambda each: policy.rank(each.provider, "media"))
    releases = [
        (each.provider, each.entity) for each in ordered if isinstance(each.entity, Release) and each.entity.media
    ]
    if not releases:
        return (), {}
    decisions: dict[str, Decision] = {}
    media = list(releases[0][1].media)
    for line in line_up([release for _, release in releases]):
        place = line[0]
        assert place is not None  # the first column is the first release's own
        said = [
            (provider, track_at(release, where))
            for (provider, release), where in zip(releases, line, strict=True)
            if where is not None
        ]
        track, of_track = _track(place, said, policy)
        decisions |= of_track
        medium = media[place.medium]
        tracks = (*medium.tracks[: place.track], track, *medium.tracks[place.track + 1 :])
        media[place.medium] = attrs.evolve(medium, tracks=tracks)
    return tuple(media), decisions


def _track(place: Place, said: Sequence[tuple[str, Track]], policy: Policy) -> tuple[Track, dict[str, Decision]]:
    """Merge one track; its place and number stay those of the release whose media were taken."""
    path = track_path(place.medium, place.track)
    decisions = _fields(f"{path}.", said, policy, skip=("position", "number", "sources"))
    values: dict[str, object] = {name.removeprefix(f"{path}."): each.value for name, each in decisions.items()}
    values["sources"] = tuple(source for _, track in said for source in track.sources)
    return attrs.evolve(said[0][1], **values), decisions  # type: ignore[arg-type]


def _fields(
    prefix: str, said: Sequence[tuple[str, Entity | Track]], policy: Policy, skip: Iterable[str]
) -> dict[str, Decision]:
    """Decide every field of things of one class; what nobody fills has no decision."""
    skipped = frozenset(skip)
    decisions = {}
    for name in (field.name for field in attrs.fields(type(said[0][1]))):
        if name in skipped:
            continue
        path = f"{prefix}{name}"
        values = [(provider, getattr(value, name)) for provider, value in said]
        decision = decide(path, values, policy)
        if decision is not None:
            decisions[path] = decision
    return decisions


def decide(path: str, said: Sequence[Said], policy: Policy) -> Decision | None:
    """Choose the value of one field among what providers say; None where nobody says anything."""
    field = field_of(path)
    filled = [(provider, value) for provider, value in said if value is not None and value != ()]
    if not filled:
        return None
    strategy = policy.strategy(field)
    ranked = sorted(filled, key=lambda each: policy.rank(each[0], field))
    choice = strategy.choose(_candidates(ranked))
    if strategy.name == "union":
        items = _items(ranked) if len(ranked) > 1 else ()
        return Decision(value=choice.value, providers=choice.providers, strategy=strategy.name, candidates=items)
    agreeing = [provider for provider, value in ranked if agree(value, choice.value)]
    return Decision(
        value=with_ids(choice.value, [value for _, value in ranked]),
        providers=tuple(dict.fromkeys((*choice.providers, *agreeing))),
        strategy=strategy.name,
        candidates=tuple(_candidates([each for each in ranked if not agree(each[1], choice.value)])),
    )


def _candidates(said: Sequence[Said]) -> list[Candidate]:
    """Return the values that were given, each once, with all who gave it, in the order of the first of them."""
    givers: dict[object, list[str]] = {}
    for provider, value in said:
        givers.setdefault(value, []).append(provider)
    return [Candidate(value=value, providers=tuple(names)) for value, names in givers.items()]


def _items(said: Sequence[Said]) -> tuple[Candidate, ...]:
    """Return each item of a union with all who gave it."""
    items = [(provider, item) for provider, value in said for item in (value if isinstance(value, tuple) else (value,))]
    return tuple(_candidates(items))


def _tidied(entity: Entity) -> dict[str, object]:
    """Mend what a union by itself gets wrong: where it is sold is not excluded; one genre is named once."""
    changes: dict[str, object] = {}
    if isinstance(entity, Release):
        available = frozenset(entity.available_in)
        changes["available_in"] = tuple(sorted(available))
        changes["excluded_from"] = tuple(each for each in sorted(entity.excluded_from) if each not in available)
    for name in ("genres", "tags"):
        named: tuple[Genre, ...] = getattr(entity, name, ())
        if named:
            changes[name] = _genres(named)
    return changes


def _genres(named: Iterable[Genre]) -> tuple[Genre, ...]:
    """Put genres of one name together, whatever their case, with all who gave them."""
    together: dict[str, Genre] = {}
    for genre in named:
        first = together.setdefault(genre.name.casefold(), genre)
        providers = tuple(dict.fromkeys((*first.providers, *genre.providers)))
        weight = max((each for each in (first.weight, genre.weight) if each is not None), default=None)
        together[genre.name.casefold()] = attrs.evolve(first, providers=providers, weight=weight)
    return tuple(together.values())
