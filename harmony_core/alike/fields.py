"""What is compared of two things, field by field: each comparison comes out at one of a few levels.

A level is a number: 0 where nothing is known, else the place of its name in the field's `levels`, which go from the
most alike to the least. That the levels are few is what makes a comparison cheap, its weights learnable from
little data, and its reasons readable.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import attrs
from rapidfuzz.distance.Indel import normalized_similarity as ratio
from rapidfuzz.fuzz import partial_ratio

from harmony_core.alike.forms import Forms
from harmony_core.alike.texts import Name
from harmony_core.alike.versions import PERFORMANCES
from harmony_core.domain.refs import Kind

Levels: TypeAlias = tuple[int, ...]


@attrs.frozen
class Field:
    """A field that is compared, and how it may come out: `levels` are ordered, `unordered` stand beside them."""

    name: str
    compare: Callable[[Forms, Forms], int]
    levels: tuple[str, ...]
    unordered: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all levels, 0 first."""
        return ("unknown", *self.levels, *self.unordered)


TITLE = (
    "the same, and long", "the same", "the same, and short", "the same but for an addition", "all but the same",
    "nearly the same", "alike", "somewhat alike", "hardly alike", "different",
)  # fmt: skip
_COMMON = frozenset(
    "intro outro untitled interlude prelude overture skit introduction reprise theme maintitle opening ending finale"
    " silence unknown track bonustrack hiddentrack epilogue prologue home love hello you".split()
)


def title(one: Forms, other: Forms) -> int:
    """Compare titles without versions and guests; an aside that only one of them has is an addition."""
    a, b = one.full.key, other.full.key
    if not a or not b:
        return 0
    if a == b:
        return _same_title(a)
    if one.base.key == b or other.base.key == a:
        return 4
    if one.full.latin is not other.full.latin:
        return 5 if ratio(a, b) >= 0.8 else 11
    likeness = ratio(a, b, score_cutoff=0.5)
    if likeness >= 0.96:
        return 5
    if likeness >= 0.88:
        return 6
    if likeness >= 0.76:
        return 7
    if _holds(one, other) or _holds(other, one):
        return 4
    if _contains(one.base, other.base):
        return 7
    return 8 if likeness >= 0.62 else 9 if likeness else 10


def _same_title(key: str) -> int:
    return 3 if len(key) < 5 or key in _COMMON else 2 if len(key) < 13 else 1


def _contains(one: Name, other: Name) -> bool:
    """Whether the words of the shorter name are all in the longer, and are not few."""
    short, long = (one.tokens, other.tokens) if len(one.key) < len(other.key) else (other.tokens, one.tokens)
    return len(short) > 1 and short <= long


def _holds(one: Forms, other: Forms) -> bool:
    """Whether one title is the other's with more behind it, and names the other's artists or release there.

    Blanks that were lost do not matter. Artists may stand before it, too.
    """
    long, short = one.full.key, other.base.key
    if not long.startswith(short):
        return len(short) > 3 and long.endswith(short) and long[: -len(short)] == other.credit
    if long[len(short) :] in (other.credit, other.release.key):
        return len(short) > 3
    rest = one.full.tokens - other.full.tokens
    return (bool(other.words) and other.words <= rest) or (bool(other.release.tokens) and other.release.tokens <= rest)


NUMBERS = ("the same", "only in one", "a part in one only", "different")


def numbers(one: Forms, other: Forms) -> int:
    """Compare the numbers in titles: they tell movements, parts and volumes apart."""
    a, b = one.full.numbers, other.full.numbers
    if a == b:
        return 1 if a else 0
    if a < b or b < a:
        return 2 if bool(one.full.parts) is bool(other.full.parts) else 3
    return 4


VERSION = (
    "the same", "the same but for what does not make another recording", "cut otherwise", "named by one only",
    "different",
)  # fmt: skip


def version(one: Forms, other: Forms) -> int:
    """Compare versions: live, remix, acoustic … make another recording; remasters and clean words do not."""
    a, b = one.versions, other.versions
    if a or b:
        if not a or not b:
            return 4 if PERFORMANCES.isdisjoint(a or b) else 5
        details, others = one.details, other.details
        if details and others and details != others:
            shared = len(details & others)
            if shared * 2 < min(len(details), len(others)) or shared * 3 < max(len(details), len(others)):
                return 5
        if a != b:
            return 4
        return 3 if one.shorter != other.shorter else 2 if details != others else 1
    if one.shorter != other.shorter:
        return 3
    if one.harmless != other.harmless:
        return 2
    return 1 if one.harmless or one.shorter else 0


