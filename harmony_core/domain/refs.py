"""Kinds of entities, and references to one entity at one provider."""

from __future__ import annotations

from enum import StrEnum

import attrs

from harmony_core.domain.codes import Country


class Kind(StrEnum):
    """What a text, a link or a lookup is about."""

    RELEASE = "release"
    RELEASE_GROUP = "release_group"
    RECORDING = "recording"
    ARTIST = "artist"
    LABEL = "label"


def with_article(noun: str) -> str:
    """Return a word with the article that goes before it.

    >>> with_article("release"), with_article("artist")
    ('a release', 'an artist')
    """
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


@attrs.frozen
class PageUrl:
    """The page of an entity at some source, by which another source may know it."""

    text: str

    def __str__(self) -> str:
        return self.text


@attrs.frozen(kw_only=True)
class EntityRef:
    """One entity at one provider, printed as `deezer:629506181` or `deezer:track/3135556`.

    `id` is the source's own id, `type` the source's own word for its kind. `key` is the id as it is written
    after the provider's name: with the type where that is needed to tell what the id means. A provider reads
    the text back (`Provider.ref`). Two references are equal whatever their region and slug.
    """

    provider: str
    kind: Kind
    id: str
    type: str | None = None
    key: str = attrs.field(default=attrs.Factory(lambda ref: ref.id, takes_self=True), eq=False)
    region: Country | None = attrs.field(default=None, eq=False)
    slug: str | None = attrs.field(default=None, eq=False)

    def __str__(self) -> str:
        return f"{self.provider}:{self.key}"
