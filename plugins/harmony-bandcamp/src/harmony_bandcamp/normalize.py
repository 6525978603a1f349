"""What Bandcamp's data means. Everything here is pure, and total: no payload makes it raise but a `ProviderError`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from email.utils import parsedate
from functools import lru_cache
from itertools import islice

from harmony_bandcamp.links import Place, place_asked, place_of
from harmony_bandcamp.payloads import Current, Named, Package, Player, Profile, Release, Result, Track, Tralbum, Whole
from harmony_core import provider as hc

FREE, PAID = 1, 2
LAUNCHED = (2008, 9)

_WEB = hc.pattern(r"https?://[^\s/]\S*$")
_COUNT = hc.pattern(r"\s*([0-9]{1,3}) track")
_CREDIT = hc.pattern(r"([^:.!?]{2,60}?)(?:\s+[Bb]y\s*:?\s+|\s*:\s+)([^:!?a-z][^:!?]{1,79}?)\.?")


@hc.answer
class Told:
    """What a page tells, and where it is; `hidden` is how many tracks are counted ("6 track album") but not listed."""

    whole: Whole
    place: Place | None
    hidden: int

    @property
    def tralbum(self) -> Tralbum:
        """The album or track."""
        return self.whole.tralbum

    @property
    def is_track(self) -> bool:
        """Whether it is a track's page."""
        return self.tralbum.item_type == "track"

    @property
    def tracks(self) -> Sequence[Track]:
        """The tracks that are listed."""
        return self.tralbum.trackinfo or ()

    def account(self, kind: str, name: str) -> tuple[hc.ExternalId, ...]:
        """Return the account's id, if it is of somebody with this name."""
        return (Place(self.place.account).external_id(kind),) if self.place and same(name, self.whole.band.name) else ()

    def at(self, kind: str, path: str | None) -> tuple[hc.ExternalId, ...]:
        """Return the id of what is at a path of the account's host ("/track/attic")."""
        return page_ids(kind, f"https://{self.place.host}{path}") if self.place and path and path[0] == "/" else ()


def release(answer: Release, read: hc.Reader) -> hc.Release:
    told = as_told(answer)
    album = told.at("release", told.tralbum.album_url)
    if album or told.whole.album_title:
        where = album[0].url if album else told.whole.album_title
        read.warn("title", f"this track is on an album, which may be the release that is meant: {where}")
    if told.hidden:
        count = f"{told.hidden} of {len(told.tracks) + told.hidden}"
        read.warn("media[0].tracks", f"{count} tracks are not listed, as only buyers get them; they stand as [unknown]")
    if told.tralbum.packages:
        others = "; ".join(map(shown, told.tralbum.packages))
        read.info("media", f"this is the download; there are also: {others}")
    if answer.player:
        read.info("media[0].tracks", "this is not released yet: what is told of it may change")
    return as_release(told, answer.player, read)


def as_release(told: Told, player: Player | None, read: hc.Reader) -> hc.Release:
    tralbum, current = told.tralbum, told.tralbum.current
    artist = hc.said(tralbum.artist) or told.whole.band.name
    return hc.Release(
        title=current.title,
        artists=named(artist, told),
        gtin=read.gtin(barcode(tralbum, read), "gtin"),
        date=date(tralbum, read),
        types=(hc.ReleaseType.SINGLE,) if told.is_track else (),
        status=hc.ReleaseStatus.OFFICIAL,
        packaging="None",
        labels=labels(told, artist),
        available_in=read.countries(["XW"], "available_in"),
        media=(hc.Medium(position=1, format="Digital Media", tracks=tracks(told, player, read)),),
        artwork=pictures(tralbum, player),
        tags=hc.genres(told.whole.keywords, "bandcamp"),
        credits=tuple(credit(current, read)),
        links=tuple(links(told)),
        external_ids=tuple(ids("release", told)),
    )


