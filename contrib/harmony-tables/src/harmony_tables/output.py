"""Results → a file in the form that its name asks for, there as a whole or not at all."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from harmony_core import provider as hc

Cell = str | int | float | None

_OTHER_FORMS = {".xlsx", ".xls", ".ods", ".json", ".zip", ".gz"}
CSV_FORM, JSONL_FORM, PARQUET_FORM = ".csv", ".jsonl", ".parquet"


def form_of(output: Path | None) -> str:
    """Return the form that a file's name asks for: CSV, unless it ends in .jsonl, .ndjson or .parquet."""
    suffix = output.suffix.lower() if output else ""
    return JSONL_FORM if suffix in {".jsonl", ".ndjson"} else PARQUET_FORM if suffix == ".parquet" else CSV_FORM


def check_output(output: Path | None, inputs: Sequence[Path]) -> None:
    """Raise `RequestError` where an output can certainly not be written: better before the work than after it."""
    if output is None:
        return
    if any(path.exists() and output.exists() and path.samefile(output) for path in inputs):
        raise hc.RequestError(f"{output} is read; it cannot be the output, too")
    if output.suffix.lower() in _OTHER_FORMS:
        raise hc.RequestError(f"{output}: such files are not written; name one that ends in .csv, .jsonl or .parquet")
    if output.is_dir():
        raise hc.RequestError(f"{output} is a folder; a file is needed")
    if not output.parent.is_dir():
        raise hc.RequestError(f"{output.parent} does not exist; make the folder first")


def write(output: Path | None, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write rows, to stdout without an output, and return how many they were."""
    form = form_of(output)
    if output is not None and form == PARQUET_FORM:
        return _write_parquet(output, columns, rows)
    with _opened(output) as file:
        if form == JSONL_FORM:
            return _write_jsonl(file, columns, rows)
        return _write_csv(file, columns, rows)


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    """Open a file to write; a file that is there stays as it is until the new one is whole."""
    if output is None:
        yield sys.stdout
        return
    if output.exists() and not output.is_file():  # a pipe or a device has no place to put a file beside it
        with output.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    target = output.resolve()
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _write_csv(file: TextIO, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - counted
        writer.writerow(row)
    return count


def _write_jsonl(file: TextIO, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - counted
        file.write(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) + "\n")
    return count


def _write_parquet(output: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write Parquet by way of a CSV beside it, so that rows need not be in memory all at once."""
    import duckdb

    target = output.resolve()
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    text = unfinished.with_suffix(".csv")
    kinds = ", ".join(f"'{name}': '{'DOUBLE' if name == 'probability' else 'VARCHAR'}'" for name in columns)
    try:
        with text.open("w", encoding="utf-8", newline="") as file:
            count = _write_csv(file, columns, rows)
        with duckdb.connect() as database:
            database.execute(
                f"""
                COPY (
                    SELECT * FROM read_csv(
                        ?, columns = {{{kinds}}}, header = true, auto_detect = false, delim = ',', quote = '"',
                        escape = '"', nullstr = '\\N', parallel = false
                    )
                ) TO {_quoted(unfinished)} (FORMAT parquet)
                """,  # noqa: S608 - names of our own
                [str(text)],
            )
        unfinished.replace(target)
    finally:
        text.unlink(missing_ok=True)
        unfinished.unlink(missing_ok=True)
    return count


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
