"""`harmony batch`: many rows in, a line for each out, and nothing lost on the way."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from harmony_core.edges.batch import COLUMNS
from harmony_core.edges.query_file import open_queries, read_rows
from harmony_core.edges.schema import problems

from .tracks import Tracks

GTIN, WRONG = "724384960650", "724384960651"
LINK = "https://www.deezer.com/track/3135556"


def lines_of(text: str) -> list[dict]:
    """Return the lines of an output, by row."""
    return sorted((json.loads(line) for line in text.splitlines()), key=lambda line: line["row"])


@pytest.fixture
def queries(tmp_path) -> Path:
    """A file of queries: found twice, refused, and one that the demo has no answers to."""
    path = tmp_path / "queries.txt"
    path.write_text(f"{GTIN}\n{LINK}\n\n{WRONG}\ndeezer:1\n")
    return path


# --- Lines --------------------------------------------------------------------------------------------------


def test_each_row_has_a_line(demo, queries):
    """Lines are results with the row's number and what became of it; the counts add up; some were not answered."""
    ran = demo("batch", str(queries), "--offline")
    lines = lines_of(ran.out)
    assert [(line["row"], line["state"]) for line in lines] == [
        (1, "found"),
        (2, "found"),
        (4, "refused"),
        (5, "unknown"),
    ]
    assert [problems("result", line) for line in lines] == [()] * 4
    assert lines[0]["data"]["title"] == "Discovery"
    assert lines[2]["error"]["code"] == "VALIDATION_ERROR"
    assert ran.err == "4 rows: 2 found, 1 unknown, 1 refused\n"
    assert ran.code == 4


def test_a_line_can_be_explained(demo, queries, tmp_path):
    """A line is a result: what explains results explains it."""
    first = next(line for line in demo("batch", str(queries), "--offline").out.splitlines() if '"row":1,' in line)
    (tmp_path / "one.json").write_text(first)
    assert (
        demo("explain", str(tmp_path / "one.json"), "title").out
        == "title: Discovery. deezer says so. 94% sure: deezer alone says so.\n"
    )


def test_csv_has_what_most_want(demo, queries):
    """A table with a header, in the order of the rows."""
    ran = demo("batch", str(queries), "--offline", "-f", "csv", "--ordered")
    header, *rows = csv.reader(io.StringIO(ran.out))
    assert tuple(header) == COLUMNS
    assert [row[0] for row in rows] == ["1", "2", "4", "5"]
    found = dict(zip(header, next(row for row in rows if row[0] == "1"), strict=True))
    assert (found["title"], found["artists"], found["gtin"]) == ("Discovery", "Daft Punk", GTIN)


@pytest.mark.parametrize(
    ("words", "warning"),
    [
        (
            "Nirvana,Nevermind",
            "“Nevermind” by Nirvana, but gtin:724384960650 is “Discovery” by Daft Punk: another title",
        ),
        (
            "Justice,Discovery",
            "“Discovery” by Justice, but gtin:724384960650 is “Discovery” by Daft Punk: other artists",
        ),
        (",Homework", "“Homework”, but gtin:724384960650 is “Discovery” by Daft Punk: another title"),
        ("Nirvana,", "something by Nirvana, but gtin:724384960650 is “Discovery” by Daft Punk: other artists"),
        ("Daft Punk,", None),
        (
            "Daft Punk,Discovery (Live)",
            "“Discovery (Live)” by Daft Punk, but gtin:724384960650 is “Discovery” by Daft Punk: another version",
        ),
        ("Daft Punk,Discovery", None),
        ("Daft Punk,One More Time", None),
        ('"Punk, Daft",Discovry (Deluxe) LP', None),
        (",", None),
    ],
)
def test_words_that_name_something_else_are_told(demo, tmp_path, words, warning):
    """A row is what its barcode finds; where its words say otherwise, it has a warning, and the end says so."""
    (tmp_path / "q.csv").write_text(f"gtin,artist,title\n{GTIN},{words}\n")
    ran = demo("batch", str(tmp_path / "q.csv"), "--offline")
    line = json.loads(ran.out)
    table = demo("batch", str(tmp_path / "q.csv"), "--offline", "-f", "csv").out
    said = next(csv.DictReader(io.StringIO(table)))["warnings"]
    warnings = [each["text"] for each in line.get("messages", ()) if each["level"] == "warning"]
    assert (line["state"], problems("result", line), ran.code) == ("found", (), 0)
    assert [said] == (warnings or [""])
    assert ("another title, artist or version" in ran.err) is bool(warnings) is (warning is not None)
    assert warning is None or f"the row says {warning}" in said


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (f"{GTIN}\n", 0),
        (f"{WRONG}\n", 5),
        (f"{GTIN}\n{WRONG}\n", 4),
        ("", 3),
    ],
)
def test_exit_codes(demo, tmp_path, content, code):
    """They tell a partial end from a whole one."""
    (tmp_path / "q.txt").write_text(content)
    assert demo("batch", str(tmp_path / "q.txt"), "--offline").code == code


