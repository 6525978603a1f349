"""entities of one thing → one entity, with a decision for every field and every track's field.

Pure: needs no network and no plugin. Anyone can start here, with releases of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import attrs

from harmony_core.domain.answers import Found
from harmony_core.domain.errors import RequestError
from harmony_core.domain.model import Artwork, Entity, Medium, Recording, Release, Track
from harmony_core.domain.paths import field_of, track_path
from harmony_core.domain.result import Candidate, Decision
from harmony_core.plugin.rules import Rule, Told, When
from harmony_core.stages.agree import agree, with_ids
from harmony_core.stages.clean import Change, applied, changes, clean
from harmony_core.stages.confidence import SURE, Doubts, doubts
from harmony_core.stages.match import Line, Place, evidence_of, line_up, same_recording, track_at
from harmony_core.stages.policy import Policy
from harmony_core.stages.unite import united

Said: TypeAlias = tuple[str, object]
"""A provider, and what it says."""

BY_RULE = "rule:"
"""What stands before the names of rules, joined by +, where a decision's strategy is what they did."""

NEVER_FILLED: Mapping[str, object] = {"gtin": None, "links": ()}
"""Fields that are not taken from a source that only fills gaps, empty: they may be those of another edition."""


@attrs.frozen(kw_only=True)
class Merged:
    """One entity made of several, and why each field has its value, by its path in the document."""

    entity: Entity
    decisions: Mapping[str, Decision]


@attrs.frozen
class _Part:
    """What a provider says of the whole, a medium or a track, at its own path, and what rules changed in its entity."""

    provider: str
    value: Entity | Medium | Track
    path: str
    changes: Mapping[str, Change]

    def change(self, field: str) -> Change | None:
        """Return what rules changed in a field."""
        return self.changes.get(f"{self.path}{field}")


def merge(found: Sequence[Found], policy: Policy) -> Merged:
    """Merge what was found: at least one answer, all of one kind and one edition."""
    told = sorted(found, key=lambda each: policy.place(each.provider))
    cleaned = clean(told, policy.rules, policy.sources)
    ranked = [each.found for each in cleaned]
    changed = {each.found.provider: each.changes for each in cleaned}
    parts = [_Part(each.provider, each.entity, "", changed[each.provider]) for each in ranked]
    first = ranked[0].entity
    releases = with_media(ranked, policy) if isinstance(first, Release) else []
    lines = line_up([release for _, release in releases]) if releases else ()
    decisions = _fields("", parts, policy, ("media", "sources"), _joined(ranked, releases, lines))
    own = {field.name for field in attrs.fields(type(first))}
    values: dict[str, object] = {name: value for name, value in NEVER_FILLED.items() if name in own}
    values |= {path: decision.value for path, decision in decisions.items()}
    values["sources"] = tuple(dict.fromkeys(source for each in ranked for source in each.entity.sources))
    if isinstance(first, Release):
        media, media_decisions = _media(releases, lines, changed, policy)
        values["media"] = media
        decisions |= media_decisions
    # the fields' types are those of the candidates, which evolve cannot see
    merged: Entity = attrs.evolve(first, **values)  # type: ignore[arg-type]
    return _mended(merged, decisions, told, policy)


def _mended(entity: Entity, decisions: Mapping[str, Decision], told: Sequence[Found], policy: Policy) -> Merged:
    """Apply the rules on what was merged; each field that one changes has a decision that names it."""
    mended = dict(decisions)
    known = Told(found=tuple(told), sources=policy.sources)
    for rule in policy.rules:
        after = applied(rule, entity, known) if rule.when is not When.ANSWER else entity
        for path, _, value in changes(entity, after):
            beside = path[: path.rfind(".") + 1]
            read = [mended.get(f"{beside}{each}") for each in rule.reads]
            mended[path] = _by_rule(rule, value, mended.get(path), read)
        entity = after
    return Merged(entity=entity, decisions=mended)


def _by_rule(rule: Rule, value: object, decision: Decision | None, read: Sequence[Decision | None]) -> Decision:
    """Return the decision of a field that a rule changed: what was decided before is a candidate now."""
    if decision is None:
        givers = dict.fromkeys(name for each in read if each for name in each.providers)
        return Decision(value=value, providers=tuple(givers), strategy=f"{BY_RULE}{rule.name}")
    before = decision.strategy.removeprefix(BY_RULE) if decision.strategy.startswith(BY_RULE) else None
    return Decision(
        value=value,
        providers=decision.providers,
        strategy=f"{BY_RULE}{'+'.join(filter(None, (before, rule.name)))}",
        candidates=decision.candidates if before else _was(decision),
    )


