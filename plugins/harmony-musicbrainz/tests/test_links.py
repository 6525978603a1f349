"""How MusicBrainz's ids are written."""

from __future__ import annotations

import pytest

from harmony_core.domain.errors import BadValueError
from harmony_core.plugin.urls import split_link
from harmony_musicbrainz import musicbrainz

MBID = "12195c41-6136-4dfd-acf1-9923dadc73e2"


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
