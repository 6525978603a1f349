"""What iTunes' answers mean: pure functions, without a request."""

from __future__ import annotations

import pytest

from harmony_core import provider as hc
from harmony_core.edges.convert import document
from harmony_core.edges.schema import problems
from harmony_itunes import artwork, choose, itunes, normalize
from harmony_itunes.links import PAGES
from harmony_itunes.payloads import Collection, Release, Results, Row

FOLDER = "https://is1-ssl.mzstatic.com/image/thumb/Music221/v4/11/c4/9f/11c49f00-8b2e-461e-c8b9-f88ec1f36e93"
UNTOLD = f"{FOLDER}/14UMGIM39390.rgb.jpg/100x100bb.jpg"
TOLD = f"{FOLDER}/2000000090016.jpg/100x100bb.jpg"
PAGE = "https://music.apple.com/gb/album/two-rooms/1?uo=4"


@pytest.fixture
def read() -> hc.Reader:
    """Collects what is wrong."""
    return hc.Reader()


def collection(number: int = 1, **fields: object) -> Row:
    """A collection as iTunes sends it."""
    given = {"collectionId": number, "collectionName": "Two Rooms", "collectionViewUrl": PAGE, "artworkUrl100": TOLD}
    return Row(**{"wrapperType": "collection", "collectionType": "Album", **given, **fields})


def song(number: int = 1, **fields: object) -> Row:
    """A song as iTunes sends it."""
    given = {"trackId": number, "trackName": f"Room {number}", "collectionId": 1, "trackNumber": number}
    return Row(**{"wrapperType": "track", "kind": "song", "discNumber": 1, **given, **fields})


def video(number: int, **fields: object) -> Row:
    """A video as iTunes sends it."""
    return song(number, **{"kind": "music-video", **fields})


def release_of(rows: list[Row], read: hc.Reader, **fields: object) -> hc.Release:
    """What a collection with these rows means."""
    return normalize.release(Release(collection(**fields), tuple(rows)), read)


def warnings(read: hc.Reader) -> list[tuple[str | None, str]]:
    """What was reported, but for what is no fault."""
    return [(message.path, message.text) for message in read.messages if message.level == "warning"]


# --- what was found -----------------------------------------------------------------------------------------


def test_a_digital_release_is_official_and_unpacked(read: hc.Reader):
    """What holds for everything that iTunes has is said of each release."""
    found = release_of([song()], read)
    assert found.status == hc.ReleaseStatus.OFFICIAL
    assert found.packaging == "None"
    assert found.media[0].format == "Digital Media"


@pytest.mark.parametrize(
    ("kind", "source_type"),
    [("release", "album"), ("recording", "song"), ("recording", "music-video"), ("artist", "artist")],
)
def test_ids_are_those_of_the_provider(kind: str, source_type: str):
    """`normalize` does not know the provider; its ids and links are the same all the same."""
    assert PAGES.ids(kind, 27, source_type=source_type) == (itunes.external_id(kind, 27, source_type),)


def test_links_are_those_of_the_store_that_answered(read: hc.Reader):
    """The name and the query are cut from a page's address, its store stays."""
    found = release_of([song()], read)
    assert found.links[0].url == "https://music.apple.com/gb/album/1"
    assert found.external_ids[0].url == "https://music.apple.com/gb/album/1"


@pytest.mark.parametrize("entity_id", [0, -1])
def test_an_id_that_is_no_id_is_left_out(entity_id: int, read: hc.Reader):
    """Without a page there is neither link nor id."""
    found = release_of([], read, collectionId=entity_id)
    assert (found.external_ids, found.links) == ((), ())


