"""What YouTube Music promises, checked by `pytest` and by `harmony providers check youtube_music`. All is made up."""

from __future__ import annotations

from harmony_core.testing import Case, Contract, Link
from harmony_youtube_music import youtube_music

TWO_ROOMS, SMALL_HOURS = "MPREb_TwoRoomsTwo", "MPREb_SmallHoursS"
TWO_ROOMS_LIST = "OLAK5uy_kTwoRoomsTwoRoomsTwoRoomsTwoRooms"
SMALL_HOURS_LIST = "OLAK5uy_kSmallHoursSmallHoursSmallHoursSm"
BEST_KNOWN = "OLAK5uy_kBestKnownBestKnownBestKnownBestK"
DUSK, FILM = "smallhour1s", "filmedroomf"
LAMPLIGHTERS, OWNER, ADA = "UCLamplightLamplightLamp", "UCOwnerOwnerOwnerOwnerOw", "UCAdaMothAdaMothAdaMothA"

MUSIC, YOUTUBE = "https://music.youtube.com", "https://www.youtube.com"

LINKS = (
    Link(f"{MUSIC}/playlist?list={TWO_ROOMS_LIST}", kind="release", id=TWO_ROOMS_LIST, type="playlist", canonical=True),
    Link(f"{MUSIC}/browse/{TWO_ROOMS}", kind="release", id=TWO_ROOMS, type="browse", canonical=True),
    Link(f"{MUSIC}/watch?v={DUSK}", kind="recording", id=DUSK, type="watch", canonical=True),
    Link(f"{MUSIC}/channel/{LAMPLIGHTERS}", kind="artist", id=LAMPLIGHTERS, type="channel", canonical=True),
    Link(f"{YOUTUBE}/playlist?list={TWO_ROOMS_LIST}&si=x", kind="release", id=TWO_ROOMS_LIST, type="playlist"),
    Link(f"music.youtube.com/playlist?feature=share&list={TWO_ROOMS_LIST}#top", kind="release", id=TWO_ROOMS_LIST),
    Link(f"{MUSIC}/browse/VL{TWO_ROOMS_LIST}", kind="release", id=TWO_ROOMS_LIST, type="playlist"),
    Link(f"{MUSIC}/browse/{TWO_ROOMS}?si=x", kind="release", id=TWO_ROOMS, type="browse"),
    # what is watched is meant, whatever list it is in
    Link(f"{MUSIC}/watch?v={DUSK}&list={TWO_ROOMS_LIST}", kind="recording", id=DUSK),
    Link(f"{YOUTUBE}/watch?list=PLx&v={DUSK}&t=10s", kind="recording", id=DUSK),
    Link(f"http://m.youtube.com/watch/?v={DUSK}", kind="recording", id=DUSK),
    Link(f"https://youtu.be/{DUSK}?si=x", kind="recording", id=DUSK),
    Link(f"{YOUTUBE}/channel/{LAMPLIGHTERS}/releases", kind="artist", id=LAMPLIGHTERS),
    Link(f"https://youtube.com/channel/{LAMPLIGHTERS}", kind="artist", id=LAMPLIGHTERS),
    Link(f"{MUSIC}/browse/MPLA{LAMPLIGHTERS}", kind="artist", id=LAMPLIGHTERS),
)

