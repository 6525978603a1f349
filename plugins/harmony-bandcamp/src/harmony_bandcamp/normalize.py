"""What Bandcamp's data means. Everything here is pure, and total: no payload makes it raise but a `PayloadError`."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from harmony_bandcamp import words
from harmony_bandcamp.links import Place, place_asked, place_of
from harmony_bandcamp.payloads import Current, Profile, RecordLabel, Release, Result, Track, Tralbum, Whole
from harmony_core import provider as hc

FREE, PAID = 1, 2
LAUNCHED = (2008, 9)


@attrs.frozen
class Told:
    """What an answer tells, in a page's words, and where that page is."""

    whole: Whole
    tralbum: Tralbum
    place: Place | None

    @property
    def account(self) -> Place | None:
        """Where the account's own page is."""
        return Place(self.place.account) if self.place else None

    @property
    def album(self) -> Place | None:
        """Where the album is that a track is on; the app does not tell that."""
        return self.at(self.tralbum.album_url)

    @property
    def is_on_album(self) -> bool:
        """Whether it is a track of an album; pages tell where that is, the app only tells its title."""
        return bool(self.tralbum.album_url if self.whole.tralbum else self.whole.album_title)

    def at(self, path: str | None) -> Place | None:
        """Return what is at a path of the account's host ("/track/attic")."""
        place = place_of(f"https://{self.place.host}{path}") if self.place and path and path[0] == "/" else None
        return place if place and place.slug else None

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The tracks that are listed."""
        return self.tralbum.trackinfo or ()

    @property
    def hidden(self) -> int:
        """How many tracks are counted but not listed."""
        return max(0, words.count(self.whole.described) - len(self.tracks))


def release(answer: Release, read: hc.Reader) -> hc.Release:
    told = as_told(answer)
    tralbum, current = told.tralbum, told.tralbum.current
    if told.is_on_album:
        where = told.album.url if told.album else told.whole.album_title
        read.warn("title", f"this track is on an album, which may be the release that is meant: {where}")
    if told.hidden:
        count = f"{told.hidden} of {len(told.tracks) + told.hidden}"
        read.warn(
            "media[0].tracks", f"{count} tracks are not listed, as only buyers get them: they are called [unknown]"
        )
    if tralbum.packages:
        read.info("media", f"this is the download; there are also: {'; '.join(map(words.shown, tralbum.packages))}")
    artists, labels = accounts(told)
    return hc.Release(
        title=current.title,
        artists=artists,
        gtin=read.gtin(barcode(tralbum, read), "gtin"),
        date=date(tralbum, read),
        types=(hc.ReleaseType.SINGLE,) if tralbum.item_type == "track" else (),
        status=hc.ReleaseStatus.OFFICIAL,
        packaging="None",
        labels=labels,
        available_in=read.countries(["XW"], "available_in"),
        media=(hc.Medium(position=1, format="Digital Media", tracks=medium_tracks(told, answer, read)),),
        artwork=(*words.cover(tralbum.art_id, hc.ArtworkKind.FRONT), *words.track_covers(tralbum, answer.player)),
        tags=tags(told.whole),
        credits=credit(current, read),
        links=links(told),
        external_ids=ids("release", told),
    )


def recording(answer: Release, read: hc.Reader) -> hc.Recording:
    told = as_told(answer)
    tralbum, current = told.tralbum, told.tralbum.current
    if tralbum.item_type != "track":
        raise hc.PayloadError("bandcamp: expected a track, got an album")
    track = next(iter(told.tracks), Track(title=current.title, artist=current.artist))
    artists, labels = accounts(told)
    isrc = read.isrc(current.isrc, "isrcs[0]")
    album_ids = (told.album.external_id("release"),) if told.album else ()
    album = hc.Release(title=told.whole.album_title, external_ids=album_ids)
    return hc.Recording(
        title=words.without_artist(track),
        artists=track_artists(track, told) or artists,
        isrcs=(isrc,) if isrc else (),
        length_ms=read.length_ms(track.duration, "length_ms"),
        date=date(tralbum, read),
        kind=hc.TrackKind.AUDIO,
        releases=(album,) if told.is_on_album and (album.title or album_ids) else (),
        tags=tags(told.whole),
        labels=labels,
        credits=credit(current, read),
        links=links(told),
        external_ids=ids("recording", told),
    )


def artist(answer: Profile, read: hc.Reader) -> hc.Artist:
    picture = words.picture(answer.account.bio_image_id, hc.ArtworkKind.OTHER)
    links, found = profile("artist", answer)
    return hc.Artist(name=answer.account.name, artwork=picture, links=links, external_ids=found)


def label(answer: Profile, read: hc.Reader) -> hc.Label:
    links, found = profile("label", answer)
    return hc.Label(name=answer.account.name, links=links, external_ids=found)


def releases(found: Sequence[Result], read: hc.Reader) -> list[hc.Release]:
    return [
        hc.Release(
            title=each.heading,
            artists=words.listed_artists(each),
            date=read.date(words.listed_day(each), "date"),
            artwork=words.listed_cover(each),
            tags=words.tags(words.listed_tags(each)),
            external_ids=(place.external_id("release"),),
        )
        for each in found
        if each.itemtype == "ALBUM" and (place := place_of(each.itemurl)) and place.slug
    ]


def recordings(found: Sequence[Result], read: hc.Reader) -> list[hc.Recording]:
    return [
        hc.Recording(
            title=each.heading,
            artists=words.listed_artists(each),
            date=read.date(words.listed_day(each), "date"),
            releases=(hc.Release(title=album),) if (album := words.listed_album(each)) else (),
            tags=words.tags(words.listed_tags(each)),
            external_ids=(place.external_id("recording"),),
        )
        for each in found
        if each.itemtype == "TRACK" and (place := place_of(each.itemurl)) and place.slug
    ]


def artists(found: Sequence[Result], read: hc.Reader) -> list[hc.Artist]:
    return [
        hc.Artist(
            name=each.heading,
            artwork=words.listed_cover(each),
            tags=words.tags(words.listed_tags(each)),
            external_ids=(place.external_id("artist"),),
        )
        for each in found
        if each.itemtype in ("ARTIST", "LABEL") and each.heading and (place := place_of(each.itemurl))
    ]


# --- parts of albums and tracks -----------------------------------------------------------------------------


def as_told(answer: Release) -> Told:
    """Return what an answer tells in a page's words. Raises `PayloadError` where it tells of nothing."""
    whole = answer.whole
    tralbum = whole.tralbum or of_app(whole)
    if whole.error_message and tralbum is None:
        raise hc.ProviderError(f"Bandcamp reports: {whole.error_message}", provider="bandcamp")
    if tralbum is None:
        raise hc.PayloadError("bandcamp: expected the data of an album's or track's page, or the app's; found neither")
    own = place_of(tralbum.url)
    return Told(whole, tralbum, place_asked(answer.asked) or (own if own and own.slug else None))


