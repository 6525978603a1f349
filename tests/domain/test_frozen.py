"""Quick ways to make frozen values: nothing but the time shows that they are."""

import copy
import inspect
import pickle
from collections.abc import Callable

import attrs
import pytest

from harmony_core.domain.evolved import evolved
from harmony_core.domain.frozen import frozen, maker


@frozen(kw_only=True)
class Room:
    """A place."""

    name: str
    type: str | None = None
    doors: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Plain:
    """The same, as attrs makes it."""

    name: str
    type: str | None = None
    doors: tuple[str, ...] = ()


new_plain = maker(Plain)
LOBBY = Room(name="Lobby", doors=("north",))

ways = pytest.mark.parametrize(
    ("kind", "make", "called"),
    [(Room, Room, r"Room\.__init__\(\) "), (Plain, new_plain, ""), (Room, maker(Room), "")],
    ids=["quick class", "maker", "maker of a quick class"],
)
"""The class of a value, what makes it, and how that is called where a call is wrong."""

Make = Callable[..., Room | Plain]


def test_a_quick_class_is_as_one_of_attrs() -> None:
    """Fields, defaults, text, equality, hash and signature are those that attrs gives."""
    same = Plain(name="Lobby", doors=("north",))
    assert attrs.asdict(LOBBY) == attrs.asdict(same)
    assert repr(LOBBY) == repr(same).replace("Plain", "Room")
    assert LOBBY == Room(name="Lobby", doors=("north",)) != Room(name="Attic")
    assert hash(LOBBY) == hash(Room(name="Lobby", doors=("north",)))
    assert type(LOBBY) is Room
    assert inspect.signature(Room) == inspect.signature(Plain)
    assert [field.name for field in attrs.fields(Room)] == ["name", "type", "doors"]


@ways
def test_a_value_is_as_one_that_the_class_makes(kind: type[Room | Plain], make: Make, called: str) -> None:
    """Class, fields, defaults, text, equality and hash are the same."""
    lobby, same = make(name="Lobby", doors=("north",)), kind(name="Lobby", doors=("north",))
    assert type(lobby) is kind
    assert attrs.asdict(lobby) == attrs.asdict(same) == {"name": "Lobby", "type": None, "doors": ("north",)}
    assert (repr(lobby), lobby, hash(lobby)) == (repr(same), same, hash(same))
    assert make(name="Attic") != lobby


@ways
def test_a_value_is_frozen(kind: type[Room | Plain], make: Make, called: str) -> None:
    """No field can be set or deleted, and none added, once a value is made."""
    lobby = make(name="Lobby", doors=("north",))
    for room in (lobby, evolved(lobby, {"type": "hall"})):
        for change in (lambda: setattr(room, "name", "Attic"), lambda: delattr(room, "name"), lambda: _colored(room)):  # noqa: B023
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                change()
        assert room.name == "Lobby"


def _colored(room: Room | Plain) -> None:
    room.color = "red"  # type: ignore[union-attr]


@ways
def test_what_is_missing_or_unknown_is_refused(kind: type[Room | Plain], make: Make, called: str) -> None:
    """A mistake in a call is told as it is for any function."""
    with pytest.raises(TypeError, match=f"{called}missing 1 required keyword-only argument: 'name'"):
        make()
    with pytest.raises(TypeError, match="unexpected keyword argument 'color'"):
        make(name="Lobby", color="red")


@ways
def test_copies_are_values_of_the_class(kind: type[Room | Plain], make: Make, called: str) -> None:
    """However a value is copied, a frozen one of its class comes out."""
    lobby = make(name="Lobby", doors=("north",))
    copies = (copy.copy(lobby), copy.deepcopy(lobby), pickle.loads(pickle.dumps(lobby)))
    for each in (*copies, attrs.evolve(lobby), evolved(lobby, {})):
        assert (type(each), each) == (kind, lobby)


@ways
def test_some_fields_can_be_changed_in_a_copy(kind: type[Room | Plain], make: Make, called: str) -> None:
    """The value stays as it was; a field that there is not is refused."""
    lobby = make(name="Lobby", doors=("north",))
    changed = evolved(lobby, {"doors": ("south",), "type": "hall"})
    assert changed == kind(name="Lobby", type="hall", doors=("south",))
    assert lobby.doors == ("north",)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        changed.name = "Attic"  # type: ignore[misc]
    with pytest.raises(AttributeError, match="color"):
        evolved(lobby, {"color": "red"})


def test_a_subclass_makes_values_of_its_own() -> None:
    """A draft is of the class itself; values of a subclass may hold more and are made as attrs makes them."""

    class Hall(Room):
        pass

    assert type(Hall(name="Hall", type="large")) is Hall
    assert Hall(name="Hall", type="large").type == "large"


def test_what_is_made_anew_for_each_value_is() -> None:
    """A default that is made by a function is not shared, and what is given goes before it."""

    @attrs.frozen(kw_only=True)
    class Shelf:
        books: list[str] = attrs.field(factory=list)

    new_shelf, own = maker(Shelf), ["Anna"]
    assert new_shelf() == Shelf()
    assert new_shelf().books is not new_shelf().books
    assert new_shelf(books=own).books is own


def test_a_class_has_one_maker() -> None:
    """Whoever asks shares what was written."""
    assert maker(Plain) is new_plain


ODD_FIELDS = [
    attrs.field(converter=str, kw_only=True),
    attrs.field(validator=attrs.validators.instance_of(str), kw_only=True),
    attrs.field(default=attrs.Factory(str, takes_self=True), kw_only=True),
    attrs.field(default="", init=False, kw_only=True),
]


@pytest.mark.parametrize("field", ODD_FIELDS)
def test_classes_that_do_more_than_keep_what_they_are_given_are_refused(field: object) -> None:
    """What attrs would do with a field is not left out in silence."""
    with pytest.raises(TypeError, match=r"Odd does more.*use attrs\.frozen"):
        frozen(kw_only=True)(type("Odd", (), {"__annotations__": {"name": str}, "name": field}))


@pytest.mark.parametrize("field", [*ODD_FIELDS, attrs.field()])
def test_classes_that_do_more_than_keep_what_they_are_given_have_no_maker(field: object) -> None:
    """What the class would do with a field is not left out in silence."""
    with pytest.raises(TypeError, match="Odd does more"):
        maker(attrs.frozen(type("Odd", (), {"__annotations__": {"name": str}, "name": field})))


def test_classes_with_a_step_after_a_value_is_made_are_refused() -> None:
    """Nor is a check of the class's own."""
    with pytest.raises(TypeError, match=r"use attrs\.frozen"):
        frozen(kw_only=True)(type("Odd", (), {"__annotations__": {}, "__attrs_post_init__": print}))
    with pytest.raises(TypeError, match="Odd does more"):
        maker(attrs.frozen(type("Odd", (), {"__annotations__": {}, "__attrs_post_init__": print})))


def test_values_are_made_by_keywords() -> None:
    """The one form that there is must be written out, as type checkers go by it."""
    with pytest.raises(TypeError, match="by keywords"):
        frozen(kw_only=False)
