"""A provider: one source of music metadata, as a frozen value with data and functions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from functools import cached_property
from typing import Any, Generic, TypeAlias, TypeVar
from urllib.parse import urlsplit

import attrs

from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.codes import Country
from harmony_core.domain.errors import BadValueError, PluginError, ProviderError
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc, Mbid
from harmony_core.domain.model import Entity, ExternalId
from harmony_core.domain.partial_date import PartialDate
from harmony_core.domain.patterns import pattern
from harmony_core.domain.refs import EntityRef, Kind, PageUrl
from harmony_core.plugin.api import Api, LookupOptions
from harmony_core.plugin.auth import Auth
from harmony_core.plugin.definitions import check_base, check_kind, check_tuple
from harmony_core.plugin.endpoints import Endpoint
from harmony_core.plugin.reading import Reader
from harmony_core.plugin.urls import Link, Url, ref_of

Target: TypeAlias = EntityRef | Gtin | Isrc | Mbid | PageUrl
"""What a provider can be asked for."""

M = TypeVar("M")
A = TypeVar("A")

NAME = pattern("[a-z][a-z0-9_]*")
"""What a provider may be called."""

BY = ("id", "gtin", "isrc", "mbid", "page")


class Precision(IntEnum):
    """How exact a source's lengths are."""

    SECONDS = 1
    SECONDS_OR_MILLISECONDS = 2
    MILLISECONDS = 3


class Quality(IntEnum):
    """How well a source knows something: what the merge goes by where the user has not said."""

    MISSING = 0
    BAD = 1
    UNKNOWN = 2
    PRESENT = 3
    GOOD = 4


@attrs.frozen(kw_only=True)
@by_fields
class Traits:
    """What is known of a source: how exact, how large, where and since when.

    `feed` names whose data it repeats: "distributors" for stores that print what distributors deliver to all of them,
    else a provider's name. Sources of one feed count as one where several must agree.
    """

    length: Precision = Precision.SECONDS
    cover_px: int | None = None
    regions: frozenset[Country] = frozenset()
    launched: PartialDate | None = None
    gtins: Quality = Quality.UNKNOWN
    labels: Quality = Quality.UNKNOWN
    dates: Quality = Quality.UNKNOWN
    credits: Quality = Quality.UNKNOWN
    feed: str | None = None


