"""mora's links: a package is found under the code of its label."""

from __future__ import annotations

from harmony_core import provider as hc

PAGES = hc.Pages(
    "mora",
    tuple(
        hc.Url(
            kind, f"https://{www}mora.jp/{path}/", type=source_type, id=entity_id, where={"package": "[0-9A-Za-z_-]+"}
        )
        for kind, source_type, path, entity_id in (
            ("release", "package", "package/{label:digits}/{package}", "{label}/{package}"),
            ("artist", "artist", "artist/{id:digits}", "{id}"),
        )
        for www in ("", "[www.]")
    ),
)
