"""What is told of documents that are not valid, of another thing, or of requests that go elsewhere."""

from __future__ import annotations

import attrs
import pytest

from harmony_core import provider as hc
from harmony_core.testing import Contract, checks_of


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


@pytest.mark.parametrize(
    ("media", "told"),
    [
        (((0, (1,)),), "media[0].position is 0: discs are counted 1, 2, 3"),
        (((1, (1,)), (1, (1,))), "media[1].position is 1: discs are counted 1, 2, 3"),
        (((1, (0, 1)),), "media[0].tracks[0].position is 0: tracks are counted from 1 on each disc"),
        (((1, (1,)), (2, (1, 0))), "media[1].tracks[1].position is 0"),
    ],
)
def test_a_place_before_the_first(contract: Contract, with_look, broken, media, told):
    """The path, the place, and how places are counted."""
    real = contract.provider.lookups[0].normalize

    def normalize(answer, read):
        discs = tuple(
            hc.Medium(position=disc, tracks=tuple(hc.Track(position=place, title="X") for place in places))
            for disc, places in media
        )
        return attrs.evolve(real(answer, read), media=discs)

    message = broken(with_look(0, normalize=normalize), "discs and tracks are counted from 1")
    assert message.startswith(f"case by_id: {told}")
    assert message.endswith("(hc.positions, or enumerate(…, start=1))")


def test_a_hidden_track_is_before_the_first(contract: Contract, with_look):
    """A source that gives it a number of its own says that it is one."""
    real = contract.provider.lookups[0].normalize
    tracks = (hc.Track(position=0, number="0", title="X"), hc.Track(position=1, title="Y"))
    discs = (hc.Medium(position=1, tracks=tracks),)
    changed = with_look(0, normalize=lambda answer, read: attrs.evolve(real(answer, read), media=discs))
    next(check for check in checks_of(changed) if check.name == "discs and tracks are counted from 1").run()


def test_a_thing_without_its_own_id(contract: Contract, with_look, with_case, broken):
    """Nobody could look it up again: what to write is told; a case may be about just that."""
    name = "what is found has its own id"
    release, releases = (look.normalize for look in contract.provider.lookups)
    other = (hc.ExternalId(provider="other", kind="release", id="7"),)
    changed = with_look(0, normalize=lambda answer, read: attrs.evolve(release(answer, read), external_ids=other))
    assert broken(changed, name) == (
        "case by_id: is found without its own id, so nobody can look it up again: "
        'write external_ids=(kept.external_id("release", …),) in normalize'
    )
    changed = with_look(
        1, normalize=lambda found, read: [attrs.evolve(each, external_ids=()) for each in releases(found, read)]
    )
    assert broken(changed, name).startswith("case search: [0]: is found without its own id")
    meant = [attrs.evolve(case, expected={"external_ids": None}) for case in changed.cases]
    next(check for check in checks_of(attrs.evolve(changed, cases=tuple(meant))) if check.name == name).run()
