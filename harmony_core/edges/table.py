"""result → what people look at: a header, the facts, the tracks, where it comes from, what went wrong."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from harmony_core.domain.answers import Absent, Answer, Found, FoundMany, SearchAnswer, Unknown
from harmony_core.domain.credit import credit_text, title_text
from harmony_core.domain.length import minutes_text
from harmony_core.domain.model import Artist, Entity, Label, Medium, Recording, Release, Track
from harmony_core.domain.result import Result, SearchResult
from harmony_core.edges.convert import result_document
from harmony_core.edges.explain import in_words
from harmony_core.edges.printable import printable
from harmony_core.plugin.parts import Look, Presentable

MANY_COUNTRIES = 12
MANY_DISAGREEMENTS = 8
MANY_NAMES = 6
STORED = "stored"
"""What stands for the provider of a candidate that is known from earlier lookups."""


def present_table(shown: Presentable, look: Look) -> str:
    """Return a result as a table."""
    text = io.StringIO()
    console = Console(
        file=text,
        width=look.width,
        force_terminal=look.color,
        no_color=not look.color,
        highlight=False,
        emoji=False,
        markup=False,
    )
    for part in _result(shown) if isinstance(shown, Result) else _search(shown):
        console.print(part, soft_wrap=isinstance(part, Text))  # links and messages stay whole, to be copied
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"


def _result(result: Result) -> Iterator[RenderableType]:
    if result.merged and result.data is not None:
        yield from _entity(result.data)
    elif not result.merged:
        for provider, entity in result.documents.items():
            yield Text(f"── {provider} ──", style="dim")
            yield from _entity(entity)
    if not result.documents and result.data is None:
        yield Text("nothing found", style="bold")
    yield from _disagreements(result)
    yield from _conflicts(result)
    yield from _answers(result.answers.values())
    yield from _messages(result)


def _search(result: SearchResult) -> Iterator[RenderableType]:
    table = _plain_table()
    table.add_column("score", justify="right", style="dim")
    table.add_column("title", style="bold", overflow="fold")
    titles = [_title(each.document) for each in result.candidates]
    with_artists = any(artists for _, artists in titles)
    if with_artists:
        table.add_column("by", overflow="fold")
    kept = all(each.provider == STORED for each in result.candidates)
    table.add_column("show with" if kept else "look up with", style="dim", no_wrap=True)
    for each, (title, artists) in zip(result.candidates, titles, strict=True):
        row = [f"{each.score:.0%}", title, *([artists] if with_artists else []), printable(each.ref or each.provider)]
        table.add_row(*row)
    yield table if result.candidates else Text("nothing found", style="bold")
    yield from _answers(result.answers.values())
    yield from _messages(result)


def _entity(entity: Entity) -> Iterator[RenderableType]:
    title, artists = _title(entity)
    header = Text(title, style="bold")
    if artists:
        header.append(f"\n{artists}", style="not bold cyan")
    yield Text()
    yield header
    yield Text()
    yield from _facts(_facts_of(entity))
    if isinstance(entity, Release):
        for medium in entity.media:
            yield Padding(_medium(medium, entity), (1, 0, 0, 0))
    yield Text()


def _title(entity: Entity) -> tuple[str, str]:
    match entity:
        case Release() | Recording():
            suffix = f" ({entity.disambiguation})" if entity.disambiguation else ""
            return printable(f"{title_text(entity)}{suffix}"), printable(credit_text(entity.artists))
        case Artist() | Label():
            return printable(entity.name), ""


def _facts_of(entity: Entity) -> Iterable[tuple[str, object]]:
    match entity:
        case Release():
            yield "date", entity.date
            yield "type", ", ".join(entity.types)
            yield "label", ", ".join(_label(each.name, each.catalog_number) for each in entity.labels)
            yield "GTIN", entity.gtin
            yield "status", entity.status if entity.status != "official" else None
            yield "genre", _some([genre.name for genre in entity.genres])
            yield "language", entity.language and entity.language.code
            yield "sold in", _countries(entity.available_in)
            yield "cover", _cover(entity)
        case Recording():
            yield "ISRC", ", ".join(map(str, entity.isrcs))
            yield "length", minutes_text(entity.length_ms) if entity.length_ms is not None else None
            yield "date", entity.date
            yield "BPM", f"{entity.features.bpm:g}" if entity.features and entity.features.bpm else None
            yield "explicit", "yes" if entity.explicit else None
            yield "on", "; ".join(dict.fromkeys(map(title_text, entity.releases)))
        case Artist():
            yield "kind", entity.kind
            yield "country", entity.country
            yield "from", entity.begin
            yield "to", entity.end
        case Label():
            yield "code", entity.label_code
            yield "country", entity.country
            yield "from", entity.begin
            yield "to", entity.end
    for link in entity.links:
        kinds = f"  ({', '.join(link.kinds)})" if link.kinds else ""
        yield "link", f"{link.url}{kinds}"


def _facts(facts: Iterable[tuple[str, object]]) -> Iterator[Text]:
    for name, value in facts:
        if value:
            yield Text(f"{name:>8}  ", style="dim").append(printable(str(value)), style="not dim")


def _medium(medium: Medium, release: Release) -> Group:
    table = _plain_table()
    table.add_column("#", justify="right", style="dim")
    table.add_column("title", overflow="fold")
    own_artists = [_own_artists(track, release) for track in medium.tracks]
    if any(own_artists):
        table.add_column("artists", style="cyan", overflow="fold")
    table.add_column("length", justify="right")
    with_isrcs = any(track.isrc for track in medium.tracks)
    if with_isrcs:
        table.add_column("ISRC", style="dim")
    for track, artists in zip(medium.tracks, own_artists, strict=True):
        row = [track.number or str(track.position), _track_title(track)]
        if any(own_artists):
            row.append(artists)
        row.append(minutes_text(track.length_ms) if track.length_ms is not None else "")
        if with_isrcs:
            row.append(str(track.isrc or ""))
        table.add_row(*row)
    name = " ".join(filter(None, [medium.format or "Medium", str(medium.position) if len(release.media) > 1 else ""]))
    heading = Text(f"{name}{f': {printable(medium.title)}' if medium.title else ''}", style="bold")
    heading.append(f"  {_total(medium)}", style="not bold dim")
    return Group(heading, table)


def _track_title(track: Track) -> str:
    marks = [mark for mark, shown in (("explicit", track.explicit), ("video", track.kind == "video")) if shown]
    return printable(f"{track.title}  [{', '.join(marks)}]" if marks else track.title)


def _own_artists(track: Track, release: Release) -> str:
    text = credit_text(track.artists)
    return printable(text) if text != credit_text(release.artists) else ""


def _total(medium: Medium) -> str:
    lengths = [track.length_ms for track in medium.tracks]
    tracks = count(len(lengths), "track")
    known = [length for length in lengths if length is not None]
    return f"{tracks}, {minutes_text(sum(known))}" if known and len(known) == len(lengths) else tracks


def count(number: int, noun: str) -> str:
    """Return a number with its noun: 1 track, 2 tracks."""
    return f"{number} {noun}{'s' if number != 1 else ''}"


def _label(name: str | None, catalog_number: str | None) -> str:
    return " ".join(filter(None, [name, f"({catalog_number})" if catalog_number else None]))


def _some(names: Sequence[str]) -> str:
    """Return the first names of a list, and how many more there are."""
    more = f" and {len(names) - MANY_NAMES} more" if len(names) > MANY_NAMES else ""
    return f"{', '.join(names[:MANY_NAMES])}{more}"


def _countries(codes: Sequence[str]) -> str | None:
    if len(codes) > MANY_COUNTRIES:
        return f"{len(codes)} countries"
    return " ".join(codes) or None


def _cover(release: Release) -> str | None:
    picture = next(iter(release.artwork), None)
    if picture is None:
        return None
    size = f"  ({picture.width}×{picture.height})" if picture.width and picture.height else ""
    return f"{picture.url}{size}"


NOT_HAD = {
    "NO_SNAPSHOT": "no answers are kept here, and offline nobody is asked",
    "MISSING_SETTINGS": "settings are missing for live requests; `harmony providers` names them",
}
"""What is said once of all providers that could not even be asked, where they are several."""


def _answers(answers: Collection[Answer | SearchAnswer]) -> Iterator[Text]:
    alike = {
        code: [each for each in answers if isinstance(each, Unknown) and each.error.code == code] for code in NOT_HAD
    }
    together = {code: found for code, found in alike.items() if len(found) > 1}
    yield from _each_answer(answer for answer in answers if not any(answer in found for found in together.values()))
    for code, found in together.items():
        names = ", ".join(each.provider for each in found)
        yield Text(style="dim").append("✗ ", style="red").append(f"{names}  {NOT_HAD[code]}")


def _each_answer(answers: Iterable[Answer | SearchAnswer]) -> Iterator[Text]:
    for answer in answers:
        line = Text(style="dim")
        match answer:
            case Found():
                line.append("✓ ", style="green").append(f"{answer.provider}  ").append(
                    printable(answer.url or answer.id or "")
                )
                line.append(as_of(answer.fetched_at))
            case FoundMany(entities=()) | Absent():
                line.append("– ", style="yellow").append(f"{answer.provider}  has no such thing")
            case FoundMany():
                line.append("✓ ", style="green").append(
                    f"{answer.provider}  {count(len(answer.entities), 'candidate')}"
                )
            case Unknown():
                line.append("✗ ", style="red").append(f"{answer.provider}  ")
                line.append(printable(answer.error.message.removeprefix(f"{answer.provider}: ")))
                line.append(as_of(answer.error.at))
        yield line


def as_of(moment: datetime | None) -> str:
    """Return when an answer came, or when none did; nothing where that is not known."""
    return f"  as of {moment:%Y-%m-%d %H:%M} UTC" if moment else ""


def _conflicts(result: Result) -> Iterator[Text]:
    """Show who describes another edition, and how to look that up."""
    for conflict in result.conflicts:
        for each in conflict.set_apart:
            line = Text("≠ ", style="yellow")
            line.append(f"{', '.join(each.providers)}  describes another edition: {conflict.check} {each.value}; ")
            yield line.append(printable(f"harmony lookup {each.query}"))


def _disagreements(result: Result) -> Iterator[Text]:
    """Show in one line each what others say, where there is more than one source."""
    if not result.merged or len(result.providers) < 2:
        return
    document = result_document(result)
    decisions = document.get("decisions", {})
    assert isinstance(decisions, dict)
    differing = [
        (path, decision)
        for path, decision in decisions.items()
        if isinstance(decision, dict) and decision.get("candidates") and decision["strategy"] != "union"
    ]
    for path, decision in differing[:MANY_DISAGREEMENTS]:
        assert isinstance(decision, dict)
        yield Text(printable(f"· {in_words(path, decision)}"), style="dim")
    if len(differing) > MANY_DISAGREEMENTS:
        more = len(differing) - MANY_DISAGREEMENTS
        yield Text(f"· and {more} more fields on which sources differ: --explain shows all", style="dim")


def _messages(shown: Presentable) -> Iterator[Text]:
    for message in shown.messages:
        path = f"{message.path}: " if message.path else ""
        who = f"{message.provider}: " if message.provider else ""
        mark = "!" if message.level != "info" else "·"
        yield Text(printable(f"{mark} {who}{path}{message.text}"), style="yellow" if mark == "!" else "dim")


def _plain_table() -> Table:
    return Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