@pytest.mark.parametrize(
    ("name", "title", "types"),
    [
        ("Two Rooms - EP", "Two Rooms", (hc.ReleaseType.EP,)),
        ("Two Rooms - Single", "Two Rooms", (hc.ReleaseType.SINGLE,)),
        ("Remixes - Single - EP", "Remixes - Single", (hc.ReleaseType.EP,)),
        ("Two Rooms", "Two Rooms", ()),
        ("Two Rooms EP", "Two Rooms EP", ()),
        ("Two Rooms - single", "Two Rooms - single", ()),
        ("Two Rooms - EP (Live)", "Two Rooms - EP (Live)", ()),
        (" - EP", " - EP", ()),
    ],
)
def test_the_type_after_a_title_is_cut(name: str, title: str, types: tuple[hc.ReleaseType, ...], read: hc.Reader):
    """ " - EP" and " - Single" at the very end are types; without them nothing is known."""
    found = release_of([], read, collectionName=name)
    assert (found.title, found.types) == (title, types)


def test_a_compilation_says_so(read: hc.Reader):
    """The type of a collection is "Album" for nearly everything."""
    assert release_of([], read, collectionType="Compilation").types == (hc.ReleaseType.COMPILATION,)


@pytest.mark.parametrize(
    ("name", "censored", "title"),
    [
        ("Bohemian Rhapsody", "Bohemian Rhapsody (Live)", "Bohemian Rhapsody (Live)"),
        ("Room", "Room", "Room"),
        ("Shit Happens", "S**t Happens", "Shit Happens"),
        ("Shit Happens", "S**t Happens (Live)", "Shit Happens (Live)"),
        ("Shit Happens", "S**t Really Happens", "Shit Happens"),
        ("Long Name", "Name", "Long Name"),
        ("Romm", "Room Number One", "Room Number One"),
        ("Room", None, "Room"),
    ],
)
def test_a_censored_name_that_is_longer_tells_more(name: str, censored: str | None, title: str):
    """It may have the version of a track, and then is taken, but never with its asterisks."""
    assert normalize.track_title(song(trackName=name, trackCensoredName=censored)) == title


@pytest.mark.parametrize(
    ("word", "explicit", "version"),
    [
        ("explicit", True, None),
        ("cleaned", False, "clean"),
        ("clean", False, "clean"),
        ("notExplicit", False, None),
        ("unheard of", None, None),
        (None, None, None),
    ],
)
def test_explicit_and_clean_tracks(word: str | None, explicit: bool | None, version: str | None, read: hc.Reader):
    """A clean version is not the same as a track that never was explicit."""
    track = release_of([song(trackExplicitness=word)], read).media[0].tracks[0]
    assert (track.explicit, track.disambiguation) == (explicit, version)
    found = normalize.recording(song(trackExplicitness=word), read)
    assert (found.explicit, found.disambiguation) == (explicit, version)


@pytest.mark.parametrize(
    ("word", "version"), [("explicit", "explicit"), ("cleaned", "clean"), ("notExplicit", None), (None, None)]
)
def test_explicit_and_clean_releases(word: str | None, version: str | None, read: hc.Reader):
    """The explicit and the clean release have the same title: this tells them apart."""
    assert release_of([], read, collectionExplicitness=word).disambiguation == version


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1975-11-21T08:00:00Z", "1975-11-21"),
        ("2014-10-24T07:00:00Z", "2014-10-24"),
        ("2005-07-19 07:00:00 Etc/GMT", "2005-07-19"),
        ("2005", "2005"),
        ("", None),
        (None, None),
    ],
)
def test_dates_are_days_in_utc(text: str | None, date: str | None, read: hc.Reader):
    """A date is midnight in California; in 2011 some named the zone in words."""
    found = release_of([], read, releaseDate=text).date
    assert (str(found) if found else None) == date


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("℗ 2014 Queen Productions Ltd", [("p", 2014)]),
        ("© 2001 Lantern Records", [("c", 2001)]),
        ("℗ & © 2001 Lantern Records", [("c", 2001), ("p", 2001)]),
        ("Blue Note Records; ℗ 2020 UMG Recordings, Inc.", [("p", 2020)]),
        ("1969 Atlantic Records Corporation", [(None, 1969)]),
        ("Lantern Records 120312", [(None, None)]),
        (" ", []),
        (None, []),
    ],
)
def test_copyright_lines(text: str | None, lines: list[tuple[str | None, int | None]], read: hc.Reader):
    """A line is kept as it is, with its sign and year; old ones have no sign."""
    found = release_of([], read, copyright=text).copyright
    assert [(line.kind, line.year) for line in found] == lines
    assert {line.text for line in found} <= {text}


