"""Deezer's public API: no key, links and GTINs and ISRCs and search (developers.deezer.com/api)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Literal

from harmony_core import provider as hc
from harmony_deezer.tables import REGIONS

# --- What it sends ------------------------------------------------------------------------------------------


@hc.payload
class Artist:
    type: Literal["artist"] | None = None
    id: int
    name: str
    picture_medium: str | None = None
    picture_xl: str | None = None
    role: str | None = None


@hc.payload
class AlbumName:
    id: int
    title: str
    cover_medium: str | None = None
    cover_xl: str | None = None


@hc.payload
class Track:
    """A track of a list; its own answer adds contributors, countries, date and speed."""

    type: Literal["track"] | None = None
    id: int
    title: str
    duration: int | None = None
    isrc: str | None = None
    track_position: int | None = None
    disk_number: int | None = None
    explicit_lyrics: bool | None = None
    explicit_content_lyrics: int | None = None
    artist: Artist | None = None
    album: AlbumName | None = None
    contributors: tuple[Artist, ...] | None = None
    available_countries: tuple[str, ...] | None = None
    release_date: str | None = None
    bpm: float | None = None
    rank: int | None = None


@hc.payload
class Genre:
    name: str


@hc.payload
class Genres:
    data: tuple[Genre, ...] = ()


@hc.payload
class Tracks:
    data: tuple[Track, ...] = ()


@hc.payload
class Album:
    type: Literal["album"] | None = None
    id: int
    title: str
    upc: str | None = None
    label: str | None = None
    release_date: str | None = None
    record_type: str | None = None
    nb_tracks: int | None = None
    cover_medium: str | None = None
    cover_xl: str | None = None
    genres: Genres | None = None
    contributors: tuple[Artist, ...] | None = None
    artist: Artist | None = None
    tracks: Tracks | None = None


@hc.payload
class Problem:
    code: int | None = None
    message: str | None = None


@hc.payload
class Problems:
    error: Problem | str


# --- Where it is asked --------------------------------------------------------------------------------------

ALBUM = hc.Endpoint("album/{id}", into=Album)
ALBUM_BY_GTIN = hc.Endpoint("album/upc:{gtin}", into=Album)
ALBUM_TRACKS = hc.Endpoint("album/{id}/tracks", into=Track, items="data", next="next")
TRACK = hc.Endpoint("track/{id}", into=Track)
TRACK_BY_ISRC = hc.Endpoint("track/isrc:{isrc}", into=Track)
ARTIST = hc.Endpoint("artist/{id}", into=Artist)
SEARCH_ALBUMS = hc.Endpoint("search/album?q={text}", into=Album, items="data", next="next")
SEARCH_TRACKS = hc.Endpoint("search?q={text}", into=Track, items="data", next="next")
SEARCH_ARTISTS = hc.Endpoint("search/artist?q={text}", into=Artist, items="data", next="next")


def error(body: Problems) -> hc.ProviderError:
    """Say what an error means; Deezer sends them with HTTP 200 (developers.deezer.com/api/errors)."""
    problem = body.error if isinstance(body.error, Problem) else Problem(message=body.error)
    text = f"Deezer says: {problem.message or problem.code}"
    match problem.code:
        case 800:
            return hc.NotFoundError(text)
        case 4 | 700:
            return hc.RateLimitedError(text)
        case 200 | 300:
            return hc.AccessDeniedError(text)
        case None if problem.message == "Not Found":
            return hc.NotFoundError(text)
        case _:
            return hc.ProviderError(text)


# --- How it is asked ----------------------------------------------------------------------------------------


@hc.answer
class Release:
    """An album, and its tracks as far as they could be had beyond those that it lists itself."""

    album: Album
    tracks: tuple[Track, ...] = ()


async def fetch_release(api: hc.Api, target: hc.EntityRef | hc.Gtin, options: hc.LookupOptions) -> Release:
    album = await fetch_album(api, target)
    listed = album.tracks.data if album.tracks else ()
    complete = len(listed) >= (album.nb_tracks or 0)
    if not complete:
        listed = await api.try_pages(ALBUM_TRACKS, "media", id=album.id) or listed
    if not options.wants("credits", "availability"):
        if complete and options.wants("isrcs"):
            listed = await api.try_pages(ALBUM_TRACKS, "isrcs and discs", id=album.id) or listed
        return Release(album, listed)
    details = await api.try_many(TRACK, "credits and availability", [{"id": track.id} for track in listed])
    known = {track.id: track for track in details if track is not None}
    if complete and len(known) < len(listed):
        listed = await api.try_pages(ALBUM_TRACKS, "isrcs and discs", id=album.id) or listed
    return Release(album, tuple(known.get(track.id, track) for track in listed))


async def fetch_album(api: hc.Api, target: hc.EntityRef | hc.Gtin) -> Album:
    """Return the album that was asked for: Deezer answers with another one where its server may not show it."""
    match target:
        case hc.Gtin():
            album = await api.get(ALBUM_BY_GTIN, gtin=target.padded(12))  # fewer than 12 digits find nothing
            if (album.upc or "").zfill(14) != target.as_14:
                raise hc.MismatchError(f"Deezer answered with GTIN {album.upc} where {target} was asked for")
        case hc.EntityRef(type="track"):
            track = await fetch_track(api, target)
            if track.album is None:
                raise hc.NotFoundError(f"Deezer names no release of track {target.id}")
            album = await api.get(ALBUM, id=track.album.id)
        case _:
            album = await api.get(ALBUM, id=target.id)
            refuse_substitute("release", target.id, album.id)
    return album


async def fetch_track(api: hc.Api, target: hc.EntityRef | hc.Isrc, options: hc.LookupOptions | None = None) -> Track:
    if isinstance(target, hc.Isrc):
        track = await api.get(TRACK_BY_ISRC, isrc=target)
        if track.isrc and track.isrc.upper() != str(target):
            raise hc.MismatchError(f"Deezer answered with ISRC {track.isrc} where {target} was asked for")
    else:
        track = await api.get(TRACK, id=target.id)
        refuse_substitute("track", target.id, track.id)
    return track


async def fetch_artist(api: hc.Api, target: hc.EntityRef, options: hc.LookupOptions) -> Artist:
    artist = await api.get(ARTIST, id=target.id)
    refuse_substitute("artist", target.id, artist.id)
    return artist


def refuse_substitute(noun: str, asked: str, answered: int) -> None:
    if int(asked) != answered:
        raise hc.MismatchError(
            f"Deezer answered with {noun} {answered} where {asked} was asked for: "
            "it is not available where Deezer takes this machine to be"
        )


async def search_albums(api: hc.Api, text: str, options: hc.LookupOptions) -> Sequence[Album]:
    return await api.pages(SEARCH_ALBUMS, at_most=options.limit, text=text)


async def search_tracks(api: hc.Api, text: str, options: hc.LookupOptions) -> Sequence[Track]:
    return await api.pages(SEARCH_TRACKS, at_most=options.limit, text=text)


async def search_artists(api: hc.Api, text: str, options: hc.LookupOptions) -> Sequence[Artist]:
    return await api.pages(SEARCH_ARTISTS, at_most=options.limit, text=text)


# --- What it means ------------------------------------------------------------------------------------------


def release(answer: Release, read: hc.Reader) -> hc.Release:
    album = answer.album
    tracks = answer.tracks or (album.tracks.data if album.tracks else ())
    if album.nb_tracks and 0 < len(tracks) < album.nb_tracks:
        read.warn("media", f"{len(tracks)} of {album.nb_tracks} tracks are listed")
    media = tuple(mediums(tracks, read))
    available = common_regions(medium_tracks.available_in for medium in media for medium_tracks in medium.tracks)
    return hc.Release(
        title=album.title,
        artists=artist_credit(album.contributors, album.artist),
        gtin=read.gtin(album.upc, "gtin"),
        date=read.date(album.release_date, "date"),
        types=release_types(album.record_type),
        status=hc.ReleaseStatus.OFFICIAL,
        packaging="None",
        labels=tuple(hc.LabelCredit(name=name) for name in hc.split_labels(album.label)),
        available_in=available or (),
        excluded_from=() if available is None else excluded_from(available),
        media=media,
        artwork=pictures(album.cover_xl, album.cover_medium),
        genres=genres(album.genres),
        links=(stream(f"https://www.deezer.com/album/{album.id}"),),
        external_ids=(deezer.external_id("release", album.id),),
    )


def mediums(tracks: Iterable[Track], read: hc.Reader) -> Iterable[hc.Medium]:
    discs = groupby(sorted(tracks, key=disc_number), key=disc_number)
    for at, (position, disc) in enumerate(discs):
        yield hc.Medium(
            position=position,
            format="Digital Media",
            tracks=tuple(
                medium_track(track, place, f"media[{at}].tracks[{place - 1}]", read)
                for place, track in enumerate(disc, 1)
            ),
        )


def disc_number(track: Track) -> int:
    return track.disk_number or 1


def medium_track(track: Track, place: int, path: str, read: hc.Reader) -> hc.Track:
    position = track.track_position or place
    return hc.Track(
        position=position,
        number=str(position),
        title=track.title,
        artists=artist_credit(track.contributors, track.artist),
        length_ms=read.length_ms(track.duration, f"{path}.length_ms"),
        isrc=read.isrc(track.isrc, f"{path}.isrc"),
        explicit=is_explicit(track),
        kind=hc.TrackKind.AUDIO,
        available_in=served(read.countries(track.available_countries, f"{path}.available_in")),
        external_ids=(deezer.external_id("recording", track.id),),
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
        releases=(album_name(track.album),) if track.album else (),
        features=hc.AudioFeatures(bpm=track.bpm) if track.bpm and track.bpm > 0 else None,
        popularity=popularity(track.rank),
        links=(stream(f"https://www.deezer.com/track/{track.id}"),),
        external_ids=(deezer.external_id("recording", track.id),),
    )


def album_name(album: AlbumName) -> hc.Release:
    return hc.Release(
        title=album.title,
        artwork=pictures(album.cover_xl, album.cover_medium),
        external_ids=(deezer.external_id("release", album.id),),
    )


def artist(answer: Artist, read: hc.Reader) -> hc.Artist:
    return hc.Artist(
        name=answer.name,
        artwork=pictures(answer.picture_xl, answer.picture_medium, kind=hc.ArtworkKind.OTHER),
        links=(stream(f"https://www.deezer.com/artist/{answer.id}"),),
        external_ids=(deezer.external_id("artist", answer.id),),
    )


def albums(found: Sequence[Album], read: hc.Reader) -> Sequence[hc.Release]:
    return [release(Release(album), read) for album in found]


def recordings(found: Sequence[Track], read: hc.Reader) -> Sequence[hc.Recording]:
    return [recording(track, read) for track in found]


def artists(found: Sequence[Artist], read: hc.Reader) -> Sequence[hc.Artist]:
    return [artist(each, read) for each in found]


def artist_credit(contributors: Sequence[Artist] | None, alone: Artist | None) -> tuple[hc.ArtistCredit, ...]:
    """Return the contributors, each once (Deezer repeats some), or the one artist that a list names."""
    named = contributors or ((alone,) if alone else ())
    return tuple(
        hc.ArtistCredit(
            name=each.name,
            roles=(each.role.lower(),) if each.role else (),
            external_ids=(deezer.external_id("artist", each.id),),
        )
        for each in {each.id: each for each in reversed(named)}.values()
    )[::-1]


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
            return True if track.explicit_lyrics else None


def common_regions(tracks: Iterable[tuple[hc.Country, ...]]) -> tuple[hc.Country, ...] | None:
    """Return where every track is sold, or None where that is not known of all of them."""
    of_each = list(tracks)
    if not of_each or not all(of_each):
        return None
    return tuple(sorted(frozenset(of_each[0]).intersection(*of_each[1:])))


def excluded_from(available: Sequence[hc.Country]) -> tuple[hc.Country, ...]:
    return tuple(sorted(deezer.traits.regions.difference(available)))


def served(countries: Iterable[hc.Country]) -> tuple[hc.Country, ...]:
    """Leave out countries in which Deezer has no service: its tracks name some (AQ, BV …)."""
    return tuple(country for country in countries if country in deezer.traits.regions)


def genres(named: Genres | None) -> tuple[hc.Genre, ...]:
    return tuple(hc.Genre(name=genre.name, providers=("deezer",)) for genre in (named.data if named else ()))


def popularity(rank: int | None) -> tuple[hc.Popularity, ...]:
    """Deezer ranks tracks from 0 to 1,000,000."""
    if not rank or not 0 < rank <= 1_000_000:
        return ()
    return (hc.Popularity(provider="deezer", score=rank / 1_000_000),)


def pictures(
    url: str | None, thumb_url: str | None, kind: hc.ArtworkKind = hc.ArtworkKind.FRONT
) -> tuple[hc.Artwork, ...]:
    """Return a picture, unless it is the placeholder: an address with an empty name in it."""
    if not url or "//" in url.partition("://")[2]:
        return ()
    return (hc.Artwork(url=url, thumb_url=thumb_url, kinds=(kind,), width=1000, height=1000, provider="deezer"),)


def stream(url: str) -> hc.Link:
    return hc.Link(url=url, kinds=(hc.LinkKind.FREE_STREAMING,))


# --- The provider -------------------------------------------------------------------------------------------

LANGUAGE = "https://[www.]deezer.com/[{lang:lang}/]"

deezer = hc.Provider(
    name="deezer",
    title="Deezer",
    base="https://api.deezer.com/",
    category="digital",
    priority=70,
    urls=(
        hc.Url("release", "https://www.deezer.com/album/{id:digits}"),
        hc.Url("release", LANGUAGE + "album/{id:digits}"),
        hc.Url("recording", "https://www.deezer.com/track/{id:digits}"),
        hc.Url("recording", LANGUAGE + "track/{id:digits}"),
        hc.Url("artist", "https://www.deezer.com/artist/{id:digits}"),
        hc.Url("artist", LANGUAGE + "artist/{id:digits}"),
    ),
    lookups=(
        hc.Lookup(
            "release",
            by=("id", "gtin"),
            types=("album", "track"),
            main=ALBUM,
            fetch=fetch_release,
            alone=Release,
            normalize=release,
        ),
        hc.Lookup("recording", by=("id", "isrc"), main=TRACK, fetch=fetch_track, normalize=recording),
        hc.Lookup("artist", by=("id",), main=ARTIST, fetch=fetch_artist, normalize=artist),
        hc.Search("release", main=SEARCH_ALBUMS, fetch=search_albums, normalize=albums),
        hc.Search("recording", main=SEARCH_TRACKS, fetch=search_tracks, normalize=recordings),
        hc.Search("artist", main=SEARCH_ARTISTS, fetch=search_artists, normalize=artists),
    ),
    rate=hc.Rate(50, per=5.0),
    error_body=hc.ErrorBody(into=Problems, error=error),
    traits=hc.Traits(
        length=hc.Precision.SECONDS,
        cover_px=1400,
        regions=frozenset(map(hc.Country.parse, REGIONS)),
        launched=hc.PartialDate(2007, 8, 22),
        gtins=hc.Quality.GOOD,
        labels=hc.Quality.PRESENT,
        dates=hc.Quality.PRESENT,
        credits=hc.Quality.PRESENT,
    ),
)


@hc.hookimpl
def harmony_providers() -> list[hc.Provider]:
    return [deezer]
