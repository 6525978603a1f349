"""Links and ids: the provider reads its own, writes them back, and leaves others alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib import import_module

from harmony_core.domain.errors import BadValueError
from harmony_core.domain.refs import EntityRef, with_article
from harmony_core.plugin.providers import Lookup
from harmony_core.plugin.urls import UrlParser, split_link
from harmony_core.testing.contract import Check, Contract, ContractError, Link


def link_checks(contract: Contract) -> Iterator[Check]:
    """Yield the checks of all links and ids."""
    for link in contract.links:
        yield Check(f"link {link.url}", partial(check_link, contract, link))
    for url in contract.foreign_links:
        yield Check(f"foreign link {url}", partial(check_foreign, contract, url))
    for text in contract.wrong_ids:
        yield Check(f"wrong id {text}", partial(check_wrong_id, contract, text))
    yield Check("canonical links of every kind", partial(check_canonical_kinds, contract))


def check_link(contract: Contract, link: Link) -> None:
    """Raise unless a link is read as what it is about, and written back."""
    provider, where = contract.provider, f"link {link.url}"
    ref = read(contract, link.url)
    if ref is None:
        raise ContractError(f"{where}: is not read: no template in urls= has this form")
    for name in ("kind", "id", "type", "region"):
        expected, got = getattr(link, name), getattr(ref, name)
        if expected is not None and str(got or "") != expected:
            raise ContractError(f"{where}: {name}: expected {expected or 'none'}, got {got}")
    again = _ref(contract, ref, where)
    if again != ref:
        raise ContractError(f"{where}: is {ref}, which reads back as another thing: {again.kind} {again.id}")
    url = provider.url(ref)
    if url is None:
        if link.canonical:
            raise ContractError(
                f"{where}: is canonical, but urls= has no link for {with_article(ref.kind)} of type {ref.type}"
            )
        return
    if link.canonical and url != link.url:
        raise ContractError(f"{where}: is said to be canonical, but {ref} is written as {url}")
    back = read(contract, url)
    if back != ref:
        raise ContractError(f"{where}: is {ref}, whose link {url} reads back as {back}")


def check_foreign(contract: Contract, url: str) -> None:
    """Raise where a link of somebody else is read."""
    ref = read(contract, url)
    if ref is not None:
        raise ContractError(f"foreign link {url}: is read as {ref.kind} {ref}: make the template in urls= narrower")


def check_wrong_id(contract: Contract, text: str) -> None:
    """Raise where a text that is no id is taken for one."""
    try:
        ref = contract.provider.ref(text)
    except BadValueError:
        return
    raise ContractError(
        f"wrong id {text}: is read as {ref.kind} {ref}: give the field a narrower form in urls= ({{id:digits}})"
    )


def check_canonical_kinds(contract: Contract) -> None:
    """Raise where a kind that has pages and is looked up has no canonical link in the contract."""
    provider = contract.provider
    looked_up = {look.kind for look in provider.lookups if isinstance(look, Lookup) and "id" in look.by}
    with_pages = {url.kind for url in provider.urls}
    shown = {link.kind for link in contract.links if link.canonical}
    if missing := sorted((looked_up & with_pages) - shown):
        raise ContractError(f"links=: has no canonical link (canonical=True) of kind {', '.join(missing)}")


def read(contract: Contract, text: str) -> EntityRef | None:
    """Return what a link is about, as the provider's templates and the parsers of its package read it."""
    for parser in _parsers(contract):
        ref = parser.read(text)
        if ref is not None and ref.provider == contract.provider.name:
            return ref
    link = split_link(text)
    return contract.provider.read(link) if link else None


def _parsers(contract: Contract) -> tuple[UrlParser, ...]:
    hook = getattr(import_module(contract.package), "harmony_url_parsers", None)
    return tuple(hook()) if hook else ()


def _ref(contract: Contract, ref: EntityRef, where: str) -> EntityRef:
    try:
        return contract.provider.ref(ref.key)
    except BadValueError as error:
        raise ContractError(f"{where}: is {ref}, which does not read back: {error.message}") from error