def recording(answer: Release, read: hc.Reader) -> hc.Recording:
    told = as_told(answer)
    if not told.is_track:
        raise hc.PayloadError("bandcamp: expected a track, got an album")
    single = as_release(told, None, read)
    track = next(iter(single.media[0].tracks), hc.Track(position=1, title=told.tralbum.current.title))
    album = hc.Release(title=told.whole.album_title, external_ids=told.at("release", told.tralbum.album_url))
    return hc.Recording(
        title=track.title,
        artists=track.artists or single.artists,
        isrcs=(track.isrc,) if track.isrc else (),
        length_ms=track.length_ms,
        date=single.date,
        kind=hc.TrackKind.AUDIO,
        releases=(album,) if album.title or album.external_ids else (),
        tags=single.tags,
        labels=single.labels,
        credits=single.credits,
        links=single.links,
        external_ids=tuple(ids("recording", told)),
    )


def artist(answer: Profile, read: hc.Reader) -> hc.Artist:
    picture = image("", answer.account.bio_image_id, hc.ArtworkKind.OTHER)
    links, found = profile("artist", answer)
    return hc.Artist(name=answer.account.name, artwork=picture, links=links, external_ids=found)


def label(answer: Profile, read: hc.Reader) -> hc.Label:
    links, found = profile("label", answer)
    return hc.Label(name=answer.account.name, links=links, external_ids=found)


def profile(kind: str, answer: Profile) -> tuple[tuple[hc.Link, ...], tuple[hc.ExternalId, ...]]:
    """Return an account's links, its own page first, and its ids."""
    account = answer.account
    place = place_asked(answer.asked) or place_of(account.bandcamp_url)
    page = [hc.Link(url=f"https://{place.host}", kinds=(hc.LinkKind.DISCOGRAPHY_PAGE,))] if place else []
    sites = dict.fromkeys(site.url or "" for site in account.sites or ())
    number = [hc.ExternalId(provider="bandcamp", kind=kind, type="b", id=str(account.id))] if account.id else []
    found = (*([place.external_id(kind)] if place else []), *number)
    return (*page, *(hc.Link(url=url) for url in sites if _WEB.match(url))), found


def found_release(found: Result, read: hc.Reader) -> hc.Release:
    return hc.Release(
        title=found.title,
        artists=named(found.artist),
        date=read.date(found.day, "date"),
        artwork=image("a", found.image, hc.ArtworkKind.FRONT),
        tags=hc.genres(found.tags, "bandcamp"),
        external_ids=page_ids("release", found.url),
    )


def found_recording(found: Result, read: hc.Reader) -> hc.Recording:
    return hc.Recording(
        title=found.title,
        artists=named(found.artist),
        date=read.date(found.day, "date"),
        releases=(hc.Release(title=found.album),) if found.album else (),
        tags=hc.genres(found.tags, "bandcamp"),
        external_ids=page_ids("recording", found.url),
    )


def found_artist(found: Result, read: hc.Reader) -> hc.Artist:
    return hc.Artist(
        name=found.title,
        artwork=image("", found.image, hc.ArtworkKind.OTHER),
        tags=hc.genres(found.tags, "bandcamp"),
        external_ids=page_ids("artist", found.url),
    )


# --- parts of albums and tracks -----------------------------------------------------------------------------


def as_told(answer: Release) -> Told:
    """Return what a page tells, and where it is: where it was asked for, else where it says."""
    whole = answer.whole
    own = place_of(whole.tralbum.url)
    count = _COUNT.match(whole.described or "")
    hidden = max(0, int(count[1]) - len(whole.tralbum.trackinfo or ())) if count else 0
    return Told(whole, place_asked(answer.asked) or (own if own and own.slug else None), hidden)


