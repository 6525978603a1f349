"""Which of the recordings that fit comes first."""

from __future__ import annotations

from harmony_acoustid.payloads import Answer, Match, Recording, Result
from harmony_core import provider as hc


def best(answer: Answer) -> Match:
    """Return the recording that fits best: by score, then what has a title, then what most have sent.

    An AcoustID may have recordings of different songs, where somebody tagged a file wrongly; it may have none.
    Raises `NotFoundError` where no AcoustID fits, `PayloadError` where the body is no answer.
    """
    if answer.results is None:
        if not answer.id and not answer.title:
            raise hc.PayloadError("acoustid: expected results, or a recording out of some")
        return Match(None, answer)
    if not answer.results:
        raise hc.NotFoundError("AcoustID knows no such sound")
    results = sorted(answer.results, key=lambda result: -(result.score or 0))
    found = [(result, recording) for result in results for recording in result.recordings or () if is_one(recording)]
    if not found:
        return Match(results[0], Recording())
    (result, recording), *others = sorted(found, key=_rank)
    return Match(result, recording, tuple(others))


def is_one(recording: Recording) -> bool:
    return bool(recording.id or recording.title)


def _rank(found: tuple[Result, Recording]) -> tuple[float | bool | str, ...]:
    result, recording = found
    releases = len(recording.releases or ()) + len(recording.releasegroups or ())
    return (
        -(result.score or 0),
        not recording.title,
        -(recording.sources or 0),
        not recording.id,
        -releases,
        recording.id or "",
    )
