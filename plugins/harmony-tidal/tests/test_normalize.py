"""What Tidal's answers mean, where a whole case would say little more."""

from __future__ import annotations

import pytest

from harmony_core import provider as hc
from harmony_tidal import choose, error_of, normalize, parts
from harmony_tidal.jsonapi import (
    Document,
    Identifier,
    Links,
    Relationship,
    Resource,
    included_in,
    listing_of,
    next_cursor,
    related,
)
from harmony_tidal.payloads import Attributes, CopyrightText, ErrorBody, Problem

Albums = listing_of("albums")


def names(*pairs: tuple[str, str]) -> Relationship:
    """Return a relationship to what has these types and ids."""
    return Relationship(data=tuple(Identifier(type=type_, id=id_) for type_, id_ in pairs))


def album(id_: str = "1", **relationships: Relationship) -> Resource:
    """Return an album that is called Two Rooms."""
    return Resource(type="albums", id=id_, attributes=Attributes(title="Two Rooms"), relationships=relationships)


ADA = Resource(type="artists", id="2", attributes=Attributes(name="Ada Moth"))


@pytest.mark.parametrize(
    ("title", "version", "whole"),
    [
        ("Window", "Dub", "Window (Dub)"),
        ("Window", None, "Window"),
        ("Window", " ", "Window"),
        ("Rooms (Night Edition)", "Night Edition", "Rooms (Night Edition)"),
        ("Rooms [NIGHT EDITION]", "Night Edition", "Rooms [NIGHT EDITION]"),
        ("Livelihood", "Live", "Livelihood (Live)"),
        ("Live", "Live", "Live (Live)"),
        ("Window (1+1", "1+1", "Window (1+1"),
    ],
)
def test_a_version_is_added_to_a_title_that_lacks_it(title: str, version: str | None, whole: str) -> None:
    """Albums have it in their title, tracks have not."""
    assert parts.title(Attributes(title=title, version=version)) == whole


@pytest.mark.parametrize(
    ("duration", "length_ms"),
    [("PT3M57S", 237_000), ("PT2H16S", 7_216_000), ("PT3M", 180_000), ("P1DT1S", 86_401_000), ("PT1.25S", 1250)],
)
def test_durations_are_iso_8601(duration: str, length_ms: int) -> None:
    """Parts may be missing, seconds may have decimals."""
    assert parts.length_ms(duration, "length_ms", hc.Reader()) == length_ms


@pytest.mark.parametrize("duration", [None, "", "P", "PT", "PT0S"])
def test_a_duration_of_nothing_says_nothing(duration: str | None) -> None:
    """It is no fault either."""
    read = hc.Reader()
    assert parts.length_ms(duration, "length_ms", read) is None
    assert read.messages == []


@pytest.mark.parametrize("duration", ["3:57", "PT-3S", "P1Y", "PT999999999S", "PT٣S"])
def test_a_duration_that_cannot_be_is_reported(duration: str) -> None:
    """The length is left out then."""
    read = hc.Reader()
    assert parts.length_ms(duration, "length_ms", read) is None
    assert [message.path for message in read.messages] == ["length_ms"]


@pytest.mark.parametrize(
    ("told", "lines"),
    [
        ("℗ 2024 Lantern", [("p", "℗ 2024 Lantern", 2024)]),
        (CopyrightText(text="(C) 2011 A (P) 2012 B"), [("c", "(C) 2011 A", 2011), ("p", "(P) 2012 B", 2012)]),
        (CopyrightText(text="2018 Lantern"), [(None, "2018 Lantern", 2018)]),
        ("LANTERN", [(None, "LANTERN", None)]),
    ],
)
def test_copyright_is_text_or_an_object(
    told: CopyrightText | str, lines: list[tuple[str | None, str, int | None]]
) -> None:
    """It became an object in September 2025; its sign says of which kind it is."""
    assert [(line.kind, line.text, line.year) for line in parts.copyright_lines(told)] == lines


@pytest.mark.parametrize("told", [None, "", CopyrightText(), CopyrightText(text=" ")])
def test_no_copyright_is_no_line(told: CopyrightText | str | None) -> None:
    """Nothing is made up."""
    assert parts.copyright_lines(told) == ()


@pytest.mark.parametrize(("score", "scaled"), [(0.25, 0.25), (1.0, 1.0), (98.0, 0.98)])
def test_popularity_is_a_share_and_was_a_percentage(score: float, scaled: float) -> None:
    """Until 2025 that of artists went up to 100."""
    assert [each.score for each in parts.popularity(Attributes(popularity=score))] == [scaled]


@pytest.mark.parametrize("score", [None, 0.0, -1.0, 101.0])
def test_a_popularity_that_says_nothing_is_left_out(score: float | None) -> None:
    """0 is also what was not counted yet."""
    assert parts.popularity(Attributes(popularity=score)) == ()


