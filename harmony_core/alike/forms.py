"""The forms in which facts are compared: made once of each thing, so that comparing two is cheap."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

import attrs

from harmony_core.alike.names import split_names
from harmony_core.alike.texts import Name, name_of, plain_title
from harmony_core.alike.titles import Title, parse_title
from harmony_core.alike.versions import HARMLESS, SHORTER
from harmony_core.domain.patterns import pattern

if TYPE_CHECKING:
    from harmony_core.alike.comparable import Comparable
    from harmony_core.domain.model import ExternalId

NOTHING: frozenset[str] = frozenset()


@attrs.define(kw_only=True, eq=False)
class Forms:
    """A thing as it is compared; what is unknown is empty or None.

    Nobody changes it, though it is not frozen: making so large a value frozen takes half as long again.

    `base` is the title alone, `full` with what its brackets add. `versions` are the kinds of versions that make
    another recording, `shorter` those that may, `details` their words. `people` are the keys of the artists,
    `everyone` also of guests, `songs` the keys of the tracks' titles, `credit` all of the artists' words in one text.
    `rare` has a bit for each fact that most recordings lack: of two without one in common those need no comparison.
    """

    base: Name
    full: Name
    versions: frozenset[str]
    shorter: frozenset[str]
    harmless: frozenset[str]
    details: frozenset[str]
    credit: str
    people: frozenset[str]
    everyone: frozenset[str]
    words: frozenset[str]
    various: bool
    latin: bool
    release: Name
    edition: frozenset[str]
    edition_words: frozenset[str]
    year: int
    day: tuple[int, int, int] | None
    length_ms: int | None
    number: str
    isrcs: frozenset[str]
    gtin: str
    mbids: frozenset[str]
    ids: frozenset[str]
    id_spaces: frozenset[str]
    labels: frozenset[str]
    catalog_numbers: frozenset[str]
    explicit: bool | None
    media_kind: str
    language: str
    format: str
    country: str
    aliases: frozenset[str]
    remark: frozenset[str]
    artist_kind: str
    end_year: int
    tracks: int
    songs: frozenset[str]
    songs_latin: bool
    rare: int


NO_TITLE = parse_title("")
_VARIOUS = {"variousartists", "various", "va", "diverseinterpreten", "variousartist", "verschiedeneinterpreten"}
_FILLERS = frozenset(
    "version ver mix remix edit live at in from the on of by and recorded feat original acoustic demo session"
    " sessions instrumental radio remaster remastered extended bonus track explicit clean re rmx".split()
)
EDITION = frozenset("edition remaster reissue bonus mono stereo".split())
"""The kinds of versions that make another edition of a release."""

_EDITION_FILLERS = frozenset("edition version album the with and release digital".split())
RELEASE_TAIL = pattern(r"\s+[-–—]?\s*(?:single|e\.?p\.?|deluxe single|album)$", re.IGNORECASE)


def forms_of(comparable: Comparable) -> Forms:
    """Return the forms in which a thing is compared."""
    title = _titled(comparable.title or "", comparable.kind != "recording")
    release, release_kinds = _release(comparable.release_title) if comparable.release_title else NO_RELEASE
    credit = _credit(comparable.artists)
    date, end = comparable.date, comparable.end
    ids, spaces = _id_forms(comparable.external_ids) if comparable.external_ids else (NOTHING, NOTHING)
    songs = [_song(each) for each in comparable.tracks]
    explicit = comparable.explicit
    if explicit is None and (title.kinds or release_kinds):
        explicit = _explicit(title.kinds | release_kinds)
    return Forms(
        base=title.base,
        full=title.full,
        versions=title.versions,
        shorter=title.shorter,
        harmless=title.harmless,
        details=title.details,
        credit=credit.text,
        people=credit.people,
        everyone=credit.everyone | title.guests if title.guests else credit.everyone,
        words=credit.words,
        various=credit.various,
        latin=credit.latin,
        release=release,
        edition=title.edition,
        edition_words=title.edition_words,
        year=date.year if date else 0,
        day=(date.year, date.month, date.day) if date and date.month and date.day else None,
        length_ms=comparable.length_ms or None,
        number=_number(comparable.number) if comparable.number else "",
        isrcs=frozenset(map(str, comparable.isrcs)) if comparable.isrcs else NOTHING,
        gtin=comparable.gtin.as_14 if comparable.gtin else "",
        mbids=frozenset(map(str, comparable.mbids)) if comparable.mbids else NOTHING,
        ids=ids,
        id_spaces=spaces,
        labels=_keys(map(label_name, comparable.labels)) if comparable.labels else NOTHING,
        catalog_numbers=_plain_numbers(comparable.catalog_numbers) if comparable.catalog_numbers else NOTHING,
        explicit=explicit,
        media_kind=comparable.media_kind or "",
        language=comparable.language or "",
        format=format_family(comparable.format) if comparable.format else "",
        country=comparable.country or "",
        aliases=_keys(comparable.aliases) | title.alone if comparable.aliases else title.alone,
        remark=name_of(comparable.disambiguation).tokens - _FILLERS if comparable.disambiguation else NOTHING,
        artist_kind=comparable.artist_kind or "",
        end_year=end.year if end else 0,
        tracks=len(songs),
        songs=frozenset(song.key for song in songs if song.key) if songs else NOTHING,
        songs_latin=sum([song.latin for song in songs]) * 2 >= len(songs),
        rare=(1 if comparable.isrcs else 0)
        | (2 if comparable.mbids else 0)
        | (4 if ids else 0)
        | (8 if comparable.labels else 0)
        | (16 if explicit is not None else 0)
        | (32 if comparable.media_kind else 0)
        | (64 if comparable.language else 0),
    )


@attrs.frozen(kw_only=True)
class Titled:
    """The forms of a title alone: see `Forms` for what each is; `alone` holds its key, `guests` those of its guests."""

    base: Name
    full: Name
    kinds: frozenset[str]
    versions: frozenset[str]
    shorter: frozenset[str]
    harmless: frozenset[str]
    details: frozenset[str]
    guests: frozenset[str]
    edition: frozenset[str]
    edition_words: frozenset[str]
    alone: frozenset[str]


@lru_cache(maxsize=4096)
def _titled(text: str, whole: bool) -> Titled:
    """Return the forms of a title, of a release or artist as a `whole` or of a recording: several sources have it."""
    title = parse_title(text) if text else NO_TITLE
    if whole and title.text:
        title = parse_title(RELEASE_TAIL.sub("", title.text))
    base = name_of(title.base)
    full = name_of(title.full) if title.asides else base
    kinds = title.kinds if title.versions else NOTHING
    return Titled(
        base=base,
        full=full,
        kinds=kinds,
        versions=kinds - HARMLESS - SHORTER,
        shorter=kinds & SHORTER,
        harmless=kinds & HARMLESS,
        details=_details(title) if kinds else NOTHING,
        guests=_keys(title.guests) if title.guests else NOTHING,
        edition=kinds & EDITION,
        edition_words=_edition_words(title) if kinds else NOTHING,
        alone=frozenset((full.key,)),
    )


def _song(title: str) -> Name:
    """Return the title of one of a release's tracks without its version and guests."""
    return name_of(parse_title(title).base)


