"""Say how often each cleaning rule fires on recorded answers, alone and merged, and what it changes.

    make rules-report RECORDINGS=folder                counts
    python tests/benchmarks/rules_report.py --all      every change, to be read

HARMONY_RECORDINGS names the folder with the recordings. Answers that share a GTIN or an ISRC are merged. Where
HARMONY_BENCHMARKS names the folder of labelled data, the rules also run on the titles in its `title_cases`.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import attrs

sys.path.insert(0, str(Path(__file__).parent))
from title_cases import cases

from harmony_core.domain.answers import Asked, Found
from harmony_core.domain.errors import HarmonyError
from harmony_core.domain.model import ArtistCredit, Entity, Recording, Release
from harmony_core.domain.refs import Kind
from harmony_core.edges.config import load_config
from harmony_core.edges.one_body import normalize_body, normalize_search_body
from harmony_core.plugin.providers import AnyLookup, AnySearch, Lookup, Provider
from harmony_core.plugin.rules import Rule, Told, When
from harmony_core.rules import RULES
from harmony_core.session import Session
from harmony_core.stages.clean import applied, changes, clean
from harmony_core.stages.merge import BY_RULE, merge
from harmony_core.stages.policy import Policy
from harmony_core.testing.recordings import recordings_folder, recordings_of


@attrs.frozen
class Entry:
    """One entity out of a recorded answer."""

    file: str
    found: Found


@attrs.frozen
class Firing:
    """One field that one rule changed."""

    rule: str
    where: str
    path: str
    before: object
    after: object


def entries(providers: Sequence[Provider], folder: Path) -> Iterator[Entry]:
    """Yield all that the recorded answers describe, each entity of each answer once."""
    for provider in providers:
        for recording in recordings_of(provider, folder):
            if recording.status >= 400:
                continue
            read: set[Entity] = set()
            for look in recording.looks:
                read.update(_read(provider, look, recording.body))
            for entity in sorted(read, key=repr):
                asked = Asked(by="body", value=recording.file)
                yield Entry(recording.file, Found(provider=provider.name, asked=asked, entity=entity))


def _read(provider: Provider, look: AnyLookup | AnySearch, body: bytes) -> Sequence[Entity]:
    alone = attrs.evolve(provider, lookups=(look,))
    try:
        if isinstance(look, Lookup):
            return normalize_body(alone, Kind(look.kind), body).entities
        return normalize_search_body(alone, body, kind=Kind(look.kind)).entities
    except HarmonyError:
        return ()


def fired_alone(entry: Entry, rules: Sequence[Rule], policy: Policy) -> Iterator[Firing]:
    """Yield what each rule changes in one answer, after those before it."""
    entity = entry.found.entity
    for rule in rules:
        giver = entry.found.provider if rule.when is not When.MERGED else None
        told = Told(found=(entry.found,), provider=giver, sources=policy.sources)
        mended = applied(rule, entity, told)
        for path, before, after in changes(entity, mended):
            yield Firing(rule.name, entry.file, path, before, after)
        entity = mended


def fired_merged(found: Sequence[Found], where: str, policy: Policy) -> Iterator[Firing]:
    """Yield the fields of merged answers whose value is that of a rule."""
    for path, decision in merge(found, policy).decisions.items():
        if decision.strategy.startswith(BY_RULE):
            said = [(each.value, each.providers) for each in decision.candidates]
            yield Firing(decision.strategy.removeprefix(BY_RULE), where, path, said, decision.value)


def merges(told: Sequence[Entry]) -> Iterator[tuple[str, list[Found]]]:
    """Yield the answers of different sources that share a GTIN or an ISRC, one of each source."""
    keyed = sorted(
        ((key, entry) for entry in told if (key := _key(entry.found.entity))), key=lambda pair: (pair[0], pair[1].file)
    )
    for key, group in groupby(keyed, key=lambda pair: pair[0]):
        by_provider = {entry.found.provider: entry.found for _, entry in group}
        if len(by_provider) > 1:
            yield key, list(by_provider.values())


def _key(entity: Entity) -> str | None:
    match entity:
        case Release(gtin=gtin) if gtin:
            return f"release {str(gtin).lstrip('0')}"
        case Recording(isrcs=(isrc, *_)):
            return f"recording {isrc}"
        case _:
            return None


def titles(folder: Path) -> Iterator[Entry]:
    """Yield a release of each title in the tables of cases, as a source that says no more would have it."""
    somebody = (ArtistCredit(name="Somebody"),)
    for title in dict.fromkeys(case.input for case in cases(folder / "title_cases") if isinstance(case.input, str)):
        entity = Release(title=title, artists=somebody)
        yield Entry(title, Found(provider="", asked=Asked(by="text", value=title), entity=entity))


def right_types(folder: Path, policy: Policy) -> tuple[int, int]:
    """Return of how many titles that cases know the types of the rules find just these, and of how many."""
    rules = [rule for rule in policy.rules if rule.name == "types_from_title"]
    expected = {
        case.input: {str(each).casefold() for each in case.expected}
        for case in cases(folder / "title_cases")
        if case.function == "guessTypesFromTitle" and isinstance(case.expected, list)
    }
    found = {entry.file: entry for entry in titles(folder) if entry.file in expected}
    given = {
        title: {str(kind) for firing in fired_alone(entry, rules, policy) for kind in _list(firing.after)}
        for title, entry in found.items()
    }
    return sum(given[title] == expected[title] for title in given), len(given)


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, tuple) else (value,)


def main(arguments: Sequence[str]) -> int:
    """Print the report."""
    folder = recordings_folder()
    session = Session(config=load_config({"HARMONY_STORE": "memory:"}))
    policy = session.policy()
    told = list(entries(tuple(session.providers), folder))
    groups = list(merges(told))
    alone = [firing for entry in told for firing in fired_alone(entry, policy.rules, policy)]
    merged = [firing for key, found in groups for firing in fired_merged(found, key, policy)]
    benchmarks = os.environ.get("HARMONY_BENCHMARKS")
    titled = list(titles(Path(benchmarks))) if benchmarks else []
    of_titles = [firing for entry in titled for firing in fired_alone(entry, policy.rules, policy)]
    unlike = [entry for entry in told if not _is_settled(entry, policy)]
    say = sys.stdout.write
    say(f"{len(told)} answers, {len(groups)} merges of {sum(len(found) for _, found in groups)} answers\n")
    counts, entities, counted = (
        Counter(each.rule for each in alone),
        Counter(rule for rule, _ in {(each.rule, each.where) for each in alone}),
        Counter(name for each in merged for name in each.rule.split("+")),
    )
    on_titles = Counter(each.rule for each in of_titles)
    say(f"{'rule':28}{'fields':>8}{'answers':>9}{'merged':>8}{'titles':>8}\n")
    for rule in RULES:
        note = "  (optional, off)" if rule.optional else ""
        say(
            f"{rule.name:28}{counts[rule.name]:>8}{entities[rule.name]:>9}{counted[rule.name]:>8}{on_titles[rule.name]:>8}{note}\n"
        )
    say(f"answers that the rules change again when they run twice: {len(unlike)}\n")
    if benchmarks:
        right, known = right_types(Path(benchmarks), policy)
        say(f"titles of cases: {len(titled)}; types that are told of {known} of them: {right} right\n")
    if "--all" in arguments:
        for each in (*alone, *merged, *of_titles):
            say(f"{each.rule}: {each.where}: {each.path}: {each.before!r} -> {each.after!r}\n")
    return 1 if unlike else 0


def _is_settled(entry: Entry, policy: Policy) -> bool:
    """Whether the rules leave alone what they have mended."""
    (once,) = clean([entry.found], policy.rules, policy.sources)
    (twice,) = clean([once.found], policy.rules, policy.sources)
    return not twice.changes


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
