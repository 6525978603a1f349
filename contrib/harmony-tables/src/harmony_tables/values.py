"""Single values as people write them: lengths, dates, track numbers, languages, codes.

What one value cannot say (whether 245 is seconds, whether 3/4 is in March or April) is said by a style, which is worked
out from a whole column: see `length_style` and `date_style`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from statistics import median
from typing import TypeVar

import attrs
from rapidfuzz import fuzz, process

from harmony_core import provider as hc

NOTHING = frozenset(
    "null none nil nan na n.a. n/a n.a unk unk. unknown [unknown] (unknown) [no artist] [none] (none) (null) undefined "
    "unbekannt inconnu desconocido - -- --- — ? ?? . \\n #n/a".split(" ")
) | {"", "no artist", "unknown artist", "unknown album", "not available", "[no artist]"}
"""What people write where they know nothing, in lower case."""


def cell(text: str | None) -> str:
    """Return a cell without what surrounds it; empty where it says nothing.

    >>> cell(" Blue  "), cell("n.a."), cell("[Unknown]"), cell(None)
    ('Blue', '', '', '')
    """
    if not text:
        return ""
    bare = text.strip()
    if "\xa0" in bare:
        bare = bare.replace("\xa0", " ")
    return "" if len(bare) <= _LONGEST_NOTHING and bare.lower() in NOTHING else bare


_LONGEST_NOTHING = max(map(len, NOTHING))


# --- lengths ------------------------------------------------------------------------------------------------


class Unit(Enum):
    """What a bare number of a column of lengths counts; the value is the unit in milliseconds."""

    MILLISECONDS = 1
    SECONDS = 1000
    MINUTES = 60_000


LONGEST_MS = 48 * 3_600_000
_CLOCK = hc.pattern(r"(?:(\d{1,2}):)?(\d{1,4}):([0-5]?\d)(?:[.,](\d{1,3})\d*)?")
_WORDS = hc.pattern(
    r"(?:pt)?\s*(?:(\d+)\s*(?:h(?:ours?|rs?|r|eures?|oras?)?|std\.?|stunden?|or[ae]))?[\s,]*"
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:mins?\.?|minut(?:es?|en?|os?|[oi])|m|['′’]))?[\s,]*"
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:secs?|second(?:s|es?|[oi])?|sek|sekunden?|seg|segundos?|s|[\"″”]|'')?)?\.?",
    re.IGNORECASE,
)
_MILLISECONDS = hc.pattern(r"(\d+(?:[.,]\d+)?)\s*(?:ms|msecs?|millis(?:econds?)?)", re.IGNORECASE)
_BARE = hc.pattern(r"\d+(?:[.,]\d+)?")
_UNIT_NAMES = (
    (hc.pattern(r"(?:^|_)(?:ms|msec|millis|milliseconds?)(?:_|$)"), Unit.MILLISECONDS),
    (hc.pattern(r"(?:^|_)(?:s|secs?|seconds?)(?:_|$)"), Unit.SECONDS),
    (hc.pattern(r"(?:^|_)(?:mins?|minutes?)(?:_|$)"), Unit.MINUTES),
)


def length_style(values: Iterable[str], column: str = "") -> Unit:
    """Return what bare numbers of a column count: its name says it, or how large they are.

    >>> length_style(["273", "173", "3:20"]), length_style(["6.636", "3.183"]), length_style(["297266"])
    (<Unit.SECONDS: 1000>, <Unit.MINUTES: 60000>, <Unit.MILLISECONDS: 1>)
    """
    named = re.sub(r"[^a-z]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column).lower())
    for pattern, unit in _UNIT_NAMES:
        if pattern.search(named):
            return unit
    bare = [float(value.replace(",", ".")) for value in values if _BARE.fullmatch(value)]
    middle = median(bare) if bare else 0.0
    return Unit.MINUTES if 0 < middle < 30 else Unit.SECONDS if middle < 10_000 else Unit.MILLISECONDS


@lru_cache(maxsize=65536)
def read_length(text: str, unit: Unit = Unit.SECONDS) -> int | None:
    """Return a length in milliseconds; None where it is none, or nothing.

    A bare number that would be absurd in the column's unit is read in the unit that fits, for tables put together
    from several sources.

    >>> read_length("3:55"), read_length("4m 12sec"), read_length("1:02:03"), read_length("PT3M5S")
    (235000, 252000, 3723000, 185000)
    >>> read_length("3.5", Unit.MINUTES), read_length("245"), read_length("245000"), read_length("00:00")
    (210000, 245000, 245000, None)
    """
    length = _bare_length(text, unit) if _BARE.fullmatch(text) else _written_length(text)
    if length is None and " " in text:
        return read_length(text.replace(" ", ""), unit)
    return length if length is not None and 0 < length <= LONGEST_MS else None


def _bare_length(text: str, unit: Unit) -> int:
    value = float(text.replace(",", "."))
    if unit is not Unit.MILLISECONDS and value > (20_000 if unit is Unit.SECONDS else 10_000):
        unit = Unit.MILLISECONDS
    elif unit is Unit.MILLISECONDS and value < 1000:
        unit = Unit.SECONDS
    if unit is Unit.MINUTES and value >= 100:
        unit = Unit.SECONDS
    elif unit is Unit.SECONDS and value < 30 and re.search(r"[.,]\d{2}", text):
        unit = Unit.MINUTES
    return round(value * unit.value)


def _written_length(text: str) -> int | None:
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, seconds, rest = clock.groups()
        return (int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)) * 1000 + int((rest or "0").ljust(3, "0"))
    milliseconds = _MILLISECONDS.fullmatch(text)
    if milliseconds:
        return round(float(milliseconds[1].replace(",", ".")))
    words = _WORDS.fullmatch(text)
    if words is None or not any(words.groups()):
        return None
    hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in words.groups())
    return round((hours * 3600 + minutes * 60 + seconds) * 1000)


# --- dates --------------------------------------------------------------------------------------------------


@attrs.frozen
class DateStyle:
    """How a column writes dates: whether the day comes first in 3/4/2007."""

    day_first: bool = True


DAY_FIRST = DateStyle()

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jänner janv janvier ene enero gen gennaio",
            "feb february februar feber févr fév février fevrier febrero febbraio",
            "mar march märz maerz mär mrz mars marzo",
            "apr april avr avril abr abril aprile",
            "may mai mayo mag maggio",
            "jun june juni juin junio giu giugno",
            "jul july juli juil juillet julio lug luglio",
            "aug august août aout ago agosto",
            "sep sept september septembre septiembre setiembre set settembre",
            "oct october oktober okt octobre octubre ott ottobre",
            "nov november novembre noviembre",
            "dec december dezember dez déc décembre decembre dic diciembre dicembre",
        ),
        1,
    )
    for name in names.split()
}
_CUT = frozenset("jan feb mar apr may mai jun jul aug sep oct okt nov dec dez".split())
"""The first letters that are enough to know a month by, where its name is misspelt."""

_YEAR = hc.pattern(r"(\d{4})(?:\.0)?")
_SHORT_YEAR = hc.pattern(r"['’`´](\d{2})|(\d{1,2})")
_ISO = hc.pattern(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ].*)?")
_COMPACT = hc.pattern(r"((?:19|20)\d{2})([01]\d)([0-3]\d)")
_NAMED_DAY = hc.pattern(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.|º|°)?[\s\-/]*(?:de\s+)?([^\W\d]{3,10})\.?[\s,\-/]*(?:del?\s+)?['’]?(\d{4}|\d{2})",
    re.IGNORECASE,
)
_NAMED_MONTH = hc.pattern(
    r"([^\W\d]{3,10})\.?[\s\-/]*(?:del?\s+)?(?:(\d{1,2})(?:st|nd|rd|th)?\s*,[\s\-/]*|(\d{1,2})\s+)?['’]?(\d{4})"
)
_NUMBERS = hc.pattern(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})")


def date_style(values: Iterable[str]) -> DateStyle:
    """Return how a column writes dates: a number over 12 tells which place is the day's.

    >>> date_style(["03/04/2007", "03/17/2007"]), date_style(["17/03/2007"])
    (DateStyle(day_first=False), DateStyle(day_first=True))
    """
    found = [match for value in values if (match := _NUMBERS.fullmatch(value))]
    first = sum(int(match[1]) > 12 for match in found)
    second = sum(int(match[2]) > 12 for match in found)
    return DateStyle(day_first=first >= second)


@lru_cache(maxsize=65536)
def read_date(text: str, style: DateStyle | None = None) -> hc.PartialDate | None:
    """Return a date, as exact as it is written; None where it is none. Years of two digits are of this century
    as far as it has come, otherwise of the last.

    >>> [str(read_date(text)) for text in ("17-Mar-08", "March 17 , 2008", "'07", "2008", "17.3.2008", "2008-03")]
    ['2008-03-17', '2008-03-17', '2007', '2008', '2008-03-17', '2008-03']
    """
    try:
        return _date(text, style or DAY_FIRST)
    except hc.RequestError:
        return None


def _date(text: str, style: DateStyle) -> hc.PartialDate | None:
    if match := _YEAR.fullmatch(text):
        return hc.PartialDate(year) if 1000 <= (year := int(match[1])) <= this_year() + 5 else None
    if match := _SHORT_YEAR.fullmatch(text):
        return hc.PartialDate(_century(int(match[1] or match[2])))
    if match := _ISO.fullmatch(text):
        return _partial(int(match[1]), int(match[2]), int(match[3] or 0))
    if match := _COMPACT.fullmatch(text):
        return _partial(*(int(part) for part in match.groups()))
    if match := _NUMBERS.fullmatch(text):
        first, second = int(match[1]), int(match[2])
        day, month = (first, second) if (style.day_first and second <= 12) or first > 12 else (second, first)
        return _partial(_full_year(match[3]), month, day)
    if (match := _NAMED_DAY.fullmatch(text)) and (named := _month(match[2])):
        return _partial(_full_year(match[3]), named, int(match[1]))
    if (match := _NAMED_MONTH.fullmatch(text)) and (named := _month(match[1])):
        return _partial(_full_year(match[4]), named, int(match[2] or match[3] or 0))
    return None


def _partial(year: int, month: int, day: int) -> hc.PartialDate:
    return hc.PartialDate(year, month or None, (day or None) if month else None)


def _month(name: str) -> int | None:
    lowered = name.lower()
    return _MONTHS.get(lowered) or (_MONTHS[lowered[:3]] if lowered[:3] in _CUT else None)


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else _century(int(text))


def _century(short: int) -> int:
    return short + (2000 if short <= (this_year() + 1) % 100 else 1900)


@lru_cache(maxsize=1)
def this_year() -> int:
    """Return the year that it is, with which two digits of a year are read."""
    return datetime.now(UTC).year


# --- numbers, languages, codes ------------------------------------------------------------------------------

_OF_TOTAL = hc.pattern(r"0*(\d+)\s*(?:/|of|von)\s*\d+", re.IGNORECASE)
_WORDED = hc.pattern(r"(?:track|no|nr|titel|#)\.?\s*0*(\d+)", re.IGNORECASE)


@lru_cache(maxsize=65536)
def read_number(text: str) -> str:
    """Return a track's number without zeros before it, or as it is printed ("A3").

    >>> read_number("011"), read_number("3/12"), read_number("0A3"), read_number("7.0"), read_number("a1")
    ('11', '3', 'A3', '7', 'A1')
    """
    match = _OF_TOTAL.fullmatch(text) or _WORDED.fullmatch(text)
    bare = match[1] if match else text.removesuffix(".0").strip(" .").upper()
    return bare.lstrip("0") or ("0" if bare else "")


_LANGUAGES = {
    name: names.split()[0]
    for names in (
        "eng en english englisch anglais inglés ingles inglese",
        "deu de ger german deutsch allemand alemán aleman tedesco",
        "fra fr fre french französisch franzoesisch français francais francés francese",
        "spa es spanish spanisch español espanol espagnol castellano",
        "ita it italian italienisch italiano italien",
        "por pt portuguese portugiesisch português portugues",
        "jpn ja jap japanese japanisch 日本語",
        "zho zh chi chinese chinesisch mandarin 中文",
        "kor ko korean koreanisch 한국어",
        "rus ru russian russisch русский",
        "nld nl dut dutch niederländisch nederlands",
        "swe sv swedish schwedisch svenska",
        "nor no norwegian norwegisch norsk",
        "dan da danish dänisch dansk",
        "fin fi finnish finnisch suomi",
        "isl is ice icelandic isländisch",
        "pol pl polish polnisch polski",
        "ces cs cze czech tschechisch čeština",
        "slk sk slovak slo slowakisch",
        "slv sl slovenian slovene",
        "hun hu hungarian ungarisch magyar",
        "ron ro rum romanian rumänisch",
        "bul bg bulgarian",
        "hrv hr croatian kroatisch",
        "srp sr serbian serbisch",
        "bos bs bosnian",
        "ukr uk ukrainian",
        "ell el gre greek griechisch",
        "tur tr turkish türkisch türkçe",
        "heb he hebrew hebräisch",
        "ara ar arabic arabisch",
        "fas fa per persian farsi",
        "hin hi hindi",
        "tam ta tamil",
        "tha th thai",
        "vie vi vietnamese",
        "ind id indonesian",
        "lat la latin latein",
        "gle ga irish",
        "cym cy wel welsh",
        "cat ca catalan",
        "eus eu baq basque",
        "est et estonian",
        "lav lv latvian",
        "lit lt lithuanian",
        "yid yi yiddish",
        "san sa sanskrit",
        "mul multiple languages [multiple languages] mehrere various",
        "zxx instrumental none no linguistic content",
    )
    for name in names.split()
} | {"[multiple languages]": "mul", "multiple languages": "mul", "no linguistic content": "zxx"}


@lru_cache(maxsize=4096)
def read_language(text: str) -> str:
    """Return a language's code (ISO 639-3), also where its name is cut short or misspelt; empty where unknown.

    >>> read_language("Eng."), read_language("Jappanese"), read_language("de"), read_language("2004")
    ('eng', 'jpn', 'deu', '')
    """
    bare = text.lower().strip(" .")
    if bare in _LANGUAGES:
        return _LANGUAGES[bare]
    near = process.extractOne(bare, _LANGUAGES.keys(), scorer=fuzz.ratio, score_cutoff=78) if len(bare) > 3 else None
    return _LANGUAGES[near[0]] if near else ""


def read_isrc(text: str) -> str:
    """Return an ISRC in its 12 signs; empty where it is none."""
    return _parsed(text, lambda each: hc.Isrc.parse(each).text)


def read_gtin(text: str) -> str:
    """Return a GTIN in its 14 digits, also where a spreadsheet took the zeros before it; empty where it is none.

    >>> read_gtin("2000000090016"), read_gtin("2000000090017"), read_gtin("75678164613.0")
    ('02000000090016', '', '00075678164613')
    """
    bare = re.sub(r"[\s\-]|\.0$", "", text)
    if not bare.isdigit() or len(bare) < 8:
        return ""
    exact = _parsed(bare, lambda each: hc.Gtin.parse(each).as_14)
    return exact or _parsed(bare.zfill(14), lambda each: hc.Gtin.parse(each).as_14)


def read_mbid(text: str) -> str:
    """Return a MusicBrainz identifier, also out of its link; empty where there is none."""
    return _parsed(text.rpartition("/")[2], lambda each: hc.Mbid.parse(each).text)


def _parsed(text: str, parse: Callable[[str], str]) -> str:
    if not text:
        return ""
    try:
        return parse(text)
    except hc.RequestError:
        return ""


T = TypeVar("T")


def share(each: Sequence[T], holds: Callable[[T], object]) -> float:
    """Return the share of values for which something holds, 0 to 1; 0 where there are none."""
    return sum(1 for value in each if holds(value)) / len(each) if each else 0.0
