"""Recorded bodies of main requests, by provider and by what they answer: real ones, else those of the cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import attrs

from harmony_core.plugin.providers import AnyLookup, AnySearch, Provider
from harmony_core.session import Session
from harmony_core.testing.contract import Contract
from harmony_core.testing.installed import contract_of
from harmony_core.testing.matching import looks_at, name_of
from harmony_core.testing.recordings import Recording, outcome_of, recordings_of
from harmony_core.testing.runs import Runs


@attrs.frozen(kw_only=True)
class Bodies:
    """What one provider answers to one kind of main request; `are_pages` where it is read out of HTML."""

    provider: Provider
    look: AnyLookup | AnySearch
    are_pages: bool
    bodies: tuple[bytes, ...]

    @property
    def name(self) -> str:
        """Who answers what: "deezer release lookup"."""
        return f"{self.provider.name} {name_of(self.look)}{' (pages)' if self.are_pages else ''}"

    @property
    def size(self) -> int:
        """How many bytes they are together."""
        return sum(map(len, self.bodies))


def every_body(session: Session, recordings: Path | None) -> list[Bodies]:
    """Return the bodies that give documents, of all providers of a session, the real ones where there are some."""
    return [each for provider in session.providers for each in _of(contract_of(provider, session.plugins), recordings)]


def _of(contract: Contract, recordings: Path | None) -> Iterator[Bodies]:
    real = list(recordings_of(contract.provider, recordings)) if recordings else []
    grouped: dict[tuple[int, bool], dict[bytes, None]] = defaultdict(dict)
    lookups = list(contract.provider.lookups)
    for one in real or _of_cases(contract):
        outcome = outcome_of(contract, one)
        if not outcome.problem and not outcome.is_error and outcome.entities:
            are_pages = outcome.look.main.reads is not None and one.body.lstrip()[:1] not in (b"{", b"[")
            grouped[lookups.index(outcome.look), are_pages][one.body] = None
    for (place, are_pages), bodies in sorted(grouped.items()):
        yield Bodies(provider=contract.provider, look=lookups[place], are_pages=are_pages, bodies=tuple(bodies))


def _of_cases(contract: Contract) -> Iterator[Recording]:
    """Yield the answers of a provider's cases to its main requests."""
    runs = Runs(contract)
    for case in {case.cassette: case for case in contract.cases}.values():
        for each in runs.interactions(case):
            looks = looks_at(contract.provider, each.method, each.url)
            if looks and each.status < 400:
                yield Recording(file=case.cassette, url=each.url, status=each.status, body=each.body, looks=looks)
