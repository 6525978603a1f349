"""What SoundCloud's answers mean. Everything here is pure, and total: no payload makes it raise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from harmony_core import provider as hc
from harmony_soundcloud import words
from harmony_soundcloud.links import PAGES, number_of, path_of
from harmony_soundcloud.payloads import ListedTrack, Release, Set, Sound, Track, User, Whole

V = TypeVar("V")

RESOURCES = {"set": "playlists", "track": "tracks", "user": "users"}
TYPES: Mapping[str, hc.ReleaseType] = {
    "album": hc.ReleaseType.ALBUM,
    "ep": hc.ReleaseType.EP,
    "single": hc.ReleaseType.SINGLE,
    "compilation": hc.ReleaseType.COMPILATION,
    "demo": hc.ReleaseType.DEMO,
}


def release(answer: Release, read: hc.Reader) -> hc.Release:
    whole, tracks = answer.whole, listed(answer)
    told = sum(track is not None and track.title is not None for track in tracks)
    count = max(whole.track_count or 0, len(tracks))
    if told < count:
        read.warn("media", f"{told} of {count} tracks are told about; the places of the others stay empty")
    if not is_release(whole):
        read.warn("types", "SoundCloud calls this set a playlist: it may be no release at all")
    return as_release(whole, tracks, read)


def as_release(whole: Whole, tracks: Sequence[ListedTrack | None], read: hc.Reader) -> hc.Release:
    known = [track for track in tracks if track is not None and track.title is not None]
    return hc.Release(
        title=whole.title,
        artists=release_artists(whole, known),
        gtin=read.gtin(barcode(whole, known), "gtin"),
        date=date(whole, read),
        types=types(whole),
        packaging="None",
        labels=labels(whole.label_name or common(track.label_name for track in known), whole.release),
        available_in=available(known, read),
        media=(hc.Medium(position=1, format="Digital Media", tracks=medium_tracks(tracks, read)),) if known else (),
        artwork=words.picture(whole.artwork_url, hc.ArtworkKind.FRONT),
        genres=hc.genres([whole.genre or common(track.genre for track in known)], "soundcloud"),
        tags=hc.genres(words.tags(whole.tag_list), "soundcloud"),
        copyright=copyright_lines(known),
        links=links(whole, known),
        external_ids=external_ids("release", "track" if whole.kind == "track" else "set", whole),
    )


def recording(track: Track, read: hc.Reader) -> hc.Recording:
    iswc = read.iswc(track.told.iswc, "works[0].iswc")
    return hc.Recording(
        title=track.title,
        artists=artists(track),
        isrcs=read.isrcs([track.isrc or track.told.isrc], "isrcs"),
        length_ms=length_ms(track, read, "length_ms"),
        date=date(track, read),
        explicit=track.told.explicit,
        kind=hc.TrackKind.AUDIO,
        releases=albums(track, read),
        genres=hc.genres([track.genre], "soundcloud"),
        tags=hc.genres(words.tags(track.tag_list), "soundcloud"),
        labels=labels(track.label_name, track.release),
        works=(hc.Work(iswc=iswc),) if iswc else (),
        features=hc.audio_features(bpm=track.bpm) if track.bpm else None,
        popularity=hc.popularity("soundcloud", plays=track.playback_count or None),
        credits=credit(track),
        links=links(track, [track]),
        external_ids=external_ids("recording", "track", track),
    )


def artist(user: User, read: hc.Reader) -> hc.Artist:
    ids = external_ids("artist", "user", user)
    pages = (each.url for each in ids if each.type == "user")
    return hc.Artist(
        name=user.username,
        country=read.country(user.country_code, "country"),
        artwork=words.picture(user.avatar_url, hc.ArtworkKind.OTHER),
        links=(*hc.links(pages, hc.LinkKind.DISCOGRAPHY_PAGE), *hc.links([user.website])),
        external_ids=ids,
    )


def releases(found: Sequence[Set], read: hc.Reader) -> list[hc.Release]:
    """Return candidates; that a search tells only of some tracks is as it should be."""
    return [as_release(each, listed(Release(each, each.tracks or ())), read) for each in found]


def listed(answer: Release) -> Sequence[ListedTrack | None]:
    """Return the tracks in order, the stubs among them replaced as far as more was asked about them."""
    whole = answer.whole
    if whole.kind == "track":
        return (whole,)
    details = {number: track for track in answer.details if (number := number_of(track.id))}
    return [track and details.get(number_of(track.id) or "", track) for track in answer.tracks]


def medium_tracks(tracks: Sequence[ListedTrack | None], read: hc.Reader) -> tuple[hc.Track, ...]:
    named = [(position, track) for position, track in enumerate(tracks, 1) if track is not None and track.title]
    return tuple(
        medium_track(track, position, f"media[0].tracks[{at}]", read) for at, (position, track) in enumerate(named)
    )


def medium_track(track: ListedTrack, position: int, path: str, read: hc.Reader) -> hc.Track:
    return hc.Track(
        position=position,
        number=str(position),
        title=track.title or "",
        artists=artists(track),
        length_ms=length_ms(track, read, f"{path}.length_ms"),
        isrc=read.isrc(track.isrc or track.told.isrc, f"{path}.isrc"),
        explicit=track.told.explicit,
        kind=hc.TrackKind.AUDIO,
        available_in=read.countries(track.available_country_codes, f"{path}.available_in"),
        credits=credit(track),
        external_ids=external_ids("recording", "track", track),
    )


def is_release(whole: Whole) -> bool:
    """Whether this may be a release, as all sets may but those that are said to be playlists."""
    if types(whole):
        return True
    return whole.is_album or (whole.is_album is None and set_type(whole) != "playlist")


def set_type(whole: Whole) -> str:
    """Return what SoundCloud calls a set; a track alone is a single."""
    return "single" if whole.kind == "track" else (whole.set_type or whole.playlist_type or "").lower()


def types(whole: Whole) -> tuple[hc.ReleaseType, ...]:
    found = TYPES.get(set_type(whole))
    return (found,) if found else ()


def artists(track: ListedTrack) -> tuple[hc.ArtistCredit, ...]:
    """Return who is credited: by the publisher or the uploader's words, else the uploader."""
    user = track.user
    text = (track.told.artist or track.metadata_artist or "").strip()
    if not text:
        return uploader(user)
    own = user.username if user else ""
    return tuple(
        hc.ArtistCredit(
            name=name,
            join_phrase=join,
            external_ids=user_ids(user) if user and name.casefold() == own.casefold() else (),
        )
        for name, join in words.credited(text, own)
    )


