"""What comes out of cases: valid documents, about what was asked for, asked of declared hosts only."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

from harmony_core.domain.answers import Found, FoundMany
from harmony_core.domain.model import Entity, Recording, Release
from harmony_core.domain.result import Result, SearchResult
from harmony_core.edges.convert import document
from harmony_core.edges.schema import problems
from harmony_core.testing.contract import Check, ContractError
from harmony_core.testing.runs import Run, Runs, auth_urls, document_kind


def document_checks(runs: Runs) -> Iterator[Check]:
    """Yield the checks of what comes out of all cases."""
    yield Check("documents are valid", partial(check_documents, runs))
    yield Check("what is found has its own id", partial(check_own_ids, runs))
    yield Check("discs and tracks are counted from 1", partial(check_positions, runs))
    yield Check("a GTIN or ISRC lookup gives that GTIN or ISRC", partial(check_identifiers, runs))
    yield Check("requests go to declared hosts", partial(check_hosts, runs))


def check_documents(runs: Runs) -> None:
    """Raise where a case's document does not fit its schema (`harmony schema NAME`)."""
    for run in runs.all():
        kind = document_kind(run.outcome.kind)
        for entity in _entities(run):
            if wrong := problems(kind, document(entity), limit=3):
                raise ContractError(f"case {run.case.name}: its {kind} does not fit the schema: {'; '.join(wrong)}")
        name = "search" if isinstance(run.outcome, SearchResult) else "result"
        if wrong := problems(name, run.whole, limit=3):
            raise ContractError(f"case {run.case.name}: its {name} does not fit the schema: {'; '.join(wrong)}")


def _entities(run: Run) -> tuple[Entity, ...]:
    """Return what a case found."""
    match run.answer:
        case Found(entity=entity):
            return (entity,)
        case FoundMany(entities=entities):
            return entities
        case _:
            return ()


def check_own_ids(runs: Runs) -> None:
    """Raise where something is found without the id by which the source knows it, unless a case is about just that."""
    name = runs.provider.name
    for run in runs.all():
        if run.case.expected.get("external_ids", name) is None:
            continue
        for place, entity in enumerate(_entities(run)):
            if not any(each.provider == name for each in entity.external_ids):
                which = f"[{place}]: " if isinstance(run.answer, FoundMany) else ""
                kind = document_kind(run.outcome.kind)
                raise ContractError(
                    f"case {run.case.name}: {which}is found without its own id, so nobody can look it up again: "
                    f'write external_ids=({name}.external_id("{kind}", …),) in normalize'
                )


def check_positions(runs: Runs) -> None:
    """Raise where a disc or a track has a place before the first, or two discs have one.

    Before the first track there may be a hidden one, at place 0, whose number the source gives.
    """
    for run in runs.all():
        for entity in _entities(run):
            media = entity.media if isinstance(entity, Release) else ()
            for at, medium in enumerate(media):
                path = f"media[{at}]"
                if medium.position < 1 or medium.position in [each.position for each in media[:at]]:
                    raise ContractError(_place(run, f"{path}.position", medium.position, "discs are counted 1, 2, 3"))
                for number, track in enumerate(medium.tracks):
                    hidden = number == 0 and track.position == 0 and track.number is not None
                    if track.position < 1 and not hidden:
                        path = f"{path}.tracks[{number}].position"
                        raise ContractError(_place(run, path, track.position, "tracks are counted from 1 on each disc"))


def _place(run: Run, path: str, position: int, rule: str) -> str:
    return f"case {run.case.name}: {path} is {position}: {rule} (hc.positions, or enumerate(…, start=1))"


def check_identifiers(runs: Runs) -> None:
    """Raise where a lookup by GTIN or ISRC gives something that has another one."""
    for run in runs.found():
        if not (isinstance(run.outcome, Result) and isinstance(run.answer, Found)):
            continue
        asked, entity = run.outcome.query, run.answer.entity
        if asked.gtin and isinstance(entity, Release) and entity.gtin not in (None, asked.gtin):
            raise ContractError(_other(run.case.name, "GTIN", str(asked.gtin), str(entity.gtin)))
        if asked.isrc and isinstance(entity, Recording) and entity.isrcs and asked.isrc not in entity.isrcs:
            raise ContractError(_other(run.case.name, "ISRC", str(asked.isrc), ", ".join(map(str, entity.isrcs))))


def _other(case: str, what: str, asked: str, got: str) -> str:
    return f"case {case}: asked for the {what} {asked}, got {got}: compare them in fetch and raise hc.MismatchError"


def check_hosts(runs: Runs) -> None:
    """Raise where a request goes, or would have gone, to a host that the provider does not declare."""
    tokens = {urlsplit(url).hostname for url in auth_urls(runs.provider)}
    for run in runs.all():
        base = urlsplit(str(run.case.provider_settings.get("base", ""))).hostname
        known = {*tokens, base}
        foreign = [each.url for each in run.asked if each.host not in known and not runs.provider.may_ask(each.host)]
        foreign += [each.url for each in run.failed if each.code == "FOREIGN_HOST"]
        if foreign:
            raise ContractError(
                f"case {run.case.name}: asks for {', '.join(foreign)}: declare the host in hosts= of the provider "
                f"(declared: {', '.join(sorted(runs.provider.allowed_hosts))})"
            )
