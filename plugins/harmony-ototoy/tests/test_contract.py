"""OTOTOY keeps its contract."""

from harmony_ototoy.contract import CONTRACT  # noqa: F401 - read by the plugin


def test_contract(contract_check):
    """Each promise is a test of its own."""
    contract_check()