# --- Files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("724384960650\nwords of a title, and more\n", [("724384960650",), ("words of a title, and more",)]),
        ("gtin\n724384960650\n", [("gtin:724384960650",)]),
        ("\ufeffBarcode;Titel\n724384960650;x\n", [("gtin:724384960650",)]),
        ("Artist\tTitle\nDaft Punk\tDiscovery\n", [("Daft Punk Discovery",)]),
        ('id,isrc,upc\n7,"GBDUW0000059",724384960650\n', [("isrc:GBDUW0000059",)]),
        ("isrc,upc,kind\nGBDUW0000059,724384960650,release\n", [("gtin:724384960650",)]),
        (
            "link,gtin\nhttps://www.deezer.com/album/1,724384960650\n",
            [("https://www.deezer.com/album/1", "gtin:724384960650")],
        ),
        ('{"gtin": 724384960650}\n"deezer:1"\n', [("gtin:724384960650",), ("deezer:1",)]),
        ('{"Artist": "Daft Punk", "title": "Discovery"}\n', [("Daft Punk Discovery",)]),
        ('title,gtin\n"two\nlines",\n', [("two\nlines",)]),
    ],
)
def test_files_of_all_forms(content, expected):
    """Lists, tables with any delimiter and a byte order mark, JSON in lines."""
    rows = list(read_rows(io.StringIO(content.removeprefix("\ufeff"), newline="")))
    assert [row.query.texts for row in rows] == expected


@pytest.mark.parametrize(
    ("row", "texts", "kind"),
    [
        ("{},,,Album", ("gtin:{}",), "release"),
        ("{},,,EP", ("gtin:{}",), "release"),
        ("{},GBDUW0000059,,Single", ("gtin:{}",), "release"),
        (",GBDUW0000059,,Single", ("isrc:GBDUW0000059",), None),
        (",,deezer:track/1,Album", ("deezer:track/1",), None),
        (",GBDUW0000059,,Song", ("isrc:GBDUW0000059",), "recording"),
        ("{},,,Release", ("gtin:{}",), "release"),
        ("{},,,Shirt", ("gtin:{}",), "Shirt"),
    ],
)
def test_a_type_of_release_is_no_unknown_kind(row, texts, kind):
    """Tables have a column of types, such as Album: a release, but not where an ISRC or a link names a track."""
    rows = read_rows(io.StringIO(f"barcode,isrc,link,type\n{row.format(GTIN)}\n", newline=""))
    (query,) = [each.query for each in rows]
    assert (query.texts, query.kind) == (tuple(text.format(GTIN) for text in texts), kind)


NOT_UNDERSTOOD = "Nr;Strichcode;Kommentar\n1;724384960650;x\n"


@pytest.mark.parametrize(
    ("name", "content", "columns"),
    [
        ("q.csv", NOT_UNDERSTOOD, "Nr, Strichcode, Kommentar"),
        ("q.txt", NOT_UNDERSTOOD, "Nr, Strichcode, Kommentar"),
        ("q", "barcode number;x\n724384960650;1\n", "barcode number, x"),
        ("q.txt", "foo,bar\n724384960650,1\n", "foo, bar"),
        ("q.tsv", "foo\n724384960650\n", "foo"),
        ("q.csv", '"foo"\n"724384960650"\n', "foo"),
        ("q.csv", "724384960650,Daft Punk, Paris\n", "724384960650, Daft Punk, Paris"),
        ("q.txt", "724384960650\tx\n724384960650\ty\n", "724384960650, x"),
    ],
)
def test_a_table_that_is_not_understood_is_refused(demo, tmp_path, name, content, columns):
    """Its rows are never searched for as words: nothing is looked up, and it is said how to name a column."""
    path, out = tmp_path / name, tmp_path / "out.jsonl"
    path.write_text(content)
    ran = demo("batch", str(path), "--offline", "-o", str(out))
    assert (ran.code, ran.out, out.exists()) == (2, "", False)
    assert f"{path}: none of the columns ({columns}) says what to look up" in ran.err
    assert "--map gtin=COLUMN" in ran.err
    assert "--from lines" in ran.err


def test_a_table_from_a_pipe_is_refused_by_its_first_line(process):
    """No more than that is there when it is decided."""
    ran = process("batch", "-", "--offline", stdin=NOT_UNDERSTOOD)
    assert (ran.code, ran.out) == (2, "")
    assert "stdin: none of the columns (Nr, Strichcode, Kommentar)" in ran.err


@pytest.mark.parametrize(
    "content",
    [
        "Daft Punk, Discovery\nDaft Punk, Homework\n",
        "one,two\nthree\n",
        '"Heroes" David Bowie\n[Untitled] x\n',
        "https://x.example/a,b\nhttps://x.example/c,d\n",
        "724384960650\n724384960650\n",
    ],
)
def test_a_list_may_have_commas(content):
    """Words with commas and quotes, and links, are a list still."""
    rows = list(read_rows(io.StringIO(content)))
    assert [row.query.texts for row in rows] == [(line,) for line in content.splitlines()]


def test_a_list_may_be_called_a_table():
    """`--from lines` settles it, whatever the file's name and its lines look like."""
    queries = open_queries(io.StringIO("foo;bar\nfoo;baz\n"), "lines", name="q.csv")
    assert [row.query.texts for row in queries.rows] == [("foo;bar",), ("foo;baz",)]


