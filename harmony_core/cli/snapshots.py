"""`harmony snapshots`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harmony_core.cli import say
from harmony_core.cli.options import Command, format_option, moment, open_session
from harmony_core.domain.errors import RequestError, SetupError
from harmony_core.edges.bundles import Imported, read_bundle, write_bundle
from harmony_core.edges.convert import Document, Json, summary_document, time_text
from harmony_core.edges.present import csv_text, documents_text
from harmony_core.edges.printable import printable
from harmony_core.plugin.catalog import Providers
from harmony_core.plugin.snapshot import Snapshot, SnapshotStore, SnapshotSummary
from harmony_core.session import Session

if TYPE_CHECKING:
    from harmony_core.edges.prune import Pruned

COLUMNS = ("fetched_at", "provider", "status", "size", "method", "url", "body_hash")


def is_cassette(path: Path) -> bool:
    """Whether a file's name is that of a cassette."""
    return path.suffix in (".yaml", ".yml")


@click.group("snapshots")
def command() -> None:
    """List, share, compare, prune, check and repair kept answers."""


@command.command("import", cls=Command)
@click.argument("bundles", nargs=-1, required=True, type=click.Path(path_type=Path))
def import_(bundles: tuple[Path, ...]) -> None:
    """Take the answers of BUNDLES (folders or zip files with an index.json, cassettes) into the store.

    A cassette is a YAML file of vcrpy, as the tests of providers have them.
    """
    now, session = datetime.now(UTC), open_session()
    read = [_read(path, session.providers, now) for path in bundles]
    store = session.snapshots()
    for path, imported in zip(bundles, read, strict=True):
        new = store.put(imported.snapshots)
        say(f"{path}: {', '.join(_counts(imported, new))}")


def _read(path: Path, providers: Providers, now: datetime) -> Imported:
    if not is_cassette(path) or path.is_dir():
        return read_bundle(path, now)
    from harmony_core.testing.bundles import snapshots_in

    return Imported(snapshots=snapshots_in(path, providers, now), cut_short=0, without_body=0)


def _counts(imported: Imported, new: int) -> Iterator[str]:
    """Yield what became of a bundle's entries, in words."""
    yield f"{new} answers imported"
    for count, what in (
        (len(imported.snapshots) - new, "were kept already"),
        (imported.cut_short, "skipped: their address is cut short"),
        (imported.without_body, "skipped: their request's body is missing"),
    ):
        if count:
            yield f"{count} {what}"


@command.command("export", cls=Command)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="A folder, or a .zip or .yaml file.",
)
@click.option("--provider", help="Only this provider's answers.")
def export(output: Path, provider: str | None) -> None:
    """Write kept answers as a bundle that another machine can import: a bug report, a demo, a test.

    A name that ends in .yaml makes a cassette of vcrpy, as the tests of providers have them.
    """
    session = open_session()
    store = session.snapshots()
    if next(store.summaries(provider), None) is None:
        raise RequestError(f"{_none_kept(session, provider)}: there is nothing to export", field="provider")
    if is_cassette(output):
        from harmony_core.testing.bundles import write_cassette

        count = write_cassette(output, store.all(provider))
    else:
        count = write_bundle(output, store.all(provider))
    say(f"{output}: {count} answers exported")


@command.command("list", cls=Command)
@click.option("--provider", help="Only this provider's answers.")
@format_option("table", "json", "jsonl", "yaml", "csv")
def list_(provider: str | None, form: str) -> None:
    """List kept answers in order of time."""
    session = open_session()
    summaries = list(session.snapshots().summaries(provider))
    if not summaries:
        say(_none_kept(session, provider))
    documents: list[Json] = [summary_document(summary) for summary in summaries]
    match form:
        case "table":
            click.echo("".join(map(_line, summaries)), nl=False)
        case "csv":
            rows = ([getattr(summary, column) for column in COLUMNS] for summary in summaries)
            click.echo(csv_text(COLUMNS, rows), nl=False)
        case _:
            click.echo(documents_text(form, documents), nl=False)


def _none_kept(session: Session, provider: str | None) -> str:
    """Say that no answers are kept. Raises `ProviderNotFoundError` where there is no such provider either."""
    if provider is None:
        return "no answers are kept here"
    name = provider if provider in session.providers.off else session.providers[provider].name
    return f"no answers of {name} are kept here"


def _line(summary: SnapshotSummary) -> str:
    return (
        printable(
            f"{summary.fetched_at:%Y-%m-%d %H:%M:%S}  {summary.provider:<14}  {summary.status}  "
            f"{summary.size:>9,} B  {summary.url}"
        )
        + "\n"
    )


# --- what a source said at two times ------------------------------------------------------------------------


