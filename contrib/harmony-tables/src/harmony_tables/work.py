"""The folder beside the output in which a run keeps what it has done, so that the next one goes on from there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from harmony_core import provider as hc
from harmony_core.domain.errors import SetupError

if TYPE_CHECKING:
    import duckdb

VERSION = "1"
"""Of what is kept in the folder; another one starts anew."""


@attrs.frozen
class Work:
    """A folder for one run, and whether a run before it left something to go on with."""

    folder: Path
    resumed: bool

    @property
    def scores(self) -> Path:
        """The folder with the compared pairs, a file for each part."""
        return self.folder / "scores"


@contextmanager
def working(output: Path | None, job: str) -> Iterator[Work]:
    """Open the folder of a job; it is removed once the job is done, and kept where the job is broken off.

    `job` describes all that the result depends on. Without an output the folder is a temporary one.
    """
    if output is None:
        with tempfile.TemporaryDirectory(prefix="harmony-tables-") as name:
            yield _made(Path(name), resumed=False)
        return
    folder = output.with_name(f"{output.name}.work")
    state = folder / "job.json"
    resumed = state.exists() and state.read_text(encoding="utf-8") == job
    if not resumed:
        if folder.exists() and any(folder.iterdir()) and not state.exists():
            raise hc.RequestError(f"{folder} is needed for work that is not done yet, and has other files in it")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        state.write_text(job, encoding="utf-8")
    yield _made(folder, resumed=resumed)
    shutil.rmtree(folder, ignore_errors=True)


def _made(folder: Path, *, resumed: bool) -> Work:
    work = Work(folder, resumed)
    work.scores.mkdir(exist_ok=True)
    return work


def describe_job(command: str, files: Sequence[Path], options: Sequence[object]) -> str:
    """Return a text that is the same for two runs that lead to the same result."""
    stats = [(str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return json.dumps([VERSION, command, stats, [str(option) for option in options], _model()], indent=0)


def describe_stdin(path: Path) -> str:
    """Return what tells one input from another that has no name."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _model() -> str:
    """Return what the parameters are that pairs are compared with."""
    from importlib import resources

    return hashlib.sha256(resources.files("harmony_core.alike").joinpath("parameters.json").read_bytes()).hexdigest()


@contextmanager
def database(work: Work) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the job's database, with bounds on the memory that it takes; what does not fit is put on disk.

    Its failures (a full disk, too little memory) are raised as errors that say what to do.
    """
    import duckdb

    path = work.folder / "tables.duckdb"
    try:
        with duckdb.connect(str(path)) as opened:
            opened.execute(f"SET memory_limit = '{memory_mb()}MB'")
            opened.execute(f"SET temp_directory = '{str(work.folder / 'spill').replace(chr(39), chr(39) * 2)}'")
            opened.execute(f"SET threads = {max(1, os.cpu_count() or 1)}")
            opened.execute("SET preserve_insertion_order = false")
            yield opened
    except duckdb.OutOfMemoryException as error:
        raise SetupError(f"there is not enough memory or room on the disk of {work.folder}: {_first(error)}") from error
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except (duckdb.IOException, duckdb.FatalException) as error:
        raise SetupError(f"{work.folder} cannot be worked in: {_first(error)}") from error


def _first(error: Exception) -> str:
    return str(error).partition("\n")[0]


def memory_mb() -> int:
    """Return how much memory the database may take, in megabytes: a quarter of what there is, 2 GB at most."""
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    except (AttributeError, ValueError, OSError):
        whole = 4096
    return max(512, min(2048, whole // 4))