@pytest.mark.parametrize("content", ['{\n  "gtin": "724384960650"\n}\n', '[{"gtin": 1}, {"gtin": 2}]\n', "[\n1\n]\n"])
def test_json_that_is_not_in_lines_is_told(demo, tmp_path, content):
    """One document is no list of queries; its lines are not searched for as words."""
    path = tmp_path / "r.json"
    path.write_text(content)
    ran = demo("batch", str(path), "--offline")
    assert (ran.code, ran.out) == (2, "")
    assert f"{path}: this is JSON, not JSON in lines" in ran.err


REST = "".join(f"{number},title\n" for number in range(200))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (f'barcode,title\n{GTIN},"Discovery\n{REST}', 2),
        (f'barcode,title\n1,x\n{GTIN},"Discovery\n{REST}2,"Other"\n{REST}', 3),
        (f'\n\nbarcode,title\n"1","x"\n"{GTIN}","Discovery\n"2","Other"\n', 5),
        (f'barcode,title,id\n{GTIN},"two\nlines","3\n{REST}', 3),
        (f'barcode,"title\n{GTIN},Discovery\n', 1),
        (f'barcode,title\n{GTIN},"Discovery\n', 2),
        (f'barcode,title\n{GTIN},"Discovery\n' + REST * 800, 2),
    ],
)
def test_a_quote_that_is_not_closed_eats_no_rows(demo, tmp_path, content, line):
    """A table is refused by the line in which the quote opens, and not what is behind it taken for one cell."""
    (tmp_path / "q.csv").write_text(content)
    ran = demo("batch", str(tmp_path / "q.csv"), "--offline")
    assert ran.code == 2
    assert f"line {line} of the file is no CSV: a quote opens" in ran.err


def test_a_table_that_breaks_off_says_how_to_go_on(demo, tmp_path):
    """What was looked up before is kept and told, and one can go on once the quote is closed."""
    path, out = tmp_path / "q.csv", tmp_path / "out"
    path.write_text(f'gtin,title\n{GTIN},\n{WRONG},"x\n')
    ran = demo("batch", str(path), "--offline", "-o", str(out), "--jobs", "1")
    assert ran.code == 2
    assert f"stopped: 1 row: 1 found; go on with: --resume -o {out} --jobs 1 --offline" in ran.err
    path.write_text(path.read_text().replace('"x', '"x"'))
    assert demo("batch", str(path), "--offline", "-o", str(out), "--resume").code == 4
    assert [line["state"] for line in lines_of(out.read_text())] == ["found", "refused"]


def test_a_cell_may_have_line_breaks():
    """Quotes that are closed where their cell ends hold whatever there is, as do those within a cell of one line."""
    text = 'id,title\r\n1,"two\r\nlines, ""and"" a\n\nhalf"\r\n"2","""x"""\n3,12" Mix\n4,"Say" it\n5,"at\nthe end"'
    titles = [row.query.texts[0] for row in read_rows(io.StringIO(text, newline=""))]
    assert titles == ['two\r\nlines, "and" a\n\nhalf', '"x"', '12" Mix', "Say it", "at\nthe end"]


def test_rows_keep_their_numbers_and_ids():
    """Empty rows count, so that a number leads back to the file; a row's own id is handed on."""
    rows = list(read_rows(io.StringIO("id,gtin\na,724384960650\n,\nc,\nd,1\n")))
    assert [(row.number, row.id, row.problem) for row in rows] == [
        (1, "a", None),
        (3, "c", "the row says nothing to look up"),
        (4, "d", None),
    ]


def test_rows_without_a_query_keep_their_place(demo, tmp_path):
    """With --ordered they stand where they stand in the file."""
    (tmp_path / "q.csv").write_text(f"id,gtin\na,{GTIN}\nb,\nc,{GTIN}\n")
    ran = demo("batch", str(tmp_path / "q.csv"), "--offline", "--ordered")
    assert [json.loads(line)["state"] for line in ran.out.splitlines()] == ["found", "refused", "found"]


@pytest.mark.parametrize("row", ["7.24385E+11,", "Daft Punk Discovery,", ",GBDUW"])
def test_what_a_column_calls_a_code_is_never_searched_for(demo, tmp_path, row):
    """A spreadsheet's mangled barcode is refused, with the reason, and not looked for as words."""
    (tmp_path / "q.csv").write_text(f"gtin,isrc\n{row}\n")
    (line,) = lines_of(demo("batch", str(tmp_path / "q.csv"), "--offline").out)
    assert line["state"] == "refused"
    assert line["error"]["code"] == "VALIDATION_ERROR"


@pytest.mark.parametrize(
    ("text", "kind"),
    [("7.24385E+11", "GTIN"), ("7,24385e+11", "GTIN"), ("ZZABC240001", "ISRC"), ("ZZABC2400001", None)],
)
@pytest.mark.parametrize("content", ["{}\n", '{{"query": "{}"}}\n', 'query,id\n"{}",\n'])
def test_a_mangled_code_is_never_searched_for(demo, tmp_path, content, text, kind):
    """Nor where no column calls it a code: in lists and queries, too, it is refused. A whole ISRC is none."""
    (tmp_path / "q").write_text(content.format(text))
    (line,) = lines_of(demo("batch", str(tmp_path / "q"), "--offline").out)
    assert line["state"] == ("refused" if kind else "unknown")
    if kind:
        assert line["error"]["code"] == "VALIDATION_ERROR"
        assert kind in line["error"]["message"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("Barcode;Preis;Künstler\n724384960650;1;x\n", "columns gtin=Barcode; not used: Preis, Künstler"),
        ("gtin,isrc\n724384960650,\n", "columns gtin, isrc"),
        ('{"UPC": 724384960650, "note": "x"}\n', "columns gtin=UPC; not used: note"),
        ('{"note": "x"}\n', "columns (none that is known); not used: note"),
        ("724384960650\n", None),
        ('"724384960650"\n', None),
        ("", None),
    ],
)
def test_it_is_said_which_columns_are_used(demo, tmp_path, content, told):
    """One line at the start tells what was understood, so that nobody waits for a column that nobody reads."""
    path = tmp_path / "q"
    path.write_text(content)
    first = demo("batch", str(path), "--offline").err.splitlines()[0]
    assert first == f"{path}: {told}" if told else "columns" not in first


