"""What Discogs' answers mean. Everything here is pure, and total: no payload makes it raise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from harmony_core import provider as hc
from harmony_discogs import formats, people, tracklist
from harmony_discogs.countries import countries
from harmony_discogs.links import PAGES
from harmony_discogs.payloads import (
    Artist,
    Company,
    Format,
    Found,
    Identifier,
    Image,
    Label,
    Named,
    Release,
    Row,
    listed,
)
from harmony_discogs.people import plain_name
from harmony_discogs.tracklist import Row as Listed

_SIGNS = hc.pattern(r"[^\w]")
_SEVERAL = hc.pattern(r"[&,/]| and ")


def release(answer: Found, read: hc.Reader) -> hc.Release:
    found = answer.release
    ids = release_ids(answer)
    date = release_date(found, read)
    places = countries(found.country, read)
    read.others("gtin", "other releases have this barcode", map(named_row, answer.others))
    slots = formats.slots(found.formats)
    rows = tracklist.rows(found.tracklist or (), len(slots) or None)
    whole, told = people.told_of(found, rows, read)
    return hc.Release(
        title=found.title,
        artists=people.artist_credit(found.artists),
        gtin=barcode(found.identifiers, answer.gtin, read),
        date=date,
        events=tuple(hc.ReleaseEvent(date=date, country=country) for country in places),
        types=formats.release_types(found.formats, found.styles),
        status=formats.release_status(found.formats),
        packaging=formats.packaging(found.formats),
        labels=labels(found.labels),
        country=places[0] if len(places) == 1 else None,
        media=media(rows, slots, told, read),
        artwork=pictures(found.images, hc.ArtworkKind.FRONT),
        genres=hc.genres((*(found.genres or ()), *(found.styles or ())), "discogs"),
        copyright=people.copyrights(found.companies),
        credits=whole,
        links=links("release", found.main_release or found.id),
        external_ids=ids,
    )


def artist(found: Artist, read: hc.Reader) -> hc.Artist:
    name = plain_name(found.name)
    return hc.Artist(
        name=name,
        kind=artist_kind(found),
        aliases=aliases(found, name),
        artwork=pictures(found.images, hc.ArtworkKind.OTHER),
        links=links("artist", found.id, found.urls),
        external_ids=PAGES.ids("artist", found.id),
    )


def label(found: Label, read: hc.Reader) -> hc.Label:
    return hc.Label(
        name=plain_name(found.name),
        links=links("label", found.id, found.urls),
        external_ids=PAGES.ids("label", found.id),
    )


def releases(found: Sequence[Row], read: hc.Reader) -> list[hc.Release]:
    return [release_row(row, read) for row in found if row.type in (None, "release", "master")]


def artists(found: Sequence[Row], read: hc.Reader) -> list[hc.Artist]:
    return [
        hc.Artist(name=plain_name(row.title), artwork=row_picture(row), external_ids=PAGES.ids("artist", row.id))
        for row in found
        if row.type in (None, "artist")
    ]


def label_entities(found: Sequence[Row], read: hc.Reader) -> list[hc.Label]:
    return [
        hc.Label(name=plain_name(row.title), external_ids=PAGES.ids("label", row.id))
        for row in found
        if row.type in (None, "label")
    ]


def release_row(row: Row, read: hc.Reader) -> hc.Release:
    """Return what a search tells of a release, or of a master: artists and title are one text there."""
    artist_name, _, title = row.title.partition(" - ")
    described = listed(row.format)
    whole = [Format(name=described[0], descriptions=described[1:])] if described else []
    kind = "release_group" if row.type == "master" else "release"
    places = countries(row.country, read)
    return hc.Release(
        title=(title or artist_name).strip(),
        artists=people.artist_credit([Named(name=artist_name)]) if title else (),
        # Numbers of all kinds are listed there; a short one is seldom a barcode.
        gtin=next((gtin for text in listed(row.barcode) if len(text) > 11 and (gtin := as_gtin(text))), None),
        date=hc.Reader().date(str(row.year), "date") if row.year else None,
        types=formats.release_types(whole, listed(row.style)),
        status=formats.release_status(whole) if kind == "release" else None,
        # Which of the companies that are named with it has the catalog number is not told: the first one should.
        labels=labels([Company(name=name, catno=row.catno) for name in listed(row.label)[:1]]),
        country=places[0] if len(places) == 1 else None,
        artwork=row_picture(row),
        genres=hc.genres((*listed(row.genre), *listed(row.style)), "discogs"),
        external_ids=(
            *PAGES.ids(kind, row.id),
            *(PAGES.ids("release_group", row.master_id) if kind == "release" else ()),
        ),
    )


def media(
    rows: Sequence[Listed], slots: Sequence[formats.Slot], told: Mapping[int, people.Told], read: hc.Reader
) -> tuple[hc.Medium, ...]:
    """Return the media of a track list, each with its format."""
    discs = tracklist.discs(rows, slots)
    chosen = tracklist.slot_of_each(discs, slots, read) if discs else []
    return tuple(
        medium(number, disc, slot, told, read) for number, (disc, slot) in enumerate(zip(discs, chosen, strict=True), 1)
    )


def medium(
    number: int, disc: tracklist.Disc, slot: formats.Slot | None, told: Mapping[int, people.Told], read: hc.Reader
) -> hc.Medium:
    title, titles = tracklist.titles(disc)
    kind = slot.kind if slot else None
    placed = enumerate(zip(disc.rows, titles, strict=True), 1)
    return hc.Medium(
        position=number,
        title=title,
        format=slot.format if slot else None,
        tracks=tuple(
            track(at, row, name, kind, told.get(row.at, people.NOTHING_TOLD), read) for at, (row, name) in placed
        ),
    )


def track(
    position: int, row: Listed, title: str, kind: hc.TrackKind | None, told: people.Told, read: hc.Reader
) -> hc.Track:
    own = people.credits_of(row.extra)
    return hc.Track(
        position=position,
        number=row.place.number,
        title=title,
        artists=people.artist_credit(row.artists),
        length_ms=read.length_ms(row.seconds, "media"),
        isrc=told.isrcs[0] if len(told.isrcs) == 1 else None,
        isrcs=told.isrcs if len(told.isrcs) > 1 else (),
        kind=hc.TrackKind.VIDEO if row.place.is_video else kind,
        credits=tuple(dict.fromkeys((*own, *told.credits))) if told.credits else own,
    )


def release_date(found: Release, read: hc.Reader) -> hc.PartialDate | None:
    """Return the day of a release, or the year alone where the day is odd ("199?", "0000-00-00").

    A master has a year only: that of its first release.
    """
    text = (found.released or "").strip()
    unheard = hc.Reader()
    date = unheard.date(text, "date") or (unheard.date(str(found.year), "date") if found.year else None)
    if text.strip("0-") and date is None:
        read.warn("date", f"{text!r} is no date that is understood")
    return date


def barcode(identifiers: Sequence[Identifier] | None, asked: hc.Gtin | None, read: hc.Reader) -> hc.Gtin | None:
    """Return the barcode that was asked for, else the first that is one; the others are reported."""
    texts = [each.value for each in identifiers or () if (each.type or "").lower() == "barcode" and each.value]
    found = list(dict.fromkeys(gtin for text in texts if (gtin := as_gtin(text))))
    if texts and not found:
        read.warn("gtin", f"{texts[0]!r} is no barcode with a check digit")
    chosen = next((gtin for gtin in found if gtin == asked), found[0] if found else None)
    others = ", ".join(str(gtin) for gtin in found if gtin != chosen)
    if others:
        (read.info if chosen == asked else read.warn)("gtin", f"the release has other barcodes as well: {others}")
    return chosen


def as_gtin(text: str) -> hc.Gtin | None:
    """Read a barcode as it is printed, with blanks, hyphens and other signs between its digits."""
    return hc.Reader().gtin(_SIGNS.sub("", text), "gtin")


def labels(found: Iterable[Company] | None) -> tuple[hc.LabelCredit, ...]:
    """Return labels with catalog numbers; "none" is Discogs' word for a release that has none."""
    credited = [
        hc.LabelCredit(
            name=plain_name(each.name) or None,
            catalog_number="[none]" if catno.lower() == "none" else catno or None,
            external_ids=PAGES.ids("label", each.id),
        )
        for each in found or ()
        for catno in [(each.catno or "").strip()]
    ]
    named = [each for each in credited if each.name or each.catalog_number]
    return tuple(dict.fromkeys(named)) if len(named) > 1 else tuple(named)


