"""What iTunes promises, checked by `pytest` and by `harmony providers check itunes`. Names and ids are made up."""

from __future__ import annotations

from harmony_core.testing import Case, Contract, Link
from harmony_itunes import itunes

ALBUM = "lookup?entity=song&limit=200&id=9300001&country="
LINK = "https://music.apple.com/gb/album/two-rooms/9300001"


def link(url: str, ref: str, region: str, *, canonical: bool = False) -> Link:
    """Return a link to what `itunes:` and this text mean, in a store ("" where it names none)."""
    entity_type, _, entity_id = ref.rpartition("/")
    kind = {"": "release", "artist": "artist"}.get(entity_type, "recording")
    return Link(url, kind=kind, id=entity_id, type=entity_type or "album", region=region, canonical=canonical)


LINKS = (
    link("https://music.apple.com/gb/album/1441458047", "1441458047", "GB", canonical=True),
    link("https://music.apple.com/gb/song/1441458059", "song/1441458059", "GB", canonical=True),
    link("https://music.apple.com/gb/music-video/1441458100", "music-video/1441458100", "GB", canonical=True),
    link("https://music.apple.com/us/artist/3296287", "artist/3296287", "US", canonical=True),
    # scheme, name, `id` before the number and query do not matter; the store is the region
    link("https://music.apple.com/gb/album/a-night-at-the-opera/1441458047?uo=4", "1441458047", "GB"),
    link("https://music.apple.com/jp/album/%E5%A4%9C/1441458047?l=en", "1441458047", "JP"),
    link("http://itunes.apple.com/de/album/a-night/id1441458047/", "1441458047", "DE"),
    link("https://itunes.apple.com/DE/album/id1441458047", "1441458047", "DE"),
    link("https://geo.itunes.apple.com/us/album/x/id1441458047?app=itunes", "1441458047", "US"),
    link("https://geo.music.apple.com/fr/album/1441458047", "1441458047", "FR"),
    link("https://embed.music.apple.com/us/album/x/1441458047", "1441458047", "US"),
    link("music.apple.com/gb/song/bohemian-rhapsody/1441458059", "song/1441458059", "GB"),
    link("https://music.apple.com/gb/music-video/x/1441458100", "music-video/1441458100", "GB"),
    link("https://music.apple.com/gb/artist/queen/3296287#top", "artist/3296287", "GB"),
    link("https://itunes.apple.com/us/artist/queen/id3296287?uo=4", "artist/3296287", "US"),
    # a link to an album with `?i=` is the link of the song, in the same store
    link("https://music.apple.com/gb/album/x/1441458047?i=1441458059", "song/1441458059", "GB"),
    link("https://music.apple.com/gb/album/x/1441458047?uo=4&i=1441458059#t", "song/1441458059", "GB"),
    link("itunes.apple.com/fr/album/id1441458047?i=1441458059", "song/1441458059", "FR"),
    link("https://itunes.apple.com/album/id1441458047?i=1441458059", "song/1441458059", "US"),
    link("https://music.apple.com/gb/album/1441458047?i=", "1441458047", "GB"),
    link("https://music.apple.com/gb/album/1441458047?i=abc", "1441458047", "GB"),
    link("https://music.apple.com/gb/artist/3296287?i=1441458059", "artist/3296287", "GB"),
    # Apple opens a link without a store in that of the United States; `geo.` in the visitor's own
    link("https://itunes.apple.com/album/id1441458047", "1441458047", "US"),
    link("https://music.apple.com/artist/queen/3296287", "artist/3296287", "US"),
    link("https://geo.music.apple.com/album/1441458047", "1441458047", ""),
    link("https://music.apple.com/uk/album/1441458047", "1441458047", ""),
)

FOREIGN = (
    "https://music.apple.com/gb/playlist/hits/pl.606afcbb70264d2eb2b51d8dbcfa6a12",
    "https://music.apple.com/gb/station/radio/ra.978194965",
    "https://music.apple.com/gb/curator/x/976439448",
    "https://podcasts.apple.com/us/podcast/x/id1200361736",
    "https://itunes.apple.com/us/podcast/x/id1200361736",
    "https://books.apple.com/us/audiobook/x/id1441458047",
    "https://itunes.apple.com/us/audiobook/x/id1441458047",
    "https://itunes.apple.com/us/movie/x/id271469254",
    "https://itunes.apple.com/us/app/x/id284882215",
    "https://music.apple.com/gb/album/abc",
    "https://music.apple.com/gb/album/x/1441458047/extra",
    "https://music.apple.com/english/album/1441458047",
    "https://evil.music.apple.com/gb/album/1441458047",
    "https://music.apple.com.example.org/gb/album/1441458047",
    "https://notmusic.apple.com/gb/album/1441458047",
)

