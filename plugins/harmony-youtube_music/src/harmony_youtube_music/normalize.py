"""What YouTube Music's pages mean. Everything here is pure, and total: nothing that is read makes it raise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from harmony_core import provider as hc
from harmony_youtube_music.links import PAGES
from harmony_youtube_music.payloads import Album, Artist, Name, Picture, Song

TYPES = {each.value: each for each in hc.ReleaseType}
KINDS = {
    "MUSIC_VIDEO_TYPE_ATV": hc.TrackKind.AUDIO,
    "MUSIC_VIDEO_TYPE_OMV": hc.TrackKind.VIDEO,
    "MUSIC_VIDEO_TYPE_UGC": hc.TrackKind.VIDEO,
    "MUSIC_VIDEO_TYPE_OFFICIAL_SOURCE_MUSIC": hc.TrackKind.VIDEO,
}
SIZES = {"": 1, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}


def release(album: Album, read: hc.Reader) -> hc.Release:
    counted = re.match(r"([0-9]{1,5})(?: (?:song|track)|$)", album.count or "")
    if counted and album.songs and len(album.songs) < int(counted.group(1)):
        read.warn("media", f"{len(album.songs)} of {counted.group(1)} tracks are listed")
    credit = album.artists or common_credit(album.songs)
    ids = (
        *PAGES.ids("release", album.playlist, source_type="playlist"),
        *PAGES.ids("release", album.id, source_type="browse"),
    )
    kind = TYPES.get((album.type or "").lower())
    return hc.Release(
        title=album.title,
        artists=artist_credit(credit),
        date=read.date(album.year, "date"),
        types=(kind,) if kind else (),
        status=hc.ReleaseStatus.OFFICIAL,
        packaging="None",
        media=hc.media(
            album.songs,
            disc=lambda song: None,
            number=number,
            track=lambda song, position, path: track(song, position, path, credit, read),
        ),
        artwork=artwork(album.pictures, hc.ArtworkKind.FRONT),
        links=links(ids[:1], album.about),
        external_ids=ids,
    )


def track(song: Song, position: int, path: str, credit: Sequence[Name], read: hc.Reader) -> hc.Track:
    """Return a track; where an album's row names no artist, it is by those of the album.

    What a track plays may be a film in place of the song, whatever is on the release: that says nothing of the track.
    """
    return hc.Track(
        position=position,
        number=song.number or str(position),
        title=song.title,
        artists=artist_credit(song.artists or credit),
        length_ms=read.length_ms(seconds(song.length), f"{path}.length_ms"),
        explicit=song.explicit or None,
        kind=hc.TrackKind.AUDIO if is_song(song) else None,
        external_ids=PAGES.ids("recording", song.id),
    )


def recording(song: Song, read: hc.Reader) -> hc.Recording:
    ids = PAGES.ids("recording", song.id)
    return hc.Recording(
        title=song.title,
        artists=artist_credit(song.artists),
        length_ms=read.length_ms(seconds(song.length), "length_ms"),
        date=read.date(song.year, "date"),
        explicit=song.explicit or None,
        kind=KINDS.get(song.kind or ""),
        releases=album_name(song),
        popularity=popularity(plays=count(song.plays)),
        links=links(ids),
        external_ids=ids,
    )


def artist(found: Artist, read: hc.Reader) -> hc.Artist:
    ids = tuple(each for channel in found.ids for each in PAGES.ids("artist", channel))
    return hc.Artist(
        name=found.name,
        popularity=popularity(listeners=count(found.listeners), plays=count(found.plays)),
        artwork=artwork(found.pictures, hc.ArtworkKind.OTHER),
        links=links(ids[:1], found.about),
        external_ids=ids,
    )


def album_name(song: Song) -> tuple[hc.Release, ...]:
    """Return the album of a song; a song's picture is the album's, a film's is one of its own."""
    if song.album is None:
        return ()
    pictures = song.pictures if is_song(song) else ()
    ids = PAGES.ids("release", song.album.id)
    return (hc.Release(title=song.album.name, artwork=artwork(pictures, hc.ArtworkKind.FRONT), external_ids=ids),)


def is_song(song: Song) -> bool:
    return KINDS.get(song.kind or "") == hc.TrackKind.AUDIO


def common_credit(songs: Sequence[Song]) -> tuple[Name, ...]:
    """Return the credit that all songs have."""
    found = {song.artists for song in songs}
    return found.pop() if len(found) == 1 else ()


def artist_credit(names: Sequence[Name]) -> tuple[hc.ArtistCredit, ...]:
    if [(each.name, each.id) for each in names] == [("Various Artists", None)]:
        return (hc.various_artists(),)
    return tuple(
        hc.ArtistCredit(name=each.name, join_phrase=each.join, external_ids=PAGES.ids("artist", each.id))
        for each in names
        if each.name.strip()
    )


def number(song: Song) -> int | None:
    return int(song.number) if song.number and re.fullmatch("[0-9]{1,5}", song.number) else None


def seconds(length: str | None) -> int | None:
    """Return how long "1:02:03" is."""
    if not re.fullmatch("[0-9]{1,3}(?::[0-9]{2}){0,2}", length or ""):
        return None
    total = 0
    for part in (length or "").split(":"):
        total = total * 60 + int(part)
    return total


def count(told: str | None) -> int | None:
    """Return a number that is told in short.

    >>> count("1.4m plays"), count("482,236,054 views"), count("No views")
    (1400000, 482236054, None)
    """
    found = re.match(r"([0-9]{1,3}(?:,[0-9]{3}){0,5}(?:\.[0-9]{1,3})?)\s?([kmb]?)\b", told or "", re.IGNORECASE)
    if found is None:
        return None
    return int(Decimal(found.group(1).replace(",", "")) * SIZES[found.group(2).lower()])


def popularity(*, listeners: int | None = None, plays: int | None = None) -> tuple[hc.Popularity, ...]:
    known = listeners is not None or plays is not None
    return (hc.Popularity(provider="youtube_music", listeners=listeners, plays=plays),) if known else ()


def artwork(pictures: Sequence[Picture], kind: hc.ArtworkKind) -> tuple[hc.Artwork, ...]:
    """Return the largest of the sizes of one picture, with a smaller one beside it."""
    known = sorted((each for each in pictures if each.url.startswith("https://")), key=lambda each: each.width or 0)
    if not known:
        return ()
    *smaller, largest = known
    width, height = (size if size and 0 < size < 100_000 else None for size in (largest.width, largest.height))
    thumb = next((each.url for each in smaller if (each.width or 0) > 200), None)
    return (
        hc.Artwork(
            url=largest.url, thumb_url=thumb, kinds=(kind,), width=width, height=height, provider="youtube_music"
        ),
    )


def links(ids: Sequence[hc.ExternalId], about: Sequence[str] = ()) -> tuple[hc.Link, ...]:
    """Return the page itself, and the encyclopedia's that its description is from (the license is the words' own)."""
    pages = (hc.Link(url=each.url, kinds=(hc.LinkKind.FREE_STREAMING,)) for each in ids if each.url)
    sources = (url for url in dict.fromkeys(about) if re.match(r"https://[a-z-]+\.wikipedia\.org/wiki/.", url))
    return (*pages, *(hc.Link(url=url) for url in sources))
