"""mora's pages → the arguments with which they ask for a package's data."""

from __future__ import annotations

from harmony_core import provider as hc

NAME = "msApplication-Arguments"


def arguments(page: bytes) -> object:
    """Read the arguments out of the page's head."""
    meta = hc.read_page(page).need(f"meta[name={NAME}]", "arguments of the package")
    return hc.embedded_json(meta.attributes.get("content", ""), NAME)
