"""The commands as people use them: files in, files out, and what is said where that cannot be."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import attrs
import click
import duckdb
import pytest

from harmony_core import cli
from harmony_tables import commands

WORDS = (
    "amber harbor velvet thunder paper lantern silver meadow hollow orbit crystal winter copper garden midnight river "
    "broken compass golden sparrow distant engine quiet mountain purple signal wooden castle frozen letter burning "
    "island secret bridge falling empire lonely highway electric forest marble shadow crimson window"
).split()


@attrs.frozen
class Song:
    """A made-up recording."""

    number: int
    title: str
    artist: str
    album: str
    seconds: int
    year: int


def songs(count: int, seed: int = 1) -> list[Song]:
    """Return made-up recordings: albums of eight by one artist each."""
    chance = random.Random(seed)
    lengths = chance.sample(range(100, 400), 200)
    found: list[Song] = []
    while len(found) < count:
        artist, album = words(chance, 2), words(chance, 2)
        year = chance.randrange(1965, 2020)
        found += [Song(place, words(chance, 3), artist, album, lengths.pop(), year) for place in range(1, 9)]
    return found[:count]


def words(chance: random.Random, count: int) -> str:
    """Return some words that make a name."""
    return " ".join(chance.sample(WORDS, count)).title()


@attrs.frozen
class Ran:
    """What a command left: its exit code, and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture
