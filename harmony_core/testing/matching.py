"""Which of a provider's main requests an address is: for recordings, and to see that cases reach every endpoint."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from harmony_core.plugin.providers import AnyLookup, AnySearch, Lookup, Provider

_FIELD = re.compile(r"\{(\w+)\}")


def looks_at(provider: Provider, method: str, url: str) -> tuple[AnyLookup | AnySearch, ...]:
    """Return the lookups and searches whose main request has this address, whatever is asked for there."""
    return tuple(look for look in provider.lookups if fields_of(provider, look, method, url) is not None)


def fields_of(provider: Provider, look: AnyLookup | AnySearch, method: str, url: str) -> Mapping[str, str] | None:
    """Return the fields of a main request's address, or None where it is another one's.

    Parameters are compared only where they tell lookups apart (`?method=…`): a recorded answer counts whatever
    else it was asked for.
    """
    if look.main.method.upper() != method.upper():
        return None
    forms = (look.main.path, *look.main.also)
    return next((found for form in forms if (found := _fields_at(provider, look, form, url)) is not None), None)


def _fields_at(provider: Provider, look: AnyLookup | AnySearch, form: str, url: str) -> Mapping[str, str] | None:
    """Return the fields that an address has by one form of a main request, the provider's own or another's."""
    own, asked = urlsplit(urljoin(provider.base, form.partition("?")[0])), urlsplit(url)
    at_host = _pattern(own.netloc.lower()).fullmatch((asked.hostname or "").lower())
    found = _pattern(own.path).fullmatch(asked.path.rstrip("/"))
    if at_host is None or found is None:
        return None
    given, wanted = dict(parse_qsl(asked.query)), _literals(form)
    if any(given.get(name) != wanted[name] for name in _telling(provider, look) if name in wanted):
        return None
    query = {
        field.group(1): given[name]
        for name, value in parse_qsl(form.partition("?")[2])
        if name in given and (field := _FIELD.fullmatch(value))
    }
    return {**query, **at_host.groupdict(), **{name: unquote(value) for name, value in found.groupdict().items()}}


def _pattern(path: str) -> re.Pattern[str]:
    """Return what matches the paths that a template makes; a field that comes again is not asked to be the same."""
    pattern, place, seen = "", 0, set()
    for field in _FIELD.finditer(path):
        name = field.group(1)
        pattern += re.escape(path[place : field.start()])
        pattern += "[^/]+" if name in seen else f"(?P<{name}>[^/]+)"
        seen.add(name)
        place = field.end()
    return re.compile(pattern + re.escape(path[place:].rstrip("/")))


def _literals(form: str) -> Mapping[str, str]:
    """Return the parameters of a form of a main request that hold no field."""
    query = form.partition("?")[2]
    return {name: value for name, value in parse_qsl(query) if not _FIELD.search(value)}


def _telling(provider: Provider, look: AnyLookup | AnySearch) -> frozenset[str]:
    """Return the parameters that tell main requests of the same path apart."""
    path = look.main.path.partition("?")[0]
    same = [_literals(other.main.path) for other in provider.lookups if other.main.path.partition("?")[0] == path]
    names = {name for literals in same for name in literals}
    return frozenset(name for name in names if len({literals.get(name) for literals in same} - {None}) > 1)


def name_of(look: AnyLookup | AnySearch) -> str:
    """Return what a lookup or search is called in messages."""
    return f"{look.kind} lookup" if isinstance(look, Lookup) else f"{look.kind} search"
