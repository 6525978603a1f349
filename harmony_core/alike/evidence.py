"""What comparing gives: a probability, the method by which it was found, and the evidence with its weight."""

from __future__ import annotations

import attrs

from harmony_core.domain.evidence import Evidence as Evidence


@attrs.frozen(cache_hash=True)
class Likeness:
    """How alike two things are.

    `probability` is of both being the same. `method` names what spoke for it: direct (one id at one source), isrc,
    gtin, mbid, artist_title, fuzzy; several are joined by "+". `log_odds` is the sum behind the probability, by which
    likenesses that are all but sure still differ.
    """

    probability: float
    method: str
    evidence: tuple[Evidence, ...] = ()
    log_odds: float = 0.0

    def __str__(self) -> str:
        """Return it in plain words, the weightiest evidence first."""
        told = sorted(self.evidence, key=lambda each: -abs(each.weight))
        sure = "more than 99.9%" if self.probability > 0.9995 else f"{self.probability:.1%}"
        return f"{sure} sure: " + ", ".join(map(str, told))
