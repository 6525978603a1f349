"""What is told of a case in which something else comes out."""

from __future__ import annotations

import attrs
import pytest

from harmony_core.domain.errors import PluginError
from harmony_core.testing import Case, Contract
from harmony_core.testing.cassettes import cassette_text, read_cassette
from harmony_core.testing.checks import checks_of
from harmony_core.testing.runs import Runs


def test_a_cassette_that_is_missing(contract: Contract, broken):
    """The author is told what to run."""
    changed = attrs.evolve(contract, cases=(Case("gone", "kept:7"),))
    assert broken(changed, "case gone") == (
        "case gone: cases/gone.yaml is missing: write the answers, or record them with `pytest --record`"
    )


def test_a_cassette_that_is_none(with_answer, broken):
    """The line of what is wrong is told."""
    message = broken(with_answer(Case("odd", "kept:7"), "interactions: [\n"), "case odd")
    assert message.startswith("case odd: cases/odd.yaml, line 2: is no YAML (")


def test_a_request_that_the_cassette_does_not_answer(with_case, broken):
    """It is named, without the key, and so are all fields that are not there for that."""
    changed = with_case("by_id", query="kept:8")
    message = broken(changed, "case by_id")
    assert "asked for GET https://api.kept.example/record/8, which cases/by_id.yaml does not answer" in message
    assert "canary" not in message
    assert broken(changed, "case by_id: title").endswith(
        "there is no document: got no answer to GET https://api.kept.example/record/8, which the cassette has not"
    )


def test_an_answer_that_is_never_asked_for(with_case, broken):
    """What a cassette holds must be needed."""
    message = broken(with_case("by_id", want=("artwork",)), "case by_id")
    assert message == (
        "case by_id: never asked for POST https://api.kept.example/songs: "
        "take it out of cases/by_id.yaml, or ask for it"
    )


def test_another_of_the_three_answers(with_case, broken):
    """What came is told with its reason."""
    assert broken(with_case("absent", state="found"), "case absent") == "case absent: expected found, got absent"
    assert broken(with_case("by_id", state="absent", expected={}), "case by_id").endswith("expected absent, got found")
    message = broken(with_case("tired", state="absent", code=None, message=None), "case tired")
    assert message == "case tired: expected absent, got unknown: PROVIDER_ERROR: kept is tired"


def test_an_error_of_another_kind(with_case, broken):
    """Code and message are compared."""
    assert "expected the code RATE_LIMITED, got unknown: PROVIDER_ERROR" in broken(
        with_case("tired", code="RATE_LIMITED"), "case tired"
    )
    assert "expected a message with 'wide awake', got unknown" in broken(
        with_case("tired", message="wide awake"), "case tired"
    )


def test_a_warning_that_the_case_does_not_name(with_case, broken):
    """Nothing that is lost goes unnoticed."""
    message = broken(with_case("songs_fail", messages=()), "case songs_fail")
    assert "warns of what the case does not name: without songs: kept is tired" in message


def test_a_message_that_does_not_come(with_case, broken):
    """What was told instead stands beside it."""
    message = broken(with_case("by_id", messages=("without songs",)), "case by_id")
    assert message == "case by_id: expected a message with 'without songs', got none"


@pytest.mark.parametrize(
    ("path", "expected", "told"),
    [
        ("title", "Three Rooms", 'title: expected "Three Rooms", got "Two Rooms"'),
        ("gtin", None, 'gtin: expected null, got "2000000090016"'),
        ("name", "Two Rooms", 'name: expected "Two Rooms", got null (it has title, gtin, '),
        ("media[0].tracks[2].title", "X", "got null (media[0].tracks has 2 entries)"),
        ("media[0].position", True, "media[0].position: expected true, got 1"),
        ("media..tracks", 1, "'media..tracks' is no path; one is written media[0].tracks[1].title"),
    ],
)
def test_another_value_at_a_path(with_case, broken, path: str, expected: object, told: str):
    """The path is told with what was expected and what came; for a misspelt one, what there is."""
    assert told in broken(with_case("by_id", expected={path: expected}), f"case by_id: {path}")


def test_requests_that_are_not_those_of_the_case(with_case, broken):
    """What is missing and what is too much are told apart."""
    message = broken(with_case("by_id", sent=("record/7", "POST songs", "GET x")), "case by_id: sent")
    assert "sent record/7, record/7/songs, POST songs, but sent= differs" in message
    assert message.endswith("missing GET x; not listed: record/7/songs")


