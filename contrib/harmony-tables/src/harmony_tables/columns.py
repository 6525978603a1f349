"""Which column holds what: as the user says, by its name, or by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import attrs

from harmony_core import provider as hc
from harmony_tables import values
from harmony_tables.tables import Row, Table
from harmony_tables.values import share

FIELDS = (
    "id",
    "title",
    "artist",
    "album",
    "length",
    "date",
    "number",
    "disc",
    "language",
    "isrc",
    "gtin",
    "mbid",
    "label",
    "genre",
)
"""What a column can be mapped to."""

OTHER_NAMES = {"name": "title", "song": "title", "track": "title", "year": "date", "release": "album"} | {
    "duration": "length",
    "time": "length",
    "released": "date",
    "upc": "gtin",
    "ean": "gtin",
    "barcode": "gtin",
    "lang": "language",
}
"""Other words that `--map` takes for a field."""

_NAMES: Mapping[str, tuple[str, ...]] = {
    "title": (
        "title",
        "track title",
        "song title",
        "track name",
        "song name",
        "song",
        "name",
        "recording",
        "recording title",
        "recording name",
        "work title",
        "titel",
        "titre",
        "titulo",
        "titolo",
        "songtitel",
        "liedtitel",
        "stück",
        "stueck",
        "lied",
        "morceau",
        "chanson",
        "canción",
        "brano",
        "canzone",
        "track",
        "text",
    ),
    "artist": (
        "artist",
        "artists",
        "artist name",
        "track artist",
        "song artist",
        "artist credit",
        "artist names",
        "performer",
        "performers",
        "singer",
        "band",
        "interpret",
        "künstler",
        "kuenstler",
        "interprète",
        "artiste",
        "artista",
        "creator",
        "author",
        "by",
        "album artist",
        "albumartist",
    ),
    "album": (
        "album",
        "album name",
        "album title",
        "release",
        "release title",
        "release name",
        "collection",
        "collection name",
        "record",
        "medium title",
        "disc title",
    ),
    "length": (
        "length",
        "duration",
        "track length",
        "track duration",
        "song length",
        "playing time",
        "play time",
        "playtime",
        "runtime",
        "running time",
        "time",
        "track time",
        "dauer",
        "spieldauer",
        "länge",
        "laenge",
        "longueur",
        "duración",
        "durata",
        "ms",
        "seconds",
        "minutes",
        "durée",
        "len",
    ),
    "date": (
        "release date",
        "date",
        "released",
        "year",
        "release year",
        "original date",
        "original year",
        "jahr",
        "année",
        "published",
        "first release date",
        "datum",
        "erscheinungsdatum",
        "veröffentlichungsdatum",
        "erscheinungsjahr",
        "veröffentlicht",
        "erschienen",
        "date de sortie",
        "sortie",
        "fecha",
        "fecha de lanzamiento",
        "año",
        "data",
        "data di uscita",
        "anno",
    ),
    "number": (
        "number",
        "track number",
        "track no",
        "track num",
        "tracknumber",
        "no",
        "nr",
        "pos",
        "position",
        "track position",
        "index",
        "track",
        "trk",
    ),
    "disc": ("disc", "disc number", "disc no", "disk", "disk number", "cd", "medium", "volume number", "discnumber"),
    "language": ("language", "lang", "sprache", "langue", "track language"),
    "isrc": ("isrc", "isrcs", "isrc code"),
    "gtin": ("gtin", "upc", "ean", "barcode", "upc ean", "ean upc", "ean13", "upc code"),
    "mbid": ("mbid", "recording mbid", "track mbid", "musicbrainz id", "musicbrainz trackid", "recording gid", "gid"),
    "label": ("label", "record label", "label name", "publisher"),
    "genre": ("genre", "genres", "style", "styles"),
}
"""The usual names of columns, the most telling first."""

_ID_NAMES = ("id", "record id", "row id", "track id", "song id", "recording id", "uid", "uuid", "key", "nr id", "tid")
_SIDES = {"left", "right", "l", "r", "ltable", "rtable", "lhs", "rhs", "a", "b"}
_UNITS = {"ms", "msec", "s", "sec", "secs", "seconds", "min", "minutes", "milliseconds", "millis"}


@attrs.frozen
class Columns:
    """Where the fields stand in a row. `reserved` are places of columns used otherwise, such as the source."""

    places: Mapping[str, int]
    names: tuple[str, ...]
    reserved: tuple[int, ...] = ()

    def place(self, field: str) -> int | None:
        """Return the place of a field's column, counted from 0; None where the table has none."""
        return self.places.get(field)

    def name(self, field: str) -> str:
        """Return what a field's column is called; empty where there is none."""
        place = self.place(field)
        return "" if place is None else self.names[place]

    def described(self) -> str:
        """Return in words what was taken for what, and which columns are not used."""
        used = ", ".join(f"{field} = {self.names[place]}" for field, place in self.places.items())
        others = ", ".join(self.unused())
        return f"{used}; not used: {others}" if others else used

    def unused(self) -> tuple[str, ...]:
        """Return the names of the columns that nothing is known of."""
        known = {*self.places.values(), *self.reserved}
        return tuple(name for place, name in enumerate(self.names) if place not in known)


