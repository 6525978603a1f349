"""`normalize` is total: whatever a source sends becomes a valid document or an error of the source, never a crash.

Recorded answers are changed in some of their places, or cut and garbled where they are no JSON, and read again: alone
as the main request's answer, and within the whole case, where further requests have their answers changed as well.
"""

from __future__ import annotations

import copy
import json
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import attrs

from harmony_core.domain.answers import Found, FoundMany, Unknown
from harmony_core.domain.errors import PluginError, ProviderError
from harmony_core.domain.refs import Kind, with_article
from harmony_core.edges.convert import Json, document
from harmony_core.edges.one_body import OneBody, normalize_body, normalize_search_body
from harmony_core.edges.schema import problems
from harmony_core.plugin.providers import AnyLookup, AnySearch, Lookup, Provider
from harmony_core.plugin.snapshot import Snapshot
from harmony_core.testing.contract import Check, ContractError
from harmony_core.testing.matching import name_of
from harmony_core.testing.runs import Run, Runs, document_kind
from harmony_core.testing.sealed import sealed

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject, SearchStrategy

SECONDS = 0.6
"""For how long a lookup's answers are changed, once for the main answer alone and once for whole cases."""
EXAMPLES, WHOLE_EXAMPLES = 300, 100
SHRINKING = 5.0
"""How many seconds more it may take to find the simplest change that breaks something."""

MISSING = object()
PLAIN: tuple[object, ...] = (MISSING, None, "", 0, -1, [], {})
"""What sources do send in place of a value: each of these is tried in each place."""
ODD: tuple[object, ...] = (
    *(" ", "?", "0", "-1", "0000-00-00", "9999-99-99", "724384960651", "//", "\u0000", "\ud800", "é" * 5_000),
    *("https://", "http://[", "[unknown]", "<b>&amp;</b>", "1:2:3", "٣", "2024-02-30T25:61:61Z"),
    *(1, 2**63, 10**400, 0.5, -1e308, 1e308, True, False),
    *([None], [[]], [""], ["GB"], [{}], {"id": 0}, {"data": []}, {"data": None}, {"error": {"code": 800}}),
)
GARBLED = (b"", b"null", b"[]", b"{}", b"0", b'"text"', b"<html></html>", b"<", b"\xff\xfe", b"\x00", b"[" * 100_000)

Place: TypeAlias = tuple[str | int, ...]
Change: TypeAlias = tuple[Place, object]
W = TypeVar("W")

Try: TypeAlias = tuple[str, Callable[[], str | None]]
"""A change in words, and what tells what is wrong with what comes of it."""


class Broken(Exception):  # noqa: N818 - what is found, not what goes wrong here
    """What came of a changed answer that must not."""

    def __init__(self, change: str, problem: str) -> None:
        super().__init__(change, problem)
        self.change = change
        self.problem = problem


class OutOfTime(BaseException):
    """The time for changes is up."""


def totality_checks(runs: Runs) -> Iterator[Check]:
    """Yield a check for each lookup and search."""
    for at, look in enumerate(runs.provider.lookups):
        name = name_of(look)
        yield Check(f"{name}: any main answer gives a document or an error", partial(check_main, runs, look))
        yield Check(f"{name}: any further answer gives a result", partial(check_whole, runs, at, look))


def check_main(runs: Runs, look: AnyLookup | AnySearch) -> None:
    """Raise where a changed main answer gives anything but a valid document or a `ProviderError`."""
    provider = runs.provider
    whole = {each.body for run in runs.found() for each in run.snapshots if _reads(provider, look, each.body)}
    read_out = {body for page in whole if _reads(provider, look, body := _read_out(look, page))}
    bodies = sorted(whole | read_out)
    if not bodies:
        raise ContractError(f"{name_of(look)}: no case has an answer to its main request: add one that finds something")

    def draw(data: DataObject) -> Try:
        body, change = mutated(data, data.draw(_one_of(bodies)))
        return change, lambda: _problem(provider, look, body)

    singles = _in_turn((body, change) for body in bodies for change in single_changes(body))
    first = (
        (_in_words(change), partial(_problem, provider, look, with_change(body, change))) for body, change in singles
    )
    _explore(first, draw, f"{name_of(look)}: an answer in which", EXAMPLES)


def check_whole(runs: Runs, at: int, look: AnyLookup | AnySearch) -> None:
    """Raise where a case with one answer changed gives a plugin's error, or a document that is not valid."""
    found = [run for run in runs.found() if any(each.at == at for each in run.normalized)]
    if not found:
        raise ContractError(f"{name_of(look)}: no case finds something by it: add one")

    def draw(data: DataObject) -> Try:
        run = data.draw(_one_of(found))
        place = data.draw(_one_of(range(len(run.snapshots))))
        body, change = mutated(data, run.snapshots[place].body)
        return _try_of(runs, run, place, body, change)

    further, main = _once_each(found, lambda body: _reads(runs.provider, look, body))
    singles = [
        *_in_turn((each, change) for each in further for change in _changes_of(each)),
        *_in_turn((each, change) for each in main for change in _changes_of(each)),
    ]
    first = (
        _try_of(runs, run, place, with_change(run.snapshots[place].body, change), _in_words(change))
        for (run, place), change in singles
    )
    _explore(first, draw, f"{name_of(look)}: a case in which", WHOLE_EXAMPLES)


