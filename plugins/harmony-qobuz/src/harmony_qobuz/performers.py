"""The text in which Qobuz lists who did what: "Ada Moth, Piano, MainArtist - Tin Choir, FeaturedArtist"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
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
    roles: dict[str, list[str]] = {}
    one_role = "\r" in (text or "")
    for entry in _entries(text or ""):
        name, found = _apart(entry, known, one_role)
        roles.setdefault(name, []).extend(filter(None, found))
    return tuple(Performer(name, tuple(dict.fromkeys(each))) for name, each in roles.items() if name)


def _apart(entry: str, known: Collection[str], one_role: bool) -> tuple[str, list[str]]:
    """Return a name and its roles; older texts have a line for each role, and other commas are the name's."""
    there = [name for name in known if entry.startswith(name) and entry.startswith(", ", len(name))]
    name = max(there, key=len, default=None)
    if name is None or one_role:
        name = (entry.rpartition(", ")[0] if one_role else "") or entry.partition(", ")[0]
    return name.strip(), [role.strip() for role in entry[len(name) :].split(", ")]


def _entries(text: str) -> Iterator[str]:
    name = ""
    for part in _BETWEEN.split(text.strip()):
        name = f"{name} - {part}" if name else part
        if ", " in name:
            yield name
            name = ""
    if name:
        yield name


@lru_cache(maxsize=1024)  # there are few
def role_words(role: str) -> str:
    """Write a role in words.

    >>> role_words("MasteringEngineer"), role_words("Bass Guitar"), role_words("CoProducer")
    ('mastering engineer', 'bass guitar', 'co-producer')
    """
    return re.sub("^co ", "co-", _HUMP.sub(" ", role).lower())


@lru_cache(maxsize=1024)
def _sign(role: str) -> str:
    """Return the letters of a role, by which it is known however it is written."""
    return re.sub("[^a-z]", "", role.lower())


def artist_role(roles: Collection[str]) -> str | None:
    """Return as what somebody is credited as an artist, None where it is not as one."""
    named = {_sign(role) for role in roles}
    return next((role for sign, role in CREDITED.items() if sign in named), None)


def credit_roles(roles: Collection[str]) -> tuple[str, ...]:
    """Return the roles that say what somebody did."""
    said: list[str] = []
    for role in roles:
        sign = _sign(role)
        if sign not in (*CREDITED, *GROUPS):
            said.extend(BOTH.get(sign) or [role_words(role)])
    return tuple(dict.fromkeys(said))