def test_a_file_that_is_missing_is_wrong_usage(demo, tmp_path):
    """As of all commands; and no output is begun."""
    out = tmp_path / "out.jsonl"
    ran = demo("batch", str(tmp_path / "nothing.csv"), "-o", str(out))
    assert (ran.code, ran.out, out.exists()) == (2, "", False)
    assert ran.err == f"harmony: {tmp_path / 'nothing.csv'}: cannot be read (No such file or directory)\n"
    (tmp_path / "q.txt").write_text(f"{GTIN}\n")
    ran = demo("batch", str(tmp_path / "q.txt"), "--offline", "-o", str(tmp_path / "no" / "out.jsonl"))
    assert ran.code == 2
    assert "cannot be written (No such file or directory)" in ran.err


def test_signs_that_are_none_cost_no_row(process, tmp_path):
    """Half of a pair of surrogates cannot be written; a sign stands in for it, and the other rows are looked up."""
    (tmp_path / "q.jsonl").write_text('{"title": "a \\ud800 b"}\n{"title": "c"}\n')
    for output in ((), ("-o", str(tmp_path / "out.jsonl"))):
        ran = process("batch", str(tmp_path / "q.jsonl"), "--offline", *output)
        lines = lines_of(ran.out or (tmp_path / "out.jsonl").read_text())
        assert [line["row"] for line in lines] == [1, 2], ran.err


def test_an_unknown_provider_is_wrong_usage(demo, queries):
    """It is told once, before any row is looked up."""
    ran = demo("batch", str(queries), "--offline", "--provider", "nobody")
    assert (ran.code, ran.out) == (2, "")
    assert "there is no provider 'nobody'" in ran.err


def test_columns_may_be_named(demo, tmp_path):
    """`--map` says where a field stands; a column that is not there is told with those that are."""
    (tmp_path / "q.csv").write_text(f"Nr,Strichcode\nx1,{GTIN}\n")
    ran = demo(
        "batch", str(tmp_path / "q.csv"), "--offline", "--from", "csv", "--map", "gtin=Strichcode", "--map", "id=Nr"
    )
    assert (lines_of(ran.out)[0]["id"], ran.code) == ("x1", 0)
    ran = demo("batch", str(tmp_path / "q.csv"), "--offline", "--map", "gtin=EAN")
    assert ran.code == 2
    assert "there is no column 'EAN'; there are Nr, Strichcode" in ran.err


@pytest.mark.parametrize(
    ("content", "arguments", "message"),
    [
        (b"artist\nx\n", ["--from", "csv"], "says what to look up"),
        (b"\xff\xfe\x00", [], "is not UTF-8"),
        (b"x\n", ["--map", "nothing=x"], "fields are id, query"),
        (b"x\n", ["--resume"], "--resume needs the file"),
    ],
)
def test_wrong_usage_is_told(demo, tmp_path, content, arguments, message):
    """One line, exit code 2."""
    (tmp_path / "q.csv").write_bytes(content)
    ran = demo("batch", str(tmp_path / "q.csv"), "--offline", *arguments)
    assert ran.code == 2
    assert message in ran.err


def test_a_dash_is_stdout(demo, queries, tmp_path, monkeypatch):
    """As it is stdin for the queries; there is nothing to go on with."""
    monkeypatch.chdir(tmp_path)
    ran = demo("batch", str(queries), "--offline", "-o", "-", "-f", "csv")
    assert ran.out == demo("batch", str(queries), "--offline", "-f", "csv").out
    assert not (tmp_path / "-").exists()
    ran = demo("batch", str(queries), "--offline", "-o", "-", "--resume")
    assert (ran.code, "--resume needs the file" in ran.err) == (2, True)


# --- Stopping and going on ----------------------------------------------------------------------------------


