"""What Last.fm promises, checked by `pytest` and by `harmony providers check lastfm`."""

from __future__ import annotations

from harmony_core.testing import Case, Contract, Link
from harmony_lastfm import lastfm

RELEASE = "22222222-2222-4222-8222-000000000001"
OTHER = "22222222-2222-4222-8222-000000000002"
RECORDING = "33333333-3333-4333-8333-000000000001"
ARTIST = "11111111-1111-4111-8111-000000000001"

LINKS = (
    Link(
        "https://www.last.fm/music/Ada+Moth/Two+Rooms",
        kind="release",
        type="album",
        id="Ada+Moth/Two+Rooms",
        canonical=True,
    ),
    Link(
        "https://www.last.fm/music/Ada+Moth/_/First+Room",
        kind="recording",
        type="track",
        id="Ada+Moth/_/First+Room",
        canonical=True,
    ),
    Link("https://www.last.fm/music/Ada+Moth", kind="artist", type="artist", id="Ada+Moth", canonical=True),
    Link("https://www.last.fm/music/AC%2FDC", kind="artist", id="AC%2FDC", canonical=True),
    Link("https://www.last.fm/music/A+%252B+B/%252B", kind="release", id="A+%252B+B/%252B", canonical=True),
    Link("http://www.lastfm.de/music/A+%2B+B/%2B", kind="release", id="A+%2B+B/%2B"),
    Link("https://www.last.fm/de/music/Ada+Moth/Two+Rooms/?top_tracks=1#x", kind="release", id="Ada+Moth/Two+Rooms"),
    Link("https://m.last.fm/music/Ada+Moth/_/First+Room/+wiki", kind="recording", id="Ada+Moth/_/First+Room"),
    Link("last.fm/music/Ada+Moth/Two+Rooms/First+Room", kind="recording", id="Ada+Moth/_/First+Room"),
    Link("http://www.lastfm.com.br/music/+noredirect/Ada+Moth/+albums", kind="artist", id="Ada+Moth"),
    Link("https://cn.last.fm/music/Ada+Moth/_", kind="artist", id="Ada+Moth"),
    Link("https://www.last.fm/music/Sigur%20R%C3%B3s", kind="artist", id="Sigur%20R%C3%B3s"),
)

