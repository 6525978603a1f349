"""Secrets appear nowhere: not in results, messages, log lines, kept answers, bundles or cassettes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial

import attrs

from harmony_core.edges.convert import Json
from harmony_core.testing.cassettes import Interaction
from harmony_core.testing.contract import Case, Check, ContractError
from harmony_core.testing.runs import CANARY, Run, Runs, run_case


def secret_checks(runs: Runs) -> Iterator[Check]:
    """Yield the checks that no secret setting comes out, also where the source sends it back."""
    yield Check("secrets appear nowhere", partial(check_secrets, runs))
    yield Check("secrets that the source sends back appear nowhere", partial(check_echoes, runs))


def check_secrets(runs: Runs) -> None:
    """Raise where a secret stands in what came of a case, or in its cassette."""
    for run in runs.all():
        _check(run)
        file = runs.file(run.case.cassette)
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        for secret in run.secrets:
            if secret in text:
                raise ContractError(f"case {run.case.name}: {_name(secret)} stands in cases/{run.case.cassette}")


def check_echoes(runs: Runs) -> None:
    """Raise where a secret comes out of a case whose answers hold it in all their texts."""
    for case in runs.contract.cases:
        secrets = " ".join(secret for secret in _echoed(runs, case))
        if secrets:
            answers = [_with(each, secrets) for each in runs.interactions(case)]
            _check(run_case(runs.provider, case, answers))


def _echoed(runs: Runs, case: Case) -> tuple[str, ...]:
    try:
        return runs.run(case).secrets
    except ContractError:
        return ()  # told by the case's own check


def _check(run: Run) -> None:
    for place, text in _places(run).items():
        for secret in run.secrets:
            if secret in text:
                raise ContractError(
                    f"case {run.case.name}: {_name(secret)} stands in {place}: keys go out by auth= or headers= only; "
                    "mark the setting with secret=True"
                )


def _places(run: Run) -> Mapping[str, str]:
    """Return everything that a user or another machine may get to see of a case."""
    return {
        "the result": json.dumps(run.whole, ensure_ascii=False),
        "the log": run.log,
        "a kept answer's address": " ".join(each.url + each.key for each in run.snapshots),
        "a kept answer's headers": " ".join(f"{dict(each.headers)}" for each in run.snapshots),
        "a kept answer": " ".join(each.body.decode("utf-8", "replace") for each in run.snapshots),
    }


def _name(secret: str) -> str:
    """Return how a secret is called in messages: made-up ones by their setting, others not at all."""
    if not secret.startswith(CANARY):
        return "a secret of the case"
    return f"the secret {secret.removeprefix(CANARY).lstrip('-')!r}"


def _with(each: Interaction, secret: str) -> Interaction:
    """Return an answer that holds a secret in each of its texts."""
    try:
        found = json.loads(each.body)
    except ValueError:
        return attrs.evolve(each, body=each.body + secret.encode())
    return attrs.evolve(each, body=json.dumps(_spread(found, secret)).encode())


def _spread(found: Json, secret: str) -> Json:
    match found:
        case str():
            return f"{found} {secret}"
        case list():
            return [_spread(each, secret) for each in found]
        case dict():
            return {name: _spread(each, secret) for name, each in found.items()}
        case _:
            return found
