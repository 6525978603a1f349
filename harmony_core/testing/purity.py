"""`normalize` is pure: the same answer gives the same twice, without network, clock, chance, files or environment."""

from __future__ import annotations

import gc
import os
import random
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from types import FrameType

from harmony_core.domain.errors import HarmonyError
from harmony_core.plugin.providers import AnyLookup, AnySearch
from harmony_core.plugin.reading import Reader
from harmony_core.testing.contract import Check, ContractError
from harmony_core.testing.matching import name_of
from harmony_core.testing.runs import Runs

_CLOCKS = frozenset(
    "time time_ns monotonic monotonic_ns perf_counter perf_counter_ns process_time localtime sleep".split()
)
_ENVIRON = os._Environ.__getitem__.__code__


def purity_checks(runs: Runs) -> Iterator[Check]:
    """Yield a check for each lookup and search."""
    for at, look in enumerate(runs.provider.lookups):
        yield Check(f"{name_of(look)}: normalize is pure", partial(check_pure, runs, at, look))


def check_pure(runs: Runs, at: int, look: AnyLookup | AnySearch) -> None:
    """Raise where a lookup's `normalize` gives different things for the answers of a case, or is not by itself."""
    folder = _folder(runs.contract.package)
    for run in runs.all():
        for each in run.normalized:
            if each.at != at:
                continue
            where = f"case {run.case.name}: normalize of the {name_of(look)}"
            with watched(folder) as offences:
                first = _called(look, each.answer)
                second = _called(look, each.answer)
            if offences:
                raise ContractError(
                    f"{where} {', '.join(dict.fromkeys(offences))}: it is given all that it may use; "
                    "what else it needs belongs into fetch"
                )
            if first != second:
                raise ContractError(
                    f"{where} gives different results for the same answer: it must keep nothing and change nothing "
                    f"(first {first!r:.300}, then {second!r:.300})"
                )


def _called(look: AnyLookup | AnySearch, answer: object) -> object:
    normalize: Callable[[object, Reader], object] = look.normalize  # type: ignore[assignment]
    reader = Reader()
    try:
        return normalize(answer, reader), reader.messages
    except HarmonyError as error:
        return type(error), error.message


@contextmanager
def watched(folder: Path | None) -> Iterator[list[str]]:
    """Yield the list of what is called meanwhile that a pure function does not call, with the provider's own place."""
    offences: list[str] = []

    def watch(frame: FrameType, event: str, called: object) -> None:
        told = _offence(called) if event == "c_call" else _environment(frame) if event == "call" else None
        if told:
            offences.append(f"{told} ({_place(frame, folder)})")

    before, collecting = sys.getprofile(), gc.isenabled()
    gc.disable()  # those who watch it (hypothesis does) look at the clock, wherever it may set in
    sys.setprofile(watch)
    try:
        yield offences
    finally:
        sys.setprofile(before)
        if collecting:
            gc.enable()


def _offence(called: object) -> str | None:
    """Say what is wrong with calling a function of C."""
    name, module = getattr(called, "__name__", ""), getattr(called, "__module__", "")
    owner = getattr(called, "__self__", None)
    if module == "time" and name in _CLOCKS:
        return f"looks at the clock: time.{name}()"
    if isinstance(owner, type) and issubclass(owner, date) and name in ("now", "utcnow", "today"):
        return f"looks at the clock: {owner.__name__}.{name}()"
    if isinstance(owner, socket.socket) or module == "_socket":
        return f"uses the network: {name}()"
    if isinstance(owner, random.Random) or (module in ("posix", "nt") and name == "urandom"):
        return f"throws dice: {name}()"
    if module in ("io", "_io") and name == "open":
        return "opens a file"
    return "prints" if module == "builtins" and name == "print" else None


def _environment(frame: FrameType) -> str | None:
    return "reads the environment" if frame.f_code is _ENVIRON else None


def _place(frame: FrameType, folder: Path | None) -> str:
    """Return the line of the provider's own code from which a call came, or else the caller's."""
    at: FrameType | None = frame
    while at is not None:
        if folder is not None and Path(at.f_code.co_filename).is_relative_to(folder):
            return f"{Path(at.f_code.co_filename).relative_to(folder.parent)}, line {at.f_lineno}"
        at = at.f_back
    return f"{Path(frame.f_code.co_filename).name}, line {frame.f_lineno}"


def _folder(package: str) -> Path | None:
    file = import_module(package).__file__
    return Path(file).parent if file else None
