"""Qobuz's text of who did what."""

from __future__ import annotations

import doctest

import pytest

from harmony_qobuz import performers as module
from harmony_qobuz.performers import artist_role, credit_roles, performers


@pytest.mark.parametrize(
    ("text", "known", "found"),
    [
        ("Ada Moth, MainArtist", (), {"Ada Moth": ("MainArtist",)}),
        (
            "Ada Moth, Piano, MainArtist - Bo Lark, Writer",
            (),
            {"Ada Moth": ("Piano", "MainArtist"), "Bo Lark": ("Writer",)},
        ),
        ("Ada - Moth, Piano - Bo, Writer", (), {"Ada - Moth": ("Piano",), "Bo": ("Writer",)}),
        ("Jay-Moth, Piano", (), {"Jay-Moth": ("Piano",)}),
        (
            "Tin, The Choir, Vocals - Bo, Writer",
            ("Tin", "Tin, The Choir"),
            {"Tin, The Choir": ("Vocals",), "Bo": ("Writer",)},
        ),
        ("Tin, The Choir, Vocals", (), {"Tin": ("The Choir", "Vocals")}),
        (
            "Ada feat. Drum, Two & Three, Performer\r - Bo, Composer\r - Bo, Lyricist\r",
            ("Ada feat. Drum",),
            {"Ada feat. Drum, Two & Three": ("Performer",), "Bo": ("Composer", "Lyricist")},
        ),
        ("Bo, Writer - Bo, Writer, Piano", (), {"Bo": ("Writer", "Piano")}),
        ("Ada Moth", (), {"Ada Moth": ()}),
        ("", (), {}),
        (None, (), {}),
    ],
)
def test_performers(text, known, found):
    """Names come once, with all their roles; known names and older texts keep commas in names."""
    assert {each.name: each.roles for each in performers(text, known)} == found


def test_roles_of_artists_and_of_others():
    """Main and featured artists are credited as artists; groups say nothing of what somebody did."""
    assert artist_role(("Piano", "MainArtist")) == "main"
    assert artist_role(("featured-artist",)) == "featured"
    assert artist_role(("Producer",)) is None
    assert credit_roles(("MainArtist", "AssociatedPerformer", "StudioPersonnel")) == ()
    assert credit_roles(("CoProducer", "Bass Guitar", "ComposerLyricist", "Composer")) == (
        "co-producer",
        "bass guitar",
        "composer",
        "lyricist",
    )


def test_examples_in_docstrings_hold():
    """What a docstring shows is what happens."""
    failed, tried = doctest.testmod(module)
    assert tried
    assert not failed