def read_mapping(texts: Sequence[str]) -> dict[str, str]:
    """Read `FIELD=COLUMN` texts, also several with commas. Raises `RequestError`.

    >>> read_mapping(["title=Song_Name", "year=Released"])
    {'title': 'Song_Name', 'date': 'Released'}
    """
    mapping = {}
    for text in texts:
        field, sign, column = text.partition("=")
        named = field.strip().lower()
        named = OTHER_NAMES.get(named, named)
        if not sign or not column.strip():
            raise hc.RequestError(f"{text!r} maps nothing; write FIELD=COLUMN, as in title=Song_Name")
        if named not in FIELDS:
            raise hc.RequestError(f"{field.strip()!r} is no field; the fields are {', '.join(FIELDS)}")
        mapping[named] = column.strip()
    return mapping


def has_column(table: Table, name: str) -> bool:
    """Whether a table has a column of a name."""
    try:
        find_column(table, name)
    except hc.RequestError:
        return False
    return True


def find_column(table: Table, name: str) -> int:
    """Return the place of a column that the user named. Raises `RequestError` with the columns that are there."""
    if name in table.columns:
        return table.columns.index(name)
    alike = [place for place, column in enumerate(table.columns) if column.casefold() == name.casefold()]
    if len(alike) == 1:
        return alike[0]
    raise hc.RequestError(f"{table.path} has no column {name!r}; it has {', '.join(table.columns)}")


def find_columns(
    table: Table, sample: Sequence[Row], mapping: Mapping[str, str], reserved: Sequence[str] = ()
) -> Columns:
    """Return which column holds what, from the mapping, the names and a sample of rows.

    `reserved` are columns used otherwise, such as the source. Raises `RequestError` where a mapped column is
    missing, or nothing can be taken for a title.
    """
    places = {field: find_column(table, column) for field, column in mapping.items()}
    otherwise = tuple(find_column(table, column) for column in reserved)
    taken = {*places.values(), *otherwise}
    contents = [
        [bare for row in sample[:1000] if (bare := values.cell(row[place]))] for place in range(len(table.columns))
    ]
    mapped = len(places)
    _find_by_name(table, contents, places, taken)
    if len(places) == mapped and not mapped and not reserved and any(map(_is_value, table.columns)):
        raise hc.RequestError(
            f"{table.path}: the first row is taken for the names of the columns, and holds values: "
            f"{', '.join(table.columns)}; put a row with names above it, such as id,title,artist,length"
        )
    _find_by_content(contents, places, taken)
    if "id" not in places:
        place = _find_id(table, sample, taken)
        if place is not None:
            places["id"] = place
    if "title" not in places:
        raise hc.RequestError(
            f"{table.path}: no column can be taken for the title; name it by --map title=COLUMN, one of: "
            f"{', '.join(table.columns)}"
        )
    return Columns({field: places[field] for field in FIELDS if field in places}, table.columns, otherwise)


def _is_value(name: str) -> bool:
    """Whether what stands where a column's name should can only be a value."""
    clock = ":" in name and values.read_length(name)
    return bool(clock or values.read_isrc(name) or values.read_mbid(name) or re.fullmatch(r"\d+([.,]\d+)?", name))


