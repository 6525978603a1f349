"""Which of several comes first: what is official, exact and well described, then what is oldest."""

from __future__ import annotations

from collections.abc import Sequence

from harmony_core import provider as hc
from harmony_musicbrainz.payloads import Recording, Release, ReleaseGroup

_STATUSES = ("official", "", "promotion")


def by_barcode(found: Sequence[Release], gtin: hc.Gtin) -> list[Release]:
    """Return the releases that have a barcode, the best first; a search may find others as well."""
    ours = {release.id: release for release in found if _digits(release).zfill(14) == gtin.as_14}

    def rank(release: Release) -> tuple[object, ...]:
        return (
            _status(release),
            _digits(release) != gtin.text,
            not release.media,
            not release.country,
            not release.label_info,
            _oldest(release.date),
            release.id,
        )

    return sorted(ours.values(), key=rank)


def main_release(group: ReleaseGroup) -> Release | None:
    """Return the earliest official release of a group, or the earliest of what else there is."""

    def rank(release: Release) -> tuple[object, ...]:
        return _status(release), _oldest(release.date), not release.country, release.id

    return min(group.releases or (), key=rank, default=None)


def by_isrc(found: Sequence[Recording]) -> list[Recording]:
    """Return recordings of one ISRC: first what is no video, is dated, has a length and no remark."""

    def rank(recording: Recording) -> tuple[object, ...]:
        return (
            bool(recording.video),
            not recording.first_release_date,
            recording.length is None,
            bool(recording.disambiguation),
            _oldest(recording.first_release_date),
            recording.id,
        )

    return sorted({recording.id: recording for recording in found if recording.id}.values(), key=rank)


def _digits(release: Release) -> str:
    return (release.barcode or "").replace(" ", "").replace("-", "")


def _status(release: Release) -> int:
    status = (release.status or "").lower()
    return _STATUSES.index(status) if status in _STATUSES else len(_STATUSES)


def _oldest(date: str | None) -> str:
    """Return a date for sorting: the unknown part of one is after all that are known."""
    return f"{date or ''}{'9999-99-99'[len(date or '') :]}"
