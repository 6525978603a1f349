"""What AcoustID promises, checked by `pytest` and by `harmony providers check acoustid`."""

from __future__ import annotations

from harmony_acoustid import acoustid
from harmony_acoustid.fingerprint import query
from harmony_core.testing import Case, Contract, Link

TRACK = "44444444-4444-4444-8444-00000000000"
SOUND = query(180.4, "AQADtEkkLVGSJEmSHF_w4zjy4DiO4zgOHMdxHMdx_MdxHMdxHMdx-DiOA8dxHMdxHMdxHD98HMdxHMdxHMdxHD-O4zgOH8dx")

CASES = (
    Case(
        "by_link",  # the wrong song has few sources, the recording with most has no title any more
        f"https://acoustid.org/track/{TRACK}1",
        sent=(f"lookup?trackid={TRACK}1&meta=recordings+releases+sources",),
        expected={
            "title": "First Room",
            "artists[0].name": "Ada Moth",
            "artists[0].join_phrase": " feat. ",
            "artists[1].name": "The Lamplighters",
            "artists[1].external_ids.musicbrainz[0].id": "11111111-1111-4111-8111-000000000002",
            "length_ms": 180_000,
            "releases[0].date": "2024-05-17",
            "releases[0].country": "XW",
            "releases[0].events": [{"date": "2024-05-17", "country": "XW"}],
            "releases[0].external_ids.musicbrainz[0].id": "22222222-2222-4222-8222-000000000001",
            "releases[1].date": "2025-02",
            "releases[1].artists[0].name": "Various Artists",
            "external_ids.acoustid[0].id": f"{TRACK}1",
            "external_ids.musicbrainz[0].id": "33333333-3333-4333-8333-000000000001",
            "links[0].url": f"https://acoustid.org/track/{TRACK}1",
            "links[1].url": "https://musicbrainz.org/recording/33333333-3333-4333-8333-000000000001",
        },
    ),
    Case(
        "by_fingerprint",  # the best of those that have a recording, wherever it stands
        SOUND,
        sent=("POST lookup",),
        expected={"title": "First Room", "external_ids.acoustid[0].id": f"{TRACK}1"},
    ),
    Case("fingerprint_unknown", SOUND, state="absent"),
    Case(
        "unlinked",
        f"acoustid:{TRACK}2",
        expected={"title": None, "external_ids.acoustid[0].id": f"{TRACK}2", "external_ids.musicbrainz": None},
    ),
    Case("unknown", f"acoustid:{TRACK}3", state="absent"),
    Case(
        "grouped",  # as other programs ask: releases in groups, less what they share; strange dates, types, countries
        f"acoustid:{TRACK}6",
        expected={
            "releases[0].title": "Two Rooms",
            "releases[0].artists[0].name": "Ada Moth",
            "releases[0].types": ["album", "dj-mix", "mixtape"],
            "releases[0].date": "1999",
            "releases[0].country": None,
            "releases[0].events": None,
            "releases[1].title": "Two Rooms",
            "releases[1].date": None,
            "releases[1].external_ids": None,
        },
        messages=("'??' is not a country code", "not an mbid"),
    ),
    Case(
        "tags_of_users",
        f"acoustid:{TRACK}7",
        expected={"title": "first room", "artists[0].name": "ada moth", "external_ids.musicbrainz": None},
    ),
    Case("bad_fingerprint", SOUND, code="PROVIDER_ERROR", message="invalid fingerprint"),
    Case("bad_key", f"acoustid:{TRACK}1", code="ACCESS_DENIED", message="invalid API key"),
    Case("bad_key_in_http_200", f"acoustid:{TRACK}1", code="ACCESS_DENIED", message="invalid API key"),
    Case("no_key", f"acoustid:{TRACK}1", settings={}, code="MISSING_SETTINGS"),
    Case("too_many", f"acoustid:{TRACK}1", code="RATE_LIMITED"),
    Case("server_error", f"acoustid:{TRACK}1", code="PROVIDER_ERROR", message="internal error"),
    Case("no_results", f"acoustid:{TRACK}1", code="PAYLOAD"),
)

CONTRACT = Contract(
    provider=acoustid,
    package=__package__,
    links=(
        Link(f"https://acoustid.org/track/{TRACK}1", kind="recording", type="track", id=f"{TRACK}1", canonical=True),
        Link(f"http://www.acoustid.org/track/{TRACK}1/?x=1", kind="recording", id=f"{TRACK}1"),
    ),
    foreign_links=(
        "https://acoustid.org/fingerprint/123456",
        "https://acoustid.org/track/123456",
        f"https://acoustid.org/mbid/{TRACK}1",
        f"https://acoustid.org.example.org/track/{TRACK}1",
        f"https://api.acoustid.org/track/{TRACK}1",
    ),
    wrong_ids=("", "123456", f"{TRACK}1/x", f"mbid/{TRACK}1", "fingerprint/180", "fingerprint/x/AQADtEkkLVGSJEmS"),
    cases=CASES,
    recorded_errors=("acoustid/recording-element-nulls.json",),
)
