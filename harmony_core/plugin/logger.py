"""Loggers: structured events that go to Python's own `logging`, so that a program that uses us stays in charge."""

from __future__ import annotations

import logging

import structlog


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return a logger of events with fields; nothing is shown unless the program sets `logging` up."""
    made: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        logging.getLogger(name),
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.render_to_log_kwargs,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        context_class=dict,
    )
    return made