def test_genres(read: hc.Reader):
    """There is one, and it says who told it."""
    assert release_of([], read, primaryGenreName="Rock").genres == (hc.Genre(name="Rock", providers=("itunes",)),)
    assert release_of([], read, primaryGenreName="").genres == ()


# --- artists ------------------------------------------------------------------------------------------------


def test_a_credit_is_one_name():
    """ "A & B" may be two artists or a duo: it stays as it is, with the one id that there is."""
    (credit,) = normalize.artist_credit("Ada & Bo", 9, "https://music.apple.com/gb/artist/ada/9?uo=4", hc.Reader())
    assert (credit.name, credit.join_phrase) == ("Ada & Bo", None)
    assert [(each.id, each.url) for each in credit.external_ids] == [("9", "https://music.apple.com/gb/artist/9")]


def test_various_artists_have_no_page():
    """Their id leads nowhere, and is left out."""
    (credit,) = normalize.artist_credit("Various Artists", 79924040, None, hc.Reader())
    assert (credit.name, credit.external_ids) == ("Various Artists", ())


@pytest.mark.parametrize("name", [None, "", " "])
def test_a_credit_without_a_name_is_none(name: str | None):
    """An id alone is no credit."""
    assert normalize.artist_credit(name, 9, PAGE, hc.Reader()) == ()


# --- tracks and discs ---------------------------------------------------------------------------------------


def test_tracks_are_grouped_by_disc(read: hc.Reader):
    """Positions start again on each disc, in the order of the discs."""
    rows = [song(3, discNumber=2, trackNumber=1), song(1), song(2)]
    media = release_of(rows, read, trackCount=3).media
    assert [(medium.position, [each.position for each in medium.tracks]) for medium in media] == [(1, [1, 2]), (2, [1])]


def test_videos_are_tracks_of_their_own_kind(read: hc.Reader):
    """A video follows the songs of its disc, and has a page of its own type."""
    tracks = release_of([song(1, trackCount=1), video(2, trackCount=2)], read, trackCount=2).media[0].tracks
    assert [track.kind for track in tracks] == [hc.TrackKind.AUDIO, hc.TrackKind.VIDEO]
    assert [track.external_ids[0].type for track in tracks] == ["song", "music-video"]
    assert warnings(read) == []


@pytest.mark.parametrize(
    "stray",
    [
        video(9, collectionId=None),
        song(9, collectionId=2),
        song(9, kind="interactive-booklet"),
        Row(wrapperType="artist", artistId=9, artistName="Ada", collectionId=1),
        Row(wrapperType="unheard of"),
        Row(),
    ],
)
def test_rows_that_are_no_tracks_of_the_release_are_left_out(stray: Row, read: hc.Reader):
    """Videos by themselves, tracks of another collection, booklets and whatever else comes along."""
    assert [track.title for track in release_of([stray, song(1), stray], read).media[0].tracks] == ["Room 1"]
    assert warnings(read) == []


def test_rows_that_are_there_twice_count_once(read: hc.Reader):
    """A lookup by GTIN may list every track twice."""
    found = release_of([song(1), song(2), song(1), song(2)], read, trackCount=2)
    assert [track.position for track in found.media[0].tracks] == [1, 2]
    assert warnings(read) == []


