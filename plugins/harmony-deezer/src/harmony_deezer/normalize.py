"""What Deezer's answers mean. Everything here is pure, and total: no payload makes it raise."""

from __future__ import annotations

from collections.abc import Sequence

from harmony_core import provider as hc
from harmony_deezer.payloads import Album, AlbumName, Artist, Release, Track
from harmony_deezer.tables import PAGES, REGIONS

new_track, new_credit = hc.maker(hc.Track), hc.maker(hc.ArtistCredit)
new_release = hc.maker(hc.Release)
new_artist = hc.maker(hc.Artist)
new_recording = hc.maker(hc.Recording)


def release(answer: Release, read: hc.Reader) -> hc.Release:
    album = answer.album
    tracks = answer.tracks or album.listed
    if album.tracks is not None:
        read.listed(len(tracks), album.nb_tracks)
    if answer.substituted:
        read.warn("media", f"Deezer answered with other tracks for {answer.substituted}: their details are missing")
    discs = hc.media(
        tracks,
        disc=lambda track: track.disk_number,
        number=lambda track: track.track_position,
        track=lambda track, position, path: medium_track(track, position, path, read),
    )
    available = common_regions([track.available_in for disc in discs for track in disc.tracks])
    return new_release(
        title=album.title,
        artists=artist_credit(album.contributors, album.artist, read),
        gtin=read.gtin(album.upc, "gtin"),
        date=read.date(album.release_date, "date"),
        types=hc.release_types(album.record_type, also={"compile": hc.ReleaseType.COMPILATION}),
        status=hc.ReleaseStatus.OFFICIAL,
        packaging="None",
        labels=tuple([hc.LabelCredit(name=name) for name in hc.split_labels(album.label)]),
        available_in=tuple(sorted(available or ())),
        excluded_from=() if available is None else tuple(sorted(REGIONS - available)),
        media=discs,
        artwork=cover(album),
        genres=hc.genres((genre.name for genre in album.genres.data) if album.genres else (), "deezer"),
        links=PAGES.links("release", album.id, hc.LinkKind.FREE_STREAMING),
        external_ids=PAGES.ids("release", album.id),
    )


def recording(track: Track, read: hc.Reader) -> hc.Recording:
    return new_recording(
        title=track.title,
        artists=artist_credit(track.contributors, track.artist, read),
        isrcs=read.isrcs([track.isrc], "isrcs"),
        length_ms=read.length_ms(track.duration, "length_ms"),
        date=read.date(track.release_date, "date"),
        explicit=is_explicit(track),
        kind=hc.TrackKind.AUDIO,
        releases=(read.once(release_name, track.album),) if track.album else (),
        features=hc.audio_features(bpm=track.bpm),
        popularity=hc.popularity("deezer", score=track.rank or None, most=1_000_000),
        links=PAGES.links("recording", track.id, hc.LinkKind.FREE_STREAMING),
        external_ids=PAGES.ids("recording", track.id),
    )


def artist(answer: Artist, read: hc.Reader) -> hc.Artist:
    return new_artist(
        name=answer.name,
        artwork=pictures(answer.picture_xl, answer.picture, answer.picture_medium, hc.ArtworkKind.OTHER),
        links=PAGES.links("artist", answer.id, hc.LinkKind.FREE_STREAMING),
        external_ids=PAGES.ids("artist", answer.id),
    )


def release_name(album: AlbumName) -> hc.Release:
    return new_release(title=album.title, artwork=cover(album), external_ids=PAGES.ids("release", album.id))


def medium_track(track: Track, position: int, path: str, read: hc.Reader) -> hc.Track:
    return new_track(
        position=position,
        number=str(position),
        title=track.title,
        artists=artist_credit(track.contributors, track.artist, read),
        length_ms=read.length_ms(track.duration, f"{path}.length_ms"),
        isrc=read.isrc(track.isrc, f"{path}.isrc"),
        explicit=is_explicit(track),
        kind=hc.TrackKind.AUDIO,
        available_in=read.countries(track.available_countries, f"{path}.available_in", served),
        external_ids=PAGES.ids("recording", track.id),
    )


def served(countries: tuple[hc.Country, ...]) -> tuple[hc.Country, ...]:
    """Return those in which Deezer has a service; tracks also name others (AQ, BV …)."""
    return tuple([country for country in countries if country in REGIONS])


def common_regions(of_tracks: Sequence[Sequence[hc.Country]]) -> frozenset[hc.Country] | None:
    """Return where every track is to be had, or None where that is not told of all of them."""
    if not of_tracks or not all(of_tracks):
        return None
    return frozenset(of_tracks[0]).intersection(*set(map(tuple, of_tracks)))


def artist_credit(
    contributors: Sequence[Artist] | None, alone: Artist | None, read: hc.Reader
) -> tuple[hc.ArtistCredit, ...]:
    """Return the contributors, each once (Deezer repeats some), or the one artist that a list names."""
    named: dict[int, Artist] = {}
    for each in contributors or ((alone,) if alone else ()):
        named.setdefault(each.id, each)
    return tuple([read.once(credit, each.name, each.id, each.role) for each in named.values() if each.name.strip()])


def credit(name: str, artist_id: int, role: str | None) -> hc.ArtistCredit:
    return new_credit(name=name, roles=(role.lower(),) if role else (), external_ids=PAGES.ids("artist", artist_id))


def is_explicit(track: Track) -> bool | None:
    """Read the code: 0 not, 1 explicit, 3 edited (clean), 4 partly; 2, 5, 6 and 7 say nothing."""
    match track.explicit_content_lyrics:
        case 1 | 4:
            return True
        case 0 | 3:
            return False
        case None:
            return track.explicit_lyrics
        case _:
            return track.explicit_lyrics or None


def cover(album: Album | AlbumName) -> tuple[hc.Artwork, ...]:
    return pictures(album.cover_xl, album.cover, album.cover_medium, hc.ArtworkKind.FRONT)


def pictures(
    largest: str | None, redirect: str | None, thumb: str | None, kind: hc.ArtworkKind
) -> tuple[hc.Artwork, ...]:
    """Return the largest picture, or the address that leads to one; the placeholder's has an empty name in it."""
    url = largest or redirect or ""
    pixels = 1000 if largest else None
    found = "" if "//" in url.partition("://")[2] else url
    return hc.picture(found, kind, "deezer", thumb_url=thumb, width=pixels, height=pixels)
