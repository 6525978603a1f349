"""What Spotify's answers mean. Everything here is pure, and total: no payload makes it raise."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import zip_longest

from harmony_core import provider as hc
from harmony_spotify.links import PAGES
from harmony_spotify.payloads import Album, Artist, Features, FoundRecording, FoundRelease, Image, Track
from harmony_spotify.tables import COPYRIGHTS, KEYS, REGIONS

new_track, new_credit = hc.maker(hc.Track), hc.maker(hc.ArtistCredit)
new_release = hc.maker(hc.Release)
new_recording = hc.maker(hc.Recording)
new_artist = hc.maker(hc.Artist)


def release(answer: FoundRelease, read: hc.Reader) -> hc.Release:
    album = answer.album
    report(answer, read)
    available = read.countries(album.available_markets, "available_in", in_order)
    return new_release(
        title=album.name,
        artists=artist_credit(album.artists, read),
        gtin=read.gtin(album.gtin, "gtin") or answer.asked,
        date=date(album, read),
        types=hc.release_types(album.album_type),
        status=hc.ReleaseStatus.OFFICIAL,
        packaging="None",
        labels=tuple([hc.LabelCredit(name=name) for name in hc.split_labels(album.label)]),
        available_in=available,
        # A list without a country is also that of an album which Spotify replaced by another.
        excluded_from=all_but(available) if available else (),
        media=media(answer, read),
        artwork=pictures(album.images, hc.ArtworkKind.FRONT),
        genres=hc.genres(album.genres, "spotify"),
        popularity=hc.popularity("spotify", score=album.popularity, most=100),
        copyright=copyrights(album),
        links=PAGES.links("release", album.id, hc.LinkKind.FREE_STREAMING),
        external_ids=PAGES.ids("release", album.id),
    )


def recording(answer: FoundRecording, read: hc.Reader) -> hc.Recording:
    track = answer.track
    isrc = read.isrc(track.isrc, "isrcs[0]") or (answer.asked if isinstance(answer.asked, hc.Isrc) else None)
    asked_id = answer.asked.id if isinstance(answer.asked, hc.EntityRef) else None
    if answer.without_features:
        read.warn("features", f"without audio features: {answer.without_features}")
    read.others("external_ids", "Spotify knows the same ISRC on further tracks", answer.others)
    return new_recording(
        title=track.name,
        artists=artist_credit(track.artists, read),
        isrcs=(isrc,) if isrc else (),
        length_ms=read.milliseconds(track.duration_ms, "length_ms"),
        date=date(track.album, read) if track.album else None,
        explicit=track.explicit,
        kind=hc.TrackKind.AUDIO,
        releases=(release_name(track.album, read),) if track.album else (),
        features=features(answer.features) if answer.features else None,
        popularity=hc.popularity("spotify", score=track.popularity, most=100),
        links=PAGES.links("recording", track.id, hc.LinkKind.FREE_STREAMING),
        external_ids=track_ids(track.id, asked_id, linked_from(track)),
    )


def artist(answer: Artist, read: hc.Reader) -> hc.Artist:
    return new_artist(
        name=answer.name,
        genres=hc.genres(answer.genres, "spotify"),
        popularity=hc.popularity("spotify", score=answer.popularity, most=100),
        artwork=pictures(answer.images, hc.ArtworkKind.OTHER),
        links=PAGES.links("artist", answer.id, hc.LinkKind.FREE_STREAMING),
        external_ids=PAGES.ids("artist", answer.id),
    )


def release_name(album: Album, read: hc.Reader) -> hc.Release:
    """Return what a track tells of the album that it is on."""
    return new_release(
        title=album.name,
        artists=artist_credit(album.artists, read),
        date=date(album, read),
        types=hc.release_types(album.album_type),
        artwork=pictures(album.images, hc.ArtworkKind.FRONT),
        external_ids=PAGES.ids("release", album.id),
    )


def report(answer: FoundRelease, read: hc.Reader) -> None:
    """Tell what is not as one would expect: tracks that are not listed or not played, further albums."""
    album = answer.album
    listed = answer.tracks or album.listed
    if album.tracks is not None:
        read.listed(len(listed), album.tracks.total or album.total_tracks)
    reasons = [track.restrictions.reason or "no reason given" for track in listed if track.restrictions]
    if reasons:
        why = ", ".join(sorted(set(reasons)))
        read.info("media", f"{len(reasons)} of {len(listed)} tracks are not played where this was asked ({why})")
    if answer.asked and not album.gtin:
        read.asked_for("gtin", answer.asked, "the album itself does not tell it")
    read.others("external_ids", "Spotify has further albums of this GTIN", answer.others)


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
    return new_track(
        position=position,
        number=str(position),
        title=track.name,
        artists=artist_credit(detail.artists or track.artists, read),
        length_ms=read.milliseconds(track.duration_ms, f"{path}.length_ms"),
        isrc=read.isrc(detail.isrc or track.isrc, f"{path}.isrc"),
        explicit=track.explicit,
        kind=hc.TrackKind.AUDIO,
        available_in=read.countries(track.available_markets, f"{path}.available_in", in_order),
        external_ids=track_ids(detail.id, track.id, linked_from(detail), linked_from(track)),
    )


def features(measured: Features) -> hc.AudioFeatures | None:
    mode = {0: "minor", 1: "major"}.get(-1 if measured.mode is None else measured.mode)
    pitch = measured.key if measured.key is not None and 0 <= measured.key < len(KEYS) else None
    return hc.audio_features(
        bpm=measured.tempo,
        key=None if pitch is None else KEYS[pitch],
        mode=mode,
        camelot=camelot(pitch, mode) if pitch is not None and mode else None,
        energy=measured.energy,
        danceability=measured.danceability,
        valence=measured.valence,
        acousticness=measured.acousticness,
        instrumentalness=measured.instrumentalness,
        liveness=measured.liveness,
        speechiness=measured.speechiness,
        loudness_db=measured.loudness,
        time_signature=measured.time_signature,
    )


def camelot(pitch: int, mode: str) -> str:
    """Return a key's place on the Camelot wheel, a fifth per step: 8B is C major, 8A A minor.

    >>> camelot(0, "major"), camelot(9, "minor"), camelot(6, "major")
    ('8B', '8A', '2B')
    """
    major = pitch if mode == "major" else pitch + 3
    return f"{(major * 7 + 7) % 12 + 1}{'B' if mode == 'major' else 'A'}"


# --- names, dates, pictures, ids ----------------------------------------------------------------------------


def artist_credit(named: Sequence[Artist] | None, read: hc.Reader) -> tuple[hc.ArtistCredit, ...]:
    return tuple([read.once(credit, each.name, each.id) for each in named or () if each.name.strip()])


def credit(name: str, artist_id: str | None) -> hc.ArtistCredit:
    return new_credit(name=name, external_ids=PAGES.ids("artist", artist_id))


def in_order(countries: tuple[hc.Country, ...]) -> tuple[hc.Country, ...]:
    """Return countries by their codes."""
    return tuple(sorted(countries))


@lru_cache(maxsize=64)
def all_but(available: tuple[hc.Country, ...]) -> tuple[hc.Country, ...]:
    """Return the countries of Spotify that are not among these; many albums are to be had in the same ones."""
    return in_order(tuple(REGIONS.difference(available)))


def date(album: Album, read: hc.Reader) -> hc.PartialDate | None:
    """Read a date as precisely as it is meant: year and month may come with a made-up day."""
    length = {"year": 4, "month": 7}.get(album.release_date_precision or "")
    return read.date((album.release_date or "")[:length], "date")


def copyrights(album: Album) -> tuple[hc.Copyright, ...]:
    lines = [(line.text, COPYRIGHTS.get((line.type or "").upper())) for line in album.copyrights or ()]
    return tuple([found for text, kind in lines for found in hc.copyright_lines(text, kind)])


def pictures(images: Sequence[Image] | None, kind: hc.ArtworkKind) -> tuple[hc.Artwork, ...]:
    sizes = [(image.url, image.width, image.height) for image in images or ()]
    return hc.largest_picture(sizes, kind, "spotify")


def linked_from(track: Track) -> str | None:
    return track.linked_from.id if track.linked_from else None


def track_ids(answered: str | None, *asked: str | None) -> tuple[hc.ExternalId, ...]:
    """Return the id of what Spotify answered with, and those that were asked for where it is another."""
    own = PAGES.ids("recording", answered)
    others = [each for each in asked if each and each != answered]
    if not others:
        return own
    relinked = (
        found for each in dict.fromkeys(others) for found in PAGES.ids("relinked_from", each, source_type="track")
    )
    return (*own, *relinked)
