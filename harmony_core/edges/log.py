"""Log lines of the command line: for people on a terminal, JSON elsewhere, always on stderr."""

from __future__ import annotations

import logging
import sys
from functools import cache

LEVELS = {
    "trace": 5,
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
    "fatal": logging.CRITICAL,
}


def configure_logging(level: str) -> None:
    """Show log lines from this level on. Lines of one lookup carry its id, and provider and target."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())
    root = logging.getLogger("harmony")
    root.handlers[:] = [handler]
    root.propagate = False
    root.setLevel(LEVELS[level])


class _Lines(logging.Formatter):
    """Renders lines by structlog, which is loaded for the first of them."""

    def format(self, record: logging.LogRecord) -> str:
        return _structured(terminal=sys.stderr.isatty()).format(record)


@cache
def _structured(*, terminal: bool) -> logging.Formatter:
    import structlog

    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        foreign_pre_chain=[
            structlog.stdlib.ExtraAdder(),
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
        ],
    )
