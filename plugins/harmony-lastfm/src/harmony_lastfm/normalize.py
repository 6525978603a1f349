"""What Last.fm's answers mean. Everything here is pure, and total: no payload makes it raise."""

from __future__ import annotations

import re
from functools import lru_cache

from harmony_core import provider as hc
from harmony_lastfm.names import MUSICBRAINZ, PAGES, id_of
from harmony_lastfm.payloads import (
    Album,
    AlbumBody,
    AlbumName,
    Answer,
    Artist,
    ArtistBody,
    ArtistName,
    Number,
    Picture,
    Tags,
    TopTags,
    Track,
    TrackBody,
    Tracks,
    artist_of,
    each,
    number,
    tags_in,
)
from harmony_lastfm.tables import MONTHS, PLACEHOLDERS, SIZES, THUMB_SIZES

_DAY = hc.pattern(r"(?:(\d{1,2}) )?([A-Z][a-z]{2}) (\d{4})", re.ASCII)


def release(answer: Answer[AlbumBody], read: hc.Reader) -> hc.Release:
    return release_of(answer.body.album, read, answer.counted)


def recording(answer: Answer[TrackBody], read: hc.Reader) -> hc.Recording:
    return recording_of(answer.body.track, read, answer.counted)


def artist(answer: Answer[ArtistBody], read: hc.Reader) -> hc.Artist:
    return artist_entity(answer.body.artist, read, answer.counted)


def release_of(album: Album, read: hc.Reader, counted: TopTags | None = None) -> hc.Release:
    by = artist_of(album.artist)
    own = own_ids("release", by, album.name)
    return hc.Release(
        title=album.name,
        artists=credit(by, read),
        date=date(album.releasedate, read),
        media=media(album.tracks, read),
        artwork=pictures(album.image, hc.ArtworkKind.FRONT),
        tags=tags(counted.toptags if counted else None, album.tags, album.toptags),
        popularity=popularity(album.listeners, album.playcount),
        links=links(own),
        external_ids=(*own, *mbids("release", album.mbid, read)),
    )


def recording_of(track: Track, read: hc.Reader, counted: TopTags | None = None) -> hc.Recording:
    by = artist_of(track.artist)
    own = own_ids("recording", by, "_", track.name)
    return hc.Recording(
        title=track.name,
        artists=credit(by, read),
        length_ms=read.milliseconds(number(track.duration), "length_ms"),
        releases=tuple(release_name(album, read) for album in each(track.album) if album.title),
        tags=tags(counted.toptags if counted else None, track.toptags),
        popularity=popularity(track.listeners, track.playcount),
        links=links(own),
        external_ids=(*own, *mbids("recording", track.mbid, read)),
    )


def artist_entity(answer: Artist, read: hc.Reader, counted: TopTags | None = None) -> hc.Artist:
    own = artist_ids(answer.name)
    stats = next(iter(each(answer.stats)), None)
    return hc.Artist(
        name=answer.name,
        tags=tags(counted.toptags if counted else None, answer.tags),
        popularity=popularity(stats.listeners if stats else answer.listeners, stats.playcount if stats else None),
        artwork=pictures(answer.image, hc.ArtworkKind.OTHER),
        links=links(own),
        external_ids=(*own, *mbids("artist", answer.mbid, read)),
    )


def release_name(album: AlbumName, read: hc.Reader) -> hc.Release:
    by = artist_of(album.artist)
    return hc.Release(
        title=album.title,
        artists=credit(by, read),
        artwork=pictures(album.image, hc.ArtworkKind.FRONT),
        external_ids=(*own_ids("release", by, album.title or ""), *mbids("release", album.mbid, read)),
    )


def media(tracks: Tracks | str | None, read: hc.Reader) -> tuple[hc.Medium, ...]:
    """Return the tracks as one medium: Last.fm numbers them through, and does not know discs."""
    listed = [track for group in each(tracks) for track in each(group.track)]
    placed = tuple(medium_track(track, position, read) for position, track in enumerate(listed, 1))
    return (hc.Medium(position=1, tracks=placed),) if placed else ()


