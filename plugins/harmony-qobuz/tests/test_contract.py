"""Qobuz keeps its contract."""

from harmony_qobuz.contract import CONTRACT as contract  # noqa: F401, N811 - the plugin reads this name


def test_contract(contract_check):
    """Each promise is a test of its own."""
    contract_check()
