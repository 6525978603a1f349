"""What changed between two answers, value by value."""

import pytest

from harmony_core.edges.differences import differences, line_of


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ('{"a": 1}', '{"a": 1}', []),
        ('{"a": 1, "b": 2}', '{"b": 2, "a": 1}', []),
        ('{"a": 1}', '{"a": 2}', ["~ $.a: 1 → 2"]),
        ('{"a": 1}', '{"a": 1.0}', ["~ $.a: 1 → 1.0"]),
        ('{"a": 1}', '{"a": true}', ["~ $.a: 1 → true"]),
        ('{"a": null}', "{}", ["- $.a: null"]),
        ("{}", '{"a": null}', ["+ $.a: null"]),
        ('{"a": {"b c": "x"}}', '{"a": {"b c": "ü"}}', ['~ $.a["b c"]: "x" → "ü"']),
        ("[1, 2, 3]", "[0, 1, 2, 3]", ["+ $[0]: 0"]),
        ("[1, 2, 3]", "[1, 3]", ["- $[1]: 2"]),
        ('[{"id": 1, "n": "a"}, {"id": 2}]', '[{"id": 1, "n": "b"}, {"id": 2}]', ['~ $[0].n: "a" → "b"']),
        ("[1]", "{}", ["~ $: [1] → {}"]),
        ("<p>a</p>\n<p>b</p>", "<p>a</p>\n<p>c</p>", ['- line 2: "<p>b</p>"', '+ line 2: "<p>c</p>"']),
        ('{"a": 1}', "<html>", ['- line 1: "{\\"a\\": 1}"', '+ line 1: "<html>"']),
        (b"\xff\x00", b"\xfe", ['~ $: "2 bytes" → "1 bytes"']),
        ("[" * 100_000, "1", None),
    ],
)
def test_changes_have_their_paths(before, after, lines):
    """Every change is one line with the place and both values."""
    old, new = (each if isinstance(each, bytes) else each.encode() for each in (before, after))
    found = [line_of(change) for change in differences(old, new)]
    assert found == lines if lines is not None else found


def test_a_change_as_a_document_tells_nothing_from_null():
    """A value of null is there; one that is missing is not."""
    added, removed = differences(b'{"a": null}', b'{"b": null}')[::-1]
    assert added.document == {"path": "$.b", "change": "added", "after": None}
    assert removed.document == {"path": "$.a", "change": "removed", "before": None}


def test_long_values_are_cut_on_a_line():
    """A line stays readable; the document has the whole."""
    (change,) = differences(b"{}", b'{"a": "' + b"x" * 1000 + b'"}')
    assert len(line_of(change)) < 140
    assert len(change.document["after"]) == 1000
