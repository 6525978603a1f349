"""Permalinks: a result as one line of text, which opens it again over the same answers.

    gtin=724384960650&kind=release&deezer=302127&itunes=&at=2026-11-01T12:00:00.000000Z

The form is that of a query part. It holds what was asked, who was asked (with the ids that they found; nothing
after the sign where they had none), how, and the time of the newest answer used.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NoReturn, Self
from urllib.parse import parse_qsl, quote

import attrs

from harmony_core.domain.codes import Country
from harmony_core.domain.errors import BadValueError, RequestError
from harmony_core.domain.patterns import pattern
from harmony_core.domain.refs import Kind

_FORM = pattern(r"(?:\S*\?)?[a-z][a-z0-9_]*=\S*")
_ASKED = ("gtin", "isrc", "mbid", "text", "ref")
_OWN = frozenset(
    {
        *_ASKED,
        "kind",
        "region",
        "want",
        "prefer",
        "base",
        "fill_from",
        "mode",
        "together",
        "at",
    }
)
# Chat programs take "&gt" and "&reg" in an address for signs of their own.
_MANGLED = {">in=": "&gtin=", "®ion=": "&region="}


@attrs.frozen(kw_only=True)
class Permalink:
    """What it takes to open a result again: `texts` are the queries, `providers` names with the ids found.

    `together`: it was one of many, and answers came in requests that it shared with others.
    """

    texts: tuple[str, ...]
    kind: Kind
    providers: Mapping[str, str] = attrs.field(hash=False)
    at: datetime
    regions: tuple[Country, ...] = ()
    want: tuple[str, ...] = ()
    prefer: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    fill_from: tuple[str, ...] = ()
    mode: str | None = None
    together: bool = False

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read a permalink, also one behind a page's address or mangled on its way; None where the text is none.

        Raises `RequestError` where it is one that lost a part.
        """
        for wrong, right in _MANGLED.items():
            text = text.replace(wrong, right)
        text = text.strip()
        if not _FORM.fullmatch(text):
            return None
        fields = parse_qsl(text.rpartition("?")[2], keep_blank_values=True)
        named = dict(fields)
        asked = any(name in named for name in _ASKED)
        if "at" not in named and ("://" in text or not asked):
            return None
        if "at" not in named and len(fields) == 1:
            name, value = fields[0]
            wanted = value if name == "ref" else f"{name}:{value}"
            raise RequestError(f"{text} is only a part of a permalink; to look that up write {wanted}", field="query")
        texts = tuple(value if name == "ref" else f"{name}:{value}" for name, value in fields if name in _ASKED)
        try:
            return cls(
                texts=texts or _lost("what was asked"),
                kind=Kind(named["kind"]) if "kind" in named else _lost("the kind"),
                providers={name: value for name, value in fields if name not in _OWN} or _lost("who was asked"),
                at=_time(named["at"]) if "at" in named else _lost("the time of the answers (at=)"),
                regions=tuple(map(Country.parse, _list(named.get("region")))),
                want=_list(named.get("want")),
                prefer=_list(named.get("prefer")),
                base=_list(named.get("base")),
                fill_from=_list(named.get("fill_from")),
                mode=named.get("mode"),
                together=named.get("together") == "yes",
            )
        except (ValueError, BadValueError) as error:
            raise RequestError(f"this permalink cannot be read: {error}", field="query") from error

    def __str__(self) -> str:
        asked = [_asked(text) for text in self.texts]
        how = [("kind", str(self.kind))]
        given = (("region", self.regions), ("want", self.want), ("prefer", self.prefer))
        for name, values in (*given, ("base", self.base), ("fill_from", self.fill_from)):
            if values:
                how.append((name, ",".join(values)))
        if self.mode:
            how.append(("mode", self.mode))
        if self.together:
            how.append(("together", "yes"))
        moment = self.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        fields = [*asked, *how, *self.providers.items(), ("at", moment)]
        return "&".join(f"{name}={quote(value, safe=':/,')}" for name, value in fields)


def _asked(text: str) -> tuple[str, str]:
    name, _, value = text.partition(":")
    return (name, value) if name in ("gtin", "isrc", "mbid", "text") else ("ref", text)


def _lost(what: str) -> NoReturn:
    raise ValueError(f"{what} is missing")


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _list(text: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (text or "").split(",")))
