"""Real answers, where there are some: HARMONY_RECORDINGS names a folder with an `index.json` and the bodies.

What answers one of the provider's own main requests must give a valid document, or be an error of the source.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import attrs

from harmony_core.domain.answers import Message, Unknown
from harmony_core.domain.codes import Country
from harmony_core.domain.errors import BadValueError, PayloadError, PluginError, ProviderError
from harmony_core.domain.refs import Kind
from harmony_core.domain.result import Result
from harmony_core.edges.bundles import CUT_SHORT, read_bundle
from harmony_core.edges.config import load_config
from harmony_core.edges.convert import document, result_document
from harmony_core.edges.one_body import OneBody, normalize_body, normalize_search_body
from harmony_core.edges.schema import problems
from harmony_core.plugin.providers import AnyLookup, AnySearch, Lookup, Provider
from harmony_core.plugin.snapshot import Mode
from harmony_core.plugin.urls import split_link
from harmony_core.session import Session
from harmony_core.testing.contract import Check, Contract, ContractError, SkippedError
from harmony_core.testing.matching import fields_of, looks_at, name_of
from harmony_core.testing.runs import document_kind

VARIABLE = "HARMONY_RECORDINGS"
MANY = 10
"""How many failures one message tells."""


@attrs.frozen(kw_only=True)
class Recording:
    """A recorded answer to one of a provider's main requests, and the lookups that make such requests."""

    file: str
    url: str
    status: int
    body: bytes = attrs.field(repr=False)
    looks: tuple[AnyLookup | AnySearch, ...] = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Outcome:
    """What a recorded answer gave: `look` is the lookup that could read it; `problem` is None where it passed.

    `entities` is how many things it is about, `messages` what was told of its fields.
    """

    recording: Recording
    look: AnyLookup | AnySearch = attrs.field(repr=False)
    entities: int = 0
    messages: tuple[Message, ...] = ()
    is_error: bool = False
    problem: str | None = None


def recording_checks(contract: Contract) -> Iterator[Check]:
    """Yield the checks on real answers."""
    yield Check("recorded answers give documents", partial(check_bodies, contract), needs_recordings=True)
    yield Check("recorded answers serve lookups offline", partial(check_lookups, contract), needs_recordings=True)


def recordings_folder() -> Path:
    """Return where the recordings are. Raises `SkippedError` where there are none."""
    named = os.environ.get(VARIABLE)
    if not named:
        raise SkippedError(f"{VARIABLE} names no folder with recorded answers")
    return Path(named)


def check_bodies(contract: Contract) -> None:
    """Raise where a recorded answer to a main request gives neither a valid document nor an error of the source."""
    found = _needed(contract, recordings_folder())
    failed = [each for each in (outcome_of(contract, one) for one in found) if each.problem]
    if failed:
        told = "\n".join(f"  {each.recording.file}: {each.problem}" for each in failed[:MANY])
        raise ContractError(
            f"{len(failed)} of {len(found)} recorded answers give no valid document "
            f"(those that are errors inside HTTP 200 belong into recorded_errors=):\n{told}"
        )


def check_lookups(contract: Contract) -> None:
    """Raise where a lookup of what was recorded fails on the recorded answers, asking nobody."""
    folder = recordings_folder()
    wanted = [each for each in (_wanted(contract.provider, one) for one in _needed(contract, folder)) if each]
    if not wanted:
        raise SkippedError("no recorded answer is one to a lookup by id")
    failed = asyncio.run(_looked_up(contract.provider, folder, wanted))
    if failed:
        told = "\n".join(f"  {each}" for each in failed[:MANY])
        raise ContractError(f"{len(failed)} of {len(wanted)} lookups fail on recorded answers:\n{told}")


def _needed(contract: Contract, folder: Path) -> Sequence[Recording]:
    found = list(recordings_of(contract.provider, folder))
    if not found:
        raise SkippedError(f"no recorded answer is one to a main request of {contract.provider.name}")
    return found


def recordings_of(provider: Provider, folder: Path) -> Iterator[Recording]:
    """Yield the recorded answers of a provider's service to its main requests."""
    for entry in json.loads((folder / "index.json").read_bytes()):
        if entry["service"] == provider.name and (looks := looks_at(provider, entry["method"], entry["url"])):
            body = (folder / entry["file"]).read_bytes()
            status = 200 if entry["status"] is None else entry["status"]
            yield Recording(file=entry["file"], url=entry["url"], status=status, body=body, looks=looks)


def outcome_of(contract: Contract, recording: Recording) -> Outcome:
    """Return what a recorded answer gives: by the first lookup that can read it, where several make such requests."""
    expects_error = recording.status >= 400 or recording.file in contract.recorded_errors
    outcomes = [_read(contract.provider, look, recording) for look in recording.looks]
    broken = [each for each in outcomes if each.problem and not each.problem.startswith(UNREADABLE)]
    if broken:
        return broken[0]
    if expects_error:
        read = [each for each in outcomes if not each.problem and not each.is_error]
        if read and recording.status < 400:
            return attrs.evolve(read[0], problem="is in recorded_errors=, but gives a document")
        return attrs.evolve(outcomes[0], is_error=True, problem=None)
    return min(outcomes, key=lambda each: (bool(each.problem), each.is_error))


UNREADABLE = "cannot be read: "


