"""What Deezer promises, checked by `pytest` and by `harmony providers check deezer`. Names and ids are made up."""

from __future__ import annotations

from harmony_core.testing import Case, Contract, Link
from harmony_deezer import deezer

LINKS = (
    Link("https://www.deezer.com/album/302127", kind="release", id="302127", type="album", canonical=True),
    Link("https://www.deezer.com/track/3135556", kind="recording", id="3135556", type="track", canonical=True),
    Link("https://www.deezer.com/artist/27", kind="artist", id="27", type="artist", canonical=True),
    # scheme, `www.`, language, query and fragment do not matter
    Link("http://deezer.com/album/302127/", kind="release", id="302127"),
    Link("https://www.deezer.com/en/album/302127?utm_source=deezer", kind="release", id="302127"),
    Link("www.deezer.com/track/3135556#share", kind="recording", id="3135556"),
    # `/us/` is the language of the page: nothing follows from it for where a release is to be had
    Link("https://www.deezer.com/us/album/302127", kind="release", id="302127", region=""),
    Link("https://www.deezer.com/de/artist/27", kind="artist", id="27", region=""),
)

RELEASES = (
    # the album, then its tracks, of which only their own answers name all artists and countries
    Case(
        "release_by_id",
        "https://www.deezer.com/en/album/9000001",
        sent=("album/9000001", "track/9100001", "track/9100002"),
        expected={
            "title": "Two Rooms",
            "gtin": "2000000090016",
            "media[0].tracks[0].isrc": "ZZLMP2400001",
            "media[0].tracks[1].isrc": "ZZLMP2400002",
            "media[0].tracks[2]": None,
            "media[0].tracks[0].artists[0].name": "The Lamplighters",
            "media[0].tracks[0].artists[0].roles": ("main",),
            "media[0].tracks[0].artists[1]": None,
            "media[0].tracks[1].artists[0].roles": ("main",),
            "media[0].tracks[1].artists[1].name": "Ada Moth",
            "media[0].tracks[1].artists[1].roles": ("featured",),
            # a release is to be had where all its tracks are
            "available_in": ("FR", "GB"),
            "media[0].tracks[0].available_in": ("DE", "FR", "GB"),
        },
    ),
    Case(  # fewer than 12 digits find nothing, nor do zeros before them
        "release_by_gtin",
        "00028947757184",
        sent=("album/upc:028947757184", "track/9100051"),
        expected={"title": "Small Hours"},
    ),
    Case(
        "track_as_release",
        "https://www.deezer.com/track/9100051",
        kind="release",
        sent=("track/9100051", "album/9000005"),
        expected={"title": "Small Hours"},
    ),
    # an album lists 25 tracks at most; the others come page by page, along `next`
    Case(
        "paged",
        "deezer:9000003",
        sent=(
            "album/9000003",
            "album/9000003/tracks",
            "album/9000003/tracks?index=2",
            "track/9100031",
            "track/9100032",
            "track/9100033",
        ),
        expected={
            "media[0].tracks[0].title": "One",
            "media[0].tracks[1].title": "Two",
            "media[0].tracks[2]": None,
            "media[1].tracks[0].title": "Three",
            "media[1].tracks[1]": None,
        },
    ),
    Case(  # what could be had is kept
        "page_fails",
        "deezer:9000003",
        want=("isrcs",),
        messages=("further pages", "2 of 3 tracks are listed"),
        expected={
            "media[0].tracks[0].title": "One",
            "media[0].tracks[1].title": "Two",
            "media[0].tracks[2]": None,
            "media[1]": None,
        },
    ),
    Case(  # the album's own list names no discs: where tracks are not asked for one by one, `/tracks` is
        "discs",
        "deezer:9000004",
        want=("artwork",),
        sent=("album/9000004", "album/9000004/tracks"),
        expected={
            "media[0].position": 1,
            "media[0].tracks[0].title": "Dusk",
            "media[1].position": 2,
            "media[1].tracks[0].title": "Dawn",
        },
    ),
    Case(  # one track without its details does not cost the release; its ISRC then comes from `/tracks`
        "details_fail",
        "deezer:9000004",
        sent=("album/9000004", "track/9100041", "track/9100042", "album/9000004/tracks"),
        messages=(
            "without credits and availability (1 of 2 requests failed): Deezer asks to slow down: Quota limit exceeded",
        ),
        expected={
            "media[0].tracks[0].title": "Dusk",
            "media[1].tracks[0].title": "Dawn",
            "media[1].tracks[0].isrc": "ZZLMP2400042",
            "available_in": None,
        },
    ),
    Case("release_absent", "deezer:9000001", state="absent"),  # some errors are a text, with a status of their own
    Case("gtin_absent", "2000000090016", state="absent", sent=("album/upc:2000000090016",)),  # error 800, HTTP 200
)

