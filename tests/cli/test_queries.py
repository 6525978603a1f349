"""Queries that can and cannot be taken."""

import json

import pytest

REFUSED = [
    ("602475093061", "check digit"),
    ("93624738626", "leading zeros"),
    ("https://example.org/album/1", "no installed provider reads"),
    ("https://www.deezer.com/playlist/908622995", "playlists are not looked up"),
    ("https://www.deezer.com/album/abc", "no page to look up"),
    ("ftp://www.deezer.com/album/1", "ftp://"),
    ("deezer:../../user", "no ids of the form"),
    ("deezer:track/../album/1", "no ids of the form"),
    ("deezr:302127", "did you mean deezer"),
    ("", "empty"),
    ("   ", "empty"),
    ("text:", "empty"),
    ("isrc:GBDUW000005", "not an ISRC"),
    ("GB-DUW-00-0005", "not an ISRC"),
]


@pytest.mark.parametrize(("query", "reason"), REFUSED)
@pytest.mark.parametrize("verb", ["lookup", "parse"])
def test_what_cannot_be_taken_exits_2_with_one_line(harmony, verb, query, reason):
    """A query that cannot be taken: one line on stderr that says why, nothing on stdout, exit code 2."""
    ran = harmony(verb, query)
    assert ran.code == 2
    assert ran.out == ""
    assert reason in ran.err
    assert ran.err.startswith("harmony: ")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("lookup",),
        ("lookup", "deezer:1", "--kind", "album"),
        ("lookup", "deezer:1", "--provider", "nobody"),
        ("lookup", "deezer:1", "--region", "UK"),
        ("lookup", "deezer:1", "--want", "everything"),
        ("lookup", "deezer:1", "--offline", "--refresh"),
        ("lookup", "deezer:1", "-f", "xml", "--offline"),
        ("lookup", "GBDUW0000053", "--kind", "artist"),
        ("lookup", "a4f2c6d0-0000-4000-8000-000000000000", "--offline"),
        ("lookup", "deezer:1", "deezer:artist/27", "--offline"),
        ("search", " "),
        ("search", "x", "--kind", "label"),
        ("normalize", "nobody", "release", "-"),
        ("snapshots", "import", "nowhere"),
        ("schema", "nothing"),
        ("nonsense",),
    ],
)
def test_wrong_usage_exits_2(harmony, arguments):
    """Wrong usage is told on stderr, with exit code 2 and nothing on stdout."""
    ran = harmony(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err


def test_parse_prints_one_object_for_one_text(harmony):
    """`harmony parse` prints what applies, and nothing else."""
    assert json.loads(harmony("parse", "https://deezer.com/fr/album/302127?utm_source=x#y").out) == {
        "text": "https://deezer.com/fr/album/302127?utm_source=x#y",
        "kind": "release",
        "provider": "deezer",
        "type": "album",
        "id": "302127",
        "url": "https://www.deezer.com/album/302127",
    }
    assert json.loads(harmony("parse", "deezer:track/3135556").out)["kind"] == "recording"
    assert json.loads(harmony("parse", "7-24384-96065-0").out) == {
        "text": "7-24384-96065-0",
        "kind": "release",
        "gtin": "724384960650",
    }


def test_parse_prints_a_list_for_several_texts(harmony):
    """Several texts give a list in their order, and it validates."""
    ran = harmony("parse", "deezer:302127", "gb-duw-00-00053", "daft punk")
    assert [each["kind"] for each in json.loads(ran.out)] == ["release", "recording", "release"]


def test_a_kind_overrides_what_a_text_is_taken_for(harmony):
    """`--kind track` makes a bare id a recording, and a track link can be looked up as its release."""
    assert json.loads(harmony("parse", "deezer:3135556", "--kind", "track").out)["type"] == "track"
    found = json.loads(harmony("parse", "https://www.deezer.com/track/3135556", "--kind", "release").out)
    assert (found["kind"], found["type"]) == ("release", "track")