@pytest.mark.parametrize("given", [[None, None, None], [1, 1, 2], [0, 1, 2], [-1, 2, 3], [1, None, 3]])
def test_positions_that_cannot_be_are_counted(given: list[int | None], read: hc.Reader):
    """Positions that are missing, not positive or there twice are counted anew."""
    rows = [song(number, trackNumber=position) for number, position in enumerate(given, 1)]
    assert [each.position for each in release_of(rows, read).media[0].tracks] == [1, 2, 3]


def test_missing_tracks_are_reported_and_not_made_up(read: hc.Reader):
    """15 of 19 tracks: the others leave their places empty, and the warning names the store and the places."""
    there = [number for number in range(1, 20) if number not in (3, 7, 18, 19)]
    found = release_of([song(number, trackCount=19) for number in there], read, trackCount=19)
    assert [track.position for track in found.media[0].tracks] == there
    assert warnings(read) == [("media", "15 of 19 tracks are listed in the GB store; missing: 3, 7, 18, 19")]


def test_missing_tracks_of_several_discs_are_named_with_their_disc(read: hc.Reader):
    """A song counts the tracks of its disc only: what is missing at the end of each disc is known."""
    rows = [song(1, trackCount=2), song(2, trackNumber=2, discNumber=2, trackCount=2)]
    release_of(rows, read, trackCount=4)
    assert warnings(read) == [("media", "2 of 4 tracks are listed in the GB store; missing: 1.2, 2.1")]


def test_a_disc_that_is_missing_as_a_whole_is_counted(read: hc.Reader):
    """The collection counts all its tracks, also those of which nothing is known."""
    release_of([song(1, trackCount=1)], read, trackCount=3)
    assert warnings(read) == [("media", "1 of 3 tracks are listed in the GB store")]


def test_a_disc_is_not_compared_with_the_whole_release(read: hc.Reader):
    """12 songs and 6 songs with 3 videos are 21 tracks: songs count their disc, videos the whole collection."""
    first = [song(number, trackCount=12) for number in range(1, 13)]
    second = [song(100 + number, trackNumber=number, discNumber=2, trackCount=6) for number in range(1, 7)]
    videos = [video(200 + number, trackNumber=number, discNumber=2, trackCount=21) for number in range(7, 10)]
    found = release_of([*first, *second, *videos], read, trackCount=21)
    assert [len(medium.tracks) for medium in found.media] == [12, 9]
    assert warnings(read) == []


def test_a_booklet_is_counted_though_it_is_no_track(read: hc.Reader):
    """The collection counts its booklet: nothing is missing."""
    release_of([song(1), song(2, kind="interactive-booklet")], read, trackCount=2)
    assert warnings(read) == []


def test_a_release_without_tracks_is_reported(read: hc.Reader):
    """What is only streamed comes without any; nothing is said then of whether it can be streamed."""
    found = release_of([], read, trackCount=10)
    assert found.media == ()
    assert found.links[0].kinds == ()
    assert warnings(read) == [("media", "no tracks are listed in the GB store, as is usual for what is only streamed")]


def test_a_count_that_no_disc_has_is_no_count(read: hc.Reader):
    """A huge number does not make a huge list of what is missing."""
    release_of([song(1, trackCount=2**62)], read)
    assert warnings(read) == []


@pytest.mark.parametrize("milliseconds", [None, 0, -5])
def test_a_length_that_is_not_positive_is_unknown(milliseconds: float | None, read: hc.Reader):
    """Lengths are milliseconds, sometimes with a point."""
    assert normalize.recording(song(trackTimeMillis=milliseconds), read).length_ms is None
    assert normalize.recording(song(trackTimeMillis=223094), read).length_ms == 223_094
    assert normalize.recording(song(trackTimeMillis=181600.0), read).length_ms == 181_600


