"""What Deezer's answers mean. Everything here is pure, and total: no payload makes it raise."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from harmony_core import provider as hc
from harmony_deezer.payloads import Album, AlbumName, Artist, Genres, Release, Track
from harmony_deezer.tables import REGIONS

TYPES = {"release": "album", "recording": "track", "artist": "artist"}


def release(answer: Release, read: hc.Reader) -> hc.Release:
    album = answer.album
    tracks = answer.tracks or album.listed
    if album.tracks is not None and len(tracks) < (album.nb_tracks or 0):
        read.warn("media", f"{len(tracks)} of {album.nb_tracks} tracks are listed")
    if answer.substituted:
        read.warn("media", f"Deezer answered with other tracks for {answer.substituted}: their details are missing")
    discs = media(tracks, read)
    available = common_regions([track.available_in for disc in discs for track in disc.tracks])
    return hc.Release(
        title=album.title,
        artists=artist_credit(album.contributors, album.artist),
        gtin=read.gtin(album.upc, "gtin"),
        date=read.date(album.release_date, "date"),
        types=release_types(album.record_type),
        status=hc.ReleaseStatus.OFFICIAL,
        packaging="None",
        labels=tuple(hc.LabelCredit(name=name) for name in hc.split_labels(album.label)),
        available_in=tuple(sorted(available or ())),
        excluded_from=() if available is None else tuple(sorted(REGIONS - available)),
        media=discs,
        artwork=cover(album),
        genres=genres(album.genres),
        links=links("release", album.id),
        external_ids=external_ids("release", album.id),
    )


def recording(track: Track, read: hc.Reader) -> hc.Recording:
    isrc = read.isrc(track.isrc, "isrcs[0]")
    return hc.Recording(
        title=track.title,
        artists=artist_credit(track.contributors, track.artist),
        isrcs=(isrc,) if isrc else (),
        length_ms=read.length_ms(track.duration, "length_ms"),
        date=read.date(track.release_date, "date"),
        explicit=is_explicit(track),
        kind=hc.TrackKind.AUDIO,
        releases=(release_name(track.album),) if track.album else (),
        features=hc.AudioFeatures(bpm=track.bpm) if track.bpm and 0 < track.bpm < 1000 else None,
        popularity=popularity(track.rank),
        links=links("recording", track.id),
        external_ids=external_ids("recording", track.id),
    )


def artist(answer: Artist, read: hc.Reader) -> hc.Artist:
    return hc.Artist(
        name=answer.name,
        artwork=pictures(answer.picture_xl, answer.picture, answer.picture_medium, hc.ArtworkKind.OTHER),
        links=links("artist", answer.id),
        external_ids=external_ids("artist", answer.id),
    )


def releases(found: Sequence[Album], read: hc.Reader) -> list[hc.Release]:
    return [release(Release(album), read) for album in found]


def recordings(found: Sequence[Track], read: hc.Reader) -> list[hc.Recording]:
    return [recording(track, read) for track in found]


def artists(found: Sequence[Artist], read: hc.Reader) -> list[hc.Artist]:
    return [artist(each, read) for each in found]


def release_name(album: AlbumName) -> hc.Release:
    return hc.Release(title=album.title, artwork=cover(album), external_ids=external_ids("release", album.id))


def media(tracks: Sequence[Track], read: hc.Reader) -> tuple[hc.Medium, ...]:
    """Group tracks by disc; one that does not say its disc is on that of the track before it."""
    discs: dict[int, list[Track]] = {}
    number = 1
    for track in tracks:
        number = track.disk_number if track.disk_number and track.disk_number > 0 else number
        discs.setdefault(number, []).append(track)
    return tuple(medium(number, discs[number], f"media[{at}]", read) for at, number in enumerate(sorted(discs)))


def medium(number: int, tracks: Sequence[Track], path: str, read: hc.Reader) -> hc.Medium:
    placed = sorted(zip(positions(tracks), tracks, strict=True), key=itemgetter(0))
    return hc.Medium(
        position=number,
        format="Digital Media",
        tracks=tuple(
            medium_track(track, position, f"{path}.tracks[{at}]", read) for at, (position, track) in enumerate(placed)
        ),
    )


def positions(tracks: Sequence[Track]) -> Sequence[int]:
    """Return the tracks' own positions, or count them where one is missing, not positive or there twice."""
    own = [track.track_position or 0 for track in tracks]
    trusted = min(own) > 0 and len(set(own)) == len(own)
    return own if trusted else range(1, len(own) + 1)


