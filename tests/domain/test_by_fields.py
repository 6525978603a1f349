"""Values with shared methods behave like those for which attrs writes them."""

import attrs
import pytest

from harmony_core.domain.by_fields import by_fields


@attrs.frozen
@by_fields
class Shared:
    """A value with a field of each sort."""

    name: str
    _hidden: int = attrs.field(default=0, repr=False)
    beside: list[str] = attrs.field(factory=list, hash=False)
    uncounted: int = attrs.field(default=0, eq=False)


@attrs.frozen
class Written:
    """The same, with methods that attrs writes."""

    name: str
    _hidden: int = attrs.field(default=0, repr=False)
    beside: list[str] = attrs.field(factory=list, hash=False)
    uncounted: int = attrs.field(default=0, eq=False)


@attrs.frozen
@by_fields
class Single:
    """A value with one field."""

    text: str


def test_it_is_shown_as_attrs_shows_it():
    """The class and its fields, but for those that are not to be shown."""
    assert repr(Shared("a", 1)) == repr(Written("a", 1)).replace("Written", "Shared")
    assert repr(Shared("a", 1)) == "Shared(name='a', beside=[], uncounted=0)"


@pytest.mark.parametrize("kind", [Shared, Written])
def test_it_is_compared_as_attrs_compares_it(kind: type[Shared] | type[Written]):
    """By the class and by the fields that count."""
    assert kind("a") == kind("a", uncounted=1)
    assert kind("a") != kind("b")
    assert kind("a") != kind("a", 1)
    assert kind("a") != kind("a", beside=["c"])
    assert kind("a") != Single("a")


@pytest.mark.parametrize("kind", [Shared, Written])
def test_it_is_hashed_as_attrs_hashes_it(kind: type[Shared] | type[Written]):
    """By the fields that count for that; one that cannot be hashed may be left out."""
    assert len({kind("a", beside=["c"]), kind("a", beside=["d"]), kind("a", uncounted=1), kind("b")}) == 4
    assert hash(kind("a", beside=["c"])) == hash(kind("a", beside=["d"])) == hash(kind("a", uncounted=1))
    assert {Single("a"), Single("a")} == {Single("a")}


def test_what_a_class_has_of_its_own_stays():
    """Authors of settings may show them in their way."""

    @attrs.frozen
    @by_fields
    class Own:
        text: str

        def __repr__(self) -> str:
            return "mine"

    assert (repr(Own("a")), Own("a") == Own("a")) == ("mine", True)
