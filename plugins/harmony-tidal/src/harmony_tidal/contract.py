"""What Tidal promises, checked by `pytest` and by `harmony providers check tidal`."""

from harmony_core.testing import Case, Contract, Link
from harmony_tidal import tidal

OF_ALBUM = "countryCode={}&include=artists,items.artists,providers,coverArt"
OF_TRACK = "include=albums.coverArt%2Cartists%2C{}genres&countryCode=AT"
MORE_CREDITS = "tracks/9100002/relationships/credits?countryCode=AT&page[cursor]=k2&include=credits"
ITEMS = "albums/9000002/relationships/items?countryCode=US&page[cursor]={}&include=items.artists"
PICTURES = "https://resources.tidal.com/images/aaaa0001/0002/0003/0004/00000000000"

LINKS = (
    Link("https://tidal.com/album/9000001", kind="release", id="9000001", type="album", canonical=True),
    Link("https://tidal.com/track/9100002", kind="recording", id="9100002", type="track", canonical=True),
    Link("https://tidal.com/video/9300001", kind="recording", id="9300001", type="video", canonical=True),
    Link("https://tidal.com/artist/9200001", kind="artist", id="9200001", type="artist", canonical=True),
    Link("https://tidal.com/album/9000001/u", kind="release", id="9000001"),
    Link("https://tidal.com/browse/album/9000001?u", kind="release", id="9000001"),
    Link("https://listen.tidal.com/album/9000001/track/9100002", kind="release", id="9000001"),
    Link("http://www.tidal.com/album/9000001", kind="release", id="9000001"),
    Link("https://desktop.tidal.com/track/9100002", kind="recording", id="9100002"),
    Link("https://listen.tidal.com/video/9300001", kind="recording", id="9300001", type="video"),
    Link("https://tidal.com/browse/artist/9200001/u", kind="artist", id="9200001"),
    Link("https://embed.tidal.com/albums/9000001", kind="release", id="9000001"),
    Link("https://store.tidal.com/us/album/9000001", kind="release", id="9000001", region="US"),
)

