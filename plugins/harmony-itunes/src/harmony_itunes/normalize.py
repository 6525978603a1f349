"""What iTunes' answers mean. Everything here is pure, and total: no payload makes it raise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from harmony_core import provider as hc
from harmony_itunes.artwork import front, gtins_in, numbers_in
from harmony_itunes.choose import tracks
from harmony_itunes.links import PAGES
from harmony_itunes.payloads import Release, Row
from harmony_itunes.tables import EXPLICIT, TITLE_SUFFIXES, TRACK_KINDS, VERSIONS

new_track = hc.maker(hc.Track)
new_release = hc.maker(hc.Release)
new_recording = hc.maker(hc.Recording)
new_artist = hc.maker(hc.Artist)

STORE = hc.pattern(r"https?://(?:music|itunes)\.apple\.com/([A-Za-z]{2})/", re.ASCII)

MOST_TRACKS = 1000
"""More tracks than any disc has: a count beyond it is no count."""


def release(answer: Release, read: hc.Reader) -> hc.Release:
    row = answer.collection
    own = own_rows(answer)
    report_missing(row, own, read)
    pages = (
        each.url for other in answer.others for each in PAGES.links("release", other.collectionId, region=region(other))
    )
    read.others("external_ids", "iTunes answered with further releases, which were left out", pages)
    return described(row, tracks(own), gtin(row, answer.asked, read), read)


def described(row: Row, listed: Sequence[Row], barcode: hc.Gtin | None, read: hc.Reader) -> hc.Release:
    """Return the release of a collection with these tracks."""
    title, types = title_and_types(row.collectionName or "")
    if row.collectionType == "Compilation":
        types = (*types, hc.ReleaseType.COMPILATION)
    store = region(row)
    kinds = link_kinds(row.collectionPrice, streamed=bool(listed) and all(map(is_streamed, listed)))
    return new_release(
        title=title,
        disambiguation=VERSIONS.get(row.collectionExplicitness or ""),
        artists=artist_credit(row.artistName, row.artistId, row.artistViewUrl, read),
        gtin=barcode,
        date=date(row.releaseDate, "date", read),
        types=types,
        status=hc.ReleaseStatus.OFFICIAL,
        packaging="None",
        media=media(listed, read),
        artwork=front(row.artworkUrl100),
        genres=hc.genres([row.primaryGenreName], "itunes"),
        copyright=hc.copyright_lines(row.copyright),
        links=PAGES.links("release", row.collectionId, *kinds, region=store),
        external_ids=PAGES.ids("release", row.collectionId, region=store),
    )


def recording(row: Row, read: hc.Reader) -> hc.Recording:
    kind = TRACK_KINDS.get(row.kind or "")
    source_type, store = track_type(row), region(row)
    uses = link_kinds(row.trackPrice, streamed=is_streamed(row))
    return new_recording(
        title=track_title(row),
        disambiguation=track_version(row),
        artists=artist_credit(row.artistName, row.artistId, row.artistViewUrl, read),
        length_ms=read.milliseconds(row.trackTimeMillis, "length_ms"),
        date=date(row.releaseDate, "date", read),
        explicit=EXPLICIT.get(row.trackExplicitness or ""),
        kind=kind,
        releases=(release_name(row, read),) if row.collectionId and row.collectionName else (),
        genres=hc.genres([row.primaryGenreName], "itunes"),
        links=PAGES.links("recording", row.trackId, *uses, source_type=source_type, region=store),
        external_ids=PAGES.ids("recording", row.trackId, source_type=source_type, region=store),
    )


def artist(row: Row, read: hc.Reader) -> hc.Artist:
    return new_artist(
        name=row.artistName or "",
        genres=hc.genres([row.primaryGenreName], "itunes"),
        links=PAGES.links("artist", row.artistId, region=region(row)),
        external_ids=PAGES.ids("artist", row.artistId, region=region(row)),
    )


def releases(found: Sequence[Row], read: hc.Reader) -> list[hc.Release]:
    return [described(row, (), next(iter(gtins_in(row.artworkUrl100)), None), read) for row in found]


def recordings(found: Sequence[Row], read: hc.Reader) -> list[hc.Recording]:
    return [recording(row, read) for row in tracks(found)]


def release_name(row: Row, read: hc.Reader) -> hc.Release:
    """Return the release that a track is on; a video's picture is its own, not the cover."""
    title, types = title_and_types(row.collectionName or "")
    return new_release(
        title=title,
        artists=artist_credit(row.collectionArtistName, row.collectionArtistId, row.collectionArtistViewUrl, read),
        types=types,
        artwork=front(row.artworkUrl100) if row.kind == "song" else (),
        external_ids=PAGES.ids("release", row.collectionId, region=region(row)),
    )