def test_an_output_is_not_written_over(demo, queries, tmp_path):
    """Without --resume what is there stays."""
    out = tmp_path / "out.jsonl"
    assert demo("batch", str(queries), "--offline", "-o", str(out)).code == 4
    before = out.read_bytes()
    ran = demo("batch", str(queries), "--offline", "-o", str(out))
    assert (ran.code, out.read_bytes()) == (2, before)
    assert "go on with --resume" in ran.err


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_line_that_was_cut_is_looked_up_again(demo, queries, tmp_path, form):
    """Wherever an output ends, going on gives the same lines, each once, and the same counts."""
    whole = tmp_path / "whole"
    demo("batch", str(queries), "--offline", "-o", str(whole), "-f", form, "--ordered")
    content = whole.read_bytes()
    for end in (0, 10, len(content) // 2, len(content) - 1, len(content)):
        out = tmp_path / f"cut-{end}"
        out.write_bytes(content[:end])
        ran = demo("batch", str(queries), "--offline", "-o", str(out), "-f", form, "--resume")
        assert sorted(out.read_bytes().splitlines()) == sorted(content.splitlines()), end
        assert ran.err == (
            f"rows that are unknown are looked up again with: --resume -o {out}"
            f" -f {form}\n"
            "4 rows: 2 found, 1 unknown, 1 refused\n"
        )


def test_a_line_may_be_cut_anywhere(demo, tmp_path):
    """In the middle of a letter, of a record of several lines, or of what is left of the file by a power cut."""
    (tmp_path / "q.txt").write_text("é ü\n2000000090016\n")
    for form, spoilt in (("csv", '1,,"é\nü"'), ("jsonl", '{"row":1,"query":{"text":"é')):
        whole, out = tmp_path / f"whole.{form}", tmp_path / f"out.{form}"
        demo("batch", str(tmp_path / "q.txt"), "--offline", "-o", str(whole), "-f", form, "--ordered")
        head = whole.read_bytes()[: len(csv_header()) if form == "csv" else 0]
        for cut in (spoilt.encode(), spoilt.encode()[:-1], b"\0\0\0"):
            out.write_bytes(head + cut)
            ran = demo("batch", str(tmp_path / "q.txt"), "--offline", "-o", str(out), "-f", form, "--resume")
            assert ran.code == 5, ran.err
            assert sorted(out.read_bytes().splitlines()) == sorted(whole.read_bytes().splitlines())


def csv_header() -> bytes:
    """Return the first line of a table."""
    return ",".join(COLUMNS).encode() + b"\r\n"


@pytest.mark.parametrize("form", ["jsonl", "csv"])
@pytest.mark.parametrize(
    ("other", "told"),
    [
        (f"{GTIN}\ndeezer:2\ndeezer:1\n", "its row 2 is not 'deezer:2', as it is in this file of queries"),
        (f"some words\n{LINK}\n", "its row 1 is not 'some words'"),
        (f"{GTIN}\n", "its row 2 is not in this file of queries"),
        (f"{GTIN}\n\n{LINK}\n", "its row 2 is not in this file of queries"),
        (f"{GTIN}\n{LINK}\ndeezer:1\n{WRONG}\n", ""),
    ],
)
def test_outputs_of_two_files_are_not_mixed(demo, tmp_path, form, other, told):
    """A line that is kept is that of its row; otherwise nothing is written, and the first other row is told."""
    first, second, out = tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "out"
    first.write_text(f"{GTIN}\n{LINK}\n{WRONG}\n")
    assert demo("batch", str(first), "--offline", "-f", form, "-o", str(out)).code == 4
    before = out.read_bytes()
    second.write_text(other)
    ran = demo("batch", str(second), "--offline", "-f", form, "-o", str(out), "--resume")
    if told == "":  # the same rows, a mended one, and a new one
        assert ran.code == 4
        assert out.read_bytes() != before
        return
    assert (ran.code, out.read_bytes()) == (2, before)
    assert f"{out} is the output of other rows: " in ran.err
    assert told in ran.err
    assert "name another file with -o" in ran.err


@pytest.mark.parametrize("form", ["jsonl", "csv"])
@pytest.mark.parametrize(
    ("column", "rows", "told"),
    [
        (None, None, "its row 1 has an id, and none in this file of queries: say which column it is as before"),
        (None, (LINK, "deezer:2"), "its row 1 has an id"),
        ("Other", None, "its row 1 has another id than 'x1'"),
        ("Nr", None, ""),
        ("Other", ("deezer:1",), ""),
    ],
)
def test_rows_keep_their_ids_when_one_goes_on(demo, tmp_path, form, column, rows, told):
    """Whoever goes on without the --map of the first run is told so, and nothing is written; a refused row has any."""
    path, out = tmp_path / "q.csv", tmp_path / "out"
    if rows is None:
        rows = (GTIN, WRONG, "deezer:1")
    path.write_text("Nr,Other,query\n" + "".join(f"n{at},x{at},{text}\n" for at, text in enumerate(rows, 1)))
    batch = ("batch", str(path), "--offline", "-f", form, "-o", str(out))
    assert demo(*batch, "--map", "id=Nr").code in (0, 4, 5)
    before = out.read_bytes()
    ran = demo(*batch, "--resume", *(["--map", f"id={column}"] if column else []))
    if told:
        assert (ran.code, out.read_bytes()) == (2, before)
        assert told in ran.err
        return
    assert ran.code in (0, 4, 5), ran.err
    text = out.read_text()
    ids = [each["id"] for each in (csv.DictReader(io.StringIO(text)) if form == "csv" else lines_of(text))]
    assert sorted(ids) == [f"{'n' if column == 'Nr' else 'x'}{at}" for at in range(1, len(rows) + 1)]


def test_going_on_is_told_with_the_options_of_the_run(demo, tmp_path):
    """What is printed can be added to the command as it is; only --offline, which gets no more, is left out."""
    (tmp_path / "q.csv").write_text("Nr;Der Code\nn1;deezer:1\n")
    out = tmp_path / "my out.csv"
    options = ["-f", "csv", "--map", "id=Nr", "--map", "query=Der Code", "--kind", "release", "--provider", "deezer"]
    ran = demo("batch", str(tmp_path / "q.csv"), *options, "-o", str(out), "--offline", "--ordered", "--jobs", "5")
    assert (
        f"looked up again with: --resume -o '{out}' -f csv --map id=Nr --map 'query=Der Code' --kind release "
        "--provider deezer --ordered --jobs 5\n"
    ) in ran.err


def test_what_is_no_output_is_left_alone(demo, queries, tmp_path):
    """Somebody's own file is no place to go on."""
    (tmp_path / "mine.jsonl").write_text('{"a": 1}\n')
    ran = demo("batch", str(queries), "--offline", "-o", str(tmp_path / "mine.jsonl"), "--resume")
    assert ran.code == 2
    assert (tmp_path / "mine.jsonl").read_text() == '{"a": 1}\n'


@pytest.mark.parametrize(
    ("first", "then", "told"), [("csv", "jsonl", "is a table: add -f csv"), ("jsonl", "csv", "leave -f csv out")]
)
def test_an_output_of_the_other_form_is_told_by_its_form(demo, queries, tmp_path, first, then, told):
    """Who forgets the -f of the first run is told that it is missing, not that the file is somebody else's."""
    out = tmp_path / "out"
    demo("batch", str(queries), "--offline", "-o", str(out), "-f", first)
    before = out.read_bytes()
    ran = demo("batch", str(queries), "--offline", "-o", str(out), "-f", then, "--resume")
    assert (ran.code, out.read_bytes()) == (2, before)
    assert f"{out} is" in ran.err
    assert told in ran.err
    assert "is no output" not in ran.err


@pytest.fixture
def live(tmp_path, home):
    """A source on this machine, and the environment in which it is asked."""
    log = tmp_path / "asked"
    tracks = Tracks(log, moody=True)
    env = {
        **os.environ,
        "HARMONY_PLUGINS": "deezer",
        "DEEZER_BASE": tracks.base,
        "DEEZER_RATE": "1000",
        "HARMONY_RETRIES": "0",
        "HARMONY_CONTACT": "tests@example.org",
    }
    yield env, log
    tracks.close()


@pytest.mark.parametrize(
    ("name", "form", "told"), [("out.csv", "jsonl", True), ("out.csv", "csv", False), ("out.jsonl", "jsonl", False)]
)
def test_a_table_by_its_name_only_is_told(demo, queries, tmp_path, name, form, told):
    """Lines of JSON in a file that is called a table surprise whoever opens it: it is said how to get one."""
    ran = demo("batch", str(queries), "--offline", "-o", str(tmp_path / name), "-f", form)
    assert ("add -f csv" in ran.err) is told


def test_a_killed_batch_goes_on(live, tmp_path):
    """Killed again and again, it asks for nothing twice, and ends with every row once."""
    env, log = live
    count = 40
    numbers = [number for number in range(1, count + 2) if number % 50]
    (tmp_path / "q.txt").write_text("".join(f"deezer:track/{number}\n" for number in numbers))
    command = [sys.executable, "-m", "harmony_core", "batch", "q.txt", "-o", "out.jsonl", "--resume", "--jobs", "2"]
    for _ in range(3):
        process = subprocess.Popen(command, cwd=tmp_path, env=env, stderr=subprocess.DEVNULL)
        started, before = time.monotonic(), len(log.read_text().splitlines()) if log.exists() else 0
        while time.monotonic() - started < 30 and process.poll() is None:
            if log.exists() and len(log.read_text().splitlines()) >= before + 8:
                break
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
    ran = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    lines = lines_of((tmp_path / "out.jsonl").read_text())
    assert [line["row"] for line in lines] == list(range(1, len(numbers) + 1))
    assert [line["data"]["title"] for line in lines] == [f"Song {number}" for number in numbers]
    asked = log.read_text().splitlines()
    assert len(asked) - len(set(asked)) <= 3 * 2, "only what was under way when it was killed may be asked for again"


@pytest.mark.skipif(sys.platform == "win32", reason="a process is terminated there without a signal")
@pytest.mark.parametrize(
    ("sent", "code", "ignored"), [("SIGTERM", 143, False), ("SIGTERM", 143, True), ("SIGINT", 130, False)]
)
def test_a_batch_that_is_terminated_says_how_to_go_on(live, tmp_path, sent, code, ignored):
    """As with Ctrl-C, even where that is ignored: the counts, --resume, and whole lines."""
    env, _ = live
    (tmp_path / "q.txt").write_text("".join(f"deezer:track/{number}\n" for number in range(1, 3000) if number % 50))
    command = [sys.executable, "-m", "harmony_core", "batch", "q.txt", "-o", "out.jsonl", "--jobs", "2"]
    handled = signal.SIG_IGN if ignored else signal.SIG_DFL  # whatever the tests were started with

    def prepare() -> None:
        signal.signal(signal.SIGINT, handled)

    with subprocess.Popen(command, cwd=tmp_path, env=env, stderr=subprocess.PIPE, text=True, preexec_fn=prepare) as ran:
        started, out = time.monotonic(), tmp_path / "out.jsonl"
        while time.monotonic() - started < 30 and ran.poll() is None and not (out.exists() and out.stat().st_size):
            time.sleep(0.01)
        ran.send_signal(getattr(signal, sent))
        _, told = ran.communicate(timeout=30)
    assert ran.returncode == code, told
    assert told.startswith("stopped: ")
    assert told.endswith("; go on with: --resume -o out.jsonl --jobs 2\n")
    assert lines_of(out.read_text())


def test_a_pause_of_a_day_defers(live, tmp_path):
    """Rows behind a day-long pause are deferred, not failed, and looked up when one goes on."""
    env, _ = live
    (tmp_path / "q.txt").write_text("deezer:track/1\ndeezer:track/50\ndeezer:track/51\n")
    command = [sys.executable, "-m", "harmony_core", "batch", "q.txt", "-o", "out.jsonl", "--resume", "--jobs", "1"]
    ran = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert ran.stderr.endswith("3 rows: 1 found, 2 deferred\n")
    assert ran.returncode == 4
    (tmp_path / "q.txt").write_text("deezer:track/1\ndeezer:track/49\ndeezer:track/51\n")
    ran = subprocess.run(
        command,
        cwd=tmp_path,
        env={**env, "HARMONY_HOME": str(tmp_path / "later")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr.endswith("3 rows: 3 found\n")
    assert [line["state"] for line in lines_of((tmp_path / "out.jsonl").read_text())] == ["found"] * 3


def test_a_short_pause_is_waited_for(live, tmp_path):
    """A pause of no more than `patience_seconds` defers nothing."""
    env, _ = live
    (tmp_path / "q.txt").write_text(
        "".join(f"deezer:track/{number}\n" for number in range(990, 1010) if number != 1000)
    )
    command = [sys.executable, "-m", "harmony_core", "batch", "q.txt", "-o", "out.jsonl", "--jobs", "4"]
    env = {**env, "HARMONY_RETRIES": "1", "HARMONY_BREAKER_FAILURES": "1", "HARMONY_BREAKER_SECONDS": "1"}
    ran = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert ran.stderr.endswith("19 rows: 19 found\n")


def test_what_is_asked_for_anew_behind_comes_before_the_end(live, tmp_path):
    """A run that serves answers which are no longer fresh has the new ones when it ends."""
    env, log = live
    (tmp_path / "q.txt").write_text("".join(f"deezer:track/{number}\n" for number in range(1, 11)))
    command = [sys.executable, "-m", "harmony_core", "batch", "q.txt"]
    for stale in ("0", "1"):
        env = {**env, "DEEZER_FRESH": "0", "DEEZER_STALE": stale}
        ran = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
        assert ran.stderr.endswith("10 rows: 10 found\n")
    assert len(log.read_text().splitlines()) == 20


def test_what_was_not_answered_is_asked_for_again(live, tmp_path):
    """When every row has a line, --resume looks up those without an answer; no other is asked for or doubled."""
    env, log = live
    (tmp_path / "q.csv").write_text("link\ndeezer:track/1\ndeezer:track/1003\ndeezer:track/2\nbad:1\n")
    command = [sys.executable, "-m", "harmony_core", "batch", "q.csv", "-o", "out.jsonl", "--resume", "--jobs", "1"]
    ran = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert ran.stderr.splitlines() == [
        "q.csv: columns link",
        "rows that are unknown are looked up again with: --resume -o out.jsonl --jobs 1",
        "4 rows: 2 found, 1 unknown, 1 refused",
    ]
    (tmp_path / "q.csv").write_text("link\ndeezer:track/1\ndeezer:track/1003\ndeezer:track/2\ndeezer:track/3\n")
    ran = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr.splitlines()[-1]) == (0, "4 rows: 4 found")
    lines = lines_of((tmp_path / "out.jsonl").read_text())
    assert [(line["row"], line["state"]) for line in lines] == [(row, "found") for row in (1, 2, 3, 4)]
    asked = [path.rpartition("/")[2] for path in log.read_text().splitlines()]
    assert asked == ["1", "1003", "2", "1003", "3"]


def test_what_is_missing_comes_before_what_was_not_answered(demo, queries, tmp_path):
    """A run that was cut goes on with rows that have no line; the unknown ones wait until all have one."""
    out = tmp_path / "out.jsonl"
    demo("batch", str(queries), "--offline", "-o", str(out), "--ordered")
    *_, refused, unknown = out.read_text().splitlines(keepends=True)
    out.write_text(unknown.replace('"NO_SNAPSHOT"', '"MARK"') + refused)
    ran = demo("batch", str(queries), "--offline", "-o", str(out), "--resume")
    assert ran.err.endswith("4 rows: 2 found, 1 unknown, 1 refused\n")
    assert '"MARK"' in out.read_text()
    ran = demo("batch", str(queries), "--offline", "-o", str(out), "--resume")
    assert ran.err.endswith("4 rows: 2 found, 1 unknown, 1 refused\n")
    assert '"MARK"' not in out.read_text()


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_ordered_holds_for_what_is_asked_for_again(demo, tmp_path, form):
    """With --ordered the whole file is in the order of the rows at the end, whatever was taken up."""
    (tmp_path / "q.txt").write_text(f'deezer:1\n{GTIN}\n"a, ü"\n{LINK}\ndeezer:2\n')
    out = tmp_path / f"out.{form}"
    command = ["batch", str(tmp_path / "q.txt"), "--from", "lines", "--offline", "-o", str(out), "-f", form]
    demo(*command, "--ordered")
    whole = out.read_bytes()
    assert demo(*command, "--resume").code == 4
    assert out.read_bytes() != whole, "what was asked for again stands at the end"
    assert demo(*command, "--resume", "--ordered").code == 4
    assert out.read_bytes() == whole
    assert not list(tmp_path.glob(".*"))


def test_two_runs_do_not_write_one_file(live, tmp_path):
    """The second one is told so, and changes nothing."""
    env, log = live
    (tmp_path / "q.txt").write_text("".join(f"deezer:track/{number}\n" for number in range(1, 40)))
    command = [sys.executable, "-m", "harmony_core", "batch", "q.txt", "-o", "out.jsonl", "--resume", "--jobs", "1"]
    first = subprocess.Popen(command, cwd=tmp_path, env={**env, "DEEZER_RATE": "10"}, stderr=subprocess.PIPE)
    until = time.monotonic() + 30
    while not (log.exists() and log.read_text()) and time.monotonic() < until:
        time.sleep(0.01)
    second = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert second.returncode == 2
    assert "out.jsonl is being written by another run" in second.stderr
    _, told = first.communicate(timeout=60)
    assert told.decode().endswith("39 rows: 39 found\n")
    assert [line["row"] for line in lines_of((tmp_path / "out.jsonl").read_text())] == list(range(1, 40))


def test_a_pipe_that_waits_holds_nothing_up(live, tmp_path):
    """Rows that came are looked up and written while the pipe is open; an interrupt ends the run all the same."""
    env, _ = live
    command = [sys.executable, "-m", "harmony_core", "batch", "-", "-o", "out.jsonl"]
    # where interrupts are ignored, as in a shell's background, so would they be in what we start
    heed = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.default_int_handler)}
    pipes = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, cwd=tmp_path, env=env, **pipes, **heed)
    process.stdin.write(b"deezer:track/1\ndeezer:track/2\ndeezer:tr")
    process.stdin.flush()
    out, until = tmp_path / "out.jsonl", time.monotonic() + 60
    while not (out.exists() and out.read_bytes().count(b"\n") == 2) and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 130
    told = process.stderr.read().decode()
    process.stdin.close()
    process.stderr.close()
    assert told == "stopped: 2 rows: 2 found; go on with: --resume -o out.jsonl\n"
    assert [line["row"] for line in lines_of(out.read_text())] == [1, 2]


