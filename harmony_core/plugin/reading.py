"""Values out of payloads: what is wrong is kept out of the field and reported, never a crash."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import Any, TypeAlias, TypeVar, TypeVarTuple, Unpack, cast, overload

import attrs

from harmony_core.domain.answers import ASKED_FOR, Message
from harmony_core.domain.codes import Country
from harmony_core.domain.errors import BadValueError
from harmony_core.domain.frozen import maker
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc, Iswc, Mbid
from harmony_core.domain.model import ArtistCredit, Copyright, CopyrightKind, ExternalId, Genre, Medium, Track
from harmony_core.domain.partial_date import PartialDate
from harmony_core.domain.patterns import pattern

A = TypeVar("A")
V = TypeVar("V")
R = TypeVar("R")
Of = TypeVarTuple("Of")

Countries: TypeAlias = tuple[Country, ...]

_copyright, _genre, _medium = maker(Copyright), maker(Genre), maker(Medium)

_SIGN = pattern(r"[©℗]|\([cCpP]\)")
_COPYRIGHT_YEAR = pattern(r"(?<![0-9])(?:1[89]|20)[0-9]{2}(?![0-9])")
_NEVER_IN_CODES = "\0"
_LONGEST_MS = 31 * 86_400_000
_LABEL_SLASH = pattern(r"(?<=[^/]{3})/(?=[^/]{3})")


@attrs.define
class Reader:
    """Turns a payload's texts into values, and collects what is wrong with them as messages.

    Each method takes the text (None and blanks give None) and the path of the field in the document.
    """

    messages: list[Message] = attrs.field(factory=list, init=False)
    _made: dict[object, object] = attrs.field(factory=dict, init=False, repr=False, eq=False)

    def gtin(self, text: str | None, path: str) -> Gtin | None:
        """Read a GTIN."""
        return self._value(Gtin.parse, text, path)

    def isrc(self, text: str | None, path: str) -> Isrc | None:
        """Read an ISRC."""
        return self._value(Isrc.parse, text, path)

    def iswc(self, text: str | None, path: str) -> Iswc | None:
        """Read an ISWC."""
        return self._value(Iswc.parse, text, path)

    def mbid(self, text: str | None, path: str) -> Mbid | None:
        """Read a MusicBrainz identifier."""
        return self._value(Mbid.parse, text, path)

    def date(self, text: str | None, path: str) -> PartialDate | None:
        """Read a date of any precision."""
        return self._value(PartialDate.parse, text, path)

    def country(self, text: str | None, path: str) -> Country | None:
        """Read a country code."""
        return self._value(Country.parse, text, path)

    def countries(
        self, codes: Iterable[str] | None, path: str, then: Callable[[Countries], Countries] | None = None
    ) -> Countries:
        """Read country codes; those that are none are left out and reported.

        `then` is done with all of them (sorting, say), once for a list that comes again, as on the tracks of an album.
        """
        if not codes:
            return ()
        codes = tuple(codes)
        try:
            known = _known_countries(len(codes), _NEVER_IN_CODES.join(codes), then)
        except TypeError:
            known = None  # one code is missing
        if known is not None:
            return known
        found = (self.country(code, path) for code in codes)
        told = tuple(country for country in found if country is not None)
        return then(told) if then else told

    def isrcs(self, codes: Iterable[str | None] | None, path: str) -> tuple[Isrc, ...]:
        """Read ISRCs, each once; those that are none are left out and reported."""
        found: dict[Isrc, None] = {}
        for at, code in enumerate(codes or ()):
            if code and (isrc := self.isrc(code, f"{path}[{at}]")):
                found[isrc] = None
        return tuple(found)

    def length_ms(self, seconds: float | None, path: str) -> int | None:
        """Turn seconds into milliseconds; none, zero or less says nothing, more than a month is reported."""
        return self.milliseconds(None if seconds is None else min(seconds, _LONGEST_MS) * 1000, path)

    def milliseconds(self, milliseconds: float | None, path: str) -> int | None:
        """Read a length in milliseconds; none, zero or less says nothing, more than a month is reported."""
        if milliseconds is None or not milliseconds > 0:
            return None
        if milliseconds > _LONGEST_MS:
            self.warn(path, "a length of more than a month was left out")
            return None
        return round(milliseconds)

    def listed(self, count: int, total: int | None, path: str = "media") -> None:
        """Report that fewer tracks are listed than there are said to be."""
        if count < (total or 0):
            self.warn(path, f"{count} of {total} tracks are listed")

    def once(self, make: Callable[[Unpack[Of]], V], *of: *Of) -> V:
        """Return what a function makes of texts or numbers; of the same ones it is made once for an answer.

        For frozen values that an answer repeats, as an album does its artists on each track.
        """
        try:
            return cast("V", self._made[make, of])
        except KeyError:
            made = self._made[make, of] = make(*of)
            return made

    def others(self, path: str, text: str, named: Iterable[str]) -> None:
        """Tell what else would have been an answer, if anything, after a text and a colon."""
        if names := "; ".join(named):
            self.info(path, f"{text}: {names}")

    def asked_for(self, path: str, value: object, why: str) -> None:
        """Tell that a field holds what was asked for, and why: the answer itself does not tell it."""
        self.info(path, f"{value} {ASKED_FOR}; {why}")

    def warn(self, path: str, text: str) -> None:
        """Report something about a field."""
        self.messages.append(Message(level="warning", path=path, text=text))

    def info(self, path: str, text: str) -> None:
        """Tell something about a field that is no fault."""
        self.messages.append(Message(level="info", path=path, text=text))

    def _value(self, parse: Callable[[str], V], text: str | None, path: str) -> V | None:
        if not text or not text.strip():
            return None
        try:
            return parse(text)
        except BadValueError as error:
            self.warn(path, error.message)
            return None


@lru_cache(maxsize=256)
def _known_countries(count: int, codes: str, then: Callable[[Countries], Countries] | None) -> Countries | None:
    """Return the countries of a list, None where one is none: sources repeat one list on track after track."""
    listed = codes.split(_NEVER_IN_CODES)
    try:
        known = tuple(map(Country.parse, listed)) if len(listed) == count else None
    except BadValueError:
        return None
    return then(known) if then and known else known


@overload
def each(normalize: Callable[[V, Reader], R]) -> Callable[[Sequence[V], Reader], list[R]]: ...


@overload
def each(normalize: Callable[[A, Reader], R], of: Callable[[V], A]) -> Callable[[Sequence[V], Reader], list[R]]: ...


def each(
    normalize: Callable[[Any, Reader], R], of: Callable[[V], Any] = lambda hit: hit
) -> Callable[[Sequence[V], Reader], list[R]]:
    """Return what normalizes a search's hits one by one, as a lookup's answer is.

    `of` makes of a hit what `normalize` takes, where that is more than the payload (`each(release, Answer)`).

    >>> each(lambda text, read: text.title(), str.strip)([" two rooms "], Reader())
    ['Two Rooms']
    """
    return lambda found, read: [normalize(of(hit), read) for hit in found]


def various_artists(ids: tuple[ExternalId, ...] = ()) -> ArtistCredit:
    """Return the credit of what many unlike artists are on, under one name at all sources, with a source's own ids.

    >>> various_artists().name
    'Various Artists'
    """
    return ArtistCredit(name="Various Artists", external_ids=ids)


def split_labels(text: str | None) -> tuple[str, ...]:
    """Split several labels in one text at slashes that have three signs on both sides.

    >>> split_labels("Roc Nation/RocAFella/IDJ"), split_labels("AC/DC Records")
    (('Roc Nation', 'RocAFella', 'IDJ'), ('AC/DC Records',))
    """
    if not text:
        return ()
    if "/" not in text:
        return (text.strip(),) if text.strip() else ()
    names = [name.strip() for name in _LABEL_SLASH.split(text)]
    return tuple(dict.fromkeys([name for name in names if name]))


def weighed(votes: Iterable[tuple[str, int | None]], provider: str) -> tuple[Genre, ...]:
    """Return genres or tags with weights: their votes (one, if not told), compared with those of the one with most.

    The most voted for come first, those that are voted down are left out; votes for one name are counted together.

    >>> [(tag.name, tag.weight) for tag in weighed([("rock", 1), ("folk", 3), ("rock", 1), ("polka", -1)], "tunes")]
    [('folk', 1.0), ('rock', 0.6667)]
    """
    counts: dict[str, int] = {}
    for name, count in votes:
        if name.strip():
            counts[name] = counts.get(name, 0) + (1 if count is None else count)
    if not counts:
        return ()
    most = max(counts.values())
    ordered = sorted(counts.items(), key=lambda counted: -counted[1])
    givers = (provider,)
    return tuple(
        [_genre(name=name, weight=round(count / most, 4), providers=givers) for name, count in ordered if count > 0]
    )


def copyright_lines(text: str | None, kind: CopyrightKind | None = None) -> tuple[Copyright, ...]:
    """Return the lines of a copyright text, each once, with their years.

    Where a source does not tell the kind, the signs do: a new one that comes after words begins a new line, and one
    line with both signs is a line of each kind.

    >>> [(line.kind.value, line.text) for line in copyright_lines("© 2015 Ada ℗ 2014 Tin") + copyright_lines("©℗ 1999")]
    [('c', '© 2015 Ada'), ('p', '℗ 2014 Tin'), ('c', '©℗ 1999'), ('p', '©℗ 1999')]
    """
    if not text:
        return ()
    lines = [text.strip()] if kind else _signed_parts(text)
    found = [
        _copyright(kind=each, text=line, year=int(year.group()) if (year := _COPYRIGHT_YEAR.search(line)) else None)
        for line in lines
        if _has_words(line)
        for each in ([kind] if kind else _kinds(line))
    ]
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def _signed_parts(text: str) -> list[str]:
    """Split a text before each sign that comes after words which a sign stands before."""
    starts = [0]
    signs = [sign.start() for sign in _SIGN.finditer(text)]
    for before, place in pairwise(signs):
        if _has_words(text[before:place]):
            starts.append(place)
    return [text[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=True)]


def _has_words(line: str) -> bool:
    return any(sign.isalnum() for sign in _SIGN.sub("", line))


def _kinds(line: str) -> list[CopyrightKind | None]:
    signs = {sign.strip("()").lower() for sign in _SIGN.findall(line)}
    told: list[CopyrightKind | None] = []
    if signs & {"©", "c"}:
        told.append(CopyrightKind.COPYRIGHT)
    if signs & {"℗", "p"}:
        told.append(CopyrightKind.PHONOGRAM)
    return told or [None]


def positions(numbers: Sequence[int | None]) -> Sequence[int]:
    """Return the tracks' own numbers, or count them where one is missing, not positive or there twice.

    >>> list(positions([3, 1])), list(positions([1, 1, None]))
    ([3, 1], [1, 2, 3])
    """
    own = [number or 0 for number in numbers]
    if len(own) == 1:
        return own if own[0] > 0 else (1,)
    trusted = bool(own) and min(own) > 0 and len(set(own)) == len(own)
    return own if trusted else range(1, len(own) + 1)


def media(
    rows: Iterable[R],
    *,
    disc: Callable[[R], int | None],
    number: Callable[[R], int | None],
    track: Callable[[R, int, str], Track],
    form: str = "Digital Media",
) -> tuple[Medium, ...]:
    """Put the rows of one list of tracks on discs, in order; `form` is the format of all of them.

    `disc` and `number` are what a row says of its place: one that says no disc is on that of the row before it, and
    places are as `positions` has them. `track` makes the track of a row, its position and its path in the document.

    >>> rows = [(1, "Lobby"), (2, "Attic"), (None, "Roof")]
    >>> discs = media(rows, disc=lambda row: row[0], number=lambda row: None,
    ...               track=lambda row, position, path: Track(title=row[1], position=position))
    >>> [[f"{track.position} {track.title}" for track in each.tracks] for each in discs]
    [['1 Lobby'], ['1 Attic', '2 Roof']]
    """
    discs: dict[int, list[R]] = {}
    current = 1
    for row in rows:
        told = disc(row)
        current = told if told and told > 0 else current
        discs.setdefault(current, []).append(row)
    found = []
    for at, place in enumerate(sorted(discs)):
        placed = enumerate(_in_place(discs[place], number))
        tracks = [track(row, position, f"media[{at}].tracks[{index}]") for index, (position, row) in placed]
        found.append(_medium(position=place, format=form, tracks=tuple(tracks)))
    return tuple(found)


def _in_place(rows: Sequence[R], number: Callable[[R], int | None]) -> list[tuple[int, R]]:
    """Return the rows of one disc with their positions, in order of these."""
    return sorted(zip(positions([number(row) for row in rows]), rows, strict=True), key=itemgetter(0))
