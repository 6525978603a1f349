"""What a first user tried and was told: nothing is taken for something else, and no message misleads."""

import csv
import io
import json

import pytest
import yaml

from harmony_core.edges.schema import problems

GTIN = "724384960650"
EXPLAIN = ("lookup", GTIN, "--offline", "--explain")
PERMALINK = f"gtin={GTIN}&kind=release&deezer=302127"


def test_explaining_heeds_the_form(demo):
    """JSON is what the schema says, the other forms hold the same; a row of CSV for each field."""
    documents = json.loads(demo(*EXPLAIN, "-f", "json").out)
    assert problems("explanation", documents) == ()
    assert documents
    assert yaml.safe_load(demo(*EXPLAIN, "-f", "yaml").out) == documents
    assert [json.loads(line) for line in demo(*EXPLAIN, "-f", "jsonl").out.splitlines()] == documents
    rows = list(csv.DictReader(io.StringIO(demo(*EXPLAIN, "-f", "csv").out)))
    assert [row["path"] for row in rows] == [each["path"] for each in documents]
    title = next(row for row in rows if row["path"] == "title")
    assert (title["value"], title["providers"], title["strategy"]) == ("Discovery", "deezer", "preferred")
    assert documents[0]["text"] == rows[0]["text"]


def test_explaining_a_kept_result_has_the_same_forms(demo, tmp_path):
    """`harmony explain` prints what `lookup --explain` prints."""
    kept = tmp_path / "result.json"
    kept.write_text(demo("lookup", GTIN, "--offline", "-f", "json").out)
    for form in ("json", "jsonl", "yaml", "csv"):
        assert demo("explain", str(kept), "-f", form).out == demo(*EXPLAIN, "-f", form).out


def test_nothing_explained_is_no_text_where_a_program_reads(harmony):
    """Where nothing was found the list is empty; who did not say stands on stderr."""
    ran = harmony("lookup", "deezer:1", "--offline", "--explain", "-f", "json")
    assert (ran.code, json.loads(ran.out)) == (5, [])
    assert "deezer: did not say: " in ran.err


@pytest.mark.parametrize("more", [("-f", "tracklist"), ("-f", "xml"), ("--no-merge",)])
def test_what_cannot_be_explained_so_is_wrong_usage(demo, more):
    """A form that explanations have not, and documents that nobody merged: exit code 2, nothing printed."""
    ran = demo(*EXPLAIN, *more)
    assert (ran.code, ran.out) == (2, "")
    assert "--explain" in ran.err


def test_stored_things_are_searched_by_words(harmony):
    """Nothing to search for is not "nothing found"."""
    for text in ("", "  "):
        ran = harmony("search", text, "--stored")
        assert (ran.code, ran.out) == (2, "")
        assert "the query is empty" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("lookup", GTIN, "--provider", ""),
        ("lookup", GTIN, "--region", " , "),
        ("lookup", GTIN, "--want", ""),
        ("lookup", GTIN, "--prefer", ""),
        ("lookup", GTIN, "--base", ""),
        ("lookup", GTIN, "--fill-from", ""),
        ("search", "x", "--provider", ""),
        ("parse", "x", "--provider", ","),
        ("limits", "--provider", ""),
    ],
)
def test_an_empty_list_limits_nothing_by_mistake(harmony, arguments):
    """An option that was given empty (a variable that is not set) is refused, not left out."""
    ran = harmony(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert f"Invalid value for '{arguments[-2]}': it is empty; give a value, or leave the option out" in ran.err


def test_before_the_first_answer_nothing_was_known(demo, harmony, monkeypatch):
    """What --at means, and since when something is known."""
    ran = demo("lookup", GTIN, "--at", "2020-01-01")
    assert ran.code == 5
    assert "--offline" not in ran.out
    assert "--at shows what was known by 2020-01-01 23:59 UTC" in ran.err
    assert "the oldest answer kept here is of 2026-11-01 12:00 UTC: leave --at out to ask now" in ran.err
    assert "--at" not in demo("lookup", GTIN, "--at", "2026-11-02").err
    monkeypatch.setenv("HARMONY_STORE", "memory:")
    assert "asks nobody; none is kept here: leave --at out" in harmony("lookup", GTIN, "--at", "2020-01-01").err


def test_nobody_answered_is_not_nothing_near_enough(harmony):
    """Where no search was answered, that is said."""
    ran = harmony("lookup", "some words", "--offline")
    assert ran.code == 5
    assert "nobody answered the search for 'some words'" in ran.out
    assert "near enough" not in ran.out
    assert "`harmony search`" not in ran.out


@pytest.mark.parametrize("verb", ["lookup", "parse"])
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("deezer:", "after deezer: there is no id; ids are written deezer:{id}, deezer:track/{id}"),
        ("Deezer:", "after deezer: there is no id"),
        (PERMALINK, "this permalink cannot be read: the time of the answers (at=) is missing"),
        (f"gtin={GTIN}", f"gtin={GTIN} is only a part of a permalink; to look that up write gtin:{GTIN}"),
        ("ref=deezer:1", "to look that up write deezer:1"),
    ],
)
def test_what_lacks_a_part_is_not_searched_for(harmony, verb, query, told):
    """An id or a time that is missing is named, and the text is not taken for words."""
    ran = harmony(verb, query)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_a_permalink_is_parsed_as_what_it_asks_for(harmony):
    """`parse` says what a permalink looks up."""
    found = json.loads(harmony("parse", f"{PERMALINK}&at=2026-11-01T12:00Z").out)
    assert (found["gtin"], found["kind"]) == (GTIN, "release")


