"""What is typed → a query in the search's language (musicbrainz.org/doc/MusicBrainz_API/Search, Lucene's syntax)."""

from __future__ import annotations

from harmony_core import provider as hc
from harmony_musicbrainz.tables import FIELDS

_NAMED_FIELD = hc.pattern(r"(?:^|[\s(+-])([a-z]+):(?=\S)")
_SIGN = hc.pattern(r'[-+&|!(){}\[\]^"~*?:\\/]')
_OPERATOR = hc.pattern(r"\b(?:AND|OR|NOT)\b")


def as_query(text: str) -> str:
    """Return a query as it is, and words so that none of their signs means anything ("AC/DC", "What?").

    >>> as_query('artist:(giant sand) release:tucson'), as_query("AC/DC: Back NOT Black")
    ('artist:(giant sand) release:tucson', 'AC\\\\/DC\\\\: Back not Black')
    """
    if text.strip() == "*" or any(name in FIELDS for name in _NAMED_FIELD.findall(text)):
        return text
    return _OPERATOR.sub(lambda word: word.group().lower(), _SIGN.sub(r"\\\g<0>", text))
