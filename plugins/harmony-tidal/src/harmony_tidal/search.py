"""What a search answers, told apart by what it found."""

from __future__ import annotations

from harmony_core import provider as hc
from harmony_tidal.jsonapi import Document


@hc.payload
class AlbumsFound(Document):
    """A page of albums, or a whole search result."""

    def __attrs_post_init__(self) -> None:
        hold_only(self, "albums")


@hc.payload
class TracksFound(Document):
    """A page of tracks, or a whole search result."""

    def __attrs_post_init__(self) -> None:
        hold_only(self, "tracks")


@hc.payload
class ArtistsFound(Document):
    """A page of artists, or a whole search result."""

    def __attrs_post_init__(self) -> None:
        hold_only(self, "artists")


def hold_only(document: Document, wanted: str) -> None:
    """Raise where a document lists something else than what was searched for."""
    other = next((row.type for row in document.listed if row.type not in (wanted, "searchResults")), None)
    if other is not None:
        raise ValueError(f"expected {wanted}, got {other} @ $.data")