ARTISTS = ("the same", "the same with guests", "nearly the same", "one has more", "some the same", "alike", "different")


def artists(one: Forms, other: Forms) -> int:
    """Compare artists as sets, with their guests, in whatever order and however they are joined."""
    a, b = one.people, other.people
    if not a or not b:
        return 0
    if a == b:
        return 0 if one.various else 1
    if one.various or other.various:
        return 9
    everyone, others = one.everyone, other.everyone
    if everyone == others:
        return 2
    if a <= others or b <= everyone:
        return 4
    if not everyone.isdisjoint(others):
        return 5
    if one.words == other.words:
        return 1
    likeness = ratio(one.credit, other.credit, score_cutoff=0.5)
    if likeness >= 0.85:
        return 3
    if likeness >= 0.7:
        return 6
    if one.latin is not other.latin:
        return 8
    if len(one.credit) > 4 and len(other.credit) > 4 and partial_ratio(one.credit, other.credit) >= 90:
        return 6
    return 7


LENGTH = (
    "the same", "within 3 s", "within 6 s", "within 15 s", "within 30 s", "within a minute", "far apart",
)  # fmt: skip


def length(one: Forms, other: Forms) -> int:
    """Compare lengths: sources round and cut, and silence is left out or not."""
    a, b = one.length_ms, other.length_ms
    if a is None or b is None:
        return 0
    apart = a - b if a > b else b - a
    if apart <= 1100:
        return 1
    if apart <= 3100:
        return 2
    if apart <= 6100:
        return 3
    return 4 if apart <= 15100 else 5 if apart <= 30100 else 6 if apart <= 60100 else 7


RELEASE = ("the same", "all but the same", "alike", "one in the other", "hardly alike", "different")


def release(one: Forms, other: Forms) -> int:
    """Compare the titles of the releases that recordings are on, whatever the edition."""
    return _named_alike(one.release, other.release)


def _named_alike(one: Name, other: Name) -> int:
    a, b = one.key, other.key
    if not a or not b:
        return 0
    if a == b:
        return 1
    if one.latin is not other.latin:
        return 7
    likeness = ratio(a, b, score_cutoff=0.45)
    if likeness >= 0.9:
        return 2
    if likeness >= 0.75:
        return 3
    short, long = (a, b) if len(a) < len(b) else (b, a)
    if len(short) > 3 and short in long:
        return 4
    return 5 if likeness else 6


DATE = ("the same day", "the same year", "a year apart", "some years apart", "many years apart")


def date(one: Forms, other: Forms) -> int:
    """Compare dates, as far as both are known."""
    a, b = one.year, other.year
    if not a or not b:
        return 0
    if a == b:
        return 1 if one.day == other.day and one.day else 2
    apart = a - b if a > b else b - a
    return 3 if apart == 1 else 4 if apart < 5 else 5


NUMBER = ("the same", "different")


def number(one: Forms, other: Forms) -> int:
    """Compare track numbers; of "A3" and "7" nothing can be said."""
    a, b = one.number, other.number
    if not a or not b:
        return 0
    if a == b:
        return 1
    return 2 if a.isdigit() is b.isdigit() else 0


CODES = ("shared", "different")


def isrc(one: Forms, other: Forms) -> int:
    """Compare ISRCs: one shared is enough, for a recording may have several."""
    return _codes(one.isrcs, other.isrcs)


def gtin(one: Forms, other: Forms) -> int:
    """Compare barcodes, whatever their zeros."""
    a, b = one.gtin, other.gtin
    return 0 if not a or not b else 1 if a == b else 2


def mbid(one: Forms, other: Forms) -> int:
    """Compare MBIDs."""
    return _codes(one.mbids, other.mbids)


def ids(one: Forms, other: Forms) -> int:
    """Compare ids: another id counts only where one source gave both."""
    if not one.ids or not other.ids:
        return 0
    if not one.ids.isdisjoint(other.ids):
        return 1
    return 0 if one.id_spaces.isdisjoint(other.id_spaces) else 2


def label(one: Forms, other: Forms) -> int:
    """Compare labels."""
    return _codes(one.labels, other.labels)


def catalog_number(one: Forms, other: Forms) -> int:
    """Compare catalog numbers."""
    return _codes(one.catalog_numbers, other.catalog_numbers)


def _codes(one: frozenset[str], other: frozenset[str]) -> int:
    if not one or not other:
        return 0
    return 2 if one.isdisjoint(other) else 1


