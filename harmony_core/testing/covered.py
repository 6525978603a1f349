"""Every lookup is in a case: one that finds for each way of asking, and one that finds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from harmony_core.domain.refs import with_article
from harmony_core.domain.result import SearchResult
from harmony_core.plugin.providers import AnyLookup, AnySearch, Lookup
from harmony_core.testing.contract import Check, ContractError
from harmony_core.testing.matching import fields_of, name_of
from harmony_core.testing.runs import Run, Runs

BY_OTHERS = frozenset({"page"})
"""Ways of asking to which only another provider's answer leads: a case has one provider alone."""


def covered_checks(runs: Runs) -> Iterator[Check]:
    """Yield the checks that all lookups, searches and main requests are in cases."""
    for look in runs.provider.lookups:
        name = name_of(look)
        for by in look.by if isinstance(look, Lookup) else ("text",):
            if by not in BY_OTHERS:
                yield Check(f"{name} by {by} has a case", partial(check_found, runs, look, by))
        yield Check(f"{name} has an absent case", partial(check_absent, runs, look))
        yield Check(f"{name}: its main request is in a case", partial(check_main, runs, look))


def check_found(runs: Runs, look: AnyLookup | AnySearch, by: str) -> None:
    """Raise where no case finds something by this."""
    if not any(run.state == "found" and run.by == by for run in _of(runs, look)):
        raise ContractError(
            f"cases=: none finds {with_article(look.kind)} by {by}: add one, with the answers in its cassette"
        )


def check_absent(runs: Runs, look: AnyLookup | AnySearch) -> None:
    """Raise where no case finds nothing."""
    if not any(run.state == "absent" for run in _of(runs, look)):
        what = "asks for what the source has not" if isinstance(look, Lookup) else "searches without result"
        raise ContractError(f'cases=: none {what} ({name_of(look)}, state="absent"): add one')


def check_main(runs: Runs, look: AnyLookup | AnySearch) -> None:
    """Raise where no case makes a lookup's main request."""
    asked = (each for run in runs.all() for each in run.asked)
    if not any(fields_of(runs.provider, look, each.method, each.url) is not None for each in asked):
        raise ContractError(
            f"{name_of(look)}: its main request ({look.main.path}) is in no case: add one that makes it"
        )


def _of(runs: Runs, look: AnyLookup | AnySearch) -> Iterator[Run]:
    """Yield the cases that a lookup or search of this kind answered."""
    for run in runs.all():
        is_search = isinstance(run.outcome, SearchResult)
        if run.outcome.kind == look.kind and is_search != isinstance(look, Lookup):
            yield run
