"""What SoundCloud's provider promises, checked by `pytest` and by `harmony providers check soundcloud`."""

from __future__ import annotations

from harmony_core.testing import Case, Contract, Link
from harmony_soundcloud import ANY_ACCESS, soundcloud

SITE = "https://soundcloud.com"
SET, TRACK, USER = "ada-moth/sets/two-rooms", "ada-moth/first-room", "ada-moth"
MANY = range(910001000, 910001051)


def at_page(path: str) -> str:
    """Return the request for what is at a page."""
    return f"resolve?url=https%3A%2F%2Fsoundcloud.com%2F{path.replace('/', '%2F')}"


def listed(*numbers: int) -> str:
    """Return the request for tracks of which only the ids are known."""
    return f"tracks?ids={'%2C'.join(map(str, numbers))}{ANY_ACCESS}"


CONTRACT = Contract(
    provider=soundcloud,
    package=__package__,
    links=(
        Link(f"{SITE}/{SET}", kind="release", id=SET, type="set", canonical=True),
        Link(f"{SITE}/{TRACK}", kind="recording", id=TRACK, type="track", canonical=True),
        Link(f"{SITE}/{USER}", kind="artist", id=USER, type="user", canonical=True),
        Link("https://api.soundcloud.com/playlists/920000001", kind="release", id="920000001", canonical=True),
        Link("https://api.soundcloud.com/tracks/910000001", kind="recording", id="910000001", canonical=True),
        Link("https://api.soundcloud.com/users/900000101", kind="artist", id="900000101", canonical=True),
        Link(f"http://WWW.soundcloud.com/{SET}/?si=0123&utm_source=clipboard#t=1:20", kind="release", id=SET),
        Link(f"https://m.soundcloud.com/{TRACK}", kind="recording", id=TRACK),
        Link(f"{SITE}/{TRACK}?in=ada-moth/sets/two-rooms", kind="recording", id=TRACK),
        Link(f"{SITE}/chart_breaker/_-", kind="recording", id="chart_breaker/_-"),
        Link(f"{SITE}/{USER}/tracks", kind="artist", id=USER, type="user"),
        Link(f"{SITE}/{USER}/sets", kind="artist", id=USER),
        Link(f"{SITE}/{USER}/popular-tracks", kind="artist", id=USER),
        Link(f"{SITE}/charts-of-mine", kind="artist", id="charts-of-mine"),
        Link("https://api.soundcloud.com/tracks/soundcloud%3Atracks%3A910000001", kind="recording", id="910000001"),
    ),
    foreign_links=(
        f"{SITE}/discover",
        f"{SITE}/discover/sets/charts-top:all-music:se",
        f"{SITE}/charts/top",
        f"{SITE}/you/sets",
        f"{SITE}/search?q=two%20rooms",
        f"{SITE}/{TRACK}/s-Zz0Zz",
        f"{SITE}/{SET}/s-Zz0Zz",
        f"{SITE}/ada.moth",
        "https://on.soundcloud.com/Zz0Zz",
        "https://help.soundcloud.com/hc",
        f"https://soundcloud.com.example.org/{TRACK}",
        f"https://notsoundcloud.com/{TRACK}",
    ),
    wrong_ids=("", "ada moth", "ada-moth/sets/", "discover/sets/x", "ada-moth/two/rooms", "tracks:abc", "sets:1"),
    recorded_errors=("soundcloud/api-v1-resolve-set-302.json",),  # a redirect, as another program kept it
    cases=(
        # Releases
        Case("release_by_id", f"{SITE}/{SET}", sent=(at_page(SET),)),
        Case(
            "set_by_number",
            "soundcloud:playlists:920000001",
            sent=("playlists/920000001",),
            expected={
                "title": "Two Rooms",
                "external_ids.soundcloud[0].id": "920000001",
                "links[0].url": "https://shop.example/two-rooms",
            },
        ),
        Case(
            "stubs",
            f"soundcloud:{SET}",
            sent=(at_page(SET), listed(910000002, 910000003)),
            expected={
                "media[0].tracks[0].title": "First Room",
                "media[0].tracks[1].title": "Second Room",
                "media[0].tracks[2].title": "Attic",
                "media[0].tracks[3]": None,
            },
        ),
        Case(
            "many_stubs",
            "soundcloud:ada-moth/sets/parts",
            sent=(at_page("ada-moth/sets/parts"), listed(*MANY[:50]), listed(MANY[50])),
            expected={"media[0].tracks[0].title": "Part 0", "media[0].tracks[50].title": "Part 50"},
        ),
        Case(
            "stubs_fail",
            f"soundcloud:{SET}",
            messages=("without further tracks", "1 of 3 tracks are told"),
            expected={"media[0].tracks[0].title": "First Room", "media[0].tracks[1]": None},
        ),
        Case(
            "stub_stays",
            f"soundcloud:{SET}",
            messages=("1 of 3 tracks are told",),
            expected={"media[0].tracks[0].title": "Second Room", "media[0].tracks[0].position": 3},
        ),
        Case(
            "left_out",
            f"soundcloud:{SET}",
            sent=(
                at_page(SET),
                f"playlists/920000001/tracks?limit=200&linked_partitioning=true{ANY_ACCESS}",
                "playlists/920000001/tracks?cursor=2",
                listed(910000003),
            ),
            expected={
                "media[0].tracks[0].title": "First Room",
                "media[0].tracks[1].title": "Second Room",
                "media[0].tracks[2].title": "Attic",
                "links[0].kinds": None,
            },
        ),
        Case(
            "left_out_stays",
            f"soundcloud:{SET}",
            messages=("without tracks that are left out", "1 of 3 tracks are told"),
            expected={"media[0].tracks[0].title": "First Room", "media[0].tracks[1]": None},
        ),
        # The web player's answers, which serve offline, say more and in other words
        Case("publisher", f"soundcloud:{SET}"),
        Case(
            "playlist",
            "soundcloud:ada-moth/sets/for-a-walk",
            messages=("calls this set a playlist",),
            expected={
                "types": None,
                "gtin": None,
                "date": "2023-03-01",
                "artists[0].name": "Ada Moth",
                "media[0].tracks[1].artists[0].name": "Tin Choir",
            },
        ),
        Case(
            "various",
            "soundcloud:lamplight/sets/lanterns",
            expected={
                "types": ["compilation"],
                "artists[0].name": "Lamplight Records",
                "labels[0].name": "Lamplight Records",
                "labels[1].name": "Attic Tapes",
                "media[0].tracks[0].artists[0].name": "Tin Choir",
                "media[0].tracks[0].artists[0].external_ids": None,
                "media[0].tracks[1].artists[0].name": "Ada Moth & Tin Choir",
            },
        ),
        Case(
            "label_upload",
            "soundcloud:lamplight/sets/two-rooms",
            expected={"artists[0].name": "Ada Moth", "types": None, "labels[0].name": "Lamplight Records"},
        ),
        Case("no_dates", f"soundcloud:{SET}", messages=("put on SoundCloud",), expected={"date": "2010-11-28"}),
        Case(
            "strange_dates",
            f"soundcloud:{SET}",
            messages=("is not a date", "is not a GTIN"),
            expected={"date": None, "gtin": None, "title": "Two Rooms"},
        ),
        Case("year_only", f"soundcloud:{SET}", expected={"date": "2019"}),
        Case(
            "regions",
            f"soundcloud:{SET}",
            messages=("ZZ",),
            expected={
                "available_in": ["DE"],
                "media[0].tracks[0].available_in": ["DE", "SE"],
                "media[0].tracks[1].length_ms": None,
                "links[0].kinds": ["paid streaming", "free download"],
            },
        ),
        Case("blocked", f"soundcloud:{SET}", expected={"links[0].kinds": None, "media[0].tracks[1].position": 2}),
        Case("bare_set", f"soundcloud:{SET}", expected={"title": "Two Rooms", "media": None, "external_ids": None}),
        Case(
            "track_as_release",
            f"{SITE}/{TRACK}",
            kind="release",
            sent=(at_page(TRACK),),
            expected={
                "title": "First Room",
                "types": ["single"],
                "gtin": None,
                "media[0].tracks[0].title": "First Room",
                "media[0].tracks[1]": None,
                "external_ids.soundcloud[0].type": "track",
                "external_ids.soundcloud[0].id": TRACK,
            },
        ),
        Case("single", f"{SITE}/{TRACK}", kind="release", expected={"gtin": "2000000090016", "types": ["single"]}),
        Case(
            "moved",
            f"soundcloud:{SET}",
            sent=(at_page(SET), "playlists/920000001"),
            expected={"title": "Two Rooms", "media[0].tracks[1].title": "Second Room"},
        ),
        Case("release_absent", "soundcloud:ada-moth/sets/no-rooms", state="absent"),
        Case("absent_of_old", "soundcloud:ada-moth/sets/no-rooms", state="absent"),
        Case("absent_in_http_200", "soundcloud:ada-moth/sets/no-rooms", state="absent"),
        # Recordings
        Case("recording_by_id", f"{SITE}/{TRACK}", sent=(at_page(TRACK),)),
        Case(
            "recording_by_urn",
            "soundcloud:tracks:910000002",
            sent=("tracks/910000002",),
            expected={
                "title": "Second Room",
                "length_ms": 242000,
                "explicit": True,
                "isrcs": ["ZZLMP2400002"],
                "works[0].iswc": "T-034.524.680-1",
                "releases[0].title": "Two Rooms",
                "releases[0].gtin": "2000000090016",
                "credits[2].name": "Lamp Songs",
                "credits[2].role": "publisher",
                "external_ids.soundcloud[1].type": "tracks",
                "external_ids.soundcloud[1].id": "910000002",
            },
        ),
        Case(
            "preview",
            f"soundcloud:{TRACK}",
            expected={"length_ms": None, "links[0].kinds": ["paid streaming", "free download"]},
        ),
        Case(
            "bad_values",
            f"soundcloud:{TRACK}",
            messages=("is not an ISRC", "is not a date"),
            expected={
                "isrcs": None,
                "date": None,
                "features": None,
                "popularity": None,
                "links[1]": None,
                "tags[0].name": '"unfinished',
            },
        ),
        Case("empty_404", "soundcloud:ada-moth/no-track", state="absent"),
        Case("another_kind", f"soundcloud:{TRACK}", code="PAYLOAD"),
        # Artists
        Case("artist_by_id", f"{SITE}/{USER}/albums", sent=(at_page(USER),)),
        Case(
            "artist_bare",
            "soundcloud:users:900000104",
            messages=("XX1",),
            expected={"name": "Bo Lark", "artwork": None, "country": None, "links": None},
        ),
        Case("artist_absent", "soundcloud:no-such-user", state="absent"),
        # Searches
        Case(
            "search_recordings",
            search="room",
            kind="recording",
            limit=3,
            sent=(
                f"tracks?q=room&limit=3&linked_partitioning=true{ANY_ACCESS}",
                "tracks?linked_partitioning=true&limit=3&q=room&offset=2",
            ),
            expected={"[2].artists[0].name": "Ada Moth", "[3]": None},
        ),
        Case(
            "search_page_fails",
            search="room",
            kind="recording",
            limit=3,
            messages=("further pages",),
            expected={"[1].artists[0].name": "Ada Moth", "[2]": None},
        ),
        Case("search_empty_page", search="room", kind="recording", state="absent"),
        Case("search_bare_list", search="room", kind="recording", expected={"[0].title": "Second Room"}),
        Case(
            "search_releases",
            search="two rooms",
            kind="release",
            expected={"[0].title": "Two Rooms", "[0].types": ["ep"], "[0].media": None, "[1].title": "For a Walk"},
        ),
        Case("search_no_releases", search="nothing at all", kind="release", state="absent"),
        Case("search_artists", search="ada moth", kind="artist", expected={"[0].name": "Ada Moth"}),
        Case("search_no_artists", search="nothing at all", kind="artist", state="absent"),
        # What is no answer
        Case("slow_down", f"soundcloud:{TRACK}", code="RATE_LIMITED", message="Too many requests"),
        Case("refused", f"soundcloud:{TRACK}", code="ACCESS_DENIED", message="forbidden"),
        Case("server_fails", f"soundcloud:{TRACK}", code="HTTP_502"),
        Case("reported", f"soundcloud:{TRACK}", code="HTTP_422", message="422"),
        Case("wrong_type", f"soundcloud:{SET}", code="PAYLOAD", message="$.tracks[0].duration"),
        Case(
            "no_key",
            f"soundcloud:{SET}",
            settings={},
            sent=(),
            code="MISSING_SETTINGS",
            message="SOUNDCLOUD_CLIENT_ID, SOUNDCLOUD_CLIENT_SECRET",
        ),
    ),
)
