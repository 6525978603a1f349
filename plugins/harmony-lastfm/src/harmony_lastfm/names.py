"""Names as Last.fm writes them in links. They are its ids, too: `Cher`, `Cher/Believe`, `Cher/_/Believe`.

Blanks are "+"; a "+" of the name itself is escaped twice ("Florence+%252B+the+Machine"), or not at all in some of
the API's answers ("Florence+++The+Machine").
"""

from __future__ import annotations

from urllib.parse import quote_plus, unquote, unquote_plus

from harmony_core import provider as hc

SITE = "https://www.last.fm/music/"

# Words with "+" before them are pages of Last.fm's own (+wiki, +noredirect), "_" stands for no album.
WHERE = {
    "artist": r"(?!\+)[^/?#\s]+",
    "album": r"(?!\+|_(?:/|$))[^/?#\s]+",
    "track": r"(?!\+)[^/?#\s]+",
    "place": r"(?!\+)[^/?#\s]+",
    "page": r"(?:_|\+[^?#]*)",
    "sub": "www|m|cn",
}
UNESCAPED = "!$&()*,"
_PLAIN = hc.pattern(rf"[0-9A-Za-z_.~\- {UNESCAPED}]*")
_ESCAPE = hc.pattern("%[0-9A-Fa-f]{2}")
HOSTS = ("last.fm", *(f"lastfm.{end}" for end in "at com com.br com.tr de es fr it jp pl pt ru se".split()))


def id_of(*names: str) -> str:
    """Return the id that names make, in Last.fm's own spelling.

    >>> id_of("Florence + the Machine", "_", "AC/DC"), id_of("Björk", "100% (It's Live!)")
    ('Florence+%252B+the+Machine/_/AC%2FDC', 'Bj%C3%B6rk/100%25+(It%27s+Live!)')
    """
    return "/".join([_escaped(name.strip()) for name in names])


def _escaped(name: str) -> str:
    if _PLAIN.fullmatch(name):
        return name.replace(" ", "+")
    return quote_plus(name, safe=UNESCAPED).replace("%2B", "%252B")


def names_of(entity_id: str) -> tuple[str, ...]:
    """Return the names that an id is made of, whichever way it is escaped.

    >>> names_of("Florence+%252B+the+Machine/AC%2FDC"), names_of("Florence+%2B+the+Machine"), names_of("A+++B")
    (('Florence + the Machine', 'AC/DC'), ('Florence + the Machine',), ('A + B',))
    """
    artist, *rest = entity_id.split("/")
    return tuple(_plain(part) for part in (artist, *rest[-1:]))


def _plain(part: str) -> str:
    once = unquote_plus(part.replace("+++", "+%2B+"))
    return unquote(once) if _ESCAPE.search(once) else once


def _forms(kind: str, source_type: str, entity_id: str, *others: str) -> tuple[hc.Url, ...]:
    templates = (
        f"{SITE}{entity_id}",
        *(
            f"https://[{{sub}}.]{host}/[{{lang:lang}}/]music/[+noredirect/]{other}"
            for other in others
            for host in HOSTS
        ),
    )
    return tuple(
        hc.Url(kind, each, type=source_type, id=entity_id, key=entity_id, where=WHERE, verbatim=True)
        for each in templates
    )


URLS = (  # of each kind the canonical form, then those of other hosts, languages, inner pages
    *_forms("release", "album", "{artist}/{album}", "{artist}/{album}[/{page}]"),
    *_forms("recording", "track", "{artist}/_/{track}", "{artist}/{place}/{track}[/{page}]"),
    *_forms("artist", "artist", "{artist}", "{artist}[/{page}]"),
)
PAGES = hc.Pages("lastfm", URLS)
MUSICBRAINZ = hc.mbid_pages("musicbrainz", "https://musicbrainz.org")
