"""What Last.fm's answers mean. Everything here is pure, and total: no payload makes it raise."""

from __future__ import annotations

import re

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


def release(answer: Answer[AlbumBody], read: hc.Reader) -> hc.Release:
    return release_of(answer.body.album, read, answer.counted)


def recording(answer: Answer[TrackBody], read: hc.Reader) -> hc.Recording:
    return recording_of(answer.body.track, read, answer.counted)


def artist(answer: Answer[ArtistBody], read: hc.Reader) -> hc.Artist:
    return artist_entity(answer.body.artist, read, answer.counted)


def release_of(album: Album, read: hc.Reader, counted: TopTags | None = None) -> hc.Release:
    by = artist_of(album.artist)
    return hc.Release(
        title=album.name,
        artists=credit(by, read),
        date=date(album.releasedate, read),
        media=media(album.tracks, read),
        artwork=pictures(album.image, hc.ArtworkKind.FRONT),
        tags=tags(counted.toptags if counted else None, album.tags, album.toptags),
        popularity=popularity(album.listeners, album.playcount),
        links=links("release", by, album.name),
        external_ids=external_ids("release", album.mbid, read, by, album.name),
    )


def recording_of(track: Track, read: hc.Reader, counted: TopTags | None = None) -> hc.Recording:
    by = artist_of(track.artist)
    return hc.Recording(
        title=track.name,
        artists=credit(by, read),
        length_ms=read.milliseconds(number(track.duration), "length_ms"),
        releases=tuple(release_name(album, read) for album in each(track.album) if album.title),
        tags=tags(counted.toptags if counted else None, track.toptags),
        popularity=popularity(track.listeners, track.playcount),
        links=links("recording", by, "_", track.name),
        external_ids=external_ids("recording", track.mbid, read, by, "_", track.name),
    )


def artist_entity(answer: Artist, read: hc.Reader, counted: TopTags | None = None) -> hc.Artist:
    own = ArtistName(name=answer.name)
    stats = next(iter(each(answer.stats)), None)
    return hc.Artist(
        name=answer.name,
        tags=tags(counted.toptags if counted else None, answer.tags),
        popularity=popularity(stats.listeners if stats else answer.listeners, stats.playcount if stats else None),
        artwork=pictures(answer.image, hc.ArtworkKind.OTHER),
        links=links("artist", artist_of(own)),
        external_ids=external_ids("artist", answer.mbid, read, artist_of(own)),
    )


def release_name(album: AlbumName, read: hc.Reader) -> hc.Release:
    by = artist_of(album.artist)
    return hc.Release(
        title=album.title,
        artists=credit(by, read),
        artwork=pictures(album.image, hc.ArtworkKind.FRONT),
        external_ids=external_ids("release", album.mbid, read, by, album.title or ""),
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
        external_ids=external_ids("recording", track.mbid, read, by, "_", track.name),
    )


def credit(by: ArtistName | None, read: hc.Reader) -> tuple[hc.ArtistCredit, ...]:
    """Return the one name that Last.fm has for all artists of a credit."""
    if by is None or by.name is None:
        return ()
    return (hc.ArtistCredit(name=by.name, external_ids=external_ids("artist", by.mbid, read, by)),)


def tags(counted: Tags | str | None, *listed: Tags | str | None) -> tuple[hc.Genre, ...]:
    """Return the tags with weights as they are counted, or the few of the main answer, which have none."""
    if found := tags_in(counted):
        return hc.weighed(((tag.name, number(tag.count)) for tag in found), "lastfm")
    return hc.genres((tag.name for tag in tags_in(*listed)), "lastfm")


def popularity(listeners: Number, plays: Number) -> tuple[hc.Popularity, ...]:
    return hc.popularity("lastfm", listeners=number(listeners), plays=number(plays))


def pictures(images: tuple[Picture, ...] | Picture | str | None, kind: hc.ArtworkKind) -> tuple[hc.Artwork, ...]:
    """Return the largest picture, with a smaller one; Last.fm's stars and discs in place of one are none."""
    by_size = {image.get("size") or "": image.get("#text") or "" for image in each(images)}
    known = {size: url for size, url in by_size.items() if url.startswith("http") and not is_placeholder(url)}
    largest = next((known[size] for size in SIZES if size in known), None)
    thumb = next((known[size] for size in THUMB_SIZES if size in known), None)
    return hc.picture(largest, kind, "lastfm", thumb_url=thumb)


def is_placeholder(url: str) -> bool:
    return any(name in url for name in PLACEHOLDERS)


def date(text: str | None, read: hc.Reader) -> hc.PartialDate | None:
    """Read a day as old answers write it: "    13 Sep 2005, 00:00", and blanks before the comma for none."""
    day = (text or "").partition(",")[0].strip()
    found = re.fullmatch(r"(?:(\d{1,2}) )?([A-Z][a-z]{2}) (\d{4})", day, re.ASCII)
    if found is None or found[2] not in MONTHS:
        return read.date(day, "date")
    month = f"{found[3]}-{MONTHS.index(found[2]) + 1:02}"
    return read.date(f"{month}-{int(found[1]):02}" if found[1] else month, "date")


def external_ids(
    kind: str, mbid: str | None, read: hc.Reader, by: ArtistName | None, *title: str
) -> tuple[hc.ExternalId, ...]:
    """Return Last.fm's own id, which is of names, and the MBID that it knows."""
    return (*PAGES.ids(kind, own_id(by, *title)), *MUSICBRAINZ.ids(kind, read.mbid(mbid, "external_ids")))


def links(kind: str, by: ArtistName | None, *title: str) -> tuple[hc.Link, ...]:
    return PAGES.links(kind, own_id(by, *title))


def own_id(by: ArtistName | None, *title: str) -> str | None:
    """Return the id of an artist, or of something by one; None where a name is missing."""
    known = by is not None and by.name and all(part.strip() for part in title)
    return id_of(by.name, *title) if by and by.name and known else None
