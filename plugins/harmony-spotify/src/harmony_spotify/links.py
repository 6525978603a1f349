"""Spotify's links: web pages, the program's own addresses, and short links, which only Spotify can follow."""

from __future__ import annotations

import re

from harmony_core import provider as hc

ID = "[0-9A-Za-z]{22}"
URI = hc.pattern(rf"spotify:(album|track|artist):({ID})(?:\?.*)?", re.IGNORECASE)
OTHER_URI = hc.pattern(
    r"spotify:(?:user:.*:)?(playlist|episode|show|user|audiobook|chapter|local)(?::.*)?", re.IGNORECASE
)
PAGE = "https://open.spotify.com/"
SHORT = hc.pattern(r"(?:https?://)?(?:spotify\.link|spotify\.app\.link|spoti\.fi)(?:[/?#].*)?", re.IGNORECASE)


# "intl-de" is the page's language, no region.
WHERE = {"id": ID, "lang": "[A-Za-z]{2,3}(?:-[0-9A-Za-z]{2,4})?", "sub": "open|play", "embed": "embed"}
URLS = tuple(
    hc.Url(kind, f"https://{place}{path}/{{id}}", where=WHERE)
    for kind, path in (("release", "album"), ("recording", "track"), ("artist", "artist"))
    for place in ("open.spotify.com/", "{sub}.spotify.com/[{embed}/][intl-{lang}/]")
)
PAGES = hc.Pages("spotify", URLS)


def reader(spotify: hc.Provider) -> hc.UrlParser:
    """Return the reader of `spotify:album:…`, which also says why playlists and short links are not read."""

    def read(text: str) -> hc.EntityRef | None:
        if text.startswith(PAGE) or (text.isascii() and "spoti" not in text.lower()):
            return None  # templates read its pages, and most links are of others
        if found := URI.fullmatch(text):
            return spotify.ref(f"{found.group(1).lower()}/{found.group(2)}")
        if SHORT.fullmatch(text):
            raise refusal(f"{text} is a short link: open it in a browser, and give the address that it leads to")
        if found := OTHER_URI.fullmatch(text):
            raise refusal(
                f"{text} is a Spotify {found.group(1).lower()}: only albums, tracks and artists are looked up"
            )
        return None

    return hc.UrlParser(name="spotify", read=read)


def refusal(message: str) -> hc.RequestError:
    return hc.RequestError(message, field="query", code="UNSUPPORTED_LINK", provider="spotify")
