"""Running a contract's cases: each once, through a real session, with all that can be seen of it."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import attrs

from harmony_core.domain.answers import Absent, Found, FoundMany, Unknown
from harmony_core.domain.errors import RequestError
from harmony_core.domain.result import Result, SearchResult
from harmony_core.edges.config import Config, load_config
from harmony_core.edges.convert import Document, Json, document, result_document, search_document
from harmony_core.edges.limiter import Limiter
from harmony_core.edges.line import Line
from harmony_core.edges.secrets import key_parameters
from harmony_core.plugin.auth import ClientCredentials
from harmony_core.plugin.events import AnswerReceived, Event, RequestFailed, RequestSent
from harmony_core.plugin.parts import Observer
from harmony_core.plugin.providers import AnyLookup, AnySearch, Provider
from harmony_core.plugin.reading import Reader
from harmony_core.plugin.settings import note_of, variable_of
from harmony_core.plugin.snapshot import Mode, Snapshot
from harmony_core.rules import RULES
from harmony_core.session import Session
from harmony_core.testing.cassettes import Interaction, read_cassette
from harmony_core.testing.contract import Case, Contract, ContractError
from harmony_core.testing.replay import Asked, replaying
from harmony_core.testing.sealed import sealed, waits_seen

T = TypeVar("T")

CANARY = "canary-9f3b7c51"
"""Begins every made-up setting: where it turns up, a secret would."""

TOKEN = f"{CANARY}-token"

Outcome = Result | SearchResult


@attrs.frozen(kw_only=True)
class Sent:
    """A request of the provider, less its base address, and when it was sent and answered among all events."""

    text: str
    began: int
    ended: int


@attrs.frozen(kw_only=True)
class Normalized:
    """What `normalize` of a lookup was called with; `at` is the lookup's place in the provider."""

    at: int
    answer: object


@attrs.frozen(kw_only=True)
class Run:
    """What became of a case."""

    case: Case
    outcome: Outcome
    sent: tuple[Sent, ...]
    asked: tuple[Asked, ...]
    unplayed: tuple[str, ...]
    connections: tuple[str, ...]
    blocked: tuple[str, ...]
    failed: tuple[RequestFailed, ...]
    normalized: tuple[Normalized, ...]
    snapshots: tuple[Snapshot, ...] = attrs.field(repr=False)
    log: str = attrs.field(repr=False)
    secrets: tuple[str, ...] = attrs.field(repr=False)

    @property
    def strangers(self) -> tuple[str, ...]:
        """The requests that the cassette does not answer."""
        return tuple(f"{each.method} {each.url}" for each in self.asked if not each.answered)

    @property
    def state(self) -> str:
        """What the provider answered: found, absent, or unknown; a search without candidates is absent."""
        match self.answer:
            case Found():
                return "found"
            case FoundMany(entities=entities):
                return "found" if entities else "absent"
            case Unknown():
                return "unknown"
            case _:
                return "absent"

    @property
    def answer(self) -> Found | FoundMany | Absent | Unknown | None:
        """The provider's own answer, None where it was not asked."""
        return next(iter(self.outcome.answers.values()), None)

    @property
    def by(self) -> str | None:
        """What the provider was asked by: id, gtin, isrc, mbid, page or text."""
        return self.answer.asked.by if self.answer else None

    @property
    def told(self) -> Json:
        """The document of what was found; for a search, a list of the candidates' own."""
        if isinstance(self.outcome, SearchResult):
            return [document(candidate.document) for candidate in self.outcome.candidates]
        return document(self.outcome.data) if self.outcome.data is not None else None

    @property
    def whole(self) -> Document:
        """The document of the whole result."""
        return document_of(self.outcome)


class Runs:
    """The cases of a contract, each run when it is first asked for, and only once.

    `record` says what to do about a cassette: "none" (it must be there), "new" (make those that are missing) or
    "all" (make every one anew).
    """

    def __init__(self, contract: Contract, record: str = "none") -> None:
        self.contract = contract
        self.provider = contract.provider
        self.recording = record
        self._done: dict[str, Run | Exception] = {}
        self._recorded: set[str] = set()

    def run(self, case: Case) -> Run:
        """Return what became of a case. Raises `ContractError` where it cannot be run."""
        if case.name not in self._done:
            try:
                self._done[case.name] = self._run(case)
            except ContractError as error:
                self._done[case.name] = error
        done = self._done[case.name]
        if isinstance(done, Exception):
            raise done
        return done

    def all(self) -> Iterator[Run]:
        """Yield what became of all cases that could be run."""
        for case in self.contract.cases:
            with contextlib.suppress(ContractError):
                yield self.run(case)

    def found(self) -> Iterator[Run]:
        """Yield the cases that found something."""
        return (run for run in self.all() if run.state == "found")

    # --- cassettes

    def interactions(self, case: Case) -> tuple[Interaction, ...]:
        """Return the answers of a case. Raises `ContractError` where they are missing or cannot be read."""
        asks_nobody = case.sent == () or case.code == "MISSING_SETTINGS"
        if not asks_nobody:
            self._record(case)
        file = self.file(case.cassette)
        where = f"case {case.name}: cases/{case.cassette}"
        if not file.is_file():
            if asks_nobody:
                return ()
            raise ContractError(f"{where} is missing: write the answers, or record them with `pytest --record`")
        try:
            return read_cassette(file.read_text(encoding="utf-8"), f"cases/{case.cassette}")
        except RequestError as error:
            raise ContractError(f"case {case.name}: {error.message}") from error

    def file(self, name: str) -> Traversable:
        """Return a file beside the contract, in `cases/`."""
        return cases_file(self.contract, name)

    def _record(self, case: Case) -> None:
        if self.recording == "none" or case.cassette in self._recorded:
            return
        if self.recording == "new" and self.file(case.cassette).is_file():
            return
        from harmony_core.testing.record import record

        record(self.contract, case)
        self._recorded.add(case.cassette)

    # --- running

    def _run(self, case: Case) -> Run:
        return run_case(self.provider, case, self.interactions(case))

    def offline(self, case: Case, snapshots: Iterable[Snapshot]) -> Outcome:
        """Run a case again on kept answers, which may have been changed; nobody is asked."""
        with sealed():
            return _in_session(self.provider, case, Mode.OFFLINE, lambda session: asked_of(session, case), snapshots)