def uploader(user: User | None) -> tuple[hc.ArtistCredit, ...]:
    if user is None or not user.username.strip():
        return ()
    return (hc.ArtistCredit(name=user.username, external_ids=user_ids(user)),)


def release_artists(whole: Sound, tracks: Sequence[ListedTrack]) -> tuple[hc.ArtistCredit, ...]:
    """Return the credit that all tracks share: a label may have uploaded them. Else it is the set's uploader."""
    return common(map(artists, tracks)) or uploader(whole.user)


def length_ms(track: ListedTrack, read: hc.Reader, path: str) -> int | None:
    """Return the length; where only a preview is to be heard, `duration` is that of the preview."""
    preview = track.access == "preview" or track.policy == "SNIP"
    length = track.full_duration or (None if preview else track.duration)
    return read.milliseconds(length, path)


def date(sound: Sound, read: hc.Reader) -> hc.PartialDate | None:
    """Return the date that the uploader gave; where there is none, the day on which it was published here."""
    if sound.release_date:
        return read.date(words.day(sound.release_date), "date")
    if sound.release_year and sound.release_year > 0:
        month, day = sound.release_month or 0, sound.release_day or 0
        return read.date(f"{sound.release_year:04}-{month:02}-{day:02}", "date")
    published = words.day(sound.display_date or sound.created_at)
    if published:
        read.info("date", "the day on which it was put on SoundCloud: no date of release is told")
    return read.date(published, "date")


def barcode(whole: Whole, tracks: Sequence[ListedTrack]) -> str | None:
    """Return a release's GTIN: that which all its tracks give. A track may give that of an album it is on."""
    if whole.kind == "track":
        return whole.told.upc_or_ean if whole.told.album_title in (None, "", whole.title) else None
    shared = common(track.told.upc_or_ean for track in tracks) if is_release(whole) else None
    return whole.ean or shared


