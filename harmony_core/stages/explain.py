"""entities of one thing → why each was taken for the same: the tracks that were lined up, and the probability."""

from __future__ import annotations

from collections.abc import Sequence

from harmony_core.domain.answers import Found
from harmony_core.domain.model import Recording, Release
from harmony_core.domain.paths import track_path
from harmony_core.domain.result import Match
from harmony_core.stages.clean import clean
from harmony_core.stages.match import same_recording, why_joined
from harmony_core.stages.merge import with_media
from harmony_core.stages.policy import Policy


def matches(found: Sequence[Found], policy: Policy) -> tuple[Match, ...]:
    """Return why what several providers have was joined: each track with that of the provider whose media were taken.

    Recordings are joined as a whole. Of artists and labels nothing is told: their likeness is not calibrated.
    """
    told = sorted(found, key=lambda each: policy.place(each.provider))
    ranked = [each.found for each in clean(told, policy.rules, policy.sources)]  # as they were merged
    recordings = [(each.provider, each.entity) for each in ranked if isinstance(each.entity, Recording)]
    if recordings:
        (base, first), *others = recordings
        return tuple(_of_recordings(base, first, provider, other) for provider, other in others)
    releases = with_media(ranked, policy)
    if not releases:
        return ()
    (base, whole), *rest = releases
    return tuple(match for provider, other in rest for match in _of_tracks(base, whole, provider, other))


def _of_recordings(base: str, first: Recording, provider: str, other: Recording) -> Match:
    likeness = same_recording(first, other)
    return Match(
        path="",
        provider=provider,
        with_provider=base,
        probability=likeness.probability,
        method=likeness.method,
        evidence=likeness.evidence,
    )


def _of_tracks(base: str, whole: Release, provider: str, other: Release) -> list[Match]:
    return [
        Match(
            path=track_path(place.medium, place.track),
            provider=provider,
            with_provider=base,
            probability=likeness.probability,
            method=likeness.method,
            evidence=likeness.evidence,
        )
        for place, _, likeness in why_joined(whole, other)
    ]
