"""Last.fm keeps its contract."""

from collections.abc import Callable

from harmony_lastfm.contract import CONTRACT as contract  # noqa: F401, N811 (read by the plugin)


def test_contract(contract_check: Callable[[], None]) -> None:
    """Each promise is a test of its own."""
    contract_check()
