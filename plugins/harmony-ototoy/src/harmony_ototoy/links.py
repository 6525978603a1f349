"""OTOTOY's links. A track's page (`/opus/index.php/…`) only leads to the package that it is in, and is not read."""

from __future__ import annotations

from harmony_core import provider as hc

PAGES = hc.Pages(
    "ototoy",
    tuple(
        hc.Url(kind, f"https://{www}ototoy.jp/{path}/{{id:digits}}", type=source_type)
        for kind, source_type, path in (
            ("release", "package", "_/default/p"),
            ("artist", "artist", "_/default/a"),
            ("label", "label", "labels"),
        )
        for www in ("", "www.")
    ),
)
