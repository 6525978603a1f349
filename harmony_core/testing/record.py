"""Recording: a case is asked of the real source, and the answers become its cassette, without secrets.

What is written is what the door keeps: addresses without keys, no request headers, no answers to requests for tokens.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import attrs

from harmony_core.domain.answers import Unknown
from harmony_core.edges.config import Config, load_config
from harmony_core.edges.limiter import Limiter
from harmony_core.edges.line import Line
from harmony_core.edges.requests import canonical_body
from harmony_core.edges.secrets import without_text, without_values
from harmony_core.plugin.providers import Provider
from harmony_core.plugin.settings import note_of, variable_of
from harmony_core.plugin.snapshot import Mode, Snapshot
from harmony_core.session import Session
from harmony_core.testing.cassettes import VOLATILE, Interaction, cassette_text, interactions_of, laid_out
from harmony_core.testing.contract import Case, Contract, ContractError
from harmony_core.testing.replay import capturing
from harmony_core.testing.runs import Outcome, asked_of, cases_file

TOKENS = ("access_token", "refresh_token", "id_token", "token")


def record(contract: Contract, case: Case) -> Path:
    """Ask the real source what a case asks, and write its cassette; return where.

    The settings are those of the user. Raises `ContractError` where there is no answer, or nowhere to write.
    """
    file = cases_file(contract, case.cassette)
    if not isinstance(file, Path):
        raise ContractError(f"case {case.name}: {contract.package} is no folder that could be written to")
    text = recorded(contract.provider, case)
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def recorded(provider: Provider, case: Case) -> str:
    """Ask the real source what a case asks, and return the cassette."""
    config = _config(provider, case)
    with capturing() as captured:
        outcome, snapshots = asyncio.run(_asked(provider, case, config))
    kept = interactions_of(snapshots)
    if not kept:
        raise ContractError(f"case {case.name}: nothing was recorded: {_problem(outcome)}")
    line = Line(provider=provider, settings=config.provider(provider), limiter=Limiter(provider.rate))
    secrets = tuple(sorted({*line.secrets(), *_tokens(captured)}, key=len, reverse=True))
    text = cassette_text(_clean(each, captured, secrets) for each in kept)
    if left := [secret for secret in secrets if secret in text]:
        raise ContractError(f"case {case.name}: {len(left)} secrets would be in the cassette, so it is not written")
    return text


def _config(provider: Provider, case: Case) -> Config:
    """Return the user's own settings, with nothing kept."""
    environ = dict(os.environ)
    if case.settings == {}:  # without any key of the user's, wherever it may be kept
        environ = {name: value for name, value in environ.items() if name.removesuffix("_FILE") not in _own(provider)}
        environ["HARMONY_HOME"] = "/nonexistent"
    regions = {"HARMONY_REGIONS": ",".join(case.regions)} if case.regions else {}
    given = {variable_of(provider.name, name): str(value) for name, value in case.provider_settings.items()}
    return load_config({**environ, "HARMONY_STORE": "memory:", **regions, **given})


def _own(provider: Provider) -> set[str]:
    fields = attrs.fields(provider.settings) if provider.settings else ()
    return {variable for field in fields for variable in note_of(field).variables(provider.name, field.name)}


async def _asked(provider: Provider, case: Case, config: Config) -> tuple[Outcome, tuple[Snapshot, ...]]:
    async with Session(providers=(provider,), installed=False, config=config, mode=Mode.REFRESH) as session:
        outcome = await asked_of(session, case)
        return outcome, tuple(session.snapshots().all())


def _problem(outcome: Outcome) -> str:
    answers = [answer for answer in outcome.answers.values() if isinstance(answer, Unknown)]
    return "; ".join(answer.error.message for answer in answers) or "no request was made"


def _tokens(captured: Iterable[Interaction]) -> Iterator[str]:
    """Yield what was given as a token: it is as secret as what it was given for."""
    for each in captured:
        try:
            found = json.loads(each.body)
        except ValueError:
            continue
        for name in TOKENS if isinstance(found, dict) else ():
            if isinstance(found.get(name), str) and len(found[name]) >= 8:
                yield found[name]


def _clean(each: Interaction, captured: Sequence[Interaction], secrets: tuple[str, ...]) -> Interaction:
    """Return an interaction as it is written: with its request's body, without secrets and without what changes."""
    bodies = {one.request_body for one in captured if one.request_body}
    body = next((one for one in bodies if each.request_sha256 == sha256(canonical_body(one)).hexdigest()), b"")
    headers = {name: without_text(value, secrets) for name, value in each.headers.items() if name not in VOLATILE}
    return laid_out(
        attrs.evolve(
            each,
            url=without_text(each.url, secrets),
            request_body=without_values(body, secrets),
            request_sha256=None if body else each.request_sha256,
            headers=headers,
            body=without_values(each.body, secrets),
        )
    )
