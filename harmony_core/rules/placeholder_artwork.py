"""Pictures that stand for a missing picture."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import attrs

from harmony_core.domain.model import Artist, Artwork, Entity, Release
from harmony_core.domain.patterns import pattern
from harmony_core.domain.refs import Kind
from harmony_core.plugin.rules import Rule, Told
from harmony_core.rules.parts import RELEASES

_NAMES = pattern(
    r"(?:^|[/_.-])(?:spacer|placeholder|blank|no[_-]?(?:image|cover|art|artwork|picture|photo|thumb|thumbnail)"
    r"|default[_-](?:avatar|cover|album|artist|image|artwork|release|track)\w*)(?=[/_.-]|$)"
    r"|/images?/(?:cover|artist|playlist|misc|user)//",
    re.IGNORECASE,
)
_FINGERPRINTS = frozenset(
    (
        "d41d8cd98f00b204e9800998ecf8427e",  # the MD5 of nothing, by which an empty picture is stored
        "2a96cbd8b46e442fc41c2b86b821562f",  # a star that one source shows for every missing picture
    )
)


def placeholder_artwork(entity: Entity, told: Told) -> Entity:
    """Leave out pictures that only stand for a missing one."""
    if not isinstance(entity, (Release, Artist)) or not entity.artwork:
        return entity
    artwork = tuple(each for each in entity.artwork if not is_placeholder(each))
    return entity if artwork == entity.artwork else attrs.evolve(entity, artwork=artwork)


def is_placeholder(picture: Artwork) -> bool:
    """Whether a picture's address, or its size, is that of a placeholder.

    >>> is_placeholder(Artwork(url="https://img.example/static/default_avatar_large.png"))
    True
    """
    path = urlsplit(picture.url).path
    tiny = (picture.width or 9) < 2 or (picture.height or 9) < 2
    return tiny or bool(_NAMES.search(path)) or any(each in path for each in _FINGERPRINTS)


PLACEHOLDER_ARTWORK = Rule(
    name="placeholder_artwork",
    does="Pictures that stand for a missing one (default_avatar, spacer, the picture of nothing) are left out.",
    kinds=RELEASES | {Kind.ARTIST},
    apply=placeholder_artwork,
)
