"""What ListenBrainz promises, checked by `pytest` and by `harmony providers check listenbrainz`."""

from __future__ import annotations

from harmony_core.testing import Case, Contract, Link
from harmony_listenbrainz import listenbrainz

RELEASE = "0b0a5e00-0000-4000-8000-000000000001"
GROUP = "0b0a5e00-0000-4000-8000-000000000002"
RECORDING = "0b0a5e00-0000-4000-8000-000000000003"
ARTIST = "0b0a5e00-0000-4000-8000-000000000004"
UNKNOWN = "0b0a5e00-0000-4000-8000-000000000015"

CONTRACT = Contract(
    provider=listenbrainz,
    package=__package__,
    links=(
        Link(f"https://listenbrainz.org/release/{RELEASE}", kind="release", id=RELEASE, canonical=True),
        Link(f"https://listenbrainz.org/release/{RELEASE}/", kind="release", id=RELEASE),
        Link(f"https://beta.listenbrainz.org/player/release/{RELEASE}", kind="release", id=RELEASE, type="release"),
        Link(f"https://listenbrainz.org/album/{GROUP}", kind="release_group", id=GROUP, canonical=True),
        Link(f"https://listenbrainz.org/release-group/{GROUP}", kind="release_group", id=GROUP, type="album"),
        Link(f"https://listenbrainz.org/recording/{RECORDING}", kind="recording", id=RECORDING, canonical=True),
        Link(f"https://listenbrainz.org/artist/{ARTIST}", kind="artist", id=ARTIST, canonical=True),
        Link(f"http://www.listenbrainz.org/artist/{ARTIST}/?from=share", kind="artist", id=ARTIST),
    ),
    foreign_links=(
        f"https://listenbrainz.org/track/{RECORDING}",
        f"https://listenbrainz.org/playlist/{RECORDING}",
        f"https://listenbrainz.org/event/{RECORDING}",
        "https://listenbrainz.org/user/somebody",
        "https://listenbrainz.org/artist/1",
        f"https://listenbrainz.org.example.org/artist/{ARTIST}",
        f"https://musicbrainz.org/artist/{ARTIST}",
    ),
    wrong_ids=("1", "artist/x", f"track/{RECORDING}", f"{ARTIST}0"),
    cases=(
        Case(
            "recording_by_id",
            f"https://listenbrainz.org/recording/{RECORDING.upper()}",
            sent=(
                f"metadata/recording/?recording_mbids={RECORDING}&inc=artist+tag+release",
                "POST popularity/recording",
            ),
            expected={
                "title": "First Room",
                "artists[0]": {
                    "name": "Ada Moth",
                    "join_phrase": " & ",
                    "external_ids": {
                        "listenbrainz": [
                            {
                                "kind": "artist",
                                "type": "artist",
                                "id": ARTIST,
                                "url": f"https://listenbrainz.org/artist/{ARTIST}",
                            }
                        ],
                        "musicbrainz": [
                            {
                                "kind": "artist",
                                "type": "artist",
                                "id": ARTIST,
                                "url": f"https://musicbrainz.org/artist/{ARTIST}",
                            }
                        ],
                    },
                },
                "artists[1].name": "Bo Reed",
                "artists[1].join_phrase": None,
                "length_ms": 180500,
                "releases[0].title": "Two Rooms",
                "releases[0].artists[0].name": "Ada Moth",
                "releases[0].date": "2024",
                "releases[0].external_ids.musicbrainz[0].id": RELEASE,
                "releases[0].external_ids.musicbrainz[1].kind": "release_group",
                "releases[0].external_ids.listenbrainz[1].url": f"https://listenbrainz.org/album/{GROUP}",
                "genres": [{"name": "folk rock", "weight": 1.0, "providers": ["listenbrainz"]}],
                "tags[0].name": "folk rock",
                "tags[1]": {"name": "quiet", "weight": 0.5, "providers": ["listenbrainz"]},
                "tags[2]": None,
                "popularity": {"listenbrainz": {"listeners": 56, "plays": 1234}},
                "credits[0].role": "lead vocals",
                "credits[1].role": "electric guitar",
                "credits[2].role": "producer",
                "credits[3]": None,
                "external_ids.musicbrainz[0].id": RECORDING,
                "sources[0].url": f"https://listenbrainz.org/recording/{RECORDING}",
            },
        ),
        Case(
            "recording_by_mbid",
            RECORDING,
            kind="recording",
            cassette="recording_by_id.yaml",
            expected={"title": "First Room"},
        ),
        Case(
            "recording_without_name",
            f"listenbrainz:recording/{RECORDING}",
            expected={
                "title": None,
                "artists": None,
                "releases[0].title": "Old Rooms",
                "releases[0].date": None,
                "popularity": None,
                "tags": None,
                "external_ids.listenbrainz[0].id": RECORDING,
            },
        ),
        Case(
            "counts_fail",
            f"listenbrainz:recording/{RECORDING}",
            messages=("without popularity",),
            expected={"title": "First Room", "popularity": None},
        ),
        Case("recording_unknown", f"listenbrainz:recording/{UNKNOWN}", state="absent"),
        Case(
            "release_by_id",
            f"listenbrainz:{RELEASE}",
            sent=("POST popularity/release",),
            expected={
                "title": None,
                "popularity": {"listenbrainz": {"listeners": 98, "plays": 4321}},
                "external_ids.musicbrainz[0]": {
                    "kind": "release",
                    "type": "release",
                    "id": RELEASE,
                    "url": f"https://musicbrainz.org/release/{RELEASE}",
                },
            },
        ),
        Case(
            "release_by_mbid", RELEASE, cassette="release_by_id.yaml", expected={"popularity.listenbrainz.plays": 4321}
        ),
        Case("release_unknown", UNKNOWN, state="absent"),
        Case(
            "group_by_id",
            f"https://listenbrainz.org/album/{GROUP}",
            expected={
                "title": "Two Rooms",
                "artists[1].name": "Bo Reed",
                "date": "2024-05-17",
                "types": ["album"],
                "genres[0].name": "folk",
                "tags[1].weight": 0.3333,
                "popularity.listenbrainz.listeners": 123,
                "external_ids.listenbrainz[0].type": "album",
                "external_ids.musicbrainz[0].type": "release-group",
            },
        ),
        Case(
            "group_by_mbid", GROUP, kind="release_group", cassette="group_by_id.yaml", expected={"title": "Two Rooms"}
        ),
        Case(
            "group_with_odd_fields",
            f"listenbrainz:album/{GROUP}",
            messages=("2024-13",),
            expected={
                "title": "Many Rooms",
                "artists[0].name": "Various Artists",
                "date": None,
                "types": None,
                "tags": None,
                "popularity": None,
            },
        ),
        Case("group_unknown", f"listenbrainz:album/{UNKNOWN}", state="absent"),
        Case(
            "artist_by_id",
            f"listenbrainz:artist/{ARTIST}",
            expected={
                "name": "Ada Moth",
                "kind": "person",
                "begin": "1971",
                "end": "2020",
                "genres[0].name": "folk",
                "tags[1].name": "singer",
                "popularity.listenbrainz": {"listeners": 777, "plays": 55555},
                "links[0]": {"url": "https://music.example/artist/1", "kinds": ["free streaming"]},
                "links[1]": {"url": "https://lyrics.example/moth"},
                "links[3].kinds": ["paid download"],
                "links[4].kinds": ["paid streaming"],
                "external_ids.listenbrainz[0].id": ARTIST,
            },
        ),
        Case("artist_by_mbid", ARTIST, kind="artist", cassette="artist_by_id.yaml", expected={"name": "Ada Moth"}),
        Case("artist_unknown", f"listenbrainz:artist/{UNKNOWN}", state="absent"),
        Case(
            "search_artist_and_title",
            search="Ada Moth – First Room",
            kind="recording",
            sent=("metadata/lookup/?artist_name=Ada+Moth&recording_name=First+Room",),
            expected={
                "[0].title": "First Room",
                "[0].artists[0].name": "Ada Moth",
                "[0].artists[0].external_ids.musicbrainz[0].id": ARTIST,
                "[0].releases[0].title": "Two Rooms",
                "[0].external_ids.listenbrainz[0].id": RECORDING,
                "[1]": None,
            },
        ),
        Case(
            "search_two_artists",
            search="Ada Moth & Bo Reed - Second Room",
            kind="recording",
            expected={"[0].artists": [{"name": "Ada Moth & Bo Reed"}]},
        ),
        Case(
            "search_words",
            search="moth first room",
            kind="recording",
            limit=2,
            expected={"[0].title": "First Room", "[1].title": "First Room (live)", "[2]": None},
        ),
        Case(
            "search_goes_on",
            search="First Room - Ada Moth",
            kind="recording",
            expected={"[0].title": "First Room", "[0].artists": [{"name": "Ada Moth"}]},
        ),
        Case("search_nothing", search="nothing at all", kind="recording", state="absent"),
        Case("too_many", f"listenbrainz:recording/{RECORDING}", code="RATE_LIMITED", message="slow down"),
        Case(
            "wrong_token", f"listenbrainz:recording/{RECORDING}", code="ACCESS_DENIED", message="Invalid authorization"
        ),
        Case("server_fails", f"listenbrainz:artist/{ARTIST}", state="unknown", message="reports error 500"),
        Case("error_inside_200", f"listenbrainz:recording/{RECORDING}", message="is not valid"),
        Case("wrong_type", f"listenbrainz:recording/{RECORDING}", code="PAYLOAD", message="recording.length"),
    ),
)