def _moments(ctx: click.Context, option: click.Parameter, texts: Sequence[str]) -> tuple[datetime, ...]:
    found = [time for time in (moment(ctx, option, text) for text in texts) if time is not None]
    if len(found) > 2:
        raise click.BadParameter("give one time or two")
    return tuple(sorted(found))


@command.command("diff", cls=Command)
@click.argument("what", metavar="URL|KEY|PROVIDER:ID")
@click.option("--at", "times", multiple=True, metavar="TIME", callback=_moments, help="As of when; once or twice.")
@format_option("table", "json", "jsonl", "yaml")
def diff(what: str, times: tuple[datetime, ...], form: str) -> None:
    """Show what changed in a source's answers between two times.

    WHAT is an address that was asked (or its whole key, as in "GET https://…"), a link or PROVIDER:ID, which is all
    that was asked about it, or a GTIN, ISRC or MBID, at all sources. One --at compares what was known then with
    the newest answer, two compare what was known at both; without, it is the newest answer and the last one
    before that was another.
    """
    session = open_session()
    store = session.snapshots()
    keys = _keys(session, store, what)
    if not keys:
        raise RequestError(
            f"no answer about {what} is kept here; `harmony snapshots list` shows what is", field="query"
        )
    pairs = [pair for pair in (_pair(store, key, times) for key in keys) if pair]
    if not pairs:
        requests = "1 request" if len(keys) == 1 else f"{len(keys)} requests"
        when = "none of two times" if times else "no two that differ"
        say(f"{what}: answers to {requests} are kept, but {when}")
    if form == "table":
        for pair in pairs:
            click.echo("".join(f"{line}\n" for line in _diff_lines(*pair)), nl=False)
    else:
        documents: list[Json] = [_diff_document(*pair) for pair in pairs]
        click.echo(documents_text(form, documents), nl=False)


def _keys(session: Session, store: SnapshotStore, what: str) -> list[str]:
    """Return the requests that are meant."""
    from harmony_core.edges.prune import mentions
    from harmony_core.edges.requests import canonical_url, request_key

    if re.match(r"[A-Z]+ \S", what):
        return [what] if next(store.history(what), None) else []
    if what.startswith(("http://", "https://")):
        asked = [request_key("GET", what), *store.keys(f"POST {canonical_url(what)}")]
        found = [key for key in asked if next(store.history(key), None)]
        if found:
            return found
    parsed = session.parse(what)
    ids = [str(each) for each in (parsed.ref and parsed.ref.id, parsed.gtin, parsed.isrc, parsed.mbid) if each]
    mentioned = [key for key in store.keys("") if mentions(key, ids)]
    if parsed.ref is None or parsed.mbid is not None:
        return mentioned
    whose = ((key, next(store.history(key), None)) for key in mentioned)
    return [key for key, newest in whose if newest and newest.provider == parsed.ref.provider]


def _pair(store: SnapshotStore, key: str, times: Sequence[datetime]) -> tuple[Snapshot, Snapshot] | None:
    """Return the two answers to compare; where a source gave none (status 0), it said nothing."""

    def known(at: datetime | None) -> Iterator[Snapshot]:
        return (each for each in store.history(key, at) if each.status)

    after = next(known(times[1] if len(times) == 2 else None), None)
    if after is None:
        return None
    if times:
        before = next(known(times[0]), None)
    else:
        new = (after.body, after.status)
        before = next((each for each in known(None) if (each.body, each.status) != new), None)
    return (before, after) if before else None


def _diff_lines(before: Snapshot, after: Snapshot) -> Iterator[str]:
    from harmony_core.edges.differences import differences, line_of

    changes = differences(before.body, after.body)
    yield printable(f"{after.provider}: {after.method} {after.url}")
    yield f"  {before.fetched_at:%Y-%m-%d %H:%M:%S} → {after.fetched_at:%Y-%m-%d %H:%M:%S} UTC"
    if before.status != after.status:
        yield f"  ~ status: {before.status} → {after.status}"
    elif not changes:
        yield "  no difference" if before.body == after.body else "  the same, written otherwise"
    yield from (f"  {printable(line_of(change))}" for change in changes)


def _diff_document(before: Snapshot, after: Snapshot) -> Document:
    from harmony_core.edges.differences import differences

    def answer(of: Snapshot) -> Document:
        return {"fetched_at": time_text(of.fetched_at), "status": of.status, "body_hash": of.body_hash}

    return {
        "provider": after.provider,
        "method": after.method,
        "url": after.url,
        "before": answer(before),
        "after": answer(after),
        "changes": [change.document for change in differences(before.body, after.body)],
    }


# --- keeping it small and sound -----------------------------------------------------------------------------

_AGES = {"h": 1, "d": 24, "w": 24 * 7, "y": 24 * 365}
_SIZES = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12, "ki": 2**10, "mi": 2**20, "gi": 2**30, "ti": 2**40}


