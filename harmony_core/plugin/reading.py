"""Values out of payloads: what is wrong is kept out of the field and reported, never a crash."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

import attrs

from harmony_core.domain.answers import Message
from harmony_core.domain.codes import Country
from harmony_core.domain.errors import BadValueError
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc, Iswc, Mbid
from harmony_core.domain.model import Genre
from harmony_core.domain.partial_date import PartialDate

V = TypeVar("V")

_LABEL_SLASH = re.compile(r"(?<=[^/]{3})/(?=[^/]{3})")


@attrs.define
class Reader:
    """Turns a payload's texts into values, and collects what is wrong with them as messages.

    Each method takes the text (None and blanks give None) and the path of the field in the document.
    """

    messages: list[Message] = attrs.field(factory=list, init=False)

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

    def countries(self, codes: Iterable[str] | None, path: str) -> tuple[Country, ...]:
        """Read country codes; those that are none are left out and reported."""
        found = (self.country(code, path) for code in codes or ())
        return tuple(country for country in found if country is not None)

    def length_ms(self, seconds: float | None, path: str) -> int | None:
        """Turn seconds into milliseconds; none, zero or less says nothing, more than a month is reported."""
        if seconds is None or not seconds > 0:
            return None
        if seconds > 31 * 86_400:
            self.warn(path, "a length of more than a month was left out")
            return None
        return round(seconds * 1000)

    def warn(self, path: str, text: str) -> None:
        """Report something about a field."""
        self.messages.append(Message(level="warning", path=path, text=text))

    def info(self, path: str, text: str) -> None:
        """Tell something about a field that is no fault."""
        self.messages.append(Message(level="info", path=path, text=text))

    def _value(self, parse: Callable[[str], V], text: str | None, path: str) -> V | None:
        if text is None or not text.strip():
            return None
        try:
            return parse(text)
        except BadValueError as error:
            self.warn(path, error.message)
            return None


def split_labels(text: str | None) -> tuple[str, ...]:
    """Split several labels in one text at slashes that have three signs on both sides.

    >>> split_labels("Roc Nation/RocAFella/IDJ"), split_labels("AC/DC Records")
    (('Roc Nation', 'RocAFella', 'IDJ'), ('AC/DC Records',))
    """
    names = (name.strip() for name in _LABEL_SLASH.split(text or ""))
    return tuple(dict.fromkeys(name for name in names if name))


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
    most = max(counts.values(), default=0)
    ordered = sorted(counts.items(), key=lambda counted: -counted[1])
    return tuple(
        Genre(name=name, weight=round(count / most, 4), providers=(provider,)) for name, count in ordered if count > 0
    )