def test_an_unknown_key_is_none() -> None:
    """Tidal says UNKNOWN where it does not know; a mode without a key says little."""
    assert parts.features(Attributes(key="UNKNOWN", keyScale="UNKNOWN")) is None
    assert parts.features(Attributes(key="UNKNOWN", keyScale="MINOR", bpm=84.0)) == hc.AudioFeatures(bpm=84.0)


def test_what_can_be_done_is_not_always_streaming() -> None:
    """Where availability is told and STREAM is missing, the page is only a page."""
    told = Resource(type="albums", id="1", attributes=Attributes(title="A", availability=("DJ",)))
    assert parts.links(told) == (hc.Link(url="https://tidal.com/album/1"),)


def test_included_rows_are_found_by_type_and_id() -> None:
    """Ids are of their type: an artist and an album may have the same. A row that is there twice counts once."""
    same_id = Resource(type="genres", id="2", attributes=Attributes(genreName="Folk"))
    main = album(artists=names(("artists", "2"), ("artists", "2"), ("artists", "3")))
    included = included_in([Document(data=main, included=(same_id, ADA, Resource(type="artists", id="2"), ADA))])
    assert related(main, "artists", included) == (ADA,)


def test_a_relationship_may_be_to_one() -> None:
    """JSON:API has an object there, and null for none."""
    face = Resource(type="artworks", id="f", attributes=Attributes(mediaType="IMAGE"))
    one = album(coverArt=Relationship(data=Identifier(type="artworks", id="f")), artists=Relationship(data=None))
    included = included_in([Document(data=one, included=(face,))])
    assert related(one, "coverArt", included) == (face,)
    assert related(one, "artists", included) == ()


@pytest.mark.parametrize("address", [None, "", "/albums/1/relationships/items", "?page%5Bcursor%5D=", "//["])
def test_without_a_cursor_there_is_no_next_page(address: str | None) -> None:
    """Whatever stands there instead."""
    assert next_cursor(Links(next=address)) is None


def test_a_whole_search_result_gives_its_albums() -> None:
    """Such a result is an object; what it found stands in its relationships."""
    found = Resource(
        type="searchResults",
        id="two%20rooms",
        relationships={"albums": names(("albums", "2"), ("albums", "1")), "artists": names(("artists", "2"))},
    )
    page = Albums(data=found, included=(album("1"), album("2"), ADA))
    assert [each.external_ids[0].id for each in normalize.releases([page], hc.Reader())] == ["2", "1"]
    assert [each.name for each in normalize.artists([page], hc.Reader())] == ["Ada Moth"]


def test_a_page_of_something_else_has_not_the_form_of_albums() -> None:
    """So that the body of a search for tracks is read as one."""
    with pytest.raises(ValueError, match="expected albums, got tracks"):
        Albums(data=(Resource(type="tracks", id="1"),))


def test_positions_that_cannot_be_trusted_are_counted() -> None:
    """Where one is missing or there twice, the order of the list counts."""
    track = Resource(type="tracks", id="1", attributes=Attributes(title="Door"))
    listed = [(Identifier(type="tracks", id=str(number)), track) for number in range(3)]
    (medium,) = normalize.media(listed, {}, hc.Reader())
    assert [each.position for each in medium.tracks] == [1, 2, 3]


@pytest.mark.parametrize(
    ("types", "error"), [(("albums",), hc.NotFoundError), (("tracks",), hc.PayloadError)], ids=["empty", "others"]
)
def test_a_body_without_what_was_asked_for_is_an_error(types: tuple[str, ...], error: type[hc.ProviderError]) -> None:
    """An empty list says that there is none; one of other things cannot be read."""
    document = Document(data=None if error is hc.NotFoundError else (album(),))
    with pytest.raises(error):
        choose.first(types)(document)


def test_what_was_asked_for_needs_a_title() -> None:
    """A name is what a document cannot do without."""
    with pytest.raises(hc.PayloadError, match="title or name of albums 1"):
        choose.first(("albums",))(Document(data=Resource(type="albums", id="1")))


@pytest.mark.parametrize(
    ("problem", "error"),
    [
        (Problem(code="NOT_FOUND", detail="no such album"), hc.NotFoundError),
        (Problem(status="429"), hc.RateLimitedError),
        (Problem(code="UNAUTHORIZED", detail="Invalid or missing Authorization Header"), hc.AccessDeniedError),
        (Problem(code="INVALID_ENUM_VALUE"), hc.ProviderError),
    ],
)
def test_errors_are_told_by_their_code(problem: Problem, error: type[hc.ProviderError]) -> None:
    """The first of an errors document counts."""
    assert type(error_of(ErrorBody(errors=(problem,)))) is error


def test_the_gateway_says_only_that_something_is_missing() -> None:
    """Its other words are told by their HTTP status."""
    assert isinstance(error_of(ErrorBody(status=404)), hc.NotFoundError)
    assert error_of(ErrorBody(status=500)) is None
    assert error_of(ErrorBody(errors=())) is None