def _age(_: click.Context, __: click.Parameter, text: str | None) -> timedelta | None:
    if text is None:
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([hdwy])", text.strip().lower())
    if not found:
        raise click.BadParameter(f"{text!r} is no age; write 90d (h, d, w, y for hours, days, weeks, years)")
    try:
        return timedelta(hours=float(found[1]) * _AGES[found[2]])
    except OverflowError as error:
        raise click.BadParameter(f"{text!r} is too long") from error


def _size(_: click.Context, __: click.Parameter, text: str | None) -> int | None:
    if text is None:
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*((?:[kmgt]i?)?)b?", text.strip().lower())
    if not found:
        raise click.BadParameter(f"{text!r} is no size; write 500MB, 2GB or 1.5GiB")
    return int(float(found[1]) * _SIZES[found[2]])


@command.command("prune", cls=Command)
@click.option("--older", metavar="AGE", callback=_age, help="Answers that are older than this: 90d, 12h, 6w, 2y.")
@click.option("--keep", metavar="SIZE", callback=_size, help="The oldest, until the file is this small: 2GB, 500MB.")
@click.option("--all", "everything", is_flag=True, help="Also what stored entities were made of.")
@click.option("--dry-run", is_flag=True, help="Only tell what would go.")
def prune(older: timedelta | None, keep: int | None, everything: bool, dry_run: bool) -> None:
    """Take old answers out, by age, by size or both, and give the space back.

    What the newest answers about stored entities are stays, unless --all is given. The stored entities
    themselves always stay.
    """
    from harmony_core.edges.prune import prune as prune_file
    from harmony_core.edges.snapshots import SqliteSnapshots

    if older is None and keep is None:
        raise click.UsageError("say what may go: --older AGE, --keep SIZE, or both")
    session = open_session()
    store = session.snapshots()
    if not isinstance(store, SqliteSnapshots):
        raise SetupError("the store is no SQLite file: what is kept there is pruned with its own tools", code="STORE")
    try:
        limit = datetime.now(UTC) - older if older is not None else None
    except OverflowError:
        limit = None
    done = prune_file(store.file, older_than=limit, keep_bytes=keep, everything=everything, dry_run=dry_run)
    for line in _pruned(done, dry_run):
        say(line)


def _pruned(done: Pruned, dry_run: bool) -> Iterator[str]:
    went, size = ("would go", "about ") if dry_run else ("went", "")
    yield (
        f"{done.answers} answers and {done.bodies} bodies {went}: "
        f"{_megabytes(done.bytes_before)} before, {size}{_megabytes(done.bytes_after)} after"
    )
    if done.needed:
        yield f"{done.needed} old answers stay, because stored entities were made of them; --all takes them too"
    if done.kept_back:
        yield f"the space is free for new answers, but could not be given back to the disk yet ({done.kept_back})"
    if done.too_large:
        yield "the file is still larger than that"


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"


def _file(session: Session) -> Path:
    from harmony_core.edges.backends import sqlite_path

    path = sqlite_path(session.config.store_url)
    if path is None:
        raise SetupError("the store is no SQLite file: what is kept there is checked with its own tools", code="STORE")
    return path


@command.command("verify", cls=Command)
def verify() -> int:
    """Check what is kept: SQLite's own check, then every row and the checksum of every body.

    Prints a line for each problem, and exits with 1 where there is one. Nothing is changed.
    """
    from harmony_core.edges.salvage import problems

    path, count = _file(open_session()), 0
    if not path.exists():
        say(f"{path}: nothing is kept here yet")
        return 0
    for problem in problems(path):
        click.echo(printable(problem))
        count += 1
    say(f"{path}: {f'{count} problems; `harmony snapshots repair` saves what can be read' if count else 'sound'}")
    return 1 if count else 0


@command.command("repair", cls=Command)
def repair() -> None:
    """Save what can be read of a damaged file into a new one, and say what is lost.

    The old file stays beside it (harmony-….damaged.db). Answers that are lost are asked for again when they are
    needed. A sound file is left as it is.
    """
    from harmony_core.edges.backends import MIGRATIONS
    from harmony_core.edges.salvage import problems
    from harmony_core.edges.salvage import repair as repair_file

    session = open_session()
    path = _file(session)
    if not path.exists() or next(problems(path), None) is None:
        say(f"{path}: {'is sound: nothing to repair' if path.exists() else 'nothing is kept here yet'}")
        return
    done = repair_file(path, [*MIGRATIONS, *session.catalog.migrations])
    for line in done.lost:
        click.echo(printable(line))
    saved = ", ".join(f"{count} {table}" for table, count in done.saved.items() if count) or "nothing"
    say(f"{path}: saved {saved}; {len(done.lost)} could not be. The old file is {done.backup.name}, beside it")
