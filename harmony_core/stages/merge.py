"""entities of one thing → one entity, with a decision for every field and every track's field.

Pure: needs no network and no plugin. Anyone can start here, with releases of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from harmony_core.domain.answers import Found
from harmony_core.domain.errors import RequestError
from harmony_core.domain.evolved import evolved
from harmony_core.domain.model import Entity, Medium, Recording, Release, Track
from harmony_core.domain.paths import track_path
from harmony_core.domain.result import Candidate, Decision, Match
from harmony_core.plugin.rules import Rule, Told, When
from harmony_core.stages.clean import Change, applied, changes, clean
from harmony_core.stages.confidence import SURE, Doubts, doubts
from harmony_core.stages.decide import NEVER_FILLED, decide, is_said, settled
from harmony_core.stages.explain import matches_of_recordings, matches_of_tracks
from harmony_core.stages.match import Line, Place, line_up, track_at
from harmony_core.stages.policy import FieldPolicy, Policy

BY_RULE = "rule:"
"""What stands before the names of rules, joined by +, where a decision's strategy is what they did."""


@attrs.frozen(kw_only=True)
class Merged:
    """One entity made of several, and why each field has its value, by its path in the document.

    `matches` are why what several providers have was joined: each track with that of the provider whose media were
    taken, recordings as a whole. Of artists and labels nothing is told: their likeness is not calibrated.
    """

    entity: Entity
    decisions: Mapping[str, Decision]
    matches: tuple[Match, ...] = ()


@attrs.frozen
class _Part:
    """What a provider says of the whole, a medium or a track, and what rules changed there, by field."""

    provider: str
    value: Entity | Medium | Track
    changes: Mapping[str, Change]


def merge(found: Sequence[Found], policy: Policy) -> Merged:
    """Merge what was found: all of one kind and one edition. Raises `RequestError` where nothing was."""
    if not found:
        raise RequestError("there is nothing to merge: it takes at least one answer", field="found")
    told = sorted(found, key=lambda each: policy.place(each.provider))
    cleaned = clean(told, policy.rules, policy.sources)
    ranked = [each.found for each in cleaned]
    changed = {each.found.provider: _by_place(each.changes) for each in cleaned}
    parts = [_Part(each.provider, each.entity, changed[each.provider].get("", {})) for each in ranked]
    first = ranked[0].entity
    releases = with_media(ranked, policy) if isinstance(first, Release) else []
    lines = line_up([release for _, release in releases]) if releases else ()
    recordings = [(each.provider, each.entity) for each in ranked if isinstance(each.entity, Recording)]
    matches = (*matches_of_tracks(releases, lines), *matches_of_recordings(recordings))
    decisions = _fields("", parts, policy, _joined(releases, lines, matches))
    values: dict[str, object] = {name: value for name, value in NEVER_FILLED.items() if hasattr(first, name)}
    values |= {path: decision.value for path, decision in decisions.items()}
    values["sources"] = tuple(dict.fromkeys(source for each in ranked for source in each.entity.sources))
    if isinstance(first, Release):
        media, media_decisions = _media(releases, lines, changed, policy)
        values["media"] = media
        decisions |= media_decisions
    entity, decisions = _mended(evolved(first, values), decisions, told, policy)
    return Merged(entity=entity, decisions=decisions, matches=matches)


def _by_place(changes: Mapping[str, Change]) -> dict[str, dict[str, Change]]:
    """Return what rules changed by where it stands ("media[0].tracks[3]", "" for the entity itself), and by field."""
    places: dict[str, dict[str, Change]] = {}
    for path, change in changes.items():
        place, _, field = path.rpartition(".")
        places.setdefault(place, {})[field] = change
    return places


def _mended(
    entity: Entity, decisions: Mapping[str, Decision], told: Sequence[Found], policy: Policy
) -> tuple[Entity, dict[str, Decision]]:
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
    return entity, mended


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
    releases: Sequence[tuple[str, Release]], lines: Sequence[Line], matches: Sequence[Match]
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
    of_wholes = [match for match in matches if not match.path and match.probability < SURE]
    return unsure | {match.provider: doubts(match.probability, match.evidence) for match in of_wholes}


def _media(
    releases: Sequence[tuple[str, Release]],
    lines: Sequence[Line],
    changed: Mapping[str, Mapping[str, Mapping[str, Change]]],
    policy: Policy,
) -> tuple[object, dict[str, Decision]]:
    """Take the media of the provider that goes first, and fill each of its tracks from those lined up with it."""
    if not releases:
        return (), {}
    decisions: dict[str, Decision] = {}
    media = []
    for number in range(len(releases[0][1].media)):
        of_number = _said_of_medium(number, releases, lines)
        parts = [
            _Part(name, release.media[at], changed[name].get(f"media[{at}]", {})) for name, release, at in of_number
        ]
        medium, of_medium = _medium(number, releases[0][1].media[number], parts, policy)
        media.append(medium)
        decisions |= of_medium
    tracks: list[list[Track]] = [[] for _ in media]
    known: dict[object, Decision | None] = {}
    for line in lines:
        place = line[0]
        assert place is not None  # the first column is the first release's own
        placed = [(*each, where) for each, where in zip(releases, line, strict=True) if where is not None]
        parts = [
            _Part(provider, track_at(release, where), _at(where, changed[provider]))
            for provider, release, where in placed
        ]
        joined = {
            provider: doubts(where.probability, where.likeness.evidence)
            for provider, _, where in placed
            if where.likeness is not None and where.probability < SURE
        }
        track, of_track = _track(place, track_at(releases[0][1], place), parts, policy, joined, known)
        decisions |= of_track
        tracks[place.medium].append(track)
    return tuple(evolved(medium, {"tracks": tuple(own)}) for medium, own in zip(media, tracks, strict=True)), decisions


