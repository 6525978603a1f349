"""What was compared of two things, and how much it speaks for their being the same."""

from __future__ import annotations

import attrs


@attrs.frozen(cache_hash=True)
class Evidence:
    """One thing that was compared (`name`), how it came out (`value`), and how much that moved the log-odds.

    A weight above 0 speaks for the same, one below 0 against it; 0.69 doubles the odds.
    """

    name: str
    value: str
    weight: float

    def __str__(self) -> str:
        """Return it in plain words: what, how it came out, and its weight."""
        return f"{self.name} {self.value} ({self.weight:+.1f})"
