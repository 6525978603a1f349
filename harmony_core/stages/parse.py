"""text → what it is taken for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from harmony_core.domain.errors import BadValueError, ProviderNotFoundError, RequestError
from harmony_core.domain.frozen import maker
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc, Mbid
from harmony_core.domain.patterns import pattern
from harmony_core.domain.refs import EntityRef, Kind
from harmony_core.domain.result import Parsed
from harmony_core.plugin.catalog import Catalog, Providers
from harmony_core.plugin.logger import logger

log = logger("harmony.parse")

_DIGITS = pattern(r"(?!\d{4}-\d\d-\d\d$)[0-9][0-9 .-]*[0-9]")  # a day is no barcode
_BARCODE_WORD = pattern(r"^(?:gtin|upc|ean|barcode)(?:-?(?:8|12|13|14|a|e))?\s*[:#]?\s+(?=\d)", re.IGNORECASE)
_HYPHENS = pattern("[\u2010-\u2015\u2212]")
_ISRC = pattern(r"[A-Z]{2}[ -]?[A-Z0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{5}", re.IGNORECASE)
_ALMOST_ISRC = pattern(r"[A-Z]{2}-[A-Z0-9]{3}-[0-9]{2}-[0-9]*", re.IGNORECASE)
_MBID = pattern(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_LINK = pattern(r"[a-z][a-z0-9+.-]*://.*|(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/\S+", re.IGNORECASE)
_PREFIXED = pattern(r"([a-z][a-z0-9_-]*):(\S+)", re.IGNORECASE)
_ROUNDED = pattern(r"\d+(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_ID_LIKE = pattern(r"[\w./-]*\d[\w./-]*")

_found = maker(Parsed)

SHORTEST_BARCODE = 8
MANY_NAMES = 5


def parse(text: str, catalog: Catalog, kind: Kind | None = None, among: Providers | None = None) -> Parsed:
    """Return what a text is taken for: a link, an identifier, `provider:id`, or words to search for.

    `kind` overrides what the text would be taken for; `among` limits who may claim a link. A prefix settles
    it: `gtin:`, `isrc:`, `mbid:`, `text:`. Raises `RequestError` where the text cannot be taken: one that
    looks like a barcode and is none is never searched for as words.
    """
    bare = _plain(text)
    if not bare:
        raise RequestError("the query is empty: give a link, GTIN, ISRC, MBID, provider:id or words", field="query")
    providers = catalog.providers if among is None else among
    return (
        _prefixed(text, bare, catalog, providers, kind)
        or _identifier(text, bare, kind)
        or _link(text, bare, catalog, providers, kind)
        or Parsed(text=text, kind=kind or Kind.RELEASE)
    )


def _prefixed(text: str, bare: str, catalog: Catalog, providers: Providers, kind: Kind | None) -> Parsed | None:
    if bare.startswith("https://"):
        return None
    found = _PREFIXED.fullmatch(bare)
    prefix, rest = (found.group(1).lower(), found.group(2)) if found else (bare.partition(":")[0].lower(), "")
    match prefix:
        case "text" if ":" in bare:
            words = bare.partition(":")[2].strip()
            if not words:
                raise RequestError("the query is empty: there is nothing after text:", field="query")
            return Parsed(text=words, kind=kind or Kind.RELEASE)
        case "gtin" | "upc" | "ean" | "barcode" if ":" in bare:
            return Parsed(text=text, kind=kind or Kind.RELEASE, gtin=Gtin.parse(bare.partition(":")[2]))
        case "isrc" if ":" in bare:
            return Parsed(text=text, kind=kind or Kind.RECORDING, isrc=Isrc.parse(bare.partition(":")[2]))
        case "mbid" if ":" in bare:
            return Parsed(text=text, kind=kind or Kind.RELEASE, mbid=Mbid.parse(bare.partition(":")[2]))
    if bare.endswith(":") and prefix == bare[:-1].lower() and prefix in providers:
        providers[prefix].ref("")  # raises, and says how ids are written
    if found is None or rest.startswith("//") or _parsed(bare, catalog, providers):
        return None
    if prefix in providers:
        provider = providers[prefix]
        return _of_ref(text, provider.ref(rest, kind), providers, kind)
    if prefix in catalog.providers:
        raise ProviderNotFoundError(_left_out(bare, prefix, catalog, providers), field="query")
    if _ID_LIKE.fullmatch(rest) and prefix.isascii() and not _LINK.fullmatch(bare):
        try:
            providers[prefix]
        except ProviderNotFoundError as error:
            raise ProviderNotFoundError(
                f"{error.message}; to search for these words write text:{bare}", field="query"
            ) from error
    return None


def _plain(text: str) -> str:
    """Return a text without what hides in copied ones: invisible signs, hyphens of other kinds, wide digits."""
    if text.isascii():  # nothing hides in it
        return text.strip()
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise RequestError("the query is not proper text: its bytes are not UTF-8", field="query") from error
    visible = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return _HYPHENS.sub("-", visible).strip()


def _identifier(text: str, bare: str, kind: Kind | None) -> Parsed | None:
    if "/" in bare:  # as in links, and in no identifier
        return None
    if _MBID.fullmatch(bare):  # before barcodes: it may be all digits and hyphens
        return Parsed(text=text, kind=kind or Kind.RELEASE, mbid=Mbid.parse(bare))
    barcode = _BARCODE_WORD.sub("", bare).rstrip(".")
    if _DIGITS.fullmatch(barcode):
        digits = re.sub("[ .-]", "", barcode)
        if len(digits) >= SHORTEST_BARCODE:
            return Parsed(text=text, kind=kind or Kind.RELEASE, gtin=Gtin.parse(digits))
    if "+" in barcode and _ROUNDED.fullmatch(barcode):
        raise BadValueError(
            f"{barcode} is what a spreadsheet makes of a GTIN: give all of its digits; to search for it as words write "
            f"text:{barcode}",
            field="gtin",
        )
    if _ISRC.fullmatch(bare) or _ALMOST_ISRC.fullmatch(bare):
        return Parsed(text=text, kind=kind or Kind.RECORDING, isrc=Isrc.parse(bare))
    return None


def _link(text: str, bare: str, catalog: Catalog, providers: Providers, kind: Kind | None) -> Parsed | None:
    claims = _parsed(bare, catalog, providers)  # first, as a parser also reads the query, which templates ignore
    is_link = (bare.startswith("https://") and "\n" not in bare) or _LINK.fullmatch(bare)
    if is_link:
        claims += providers.for_link(bare)
        claims = claims or list(providers.for_link_anywhere(bare))
    if len(claims) > 1 and len({claim.provider for claim in claims}) > 1:
        names = " and ".join(sorted({claim.provider for claim in claims}))
        raise RequestError(
            f"{bare} is claimed by {names}: name the one to ask with --provider", field="query", code="AMBIGUOUS_LINK"
        )
    if claims:
        return _of_ref(text, claims[0], providers, kind)
    if is_link:
        raise RequestError(_unread(bare, catalog, providers), field="query", code="UNSUPPORTED_LINK")
    return None


def _parsed(bare: str, catalog: Catalog, providers: Providers) -> list[EntityRef]:
    """Return what the parsers of other links take a text for; one that raises claims nothing."""
    claims = []
    for parser in catalog.url_parsers:
        try:
            ref = parser.read(bare)
        except RequestError:
            raise
        except Exception:
            log.exception("url_parser_raised", parser=parser.name)
            continue
        if ref is not None and ref.provider in providers:
            claims.append(ref)
    return claims


def _of_ref(text: str, ref: EntityRef, providers: Providers, kind: Kind | None) -> Parsed:
    provider = providers.get(ref.provider)
    return _found(text=text, kind=kind or ref.kind, ref=ref, url=provider.url(ref) if provider else None)


def _left_out(text: str, name: str, catalog: Catalog, providers: Providers) -> str:
    """Say of a provider that is there why it is not asked, and how it would be."""
    how = providers.off.get(name)
    title = catalog.providers[name].title
    return f"{text} is at {title}, which is " + (
        f"switched off: {how}" if how else f"not asked here: leave --provider out, or add --provider {name}"
    )


def _unread(link: str, catalog: Catalog, providers: Providers) -> str:
    """Say why a link cannot be taken, and what could."""
    elsewhere = catalog.providers.for_link(link)
    if elsewhere:
        return _left_out(link, elsewhere[0].provider, catalog, providers)
    if not len(providers):
        off = f"switched off: {_some(providers.off)}" if providers.off else "installed"
        return f"no provider reads {link}: {'all are' if providers.off else 'none is'} {off} (see `harmony providers`)"
    own = providers.with_pages_at(link)
    if not own:
        titles = ", ".join(sorted(provider.title for provider in providers))
        named = (f"; for a page of {each.title}'s, add --provider {each.name}" for each in providers.with_any_host())
        off = f"; switched off: {_some(providers.off)} (see `harmony plugins`)" if providers.off else ""
        return f"no installed provider reads {link}; links of {titles} are read{''.join(named)}{off}"
    reason = "playlists are not looked up; " if "playlist" in link.lower() else ""
    kinds = ", ".join(sorted({url.source_type for provider in own for url in provider.urls}))
    return f"{own[0].title} has no page to look up at {link}: {reason}its {kinds} pages are"


def _some(names: Iterable[str]) -> str:
    """Return the first names of many, and how many more there are."""
    known = sorted(names)
    more = f" and {len(known) - MANY_NAMES} more" if len(known) > MANY_NAMES else ""
    return f"{', '.join(known[:MANY_NAMES])}{more}"
