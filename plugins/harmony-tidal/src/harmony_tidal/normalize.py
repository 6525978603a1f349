"""What Tidal's answers mean. Everything here is pure, and total: no payload makes it raise."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from harmony_core import provider as hc
from harmony_tidal import parts
from harmony_tidal.choose import Found, album_type
from harmony_tidal.jsonapi import Document, Identifier, Included, Resource, identifiers, included_in, named, related

new_track = hc.maker(hc.Track)
new_release = hc.maker(hc.Release)
new_recording = hc.maker(hc.Recording)
new_artist = hc.maker(hc.Artist)

KINDS = {"tracks": hc.TrackKind.AUDIO, "videos": hc.TrackKind.VIDEO}

Item = tuple[Identifier, Resource]


def release(answer: Found, read: hc.Reader) -> hc.Release:
    """Turn an album into a release, or a video into the single that it is sold as."""
    main, included = answer.main, answer.included
    told = main.told
    listed = items(answer, read)
    report_others(answer, read)
    parts.report_unnamed([main, *(row for _, row in listed)], included, read)
    return new_release(
        title=parts.title(told),
        disambiguation="Dolby Atmos" if set(told.mediaTags or ()) == {"DOLBY_ATMOS"} else None,
        artists=parts.artist_credit(main, included, read),
        gtin=read.gtin(told.barcodeId, "gtin"),
        date=read.date(told.releaseDate, "date"),
        types=release_types(main),
        status=hc.ReleaseStatus.OFFICIAL,
        packaging="None",
        labels=parts.labels(main, included),
        media=media(listed, included, read),
        artwork=parts.artwork(main, "coverArt", included) or parts.artwork(main, "thumbnailArt", included),
        genres=parts.genres(main, included),
        popularity=parts.popularity(told),
        copyright=parts.copyright_lines(told.copyright),
        links=parts.links(main),
        external_ids=parts.external_ids("release", main),
    )


def recording(answer: Found, read: hc.Reader) -> hc.Recording:
    main, included = answer.main, answer.included
    told = main.told
    report_others(answer, read)
    parts.report_unnamed([main], included, read)
    albums = related(main, "albums", included)
    return new_recording(
        title=parts.title(told),
        artists=parts.artist_credit(main, included, read),
        isrcs=read.isrcs([told.isrc], "isrcs"),
        length_ms=parts.length_ms(told.duration, "length_ms", read),
        date=read.date(told.releaseDate, "date"),
        explicit=told.explicit,
        kind=KINDS.get(main.type),
        releases=tuple(short_release(each, included, f"releases[{at}]", read) for at, each in enumerate(albums)),
        genres=parts.genres(main, included),
        labels=parts.labels(main, included),
        features=parts.features(told),
        popularity=parts.popularity(told),
        credits=credits_of(answer),
        links=parts.links(main),
        external_ids=parts.external_ids("recording", main),
    )


def artist(answer: Found, read: hc.Reader) -> hc.Artist:
    main = answer.main
    return new_artist(
        name=parts.title(main.told),
        popularity=parts.popularity(main.told),
        artwork=parts.artwork(main, "profileArt", answer.included, hc.ArtworkKind.OTHER),
        links=parts.links(main),
        external_ids=parts.external_ids("artist", main),
    )


def releases(pages: Sequence[Document], read: hc.Reader) -> list[hc.Release]:
    return [release(found, read) for found in candidates(pages, "albums")]


def recordings(pages: Sequence[Document], read: hc.Reader) -> list[hc.Recording]:
    return [recording(found, read) for found in candidates(pages, "tracks")]


def artists(pages: Sequence[Document], read: hc.Reader) -> list[hc.Artist]:
    return [artist(found, read) for found in candidates(pages, "artists")]


def candidates(pages: Sequence[Document], wanted: str) -> list[Found]:
    """Return what was found, in Tidal's order: in lists of candidates, or in a whole search result."""
    included = included_in(pages)
    listed = [row for page in pages for row in page.listed]
    whole = [name for row in listed for name in identifiers(row.relationship(wanted)) if row.type == "searchResults"]
    rows = (named(name, included) for name in dict.fromkeys([*whole, *listed_in(pages, (wanted,))]))
    return [Found(row, tuple(pages)) for row in rows if row is not None and row.is_named]


# --- tracks and discs ---------------------------------------------------------------------------------------


def items(answer: Found, read: hc.Reader) -> list[Item]:
    """Return the album's tracks and videos with their places; a video by itself has the first."""
    main, included = answer.main, answer.included
    if main.type == "videos":
        return [(Identifier(type=main.type, id=main.id), main)]
    relationship = main.relationship("items")
    listed = dict.fromkeys([*identifiers(relationship), *listed_in(answer.documents[1:], KINDS)])
    found = [(name, row) for name in listed if (row := named(name, included)) and row.is_named]
    total = max(main.told.numberOfItems or 0, len(listed))
    if relationship.data is not None and len(found) < total:
        read.warn("media", f"{len(found)} of {total} tracks are listed; other regions may have more")
    return found


def listed_in(pages: Sequence[Document], types: Collection[str]) -> list[Identifier]:
    """Return the names of these types that pages list."""
    rows = (row for page in pages for row in page.listed if row.type in types)
    return [Identifier(type=row.type, id=row.id, meta=row.meta) for row in rows]


def media(listed: Sequence[Item], included: Included, read: hc.Reader) -> tuple[hc.Medium, ...]:
    return hc.media(
        listed,
        disc=lambda item: item[0].meta.volumeNumber if item[0].meta else None,
        number=lambda item: item[0].meta.trackNumber if item[0].meta else None,
        track=lambda item, position, path: medium_track(item[1], position, included, path, read),
    )


def medium_track(row: Resource, position: int, included: Included, path: str, read: hc.Reader) -> hc.Track:
    return new_track(
        position=position,
        number=str(position),
        title=parts.title(row.told),
        artists=parts.artist_credit(row, included, read),
        length_ms=parts.length_ms(row.told.duration, f"{path}.length_ms", read),
        isrc=read.isrc(row.told.isrc, f"{path}.isrc"),
        explicit=row.told.explicit,
        kind=KINDS.get(row.type),
        external_ids=parts.external_ids("recording", row),
    )


# --- what else an answer tells -------------------------------------------------------------------------------


def short_release(album: Resource, included: Included, path: str, read: hc.Reader) -> hc.Release:
    return new_release(
        title=parts.title(album.told),
        gtin=read.gtin(album.told.barcodeId, f"{path}.gtin"),
        date=read.date(album.told.releaseDate, f"{path}.date"),
        types=release_types(album),
        artwork=parts.artwork(album, "coverArt", included),
        external_ids=parts.external_ids("release", album),
    )


def release_types(main: Resource) -> tuple[hc.ReleaseType, ...]:
    return hc.release_types("single" if main.type == "videos" else album_type(main))


def credits_of(answer: Found) -> tuple[hc.Credit, ...]:
    """Return who did what, in Tidal's order."""
    related = identifiers(answer.main.relationship("credits"))
    names = dict.fromkeys([*related, *listed_in(answer.documents[1:], ("credits",))])
    told = (row.told for name in names if (row := named(name, answer.included)))
    return tuple(hc.Credit(name=each.name, role=each.role.lower()) for each in told if each.name and each.role)


def report_others(answer: Found, read: hc.Reader) -> None:
    pages = (each.url or each.id for row in answer.others for each in parts.external_ids("release", row))
    read.others("external_ids", "Tidal has others, too", pages)
