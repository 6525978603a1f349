"""What Spotify's answers mean. Everything here is pure, and total: no payload makes it raise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from harmony_core import provider as hc
from harmony_spotify.payloads import Album, Artist, Features, FoundRecording, FoundRelease, Image, Track
from harmony_spotify.tables import COPYRIGHTS, KEYS, REGIONS, TYPES

PATHS = {"release": "album", "recording": "track", "artist": "artist"}
ID = re.compile("[0-9A-Za-z]{22}")
SMALLEST_THUMB_PX = 200


def release(answer: FoundRelease, read: hc.Reader) -> hc.Release:
    album = answer.album
    report(answer, read)
    available = read.countries(album.available_markets, "available_in")
    return hc.Release(
        title=album.name,
        artists=artist_credit(album.artists),
        gtin=read.gtin(album.gtin, "gtin") or answer.asked,
        date=date(album, read),
        types=release_types(album),
        status=hc.ReleaseStatus.OFFICIAL,
        packaging="None",
        labels=tuple(hc.LabelCredit(name=name) for name in hc.split_labels(album.label)),
        available_in=tuple(sorted(available)),
        # A list without a country is also that of an album which Spotify replaced by another.
        excluded_from=tuple(sorted(REGIONS.difference(available))) if available else (),
        media=media(answer, read),
        artwork=pictures(album.images, hc.ArtworkKind.FRONT),
        genres=genres(album.genres),
        popularity=popularity(album.popularity),
        copyright=copyrights(album),
        links=links("release", album.id),
        external_ids=external_ids("release", album.id),
    )


def recording(answer: FoundRecording, read: hc.Reader) -> hc.Recording:
    track = answer.track
    isrc = read.isrc(track.isrc, "isrcs[0]") or (answer.asked if isinstance(answer.asked, hc.Isrc) else None)
    asked_id = answer.asked.id if isinstance(answer.asked, hc.EntityRef) else None
    if answer.without_features:
        read.warn("features", f"without audio features: {answer.without_features}")
    if answer.others:
        read.info("external_ids", f"Spotify knows the same ISRC on further tracks: {', '.join(answer.others)}")
    return hc.Recording(
        title=track.name,
        artists=artist_credit(track.artists),
        isrcs=(isrc,) if isrc else (),
        length_ms=length_ms(track, "length_ms", read),
        date=date(track.album, read) if track.album else None,
        explicit=track.explicit,
        kind=hc.TrackKind.AUDIO,
        releases=(release_name(track.album, read),) if track.album else (),
        features=features(answer.features) if answer.features else None,
        popularity=popularity(track.popularity),
        links=links("recording", track.id),
        external_ids=external_ids("recording", track.id, asked_id, linked_from(track)),
    )


def artist(answer: Artist, read: hc.Reader) -> hc.Artist:
    return hc.Artist(
        name=answer.name,
        genres=genres(answer.genres),
        popularity=popularity(answer.popularity),
        artwork=pictures(answer.images, hc.ArtworkKind.OTHER),
        links=links("artist", answer.id),
        external_ids=external_ids("artist", answer.id),
    )


def releases(found: Sequence[Album], read: hc.Reader) -> list[hc.Release]:
    return [release(FoundRelease(album), read) for album in found]


def recordings(found: Sequence[Track], read: hc.Reader) -> list[hc.Recording]:
    return [recording(FoundRecording(track), read) for track in found]


def artists(found: Sequence[Artist], read: hc.Reader) -> list[hc.Artist]:
    return [artist(each, read) for each in found]


def release_name(album: Album, read: hc.Reader) -> hc.Release:
    """Return what a track tells of the album that it is on."""
    return hc.Release(
        title=album.name,
        artists=artist_credit(album.artists),
        date=date(album, read),
        types=release_types(album),
        artwork=pictures(album.images, hc.ArtworkKind.FRONT),
        external_ids=external_ids("release", album.id),
    )


def report(answer: FoundRelease, read: hc.Reader) -> None:
    """Tell what is not as one would expect: tracks that are not listed or not played, further albums."""
    album = answer.album
    listed = answer.tracks or album.listed
    total = (album.tracks.total if album.tracks else None) or album.total_tracks or 0
    if album.tracks is not None and len(listed) < total:
        read.warn("media", f"{len(listed)} of {total} tracks are listed")
    reasons = [track.restrictions.reason or "no reason given" for track in listed if track.restrictions]
    if reasons:
        why = ", ".join(sorted(set(reasons)))
        read.info("media", f"{len(reasons)} of {len(listed)} tracks are not played where this was asked ({why})")
    if answer.asked and not album.gtin:
        read.info("gtin", f"{answer.asked} is what was searched for; the album itself does not tell it")
    if answer.others:
        read.info("external_ids", f"Spotify has further albums of this GTIN: {', '.join(answer.others)}")


# --- tracks and discs ---------------------------------------------------------------------------------------


def media(answer: FoundRelease, read: hc.Reader) -> tuple[hc.Medium, ...]:
    def made(pair: tuple[Track, Track | None], position: int, path: str) -> hc.Track:
        return medium_track(pair[0], pair[1] or pair[0], position, path, read)

    tracks = answer.tracks or answer.album.listed
    return hc.media(
        zip_longest(tracks, answer.details[: len(tracks)]),
        disc=lambda pair: pair[0].disc_number,
        number=lambda pair: pair[0].track_number,
        track=made,
    )


def medium_track(track: Track, detail: Track, position: int, path: str, read: hc.Reader) -> hc.Track:
    """Return a track as the album lists it, with artists, ISRC and id from its own answer."""
    return hc.Track(
        position=position,
        number=str(position),
        title=track.name,
        artists=artist_credit(detail.artists or track.artists),
        length_ms=length_ms(track, f"{path}.length_ms", read),
        isrc=read.isrc(detail.isrc or track.isrc, f"{path}.isrc"),
        explicit=track.explicit,
        kind=hc.TrackKind.AUDIO,
        available_in=tuple(sorted(read.countries(track.available_markets, f"{path}.available_in"))),
        external_ids=external_ids("recording", detail.id, track.id, linked_from(detail), linked_from(track)),
    )


def length_ms(track: Track, path: str, read: hc.Reader) -> int | None:
    return read.length_ms(None if track.duration_ms is None else track.duration_ms / 1000, path)


def features(measured: Features) -> hc.AudioFeatures | None:
    """Return what was measured of a sound; shares that are none are left out."""
    mode = {0: "minor", 1: "major"}.get(-1 if measured.mode is None else measured.mode)
    pitch = measured.key if measured.key is not None and 0 <= measured.key < len(KEYS) else None
    found = hc.AudioFeatures(
        bpm=measured.tempo if measured.tempo and 0 < measured.tempo < 1000 else None,
        key=None if pitch is None else KEYS[pitch],
        mode=mode,
        camelot=camelot(pitch, mode) if pitch is not None and mode else None,
        energy=share(measured.energy),
        danceability=share(measured.danceability),
        valence=share(measured.valence),
        acousticness=share(measured.acousticness),
        instrumentalness=share(measured.instrumentalness),
        liveness=share(measured.liveness),
        speechiness=share(measured.speechiness),
        loudness_db=measured.loudness if measured.loudness is not None and abs(measured.loudness) < 100 else None,
        time_signature=measured.time_signature if 0 < (measured.time_signature or 0) < 100 else None,
    )
    return None if found == hc.AudioFeatures() else found


def camelot(pitch: int, mode: str) -> str:
    """Return a key's place on the Camelot wheel, a fifth per step: 8B is C major, 8A A minor.

    >>> camelot(0, "major"), camelot(9, "minor"), camelot(6, "major")
    ('8B', '8A', '2B')
    """
    major = pitch if mode == "major" else pitch + 3
    return f"{(major * 7 + 7) % 12 + 1}{'B' if mode == 'major' else 'A'}"


def share(value: float | None) -> float | None:
    return value if value is not None and 0 <= value <= 1 else None


# --- names, dates, pictures, ids ----------------------------------------------------------------------------


def artist_credit(named: Sequence[Artist] | None) -> tuple[hc.ArtistCredit, ...]:
    return tuple(
        hc.ArtistCredit(name=each.name, external_ids=external_ids("artist", each.id))
        for each in named or ()
        if each.name.strip()
    )


def date(album: Album, read: hc.Reader) -> hc.PartialDate | None:
    """Read a date as precisely as it is meant: year and month may come with a made-up day."""
    length = {"year": 4, "month": 7}.get(album.release_date_precision or "")
    return read.date((album.release_date or "")[:length], "date")


def release_types(album: Album) -> tuple[hc.ReleaseType, ...]:
    known = TYPES.get((album.album_type or "").lower())
    return (known,) if known else ()


def genres(names: Sequence[str] | None) -> tuple[hc.Genre, ...]:
    return tuple(hc.Genre(name=name, providers=("spotify",)) for name in names or () if name.strip())


def popularity(percent: int | None) -> tuple[hc.Popularity, ...]:
    """Spotify ranks from 0 to 100."""
    known = percent is not None and 0 <= percent <= 100
    return (hc.Popularity(provider="spotify", score=percent / 100),) if percent is not None and known else ()


def copyrights(album: Album) -> tuple[hc.Copyright, ...]:
    lines = ((line.text, COPYRIGHTS.get((line.type or "").upper())) for line in album.copyrights or ())
    return tuple(found for text, kind in lines for found in hc.copyright_lines(text, kind))


def pictures(images: Sequence[Image] | None, kind: hc.ArtworkKind) -> tuple[hc.Artwork, ...]:
    """Return the largest picture, with the smallest that is large enough as its thumb."""
    usable = [image for image in images or () if image.url and image.url.strip()]
    if not usable:
        return ()
    largest = max(usable, key=pixels)
    thumbs = (image for image in usable if pixels(image) >= SMALLEST_THUMB_PX)
    thumb = min(thumbs, key=pixels, default=None)
    return (
        hc.Artwork(
            url=largest.url or "",
            thumb_url=thumb.url if thumb else None,
            kinds=(kind,),
            width=largest.width if (largest.width or 0) > 0 else None,
            height=largest.height if (largest.height or 0) > 0 else None,
            provider="spotify",
        ),
    )


def pixels(image: Image) -> int:
    return image.width or 0


def linked_from(track: Track) -> str | None:
    return track.linked_from.id if track.linked_from else None


def external_ids(kind: str, answered: str | None, *asked: str | None) -> tuple[hc.ExternalId, ...]:
    """Return the id of what Spotify answered with, and those that were asked for where it is another."""
    ids = {answered: kind} | {each: "relinked_from" for each in asked if each != answered}
    return tuple(
        hc.ExternalId(provider="spotify", kind=role, type=PATHS[kind], id=each, url=page(kind, each))
        for each, role in ids.items()
        if each and ID.fullmatch(each)
    )


def links(kind: str, entity_id: str | None) -> tuple[hc.Link, ...]:
    if not entity_id or not ID.fullmatch(entity_id):
        return ()
    return (hc.Link(url=page(kind, entity_id), kinds=(hc.LinkKind.FREE_STREAMING,)),)


def page(kind: str, entity_id: str) -> str:
    return f"https://open.spotify.com/{PATHS[kind]}/{entity_id}"