def labels(told: Told, artist: str) -> tuple[hc.LabelCredit, ...]:
    """Return the label that is named, or the one on all that comes with the release, else the account if it is a label.

    It is none where its name is the artist's, or a part of it ("Ada Moth & Tin Choir" at Ada Moth's).
    """
    on_packages = {hc.said(package.label) for package in told.tralbum.packages or ()} - {None}
    only = on_packages.pop() if len(on_packages) == 1 else None
    label = told.whole.record_label or (Named(name=only) if only else None)
    band = told.whole.band.name
    if label and not same(label.name, band):
        return (hc.LabelCredit(name=label.name, external_ids=page_ids("label", label.url)),)
    if not band.strip() or (key(band) in key(artist) and not label):
        return ()
    return (hc.LabelCredit(name=band, external_ids=told.account("label", band)),)


def tracks(told: Told, player: Player | None, read: hc.Reader) -> tuple[hc.Track, ...]:
    """Return the tracks; those that are not listed stand where numbers are missing, else at the end.

    Before the release the page tells no lengths, but the player does, in the same order.
    """
    places = list(hc.positions([None if told.is_track else track.track_num for track in told.tracks]))
    early = [track.duration for track in player.tracks] if player else []
    lengths = early if len(early) == len(places) else [None] * len(places)
    found = [
        hc.Track(
            position=places[at],
            number=str(places[at]),
            title=without_artist(track),
            artists=named(track.artist, told),
            length_ms=read.length_ms(track.duration or lengths[at], f"media[0].tracks[{at}].length_ms"),
            isrc=read.isrc(told.tralbum.current.isrc, "media[0].tracks[0].isrc") if told.is_track else None,
            kind=hc.TrackKind.AUDIO,
            external_ids=told.at("recording", track.title_link),
        )
        for at, track in enumerate(told.tracks)
    ]
    taken = set(places)
    free = (number for number in range(1, len(places) + told.hidden + 1) if number not in taken)
    unknown = (hc.Track(position=at, number=str(at), title="[unknown]") for at in islice(free, told.hidden))
    return tuple(sorted([*found, *unknown], key=lambda track: track.position))


def named(artist: str | None, told: Told | None = None) -> tuple[hc.ArtistCredit, ...]:
    """Return an artist; one who is called as the account is has its id."""
    name = (artist or "").strip()
    return (hc.ArtistCredit(name=name, external_ids=told.account("artist", name) if told else ()),) if name else ()


def without_artist(track: Track) -> str:
    """Return a track's title; where it has an artist of its own, its title may begin with that ("Ada - One")."""
    artist = (track.artist or "").strip()
    return (artist and track.title.removeprefix(f"{artist} - ")) or track.title


def date(tralbum: Tralbum, read: hc.Reader) -> hc.PartialDate | None:
    """Return the day of the release here: what came out before Bandcamp began was published on it later."""
    told = read.date(day(tralbum.current.release_date or tralbum.album_release_date), "date")
    published = read.date(day(tralbum.current.publish_date), "date")
    if told and published and (told.year, told.month or 0) < LAUNCHED:
        read.info("date", f"it was put on Bandcamp then; the date of release that it tells, {told}, is before that")
        return published
    return told or published


def day(told: str | None) -> str | None:
    """Return the day of a time: "12 May 2022 00:00:00 GMT"."""
    found = parsedate(told or "")
    return f"{found[0]:04}-{found[1]:02}-{found[2]:02}" if found else told


def barcode(tralbum: Tralbum, read: hc.Reader) -> str | None:
    """Return the download's own GTIN; sellers fill in that of a CD or record."""
    upc = tralbum.current.upc
    if upc and any(package.upc == upc for package in tralbum.packages or ()):
        read.warn("gtin", f"{upc} is that of something else that comes with the release, not of the download")
        return None
    return upc


def shown(package: Package) -> str:
    """Return what comes with a release in a few words."""
    told = (package.type_name, package.title, package.label, package.upc)
    return ", ".join(each.strip() for each in told if each and each.strip()) or "something without a name"


