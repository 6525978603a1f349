"""Which links are MusicBrainz's, and how its ids are written."""

from __future__ import annotations

import pytest

from harmony_core.domain.errors import BadValueError
from harmony_core.plugin.urls import split_link
from harmony_musicbrainz import musicbrainz

MBID = "12195c41-6136-4dfd-acf1-9923dadc73e2"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("release", "release"),
        ("release-group", "release_group"),
        ("recording", "recording"),
        ("artist", "artist"),
        ("label", "label"),
    ],
)
@pytest.mark.parametrize("host", ["musicbrainz.org", "beta.musicbrainz.org", "test.musicbrainz.org", "musicbrainz.eu"])
@pytest.mark.parametrize("end", ["", "/", "/disc/1", "/relationships", "/disc/1#x", "?tport=8000"])
def test_links_to_five_kinds_are_read(path: str, kind: str, host: str, end: str):
    """Host, what comes after the MBID, query and fragment do not matter; the canonical link has none of them."""
    ref = musicbrainz.read(split_link(f"https://{host}/{path}/{MBID}{end}"))
    assert (ref.kind, ref.type, ref.id) == (kind, path, MBID)
    assert musicbrainz.url(ref) == f"https://musicbrainz.org/{path}/{MBID}"


@pytest.mark.parametrize(
    "link",
    [
        f"https://musicbrainz.org/work/{MBID}",
        "https://musicbrainz.org/release/12195c41",
        "https://musicbrainz.org/release/add",
        f"https://musicbrainz.org/release/{MBID}x",
        f"https://musicbrainz.org.example.org/release/{MBID}",
        f"https://coverartarchive.org/release/{MBID}",
        f"https://wiki.musicbrainz.org/release/{MBID}",
    ],
)
def test_other_links_are_not_read(link: str):
    """Other kinds of pages, what is no MBID and hosts of others are not MusicBrainz's links."""
    assert musicbrainz.read(split_link(link)) is None


@pytest.mark.parametrize("mbid", ["bb40e6a1-0aa6-3ad4-9e3b-8d1a0aa1a0f5", MBID.upper()])
def test_an_mbid_may_be_of_any_version_and_case(mbid: str):
    """Older MBIDs are made of names (version 3); signs may be in upper case."""
    assert musicbrainz.read(split_link(f"https://musicbrainz.org/artist/{mbid}")).id == mbid


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (MBID, f"https://musicbrainz.org/release/{MBID}"),
        (f"release-group/{MBID}", f"https://musicbrainz.org/release-group/{MBID}"),
        (f"recording/{MBID}", f"https://musicbrainz.org/recording/{MBID}"),
        (f"artist/{MBID}", f"https://musicbrainz.org/artist/{MBID}"),
        (f"label/{MBID}", f"https://musicbrainz.org/label/{MBID}"),
    ],
)
def test_ids_lead_to_canonical_links(text: str, url: str):
    """An id is a release's, unless it says what it is; its link reads back the same."""
    ref = musicbrainz.ref(text)
    assert musicbrainz.url(ref) == url
    assert musicbrainz.read(split_link(url)) == ref


def test_an_id_that_is_no_mbid_is_refused():
    """The message says which forms there are."""
    with pytest.raises(BadValueError, match="musicbrainz has no ids of the form '302127'"):
        musicbrainz.ref("302127")
