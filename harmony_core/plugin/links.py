"""A provider's own ids and links, as its documents name them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import attrs

from harmony_core.domain.model import ExternalId, Link, LinkKind
from harmony_core.plugin.urls import Url


@attrs.frozen
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
        url, text, link = found
        return (ExternalId(provider=self.provider, kind=kind, type=url.source_type, id=text, url=link),)

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
        return (Link(url=found[2], kinds=kinds),) if found else ()

    def _page(
        self, kind: str, entity_id: object, slug: str | None, source_type: str | None, region: str | None
    ) -> tuple[Url, str, str] | None:
        """Return the form of an entity's page, its id as text, and the page's address."""
        if entity_id is None:
            return None
        text = str(entity_id)
        is_zero = not text.strip("0")
        for url in self._of_type.get(source_type, ()) if source_type else self._of_kind.get(kind, ()):
            if is_zero and not url.verbatim:  # ids that are names may be "0"
                continue
            link = url.page_of(text, slug, region)
            if link is not None:
                return url, text, link
        return None


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
