"""What single values of Spotify's answers mean."""

from __future__ import annotations

import pytest

from harmony_core import provider as hc
from harmony_spotify import error_of, normalize
from harmony_spotify.payloads import (
    Album,
    Artist,
    ErrorBody,
    ExternalIds,
    Features,
    FoundRecording,
    FoundRelease,
    Image,
    LinkedFrom,
    Problem,
    Restrictions,
    Track,
    TrackPage,
)

FIRST, SECOND, THIRD = (f"9Track000000000000000{number}" for number in (1, 2, 3))


@pytest.mark.parametrize(
    ("pitch", "mode", "key", "camelot"),
    [
        *((0, 1, "C", "8B"), (7, 1, "G", "9B"), (6, 1, "Gb", "2B"), (11, 1, "B", "1B"), (5, 1, "F", "7B")),
        *((9, 0, "A", "8A"), (0, 0, "C", "5A"), (3, 0, "Eb", "2A"), (8, 0, "Ab", "1A"), (2, 0, "D", "7A")),
    ],
)
def test_keys_have_a_name_and_a_place_on_the_wheel(pitch: int, mode: int, key: str, camelot: str):
    """A fifth up is one place further; a minor key has the number of its parallel major one."""
    found = normalize.features(Features(key=pitch, mode=mode))
    assert (found.key, found.mode, found.camelot) == (key, ("minor", "major")[mode], camelot)


def test_what_was_not_measured_is_absent():
    """Spotify's signs for "none" say nothing: key -1, tempo 0, time signature 0, shares beyond 1."""
    found = Features(key=-1, mode=1, tempo=0.0, time_signature=0, energy=1.5, loudness=-1e308)
    assert normalize.features(found) == hc.AudioFeatures(mode="major")
    assert normalize.features(Features(key=-1, tempo=0.0)) is None


@pytest.mark.parametrize(
    ("text", "precision", "date"),
    [
        ("2024-05-17", "day", "2024-05-17"),
        ("2024-05", "month", "2024-05"),
        ("2024", "year", "2024"),
        ("2024-01-01", "year", "2024"),
        ("2024-05-01", "month", "2024-05"),
        ("2024-05-17", None, "2024-05-17"),
    ],
)
def test_a_date_is_as_precise_as_spotify_says(text: str, precision: str | None, date: str):
    """A day that is there only to fill the form is left out."""
    album = Album(name="Two Rooms", release_date=text, release_date_precision=precision)
    assert str(normalize.date(album, hc.Reader())) == date


@pytest.mark.parametrize(
    ("widths", "largest", "thumb"),
    [
        ((640, 300, 64), "0", "1"),
        ((64, 300, 640), "2", "1"),
        ((64,), "0", None),
        ((None, None), "0", None),
        ((160,), "0", None),
    ],
)
def test_the_largest_picture_and_a_thumb(widths: tuple[int | None, ...], largest: str, thumb: str | None):
    """The thumb is the smallest of 200 pixels or more; without sizes the first picture is the one."""
    images = [
        Image(url=f"https://i.scdn.example/{place}", width=width, height=width) for place, width in enumerate(widths)
    ]
    (found,) = normalize.pictures(images, hc.ArtworkKind.FRONT)
    assert (found.url[-1], found.thumb_url and found.thumb_url[-1]) == (largest, thumb)


@pytest.mark.parametrize(
    ("percent", "score"), [(0, 0.0), (41, 0.41), (100, 1.0), (101, None), (-1, None), (None, None)]
)
def test_popularity_is_a_share(percent: int | None, score: float | None):
    """Spotify counts to 100; what is beyond is no popularity."""
    assert [
        each.score for each in normalize.artist(Artist(name="Ada", popularity=percent), hc.Reader()).popularity
    ] == ([] if score is None else [score])


@pytest.mark.parametrize(
    ("body", "error", "code"),
    [
        (Problem(status=404, message="Resource not found"), hc.NotFoundError, "NOT_FOUND"),
        (Problem(status=400, message="invalid id"), hc.NotFoundError, "NOT_FOUND"),
        (Problem(status=400, message="Invalid base62 id"), hc.NotFoundError, "NOT_FOUND"),
        (Problem(status=400, message="Invalid market code"), hc.ProviderError, "HTTP_400"),
        (Problem(status=403, message="Forbidden"), hc.AccessDeniedError, "ACCESS_DENIED"),
        (Problem(status=429, message="QUOTA_EXCEEDED"), hc.RateLimitedError, "RATE_LIMITED"),
        (Problem(), hc.ProviderError, "PROVIDER_ERROR"),
        ("invalid_client", hc.AccessDeniedError, "ACCESS_DENIED"),
    ],
)
def test_errors_mean_absent_refused_or_unknown(body: Problem | str, error: type[hc.ProviderError], code: str):
    """Only "there is no such thing" and an id that is none are absent."""
    found = error_of(ErrorBody(error=body))
    assert (type(found), found.code) == (error, code)


def test_what_is_no_fault_is_told_as_such():
    """Tracks that are not played, a GTIN that only the search knows, and further albums are told, not warned of."""
    tracks = (Track(name="First Room"), Track(name="Second Room", restrictions=Restrictions(reason="market")))
    album = Album(name="Two Rooms", tracks=TrackPage(items=tracks, total=2))
    read = hc.Reader()
    found = normalize.release(
        FoundRelease(album, asked=hc.Gtin("2000000090016"), others=("9Album0000000000000005",)), read
    )
    assert found.gtin == hc.Gtin("2000000090016")
    assert [(message.level, message.path) for message in read.messages] == [
        ("info", "media"),
        ("info", "gtin"),
        ("info", "external_ids"),
    ]
    assert "1 of 2 tracks are not played where this was asked (market)" in read.messages[0].text
    assert "9Album0000000000000005" in read.messages[2].text


def test_further_tracks_of_an_isrc_are_told():
    """The recording is one of them; which others there are is no fault."""
    read = hc.Reader()
    found = normalize.recording(
        FoundRecording(Track(id=FIRST, name="Attic"), asked=hc.Isrc("ZZLMP2400001"), others=(SECOND,)), read
    )
    assert [str(isrc) for isrc in found.isrcs] == ["ZZLMP2400001"]
    assert [(message.level, SECOND in message.text) for message in read.messages] == [("info", True)]


def test_every_id_that_was_asked_for_is_kept():
    """The album lists a track in place of another, and its own answer is a third one: no id is lost or twice."""
    listed = Track(id=SECOND, name="Attic", linked_from=LinkedFrom(id=THIRD))
    detail = Track(
        id=FIRST, name="Attic", external_ids=ExternalIds(isrc="ZZLMP2400003"), linked_from=LinkedFrom(id=SECOND)
    )
    album = Album(name="Two Rooms", tracks=TrackPage(items=(listed,)))
    found = normalize.release(FoundRelease(album, details=(detail,)), hc.Reader()).media[0].tracks[0]
    assert [(each.kind, each.id) for each in found.external_ids] == [
        ("recording", FIRST),
        ("relinked_from", SECOND),
        ("relinked_from", THIRD),
    ]
    assert str(found.isrc) == "ZZLMP2400003"
