"""Cases: what is asked, which of the three answers comes, what is told, and what stands in the document."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import unquote

from harmony_core.domain.answers import Unknown
from harmony_core.domain.result import SearchResult
from harmony_core.edges.convert import Json
from harmony_core.testing.contract import Case, Check, ContractError
from harmony_core.testing.places import at
from harmony_core.testing.runs import Run, Runs, Sent


def case_checks(runs: Runs) -> Iterator[Check]:
    """Yield the checks of all cases."""
    for case in runs.contract.cases:
        yield Check(f"case {case.name}", _of(runs, case, check_answer))
        if case.sent is not None:
            yield Check(f"case {case.name}: sent", _of(runs, case, check_sent))
        for path in case.expected:
            yield Check(f"case {case.name}: {path}", _of(runs, case, check_field, path))
        yield from _document_checks(runs, case)


def _document_checks(runs: Runs, case: Case) -> Iterator[Check]:
    """Yield the checks of a whole expected document, `cases/NAME.json`, where there is one."""
    file = runs.file(f"{case.name}.json")
    if not file.is_file():
        return
    expected = json.loads(file.read_text(encoding="utf-8"))
    if isinstance(expected, list):
        expected = {f"[{place}]": each for place, each in enumerate(expected)}
    for name, value in expected.items():
        yield Check(
            f"case {case.name}: {name} of {case.name}.json",
            _of(runs, case, check_value, name, value),
        )
    yield Check(f"case {case.name}: no field beside {case.name}.json", _of(runs, case, check_nothing_else, expected))


def _of(runs: Runs, case: Case, check: Callable[..., None], *more: object) -> Callable[[], None]:
    """Return a check of what becomes of a case, which is run when the first of its checks is."""
    return lambda: check(runs.run(case), *more)


def check_answer(run: Run) -> None:
    """Raise unless the answer is the one that the case is about, and all of its cassette was asked for."""
    case, where = run.case, f"case {run.case.name}"
    if run.strangers:
        raise ContractError(
            f"{where}: asked for {_listed(run.strangers)}, which cases/{case.cassette} does not answer (again): "
            "add the answer to the cassette, or do not ask"
        )
    if run.connections:
        raise ContractError(
            f"{where}: connects to {_listed(run.connections)} by itself: "
            "all requests go through the api that fetch gets"
        )
    if run.state != case.state:
        raise ContractError(f"{where}: expected {case.state}, got {_told(run)}")
    answer = run.answer
    if isinstance(answer, Unknown):
        if case.code is not None and answer.error.code != case.code:
            raise ContractError(f"{where}: expected the code {case.code}, got {_told(run)}")
        if case.message is not None and case.message not in answer.error.message:
            raise ContractError(f"{where}: expected a message with {case.message!r}, got {_told(run)}")
    if run.unplayed:
        raise ContractError(
            f"{where}: never asked for {_listed(run.unplayed)}: take it out of cases/{case.cassette}, or ask for it"
        )
    _check_messages(run)


def _check_messages(run: Run) -> None:
    """Raise unless each part that the case names is in a message, and no other message warns of anything."""
    left = list(run.outcome.messages)
    for part in run.case.messages:
        match = next((message for message in left if part in message.text), None)
        if match is None:
            told = _listed([message.text for message in run.outcome.messages]) or "none"
            raise ContractError(f"case {run.case.name}: expected a message with {part!r}, got {told}")
        left.remove(match)
    if more := [message.text for message in left if message.level != "info"]:
        raise ContractError(
            f"case {run.case.name}: warns of what the case does not name: {_listed(more)}; "
            "mend its cause, or name a part of it in messages="
        )


def check_sent(run: Run) -> None:
    """Raise unless the requests are those that the case lists, in an order in which they can have been made."""
    expected = tuple(map(unquote, run.case.sent or ()))
    sent = [unquote(each.text) for each in run.sent]
    where = f"case {run.case.name}"
    missing, more = Counter(expected) - Counter(sent), Counter(sent) - Counter(expected)
    if missing or more:
        told = [*(f"missing {text}" for text in missing), *(f"not listed: {text}" for text in more)]
        raise ContractError(f"{where}: sent {_listed(sent) or 'nothing'}, but sent= differs: {'; '.join(told)}")
    if wrong := _out_of_order(expected, run.sent):
        raise ContractError(
            f"{where}: expected {wrong[0]} to be asked for before {wrong[1]} is answered; sent {_listed(sent)}"
        )


def _out_of_order(expected: Sequence[str], sent: Sequence[Sent]) -> tuple[str, str] | None:
    """Return a request that began only after one was answered that should not have come before it."""
    left = list(sent)
    ordered: list[Sent] = []
    for text in expected:
        each = next(one for one in left if unquote(one.text) == text)
        left.remove(each)
        ordered.append(each)
    for place, each in enumerate(ordered):
        for later in ordered[place + 1 :]:
            if later.ended < each.began:
                return unquote(each.text), unquote(later.text)
    return None


def check_field(run: Run, path: str) -> None:
    """Raise unless the expected value stands at a path, or nothing does where None is expected."""
    check_value(run, path, _plain(run.case.expected[path]))


def check_value(run: Run, path: str, expected: Json) -> None:
    """Raise unless a value stands at a path of the document."""
    where = f"case {run.case.name}"
    if run.told is None:
        raise ContractError(f"{where}: there is no document: got {_told(run)}")
    try:
        found = at(run.told, path)
    except ValueError as error:
        raise ContractError(f"{where}: {error}") from error
    if found != expected or isinstance(found, bool) != isinstance(expected, bool):
        beside = _beside(run, path) if found is None else ""
        raise ContractError(f"{where}: {path}: expected {_shown(expected)}, got {_shown(found)}{beside}")


def check_nothing_else(run: Run, expected: dict[str, Json]) -> None:
    """Raise where the document has a field that the expected one has not; `sources` hold the time of the run."""
    told = run.told
    names = [f"[{place}]" for place in range(len(told))] if isinstance(told, list) else list(told or {})  # type: ignore[arg-type]
    names = [name for name in names if name != "sources"]
    if more := [name for name in names if name not in expected]:
        raise ContractError(
            f"case {run.case.name}: {run.case.name}.json has not {', '.join(more)}: "
            f"add what is right: {_shown({name: at(told, name) for name in more})}"
        )


def _plain(value: object) -> Json:
    """Return an expected value as JSON has it: tuples are lists, and texts of values (dates, codes) texts."""
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return str(value)
        case list() | tuple():
            return [_plain(each) for each in value]
        case dict():
            return {str(name): _plain(each) for name, each in value.items()}
        case _:
            return str(value)


def _beside(run: Run, path: str) -> str:
    """Say what there is above a path where nothing stands, so that a misspelt name is seen."""
    above = path
    while (cut := max(above.rfind("."), above.rfind("["))) > 0:
        above = above[:cut]
        found = at(run.told, above)
        if isinstance(found, dict):
            return f" ({above} has {', '.join(found)})"
        if isinstance(found, list):
            return f" ({above} has {len(found)} entries)"
    return f" (it has {', '.join(run.told)})" if isinstance(run.told, dict) else ""


def _told(run: Run) -> str:
    """Say what the answer was."""
    answer = run.answer
    if run.strangers:
        return f"no answer to {_listed(run.strangers)}, which the cassette has not"
    if isinstance(answer, Unknown):
        return f"unknown: {answer.error.code}: {answer.error.message}"
    if answer is None:
        return "no answer: the provider was not asked"
    candidates = f" ({len(run.outcome.candidates)} candidates)" if isinstance(run.outcome, SearchResult) else ""
    return run.state + candidates


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(texts)


def _shown(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else f"{text[:280]} … ({len(text)} signs)"
