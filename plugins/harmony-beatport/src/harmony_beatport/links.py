"""Beatport's links: a language may stand before the kind, and any slug does."""

from __future__ import annotations

from harmony_core import provider as hc

TYPES = {"release": "release", "recording": "track", "artist": "artist", "label": "label"}

PAGES = hc.Pages(
    "beatport",
    tuple(
        hc.Url(kind, f"https://{host}beatport.com/[{{lang:lang}}/]{each}/{{slug:slug}}/{{id:digits}}", type=each)
        for kind, each in TYPES.items()
        for host in ("www.", "")
    ),
)