RELEASES = (
    # a playlist says in its rows which album it is; the album's own page tells the rest
    Case(
        "release_by_playlist",
        f"{YOUTUBE}/playlist?list={TWO_ROOMS_LIST}&si=x",
        sent=("POST browse", "POST browse"),
        expected={
            "title": "Two Rooms",
            "date": "2017",
            "types": ("album",),
            "artists[0].name": "The Lamplighters",
            "artists[0].join_phrase": ", ",
            "artists[1].external_ids.youtube_music[0].url": f"{MUSIC}/channel/{ADA}",
            "artists[1].join_phrase": " & ",
            "artists[2]": {"name": "Tin"},
            "media[0].tracks[0].number": "1",
            "media[0].tracks[0].length_ms": 304_000,
            "media[0].tracks[0].explicit": True,
            "media[0].tracks[0].kind": "audio",
            "media[0].tracks[0].artists[0].name": "The Lamplighters",
            "media[0].tracks[0].artists[1]": None,
            "media[0].tracks[0].external_ids.youtube_music[0].url": f"{MUSIC}/watch?v=firstroom1f",
            "media[0].tracks[1].artists[0].join_phrase": " & ",
            "media[0].tracks[1].artists[1].name": "Ada Moth",
            "media[0].tracks[1].length_ms": 3_723_000,
            # no mark says nothing, and neither does a film in place of a song
            "media[0].tracks[1].explicit": None,
            "media[0].tracks[1].kind": None,
            # what cannot be played is on the release all the same
            "media[0].tracks[2].title": "Hall",
            "media[0].tracks[2].artists": [{"name": "Tin"}],
            "media[0].tracks[2].external_ids": None,
            "media[0].tracks[3]": None,
            "artwork": [
                {
                    "url": "https://lh3.googleusercontent.com/cover-two-rooms=w544-h544-l90-rj",
                    "thumb_url": "https://lh3.googleusercontent.com/cover-two-rooms=w226-h226-l90-rj",
                    "kinds": ["front"],
                    "width": 544,
                    "height": 544,
                    "provider": "youtube_music",
                }
            ],
            # the license in a description is that of its words
            "links": [
                {"url": f"{MUSIC}/playlist?list={TWO_ROOMS_LIST}", "kinds": ["free streaming"]},
                {"url": "https://en.wikipedia.org/wiki/Two_Rooms_(album)"},
            ],
            "external_ids.youtube_music[0].id": TWO_ROOMS_LIST,
            "external_ids.youtube_music[1].url": f"{MUSIC}/browse/{TWO_ROOMS}",
            "sources[0].url": f"{MUSIC}/playlist?list={TWO_ROOMS_LIST}",
        },
    ),
    # where the rows name no artists, they are those of the album
    Case(
        "release_by_id",
        f"youtube_music:{SMALL_HOURS}",
        sent=("POST browse",),
        expected={
            "title": "Small Hours",
            "types": ("ep",),
            "media[0].tracks[0].artists[0].name": "The Lamplighters",
            "media[0].tracks[1].length_ms": 179_000,
            "links[1]": None,
        },
    ),
    # where an album's page cannot tell it, all rows of its playlist do
    Case(
        "playlist_alone",
        f"youtube_music:{TWO_ROOMS}",
        expected={
            "title": "Two Rooms",
            "date": None,
            "artists[0].name": "The Lamplighters",
            "media[0].tracks[0].explicit": True,
            "external_ids.youtube_music[0].id": TWO_ROOMS_LIST,
            "external_ids.youtube_music[1].id": TWO_ROOMS,
        },
    ),
    Case(
        "release_by_gtin",
        "2000000090016",
        sent=("POST search?prettyPrint=false", "POST browse"),
        expected={"title": "Small Hours", "gtin": None},
    ),
    Case(
        "watch_as_release",
        f"{MUSIC}/watch?v={DUSK}",
        kind="release",
        sent=("POST next?prettyPrint=false", "POST browse"),
        expected={"title": "Small Hours", "external_ids.youtube_music[0].id": SMALL_HOURS_LIST},
    ),
    Case(
        "various",
        "youtube_music:MPREb_LanternsLan",
        messages=("2 of 3 tracks",),
        expected={
            "artists[0].name": "Various Artists",
            "types": ("compilation",),
            # numbers that are there twice are kept as they are printed, and the tracks counted
            "media[0].tracks[1].number": "1",
            "media[0].tracks[1].position": 2,
            "media[0].tracks[1].artists[2].name": "Tin",
        },
    ),
    Case(
        "album_page_fails",
        f"youtube_music:{TWO_ROOMS_LIST}",
        messages=("without year, type and artists",),
        expected={"title": "Two Rooms", "date": None, "media[0].tracks[1].title": "Second Room"},
    ),
    Case("release_unknown", "youtube_music:MPREb_UnknownUnkn", state="absent"),
    Case("film_as_release", f"youtube_music:watch/{FILM}", kind="release", state="absent"),
    Case("gtin_unknown", "2000000090023", state="absent"),
    Case("gtin_of_several", "2000000090023", state="absent"),
    # an artist's best known songs are a list whose id begins as those of albums do
    Case("best_known_songs", f"youtube_music:{BEST_KNOWN}", state="absent", sent=("POST browse",)),
    Case("playlist_of_other_album", f"youtube_music:{BEST_KNOWN}", code="MISMATCH", message=TWO_ROOMS_LIST),
    Case("other_release", f"youtube_music:{TWO_ROOMS}", code="MISMATCH", message=f"album {SMALL_HOURS}"),
)

