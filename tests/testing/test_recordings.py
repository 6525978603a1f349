"""What is told of real answers that give no valid document."""

from __future__ import annotations

import json
from pathlib import Path

import attrs
import pytest

from harmony_core import provider as hc
from harmony_core.testing import Contract, SkippedError
from harmony_core.testing.matching import fields_of, looks_at
from harmony_core.testing.recordings import check_bodies, check_lookups, rows

BODIES, LOOKUPS = "recorded answers give documents", "recorded answers serve lookups offline"
WHOLE = {"id": 7, "title": "Two Rooms", "upc": "2000000090016"}


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Make a folder with recorded answers: address, status and body of each."""

    def make(*answers: tuple[str, int | None, object], service: str = "kept", method: str = "GET") -> Path:
        entries = []
        for at, (url, status, body) in enumerate(answers):
            file = f"{service}-{at}.json"
            (tmp_path / file).write_text(json.dumps(body))
            entries.append({"service": service, "method": method, "url": url, "status": status, "file": file})
        (tmp_path / "index.json").write_text(json.dumps(entries))
        monkeypatch.setenv("HARMONY_RECORDINGS", str(tmp_path))
        return tmp_path

    return make


RECORD, SEARCH = "https://api.kept.example/record/7", "http://api.kept.example/search?q=a&limit=2"


def test_answers_that_pass(contract: Contract, record):
    """Documents, candidates, and errors of the source; what nobody asks for is left aside."""
    folder = record(
        (RECORD, 200, WHOLE),
        (SEARCH, None, {"records": [WHOLE, WHOLE]}),
        ("https://api.kept.example/record/8", 404, {"error": "missing"}),
        ("https://api.kept.example/record/9?x=1", 200, {"error": "kept is tired"}),
        ("https://api.kept.example/album/9", 200, {}),
        ("https://elsewhere.example/record/9", 200, {}),
    )
    check_bodies(contract)
    check_lookups(contract)
    told = [(row.what, row.recorded, row.errors, row.passed) for row in rows(contract, folder)]
    assert told == [("release lookup", 3, 2, 3), ("release search", 1, 0, 1)]


def test_an_answer_that_cannot_be_read(contract: Contract, record, broken):
    """The file and the place of the trouble are told."""
    record((RECORD, 200, WHOLE), ("https://api.kept.example/record/8", 200, {"id": 8, "title": None}))
    message = broken(contract, BODIES)
    assert message.startswith("1 of 2 recorded answers give no valid document (those that are errors inside HTTP 200 ")
    assert message.endswith("kept-1.json: cannot be read: kept: the given body: expected text, got null @ $.title")


def test_an_answer_that_breaks_the_provider(contract: Contract, record, with_look, broken):
    """A plugin's error is one, whatever the status."""
    record((RECORD, 404, WHOLE))

    def normalize(answer, read):
        raise KeyError("x")

    message = broken(with_look(0, normalize=normalize), BODIES)
    assert "kept-0.json: kept: " in message
    assert "KeyError" in message


def test_an_answer_whose_document_is_not_valid(contract: Contract, record, with_look, broken):
    """The place in the document is told, in both checks."""
    record((RECORD, 200, WHOLE))
    real = contract.provider.lookups[0].normalize

    def normalize(answer, read):
        track = hc.Track(position=1, title="X", length_ms=-5)
        return attrs.evolve(real(answer, read), media=(hc.Medium(position=1, tracks=(track,)),))

    message = broken(with_look(0, normalize=normalize), BODIES)
    assert "its release does not fit the schema: -5 is less than the minimum of 0 @ $.media[0]" in message


def test_errors_that_the_contract_names(contract: Contract, record, broken):
    """An error with a status of 200 whose form is nobody's is named by its file; one that is none is told."""
    record((RECORD, 200, {"oh": "no"}))
    assert "kept-0.json: cannot be read" in broken(contract, BODIES)
    check_bodies(attrs.evolve(contract, recorded_errors=("kept-0.json",)))
    record((RECORD, 200, WHOLE))
    message = broken(attrs.evolve(contract, recorded_errors=("kept-0.json",)), BODIES)
    assert "kept-0.json: is in recorded_errors=, but gives a document" in message


