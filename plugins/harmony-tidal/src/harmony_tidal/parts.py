"""Parts of documents out of parts of answers: titles, lengths, credits, pictures, links. Pure, and total."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from harmony_core import provider as hc
from harmony_tidal.jsonapi import Identifier, Included, Resource, identifiers, named, related
from harmony_tidal.payloads import Attributes, CopyrightText, File

PAGES = {"albums": "album", "tracks": "track", "videos": "video", "artists": "artist"}
"""What Tidal calls a type of resource in the addresses of its pages."""

DURATION = re.compile(
    r"P(?:(?P<days>\d{1,6})D)?(?:T(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,9}(?:\.\d+)?)S)?)?",
    re.ASCII,
)
SECONDS = {"days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1}

SIGNS = {"℗": hc.CopyrightKind.PHONOGRAM, "©": hc.CopyrightKind.COPYRIGHT}
YEAR = re.compile(r"\b(?:19|20)\d\d\b", re.ASCII)

KEYS = {"CSharp": "C#", "Eb": "D#", "FSharp": "F#", "Ab": "G#", "Bb": "A#", **{key: key for key in "CDEFGAB"}}
MODES = {"MAJOR": "major", "MINOR": "minor"}

OWN_LINKS = re.compile(r"TIDAL_|.*_(?:REDIRECT|CONTRIBUTIONS)$")
"""The kinds of links that lead to Tidal itself or to payments."""

THUMB_PX = 250


def title(told: Attributes) -> str:
    """Return a title with its version in brackets, unless that stands in it already, as it does for albums."""
    name, version = told.title or told.name or "", (told.version or "").strip()
    there = re.search(rf"(?<!\w){re.escape(version)}(?!\w)", name, re.IGNORECASE) and version.lower() != name.lower()
    return name if not version or there else f"{name} ({version})"


def length_ms(duration: str | None, path: str, read: hc.Reader) -> int | None:
    """Read an ISO 8601 duration of days or less ("PT3M57S"); one of nothing says nothing.

    >>> length_ms("PT2H41M5S", "length_ms", hc.Reader()), length_ms("P", "length_ms", hc.Reader())
    (9665000, None)
    """
    if not duration:
        return None
    found = DURATION.fullmatch(duration)
    if found is None:
        read.warn(path, f"{duration!r} is not a duration as in PT3M57S")
        return None
    seconds = sum(float(count) * SECONDS[unit] for unit, count in found.groupdict().items() if count)
    return read.length_ms(seconds, path)


def artist_credit(resource: Resource, included: Included) -> tuple[hc.ArtistCredit, ...]:
    """Return the artists in their order, without those of whom no more than an id is told."""
    told = related(resource, "artists", included)
    return tuple(
        hc.ArtistCredit(name=title(artist.told), external_ids=external_ids("artist", artist))
        for artist in told
        if is_named(artist)
    )


def report_unnamed(resources: Iterable[Resource], included: Included, read: hc.Reader) -> None:
    """Tell which artists are left out: Tidal names them by ids that lead to nothing."""
    credited = [name for resource in resources for name in identifiers(resource.relationship("artists"))]
    told = {name.id for name in credited if (artist := named(name, included)) and is_named(artist)}
    if missing := list(dict.fromkeys(name.id for name in credited if name.id not in told)):
        read.warn("artists", f"without artists of whom Tidal tells only ids: {', '.join(missing)}")


def is_named(artist: Resource) -> bool:
    return bool((artist.told.name or "").strip())


def names(resource: Resource, relationship: str, included: Included) -> tuple[str, ...]:
    """Return the names of what a resource is related to, each once."""
    found = (row.told.name or row.told.genreName or "" for row in related(resource, relationship, included))
    return tuple(dict.fromkeys(name for name in found if name.strip()))


def labels(resource: Resource, included: Included) -> tuple[hc.LabelCredit, ...]:
    """Return the providers: mostly distributors, whose ids lead to no page."""
    return tuple(hc.LabelCredit(name=name) for name in names(resource, "providers", included))


def genres(resource: Resource, included: Included) -> tuple[hc.Genre, ...]:
    return tuple(hc.Genre(name=name, providers=("tidal",)) for name in names(resource, "genres", included))


def copyright_lines(told: CopyrightText | str | None) -> tuple[hc.Copyright, ...]:
    """Return the line with its sign and year; with both signs it is a line of each kind."""
    line = (told.text if isinstance(told, CopyrightText) else told) or ""
    text = re.sub(r"\([pP]\)", "℗", re.sub(r"\([cC]\)", "©", line)).strip()
    if not text:
        return ()
    year = YEAR.search(text)
    kinds: list[hc.CopyrightKind | None] = [kind for sign, kind in SIGNS.items() if sign in text]
    return tuple(
        hc.Copyright(text=text, kind=kind, year=int(year.group()) if year else None) for kind in kinds or [None]
    )


def popularity(told: Attributes) -> tuple[hc.Popularity, ...]:
    """Return the score, 0 to 1; until 2025 artists had one of 0 to 100. 0 is also what was not counted yet."""
    score = told.popularity or 0
    if not 0 < score <= 100:
        return ()
    return (hc.Popularity(provider="tidal", score=score if score <= 1 else score / 100),)


def features(told: Attributes) -> hc.AudioFeatures | None:
    key, mode = KEYS.get(told.key or ""), MODES.get(told.keyScale or "")
    bpm = told.bpm if told.bpm and 0 < told.bpm < 1000 else None
    return hc.AudioFeatures(bpm=bpm, key=key, mode=mode if key else None) if bpm or key else None


def artwork(
    resource: Resource, relationship: str, included: Included, kind: hc.ArtworkKind = hc.ArtworkKind.FRONT
) -> tuple[hc.Artwork, ...]:
    """Return the pictures in their largest size, with one for lists; moving ones are left out."""
    pictures = (row.told for row in related(resource, relationship, included) if row.told.mediaType != "VIDEO")
    sizes = [picture.files or () for picture in pictures] or [resource.told.imageLinks or ()]
    by_width = (sorted((file for file in files if is_link(file.href)), key=width) for files in sizes)
    return tuple(picture(files, kind) for files in by_width if files)


def picture(files: Sequence[File], kind: hc.ArtworkKind) -> hc.Artwork:
    best = files[-1]
    thumb = next((file for file in files if width(file) >= THUMB_PX), best)
    height = best.meta.height if best.meta else None
    return hc.Artwork(
        url=best.href or "",
        thumb_url=thumb.href,
        kinds=(kind,),
        width=width(best) or None,
        height=height if height and height > 0 else None,
        provider="tidal",
    )


def width(file: File) -> int:
    return max(file.meta.width or 0, 0) if file.meta else 0


def links(resource: Resource) -> tuple[hc.Link, ...]:
    """Return the page at Tidal, and those elsewhere. Where it says what can be done, that may not be streaming."""
    streamed = resource.told.availability is None or "STREAM" in resource.told.availability
    url = page(resource)
    own = (hc.Link(url=url, kinds=(hc.LinkKind.PAID_STREAMING,) if streamed else ()),) if url else ()
    others = (
        hc.Link(url=link.href)
        for link in resource.told.externalLinks or ()
        if link.href and is_link(link.href) and not OWN_LINKS.match((link.meta and link.meta.type) or "")
    )
    return (*own, *others)


def is_link(text: str | None) -> bool:
    return text is not None and text.startswith(("https://", "http://"))


def external_ids(kind: str, name: Resource | Identifier) -> tuple[hc.ExternalId, ...]:
    url = page(name)
    return (hc.ExternalId(provider="tidal", kind=kind, type=PAGES[name.type], id=name.id, url=url),) if url else ()


def page(name: Resource | Identifier) -> str | None:
    known = name.type in PAGES and name.id.isascii() and name.id.isdigit()
    return f"https://tidal.com/{PAGES[name.type]}/{name.id}" if known else None