Answered: TypeAlias = tuple[Run, int]
"""A case, and which of its answers."""


def _once_each(found: Iterable[Run], is_main: Callable[[bytes], bool]) -> tuple[list[Answered], list[Answered]]:
    """Return the answers of cases, each request's once though several cases make it: further ones, and main ones."""
    seen: dict[tuple[str, bytes], Answered] = {}
    for run in found:
        for place, snapshot in enumerate(run.snapshots):
            seen.setdefault((snapshot.key, snapshot.body), (run, place))
    main = [each for (_, body), each in seen.items() if is_main(body)]
    return [each for each in seen.values() if each not in main], main


def _changes_of(answered: Answered) -> Iterator[Change]:
    run, place = answered
    return single_changes(run.snapshots[place].body)


def _try_of(runs: Runs, run: Run, place: int, body: bytes, change: str) -> Try:
    """Return the trial of a case in which one of the answers has another body."""
    snapshot = run.snapshots[place]
    changed = [*run.snapshots]
    changed[place] = attrs.evolve(snapshot, body=body)
    where = f"in the answer to {snapshot.method} {snapshot.url}"
    return f"{where} {change}", partial(_problem_of_whole, runs, run, changed)


def _explore(first: Iterable[Try], draw: Callable[[DataObject], Try], where: str, examples: int) -> None:
    """Try changes, the same ones in the same order each time, until the time is up; raise where one breaks something.

    At first one place is changed at a time, in half of the time; then hypothesis changes several and garbles bodies,
    and finds the simplest that breaks something.
    """
    end = time.monotonic() + SECONDS
    for change, find in first:
        with sealed():
            problem = find()
        if problem:
            raise ContractError(f"{where} {change}: {problem}")
        if time.monotonic() > end - SECONDS / 2:
            break
    broken = _simplest(draw, examples, end)
    if broken:
        raise ContractError(f"{where} {broken.change}: {broken.problem}")


def _simplest(draw: Callable[[DataObject], Try], examples: int, end: float) -> Broken | None:
    """Return the simplest change that breaks something, of those that hypothesis draws, or None.

    What is drawn must not depend on the time, so the change that comes too late is drawn, but not tried.
    """
    import hypothesis
    from hypothesis import strategies

    seen: list[Broken] = []

    @hypothesis.seed(0)
    @hypothesis.settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=(hypothesis.Phase.generate, hypothesis.Phase.shrink),
        report_multiple_bugs=False,
        verbosity=hypothesis.Verbosity.quiet,
    )
    @hypothesis.given(data=strategies.data())
    def explore(data: DataObject) -> None:
        change, find = draw(data)
        if time.monotonic() > end + (SHRINKING if seen else 0.0):
            raise OutOfTime
        with sealed():
            problem = find()
        if problem:
            seen.append(Broken(change, problem))
            raise seen[-1]

    try:
        explore()
    except OutOfTime:
        pass
    except (Broken, hypothesis.errors.HypothesisException):
        if not seen:
            raise
    return min(seen, key=lambda broken: len(broken.change), default=None)


# --- what came of it ----------------------------------------------------------------------------------------


def _reads(provider: Provider, look: AnyLookup | AnySearch, body: bytes) -> bool:
    """Whether a body is an answer to a lookup's main request."""
    try:
        return bool(_one(provider, look, body).entities)
    except (ProviderError, PluginError):
        return False


def _one(provider: Provider, look: AnyLookup | AnySearch, body: bytes) -> OneBody:
    alone = attrs.evolve(provider, lookups=(look,))
    if isinstance(look, Lookup):
        return normalize_body(alone, Kind(look.kind), body)
    return normalize_search_body(alone, body, kind=Kind(look.kind))


def _problem(provider: Provider, look: AnyLookup | AnySearch, body: bytes) -> str | None:
    """Say what is wrong with what a main answer gives."""
    try:
        one = _one(provider, look, body)
    except ProviderError:
        return None
    except PluginError as error:
        return _raised(error.message)
    kind = document_kind(look.kind)
    wrong = [each for entity in one.entities for each in problems(kind, document(entity), limit=2)]
    return f"gives a document that does not fit the schema: {'; '.join(wrong[:3])}" if wrong else None