RECORDINGS = (
    Case(
        "recording_by_id",
        f"https://youtu.be/{DUSK}",
        sent=("POST next?prettyPrint=false",),
        expected={
            "title": "Dusk",
            "artists[0].name": "The Lamplighters",
            "artists[1].name": "Ada Moth",
            "length_ms": 195_000,
            "date": "2021",
            "kind": "audio",
            "explicit": True,
            "releases[0].title": "Small Hours",
            "releases[0].artwork[0].width": 544,
            "releases[0].external_ids.youtube_music[0].id": SMALL_HOURS,
            "links": [{"url": f"{MUSIC}/watch?v={DUSK}", "kinds": ["free streaming"]}],
        },
    ),
    Case(
        "film_by_id",
        f"youtube_music:watch/{FILM}",
        expected={
            "title": "First Room (Official Video)",
            "artists": [
                {
                    "name": "The Lamplighters",
                    "external_ids": {
                        "youtube_music": [
                            {
                                "kind": "artist",
                                "type": "channel",
                                "id": LAMPLIGHTERS,
                                "url": f"{MUSIC}/channel/{LAMPLIGHTERS}",
                            }
                        ]
                    },
                }
            ],
            "kind": "video",
            "releases": None,
            "popularity.youtube_music.plays": 12_000_000,
        },
    ),
    Case("recording_unknown", "youtube_music:watch/unknownunkn", state="absent"),
    Case("other_recording", "youtube_music:watch/smallhour2s", code="MISMATCH", message=DUSK),
)

ARTISTS = (
    Case(
        "artist_by_id",
        f"{YOUTUBE}/channel/{LAMPLIGHTERS}",
        sent=("POST browse",),
        expected={
            "name": "The Lamplighters",
            "popularity.youtube_music": {"listeners": 14_300_000, "plays": 482_236_054},
            "artwork[0].width": 2880,
            "artwork[0].height": 1200,
            "external_ids.youtube_music[0].id": LAMPLIGHTERS,
            "external_ids.youtube_music[1].id": OWNER,
            "links[1].url": "https://en.wikipedia.org/wiki/The_Lamplighters",
            "links[2]": None,
        },
    ),
    Case("artist_unknown", "youtube_music:channel/UCUnknownUnknownUnknownU", state="absent"),
)

