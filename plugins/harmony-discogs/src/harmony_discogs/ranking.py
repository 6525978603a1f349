"""Which of several releases with one barcode is meant: what is official, and what most people have."""

from __future__ import annotations

import re
from collections.abc import Sequence

from harmony_core import provider as hc
from harmony_discogs.payloads import Row, listed


def by_barcode(found: Sequence[Row], gtin: hc.Gtin) -> list[Row]:
    """Return the releases that have a barcode, the best first; results that name only other numbers are left out."""
    ours = {row.id: row for row in found if row.type in (None, "release") and _has(row, gtin)}

    def rank(row: Row) -> tuple[object, ...]:
        described = listed(row.format)
        have = row.community.have if row.community else None
        return (
            any("Unofficial" in text for text in described),
            "Promo" in described,
            -(have or 0),
            not row.country,
            row.id,
        )

    return sorted(ours.values(), key=rank)


def _has(row: Row, gtin: hc.Gtin) -> bool:
    """Whether a result has a barcode, among the numbers that it lists; one that lists none is believed."""
    numbers = (re.sub(r"[^0-9]", "", text) for text in listed(row.barcode))
    return not row.barcode or gtin.as_14 in [number.zfill(14) for number in numbers]
