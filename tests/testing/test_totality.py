"""What is told of a `normalize`, or a `fetch`, that stumbles over an odd answer."""

from __future__ import annotations

import time

import attrs
import pytest

from harmony_core import provider as hc
from harmony_core.testing import Case, Contract, totality

MAIN = "release lookup: any main answer gives a document or an error"
WHOLE = "release lookup: any further answer gives a result"


@pytest.fixture(autouse=True)
def time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found does not depend on how busy the machine is."""
    monkeypatch.setattr(totality, "SECONDS", 20.0)


def test_normalize_that_stumbles(contract: Contract, with_look, broken):
    """The simplest change that breaks it is told, and what it raised."""
    real = contract.provider.lookups[0].normalize

    def normalize(answer, read):
        _ = (answer.record.released or "0-0").split("-")[1]
        return real(answer, read)

    message = broken(with_look(0, normalize=normalize), MAIN)
    assert message.startswith("release lookup: an answer in which released is ")
    assert "its normalize raised IndexError" in message or "IndexError: list index out of range" in message
    assert message.endswith("(allow for it: a field of another type in the payload, a check, or read.warn)")


def test_a_document_that_is_not_valid(contract: Contract, with_look, broken):
    """What does not fit is told with its path."""
    real = contract.provider.lookups[0].normalize

    def normalize(answer, read):
        tracks = (hc.Track(position=1, title="X", length_ms=answer.record.id),)
        return attrs.evolve(real(answer, read), media=(hc.Medium(position=1, tracks=tracks),))

    message = broken(with_look(0, normalize=normalize), MAIN)
    assert message.startswith("release lookup: an answer in which id is -")
    assert "gives a document that does not fit the schema: " in message
    assert "@ $.media[0].tracks[0].length_ms" in message


def test_fetch_that_stumbles_over_a_further_answer(contract: Contract, with_look, broken):
    """The request whose answer was changed is told."""
    real = contract.provider.lookups[0].fetch

    async def fetch(api, target, options):
        whole = await real(api, target, options)
        if options.wants("isrcs"):
            assert all(song.title for song in whole.songs)
        return whole

    message = broken(with_look(0, fetch=fetch), WHOLE)
    assert message.startswith("release lookup: a case in which in the answer to ")
    assert "songs" in message
    assert ".title is ''" in message
    assert "AssertionError" in message


def test_a_search_that_stumbles(contract: Contract, with_look, broken):
    """The same is done for searches."""
    real = contract.provider.lookups[1].normalize

    def normalize(found, read):
        return real([record for record in found if record.title[0]], read)

    message = broken(with_look(1, normalize=normalize), "release search: any main answer gives a document or an error")
    assert message.startswith("release search: an answer in which records[0].title is ''")


def test_what_is_read_out_of_a_page(contract: Contract, with_look, with_answer, broken):
    """Of a page, what its reader takes out is changed as JSON is."""
    import re

    def reads(page):
        found = re.search(rb"<h1>(.*?)</h1><p>(.*?)</p>", page)
        if found is None:
            raise hc.PayloadError("there is no heading")
        return {"id": 7, "title": found[1].decode("utf-8", "replace"), "released": found[2].decode("utf-8", "replace")}

    into = contract.provider.lookups[0].main.into
    page = hc.Endpoint("record/{id}", into=into, reads=reads)

    async def fetch(api, target, options):
        return await api.get(page, id=target.id)

    def normalize(record, read):
        _ = (record.released or "0-0").split("-")[1]
        return hc.Release(title=record.title)

    text = """
interactions:
- request: {method: GET, uri: "https://api.kept.example/record/7"}
  response: {status: {code: 200}, body: {string: "<html><h1>Two Rooms</h1><p>2024-05</p></html>"}}
"""
    paged = with_answer(Case("page", "kept:7"), text)
    looks = (
        attrs.evolve(contract.provider.lookups[0], main=page, fetch=fetch, normalize=normalize, alone=None),
        contract.provider.lookups[1],
    )
    cases = tuple(case for case in paged.cases if case.name == "page")
    changed = attrs.evolve(paged, provider=attrs.evolve(contract.provider, lookups=looks), cases=cases)
    message = broken(changed, MAIN)
    assert message.startswith("release lookup: an answer in which released is ")
    assert "IndexError" in message


def test_a_lookup_without_an_answer_to_change(contract: Contract, broken):
    """Nothing is promised where nothing can be tried."""
    cases = tuple(case for case in contract.cases if case.state != "found")
    changed = attrs.evolve(contract, cases=cases)
    assert broken(changed, MAIN).startswith("release lookup: no case has an answer to its main request: add one")
    assert broken(changed, WHOLE) == "release lookup: no case finds something by it: add one"


def test_the_same_changes_are_tried_each_time(contract: Contract, with_look):
    """What was found once is found again."""
    seen: list[list[object]] = []
    real = contract.provider.lookups[0].normalize
    for _ in range(2):
        answers: list[object] = []

        def normalize(answer, read, answers=answers):
            answers.append(answer)
            return real(answer, read)

        changed = with_look(0, normalize=normalize)
        next(check for check in totality_checks(changed) if check.name == MAIN).run()
        seen.append(answers)
    assert len(seen[0]) > 20
    assert list(map(repr, seen[0])) == list(map(repr, seen[1]))


def totality_checks(contract: Contract):
    """Return the checks of a contract."""
    from harmony_core.testing import checks_of

    return checks_of(contract)


def test_it_ends_in_time(contract: Contract, with_look, monkeypatch: pytest.MonkeyPatch):
    """A slow provider is tried less often."""
    monkeypatch.setattr(totality, "SECONDS", 0.2)
    real = contract.provider.lookups[0].normalize

    def normalize(answer, read):
        time.sleep(0.05)
        return real(answer, read)

    changed = with_look(0, normalize=normalize)
    check = next(check for check in totality_checks(changed) if check.name == MAIN)
    started = time.monotonic()
    check.run()
    assert time.monotonic() - started < 8


@pytest.mark.parametrize("body", [b"<html><body>It is down</body></html>", b"\xff\xfe", b""])
def test_bodies_that_are_no_json_are_garbled(body: bytes):
    """Pages are cut, pierced and written in other encodings."""
    from hypothesis import given, seed, settings
    from hypothesis import strategies as st

    made: set[bytes] = set()

    @seed(0)
    @settings(max_examples=60, database=None, derandomize=True, deadline=None)
    @given(data=st.data())
    def change(data):
        made.add(totality.mutated(data, body)[0])

    change()
    assert len(made - {body}) > 5