LIMITED = """
import resource, runpy, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)), resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
runpy.run_module("harmony_core", run_name="__main__")
"""


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_full_disk_stops_a_batch_between_two_lines(live, tmp_path, form):
    """What cannot be written ends the run; the file holds whole lines only, and one can go on."""
    env, _ = live
    (tmp_path / "q.txt").write_text("".join(f"deezer:track/{number}\n" for number in range(1, 31)))
    batch = ["batch", "q.txt", "-o", "out", "-f", form, "--resume", "--jobs", "4"]
    limited = [sys.executable, "-c", LIMITED, "6000" if form == "jsonl" else "1500", *batch]
    env = {**env, "HARMONY_STORE": "memory:"}  # whose file would be limited, too
    ran = subprocess.run(limited, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    stopped, why = ran.stderr.splitlines()[-2:]
    assert stopped.startswith("stopped: ")
    assert why.startswith("harmony: out: cannot be written (File too large); all lines in it are whole")
    before = (tmp_path / "out").read_bytes()
    assert before.endswith(b"\n")
    done = before.count(b"\n") - (form == "csv")
    assert 0 < done < 30
    assert f"{done} rows" in stopped
    ran = subprocess.run([sys.executable, "-m", "harmony_core", *batch], cwd=tmp_path, env=env, capture_output=True)
    assert ran.returncode == 0, ran.stderr
    after = (tmp_path / "out").read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") - (form == "csv") == 30


def test_a_batch_goes_on_where_answers_cannot_be_kept(live, tmp_path):
    """Each row is answered and says so, and so does the end of the run, once."""
    env, log = live
    (tmp_path / "q.txt").write_text("".join(f"deezer:track/{number}\n" for number in range(1, 11)))
    first = [sys.executable, "-m", "harmony_core", "lookup", "deezer:track/99"]
    assert subprocess.run(first, cwd=tmp_path, env=env, capture_output=True, check=False).returncode == 0
    size = (Path(env["HARMONY_HOME"]) / "harmony.db").stat().st_size
    command = [sys.executable, "-c", LIMITED, str(size // 2), "batch", "q.txt"]
    ran = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    lines = lines_of(ran.stdout)
    assert [line["state"] for line in lines] == ["found"] * 10
    assert all("could not be kept" in line["messages"][0]["text"] for line in lines)
    assert ran.stderr.count("some answers could not be kept, and will be asked for again: ") == 1
    assert ran.stderr.endswith("10 rows: 10 found\n")
    assert log.read_text().count("\n") == 11


def test_a_full_disk_is_told(live, tmp_path):
    """What cannot be written ends the run with a line that says so."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    env, _ = live
    (tmp_path / "q.txt").write_text("deezer:track/1\n")
    command = [sys.executable, "-m", "harmony_core", "batch", "q.txt", "-o", "/dev/full"]
    ran = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "No space left on device" in ran.stderr
    assert "Traceback" not in ran.stderr
