"""Queries, and what is given back for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs

from harmony_core.domain.answers import Answer, Message, SearchAnswer
from harmony_core.domain.codes import Country
from harmony_core.domain.errors import RequestError
from harmony_core.domain.evidence import Evidence
from harmony_core.domain.frozen import frozen
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc, Mbid
from harmony_core.domain.model import Entity
from harmony_core.domain.refs import EntityRef, Kind


@attrs.frozen(kw_only=True)
class Parsed:
    """What a text is taken for; words to search for have only a kind."""

    text: str
    kind: Kind
    ref: EntityRef | None = None
    url: str | None = None
    gtin: Gtin | None = None
    isrc: Isrc | None = None
    mbid: Mbid | None = None

    @property
    def is_text(self) -> bool:
        """Whether it is only words."""
        return self.ref is None and self.gtin is None and self.isrc is None and self.mbid is None


@attrs.frozen(kw_only=True)
class Query:
    """One thing that is looked for: by reference, GTIN, ISRC, MBID or text (one of them)."""

    kind: Kind
    text: str | None = None
    refs: tuple[EntityRef, ...] = ()
    gtin: Gtin | None = None
    isrc: Isrc | None = None
    mbid: Mbid | None = None
    regions: tuple[Country, ...] = ()


@frozen(kw_only=True)
class Candidate:
    """A value that lost, and who said it."""

    value: object
    providers: tuple[str, ...]


@frozen(kw_only=True)
class Decision:
    """Why a field has its value: who said it, the strategy that chose it, and what else was said.

    `confidence` is the probability that the value is right, 0 to 1; None where that cannot be told.
    """

    value: object
    providers: tuple[str, ...]
    strategy: str
    confidence: float | None = None
    candidates: tuple[Candidate, ...] = ()


@attrs.frozen(kw_only=True)
class SetApart:
    """Answers that describe another edition, and the query that looks it up.

    `edition` names it ("deluxe edition, vinyl") where the answers say. `probability` is that of its being the kept
    edition after all, `evidence` what speaks for that and against it.
    """

    value: str
    providers: tuple[str, ...]
    query: str
    edition: str | None = None
    probability: float | None = None
    evidence: tuple[Evidence, ...] = ()


@attrs.frozen(kw_only=True)
class Conflict:
    """Answers that cannot be of one edition: which check said so, who was kept and who was set apart."""

    check: str
    kept: tuple[str, ...]
    set_apart: tuple[SetApart, ...]


@frozen(kw_only=True)
class Match:
    """Why what a provider has was taken for the same as what `with_provider` has: at `path` in the document.

    `path` is of a track ("media[0].tracks[3]"), or empty for the entity as a whole. `method` names what spoke for
    it: direct, isrc, gtin, mbid, artist_title, fuzzy, joined by "+".
    """

    path: str
    provider: str
    with_provider: str
    probability: float
    method: str
    evidence: tuple[Evidence, ...] = ()


@attrs.frozen(kw_only=True)
class Result:
    """What a lookup gives back.

    `data` is the one description of all that was found, `documents` each provider's own; with `merged` off
    (`--no-merge`) they are printed in its place. `confidence` is how probable a value is to be right, on average of all
    decisions that have one. `feeds` names the sources that print one feed, and so count once. `at` is the time of the
    newest answer used, never the clock's.
    """

    query: Query
    kind: Kind
    data: Entity | None = None
    documents: Mapping[str, Entity] = attrs.field(factory=dict, hash=False)
    confidence: float | None = None
    providers: tuple[str, ...] = ()
    decisions: Mapping[str, Decision] = attrs.field(factory=dict, hash=False)
    conflicts: tuple[Conflict, ...] = ()
    matches: tuple[Match, ...] = ()
    feeds: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, hash=False)
    answers: Mapping[str, Answer] = attrs.field(factory=dict, hash=False)
    messages: tuple[Message, ...] = ()
    at: datetime | None = None
    permalink: str | None = None
    made_by: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    merged: bool = True


@attrs.frozen(kw_only=True)
class LookupQuery:
    """One of many things to look up: texts that mean it together, and of what kind it is."""

    texts: tuple[str, ...]
    kind: str | None = None


@attrs.frozen(kw_only=True)
class LookedUp:
    """One of many lookups: its place among the queries, and its result, or why the query could not be taken."""

    position: int
    texts: tuple[str, ...]
    result: Result | None = None
    error: RequestError | None = None


@attrs.frozen(kw_only=True)
class SearchCandidate:
    """One thing that a provider has for a text; `score` is how alike it is, 0 to 1, `ref` looks it up."""

    score: float
    provider: str
    ref: str | None = None
    id: str | None = None
    url: str | None = None
    document: Entity


@attrs.frozen(kw_only=True)
class SearchResult:
    """What a search gives back, the most alike first."""

    query: Query
    kind: Kind
    candidates: tuple[SearchCandidate, ...] = ()
    answers: Mapping[str, SearchAnswer] = attrs.field(factory=dict, hash=False)
    messages: tuple[Message, ...] = ()
    at: datetime | None = None
