"""Lists of images by themselves, as `harmony normalize` gets them: of which release they are, and what is left out."""

import json

import pytest

from harmony_core.domain.errors import PayloadError
from harmony_core.domain.refs import Kind
from harmony_core.edges.one_body import OneBody, normalize_body
from harmony_coverartarchive import coverartarchive

MBID = "0c0a5e00-0000-4000-8000-000000000001"


def read(**body: object) -> OneBody:
    """Return what a list amounts to."""
    return normalize_body(coverartarchive, Kind.RELEASE, json.dumps(body).encode())


@pytest.mark.parametrize(
    "body",
    [
        {"images": [], "release": f"http://musicbrainz.org/release/{MBID.upper()}"},
        {"images": [{"image": f"http://coverartarchive.org/release/{MBID}/1.jpg"}]},
        {"images": [{"image": f"https://archive.org/download/mbid-{MBID}/mbid-{MBID}-1.jpg"}], "release": ""},
    ],
)
def test_a_list_says_of_which_release_it_is(body):
    """It names the release's page, or its images do in their addresses."""
    (release,) = read(**body).entities
    assert [(each.provider, each.id) for each in release.external_ids] == [
        ("coverartarchive", MBID),
        ("musicbrainz", MBID),
    ]


@pytest.mark.parametrize("release", [None, "https://musicbrainz.org/artist/1", f"https://musicbrainz.org/{MBID}"])
def test_a_list_of_no_release_is_refused(release):
    """Pictures that belong to nothing help nobody."""
    with pytest.raises(PayloadError, match="of which release"):
        read(images=[{"image": "https://pictures.example/1.jpg"}], release=release)


def test_what_is_not_approved_is_told():
    """Images that wait for approval are left out with a message; where nothing is said of that, they are fine."""
    image = f"https://coverartarchive.org/release/{MBID}/"
    images = [{"image": f"{image}1.jpg", "approved": False}, {"image": f"{image}2.jpg"}, {"image": " "}, {}]
    found = read(images=images)
    assert [picture.url for picture in found.entities[0].artwork] == [f"{image}2.jpg"]
    assert [(message.level, message.text[:6]) for message in found.messages] == [("info", "1 of 2")]


@pytest.mark.parametrize(
    ("types", "front", "back", "kinds"),
    [
        (["Front"], True, False, ["front"]),
        (["Front", "Back"], True, True, ["front", "back"]),
        (["Back", "Front"], False, False, ["back", "front"]),
        (["Booklet", "Liner"], False, False, ["booklet"]),
        (["Medium", "Track", "Matrix/Runout"], False, False, ["medium", "other"]),
        (["Watermark"], True, False, ["front"]),
        (["Raw/Unedited"], False, False, []),
        (["A type of tomorrow"], None, None, ["other"]),
        (None, None, None, []),
    ],
)
def test_types_are_kinds_of_artwork(types, front, back, kinds):
    """What the archive marks as front or back comes first; remarks on how a picture was made are no kinds."""
    image = {"image": f"https://coverartarchive.org/release/{MBID}/1.jpg", "types": types, "front": front, "back": back}
    assert [str(kind) for kind in read(images=[image]).entities[0].artwork[0].kinds] == kinds
