"""Another source's page leads to the entity that MusicBrainz links to it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest

from harmony_core import provider as hc
from harmony_musicbrainz import ARTIST, PAGE, RELEASE, fetch_artist, fetch_release, mbid, musicbrainz
from harmony_musicbrainz.payloads import Page

BASE = musicbrainz.base
DEEZER = hc.PageUrl("https://www.deezer.com/artist/27")
ONE, TWO = "000000a1-0000-4000-8000-000000000000", "000000a2-0000-4000-8000-000000000000"


class Canned:
    """Answers from a table of addresses."""

    def __init__(self, answers: Mapping[str, object]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    async def get(self, endpoint: hc.Endpoint[object], **fields: object) -> object:
        """Return the canned answer, decoded as the door does."""
        url = endpoint.url(BASE, fields)
        self.asked.append(url.removeprefix(BASE))
        return msgspec.convert(self.answers[self.asked[-1]], endpoint.into)


def page(*relations: Mapping[str, object]) -> dict[str, object]:
    """Return what MusicBrainz says of a page."""
    return {"id": "000000f1-0000-4000-8000-000000000000", "resource": DEEZER.text, "relations": list(relations)}


REQUEST = "url?resource=https%3A%2F%2Fwww.deezer.com%2Fartist%2F27&inc=artist-rels&fmt=json"


async def test_a_page_leads_to_its_entity() -> None:
    """The page is asked for with the relations of the kind, and then the entity by its MBID."""
    artist = ARTIST.url(BASE, {"id": ONE}).removeprefix(BASE)
    api = Canned({REQUEST: page({"ended": False, "artist": {"id": ONE}}), artist: {"id": ONE, "name": "Daft Punk"}})
    found = await fetch_artist(api, DEEZER, hc.LookupOptions())  # type: ignore[arg-type]
    assert found.name == "Daft Punk"
    assert api.asked == [REQUEST, artist]


async def test_a_page_of_a_release() -> None:
    """Releases go the same way, with their own relations."""
    target = hc.PageUrl("https://a.example/album/1")
    request = PAGE.url(BASE, {"page": target, "kind": "release"}).removeprefix(BASE)
    release = RELEASE.url(BASE, {"id": TWO}).removeprefix(BASE)
    api = Canned({request: page({"release": {"id": TWO}}), release: {"id": TWO, "title": "Songs"}})
    found = await fetch_release(api, target, hc.LookupOptions())  # type: ignore[arg-type]
    assert found.release.title == "Songs"
    assert "inc=release-rels" in request


@pytest.mark.parametrize(
    ("relations", "error"),
    [
        ([], hc.NotFoundError),
        ([{"ended": True, "artist": {"id": ONE}}], hc.NotFoundError),
        ([{"label": {"id": ONE}}], hc.NotFoundError),
        ([{"artist": {"id": ONE}}, {"artist": {"id": TWO}}], hc.MismatchError),
    ],
)
async def test_a_page_that_leads_nowhere_or_to_several(
    relations: list[Mapping[str, object]], error: type[Exception]
) -> None:
    """No link, an ended one, or one to another kind is absent; several entities are no answer."""
    with pytest.raises(error):
        await mbid(Canned({REQUEST: page(*relations)}), DEEZER, "artist")  # type: ignore[arg-type]


async def test_two_links_to_one_entity_are_one() -> None:
    """A page may be linked twice, for streaming and for download."""
    api = Canned({REQUEST: page({"artist": {"id": ONE}}, {"artist": {"id": ONE}})})
    assert await mbid(api, DEEZER, "artist") == ONE  # type: ignore[arg-type]


def test_groups_stand_under_a_hyphenated_name() -> None:
    """A release group is found under `release-group`."""
    found = msgspec.convert(page({"release-group": {"id": ONE}}), Page)
    assert found.linked_to("release_group") == (ONE,)
