"""Cleaning rules: small judgements with a name, that can be switched off and that decisions tell of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

import attrs

from harmony_core.domain.answers import Found
from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.model import Entity
from harmony_core.domain.refs import Kind
from harmony_core.plugin.providers import Traits


class When(StrEnum):
    """When a rule runs: on each answer before the merge, on what was merged, or on both.

    Both is for rules that make one field out of another: in what was merged the two may be of two sources.
    """

    ANSWER = "answer"
    MERGED = "merged"
    BOTH = "both"


@attrs.frozen(kw_only=True)
@by_fields
class SourceFacts:
    """What is known of a source beside its answer: what it is, how far it is trusted, and its traits.

    `preferred` is whether the user puts it before others: no rule knows better then.
    """

    category: str | None = None
    priority: int = 50
    traits: Traits = attrs.field(factory=Traits)
    preferred: bool = False


NOTHING_KNOWN = SourceFacts()
"""What is known of a source that nobody knows."""


@attrs.frozen(kw_only=True)
@by_fields
class Told:
    """What a rule may look at beside the entity: all answers of the merge as their sources gave them, and of whom.

    `provider` is whose answer the entity is; None where it is what was merged.
    """

    found: tuple[Found, ...] = ()
    provider: str | None = None
    sources: Mapping[str, SourceFacts] = attrs.field(factory=dict, hash=False)

    def facts(self, provider: str | None) -> SourceFacts:
        """Return what is known of a source; of one that nobody knows, nothing."""
        return self.sources.get(provider or "", NOTHING_KNOWN)


@attrs.frozen(kw_only=True)
@by_fields
class Rule:
    """A judgement on entities of some kinds: `apply` returns the entity mended, or as it was. It is pure.

    `does` says in one sentence what it does, for the table of rules and for `explain`. `reads` are the fields that
    it makes values from, by which a decision names the providers. An `optional` rule runs only where it is asked for
    (the setting `rules_on`).
    """

    name: str
    does: str
    apply: Callable[[Entity, Told], Entity]
    kinds: frozenset[Kind] = frozenset(Kind)
    when: When = When.ANSWER
    reads: tuple[str, ...] = ()
    optional: bool = False
