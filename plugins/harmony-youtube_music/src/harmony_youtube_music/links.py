"""The pages of YouTube Music: which links lead to them, how their ids look, and how they are written.

Ids tell by themselves what they are of: OLAK5uy_… a playlist, which is an album or what an artist is best known for,
MPREb_… an album's page, UC… a channel.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from harmony_core import provider as hc

IDS = {
    "playlist": "OLAK5uy_[0-9A-Za-z_-]{8,60}",
    "browse": "MPREb_[0-9A-Za-z_-]{5,40}",
    "watch": "[0-9A-Za-z_-]{11}",
    "channel": "UC[0-9A-Za-z_-]{10,40}",
}
KINDS = {"playlist": "release", "browse": "release", "watch": "recording", "channel": "artist"}
PAGES = {
    "playlist": "https://music.youtube.com/playlist?list={id}",
    "browse": "https://music.youtube.com/browse/{id}",
    "watch": "https://music.youtube.com/watch?v={id}",
    "channel": "https://music.youtube.com/channel/{id}",
}
OTHERS = (
    ("playlist", "https://music.youtube.com/browse/VL{id}"),
    ("watch", "https://youtu.be/{id}"),
    ("channel", "https://[{sub:sub}.]youtube.com/channel/{id}[/{rest:rest}]"),
    ("channel", "https://music.youtube.com/browse/[MPLA]{id}"),
)

_QUERY = re.compile(r"(?:https?://)?(?:(?:www|m|music)\.)?youtube\.com/(?:watch|playlist)/?\?([^#]*)(?:#.*)?", re.I)


def urls() -> tuple[hc.Url, ...]:
    """Return the forms of links, canonical ones first; those with ids after a `?` are only written by them."""
    return tuple(
        hc.Url(
            KINDS[source_type],
            template,
            type=source_type,
            key="{id}" if source_type == "browse" else None,
            where={"id": IDS[source_type], "sub": "www|m|music"},
        )
        for source_type, template in (*PAGES.items(), *OTHERS)
    )


def reader(youtube_music: hc.Provider) -> hc.UrlParser:
    """Return the reader of `watch?v=…` and `playlist?list=…`; what is watched is read, whatever list it is in."""

    def read(text: str) -> hc.EntityRef | None:
        link = _QUERY.fullmatch(text)
        named = parse_qs(link.group(1)) if link else {}
        source_type, found = ("watch", named["v"][0]) if "v" in named else ("playlist", named.get("list", [""])[0])
        return youtube_music.ref(f"{source_type}/{found}") if re.fullmatch(IDS[source_type], found) else None

    return hc.UrlParser(name="youtube_music", read=read)


def external_ids(source_type: str, entity_id: str | None) -> tuple[hc.ExternalId, ...]:
    """Return the id of a page with its link, or nothing where it has not the form of such ids."""
    if entity_id is None or not re.fullmatch(IDS[source_type], entity_id):
        return ()
    url = PAGES[source_type].format(id=entity_id)
    return (hc.ExternalId(provider="youtube_music", kind=KINDS[source_type], type=source_type, id=entity_id, url=url),)
