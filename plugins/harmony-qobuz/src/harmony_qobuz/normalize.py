"""What Qobuz's answers mean. Everything here is pure, and total: no payload makes it raise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain

from harmony_core import provider as hc
from harmony_qobuz.payloads import AlbumName, Artist, Dated, Dates, Image, Label, Release, Track
from harmony_qobuz.performers import Performer, artist_role, credit_roles, performers
from harmony_qobuz.tables import PAGES

NOBODY = "various composers"
LATEST_SECONDS = 200 * 366 * 86_400

_SIZE = hc.pattern(r"_\d+(?=\.\w+$)")


def release(answer: Release, read: hc.Reader) -> hc.Release:
    album = answer.album
    tracks = (*(album.tracks.items if album.tracks else ()), *answer.more)
    read.listed(len(tracks), album.tracks.total if album.tracks else None)
    return as_release(album, tracks, read)


def as_release(album: AlbumName, tracks: Sequence[Track], read: hc.Reader, path: str = "") -> hc.Release:
    """Return an album with these tracks; `path` is where it stands in the document."""
    return hc.Release(
        title=album.title,
        disambiguation=album.version or None,
        artists=artist_credit(album.artist, album.artists),
        gtin=gtin(album.upc, read, f"{path}gtin"),
        date=read.date(release_day(album), f"{path}date"),
        types=hc.release_types(album.release_type or album.product_type, also={"epmini": hc.ReleaseType.EP}),
        status=hc.ReleaseStatus.OFFICIAL,
        packaging="None",
        labels=label_credit(album),
        media=hc.media(
            tracks,
            disc=lambda track: track.media_number,
            number=lambda track: track.track_number,
            track=lambda track, position, path: medium_track(track, position, album, path, read),
        ),
        artwork=covers(album.image),
        genres=genres(album),
        tags=hc.genres(album.release_tags, "qobuz"),
        copyright=hc.copyright_lines(album.copyright),
        credits=composer_credit(album.composer),
        links=PAGES.links("release", album.id, *uses(album)),
        external_ids=PAGES.ids("release", album.id),
    )


def recording(track: Track, read: hc.Reader) -> hc.Recording:
    album = track.album
    who = listed_in(track, album)
    return hc.Recording(
        title=track_title(track),
        artists=track_artists(track, album, who),
        isrcs=read.isrcs([track.isrc], "isrcs"),
        length_ms=read.length_ms(track.duration, "length_ms"),
        date=read.date(day(track, "original", "stream", "download"), "date"),
        explicit=track.parental_warning,
        kind=hc.TrackKind.AUDIO,
        releases=(as_release(album, (), read, "releases[0]."),) if album else (),
        genres=genres(album) if album else (),
        labels=label_credit(album),
        works=(hc.Work(title=track.work),) if hc.said(track.work) else (),
        credits=track_credits(track, who),
        links=PAGES.links("recording", track.id, *uses(track)),
        external_ids=PAGES.ids("recording", track.id),
    )


def artist(answer: Artist, read: hc.Reader) -> hc.Artist:
    image = answer.image
    url = (image.mega or image.extralarge or image.large) if image else None
    return hc.Artist(
        name=answer.name,
        artwork=hc.picture(url, hc.ArtworkKind.OTHER, "qobuz"),
        links=PAGES.links("artist", answer.id, hc.LinkKind.PAID_STREAMING, hc.LinkKind.PAID_DOWNLOAD),
        external_ids=PAGES.ids("artist", answer.id),
    )


def label(answer: Label, read: hc.Reader) -> hc.Label:
    return hc.Label(name=answer.name, links=PAGES.links("label", answer.id), external_ids=PAGES.ids("label", answer.id))


def medium_track(track: Track, position: int, album: AlbumName, path: str, read: hc.Reader) -> hc.Track:
    who = listed_in(track, album)
    return hc.Track(
        position=position,
        number=str(position),
        title=track_title(track),
        artists=track_artists(track, album, who),
        length_ms=read.length_ms(track.duration, f"{path}.length_ms"),
        isrc=read.isrc(track.isrc, f"{path}.isrc"),
        explicit=track.parental_warning,
        kind=hc.TrackKind.AUDIO,
        credits=track_credits(track, who),
        external_ids=PAGES.ids("recording", track.id),
    )


def track_title(track: Track) -> str:
    """Return the title with its work before it, where it is only that of a movement, and its version after it."""
    work, version = (track.work or "").strip(), (track.version or "").strip()
    title = f"{work}: {track.title}" if work and not holds(track.title, work) else track.title
    return f"{title} ({version})" if version and not holds(title, version) else title


def holds(title: str, words: str) -> bool:
    """Whether a title has these whole words ("Alive" has not "Live")."""
    if title.isascii() and words.isascii() and words.lower() not in title.lower():
        return False  # an expression for each new version takes longer than all else of a track
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", title, re.IGNORECASE) is not None


def artist_credit(first: Artist | None, others: Iterable[Artist] | None) -> tuple[hc.ArtistCredit, ...]:
    """Return the artists, each once, with their roles; who has other roles than an artist's is not credited."""
    named: dict[str, hc.ArtistCredit] = {}
    leader = first.name.casefold() if first else None
    for each in (*(others or ()), *([first] if first else [])):
        key, role = each.name.casefold(), artist_role(each.roles or ())
        if key.strip() and (role or not each.roles or key == leader):
            roles, ids = (role,) if role else (), PAGES.ids("artist", each.id)
            named.setdefault(key, hc.ArtistCredit(name=each.name, roles=roles, external_ids=ids))
    return tuple(named[key] for key in sorted(named, key=lambda key: key != leader))


