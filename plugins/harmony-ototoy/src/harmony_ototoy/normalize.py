"""What OTOTOY's pages mean: pure functions from what was read out of them to the common form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from harmony_core import provider as hc
from harmony_ototoy.links import PAGES
from harmony_ototoy.payloads import Artist, Label, Release, Track

VARIOUS_ID = "375396"
"""OTOTOY's id of the Various Artists, whose name is in the language of the page."""

_PIXELS = hc.pattern(r"_[0-9]+(\.[^./]+)$")
_ARTIST_ID = hc.pattern("/a/([0-9]+)/?$")
_LABEL_ID = hc.pattern("/labels/([0-9]+)/?$")


def release(found: Release, read: hc.Reader) -> hc.Release:
    package, album = found.package, found.package.albumMeta
    # a row names the artists of its track only where they are others than the album's
    artists = artist_credit(album.artists)
    of_rows = () if hc.various_artists().name in {each.name for each in artists} else artists
    own, original = read.date(album.releaseDate, "date"), read.date(album.originalReleaseDate, "events")
    return hc.Release(
        title=album.title,
        artists=artists,
        date=own or original,
        # the day of the record beside that of the shop, where they differ
        events=tuple(hc.ReleaseEvent(date=each) for each in (original, own))
        if own and original and own != original
        else (),
        status=hc.ReleaseStatus.OFFICIAL,
        packaging="None",
        labels=label_credit(album.label),
        media=hc.media(
            package.trackList,
            disc=lambda track: track.discNumber,
            number=lambda track: track.trackNumber,
            track=lambda track, position, path: medium_track(track, of_rows, position, path, read),
        ),
        artwork=cover(package.thumbUrl),
        links=PAGES.links("release", found.id, hc.LinkKind.PAID_DOWNLOAD),
        external_ids=PAGES.ids("release", found.id),
    )


def medium_track(
    track: Track, otherwise: tuple[hc.ArtistCredit, ...], position: int, path: str, read: hc.Reader
) -> hc.Track:
    return hc.Track(
        position=position,
        number=str(position),
        title=track.title,
        artists=artist_credit(track.artists) or otherwise,
        length_ms=read.length_ms(track.duration, f"{path}.length_ms"),
        kind=hc.TrackKind.AUDIO,
    )


def artist_credit(artists: Sequence[Artist] | None) -> tuple[hc.ArtistCredit, ...]:
    return tuple(credit(each) for each in artists or () if each.name.strip())


@lru_cache(maxsize=256)  # most come again on track after track
def credit(artist: Artist) -> hc.ArtistCredit:
    artist_id = last_number(artist.url, _ARTIST_ID)
    ids = PAGES.ids("artist", artist_id)
    return hc.various_artists(ids) if artist_id == VARIOUS_ID else hc.ArtistCredit(name=artist.name, external_ids=ids)


def label_credit(label: Label | None) -> tuple[hc.LabelCredit, ...]:
    label = label or Label()
    name, number = hc.said(label.name), hc.said(label.catalogNumber)
    ids = PAGES.ids("label", last_number(label.url, _LABEL_ID))
    return (hc.LabelCredit(name=name, catalog_number=number, external_ids=ids),) if name or number else ()


def cover(thumb: str | None) -> tuple[hc.Artwork, ...]:
    """Return the cover in its original size, whose address has "orig" where others have a number of pixels."""
    url = _PIXELS.sub(r"orig\1", thumb or "")
    return hc.picture(url, hc.ArtworkKind.FRONT, "ototoy", thumb_url=thumb if url != thumb else None)


def last_number(url: str | None, end: re.Pattern[str]) -> str | None:
    """Return the id at the end of a link to a kind of page."""
    found = end.search(url or "")
    return found[1] if found else None