def release_ids(answer: Found) -> tuple[hc.ExternalId, ...]:
    """Return the ids of a release and of its master, whichever of the two was answered."""
    found = answer.release
    if found.main_release:
        return (*PAGES.ids("release", found.main_release), *PAGES.ids("release_group", found.id))
    return (*PAGES.ids("release", found.id), *PAGES.ids("release_group", answer.master or found.master_id))


def pictures(images: Sequence[Image] | None, primary: hc.ArtworkKind) -> tuple[hc.Artwork, ...]:
    """Return pictures, of which the primary one is known; without a token Discogs keeps their addresses back."""
    return tuple(
        found
        for each in images or ()
        for kind in [primary if each.type == "primary" else None]
        for found in hc.picture(each.uri, kind, "discogs", thumb_url=each.uri150, width=each.width, height=each.height)
    )


def row_picture(row: Row) -> tuple[hc.Artwork, ...]:
    """Return the picture of a result; `spacer.gif` stands where there is none."""
    kind = hc.ArtworkKind.FRONT if row.type in ("release", "master") else hc.ArtworkKind.OTHER
    url = row.cover_image or row.thumb
    return () if (url or "").endswith("spacer.gif") else hc.picture(url, kind, "discogs", thumb_url=row.thumb)


def named_row(row: Row) -> str:
    return " ".join([row.title, *(each.url or "" for each in PAGES.ids("release", row.id))])


def artist_kind(found: Artist) -> hc.ArtistKind | None:
    """Tell groups by their members, and persons by one real name, or by the groups that they are in."""
    if found.members:
        return hc.ArtistKind.GROUP
    is_one = found.realname and not _SEVERAL.search(found.realname)
    return hc.ArtistKind.PERSON if is_one or (found.groups and not found.realname) else None


def aliases(found: Artist, name: str) -> tuple[hc.Alias, ...]:
    """Return the real name, then how the name is written elsewhere, then the names of other projects."""
    named = (
        *(((found.realname or "").strip(), "legal name"),),
        *((plain_name(variation), "name variation") for variation in found.namevariations or ()),
        *((plain_name(other.name), "alias") for other in found.aliases or ()),
    )
    kinds: dict[str, str] = {}
    for alias, kind in named:
        kinds.setdefault(alias, kind)
    return tuple(hc.Alias(name=alias, kind=kind) for alias, kind in kinds.items() if alias and alias != name)


def links(kind: str, entity_id: int | None, others: Iterable[str] | None = None) -> tuple[hc.Link, ...]:
    """Return an entity's own page, and those about it elsewhere; what is no link is left out."""
    own = PAGES.links(kind, entity_id, hc.LinkKind.DISCOGRAPHY_PAGE)
    known = [each.url for each in own]
    return (*own, *(each for each in hc.links(others) if each.url not in known))
