"""Values, columns and habits: how tables are read."""

from __future__ import annotations

import doctest
import importlib
import pickle
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from harmony_core import provider as hc
from harmony_core.alike.comparable import Comparable
from harmony_tables import columns, values
from harmony_tables.misplaced import straightener
from harmony_tables.records import comparables, read_tables
from harmony_tables.spills import find_spills
from harmony_tables.tables import Table, open_table
from harmony_tables.values import DateStyle, Unit


@pytest.mark.parametrize("name", ["values", "columns", "affixes", "records", "spills", "tables", "clusters"])
def test_examples_in_docstrings(name: str):
    """What docstrings show is so."""
    assert doctest.testmod(importlib.import_module(f"harmony_tables.{name}")).failed == 0


# --- values -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit", "seconds"),
    [
        ("3:55", Unit.SECONDS, 235),
        ("03:55", Unit.MILLISECONDS, 235),
        ("1:02:03", Unit.SECONDS, 3723),
        ("3:55.5", Unit.SECONDS, 235.5),
        ("4m 12sec", Unit.SECONDS, 252),
        ("4 min 12 s", Unit.SECONDS, 252),
        ("3'55\"", Unit.SECONDS, 235),
        ("4 Min. 12 Sek.", Unit.SECONDS, 252),
        ("4 Minuten 12 Sekunden", Unit.SECONDS, 252),
        ("4 minutes 12 secondes", Unit.SECONDS, 252),
        ("4 minutos 12 segundos", Unit.SECONDS, 252),
        ("4 minuti, 12 secondi", Unit.SECONDS, 252),
        ("1 Std. 2 Min.", Unit.SECONDS, 3720),
        ("PT3M55S", Unit.SECONDS, 235),
        ("1h 2m", Unit.SECONDS, 3720),
        ("252 sec", Unit.MINUTES, 252),
        ("235000 ms", Unit.SECONDS, 235),
        ("235", Unit.SECONDS, 235),
        ("235.0", Unit.SECONDS, 235),
        ("235000", Unit.MILLISECONDS, 235),
        ("235000", Unit.SECONDS, 235),
        ("235", Unit.MILLISECONDS, 235),
        ("3.917", Unit.MINUTES, 235.02),
        ("3,5", Unit.MINUTES, 210),
        ("3.917", Unit.SECONDS, 235.02),
        ("4 .5", Unit.MINUTES, 270),
    ],
)
def test_lengths(text: str, unit: Unit, seconds: float):
    """Lengths are read as people write them, bare numbers in the unit of their column."""
    assert values.read_length(text, unit) == round(seconds * 1000)


@pytest.mark.parametrize("text", ["", "00:00", "0", "abc", "3:75", "unknown", "-5", "12 songs", "s", "m"])
def test_what_is_no_length(text: str):
    """Nothing is made up."""
    assert values.read_length(text) is None


@pytest.mark.parametrize(
    ("cells", "column", "unit"),
    [
        (["235", "190", "411"], "length", Unit.SECONDS),
        (["235000", "190500"], "length", Unit.MILLISECONDS),
        (["3.9", "4", "11.25"], "length", Unit.MINUTES),
        (["3:55", "4:01"], "length", Unit.SECONDS),
        (["9000", "8000"], "length_ms", Unit.MILLISECONDS),
        (["12", "15"], "durationSeconds", Unit.SECONDS),
        (["400"], "Minutes", Unit.MINUTES),
    ],
)
def test_units_are_worked_out_from_the_column(cells: Sequence[str], column: str, unit: Unit):
    """A column's name says its unit, or how large its numbers are."""
    assert values.length_style(cells, column) is unit


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("17-Mar-08", "2008-03-17"),
        ("March 17 , 2008", "2008-03-17"),
        ("Mar 17, 2008", "2008-03-17"),
        ("17. März 2008", "2008-03-17"),
        ("17 mars 2008", "2008-03-17"),
        ("4. September 1989", "1989-09-04"),
        ("1er janvier 1990", "1990-01-01"),
        ("12 déc. 1990", "1990-12-12"),
        ("4 de septiembre de 1989", "1989-09-04"),
        ("agosto de 1989", "1989-08"),
        ("7 ott 1991", "1991-10-07"),
        ("7 lug. 1991", "1991-07-07"),
        ("7 general 1991", None),
        ("March 2008", "2008-03"),
        ("'07", "2007"),
        ("' 07", None),
        ("07", "2007"),
        ("68", "1968"),
        ("2008", "2008"),
        ("2008.0", "2008"),
        ("2008-03-17T00:00:00Z", "2008-03-17"),
        ("2008/3", "2008-03"),
        ("20080317", "2008-03-17"),
        ("31/12/1999", "1999-12-31"),
        ("12/31/1999", "1999-12-31"),
        ("31/02/1999", None),
        ("2008-00-00", "2008"),
        ("9999", None),
        ("null", None),
        ("May", None),
    ],
)
def test_dates(text: str, date: str | None):
    """Dates are read as exactly as they are written."""
    found = values.read_date(text)
    assert (str(found) if found else None) == date


