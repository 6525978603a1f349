"""result → text: the forms of output for programs. The one for people is in `table.py`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from harmony_core.domain.credit import credit_text, title_text
from harmony_core.domain.errors import RequestError
from harmony_core.domain.length import minutes_text
from harmony_core.domain.model import Artist, Entity, Label, Recording, Release
from harmony_core.domain.result import Result, SearchResult
from harmony_core.edges.convert import Json, document, result_document, search_document
from harmony_core.plugin.parts import Look, Presentable, Presenter

TRACK_COLUMNS = (
    "medium",
    "position",
    "number",
    "title",
    "artists",
    "length_ms",
    "isrc",
    "release",
    "release_artists",
    "gtin",
    "date",
    "label",
    "catalog_number",
    "providers",
)
CANDIDATE_COLUMNS = ("score", "kind", "title", "artists", "date", "gtin", "isrc", "provider", "id", "url")


def json_text(value: Json) -> str:
    """Return a document as it is printed: indented, in the documents' own order, not escaped."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def json_line(value: Json) -> str:
    """Return a document on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def yaml_text(value: Json) -> str:
    """Return a document as YAML."""
    import yaml

    text: str = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100)
    return text


def documents_text(form: str, documents: Sequence[Json], shown: Json | None = None) -> str:
    """Return documents as JSON, JSON lines or YAML; `shown` stands for them where a list is not what is printed.

    Raises `RequestError` where the form is none of these.
    """
    whole: Json = list(documents) if shown is None else shown
    match form:
        case "json":
            return json_text(whole)
        case "jsonl":
            return "".join(map(json_line, documents))
        case "yaml":
            return yaml_text(whole)
        case _:
            raise RequestError(
                f"there is no output form {form!r} here; --help lists those that there are", field="format"
            )


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV with a line of column names (RFC 4180)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def csv_line(cells: Sequence[object]) -> str:
    """Return a row as a line of CSV."""
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


def of_presentable(shown: Presentable) -> Json:
    """Return the document of a result."""
    return result_document(shown) if isinstance(shown, Result) else search_document(shown)


def present_json(shown: Presentable, look: Look) -> str:
    """Return the document."""
    return json_text(of_presentable(shown))


def present_jsonl(shown: Presentable, look: Look) -> str:
    """Return a result on one line, a search as one line per candidate."""
    if isinstance(shown, Result):
        return json_line(result_document(shown))
    return "".join(json_line(document(candidate)) for candidate in shown.candidates)


def present_yaml(shown: Presentable, look: Look) -> str:
    """Return the document as YAML."""
    return yaml_text(of_presentable(shown))


def present_csv(shown: Presentable, look: Look) -> str:
    """Return a release as one row per track, other things and candidates as one row each."""
    if isinstance(shown, Result):
        entities = _shown_entities(shown)
        if all(isinstance(entity, Release) for entity in entities):
            return csv_text(TRACK_COLUMNS, (row for entity in entities for row in _track_rows(entity)))
        return csv_text(CANDIDATE_COLUMNS, (_row(entity, "", "", "", "") for entity in entities))
    rows = (
        _row(each.document, f"{each.score:.4f}", each.provider, each.id or "", each.url or "")
        for each in shown.candidates
    )
    return csv_text(CANDIDATE_COLUMNS, rows)


def present_tracklist(shown: Presentable, look: Look) -> str:
    """Return one line per track to paste elsewhere, as MusicBrainz' track parser reads it: 4. Title - Artist (3:51)."""
    if isinstance(shown, SearchResult):
        return "".join(f"{_title(each.document)}\n" for each in shown.candidates)
    return "".join(f"{line}\n" for entity in _shown_entities(shown) for line in _track_lines(entity))


def _shown_entities(result: Result) -> list[Entity]:
    if result.merged:
        return [result.data] if result.data is not None else []
    return list(result.documents.values())


def _track_lines(entity: Entity) -> Iterator[str]:
    if not isinstance(entity, Release):
        yield _title(entity)
        return
    for medium in entity.media:
        if len(entity.media) > 1:
            yield f"{medium.format or 'Medium'} {medium.position}{f': {medium.title}' if medium.title else ''}"
        for track in medium.tracks:
            artists = credit_text(track.artists or entity.artists)
            length = f" ({minutes_text(track.length_ms)})" if track.length_ms is not None else ""
            yield f"{track.number or track.position}. {track.title}{f' - {artists}' if artists else ''}{length}"


def _title(entity: Entity) -> str:
    match entity:
        case Release() | Recording():
            return " - ".join(filter(None, [title_text(entity), credit_text(entity.artists)]))
        case Artist() | Label():
            return entity.name


def _track_rows(entity: Entity) -> Iterator[Sequence[object]]:
    assert isinstance(entity, Release)  # the caller looked
    label = entity.labels[0] if entity.labels else None
    for medium in entity.media:
        for track in medium.tracks:
            yield (
                medium.position,
                track.position,
                track.number or "",
                track.title,
                credit_text(track.artists or entity.artists),
                "" if track.length_ms is None else track.length_ms,
                track.isrc or "",
                entity.title or "",
                credit_text(entity.artists),
                entity.gtin or "",
                entity.date or "",
                label.name if label and label.name else "",
                label.catalog_number if label and label.catalog_number else "",
                " ".join(source.provider for source in entity.sources),
            )


def _row(entity: Entity, score: str, provider: str, entity_id: str, url: str) -> Sequence[object]:
    own = entity.external_ids[0] if entity.external_ids else None
    source = (
        provider or (own.provider if own else ""),
        entity_id or (own.id if own else ""),
        url or (own.url if own else ""),
    )
    facts: tuple[object, ...]
    match entity:
        case Release():
            facts = (
                "release",
                entity.title or "",
                credit_text(entity.artists),
                entity.date or "",
                entity.gtin or "",
                "",
            )
        case Recording():
            isrc = entity.isrcs[0] if entity.isrcs else ""
            facts = ("recording", entity.title or "", credit_text(entity.artists), entity.date or "", "", isrc)
        case Artist():
            facts = ("artist", entity.name, "", entity.begin or "", "", "")
        case Label():
            facts = ("label", entity.name, "", entity.begin or "", "", "")
    return (score, *facts, *source)


def _present_table(shown: Presentable, look: Look) -> str:
    from harmony_core.edges.table import present_table  # rich is dear: only for those who look at it

    return present_table(shown, look)


PRESENTERS = (
    Presenter(name="table", help="for people", present=_present_table),
    Presenter(name="json", help="the document, for programs", present=present_json),
    Presenter(name="jsonl", help="one document a line", present=present_jsonl),
    Presenter(name="yaml", help="the document as YAML", present=present_yaml),
    Presenter(name="csv", help="one row per track or candidate", present=present_csv),
    Presenter(name="tracklist", help="one line per track, to paste elsewhere", present=present_tracklist),
)