RELEASES = (
    Case(
        "release_by_id",
        "https://listen.tidal.com/album/9000001/u",
        sent=(f"albums?{OF_ALBUM.format('GB')}&filter[id]=9000001",),
        expected={
            "title": "Two Rooms (Night Edition)",
            "artists[0].name": "Ada Moth",
            "artists[1].name": "Bo Lantern",
            "artists[2]": None,
            "gtin": "02000000090016",
            "date": "2024-03-08",
            "types": ["album"],
            "status": "official",
            "packaging": "None",
            "labels": [{"name": "Tin Whale Distribution"}],
            "disambiguation": None,
            "media[0].format": "Digital Media",
            "media[0].tracks[0].title": "Door",
            "media[0].tracks[0].length_ms": 237_000,
            "media[0].tracks[0].isrc": "ZZLMP2400001",
            "media[0].tracks[0].explicit": True,
            "media[0].tracks[0].kind": "audio",
            "media[0].tracks[1].title": "Window (Bo's Mix)",
            "media[0].tracks[1].length_ms": 3_723_500,
            "media[0].tracks[1].artists[1].name": "Bo Lantern",
            "media[0].tracks[1].explicit": False,
            "media[0].tracks[2]": None,
            "media[1].position": 2,
            "media[1].tracks[0].length_ms": None,
            "media[1].tracks[0].explicit": None,
            "media[1].tracks[1].position": 2,
            "media[1].tracks[1].kind": "video",
            "media[1].tracks[1].external_ids.tidal[0].url": "https://tidal.com/video/9300001",
            "artwork": [
                {
                    "url": f"{PICTURES}5/1280x1280.jpg",
                    "thumb_url": f"{PICTURES}5/320x320.jpg",
                    "kinds": ["front"],
                    "width": 1280,
                    "height": 1280,
                    "provider": "tidal",
                }
            ],
            "copyright": [{"kind": "c", "year": 2024, "text": "© 2024 Lantern Works"}],
            "popularity.tidal.score": 0.125,
            "links": [{"url": "https://tidal.com/album/9000001", "kinds": ["paid streaming"]}],
            "external_ids.tidal[0].id": "9000001",
        },
    ),
    Case(
        "release_by_gtin",
        "2000000090016",
        sent=(f"albums?{OF_ALBUM.format('GB')}&filter[barcodeId]=2000000090016",),
        expected={"gtin": "02000000090016", "media[1].tracks[0].title": "Stairs"},
    ),
    Case("gtin_unknown", "2000000090023", regions=("GB", "US"), state="absent"),
    Case("gtin_of_another", "2000000090023", regions=("GB",), code="MISMATCH", message="02000000090016"),
    Case(
        "gtin_of_two",
        "2000000090016",
        expected={"title": "Two Rooms (Dolby)", "disambiguation": "Dolby Atmos", "media": None},
    ),
    Case(
        "next_region",
        "tidal:9000001",
        regions=("JP", "GB", "DE"),
        sent=tuple(f"albums?{OF_ALBUM.format(region)}&filter[id]=9000001" for region in ("GB", "DE")),
        expected={"title": "Two Rooms (Night Edition)"},
    ),
    Case(
        "release_of_pages",
        "tidal:9000002",
        regions=("US",),
        sent=(f"albums?{OF_ALBUM.format('US')}&filter[id]=9000002", ITEMS.format("3nI1"), ITEMS.format("3nI2")),
        expected={"media[0].tracks[2].title": "Step 3", "media[0].tracks[2].artists[0].name": "Ada Moth"},
    ),
    Case(
        "page_fails",
        "tidal:9000002",
        regions=("US",),
        messages=("without further tracks: Tidal refuses: not with this key", "1 of 3 tracks are listed"),
        expected={"media[0].tracks[0].title": "Step 1", "media[0].tracks[1]": None},
    ),
    Case(
        "region_with_gaps",
        "tidal:9000003",
        regions=("SE",),
        messages=("2 of 5 tracks are listed", "only ids: 9200007"),
        expected={
            "artists[0].name": "Ada Moth",
            "artists[1]": None,
            "media[0].tracks[0].number": "1",
            "media[0].tracks[1].position": 3,
            "media[0].tracks[2]": None,
        },
    ),
    Case(
        "older_shape",
        "tidal:9000004",
        expected={
            "artists[0].name": "Various Artists",
            "date": "2011-05",
            "types": ["ep"],
            "artwork[0].url": f"{PICTURES}7/1280x1280.jpg",
            "artwork[0].thumb_url": f"{PICTURES}7/640x640.jpg",
            "copyright[0].text": "(C) 2011 Lantern Works",
            "copyright[1].text": "(P) 2011 Tin Whale",
            "links[0].kinds": None,
            "media[0].tracks[0].artists[0].name": "Bo Lantern",
        },
    ),
    Case(
        "little_told",
        "tidal:9000005",
        expected={"title": "Bare", "artists": None, "media": None, "gtin": None, "types": None, "artwork": None},
    ),
    Case(
        "track_as_release",
        "https://tidal.com/browse/track/9100002",
        kind="release",
        expected={
            "title": "Window",
            "types": ["single"],
            "gtin": "2000000090061",
            "external_ids.tidal[0].id": "9000006",
        },
    ),
    Case("track_without_release", "tidal:track/9100003", kind="release", regions=("GB",), state="absent"),
    Case(
        "video_as_release",
        "https://tidal.com/browse/video/9300001",
        kind="release",
        regions=("US",),
        sent=("videos?countryCode=US&include=artists,items.artists,providers,thumbnailArt&filter[id]=9300001",),
        expected={
            "title": "Door (Live Video)",
            "types": ["single"],
            "gtin": None,
            "date": "2024-03-09",
            "media[0].tracks[0].kind": "video",
            "media[0].tracks[0].isrc": "ZZLMP2400004",
            "media[0].tracks[1]": None,
            "artwork[0].width": 1280,
            "artwork[0].height": 720,
            "links[0].url": "https://tidal.com/video/9300001",
        },
    ),
    Case("another_release", "tidal:9000001", regions=("GB",), code="MISMATCH", message="albums 9000099"),
    Case("wrong_type", "tidal:9000001", regions=("GB",), code="PAYLOAD", message="included[1].attributes.title"),
    Case("refused", "tidal:9000001", regions=("GB",), code="ACCESS_DENIED", message="not with this key"),
    Case("slow_down", "tidal:9000001", regions=("GB",), code="RATE_LIMITED", message="rate limit exceeded"),
    Case("error_in_200", "tidal:9000001", regions=("GB",), code="PROVIDER_ERROR", message="country code is wrong"),
    Case("not_found_old_words", "tidal:9000001", regions=("GB",), state="absent"),
    Case("no_settings", "tidal:9000001", regions=("GB",), settings={}, code="MISSING_SETTINGS", sent=()),
)

