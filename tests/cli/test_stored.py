"""What is known from earlier lookups, on the command line."""

import json

from harmony_core.edges.schema import problems


def test_a_lookup_is_remembered(demo):
    """What was looked up is found by its words and shown, without asking anybody."""
    assert demo("search", "discovery", "--stored").code == 3
    demo("lookup", "724384960650", "--offline")
    demo("lookup", "GBDUW0000059", "--offline")
    found = json.loads(demo("search", "discovery", "daft", "--stored", "-f", "json").out)
    assert problems("search", found) == ()
    (candidate,) = found["candidates"]
    assert candidate["ref"] == "release/1"
    document = json.loads(demo("show", "release/1", "-f", "json").out)
    assert problems("release", document) == ()
    assert document["title"] == "Discovery"
    assert "One More Time" in demo("show", "release/1").out
    assert "Harder" in demo("search", "harder", "--stored", "--kind", "track").out


def test_what_is_stored_is_named_by_a_word_of_many(demo):
    """All words of a search that are there make half of the score; the whole name is all of it, a typo not quite."""
    demo("lookup", "724384960650", "--offline")
    scores = {}
    for text in ("daft punk discovery", "daft", "discovry"):
        (candidate,) = json.loads(demo("search", text, "--stored", "-f", "json").out)["candidates"]
        scores[text] = candidate["score"]
    assert scores["daft punk discovery"] == 1.0
    assert 0.5 < scores["daft"] < scores["discovry"] < 1.0
    assert demo("search", "nirvana", "--stored").code == 3


def test_looking_up_again_keeps_one_row(demo):
    """The same thing looked up by barcode, link and again is one thing."""
    for query in ("724384960650", "https://www.deezer.com/album/302127", "724384960650"):
        assert demo("lookup", query, "--offline").code == 0
    found = json.loads(demo("search", "discovery", "--stored", "-f", "json").out)
    assert len(found["candidates"]) == 1


def test_where_was_searched_is_told_where_nothing_is_found(demo):
    """One kind is looked through at a time: that of the thing may be another."""
    ran = demo("search", "harder beter", "--stored")
    assert ran.code == 3
    assert "of kind release was looked through: --kind names another" in ran.err


def test_what_is_not_stored_is_told(demo):
    """An id that is not there is wrong usage."""
    ran = demo("show", "release/7")
    assert (ran.code, ran.out) == (2, "")
    assert "search --stored" in ran.err
