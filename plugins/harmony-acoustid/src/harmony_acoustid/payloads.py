"""What AcoustID sends: the fields that are used. What is not known is left out, or null.

Their reference is at acoustid.org/webservice; what stands in which answer is in its server's source
(github.com/acoustid/acoustid-server, acoustid/api/v2).
"""

from __future__ import annotations

from typing import Literal

from harmony_core import provider as hc


@hc.payload
class Date:
    year: int | None = None
    month: int | None = None
    day: int | None = None


@hc.payload
class Artist:
    id: str | None = None
    name: str | None = None
    joinphrase: str | None = None


@hc.payload
class Event:
    country: str | None = None
    date: Date | None = None


@hc.payload
class Release:
    """A release. In compressed answers its title is that of its group, if it has none."""

    id: str | None = None
    title: str | None = None
    artists: tuple[Artist, ...] | None = None
    country: str | None = None
    date: Date | None = None
    releaseevents: tuple[Event, ...] | None = None


@hc.payload
class ReleaseGroup:
    title: str | None = None
    type: str | None = None
    secondarytypes: tuple[str, ...] | None = None
    artists: tuple[Artist, ...] | None = None
    releases: tuple[Release, ...] | None = None


@hc.payload
class Recording:
    """A recording of MusicBrainz, or what users wrote in their files' tags: that has no id.

    `sources` counts who sent this recording's id with such a fingerprint. A recording that MusicBrainz has no more
    has only an id.
    """

    id: str | None = None
    title: str | None = None
    duration: float | None = None
    artists: tuple[Artist, ...] | None = None
    releases: tuple[Release, ...] | None = None
    releasegroups: tuple[ReleaseGroup, ...] | None = None
    sources: int | None = None


@hc.payload
class Result:
    """An AcoustID that fits, and how well: 0 to 1."""

    id: str
    score: float | None = None
    recordings: tuple[Recording, ...] | None = None


@hc.payload
class Answer(Recording):
    """What a lookup answers; or one recording out of an answer, as some programs keep them."""

    status: Literal["ok"] | None = None
    results: tuple[Result, ...] | None = None


@hc.payload
class Problem:
    code: int | None = None
    message: str | None = None


@hc.payload
class ErrorBody:
    status: Literal["error"]
    error: Problem


@hc.answer
class Match:
    """The recording that fits best, and the others that fit, the best first."""

    result: Result | None
    recording: Recording
    others: tuple[tuple[Result, Recording], ...] = ()