def cases_file(contract: Contract, name: str) -> Traversable:
    """Return a file beside a contract, in `cases/`."""
    try:
        return resources.files(contract.package) / "cases" / name
    except ImportError as error:
        raise ContractError(
            f"the contract's package {contract.package!r} cannot be imported: write package=__package__ ({error})"
        ) from error


def document_kind(kind: str) -> str:
    """Return the kind of document that a kind of entity is told in: a group is told as a release."""
    return "release" if kind == "release_group" else str(kind)


def document_of(outcome: Outcome) -> Document:
    """Return the document of a whole result."""
    return search_document(outcome) if isinstance(outcome, SearchResult) else result_document(outcome)


def run_case(provider: Provider, case: Case, interactions: Sequence[Interaction]) -> Run:
    """Run a case on answers. Raises `ContractError` where its query cannot be taken."""
    normalized: list[Normalized] = []
    watched = attrs.evolve(
        provider,
        lookups=tuple(_watched(at, look, normalized) for at, look in enumerate(provider.lookups)),
        rate_headers=None,  # what a cassette's answers say of the rate would make the test wait
    )
    events: list[Event] = []
    kept: list[Snapshot] = []

    async def asked(session: Session) -> Outcome:
        try:
            return await asked_of(session, case)
        finally:
            kept.extend(session.snapshots().all())

    tokens = _tokens(provider, interactions)
    answers, hidden, line = (*tokens, *interactions), key_parameters(provider), line_of(provider, case)
    with (
        _logged() as log,
        sealed() as connections,
        waits_seen(_packages_of(provider)) as blocked,
        replaying(answers, hidden, line.canonical) as replay,
    ):
        outcome = _in_session(watched, case, Mode.NORMAL, asked, observer=events.append)
    token_calls = {each.shown for each in tokens}
    return Run(
        case=case,
        outcome=outcome,
        sent=_sent(provider, events, replay.asked),
        asked=tuple(replay.asked),
        unplayed=tuple(shown for shown in replay.unplayed if shown not in token_calls),
        connections=tuple(connections),
        blocked=tuple(dict.fromkeys(blocked)),
        failed=tuple(event for event in events if isinstance(event, RequestFailed)),
        normalized=tuple(normalized),
        snapshots=tuple(kept),
        log="\n".join(log),
        secrets=secrets_for(provider, case),
    )


def config_of(provider: Provider, case: Case, home: str) -> Config:
    """Return settings under which nothing is kept, nothing tried twice and nothing waited for.

    No rule cleans what the provider says: its contract is about that, and rules come and go.
    """
    environ = {
        "HARMONY_HOME": home,
        "HARMONY_STORE": "memory:",
        "HARMONY_RETRIES": "0",
        "HARMONY_PATIENCE_SECONDS": "1",
        "HARMONY_RULES_OFF": ",".join(rule.name for rule in RULES),
        variable_of(provider.name, "rate"): "100000",
        **({"HARMONY_REGIONS": ",".join(case.regions)} if case.regions else {}),
        **{variable_of(provider.name, name): str(value) for name, value in case.provider_settings.items()},
        **_own_settings(provider, case),
    }
    return load_config(environ)


def _own_settings(provider: Provider, case: Case) -> Mapping[str, str]:
    """Return the variables of a provider's own settings: those of the case, else a canary for each without default."""
    if provider.settings is None:
        return {}
    fields = {field.name: field for field in attrs.fields(provider.settings)}
    if case.settings is None:
        values = {name: f"{CANARY}-{name}" for name, field in fields.items() if not field.default}
    else:
        values = dict(case.settings)
    if unknown := values.keys() - fields.keys():
        raise ContractError(
            f"case {case.name}: {provider.name} has no settings {', '.join(sorted(unknown))}; "
            f"it has {', '.join(fields) or 'none'}"
        )
    return {note_of(fields[name]).variables(provider.name, name)[0]: value for name, value in values.items()}


