"""The text in which Qobuz lists who did what: "Ada Moth, Piano, MainArtist - Tin Choir, FeaturedArtist"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from harmony_core import provider as hc

_BETWEEN = hc.pattern(r"\s+-\s+")
_HUMP = hc.pattern(r"(?<=[a-z])(?=[A-Z])")

CREDITED = {"mainartist": "main", "featuredartist": "featured"}
# Groups into which a label's system sorts people; the role itself stands beside them.
GROUPS = ("associatedperformer", "studiopersonnel")
BOTH = {"composerlyricist": ("composer", "lyricist")}


@hc.answer
class Performer:
    """Somebody, with the roles as Qobuz writes them."""

    name: str
    roles: tuple[str, ...] = ()


def performers(text: str | None, known: Collection[str] = ()) -> tuple[Performer, ...]:
    """Read the text, each name once.

    A name may hold a hyphen or a comma. What has no role belongs to the next name; `known` names are whole.

    >>> found = performers("Ada - Moth, Piano - Tin, The Choir, Vocals", ["Tin, The Choir"])
    >>> [(each.name, each.roles) for each in found]
    [('Ada - Moth', ('Piano',)), ('Tin, The Choir', ('Vocals',))]
    """
    roles: dict[str, tuple[str, ...]] = {}
    one_role = "\r" in (text or "")
    with_comma = [name for name in known if ", " in name]
    for entry in _entries(text or ""):
        name, found = _apart(entry, with_comma, one_role)
        roles[name] = tuple(dict.fromkeys((*roles[name], *found))) if name in roles else found
    return tuple(Performer(name, each) for name, each in roles.items() if name)


def _apart(entry: str, with_comma: Sequence[str], one_role: bool) -> tuple[str, tuple[str, ...]]:
    """Return a name and its roles; older texts have a line for each role, and other commas are the name's."""
    name = ""
    if one_role:
        name = entry.rpartition(", ")[0]
    elif with_comma:
        name = max((name for name in with_comma if entry.startswith(f"{name}, ")), key=len, default="")
    name = name or entry.partition(", ")[0]
    return name.strip(), _roles(entry[len(name) :])


@lru_cache(maxsize=1024)  # those of one person come again on track after track
def _roles(text: str) -> tuple[str, ...]:
    """Return the roles in a text, each once."""
    return tuple(dict.fromkeys(filter(None, map(str.strip, text.split(", ")))))


def _entries(text: str) -> Iterator[str]:
    name = ""
    for part in _BETWEEN.split(text.strip()):
        name = f"{name} - {part}" if name else part
        if ", " in name:
            yield name
            name = ""
    if name:
        yield name


def role_words(role: str) -> str:
    """Write a role in words.

    >>> role_words("MasteringEngineer"), role_words("Bass Guitar"), role_words("CoProducer")
    ('mastering engineer', 'bass guitar', 'co-producer')
    """
    return re.sub("^co ", "co-", _HUMP.sub(" ", role).lower())


def _sign(role: str) -> str:
    """Return the letters of a role, by which it is known however it is written."""
    return re.sub("[^a-z]", "", role.lower())


@lru_cache(maxsize=1024)
def artist_role(roles: tuple[str, ...]) -> str | None:
    """Return as what somebody is credited as an artist, None where it is not as one."""
    named = {_sign(role) for role in roles}
    return next((role for sign, role in CREDITED.items() if sign in named), None)


@lru_cache(maxsize=1024)
def credit_roles(roles: tuple[str, ...]) -> tuple[str, ...]:
    """Return the roles that say what somebody did."""
    said: list[str] = []
    for role in roles:
        sign = _sign(role)
        if sign not in (*CREDITED, *GROUPS):
            said.extend(BOTH.get(sign) or [role_words(role)])
    return tuple(dict.fromkeys(said))