def explicit(one: Forms, other: Forms) -> int:
    """Compare explicit with clean."""
    a, b = one.explicit, other.explicit
    return 0 if a is None or b is None else 1 if a is b else 2


def media_kind(one: Forms, other: Forms) -> int:
    """Compare sound with video."""
    return _words(one.media_kind, other.media_kind)


def language(one: Forms, other: Forms) -> int:
    """Compare the languages of titles."""
    return _words(one.language, other.language)


FORMAT = ("the same", "CD and download", "different")
_ONE_BARCODE = frozenset({"cd", "digital"})


def format_(one: Forms, other: Forms) -> int:
    """Compare the families of formats: vinyl, CD, digital. CD and download often go by one barcode."""
    a, b = one.format, other.format
    if not a or not b:
        return 0
    return 1 if a == b else 2 if {a, b} == _ONE_BARCODE else 3


def country(one: Forms, other: Forms) -> int:
    """Compare countries."""
    return _words(one.country, other.country)


def _words(one: str, other: str) -> int:
    return 0 if not one or not other else 1 if one == other else 2


EDITION = ("the same", "named by one only", "different")


def edition(one: Forms, other: Forms) -> int:
    """Compare editions by what titles and remarks say: deluxe, remastered, anniversary."""
    a, b = one.edition, other.edition
    if not a and not b:
        return 0
    if not a or not b:
        return 2
    words, others = one.edition_words, other.edition_words
    if words and others and words.isdisjoint(others):
        return 3
    return 1 if a == b else 2


TRACKS = ("as many", "one more or less", "some more or less", "many more or less")


def tracks(one: Forms, other: Forms) -> int:
    """Compare how many tracks there are."""
    a, b = one.tracks, other.tracks
    if not a or not b:
        return 0
    apart = a - b if a > b else b - a
    return 1 if not apart else 2 if apart == 1 else 3 if apart * 4 <= max(a, b) else 4


SONGS = ("the same", "most the same", "some the same", "hardly any the same")


def songs(one: Forms, other: Forms) -> int:
    """Compare the titles of the tracks, in whatever order; in two scripts nothing can be said."""
    a, b = one.songs, other.songs
    if not a or not b or one.songs_latin is not other.songs_latin:
        return 0
    share = len(a & b) / min(len(a), len(b))
    return 1 if share >= 0.85 else 2 if share >= 0.5 else 3 if share >= 0.2 else 4


NAME = ("the same", "an alias the same", "nearly the same", "alike", "different")


def name(one: Forms, other: Forms) -> int:
    """Compare artists' names and aliases."""
    if not one.full.key or not other.full.key:
        return 0
    if one.full.key == other.full.key:
        return 1 if len(one.full.key) > 3 else 2
    if not one.aliases.isdisjoint(other.aliases) or one.full.tokens == other.full.tokens:
        return 2
    if one.full.latin is not other.full.latin:
        return 3 if ratio(one.full.key, other.full.key) >= 0.85 else 6
    likeness = ratio(one.full.key, other.full.key)
    return 3 if likeness >= 0.9 else 4 if likeness >= 0.75 else 5


def remark(one: Forms, other: Forms) -> int:
    """Compare what tells artists of one name apart ("US rapper")."""
    a, b = one.remark, other.remark
    return 0 if not a or not b else 1 if a & b else 2


def artist_kind(one: Forms, other: Forms) -> int:
    """Compare person with group."""
    return _words(one.artist_kind, other.artist_kind)


def end(one: Forms, other: Forms) -> int:
    """Compare the years in which a life or a band ended."""
    a, b = one.end_year, other.end_year
    return 0 if not a or not b else 1 if a == b else 2 if abs(a - b) == 1 else 3


RECORDING_FIELDS = (
    Field("title", title, TITLE, ("in another script", "the same, and short, and nothing else is known")),
    Field("numbers in the title", numbers, NUMBERS),
    Field("version", version, VERSION),
    Field("artists", artists, ARTISTS, ("in another script", "various", "the same, which says little")),
    Field("length", length, LENGTH),
    Field("release", release, RELEASE, ("in another script", "the same, which says little")),
    Field("date", date, DATE, ("the same, which says little",)),
    Field("track number", number, NUMBER),
    Field("isrc", isrc, CODES),
    Field("mbid", mbid, CODES),
    Field("id", ids, CODES),
    Field("label", label, CODES),
    Field("explicit", explicit, NUMBER),
    Field("kind", media_kind, NUMBER),
    Field("language", language, NUMBER),
)
EDITIONS = "the same, as of all editions"
RELEASE_FIELDS = (
    Field("title", title, TITLE, ("in another script", EDITIONS)),
    *RECORDING_FIELDS[1:3],
    Field("artists", artists, ARTISTS, ("in another script", "various", EDITIONS)),
    Field("length", length, LENGTH, (EDITIONS,)),
    Field("edition", edition, EDITION),
    Field("date", date, DATE),
    Field("number of tracks", tracks, TRACKS, (EDITIONS,)),
    Field("gtin", gtin, CODES),
    Field("mbid", mbid, CODES),
    Field("id", ids, CODES),
    Field("label", label, CODES),
    Field("catalog number", catalog_number, CODES),
    Field("explicit", explicit, NUMBER),
    Field("format", format_, FORMAT),
    Field("country", country, NUMBER),
    Field("track titles", songs, SONGS, (EDITIONS,)),
)


