"""entities → entities without what rules take for noise, and which rule changed what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from harmony_core.domain.answers import Found
from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.frozen import field_names
from harmony_core.domain.model import Artist, Entity, Label, Medium, Recording, Release, Track
from harmony_core.domain.paths import track_path
from harmony_core.domain.refs import Kind
from harmony_core.plugin.logger import logger
from harmony_core.plugin.rules import Rule, SourceFacts, Told, When

log = logger("harmony.rules")

_KINDS: Mapping[type[Entity], Kind] = {
    Release: Kind.RELEASE,
    Recording: Kind.RECORDING,
    Artist: Kind.ARTIST,
    Label: Kind.LABEL,
}


@attrs.frozen(kw_only=True)
@by_fields
class Change:
    """What stood in a field before rules changed it, and these rules, the first one first."""

    before: object
    rules: tuple[str, ...]


@attrs.frozen(kw_only=True)
@by_fields
class Cleaned:
    """An answer after the rules, and what they changed, by path in the cleaned entity."""

    found: Found
    changes: Mapping[str, Change]


def clean(
    found: Sequence[Found], rules: Sequence[Rule], sources: Mapping[str, SourceFacts] | None = None
) -> tuple[Cleaned, ...]:
    """Apply the rules on answers to each of them, in the order of the rules."""
    done = []
    everyone = tuple(found)
    for answer in found:
        told = Told(found=everyone, provider=answer.provider, sources=sources or {})
        entity = answer.entity
        names: dict[str, list[str]] = {}
        for rule in rules:
            mended = applied(rule, entity, told) if rule.when is not When.MERGED else entity
            for path, _, _ in changes(entity, mended):
                names.setdefault(path, []).append(rule.name)
            entity = mended
        if entity is answer.entity:
            done.append(Cleaned(found=answer, changes={}))
            continue
        befores = {path: before for path, before, _ in changes(answer.entity, entity)}
        changed = {
            path: Change(before=befores[path], rules=tuple(of_path))
            for path, of_path in names.items()
            if path in befores
        }
        done.append(Cleaned(found=attrs.evolve(answer, entity=entity), changes=changed))
    return tuple(done)


def applied(rule: Rule, entity: Entity, told: Told) -> Entity:
    """Return an entity after a rule; one that is broken changes nothing and is logged."""
    if _KINDS[type(entity)] not in rule.kinds:
        return entity
    try:
        mended = rule.apply(entity, told)
    except Exception:
        log.exception("rule_raised", rule=rule.name, provider=told.provider)
        return entity
    return mended if type(mended) is type(entity) else entity


def changes(before: Entity, after: Entity) -> Iterator[tuple[str, object, object]]:
    """Yield the path of each field that differs, with what stood there and what stands there now.

    Tracks are compared by their positions; one that is new is told of by its title.
    """
    if before is after:
        return
    yield from _of_fields("", before, after, skip=("media",))
    if isinstance(before, Release) and isinstance(after, Release):
        for at, (medium, mended) in enumerate(zip(before.media, after.media, strict=False)):
            yield from _of_medium(at, medium, mended)


def _of_medium(at: int, before: Medium, after: Medium) -> Iterator[tuple[str, object, object]]:
    yield from _of_fields(f"media[{at}].", before, after, skip=("tracks",))
    there = {track.position: track for track in before.tracks}
    for place, track in enumerate(after.tracks):
        # positions that are told twice cannot be found by them: such lists only change track by track
        old = before.tracks[place] if len(before.tracks) == len(after.tracks) else there.get(track.position)
        if old is None:
            yield track_path(at, place, "title"), None, track.title
        elif old is not track:
            yield from _of_fields(f"{track_path(at, place)}.", old, track)


def _of_fields(
    prefix: str, before: Entity | Medium | Track, after: Entity | Medium | Track, skip: tuple[str, ...] = ()
) -> Iterator[tuple[str, object, object]]:
    for name in field_names(type(before)):  # type: ignore[arg-type]  # classes are hashable
        if name not in skip:
            old, new = getattr(before, name), getattr(after, name)
            if old is not new and old != new:
                yield f"{prefix}{name}", old, new
