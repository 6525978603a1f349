"""Quick ways to make frozen values: nothing but the time shows that they are."""

import copy
import pickle

import attrs
import pytest

from harmony_core.domain.evolved import evolved
from harmony_core.domain.frozen import maker


@attrs.frozen(kw_only=True)
class Room:
    """A place."""

    name: str
    type: str | None = None
    doors: tuple[str, ...] = ()


new_room = maker(Room)
LOBBY = new_room(name="Lobby", doors=("north",))


def test_a_value_is_as_one_that_the_class_makes() -> None:
    """Class, fields, defaults, text, equality and hash are the same."""
    same = Room(name="Lobby", doors=("north",))
    assert type(LOBBY) is Room
    assert attrs.asdict(LOBBY) == attrs.asdict(same) == {"name": "Lobby", "type": None, "doors": ("north",)}
    assert (repr(LOBBY), LOBBY, hash(LOBBY)) == (repr(same), same, hash(same))
    assert new_room(name="Attic") != LOBBY


def test_a_value_is_frozen() -> None:
    """No field can be set or deleted, and none added, once a value is made."""
    for room in (LOBBY, evolved(LOBBY, {"type": "hall"})):
        for change in (lambda: setattr(room, "name", "Attic"), lambda: delattr(room, "name"), lambda: _colored(room)):  # noqa: B023
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                change()
        assert room.name == "Lobby"


def _colored(room: Room) -> None:
    room.color = "red"  # type: ignore[attr-defined]


def test_what_is_missing_or_unknown_is_refused() -> None:
    """A mistake in a call is told as it is for any function."""
    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'name'"):
        new_room()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'color'"):
        new_room(name="Lobby", color="red")  # type: ignore[call-arg]


def test_copies_are_values_of_the_class() -> None:
    """However a value is copied, one of its class comes out."""
    copies = (copy.copy(LOBBY), copy.deepcopy(LOBBY), pickle.loads(pickle.dumps(LOBBY)))
    for each in (*copies, attrs.evolve(LOBBY), evolved(LOBBY, {})):
        assert (type(each), each) == (Room, LOBBY)


def test_some_fields_can_be_changed_in_a_copy() -> None:
    """The value stays as it was; a field that there is not is refused."""
    assert evolved(LOBBY, {"doors": ("south",), "type": "hall"}) == Room(name="Lobby", type="hall", doors=("south",))
    assert LOBBY.doors == ("north",)
    with pytest.raises(AttributeError, match="color"):
        evolved(LOBBY, {"color": "red"})


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
    assert maker(Room) is new_room


@pytest.mark.parametrize(
    "field",
    [
        attrs.field(converter=str, kw_only=True),
        attrs.field(validator=attrs.validators.instance_of(str), kw_only=True),
        attrs.field(default=attrs.Factory(str, takes_self=True), kw_only=True),
        attrs.field(default="", init=False, kw_only=True),
        attrs.field(),
    ],
)
def test_classes_that_do_more_than_keep_what_they_are_given_have_none(field: object) -> None:
    """What the class would do with a field is not left out in silence."""
    with pytest.raises(TypeError, match="Odd does more"):
        maker(attrs.frozen(type("Odd", (), {"__annotations__": {"name": str}, "name": field})))


def test_classes_with_a_step_after_a_value_is_made_have_none() -> None:
    """Nor is a check of the class's own."""
    with pytest.raises(TypeError, match="Odd does more"):
        maker(attrs.frozen(type("Odd", (), {"__annotations__": {}, "__attrs_post_init__": print})))
