"""Links that the provider's templates do not tell all about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import SplitResult, parse_qs, urlsplit

from harmony_core import provider as hc
from harmony_itunes.tables import HOME

# Any page may be on music.apple.com or itunes.apple.com, whose ids begin with "id"; "geo." sends visitors to
# the store of their own country.
HOSTS = {"site": "music|itunes", "sub": "geo|embed|beta|classical"}


def urls(kind: str, source_type: str) -> tuple[hc.Url, ...]:
    """Return the forms of links to one type, the canonical one first."""
    return (
        hc.Url(kind, f"https://music.apple.com/[{{region:region}}/]{source_type}/{{id:digits}}"),
        hc.Url(
            kind,
            f"https://[{{sub}}.]{{site}}.apple.com/[{{region:region}}/]{source_type}/[{{slug:text}}/][id]{{id:digits}}",
            where=HOSTS,
        ),
    )


URLS = (
    *urls("release", "album"),
    *urls("recording", "song"),
    *urls("recording", "music-video"),
    *urls("artist", "artist"),
)
PAGES = hc.Pages("itunes", URLS)

HAS_STORE = hc.pattern("/[A-Za-z]{2}/")
TOLD = hc.pattern("https://[a-z]+[.]apple[.]com/[A-Za-z]{2}/[^?]*")


def reader(templates: Sequence[hc.Url]) -> hc.UrlParser:
    """Return the reader of what templates cannot tell: the song after `?i=`, and the store of a link without one."""

    def read(text: str) -> hc.EntityRef | None:
        if ".apple.com" not in text.lower() or TOLD.fullmatch(text):
            return None  # a link of others, or one that the templates tell all about
        parts = split(text)
        if parts is None or not (parts.hostname or "").endswith(".apple.com"):
            return None
        if HAS_STORE.match(parts.path) and "i=" not in parts.query:
            return None  # the templates tell all about it
        address = f"{parts.hostname}{parts.path}".rstrip("/")
        for url in templates:
            fields = url.read(address)
            if fields is not None:
                song = song_in(parts.query) if url.source_type == "album" else None
                return song_ref(song, fields) if song else store_ref(url, fields)
        return None

    return hc.UrlParser(name="itunes", read=read)


def split(text: str) -> SplitResult | None:
    try:
        return urlsplit(text if re.match("https?://", text, re.IGNORECASE) else f"https://{text}")
    except ValueError:
        return None


def song_in(query: str) -> str | None:
    """Return the id of the song that an album's link points at."""
    named = parse_qs(query).get("i", [""])[0]
    return named if named.isascii() and named.isdigit() else None


def song_ref(song: str, fields: Mapping[str, str]) -> hc.EntityRef:
    return hc.EntityRef(
        provider="itunes", kind=hc.Kind.RECORDING, id=song, type="song", key=f"song/{song}", region=store(fields)
    )


def store_ref(url: hc.Url, fields: Mapping[str, str]) -> hc.EntityRef | None:
    """Return what a link without a store is about, or None where the templates say it all."""
    region = None if "region" in fields else store(fields)
    if region is None:
        return None
    return hc.EntityRef(
        provider="itunes",
        kind=hc.Kind(url.kind),
        id=fields["id"],
        type=url.source_type,
        key=fields["id"] if url.source_type == "album" else f"{url.source_type}/{fields['id']}",
        region=region,
        slug=fields.get("slug"),
    )


def store(fields: Mapping[str, str]) -> hc.Country | None:
    """Return the store of a link; one without is the American, but for those that lead to the visitor's own."""
    named = fields.get("region")
    if named is None:
        return None if fields.get("sub") == "geo" else HOME
    try:
        return hc.Country.parse(named)
    except ValueError:
        return None