def albums(track: Track, read: hc.Reader) -> tuple[hc.Release, ...]:
    told = track.told
    if not told.album_title:
        return ()
    return (hc.Release(title=told.album_title, gtin=read.gtin(told.upc_or_ean, "releases[0].gtin")),)


def labels(names: str | None, catalog_number: str | None) -> tuple[hc.LabelCredit, ...]:
    number = (catalog_number or "").strip() or None
    return tuple(hc.LabelCredit(name=name, catalog_number=number) for name in hc.split_labels(names))


def available(tracks: Sequence[ListedTrack], read: hc.Reader) -> tuple[hc.Country, ...]:
    """Return where all tracks are to be had, where each of them tells that; null stands for everywhere."""
    told = [track.available_country_codes for track in tracks if track.available_country_codes]
    shared = frozenset(told[0]).intersection(*told[1:]) if told else frozenset[str]()
    return read.countries(sorted(shared), "available_in")


def copyright_lines(tracks: Sequence[ListedTrack]) -> tuple[hc.Copyright, ...]:
    """Return the lines that all tracks share; those for display have the sign before them."""
    told = [track.told for track in tracks]
    texts = (
        (hc.CopyrightKind.COPYRIGHT, {(each.c_line_for_display, each.c_line) for each in told}),
        (hc.CopyrightKind.PHONOGRAM, {(each.p_line_for_display, each.p_line) for each in told}),
    )
    lines = (common(line_of(kind, *each) for each in different) for kind, different in texts)
    return tuple(line for line in lines if line)


def line_of(kind: hc.CopyrightKind, *texts: str | None) -> hc.Copyright | None:
    """Return the first of these texts that says more than the sign."""
    return next((line for text in texts for line in hc.copyright_lines(text, kind)), None)


def credit(track: ListedTrack) -> tuple[hc.Credit, ...]:
    writers = (hc.Credit(name=name, role="writer") for name in words.names(track.told.writer_composer))
    publisher = (track.told.publisher or "").strip()
    return (*writers, *((hc.Credit(name=publisher, role="publisher"),) if publisher else ()))


def links(sound: Sound, tracks: Sequence[ListedTrack]) -> tuple[hc.Link, ...]:
    """Return the page with what one can do there, where it is bought, and the license."""
    path = path_of(sound.permalink_url)
    license_page = words.license_page(sound.license)
    return (
        *((hc.Link(url=f"https://soundcloud.com/{path}", kinds=uses(tracks)),) if path else ()),
        *(hc.links([sound.purchase_url]) if sound.purchase_url else ()),
        *((hc.Link(url=license_page, kinds=(hc.LinkKind.LICENSE,)),) if license_page else ()),
    )


def uses(tracks: Sequence[ListedTrack]) -> tuple[hc.LinkKind, ...]:
    """Return what can be done with all tracks: heard, also only by subscribers (`SNIP`), and downloaded."""
    if not tracks or any(is_blocked(track) for track in tracks):
        return ()
    snipped = any(track.policy == "SNIP" or track.access == "preview" for track in tracks)
    heard = hc.LinkKind.PAID_STREAMING if snipped else hc.LinkKind.FREE_STREAMING
    free = all(track.downloadable and track.has_downloads_left is not False for track in tracks)
    return (heard, hc.LinkKind.FREE_DOWNLOAD) if free else (heard,)


def is_blocked(track: ListedTrack) -> bool:
    return track.policy == "BLOCK" or track.access == "blocked" or track.streamable is False


def external_ids(kind: str, page_type: str, entity: Sound | User) -> tuple[hc.ExternalId, ...]:
    """Return the path of the page, and the number by which the API knows it."""
    return (
        *PAGES.ids(kind, path_of(entity.permalink_url), source_type=page_type),
        *PAGES.ids(kind, number_of(entity.id), source_type=RESOURCES[page_type]),
    )


@lru_cache(maxsize=256)  # an uploader comes again on track after track
def user_ids(user: User) -> tuple[hc.ExternalId, ...]:
    return external_ids("artist", "user", user)


def common(values: Iterable[V | None]) -> V | None:
    """Return the value that all share, None where one has none or another."""
    found = list(values)
    return found[0] if found and found[0] and all(each == found[0] for each in found) else None