def label_name(name: str) -> str:
    """Return a label's name without what every other label is also called.

    >>> label_name("Track Records Ltd.")
    'Track'
    """
    shorter = _LABEL_TAIL.sub("", name)
    return label_name(shorter) if shorter != name and shorter else name


_LABEL_TAIL = pattern(
    r"\s+(?:records?|recordings?|music|entertainment|label|group|inc\.?|ltd\.?|llc\.?|gmbh|s\.?a\.?)$", re.IGNORECASE
)


@attrs.frozen
class Credit:
    """Artists as they are compared: see `Forms` for what each is."""

    text: str
    people: frozenset[str]
    everyone: frozenset[str]
    words: frozenset[str]
    various: bool
    latin: bool


@lru_cache(maxsize=4096)
def _credit(artists: tuple[str, ...]) -> Credit:
    """Return the forms of a credit, which many recordings share."""
    main: list[str] = []
    guests: list[str] = []
    for artist in artists:
        parsed = parse_title(artist)
        main += split_names(parsed.full)
        guests += parsed.guests
    names = [name_of(name) for name in main]
    people = _keys(main)
    return Credit(
        text="".join(sorted(people)),
        people=people,
        everyone=people | _keys(guests),
        words=frozenset().union(*(name.tokens for name in names)),
        various=not people.isdisjoint(_VARIOUS),
        latin=all(name.latin for name in names),
    )


@lru_cache(maxsize=4096)
def _release(text: str) -> tuple[Name, frozenset[str]]:
    """Return the name of the release that recordings are on, and the kinds of versions that it names."""
    title = parse_title(RELEASE_TAIL.sub("", text))
    return name_of(title.full), title.kinds


NO_RELEASE = (name_of(""), NOTHING)


def _id_forms(external_ids: Iterable[ExternalId]) -> tuple[frozenset[str], frozenset[str]]:
    """Return ids with their sources, and the sources alone."""
    told = [(f"{each.provider}:{each.type or each.kind}", each.id) for each in external_ids]
    return frozenset([f"{space}:{own}" for space, own in told]), frozenset([space for space, _ in told])


def _plain_numbers(catalog_numbers: Iterable[str]) -> frozenset[str]:
    return frozenset(re.sub(r"[\W_]", "", each).casefold() for each in catalog_numbers)


def _keys(names: Iterable[str]) -> frozenset[str]:
    return frozenset(key for name in names if (key := name_of(name).key) and key != "the")


def _details(title: Title) -> frozenset[str]:
    """Return the words that tell one remix or concert from another."""
    told = (version.text for version in title.versions if version.kinds - HARMLESS)
    return frozenset().union(*(name_of(text).tokens for text in told)) - _FILLERS


def _edition_words(title: Title) -> frozenset[str]:
    """Return the words that tell one edition from another."""
    told = (version.text for version in title.versions if version.kinds & EDITION)
    return frozenset().union(*(name_of(text).tokens for text in told)) - _EDITION_FILLERS


def _number(number: str) -> str:
    text = plain_title(number)
    return text.lstrip("0") if text.isdigit() else text


def _explicit(kinds: frozenset[str]) -> bool | None:
    return True if "explicit" in kinds else False if "clean" in kinds else None


def format_family(text: str) -> str:
    """Return the family of a medium's format: what is pressed, burnt or sent is another edition."""
    plain = text.casefold()
    for family, words in FORMATS.items():
        if any(word in plain for word in words):
            return family
    return plain


FORMATS = {
    "vinyl": ("vinyl", "lp", '12"', '7"', '10"', "shellac", "flexi"),
    "digital": ("digital", "download", "file", "flac", "mp3", "streaming", "aac"),
    "cassette": ("cassette", "tape"),
    "cd": ("cd", "compact disc", "sacd"),
    "dvd": ("dvd", "blu-ray", "vhs"),
}
