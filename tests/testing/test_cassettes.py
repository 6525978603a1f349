"""Cassettes are read as vcrpy writes them, written so that people can change them, and turned into bundles and back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmony_core.domain.errors import RequestError
from harmony_core.edges.bundles import read_bundle, write_bundle
from harmony_core.testing import Contract
from harmony_core.testing.cassettes import (
    Interaction,
    cassette_text,
    interactions_of,
    laid_out,
    read_cassette,
    snapshots_of,
)
from harmony_core.testing.runs import Runs

NOW = datetime(2026, 11, 21, 13, tzinfo=UTC)

BODIES = st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
NAMES = st.sampled_from(["content-type", "retry-after", "link"])


@settings(max_examples=100, deadline=None)
@given(
    body=BODIES,
    request_body=BODIES,
    headers=st.dictionaries(NAMES, st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1)),
    status=st.integers(100, 599),
)
def test_what_is_written_is_read(body: bytes, request_body: bytes, headers: dict[str, str], status: int):
    """Whatever bytes a body has, they come back."""
    each = Interaction(
        method="POST",
        url="https://api.kept.example/a?b=c",
        request_body=request_body,
        status=status,
        headers=headers,
        body=body,
    )
    assert read_cassette(cassette_text([each])) == (each,)


def test_vcrpy_reads_what_is_written(tmp_path: Path, contract: Contract):
    """The files are cassettes of vcrpy."""
    from vcr.cassette import Cassette

    (tmp_path / "c.yaml").write_text(cassette_text(Runs(contract).interactions(contract.cases[0])))
    loaded = Cassette.load(path=str(tmp_path / "c.yaml"))
    assert [request.uri for request in loaded.requests][1] == "https://api.kept.example/record/7/songs"
    assert loaded.responses[0]["body"]["string"].startswith(b'{"id": 7')


def test_what_vcrpy_writes_is_read():
    """Bodies may be texts, bytes or in base 64, beside or below `string`."""
    text = """
interactions:
- request: {method: get, uri: "https://a.example/", headers: {Accept: ["*/*"]}, body: "x=1"}
  response: {status: {code: 200}, headers: {X-A: [b, c]}, body: {string: !!binary "/w=="}}
- request: {uri: "https://a.example/", body: {string: x}}
  response: {status: {code: 204, message: ""}, body: {base64_string: eA==}}
"""
    first, second = read_cassette(text)
    assert (first.method, first.request_body, first.body, first.headers) == ("GET", b"x=1", b"\xff", {"x-a": "b, c"})
    assert (second.request_body, second.status, second.body) == (b"x", 204, b"x")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("interactions: [", "c.yaml, line 1: is no YAML"),
        ("[]", "c.yaml: a cassette has a list of interactions"),
        ("interactions: [{}]", r"c.yaml: interactions\[0\]: 'request' is missing"),
        ("interactions: [{request: {uri: x}, response: {}}]", r"interactions\[0\]: 'status' is missing"),
        ("interactions: [7]", r"interactions\[0\]: is no request with its response"),
    ],
)
def test_what_is_no_cassette_is_told_with_its_place(text: str, told: str):
    """The author sees which part is wrong."""
    with pytest.raises(RequestError, match=told):
        read_cassette(text, "c.yaml")


def test_json_is_laid_out():
    """A recorded answer can be read and changed by a person; what is no JSON stays."""
    each = Interaction(method="GET", url="https://a.example/", body='{"title":"Zwei Räume","ids":[1]}'.encode())
    assert ' "title": "Zwei Räume",\n' in cassette_text([laid_out(each)])
    page = Interaction(method="GET", url="https://a.example/", body=b"<html>")
    assert laid_out(page) == page


@pytest.mark.parametrize("name", ["bundle", "bundle.zip"])
def test_a_cassette_becomes_a_bundle_and_comes_back(contract: Contract, tmp_path: Path, name: str):
    """All that a bundle knows is kept; of a request's body it knows the digest, which does as well."""
    interactions = Runs(contract).interactions(contract.cases[0])
    write_bundle(tmp_path / name, snapshots_of(interactions, "kept", NOW))
    snapshots = read_bundle(tmp_path / name, NOW).snapshots
    back = interactions_of(snapshots)
    assert [(each.key(), each.status, each.body) for each in back] == [
        (each.key(), each.status, each.body) for each in interactions
    ]
    assert read_cassette(cassette_text(back)) == back
    assert snapshots_of(back, "kept", NOW) == snapshots


def test_a_cassette_from_a_bundle_answers_a_case(contract: Contract, with_answer, tmp_path: Path):
    """A user's bundle becomes a test."""
    import attrs

    from harmony_core.testing.cases import check_answer

    case = contract.cases[0]
    write_bundle(tmp_path / "bundle", snapshots_of(Runs(contract).interactions(case), "kept", NOW))
    text = cassette_text(interactions_of(read_bundle(tmp_path / "bundle", NOW).snapshots))
    from_bundle = attrs.evolve(case, name="from_bundle", cassette="from_bundle.yaml")
    changed = with_answer(from_bundle, text)
    check_answer(Runs(changed).run(from_bundle))


def test_what_was_read_out_of_a_page_is_marked():
    """An extracted answer stays one."""
    each = Interaction(method="GET", url="https://a.example/", body=b"{}", extracted=True)
    assert read_cassette(cassette_text([each])) == (each,)
    assert snapshots_of([each], "kept", NOW)[0].extracted
