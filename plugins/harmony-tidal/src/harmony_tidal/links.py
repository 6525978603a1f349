"""Links to Tidal's pages, those of its older addresses included."""

from __future__ import annotations

from harmony_core import provider as hc

SITES = {"site": "www|listen|desktop|embed|store"}


def urls(kind: str, source_type: str) -> tuple[hc.Url, ...]:
    """Return the forms of links to one type, the canonical one first.

    The player's and the former store's have sites of their own, embedded ones say "albums", shared ones end in
    "/u", and the player adds "/track/2" to the address of an album of which it plays one.
    """
    return (
        hc.Url(kind, f"https://tidal.com/{source_type}/{{id:digits}}"),
        hc.Url(
            kind,
            f"https://[{{site}}.]tidal.com/[{{region:region}}/][browse/]{source_type}[s]/{{id:digits}}[/{{rest:rest}}]",
            type=source_type,
            where=SITES,
        ),
    )


URLS = (*urls("release", "album"), *urls("recording", "track"), *urls("recording", "video"), *urls("artist", "artist"))
PAGES = hc.Pages("tidal", URLS)