def own_rows(answer: Release) -> list[Row]:
    """Return a collection's tracks, booklets among them, each once.

    Videos that belong to no collection, the tracks of other collections and rows that are there twice come too.
    """
    collection_id = answer.collection.collectionId
    rows = (row for row in answer.rows if row.wrapperType == "track" and row.collectionId == collection_id)
    own: dict[object, Row] = {}
    for row in rows:
        own.setdefault(row.trackId if row.trackId is not None else row, row)
    return list(own.values())


# --- tracks and discs ---------------------------------------------------------------------------------------


def media(listed: Sequence[Row], read: hc.Reader) -> tuple[hc.Medium, ...]:
    return hc.media(
        listed,
        disc=lambda row: row.discNumber,
        number=lambda row: row.trackNumber,
        track=lambda row, position, path: medium_track(row, position, path, read),
    )


def by_disc(listed: Sequence[Row]) -> dict[int, list[Row]]:
    """Group tracks by disc; one that does not say its disc is on that of the track before it."""
    discs: dict[int, list[Row]] = {}
    number = 1
    for row in listed:
        number = row.discNumber if row.discNumber and row.discNumber > 0 else number
        discs.setdefault(number, []).append(row)
    return discs


def medium_track(row: Row, position: int, path: str, read: hc.Reader) -> hc.Track:
    return new_track(
        position=position,
        number=str(position),
        title=track_title(row),
        disambiguation=track_version(row),
        artists=artist_credit(row.artistName, row.artistId, row.artistViewUrl, read),
        length_ms=read.milliseconds(row.trackTimeMillis, f"{path}.length_ms"),
        explicit=EXPLICIT.get(row.trackExplicitness or ""),
        kind=TRACK_KINDS.get(row.kind or ""),
        external_ids=PAGES.ids("recording", row.trackId, source_type=track_type(row), region=region(row)),
    )


def report_missing(collection: Row, own: Sequence[Row], read: hc.Reader) -> None:
    """Tell which tracks a store does not list; they are not made up.

    The collection counts all its tracks. A song counts those of its disc, a video those of the collection.
    """
    store = region(collection)
    where = f" in the {store.upper()} store" if store else ""
    discs = by_disc(own)
    counts = {disc: songs_counted(rows) for disc, rows in discs.items()}
    total = collection.trackCount or sum(counts.values())
    missing = missing_places(discs, counts)
    if not own:
        read.warn("media", f"no tracks are listed{where}, as is usual for what is only streamed")
    elif len(own) < total or missing:
        known = f"; missing: {', '.join(missing)}" if missing else ""
        read.warn("media", f"{len(own)} of {max(total, len(own) + len(missing))} tracks are listed{where}{known}")


def songs_counted(rows: Sequence[Row]) -> int:
    """Return how many songs a disc has, as its songs say."""
    counts = (row.trackCount or 0 for row in rows if row.kind == "song")
    return max((count for count in counts if 0 < count <= MOST_TRACKS), default=0)


def missing_places(discs: Mapping[int, Sequence[Row]], counts: Mapping[int, int]) -> list[str]:
    """Return the places at which songs are missing, with their disc where there are several."""
    places: list[str] = []
    for disc in sorted(discs):
        there = {row.trackNumber for row in discs[disc]}
        gaps = (number for number in range(1, counts[disc] + 1) if number not in there)
        places.extend(f"{disc}.{number}" if len(discs) > 1 else str(number) for number in gaps)
    return places


