"""Links with their ids after a `?`, as a session takes them."""

from __future__ import annotations

import pytest

from harmony_core import Session
from harmony_core.domain.errors import RequestError
from harmony_youtube_music import harmony_url_parsers, youtube_music

LIST = "OLAK5uy_kTwoRoomsTwoRoomsTwoRoomsTwoRooms"
(PARSER,) = harmony_url_parsers()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (f"https://music.youtube.com/playlist?list={LIST}", LIST),
        (f"HTTPS://WWW.YouTube.com/playlist?si=x&list={LIST}", LIST),
        ("https://music.youtube.com/watch?v=smallhour1s&list=PLx", "watch/smallhour1s"),
        ("youtube.com/watch?app=desktop&v=-_smallhour&v=x", "watch/-_smallhour"),
    ],
)
def test_what_stands_after_the_path_is_read(text, key):
    """The first of several is meant, and the case of the host is none."""
    ref = PARSER.read(text)
    assert ref is not None
    assert ref.key == key
    assert youtube_music.ref(key) == ref


@pytest.mark.parametrize(
    "text",
    [
        "https://music.youtube.com/watch",
        "https://music.youtube.com/watch?v=",
        "https://music.youtube.com/watch?v=too-long-to-be-one",
        f"https://music.youtube.com/watch?v=bad&list={LIST}",
        "https://music.youtube.com/playlist?list=LM",
        "https://music.youtube.com/playlist?list=OLAK5uy_",
        f"https://notyoutube.com/playlist?list={LIST}",
        f"https://music.youtube.com/playlist/x?list={LIST}",
        "watch?v=smallhour1s",
        "",
    ],
)
def test_others_are_left_alone(text):
    """What is no page of a song or album is none of ours; nothing raises."""
    assert PARSER.read(text) is None


def test_ids_tell_what_they_are_of():
    """An album has two ids, both of which are written bare; the others are written with their type."""
    assert youtube_music.ref("MPREb_TwoRoomsTwo").type == "browse"
    assert youtube_music.ref(LIST).type == "playlist"
    assert youtube_music.ref("watch/smallhour1s").kind == "recording"
    assert youtube_music.ref("channel/UCLamplightLamplightLamp").kind == "artist"


def test_playlists_are_refused():
    """A playlist of somebody is a link that nobody reads."""
    session = Session(providers=(youtube_music,), installed=False)
    with pytest.raises(RequestError, match="playlists are not looked up"):
        session.parse("https://music.youtube.com/playlist?list=PLxyTaDz8f5PBc-8kE36gvB-eflhODG2dw")
