"""Why a field has its value, on the command line."""

import json

import pytest

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
    kept.write_text("{}\n{}\n")
    assert "of the lines of a batch give one" in demo("explain", str(kept)).err
    kept.write_text(demo(*LOOKUP, "-f", "json").out)
    assert "did you mean title?" in demo("explain", str(kept), "tittle").err
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


def test_nobody_who_gave_an_item_is_left_out():
    """Of a long list it is told whose the items are together, and of primary types which was not taken."""
    from harmony_core.edges.explain import in_words

    items = [{"value": f"C{place}", "providers": ["a"]} for place in range(30)]
    items.append({"value": "XW", "providers": ["b", "c"]})
    union = {"value": [each["value"] for each in items], "providers": ["a", "b", "c"], "strategy": "union"}
    told = in_words("available_in", {**union, "candidates": items})
    assert told.endswith("Put together: C0, C1, C2, C3, C4 and 25 more from a; XW from b and c.")
    types = [{"value": "album", "providers": ["a"]}, {"value": "single", "providers": ["b"]}]
    told = in_words("types", {**union, "value": ["album"], "candidates": types})
    assert told == "types: album. Put together: album from a; not taken: single from b."


def test_what_tells_credits_apart_is_said():
    """Roles, catalog numbers, whom a printed name stands for, and at which source something is heard."""
    from harmony_core.edges.explain import in_words

    def shown(path, *values):
        return in_words(path, {"value": list(values), "providers": ["a"], "strategy": "preferred"})

    assert "Ada (drums), Ada (voice). " in shown(
        "credits", {"name": "Ada", "role": "drums"}, {"name": "Ada", "role": "voice"}
    )
    assert "Lantern (LAN 1). " in shown("labels", {"name": "Lantern", "catalog_number": "LAN 1"})
    assert "Various (who is Various Artists). " in shown(
        "artists", {"name": "Various Artists", "credited_name": "Various"}
    )
    assert "listeners 12 at a. " in shown("popularity", {"provider": "a", "listeners": 12})


@pytest.mark.parametrize(
    ("providers", "expected"),
    [
        (
            "musicbrainz,deezer,itunes",
            "musicbrainz and deezer say so, and nobody otherwise. itunes was found by it, and does not tell it.",
        ),
        ("itunes,deezer", "deezer says so. itunes was found by it, and does not tell it."),
    ],
)
def test_who_was_only_found_by_a_barcode_does_not_say_it(demo, monkeypatch, tmp_path, providers, expected):
    """iTunes prints no barcode: that it was asked by one makes it no witness."""
    monkeypatch.setenv("HARMONY_PLUGINS", providers)
    kept = tmp_path / "result.json"
    kept.write_text(demo(*LOOKUP, "-f", "json").out)
    assert demo("explain", str(kept), "gtin").out == f"gtin: 724384960650. {expected}\n"


def test_where_nobody_says_a_barcode_nobody_is_named_for_it(demo, monkeypatch, tmp_path):
    """Alone, a source that was found by a barcode leaves it what was asked for."""
    monkeypatch.setenv("HARMONY_PLUGINS", "itunes")
    kept = tmp_path / "result.json"
    kept.write_text(demo(*LOOKUP, "-f", "json").out)
    assert demo("explain", str(kept), "gtin").out == (
        "gtin: 724384960650, which was asked for. itunes was found by it, and does not tell it.\n"
    )