def of_app(whole: Whole) -> Tralbum | None:
    """Return what the app tells in a page's words: it sells what is purchasable, and gives what is free."""
    if whole.title is None:
        return None
    free = bool(whole.free_download)
    current = Current(
        title=whole.title,
        credits=whole.credits,
        release_date=whole.release_date,
        minimum_price=0.0 if free else whole.price,
        is_set_price=whole.is_set_price,
        download_pref=PAID if whole.is_purchasable else FREE if free else None,
    )
    return Tralbum(
        current=current,
        item_type="track" if whole.type == "t" else "album",
        id=whole.id,
        url=whole.bandcamp_url,
        artist=whole.tralbum_artist,
        art_id=whole.art_id,
        trackinfo=whole.tracks,
    )


def accounts(told: Told) -> tuple[tuple[hc.ArtistCredit, ...], tuple[hc.LabelCredit, ...]]:
    """Return artists and labels: an account is the artist's own, or else the label's.

    Where the artist's name only holds the account's ("Ada Moth & Tin Choir" at Ada Moth's) it is neither.
    """
    own = ((told.whole.band and told.whole.band.name) or "").strip()
    name = (told.tralbum.artist or "").strip() or own
    artist_ids = account_ids("artist", told) if words.same(own, name) else ()
    artists = (hc.ArtistCredit(name=name, external_ids=artist_ids),) if name else ()
    named = label_of(told)
    if named is not None and not words.same(named.name, own):
        place = place_of(named.url)
        return artists, (hc.LabelCredit(name=named.name, external_ids=(place.external_id("label"),) if place else ()),)
    if named is None and words.key(own) in words.key(name):
        return artists, ()
    return artists, (hc.LabelCredit(name=own, external_ids=account_ids("label", told)),)


