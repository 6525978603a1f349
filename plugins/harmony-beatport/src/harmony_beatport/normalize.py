"""What Beatport's answers mean: pure functions from its payloads to the common form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from harmony_beatport.links import PAGES
from harmony_beatport.payloads import Genre, Image, Key, Named, Release, Sold, Track
from harmony_core import provider as hc

ALSO = {"mix": hc.ReleaseType.DJ_MIX}
MODES = {"minor": "minor", "min": "minor", "major": "major", "maj": "major"}
_SIZE = hc.pattern("/image_size/([0-9]{1,5})x([0-9]{1,5})/")
_KEY = hc.pattern("[A-G][#b]?")
_WHEEL = hc.pattern("([1-9]|1[0-2])[AB]")
SEVERAL = 4
"""Beatport credits a release to all artists of its tracks; more than this many are no band."""

# What stands in for the picture of a release, an artist or a label that has none: many unlike ones show the same.
PLACEHOLDERS = hc.pattern(
    "ab2d1d04-233d-4b08-8234-9782b34dcab8|0dc61986-bccf-49d4-8fad-6b147ea8f327|cda9862c-cf92-4d13-ac65-7e9277181f51"
)


def release(found: Release, read: hc.Reader) -> hc.Release:
    """Return a release; a page lists 100 tracks at most, a search none."""
    tracks = found.listed or ()
    if found.listed is not None:
        read.listed(len(tracks), found.track_count)
    artists = artist_credit(found.artists)
    ids = PAGES.ids("release", found.id, found.slug)
    return hc.Release(
        title=found.name,
        artists=artists if len(artists) <= SEVERAL else (hc.various_artists(),),
        gtin=read.gtin(found.upc, "gtin"),
        date=date(found, read),
        types=hc.release_types(found.type.name if isinstance(found.type, Genre) else found.type, also=ALSO),
        status=hc.ReleaseStatus.OFFICIAL,
        packaging="None",
        labels=label_credit(found.label, found.catalog_number),
        available_in=available_in(tracks),
        media=media(found, tracks, read),
        artwork=picture(found.image, hc.ArtworkKind.FRONT),
        genres=genres((found, *tracks)),
        credits=remixers(found),
        links=links(ids, found),
        external_ids=ids,
    )


def recording(track: Track, read: hc.Reader) -> hc.Recording:
    on = track.release
    ids = PAGES.ids("recording", track.id, track.slug)
    return hc.Recording(
        title=title(track),
        artists=artist_credit(track.artists),
        isrcs=read.isrcs((track.isrc,), "isrcs"),
        length_ms=read.milliseconds(track.length_ms, "length_ms"),
        date=date(track, read),
        explicit=track.is_explicit,
        kind=hc.TrackKind.AUDIO,
        releases=(release_name(on),) if on else (),
        genres=genres((track,)),
        labels=label_credit((on and on.label) or track.label, track.catalog_number),
        features=features(track),
        credits=remixers(track),
        links=links(ids, track),
        external_ids=ids,
    )


def artist(found: Named, read: hc.Reader) -> hc.Artist:
    ids = PAGES.ids("artist", found.id, found.slug)
    artwork = picture(found.image, hc.ArtworkKind.OTHER)
    return hc.Artist(name=found.name, artwork=artwork, links=links(ids, found), external_ids=ids)


def label(found: Named, read: hc.Reader) -> hc.Label:
    ids = PAGES.ids("label", found.id, found.slug)
    return hc.Label(name=found.name, links=links(ids, found), external_ids=ids)


def media(found: Release, tracks: Sequence[Track], read: hc.Reader) -> tuple[hc.Medium, ...]:
    """Put the tracks in order: by their numbers where they have any, else by the release's list, last one first."""
    listed = [str(url).rstrip("/").rpartition("/")[2] for url in reversed(found.tracks or ())]
    places = {track_id: place for place, track_id in enumerate(listed, 1)}
    return hc.media(
        tracks[::-1],
        disc=lambda track: 1,
        number=lambda track: track.number or places.get(str(track.id)),
        track=lambda track, position, path: medium_track(track, position, path, read),
    )


