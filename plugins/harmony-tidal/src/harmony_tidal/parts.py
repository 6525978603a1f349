"""Parts of documents out of parts of answers: titles, lengths, credits, pictures, links. Pure, and total."""

from __future__ import annotations

import re
from collections.abc import Iterable

from harmony_core import provider as hc
from harmony_tidal.jsonapi import Identifier, Included, Resource, identifiers, named, related
from harmony_tidal.links import PAGES
from harmony_tidal.payloads import Attributes, CopyrightText

new_credit = hc.maker(hc.ArtistCredit)

WORDS = {"albums": "album", "tracks": "track", "videos": "video", "artists": "artist"}
"""What Tidal calls a type of resource in the addresses of its pages."""

DURATION = hc.pattern(
    r"P(?:(?P<days>\d{1,6})D)?(?:T(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,9}(?:\.\d+)?)S)?)?",
    re.ASCII,
)
SECONDS = {"days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1}

KEYS = {"CSharp": "C#", "Eb": "D#", "FSharp": "F#", "Ab": "G#", "Bb": "A#", **{key: key for key in "CDEFGAB"}}
MODES = {"MAJOR": "major", "MINOR": "minor"}

OWN_LINKS = hc.pattern(r"TIDAL_|.*_(?:REDIRECT|CONTRIBUTIONS)$")
"""The kinds of links that lead to Tidal itself or to payments."""


def title(told: Attributes) -> str:
    """Return a title with its version in brackets, unless that stands in it already, as it does for albums."""
    name, version = told.title or told.name or "", (told.version or "").strip()
    if not version:
        return name
    there = re.search(rf"(?<!\w){re.escape(version)}(?!\w)", name, re.IGNORECASE) and version.lower() != name.lower()
    return name if there else f"{name} ({version})"


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


def artist_credit(resource: Resource, included: Included, read: hc.Reader) -> tuple[hc.ArtistCredit, ...]:
    """Return the artists in their order, without those of whom no more than an id is told."""
    told = related(resource, "artists", included)
    return tuple([read.once(credit, title(each.told), each.type, each.id) for each in told if is_named(each)])


def credit(name: str, source_type: str, artist_id: str) -> hc.ArtistCredit:
    return new_credit(name=name, external_ids=external_ids("artist", Identifier(type=source_type, id=artist_id)))


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
    return hc.genres(names(resource, "genres", included), "tidal")


def copyright_lines(told: CopyrightText | str | None) -> tuple[hc.Copyright, ...]:
    return hc.copyright_lines(told.text if isinstance(told, CopyrightText) else told)


def popularity(told: Attributes) -> tuple[hc.Popularity, ...]:
    """Return the score, 0 to 1; until 2025 artists had one of 0 to 100. 0 is also what was not counted yet."""
    score = told.popularity or None
    return hc.popularity("tidal", score=score, most=1 if score and score <= 1 else 100)


def features(told: Attributes) -> hc.AudioFeatures | None:
    key, mode = KEYS.get(told.key or ""), MODES.get(told.keyScale or "")
    return hc.audio_features(bpm=told.bpm, key=key, mode=mode if key else None)


def artwork(
    resource: Resource, relationship: str, included: Included, kind: hc.ArtworkKind = hc.ArtworkKind.FRONT
) -> tuple[hc.Artwork, ...]:
    """Return the pictures in their largest size, with one for lists; moving ones are left out."""
    pictures = (row.told for row in related(resource, relationship, included) if row.told.mediaType != "VIDEO")
    files = [picture.files or () for picture in pictures] or [resource.told.imageLinks or ()]
    sizes = ([(file.href, file.size.width, file.size.height) for file in each] for each in files)
    return tuple(found for each in sizes for found in hc.largest_picture(each, kind, "tidal"))


def links(resource: Resource) -> tuple[hc.Link, ...]:
    """Return the page at Tidal, and those elsewhere. Where it says what can be done, that may not be streaming."""
    streamed = resource.told.availability is None or "STREAM" in resource.told.availability
    uses = (hc.LinkKind.PAID_STREAMING,) if streamed else ()
    own = PAGES.links("", resource.id, *uses, source_type=WORDS.get(resource.type, resource.type))
    others = (
        link.href
        for link in resource.told.externalLinks or ()
        if not OWN_LINKS.match((link.meta and link.meta.type) or "")
    )
    return (*own, *hc.links(others))


def external_ids(kind: str, name: Resource | Identifier) -> tuple[hc.ExternalId, ...]:
    return PAGES.ids(kind, name.id, source_type=WORDS.get(name.type, name.type))
