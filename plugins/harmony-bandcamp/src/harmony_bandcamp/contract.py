"""What Bandcamp's provider promises, checked by `pytest` and by `harmony providers check bandcamp`."""

from __future__ import annotations

from harmony_bandcamp import bandcamp
from harmony_core.testing import Case, Contract, Link

HOME = "https://ada-moth.bandcamp.com"
ALBUM, TRACK = f"{HOME}/album/two-rooms", f"{HOME}/track/attic"
PLAYER = "EmbeddedPlayer/album=920000001"
DETAILS = "api/mobile/22/tralbum_details?band_id=900000001&tralbum_id="


def kinds(name: str, *expected: str) -> Case:
    """Return the case of an album with which these things can be done."""
    return Case(name, ALBUM, expected={"links[0].url": ALBUM, "links[0].kinds": list(expected) or None})


CONTRACT = Contract(
    provider=bandcamp,
    package=__package__,
    links=(
        Link(ALBUM, kind="release", id="ada-moth/two-rooms", type="album", canonical=True),
        Link(TRACK, kind="recording", id="ada-moth/attic", type="track", canonical=True),
        Link(HOME, kind="artist", id="ada-moth", type="artist", canonical=True),
        Link(
            "http://Ada-Moth.bandcamp.com/album/two-rooms/?from=search&x=1#t2", kind="release", id="ada-moth/two-rooms"
        ),
        Link("https://ada_moth.bandcamp.com/track/-2", kind="recording", id="ada_moth/-2"),
        Link(f"{HOME}/music", kind="artist", id="ada-moth"),
        Link(f"{HOME}/?filter=1", kind="artist", id="ada-moth"),
        Link("https://daily-news.bandcamp.com", kind="artist", id="daily-news"),
        Link("https://77.bandcamp.com/album/44", kind="release", id="77/44"),
    ),
    foreign_links=(
        "https://bandcamp.com",
        "https://bandcamp.com/ada-moth",
        "https://bandcamp.com/album/two-rooms",
        "https://www.bandcamp.com/album/two-rooms",
        "https://daily.bandcamp.com/features/two-rooms",
        "https://daily.bandcamp.com",
        "https://ada.moth.bandcamp.com/album/two-rooms",
        "https://ada-moth.bandcamp.com.example.org/album/two-rooms",
        "https://music.example.org/album/two-rooms",
        f"{HOME}/merch/two-rooms-shirt",
        f"{ALBUM}/more",
        f"{HOME}/album/",
    ),
    wrong_ids=(
        "",
        "ada moth",
        "ada-moth/",
        "ada-moth/album/two-rooms",
        "ada-moth/two rooms",
        "www/two-rooms",
        "a:1",
        "b:x",
    ),
    cases=(
        # Releases
        Case("release_by_id", ALBUM, sent=(ALBUM,), messages=("CD, Two Rooms, in a paper sleeve", "Thank you all!")),
        Case(
            "on_a_label",
            ALBUM,
            messages=("2000000090016 is that of something else", "something without a name"),
            expected={
                "artists": [{"name": "Tin Choir"}],
                "labels[0].name": "Lamplight Records",
                "labels[0].external_ids.bandcamp[0].id": "ada-moth",
                "labels[0].external_ids.bandcamp[0].kind": "label",
                "gtin": None,
            },
        ),
        Case("guest", ALBUM, expected={"artists": [{"name": "Ada Moth & Tin Choir"}], "labels": None}),
        Case(
            "on_packages",
            ALBUM,
            messages=("CD, CD, Attic Tapes; Cassette, MC, Attic Tapes",),
            expected={"labels": [{"name": "Attic Tapes"}], "artists[0].external_ids.bandcamp[0].id": "ada-moth"},
        ),
        Case(
            "own_label",
            ALBUM,
            expected={"labels[0].name": "Lamplight Records", "labels[0].external_ids.bandcamp[0].type": "artist"},
        ),
        Case("two_labels", ALBUM, expected={"labels": None, "artists[0].name": "Ada Moth"}),
        Case(
            "record_label",
            ALBUM,
            expected={
                "labels[0].name": "Lamplight Records",
                "labels[0].external_ids.bandcamp[0].url": "https://lamplight.bandcamp.com",
                "tags[1].name": "attic",
                "tags[2]": None,
            },
        ),
        Case(
            "back_link",
            ALBUM,
            expected={
                "labels[0].name": "Lamplight Records",
                "labels[0].external_ids.bandcamp[0].id": "lamplight",
                "artists[0].external_ids.bandcamp[0].id": "ada-moth",
            },
        ),
        Case(
            "hidden_in_the_middle",
            ALBUM,
            messages=("3 of 5 tracks are not listed",),
            expected={
                "media[0].tracks[0].title": "First Room",
                "media[0].tracks[1].title": "[unknown]",
                "media[0].tracks[1].position": 2,
                "media[0].tracks[3].title": "Attic",
                "media[0].tracks[4].title": "[unknown]",
                "media[0].tracks[4].number": "5",
                "media[0].tracks[5]": None,
                "links[0].kinds": ["paid download"],
            },
        ),
        Case(
            "hidden_all",
            ALBUM,
            messages=("2 of 2 tracks are not listed",),
            expected={"media[0].tracks[1].title": "[unknown]", "links[0].kinds": ["paid download"]},
        ),
        Case(
            "hidden_at_the_end",
            ALBUM,
            messages=("1 of 3 tracks are not listed",),
            expected={"media[0].tracks[1].title": "Attic", "media[0].tracks[2].title": "[unknown]"},
        ),
        kinds("free", "free download", "free streaming"),
        kinds("name_your_price", "paid download", "free download", "free streaming"),
        kinds("pay_what_you_want", "paid download", "free download", "free streaming"),
        kinds("fixed_price", "paid download", "free streaming"),
        kinds("subscribers_only", "paid download"),
        kinds("not_for_sale", "free streaming"),
        kinds("partly_heard", "paid download"),
        Case("before_bandcamp", ALBUM, messages=("1999-01-01",), expected={"date": "2010-06-05"}),
        Case(
            "strange_dates",
            ALBUM,
            messages=("is not a date", "is not a GTIN"),
            expected={"date": None, "gtin": None, "title": "Two Rooms"},
        ),
        Case(
            "bare",
            "bandcamp:ada-moth/two-rooms",
            expected={"title": "Two Rooms", "artists": None, "labels": None, "date": None, "links[0].kinds": None},
        ),
        Case(
            "preorder",
            ALBUM,
            sent=(ALBUM, PLAYER),
            messages=("not released yet",),
            expected={
                "media[0].tracks[0].length_ms": 201500,
                "media[0].tracks[1].length_ms": 99250,
                "artwork[0].kinds": ["front"],
                "artwork[1].url": "https://f4.bcbits.com/img/a0930000002_0.jpg",
                "artwork[1].kinds": ["other"],
                "artwork[2]": None,
            },
        ),
        Case("preorder_other_tracks", ALBUM, expected={"media[0].tracks[1].length_ms": None}),
        Case(
            "preorder_player_changed",
            ALBUM,
            messages=("without the lengths of tracks that are not released",),
            expected={"media[0].tracks[0].length_ms": 201500, "media[0].tracks[1].length_ms": None},
        ),
        Case(
            "track_as_release",
            TRACK,
            kind="release",
            sent=(TRACK,),
            expected={
                "title": "Attic",
                "types": ["single"],
                "media[0].tracks[0].isrc": "ZZLMP2400009",
                "media[0].tracks[0].position": 1,
                "media[0].tracks[1]": None,
                "external_ids.bandcamp[0].id": "ada-moth/attic",
                "external_ids.bandcamp[0].type": "track",
                "links[0].url": TRACK,
            },
        ),
        Case(
            "track_on_album_as_release",
            TRACK,
            kind="release",
            messages=(f"on an album, which may be the release that is meant: {ALBUM}",),
            expected={"types": ["single"], "date": "2024-05-03", "media[0].tracks[0].artists[0].name": "Tin Choir"},
        ),
        Case(
            "release_by_number",
            "bandcamp:a:900000001:920000001",
            sent=(f"{DETAILS}920000001&tralbum_type=a",),
            expected={
                "title": "Two Rooms",
                "date": "2024-05-03",
                "types": None,
                "labels": [{"name": "Lamplight Records"}],
                "tags": [{"name": "Folk", "providers": ["bandcamp"]}],
                "credits": [{"name": "Bo Lark", "role": "Artwork"}],
                "media[0].tracks[1].length_ms": 202500,
                "links[0].url": ALBUM,
                "links[0].kinds": ["paid download"],
                "external_ids.bandcamp[0].id": "ada-moth/two-rooms",
                "external_ids.bandcamp[1].id": "900000001/920000001",
            },
        ),
        Case("number_refused", "bandcamp:a:900000001:1", code="PROVIDER_ERROR", message="bad tralbum_id"),
        Case("number_of_nothing", "bandcamp:a:900000001:2", code="PAYLOAD"),
        Case(
            "half_signs",
            ALBUM,
            expected={"media[0].tracks[0].title": "Fir\ufffdst 🎵 Room", "title": "Two\u2028Rooms & more"},
        ),
        Case("release_absent", ALBUM, state="absent"),
        Case("absent_in_http_200", ALBUM, state="absent"),
        # Recordings
        Case("recording_by_id", TRACK, sent=(TRACK,)),
        Case(
            "track_on_album",
            TRACK,
            expected={
                "title": "Attic",
                "artists[0].name": "Tin Choir",
                "artists[0].external_ids": None,
                "releases[0].title": "Two Rooms",
                "releases[0].external_ids.bandcamp[0].id": "ada-moth/two-rooms",
            },
        ),
        Case(
            "recording_by_number",
            "bandcamp:t:900000001:910000009",
            sent=(f"{DETAILS}910000009&tralbum_type=t",),
            expected={
                "title": "Attic",
                "date": None,
                "length_ms": 201500,
                "releases": [{"title": "Two Rooms"}],
                "links[0].kinds": ["free download", "free streaming"],
            },
        ),
        Case("album_as_recording", "bandcamp:ada-moth/track/two-rooms", code="PAYLOAD", message="expected a track"),
        Case("recording_absent", TRACK, state="absent"),
        # Artists and labels
        Case("artist_by_id", HOME, sent=(f"{HOME}/music",)),
        Case("artist_of_one_release", HOME, expected={"name": "Ada Moth", "links[1].url": "https://ada.example.org"}),
        Case(
            "artist_by_the_side",
            HOME,
            expected={"name": "Ada Moth", "artwork": None, "external_ids.bandcamp[1]": None, "links[2]": None},
        ),
        Case(
            "artist_by_number",
            "bandcamp:b:900000001",
            sent=("POST api/mobile/22/band_details",),
            expected={
                "name": "Ada Moth",
                "external_ids.bandcamp[0].id": "ada-moth",
                "external_ids.bandcamp[1].id": "900000001",
                "links[0].kinds": ["discography page"],
                "artwork[0].url": "https://f4.bcbits.com/img/0090000011_0.jpg",
            },
        ),
        Case("account_refused", "bandcamp:b:1", code="PROVIDER_ERROR", message="bad band_id"),
        Case("artist_absent", HOME, state="absent"),
        Case(
            "label_by_id",
            "https://lamplight.bandcamp.com",
            kind="label",
            expected={
                "name": "Lamplight Records",
                "external_ids.bandcamp[0].kind": "label",
                "links[1].url": "https://lamplight.example.org/",
            },
        ),
        Case("label_absent", HOME, kind="label", state="absent"),
        # Searches
        Case(
            "search_releases",
            search="two rooms",
            kind="release",
            limit=10,
            sent=("search?q=two+rooms&item_type=a", "search?q=two+rooms&item_type=a&page=2"),
            expected={
                "[0].title": "Two Rooms",
                "[0].artists[0].name": "Ada Moth",
                "[0].date": "2024-05-03",
                "[0].tags[1].name": "attic",
                "[0].artwork[0].url": "https://f4.bcbits.com/img/a0930000001_0.jpg",
                "[0].external_ids.bandcamp[0].id": "ada-moth/two-rooms",
                "[1].title": "Two Rooms 3",
                "[2].external_ids.bandcamp[0].id": "music.tin.example.org/attic",
                "[2].date": None,
                "[3]": None,
            },
        ),
        Case(
            "search_recordings",
            search="two rooms",
            kind="recording",
            expected={
                "[0].title": "Second Room",
                "[0].artists[0].name": "Ada Moth",
                "[0].releases[0].title": "Two Rooms",
                "[0].external_ids.bandcamp[0].type": "track",
            },
        ),
        Case(
            "search_artists",
            search="two rooms",
            kind="artist",
            expected={
                "[0].name": "Two Rooms",
                "[0].tags[1].name": "folk",
                "[0].artwork[0].kinds": ["other"],
                "[1].name": "Two Rooms Records",
                "[1].artwork": None,
            },
        ),
        Case("search_no_releases", search="nothing at all", kind="release", state="absent"),
        Case("search_no_recordings", search="nothing at all", kind="recording", state="absent"),
        Case("search_no_artists", search="nothing at all", kind="artist", state="absent"),
        Case("search_changed", search="two rooms", kind="release", code="PAYLOAD", message=".searchresult"),
        # What is no answer
        Case("page_changed", ALBUM, code="PAYLOAD", message="data-tralbum"),
        Case("page_without_band", ALBUM, code="PAYLOAD", message="data-band"),
        Case("json_broken", ALBUM, code="PAYLOAD", message="data-tralbum in the page cannot be read"),
        Case("field_changed", ALBUM, code="PAYLOAD", message="$.tralbum.trackinfo[1].duration"),
        Case("robots", ALBUM, code="ACCESS_DENIED", message="Client Challenge"),
        Case("consent", HOME, code="ACCESS_DENIED", message="Before you continue"),
        Case("robots_refused", ALBUM, code="ACCESS_DENIED"),
    ),
)
