"""A contract that is kept passes every check."""

from __future__ import annotations

import pytest

from harmony_core.testing import Contract, SkippedError, checks_of


def test_a_contract_that_is_kept_passes_every_check(contract: Contract, monkeypatch: pytest.MonkeyPatch):
    """Each check is named once, and only those on recordings cannot be made without any."""
    monkeypatch.delenv("HARMONY_RECORDINGS", raising=False)
    checks = checks_of(contract)
    assert len({check.name for check in checks}) == len(checks)
    skipped = []
    for check in checks:
        try:
            check.run()
        except SkippedError:
            skipped.append(check.name)
    assert skipped == [check.name for check in checks if check.needs_recordings]
    assert len(skipped) == 2
