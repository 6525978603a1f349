"""OTOTOY's pages → plain data: what stands in the block about the album, and in the rows of the list of tracks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harmony_core import provider as hc

BASE = "https://ototoy.jp"
ORIGINAL = hc.pattern("original|オリジナル", re.IGNORECASE)
# 2025-11-21, 2025/11/21 and 2025年11月21日, or less of it
DATE = hc.pattern(r"([0-9]{4})(?:\s*[-/.年]\s*([0-9]{1,2})(?:\s*[-/.月]\s*([0-9]{1,2}))?)?")
LENGTH = hc.pattern(r"(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-9]{2})")
TITLE = "span[id^=title-]"


def package(page: bytes) -> object:
    """Read a package: the cover, what is told of the album, and the tracks."""
    root = hc.read_page(page)
    album = root.need("div.album-meta-data", "block about the album")
    cover = root.first("div.album-artwork img.photo")
    return {
        "thumbUrl": cover.attributes.get("src") if cover else None,
        "albumMeta": {
            "title": album.need("h1.album-title", "title of the album").text,
            "artists": artists(album),
            "label": label(album),
            **dates(album),
        },
        "trackList": tracks(root),
    }


def artists(album: hc.Element) -> list[object]:
    album.need("p.album-artist span.album-artist", "artist of the album")
    found = ((each, each.first("a")) for each in album.all("p.album-artist span.album-artist"))
    return [{"name": (anchor or each).text, "url": link(anchor)} for each, anchor in found]


def dates(album: hc.Element) -> dict[str, str]:
    """Read when the shop put the package up for sale, and when it first came out; one of both may be missing."""
    album.need("p.release-day", "date")
    found: dict[str, str] = {}
    for line in album.all("p.release-day"):
        date = DATE.search(line.text)
        if date:
            name = "originalReleaseDate" if ORIGINAL.search(line.text) else "releaseDate"
            found[name] = "-".join(part.zfill(2) for part in date.groups() if part)
    return found


def label(album: hc.Element) -> object:
    """Read the label's name and page, and the catalog number; neither need be there."""
    name, number = album.first("p.label-name"), album.first("p.catalog-id")
    anchor = name.first("a") if name else None
    told = {
        "name": anchor.text if anchor else after_caption(name),
        "url": link(anchor),
        "catalogNumber": after_caption(number),
    }
    return told if any(told.values()) else None


def tracks(root: hc.Element) -> list[object]:
    """Read the rows with a number; a row that names a disc comes before the tracks on it."""
    root.need("#tracklist", "list of tracks")
    disc: int | None = None
    found: list[object] = []
    for row in root.all("#tracklist tr"):
        if "disc-row" in row.attributes.get("class", "").split():
            named = re.search("[0-9]{1,4}", row.text)
            disc = int(named[0]) if named else disc
        elif (cell := row.first(".num")) and (number := re.match("[0-9]{1,4}", cell.text)):
            found.append(track(row, int(number[0]), disc))
    if not found:
        raise root.lacks("tracks in its list (#tracklist .num)")
    return found


def track(row: hc.Element, number: int, disc: int | None) -> object:
    return {
        "title": row.need(f"td.item {TITLE}", "title of a track").text,
        "artists": [{"name": each.text, "url": link(each)} for each in row.all("td.item a.artist")],
        "discNumber": disc,
        "trackNumber": number,
        "duration": next(lengths(row), None),
    }


def lengths(row: hc.Element) -> Iterator[int]:
    """Yield the seconds that cells of a row tell; a title may look like a length."""
    for cell in row.all("td"):
        if not cell.first(TITLE) and (found := LENGTH.fullmatch(cell.text)):
            hours, minutes, seconds = (int(part or 0) for part in found.groups())
            yield hours * 3600 + minutes * 60 + seconds


def link(anchor: hc.Element | None) -> str | None:
    path = anchor.attributes.get("href") if anchor else None
    return f"{BASE}{path}" if path and path.startswith("/") else path


def after_caption(line: hc.Element | None) -> str | None:
    return re.split("[:：]", line.text, maxsplit=1)[-1].strip() or None if line else None
