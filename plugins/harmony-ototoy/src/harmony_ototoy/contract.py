"""What OTOTOY promises, checked by `pytest` and by `harmony providers check ototoy`. Names and ids are made up."""

from __future__ import annotations

from harmony_core.testing import Case, Contract, Link
from harmony_ototoy import ototoy

ASKED = "https://ototoy.jp/_/default/p/9000001"

LINKS = (
    Link("https://ototoy.jp/_/default/p/3237840", kind="release", id="3237840", type="package", canonical=True),
    Link("https://ototoy.jp/_/default/a/375396", kind="artist", id="375396", type="artist", canonical=True),
    Link("https://ototoy.jp/labels/856521", kind="label", id="856521", type="label", canonical=True),
    Link("http://www.ototoy.jp/_/default/p/3237840/?via=x#tracklist", kind="release", id="3237840", region=""),
)

RELEASES = (
    Case(  # whole: see release_by_id.json
        "release_by_id",
        ASKED,
        sent=("_/default/p/9000001",),
        expected={
            "media[0].tracks[0].length_ms": 245000,
            "media[0].tracks[1].length_ms": 3723000,
            "media[1].position": 2,
            "media[1].tracks[0].title": 'Roof "Awakening"',
            "media[1].tracks[0].artists[0].name": "Bo & Co",
            "media[1].tracks[1]": None,
        },
    ),
    Case(
        "original_date",
        "ototoy:9000002",
        expected={"date": "2023-10-04", "events": None, "labels": None, "artwork": None, "title": "Small Hours"},
    ),
    Case(  # captions, dates and the Various Artists in Japanese; a track without length, and one named like a length
        "japanese",
        "ototoy:9000003",
        expected={
            "title": "ふたつの部屋",
            "artists[0].name": "Various Artists",
            "date": "2024-05-24",
            "events": ({"date": "2024-05-07"}, {"date": "2024-05-24"}),
            "labels": ({"name": "ランタン", "catalog_number": "LAMP-D001"},),
            "media[0].tracks[0].artists[0].name": "Ada Moth",
            "media[0].tracks[1].title": "屋根裏　(リミックス)",
            "media[0].tracks[1].length_ms": None,
            "media[0].tracks[1].artists": None,
            "media[0].tracks[2].title": "4:33",
            "media[0].tracks[2].length_ms": 271000,
        },
    ),
    Case(
        "several_artists",
        "ototoy:9000004",
        expected={
            "artists[4].name": "Elm",
            "artists[5]": None,
            "date": "2024-05",
            "labels": ({"catalog_number": "LAMP-D001"},),
            "media[0].tracks[0].artists[4].name": "Elm",
        },
    ),
    Case("absent", "ototoy:9000009", state="absent"),
)

# A page of another form is never an empty release.
CHANGED = (
    Case("no_album", ASKED, code="PAYLOAD", message="no block about the album (div.album-meta-data)"),
    Case("no_title", ASKED, code="PAYLOAD", message="no title of the album (h1.album-title)"),
    Case("no_artist", ASKED, code="PAYLOAD", message="no artist of the album (p.album-artist span.album-artist)"),
    Case("no_date", ASKED, code="PAYLOAD", message="no date (p.release-day)"),
    Case("no_list", ASKED, code="PAYLOAD", message="no list of tracks (#tracklist)"),
    Case("no_rows", ASKED, code="PAYLOAD", message="no tracks in its list (#tracklist .num)"),
    Case("no_track_title", ASKED, code="PAYLOAD", message="no title of a track (td.item span[id^=title-])"),
    Case("robots", ASKED, code="ACCESS_DENIED", message="Attention Required"),
)

CONTRACT = Contract(
    provider=ototoy,
    package=__package__,
    links=LINKS,
    foreign_links=(
        "https://ototoy.jp/opus/index.php/9100001",
        "https://ototoy.jp/feature/2024051701",
        "https://ototoy.jp/labels/856521/articles",
        "https://ototoy.jp/_/default/p/two-rooms",
        "https://ototoy.jp.example.org/_/default/p/1",
    ),
    wrong_ids=("abc", "package/abc", "9000001/1"),
    cases=(*RELEASES, *CHANGED),
)
