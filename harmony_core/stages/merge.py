"""entities of one thing → one entity, with a decision for every field and every track's field.

Pure: needs no network and no plugin. Anyone can start here, with releases of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import attrs

from harmony_core.domain.answers import Found
from harmony_core.domain.errors import RequestError
from harmony_core.domain.model import Artwork, Entity, Medium, Release, Track
from harmony_core.domain.paths import field_of, track_path
from harmony_core.domain.result import Candidate, Decision
from harmony_core.stages.agree import agree, with_ids
from harmony_core.stages.match import Line, Place, line_up, track_at
from harmony_core.stages.policy import Policy
from harmony_core.stages.unite import united

Said: TypeAlias = tuple[str, object]
"""A provider, and what it says."""

NEVER_FILLED: Mapping[str, object] = {"gtin": None, "links": ()}
"""Fields that are not taken from a source that only fills gaps, empty: they may be those of another edition."""


@attrs.frozen(kw_only=True)
class Merged:
    """One entity made of several, and why each field has its value, by its path in the document."""

    entity: Entity
    decisions: Mapping[str, Decision]


def merge(found: Sequence[Found], policy: Policy) -> Merged:
    """Merge what was found: at least one answer, all of one kind and one edition."""
    ranked = sorted(found, key=lambda each: policy.place(each.provider))
    said = [(each.provider, each.entity) for each in ranked]
    decisions = _fields("", said, policy, skip=("media", "sources"))
    first = ranked[0].entity
    own = {field.name for field in attrs.fields(type(first))}
    values: dict[str, object] = {name: value for name, value in NEVER_FILLED.items() if name in own}
    values |= {path: decision.value for path, decision in decisions.items()}
    values["sources"] = tuple(dict.fromkeys(source for each in ranked for source in each.entity.sources))
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
    releases = with_media(ranked, policy)
    if not releases:
        return (), {}
    lines = line_up([release for _, release in releases])
    decisions: dict[str, Decision] = {}
    media = []
    for number in range(len(releases[0][1].media)):
        medium, of_medium = _medium(number, _said_of_medium(number, releases, lines), policy)
        media.append(medium)
        decisions |= of_medium
    for line in lines:
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


def with_media(found: Sequence[Found], policy: Policy) -> list[tuple[str, Release]]:
    """Return the releases whose media are merged, the one first whose media are taken: with tracks, if any has some."""
    ordered = sorted(found, key=lambda each: policy.place(each.provider, "media"))
    releases = [
        (each.provider, each.entity) for each in ordered if isinstance(each.entity, Release) and each.entity.media
    ]
    return [each for each in releases if any(medium.tracks for medium in each[1].media)] or releases


def _said_of_medium(
    number: int, releases: Sequence[tuple[str, Release]], lines: Sequence[Line]
) -> list[tuple[str, Medium]]:
    """Return a medium of the first release, and those of the others that have just its tracks."""
    said = [(releases[0][0], releases[0][1].media[number])]
    for column, (provider, release) in enumerate(releases[1:], 1):
        there = {(where.medium, line[0]) for line in lines if (where := line[column]) is not None}
        own = {medium for medium, place in there if place is not None and place.medium == number}
        back = {place.medium for medium, place in there if place is not None and medium in own}
        if len(own) == 1 and back == {number}:
            said.append((provider, release.media[own.pop()]))
    return said


def _medium(number: int, said: Sequence[tuple[str, Medium]], policy: Policy) -> tuple[Medium, dict[str, Decision]]:
    """Merge title and format of one medium."""
    prefix = f"media[{number}]."
    decisions = _fields(prefix, said, policy, skip=("position", "tracks"))
    values: dict[str, object] = {path.removeprefix(prefix): each.value for path, each in decisions.items()}
    return attrs.evolve(said[0][1], **values), decisions  # type: ignore[arg-type]


def _track(place: Place, said: Sequence[tuple[str, Track]], policy: Policy) -> tuple[Track, dict[str, Decision]]:
    """Merge one track; its place and number stay those of the release whose media were taken."""
    path = track_path(place.medium, place.track)
    decisions = _fields(f"{path}.", said, policy, skip=("position", "number", "sources"))
    codes, code = decisions.get(f"{path}.isrcs"), decisions.get(f"{path}.isrc")
    if codes and code and isinstance(codes.value, tuple) and code.value not in codes.value:
        both = attrs.evolve(codes, value=(code.value, *codes.value))
        decisions = {**decisions, f"{path}.isrcs": both}
    values: dict[str, object] = {name.removeprefix(f"{path}."): each.value for name, each in decisions.items()}
    values["sources"] = tuple(dict.fromkeys(source for _, track in said for source in track.sources))
    return attrs.evolve(said[0][1], **values), decisions  # type: ignore[arg-type]


def _fields(
    prefix: str, said: Sequence[tuple[str, Entity | Medium | Track]], policy: Policy, skip: Iterable[str]
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
    filling = [each for each in filled if each[0] in policy.fill_from and field not in NEVER_FILLED]
    first = [each for each in filled if each[0] not in policy.fill_from] or filling
    if not first:
        return None
    strategy = policy.strategy(field)
    ranked = sorted(first, key=lambda each: policy.rank(each[0], field))
    choice = strategy.choose(_candidates(ranked))
    if isinstance(choice.value, tuple) != isinstance(ranked[0][1], tuple):
        raise RequestError(f"the policy names {strategy.name!r} for {field}, which is no list", field="policy")
    if strategy.name == "union":
        items = united(_candidates(ranked)) if len(ranked) > 1 else ()  # of gap fillers there is nothing in it
        return Decision(value=choice.value, providers=choice.providers, strategy=strategy.name, candidates=items)
    chosen = with_ids(choice.value, [value for _, value in ranked])
    agreeing = [provider for provider, value in ranked if agree(value, chosen)]
    return Decision(
        value=chosen,
        providers=tuple(dict.fromkeys((*choice.providers, *agreeing))),
        strategy=strategy.name,
        candidates=_losing(ranked if first is filling else [*ranked, *filling], chosen),
    )


def _candidates(said: Sequence[Said]) -> list[Candidate]:
    """Return the values that were given, each once, with all who gave it, in the order of the first of them."""
    givers: dict[object, list[str]] = {}
    for provider, value in said:
        givers.setdefault(value, []).append(provider)
    return [Candidate(value=value, providers=tuple(names)) for value, names in givers.items()]


def _losing(said: Sequence[Said], chosen: object) -> tuple[Candidate, ...]:
    """Return the values that do not agree with the chosen one; credits of the same names are one."""
    losing: list[Candidate] = []
    others = [(provider, value) for provider, value in said if not agree(value, chosen) and not _in(value, chosen)]
    for each in _candidates(others):
        same = next((at for at, other in enumerate(losing) if _same_list(each.value, other.value)), None)
        if same is None:
            losing.append(each)
        else:
            losing[same] = attrs.evolve(losing[same], providers=(*losing[same].providers, *each.providers))
    return tuple(losing)


def _in(value: object, chosen: object) -> bool:
    """Whether all pictures of a list were taken, with those of another list."""
    return (
        isinstance(value, tuple)
        and isinstance(chosen, tuple)
        and all(isinstance(each, Artwork) and each in chosen for each in value)
    )


def _same_list(one: object, other: object) -> bool:
    return isinstance(one, tuple) and agree(one, other)


def _tidied(entity: Entity) -> dict[str, object]:
    """Mend what fields by themselves get wrong: where a release is sold it is not excluded."""
    if not isinstance(entity, Release) or not entity.excluded_from:
        return {}
    available = frozenset(entity.available_in)
    return {"excluded_from": tuple(each for each in entity.excluded_from if each not in available)}
