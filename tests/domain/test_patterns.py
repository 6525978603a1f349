"""Expressions that are compiled when they are first used."""

import re

import pytest

from harmony_core.domain.patterns import pattern


def test_a_pattern_does_what_a_compiled_expression_does() -> None:
    """Nothing shows that it is compiled later."""
    lazy, compiled = pattern(r"(?P<first>[a-z]+)-(\d)", re.IGNORECASE), re.compile(r"(?P<first>[a-z]+)-(\d)", re.I)
    for name in ("search", "match", "fullmatch"):
        found = getattr(lazy, name)("AB-1")
        assert found.groups() == getattr(compiled, name)("AB-1").groups() == ("AB", "1")
    assert lazy.sub("x", "a-1 b-2") == compiled.sub("x", "a-1 b-2") == "x x"
    assert lazy.findall("a-1 b-2") == compiled.findall("a-1 b-2")
    assert lazy.split("a-1") == compiled.split("a-1")
    assert (lazy.pattern, lazy.flags, lazy.groupindex) == (compiled.pattern, compiled.flags, compiled.groupindex)


def test_it_is_compiled_at_its_first_use_and_once() -> None:
    """A start compiles none, and later uses ask nobody anew."""
    lazy = pattern("(")  # which is wrong, and nobody has noticed
    with pytest.raises(re.error, match="missing \\)"):
        lazy.match("")
    right = pattern("a")
    assert right.match is right.match


def test_it_has_nothing_else() -> None:
    """What a compiled expression has not, it has not either."""
    lazy = pattern("a")
    assert not hasattr(lazy, "matches")
    assert not hasattr(lazy, "__set_name__")
    assert repr(lazy) == "pattern('a')"