def pictures(tralbum: Tralbum, player: Player | None) -> tuple[hc.Artwork, ...]:
    """Return the cover, and those that tracks have of their own."""
    own = {track.art_id: None for track in (player.tracks if player else ()) if track.art_id != tralbum.art_id}
    others = (each for art_id in own for each in image("a", art_id, hc.ArtworkKind.OTHER))
    return (*image("a", tralbum.art_id, hc.ArtworkKind.FRONT), *others)


def image(letter: str, number: int | None, kind: hc.ArtworkKind) -> tuple[hc.Artwork, ...]:
    """Return a picture as it was uploaded (`_0`), and at 210 pixels (`_9`); its address has ten digits."""
    url = f"https://f4.bcbits.com/img/{letter}{number or 0:010}"
    found = hc.picture(f"{url}_0.jpg", kind, "bandcamp", thumb_url=f"{url}_9.jpg")
    return found if number and 0 < number < 10**12 else ()


def credit(current: Current, read: hc.Reader) -> Iterator[hc.Credit]:
    """Yield the lines that say who did what ("Artwork by Ada Moth", "Mastering: Tin Choir"); pass the others on."""
    lines = [line.strip() for line in (current.credits or "").splitlines() if line.strip()]
    told = {line: _CREDIT.fullmatch(line) for line in lines}
    if other := [line for line, found in told.items() if not found]:
        read.info("credits", f"also told: {' / '.join(other)}")
    yield from (hc.Credit(name=found[2].strip(), role=found[1].strip()) for found in told.values() if found)


def links(told: Told) -> Iterator[hc.Link]:
    """Yield the page with what one can do there, and the license."""
    page, license_url = told.place and told.place.external_id("release").url, told.whole.license_url or ""
    if page:
        yield hc.Link(url=page, kinds=uses(told))
    if _WEB.match(license_url):
        yield hc.Link(url=license_url, kinds=(hc.LinkKind.LICENSE,))


def uses(told: Told) -> tuple[hc.LinkKind, ...]:
    """Return what can be done: at a fixed price the minimum is 0, or of some old price, and says nothing."""
    tralbum, current = told.tralbum, told.tralbum.current
    for_sale = current.download_pref is not None or any(track.is_downloadable for track in told.tracks)
    open_price = current.minimum_price == 0 and not current.is_set_price and for_sale
    free = current.download_pref == FREE or bool(tralbum.free_download_page) or open_price
    all_heard = bool(told.tracks) and not told.hidden and all(track.streaming and track.file for track in told.tracks)
    found = {
        hc.LinkKind.PAID_DOWNLOAD: current.download_pref == PAID or (for_sale and not free),
        hc.LinkKind.FREE_DOWNLOAD: free and not tralbum.tralbum_subscriber_only,
        hc.LinkKind.FREE_STREAMING: all_heard and not tralbum.tralbum_subscriber_only,
    }
    return tuple(kind for kind, is_so in found.items() if is_so)


def ids(kind: str, told: Told) -> Iterator[hc.ExternalId]:
    """Yield the ids by which a page and the app know an album or track."""
    if told.place:
        yield told.place.external_id(kind)
    band, tralbum = told.whole.band, told.tralbum
    if band.id and tralbum.id:
        letter = "t" if told.is_track else "a"
        yield hc.ExternalId(provider="bandcamp", kind=kind, type=letter, id=f"{band.id}/{tralbum.id}")


def page_ids(kind: str, url: str | None) -> tuple[hc.ExternalId, ...]:
    """Return the id of what is at an address: of an account, if it is one's."""
    place = place_of(url)
    return (place.external_id(kind),) if place and bool(place.slug) == (kind in ("release", "recording")) else ()


@lru_cache(maxsize=256)  # the account's is compared with that of each track
def key(name: str) -> str:
    """Return what is compared of a name: its letters and digits."""
    return "".join(sign for sign in name.casefold() if sign.isalnum()) or name


def same(name: str, other: str) -> bool:
    """Whether two names are one, however they are written."""
    return bool(name) and key(name) == key(other)