def test_the_day_stands_where_the_column_says():
    """A column with a 17 in the second place has months in the first."""
    style = values.date_style(["01/02/2003", "03/17/2003"])
    assert str(values.read_date("01/02/2003", style)) == "2003-01-02"
    assert str(values.read_date("01/02/2003", DateStyle(day_first=True))) == "2003-02-01"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2000000090016", "02000000090016"),
        ("200 0000-090016", "02000000090016"),
        ("2000000090016.0", "02000000090016"),
        ("2000000090017", ""),
        ("123", ""),
        ("", ""),
    ],
)
def test_gtins(text: str, code: str):
    """A GTIN is taken only with a right check digit."""
    assert values.read_gtin(text) == code


# --- columns ------------------------------------------------------------------------------------------------


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return a table that is in memory."""
    whole = [tuple(row) for row in rows]
    return Table("t", Path("t.csv"), tuple(header), lambda: iter(whole))


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (
            ["left_id", "left_Song_Name", "left_Artist_Name", "left_Time", "left_Released"],
            ["7", "Amber", "Harbor", "3:05", "1-Jan-08"],
            {"id": 0, "title": 1, "artist": 2, "length": 3, "date": 4},
        ),
        (
            ["trackId", "trackName", "artistName", "collectionName", "trackTimeMillis", "releaseDate", "trackNumber"],
            ["7", "Amber", "Harbor", "Orbit", "185000", "2008-01-01T00:00:00Z", "3"],
            {"id": 0, "title": 1, "artist": 2, "album": 3, "length": 4, "date": 5, "number": 6},
        ),
        (
            ["no", "track", "TITLE", "Interpret", "Dauer", "Jahr"],
            ["1", "5", "Amber", "Harbor", "3:05", "2008"],
            {"title": 2, "artist": 3, "length": 4, "date": 5, "number": 0},
        ),
        (["track", "name"], ["5", "Amber"], {"title": 1, "number": 0}),
        (["record", "release", "title"], ["Orbit", "2008", "Amber"], {"title": 2, "album": 0, "date": 1}),
        (["Titel", "ISRC", "Barcode"], ["Amber", "ZZABC0800001", "2000000090016"], {"title": 0, "isrc": 1, "gtin": 2}),
        (["a", "b"], ["Amber Harbor", "ZZABC0800001"], {"title": 0, "isrc": 1}),
    ],
)
def test_columns_are_recognized(header: Sequence[str], row: Sequence[str], expected: dict[str, int]):
    """By their names, in any spelling, and by what stands in them."""
    sample = [tuple(row)] * 4 if "id" not in expected else [(str(place), *row[1:]) for place in range(4)]
    found = columns.find_columns(table(header, sample), sample, {})
    assert dict(found.places) == expected


@pytest.mark.parametrize(
    ("header", "rows", "expected"),
    [
        (
            ["rec", "what", "how long", "year"],
            [["x93", "Harbor - Amber", "4m 2sec", "1989"], ["x84", "Orbit - Lantern", "3m 5sec", "1990"]],
            {"title": 1, "length": 2, "date": 3},
        ),
        (
            ["Katalog", "Stück", "Künstler"],
            [["K1", "Amber", "Harbor"], ["K2", "Lantern", "Orbit"]],
            {"title": 1, "artist": 2},
        ),
        (
            ["ref", "a", "b", "c"],
            [["K1", "Amber", "U2", "4. September 1989"], ["K2", "Lantern", "U2", "5 mars 1990"]],
            {"title": 1, "artist": 2, "date": 3},
        ),
        (
            ["Titel", "Erscheinungsdatum", "Dauer"],
            [["Amber", "4. September 1989", "3:05"], ["Lantern", "5. März 1990", "3:06"]],
            {"title": 0, "date": 1, "length": 2},
        ),
        (["Titel", "Datum"], [["Amber", "4. Okt. 1989"]], {"title": 0, "date": 1}),
    ],
)
def test_columns_are_recognized_by_what_stands_in_them(
    header: Sequence[str], rows: Sequence[Sequence[str]], expected: dict[str, int]
):
    """Codes are no titles; lengths with units and dates with names of months need no name of their column."""
    sample = [tuple(row) for row in rows]
    assert dict(columns.find_columns(table(header, sample), sample, {}).places) == expected


def test_codes_alone_are_no_titles():
    """Rather than compare ids as if they were titles, it asks for the column."""
    sample = [("x93", "3:05"), ("x84", "4:12")]
    with pytest.raises(hc.RequestError, match="title=COLUMN"):
        columns.find_columns(table(["rec", "how long"], sample), sample, {})


def test_ids_that_do_not_differ_are_none():
    """A column that may hold ids but repeats is not taken, unless it is called just that."""
    header, sample = ["record_id", "cluster_id", "title"], [("1", "7", "Amber"), ("1", "8", "Harbor")]
    assert "id" not in columns.find_columns(table(header, sample), sample, {}).places


def test_ids_of_other_names():
    """What ends in "id" and differs in all rows names them, unless it is somebody else's."""
    header = ["artist_id", "rec_id", "title"]
    sample = [("7", "a", "Amber"), ("8", "b", "Harbor")]
    assert columns.find_columns(table(header, sample), sample, {}).places["id"] == 1


