"""A provider's own ids and links, as its documents name them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import attrs

from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.frozen import maker
from harmony_core.domain.model import ExternalId, Link, LinkKind
from harmony_core.plugin.urls import Url

Framed: TypeAlias = tuple[str, str, str, Callable[[str], object]]
"""A page's type, and a `Frame` of its address."""

_external_id, _link = maker(ExternalId), maker(Link)

_MOST_KNOWN = 1000
"""So many forms of links are remembered: one for each type and region."""


@attrs.frozen
@by_fields
class Pages:
    """The pages of a provider: its name and its `urls`, of which the first of a kind is the canonical link.

    `normalize` makes ids and links of them without knowing the provider. What is no id (None, zeros, another form)
    has none. `source_type` is the source's word for the page where it is not the kind's own (a track that is sold
    as a release), `region` that of the page where it has one.

    >>> shop = Pages("shop", (Url("release", "https://shop.example/release/{slug:slug}/{id:digits}"),))
    >>> shop.ids("release", 12, "two-rooms")[0].url, shop.links("release", 0, LinkKind.MAIL_ORDER)
    ('https://shop.example/release/two-rooms/12', ())
    """

    provider: str
    urls: tuple[Url, ...]
    _of_kind: Mapping[str, tuple[Url, ...]] = attrs.field(init=False, eq=False, repr=False)
    _of_type: Mapping[str, tuple[Url, ...]] = attrs.field(init=False, eq=False, repr=False)
    _known: dict[tuple[str, str | None, str | None], Framed | None] = attrs.field(
        init=False, factory=dict, eq=False, repr=False
    )

    def __attrs_post_init__(self) -> None:
        pages = [url for url in self.urls if url.is_page]
        object.__setattr__(self, "_of_kind", _grouped(pages, lambda url: url.kind))
        object.__setattr__(self, "_of_type", _grouped(pages, lambda url: url.source_type))

    def ids(
        self,
        kind: str,
        entity_id: object,
        slug: str | None = None,
        *,
        source_type: str | None = None,
        region: str | None = None,
    ) -> tuple[ExternalId, ...]:
        """Return an entity's id, with its type and link."""
        found = self._page(kind, entity_id, slug, source_type, region)
        if found is None:
            return ()
        own_type, text, link = found
        return (_external_id(provider=self.provider, kind=kind, type=own_type, id=text, url=link),)

    def links(
        self,
        kind: str,
        entity_id: object,
        *kinds: LinkKind,
        slug: str | None = None,
        source_type: str | None = None,
        region: str | None = None,
    ) -> tuple[Link, ...]:
        """Return an entity's page, with what one can do there."""
        found = self._page(kind, entity_id, slug, source_type, region)
        return (_link(url=found[2], kinds=kinds),) if found else ()

    def _page(
        self, kind: str, entity_id: object, slug: str | None, source_type: str | None, region: str | None
    ) -> tuple[str, str, str] | None:
        """Return the type, the id as text and the address of an entity's page."""
        if entity_id is None:
            return None
        text = str(entity_id)
        try:
            framed = self._known[kind, source_type, region]
        except KeyError:
            framed = self._framed(kind, source_type, region)
        if framed and not slug:
            own_type, before, after, is_plain = framed
            if is_plain(text):
                return own_type, text, before + text + after
        known = {name: value for name, value in (("slug", slug), ("region", region)) if value} if slug or region else {}
        for url in self._urls(kind, source_type):
            is_id = text.strip("0") or url.verbatim  # ids that are names may be "0"
            link = url.page_of(text, known) if is_id else None
            if link is not None:
                return url.source_type, text, link
        return None

    def _urls(self, kind: str, source_type: str | None) -> tuple[Url, ...]:
        return self._of_type.get(source_type, ()) if source_type else self._of_kind.get(kind, ())

    def _framed(self, kind: str, source_type: str | None, region: str | None) -> Framed | None:
        """Return and remember what goes around ids in the links of a kind, None where there is more to them."""
        first = next(iter(self._urls(kind, source_type)), None)
        frame = first.frame({"region": region} if region else {}) if first else None
        framed = (first.source_type, *frame) if first and frame else None
        if len(self._known) < _MOST_KNOWN:
            self._known[kind, source_type, region] = framed
        return framed


def _grouped(urls: Sequence[Url], name: Callable[[Url], str]) -> Mapping[str, tuple[Url, ...]]:
    return {group: tuple(url for url in urls if name(url) == group) for group in map(name, urls)}


def mbid_pages(provider: str, site: str) -> Pages:
    """Return the pages of a site that addresses entities by kind and MusicBrainz identifier.

    >>> tunes = mbid_pages("tunes", "https://tunes.example")
    >>> tunes.links("release_group", "b10bbbfc-cf9e-42e0-be17-e2c3e1d2600d")[0].url
    'https://tunes.example/release-group/b10bbbfc-cf9e-42e0-be17-e2c3e1d2600d'
    """
    kinds = ("release", "release_group", "recording", "artist", "label")
    return Pages(provider, tuple(Url(kind, f"{site}/{kind.replace('_', '-')}/{{id:mbid}}") for kind in kinds))