def label_of(told: Told) -> RecordLabel | None:
    """Return the label that is named, or the one on everything that comes with the release."""
    on_packages = {(package.label or "").strip() for package in told.tralbum.packages or ()} - {""}
    name = (told.whole.label or "").strip() or (on_packages.pop() if len(on_packages) == 1 else "")
    return told.whole.record_label or (RecordLabel(name=name) if name else None)


def medium_tracks(told: Told, answer: Release, read: hc.Reader) -> tuple[hc.Track, ...]:
    """Return the tracks; those that are not listed stand where numbers are missing, else at the end."""
    alone = told.tralbum.item_type == "track"
    places = list(hc.positions([None if alone else track.track_num for track in told.tracks]))
    free = [number for number in range(1, len(places) + told.hidden + 1) if number not in places][: told.hidden]
    lengths = early_lengths(told, answer, read)
    listed = [
        medium_track(track, places[at], lengths[at], f"media[0].tracks[{at}]", told, read)
        for at, track in enumerate(told.tracks)
    ]
    unknown = [hc.Track(position=number, number=str(number), title="[unknown]") for number in free]
    return tuple(sorted([*listed, *unknown], key=lambda track: track.position))


def medium_track(
    track: Track, position: int, seconds: float | None, path: str, told: Told, read: hc.Reader
) -> hc.Track:
    place = told.at(track.title_link)
    return hc.Track(
        position=position,
        number=str(position),
        title=words.without_artist(track),
        artists=track_artists(track, told),
        length_ms=read.length_ms(seconds, f"{path}.length_ms"),
        isrc=read.isrc(told.tralbum.current.isrc, f"{path}.isrc"),
        kind=hc.TrackKind.AUDIO,
        external_ids=(place.external_id("recording"),) if place else (),
    )


def early_lengths(told: Told, answer: Release, read: hc.Reader) -> list[float | None]:
    """Return the lengths; before the release the page tells none, but the player does, in the same order."""
    player = answer.player.tracks if answer.player else ()
    if player:
        read.info("media[0].tracks", "this is not released yet: what is told of it may change")
    fits = len(player) == len(told.tracks)
    return [track.duration or (player[at].duration if fits else None) for at, track in enumerate(told.tracks)]


def track_artists(track: Track, told: Told) -> tuple[hc.ArtistCredit, ...]:
    name, band = (track.artist or "").strip(), told.whole.band
    own = account_ids("artist", told) if band and words.same(name, band.name or "") else ()
    return (hc.ArtistCredit(name=name, external_ids=own),) if name else ()


def date(tralbum: Tralbum, read: hc.Reader) -> hc.PartialDate | None:
    """Return the day of the release here: what came out before Bandcamp began was published on it later."""
    current = tralbum.current
    told = read.date(words.day(current.release_date or tralbum.album_release_date), "date")
    published = read.date(words.day(current.publish_date), "date")
    if told is None or (published and (told.year, told.month or 0) < LAUNCHED):
        if told:
            read.info("date", f"it was put on Bandcamp then; the date of release that it tells, {told}, is before that")
        return published
    return told