def harmony(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run a command line in an empty folder."""
    monkeypatch.setenv("HARMONY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HARMONY_PLUGINS", "tables")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Ran:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(each) for each in arguments])
        said = capsys.readouterr()
        return Ran(int(ended.value.code or 0), said.out, said.err)

    return run


def write_csv(path: str, header: Sequence[str], rows: Iterable[Sequence[object]], delimiter: str = ",") -> Path:
    """Write a table into the folder of the test."""
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(header)
        writer.writerows(rows)
    return Path(path)


def read_csv(path: str) -> list[dict[str, str]]:
    """Read a table of the folder of the test."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def shops(harmony: Callable[..., Ran]) -> list[Song]:
    """Write two tables, left.csv and right.csv, that hold the same recordings, written in two ways."""
    found = songs(24)
    write_csv(
        "left.csv",
        ["id", "Song_Name", "Artist_Name", "Album_Name", "Time", "Released"],
        [
            (f"l{place}", each.title, each.artist, each.album, clock(each.seconds), f"17-Mar-{each.year % 100:02}")
            for place, each in enumerate(found)
        ],
    )
    write_csv(
        "right.csv",
        ["id", "title", "performer", "release", "duration", "year"],
        [
            (f"r{place}", each.title.upper(), each.artist, each.album, each.seconds * 1000 + 300, each.year)
            for place, each in enumerate(found)
        ],
    )
    return found


def clock(seconds: int) -> str:
    """Return a length as minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02}"


Harmony = Callable[..., Ran]


def test_match_writes_the_pairs(harmony: Harmony, shops: list[Song]):
    """Every recording of the one shop is found in the other, with a probability, a method and the evidence."""
    ran = harmony("match", "left.csv", "right.csv", "-o", "pairs.csv")
    assert ran.code == 0
    assert ran.out == ""
    pairs = read_csv("pairs.csv")
    assert list(pairs[0]) == ["left_id", "right_id", "probability", "method", "evidence"]
    assert [(pair["left_id"], pair["right_id"]) for pair in pairs] == [
        (f"l{place}", f"r{place}") for place in range(len(shops))
    ]
    assert all(float(pair["probability"]) >= 0.5 for pair in pairs)
    assert "artist_title" in pairs[0]["method"]
    assert "title the same" in pairs[0]["evidence"]
    assert "length" in pairs[0]["evidence"]
    assert "title = Song_Name" in ran.err
    assert "bare lengths are milliseconds" in ran.err
    assert not list(Path().glob("*.work"))


def test_columns_can_be_mapped(harmony: Harmony, shops: list[Song]):
    """What no name tells is said by --map, --map-left and --map-right."""
    Path("odd.csv").write_text(Path("left.csv").read_text().replace("Song_Name", "x1").replace("Artist_Name", "x2"))
    ran = harmony("match", "odd.csv", "right.csv", "--map-left", "title=x1", "--map-left", "artist=x2", "-o", "p.csv")
    assert ran.code == 0
    assert len(read_csv("p.csv")) == len(shops)
    assert "title = x1, artist = x2" in ran.err


def test_a_column_that_is_not_there_is_wrong_usage(harmony: Harmony, shops: list[Song]):
    """The message names the columns that are there, and so does the one for an unknown field."""
    ran = harmony("match", "left.csv", "right.csv", "--map-left", "title=Nmae", "-o", "p.csv")
    assert ran.code == 2
    assert "has no column 'Nmae'; it has id, Song_Name, Artist_Name" in ran.err
    assert not Path("p.csv").exists()
    assert harmony("match", "left.csv", "right.csv", "--map", "colour=x").code == 2
    ran = harmony("dedupe", "left.csv", "--source", "shop")
    assert ran.code == 2
    assert "no column 'shop'" in ran.err


def test_what_is_read_is_not_written_over(harmony: Harmony, shops: list[Song]):
    """An output that is an input is refused before anything is done."""
    before = Path("left.csv").read_text()
    ran = harmony("dedupe", "left.csv", "right.csv", "-o", "./left.csv")
    assert ran.code == 2
    assert Path("left.csv").read_text() == before


def test_a_mapping_holds_for_the_tables_that_have_the_column(harmony: Harmony, shops: list[Song]):
    """What one table is mapped by does not hinder the other."""
    ran = harmony("match", "left.csv", "right.csv", "--map", "title=song_name", "-o", "p.csv")
    assert ran.code == 0
    assert len(read_csv("p.csv")) == len(shops)


def test_no_title_is_wrong_usage(harmony: Harmony):
    """A table of which nothing can be taken for a title is refused, with the columns that it has."""
    write_csv("n.csv", ["a", "b"], [(1, 2), (3, 4)])
    ran = harmony("dedupe", "n.csv")
    assert ran.code == 2
    assert "--map title=COLUMN, one of: a, b" in ran.err


def test_columns_of_unknown_names(harmony: Harmony, shops: list[Song]):
    """Ids, "Artist - Title" and lengths in words are told apart by what stands there, and what is used is said."""
    write_csv(
        "right.csv",
        ["rec", "what", "how long", "year", "shelf"],
        [
            (
                f"x{place}",
                f"{each.artist} - {each.title}",
                f"{each.seconds // 60}m {each.seconds % 60}sec",
                each.year,
                7,
            )
            for place, each in enumerate(shops)
        ],
    )
    ran = harmony("match", "left.csv", "right.csv", "-o", "pairs.csv")
    assert "right: title = what, length = how long, date = year; not used: rec, shelf\n" in ran.err
    assert "nothing matched" not in ran.err
    found = [(pair["left_id"], pair["right_id"]) for pair in read_csv("pairs.csv")]
    assert found == [(f"l{place}", str(place + 1)) for place in range(len(shops))]


def test_the_column_of_the_sources_is_used(harmony: Harmony):
    """It is not told as one that is not used."""
    write_csv("t.csv", ["id", "shop", "title"], [("1", "web", "Amber"), ("2", "cd", "Amber")])
    assert "not used" not in harmony("dedupe", "t.csv", "--source", "shop").err


@pytest.mark.parametrize("command", [("match", "a.csv", "b.csv"), ("dedupe", "a.csv", "b.csv")])
def test_where_nothing_matches_the_mapping_is_hinted_at(harmony: Harmony, command: tuple[str, ...]):
    """Nothing found may be right, or a column taken for what it is not."""
    write_csv("a.csv", ["title", "artist"], [("Amber", "Harbor")])
    write_csv("b.csv", ["title", "artist"], [("Velvet Thunder", "Hollow Orbit")])
    ran = harmony(*command)
    assert ran.code == 0
    assert "nothing matched; if a column was taken for what it is not, name the right one: --map" in ran.err


def test_rows_with_too_few_or_too_many_cells_are_counted(harmony: Harmony):
    """They are read as far as they go, and that is said; empty cells at the end and empty rows are no mistake."""
    Path("t.csv").write_text(
        "id,title,artist\n1,Amber\n2,Lantern,Orbit,x\n3,Amber,Harbor,,\n\n4,Meadow\n5,Orbit,Winter\n"
    )
    ran = harmony("dedupe", "t.csv")
    assert "t: 2 rows with too few cells; the missing ones, at the end, are taken as empty\n" in ran.err
    assert "t: 1 row with too many cells; those beyond the last column are not read\n" in ran.err
    write_csv("even.csv", ["id", "title"], [("1", "Amber")])
    assert "cells" not in harmony("dedupe", "even.csv").err


@pytest.mark.parametrize("command", [commands.match, commands.dedupe], ids=lambda command: command.name)
def test_the_options_are_in_the_documentation(command: click.Command):
    """The table of options has just those that --help has, with the same words."""
    page = Path(__file__).parents[3] / "docs/how-to/match-tables.md"
    rows = [row.strip("| ").split(" | ") for row in page.read_text(encoding="utf-8").splitlines() if "| `-" in row]
    told = {names.replace("`", ""): meaning for names, of, meaning in rows if str(command.name) in of.split(", ")}
    context = click.Context(command, help_option_names=["-h", "--help"])
    options = [option for option in command.get_params(context) if isinstance(option, click.Option)]
    assert told == dict(filter(None, (option.get_help_record(context) for option in options)))


def test_pairs_scores_just_those(harmony: Harmony, shops: list[Song]):
    """All pairs that are asked for are answered, in their order, also those that are no match."""
    write_csv("ask.csv", ["left_id", "right_id"], [("l3", "r3"), ("l0", "r1"), ("l0", "r0"), ("l3", "r3")])
    ran = harmony("match", "left.csv", "right.csv", "--pairs", "ask.csv", "-o", "p.csv")
    assert ran.code == 0
    pairs = read_csv("p.csv")
    assert [(pair["left_id"], pair["right_id"]) for pair in pairs] == [
        ("l3", "r3"),
        ("l0", "r1"),
        ("l0", "r0"),
        ("l3", "r3"),
    ]
    assert [float(pair["probability"]) >= 0.5 for pair in pairs] == [True, False, True, True]
    assert all(pair["evidence"] for pair in pairs)


def test_pairs_of_unknown_records_are_named(harmony: Harmony, shops: list[Song]):
    """An id that no record has is wrong usage, and a table without the two columns, too."""
    write_csv("ask.csv", ["left_id", "right_id"], [("l3", "r3"), ("l99", "r1")])
    ran = harmony("match", "left.csv", "right.csv", "--pairs", "ask.csv", "-o", "p.csv")
    assert ran.code == 2
    assert "'l99'" in ran.err
    write_csv("ask.csv", ["one", "two"], [("l3", "r3")])
    assert harmony("match", "left.csv", "right.csv", "--pairs", "ask.csv").code == 2


def test_without_an_output_pairs_go_to_stdout(harmony: Harmony, shops: list[Song]):
    """Data is on stdout, talk on stderr."""
    ran = harmony("match", "left.csv", "right.csv")
    assert ran.code == 0
    assert ran.out.startswith("left_id,right_id,probability,method,evidence\nl0,r0,")
    assert len(ran.out.splitlines()) == len(shops) + 1


def test_a_record_is_matched_once(harmony: Harmony, shops: list[Song]):
    """A table holds no duplicates, unless it is said to."""
    rows = Path("right.csv").read_text().splitlines()
    Path("right.csv").write_text("\n".join([*rows, rows[1].replace("r0,", "again,")]) + "\n")
    ran = harmony("match", "left.csv", "right.csv", "-o", "once.csv")
    assert ran.code == 0
    assert "no duplicates: 1 (--duplicates-within" in ran.err
    assert len(read_csv("once.csv")) == len(shops)
    assert harmony("match", "left.csv", "right.csv", "--duplicates-within", "-o", "more.csv").code == 0
    assert [pair["right_id"] for pair in read_csv("more.csv") if pair["left_id"] == "l0"] == ["r0", "again"]


def test_dedupe_finds_the_clusters_of_several_sources(harmony: Harmony):
    """Three sources in one table, each with its own way to write titles and lengths."""
    found = songs(40)
    rows: list[tuple[object, ...]] = []
    for place, each in enumerate(found):
        minutes = round(each.seconds / 60, 3)
        rows += [
            (f"a{place}", "a", each.number, f"{each.artist} - {each.title}", "", each.album, each.seconds, each.year),
            (f"b{place}", "b", f"{each.number:03}", f"{each.number:03}-{each.title}", each.artist, each.album,
             f"{each.seconds // 60}m {each.seconds % 60}sec", f"'{each.year % 100:02}"),
            (f"c{place}", "c", each.number, f"{each.title} ({each.album})", each.artist, "", minutes, each.year),
        ]  # fmt: skip
    write_csv("t.csv", ["id", "source", "number", "title", "artist", "album", "length", "year"], rows)
    ran = harmony("dedupe", "t.csv", "--source", "source", "-o", "c.csv")
    assert ran.code == 0
    clusters = read_csv("c.csv")
    assert list(clusters[0]) == ["id", "cluster_id", "probability"]
    assert [(row["id"], row["cluster_id"]) for row in clusters] == [
        (f"{source}{place}", f"a{place}") for place in range(len(found)) for source in "abc"
    ]
    assert "source a: titles also hold the artist" in ran.err
    assert "source b: titles also hold the number" in ran.err
    assert "source c: bare lengths are minutes, titles also hold the album" in ran.err


def test_rows_of_an_unknown_source_may_be_of_any(harmony: Harmony, shops: list[Song]):
    """Where the cell of the source is empty, two rows may still be the same."""
    lines = Path("left.csv").read_text().splitlines()
    rows = [f"{lines[0]},shop", f"{lines[1]},", f"{lines[1].replace('l0', 'x')},", f"{lines[2]},a"]
    Path("t.csv").write_text("\n".join(rows) + "\n")
    assert harmony("dedupe", "t.csv", "--source", "shop", "-o", "c.csv").code == 0
    assert [row["cluster_id"] for row in read_csv("c.csv")] == ["l0", "l0", "l1"]


def test_dedupe_of_one_table_finds_its_duplicates(harmony: Harmony, shops: list[Song]):
    """One table alone is looked through for duplicates of its own."""
    rows = Path("left.csv").read_text().splitlines()
    Path("left.csv").write_text("\n".join([*rows, rows[5].replace("l4,", "twin,")]) + "\n")
    assert harmony("dedupe", "left.csv", "-o", "c.csv").code == 0
    clusters = {row["id"]: row["cluster_id"] for row in read_csv("c.csv")}
    assert clusters["twin"] == clusters["l4"] == "l4"
    assert len(set(clusters.values())) == len(shops)


def test_rows_that_come_hundreds_of_times(harmony: Harmony, shops: list[Song]):
    """A list of what was played has the same rows over and over: they are one cluster, and all of them match."""
    lines = Path("left.csv").read_text().splitlines()
    rest = [line.partition(",")[2] for line in lines[1:4]]
    played = [f"p{place}-{time},{rest[place]}" for time in range(300) for place in range(3)]
    Path("played.csv").write_text("\n".join([lines[0], *played]) + "\n")
    assert harmony("dedupe", "played.csv", "-o", "c.csv").code == 0
    clusters = read_csv("c.csv")
    assert len(clusters) == 900
    assert {(row["id"].partition("-")[0], row["cluster_id"]) for row in clusters} == {
        ("p0", "p0-0"),
        ("p1", "p1-0"),
        ("p2", "p2-0"),
    }
    assert harmony("match", "played.csv", "right.csv", "--duplicates-within", "-o", "p.csv").code == 0
    pairs = read_csv("p.csv")
    assert len(pairs) == 900
    assert all(pair["left_id"].startswith(pair["right_id"].replace("r", "p")) for pair in pairs)


def test_dedupe_of_several_tables(harmony: Harmony, shops: list[Song]):
    """Each table is a source; ids that several have are told apart by the tables' names."""
    ran = harmony("dedupe", "left.csv", "right.csv", "-o", "c.csv")
    assert ran.code == 0
    assert "no duplicates of its own" in ran.err
    assert [row["cluster_id"] for row in read_csv("c.csv")] == [f"l{place}" for place in range(len(shops))] * 2
    for name in ("left", "right"):
        path = Path(f"{name}.csv")
        lines = [line.partition(",")[2] for line in path.read_text().splitlines()]
        path.write_text("\n".join(lines))
    assert harmony("dedupe", "left.csv", "right.csv", "-o", "c.csv").code == 0
    assert [row["id"] for row in read_csv("c.csv")][:2] == ["left:1", "left:2"]


def test_duplicate_ids_are_named(harmony: Harmony, shops: list[Song]):
    """Ids that do not differ cannot name records."""
    path = Path("left.csv")
    path.write_text(path.read_text().replace("l7,", "l3,"))
    ran = harmony("match", "left.csv", "right.csv", "-o", "p.csv")
    assert ran.code == 2
    assert "left: ids must differ, and some do not: 'l3' (2 times)" in ran.err


def test_rows_without_ids_are_numbered(harmony: Harmony):
    """Where no column holds ids, rows are called by their number, from 1; empty rows are none."""
    one, other = songs(2)
    Path("t.csv").write_text(f"title,artist\n{one.title},{one.artist}\n,\n\n{other.title},{other.artist}\n")
    assert harmony("dedupe", "t.csv", "-o", "c.csv").code == 0
    assert [row["id"] for row in read_csv("c.csv")] == ["1", "2"]


@pytest.mark.parametrize(("suffix", "encoding", "delimiter"), [
    ("csv", "utf-8-sig", ";"), ("tsv", "utf-16", "\t"), ("txt", "cp1252", "|"), ("csv", "utf-8", ","),
])  # fmt: skip
def test_tables_as_programs_write_them(harmony: Harmony, suffix: str, encoding: str, delimiter: str):
    """Marks at the start, other encodings and other delimiters; quotes, line breaks and delimiters in cells."""
    lines = ['"id";"title";"artist";"length"', '1;"Café ""Noir""; twice";"Les Façades";3:05', '2;"A\nB";Bö;200']
    text = "\r\n".join(lines).replace(";", delimiter)
    Path(f"t.{suffix}").write_bytes(text.encode(encoding))
    ran = harmony("dedupe", f"t.{suffix}", "-o", "c.csv")
    assert ran.code == 0, ran.err
    assert "title = title, artist = artist, length = length" in ran.err
    assert [row["id"] for row in read_csv("c.csv")] == ["1", "2"]


def test_jsonl_and_parquet(harmony: Harmony, shops: list[Song]):
    """Lines of JSON and Parquet are read, and written where the output is called so."""
    rows = read_csv("left.csv")
    Path("left.jsonl").write_text("\n".join(json.dumps({**row, "Artist_Name": [row["Artist_Name"]]}) for row in rows))
    duckdb.sql("SELECT * FROM read_csv('right.csv')").write_parquet("right.parquet")
    assert harmony("match", "left.jsonl", "right.parquet", "-o", "p.jsonl").code == 0
    pairs = [json.loads(line) for line in Path("p.jsonl").read_text().splitlines()]
    assert [pair["right_id"] for pair in pairs] == [f"r{place}" for place in range(len(shops))]
    assert isinstance(pairs[0]["probability"], float)
    assert harmony("match", "left.jsonl", "right.parquet", "-o", "p.parquet").code == 0
    written = duckdb.sql("SELECT * FROM read_parquet('p.parquet')")
    assert [dict(zip(written.columns, row, strict=True)) for row in written.fetchall()] == pairs


def test_stdin(harmony: Harmony, shops: list[Song], monkeypatch: pytest.MonkeyPatch):
    """A table may come from stdin, but only one."""
    data = io.TextIOWrapper(io.BytesIO(Path("left.csv").read_bytes()))
    monkeypatch.setattr(sys, "stdin", data)
    assert harmony("match", "-", "right.csv", "-o", "p.csv").code == 0
    assert len(read_csv("p.csv")) == len(shops)
    assert harmony("match", "-", "-", "-o", "p.csv").code == 2


def test_huge_cells(harmony: Harmony):
    """A cell of millions of signs does no harm."""
    write_csv("t.csv", ["id", "title", "notes"], [(1, "Amber Harbor", "x" * 3_000_000), (2, "y" * 500_000, "")])
    assert harmony("dedupe", "t.csv", "-o", "c.csv").code == 0
    assert len(read_csv("c.csv")) == 2


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_an_empty_file_is_wrong_usage(harmony: Harmony, text: str):
    """It is said that it is empty; a header alone is a table without rows."""
    Path("t.csv").write_text(text, encoding="utf-8")
    ran = harmony("dedupe", "t.csv")
    assert ran.code == 2
    assert "is empty" in ran.err


def test_a_table_without_names_of_columns_is_wrong_usage(harmony: Harmony):
    """A first row that holds values would be lost, silently."""
    Path("t.csv").write_text("Paper Lantern,Amber Harbor,3:55\nSilver Meadow,Amber Harbor,4:12\n")
    ran = harmony("dedupe", "t.csv")
    assert ran.code == 2
    assert "put a row with names above it" in ran.err


def test_what_is_no_text_is_wrong_usage(harmony: Harmony):
    """A picture, say."""
    Path("t.csv").write_bytes(bytes(range(256)) * 4)
    ran = harmony("dedupe", "t.csv")
    assert (ran.code, ran.err) == (2, "harmony: t.csv: holds no text; a CSV, JSONL or Parquet file is needed\n")


def test_a_spreadsheet_is_not_written(harmony: Harmony):
    """A CSV that is called so could not be opened."""
    Path("t.csv").write_text("title\nPaper Lantern\n")
    ran = harmony("dedupe", "t.csv", "-o", "clusters.xlsx")
    assert ran.code == 2
    assert "name one that ends in .csv, .jsonl or .parquet" in ran.err
    assert not Path("clusters.xlsx").exists()


def test_a_quote_that_another_cell_closes(harmony: Harmony):
    """Rows up to the next cell in quotes would be one cell; line breaks within quotes that fit are a cell's own."""
    Path("t.csv").write_text('id,title\n1,Amber\n2,"Harbor\n3,Velvet\n4,"Thunder, loud"\n')
    ran = harmony("dedupe", "t.csv")
    assert ran.code == 2
    assert "line 3: a quote is opened there" in ran.err
    Path("t.csv").write_text('id,title\n1,Amber\n2,"Harbor\nof light"\n3,12" of Velvet\n4,"Thunder, loud"\n')
    assert harmony("dedupe", "t.csv").code == 0


def test_a_quote_that_is_never_closed(harmony: Harmony):
    """It would swallow all rows that follow; so it is said where it is."""
    Path("t.csv").write_text('id,title\n1,Amber\n2,"Harbor\n3,Velvet\n4,Thunder\n')
    ran = harmony("dedupe", "t.csv")
    assert ran.code == 2
    assert "line 3: a quote is opened there and never closed" in ran.err


def test_a_table_without_rows(harmony: Harmony):
    """It has no clusters."""
    Path("t.csv").write_text("id,title,artist\n")
    assert harmony("dedupe", "t.csv", "-o", "c.csv").code == 0
    assert Path("c.csv").read_text() == "id,cluster_id,probability\n"


@pytest.mark.parametrize("arguments", [("dedupe", "gone.csv"), ("dedupe", "."), ("dedupe",)])
def test_files_that_are_none(harmony: Harmony, arguments: tuple[str, ...]):
    """A file that is not there, and a folder, are wrong usage."""
    assert harmony(*arguments).code == 2


def test_an_output_is_there_as_a_whole_or_as_it_was(
    harmony: Harmony, shops: list[Song], monkeypatch: pytest.MonkeyPatch
):
    """What fails half way leaves the file of before; what cannot be written to is said before the work."""
    Path("p.csv").write_text("before")
    from harmony_tables import output

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(output, "_write_csv", full)
        ran = harmony("match", "left.csv", "right.csv", "-o", "p.csv")
    assert ran.code == 1
    assert "No space left" in ran.err
    assert Path("p.csv").read_text() == "before"
    assert not list(Path().glob(".p.csv*"))
    assert harmony("match", "left.csv", "right.csv", "-o", "p.csv").code == 0
    assert Path("p.csv").read_text() != "before"
    assert harmony("match", "left.csv", "right.csv", "-o", "no/such/p.csv").code == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk(harmony: Harmony, shops: list[Song]):
    """It ends with 1 and one line that says so."""
    ran = harmony("match", "left.csv", "right.csv", "-o", "/dev/full")
    assert ran.code == 1
    assert "No space left" in ran.err


def test_work_that_was_broken_off_goes_on(harmony: Harmony, shops: list[Song], monkeypatch: pytest.MonkeyPatch):
    """What was compared before an interruption is not compared again, and the result is the same."""
    from harmony_tables import scoring

    monkeypatch.setattr(scoring, "PART", 10)
    assert harmony("match", "left.csv", "right.csv", "-o", "whole.csv").code == 0
    done: list[Path] = []
    really = scoring.score_part

    def score_part(part: scoring.Part, made: object = None) -> int:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(part.path)
        return really(part)

    with monkeypatch.context() as patched:
        patched.setattr(scoring, "score_part", score_part)
        assert harmony("match", "left.csv", "right.csv", "-o", "p.csv").code == 130
    assert not Path("p.csv").exists()
    assert sorted(path.name for path in Path("p.csv.work/scores").glob("*.csv")) == [path.name for path in done]
    again: list[Path] = []
    monkeypatch.setattr(scoring, "score_part", lambda part, made=None: (again.append(part.path), really(part))[1])
    ran = harmony("match", "left.csv", "right.csv", "-o", "p.csv")
    assert ran.code == 0
    assert "going on from there" in ran.err
    assert not set(again) & set(done)
    assert Path("p.csv").read_text() == Path("whole.csv").read_text()
    assert not Path("p.csv.work").exists()


def test_work_for_other_tables_is_not_taken_up(harmony: Harmony, shops: list[Song], monkeypatch: pytest.MonkeyPatch):
    """A table that has changed since is read anew."""
    from harmony_tables import scoring

    def broken(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(scoring, "score_part", broken)
        assert harmony("match", "left.csv", "right.csv", "-o", "p.csv").code == 130
    rows = Path("left.csv").read_text().splitlines()
    Path("left.csv").write_text("\n".join(rows[:10]) + "\n")
    ran = harmony("match", "left.csv", "right.csv", "-o", "p.csv")
    assert ran.code == 0
    assert "going on" not in ran.err
    assert len(read_csv("p.csv")) == 9


def test_values_in_wrong_columns(harmony: Harmony):
    """Values glued to the title are put back where they belong."""
    found = songs(60)
    header = ["id", "title", "artist", "album", "price", "time"]
    rows = []
    for place, each in enumerate(found):
        cells = [each.title, each.artist, each.album, "$ 0.99", clock(each.seconds)]
        spilt = [at for at in range(1, 5) if (place + at) % 2]
        cells[0] = " ".join([cells[0], *(cells[at] for at in spilt)])
        rows.append((place, *("" if at in spilt else cell for at, cell in enumerate(cells))))
    write_csv("left.csv", header, rows)
    write_csv(
        "right.csv", header, [(p, s.title, s.artist, s.album, "$ 1.29", clock(s.seconds)) for p, s in enumerate(found)]
    )
    ran = harmony("match", "left.csv", "right.csv", "-o", "p.csv")
    assert "values got into wrong columns" in ran.err
    pairs = read_csv("p.csv")
    assert len(pairs) == 60
    assert all(pair["left_id"] == pair["right_id"] for pair in pairs)
    assert sum("title the same" in pair["evidence"] for pair in pairs) >= 55


def test_several_processes_find_the_same(harmony: Harmony, shops: list[Song], monkeypatch: pytest.MonkeyPatch):
    """Large tables are read and compared by processes of their own; the result is the same as that of one."""
    from harmony_tables import loading, scoring

    assert harmony("match", "left.csv", "right.csv", "-o", "one.csv").code == 0
    monkeypatch.setattr(loading, "KEPT", 5)
    monkeypatch.setattr(scoring, "ALONE", 5)
    ran = harmony("match", "left.csv", "right.csv", "-o", "several.csv")
    assert ran.code == 0, ran.err
    assert Path("several.csv").read_text() == Path("one.csv").read_text()


HELPED = """
import os, sys, time
from harmony_tables.scoring import processes

if __name__ == "__main__":
    with processes() as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        time.sleep(60)
"""


def test_helpers_end_with_the_process_that_is_killed(tmp_path: Path):
    """A killed run leaves no process behind that holds memory and works for nobody."""
    script = tmp_path / "helped.py"
    script.write_text(HELPED)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        helper = int(running.stdout.readline())
        running.kill()
    until = time.monotonic() + 30
    while time.monotonic() < until and _is_there(helper):
        time.sleep(0.05)
    assert not _is_there(helper)


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
