"""What Deezer's answers mean: pure functions, without a request."""

from __future__ import annotations

import pytest

from harmony_core import provider as hc
from harmony_core.edges.convert import document
from harmony_core.edges.schema import problems
from harmony_deezer import deezer, normalize
from harmony_deezer.payloads import Album, AlbumName, Artist, Genre, Genres, Release, Track, Tracks
from harmony_deezer.tables import PAGES

COVER = "https://cdn-images.dzcdn.net/images/cover/0123456789abcdef/1000x1000-000000-80-0-0.jpg"
PLACEHOLDER = "https://cdn-images.dzcdn.net/images/cover//1000x1000-000000-80-0-0.jpg"
REDIRECT = "https://api.deezer.com/album/1/image"


@pytest.fixture
def read() -> hc.Reader:
    """Collects what is wrong."""
    return hc.Reader()


def album(**fields: object) -> Album:
    """An album as Deezer sends it."""
    return Album(**{"id": 1, "title": "Two Rooms", **fields})


def track(number: int = 1, **fields: object) -> Track:
    """A track as Deezer sends it."""
    return Track(**{"id": number, "title": f"Room {number}", **fields})


def release_of(tracks: list[Track], read: hc.Reader, **fields: object) -> hc.Release:
    """What an album with these tracks means."""
    listed = Tracks(data=tuple(tracks))
    return normalize.release(Release(album(tracks=listed, **fields)), read)


# --- what was found -----------------------------------------------------------------------------------------


def test_a_digital_release_is_official_and_unpacked(read: hc.Reader):
    """What holds for everything that Deezer has is said of each release."""
    found = release_of([track()], read)
    assert found.status == hc.ReleaseStatus.OFFICIAL
    assert found.packaging == "None"
    assert found.media[0].format == "Digital Media"
    assert found.links[0].kinds == (hc.LinkKind.FREE_STREAMING,)


@pytest.mark.parametrize(
    ("kind", "entity_id", "source_type"),
    [("release", 302127, None), ("recording", 3135556, None), ("artist", 27, None)],
)
def test_ids_are_those_of_the_provider(kind: str, entity_id: int, source_type: str | None):
    """`normalize` does not know the provider; its ids and links are the same all the same."""
    assert PAGES.ids(kind, entity_id) == (deezer.external_id(kind, entity_id, source_type),)


@pytest.mark.parametrize("entity_id", [0, -1])
def test_an_id_that_is_no_id_is_left_out(entity_id: int, read: hc.Reader):
    """Without a page there is neither link nor id."""
    found = normalize.release(Release(album(id=entity_id)), read)
    assert found.external_ids == ()
    assert found.links == ()