def barcode(tralbum: Tralbum, read: hc.Reader) -> str | None:
    """Return the download's own GTIN; sellers fill in that of a CD or record."""
    upc = tralbum.current.upc
    if upc and any(package.upc == upc for package in tralbum.packages or ()):
        read.warn("gtin", f"{upc} is that of something else that comes with the release, not of the download")
        return None
    return upc


def tags(whole: Whole) -> tuple[hc.Genre, ...]:
    return words.tags([*whole.keywords, *(tag.name for tag in whole.tags or () if not tag.isloc)])


def credit(current: Current, read: hc.Reader) -> tuple[hc.Credit, ...]:
    """Return the lines of the credits that say who did what; the others are passed on as they are."""
    found, other = words.credits_in(current.credits)
    if other:
        read.info("credits", f"also told: {' / '.join(other)}")
    return found


def links(told: Told) -> tuple[hc.Link, ...]:
    license_url = told.whole.license_url
    is_page = license_url is not None and words.is_web(license_url)
    license_link = (hc.Link(url=license_url or "", kinds=(hc.LinkKind.LICENSE,)),) if is_page else ()
    return (*((hc.Link(url=told.place.url, kinds=uses(told)),) if told.place else ()), *license_link)


def uses(told: Told) -> tuple[hc.LinkKind, ...]:
    """Return what can be done: a fixed price has a minimum of 0 or of some old price, so that alone says nothing."""
    tralbum, current = told.tralbum, told.tralbum.current
    for_sale = current.download_pref is not None or any(track.is_downloadable for track in told.tracks)
    minimum = current.minimum_price
    open_price = minimum == 0 and not current.is_set_price and for_sale
    free = current.download_pref == FREE or bool(tralbum.free_download_page) or open_price
    heard = told.tracks and not told.hidden and all(map(is_heard, told.tracks))
    found = {
        hc.LinkKind.PAID_DOWNLOAD: current.download_pref == PAID or (for_sale and bool(minimum) and not free),
        hc.LinkKind.FREE_DOWNLOAD: free and not tralbum.tralbum_subscriber_only,
        hc.LinkKind.FREE_STREAMING: heard and not tralbum.tralbum_subscriber_only,
    }
    return tuple(kind for kind, is_so in found.items() if is_so)


def is_heard(track: Track) -> bool:
    """Whether anybody can hear a track, by a page's words or the app's."""
    return bool(track.is_streamable or (track.streaming and track.file))


def ids(kind: str, told: Told) -> tuple[hc.ExternalId, ...]:
    """Return the ids by which a page and the app know an album or track."""
    band = told.whole.band
    account = (band.id or band.band_id) if band else None
    letter = "t" if told.tralbum.item_type == "track" else "a"
    numbers = f"{account}/{told.tralbum.id}"
    by_number = (hc.ExternalId(provider="bandcamp", kind=kind, type=letter, id=numbers),)
    return (
        *((told.place.external_id(kind),) if told.place else ()),
        *(by_number if account and told.tralbum.id else ()),
    )


def account_ids(kind: str, told: Told) -> tuple[hc.ExternalId, ...]:
    return (told.account.external_id(kind),) if told.account else ()


def profile(kind: str, answer: Profile) -> tuple[tuple[hc.Link, ...], tuple[hc.ExternalId, ...]]:
    """Return an account's links, its own page first, and its ids."""
    account = answer.account
    place = place_asked(answer.asked) or place_of(account.bandcamp_url)
    page = (hc.Link(url=place.url, kinds=(hc.LinkKind.DISCOGRAPHY_PAGE,)),) if place else ()
    sites = dict.fromkeys(site.url for site in account.sites or () if site.url and words.is_web(site.url))
    by_number = (hc.ExternalId(provider="bandcamp", kind=kind, type="b", id=str(account.id)),) if account.id else ()
    found = (*((place.external_id(kind),) if place else ()), *by_number)
    return (*page, *(hc.Link(url=url) for url in sites)), found
