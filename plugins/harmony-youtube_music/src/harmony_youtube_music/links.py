"""The pages of YouTube Music: which links lead to them, and how their ids look.

Ids tell by themselves what they are of: OLAK5uy_… a playlist, which is an album or what an artist is best known for,
MPREb_… an album's page, UC… a channel.
"""

from __future__ import annotations

from harmony_core import provider as hc

MUSIC, ANY = "https://music.youtube.com", "https://[{sub:sub}.]youtube.com"


def urls(kind: str, source_type: str, form: str, *templates: str) -> tuple[hc.Url, ...]:
    """Return the forms of links to one type, the canonical one first; `form` is that of its ids."""
    where = {"id": form, "sub": "www|m|music"}
    key = "{id}" if kind == "release" else None
    return tuple(hc.Url(kind, template, type=source_type, key=key, where=where) for template in templates)


URLS = (
    *urls(
        "release",
        "playlist",
        "OLAK5uy_[0-9A-Za-z_-]{8,60}",
        f"{MUSIC}/playlist?list={{id}}",
        f"{ANY}/playlist?list={{id}}",
        f"{MUSIC}/browse/VL{{id}}",
    ),
    *urls("release", "browse", "MPREb_[0-9A-Za-z_-]{5,40}", f"{MUSIC}/browse/{{id}}"),
    *urls(
        "recording",
        "watch",
        "[0-9A-Za-z_-]{11}",
        f"{MUSIC}/watch?v={{id}}",
        f"{ANY}/watch?v={{id}}",
        "https://youtu.be/{id}",
    ),
    *urls(
        "artist",
        "channel",
        "UC[0-9A-Za-z_-]{10,40}",
        f"{MUSIC}/channel/{{id}}",
        f"{ANY}/channel/{{id}}[/{{rest:rest}}]",
        f"{MUSIC}/browse/[MPLA]{{id}}",
    ),
)
PAGES = hc.Pages("youtube_music", URLS)
