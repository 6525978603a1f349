"""How Deezer's ids are written."""

from __future__ import annotations

import pytest

from harmony_core.domain.errors import BadValueError
from harmony_core.plugin.urls import split_link
from harmony_deezer import deezer


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("302127", "https://www.deezer.com/album/302127"),
        ("album/302127", "https://www.deezer.com/album/302127"),
        ("track/3135556", "https://www.deezer.com/track/3135556"),
        ("artist/27", "https://www.deezer.com/artist/27"),
    ],
)
def test_ids_lead_to_canonical_links(text: str, url: str):
    """An id is a release's, unless it says what it is; its link has no language and reads back the same."""
    ref = deezer.ref(text)
    assert deezer.url(ref) == url
    assert deezer.read(split_link(url)) == ref


def test_an_id_that_is_no_number_is_refused():
    """The message says which forms there are."""
    with pytest.raises(BadValueError, match="deezer has no ids of the form 'abc'"):
        deezer.ref("abc")