def _was(decision: Decision) -> tuple[Candidate, ...]:
    """Return all that was said to a decision; of a union each item."""
    if decision.strategy == "union" and decision.candidates:
        return decision.candidates
    return (Candidate(value=decision.value, providers=decision.providers), *decision.candidates)


def _joined(
    ranked: Sequence[Found], releases: Sequence[tuple[str, Release]], lines: Sequence[Line]
) -> dict[str, Doubts]:
    """Return how probable it is that answers are of one thing, for those of which that is not sure.

    Of a release it is that of its tracks, on average; of artists and labels, and where there are no tracks, it is not
    known, and what brought the answer is believed.
    """
    unsure: dict[str, Doubts] = {}
    for column, (provider, _) in enumerate(releases):
        placed = [place.probability for line in lines if (place := line[column]) is not None]
        if placed and sum(placed) < SURE * len(placed):
            unsure[provider] = doubts(sum(placed) / len(placed))
    first = ranked[0].entity
    for each in ranked[1:] if isinstance(first, Recording) else ():
        if isinstance(first, Recording) and isinstance(each.entity, Recording):
            likeness = same_recording(first, each.entity)
            if likeness.probability < SURE:
                unsure[each.provider] = doubts(likeness.probability, likeness.evidence)
    return unsure


def _media(
    releases: Sequence[tuple[str, Release]],
    lines: Sequence[Line],
    changed: Mapping[str, Mapping[str, Change]],
    policy: Policy,
) -> tuple[object, dict[str, Decision]]:
    """Take the media of the provider that goes first, and fill each of its tracks from those lined up with it."""
    if not releases:
        return (), {}
    decisions: dict[str, Decision] = {}
    media = []
    for number in range(len(releases[0][1].media)):
        of_number = _said_of_medium(number, releases, lines)
        parts = [_Part(name, release.media[at], f"media[{at}].", changed[name]) for name, release, at in of_number]
        medium, of_medium = _medium(number, releases[0][1].media[number], parts, policy)
        media.append(medium)
        decisions |= of_medium
    for line in lines:
        place = line[0]
        assert place is not None  # the first column is the first release's own
        parts = [
            _Part(provider, track_at(release, where), f"{track_path(where.medium, where.track)}.", changed[provider])
            for (provider, release), where in zip(releases, line, strict=True)
            if where is not None
        ]
        own = track_at(releases[0][1], place)
        joined = {
            provider: doubts(where.probability, evidence_of(own, track_at(release, where)))
            for (provider, release), where in zip(releases, line, strict=True)
            if where is not None and where.probability < SURE
        }
        track, of_track = _track(place, own, parts, policy, joined)
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
) -> list[tuple[str, Release, int]]:
    """Return where a medium of the first release is, there and at those others that have just its tracks."""
    said = [(*releases[0], number)]
    for column, (provider, release) in enumerate(releases[1:], 1):
        there = {(where.medium, line[0]) for line in lines if (where := line[column]) is not None}
        own = {medium for medium, place in there if place is not None and place.medium == number}
        back = {place.medium for medium, place in there if place is not None and medium in own}
        if len(own) == 1 and back == {number}:
            said.append((provider, release, own.pop()))
    return said


def _medium(number: int, own: Medium, parts: Sequence[_Part], policy: Policy) -> tuple[Medium, dict[str, Decision]]:
    """Merge title and format of one medium."""
    prefix = f"media[{number}]."
    decisions = _fields(prefix, parts, policy, ("position", "tracks"))
    values: dict[str, object] = {path.removeprefix(prefix): each.value for path, each in decisions.items()}
    return attrs.evolve(own, **values), decisions  # type: ignore[arg-type]