def test_requests_in_another_order(with_case, broken):
    """One that waits for another must come after it."""
    message = broken(with_case("by_id", sent=("record/7/songs", "record/7", "POST songs")), "case by_id: sent")
    assert "expected record/7/songs to be asked for before record/7 is answered" in message


def test_requests_that_are_under_way_together_stand_in_any_order():
    """Only what was answered before another began is in order."""
    from harmony_core.testing.cases import _out_of_order
    from harmony_core.testing.runs import Sent

    sent = (Sent(text="a", began=0, ended=1), Sent(text="b", began=2, ended=5), Sent(text="c", began=3, ended=4))
    assert _out_of_order(("a", "c", "b"), sent) is None
    assert _out_of_order(("b", "a", "c"), sent) == ("b", "a")


def test_a_query_that_cannot_be_taken(with_case, broken):
    """What the user would be told is told."""
    message = broken(with_case("by_gtin", query="2000000090017"), "case by_gtin")
    assert message.startswith("case by_gtin: the query cannot be taken: ")


def test_a_provider_that_goes_out_by_itself(with_look, broken):
    """A connection past the door is refused and named."""

    async def fetch(api, target, options):
        import socket

        socket.create_connection(("api.kept.example", 443))

    message = broken(with_look(0, fetch=fetch), "case by_id")
    assert message.startswith("case by_id: connects to api.kept.example by itself: all requests go through the api")


def test_a_whole_document(contract: Contract, monkeypatch: pytest.MonkeyPatch, tmp_path, broken):
    """A file of that name holds all fields, one test each, and no field more."""
    from harmony_core.testing import runs

    real = runs.cases_file
    (tmp_path / "by_id.json").write_text('{"title": "Two Rooms", "gtin": "2000000090023"}')
    monkeypatch.setattr(
        runs, "cases_file", lambda of, name: tmp_path / name if name == "by_id.json" else real(of, name)
    )
    checks = {check.name: check for check in checks_of(contract)}
    checks["case by_id: title of by_id.json"].run()
    assert 'expected "2000000090023", got "2000000090016"' in broken(contract, "case by_id: gtin of by_id.json")
    message = broken(contract, "case by_id: no field beside by_id.json")
    assert message.startswith("case by_id: by_id.json has not date, media, ")
    assert '"date": "2024-05-17"' in message


def test_settings_that_there_are_not(with_case, broken):
    """The provider's own are told."""
    message = broken(with_case("by_id", settings={"kee": "x"}), "case by_id")
    assert message == "case by_id: kept has no settings kee; it has key"


def test_a_body_that_is_laid_out_otherwise_is_the_same(contract: Contract):
    """A cassette's request is compared as a value, wherever its blanks stand."""
    runs = Runs(contract)
    (posted,) = [each for each in runs.interactions(contract.cases[0]) if each.method == "POST"]
    assert posted.request_body == b'{"ids": [1, 2]}'
    assert read_cassette(cassette_text([posted])) == (posted,)
    assert runs.run(contract.cases[0]).strangers == ()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"state": "lost"}, "a state is one of found, absent, unknown"),
        ({"state": "found", "code": "PAYLOAD"}, "only an unknown answer has a code"),
        ({"search": "x"}, "give either a query or words to search for"),
    ],
)
def test_a_case_that_says_two_things(fields: dict[str, str], told: str):
    """What cannot be meant is refused where it is written."""
    with pytest.raises(ValueError, match=told):
        Case("odd", "kept:7", **fields)


@pytest.mark.parametrize("name", ["sent", "want", "regions", "messages"])
def test_a_text_in_place_of_several(name: str):
    """A text is a sequence of letters: it is refused where it is written, with what to write."""
    with pytest.raises(PluginError, match=rf"case odd: {name}= holds several.*write {name}=\('songs',\)"):
        Case("odd", "kept:7", **{name: "songs"})


def test_one_link_in_place_of_several(contract: Contract):
    """The contract's own parts are several, too."""
    with pytest.raises(PluginError, match=r"the contract of kept: links= holds several.*links=\(Link\(…\),\)"):
        attrs.evolve(contract, links=contract.links[0])


def test_two_cases_of_one_name(contract: Contract):
    """Each case has a name of its own: its cassette is found by it."""
    with pytest.raises(ValueError, match="there are several cases named by_id"):
        attrs.evolve(contract, cases=(*contract.cases, contract.cases[0]))