@pytest.mark.parametrize(("text", "field"), [("year=x", "date"), ("Song=x", "title"), ("isrc= A=B ", "isrc")])
def test_mappings(text: str, field: str):
    """Fields have several names; a column's name may hold an equals sign."""
    assert columns.read_mapping([text]) == {field: text.partition("=")[2].strip()}


@pytest.mark.parametrize("text", ["title", "title=", "=x", "price=x"])
def test_mappings_that_are_none(text: str):
    """They are wrong usage."""
    with pytest.raises(hc.RequestError):
        columns.read_mapping([text])


# --- habits -------------------------------------------------------------------------------------------------

FIRST = "amber velvet silver paper hollow crystal winter copper golden broken purple quiet wooden frozen".split()
SECOND = "harbor thunder meadow lantern orbit garden river compass sparrow engine mountain signal castle letter".split()


def made(count: int = 60) -> list[dict[str, str]]:
    """Return rows with made-up names; artists and albums come again."""
    chance = random.Random(3)

    def name() -> str:
        return f"{chance.choice(FIRST)} {chance.choice(SECOND)} {chance.choice(SECOND)}".title()

    artists, albums = [name() for _ in range(10)], [name() for _ in range(10)]
    return [
        {"title": name(), "artist": artists[n % 10], "album": albums[n % 10], "number": str(n % 9 + 1), "year": "2004"}
        for n in range(count)
    ]


def plain(found: Comparable) -> tuple[str | None, tuple[str, ...], str | None]:
    """Return the names of a record."""
    return found.title, found.artists, found.release_title


@pytest.mark.parametrize(
    "write",
    [
        lambda row: {**row, "title": f"{row['artist']} - {row['title']}", "artist": ""},
        lambda row: {**row, "title": f"{row['artist']}: {row['title']}"},
        lambda row: {**row, "title": f"{row['title']} ({row['album']})"},
        lambda row: {**row, "title": f"{row['title']} / {row['album']}"},
        lambda row: {**row, "title": f"{row['title']} by {row['artist']}"},
        lambda row: {**row, "title": f"{int(row['number']):03}-{row['title']}"},
        lambda row: {**row, "title": f"{int(row['number']):02}. {row['title']}", "number": ""},
        lambda row: {**row, "album": f"{row['album']} ({row['year']})", "year": ""},
        lambda row: {**row, "album": f"{row['artist']} - {row['album']}"},
        lambda row: {**row, "title": f"{int(row['number']):02} {row['artist']} - {row['title']}", "artist": "null"},
    ],
)
def test_habits_are_worked_out(write):
    """Whatever a source puts into its titles and albums is taken out, and put where it belongs."""
    rows = made()
    expected = comparables(rows)
    found = comparables([write(row) for row in rows])
    assert [plain(each) for each in found] == [plain(each) for each in expected]
    assert [(each.number, str(each.date)) for each in found] == [(each.number, str(each.date)) for each in expected]


def test_an_album_in_the_title_is_known_from_other_sources():
    """Without a column of its own, the other sources' albums tell that it is not the artist that follows the dash."""
    rows = made()
    other = [
        {**row, "title": f"{row['title']} - {row['album']}", "artist": row["artist"], "album": "", "s": "b"}
        for row in rows
    ]
    found = comparables([*({**row, "s": "a"} for row in rows), *other], source="s")
    assert [plain(each) for each in found[60:]] == [plain(each) for each in found[:60]]