RELEASES = (
    # one request to the store of the link gives the release with its tracks; the answer begins with blank lines
    Case(
        "release_by_id",
        LINK,
        sent=(f"{ALBUM}gb",),
        expected={
            "title": "Two Rooms",
            "gtin": "2000000090016",
            "media[0].tracks[0].title": "First Room",
            "media[0].tracks[1].title": "Second Room",
            "media[0].tracks[2]": None,
            "media[1]": None,
        },
    ),
    Case(  # of several releases it is the one whose artwork tells the GTIN; doubled tracks are there once
        "release_by_gtin",
        "2000000090016",
        regions=("GB",),
        sent=("lookup?entity=song&limit=200&upc=2000000090016&country=gb",),
        messages=("https://music.apple.com/gb/album/9300002",),
        expected={
            "external_ids.itunes[0].id": "9300001",
            "media[0].tracks[0].title": "First Room",
            "media[0].tracks[1].title": "Second Room",
            "media[0].tracks[2]": None,
        },
    ),
    Case(  # 12 digits; it is the release's where the artwork tells none
        "gtin_without_zeros",
        "00602475093060",
        regions=("GB",),
        sent=("lookup?entity=song&limit=200&upc=602475093060&country=gb",),
        expected={"title": "Small Hours", "gtin": "00602475093060"},
    ),
    Case(
        "next_store",
        "itunes:9300001",
        regions=("GB", "US"),
        sent=(f"{ALBUM}gb", f"{ALBUM}us"),
        expected={"external_ids.itunes[0].url": "https://music.apple.com/us/album/9300001"},
    ),
    Case(  # HTTP 400 says that the request is wrong, and nothing of the release: another store may know it
        "store_refused",
        "itunes:9300001",
        regions=("GB", "US"),
        sent=(f"{ALBUM}gb", f"{ALBUM}us"),
        expected={"title": "Two Rooms"},
    ),
    Case(  # only the stores that were wished for and that there are: not in AQ
        "gtin_absent",
        "2000000090016",
        regions=("DE", "AQ", "JP"),
        state="absent",
        sent=(
            "lookup?entity=song&limit=200&upc=2000000090016&country=de",
            "lookup?entity=song&limit=200&upc=2000000090016&country=jp",
        ),
    ),
    Case("other_kind", LINK, state="absent"),  # all ids are of one kind to iTunes: that of an artist is no release
    Case(
        "song_as_release",
        "https://music.apple.com/fr/song/9310002",
        kind="release",
        sent=("lookup?id=9310002&country=fr", f"{ALBUM}fr"),
        expected={"title": "Two Rooms"},
    ),
    Case(  # a video may be sold without any release
        "video_as_release", "https://music.apple.com/gb/music-video/9310009", kind="release", state="absent"
    ),
    Case("substitute_release", LINK, code="MISMATCH", message="release 9300002 where 9300001 was asked for"),
    Case(
        "substitute_gtin",
        "2000000090016",
        regions=("GB",),
        code="MISMATCH",
        message="GTIN 2000000090023 where 2000000090016 was asked for",
    ),
)

RECORDINGS = (
    Case(
        "recording_by_id",
        "https://music.apple.com/gb/song/second-room/9310002",
        sent=("lookup?id=9310002&country=gb",),
        expected={
            "title": "Second Room",
            "length_ms": 182_123,
            "releases[0].title": "Two Rooms",
            "external_ids.itunes[0].url": "https://music.apple.com/gb/song/9310002",
        },
    ),
    Case(  # a video has the same kind of id, and says itself what it is
        "video_by_id",
        "https://music.apple.com/gb/music-video/lone-room/9310009",
        sent=("lookup?id=9310009&country=gb",),
        expected={"kind": "video", "external_ids.itunes[0].url": "https://music.apple.com/gb/music-video/9310009"},
    ),
    Case("recording_absent", "https://music.apple.com/gb/song/9310002", state="absent"),
    Case(
        "substitute_recording",
        "https://music.apple.com/gb/song/9310002",
        code="MISMATCH",
        message="song 9310001 where 9310002 was asked for",
    ),
)

