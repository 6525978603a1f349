"""What comparing gives: a probability, the method by which it was found, and the evidence with its weight."""

from __future__ import annotations

import attrs


@attrs.frozen
class Evidence:
    """One thing that was compared (`name`), how it came out (`value`), and how much that moved the log-odds.

    A weight above 0 speaks for the same, one below 0 against it; 0.69 doubles the odds.
    """

    name: str
    value: str
    weight: float


@attrs.frozen
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
        return f"{self.probability:.1%} sure: " + ", ".join(f"{e.name} {e.value} ({e.weight:+.1f})" for e in told)
