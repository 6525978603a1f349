"""Bundles of kept answers: a folder, or a zip of one, with `index.json` and the bodies beside it.

The index is a list of objects with `service`, `method`, `url`, `status`, `headers`, `file`, and optionally
`fetched_at`, `kind` and `request_body`, as text or as JSON (or its digest, `request_sha256`, as `export` writes
it); what else they hold is ignored.

`sha256` is the checksum of the body, and `SHA256SUMS`, in the form of the tool sha256sum, has one of every file: what
was damaged on the way is noticed, and then nothing of the bundle is taken.
"""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

import attrs

from harmony_core.domain.errors import RequestError
from harmony_core.domain.patterns import pattern
from harmony_core.edges.requests import redacted_url, request_key
from harmony_core.plugin.snapshot import Snapshot

EXTRACTED = "extracted-from-page"
CUT_SHORT = "..."
INDEX = "index.json"
SUMS = "SHA256SUMS"
LARGEST_MB = 256
"""How large one answer in a zip may be, unpacked."""
LONGEST_TOLD = 200

_REQUEST_DIGEST = pattern(r" ([0-9a-f]{64})$")

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
            "sha256": {"type": ["string", "null"], "pattern": "^[0-9a-f]{64}$"},
            "request_body": {"type": ["string", "object", "array", "null"]},
            "request_sha256": {"type": ["string", "null"], "pattern": "^[0-9a-f]{64}$"},
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
    body (they can only be normalized). Raises `RequestError` where the bundle is none, or is damaged.
    """
    with _opened(path) as (names, read):
        if SUMS in names:
            _check_index(path, read)
        entries = list(enumerate(_index(path, read)))
        whole = [(at, entry) for at, entry in entries if CUT_SHORT not in entry["url"]]
        keyed = [(at, entry) for at, entry in whole if entry["method"].upper() == "GET" or _has_body(entry)]
        return Imported(
            snapshots=tuple(_snapshot(path, at, entry, read, now) for at, entry in keyed),
            cut_short=len(entries) - len(whole),
            without_body=len(whole) - len(keyed),
        )


def write_bundle(path: Path, snapshots: Iterable[Snapshot]) -> int:
    """Write answers as a bundle (a zip where the name ends in .zip) and return how many. Existing files stay.

    Raises `RequestError` where there is something at that place already.
    """
    try:
        if path.exists() or path.is_symlink():
            raise RequestError(f"{path}: is there already; name another file or folder", field="output")
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".partial-", dir=path.parent) as folder:
            partial = Path(folder) / path.name
            count = _write_zip(partial, snapshots) if path.suffix == ".zip" else _write_folder(partial, snapshots)
            partial.rename(path)
    except OSError as error:
        raise RequestError(f"{path}: cannot be written ({error.strerror or error})", field="output") from error
    return count


def _has_body(entry: Mapping[str, Any]) -> bool:
    return entry.get("request_body") is not None or entry.get("request_sha256") is not None


def _snapshot(path: Path, at: int, entry: Mapping[str, Any], read: Callable[[str], bytes], now: datetime) -> Snapshot:
    url, method = entry["url"], entry["method"].upper()
    try:
        return Snapshot(
            key=_key(method, url, entry),
            provider=entry["service"],
            method=method,
            url=redacted_url(url),
            status=200 if entry.get("status") is None else entry["status"],
            headers={name.lower(): value for name, value in (entry.get("headers") or {}).items()},
            body=_body(path, entry, read),
            fetched_at=_fetched_at(entry, now),
            extracted=entry.get("kind") == EXTRACTED,
        )
    except (ValueError, OverflowError) as error:
        raise RequestError(f"{path}: its index.json is wrong: {error} @ $[{at}]", field="bundle") from error


def _body(path: Path, entry: Mapping[str, Any], read: Callable[[str], bytes]) -> bytes:
    body, told = read(entry["file"]), entry.get("sha256")
    if told is not None and sha256(body).hexdigest() != told:
        raise RequestError(
            f"{path}: {entry['file']!r} is not as it was exported (its checksum differs): the bundle is damaged, and "
            "nothing of it was taken; get it again",
            field="bundle",
        )
    return body


def _check_index(path: Path, read: Callable[[str], bytes]) -> None:
    """Raise where the index is not the one that was exported. The bodies' checksums are in the index itself."""
    lines = read(SUMS).decode("utf-8", "replace").splitlines()
    told = next((line.split()[0] for line in lines if line.split()[1:] == [INDEX]), None)
    if told != sha256(read(INDEX)).hexdigest():
        raise RequestError(
            f"{path}: its {INDEX} is not as it was exported (its checksum differs): the bundle is damaged, and nothing "
            f"of it was taken; get it again, or remove {SUMS} where you changed it yourself",
            field="bundle",
        )