def medium_track(track: Track, position: int, read: hc.Reader) -> hc.Track:
    by = artist_of(track.artist)
    return hc.Track(
        position=position,
        title=track.name,
        artists=credit(by, read),
        length_ms=read.length_ms(number(track.duration), f"media[0].tracks[{position - 1}].length_ms"),
        external_ids=(*own_ids("recording", by, "_", track.name), *mbids("recording", track.mbid, read)),
    )


def credit(by: ArtistName | None, read: hc.Reader) -> tuple[hc.ArtistCredit, ...]:
    """Return the one name that Last.fm has for all artists of a credit."""
    if by is None or by.name is None:
        return ()
    return (artist_credit(by.name, read.mbid(by.mbid, "external_ids")),)


@lru_cache(maxsize=256)  # an album's artist comes again on every track
def artist_credit(name: str, mbid: hc.Mbid | None) -> hc.ArtistCredit:
    return hc.ArtistCredit(name=name, external_ids=(*artist_ids(name), *MUSICBRAINZ.ids("artist", mbid)))


def tags(counted: Tags | str | None, *listed: Tags | str | None) -> tuple[hc.Genre, ...]:
    """Return the tags with weights as they are counted, or the few of the main answer, which have none."""
    if found := tags_in(counted):
        return hc.weighed(((tag.name, number(tag.count)) for tag in found), "lastfm")
    return hc.genres((tag.name for tag in tags_in(*listed)), "lastfm")


def popularity(listeners: Number, plays: Number) -> tuple[hc.Popularity, ...]:
    return hc.popularity("lastfm", listeners=number(listeners), plays=number(plays))


def pictures(images: tuple[Picture, ...] | Picture | str | None, kind: hc.ArtworkKind) -> tuple[hc.Artwork, ...]:
    """Return the largest picture, with a smaller one; Last.fm's stars and discs in place of one are none."""
    by_size = {image.get("size"): image.get("#text") or "" for image in each(images)}
    largest = next((by_size[size] for size in SIZES if is_picture(by_size.get(size, ""))), None)
    thumb = next((by_size[size] for size in THUMB_SIZES if is_picture(by_size.get(size, ""))), None)
    return hc.picture(largest, kind, "lastfm", thumb_url=thumb)


def is_picture(url: str) -> bool:
    return url.startswith("http") and not any(name in url for name in PLACEHOLDERS)


def date(text: str | None, read: hc.Reader) -> hc.PartialDate | None:
    """Read a day as old answers write it: "    13 Sep 2005, 00:00", and blanks before the comma for none."""
    day = (text or "").partition(",")[0].strip()
    found = _DAY.fullmatch(day)
    if found is None or found[2] not in MONTHS:
        return read.date(day, "date")
    month = f"{found[3]}-{MONTHS.index(found[2]) + 1:02}"
    return read.date(f"{month}-{int(found[1]):02}" if found[1] else month, "date")


def own_ids(kind: str, by: ArtistName | None, *title: str) -> tuple[hc.ExternalId, ...]:
    """Return Last.fm's own id of something by an artist, which is of names; none where a name is missing."""
    known = by is not None and by.name and all(map(str.strip, title))
    return PAGES.ids(kind, id_of(by.name, *title)) if by and by.name and known else ()


def artist_ids(name: str) -> tuple[hc.ExternalId, ...]:
    return PAGES.ids("artist", id_of(name)) if name.strip() else ()


def mbids(kind: str, text: str | None, read: hc.Reader) -> tuple[hc.ExternalId, ...]:
    """Return the MBID that Last.fm knows."""
    return MUSICBRAINZ.ids(kind, read.mbid(text, "external_ids")) if text else ()


def links(own: tuple[hc.ExternalId, ...]) -> tuple[hc.Link, ...]:
    """Return the pages of Last.fm's own ids."""
    return tuple(hc.Link(url=each.url) for each in own if each.url)