@pytest.mark.parametrize(
    "arguments",
    [
        ("lookup", "x", "--env-file"),
        ("explain",),
        ("validate", "release"),
        ("normalize", "deezer", "release"),
        ("snapshots", "import"),
    ],
)
def test_a_missing_file_is_wrong_usage(harmony, tmp_path, arguments):
    """Exit code 2, and the file is named."""
    ran = harmony(*arguments, str(tmp_path / "none"))
    assert (ran.code, ran.out) == (2, "")
    assert str(tmp_path / "none") in ran.err


def test_words_are_written_as_people_write_them(harmony, demo):
    """No "a artist", no brackets in a row, no None where a word is meant."""
    assert "searches for a release_group" in harmony("search", "x", "--kind", "release_group").err
    assert "cannot look up an artist by deezer:track/1" in harmony("lookup", "deezer:track/1", "--kind", "artist").err
    for ran in (harmony("nonsense", "(x)"), harmony("lookup", "deezr:1"), harmony("lookup", "nobody:1")):
        assert ") (" not in ran.err
    assert "did not say (" not in demo("lookup", GTIN, "--offline", "--explain").out


def test_a_text_that_says_none_is_no_missing_value():
    """A source's word for no packaging is shown as its word."""
    from harmony_core.edges.explain import in_words

    decision = {"value": "None", "providers": ["a"], "strategy": "preferred"}
    assert "packaging: “None”. " in in_words("packaging", decision)


def test_a_column_that_would_be_empty_is_not_drawn():
    """ISRCs have a column where a track has one."""
    from harmony_core import provider as hc
    from harmony_core.domain.refs import Kind
    from harmony_core.domain.result import Query, Result
    from harmony_core.edges.table import present_table
    from harmony_core.plugin.parts import Look

    def shown(isrc):
        tracks = (hc.Track(position=1, title="One", isrc=isrc), hc.Track(position=2, title="Two"))
        release = hc.Release(title="Rooms", media=(hc.Medium(position=1, tracks=tracks),))
        return present_table(Result(query=Query(kind=Kind.RELEASE), kind=Kind.RELEASE, data=release), Look())

    assert "ISRC" not in shown(None)
    assert "ISRC" in shown(hc.Isrc.parse("ZZABC2400001"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("completion",), "harmony: Missing argument '{bash|zsh|fish}'. Choose from: bash, zsh, fish (see harmony"),
        (("plugins", "check", "x"), "harmony: Got unexpected extra argument (x); see harmony plugins check --help"),
    ],
)
def test_wrong_usage_is_told_in_one_line(harmony, arguments, told):
    """Also what click tells in several, and with brackets of its own."""
    ran = harmony(*arguments)
    assert ran.code == 2
    assert ran.err.startswith(told)
    assert ran.err.count("\n") == 1


def test_a_provider_that_there_is_can_be_written_anew(harmony, tmp_path):
    """It is told that both are called alike."""
    ran = harmony("new-provider", "deezer", "-o", str(tmp_path))
    assert ran.code == 0
    assert "note: there is a package harmony-deezer already; where both are wanted" in ran.err


def test_a_folder_that_is_gone_is_not_the_output(process, tmp_path, monkeypatch):
    """What is wrong with this folder is not told of stdout."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    ran = process("new-provider", "tunes")
    assert ran.code == 1
    assert "the output cannot be written" not in ran.err


def test_candidates_are_shown_as_what_they_are(demo):
    """No column that is empty, and what is stored is not told to be looked up."""
    head = demo("search", "Daft Punk", "--kind", "artist", "--offline").out.splitlines()[0]
    assert head.split() == ["score", "title", "look", "up", "with"]
    assert "  by  " in demo("search", "Daft Punk Discovery", "--offline").out.splitlines()[0]
    demo("lookup", GTIN, "--offline")
    assert demo("search", "discovery", "--stored").out.splitlines()[0].endswith("show with")


@pytest.mark.parametrize("form", ["csv", "jsonl", "tracklist"])
def test_who_did_not_answer_a_search_is_told(harmony, form):
    """Also where the form of output has no place for it."""
    ran = harmony("search", "some words", "--offline", "-f", form)
    assert ran.code == 5
    assert ran.err.startswith("deezer: did not say: no answer to ")


def test_a_provider_is_shown_so_that_it_can_be_read(harmony, monkeypatch):
    """Its rate as people say it, a line for each link."""
    monkeypatch.setenv("HARMONY_PLUGINS", "musicbrainz")
    lines = harmony("providers", "show", "musicbrainz").out.splitlines()
    assert "        rate  1 in 1.11 s" in lines
    assert lines[lines.index("        urls") + 1] == "            https://musicbrainz.org/release/{id:mbid}"
    assert not [line for line in lines if line != line.rstrip()]
