"""ListenBrainz keeps its contract."""

from harmony_listenbrainz.contract import CONTRACT as contract  # noqa: F401, N811  (read by the plugin)


def test_contract(contract_check):
    """Each promise is a test of its own."""
    contract_check()
