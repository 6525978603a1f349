"""Why a field has its value, on the command line."""

import json

from harmony_core.edges.schema import problems

LOOKUP = ("lookup", "724384960650", "--offline")


def test_every_field_of_a_result_is_explained(demo, tmp_path):
    """A kept result can be asked for one field, for a part or for all, and the documents validate."""
    kept = tmp_path / "result.json"
    kept.write_text(demo(*LOOKUP, "-f", "json").out)
    decisions = json.loads(kept.read_text())["decisions"]
    assert "media[0].tracks[3].length_ms" in decisions
    assert demo("explain", str(kept), "gtin").out == "gtin: 724384960650. deezer says so.\n"
    part = demo("explain", str(kept), "media[0].tracks[3]").out.splitlines()
    assert len(part) > 3
    assert all(line.startswith("media[0].tracks[3].") for line in part)
    documents = json.loads(demo("explain", str(kept), "-f", "json").out)
    assert problems("explanation", documents) == ()
    assert [each["path"] for each in documents] == list(decisions)


def test_what_cannot_be_explained_is_told(demo, tmp_path):
    """A path that is not there, a file that is no result: one line, exit code 2."""
    kept = tmp_path / "result.json"
    kept.write_text(demo(*LOOKUP, "-f", "json").out)
    for path in ("speed", "media[7]", "media[0].tracks[3].len", ""):
        ran = demo("explain", str(kept), path)
        assert (ran.code, ran.out) == (2, "")
        assert "nothing was decided" in ran.err
    for text in ("{", "[]", '{"query": {}}'):
        kept.write_text(text)
        assert demo("explain", str(kept)).code == 2


def test_a_lookup_explains_itself(demo):
    """`lookup --explain` gives the words in place of the result."""
    assert "title: Discovery. deezer says so. 94% sure: deezer alone says so.\n" in demo(*LOOKUP, "--explain").out


def test_a_preference_must_name_a_provider(demo):
    """`--prefer` with an unknown name is wrong usage."""
    assert demo(*LOOKUP, "--prefer", "nobody").code == 2
    assert demo(*LOOKUP, "--prefer", "deezer").code == 0


def test_the_reason_is_the_true_one():
    """The most precise is named only where it is more precise; else the order of sources decided."""
    from harmony_core.edges.explain import in_words

    def decided(value, other):
        candidates = [{"value": other, "providers": ["b"]}]
        return {"value": value, "providers": ["a"], "strategy": "most_precise", "candidates": candidates}

    assert "a is the most precise" in in_words("date", decided("2001-03-07", "2002"))
    assert "a goes first" in in_words("date", decided("2001-03-07", "2001-03-12"))
    assert "a is the most precise" in in_words("media[0].tracks[0].length_ms", decided(224_693, 220_000))