# --- links --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price", "rows", "kinds"),
    [
        (9.99, [song(isStreamable=True)], (hc.LinkKind.PAID_DOWNLOAD, hc.LinkKind.PAID_STREAMING)),
        (9.99, [song(isStreamable=True), video(2)], (hc.LinkKind.PAID_DOWNLOAD, hc.LinkKind.PAID_STREAMING)),
        (9.99, [song(isStreamable=True), song(2, isStreamable=False)], (hc.LinkKind.PAID_DOWNLOAD,)),
        (9.99, [song()], (hc.LinkKind.PAID_DOWNLOAD,)),
        (9.99, [], (hc.LinkKind.PAID_DOWNLOAD,)),
        (None, [song(isStreamable=True)], (hc.LinkKind.PAID_STREAMING,)),
        (-1.0, [song(isStreamable=True)], (hc.LinkKind.PAID_STREAMING,)),
        (None, [], ()),
    ],
)
def test_what_can_be_done_at_a_release_s_page(
    price: float | None, rows: list[Row], kinds: tuple[hc.LinkKind, ...], read: hc.Reader
):
    """It is sold where it has a price, and streamed where all its tracks are; videos, which do not say it, are."""
    assert release_of(rows, read, collectionPrice=price).links[0].kinds == kinds


def test_what_can_be_done_at_a_recording_s_page(read: hc.Reader):
    """A price of -1 is that of a track that is only sold with its album."""
    both = normalize.recording(song(trackPrice=0.99, isStreamable=True), read).links[0].kinds
    assert both == (hc.LinkKind.PAID_DOWNLOAD, hc.LinkKind.PAID_STREAMING)
    assert normalize.recording(song(trackPrice=-1.0), read).links[0].kinds == ()


def test_nothing_is_said_of_where_a_release_is_to_be_had(read: hc.Reader):
    """One store's answer says nothing of the others."""
    found = release_of([song()], read)
    assert (found.available_in, found.excluded_from) == ((), ())


# --- artwork and GTINs --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "full", "thumb"),
    [
        (
            "https://is1-ssl.mzstatic.com/image/thumb/Music116/v4/00/cover.jpg/100x100bb.jpg",
            "https://a1.mzstatic.com/us/r1000/063/Music116/v4/00/cover.jpg",
            "https://is1-ssl.mzstatic.com/image/thumb/Music116/v4/00/cover.jpg/250x250bb.jpg",
        ),
        (
            "http://is3.mzstatic.com/image/thumb/Music/v4/00/source/100x100bb.jpg",
            "https://a1.mzstatic.com/us/r1000/063/Music/v4/00/source",
            "http://is3.mzstatic.com/image/thumb/Music/v4/00/source/250x250bb.jpg",
        ),
        (
            "https://is1-ssl.mzstatic.com/image/thumb/Music/87/aa/9f/mzi.xyz.tif/100x100bb.jpg",
            "https://a1.mzstatic.com/us/r1000/063/Music/87/aa/9f/mzi.xyz.tif",
            "https://is1-ssl.mzstatic.com/image/thumb/Music/87/aa/9f/mzi.xyz.tif/250x250bb.jpg",
        ),
        (
            "https://is1-ssl.mzstatic.com/image/thumb/Video1/v4/00/pr_source.lsr/100x100bb-85.png",
            "https://is1-ssl.mzstatic.com/image/thumb/Video1/v4/00/pr_source.lsr/3000x3000bb-85.png",
            "https://is1-ssl.mzstatic.com/image/thumb/Video1/v4/00/pr_source.lsr/250x250bb-85.png",
        ),
        ("https://elsewhere.example/cover.jpg", "https://elsewhere.example/cover.jpg", None),
    ],
)
def test_artwork_in_full_size(url: str, full: str, thumb: str | None):
    """The original is at another host; where its name is of no known form, the largest size is asked for."""
    (front,) = artwork.front(url)
    assert (front.url, front.thumb_url, front.width) == (full, thumb, None)
    assert (front.kinds, front.provider) == ((hc.ArtworkKind.FRONT,), "itunes")