# --- titles and names ---------------------------------------------------------------------------------------


def title_and_types(name: str) -> tuple[str, tuple[hc.ReleaseType, ...]]:
    """Return a title without the type that iTunes writes after it, and that type; an album has none."""
    for suffix, release_type in TITLE_SUFFIXES.items():
        title = name.removesuffix(suffix).rstrip()
        if title and title != name.rstrip():
            return title, (release_type,)
    return name, ()


def track_title(row: Row) -> str:
    """Return a track's name with what only its "censored" name adds, but without the asterisks of that."""
    name, censored = row.trackName or "", row.trackCensoredName or ""
    if len(censored) <= len(name):
        return name
    same = all(sign in (other, "*") for sign, other in zip(censored, name, strict=False))
    if same:
        return name + censored[len(name) :]
    return name if "*" in censored else censored


def track_version(row: Row) -> str | None:
    """Return "clean" for a track whose words were cut; that another is explicit is no version of it."""
    return "clean" if VERSIONS.get(row.trackExplicitness or "") == "clean" else None


def track_type(row: Row) -> str:
    return "music-video" if row.kind == "music-video" else "song"


def artist_credit(
    name: str | None, artist_id: int | None, view_url: str | None, read: hc.Reader
) -> tuple[hc.ArtistCredit, ...]:
    """Return the one credit that there is: the name may be of several artists ("A & B"), the id is of the first."""
    return (read.once(credit, name, artist_id, view_url),) if name and name.strip() else ()


def credit(name: str, artist_id: int | None, view_url: str | None) -> hc.ArtistCredit:
    """Return a credit; Various Artists have an id and no page."""
    ids = PAGES.ids("artist", artist_id, region=store_of(view_url)) if view_url else ()
    return hc.ArtistCredit(name=name, external_ids=ids)


# --- values -------------------------------------------------------------------------------------------------


def gtin(row: Row, asked: hc.Gtin | None, read: hc.Reader) -> hc.Gtin | None:
    """Return the GTIN in the artwork's address, the only place that has one, else that by which it was found."""
    found = gtins_in(row.artworkUrl100)
    if len(found) == 1 or (found and asked in found):
        barcode = found[0] if len(found) == 1 else asked
        read.info("gtin", f"{barcode} was found in the address of the artwork")
        return barcode
    if found:
        read.warn("gtin", f"the address of the artwork holds several: {', '.join(map(str, found))}")
        return None
    for number in numbers_in(row.artworkUrl100):
        read.gtin(number, "gtin")  # which tells what is wrong with it
    if asked is not None:
        read.asked_for("gtin", asked, "the address of the artwork holds none")
    else:
        read.warn("gtin", "iTunes tells no GTIN, and the address of the artwork holds none")
    return asked


def date(text: str | None, path: str, read: hc.Reader) -> hc.PartialDate | None:
    """Read a moment, as of midnight in California: its UTC day is the day. In 2011 some had the zone in words."""
    return read.date(text.replace(" Etc/GMT", "+00:00") if text else text, path)


def is_streamed(row: Row) -> bool:
    """Whether a track can be streamed; of videos, all of which can, iTunes does not say it."""
    return row.isStreamable is True or row.kind == "music-video"


def link_kinds(price: float | None, *, streamed: bool) -> tuple[hc.LinkKind, ...]:
    """Return what can be done at a page; a price of -1 is of what is not sold by itself."""
    sold = price is not None and price > 0
    kinds = ((hc.LinkKind.PAID_DOWNLOAD, sold), (hc.LinkKind.PAID_STREAMING, streamed))
    return tuple([kind for kind, holds in kinds if holds])


def region(row: Row) -> str | None:
    """Return the store that answered, in lower case, as every page's address names it."""
    for page in (row.collectionViewUrl, row.trackViewUrl, row.artistLinkUrl, row.artistViewUrl):
        if page and (store := store_of(page)):
            return store
    return None


def store_of(url: str | None) -> str | None:
    found = STORE.match(url or "")
    return found.group(1).lower() if found else None