def line_of(provider: Provider, case: Case) -> Line:
    """Return a provider as a case has it asked: with which settings, and where."""
    settings = config_of(provider, case, "/nonexistent").provider(provider)
    return Line(provider=provider, settings=settings, limiter=Limiter(provider.rate))


def secrets_for(provider: Provider, case: Case) -> tuple[str, ...]:
    """Return the values that must appear nowhere in what comes of a case."""
    tokens = (TOKEN,) if auth_urls(provider) else ()
    return (*line_of(provider, case).secrets(), *tokens)


def _tokens(provider: Provider, interactions: Sequence[Interaction]) -> tuple[Interaction, ...]:
    """Return an answer to the request for a token, where the cassette has none: a made-up token."""
    written = {urlsplit(each.url)[:3] for each in interactions}
    body = f'{{"access_token": "{TOKEN}", "token_type": "Bearer", "expires_in": 3600}}'
    return tuple(
        Interaction(
            method="POST",
            url=url,
            request_body=b"grant_type=client_credentials",
            headers={"content-type": "application/json"},
            body=body.encode(),
        )
        for url in auth_urls(provider)
        if urlsplit(url)[:3] not in written
    )


def auth_urls(provider: Provider) -> tuple[str, ...]:
    """Return where a provider's tokens are asked for."""
    return tuple(auth.url for auth in provider.auths if isinstance(auth, ClientCredentials))


def _in_session(
    provider: Provider,
    case: Case,
    mode: Mode,
    call: Callable[[Session], Awaitable[T]],
    snapshots: Iterable[Snapshot] = (),
    observer: Callable[[Event], None] | None = None,
) -> T:
    """Run something in a session that has this provider alone, in an event loop of its own."""

    async def run(home: str) -> T:
        observers = (Observer(name="contract", notice=observer),) if observer else ()
        config = config_of(provider, case, home)
        async with Session(
            providers=(provider,), installed=False, observers=observers, config=config, mode=mode
        ) as session:
            session.snapshots().put(snapshots)
            return await call(session)

    with tempfile.TemporaryDirectory(prefix="harmony-contract-") as home:
        return asyncio.run(run(home))


async def asked_of(session: Session, case: Case) -> Outcome:
    """Ask what a case asks. Raises `ContractError` where that cannot be taken."""
    try:
        if case.search is not None:
            return await session.search(case.search, kind=case.kind, limit=case.limit)
        return await session.lookup(*case.texts, kind=case.kind, want=case.want)
    except RequestError as error:
        raise ContractError(f"case {case.name}: the query cannot be taken: {error.message}") from error


def _packages_of(provider: Provider) -> frozenset[str]:
    """Return the packages in which a provider's functions are written."""
    functions = [each for look in provider.lookups for each in (look.fetch, look.normalize) if each is not None]
    names = {str(getattr(each, "__module__", "")).partition(".")[0] for each in functions}
    return frozenset(names - {"", "harmony_core"})


def _watched(at: int, look: AnyLookup | AnySearch, seen: list[Normalized]) -> AnyLookup | AnySearch:
    """Return a lookup that remembers what its `normalize` is called with."""
    original: Callable[[Any, Reader], Any] = look.normalize

    @functools.wraps(original)  # the author's module, by which the lines of a bug are found
    def normalize(answer: object, reader: Reader) -> object:
        seen.append(Normalized(at=at, answer=answer))
        return original(answer, reader)

    watched: AnyLookup | AnySearch = attrs.evolve(look, normalize=normalize)  # type: ignore[arg-type]  # either's
    return watched


def _sent(provider: Provider, events: Sequence[Event], asked: Sequence[Asked]) -> tuple[Sent, ...]:
    methods = {each.url: each.method for each in asked}
    done: list[Sent] = []
    for at, event in enumerate(events):
        if isinstance(event, RequestSent):
            method = methods.get(event.url, "GET")
            text = event.url.removeprefix(provider.base)
            ended = next((end for end in range(at, len(events)) if _ends(events[end], event)), len(events))
            done.append(Sent(text=text if method == "GET" else f"{method} {text}", began=at, ended=ended))
    return tuple(done)


def _ends(event: Event, sent: RequestSent) -> bool:
    return isinstance(event, (AnswerReceived, RequestFailed)) and event.url == sent.url


@contextlib.contextmanager
def _logged() -> Iterator[list[str]]:
    """Collect every log line of the core and of the libraries beside it, whatever the program shows."""
    lines: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            extra = {name: value for name, value in vars(record).items() if name not in _USUAL}
            lines.append(f"{record.getMessage()} {extra} {record.exc_info or ''}")

    handler, root, logger = Collector(logging.DEBUG), logging.getLogger(), logging.getLogger("harmony")
    level, propagate, others = logger.level, logger.propagate, logger.handlers[:]
    logger.handlers[:], logger.propagate = [handler], False
    logger.setLevel(logging.DEBUG)
    root.addHandler(handler)  # a provider may have a logger of its own
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        logger.handlers[:], logger.propagate = others, propagate
        logger.setLevel(level)


_USUAL = frozenset(vars(logging.makeLogRecord({})))