def _track(
    place: Place, own: Track, parts: Sequence[_Part], policy: Policy, joined: Mapping[str, Doubts]
) -> tuple[Track, dict[str, Decision]]:
    """Merge one track; its place and number stay those of the release whose media were taken."""
    path = track_path(place.medium, place.track)
    decisions = _fields(f"{path}.", parts, policy, ("position", "number", "sources"), joined)
    codes, code = decisions.get(f"{path}.isrcs"), decisions.get(f"{path}.isrc")
    if codes and code and isinstance(codes.value, tuple) and code.value not in codes.value:
        both = attrs.evolve(codes, value=(code.value, *codes.value))
        decisions = {**decisions, f"{path}.isrcs": both}
    values: dict[str, object] = {name.removeprefix(f"{path}."): each.value for name, each in decisions.items()}
    tracks = [part.value for part in parts if isinstance(part.value, Track)]
    values["sources"] = tuple(dict.fromkeys(source for track in tracks for source in track.sources))
    return attrs.evolve(own, **values), decisions  # type: ignore[arg-type]


def _fields(
    prefix: str,
    parts: Sequence[_Part],
    policy: Policy,
    skip: Iterable[str],
    joined: Mapping[str, Doubts] | None = None,
) -> dict[str, Decision]:
    """Decide every field of things of one class; what nobody fills has no decision."""
    skipped = frozenset(skip)
    decisions = {}
    for name in (field.name for field in attrs.fields(type(parts[0].value))):
        if name in skipped:
            continue
        path = f"{prefix}{name}"
        said = [(part.provider, getattr(part.value, name)) for part in parts]
        changed = [part.change(name) for part in parts]
        decision = decide(path, said, policy, joined)
        if any(changed):
            decision = _with_rules(path, said, changed, decision, policy, joined)
        if decision is not None:
            decisions[path] = decision
    return decisions


def _with_rules(
    path: str,
    said: Sequence[Said],
    changed: Sequence[Change | None],
    decision: Decision | None,
    policy: Policy,
    joined: Mapping[str, Doubts] | None,
) -> Decision | None:
    """Return the decision of a field in which rules changed what was said; they are why, if it differs.

    Its candidates are what the sources said. It is as sure as what rules made of that; of what they made of nothing it
    is not known how sure it is.
    """
    before = [
        (provider, change.before if change else value) for (provider, value), change in zip(said, changed, strict=True)
    ]
    without = decide(path, before, policy, joined)
    if decision is not None and without is not None and without.value == decision.value:
        return without
    if decision is None and (without is None or not isinstance(without.value, tuple)):
        return None
    rules = dict.fromkeys(name for change in changed if change for name in change.rules)
    value = decision.value if decision else ()
    return Decision(
        value=value,
        providers=decision.providers if decision else (),
        strategy=f"{BY_RULE}{'+'.join(rules)}",
        confidence=decision.confidence if decision and without else None,
        candidates=tuple(each for each in _was(without) if each.value != value) if without else (),
    )


def decide(
    path: str, said: Sequence[Said], policy: Policy, joined: Mapping[str, Doubts] | None = None
) -> Decision | None:
    """Choose the value of one field among what providers say; None where nobody says anything.

    `joined` holds how probable it is that providers speak of the same thing, for those of which that is not sure.
    """
    field = field_of(path)
    filled = [(provider, value) for provider, value in said if value is not None and value != ()]
    filling = [each for each in filled if each[0] in policy.fill_from and field not in NEVER_FILLED]
    first = [each for each in filled if each[0] not in policy.fill_from] or filling
    if not first:
        return None
    strategy = policy.strategy(field)
    ranked = sorted(first, key=lambda each: policy.place(each[0], field))
    choice = strategy.choose(_candidates(ranked))
    if isinstance(choice.value, tuple) != isinstance(ranked[0][1], tuple):
        raise RequestError(f"the policy names {strategy.name!r} for {field}, which is no list", field="policy")
    if strategy.name == "union":
        items = united(_candidates(ranked)) if len(ranked) > 1 else ()  # of gap fillers there is nothing in it
        return Decision(value=choice.value, providers=choice.providers, strategy=strategy.name, candidates=items)
    chosen = with_ids(choice.value, [value for _, value in ranked])
    agreeing = [provider for provider, value in ranked if agree(value, chosen)]
    providers = tuple(dict.fromkeys((*choice.providers, *agreeing)))
    all_said = ranked if first is filling else [*ranked, *filling]
    return Decision(
        value=chosen,
        providers=providers,
        strategy=strategy.name,
        confidence=policy.sureness.of(field, chosen, providers, all_said, joined),
        candidates=_losing(all_said, chosen),
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