@attrs.frozen
@by_fields
class Rate:
    """At most `requests` in any `per` seconds."""

    requests: int
    per: float = attrs.field(default=1.0, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.requests < 1 or self.per <= 0:
            raise ValueError("a rate needs at least one request in more than zero seconds")


@attrs.frozen(kw_only=True)
@by_fields
class RateHeaders:
    """The headers of answers in which a source says how many requests it allows in `per` seconds.

    `limit` names the number of all, `remaining` that of those which are left. The rate goes down and up with them.
    """

    limit: str
    remaining: str = ""
    per: float = 60.0

    def __attrs_post_init__(self) -> None:
        if self.per <= 0:
            raise ValueError(f"{self.limit}: a number of requests is allowed in more than zero seconds")


@attrs.frozen(kw_only=True)
@by_fields
class Batch(Generic[M, A]):
    """How many things are asked for in one request, where many are looked up at once (`Session.lookup_many`).

    Up to `size` targets that are looked up `by` the same go together: `fields` gives what fills `main` for
    them, also for one alone, and `share` what of all the items found is the answer for one of them, in the form
    of its lookup's own answers; None says that there is no such thing. Both are pure.
    """

    size: int = attrs.field(kw_only=False)
    by: str
    main: Endpoint[M]
    fields: Callable[[Sequence[Any]], Mapping[str, object]]
    share: Callable[[Any, Sequence[M]], A | None]

    def __attrs_post_init__(self) -> None:
        if self.size < 2 or self.by not in BY:
            raise ValueError(f"a batch is of two or more targets, by {', '.join(BY)}; not of {self.size} by {self.by}")


@attrs.frozen(kw_only=True)
@by_fields
class Lookup(Generic[M, A]):
    """How a provider is asked for one thing, and what its answer means.

    `main` is the request without which there is no answer; `fetch` asks it and whatever else adds to it, and
    returns the answer, in a form of the provider's choice. `alone` makes that form of the main request's
    payload only, so that a single body can be normalized; where it is missing the payload is the answer.
    Without `fetch`, `main` is asked for `{id}`, whatever the target is. `normalize` is pure and total. `types` are
    the source's own types that `by` an id may have, where others than the kind's own can be looked up too (a track
    page as the release that it is on). By `page` is by the address of another source's page, for sources that keep
    links. A `regional` lookup is made in one region after the other until one has an answer (`api.region`,
    `{region}` in endpoints).
    A `batch` says how many are asked for at once, where the source can be.
    """

    kind: str = attrs.field(kw_only=False)
    by: tuple[str, ...]
    main: Endpoint[M]
    fetch: Callable[[Api, Any, LookupOptions], Awaitable[A]] | None = None
    normalize: Callable[[A, Reader], Entity]
    alone: Callable[[M], A] | None = None
    types: tuple[str, ...] = ()
    regional: bool = False
    batch: Batch[Any, A] | None = None

    def __attrs_post_init__(self) -> None:
        where = f"the {self.kind} lookup"
        check_kind(self.kind, where)
        check_tuple(self.by, "by", where)
        check_tuple(self.types, "types", where)
        if unknown := set(self.by) - set(BY):
            raise PluginError(f"{where}: a lookup is by {', '.join(BY)}; not by {', '.join(sorted(unknown))}")


@attrs.frozen(kw_only=True)
@by_fields
class Search(Generic[M]):
    """How a provider is searched for a text; `main` is paged, its items are the candidates.

    `main` is asked for `{text}`; with a `largest` page, also for `{limit}` candidates at once, which is as many as
    are wanted, and no more than `largest`. `fetch` is needed only where that is not enough. A search that has a
    `home` is made in one region after the other until one has candidates (`api.region`, `{region}`): in the wished
    ones that the provider serves, or where there is none at home.
    """

    kind: str = attrs.field(kw_only=False)
    main: Endpoint[M]
    normalize: Callable[[Sequence[M], Reader], Sequence[Entity]]
    fetch: Callable[[Api, str, LookupOptions], Awaitable[Sequence[M]]] | None = None
    largest: int | None = None
    home: Country | None = None

    def __attrs_post_init__(self) -> None:
        check_kind(self.kind, f"the {self.kind} search")


# A tuple of these holds lookups of many payloads, for which Python's types have no word but Any.
AnyLookup: TypeAlias = Lookup[Any, Any]
AnySearch: TypeAlias = Search[Any]


@attrs.frozen(kw_only=True)
@by_fields
class ErrorBody(Generic[M]):
    """How a source says no in the body, also inside HTTP 200.

    A body that does not fit the endpoint's payload is read as `into`; `error` returns what it means, or None
    where it is no such body. `says_absent` is whether its 404 and 410 are known to be JSON as well: a page of HTML with
    such a status is then from a proxy or a wrong address, and does not say that there is no such thing.
    """

    into: type[M]
    error: Callable[[M], ProviderError | None]
    says_absent: bool = False


@attrs.frozen(kw_only=True)
@by_fields
class Provider:
    """One source. Names are lower-case, the same as in its package's name and its settings' section.

    `hosts` are those that requests may go to besides the base address's own; `*.nodes.example` are all within a domain,
    for a source that sends one on to one of many servers. `settings` is a
    `@hc.settings` class; `headers` makes of them what every request carries (a name that the source asks for).
    `rate` is how often it is asked; with `rate_headers` only until its answers say what it allows.
    `statuses` are HTTP statuses that mean something of their own here (403 for "too many requests").
    `auth` says how requests show who asks; of several ways the first is used whose settings are all there.
    `priority` (0 to 100) decides wherever policy and traits are silent.
    """

    name: str
    title: str
    base: str
    urls: tuple[Url, ...]
    lookups: tuple[AnyLookup | AnySearch, ...]
    category: str = "digital"
    priority: int = 50
    rate: Rate = Rate(1, per=1.0)
    rate_headers: RateHeaders | None = None
    hosts: tuple[str, ...] = ()
    error_body: ErrorBody[Any] | None = None
    statuses: Mapping[int, type[ProviderError]] = attrs.field(factory=dict, hash=False)
    auth: Auth | tuple[Auth, ...] | None = None
    settings: type | None = None
    headers: Callable[[Any], Mapping[str, str]] | None = None
    traits: Traits = Traits()

    def __attrs_post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise PluginError(f"a provider's name is of lower-case letters, digits and _: not {self.name!r}")
        where = f"provider {self.name}"
        check_base(self.base, where)
        for name in ("urls", "lookups", "hosts"):
            check_tuple(getattr(self, name), name, where)
        if not 0 <= self.priority <= 100:
            raise PluginError(f"{where}: a priority is 0 to 100, not {self.priority}")
        declared = {field.name for field in attrs.fields(self.settings)} if self.settings else set()
        for name in (name for auth in self.auths for name in auth.settings):
            if name not in declared:
                raise PluginError(f"{where}: its auth needs a setting {name!r}, which its settings= do not declare")

    @property
    def auths(self) -> tuple[Auth, ...]:
        """The ways in which requests may show who asks, the best first."""
        match self.auth:
            case None:
                return ()
            case tuple():
                return self.auth
            case _:
                return (self.auth,)

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Every host that a request of this provider may go to."""
        own = urlsplit(self.base).hostname
        return frozenset({*self.hosts, *([own] if own else [])})

    @property
    def any_host(self) -> bool:
        """Whether some of its pages are at hosts of others, which nobody can list (a shop under the seller's name)."""
        return any(url.any_host for url in self.urls)

    def may_ask(self, host: str) -> bool:
        """Whether requests may go to a host: one that is declared, or one within a domain that is (`*.x.example`)."""
        return any(
            host == allowed or (allowed.startswith("*.") and host.endswith(allowed[1:]))
            for allowed in self.allowed_hosts
        )

    def lookup(self, kind: Kind) -> AnyLookup | None:
        """Return the lookup for a kind."""
        for look in self.lookups:
            if isinstance(look, Lookup) and look.kind == kind:
                return look
        return None

    def searches(self, kind: Kind | None = None) -> tuple[AnySearch, ...]:
        """Return the searches, for one kind or for all."""
        found = [search for search in self.lookups if isinstance(search, Search)]
        return tuple([search for search in found if kind is None or search.kind == kind])

    def read(self, link: Link) -> EntityRef | None:
        """Return what a link is about, or None where it is not this provider's."""
        return self._read(link, self._own_urls)

    @cached_property
    def _own_urls(self) -> tuple[Url, ...]:
        return tuple(url for url in self.urls if not url.any_host)

    def read_anywhere(self, link: Link) -> EntityRef | None:
        """Return what a link is about if it is a page of this provider's at a host of another's, as the user says."""
        host = link.address.partition("/")[0]
        return None if self.may_ask(host) else self._read(link, (url for url in self.urls if url.any_host))

    def _read(self, link: Link, urls: Iterable[Url]) -> EntityRef | None:
        for url in urls:
            fields = url.read(link.address, link.query)
            if fields is not None:
                return ref_of(self.name, url, fields, primary=self._is_primary(url))
        return None

    def ref(self, text: str, kind: Kind | None = None) -> EntityRef:
        """Read an id as it is written after `provider:`; a bare one is of `kind`, or of the first kind.

        Raises `BadValueError` where it has not the form of one of this provider's ids.
        """
        for url in self._canonical_urls(kind):
            primary = self._is_primary(url)
            fields = url.read_key(text, bare=primary or url.kind == kind)
            if fields is not None:
                return ref_of(self.name, url, fields, primary=primary)
        forms = ", ".join(
            f"{self.name}:{url.key_form(primary=self._is_primary(url))}" for url in self._canonical_urls()
        )
        wrong = f"{self.name} has no ids of the form {text!r}" if text else f"after {self.name}: there is no id"
        raise BadValueError(f"{wrong}; ids are written {forms}", field="id", provider=self.name)

    def url(self, ref: EntityRef) -> str | None:
        """Return the canonical link of a reference, or None where this provider has no page for it."""
        known = {}
        if ref.slug:
            known["slug"] = ref.slug
        if ref.region:
            known["region"] = ref.region.lower()
        for url in self.urls:
            if url.is_page and url.kind == ref.kind and ref.type in (None, url.source_type):
                link = url.page_of(ref.id, known)
                if link is not None:
                    return link
        return None

    def external_id(self, kind: str, entity_id: str | int, source_type: str | None = None) -> ExternalId:
        """Return an id of this provider, with its type and link where it has pages of that kind."""
        same_kind = (url for url in self.urls if url.kind == kind and source_type in (None, url.source_type))
        url = next(same_kind, None)
        found = ExternalId(provider=self.name, kind=kind, type=source_type, id=str(entity_id))
        if url is None:
            return found
        ref = EntityRef(provider=self.name, kind=Kind(kind), id=found.id, type=url.source_type)
        return attrs.evolve(found, type=url.source_type, url=self.url(ref))

    def ref_of(self, found: ExternalId) -> EntityRef | None:
        """Return the reference to an entity whose id this provider gave, or None where it has no pages for it."""
        for url in self._canonical_urls():
            fields = url.read_id(found.id) if (url.kind, url.source_type) == (found.kind, found.type) else None
            if fields is not None:
                return ref_of(self.name, url, fields, primary=self._is_primary(url))
        return None

    def _is_primary(self, url: Url) -> bool:
        return url.source_type == self.urls[0].source_type and url.kind == self.urls[0].kind

    def _canonical_urls(self, kind: Kind | None = None) -> tuple[Url, ...]:
        """Return the first URL of every kind, type and form of id, those of `kind` first."""
        first: dict[tuple[str, str, str], Url] = {}
        for url in self.urls:
            first.setdefault((url.kind, url.source_type, url.id), url)
        return tuple(sorted(first.values(), key=lambda url: kind is not None and url.kind != kind))