RECORDINGS = (
    Case(
        "recording_by_id",
        "https://tidal.com/track/9100002",
        regions=("AT",),
        sent=(f"tracks/9100002?{OF_TRACK.format('credits%2C')}&locale=en-US", MORE_CREDITS),
        expected={
            "title": "Window (Bo's Mix)",
            "artists[1].name": "Bo Lantern",
            "isrcs": ["ZZLMP2400002"],
            "length_ms": 3_723_500,
            "explicit": False,
            "kind": "audio",
            "releases[0].title": "Two Rooms (Night Edition)",
            "releases[0].gtin": "02000000090016",
            "releases[0].artwork[0].width": 1280,
            "releases[1].types": ["single"],
            "genres": [{"name": "Chamber Pop", "providers": ["tidal"]}],
            "features": {"bpm": 120, "key": "F#", "mode": "minor"},
            "popularity.tidal.score": 0.25,
            "credits[0]": {"name": "Cy Amber", "role": "composer"},
            "credits[1].name": "Ada Moth",
            "credits[2].role": "second engineer",
            "links[0].url": "https://tidal.com/track/9100002",
        },
    ),
    Case(
        "credits_fail",
        "tidal:track/9100002",
        regions=("AT",),
        messages=("without further credits",),
        expected={"credits[1].role": "lyricist", "credits[2]": None},
    ),
    Case(
        "without_credits",
        "tidal:track/9100002",
        regions=("AT",),
        want=("isrcs",),
        cassette="recording_alone.yaml",
        sent=(f"tracks/9100002?{OF_TRACK.format('')}&locale=en-US",),
        expected={"title": "Window (Bo's Mix)", "credits": None},
    ),
    Case(
        "recording_by_isrc",
        "ZZLMP2400002",
        regions=("AT",),
        sent=(f"tracks?{OF_TRACK.format('credits%2C')}&filter[isrc]=ZZLMP2400002", MORE_CREDITS),
        expected={"title": "Window (Bo's Mix)", "external_ids.tidal[0].id": "9100002"},
    ),
    Case("isrc_unknown", "ZZLMP2499999", regions=("AT",), state="absent"),
    Case("isrc_of_another", "ZZLMP2499999", regions=("AT",), code="MISMATCH"),
    Case("recording_unknown", "tidal:track/9100099", regions=("AT",), state="absent"),
    Case(
        "video_as_recording",
        "tidal:video/9300001",
        regions=("US",),
        expected={"kind": "video", "date": "2024-03-09", "labels[0].name": "Tin Whale Distribution", "credits": None},
    ),
)

ARTISTS = (
    Case(
        "artist_by_id",
        "https://tidal.com/artist/9200001",
        regions=("GB",),
        sent=("artists/9200001?include=biography,profileArt&countryCode=GB&locale=en-US",),
        expected={
            "name": "Ada Moth",
            "popularity.tidal.score": 0.75,
            "artwork[0].url": f"{PICTURES}9/750x750.jpg",
            "artwork[0].kinds": ["other"],
            "links[0].kinds": ["paid streaming"],
            "links[1].url": "https://adamoth.example",
            "links[2]": None,
        },
    ),
    Case("artist_unknown", "tidal:artist/9200099", regions=("GB",), state="absent"),
)

SEARCHES = (
    Case(
        "search_releases",
        search="two rooms",
        kind="release",
        sent=(
            "searchResults/two%20rooms/relationships/albums?countryCode=GB&include=albums.artists,albums.coverArt",
            "searchResults/two%20rooms/relationships/albums?countryCode=GB&page[cursor]=3nI1"
            "&include=albums.artists,albums.coverArt",
        ),
        expected={
            "[0].title": "Two Rooms",
            "[0].artists[0].name": "Ada Moth",
            "[2].gtin": "2000000090061",
            "[3]": None,
        },
    ),
    Case(
        "search_recordings",
        search="two rooms",
        kind="recording",
        expected={"[0].title": "Window (Bo's Mix)", "[0].releases[0].title": "Two Rooms (Night Edition)"},
    ),
    Case("search_artists", search="two rooms", kind="artist", expected={"[0].name": "Ada Moth"}),
    Case("search_nothing", search="two rooms", kind="release", state="absent"),
    Case("search_next_region", search="two rooms", kind="artist", expected={"[0].name": "Ada Moth"}),
    Case("search_no_tracks", search="two rooms", kind="recording", regions=("GB",), state="absent"),
    Case("search_no_artists", search="two rooms", kind="artist", regions=("GB",), state="absent"),
    Case("search_fails", search="two rooms", kind="artist", code="ACCESS_DENIED"),
)

CONTRACT = Contract(
    provider=tidal,
    package=__package__,
    links=LINKS,
    foreign_links=(
        "https://tidal.com/playlist/36ea71a8-445e-41a4-82ab-6628c581535d",
        "https://tidal.com/browse/mix/0123456789",
        "https://tidal.com/album/two-rooms",
        "https://tidal.com.example.org/album/9000001",
        "https://nottidal.com/album/9000001",
        "https://support.tidal.com/album/9000001",
    ),
    wrong_ids=("two-rooms", "album/x", "mix/1", ""),
    cases=(*RELEASES, *RECORDINGS, *ARTISTS, *SEARCHES),
)
