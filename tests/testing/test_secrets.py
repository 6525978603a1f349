"""What is told where a secret comes out."""

from __future__ import annotations

import attrs
import pytest

from harmony_core import provider as hc
from harmony_core.testing import Case, Contract
from harmony_core.testing.runs import CANARY

NAME = "secrets appear nowhere"


def test_a_secret_in_the_result(contract: Contract, with_look, broken):
    """A provider that reads its own key can tell it."""
    real = contract.provider.lookups[0].normalize

    def normalize(answer, read):
        return attrs.evolve(real(answer, read), disambiguation=f"{CANARY}-key")

    message = broken(with_look(0, normalize=normalize), NAME)
    assert message == (
        "case by_id: the secret 'key' stands in the result: keys go out by auth= or headers= only; "
        "mark the setting with secret=True"
    )


def test_a_secret_in_an_address(contract: Contract, with_look, broken):
    """A key in a path is kept and shown."""
    main = attrs.evolve(contract.provider.lookups[0].main, path=f"record/{{id}}/{CANARY}-key")

    async def fetch(api, target, options):
        return await api.get(main, id="7")

    assert "the secret 'key' stands in " in broken(with_look(0, fetch=fetch), NAME)


@pytest.mark.parametrize("logger", ["harmony.kept", "harmony_kept"])
def test_a_secret_in_a_log_line(contract: Contract, with_look, broken, logger: str):
    """What a provider logs is read too, whatever its logger is called."""
    import logging

    real = contract.provider.lookups[0].normalize

    def normalize(answer, read):
        logging.getLogger(logger).warning("key %s", f"{CANARY}-key")
        return real(answer, read)

    assert "the secret 'key' stands in the log" in broken(with_look(0, normalize=normalize), NAME)


def test_a_secret_in_a_cassette(contract: Contract, with_answer, broken):
    """A key that was pasted into an answer is found."""
    case = Case("gone", "kept:8", settings={"key": "very-secret-key"}, state="absent")
    text = """
interactions:
- request: {method: GET, uri: "https://api.kept.example/record/8?key=very-secret-key"}
  response: {status: {code: 404}, headers: {}, body: {string: '{"error": "missing"}'}}
"""
    assert broken(with_answer(case, text), NAME) == "case gone: a secret of the case stands in cases/gone.yaml"


def test_a_secret_that_the_source_sends_back(contract: Contract, broken, monkeypatch: pytest.MonkeyPatch):
    """Answers that repeat the key do not bring it into anything."""
    from harmony_core.edges import transport

    monkeypatch.setattr(transport, "without_values", lambda body, secrets: body)
    message = broken(contract, "secrets that the source sends back appear nowhere")
    assert message.startswith("case by_id: the secret 'key' stands in ")


def test_an_unmarked_secret_is_no_secret(contract: Contract):
    """Only settings that are marked, or that auth sends, are looked for."""
    from harmony_core.testing.runs import secrets_for

    @hc.settings
    class Open:
        name: str | None = hc.setting("a name")
        key: str | None = hc.setting("the key", secret=True)

    provider = attrs.evolve(contract.provider, settings=Open)
    assert secrets_for(provider, contract.cases[0]) == (f"{CANARY}-key",)