def test_a_lookup_that_fails_on_what_was_recorded(contract: Contract, record, with_look, broken):
    """The reference is told, with what went wrong."""
    record((RECORD, 200, WHOLE))

    async def fetch(api, target, options):
        raise KeyError("x")

    message = broken(with_look(0, fetch=fetch), LOOKUPS)
    assert message.startswith("1 of 1 lookups fail on recorded answers:\n  kept:7 as release: kept: its plugin raised")


def test_a_lookup_that_asks_otherwise_than_what_was_recorded(contract: Contract, record, with_look, broken):
    """Both addresses are told, and what brings them together; an address that is cut short is nobody's."""
    one = contract.provider.lookups[0]
    full = hc.Endpoint("record/{id}?inc=songs", into=one.main.into)

    async def fetch(api, target, options):
        return Whole(await api.get(full, id=target.id))

    from harmony_kept import Whole

    changed = with_look(0, main=full, fetch=fetch)
    record((f"{RECORD}?inc=labels", 200, WHOLE), (f"{RECORD}?inc=...", 200, WHOLE))
    message = broken(changed, LOOKUPS)
    assert message.startswith("1 of 1 lookups fail on recorded answers:\n  kept:7 as release: kept: no answer to ")
    assert (
        f"/record/7?inc=songs is kept here, and offline nobody is asked: what was recorded is {RECORD}?inc=" in message
    )
    assert "extent= for parameters that say how much is told" in message
    full = attrs.evolve(full, extent=("inc",))
    check_lookups(with_look(0, main=full, fetch=fetch))


def test_nothing_recorded_is_no_pass(contract: Contract, record, monkeypatch: pytest.MonkeyPatch):
    """A check that says nothing is skipped, with the reason."""
    record((RECORD, 200, WHOLE), service="other")
    with pytest.raises(SkippedError, match="no recorded answer is one to a main request of kept"):
        check_bodies(contract)
    monkeypatch.delenv("HARMONY_RECORDINGS")
    with pytest.raises(SkippedError, match="HARMONY_RECORDINGS names no folder"):
        check_bodies(contract)


def test_a_parameter_tells_lookups_of_one_path_apart(contract: Contract):
    """`?method=` names what is asked for; what else is asked beside it does not matter."""
    one, search = contract.provider.lookups
    into = one.main.into
    looks = (
        attrs.evolve(one, main=hc.Endpoint("?method=one&id={id}&format=json", into=into)),
        attrs.evolve(search, main=hc.Endpoint("?method=search&q={text}&format=json", into=into, items="records")),
    )
    provider = attrs.evolve(contract.provider, lookups=looks)
    base = "https://api.kept.example/"
    assert looks_at(provider, "GET", f"{base}?method=one&id=7") == (looks[0],)
    assert looks_at(provider, "GET", f"{base}?format=xml&method=search") == (looks[1],)
    assert looks_at(provider, "GET", f"{base}?method=other") == ()
    assert looks_at(provider, "POST", f"{base}?method=one&id=7") == ()
    assert fields_of(provider, looks[0], "GET", f"{base}?method=one&id=a%20b") == {"id": "a b"}


def test_fields_of_a_path(contract: Contract):
    """They are read with their escapes; a slash at the end does not matter."""
    (look, _) = contract.provider.lookups
    assert fields_of(contract.provider, look, "GET", "http://API.kept.example/record/a%2Fb/?x=1") == {"id": "a/b"}
    assert fields_of(contract.provider, look, "GET", "https://api.kept.example/record/7/songs") is None


def test_tests_of_providers_get_the_folder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path):
    """The fixture of the kit is the folder that the variable names."""
    monkeypatch.setenv("HARMONY_RECORDINGS", str(tmp_path))
    assert request.getfixturevalue("recordings_folder") == tmp_path


def test_tests_of_providers_are_skipped_without_a_folder(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
):
    """With the reason."""
    monkeypatch.delenv("HARMONY_RECORDINGS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="names no folder"):
        request.getfixturevalue("recordings_folder")
