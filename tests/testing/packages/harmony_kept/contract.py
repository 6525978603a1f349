"""What the made-up provider promises."""

from __future__ import annotations

from harmony_core.testing import Case, Contract, Link
from harmony_kept import kept

CONTRACT = Contract(
    provider=kept,
    package=__package__,
    links=(
        Link("https://www.kept.example/record/7", kind="release", id="7", canonical=True),
        Link("http://kept.example/gb/record/7/two-rooms?x=1", kind="release", id="7", region="GB"),
    ),
    foreign_links=("https://www.kept.example/song/7", "https://kept.example.org/record/7"),
    wrong_ids=("abc",),
    cases=(
        Case(
            "by_id",
            "kept:7",
            sent=("record/7", "record/7/songs", "POST songs"),
            expected={
                "title": "Two Rooms",
                "gtin": "2000000090016",
                "media[0].tracks[0].isrc": "ZZLMP2400001",
                "media[0].tracks[2]": None,
            },
        ),
        Case("by_gtin", "2000000090016", want=("artwork",), expected={"date": "2024-05-17"}),
        Case("songs_fail", "kept:7", messages=("without songs: kept is tired",), expected={"media": None}),
        Case("absent", "kept:7", state="absent"),
        Case("tired", "kept:7", code="PROVIDER_ERROR", message="kept is tired"),
        Case("no_key", "kept:7", settings={}, code="MISSING_SETTINGS", sent=()),
        Case("search", search="two rooms", kind="release", expected={"[0].title": "Two Rooms", "[1]": None}),
        Case("search_empty", search="nothing", kind="release", state="absent"),
    ),
)
