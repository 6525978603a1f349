"""Bundles of kept answers: a folder, or a zip of one, with `index.json` and the bodies beside it.

The index is a list of objects with `service`, `method`, `url`, `status`, `headers`, `file`, and optionally
`fetched_at`, `kind` and `request_body`; what else they hold is ignored.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import attrs

from harmony_core.domain.errors import RequestError
from harmony_core.edges.requests import redacted_url, request_key
from harmony_core.plugin.snapshot import Snapshot

EXTRACTED = "extracted-from-page"
CUT_SHORT = "..."

INDEX_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "array",
    "items": {
        "type": "object",
        "required": ["service", "method", "url", "file"],
        "properties": {
            "service": {"type": "string", "minLength": 1},
            "method": {"type": "string", "minLength": 1},
            "url": {"type": "string", "minLength": 1},
            "status": {"type": ["integer", "null"]},
            "headers": {"type": ["object", "null"], "additionalProperties": {"type": "string"}},
            "file": {"type": "string", "minLength": 1},
            "fetched_at": {"type": ["string", "null"]},
            "kind": {"type": ["string", "null"]},
            "request_body": {"type": ["string", "null"]},
        },
    },
}


@attrs.frozen(kw_only=True)
class Imported:
    """What was read from a bundle: answers, and how many entries could not be taken."""

    snapshots: tuple[Snapshot, ...]
    cut_short: int
    without_body: int


def read_bundle(path: Path, now: datetime) -> Imported:
    """Read a bundle; `now` stands for times that its entries do not tell.

    Entries whose address is cut short ("...") are skipped and counted, as are those of a POST without its
    body (they can only be normalized). Raises `RequestError` where the bundle is none.
    """
    with _opened(path) as read:
        entries = _index(path, read)
        whole = [entry for entry in entries if CUT_SHORT not in entry["url"]]
        keyed = [entry for entry in whole if entry["method"].upper() == "GET" or entry.get("request_body") is not None]
        return Imported(
            snapshots=tuple(_snapshot(path, entry, read, now) for entry in keyed),
            cut_short=len(entries) - len(whole),
            without_body=len(whole) - len(keyed),
        )


def write_bundle(path: Path, snapshots: Iterable[Snapshot]) -> int:
    """Write answers as a bundle (a zip where the name ends in .zip) and return how many. Existing files stay.

    Raises `RequestError` where there is something at that place already.
    """
    if path.exists():
        raise RequestError(f"{path}: is there already; name another file or folder", field="output")
    partial = path.with_name(f".{path.name}.partial")
    try:
        count = _write_zip(partial, snapshots) if path.suffix == ".zip" else _write_folder(partial, snapshots)
        partial.rename(path)
    except BaseException:
        _remove(partial)
        raise
    return count


def _snapshot(path: Path, entry: dict[str, Any], read: Callable[[str], bytes], now: datetime) -> Snapshot:
    url, method = entry["url"], entry["method"].upper()
    body = (entry.get("request_body") or "").encode()
    return Snapshot(
        key=request_key(method, url, body),
        provider=entry["service"],
        method=method,
        url=redacted_url(url),
        status=200 if entry.get("status") is None else entry["status"],
        headers={name.lower(): value for name, value in (entry.get("headers") or {}).items()},
        body=read(entry["file"]),
        fetched_at=_fetched_at(path, entry, now),
        extracted=entry.get("kind") == EXTRACTED,
    )


def _fetched_at(path: Path, entry: dict[str, Any], now: datetime) -> datetime:
    text = entry.get("fetched_at")
    if text is None:
        return now
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise RequestError(
            f"{path}: {entry['file']} has a fetched_at that is no time: {text!r}", field="bundle"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _index(path: Path, read: Callable[[str], bytes]) -> list[dict[str, Any]]:
    import jsonschema

    try:
        entries: list[dict[str, Any]] = json.loads(read("index.json"))
    except ValueError as error:
        raise RequestError(f"{path}: its index.json is not JSON ({error})", field="bundle") from error
    problem = next(jsonschema.Draft202012Validator(INDEX_SCHEMA).iter_errors(entries), None)
    if problem is not None:
        raise RequestError(f"{path}: its index.json is wrong: {problem.message} @ {problem.json_path}", field="bundle")
    return entries


@contextmanager
def _opened(path: Path) -> Iterator[Callable[[str], bytes]]:
    """Give a function that reads a file of a bundle by its name."""
    if path.is_dir():
        yield lambda name: _read_file(path, name)
    elif path.is_file():
        try:
            with zipfile.ZipFile(path) as archive:
                yield lambda name: _read_member(path, archive, name)
        except zipfile.BadZipFile as error:
            raise RequestError(f"{path}: is neither a folder nor a zip file", field="bundle") from error
    else:
        raise RequestError(f"{path}: there is no such folder or file", field="bundle")


def _read_file(folder: Path, name: str) -> bytes:
    try:
        return (folder / _inside(folder, name)).read_bytes()
    except OSError as error:
        raise RequestError(f"{folder}: {name} cannot be read ({error.strerror or error})", field="bundle") from error


def _read_member(path: Path, archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(_inside(path, name))
    except KeyError as error:
        raise RequestError(f"{path}: {name} is missing", field="bundle") from error


def _inside(path: Path, name: str) -> str:
    """Return a name that stays in the bundle. Raises `RequestError` where it would lead out of it."""
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or "\\" in name:
        raise RequestError(f"{path}: {name!r} leads out of the bundle", field="bundle")
    return str(pure)


def _entry(snapshot: Snapshot, file: str) -> dict[str, object]:
    entry: dict[str, object] = {
        "service": snapshot.provider,
        "method": snapshot.method,
        "url": snapshot.url,
        "status": snapshot.status,
        "headers": dict(snapshot.headers),
        "file": file,
        "sha256": snapshot.body_hash,
        "fetched_at": snapshot.fetched_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    }
    return {**entry, "kind": EXTRACTED} if snapshot.extracted else entry


def _file_of(snapshot: Snapshot) -> str:
    return f"{snapshot.provider}/{snapshot.body_hash[:32]}"


def _index_text(entries: list[dict[str, object]]) -> str:
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


def _write_folder(folder: Path, snapshots: Iterable[Snapshot]) -> int:
    entries = []
    folder.mkdir(parents=True)
    for snapshot in snapshots:
        file = _file_of(snapshot)
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_bytes(snapshot.body)
        entries.append(_entry(snapshot, file))
    (folder / "index.json").write_text(_index_text(entries), encoding="utf-8")
    return len(entries)


def _write_zip(path: Path, snapshots: Iterable[Snapshot]) -> int:
    entries, written = [], set()
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for snapshot in snapshots:
            file = _file_of(snapshot)
            if file not in written:
                archive.writestr(_stable(file), snapshot.body)
            written.add(file)
            entries.append(_entry(snapshot, file))
        archive.writestr(_stable("index.json"), _index_text(entries))
    return len(entries)


def _stable(name: str) -> zipfile.ZipInfo:
    """Return a member's head that is the same for the same name: equal bundles are equal bytes."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _remove(path: Path) -> None:
    import shutil

    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