def medium_track(track: Track, position: int, path: str, read: hc.Reader) -> hc.Track:
    countries = read.countries(track.available_countries, f"{path}.available_in")
    return hc.Track(
        position=position,
        number=str(position),
        title=track.title,
        artists=artist_credit(track.contributors, track.artist),
        length_ms=read.length_ms(track.duration, f"{path}.length_ms"),
        isrc=read.isrc(track.isrc, f"{path}.isrc"),
        explicit=is_explicit(track),
        kind=hc.TrackKind.AUDIO,
        # Tracks also name countries in which Deezer has no service (AQ, BV …).
        available_in=tuple(country for country in countries if country in REGIONS),
        external_ids=external_ids("recording", track.id),
    )


def common_regions(of_tracks: Sequence[Sequence[hc.Country]]) -> frozenset[hc.Country] | None:
    """Return where every track is to be had, or None where that is not told of all of them."""
    if not of_tracks or not all(of_tracks):
        return None
    return frozenset(of_tracks[0]).intersection(*of_tracks[1:])


def artist_credit(contributors: Sequence[Artist] | None, alone: Artist | None) -> tuple[hc.ArtistCredit, ...]:
    """Return the contributors, each once (Deezer repeats some), or the one artist that a list names."""
    named: dict[int, Artist] = {}
    for each in contributors or ((alone,) if alone else ()):
        named.setdefault(each.id, each)
    return tuple(
        hc.ArtistCredit(
            name=each.name,
            roles=(each.role.lower(),) if each.role else (),
            external_ids=external_ids("artist", each.id),
        )
        for each in named.values()
        if each.name.strip()
    )


def release_types(record_type: str | None) -> tuple[hc.ReleaseType, ...]:
    match (record_type or "").lower():
        case "album" | "single" | "ep" as primary:
            return (hc.ReleaseType(primary),)
        case "compile" | "compilation":
            return (hc.ReleaseType.COMPILATION,)
        case _:
            return ()


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


def genres(named: Genres | None) -> tuple[hc.Genre, ...]:
    return tuple(
        hc.Genre(name=genre.name, providers=("deezer",)) for genre in (named.data if named else ()) if genre.name
    )


def popularity(rank: int | None) -> tuple[hc.Popularity, ...]:
    """Deezer ranks tracks from 0 to 1,000,000."""
    known = rank is not None and 0 < rank <= 1_000_000
    return (hc.Popularity(provider="deezer", score=rank / 1_000_000),) if rank and known else ()


def cover(album: Album | AlbumName) -> tuple[hc.Artwork, ...]:
    return pictures(album.cover_xl, album.cover, album.cover_medium, hc.ArtworkKind.FRONT)


def pictures(
    largest: str | None, redirect: str | None, thumb: str | None, kind: hc.ArtworkKind
) -> tuple[hc.Artwork, ...]:
    """Return the largest picture, or the address that leads to one; the placeholder's has an empty name in it."""
    url = largest or redirect
    if not url or "//" in url.partition("://")[2]:
        return ()
    pixels = 1000 if largest else None
    return (
        hc.Artwork(url=url, thumb_url=thumb or None, kinds=(kind,), width=pixels, height=pixels, provider="deezer"),
    )


def external_ids(kind: str, entity_id: int) -> tuple[hc.ExternalId, ...]:
    if entity_id < 1:
        return ()
    url = page(kind, entity_id)
    return (hc.ExternalId(provider="deezer", kind=kind, type=TYPES[kind], id=str(entity_id), url=url),)


def links(kind: str, entity_id: int) -> tuple[hc.Link, ...]:
    return (hc.Link(url=page(kind, entity_id), kinds=(hc.LinkKind.FREE_STREAMING,)),) if entity_id > 0 else ()


def page(kind: str, entity_id: int) -> str:
    return f"https://www.deezer.com/{TYPES[kind]}/{entity_id}"
