"""{{ cookiecutter.title }} keeps its contract."""

from {{ cookiecutter.__package }}.contract import CONTRACT as contract  # noqa: F401  (read by Harmony's plugin for pytest)


def test_contract(contract_check):
    """Each promise is a test of its own."""
    contract_check()