def words_of(name: str) -> str:
    """Return a column's name as words, without a side or a unit.

    >>> words_of("left_Song_Name"), words_of("trackTimeMillis"), words_of("length (ms)")
    ('song name', 'track time', 'length')
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    words = re.sub(r"[^\w#]+|_", " ", spaced).lower().split()
    while len(words) > 1 and words[0] in _SIDES:
        words = words[1:]
    while len(words) > 1 and words[-1] in _UNITS | _SIDES:
        words = words[:-1]
    return " ".join(words)


def _find_by_name(table: Table, contents: Sequence[Sequence[str]], places: dict[str, int], taken: set[int]) -> None:
    worded = [words_of(column) for column in table.columns]
    wishes = sorted(
        (_NAMES[field].index(words), place, field)
        for place, words in enumerate(worded)
        for field in _NAMES
        if words in _NAMES[field]
    )
    for _, place, field in wishes:
        if place not in taken and field not in places and _may_hold(field, contents[place]):
            places[field] = place
            taken.add(place)


def _may_hold(field: str, content: Sequence[str]) -> bool:
    """Whether what stands in a column can be values of a field; an empty column can be anything."""
    if not content:
        return True
    test = _TESTS.get(field)
    return test is None or share(content, test) >= _ENOUGH.get(field, 0.5)


def _is_words(text: str) -> bool:
    return any(sign.isalpha() for sign in text) and not values.read_isrc(text)


_TESTS: Mapping[str, Callable[[str], object]] = {
    "title": _is_words,
    "artist": _is_words,
    "album": lambda text: _is_words(text) and values.read_date(text) is None,
    "length": values.read_length,
    "date": values.read_date,
    "number": lambda text: re.fullmatch(r"[A-Za-z]{0,3}[\s.\-]?\d{1,4}\D?\d{0,4}", text),
    "disc": lambda text: re.fullmatch(r"\D{0,6}\d{1,3}(\s*/\s*\d+)?", text),
    "isrc": values.read_isrc,
    "gtin": values.read_gtin,
    "mbid": values.read_mbid,
}
_YEAR_OR_NUMBERS = hc.pattern(r"['’]\d\d|(19|20)\d\d|\D*\d+\D+\d+\D+\d+")


def _is_evident_length(text: str) -> bool:
    """Whether a text can only be a length: 3:55 or 4m 2sec, where 245 may count anything."""
    return any(sign == ":" or sign in "'′’" or sign.isalpha() for sign in text) and bool(values.read_length(text))


def _is_evident_date(text: str) -> bool:
    """Whether a text can only be a date: 1989, 4.9.1989 or 4. September 1989, where 89 may be anything."""
    told = _YEAR_OR_NUMBERS.fullmatch(text) or any(map(str.isalpha, text))
    return bool(told) and values.read_date(text) is not None


def _is_worded_date(text: str) -> bool:
    return any(map(str.isalpha, text)) and values.read_date(text) is not None


_EVIDENT: tuple[tuple[str, int, Callable[[str], object]], ...] = (
    ("isrc", 1, values.read_isrc),
    ("mbid", 1, values.read_mbid),
    ("gtin", 3, lambda text: len(text) >= 11 and values.read_gtin(text)),
    ("length", 1, _is_evident_length),
    ("date", 1, _is_worded_date),
    ("date", 3, _is_evident_date),
)
"""What needs no name to be recognized, and how many values it takes at least: numbers may be alike by chance."""

_ENOUGH = {"title": 0.3, "artist": 0.3, "album": 0.3, "isrc": 0.2, "gtin": 0.2}


def _find_by_content(contents: Sequence[Sequence[str]], places: dict[str, int], taken: set[int]) -> None:
    """Find what needs no name to be recognized: codes, clock times, years; then titles and artists among the words."""
    for field, least, test in _EVIDENT:
        if field in places:
            continue
        for place, content in enumerate(contents):
            if place not in taken and len(content) >= least and share(content, test) >= 0.8:
                places[field] = place
                taken.add(place)
                break
    if "title" in places:
        return
    wordy = [
        (len(set(content)), -place)
        for place, content in enumerate(contents)
        if place not in taken and content and share(content, _is_words) >= 0.8 and not _are_codes(content)
    ]
    if wordy:
        place = -max(wordy)[1]
        places["title"] = place
        taken.add(place)
        others = sorted(other for other in wordy if -other[1] != place)
        if "artist" not in places and len(others) == 1:
            places["artist"] = -others[0][1]
            taken.add(places["artist"])


def _are_codes(content: Sequence[str]) -> bool:
    """Whether a column holds ids, catalog numbers or links: no blanks and digits in nearly all of them.

    One that is always the same ("U2") may be a name.
    """
    coded = share(content, lambda text: " " not in text and (any(map(str.isdigit, text)) or "://" in text))
    return coded >= 0.8 and (len(content) == 1 or len(set(content)) > 1)


def _find_id(table: Table, sample: Sequence[Row], taken: set[int]) -> int | None:
    """Return the column with the ids: one that is called so, and that other names only lead to where all differ."""
    worded = {place: words_of(column) for place, column in enumerate(table.columns) if place not in taken}
    for wanted in _ID_NAMES:
        for place, words in worded.items():
            if words == wanted and (wanted == "id" or _all_differ(sample, place)):
                return place
    own = [
        place
        for place, words in worded.items()
        if re.search(r"id$", words) and _NOT_OWN.isdisjoint(words.split()) and _all_differ(sample, place)
    ]
    return own[0] if own else None


_NOT_OWN = {"artist", "album", "release", "cluster", "group", "label", "user", "collection", "genre", "grid", "valid"}


def _all_differ(sample: Sequence[Row], place: int) -> bool:
    bare = [row[place].strip() for row in sample]
    return len(set(bare)) == len(bare) and all(bare)
