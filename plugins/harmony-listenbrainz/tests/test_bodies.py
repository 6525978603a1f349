"""Answers by themselves, as `harmony normalize` gets them."""

import json

import pytest

from harmony_core.domain.errors import NotFoundError, PayloadError
from harmony_core.domain.refs import Kind
from harmony_core.edges.one_body import normalize_body, normalize_search_body
from harmony_listenbrainz import listenbrainz

MBID = "0b0a5e00-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("kind", "body"),
    [("recording", "{}"), ("release_group", "{}"), ("artist", "[]"), ("release", "[]")],
)
def test_an_empty_answer_says_that_there_is_no_such_thing(kind, body):
    """ListenBrainz leaves out what it does not know."""
    with pytest.raises(NotFoundError):
        normalize_body(listenbrainz, Kind(kind), body.encode())


def test_what_nobody_listened_to_is_still_what_it_is():
    """Counts of null are no popularity, and no error in an answer by itself."""
    body = json.dumps([{"release_mbid": MBID, "total_listen_count": None, "total_user_count": None}]).encode()
    (release,) = normalize_body(listenbrainz, Kind.RELEASE, body).entities
    assert (release.popularity, release.external_ids[0].id) == ((), MBID)


@pytest.mark.parametrize("mbid", ["", "1", "code"])
def test_facts_of_no_mbid_are_refused(mbid):
    """An answer that does not say what it is about cannot be used."""
    with pytest.raises(PayloadError, match="is no MBID"):
        normalize_body(listenbrainz, Kind.RECORDING, json.dumps({mbid: {"recording": {}}}).encode())


@pytest.mark.parametrize(("body", "titles"), [("{}", []), ("[]", []), ('[{"recording_name": "x"}]', [])])
def test_a_search_may_find_nothing(body, titles):
    """No match is an empty object or an empty list; one without an MBID is none."""
    assert [each.title for each in normalize_search_body(listenbrainz, body.encode()).entities] == titles
