"""entities of one thing → why each was taken for the same: the tracks that were lined up, and the probability."""

from __future__ import annotations

from collections.abc import Sequence

from harmony_core.alike.evidence import Likeness
from harmony_core.domain.model import Recording, Release
from harmony_core.domain.paths import track_path
from harmony_core.domain.result import Match
from harmony_core.stages.match import Line, same_recording


def matches_of_tracks(releases: Sequence[tuple[str, Release]], lines: Sequence[Line]) -> tuple[Match, ...]:
    """Return why tracks of releases were joined, each with that of the provider whose media were taken: the first."""
    if not releases:
        return ()
    (base, _), *others = releases
    return tuple(
        _match(track_path(place.medium, place.track), base, provider, where.likeness)
        for column, (provider, _) in enumerate(others, 1)
        for line in lines
        if (place := line[0]) is not None and (where := line[column]) is not None and where.likeness is not None
    )


def matches_of_recordings(recordings: Sequence[tuple[str, Recording]]) -> tuple[Match, ...]:
    """Return why recordings were joined, each as a whole with the first."""
    if not recordings:
        return ()
    (base, first), *others = recordings
    return tuple(_match("", base, provider, same_recording(first, other)) for provider, other in others)


def _match(path: str, base: str, provider: str, likeness: Likeness) -> Match:
    return Match(
        path=path,
        provider=provider,
        with_provider=base,
        probability=likeness.probability,
        method=likeness.method,
        evidence=likeness.evidence,
    )
