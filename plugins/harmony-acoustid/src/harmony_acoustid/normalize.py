"""What AcoustID's answers mean. Everything here is pure, and total: no payload makes it raise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from harmony_acoustid.fingerprint import FORMS
from harmony_acoustid.payloads import Artist, Date, Match, Recording, Release, ReleaseGroup
from harmony_core import provider as hc

MOST_TOLD = 10

PAGES = hc.Pages(
    "acoustid",
    (
        hc.Url("recording", "https://acoustid.org/track/{id:mbid}"),
        hc.Url("recording", "https://[www.]acoustid.org/track/{id:mbid}"),
        hc.Url("recording", "{seconds}/{sound}", type="fingerprint", id="{seconds}/{sound}", where=FORMS),
    ),
)
MUSICBRAINZ = hc.mbid_pages("musicbrainz", "https://musicbrainz.org")


def recording(answer: Match, read: hc.Reader) -> hc.Recording:
    found = answer.recording
    tell_scores(answer, read)
    mbid = MUSICBRAINZ.ids("recording", read.mbid(found.id, "external_ids"))
    acoustid = PAGES.ids("recording", answer.result.id if answer.result else None)
    if not (found.title or mbid or acoustid):
        raise hc.PayloadError("AcoustID names a recording without a title, an MBID or an id of its own")
    return hc.Recording(
        title=found.title or None,
        artists=credit(found.artists, "artists", read),
        length_ms=read.length_ms(found.duration, "length_ms"),
        releases=tuple(releases(found, read)),
        links=tuple(hc.Link(url=each.url) for each in (*acoustid, *mbid) if each.url),
        external_ids=(*acoustid, *mbid),
    )


def tell_scores(answer: Match, read: hc.Reader) -> None:
    """Say how well the recording fits, and which others do."""
    if answer.result and answer.result.score is not None:
        read.info("external_ids", f"AcoustID {answer.result.id} fits with a score of {answer.result.score:.2f}")
    for result, other in answer.others[:MOST_TOLD]:
        read.info("external_ids", f"{named(other)} fits, too, with a score of {result.score or 0:.2f}")
    if len(answer.others) > MOST_TOLD:
        read.info("external_ids", f"{len(answer.others) - MOST_TOLD} more recordings fit, too")


def named(other: Recording) -> str:
    by = "".join(f"{each.name}{each.joinphrase or ''}" for each in other.artists or () if each.name)
    title = f"{other.title or 'a recording without a title'}{f' by {by}' if by else ''}"
    return f"{title} (https://musicbrainz.org/recording/{other.id})" if other.id else title


def releases(found: Recording, read: hc.Reader) -> Iterator[hc.Release]:
    """Yield the releases that have a recording, which answers may list in groups."""
    groups = [ReleaseGroup(releases=found.releases), *(found.releasegroups or ())]
    pairs = [(group, release) for group in groups for release in group.releases or ()]
    for at, (group, release) in enumerate(pairs):
        entity = release_name(group, release, found.artists, f"releases[{at}]", read)
        if entity.title or entity.external_ids:
            yield entity


def release_name(
    group: ReleaseGroup, release: Release, of_recording: Sequence[Artist] | None, path: str, read: hc.Reader
) -> hc.Release:
    artists = credit(release.artists or group.artists or of_recording, f"{path}.artists", read)
    day = date(release.date, f"{path}.date", read)
    return hc.Release(
        title=release.title or group.title or None,
        artists=artists,
        date=day,
        events=tuple(events(release, day, f"{path}.events", read)),
        types=types(group),
        country=read.country(release.country, f"{path}.country"),
        external_ids=MUSICBRAINZ.ids("release", read.mbid(release.id, f"{path}.external_ids")),
    )


def types(group: ReleaseGroup) -> tuple[hc.ReleaseType, ...]:
    """Return a group's types, in MusicBrainz's words ("Album", "DJ-mix", "Mixtape/Street")."""
    words = (group.type, *(group.secondarytypes or ()))
    return hc.release_types(*((word or "").partition("/")[0] for word in words))


def events(release: Release, day: hc.PartialDate | None, path: str, read: hc.Reader) -> Iterator[hc.ReleaseEvent]:
    """Yield when and where a release came out, which is mostly on its own day alone."""
    for at, event in enumerate(release.releaseevents or ()):
        is_same = day and event.date == release.date
        on = day if is_same else date(event.date, f"{path}[{at}].date", read)
        country = read.country(event.country, f"{path}[{at}].country")
        if on or country:
            yield hc.ReleaseEvent(date=on, country=country)


def date(parts: Date | None, path: str, read: hc.Reader) -> hc.PartialDate | None:
    """Read a date as far as it is known; without a year it says nothing."""
    if parts is None or not parts.year:
        return None
    text = f"{parts.year:04}"
    if parts.month:
        text += f"-{parts.month:02}-{parts.day:02}" if parts.day else f"-{parts.month:02}"
    return read.date(text, path)


def credit(names: Sequence[Artist] | None, path: str, read: hc.Reader) -> tuple[hc.ArtistCredit, ...]:
    return tuple(
        artist_credit(each.name, each.joinphrase or None, read.mbid(each.id, f"{path}[{at}].external_ids"))
        for at, each in enumerate(names or ())
        if each.name and each.name.strip()
    )


@lru_cache(maxsize=256)  # an artist comes again on release after release
def artist_credit(name: str, join_phrase: str | None, mbid: hc.Mbid | None) -> hc.ArtistCredit:
    return hc.ArtistCredit(name=name, join_phrase=join_phrase, external_ids=MUSICBRAINZ.ids("artist", mbid))
