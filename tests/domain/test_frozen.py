"""Frozen values that are quick to make: nothing but the time shows that they are."""

import copy
import inspect
import pickle

import attrs
import pytest

from harmony_core.domain.evolved import evolved
from harmony_core.domain.frozen import frozen


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


LOBBY = Room(name="Lobby", doors=("north",))


def test_a_value_is_as_one_of_attrs() -> None:
    """Fields, defaults, text, equality, hash and signature are those that attrs gives."""
    same = Plain(name="Lobby", doors=("north",))
    assert attrs.asdict(LOBBY) == attrs.asdict(same)
    assert repr(LOBBY) == repr(same).replace("Plain", "Room")
    assert LOBBY == Room(name="Lobby", doors=("north",)) != Room(name="Attic")
    assert hash(LOBBY) == hash(Room(name="Lobby", doors=("north",)))
    assert type(LOBBY) is Room
    assert inspect.signature(Room) == inspect.signature(Plain)
    assert [field.name for field in attrs.fields(Room)] == ["name", "type", "doors"]


def test_a_value_is_frozen() -> None:
    """No field can be set or deleted, and none added, once a value is made."""
    for change in (lambda: setattr(LOBBY, "name", "Attic"), lambda: delattr(LOBBY, "name"), lambda: _colored(LOBBY)):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            change()
    assert LOBBY.name == "Lobby"


def _colored(room: Room) -> None:
    room.color = "red"  # type: ignore[attr-defined]


def test_what_is_missing_or_unknown_is_refused() -> None:
    """A mistake in a call is told as it is for any function."""
    with pytest.raises(TypeError, match=r"Room\.__init__\(\) missing 1 required keyword-only argument: 'name'"):
        Room()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'color'"):
        Room(name="Lobby", color="red")  # type: ignore[call-arg]


def test_copies_are_values_of_the_class() -> None:
    """However a value is copied, a frozen one of its class comes out."""
    copies = (copy.copy(LOBBY), copy.deepcopy(LOBBY), pickle.loads(pickle.dumps(LOBBY)))
    for each in (*copies, attrs.evolve(LOBBY), evolved(LOBBY, {})):
        assert (type(each), each) == (Room, LOBBY)


def test_some_fields_can_be_changed_in_a_copy() -> None:
    """The value stays as it was; a field that there is not is refused."""
    changed = evolved(LOBBY, {"doors": ("south",), "type": "hall"})
    assert changed == Room(name="Lobby", type="hall", doors=("south",))
    assert LOBBY.doors == ("north",)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        changed.name = "Attic"  # type: ignore[misc]
    with pytest.raises(AttributeError, match="color"):
        evolved(LOBBY, {"color": "red"})


def test_a_subclass_makes_values_of_its_own() -> None:
    """A draft is of the class itself; values of a subclass may hold more and are made as attrs makes them."""

    class Hall(Room):
        pass

    assert type(Hall(name="Hall", type="large")) is Hall
    assert Hall(name="Hall", type="large").type == "large"


@pytest.mark.parametrize(
    "field",
    [
        attrs.field(converter=str),
        attrs.field(validator=attrs.validators.instance_of(str)),
        attrs.field(default=attrs.Factory(str, takes_self=True)),
        attrs.field(default="", init=False),
    ],
)
def test_classes_that_do_more_than_keep_what_they_are_given_are_refused(field: object) -> None:
    """What attrs would do with a field is not left out in silence."""
    with pytest.raises(TypeError, match=r"use attrs\.frozen"):
        frozen(kw_only=True)(type("Odd", (), {"__annotations__": {"name": str}, "name": field}))


def test_values_with_a_step_after_they_are_made_are_refused() -> None:
    """Nor is a check of the class's own."""
    with pytest.raises(TypeError, match=r"use attrs\.frozen"):
        frozen(kw_only=True)(type("Odd", (), {"__annotations__": {}, "__attrs_post_init__": print}))


def test_values_are_made_by_keywords() -> None:
    """The one form that there is must be written out, as type checkers go by it."""
    with pytest.raises(TypeError, match="by keywords"):
        frozen(kw_only=False)
