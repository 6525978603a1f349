"""What {{ cookiecutter.title }} promises: `pytest` and `harmony providers check {{ cookiecutter.name }}` hold it to that."""

from __future__ import annotations

from harmony_core.testing import Case, Contract, Link
from {{ cookiecutter.__package }} import {{ cookiecutter.name }}

CONTRACT = Contract(
    provider={{ cookiecutter.name }},
    package=__package__,
    links=(
        Link("{{ cookiecutter.__site }}/release/1", kind="release", id="1", canonical=True),
        Link("{{ cookiecutter.__site }}/de/release/1?from=mail", kind="release", id="1"),
    ),
    foreign_links=("{{ cookiecutter.__site }}/playlist/1", "{{ cookiecutter.__site }}.evil.example/release/1"),
    wrong_ids=("one", "playlist/1"),
    cases=(  # each is a file of recorded answers in cases/
        Case(
            "release_by_id",
            "{{ cookiecutter.__site }}/release/1",
            sent=("releases/1",),
            expected={
                "title": "Two Rooms",
                "artists[0].name": "The Lamplighters",
                "gtin": "2000000090016",
                "date": "2024-05-17",
                "labels[0].name": "Lantern Records",
                "media[0].tracks[1].title": "Second Room",
                "media[0].tracks[1].length_ms": 201_500,
                "media[0].tracks[1].isrc": "ZZLMP2400002",
                "media[0].tracks[2]": None,
            },
        ),
        Case("release_by_gtin", "2000000090016", expected={"title": "Two Rooms"}),
        Case("unknown_id", "{{ cookiecutter.name }}:2", state="absent"),
        Case("unknown_gtin", "2000000090023", state="absent"),
        Case("search", search="two rooms", kind="release", expected={"[0].title": "Two Rooms", "[1]": None}),
        Case("nothing_found", search="no such words", kind="release", state="absent"),
    ),
)
