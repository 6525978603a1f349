"""What is told of documents that are not valid, of another thing, or of requests that go elsewhere."""

from __future__ import annotations

import attrs

from harmony_core import provider as hc
from harmony_core.testing import Contract


def test_a_document_that_does_not_fit_the_schema(contract: Contract, with_look, broken):
    """The place and the rule are told."""
    real = contract.provider.lookups[0].normalize

    def normalize(answer, read):
        track = hc.Track(position=1, title="X", length_ms=-5)
        return attrs.evolve(real(answer, read), media=(hc.Medium(position=1, tracks=(track,)),))

    message = broken(with_look(0, normalize=normalize), "documents are valid")
    assert message.startswith(
        "case by_id: its release does not fit the schema: -5 is less than the minimum of 0 @ $.media[0]"
    )


def test_a_gtin_that_gives_another_release(contract: Contract, with_look, broken):
    """What was asked for and what came are told, and what to do."""
    real = contract.provider.lookups[0].normalize
    other = hc.Gtin.parse("2000000090023")
    changed = with_look(0, normalize=lambda answer, read: attrs.evolve(real(answer, read), gtin=other))
    assert broken(changed, "a GTIN or ISRC lookup gives that GTIN or ISRC") == (
        "case by_gtin: asked for the GTIN 2000000090016, got 2000000090023: "
        "compare them in fetch and raise hc.MismatchError"
    )


def test_a_request_to_a_host_that_is_not_declared(contract: Contract, with_look, broken):
    """The address is told, and where hosts are declared."""
    elsewhere = hc.Endpoint("https://elsewhere.example/record/{id}", into=contract.provider.lookups[0].main.into)

    async def fetch(api, target, options):
        return await api.get(elsewhere, id="7")

    message = broken(with_look(0, fetch=fetch), "requests go to declared hosts")
    assert message == (
        "case by_id: asks for https://elsewhere.example/record/7: declare the host in hosts= of the provider "
        "(declared: api.kept.example)"
    )