ARTISTS = (
    Case(
        "artist_by_id",
        "https://music.apple.com/gb/artist/the-lamplighters/9320001",
        sent=("lookup?id=9320001&country=gb",),
        expected={"name": "The Lamplighters", "genres[0].name": "Alternative", "genres[1]": None},
    ),
    Case("artist_absent", "https://music.apple.com/gb/artist/9320001", state="absent"),
    Case(
        "substitute_artist",
        "https://music.apple.com/gb/artist/9320001",
        code="MISMATCH",
        message="artist 9320002 where 9320001 was asked for",
    ),
)

SEARCHES = (
    Case(
        "search_releases",
        search="two rooms",
        kind="release",
        regions=("GB", "US"),
        limit=2,
        sent=("search?media=music&entity=album&term=two+rooms&country=gb&limit=2",),
        expected={
            "[0].title": "Two Rooms",
            "[0].external_ids.itunes[0].id": "9300001",
            "[1].title": "Two Empty Rooms",
            "[2]": None,
        },
    ),
    Case("search_releases_empty", search="nothing at all", kind="release", regions=("GB",), state="absent"),
    Case(  # in the first store that is wished for and that there is
        "search_recordings",
        search="second room",
        kind="recording",
        regions=("AQ", "JP"),
        sent=("search?media=music&entity=song&term=second+room&country=jp&limit=25",),
        expected={"[0].external_ids.itunes[0].id": "9310002", "[0].external_ids.itunes[0].type": "song"},
    ),
    Case("search_recordings_empty", search="nothing at all", kind="recording", regions=("GB",), state="absent"),
    Case(  # what one store does not sell another may
        "search_artists",
        search="the lamplighters",
        kind="artist",
        regions=("GB", "US"),
        sent=(
            "search?media=music&entity=musicArtist&term=the+lamplighters&country=gb&limit=25",
            "search?media=music&entity=musicArtist&term=the+lamplighters&country=us&limit=25",
        ),
        expected={"[0].external_ids.itunes[0].id": "9320001"},
    ),
    Case(  # a store that answers makes up for one that does not
        "search_store_fails",
        search="the lamplighters",
        kind="artist",
        regions=("GB", "US"),
        sent=(
            "search?media=music&entity=musicArtist&term=the+lamplighters&country=gb&limit=25",
            "search?media=music&entity=musicArtist&term=the+lamplighters&country=us&limit=25",
        ),
        expected={"[0].external_ids.itunes[0].id": "9320001"},
    ),
    Case(  # nobody knows what the store that failed would have had
        "search_unknown", search="the lamplighters", kind="artist", regions=("GB", "US"), code="RATE_LIMITED"
    ),
    Case(  # no more than 200 are asked for
        "search_artists_empty",
        search="nobody at all",
        kind="artist",
        regions=("GB",),
        limit=500,
        state="absent",
        sent=("search?media=music&entity=musicArtist&term=nobody+at+all&country=gb&limit=200",),
    ),
)

# answers in which every field that is read is filled
FILLED = (
    Case(
        "release_whole",
        LINK,
        expected={
            "title": "Two Rooms",
            "types": ("ep",),
            "copyright[0].year": 2024,
            "media[0].tracks[0].title": "First Room (Live)",
            "media[0].tracks[1].kind": "video",
        },
    ),
    Case("recording_whole", "https://music.apple.com/gb/song/9310001", expected={"title": "First Room (Live)"}),
    Case("artist_whole", "https://music.apple.com/gb/artist/9320001", expected={"name": "The Lamplighters"}),
    *(
        Case(f"search_{kind}s_whole", search="rooms", kind=kind, regions=("GB",), expected={"[1]": None})
        for kind in ("release", "recording", "artist")
    ),
)

ERRORS = (
    Case("refused", LINK, code="PROVIDER_ERROR", message="[country]"),
    Case("slow_down", LINK, code="RATE_LIMITED"),  # 403 with nothing in it is no refusal for good
    Case("server_fails", LINK, code="HTTP_503"),
    Case("wrong_type", LINK, code="PAYLOAD", message="expected text, got array @ $.results[1].trackName"),
    Case(  # what a row cannot do without depends on what it is
        "row_without_name", LINK, code="PAYLOAD", message="a required field is missing: collectionName @ $.results[0]"
    ),
)

CONTRACT = Contract(
    provider=itunes,
    package=__package__,
    links=LINKS,
    foreign_links=(*FOREIGN, *(f"{url}?i=1441458059" for url in FOREIGN)),
    wrong_ids=("abc", "album/x", "playlist/1"),
    cases=(*RELEASES, *RECORDINGS, *ARTISTS, *SEARCHES, *FILLED, *ERRORS),
)
