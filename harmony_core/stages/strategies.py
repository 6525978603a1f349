"""Named ways to choose among candidates."""

from __future__ import annotations

from collections.abc import Sequence

from harmony_core.domain.result import Candidate
from harmony_core.plugin.parts import Choice, MergeStrategy


def choose_preferred(candidates: Sequence[Candidate]) -> Choice:
    """Take the first: the candidates come in the policy's order of providers."""
    return Choice(value=candidates[0].value, providers=candidates[0].providers)


PREFERRED = MergeStrategy(name="preferred", choose=choose_preferred)