def test_old_artwork_stays_as_it_is():
    """Addresses of 2011 have no original; they tell the size."""
    (front,) = artwork.front("https://a1.phobos.apple.com/us/r1000/008/Music/79/mzi.asgq.133x100-75.jpg")
    assert (front.width, front.height) == (133, 100)


@pytest.mark.parametrize("url", [None, "", "?", "//"])
def test_no_artwork(url: str | None):
    """What is no address is no picture."""
    assert artwork.front(url) == ()


@pytest.mark.parametrize(
    ("name", "gtin"),
    [
        ("2000000090016.jpg", "2000000090016"),
        ("859754518640_cover.jpg", "859754518640"),
        ("cover_00602547288233_01_RGB72.jpg", "00602547288233"),
        ("5099901788952_1500x1500_300dpi.jpg", "5099901788952"),
        ("cover%202000000090016.jpg", "2000000090016"),
        ("2000000090017.jpg", None),
        ("12000000090016.jpg", None),
        ("a2000000090016.jpg", None),
        ("123456789012345.jpg", None),
        ("95050036.jpg", None),
        ("14UMGIM39390.rgb.jpg", None),
        ("00000000-0000-0000-0000-859754518640.jpg", None),
    ],
)
def test_a_gtin_in_the_artwork_s_address(name: str, gtin: str | None):
    """12 to 14 digits that stand alone and have the right check digit; those of a UUID do not."""
    found = artwork.gtins_in(f"{FOLDER}/{name}/100x100bb.jpg")
    assert [str(each) for each in found] == ([gtin] if gtin else [])


def test_the_gtin_is_that_of_the_artwork(read: hc.Reader):
    """It is told that it was found there."""
    assert str(release_of([song()], read).gtin) == "2000000090016"
    assert [(message.level, message.path) for message in read.messages] == [("info", "gtin")]


def test_a_wrong_check_digit_is_reported(read: hc.Reader):
    """A number that looks like a GTIN and is none costs the field and nothing else."""
    assert release_of([song()], read, artworkUrl100=TOLD.replace("90016", "90017")).gtin is None
    assert "its check digit is 7 and should be 6" in warnings(read)[0][1]


def test_artwork_without_a_gtin_is_reported(read: hc.Reader):
    """There is no other place that tells one."""
    assert release_of([song()], read, artworkUrl100=UNTOLD).gtin is None
    assert [path for path, _ in warnings(read)] == ["gtin"]


def test_artwork_with_two_gtins_tells_none(read: hc.Reader):
    """Of two different ones it is not known which is the release's."""
    two = f"{FOLDER}/2000000090016_859754518640.jpg/100x100bb.jpg"
    assert release_of([song()], read, artworkUrl100=two).gtin is None
    assert warnings(read) == [("gtin", "the address of the artwork holds several: 2000000090016, 859754518640")]
    asked = hc.Gtin.parse("859754518640")
    assert normalize.release(Release(collection(artworkUrl100=two), (song(),), asked=asked), read).gtin == asked


def test_a_gtin_that_was_asked_for_stands_where_nothing_tells_another(read: hc.Reader):
    """iTunes found the release by it."""
    asked = hc.Gtin.parse("2000000090016")
    found = normalize.release(Release(collection(artworkUrl100=UNTOLD), (song(),), asked=asked), read)
    assert found.gtin == asked
    assert warnings(read) == []


# --- which row was asked for --------------------------------------------------------------------------------


def test_of_several_releases_the_one_whose_artwork_tells_the_gtin_is_taken(read: hc.Reader):
    """iTunes answers a GTIN with variants too; those that were left out are named, and their tracks are not ours."""
    rows = (collection(1, artworkUrl100=UNTOLD), collection(2), song(1, collectionId=1), song(2, collectionId=2))
    chosen = choose.release_by_gtin(Results(results=rows), hc.Gtin.parse("02000000090016"))
    found = normalize.release(chosen, read)
    assert found.external_ids[0].id == "2"
    assert [track.title for track in found.media[0].tracks] == ["Room 2"]
    assert "https://music.apple.com/gb/album/1" in read.messages[0].text