RECORDINGS = (
    Case(
        "recording_by_id",
        "https://deezer.com/track/9100002",
        sent=("track/9100002",),
        expected={
            "title": "Second Room",
            "isrcs": ("ZZLMP2400002",),
            "length_ms": 201_000,
            "features.bpm": 96.5,
            "releases[0].title": "Two Rooms",
        },
    ),
    Case(
        "recording_by_isrc",
        "zz-lmp-24-00002",
        sent=("track/isrc:ZZLMP2400002",),
        expected={"title": "Second Room", "external_ids.deezer[0].id": "9100002"},
    ),
    Case("recording_absent", "deezer:track/9100001", state="absent"),
)

ARTISTS = (
    Case(
        "artist_by_id",
        "https://www.deezer.com/us/artist/9200001",
        sent=("artist/9200001",),
        expected={"name": "The Lamplighters", "artwork[0].width": 1000},
    ),
    Case("artist_absent", "deezer:artist/9200001", state="absent"),
)

SEARCHES = (
    Case(  # pages are followed as far as candidates are wanted, and no further
        "search_releases",
        search="two rooms",
        kind="release",
        limit=3,
        sent=("search/album?q=two+rooms", "search/album?q=two+rooms&index=2"),
        expected={
            "[0].title": "Two Rooms",
            "[1].title": "Two Rooms (Live)",
            "[2].title": "Two Empty Rooms",
            "[3]": None,
        },
    ),
    Case(
        "search_recordings",
        search="second room",
        kind="recording",
        sent=("search?q=second+room",),
        expected={"[0].title": "Second Room", "[0].external_ids.deezer[0].id": "9100002"},
    ),
    Case("search_artists", search="lamplighters", kind="artist", expected={"[0].name": "The Lamplighters"}),
    Case("search_releases_empty", search="nothing at all", kind="release", state="absent"),
    Case("search_recordings_empty", search="nothing at all", kind="recording", state="absent"),
    Case(
        "search_artists_empty",
        search="nobody at all",
        kind="artist",
        state="absent",
        sent=("search/artist?q=nobody+at+all",),
    ),
)

# Deezer may answer with another thing that its server's country may see: that says nothing of ours
SUBSTITUTES = (
    Case(
        "substitute_release",
        "deezer:9000001",
        code="MISMATCH",
        message="release 9000002 where 9000001 was asked for",
        sent=("album/9000001",),
    ),
    Case(
        "substitute_gtin",
        "2000000090016",
        code="MISMATCH",
        message="GTIN 2000000090023 where 2000000090016 was asked for",
    ),
    Case("substitute_recording", "deezer:track/9100001", code="MISMATCH"),
    Case("substitute_isrc", "ZZLMP2400001", code="MISMATCH"),
    Case("substitute_artist", "deezer:artist/9200001", code="MISMATCH"),
    Case(  # the details of another track are not those of ours: it stays as it is listed
        "substitute_details",
        "deezer:9000001",
        messages=("their details are missing",),
        expected={
            "media[0].tracks[0].title": "First Room",
            "media[0].tracks[1].title": "Second Room",
            "media[0].tracks[0].isrc": "ZZLMP2400001",
            "media[0].tracks[1].isrc": "ZZLMP2400002",
        },
    ),
)

ERRORS = (
    Case("quota", "deezer:9000001", code="RATE_LIMITED"),  # error 4 inside HTTP 200
    Case("other_error", "deezer:9000001", code="PROVIDER_ERROR", message="error 500: Wrong parameter"),
    Case("server_fails", "deezer:9000001", code="HTTP_503"),
    Case(
        "wrong_type",
        "deezer:9000001",
        code="PAYLOAD",
        message="deezer: album/9000001: expected text, got array @ $.title",
    ),
)

CONTRACT = Contract(
    provider=deezer,
    package=__package__,
    links=LINKS,
    foreign_links=(
        "https://www.deezer.com/playlist/908622995",
        "https://www.deezer.com/album/302127/extra",
        "https://www.deezer.com/album/abc",
        "https://www.deezer.com/english/album/302127",
        "https://www.deezer.com.example.org/album/302127",
        "https://notdeezer.com/album/302127",
    ),
    wrong_ids=("abc", "album/x", "playlist/908622995"),
    cases=(*RELEASES, *RECORDINGS, *ARTISTS, *SEARCHES, *SUBSTITUTES, *ERRORS),
)
