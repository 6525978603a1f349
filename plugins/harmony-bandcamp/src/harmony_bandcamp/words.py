"""What Bandcamp writes in one text that holds several things, and the addresses of its pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate

from harmony_bandcamp.payloads import Package, Player, Result, Track, Tralbum
from harmony_core import provider as hc

IMAGES = "https://f4.bcbits.com/img"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_SECOND = 253_402_300_799
MONTHS = "january february march april may june july august september october november december".split()

_COUNT = re.compile(r"\s*([0-9]{1,3}) track")
_CREDIT = re.compile(r"(?P<role>[^:.!?]{2,60}?)(?:\s+[Bb]y\s*:?\s+|\s*:\s+)(?P<name>[^:!?a-z][^:!?]{1,79})")
_ALBUM = re.compile(r"^from (.+)$", re.MULTILINE)
_ARTIST = re.compile(r"^by (.+)$", re.MULTILINE)
_IMAGE = re.compile(r"/(a?[0-9]{1,12})_[0-9]{1,3}\.")
_RELEASED = re.compile(r"([A-Za-z]+) ([0-9]{1,2}), ([0-9]{4})")
_WEB = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)


def count(described: str | None) -> int:
    """Return how many tracks a description counts ("6 track album"), 0 where it counts none."""
    found = _COUNT.match(described or "")
    return int(found.group(1)) if found else 0


def key(name: str) -> str:
    """Return what is compared of a name: its letters and digits."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def same(name: str, other: str) -> bool:
    """Whether two names are one, however they are written."""
    return bool(name.strip()) and (key(name) or name) == (key(other) or other)


def without_artist(track: Track) -> str:
    """Return a track's title; where it has an artist of its own, its title may begin with that ("Ada - One")."""
    artist, title = (track.artist or "").strip(), track.title
    rest = title.removeprefix(f"{artist} - ").strip() if artist else title
    return rest or title


def day(told: str | int | None) -> str | None:
    """Return the day of a time: "12 May 2022 00:00:00 GMT" on pages, seconds in the app."""
    match told:
        case str():
            found = parsedate(told)
            return f"{found[0]:04}-{found[1]:02}-{found[2]:02}" if found else told
        case int() if 0 < told <= LAST_SECOND:
            return f"{EPOCH + timedelta(seconds=told):%Y-%m-%d}"
        case _:
            return None


def credits_in(text: str | None) -> tuple[tuple[hc.Credit, ...], Sequence[str]]:
    """Return the lines that say who did what ("Artwork by Ada Moth", "Mastering: Tin Choir"), and the others.

    >>> found, other = credits_in("Artwork by Ada Moth\\r\\n\\r\\nThank you!")
    >>> [(each.role, each.name) for each in found], other
    ([('Artwork', 'Ada Moth')], ['Thank you!'])
    """
    found, other = [], []
    for line in filter(None, map(str.strip, (text or "").splitlines())):
        told = _CREDIT.fullmatch(line)
        if told and not _WEB.search(line):
            found.append(hc.Credit(name=told["name"].strip(" ."), role=told["role"].strip()))
        else:
            other.append(line)
    return tuple(each for each in found if each.name and each.role), other


def shown(package: Package) -> str:
    """Return what comes with a release in a few words."""
    told = (package.type_name, package.title, package.label, package.upc)
    return ", ".join(each.strip() for each in told if each and each.strip()) or "something without a name"


def tags(names: Iterable[str]) -> tuple[hc.Genre, ...]:
    """Return tags, each once however it is written."""
    found = {name.strip().casefold(): name.strip() for name in names if name.strip()}
    return tuple(hc.Genre(name=name, providers=("bandcamp",)) for name in found.values())


def is_web(url: str | None) -> bool:
    """Whether a text is an address on the web."""
    return bool(url and _WEB.fullmatch(url))


# --- pictures -----------------------------------------------------------------------------------------------


def image(name: str, kind: hc.ArtworkKind) -> tuple[hc.Artwork, ...]:
    """Return a picture as it was uploaded (`_0`), and at 210 pixels (`_9`)."""
    url, thumb = f"{IMAGES}/{name}_0.jpg", f"{IMAGES}/{name}_9.jpg"
    return (hc.Artwork(url=url, thumb_url=thumb, kinds=(kind,), provider="bandcamp"),)


def cover(art_id: int | None, kind: hc.ArtworkKind) -> tuple[hc.Artwork, ...]:
    """Return a cover; its number has ten digits in its address."""
    return image(f"a{art_id:010}", kind) if art_id and 0 < art_id < 10**12 else ()


def picture(image_id: int | None, kind: hc.ArtworkKind) -> tuple[hc.Artwork, ...]:
    """Return another picture than a cover."""
    return image(f"{image_id:010}", kind) if image_id and 0 < image_id < 10**12 else ()


def track_covers(tralbum: Tralbum, player: Player | None) -> tuple[hc.Artwork, ...]:
    """Return the pictures that tracks have of their own; only the player tells them."""
    own = dict.fromkeys(track.art_id for track in (player.tracks if player else ()) if track.art_id != tralbum.art_id)
    return tuple(art for art_id in own for art in cover(art_id, hc.ArtworkKind.OTHER))


# --- search results -----------------------------------------------------------------------------------------


def listed_artists(result: Result) -> tuple[hc.ArtistCredit, ...]:
    """Return the artist of a result: "from Two Rooms" and "by Ada Moth" are lines of it."""
    found = _ARTIST.search(result.subhead or "")
    return (hc.ArtistCredit(name=found.group(1)),) if found else ()


def listed_album(result: Result) -> str | None:
    found = _ALBUM.search(result.subhead or "")
    return found.group(1) if found else None


def listed_day(result: Result) -> str | None:
    """Return the day in "released March 4, 2011"."""
    found = _RELEASED.search(result.released or "")
    month = MONTHS.index(found.group(1).lower()) + 1 if found and found.group(1).lower() in MONTHS else None
    return f"{found.group(3)}-{month:02}-{int(found.group(2)):02}" if found and month else None


def listed_cover(result: Result) -> tuple[hc.Artwork, ...]:
    found = _IMAGE.search(result.image or "")
    kind = hc.ArtworkKind.FRONT if found and found.group(1).startswith("a") else hc.ArtworkKind.OTHER
    return image(found.group(1), kind) if found else ()


def listed_tags(result: Result) -> Sequence[str]:
    """Return the tags in "tags: folk, attic" and the genre in "genre: folk"."""
    told = [(result.tags or "").partition("tags:")[2], (result.genre or "").partition("genre:")[2]]
    return [name for text in told for name in text.split(",")]
