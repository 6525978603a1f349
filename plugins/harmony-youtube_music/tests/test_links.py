"""Links with their ids in the query, as a session takes them."""

from __future__ import annotations

import pytest

from harmony_core import Session
from harmony_core.domain.errors import RequestError
from harmony_youtube_music import youtube_music

LIST = "OLAK5uy_kTwoRoomsTwoRoomsTwoRoomsTwoRooms"


@pytest.fixture
def session() -> Session:
    """A session with this provider alone."""
    return Session(providers=(youtube_music,), installed=False)


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        (f"https://music.youtube.com/playlist?list={LIST}", f"youtube_music:{LIST}"),
        (f"HTTPS://WWW.YouTube.com/playlist?si=x&list={LIST}", f"youtube_music:{LIST}"),
        ("https://music.youtube.com/watch?v=smallhour1s&list=PLx", "youtube_music:watch/smallhour1s"),
        ("youtube.com/watch?app=desktop&v=-_smallhour&v=x", "youtube_music:watch/-_smallhour"),
        ("youtube_music:MPREb_TwoRoomsTwo", "youtube_music:MPREb_TwoRoomsTwo"),
        (f"youtube_music:{LIST}", f"youtube_music:{LIST}"),
        ("youtube_music:channel/UCLamplightLamplightLamp", "youtube_music:channel/UCLamplightLamplightLamp"),
    ],
)
def test_what_is_looked_up(session, text, ref):
    """An album has two ids, both of which are written bare; the others are written with their type."""
    parsed = session.parse(text)
    assert str(parsed.ref) == ref
    assert parsed.url


@pytest.mark.parametrize(
    "text",
    [
        "https://music.youtube.com/playlist?list=PLxyTaDz8f5PBc-8kE36gvB-eflhODG2dw",
        "https://music.youtube.com/playlist?list=LM",
        "https://music.youtube.com/playlist?list=OLAK5uy_",
        "https://music.youtube.com/playlist",
        f"https://music.youtube.com/playlist/x?list={LIST}",
        f"https://music.youtube.com/watch?list={LIST}",
        "https://music.youtube.com/watch?v=",
        "https://music.youtube.com/watch?v=too-long-to-be-one",
        f"https://notyoutube.com/playlist?list={LIST}",
    ],
)
def test_others_are_refused(session, text):
    """Playlists of people, and what has not the form of an id."""
    with pytest.raises(RequestError):
        session.parse(text)
