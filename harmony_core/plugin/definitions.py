"""What authors write down, checked where they write it: each message says what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from harmony_core.domain.errors import PluginError
from harmony_core.domain.refs import Kind

LOOPBACK = ("localhost", "127.0.0.1", "::1")
KINDS = tuple(kind.value for kind in Kind)


def check_kind(kind: str, where: str) -> None:
    """Raise `PluginError` where a kind is none of those that there are."""
    if kind not in KINDS:
        raise PluginError(f"{where}: there is no kind {kind!r}; there are {', '.join(KINDS)}")


def check_tuple(values: object, name: str, where: str) -> None:
    """Raise `PluginError` where one value, or a text, stands in the place of several."""
    if not isinstance(values, (tuple, list)):
        shown = f"({values!r},)" if isinstance(values, str) else f"({type(values).__name__}(…),)"
        raise PluginError(f"{where}: {name}= holds several, also where there is one; write {name}={shown}")


def check_base(base: str, where: str) -> None:
    """Raise `PluginError` where a base address would not do: paths are put behind its last slash."""
    parts = urlsplit(base)
    if not parts.scheme or not parts.hostname:
        raise PluginError(f'{where}: base={base!r} is no address; write base="https://{base.strip("/:")}/"')
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        meant = f"https://{base.partition('://')[2].rstrip('/')}/"
        raise PluginError(
            f"{where}: base={base!r} is not https, which all but this machine must be; write base={meant!r}, or for a "
            "server of your own set providers.NAME.base"
        )
    if parts.query or parts.fragment:
        raise PluginError(f"{where}: base={base!r} has a query; write it in the path of each hc.Endpoint")
    if parts.path and not parts.path.endswith("/"):
        raise PluginError(
            f'{where}: base={base!r} ends without a slash, so that its last part would be lost; write base="{base}/"'
        )


def raised_by(error: BaseException, function: Callable[..., object], what: str) -> str:
    """Say what a function of a plugin raised, for what, in which of its author's lines, and what mends it, if known.

    `what` is what it was called for, as in "the release lookup".
    """
    line = line_of(error, getattr(function, "__module__", ""))
    at = f" ({line})" if line else ""
    return f"{type(error).__name__}: {error} in {what}{at}; {_mended_by(error) or 'please tell its author'}"


def _mended_by(error: BaseException) -> str | None:
    """Say what an author does about an error of which the cause is plain."""
    text = str(error)
    match error:
        case AttributeError() | TypeError() if "coroutine" in text:
            return "its author forgot `await` before the call that returned it"
        case TypeError() if "'await' expression" in text:
            return "its author has to write fetch as `async def`"
        case KeyError():
            return "its author has to allow for what is missing (.get(), a default), or give what the endpoint needs"
    return None


def line_of(error: BaseException, module: str) -> str | None:
    """Return the line of a package's own code at which an error arose, or its call: "harmony_tunes/album.py, line 40".

    `module` is any of the package's. None where no line of it is in the error's trace.
    """
    found, trace = None, error.__traceback__
    while trace is not None:
        name = str(trace.tb_frame.f_globals.get("__name__", ""))
        if name.partition(".")[0] == module.partition(".")[0]:
            found = f"{short_file(trace.tb_frame.f_code.co_filename, name)}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return found


def short_file(file: str, module: str) -> str:
    """Return a file's name within its package, which is the same on all machines."""
    parts, root = Path(file).parts, module.partition(".")[0]
    start = max((place for place, part in enumerate(parts) if part == root), default=len(parts) - 1)
    return "/".join(parts[start:])