def medium_track(track: Track, position: int, path: str, read: hc.Reader) -> hc.Track:
    return hc.Track(
        position=position,
        number=str(position),
        title=title(track),
        artists=artist_credit(track.artists),
        length_ms=read.milliseconds(track.length_ms, f"{path}.length_ms"),
        isrc=read.isrc(track.isrc, f"{path}.isrc"),
        explicit=track.is_explicit,
        kind=hc.TrackKind.AUDIO,
        available_in=available_in((track,)),
        credits=remixers(track),
        external_ids=PAGES.ids("recording", track.id, track.slug),
    )


def title(track: Track) -> str:
    """Return the name with that of the mix, unless the mix is the original or the name says it already."""
    mix = (track.mix_name or "").strip()
    plain = mix.lower() in ("", "original mix") or f"({mix.lower()})" in track.name.lower()
    return track.name if plain else f"{track.name} ({mix})"


def date(found: Sold, read: hc.Reader) -> hc.PartialDate | None:
    """Return when it came out, else when Beatport put it up for sale."""
    return read.date((found.new_release_date or found.release_date or found.publish_date or "")[:10], "date")


def available_in(tracks: Sequence[Track]) -> tuple[hc.Country, ...]:
    """Return the whole world where all tracks are sold there; nothing else is told of countries."""
    return (hc.Country.parse("XW"),) if tracks and all(track.available_worldwide for track in tracks) else ()


def artist_credit(found: Sequence[Named] | None) -> tuple[hc.ArtistCredit, ...]:
    return tuple(
        hc.ArtistCredit(name=each.name, external_ids=PAGES.ids("artist", each.id, each.slug))
        for each in found or ()
        if each.name.strip()
    )


def remixers(found: Sold) -> tuple[hc.Credit, ...]:
    credited = artist_credit(found.remixers)
    return tuple(hc.Credit(name=each.name, role="remixer", external_ids=each.external_ids) for each in credited)


def label_credit(found: Named | None, catalog_number: str | None) -> tuple[hc.LabelCredit, ...]:
    name, number = hc.said(found.name if found else None), hc.said(catalog_number)
    ids = PAGES.ids("label", found.id, found.slug) if found else ()
    return (hc.LabelCredit(name=name, catalog_number=number, external_ids=ids),) if name or number else ()


def release_name(found: Named) -> hc.Release:
    artwork = picture(found.image, hc.ArtworkKind.FRONT)
    return hc.Release(title=found.name, artwork=artwork, external_ids=PAGES.ids("release", found.id, found.slug))


def genres(found: Iterable[Sold]) -> tuple[hc.Genre, ...]:
    """Return the genres of all, each once, and with each its own finer ones."""
    told = (genre for each in found for genre in (each.genre, each.sub_genre))
    several = (each for genre in told for each in ((genre,) if isinstance(genre, Genre) else genre or ()))
    return hc.genres((each.name for each in several), "beatport")


def features(track: Track) -> hc.AudioFeatures | None:
    """Return tempo and key, as they are declared."""
    found = track.key or Key()
    key, _, mode = (found.name or "").replace("♯", "#").replace("♭", "b").partition(" ")
    wheel = f"{found.camelot_number}{found.camelot_letter}"
    return hc.audio_features(
        bpm=track.bpm,
        key=key if _KEY.fullmatch(key) else None,
        mode=MODES.get(mode.lower()),
        camelot=wheel if _WHEEL.fullmatch(wheel) else None,
    )


def picture(found: Image | None, kind: hc.ArtworkKind) -> tuple[hc.Artwork, ...]:
    """Return a picture in the size that its address names, and small."""
    url = found.uri if found else None
    if not found or not url or PLACEHOLDERS.search(url):
        return ()
    size = _SIZE.search(url)
    width, height = (int(size[1]), int(size[2])) if size else (None, None)
    thumb = (found.dynamic_uri or "").replace("{w}x{h}", "250x250")
    return hc.picture(url, kind, "beatport", thumb_url=thumb, width=width, height=height)


def links(ids: Sequence[hc.ExternalId], found: Named) -> tuple[hc.Link, ...]:
    """Return the pages of what has these ids, with what one can do there."""
    streamed = isinstance(found, Sold) and found.is_available_for_streaming
    kinds = (hc.LinkKind.PAID_DOWNLOAD, *((hc.LinkKind.PAID_STREAMING,) if streamed else ()))
    return tuple(hc.Link(url=each.url, kinds=kinds) for each in ids if each.url)
