"""What the Cover Art Archive promises, checked by `pytest` and by `harmony providers check coverartarchive`."""

from __future__ import annotations

from harmony_core.testing import Case, Contract, Link
from harmony_coverartarchive import coverartarchive

RELEASE = "0c0a5e00-0000-4000-8000-000000000001"
OLD_RELEASE = "0c0a5e00-0000-4000-8000-000000000002"
GROUP = "0c0a5e00-0000-4000-8000-000000000009"
UNKNOWN = "0c0a5e00-0000-4000-8000-00000000000f"
PICTURES = f"https://coverartarchive.org/release/{RELEASE}/300000000"

CONTRACT = Contract(
    provider=coverartarchive,
    package=__package__,
    links=(
        Link(f"https://coverartarchive.org/release/{RELEASE}", kind="release", id=RELEASE, canonical=True),
        Link(f"http://coverartarchive.org/release/{RELEASE}/", kind="release", id=RELEASE),
        Link(f"https://coverartarchive.org/release/{RELEASE}/front-500", kind="release", id=RELEASE),
        Link(f"https://coverartarchive.org/release/{RELEASE}/30000000002.jpg", kind="release", id=RELEASE),
        Link(f"https://beta.coverartarchive.org/release/{RELEASE}", kind="release", id=RELEASE),
        Link(f"https://archive.org/details/mbid-{RELEASE}", kind="release", id=RELEASE, type="release"),
        Link(f"https://www.archive.org/download/mbid-{RELEASE}/index.json", kind="release", id=RELEASE),
        Link(f"https://coverartarchive.org/release-group/{GROUP}", kind="release_group", id=GROUP, canonical=True),
        Link(f"https://coverartarchive.org/release-group/{GROUP}/front", kind="release_group", id=GROUP),
    ),
    foreign_links=(
        f"https://eventartarchive.org/event/{RELEASE}",
        f"https://coverartarchive.org/event/{RELEASE}",
        f"https://coverartarchive.org.example.org/release/{RELEASE}",
        f"https://musicbrainz.org/release/{RELEASE}/cover-art",
        "https://coverartarchive.org/release/1",
        "https://archive.org/details/coverartarchive",
        f"https://archive.org/search/mbid-{RELEASE}",
    ),
    wrong_ids=("1", "release/x", f"{RELEASE}0", f"event/{RELEASE}"),
    cases=(
        Case(
            "release_by_id",
            f"https://coverartarchive.org/release/{RELEASE.upper()}/front",
            sent=(f"release/{RELEASE}",),
            expected={
                "title": None,
                "artwork[0]": {
                    "url": f"{PICTURES}02.jpg",
                    "thumb_url": f"{PICTURES}02-500.jpg",
                    "kinds": ["front"],
                    "provider": "coverartarchive",
                },
                "artwork[1].kinds": ["booklet"],
                "artwork[2].kinds": ["back", "other"],
                "artwork[2].url": f"{PICTURES}03.jpg",
                "artwork[3].kinds": ["medium"],
                "artwork[4].kinds": ["front"],
                "artwork[4].url": f"{PICTURES}05.png",
                "artwork[5].kinds": ["booklet"],
                "artwork[6].kinds": ["other"],
                "artwork[6].thumb_url": None,
                "artwork[7]": None,
                "external_ids.coverartarchive[0].url": f"https://coverartarchive.org/release/{RELEASE}",
                "external_ids.musicbrainz[0]": {
                    "kind": "release",
                    "type": "release",
                    "id": RELEASE,
                    "url": f"https://musicbrainz.org/release/{RELEASE}",
                },
            },
        ),
        Case(
            "release_by_mbid",
            OLD_RELEASE,
            expected={
                "artwork[0].thumb_url": f"https://coverartarchive.org/release/{OLD_RELEASE}/1000000001-500.jpg",
                "artwork[1].thumb_url": f"https://coverartarchive.org/release/{OLD_RELEASE}/1000000002-250.jpg",
                "artwork[1].kinds": None,
                "external_ids.musicbrainz[0].id": OLD_RELEASE,
            },
        ),
        Case(
            "release_group_by_id",
            f"coverartarchive:release-group/{GROUP}",
            expected={
                "artwork[0].kinds": ["front"],
                "artwork[1].kinds": ["back", "other"],
                "external_ids.coverartarchive[0].id": GROUP,
                "external_ids.musicbrainz": [
                    {
                        "kind": "release_group",
                        "type": "release-group",
                        "id": GROUP,
                        "url": f"https://musicbrainz.org/release-group/{GROUP}",
                    }
                ],
            },
        ),
        Case(
            "release_group_by_mbid",
            GROUP,
            kind="release_group",
            cassette="release_group_by_id.yaml",
            expected={"external_ids.coverartarchive[0].id": GROUP},
        ),
        Case("release_unknown", UNKNOWN, state="absent"),
        Case("release_group_unknown", f"coverartarchive:release-group/{UNKNOWN}", state="absent"),
        Case("no_images", f"coverartarchive:{RELEASE}", expected={"artwork": None, "sources[0].id": RELEASE}),
        Case("merged_release", f"coverartarchive:{UNKNOWN}", expected={"external_ids.musicbrainz[0].id": RELEASE}),
        Case("busy", f"coverartarchive:{RELEASE}", state="unknown", code="HTTP_503"),
        Case("a_page_instead", f"coverartarchive:{RELEASE}", code="PAYLOAD"),
    ),
)