def _key(method: str, url: str, entry: Mapping[str, Any]) -> str:
    body, digest = entry.get("request_body"), entry.get("request_sha256")
    if body is None and digest is not None:
        return f"{request_key(method, url)} {digest}"
    text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
    return request_key(method, url, text.encode("utf-8", "surrogatepass"))


def _fetched_at(entry: Mapping[str, Any], now: datetime) -> datetime:
    text = entry.get("fetched_at")
    if text is None:
        return now
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"fetched_at {text!r} is no time") from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _index(path: Path, read: Callable[[str], bytes]) -> list[dict[str, Any]]:
    import jsonschema

    try:
        entries: list[dict[str, Any]] = json.loads(read(INDEX))
    except (ValueError, RecursionError) as error:
        raise RequestError(f"{path}: its index.json is not JSON ({error})", field="bundle") from error
    problem = next(jsonschema.Draft202012Validator(INDEX_SCHEMA).iter_errors(entries), None)
    if problem is not None:
        told = problem.message if len(problem.message) <= LONGEST_TOLD else f"…{problem.message[-LONGEST_TOLD:]}"
        raise RequestError(f"{path}: its index.json is wrong: {told} @ {problem.json_path}", field="bundle")
    return entries


@contextmanager
def _opened(path: Path) -> Iterator[tuple[frozenset[str], Callable[[str], bytes]]]:
    """Give the names at the top of a bundle, and a function that reads a file of it by its name."""
    if path.is_dir():
        yield frozenset(each.name for each in path.iterdir()), lambda name: _read_file(path, name)
    elif path.is_file():
        try:
            with zipfile.ZipFile(path) as archive:
                yield frozenset(archive.namelist()), lambda name: _read_member(path, archive, name)
        except zipfile.BadZipFile as error:
            raise RequestError(f"{path}: is neither a folder nor a zip file", field="bundle") from error
    else:
        raise RequestError(f"{path}: there is no such folder or file", field="bundle")


def _read_file(folder: Path, name: str) -> bytes:
    try:
        return (folder / _inside(folder, name)).read_bytes()
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or error
        raise RequestError(f"{folder}: {name!r} cannot be read ({told})", field="bundle") from error


def _read_member(path: Path, archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        member = archive.getinfo(_inside(path, name))
        if member.file_size > LARGEST_MB * 1_000_000:
            raise RequestError(f"{path}: {name!r} is larger than {LARGEST_MB} MB", field="bundle")
        return archive.read(member)
    except KeyError as error:
        raise RequestError(f"{path}: {name!r} is missing", field="bundle") from error
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise RequestError(f"{path}: {name!r} cannot be unpacked ({error})", field="bundle") from error


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
        "headers": dict(sorted(snapshot.headers.items())),
        "file": file,
        "sha256": snapshot.body_hash,
        "fetched_at": snapshot.fetched_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    }
    if digest := _REQUEST_DIGEST.search(snapshot.key):
        entry["request_sha256"] = digest[1]
    return {**entry, "kind": EXTRACTED} if snapshot.extracted else entry


def _file_of(snapshot: Snapshot) -> str:
    """Return where a body goes; a provider's name that came from elsewhere is taken for no path."""
    return f"{re.sub(r'[^a-z0-9_-]', '_', snapshot.provider.lower())}/{snapshot.body_hash[:32]}"


def _index_text(entries: list[dict[str, object]]) -> str:
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


def _sums_text(sums: Mapping[str, str], index: str) -> str:
    """Return the checksums of all files, as the tool sha256sum writes and checks them."""
    every = {**sums, INDEX: sha256(index.encode()).hexdigest()}
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(every.items()))


def _write_folder(folder: Path, snapshots: Iterable[Snapshot]) -> int:
    entries, sums = [], {}
    folder.mkdir()
    for snapshot in snapshots:
        file = _file_of(snapshot)
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_bytes(snapshot.body)
        sums[file] = snapshot.body_hash
        entries.append(_entry(snapshot, file))
    index = _index_text(entries)
    (folder / INDEX).write_text(index, encoding="utf-8")
    (folder / SUMS).write_text(_sums_text(sums, index), encoding="utf-8")
    return len(entries)


def _write_zip(path: Path, snapshots: Iterable[Snapshot]) -> int:
    entries, sums = [], {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for snapshot in snapshots:
            file = _file_of(snapshot)
            if file not in sums:
                archive.writestr(_stable(file), snapshot.body)
            sums[file] = snapshot.body_hash
            entries.append(_entry(snapshot, file))
        index = _index_text(entries)
        archive.writestr(_stable(INDEX), index)
        archive.writestr(_stable(SUMS), _sums_text(sums, index))
    return len(entries)


def _stable(name: str) -> zipfile.ZipInfo:
    """Return a member's head that is the same for the same name: equal bundles are equal bytes."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
