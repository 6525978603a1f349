"""Loggers: events with fields that go to Python's own `logging`, so that a program that uses us stays in charge.

What renders them (structlog, on the command line) is loaded when the first line is shown: most runs show none.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_CONTEXT: ContextVar[Mapping[str, object]] = ContextVar("harmony_log_context")


class Logger:
    """Logs events; their fields are in a record's `extra`, with those that `logged_with` has set."""

    __slots__ = ("_logger",)

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def debug(self, event: str, **fields: object) -> None:
        """Log what helps to find a fault."""
        self._log(logging.DEBUG, event, fields)

    def info(self, event: str, **fields: object) -> None:
        """Log what was done."""
        self._log(logging.INFO, event, fields)

    def warning(self, event: str, **fields: object) -> None:
        """Log what somebody should look at."""
        self._log(logging.WARNING, event, fields)

    def exception(self, event: str, **fields: object) -> None:
        """Log a fault, with the exception that is being handled."""
        self._log(logging.ERROR, event, fields, with_exception=True)

    def is_enabled_for(self, level: int) -> bool:
        """Whether anybody wants to know."""
        return self._logger.isEnabledFor(level)

    def _log(self, level: int, event: str, fields: Mapping[str, object], *, with_exception: bool = False) -> None:
        if self._logger.isEnabledFor(level):
            extra = {**_CONTEXT.get({}), **fields}
            self._logger.log(level, event, extra=extra, exc_info=with_exception, stacklevel=3)


def logger(name: str) -> Logger:
    """Return a logger of events with fields; nothing is shown unless the program sets `logging` up."""
    return Logger(name)


@contextmanager
def logged_with(**fields: object) -> Iterator[None]:
    """Give all that is logged inside, also by tasks that are begun there, these fields."""
    token = _CONTEXT.set({**_CONTEXT.get({}), **fields})
    try:
        yield
    finally:
        _CONTEXT.reset(token)