@pytest.mark.parametrize("write", [
    lambda row: f"{row['title']} (Live)",
    lambda row: f"{row['title']} [feat. {row['artist']}]",
    lambda row: f"{row['title']} - {row['number']}th Remix",
])  # fmt: skip
def test_versions_and_guests_stay(write):
    """What nearly all titles of a table have in brackets need not be the album or the artist."""
    rows = [{**row, "title": write(row), "album": ""} for row in made()]
    assert [each.title for each in comparables(rows)] == [row["title"] for row in rows]
    alone = [{**row, "artist": ""} for row in rows]
    assert [each.title for each in comparables(alone)] == [row["title"] for row in rows]


def test_artist_and_title_in_one_column_alone():
    """Nothing else is known, but the artist usually stands first."""
    rows = [{"title": f"{row['artist'][:3]}{place} - {row['title']}"} for place, row in enumerate(made())]
    assert plain(comparables(rows)[0])[:2] == (made()[0]["title"], (f"{made()[0]['artist'][:3]}0",))
    turned = [{"title": f"{row['title']} - {row['artist']}"} for row in made()]
    assert comparables(turned)[0].artists == (made()[0]["artist"],)


def test_titles_that_only_look_like_it_stay():
    """A dash, a number or brackets in some titles are no habit."""
    rows = made()
    for row, title in zip(rows, ["99 Harbors", "Amber - Reprise", "Silver (Live)", "1979"], strict=False):
        row["title"] = title
    assert [each.title for each in comparables(rows)] == [row["title"] for row in rows]


def test_texts_cut_into_words_are_joined():
    """A table that went through a program that splits words has its brackets and apostrophes back."""
    rows = made()
    for row in rows:
        row["title"] = f"I Do n't {row['title']} ( feat . Copper Winter )"
    found = comparables(rows)
    assert found[0].title == f"I Don't {made()[0]['title']} (feat. Copper Winter)"


def test_shifted_and_swapped_rows_are_put_right():
    """A cell too many or too few, and two values that changed places, are seen by lengths, years and languages."""
    header = ["number", "title", "length", "artist", "year", "language"]
    rows = [(str(n % 9), row["title"], "3:05", row["artist"], "2004", "English") for n, row in enumerate(made())]
    found = columns.find_columns(table(header, rows), rows, {})
    right = straightener(rows, found)
    assert right is not None
    whole = ("4", "Amber", "3:05", "Harbor", "2004", "English")
    assert right.straightened(whole) is whole
    assert tuple(right.straightened(("XX-991", "4", "Amber", "3:05", "Harbor", "2004"))) == (*whole[:5], "")
    assert tuple(right.straightened(("4", "3:05", "Harbor", "2004", "English", ""))) in {
        ("4", "", *whole[2:]),
        ("", "4", *whole[2:]),
    }
    assert tuple(right.straightened(("4", "Amber", "Harbor", "3:05", "2004", "English"))) == whole
    assert tuple(right.straightened(("4", "Amber", "3:05", "English", "2004", "Harbor"))) == whole
    odd = ("4", "Amber", "3:05", "Harbor", "2004", "Quenya")
    assert tuple(right.straightened(odd)) == odd


def test_what_is_missing_is_no_spill():
    """Empty cells alone are no reason to cut titles."""
    rows = [(row["title"], row["artist"] if n % 3 else "", "2004" if n % 4 else "") for n, row in enumerate(made())]
    assert find_spills(rows, 0) is None


def test_readings_can_be_handed_to_other_processes():
    """What a table's reading is can be pickled."""
    whole = table(["title", "artist"], [(row["title"], row["artist"]) for row in made()])
    (reading,) = read_tables([whole], [{}])
    again = pickle.loads(pickle.dumps(reading))
    assert again.record(1, ("Amber", "Harbor")) == reading.record(1, ("Amber", "Harbor"))


def test_rows_of_any_width(tmp_path: Path):
    """Short rows are filled up, long ones cut; columns without a name, and of one name, are told apart."""
    path = tmp_path / "t.csv"
    path.write_text("title,,title\na\nb,c,d,e\n\n,,\n")
    opened = open_table(path)
    assert opened.columns == ("title", "column 2", "title (3)")
    assert list(opened.rows()) == [("a", "", ""), ("b", "c", "d")]