@pytest.mark.parametrize(
    ("record_type", "types"),
    [
        ("album", (hc.ReleaseType.ALBUM,)),
        ("EP", (hc.ReleaseType.EP,)),
        ("Single", (hc.ReleaseType.SINGLE,)),
        ("compile", (hc.ReleaseType.COMPILATION,)),
        ("COMPILE", (hc.ReleaseType.COMPILATION,)),
        ("bundle", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_release_types_in_any_case(record_type: str | None, types: tuple[hc.ReleaseType, ...], read: hc.Reader):
    """`record_type` comes in any case, and calls a compilation "compile"."""
    assert release_of([], read, record_type=record_type).types == types


def test_labels_are_split_at_slashes(read: hc.Reader):
    """One text may name several labels; a slash in a short name is part of it."""
    found = release_of([], read, label="Roc Nation/RocAFella/IDJ")
    assert [label.name for label in found.labels] == ["Roc Nation", "RocAFella", "IDJ"]
    assert [label.name for label in release_of([], read, label="AC/DC Records").labels] == ["AC/DC Records"]
    assert release_of([], read, label=" ").labels == ()


# --- artists ------------------------------------------------------------------------------------------------


def test_contributors_are_named_once():
    """Deezer lists some contributors twice; each stays at its first place."""
    ada, bo = Artist(id=1, name="Ada", role="Main"), Artist(id=2, name="Bo", role="Featured")
    credited = normalize.artist_credit((ada, bo, ada), Artist(id=1, name="Ada"), hc.Reader())
    assert [(each.name, each.roles) for each in credited] == [("Ada", ("main",)), ("Bo", ("featured",))]


def test_the_one_artist_of_a_list_does_where_no_contributors_are_named():
    """Lists name no contributors."""
    assert [each.name for each in normalize.artist_credit(None, Artist(id=1, name="Ada"), hc.Reader())] == ["Ada"]
    assert [each.name for each in normalize.artist_credit((), Artist(id=1, name="Ada"), hc.Reader())] == ["Ada"]
    assert normalize.artist_credit(None, None, hc.Reader()) == ()


def test_names_that_are_empty_are_left_out(read: hc.Reader):
    """An artist, a genre or a label without a name says nothing."""
    found = release_of([], read, artist=Artist(id=1, name=" "), genres=Genres(data=(Genre(name=""),)), label="")
    assert (found.artists, found.genres, found.labels) == ((), (), ())


# --- tracks and discs ---------------------------------------------------------------------------------------


def test_tracks_are_grouped_by_disc(read: hc.Reader):
    """Positions start again on each disc, in the order of the discs."""
    tracks = [
        track(3, disk_number=2, track_position=1),
        track(1, disk_number=1, track_position=1),
        track(2, disk_number=1, track_position=2),
    ]
    media = release_of(tracks, read).media
    assert [(medium.position, [each.position for each in medium.tracks]) for medium in media] == [(1, [1, 2]), (2, [1])]


def test_a_track_without_a_disc_is_on_the_one_of_the_track_before_it(read: hc.Reader):
    """Where a track's details are missing, its place in the list tells where it belongs."""
    media = release_of(
        [track(1, disk_number=1), track(2, disk_number=2), track(3), track(4, disk_number=0)], read
    ).media
    assert [[each.title for each in medium.tracks] for medium in media] == [["Room 1"], ["Room 2", "Room 3", "Room 4"]]


@pytest.mark.parametrize("given", [[None, None, None], [1, 1, 2], [0, 1, 2], [-1, 2, 3], [1, None, 3]])
def test_positions_that_cannot_be_are_counted(given: list[int | None], read: hc.Reader):
    """Positions that are missing, not positive or there twice are counted anew."""
    tracks = [track(number, track_position=position) for number, position in enumerate(given, 1)]
    assert [each.position for each in release_of(tracks, read).media[0].tracks] == [1, 2, 3]


def test_a_gap_in_the_positions_stays(read: hc.Reader):
    """A track that is not to be had leaves its place empty."""
    tracks = [track(1, track_position=1), track(2, track_position=3)]
    assert [each.number for each in release_of(tracks, read).media[0].tracks] == ["1", "3"]


def test_missing_tracks_are_reported(read: hc.Reader):
    """Fewer tracks than the album counts are no whole release."""
    release_of([track()], read, nb_tracks=3)
    assert [(message.path, message.text) for message in read.messages] == [("media", "1 of 3 tracks are listed")]


def test_a_search_s_album_lists_no_tracks_and_lacks_none(read: hc.Reader):
    """What a search finds has a number of tracks and no list: nothing is amiss."""
    assert normalize.release(Release(album(nb_tracks=14)), read).media == ()
    assert not read.messages


# --- availability -------------------------------------------------------------------------------------------


def test_availability_is_what_all_tracks_share_with_the_service(read: hc.Reader):
    """Tracks also name countries without the service (AQ, BV); what is not shared is excluded."""
    tracks = [track(1, available_countries=("AQ", "FR", "GB", "US")), track(2, available_countries=("BV", "GB", "FR"))]
    found = release_of(tracks, read)
    assert found.available_in == ("FR", "GB")
    assert len(found.excluded_from) == len(normalize.REGIONS) - 2
    assert found.media[0].tracks[0].available_in == ("FR", "GB", "US")


def test_availability_is_unknown_where_one_track_does_not_tell(read: hc.Reader):
    """Nothing is said of a release of which one track says nothing."""
    found = release_of([track(1, available_countries=("GB",)), track(2)], read)
    assert (found.available_in, found.excluded_from) == ((), ())


def test_tracks_that_share_no_country_are_available_nowhere_together(read: hc.Reader):
    """Known to be nowhere is not unknown: all regions are excluded."""
    found = release_of([track(1, available_countries=("GB",)), track(2, available_countries=("FR",))], read)
    assert found.available_in == ()
    assert frozenset(found.excluded_from) == normalize.REGIONS


# --- codes and pictures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "flag", "explicit"),
    [
        (0, False, False),
        (1, True, True),
        (2, False, None),
        (3, False, False),
        (4, True, True),
        (5, False, None),
        (6, False, None),
        (7, True, True),
        (99, None, None),
        (None, True, True),
        (None, False, False),
        (None, None, None),
    ],
)
def test_explicit_codes(code: int | None, flag: bool | None, explicit: bool | None):
    """Only 0, 1, 3 and 4 say something; where there is no code the flag does, and a flag that is set always."""
    assert normalize.is_explicit(track(explicit_content_lyrics=code, explicit_lyrics=flag)) is explicit


def test_the_largest_cover_has_a_known_size():
    """`cover_xl` is 1000 pixels wide."""
    (front,) = normalize.cover(AlbumName(id=1, title="", cover=REDIRECT, cover_xl=COVER))
    assert (front.url, front.width, front.kinds) == (COVER, 1000, (hc.ArtworkKind.FRONT,))


@pytest.mark.parametrize("missing", [None, ""])
def test_where_the_cover_is_null_the_address_that_leads_to_it_is_taken(missing: str | None):
    """`cover_xl` may be null; `cover` then leads to a picture of unknown size."""
    (front,) = normalize.cover(AlbumName(id=1, title="", cover=REDIRECT, cover_xl=missing, cover_medium=missing))
    assert (front.url, front.thumb_url, front.width) == (REDIRECT, None, None)


def test_a_placeholder_is_no_picture():
    """Where there is no picture, its address has an empty name in it."""
    assert normalize.cover(AlbumName(id=1, title="", cover=REDIRECT, cover_xl=PLACEHOLDER)) == ()
    assert normalize.cover(AlbumName(id=1, title="")) == ()


def test_a_speed_of_zero_is_unknown(read: hc.Reader):
    """Deezer writes 0 for the beats per minute that it does not know."""
    assert normalize.recording(track(bpm=0.0), read).features is None
    assert normalize.recording(track(bpm=123.0), read).features.bpm == 123


@pytest.mark.parametrize("rank", [None, 0, -1, 10**9])
def test_a_rank_out_of_bounds_says_nothing(rank: int | None, read: hc.Reader):
    """Ranks go from 0 (not known) to 1,000,000."""
    assert normalize.recording(track(rank=rank), read).popularity == ()
    assert normalize.recording(track(rank=500_000), read).popularity[0].score == 0.5


# --- bad values ---------------------------------------------------------------------------------------------


def test_bad_values_are_kept_out_and_reported(read: hc.Reader):
    """A wrong check digit, a date of zeros and an ISRC that is none cost their field and nothing else."""
    bad = track(isrc="none", duration=10**12, available_countries=("GB", "??"))
    found = release_of([bad], read, upc="724384960651", release_date="0000-00-00")
    assert found.title == "Two Rooms"
    assert (found.gtin, found.date, found.media[0].tracks[0].isrc) == (None, None, None)
    assert found.media[0].tracks[0].available_in == ("GB",)
    assert sorted(message.path for message in read.messages) == [
        "date",
        "gtin",
        "media[0].tracks[0].available_in",
        "media[0].tracks[0].isrc",
        "media[0].tracks[0].length_ms",
    ]


@pytest.mark.parametrize("duration", [None, 0, -5])
def test_a_length_that_is_not_positive_is_unknown(duration: int | None, read: hc.Reader):
    """Deezer writes 0 for a length that it does not know."""
    assert normalize.recording(track(duration=duration), read).length_ms is None


def test_a_payload_of_nothing_but_what_is_required_is_enough(read: hc.Reader):
    """Every optional field may be missing, and every required text empty."""
    empty = Artist(id=0, name="")
    made = {
        "release": normalize.release(
            Release(album(title="", nb_tracks=0, tracks=Tracks(data=(track(title=""),)))), read
        ),
        "recording": normalize.recording(track(title="", artist=empty, album=AlbumName(id=0, title="")), read),
        "artist": normalize.artist(empty, read),
    }
    assert {kind: problems(kind, document(entity)) for kind, entity in made.items()} == dict.fromkeys(made, ())