CASES = (
    Case(
        "release_by_link",
        "https://www.last.fm/de/music/Ada+Moth+%252B+Friends/Two+Rooms",
        sent=(
            "?method=album.getInfo&artist=Ada+Moth+%2B+Friends&album=Two+Rooms&format=json",
            "?method=album.getTopTags&artist=Ada+Moth+%2B+Friends&album=Two+Rooms&format=json",
        ),
        expected={
            "title": "Two Rooms",
            "artists[0].name": "Ada Moth + Friends",
            "media[0].tracks[1].title": "Second/Room",
            "media[0].tracks[1].position": 2,
            "media[0].tracks[1].length_ms": 201_000,
            "media[0].tracks[1].external_ids.lastfm[0].id": "Ada+Moth+%252B+Friends/_/Second%2FRoom",
            "media[0].tracks[1].artists[0].external_ids.musicbrainz[0].id": ARTIST,
            "media[0].tracks[2].length_ms": None,
            "tags": [
                {"name": "dream pop", "weight": 1.0, "providers": ["lastfm"]},
                {"name": "Lo-Fi", "weight": 0.4, "providers": ["lastfm"]},
                {"name": "2024", "weight": 0.07, "providers": ["lastfm"]},
            ],
            "popularity.lastfm": {"listeners": 5975, "plays": 44198},
            "artwork[0].url": "https://lastfm.freetls.fastly.net/i/u/300x300/5c0ffee05c0ffee05c0ffee05c0ffee0.png",
            "artwork[0].thumb_url": "https://lastfm.freetls.fastly.net/i/u/174s/5c0ffee05c0ffee05c0ffee05c0ffee0.png",
            "artwork[0].kinds": ["front"],
            "links[0].url": "https://www.last.fm/music/Ada+Moth+%252B+Friends/Two+Rooms",
            "external_ids.lastfm[0].id": "Ada+Moth+%252B+Friends/Two+Rooms",
            "external_ids.musicbrainz[0].id": RELEASE,
            "date": None,
        },
    ),
    Case(
        "release_by_mbid",  # lists of one are the one, numbers are numbers, the cover is the star
        RELEASE,
        expected={
            "title": "Quiet Nights",
            "artists[0].name": "Various Artists",
            "media[0].tracks[0].title": "Moth Song",
            "media[0].tracks[0].artists[0].name": "Ada Moth",
            "media[0].tracks[1]": None,
            "tags": [{"name": "lullaby", "weight": 1.0, "providers": ["lastfm"]}],
            "popularity.lastfm": {"listeners": 12, "plays": 34},
            "artwork": None,
        },
    ),
    Case("release_other_mbid", OTHER, code="MISMATCH", message=RELEASE),
    Case(
        "release_unknown",
        "lastfm:Ada+Moth/No+Rooms",
        state="absent",
        sent=(
            "?method=album.getInfo&artist=Ada+Moth&album=No+Rooms&format=json",
            "?method=album.getInfo&artist=Ada+Moth&album=No+Rooms&autocorrect=1&format=json",
        ),
    ),
    Case("release_of_mbid_unknown", RELEASE, state="absent"),
    Case(
        "release_corrected",  # texts of blanks stand for nothing, and where there are no tags none are weighed
        "lastfm:Ada+Mth/Two+Rooms",
        expected={
            "artists[0].name": "Ada Moth",
            "media": None,
            "tags": None,
            "date": None,
            "popularity.lastfm": {"plays": 0},
            "external_ids.musicbrainz": None,
        },
    ),
    Case(
        "release_as_of_2012",
        "https://www.last.fm/music/Ada+Moth/Two+Rooms",
        expected={
            "date": "2011-09-05",
            "media[0].tracks[0].length_ms": 180_000,
            "media[0].tracks[0].external_ids.musicbrainz[0].id": RECORDING,
            "media[0].tracks[1].length_ms": None,
            "tags": [{"name": "albums i own", "providers": ["lastfm"]}],
            "artwork[0].url": "http://userserve-ak.last.fm/serve/_/900001/Two+Rooms.png",
        },
    ),
    Case(
        "release_of_track",
        "https://www.last.fm/music/Ada+Moth/_/First+Room",
        kind="release",
        expected={"title": "Two Rooms", "external_ids.lastfm[0].type": "album"},
    ),
    Case("release_of_track_without_album", "lastfm:Ada+Moth/_/First+Room", kind="release", state="absent"),
    Case(
        "recording_by_link",
        "https://www.last.fm/music/Ada+Moth/Two+Rooms/First+Room",
        sent=(
            "?method=track.getInfo&artist=Ada+Moth&track=First+Room&format=json",
            "?method=track.gettoptags&artist=Ada+Moth&track=First+Room&format=json",
        ),
        expected={
            "title": "First Room",
            "length_ms": 180_000,
            "releases[0].title": "Two Rooms",
            "releases[0].external_ids.lastfm[0].id": "Ada+Moth/Two+Rooms",
            "tags[1]": {"name": "80s", "weight": 0.89, "providers": ["lastfm"]},
            "popularity.lastfm": {"listeners": 4262, "plays": 42430},
            "external_ids.musicbrainz[0].id": RECORDING,
        },
    ),
    Case(
        "recording_by_mbid",
        RECORDING,
        kind="recording",
        expected={"title": "First Room", "length_ms": None, "releases": None, "tags": None},
    ),
    Case("recording_unknown", "lastfm:Ada+Moth/_/No+Song", state="absent"),
    Case(
        "artist_by_link",
        "https://www.last.fm/music/Ada+Moth/+wiki",
        expected={
            "name": "Ada Moth",
            "tags[1]": {"name": "female vocalists", "weight": 0.63, "providers": ["lastfm"]},
            "popularity.lastfm": {"listeners": 36235, "plays": 1503871},
            "artwork": None,
            "links[0].url": "https://www.last.fm/music/Ada+Moth",
            "external_ids.musicbrainz[0].id": ARTIST,
        },
    ),
    Case(
        "artist_tags_fail",
        ARTIST,
        kind="artist",
        messages=("the weights of tags",),
        expected={"tags": [{"name": "dream pop", "providers": ["lastfm"]}]},
    ),
    Case("artist_unknown", "lastfm:Nobody", state="absent"),
    Case("bad_key", "lastfm:Ada+Moth", code="ACCESS_DENIED", message="Invalid API key"),
    Case("bad_key_in_http_200", "lastfm:Ada+Moth", code="ACCESS_DENIED", message="Invalid API key"),
    Case("no_key", "lastfm:Ada+Moth", settings={}, code="MISSING_SETTINGS"),
    Case("too_many", "lastfm:Ada+Moth", code="RATE_LIMITED"),
    Case("offline", "lastfm:Ada+Moth", code="PROVIDER_ERROR", message="error 11"),
    Case("missing_parameter", "lastfm:Ada+Moth", code="PROVIDER_ERROR", message="missing a required parameter"),
    Case("no_json", "lastfm:Ada+Moth", code="PAYLOAD"),
    Case(
        "search_releases",
        search="two rooms",
        kind="release",
        sent=("?method=album.search&album=two+rooms&format=json",),
        expected={"[0].title": "Two Rooms", "[1].external_ids.lastfm[0].id": "Ada+Moth/Two+Rooms+Live", "[2]": None},
    ),
    Case(
        "search_one_recording",
        search="first room",
        kind="recording",
        expected={"[0].title": "First Room", "[0].popularity.lastfm": {"listeners": 4262}, "[1]": None},
    ),
    Case("search_artists", search="ada", kind="artist", expected={"[0].name": "Ada Moth", "[0].artwork": None}),
    Case("search_no_release", search="nothing", kind="release", state="absent"),
    Case("search_no_recording", search="nothing", kind="recording", state="absent"),
    Case("search_no_artist", search="nobody", kind="artist", state="absent"),
    Case(
        "search_in_pages",
        search="rooms",
        kind="release",
        limit=40,
        sent=(
            "?method=album.search&album=rooms&limit=40&format=json",
            "?method=album.search&album=rooms&limit=40&page=2&format=json",
        ),
        expected={"[31].title": "Rooms 32", "[32]": None},
    ),
)

CONTRACT = Contract(
    provider=lastfm,
    package=__package__,
    links=LINKS,
    foreign_links=(
        "https://www.last.fm/user/ada",
        "https://www.last.fm/tag/dream+pop",
        "https://www.last.fm/label/Lantern",
        "https://www.last.fm/music",
        "https://www.last.fm/music/+charts",
        "https://www.last.fm/playlists/1",
        "https://www.last.fm.example.org/music/Ada+Moth",
        "https://ws.audioscrobbler.com/music/Ada+Moth",
    ),
    wrong_ids=("", "+wiki", "Ada+Moth/+albums", "a/b/c", "Ada+Moth/..", "Ada Moth"),
    cases=CASES,
)