def _at(where: Place, changed: Mapping[str, Mapping[str, Change]]) -> Mapping[str, Change]:
    """Return what rules changed in a track."""
    return changed.get(track_path(where.medium, where.track), {}) if changed else {}


def with_media(found: Sequence[Found], policy: Policy) -> list[tuple[str, Release]]:
    """Return the releases whose media are merged, the one first whose media are taken: with tracks, if any has some."""
    ordered = sorted(found, key=lambda each: policy.place(each.provider, "release.media"))
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
    decisions = _fields(prefix, parts, policy)
    return evolved(own, _values(prefix, decisions)), decisions


def _track(
    place: Place,
    own: Track,
    parts: Sequence[_Part],
    policy: Policy,
    joined: Mapping[str, Doubts],
    known: dict[object, Decision | None],
) -> tuple[Track, dict[str, Decision]]:
    """Merge one track; its place and number stay those of the release whose media were taken."""
    path = track_path(place.medium, place.track)
    decisions = _fields(f"{path}.", parts, policy, joined, known)
    codes, code = decisions.get(f"{path}.isrcs"), decisions.get(f"{path}.isrc")
    if codes and code and isinstance(codes.value, tuple) and code.value not in codes.value:
        decisions = {**decisions, f"{path}.isrcs": _with_code(code, codes)}
    values = _values(f"{path}.", decisions)
    if any(part.value.sources for part in parts if isinstance(part.value, Track)):
        tracks = [part.value for part in parts if isinstance(part.value, Track)]
        values["sources"] = tuple(dict.fromkeys(source for track in tracks for source in track.sources))
    return evolved(own, values), decisions


def _with_code(code: Decision, codes: Decision) -> Decision:
    """Return what was decided of a track's codes, with the one that stands as its only one before them."""
    assert isinstance(codes.value, tuple)
    items = codes.candidates or tuple(Candidate(value=each, providers=codes.providers) for each in codes.value)
    return attrs.evolve(
        codes,
        value=(code.value, *codes.value),
        providers=tuple(dict.fromkeys((*code.providers, *codes.providers))),
        candidates=(Candidate(value=code.value, providers=code.providers), *items),
    )


def _values(prefix: str, decisions: Mapping[str, Decision]) -> dict[str, object]:
    """Return what was decided by the names of the fields."""
    return {path[len(prefix) :]: each.value for path, each in decisions.items()}


def _fields(
    prefix: str,
    parts: Sequence[_Part],
    policy: Policy,
    joined: Mapping[str, Doubts] | None = None,
    known: dict[object, Decision | None] | None = None,
) -> dict[str, Decision]:
    """Decide every field of things of one class; what nobody fills has no decision.

    `known` holds what was decided of the same for other tracks, and is added to.
    """
    providers = tuple([part.provider for part in parts])
    ballot = policy.ballot(type(parts[0].value), providers)
    changed = frozenset(name for part in parts for name in part.changes)
    columns = zip(*[ballot.read(part.value) for part in parts], strict=True)
    decisions = {}
    for field, order, nothing, values in zip(ballot.fields, ballot.orders, ballot.nothing, columns, strict=True):
        decision = None
        if values != nothing:
            said = [(providers[at], values[at]) for at in order if is_said(values[at])]
            if known is None or joined or field.path not in _REPEATED:
                decision = settled(field, said, policy, joined)
            elif (key := (field.path, *said)) in known:
                decision = known[key]
            else:
                decision = known[key] = settled(field, said, policy, joined)
        if field.name in changed:
            decision = _with_rules(field, parts, decision, policy, joined)
        if decision is not None:
            decisions[f"{prefix}{field.name}"] = decision
    return decisions


_REPEATED = frozenset({"media.tracks.artists", "media.tracks.available_in"})
"""Fields that are long to decide and mostly the same for all tracks of a release."""


def _with_rules(
    field: FieldPolicy,
    parts: Sequence[_Part],
    decision: Decision | None,
    policy: Policy,
    joined: Mapping[str, Doubts] | None,
) -> Decision | None:
    """Return the decision of a field in which rules changed what was said; they are why, if it differs.

    Its candidates are what the sources said. It is as sure as what rules made of that, and what they left out speaks
    against it all the same; of what they made of nothing it is not known how sure it is.
    """
    changed = [part.changes.get(field.name) for part in parts]
    before = [
        (part.provider, change.before if change else getattr(part.value, field.name))
        for part, change in zip(parts, changed, strict=True)
    ]
    without = decide(field, [each for each in before if is_said(each[1])], policy, joined)
    if decision is not None and without is not None and without.value == decision.value:
        return without
    if decision is None and (without is None or not isinstance(without.value, tuple)):
        return None
    rules = dict.fromkeys(name for change in changed if change for name in change.rules)
    value = decision.value if decision else ()
    confidence = None
    if decision and without:
        now = [(part.provider, getattr(part.value, field.name)) for part in parts]
        said = [one if is_said(one[1]) else other for one, other in zip(now, before, strict=True)]
        said = [each for each in said if is_said(each[1])]
        confidence = policy.sureness.of(field.path, value, decision.providers, said, joined)
    return Decision(
        value=value,
        providers=decision.providers if decision else (),
        strategy=f"{BY_RULE}{'+'.join(rules)}",
        confidence=confidence,
        candidates=tuple(each for each in _was(without) if each.value != value) if without else (),
    )