def track_artists(track: Track, album: AlbumName | None, who: Listed) -> tuple[hc.ArtistCredit, ...]:
    """Return the performer, and who else is listed as main or featured artist, with ids told elsewhere."""
    listed = (
        Artist(name=each.name, id=who.ids.get(each.name.casefold()), roles=each.roles)
        for each in who.performers
        if artist_role(each.roles)
    )
    alone = track.performer or (album.artist if album and not track.performers else None)
    return artist_credit(alone, listed)


def track_credits(track: Track, who: Listed) -> tuple[hc.Credit, ...]:
    listed = [
        hc.Credit(name=each.name, role=role, external_ids=ids)
        for each in who.performers
        if (roles := credit_roles(each.roles))
        for own in [who.ids.get(each.name.casefold())]
        for ids in [PAGES.ids("artist", own) if own else ()]
        for role in roles
    ]
    composer = track.composer
    told = composer and any("composer" in each.role and each.name == composer.name for each in listed)
    return (*listed, *(() if told else composer_credit(composer)))


def label_credit(album: AlbumName | None) -> tuple[hc.LabelCredit, ...]:
    named = album.label if album else None
    if named is None or not named.name.strip():
        return ()
    return (hc.LabelCredit(name=named.name, external_ids=PAGES.ids("label", named.id)),)


def composer_credit(composer: Artist | None) -> tuple[hc.Credit, ...]:
    """Return a composer, unless it is the one who stands for many."""
    if composer is None or not composer.name.strip() or composer.name.casefold() == NOBODY:
        return ()
    return (hc.Credit(name=composer.name, role="composer", external_ids=PAGES.ids("artist", composer.id)),)


@hc.answer
class Listed:
    """Who is listed in a track's text, and the ids of those who are also told elsewhere, by name."""

    performers: tuple[Performer, ...]
    ids: Mapping[str, int | str]


def listed_in(track: Track, album: AlbumName | None) -> Listed:
    """Return who is listed in a track's text; names that are told elsewhere are whole there."""
    told = known(track, album)
    ids = {each.name.casefold(): each.id for each in told if each.id is not None}
    return Listed(performers(track.performers, {each.name: None for each in told}), ids)


def known(track: Track, album: AlbumName | None) -> tuple[Artist, ...]:
    """Return everybody who is named in a field of their own."""
    of_album = (album.artist, album.composer, *(album.artists or ())) if album else ()
    return tuple(each for each in (*of_album, track.composer, track.performer) if each and each.name.strip())


def gtin(text: str | None, read: hc.Reader, path: str) -> hc.Gtin | None:
    """Read a GTIN; some that Qobuz has with 13 digits are longer ones without their check digit."""
    digits = (text or "").strip()
    if re.fullmatch("[0-9]{13}", digits) and not hc.Gtin.is_one(digits):
        read.info(path, f"{digits} lacks its check digit")
        digits = next(f"{digits}{end}" for end in range(10) if hc.Gtin.is_one(f"{digits}{end}"))
    return read.gtin(digits, path)


def day(dated: Dated, *order: str) -> str | None:
    """Return the first of the days that there is, in this order."""
    nested = dated.dates or Dates()
    told = {
        "original": dated.release_date_original or nested.original,
        "download": dated.release_date_download or nested.download,
        "stream": dated.release_date_stream or nested.stream,
    }
    return next((text for name in order if (text := told[name])), None)


def release_day(album: AlbumName) -> str | None:
    """Return the day of this release. Older answers only have the second at which it began in Paris."""
    found = day(album, "stream", "download", "original")
    seconds = album.released_at
    if found or not seconds or not abs(seconds) <= LATEST_SECONDS:
        return found
    return str((datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds, hours=2)).date())


def genres(album: AlbumName) -> tuple[hc.Genre, ...]:
    """Return the genre and those above it; the list has all of them as paths ("Pop/Rock→Rock"), the genre last."""
    paths = [path.split("→")[-1].strip() for path in album.genres_list or ()]
    own = (album.genre.name if album.genre else None) or (paths[-1] if paths else None)
    return hc.genres((*paths[:-1], own), "qobuz")


def covers(image: Image | None) -> tuple[hc.Artwork, ...]:
    """Return front and back as the label sent them, which is larger than any size that is told."""
    sides = ((image.large or image.small, hc.ArtworkKind.FRONT), (image.back, hc.ArtworkKind.BACK)) if image else ()
    pictures = (
        hc.picture(_SIZE.sub("_org", url), kind, "qobuz", thumb_url=_SIZE.sub("_230", url))
        for url, kind in sides
        if url
    )
    return tuple(chain.from_iterable(pictures))


def uses(sold: AlbumName | Track) -> tuple[hc.LinkKind, ...]:
    """Return what subscribers and buyers can do with it."""
    bought = sold.purchasable if sold.downloadable is None else sold.downloadable
    found = ((sold.streamable, hc.LinkKind.PAID_STREAMING), (bought, hc.LinkKind.PAID_DOWNLOAD))
    return tuple(kind for told, kind in found if told)
