"""Paths of fields in documents."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core.domain.errors import RequestError
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.model import ArtistCredit, Medium, Release, Track
from harmony_core.domain.partial_date import PartialDate
from harmony_core.domain.paths import field_of, track_path, value_at

TOMMY = Release(
    title="Tommy",
    gtin=Gtin.parse("731453463127"),
    date=PartialDate(1969, 5, 19),
    artists=(ArtistCredit(name="The Who"),),
    media=(Medium(position=1, tracks=(Track(position=1, title="Overture"), Track(position=2, title="It's a Boy"))),),
)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("title", "Tommy"),
        ("date", PartialDate(1969, 5, 19)),
        ("disambiguation", None),
        ("labels", ()),
        ("artists[0].name", "The Who"),
        ("media[0].position", 1),
        ("media[0].tracks[1].title", "It's a Boy"),
        ("media[0].tracks[1].length_ms", None),
    ],
)
def test_a_path_leads_to_its_value(path: str, value: object):
    """Fields are named, places in lists are counted from 0; what is absent is None or empty."""
    assert value_at(TOMMY, path) == value


@pytest.mark.parametrize(
    "path",
    [
        "titel",
        "media[1]",
        "media[0].tracks[2].title",
        "media[0].titles",
        "title[0]",
        "title.upper",
        "title.__class__",
        "date.year",
        "date.agrees_with",
        "gtin.text",
        "[0]",
        "media.tracks",
        "__init__",
    ],
)
def test_what_is_not_there_is_named(path: str):
    """A name or a place that the document does not have is refused, also where Python has it."""
    with pytest.raises(RequestError, match="there is nothing at") as caught:
        value_at(TOMMY, path)
    assert caught.value.field == "path"


@pytest.mark.parametrize(
    "path", ["", " ", ".title", "title.", "media[0]tracks", "media[-1]", "media[x]", "media[0", "media[0]..tracks",
             "media[0].", "title title", "$.title"],
)  # fmt: skip
def test_what_is_no_path_is_refused(path: str):
    """A text that is not written as a path is told how one is written."""
    with pytest.raises(RequestError, match=r"is no path|there is nothing at"):
        value_at(TOMMY, path)


def test_paths_of_tracks():
    """A track's path, and that of one of its fields, are those of the document."""
    assert track_path(0, 3) == "media[0].tracks[3]"
    assert track_path(1, 0, "length_ms") == "media[1].tracks[0].length_ms"
    assert value_at(TOMMY, track_path(0, 0, "title")) == "Overture"


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("title", "title"),
        ("media[0].tracks[13].length_ms", "media.tracks.length_ms"),
        ("media[0].format", "media.format"),
    ],
)
def test_policies_name_fields_without_numbers(path: str, field: str):
    """The numbers of a path are left out."""
    assert field_of(path) == field


@given(st.text(alphabet="mediatrcks[]01.9", max_size=20))
def test_no_text_breaks_it(path: str):
    """Whatever is given as a path, it is a value or a refusal."""
    with suppress(RequestError):
        value_at(TOMMY, path)
