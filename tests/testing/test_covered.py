"""What is told where no case reaches a lookup."""

from __future__ import annotations

import attrs
import pytest

from harmony_core import provider as hc
from harmony_core.testing import Contract


@pytest.mark.parametrize(
    ("left_out", "check", "told"),
    [
        ("by_gtin", "release lookup by gtin has a case", "cases=: none finds a release by gtin: add one"),
        ("absent", "release lookup has an absent case", "none asks for what the source has not (release lookup"),
        ("search", "release search by text has a case", "none finds a release by text"),
        ("search_empty", "release search has an absent case", "none searches without result (release search"),
    ],
)
def test_a_lookup_without_a_case(contract: Contract, broken, left_out: str, check: str, told: str):
    """The author is told which case to add."""
    cases = tuple(case for case in contract.cases if case.name != left_out)
    assert told in broken(attrs.evolve(contract, cases=cases), check)


def test_a_main_request_that_is_never_made(contract: Contract, with_look, broken):
    """The endpoint of `main` must be one that fetch uses."""
    other = hc.Endpoint("album/{id}", into=contract.provider.lookups[0].main.into)
    message = broken(with_look(0, main=other), "release lookup: its main request is in a case")
    assert message == "release lookup: its main request (album/{id}) is in no case: add one that makes it"


def test_lookups_by_another_source_s_page_need_no_case(with_look):
    """Only the answer of another provider leads to them."""
    from harmony_core.testing import checks_of

    names = [check.name for check in checks_of(with_look(0, by=("id", "page")))]
    assert "release lookup by id has a case" in names
    assert "release lookup by page has a case" not in names
