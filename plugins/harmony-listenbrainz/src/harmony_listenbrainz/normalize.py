"""What ListenBrainz's answers mean. Everything here is pure, and total but for what has neither name nor MBID."""

from __future__ import annotations

from collections.abc import Sequence

from harmony_core import provider as hc
from harmony_listenbrainz.links import MUSICBRAINZ, PAGES
from harmony_listenbrainz.payloads import (
    Artist,
    ArtistCredit,
    Counts,
    Known,
    Match,
    Part,
    Recording,
    ReleaseData,
    ReleaseGroup,
    Vote,
)

# What MusicBrainz calls links to an artist's pages (musicbrainz.org/relationships/artist-url).
LINK_KINDS = {
    "free streaming": hc.LinkKind.FREE_STREAMING,
    "streaming": hc.LinkKind.PAID_STREAMING,
    "download for free": hc.LinkKind.FREE_DOWNLOAD,
    "purchase for download": hc.LinkKind.PAID_DOWNLOAD,
    "purchase for mail-order": hc.LinkKind.MAIL_ORDER,
}
ARTIST_KINDS = {kind.value: kind for kind in hc.ArtistKind}


def recording(answer: Known[Recording], read: hc.Reader) -> hc.Recording:
    own, tags = answer.facts.recording, answer.facts.tag
    votes = tags.recording if tags else None
    return hc.Recording(
        title=hc.said(own.name),
        artists=artist_credit(answer.facts.artist),
        length_ms=read.milliseconds(own.length, "length_ms"),
        releases=releases(answer.facts.release, read),
        genres=genres(votes),
        tags=all_tags(votes),
        popularity=popularity(answer.counts),
        credits=credits_of(own.rels),
        external_ids=own_ids("recording", answer.mbid),
    )


def release(counts: Counts, read: hc.Reader) -> hc.Release:
    """Return how much a release is heard: ListenBrainz tells nothing else of one."""
    return hc.Release(popularity=popularity(counts), external_ids=own_ids("release", counts.release_mbid or ""))


def release_group(answer: Known[ReleaseGroup], read: hc.Reader) -> hc.Release:
    own, tags = answer.facts.release_group, answer.facts.tag
    votes = tags.release_group if tags else None
    return hc.Release(
        title=hc.said(own.name),
        artists=artist_credit(answer.facts.artist),
        date=read.date(own.date, "date"),
        types=hc.release_types(own.type),
        genres=genres(votes),
        tags=all_tags(votes),
        popularity=popularity(answer.counts),
        external_ids=own_ids("release_group", answer.mbid),
    )


def artist(answer: Known[Artist], read: hc.Reader) -> hc.Artist:
    own = answer.facts
    votes = own.tag.artist if own.tag else None
    links = ((url, LINK_KINDS.get(kind)) for kind, url in (own.rels or {}).items())
    return hc.Artist(
        name=own.name,
        kind=ARTIST_KINDS.get((own.type or "").lower()),
        begin=year(own.begin_year, "begin", read),
        end=year(own.end_year, "end", read),
        genres=genres(votes),
        tags=all_tags(votes),
        popularity=popularity(answer.counts),
        links=tuple(link for url, kind in links for link in hc.links([url], *([kind] if kind else []))),
        external_ids=own_ids("artist", answer.mbid),
    )


def matches(found: Sequence[Match], read: hc.Reader) -> tuple[hc.Recording, ...]:
    """Return the recordings that were found for words, without those that say nothing."""
    return tuple(match(each, read) for each in found if hc.said(each.recording_name) and each.recording_mbid)


def match(found: Match, read: hc.Reader) -> hc.Recording:
    mbids = found.artist_mbids or ()
    credit = hc.ArtistCredit(
        name=found.artist_credit_name or "",
        external_ids=ids("artist", mbids[0]) if len(mbids) == 1 else (),  # one name may be of several artists
    )
    return hc.Recording(
        title=found.recording_name,
        artists=(credit,) if hc.said(found.artist_credit_name) else (),
        releases=releases(ReleaseData(mbid=found.release_mbid, name=found.release_name), read),
        external_ids=ids("recording", found.recording_mbid),
    )


def releases(named: ReleaseData | None, read: hc.Reader) -> tuple[hc.Release, ...]:
    """Return the release that stands for a recording, in short."""
    if named is None or hc.said(named.name) is None:
        return ()
    artist_name = hc.said(named.album_artist_name)
    return (
        hc.Release(
            title=named.name,
            artists=(hc.ArtistCredit(name=artist_name),) if artist_name else (),
            date=year(named.year, "releases[0].date", read),
            external_ids=(*ids("release", named.mbid), *ids("release_group", named.release_group_mbid)),
        ),
    )


def artist_credit(credit: ArtistCredit | None) -> tuple[hc.ArtistCredit, ...]:
    return tuple(
        hc.ArtistCredit(name=name, join_phrase=each.join_phrase or None, external_ids=ids("artist", each.artist_mbid))
        for each in (credit.artists if credit else None) or ()
        if (name := hc.said(each.name))
    )


def credits_of(parts: Sequence[Part] | None) -> tuple[hc.Credit, ...]:
    """Return who had a part, each part once: what was played or sung, else what was done."""
    return tuple(
        dict.fromkeys(
            hc.Credit(name=name, role=role, external_ids=ids("artist", each.artist_mbid))
            for each in parts or ()
            if (name := hc.said(each.artist_name)) and (role := hc.said(each.instrument) or hc.said(each.type))
        )
    )


def genres(votes: Sequence[Vote] | None) -> tuple[hc.Genre, ...]:
    """Return the tags that MusicBrainz holds for genres."""
    return all_tags([vote for vote in votes or () if vote.genre_mbid])


def all_tags(votes: Sequence[Vote] | None) -> tuple[hc.Genre, ...]:
    return hc.weighed(((vote.tag, vote.count) for vote in votes or ()), "listenbrainz")


def popularity(counts: Counts | None) -> tuple[hc.Popularity, ...]:
    """Return how many people listened how often; nothing where that is not known."""
    if counts is None:
        return ()
    return hc.popularity("listenbrainz", listeners=counts.total_user_count, plays=counts.total_listen_count)


def own_ids(kind: str, mbid: str) -> tuple[hc.ExternalId, ...]:
    """Return the ids of what an answer is about. Raises `PayloadError` where it has none."""
    found = ids(kind, mbid)
    if not found:
        raise hc.PayloadError(f"ListenBrainz does not say which {kind} this is: {mbid[:40]!r} is no MBID")
    return found


def ids(kind: str, mbid: str | None) -> tuple[hc.ExternalId, ...]:
    """Return an MBID as an id, here and at MusicBrainz."""
    return (*PAGES.ids(kind, mbid), *MUSICBRAINZ.ids(kind, mbid)) if mbid else ()


def year(number: int | None, path: str, read: hc.Reader) -> hc.PartialDate | None:
    return read.date(f"{number:04}", path) if number and 0 < number < 10_000 else None