SEARCHES = (
    Case(
        "search_releases",
        search="two rooms",
        kind="release",
        sent=(
            "POST search?prettyPrint=false",
            "POST search?ctoken=Eo1NextPage%3D%3D&continuation=Eo1NextPage%3D%3D&type=next&prettyPrint=false",
        ),
        expected={
            "[0].title": "Two Rooms",
            "[0].date": "2017",
            "[0].types": ("album",),
            "[0].artists[1].name": "Ada Moth",
            "[0].artwork[0].width": 120,
            "[0].external_ids.youtube_music[0].id": TWO_ROOMS_LIST,
            "[0].external_ids.youtube_music[1].id": TWO_ROOMS,
            "[1].artists": [{"name": "Tin"}],
            "[2].title": "Two More Rooms",
            "[3]": None,
        },
    ),
    Case(
        "search_recordings",
        search="second room",
        kind="recording",
        sent=("POST search?prettyPrint=false",),
        expected={
            "[0].title": "Second Room",
            "[0].artists[1].name": "Ada Moth",
            "[0].length_ms": 3_723_000,
            "[0].explicit": True,
            "[0].popularity.youtube_music.plays": 333_000,
            "[0].releases[0].title": "Two Rooms",
            "[1].artists": [{"name": "Tin and Wood"}],
            "[1].popularity.youtube_music.plays": 4_300,
        },
    ),
    Case(
        "search_artists",
        search="the lamplighters",
        kind="artist",
        expected={"[0].popularity.youtube_music.listeners": 13_400_000, "[1].popularity": None, "[2]": None},
    ),
    Case("search_releases_empty", search="nothing at all", kind="release", state="absent"),
    Case("search_recordings_empty", search="nothing at all", kind="recording", state="absent"),
    Case("search_artists_empty", search="nobody at all", kind="artist", state="absent"),
)

# what comes instead says neither yes nor no, and never becomes an empty release
OTHER_PAGES = (
    Case("consent", f"youtube_music:{TWO_ROOMS}", code="ACCESS_DENIED", message="Before you continue"),
    Case("robots", f"youtube_music:{TWO_ROOMS}", code="ACCESS_DENIED", message="asks for a proof"),
    Case("busy", f"youtube_music:{TWO_ROOMS}", code="HTTP_503"),
    Case("changed_tracks", f"youtube_music:{TWO_ROOMS}", code="PAYLOAD", message="no list of tracks"),
    Case("changed_rows", f"youtube_music:{TWO_ROOMS}", code="PAYLOAD", message="no row in its list of tracks"),
    Case("changed_header", f"youtube_music:{TWO_ROOMS}", code="PAYLOAD", message="no header of an album"),
    Case("changed_title", f"youtube_music:{TWO_ROOMS}", code="PAYLOAD", message="@ $.title"),
    Case("changed_queue", f"youtube_music:watch/{DUSK}", code="PAYLOAD", message="no queue of what is played"),
    Case("changed_artist", f"youtube_music:channel/{LAMPLIGHTERS}", code="PAYLOAD", message="no header of an artist"),
    Case("changed_search", search="two rooms", kind="release", code="PAYLOAD", message="no list of results"),
    Case("other_results", search="two rooms", kind="release", code="PAYLOAD", message="none of the 1 results"),
)

CONTRACT = Contract(
    provider=youtube_music,
    package=__package__,
    links=LINKS,
    foreign_links=(
        f"{MUSIC}/playlist?list=PLxyTaDz8f5PBc-8kE36gvB-eflhODG2dw",
        f"{MUSIC}/playlist?list=RDCLAK5uy_kTwoRoomsTwoRooms",
        f"{MUSIC}/browse/VLPLxyTaDz8f5PBc-8kE36gvB-eflhODG2dw",
        f"{MUSIC}/browse/MPTC{DUSK}",
        f"{MUSIC}/search?q=two+rooms",
        f"{MUSIC}/watch?v=short",
        f"{MUSIC}/watch?list={TWO_ROOMS_LIST}",
        f"{MUSIC}/@lamplighters",
        f"{YOUTUBE}/results?v={DUSK}",
        f"https://music.youtube.com.example.org/watch?v={DUSK}",
        f"https://example.org/watch?v={DUSK}",
    ),
    wrong_ids=("short", "watch/short", "PLxyTaDz8f5PBc-8kE36gvB-eflhODG2dw", f"channel/{TWO_ROOMS}", "MPREb_"),
    cases=(*RELEASES, *RECORDINGS, *ARTISTS, *SEARCHES, *OTHER_PAGES),
)
