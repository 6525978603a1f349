"""Every error that Harmony raises or records.

HarmonyError
├── RequestError        what was asked cannot be taken; the user can mend it
│   ├── BadValueError       a value of wrong form (GTIN, ISRC, date …)
│   └── ProviderNotFoundError
├── SetupError          this machine is not ready (settings, folders, database)
│   ├── MissingSettingsError
│   └── ReadOnlyError       something was to be kept where we may only read
├── PluginError         a plugin is broken; its author can mend it
└── ProviderError       the source did not answer as hoped
    ├── NotFoundError       it said: no such thing (becomes Absent, all others Unknown)
    ├── RateLimitedError    too many requests, `retry_at` says when to come back
    ├── AccessDeniedError   it refuses to answer us
    ├── PayloadError        it answered something that cannot be read
    ├── MismatchError       it answered about something else than asked
    ├── HttpStatusError     any other HTTP status
    ├── ConnectionFailedError
    ├── TimedOutError
    ├── CircuitOpenError    it failed again and again and is left alone; `retry_at` says until when
    └── NoSnapshotError     offline, and no answer is kept
"""

from __future__ import annotations

from datetime import datetime


class HarmonyError(Exception):
    """The root: `code` is stable and for programs, the text says who, what, where and what to do next.

    `at` is the time at which a source failed to answer, where that was kept.
    """

    code = "ERROR"

    def __init__(self, message: str, *, code: str | None = None, provider: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.provider = provider
        self.at: datetime | None = None
        if code is not None:
            self.code = code


class RequestError(HarmonyError):
    """What was asked cannot be taken as it is; `field` names the part to mend."""

    code = "VALIDATION_ERROR"

    def __init__(
        self, message: str, *, field: str | None = None, code: str | None = None, provider: str | None = None
    ) -> None:
        super().__init__(message, code=code, provider=provider)
        self.field = field


class BadValueError(RequestError, ValueError):
    """A text that is no GTIN, ISRC, date or other value that it was taken for."""


class ProviderNotFoundError(RequestError):
    """No installed provider has the name that was asked for."""

    code = "PROVIDER_NOT_FOUND"


class SetupError(HarmonyError):
    """This machine is not ready: a folder, a file, a database or a setting needs mending."""

    code = "SETUP"


class MissingSettingsError(SetupError):
    """A live request needs settings that are not there; all missing ones are named at once."""

    code = "MISSING_SETTINGS"


class ReadOnlyError(SetupError):
    """Something was to be kept in a file that may only be read."""

    code = "READ_ONLY"


class PluginError(HarmonyError):
    """A plugin raised, or returned something that the core cannot take."""

    code = "PLUGIN_ERROR"


class ProviderError(HarmonyError):
    """The source's fault, or its refusal: `status` is the HTTP status where there was one."""

    code = "PROVIDER_ERROR"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        provider: str | None = None,
        status: int | None = None,
        retry_at: datetime | None = None,
    ) -> None:
        super().__init__(message, code=code, provider=provider)
        self.status = status
        self.retry_at = retry_at


class NotFoundError(ProviderError):
    """The source says that there is no such thing."""

    code = "NOT_FOUND"


class RateLimitedError(ProviderError):
    """The source asks to slow down; `retry_at` says until when, if it told."""

    code = "RATE_LIMITED"


class AccessDeniedError(ProviderError):
    """The source refuses to answer: a bad key, a region, a block."""

    code = "ACCESS_DENIED"


class PayloadError(ProviderError):
    """The answer cannot be read; the text holds the JSON path of what is wrong."""

    code = "PAYLOAD"


class MismatchError(ProviderError):
    """The source answered about another thing than it was asked for."""

    code = "MISMATCH"


class HttpStatusError(ProviderError):
    """The source answered with a status that says neither yes nor no; `code` is `HTTP_<status>`."""

    code = "HTTP_ERROR"

    def __init__(
        self, message: str, *, status: int, provider: str | None = None, retry_at: datetime | None = None
    ) -> None:
        super().__init__(message, code=f"HTTP_{status}", provider=provider, status=status, retry_at=retry_at)


class ConnectionFailedError(ProviderError):
    """No connection to the source, or it broke off in the middle of an answer."""

    code = "CONNECTION"


class TimedOutError(ProviderError):
    """The source took too long."""

    code = "TIMEOUT"


class CircuitOpenError(ProviderError):
    """The source failed again and again; until `retry_at` it is not asked."""

    code = "CIRCUIT_OPEN"


class NoSnapshotError(ProviderError):
    """Offline, and no answer to this request is kept here."""

    code = "NO_SNAPSHOT"


def error_classes() -> tuple[type[HarmonyError], ...]:
    """Return every error class, the root first; the docs' table of codes is made from this."""
    found: list[type[HarmonyError]] = [HarmonyError]
    for error_class in found:
        found.extend(sub for sub in error_class.__subclasses__() if sub not in found)
    return tuple(found)