def _problem_of_whole(runs: Runs, run: Run, snapshots: Sequence[Snapshot]) -> str | None:
    """Say what is wrong with what a case gives on changed answers."""
    outcome = runs.offline(run.case, snapshots)
    for answer in outcome.answers.values():
        if isinstance(answer, Unknown) and answer.error.code.startswith("PLUGIN"):
            return _raised(answer.error.message)
        entities = answer.entities if isinstance(answer, FoundMany) else ()
        entities = (answer.entity,) if isinstance(answer, Found) else entities
        kind = document_kind(outcome.kind)
        wrong = [each for entity in entities for each in problems(kind, document(entity), limit=2)]
        if wrong:
            return f"gives {with_article(kind)} that does not fit the schema: {'; '.join(wrong[:3])}"
    return None


def _raised(message: str) -> str:
    return f"{message} (allow for it: a field of another type in the payload, a check, or read.warn)"


# --- changed answers ----------------------------------------------------------------------------------------


def single_changes(body: bytes) -> Iterator[Change]:
    """Yield each change of one place of a body to one of the plain values; none where it is no JSON."""
    try:
        found = json.loads(body)
    except ValueError:
        return
    for place in places(found):
        for value in PLAIN:
            yield place, value


def with_change(body: bytes, change: Change) -> bytes:
    """Return a JSON body with one place changed."""
    made = json.loads(body)
    _apply(made, change)
    return json.dumps(made).encode()


def _in_turn(changes: Iterable[tuple[W, Change]]) -> list[tuple[W, Change]]:
    """Return changes in an order that is always the same: the first entries of lists first, else mixed well."""
    mixed = list(changes)
    random.Random(0).shuffle(mixed)  # noqa: S311 - no secret
    return sorted(mixed, key=lambda each: any(isinstance(step, int) and step > 0 for step in each[1][0]))


def mutated(data: DataObject, body: bytes) -> tuple[bytes, str]:
    """Return a body that is changed somehow, and the change in words."""
    try:
        found = json.loads(body)
    except ValueError:
        return _garbled(data, body)
    if data.draw(_one_of((*[False] * 9, True))):
        return _garbled(data, body)
    return _changed(data, found)


def _changed(data: DataObject, found: Json) -> tuple[bytes, str]:
    """Return JSON with some of its places changed; one that an earlier change took away is left out."""
    from hypothesis import strategies

    all_places = list(places(found))
    if not all_places:
        return _garbled(data, json.dumps(found).encode())
    each = strategies.tuples(_one_of(all_places), _one_of((*ODD, *PLAIN)))
    changes = data.draw(strategies.lists(each, min_size=1, max_size=4))
    made = copy.deepcopy(found)
    done = [_in_words(change) for change in changes if _apply(made, change)]
    return json.dumps(made).encode(), " and ".join(done)


def places(value: Json, here: Place = ()) -> Iterator[Place]:
    """Yield the path of everything inside a JSON value."""
    match value:
        case dict():
            inner: Sequence[tuple[str | int, Json]] = list(value.items())
        case list():
            inner = list(enumerate(value))
        case _:
            return
    for step, each in inner:
        yield (*here, step)
        yield from places(each, (*here, step))


def _apply(made: Any, change: Change) -> bool:  # noqa: ANN401 - any JSON
    path, value = change
    try:
        for step in path[:-1]:
            made = made[step]
        if value is MISSING:
            del made[path[-1]]
        else:
            made[path[-1]] = copy.deepcopy(value)
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _in_words(change: Change) -> str:
    path, value = change
    where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
    return f"{where} is missing" if value is MISSING else f"{where} is {value!r:.60}"


def _garbled(data: DataObject, body: bytes) -> tuple[bytes, str]:
    """Return a body that is cut, in another encoding, or another thing altogether."""
    from hypothesis import strategies

    match data.draw(_one_of(("other", "cut", "hole", "utf-16", "latin-1", "nul"))):
        case "other":
            made = data.draw(_one_of(GARBLED))
            return made, f"the body is {made[:20]!r}"
        case "cut":
            at = data.draw(strategies.integers(0, len(body)))
            return body[:at], f"the body ends after {at} bytes"
        case "hole":
            start = data.draw(strategies.integers(0, len(body)))
            end = data.draw(strategies.integers(start, min(len(body), start + 2_000)))
            return body[:start] + body[end:], f"the bytes {start} to {end} of the body are missing"
        case "nul":
            at = data.draw(strategies.integers(0, len(body)))
            return body[:at] + b"\x00" + body[at:], f"byte {at} of the body is a NUL"
        case encoding:
            text = body.decode("utf-8", "replace")
            return text.encode(encoding, "replace"), f"the body is in {encoding}"


def _read_out(look: AnyLookup | AnySearch, page: bytes) -> bytes:
    """Return what the lookup reads out of a page, as JSON, in which places can be changed; all of any other body."""
    reads: Any = look.main.reads
    try:
        return page if reads is None else json.dumps(reads(page)).encode()
    except Exception:  # it is what was read out already, or no page that the reader knows
        return page


def _one_of(values: Any) -> SearchStrategy[Any]:  # noqa: ANN401 - hypothesis takes any sequence
    from hypothesis import strategies

    return strategies.sampled_from(values)