def test_a_release_whose_artwork_tells_another_gtin_is_not_taken():
    """Where every release has another GTIN, iTunes did not answer the question."""
    asked = hc.Gtin.parse("859754518640")
    rows = (collection(1), collection(2, artworkUrl100=UNTOLD))
    assert choose.release_by_gtin(Results(results=rows), asked).collection.collectionId == 2
    with pytest.raises(hc.MismatchError, match="GTIN 2000000090016 where 859754518640 was asked for"):
        choose.release_by_gtin(Results(results=rows[:1]), asked)


def test_rows_of_another_kind_are_no_answer():
    """An id may be that of something else: then there is no such release, song or artist."""
    found = Results(results=(Row(wrapperType="audiobook"), song(1, kind="podcast")))
    for chosen in (choose.release, choose.track, choose.artist):
        with pytest.raises(hc.NotFoundError):
            chosen(found)


# --- recordings, searches -----------------------------------------------------------------------------------


def test_a_recording_names_its_release(read: hc.Reader):
    """With the artist of the release, where that is another than the track's."""
    row = song(
        collectionName="Two Rooms - Single",
        collectionArtistName="Various Artists",
        artistName="Ada",
        trackViewUrl="https://music.apple.com/gb/album/room/1?i=1&uo=4",
        artworkUrl100=TOLD,
    )
    (release,) = normalize.recording(row, read).releases
    assert (release.title, release.types) == ("Two Rooms", (hc.ReleaseType.SINGLE,))
    assert [artist.name for artist in release.artists] == ["Various Artists"]
    assert release.external_ids[0].url == "https://music.apple.com/gb/album/1"
    assert release.artwork[0].url.endswith("2000000090016.jpg")


def test_a_video_s_picture_is_no_cover(read: hc.Reader):
    """A video has a picture of its own; one by itself is on no release."""
    assert normalize.recording(video(1, collectionName="Two Rooms", artworkUrl100=TOLD), read).releases[0].artwork == ()
    assert normalize.recording(video(1, collectionId=None), read).releases == ()


def test_a_search_s_release_lists_no_tracks_and_lacks_none(read: hc.Reader):
    """What a search finds has a number of tracks and no list: nothing is amiss, and nothing is told twice."""
    found = Collection(wrapperType="collection", collectionId=1, collectionName="Two Rooms - EP", artworkUrl100=TOLD)
    (release,) = normalize.releases([found], read)
    assert (release.title, str(release.gtin), release.media) == ("Two Rooms", "2000000090016", ())
    assert not read.messages


# --- bad values ---------------------------------------------------------------------------------------------


def test_bad_values_are_kept_out_and_reported(read: hc.Reader):
    """A date of zeros and a length of years cost their field and nothing else."""
    found = release_of([song(trackTimeMillis=1e15)], read, releaseDate="0000-00-00")
    assert (found.title, found.date, found.media[0].tracks[0].length_ms) == ("Two Rooms", None, None)
    assert sorted(path for path, _ in warnings(read)) == ["date", "media[0].tracks[0].length_ms"]


def test_a_payload_of_nothing_but_what_is_required_is_enough(read: hc.Reader):
    """Every optional field may be missing, and every required text empty."""
    made = {
        "release": normalize.release(
            Release(
                Row(wrapperType="collection", collectionId=0, collectionName=""),
                (Row(wrapperType="track", kind="song", trackId=0, trackName="", collectionId=0),),
            ),
            read,
        ),
        "recording": normalize.recording(Row(wrapperType="track", kind="song", trackId=0, trackName=""), read),
        "artist": normalize.artist(Row(wrapperType="artist", artistId=0, artistName=""), read),
    }
    assert {kind: problems(kind, document(entity)) for kind, entity in made.items()} == dict.fromkeys(made, ())
