"""What Spotify's provider promises, checked by `pytest` and by `harmony providers check spotify`."""

from __future__ import annotations

from harmony_core.testing import Case, Contract, Link
from harmony_spotify import spotify

ALBUM = "9Album0000000000000001"
TRACK = "9Track0000000000000001"
SECOND = "9Track0000000000000002"
THIRD = "9Track0000000000000003"
ARTIST = "9Artist000000000000001"
PAGE = "https://open.spotify.com"

CONTRACT = Contract(
    provider=spotify,
    package=__package__,
    links=(
        Link(f"{PAGE}/album/{ALBUM}", kind="release", id=ALBUM, type="album", canonical=True),
        Link(f"{PAGE}/track/{TRACK}", kind="recording", id=TRACK, type="track", canonical=True),
        Link(f"{PAGE}/artist/{ARTIST}", kind="artist", id=ARTIST, type="artist", canonical=True),
        Link(f"http://OPEN.spotify.com/album/{ALBUM}/?si=0123456789abcdef", kind="release", id=ALBUM),
        Link(f"{PAGE}/intl-de/album/{ALBUM}?si=x&utm_source=copy", kind="release", id=ALBUM, region=None),
        Link(f"{PAGE}/intl-pt-BR/track/{TRACK}#share", kind="recording", id=TRACK),
        Link(f"{PAGE}/embed/artist/{ARTIST}", kind="artist", id=ARTIST),
        Link(f"{PAGE}/embed/intl-fr/track/{TRACK}", kind="recording", id=TRACK),
        Link(f"https://play.spotify.com/album/{ALBUM}", kind="release", id=ALBUM),
    ),
    foreign_links=(
        f"{PAGE}/playlist/{ALBUM}",
        f"{PAGE}/episode/{TRACK}",
        f"{PAGE}/show/{ALBUM}",
        f"{PAGE}/prerelease/{ALBUM}",
        f"{PAGE}/user/lamplighter",
        f"{PAGE}/intl-deutsch/album/{ALBUM}",
        f"{PAGE}/album/{ALBUM[:-1]}",
        f"{PAGE}/album/{ALBUM}/more",
        f"https://open.spotify.com.example.org/album/{ALBUM}",
        f"https://openspotify.com/album/{ALBUM}",
        f"https://example.org/open.spotify.com/album/{ALBUM}",
    ),
    wrong_ids=("abc", f"{ALBUM}0", f"album/{ALBUM[:-1]}", f"playlist/{ALBUM}", f"track/{TRACK[:-1]}-"),
    cases=(
        # Releases by id
        Case(
            "release_by_id",
            f"{PAGE}/album/{ALBUM}",
            sent=(f"albums/{ALBUM}", f"tracks?ids={TRACK}%2C{SECOND}%2C{THIRD}"),
        ),
        Case(
            "release_2026",
            f"spotify:{ALBUM}",
            sent=(f"albums/{ALBUM}", f"tracks?ids={TRACK}%2C{SECOND}", f"tracks/{TRACK}", f"tracks/{SECOND}"),
            expected={
                "gtin": "2000000090016",
                "labels": None,
                "popularity": None,
                "available_in": None,
                "excluded_from": None,
                "media[0].tracks[0].isrc": "ZZLMP2400001",
                "media[0].tracks[0].available_in": None,
                "media[0].tracks[1].isrc": "ZZLMP2400002",
                "media[0].tracks[1].artists[1].name": "Ada Moth",
            },
        ),
        Case(
            "pages",
            f"spotify:{ALBUM}",
            sent=(
                f"albums/{ALBUM}",
                f"albums/{ALBUM}/tracks?limit=50&offset=1",
                f"albums/{ALBUM}/tracks?offset=2&limit=50",
                f"tracks?ids={TRACK}%2C{SECOND}%2C{THIRD}",
            ),
            expected={
                "media[0].tracks[0].isrc": "ZZLMP2400001",
                "media[0].tracks[1].isrc": "ZZLMP2400002",
                "media[1].tracks[0].isrc": "ZZLMP2400003",
            },
        ),
        Case(
            "page_fails",
            f"spotify:{ALBUM}",
            messages=("further pages", "2 of 3 tracks are listed"),
            expected={"media[0].tracks[1].isrc": "ZZLMP2400002", "media[1]": None},
        ),
        Case(
            "isrcs_fail",
            f"spotify:{ALBUM}",
            messages=("without ISRCs (1 of 2 requests failed)",),
            expected={"media[0].tracks[0].isrc": "ZZLMP2400001", "media[0].tracks[1].isrc": None},
        ),
        Case(
            "no_isrcs_wanted",
            f"spotify:{ALBUM}",
            want=("artwork", "availability"),
            sent=(f"albums/{ALBUM}",),
            expected={"media[0].tracks[0].isrc": None, "media[0].tracks[0].title": "First Room"},
        ),
        Case(
            "various_artists",
            "spotify:9Album0000000000000002",
            want=("artwork",),
            expected={
                "artists[0].name": "Various Artists",
                "date": "1998",
                "types": ["compilation"],
                "labels": None,
                "available_in": None,
                "excluded_from": None,
                "copyright": [
                    {"kind": "p", "year": 1998, "text": "(P) 1998 Lantern"},
                    {"text": "Lantern, all rights reserved"},
                ],
                "artwork[0].width": None,
                "artwork[0].thumb_url": None,
                "media[0].tracks[0].artists[0].name": "Ada Moth",
                "media[0].tracks[1].length_ms": None,
                "media[0].tracks[1].explicit": None,
                "media[0].tracks[1].available_in": ["US", "XK"],
                "media[0].tracks[2].position": 3,
                "media[0].tracks[2].external_ids.spotify[0].kind": "recording",
                "media[0].tracks[2].external_ids.spotify[0].id": "9Track0000000000000013",
                "media[0].tracks[2].external_ids.spotify[1].kind": "relinked_from",
                "media[0].tracks[2].external_ids.spotify[1].id": "9Track0000000000000014",
            },
        ),
        Case(
            "strange_date",
            "spotify:9Album0000000000000003",
            want=("artwork",),
            expected={"date": "1998-07", "types": ["single"]},
        ),
        Case(
            "no_date",
            "spotify:9Album0000000000000003",
            want=("artwork",),
            messages=("is not a date", "is not a GTIN"),
            expected={"date": None, "gtin": None, "title": "July"},
        ),
        Case(
            "track_as_release",
            f"{PAGE}/track/{TRACK}",
            kind="release",
            want=("artwork",),
            sent=(f"tracks/{TRACK}", f"albums/{ALBUM}"),
            expected={"title": "Two Rooms", "external_ids.spotify[0].id": ALBUM},
        ),
        Case("track_of_no_release", f"spotify:track/{TRACK}", kind="release", state="absent"),
        Case("release_unknown", "spotify:9Album0000000000000404", state="absent"),
        Case("no_id_at_all", "spotify:zzzzzzzzzzzzzzzzzzzzzz", state="absent"),
        # Releases by GTIN
        Case(
            "release_by_gtin",
            "2000000090016",
            sent=(
                "search?type=album&q=upc:2000000090016",
                "search?type=album&q=upc:02000000090016",
                f"albums/{ALBUM}",
                f"tracks?ids={TRACK}%2C{SECOND}%2C{THIRD}",
            ),
            expected={"title": "Two Rooms", "gtin": "02000000090016", "media[1].tracks[0].title": "Attic"},
        ),
        Case(
            "gtin_in_one_region",
            "2000000090016",
            regions=("FR", "AQ", "DE"),
            want=("artwork",),
            expected={"title": "Two Rooms", "gtin": "02000000090016"},
        ),
        Case("gtin_not_told", "2000000090016", want=("artwork",), expected={"gtin": "2000000090016"}),
        Case("gtin_of_another", "2000000090030", state="unknown", code="MISMATCH", message="02000000090016"),
        Case("gtin_unknown", "2000000090023", regions=("GB",), state="absent"),
        Case("gtin_refused", "2000000090016", state="unknown", code="ACCESS_DENIED", message="premium"),
        Case(
            "gtin_details_fail",
            "2000000090016",
            messages=("without tracks, label and copyright",),
            expected={"title": "Two Rooms", "date": "2024-05-17", "gtin": "2000000090016", "media": None},
        ),
        # Recordings
        Case("recording_by_id", f"{PAGE}/track/{SECOND}", sent=(f"tracks/{SECOND}", f"audio-features/{SECOND}")),
        Case(
            "recording_2026",
            "spotify:track/9Track0000000000000004",
            expected={
                "isrcs": ["ZZLMP2400001"],
                "popularity": None,
                "features": None,
                "external_ids.spotify[0].kind": "recording",
                "external_ids.spotify[0].id": TRACK,
                "external_ids.spotify[1].kind": "relinked_from",
                "external_ids.spotify[1].type": "track",
                "external_ids.spotify[1].id": "9Track0000000000000004",
                "external_ids.spotify[1].url": f"{PAGE}/track/9Track0000000000000004",
            },
        ),
        Case(
            "recording_relinked",
            "spotify:track/9Track0000000000000009",
            expected={
                "features": None,
                "external_ids.spotify[0].id": TRACK,
                "external_ids.spotify[1].kind": "relinked_from",
                "external_ids.spotify[1].id": "9Track0000000000000009",
                "external_ids.spotify[2]": None,
            },
        ),
        Case(
            "features_fail",
            f"spotify:track/{TRACK}",
            messages=("without audio features",),
            expected={"title": "First Room", "features": None},
        ),
        Case("no_features_wanted", f"spotify:track/{TRACK}", want=("isrcs",), sent=(f"tracks/{TRACK}",)),
        Case(
            "recording_by_isrc",
            "ZZLMP2400001",
            sent=("search?type=track&q=isrc:ZZLMP2400001", f"audio-features/{TRACK}"),
            expected={
                "title": "First Room",
                "isrcs": ["ZZLMP2400001"],
                "date": "2024-05-17",
                "releases[0].title": "Two Rooms",
                "external_ids.spotify[0].id": TRACK,
            },
        ),
        Case("isrc_in_one_region", "ZZLMP2400001", regions=("DE",), expected={"isrcs": ["ZZLMP2400001"]}),
        Case("isrc_unknown", "ZZLMP2400404", regions=("GB",), state="absent"),
        Case("recording_unknown", "spotify:track/9Track0000000000000404", state="absent"),
        Case("no_track_at_all", "spotify:track/9Track0000000000000051", state="unknown", code="PAYLOAD"),
        # Artists
        Case("artist_by_id", f"{PAGE}/artist/{ARTIST}", sent=(f"artists/{ARTIST}",)),
        Case(
            "artist_2026",
            "spotify:artist/9Artist000000000000002",
            expected={"name": "Ada Moth", "genres": None, "popularity": None, "artwork": None},
        ),
        Case("artist_unknown", "spotify:artist/9Artist000000000000404", state="absent"),
        # Searches
        Case(
            "search_releases",
            search="two rooms",
            kind="release",
            limit=12,
            sent=(
                "search?type=album&q=two+rooms&limit=10&offset=0",
                "search?type=album&q=two+rooms&limit=10&offset=10",
            ),
            expected={"[0].title": "Two Rooms 0", "[0].date": "2024-05-17", "[11].title": "Two Rooms 11", "[12]": None},
        ),
        Case(
            "search_recordings",
            search="second room",
            kind="recording",
            expected={"[0].isrcs": ["ZZLMP2400002"], "[0].artists[1].name": "Ada Moth", "[0].explicit": True},
        ),
        Case("search_artists", search="lamplighters", kind="artist", expected={"[0].name": "The Lamplighters"}),
        Case("search_no_releases", search="nothing at all", kind="release", state="absent"),
        Case("search_no_recordings", search="nothing at all", kind="recording", state="absent"),
        Case("search_no_artists", search="nothing at all", kind="artist", state="absent"),
        # What is no answer
        Case("slow_down", f"spotify:{ALBUM}", code="RATE_LIMITED", message="API rate limit exceeded"),
        Case("slow_down_in_words", f"spotify:{ALBUM}", code="RATE_LIMITED"),
        Case("refused", f"spotify:{ALBUM}", code="ACCESS_DENIED", message="token"),
        Case("server_fails", f"spotify:{ALBUM}", code="HTTP_502", message="Bad gateway"),
        Case("wrong_type", f"spotify:{ALBUM}", code="PAYLOAD", message="$.artists[0].name"),
        Case("no_key", f"spotify:{ALBUM}", settings={}, sent=(), code="MISSING_SETTINGS", message="SPOTIFY_CLIENT_ID"),
        Case("token_renewed", f"spotify:{ALBUM}", want=("artwork",), expected={"title": "Two Rooms"}),
        Case("token_refused", f"spotify:{ALBUM}", code="ACCESS_DENIED"),
    ),
)