def with_siblings(levels: Levels) -> Levels:
    """Return a recording's levels, those of its surroundings lowered where title, version or length speak against.

    Tracks of one release share artists, release and date, and so do the versions of one song: what they share says
    nothing then, however often it is the same; but siblings of one release differ in their numbers. A length that is
    far off speaks against only where the titles differ as well: sources err in lengths, too. Of two things that no name
    connects, length, date and number say nothing either: there are always others of that length. Neither does the same
    length of an instrumental or a karaoke version, which is made from the other. A short title alone is that of many
    songs.
    """
    title, numbers, version, artists, length, release, date, number, *others = levels
    if title == SHORT_TITLE and not any(levels[2:]):
        return (TITLE_ALONE, *levels[1:])
    if not title and not artists and not release:
        return (title, numbers, version, artists, 0, release, 0, 0, *others)
    other_cut = (length > 5 and (title > 3 or version > 2)) or (length > 6 and version > 1)
    if title < 8 and numbers < 3 and version < 4 and not other_cut:
        return levels
    if version < 4 and (title == TITLE_IN_ANOTHER_SCRIPT or (number == 1 and 0 < release < 3)):
        return levels
    return (
        title,
        numbers,
        version,
        ARTISTS_SIBLING if 0 < artists < 7 else artists,
        0 if version == OTHER_PERFORMANCE and length < 3 else length,
        RELEASE_SIBLING if 0 < release < 5 else release,
        DATE_SIBLING if 0 < date < 3 else date,
        number,
        *others,
    )


def with_editions(levels: Levels) -> Levels:
    """Return a release's levels, without what all its editions share where anything tells two editions apart.

    A deluxe edition has the title and the artists of the standard one: that they are the same does not make it so. A
    vinyl, a clean edition or a remaster has as many tracks of the same lengths, too.
    """
    title, numbers, version, artists, length, edition, date, tracks, gtin, mbid, ids, label, catalog, *others = levels
    explicit, format_, country, songs = others
    if edition < 2 and tracks < 2 and gtin < 2 and explicit < 2 and format_ < 3:
        return levels
    title = 12 if 0 < title < 6 else title
    artists = 10 if 0 < artists < 6 else artists
    if edition == 3 or explicit > 1 or format_ > 2 or (edition == 2 and date > 3):
        length = 8 if 0 < length < 6 else length
        tracks = 5 if tracks == 1 else tracks
    songs = 5 if 0 < songs < 3 else songs
    others = [explicit, format_, country, songs]
    return (title, numbers, version, artists, length, edition, date, tracks, gtin, mbid, ids, label, catalog, *others)


SHORT_TITLE, TITLE_ALONE = 3, 12
OTHER_PERFORMANCE = 5
TITLE_IN_ANOTHER_SCRIPT, ARTISTS_SIBLING, RELEASE_SIBLING, DATE_SIBLING = 11, 10, 8, 6

ARTIST_FIELDS = (
    Field(
        "name", name, ("the same", "an alias the same", "nearly the same", "alike", "different"), ("in another script",)
    ),
    Field("mbid", mbid, CODES),
    Field("id", ids, CODES),
    Field("remark", remark, ("alike", "different")),
    Field("artist kind", artist_kind, NUMBER),
    Field("country", country, NUMBER),
    Field("begin", date, DATE),
    Field("end", end, ("the same year", "a year apart", "different")),
)
FIELDS: dict[Kind, tuple[Field, ...]] = {
    Kind.RECORDING: RECORDING_FIELDS,
    Kind.RELEASE: RELEASE_FIELDS,
    Kind.ARTIST: ARTIST_FIELDS,
}
"""What is compared of each kind, in the order in which the parameters and `levels_of` have it."""
