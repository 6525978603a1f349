"""Titles and artist credits as one reads them."""

from __future__ import annotations

from collections.abc import Sequence

from harmony_core.domain.model import ArtistCredit, Recording, Release


def title_text(entity: Release | Recording) -> str:
    """Return a title; where a source knows none, the page or id of what it tells of."""
    if entity.title is not None:
        return entity.title
    return next((each.url or f"{each.provider}:{each.id}" for each in entity.external_ids), "")


def credit_text(names: Sequence[ArtistCredit]) -> str:
    """Return a credit as one text; where a source gave no join phrase, commas and an ampersand join.

    >>> credit_text([ArtistCredit(name="A"), ArtistCredit(name="B"), ArtistCredit(name="C")])
    'A, B & C'
    """
    text = ""
    for place, credit in enumerate(names):
        text += credit.credited_name or credit.name
        following = len(names) - place - 1
        if credit.join_phrase is not None:
            text += credit.join_phrase
        elif following:
            text += " & " if following == 1 else ", "
    return text