def _read(provider: Provider, look: AnyLookup | AnySearch, recording: Recording) -> Outcome:
    made = partial(Outcome, recording=recording, look=look)
    try:
        one = _one(provider, look, recording.body)
    except PayloadError as error:
        return made(problem=f"{UNREADABLE}{error.message}")
    except ProviderError:
        return made(is_error=True)
    except PluginError as error:
        return made(problem=error.message)
    kind = document_kind(look.kind)
    wrong = [each for entity in one.entities for each in problems(kind, document(entity), limit=3)]
    problem = f"its {kind} does not fit the schema: {'; '.join(wrong[:3])}" if wrong else None
    return made(entities=len(one.entities), messages=one.messages, problem=problem)


def _one(provider: Provider, look: AnyLookup | AnySearch, body: bytes) -> OneBody:
    alone = attrs.evolve(provider, lookups=(look,))
    if isinstance(look, Lookup):
        return normalize_body(alone, Kind(look.kind), body)
    return normalize_search_body(alone, body, kind=Kind(look.kind))


# --- lookups offline ----------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Wanted:
    """A lookup that a recorded answer may serve."""

    text: str
    kind: str
    region: str | None
    url: str


def _wanted(provider: Provider, recording: Recording) -> Wanted | None:
    for look in recording.looks:
        fields = fields_of(provider, look, look.main.method, recording.url)
        if not isinstance(look, Lookup) or "id" not in look.by or fields is None:
            continue
        outcome = _read(provider, look, recording)
        if recording.status >= 400 or CUT_SHORT in recording.url or outcome.problem or outcome.is_error:
            continue
        text = _text(provider, look, fields, recording.url)
        if text is not None:
            return Wanted(text=text, kind=look.kind, region=_region(fields), url=recording.url)
    return None


def _text(provider: Provider, look: AnyLookup, fields: Mapping[str, str], url: str) -> str | None:
    """Return what looks up what was recorded: where a page was asked for, its link, else the id in the request."""
    link = split_link(url)
    page = link and provider.read(link)
    if page and (page.kind == look.kind or page.type in look.types):
        return url
    ref = provider.ref_of(provider.external_id(look.kind, fields["id"])) if "id" in fields else None
    return str(ref) if ref else None


def _region(fields: Mapping[str, str]) -> str | None:
    try:
        return Country.parse(fields["region"]) if "region" in fields else None
    except BadValueError:
        return None


@asynccontextmanager
async def session_of_recordings(
    provider: Provider, folder: Path, home: Path, regions: Sequence[str] = ()
) -> AsyncIterator[Session]:
    """Open a session that has what was recorded of a provider's source, and asks nobody; `home` is an empty folder."""
    at_home = {"HARMONY_HOME": str(home), "HARMONY_STORE": "memory:", "HARMONY_REGIONS": ",".join(regions)}
    config = load_config({name: value for name, value in at_home.items() if value})
    snapshots = [each for each in read_bundle(folder, datetime.now(UTC)).snapshots if each.provider == provider.name]
    async with Session(providers=(provider,), installed=False, config=config, mode=Mode.OFFLINE) as session:
        session.snapshots().put(snapshots)
        yield session


async def _looked_up(provider: Provider, folder: Path, wanted: Sequence[Wanted]) -> list[str]:
    """Return what went wrong with lookups on the recorded answers."""
    failed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="harmony-contract-") as home:
        async with session_of_recordings(provider, folder, Path(home)) as session:
            for each in wanted:
                regions = (each.region,) if each.region else ()
                result = await session.lookup(each.text, kind=each.kind, regions=regions)
                problem = _problem(result, each)
                if problem:
                    failed.append(f"{each.text} as {each.kind}: {problem}")
    return failed


def _problem(result: Result, wanted: Wanted) -> str | None:
    """Say what is wrong with a result; that a further request was not recorded is nothing."""
    for answer in result.answers.values():
        if not isinstance(answer, Unknown):
            continue
        if answer.error.code == "NO_SNAPSHOT":
            return (
                f"{answer.error.message}: what was recorded is {wanted.url} (hc.Endpoint has also= for other addresses "
                "of the same answer, extent= for parameters that say how much is told)"
            )
        if answer.error.code == "PAYLOAD" or answer.error.code.startswith("PLUGIN"):
            return answer.error.message
    wrong = problems("result", result_document(result), limit=3)
    return f"its document does not fit the schema: {'; '.join(wrong)}" if wrong else None


# --- the table ----------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Row:
    """How many answers of one kind were recorded, how many of them are errors of the source, and how many passed."""

    provider: str
    what: str
    recorded: int
    errors: int
    passed: int


def rows(contract: Contract, folder: Path) -> tuple[Row, ...]:
    """Return the rows of a provider in the table of recordings, one for each kind that was recorded."""
    outcomes = [outcome_of(contract, each) for each in recordings_of(contract.provider, folder)]
    names = [name_of(look) for look in contract.provider.lookups]
    return tuple(
        Row(
            provider=contract.provider.name,
            what=name,
            recorded=len(of_name),
            errors=sum(each.is_error for each in of_name),
            passed=sum(each.problem is None for each in of_name),
        )
        for name in dict.fromkeys(names)
        if (of_name := [each for each in outcomes if name_of(each.look) == name])
    )
